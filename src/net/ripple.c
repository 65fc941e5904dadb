#include "net/ripple.h"

#include <stdlib.h>
#include <string.h>

#include "net/average.h"
#include "net/conv_fast.h"
#include "net/dense_fast.h"
#include "net/flatten.h"
#include "net/lecun.h"
#include "net/relu.h"
#include "net/tanh_fast.h"

/* ---- one step ---- */

/* Where a number of a signal stands. */
static size_t at(const Shape *shape, size_t channel, size_t time)
{
    return channel * shape->time + time;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t largest(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* in' - in, of `length` numbers. */
static const real *difference_of_run(Ripple *ripple, size_t length, const real *in, const real *changed)
{
    for (size_t i = 0; i < length; i++)
        ripple->difference[i] = changed[i] - in[i];
    return ripple->difference;
}

static void add(size_t n, const real *a, const real *b, real *sum)
{
    for (size_t i = 0; i < n; i++)
        sum[i] = a[i] + b[i];
}

/* Whole rows that changed: a convolution of the differences, with those weights that meet them. */
static RippleRegion through_conv_rows(Ripple *ripple, const Step *step, const real *params, const real *in,
                                      const real *changed, RippleRegion region, const real *out,
                                      real *out_changed)
{
    ConvShape s = {.in_channels = region.channels,
                   .in_time = step->in.time,
                   .maps = step->arguments[0],
                   .kernel = step->arguments[1],
                   .step = step->arguments[2]};
    const real *W = params + step->blocks[0].offset + region.channel * s.kernel;
    const size_t row = region.channels * s.kernel, first = at(&step->in, region.channel, 0);
    for (size_t o = 0; o < s.maps; o++)
        memcpy(ripple->weights + o * row, W + o * step->in.channels * s.kernel, row * sizeof(real));
    const real *difference =
        difference_of_run(ripple, region.channels * s.in_time, in + first, changed + first);
    conv_fast().forward(s, ripple->weights, ripple->zeros, difference, ripple->added);
    add(step_size(step->out), out, ripple->added, out_changed);
    return (RippleRegion){0, s.maps, 0, step->out.time};
}

static RippleRegion through_conv(Ripple *ripple, const Step *step, const real *params, const real *in,
                                 const real *changed, RippleRegion region, const real *out, real *out_changed)
{
    if (region.times == step->in.time)
        return through_conv_rows(ripple, step, params, in, changed, region, out, out_changed);
    const size_t kernel = step->arguments[1], stride = step->arguments[2], end = region.time + region.times;
    const real *W = params + step->blocks[0].offset;
    /* Output t reads the inputs from stride t to stride t + kernel - 1. */
    size_t from = region.time + 1 > kernel ? (region.time + 1 - kernel + stride - 1) / stride : 0;
    size_t to = least((end - 1) / stride + 1, step->out.time);
    RippleRegion reached = {0, step->out.channels, from, to > from ? to - from : 0};
    for (size_t o = 0; o < reached.channels; o++)
        memmove(out_changed + at(&step->out, o, from), out + at(&step->out, o, from),
                reached.times * sizeof(real));
    for (size_t c = region.channel; c < region.channel + region.channels; c++) {
        size_t row_in = at(&step->in, c, region.time);
        const real *difference = difference_of_run(ripple, region.times, in + row_in, changed + row_in);
        for (size_t o = 0; o < reached.channels; o++) {
            real *restrict row = out_changed + at(&step->out, o, 0);
            for (size_t k = 0; k < kernel; k++) {
                /* Of the outputs, those whose k-th tap lies in the region. */
                size_t first = region.time > k ? (region.time - k + stride - 1) / stride : 0;
                size_t last = end > k ? least((end - 1 - k) / stride + 1, to) : 0;
                real w = W[(o * step->in.channels + c) * kernel + k];
                for (size_t t = first; t < last; t++)
                    row[t] += w * difference[stride * t + k - region.time];
            }
        }
    }
    return reached;
}

/* A sum in four parts, which the compiler can keep side by side. */
static real dot(size_t n, const real *a, const real *b)
{
    enum { PARTS = 4 };
    real part[PARTS] = {0}, sum = 0;
    size_t i = 0;
    for (; i + PARTS <= n; i += PARTS)
        for (size_t k = 0; k < PARTS; k++)
            part[k] += a[i + k] * b[i + k];
    for (; i < n; i++)
        sum += a[i] * b[i];
    return sum + (part[0] + part[1]) + (part[2] + part[3]);
}

static RippleRegion through_dense(Ripple *ripple, const Step *step, const real *params, const real *in,
                                  const real *changed, RippleRegion region, const real *out,
                                  real *out_changed)
{
    const real *W = params + step->blocks[0].offset;
    size_t n = step_size(step->in), units = step->out.channels;
    if (region.channels * region.times == n) {
        const real *difference = difference_of_run(ripple, n, in, changed);
        dense_fast().forward(n, units, W, ripple->zeros, difference, ripple->added);
        add(units, out, ripple->added, out_changed);
        return (RippleRegion){0, units, 0, 1};
    }
    memmove(out_changed, out, units * sizeof(real));
    /* Whole rows stand one after the other: one run of numbers. */
    bool whole = region.times == step->in.time;
    size_t runs = whole ? 1 : region.channels, length = whole ? region.channels * region.times : region.times;
    for (size_t r = 0; r < runs; r++) {
        size_t first = at(&step->in, region.channel + r, region.time);
        const real *difference = difference_of_run(ripple, length, in + first, changed + first);
        for (size_t o = 0; o < units; o++)
            out_changed[o] += dot(length, W + o * n + first, difference);
    }
    return (RippleRegion){0, units, 0, 1};
}

/* The sums of `count` windows of `factor` numbers each. */
static inline void window_sums(size_t count, size_t factor, const real *d, real *restrict sums)
{
    for (size_t t = 0; t < count; t++) {
        real sum = d[factor * t];
        for (size_t j = 1; j < factor; j++)
            sum += d[factor * t + j];
        sums[t] = sum;
    }
}

/* Whole rows that changed. A compiler that knows the factor makes straight code of the windows. */
static void average_row(Ripple *ripple, const Step *step, const real *before, const real *after,
                        const real *out, real *out_changed)
{
    size_t factor = step->arguments[0], count = step->out.time;
    const real *difference = difference_of_run(ripple, count * factor, before, after);
    real *sums = ripple->added;
    if (factor == 2)
        window_sums(count, 2, difference, sums);
    else if (factor == 3)
        window_sums(count, 3, difference, sums);
    else if (factor == 4)
        window_sums(count, 4, difference, sums);
    else
        window_sums(count, factor, difference, sums);
    for (size_t t = 0; t < count; t++)
        out_changed[t] = out[t] + sums[t] / (real_ordered)factor;
}

static RippleRegion through_average(Ripple *ripple, const Step *step, const real *in, const real *changed,
                                    RippleRegion region, const real *out, real *out_changed)
{
    size_t factor = step->arguments[0], end = region.time + region.times;
    size_t from = least(region.time / factor, step->out.time);
    size_t to = least((end - 1) / factor + 1, step->out.time);
    RippleRegion reached = {region.channel, region.channels, from, to - from};
    for (size_t c = region.channel; c < region.channel + region.channels; c++) {
        const real *before = in + at(&step->in, c, 0), *after = changed + at(&step->in, c, 0);
        size_t row = at(&step->out, c, 0);
        if (region.times == step->in.time) {
            average_row(ripple, step, before, after, out + row, out_changed + row);
            continue;
        }
        for (size_t t = from; t < to; t++) {
            size_t first = t * factor < region.time ? region.time : t * factor;
            real sum = 0;
            for (size_t j = first; j < least((t + 1) * factor, end); j++)
                sum += after[j] - before[j];
            out_changed[row + t] = out[row + t] + sum / (real_ordered)factor;
        }
    }
    return reached;
}

static RippleRegion through_flatten(const Step *step, const real *in, const real *changed,
                                    RippleRegion region, real *out_changed)
{
    size_t first = at(&step->in, region.channel, region.time);
    size_t end = at(&step->in, region.channel + region.channels - 1, region.time + region.times);
    if (region.times < step->in.time) /* between the rows lies what did not change */
        memcpy(out_changed + first, in + first, (end - first) * sizeof(real));
    for (size_t c = region.channel; c < region.channel + region.channels; c++)
        memcpy(out_changed + at(&step->in, c, region.time), changed + at(&step->in, c, region.time),
               region.times * sizeof(real));
    return (RippleRegion){first, end - first, 0, 1};
}

typedef void EachForward(size_t n, const real z[], real h[]);

static EachForward *each_forward(const Step *step)
{
    return step->kind == &tanh_kind    ? tanh_fast().forward
           : step->kind == &lecun_kind ? lecun_forward
           : step->kind == &relu_kind  ? relu_forward
                                       : NULL;
}

static RippleRegion through_each(EachForward *forward, const Step *step, const real *changed,
                                 RippleRegion region, real *out_changed)
{
    size_t first = at(&step->in, region.channel, region.time);
    if (region.times == step->in.time) {
        forward(region.channels * region.times, changed + first, out_changed + first);
        return region;
    }
    for (size_t c = 0; c < region.channels; c++)
        forward(region.times, changed + first + c * step->in.time, out_changed + first + c * step->in.time);
    return region;
}

bool ripple_follows(const Step *step)
{
    const StepKind *kind = step->kind;
    return step->forward == kind->forward &&
           (kind == &conv_kind || kind == &dense_kind || kind == &average_kind || kind == &flatten_kind ||
            each_forward(step));
}

RippleRegion ripple_onwards(Ripple *ripple, const Step *step, const real *params, const real *in,
                            const real *changed, RippleRegion region, const real *out, real *out_changed)
{
    if (region.channels == 0 || region.times == 0)
        return (RippleRegion){0};
    if (step->kind == &conv_kind)
        return through_conv(ripple, step, params, in, changed, region, out, out_changed);
    if (step->kind == &dense_kind)
        return through_dense(ripple, step, params, in, changed, region, out, out_changed);
    if (step->kind == &average_kind)
        return through_average(ripple, step, in, changed, region, out, out_changed);
    if (step->kind == &flatten_kind)
        return through_flatten(step, in, changed, region, out_changed);
    return through_each(each_forward(step), step, changed, region, out_changed);
}

RippleRegion ripple_of_parameter(const Step *step, const real *params, size_t block, size_t entry, real value,
                                 const real *in, const real *out, real *out_changed)
{
    const StepBlock *of = &step->blocks[block];
    real difference = value - params[of->offset + entry];
    size_t channel = entry / of->cols, first = at(&step->out, channel, 0), times = step->out.time;
    bool bias = block == 1;
    if (step->kind == &dense_kind) {
        out_changed[channel] = out[channel] + (bias ? difference : difference * in[entry % of->cols]);
        return (RippleRegion){channel, 1, 0, 1};
    }
    size_t kernel = step->arguments[1], stride = step->arguments[2];
    const real *x = in + at(&step->in, entry % of->cols / kernel, entry % of->cols % kernel);
    for (size_t t = 0; t < times; t++)
        out_changed[first + t] = out[first + t] + (bias ? difference : difference * x[stride * t]);
    return (RippleRegion){channel, 1, 0, times};
}

/* ---- the whole net ---- */

static void branch_onwards(Ripple *ripple, const Net *net, const real *params, const real *x, size_t branch,
                           const Activations *values, RippleCause cause)
{
    real *const *before = values->encoder[branch], **after = ripple->changed.encoder[branch];
    const real *in = cause.step ? before[cause.step - 1] : x;
    RippleRegion region = ripple_of_parameter(&net->steps[cause.step], params, cause.block, cause.entry,
                                              cause.value, in, before[cause.step], after[cause.step]);
    for (size_t i = cause.step + 1; i < net->encoder_steps; i++)
        region = ripple_onwards(ripple, &net->steps[i], params, before[i - 1], after[i - 1], region,
                                before[i], after[i]);
}

real ripple_loss(Ripple *ripple, const Net *net, const real *params, const real *const x[], Label label,
                 const Activations *values, RippleCause cause)
{
    memcpy(ripple->changed.embeddings, values->embeddings, net->branches * net->embedding * sizeof(real));
    for (size_t branch = 0; branch < net->branches; branch++)
        if (cause.branches & (1u << branch))
            branch_onwards(ripple, net, params, x[branch], branch, values, cause);
    return siamese_compare(net, params, label, &ripple->changed);
}

Status ripple_create(const Net *net, Ripple *ripple)
{
    *ripple = (Ripple){0};
    size_t most = 1, weights = 1;
    for (size_t i = 0; i < net_step_count(net); i++) {
        const Step *step = &net->steps[i];
        most = largest(most, largest(step_size(step->in), step_size(step->out)));
        for (size_t b = 0; b < step->block_count; b++)
            weights = largest(weights, step->blocks[b].rows * step->blocks[b].cols);
    }
    ripple->difference = calloc(most, sizeof(real));
    ripple->weights = calloc(weights, sizeof(real));
    ripple->zeros = calloc(most, sizeof(real));
    ripple->added = calloc(most, sizeof(real));
    bool complete = ripple->difference && ripple->weights && ripple->zeros && ripple->added;
    Status status = complete ? siamese_create_activations(net, &ripple->changed)
                             : status_no_memory("the change of a number");
    if (!status.ok)
        ripple_destroy(ripple);
    return status;
}

void ripple_destroy(Ripple *ripple)
{
    siamese_destroy_activations(&ripple->changed);
    free(ripple->difference);
    free(ripple->weights);
    free(ripple->zeros);
    free(ripple->added);
    *ripple = (Ripple){0};
}
