/* What every test file includes: cmocka, and comparisons of numbers that NaN never passes.
 *
 * cmocka 1.1.5's own assert_float_equal narrows to float and lets NaN pass; these do neither. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <math.h>

/* |measured - expected| <= tolerance * max(1, |expected|): relative for large numbers, absolute for small ones. */
#define assert_close(measured, expected, tolerance)                                                          \
    test_assert_close((double)(measured), (double)(expected), (tolerance), #measured, __FILE__, __LINE__)

/* |measured - expected| <= tolerance * |expected|: relative however small the numbers are. */
#define assert_close_relative(measured, expected, tolerance)                                                 \
    test_assert_close_relative((double)(measured), (double)(expected), (tolerance), #measured, __FILE__,     \
                               __LINE__)

/* status.ok, or fails with the sentence of the status. */
#define assert_ok(status) test_assert_ok((status), __FILE__, __LINE__)

/* Not ok, and the sentence holds `part`. */
#define assert_trouble(status, part) test_assert_trouble((status), (part), __FILE__, __LINE__)

#include "base/status.h"
#include <stdlib.h>
#include <string.h>

/* Asked for by those who run a test thousands of times (tests/mutants): less repetition of the same. */
static inline bool test_brief(void)
{
    return getenv("TESTS_BRIEF") != NULL;
}

static inline void test_assert_close(double measured, double expected, double tolerance, const char *what,
                                     const char *file, int line)
{
    double room = tolerance * fmax(1, fabs(expected));
    if (fabs(measured - expected) <= room) /* false for NaN */
        return;
    print_error("%s: %.17g, expected %.17g, off by %.3g, allowed %.3g\n", what, measured, expected,
                fabs(measured - expected), room);
    _fail(file, line);
}

static inline void test_assert_close_relative(double measured, double expected, double tolerance,
                                              const char *what, const char *file, int line)
{
    if (fabs(measured - expected) <= tolerance * fabs(expected))
        return;
    print_error("%s: %.17g, expected %.17g, relative error %.3g, allowed %.3g\n", what, measured, expected,
                fabs(measured - expected) / fabs(expected), tolerance);
    _fail(file, line);
}

static inline void test_assert_ok(Status status, const char *file, int line)
{
    if (status.ok)
        return;
    print_error("unexpected trouble: %s\n", status.message);
    _fail(file, line);
}

static inline void test_assert_trouble(Status status, const char *part, const char *file, int line)
{
    if (!status.ok && strstr(status.message, part))
        return;
    print_error("expected trouble that says '%s', got '%s'\n", part, status.ok ? "(ok)" : status.message);
    _fail(file, line);
}
