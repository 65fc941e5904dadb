#include "pen/number.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>

enum { DIGITS_KEPT = 18, EXPONENT_MAX = 9999 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* An optional e[+-]digits; without digits the e is no part of the number. */
static int read_exponent(const char **cursor, const char *end)
{
    const char *at = *cursor;
    if (at == end || (*at != 'e' && *at != 'E'))
        return 0;
    at++;
    bool negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+'))
        at++;
    if (at == end || !is_digit(*at))
        return 0;
    int exponent = 0;
    for (; at < end && is_digit(*at); at++)
        exponent = exponent < EXPONENT_MAX ? 10 * exponent + (*at - '0') : EXPONENT_MAX;
    *cursor = at;
    return negative ? -exponent : exponent;
}

static double scaled(uint64_t digits, int exponent)
{
    static const double exact[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                   1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    double value = (double)digits;
    if (digits == 0)
        return 0; /* whatever the exponent */
    if (exponent >= 0 && exponent <= 22)
        return value * exact[exponent];
    if (exponent < 0 && exponent >= -22)
        return value / exact[-exponent];
    return value * pow(10, exponent);
}

bool number_read(const char **cursor, const char *end, double *value)
{
    const char *at = *cursor;
    bool negative = at < end && *at == '-', point = false, any = false;
    if (at < end && (*at == '-' || *at == '+'))
        at++;
    uint64_t digits = 0;
    int kept = 0, exponent = 0;
    for (; at < end && (is_digit(*at) || (*at == '.' && !point)); at++) {
        if (*at == '.') {
            point = true;
            continue;
        }
        any = true;
        if (kept < DIGITS_KEPT) {
            digits = 10 * digits + (uint64_t)(*at - '0');
            kept += digits > 0;
            exponent -= point;
        } else {
            exponent += !point;
        }
    }
    if (!any)
        return false;
    exponent += read_exponent(&at, end);
    *value = scaled(digits, exponent);
    if (negative)
        *value = -*value;
    *cursor = at;
    return true;
}

void number_write(FILE *file, double value, int decimals)
{
    assert(fabs(value) < 1e9 + 1 && decimals >= 0 && decimals <= 9);
    int64_t unit = 1;
    for (int i = 0; i < decimals; i++)
        unit *= 10;
    int64_t rounded = llround(fabs(value) * (double)unit);
    if (value < 0 && rounded > 0)
        fputc('-', file);
    fprintf(file, "%lld", (long long)(rounded / unit));
    int64_t rest = rounded % unit;
    if (rest == 0)
        return;
    fputc('.', file);
    for (int64_t place = unit / 10; rest > 0; place /= 10) {
        fputc((int)('0' + rest / place), file);
        rest %= place;
    }
}
