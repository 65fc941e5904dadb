/* Decimal numbers in files, read and written alike under every locale (strtod and printf follow the user's
 * decimal sign, and strtod takes "nan", "inf" and hexadecimal besides). */
#pragma once
#include <stdbool.h>
#include <stdio.h>

/* Reads [+-]digits[.digits][e[+-]digits] at *cursor, never looking at `end` or beyond, and moves *cursor
 * behind it. False, and *cursor stays, when no number stands there. A number too large for a double gives
 * infinity, which is the caller's to refuse. Correctly rounded up to 15 digits and 10^22; beyond that within
 * a few units of the last place. */
bool number_read(const char **cursor, const char *end, double *value);

/* Writes `value` rounded to `decimals` (at most 9) digits behind the point, without needless zeros. |value|
 * is below 1e9 (asserted). Trouble shows in ferror(file). */
void number_write(FILE *file, double value, int decimals);
