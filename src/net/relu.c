#include "net/relu.h"

void relu_forward(size_t n, const real z[static n], real h[restrict static n])
{
    for (size_t i = 0; i < n; i++)
        h[i] = real_part(z[i]) <= 0 ? 0 : z[i]; /* written so that NaN goes through, to be found */
}

void relu_backward(size_t n, const real z[static n], const real dh[static n], real dz[restrict static n])
{
    for (size_t i = 0; i < n; i++)
        dz[i] += real_part(z[i]) > 0 ? dh[i] : 0;
}

static Status build(Step *step)
{
    step->out = step->in;
    return status_ok();
}

static void forward(const Step *step, const real *params, Label label, const real *in, real *out)
{
    (void)params, (void)label;
    relu_forward(step_size(step->in), in, out);
}

static void backward(const Step *step, const real *params, Label label, const real *in, const real *out,
                     const real *dout, real *dparams, real *din)
{
    (void)params, (void)label, (void)out, (void)dparams;
    if (din)
        relu_backward(step_size(step->in), in, dout, din);
}

const StepKind relu_kind = {
    .name = "relu",
    .arguments = "",
    .forward_formula = "h = max(0, z)",
    .backward_formula = "dz += dh where z > 0",
    .build = build,
    .forward = forward,
    .backward = backward,
};
