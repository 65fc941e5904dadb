#include "support/derivative.h"

#include "support/test.h"

#if defined REAL_COMPLEX

double derivative_measure(real (*f)(void *context), void *context, real *x)
{
    const double h = 1e-100;
    real kept = *x;
    *x = kept + h * I;
    double derivative = cimag(f(context)) / h;
    *x = kept;
    return derivative;
}

#else

static real central(real (*f)(void *context), void *context, real *x, real h)
{
    real kept = *x;
    *x = kept + h;
    real above = f(context);
    *x = kept - h;
    real below = f(context);
    *x = kept;
    return (above - below) / (2 * h);
}

double derivative_measure(real (*f)(void *context), void *context, real *x)
{
#if defined REAL_FLOAT
    real h = REAL_C(0x1p-8);
#elif defined REAL_QUAD || defined REAL_LONGDOUBLE
    real h = REAL_C(0x1p-11);
#else
    real h = REAL_C(0x1p-11);
#endif
    return (double)((4 * central(f, context, x, h) - central(f, context, x, 2 * h)) / 3);
}

#endif

void derivative_compare(double analytic, double measured, double scale, const char *what, size_t index,
                        const char *file, int line)
{
    double room = DERIVATIVE_TOLERANCE * fmax(scale, fmax(fabs(analytic), fabs(measured)));
    if (fabs(analytic - measured) <= room) /* false for NaN */
        return;
    print_error("%s[%zu]: by hand %.17g, measured %.17g, off by %.3g, allowed %.3g\n", what, index, analytic,
                measured, fabs(analytic - measured), room);
    _fail(file, line);
}
