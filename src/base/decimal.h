/* Numbers as text that reads back to the same bits, with a decimal point whatever the locale of the program that uses this
 * library (printf and strtod follow it). */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum { DECIMAL_SIZE = 32 }; /* what the longest needs, with the zero */

/* With 17 digits, or with as few as give the same bits back: 0.10000000000000001 and 0.1. Also "inf" and "nan". */
void decimal_write(double value, char text[static DECIMAL_SIZE]);
void decimal_write_short(double value, char text[static DECIMAL_SIZE]);

/* Reads the whole text, as strtod does in the locale "C". False, and *value is anything, where it is no number, or is more
 * than that. */
bool decimal_read(const char *text, double *value);
