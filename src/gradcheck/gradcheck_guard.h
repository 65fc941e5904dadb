/* Memory lent to callbacks: with guard words on both sides, and a poison that tells what was never written. */
#pragma once
#include "gradcheck/gradcheck.h"
#include <float.h>
#include <math.h>

/* `n` numbers with guards, poisoned. NULL: no memory (or n too large). */
void *gradcheck_guard_create(GradcheckType type, size_t n);
void gradcheck_guard_free(void *memory); /* NULL is allowed */

/* Whether nothing was written just before or behind it; puts the guards right again. */
bool gradcheck_guard_intact(GradcheckType type, size_t n, void *memory);

/* Fills any memory with NaNs of one rare pattern. */
void gradcheck_guard_poison(GradcheckType type, size_t n, void *memory);

/* How many numbers still hold that pattern; *first: the first of them. */
size_t gradcheck_guard_unwritten(GradcheckType type, size_t n, const void *memory, size_t *first);

/* Bytes of one number. What follows is here to be compiled into the loops over all numbers that call it. */
static inline size_t gradcheck_guard_size(GradcheckType type)
{
    return type == GRADCHECK_FLOAT ? sizeof(float) : sizeof(double);
}

/* The i-th number as a double. */
static inline double gradcheck_guard_get(GradcheckType type, const void *memory, size_t i)
{
    return type == GRADCHECK_FLOAT ? (double)((const float *)memory)[i] : ((const double *)memory)[i];
}

/* And back, rounded to the type; false, and nothing stored, when it overflows. */
static inline bool gradcheck_guard_set(GradcheckType type, void *memory, size_t i, double value)
{
    if (type == GRADCHECK_FLOAT) {
        if (fabs(value) > FLT_MAX)
            return false;
        ((float *)memory)[i] = (float)value;
    } else {
        if (fabs(value) > DBL_MAX)
            return false;
        ((double *)memory)[i] = value;
    }
    return true;
}
