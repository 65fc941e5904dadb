#include "net/lecun.h"

#define AMPLITUDE REAL_C(1.7159)
#define SLOPE     (REAL_C(2.0) / REAL_C(3.0))

void lecun_forward(size_t n, const real z[static n], real h[restrict static n])
{
    for (size_t i = 0; i < n; i++)
        h[i] = AMPLITUDE * real_tanh(SLOPE * z[i]);
}

void lecun_backward(size_t n, const real h[static n], const real dh[static n], real dz[restrict static n])
{
    for (size_t i = 0; i < n; i++)
        dz[i] += SLOPE / AMPLITUDE * (AMPLITUDE - h[i]) * (AMPLITUDE + h[i]) * dh[i];
}

static Status build(Step *step)
{
    step->out = step->in;
    return status_ok();
}

static void forward(const Step *step, const real *params, Label label, const real *in, real *out)
{
    (void)params, (void)label;
    lecun_forward(step_size(step->in), in, out);
}

static void backward(const Step *step, const real *params, Label label, const real *in, const real *out,
                     const real *dout, real *dparams, real *din)
{
    (void)params, (void)label, (void)in, (void)dparams;
    if (din)
        lecun_backward(step_size(step->in), out, dout, din);
}

const StepKind lecun_kind = {
    .name = "lecun",
    .arguments = "",
    .forward_formula = "h = A tanh(2 z / 3), A = 1.7159",
    .backward_formula = "dz += 2/(3 A) (A^2 - h^2) dh",
    .build = build,
    .forward = forward,
    .backward = backward,
};
