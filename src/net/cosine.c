#include "net/cosine.h"

real cosine_norm(size_t n, const real a[static n])
{
    real sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * a[i]; /* a square, not |a[i]|^2: it must stay analytic */
    return real_sqrt(sum);
}

Cosine cosine_forward(size_t n, const real a[static n], const real b[static n])
{
    real dot = 0, squares_a = 0,
         squares_b = 0; /* as cosine_norm has it; three sums that do not wait for each other */
    for (size_t i = 0; i < n; i++) {
        dot += a[i] * b[i];
        squares_a += a[i] * a[i];
        squares_b += b[i] * b[i];
    }
    Cosine cosine = {.norm_a = real_sqrt(squares_a), .norm_b = real_sqrt(squares_b)};
    cosine.defined = !(real_part(cosine.norm_a) < COSINE_SHORTEST) &&
                     !(real_part(cosine.norm_b) < COSINE_SHORTEST); /* NaN goes on, to be found */
    if (cosine.defined)
        cosine.c = dot / (cosine.norm_a * cosine.norm_b);
    return cosine;
}

void cosine_backward(size_t n, const real a[static n], const real b[static n], Cosine cosine, real dc,
                     real da[restrict static n], real db[restrict static n])
{
    if (!cosine.defined)
        return;
    for (size_t i = 0; i < n; i++) {
        real a_unit = a[i] / cosine.norm_a;
        real b_unit = b[i] / cosine.norm_b;
        da[i] += dc * (b_unit - cosine.c * a_unit) / cosine.norm_a;
        db[i] += dc * (a_unit - cosine.c * b_unit) / cosine.norm_b;
    }
}

double cosine_angle(size_t n, const real a[static n], const real b[static n])
{
    Cosine cosine = cosine_forward(n, a, b);
    if (!cosine.defined)
        return acos(0.0);
    double difference = 0, sum = 0;
    for (size_t i = 0; i < n; i++) {
        /* Unit vectors in place of a|b| and b|a|: the same quotient, and no overflow. */
        double a_unit = real_to_double(a[i]) / real_to_double(cosine.norm_a);
        double b_unit = real_to_double(b[i]) / real_to_double(cosine.norm_b);
        difference += (a_unit - b_unit) * (a_unit - b_unit);
        sum += (a_unit + b_unit) * (a_unit + b_unit);
    }
    return 2 * atan2(sqrt(difference), sqrt(sum));
}

static Status build(Step *step)
{
    step->out = (Shape){step->in.channels - 1, 1};
    return status_ok();
}

static void forward(const Step *step, const real *params, Label label, const real *in, real *out)
{
    (void)params, (void)label;
    size_t n = step->in.time;
    for (size_t other = 1; other < step->in.channels; other++)
        out[other - 1] = cosine_forward(n, in, in + other * n).c;
}

static void backward(const Step *step, const real *params, Label label, const real *in, const real *out,
                     const real *dout, real *dparams, real *din)
{
    (void)params, (void)label, (void)out, (void)dparams;
    size_t n = step->in.time;
    for (size_t other = 1; other < step->in.channels; other++) {
        const real *b = in + other * n;
        cosine_backward(n, in, b, cosine_forward(n, in, b), dout[other - 1], din, din + other * n);
    }
}

const StepKind cosine_kind = {
    .name = "cosine",
    .arguments = "",
    .forward_formula = "c = a.b / (|a| |b|)",
    .backward_formula = "da += dc (b/|b| - c a/|a|) / |a|;"
                        "db += dc (a/|a| - c b/|b|) / |b|",
    .build = build,
    .forward = forward,
    .backward = backward,
};
