#include "net/dense.h"

#include "base/mark.h"
#include "net/dense_fast.h"

void dense_forward(size_t n, size_t units, const real *W, const real *b, const real *x, real *restrict z)
{
    for (size_t o = 0; o < units; o++) {
        real sum = b[o];
        for (size_t i = 0; i < n; i++)
            sum += W[o * n + i] * x[i];
        z[o] = sum;
    }
}

void dense_backward(size_t n, size_t units, const real *W, const real *x, const real *dz, real *restrict dW,
                    real *restrict db, real *restrict dx)
{
    for (size_t o = 0; o < units; o++) {
        db[o] += dz[o];
        for (size_t i = 0; i < n; i++)
            dW[o * n + i] += dz[o] * x[i];
        if (!dx)
            continue;
        for (size_t i = 0; i < n; i++)
            dx[i] += W[o * n + i] * dz[o];
    }
}

void dense_products(size_t n, size_t stride, size_t units, const real *W, size_t count, const real *x,
                    real *restrict z)
{
    for (size_t s = 0; s < count; s++)
        for (size_t o = 0; o < units; o++) {
            real sum = 0;
            for (size_t i = 0; i < n; i++)
                sum += W[o * stride + i] * x[s * n + i];
            z[s * units + o] = sum;
        }
}

static Status build(Step *step)
{
    size_t units = step->arguments[0], n = step_size(step->in);
    if (units == 0 || step->arguments[1] != 0)
        return status_error(N_("%s: expected dense:UNITS, as in dense:32"), step->name);
    step->out = (Shape){units, 1};
    step_name_block(step, 0, "W", units, n, n, true);
    step_name_block(step, 1, "b", units, 1, n, false);
    return status_ok();
}

static void forward(const Step *step, const real *params, Label label, const real *in, real *out)
{
    (void)label;
    dense_fast().forward(step_size(step->in), step->out.channels, params + step->blocks[0].offset,
                         params + step->blocks[1].offset, in, out);
}

static void backward(const Step *step, const real *params, Label label, const real *in, const real *out,
                     const real *dout, real *dparams, real *din)
{
    (void)label, (void)out;
    dense_fast().backward(step_size(step->in), step->out.channels, params + step->blocks[0].offset, in, dout,
                          dparams + step->blocks[0].offset, dparams + step->blocks[1].offset, din);
}

const StepKind dense_kind = {
    .name = "dense",
    .arguments = "UNITS",
    .forward_formula = "z[o] = b[o] + sum_i W[o,i] x[i]",
    .backward_formula = "dW[o,i] += dz[o] x[i];"
                        "db[o] += dz[o];"
                        "dx[i] += sum_o W[o,i] dz[o]",
    .build = build,
    .forward = forward,
    .backward = backward,
};
