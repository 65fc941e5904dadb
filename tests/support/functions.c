#include "support/functions.h"
#include <complex.h>
#include <math.h>

#define DIVIDES      __attribute__((no_sanitize("float-divide-by-zero")))
#define NUMBER       double
#define NAMED(f)     real_##f
#define EXP(x)       exp(x)
#define LOG(x)       log(x)
#define SIN(x)       sin(x)
#define COS(x)       cos(x)
#define ATAN(x)      atan(x)
#define SQRT(x)      sqrt(x)
#define POW(x, y)    pow(x, y)
#define REAL_PART(x) (x)
#include "functions.inc"
#undef NUMBER
#undef NAMED
#undef EXP
#undef LOG
#undef SIN
#undef COS
#undef ATAN
#undef SQRT
#undef POW
#undef REAL_PART

typedef long double complex Complex;

/* z^y = exp(y log z), which keeps an imaginary part of 1e-100; cpowl need not. */
static Complex power(Complex z, Complex y)
{
    return cexpl(y * clogl(z));
}

/* The libraries' arctangent loses a tiny imaginary part: its first-order value. */
static Complex arctangent(Complex z)
{
    return atanl(creall(z)) + I * cimagl(z) / (1 + creall(z) * creall(z));
}

static Complex logarithm(Complex z)
{
    return logl(hypotl(creall(z), cimagl(z))) + I * atan2l(cimagl(z), creall(z));
}

#define NUMBER       Complex
#define NAMED(f)     complex_##f
#define EXP(x)       cexpl(x)
#define LOG(x)       logarithm(x)
#define SIN(x)       csinl(x)
#define COS(x)       ccosl(x)
#define ATAN(x)      arctangent(x)
#define SQRT(x)      csqrtl(x)
#define POW(x, y)    power(x, y)
#define REAL_PART(x) creall(x)
#include "functions.inc"

typedef Complex (*ComplexFunction)(size_t n, const Complex *x);

typedef union AnyPointer { /* functions and data may differ in size; a table wants one type */
    ComplexFunction function;
} AnyPointer;

#define MANY(f, n, ...)                                                                                      \
    {                                                                                                        \
#f, n, {__VA_ARGS__ }, real_##f, &(const AnyPointer)                                                 \
        {                                                                                                    \
            complex_##f                                                                                      \
        }                                                                                                    \
    }
#define ONE(f, expression) {#f, 1, {0.7}, real_##f, &(const AnyPointer){complex_##f}},

static const Function table[] = {
    MANY(rosenbrock, 2, -1.2, 1),
    MANY(freudenstein_roth, 2, 0.5, -2),
    MANY(powell_badly_scaled, 2, 0.1, 1),
    MANY(brown_badly_scaled, 2, 1, 1),
    MANY(beale, 2, 1, 1.5),
    MANY(jennrich_sampson, 2, 0.3, 0.4),
    MANY(helical_valley, 3, -1, 0.2, 0.3),
    MANY(bard, 3, 1, 1, 1),
    MANY(gaussian, 3, 0.4, 1, 0.1),
    MANY(meyer, 3, 0.02, 4000, 250),
    MANY(gulf, 3, 5, 2.5, 0.15),
    MANY(box, 3, 0.3, 10, 20),
    MANY(powell_singular, 4, 3, -1, 0.2, 1),
    MANY(wood, 4, -3, -1, -3, -1),
    MANY(kowalik_osborne, 4, 0.25, 0.39, 0.415, 0.39),
    MANY(brown_dennis, 4, 25, 5, -5, -1),
    MANY(osborne1, 5, 0.5, 1.5, -1, 0.01, 0.02),
    MANY(biggs, 6, 1, 2, 1, 1, 1, 1),
    MANY(osborne2, 11, 1.3, 0.65, 0.65, 0.7, 0.6, 3, 5, 7, 2, 4.5, 5.5),
    MANY(watson, 6, 0.1, 0.2, 0.3, -0.1, 0.2, 0.1),
    MANY(watson, 9, 0.1, -0.1, 0.2, 0.1, 0, 0.3, 0.1, 0.2, -0.2),
    MANY(rosenbrock, 10, -1.2, 1, -1.2, 1, -1.2, 1, -1.2, 1, -1.2, 1),
    MANY(powell_singular, 12, 3, -1, 0.2, 1, 3, -1, 0.2, 1, 3, -1, 0.2, 1),
    MANY(penalty1, 4, 1, 2, 3, 4),
    MANY(penalty1, 10, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
    MANY(penalty2, 4, 0.5, 0.5, 0.5, 0.5),
    MANY(penalty2, 10, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5),
    MANY(variably_dimensioned, 8, 0.875, 0.75, 0.625, 0.5, 0.375, 0.25, 0.125, 0),
    MANY(trigonometric, 8, 0.125, 0.1, 0.15, 0.125, 0.2, 0.125, 0.3, 0.125),
    MANY(brown_almost_linear, 8, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5),
    MANY(boundary_value, 8, -0.1, -0.17, -0.22, -0.25, -0.25, -0.22, -0.17, -0.1),
    MANY(integral_equation, 8, -0.1, -0.17, -0.22, -0.25, -0.25, -0.22, -0.17, -0.1),
    MANY(broyden_tridiagonal, 8, -1, -1, -1, -1, -1, -1, -1, -1),
    MANY(broyden_banded, 8, -1, -1, -1, -1, -1, -1, -1, -1),
    MANY(linear_full_rank, 8, 1, 1, 1, 1, 1, 1, 1, 1),
    MANY(linear_rank_one, 6, 1, 1, 1, 1, 1, 1),
    MANY(linear_rank_one_zeros, 6, 1, 1, 1, 1, 1, 1),
    MANY(chebyquad, 8, 0.11, 0.22, 0.33, 0.44, 0.55, 0.66, 0.77, 0.88),
    MANY(chebyquad, 5, 0.16, 0.33, 0.5, 0.67, 0.83),
    MANY(ackley, 6, 0.3, -0.7, 1.1, 0.2, -0.4, 0.9),
    MANY(griewank, 6, 3, -7, 11, 2, -4, 9),
    MANY(rastrigin, 6, 0.3, -0.7, 1.1, 0.2, -0.4, 0.9),
    MANY(styblinski, 6, 0.3, -0.7, 1.1, 0.2, -0.4, 0.9),
    MANY(zakharov, 6, 0.3, -0.7, 1.1, 0.2, -0.4, 0.9),
    MANY(softmax_entropy, 8, 0.3, -0.7, 1.1, 0.2, -0.4, 0.9, 2, -3),
    MANY(cosine, 12, 0.3, -0.7, 1.1, 0.2, -0.4, 0.9, 0.5, -0.2, 0.6, 0.8, -0.3, 0.1),
    MANY(logistic, 8, 0.3, -0.7, 1.1, 0.2, -0.4, 0.9, 2, -3),
    MANY(two_layers, 8, 0.3, -0.7, 1.1, 0.2, -0.4, 0.9, 2, -3),
    MANY(product, 6, 0.3, -0.7, 1.1, 0.2, -0.4, 0.9),
    MANY(rational, 6, 0.3, -0.7, 1.1, 0.2, -0.4, 0.9),
#include "functions_of_one.inc"
};

size_t functions_count(void)
{
    return sizeof table / sizeof *table;
}

const Function *functions_get(size_t i)
{
    return &table[i];
}

void functions_derivative(const Function *f, const double *x, double *gradient)
{
    Complex z[FUNCTIONS_LARGEST];
    const long double h = 1e-100L;
    for (size_t i = 0; i < f->n; i++)
        z[i] = x[i];
    for (size_t i = 0; i < f->n; i++) {
        z[i] = x[i] + I * h;
        gradient[i] = (double)(cimagl(((const AnyPointer *)f->complex_value)->function(f->n, z)) / h);
        z[i] = x[i];
    }
}
