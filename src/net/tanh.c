#include "net/tanh.h"

#include "net/tanh_fast.h"

void tanh_forward(size_t n, const real z[static n], real h[restrict static n])
{
    for (size_t i = 0; i < n; i++)
        h[i] = real_tanh(z[i]);
}

void tanh_backward(size_t n, const real h[static n], const real dh[static n], real dz[restrict static n])
{
    for (size_t i = 0; i < n; i++)
        dz[i] += (1 - h[i]) * (1 + h[i]) * dh[i];
}

void tanh_change(size_t n, const real z[static n], const real h[static n], const real d[static n],
                 real change[restrict static n])
{
    for (size_t i = 0; i < n; i++)
        change[i] = real_tanh(z[i] + d[i]) - h[i];
}

static Status build(Step *step)
{
    step->out = step->in;
    return status_ok();
}

static void forward(const Step *step, const real *params, Label label, const real *in, real *out)
{
    (void)params, (void)label;
    tanh_fast().forward(step_size(step->in), in, out);
}

static void backward(const Step *step, const real *params, Label label, const real *in, const real *out,
                     const real *dout, real *dparams, real *din)
{
    (void)params, (void)label, (void)in, (void)dparams;
    if (din)
        tanh_fast().backward(step_size(step->in), out, dout, din);
}

const StepKind tanh_kind = {
    .name = "tanh",
    .arguments = "",
    .forward_formula = "h = tanh(z)",
    .backward_formula = "dz += (1 - h^2) dh",
    .build = build,
    .forward = forward,
    .backward = backward,
};
