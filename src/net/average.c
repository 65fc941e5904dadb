#include "net/average.h"

#include "base/mark.h"
#include "net/average_fast.h"

void average_forward(size_t channels, size_t in_time, size_t factor, const real *x, real *restrict y)
{
    size_t out_time = in_time / factor;
    for (size_t c = 0; c < channels; c++)
        for (size_t t = 0; t < out_time; t++) {
            real sum = 0;
            for (size_t j = 0; j < factor; j++)
                sum += x[c * in_time + factor * t + j];
            y[c * out_time + t] = sum / (real_ordered)factor;
        }
}

void average_backward(size_t channels, size_t in_time, size_t factor, const real *dy, real *restrict dx)
{
    size_t out_time = in_time / factor;
    for (size_t c = 0; c < channels; c++)
        for (size_t t = 0; t < out_time; t++) {
            real share = dy[c * out_time + t] / (real_ordered)factor;
            for (size_t j = 0; j < factor; j++)
                dx[c * in_time + factor * t + j] += share;
        }
}

static Status build(Step *step)
{
    size_t factor = step->arguments[0];
    if (factor == 0 || step->arguments[1] != 0)
        return status_error(N_("%s: expected average:FACTOR, as in average:3"), step->name);
    if (factor > step->in.time)
        return status_error(N_("%s: it averages %zu instants, and only %zu reach it"), step->name, factor,
                            step->in.time);
    step->out = (Shape){step->in.channels, step->in.time / factor};
    return status_ok();
}

static void forward(const Step *step, const real *params, Label label, const real *in, real *out)
{
    (void)params, (void)label;
    average_fast()(step->in.channels, step->in.time, step->arguments[0], in, out);
}

static void backward(const Step *step, const real *params, Label label, const real *in, const real *out,
                     const real *dout, real *dparams, real *din)
{
    (void)params, (void)label, (void)in, (void)out, (void)dparams;
    if (din)
        average_backward(step->in.channels, step->in.time, step->arguments[0], dout, din);
}

const StepKind average_kind = {
    .name = "average",
    .arguments = "FACTOR",
    .forward_formula = "y[c,t] = 1/f sum_j x[c, f t + j]",
    .backward_formula = "dx[c, f t + j] += dy[c,t] / f",
    .build = build,
    .forward = forward,
    .backward = backward,
};
