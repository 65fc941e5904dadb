#define _POSIX_C_SOURCE 200809L
#include "gradcheck/gradcheck_number.h"
#include <locale.h>
#include <math.h>
#include <stdio.h>

int gradcheck_number_vprint(char *buffer, size_t size, const char *format, va_list arguments)
{
    locale_t plain = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0);
    locale_t before = plain ? uselocale(plain) : (locale_t)0;
    int length = vsnprintf(buffer, size, format, arguments);
    if (plain) {
        uselocale(before);
        freelocale(plain);
    }
    return length;
}

int gradcheck_number_print(char *buffer, size_t size, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = gradcheck_number_vprint(buffer, size, format, arguments);
    va_end(arguments);
    return length;
}

/* Digits behind the point such that one unit of the last is about the bar; exponent: the power of ten taken out. */
static int decimals(double value, double bar, int *exponent)
{
    double size = fmax(fabs(value), bar);
    *exponent = size > 0 ? (int)floor(log10(size)) : 0;
    if (*exponent >= -3 && *exponent <= 5)
        *exponent = 0;
    double unit = bar > 0 ? floor(log10(bar)) : floor(log10(size > 0 ? size : 1)) - 15;
    double digits = *exponent - unit;
    return digits < 0 ? 0 : digits > 17 ? 17 : (int)digits;
}

static const char *print(char *buffer, double value, int digits, int exponent, long units)
{
    char power[12] = "", bar[24] = "";
    if (exponent)
        snprintf(power, sizeof power, "e%+03d", exponent);
    if (units >= 0)
        snprintf(bar, sizeof bar, "(%ld)", units);
    gradcheck_number_print(buffer, GRADCHECK_NUMBER_SIZE, "%+.*f%s%s", digits, value * pow(10, -exponent),
                           bar, power);
    return buffer;
}

const char *gradcheck_number_measured(char buffer[GRADCHECK_NUMBER_SIZE], double value, double bar)
{
    if (!isfinite(value) || !isfinite(bar)) {
        snprintf(buffer, GRADCHECK_NUMBER_SIZE, "unknown");
        return buffer;
    }
    if (fabs(value) <= bar && bar > 0 && (bar < 1e-3 || bar >= 1e6)) { /* nothing but its bar */
        gradcheck_number_print(buffer, GRADCHECK_NUMBER_SIZE, "0(%.0e)", bar);
        return buffer;
    }
    int exponent, digits = decimals(value, bar, &exponent);
    double units = ceil(bar * pow(10, digits - exponent));
    return print(buffer, value, digits, exponent, (long)fmin(units, 999999));
}

const char *gradcheck_number_beside(char buffer[GRADCHECK_NUMBER_SIZE], double value, double measured,
                                    double bar)
{
    int exponent = 0, digits = 6;
    if (!isfinite(value)) {
        gradcheck_number_print(buffer, GRADCHECK_NUMBER_SIZE, "%f", value);
        return buffer;
    }
    if (isfinite(measured) && isfinite(bar))
        digits = decimals(measured, bar, &exponent);
    double shown = value * pow(10, -exponent);
    if (value == 0)
        return "0";
    if (!(fabs(value - measured) <= 1e-3 * fabs(measured))) { /* far away: six digits tell */
        gradcheck_number_print(buffer, GRADCHECK_NUMBER_SIZE, "%+.6g", value);
        return buffer;
    }
    if (fabs(shown) >= 1e6 || (shown != 0 && fabs(shown) < 1e-3)) {
        gradcheck_number_print(buffer, GRADCHECK_NUMBER_SIZE, "%+.7g", value);
        return buffer;
    }
    return print(buffer, value, digits, exponent, -1);
}
