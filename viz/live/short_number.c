#include "live/short_number.h"

#include <math.h>
#include <stdio.h>

ShortNumber short_number(double value, int digits)
{
    static const char *const units[] = {"", "k", "M", "G", "T"};
    enum { UNITS = sizeof units / sizeof units[0] };
    ShortNumber number;
    size_t unit = 0;
    if (value >= 999.5 && value < 9999.5) {
        snprintf(number.text, sizeof number.text, "%.0f", value);
        return number;
    }
    /* What rounds to 1000 is 1 of the next unit. */
    for (; value >= 999.5 && unit + 1 < UNITS; unit++)
        value /= 1000;
    int before_point = value < 9.5 ? 1 : value < 99.5 ? 2 : 3;
    snprintf(number.text, sizeof number.text, "%.*g%s", digits > before_point ? digits : before_point, value,
             units[unit]);
    return number;
}
