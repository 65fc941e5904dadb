#define _POSIX_C_SOURCE 200809L
#include "base/decimal.h"

#include <ctype.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#ifdef __APPLE__
#include <xlocale.h>
#endif

/* This thread's locale is "C" from here to end_plain; (locale_t)0: it could not be made so. */
typedef struct Plain {
    locale_t plain, before;
} Plain;

static Plain begin_plain(void)
{
    Plain locale = {.plain = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0)};
    if (locale.plain)
        locale.before = uselocale(locale.plain);
    return locale;
}

static void end_plain(Plain locale)
{
    if (!locale.plain)
        return;
    uselocale(locale.before);
    freelocale(locale.plain);
}

void decimal_write(double value, char text[static DECIMAL_SIZE])
{
    const Plain locale = begin_plain();
    snprintf(text, DECIMAL_SIZE, "%.17g", value);
    end_plain(locale);
}

void decimal_write_short(double value, char text[static DECIMAL_SIZE])
{
    const Plain locale = begin_plain();
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(text, DECIMAL_SIZE, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    end_plain(locale);
}

bool decimal_read(const char *text, double *value)
{
    char *end;
    if (isspace((unsigned char)*text))
        return false;
    const Plain locale = begin_plain();
    *value = strtod(text, &end);
    end_plain(locale);
    return end != text && *end == 0;
}
