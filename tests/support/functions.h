/* More than a hundred functions with their derivatives: the set of Moré, Garbow and Hillstrom ("Testing unconstrained
 * optimization software", ACM TOMS 7, 1981) and others. The derivative is the complex step in long double,
 * Im f(x + ih) / h, which has no truncation and no subtraction: right to the last digits of a double. */
#pragma once
#include <stddef.h>

enum { FUNCTIONS_LARGEST = 16 }; /* variables */

typedef struct Function {
    const char *name;
    size_t n;
    double start[FUNCTIONS_LARGEST];
    double (*value)(size_t n, const double *x);
    const void *complex_value; /* for functions_derivative */
} Function;

size_t functions_count(void);
const Function *functions_get(size_t i);
void functions_derivative(const Function *f, const double *x, double *gradient);
