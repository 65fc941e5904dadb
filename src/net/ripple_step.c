#include "net/ripple_step.h"

#include <string.h>

#include "net/average_fast.h"
#include "net/conv_fast.h"
#include "net/dense_fast.h"
#include "net/flatten.h"
#include "net/lecun.h"
#include "net/relu.h"
#include "net/tanh_fast.h"

/* Where a number of a signal stands. */
static size_t at(Shape shape, size_t channel, size_t time)
{
    return channel * shape.time + time;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t size_of(RippleRegion region)
{
    return region.channels * region.times;
}

/* Whole rows; what lies between their changes in memory then lies between them in the signal, too: nothing. */
static bool is_whole(RippleRegion region, Shape shape)
{
    return region.times == shape.time;
}

/* One sheet's rows, each put into `length` numbers from `before` on, between zeros. */
static void widen(RippleRegion region, const real *changes, size_t before, size_t length, real *wide)
{
    memset(wide, 0, region.channels * length * sizeof(real));
    for (size_t c = 0; c < region.channels; c++)
        memcpy(wide + c * length + before, changes + c * region.times, region.times * sizeof(real));
}

/* ---- the linear steps ---- */

/* The weights that meet `channels` channels from `channel` on. */
static const real *weights_of_channels(RippleRoom room, const Step *step, const real *params,
                                       RippleRegion region)
{
    size_t kernel = step->arguments[1], row = region.channels * kernel;
    const real *W = params + step->blocks[0].offset;
    if (region.channels == step->in.channels)
        return W;
    for (size_t o = 0; o < step->out.channels; o++)
        memcpy(room.weights + o * row, W + (o * step->in.channels + region.channel) * kernel,
               row * sizeof(real));
    return room.weights;
}

/* A convolution of the changes. */
static RippleRegion through_conv(RippleRoom room, const Step *step, const real *params, size_t sheets,
                                 RippleRegion region, const real *changes, real *restrict out_changes)
{
    size_t kernel = step->arguments[1], stride = step->arguments[2], end = region.time + region.times;
    /* Output t reads the inputs from stride t to stride t + kernel - 1. */
    size_t from = region.time + 1 > kernel ? (region.time + 1 - kernel + stride - 1) / stride : 0;
    size_t to = least((end - 1) / stride + 1, step->out.time);
    if (to <= from)
        return (RippleRegion){0};
    RippleRegion reached = {0, step->out.channels, from, to - from};
    bool whole = is_whole(region, step->in);
    ConvShape s = {.in_channels = region.channels,
                   .in_time = whole ? step->in.time : stride * (reached.times - 1) + kernel,
                   .maps = reached.channels,
                   .kernel = kernel,
                   .step = stride};
    const real *W = weights_of_channels(room, step, params, region);
    for (size_t sheet = 0; sheet < sheets; sheet++) {
        const real *in = changes + sheet * size_of(region);
        if (!whole) { /* the window that those outputs read; a step longer than the kernel leaves some of the region out */
            size_t first = stride * from, begin = region.time > first ? region.time - first : 0;
            size_t skip = first > region.time ? first - region.time : 0;
            size_t seen = least(region.times - skip, s.in_time - begin);
            memset(room.wide, 0, region.channels * s.in_time * sizeof(real));
            for (size_t c = 0; c < region.channels; c++)
                memcpy(room.wide + c * s.in_time + begin, in + c * region.times + skip, seen * sizeof(real));
            in = room.wide;
        }
        conv_fast().forward(s, W, room.zeros, in, out_changes + sheet * size_of(reached));
    }
    return reached;
}

static RippleRegion through_dense(RippleRoom room, const Step *step, const real *params, size_t sheets,
                                  RippleRegion region, const real *changes, real *restrict out_changes)
{
    size_t units = step->out.channels, stride = step_size(step->in);
    size_t n = region.channels * step->in.time;
    const real *W = params + step->blocks[0].offset + at(step->in, region.channel, 0);
    if (is_whole(region, step->in))
        dense_fast().products(n, stride, units, W, sheets, changes, out_changes);
    else
        for (size_t sheet = 0; sheet < sheets; sheet++) {
            widen(region, changes + sheet * size_of(region), region.time, step->in.time, room.wide);
            dense_fast().products(n, stride, units, W, 1, room.wide, out_changes + sheet * units);
        }
    return (RippleRegion){0, units, 0, 1};
}

static RippleRegion through_average(const Step *step, size_t sheets, RippleRegion region, const real *changes,
                                    real *restrict out_changes)
{
    size_t factor = step->arguments[0], end = region.time + region.times;
    size_t from = least(region.time / factor, step->out.time);
    size_t to = least((end - 1) / factor + 1, step->out.time);
    RippleRegion reached = {region.channel, region.channels, from, to - from};
    if (is_whole(region, step->in)) {
        average_fast()(sheets * region.channels, step->in.time, factor, changes, out_changes);
        return reached;
    }
    for (size_t row = 0; row < sheets * region.channels; row++)
        for (size_t t = from; t < to; t++) {
            size_t first = t * factor < region.time ? region.time : t * factor;
            real sum = 0;
            for (size_t j = first; j < least((t + 1) * factor, end); j++)
                sum += changes[row * region.times + j - region.time];
            out_changes[row * reached.times + t - from] = sum / (real_ordered)factor;
        }
    return reached;
}

static RippleRegion through_flatten(const Step *step, size_t sheets, RippleRegion region, const real *changes,
                                    real *restrict out_changes)
{
    size_t time = step->in.time;
    bool one_run = is_whole(region, step->in) || region.channels == 1;
    if (one_run) {
        memcpy(out_changes, changes, sheets * size_of(region) * sizeof(real));
        return (RippleRegion){at(step->in, region.channel, region.time), size_of(region), 0, 1};
    }
    for (size_t sheet = 0; sheet < sheets; sheet++)
        widen(region, changes + sheet * size_of(region), region.time, time,
              out_changes + sheet * region.channels * time);
    return (RippleRegion){region.channel * time, region.channels * time, 0, 1};
}

/* ---- number by number ---- */

typedef void EachForward(size_t n, const real z[], real h[]);

static EachForward *each_forward(const Step *step)
{
    return step->kind == &lecun_kind ? lecun_forward : step->kind == &relu_kind ? relu_forward : NULL;
}

static void each_change(RippleRoom room, const Step *step, size_t n, const real *z, const real *h,
                        const real *changes, real *restrict out_changes)
{
    if (step->kind == &tanh_kind) {
        tanh_fast().change(n, z, h, changes, out_changes);
        return;
    }
    for (size_t i = 0; i < n; i++)
        room.wide[i] = z[i] + changes[i];
    each_forward(step)(n, room.wide, out_changes);
    for (size_t i = 0; i < n; i++)
        out_changes[i] -= h[i];
}

static RippleRegion through_each(RippleRoom room, const Step *step, size_t sheets, const real *const in[],
                                 const real *const out[], RippleRegion region, const real *changes,
                                 real *restrict out_changes)
{
    size_t first = at(step->in, region.channel, region.time);
    size_t runs = is_whole(region, step->in) ? 1 : region.channels, length = size_of(region) / runs;
    for (size_t sheet = 0; sheet < sheets; sheet++)
        for (size_t r = 0; r < runs; r++, changes += length, out_changes += length)
            each_change(room, step, length, in[sheet] + first + r * step->in.time,
                        out[sheet] + first + r * step->in.time, changes, out_changes);
    return region;
}

/* ---- all of them ---- */

bool ripple_step_follows(const Step *step)
{
    const StepKind *kind = step->kind;
    return step->forward == kind->forward &&
           (kind == &conv_kind || kind == &dense_kind || kind == &average_kind || kind == &flatten_kind ||
            kind == &tanh_kind || each_forward(step));
}

RippleRegion ripple_step_onwards(RippleRoom room, const Step *step, const real *params, size_t sheets,
                                 const real *const in[], const real *const out[], RippleRegion region,
                                 const real *changes, real *restrict out_changes)
{
    if (region.channels == 0 || region.times == 0)
        return (RippleRegion){0};
    if (step->kind == &conv_kind)
        return through_conv(room, step, params, sheets, region, changes, out_changes);
    if (step->kind == &dense_kind)
        return through_dense(room, step, params, sheets, region, changes, out_changes);
    if (step->kind == &average_kind)
        return through_average(step, sheets, region, changes, out_changes);
    if (step->kind == &flatten_kind)
        return through_flatten(step, sheets, region, changes, out_changes);
    return through_each(room, step, sheets, in, out, region, changes, out_changes);
}

RippleRegion ripple_step_of_parameter(const Step *step, size_t block, size_t entry, size_t sheets,
                                      const real growth[], const real *const in[], real *restrict out_changes)
{
    const StepBlock *of = &step->blocks[block];
    size_t channel = entry / of->cols, input = entry % of->cols, times = step->out.time;
    bool bias = block == 1;
    if (step->kind == &dense_kind) {
        for (size_t s = 0; s < sheets; s++)
            out_changes[s] = bias ? growth[s] : growth[s] * in[s][input];
        return (RippleRegion){channel, 1, 0, 1};
    }
    size_t kernel = step->arguments[1], stride = step->arguments[2];
    for (size_t s = 0; s < sheets; s++) {
        real *restrict row = out_changes + s * times;
        const real *x = bias ? NULL : in[s] + at(step->in, input / kernel, input % kernel);
        for (size_t t = 0; t < times; t++)
            row[t] = bias ? growth[s] : growth[s] * x[stride * t];
    }
    return (RippleRegion){channel, 1, 0, times};
}

void ripple_step_change(Shape shape, RippleRegion region, const real *changes, const real *signal,
                        real *changed)
{
    size_t first = at(shape, region.channel, region.time);
    size_t runs = is_whole(region, shape) ? 1 : region.channels, length = size_of(region) / (runs ? runs : 1);
    for (size_t r = 0; r < runs; r++, first += shape.time, changes += length)
        for (size_t i = 0; i < length; i++)
            changed[first + i] = signal[first + i] + changes[i];
}
