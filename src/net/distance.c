#include "net/distance.h"

real distance_forward(size_t n, const real a[static n], const real b[static n])
{
    real sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (a[i] - b[i]) * (a[i] - b[i]);
    return real_sqrt(sum);
}

void distance_backward(size_t n, const real a[static n], const real b[static n], real D, real dD,
                       real da[restrict static n], real db[restrict static n])
{
    if (real_part(D) == 0)
        return;
    for (size_t i = 0; i < n; i++) {
        real along = dD * (a[i] - b[i]) / D;
        da[i] += along;
        db[i] -= along;
    }
}

static Status build(Step *step)
{
    step->out = (Shape){1, 1};
    return status_ok();
}

static void forward(const Step *step, const real *params, Label label, const real *in, real *out)
{
    (void)params, (void)label;
    out[0] = distance_forward(step->in.time, in, in + step->in.time);
}

static void backward(const Step *step, const real *params, Label label, const real *in, const real *out,
                     const real *dout, real *dparams, real *din)
{
    (void)params, (void)label, (void)dparams;
    size_t n = step->in.time;
    distance_backward(n, in, in + n, out[0], dout[0], din, din + n);
}

const StepKind distance_kind = {
    .name = "distance",
    .arguments = "",
    .forward_formula = "D = |a - b|",
    .backward_formula = "da += dD (a - b) / D;"
                        "db += -dD (a - b) / D",
    .build = build,
    .forward = forward,
    .backward = backward,
};
