/* Numbers in words, with a decimal point whatever the program's locale. */
#pragma once
#include <stdarg.h>
#include <stddef.h>

enum { GRADCHECK_NUMBER_SIZE = 40 };

/* snprintf and vsnprintf in the C locale; the locale of the program is as before when they return. */
int gradcheck_number_print(char *buffer, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
int gradcheck_number_vprint(char *buffer, size_t size, const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));

/* A value to the digits that its bar leaves, the bar in units of the last one: +0.0832160(3). */
const char *gradcheck_number_measured(char buffer[GRADCHECK_NUMBER_SIZE], double value, double bar);

/* A value to stand beside a measured one: with as many decimals as that is shown with when they are alike. */
const char *gradcheck_number_beside(char buffer[GRADCHECK_NUMBER_SIZE], double value, double measured,
                                    double bar);
