#include "net/flatten.h"

void flatten_forward(size_t n, const real x[static n], real y[restrict static n])
{
    for (size_t i = 0; i < n; i++)
        y[i] = x[i];
}

void flatten_backward(size_t n, const real dy[static n], real dx[restrict static n])
{
    for (size_t i = 0; i < n; i++)
        dx[i] += dy[i];
}

static Status build(Step *step)
{
    step->out = (Shape){step_size(step->in), 1};
    return status_ok();
}

static void forward(const Step *step, const real *params, Label label, const real *in, real *out)
{
    (void)params, (void)label;
    flatten_forward(step_size(step->in), in, out);
}

static void backward(const Step *step, const real *params, Label label, const real *in, const real *out,
                     const real *dout, real *dparams, real *din)
{
    (void)params, (void)label, (void)in, (void)out, (void)dparams;
    if (din)
        flatten_backward(step_size(step->in), dout, din);
}

const StepKind flatten_kind = {
    .name = "flatten",
    .arguments = "",
    .forward_formula = "y[c time + t] = x[c,t]",
    .backward_formula = "dx[c,t] += dy[c time + t]",
    .build = build,
    .forward = forward,
    .backward = backward,
};
