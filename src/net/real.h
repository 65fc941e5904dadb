/* The number type of the whole build, chosen by `make REAL=...`, and the few functions a forward pass needs.
 *
 * A forward pass is written so that it stays analytic: no absolute value, no conjugate, and every decision on
 * real_part(x). The complex build then gives the derivative of the WHOLE net along any direction d to machine
 * precision, with no subtraction: dL/dd = Im L(p + i h d) / h for h as small as 1e-100
 * (Squire and Trapp, "Using complex variables to estimate derivatives", SIAM Review 40, 1998). */
#pragma once
#include <float.h>
#include <math.h>

#include "base/public.h"

/* What the names mean stands with the ordinary build, the last. */
#if defined REAL_FLOAT
typedef float real;
typedef float real_ordered;
#define REAL_NAME       "float"
#define REAL_EPSILON    FLT_EPSILON
#define REAL_SMALLEST   FLT_MIN
#define REAL_C(x)       x##f
#define REAL_CALL(name) name##f
#define real_part(x)    (x)

#elif defined REAL_LONGDOUBLE
typedef long double real;
typedef long double real_ordered;
#define REAL_NAME       "longdouble"
#define REAL_EPSILON    LDBL_EPSILON
#define REAL_SMALLEST   LDBL_MIN
#define REAL_C(x)       x##L
#define REAL_CALL(name) name##l
#define real_part(x)    (x)

#elif defined REAL_QUAD
#include <quadmath.h>
typedef __float128 real;
typedef __float128 real_ordered;
#define REAL_NAME       "quad"
#define REAL_EPSILON    FLT128_EPSILON
#define REAL_SMALLEST   FLT128_MIN
#define REAL_C(x)       x##Q
#define REAL_CALL(name) name##q
#define real_part(x)    (x)

#elif defined REAL_COMPLEX
#include <complex.h>
typedef double complex real;
typedef double real_ordered;
#define REAL_NAME       "complex"
#define REAL_EPSILON    DBL_EPSILON
#define REAL_SMALLEST   DBL_MIN
#define REAL_C(x)       x
#define REAL_CALL(name) c##name
#define real_part(x)    creal(x)

#else
typedef double real;         /* the number type of everything that is differentiated */
typedef double real_ordered; /* what a real is compared as */
#define REAL_NAME       "double"    /* as it is typed, REAL=... */
#define REAL_EPSILON    DBL_EPSILON /* the distance from 1 to the next number */
#define REAL_SMALLEST   DBL_MIN     /* the smallest normal number */
#define REAL_C(x)       x           /* a constant at the build's own precision: REAL_C(1.7159) */
#define REAL_CALL(name) name        /* the C library's function for this type */
#define real_part(x)    (x)         /* x, or the real part of a complex one: decisions look at it */
#endif

/* The C library's, for this type. */
#define real_sqrt(x) REAL_CALL(sqrt)(x)
#define real_exp(x)  REAL_CALL(exp)(x)
#define real_log(x)  REAL_CALL(log)(x)
#define real_tanh(x) REAL_CALL(tanh)(x)

/* log(1 + x), exact for small x where the C library has it. */
#if defined REAL_COMPLEX
#define real_log1p(x) clog(1 + (x))
#else
#define real_log1p(x) REAL_CALL(log1p)(x)
#endif

/* For showing and recording: the real part, rounded to double. */
#define real_to_double(x) ((double)real_part(x))

#include "base/public_end.h"
