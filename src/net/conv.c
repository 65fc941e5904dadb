#include "net/conv.h"

#include <assert.h>

#include "base/mark.h"
#include "net/conv_fast.h"

size_t conv_out_time(ConvShape s)
{
    assert(s.kernel > 0 && s.step > 0 && s.kernel <= s.in_time);
    return (s.in_time - s.kernel) / s.step + 1;
}

void conv_forward(ConvShape s, const real *W, const real *b, const real *x, real *restrict z)
{
    size_t out_time = conv_out_time(s);
    for (size_t o = 0; o < s.maps; o++) {
        real *restrict z_row = z + o * out_time;
        for (size_t t = 0; t < out_time; t++)
            z_row[t] = b[o];
        for (size_t c = 0; c < s.in_channels; c++)
            for (size_t k = 0; k < s.kernel; k++) {
                /* Time is the innermost loop: one weight held still, long rows of x and z run past it. */
                real w = W[(o * s.in_channels + c) * s.kernel + k];
                const real *x_row = x + c * s.in_time + k;
                for (size_t t = 0; t < out_time; t++)
                    z_row[t] += w * x_row[s.step * t];
            }
    }
}

void conv_backward(ConvShape s, const real *W, const real *x, const real *dz, real *restrict dW,
                   real *restrict db, real *restrict dx)
{
    size_t out_time = conv_out_time(s);
    for (size_t o = 0; o < s.maps; o++) {
        const real *dz_row = dz + o * out_time;
        for (size_t t = 0; t < out_time; t++)
            db[o] += dz_row[t];
        for (size_t c = 0; c < s.in_channels; c++) {
            /* Here the kernel is innermost: a run of weights meets a run of x of the same length. */
            const real *x_row = x + c * s.in_time;
            real *restrict dW_row = dW + (o * s.in_channels + c) * s.kernel;
            for (size_t t = 0; t < out_time; t++)
                for (size_t k = 0; k < s.kernel; k++)
                    dW_row[k] += dz_row[t] * x_row[s.step * t + k];
            if (!dx)
                continue;
            const real *W_row = W + (o * s.in_channels + c) * s.kernel;
            real *restrict dx_row = dx + c * s.in_time;
            for (size_t t = 0; t < out_time; t++)
                for (size_t k = 0; k < s.kernel; k++)
                    dx_row[s.step * t + k] += dz_row[t] * W_row[k];
        }
    }
}

static ConvShape conv_shape(const Step *step)
{
    return (ConvShape){.in_channels = step->in.channels,
                       .in_time = step->in.time,
                       .maps = step->arguments[0],
                       .kernel = step->arguments[1],
                       .step = step->arguments[2]};
}

static Status build(Step *step)
{
    if (step->arguments[2] == 0)
        step->arguments[2] = 1;
    ConvShape s = conv_shape(step);
    if (s.maps == 0 || s.kernel == 0)
        return status_error(N_("%s: expected conv:MAPSxKERNEL or conv:MAPSxKERNEL/STEP, as in conv:12x11/3"),
                            step->name);
    if (s.kernel > s.in_time)
        return status_error(N_("%s: its kernel of %zu instants does not fit into the %zu that reach it"),
                            step->name, s.kernel, s.in_time);
    step->out = (Shape){s.maps, conv_out_time(s)};
    size_t fan_in = s.in_channels * s.kernel;
    step_name_block(step, 0, "W", s.maps, fan_in, fan_in, true);
    step_name_block(step, 1, "b", s.maps, 1, fan_in, false);
    return status_ok();
}

static void forward(const Step *step, const real *params, Label label, const real *in, real *out)
{
    (void)label;
    conv_fast().forward(conv_shape(step), params + step->blocks[0].offset, params + step->blocks[1].offset,
                        in, out);
}

static void backward(const Step *step, const real *params, Label label, const real *in, const real *out,
                     const real *dout, real *dparams, real *din)
{
    (void)label, (void)out;
    conv_fast().backward(conv_shape(step), params + step->blocks[0].offset, in, dout,
                         dparams + step->blocks[0].offset, dparams + step->blocks[1].offset, din);
}

const StepKind conv_kind = {
    .name = "conv",
    .arguments = "MAPSxKERNEL/STEP",
    .forward_formula = "z[o,t] = b[o] + sum_c sum_k W[o,c,k] x[c, step t + k]",
    .backward_formula = "dW[o,c,k] += sum_t dz[o,t] x[c, step t + k];"
                        "db[o] += sum_t dz[o,t];"
                        "dx[c, step t + k] += sum_o W[o,c,k] dz[o,t]",
    .build = build,
    .forward = forward,
    .backward = backward,
};
