#include "task_call.h"

#include <math.h>
#include <string.h>

#include "exercises/exercise.h"

/* A pointer to data cannot be turned into one to a function in ISO C; POSIX promises that the bits are the same. */
#define CALL(type, run)                                                                                      \
    type *function;                                                                                          \
    memcpy(&function, &((TaskRun *)(run))->function, sizeof function)

enum {
    N = 4,
    PAIRS = 6,
    UNITS = 3,
    CHANNELS = 2,
    TIME = 9,
    KERNEL = 3,
    STEP = 2,
    MAPS = 3,
    OUT_TIME = 4,
    FACTOR = 3
};

static const bool genuine[PAIRS] = {true, false, false, true, false, true};
static const double margin = -0.4, scale = 3; /* of the forged pairs one is above the margin */
static const double targets[PAIRS] = {1, -0.9, -0.9, 1, -0.9, 1}, labels[PAIRS] = {1, -1, -1, 1, -1, 1};

static double dot(size_t n, const double a[], const double b[])
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

static int dot_forward(void *run, const void *in, void *out)
{
    (void)run;
    const double *a = in;
    *(double *)out = dot(N, a, a + N);
    return 0;
}

static int dot_vjp(void *run, const void *in, const void *out, const void *d_out, void *d_in,
                   const GradcheckBlock *blocks)
{
    (void)out, (void)blocks;
    CALL(__typeof__(dot_backward), run);
    const double *a = in;
    double *da = d_in;
    function(N, a, a + N, *(const double *)d_out, da, da + N);
    return 0;
}

const TaskCall task_call_dot = {.function = "dot_backward",
                                .in = {{"da", N}, {"db", N}},
                                .n_out = 1,
                                .forward = dot_forward,
                                .vjp = dot_vjp};

static int norm_forward(void *run, const void *in, void *out)
{
    (void)run;
    *(double *)out = sqrt(dot(N, in, in));
    return 0;
}

static int norm_vjp(void *run, const void *in, const void *out, const void *d_out, void *d_in,
                    const GradcheckBlock *blocks)
{
    (void)blocks;
    CALL(__typeof__(norm_backward), run);
    function(N, in, *(const double *)out, *(const double *)d_out, d_in);
    return 0;
}

const TaskCall task_call_norm = {
    .function = "norm_backward", .in = {{"dx", N}}, .n_out = 1, .forward = norm_forward, .vjp = norm_vjp};

static int cosine_forward_of(void *run, const void *in, void *out)
{
    (void)run;
    const double *a = in, *b = a + N;
    *(double *)out = dot(N, a, b) / (sqrt(dot(N, a, a)) * sqrt(dot(N, b, b)));
    return 0;
}

static int cosine_vjp(void *run, const void *in, const void *out, const void *d_out, void *d_in,
                      const GradcheckBlock *blocks)
{
    (void)blocks;
    CALL(__typeof__(cosine_backward), run);
    const double *a = in, *b = a + N;
    double *da = d_in;
    function(N, a, b, *(const double *)out, sqrt(dot(N, a, a)), sqrt(dot(N, b, b)), *(const double *)d_out,
             da, da + N);
    return 0;
}

const TaskCall task_call_cosine = {.function = "cosine_backward",
                                   .in = {{"da", N}, {"db", N}},
                                   .rows = 2,
                                   .n_out = 1,
                                   .forward = cosine_forward_of,
                                   .vjp = cosine_vjp};

static int sum_forward(void *run, const void *in, void *out)
{
    (void)run;
    const double *c = in;
    double L = 0;
    for (size_t k = 0; k < PAIRS; k++)
        L += genuine[k] ? -c[k] : c[k];
    *(double *)out = L;
    return 0;
}

static int sum_vjp(void *run, const void *in, const void *out, const void *d_out, void *d_in,
                   const GradcheckBlock *blocks)
{
    (void)in, (void)out, (void)blocks;
    CALL(__typeof__(sum_backward), run);
    function(PAIRS, genuine, *(const double *)d_out, d_in);
    return 0;
}

const TaskCall task_call_sum = {
    .function = "sum_backward", .in = {{"dc", PAIRS}}, .n_out = 1, .forward = sum_forward, .vjp = sum_vjp};

static int target_forward(void *run, const void *in, void *out)
{
    (void)run;
    const double *c = in;
    double L = 0;
    for (size_t k = 0; k < PAIRS; k++)
        L += (c[k] - targets[k]) * (c[k] - targets[k]) / 2;
    *(double *)out = L / PAIRS;
    return 0;
}

static int target_vjp(void *run, const void *in, const void *out, const void *d_out, void *d_in,
                      const GradcheckBlock *blocks)
{
    (void)out, (void)blocks;
    CALL(__typeof__(target_backward), run);
    function(PAIRS, in, targets, *(const double *)d_out, d_in);
    return 0;
}

const TaskCall task_call_target = {.function = "target_backward",
                                   .in = {{"dc", PAIRS}},
                                   .n_out = 1,
                                   .forward = target_forward,
                                   .vjp = target_vjp};

static int margin_forward(void *run, const void *in, void *out)
{
    (void)run;
    const double *c = in;
    double L = 0;
    for (size_t k = 0; k < PAIRS; k++)
        L += genuine[k] ? 1 - c[k] : fmax(0, c[k] - margin);
    *(double *)out = L;
    return 0;
}

static int margin_vjp(void *run, const void *in, const void *out, const void *d_out, void *d_in,
                      const GradcheckBlock *blocks)
{
    (void)out, (void)blocks;
    CALL(__typeof__(margin_backward), run);
    function(PAIRS, genuine, margin, in, *(const double *)d_out, d_in);
    return 0;
}

const TaskCall task_call_margin = {.function = "margin_backward",
                                   .in = {{"dc", PAIRS}},
                                   .n_out = 1,
                                   .forward = margin_forward,
                                   .vjp = margin_vjp};

static int dense_forward_of(void *run, const void *in, void *out)
{
    const TaskRun *r = run;
    double *z = out;
    for (size_t o = 0; o < UNITS; o++)
        z[o] = r->parameters[1][o] + dot(N, r->parameters[0] + o * N, in);
    return 0;
}

static int dense_vjp(void *run, const void *in, const void *out, const void *d_out, void *d_in,
                     const GradcheckBlock *blocks)
{
    (void)out;
    CALL(__typeof__(dense_backward), run);
    function(UNITS, N, ((TaskRun *)run)->parameters[0], in, d_out, blocks[0].gradient, blocks[1].gradient,
             d_in);
    return 0;
}

const TaskCall task_call_dense = {.function = "dense_backward",
                                  .in = {{"dx", N}},
                                  .parameters = {{"dW", UNITS, N}, {"db", UNITS}},
                                  .n_out = UNITS,
                                  .forward = dense_forward_of,
                                  .vjp = dense_vjp};

static int tanh_forward_of(void *run, const void *in, void *out)
{
    (void)run;
    for (size_t i = 0; i < PAIRS; i++)
        ((double *)out)[i] = tanh(((const double *)in)[i]);
    return 0;
}

static int tanh_vjp(void *run, const void *in, const void *out, const void *d_out, void *d_in,
                    const GradcheckBlock *blocks)
{
    (void)in, (void)blocks;
    CALL(__typeof__(tanh_backward), run);
    function(PAIRS, out, d_out, d_in);
    return 0;
}

const TaskCall task_call_tanh = {.function = "tanh_backward",
                                 .in = {{"dz", PAIRS}},
                                 .n_out = PAIRS,
                                 .forward = tanh_forward_of,
                                 .vjp = tanh_vjp};

static int conv_forward_of(void *run, const void *in, void *out)
{
    const TaskRun *r = run;
    const double *x = in;
    double *z = out;
    for (size_t o = 0; o < MAPS; o++)
        for (size_t t = 0; t < OUT_TIME; t++) {
            z[o * OUT_TIME + t] = r->parameters[1][o];
            for (size_t c = 0; c < CHANNELS; c++)
                z[o * OUT_TIME + t] +=
                    dot(KERNEL, r->parameters[0] + (o * CHANNELS + c) * KERNEL, x + c * TIME + STEP * t);
        }
    return 0;
}

static int conv_vjp(void *run, const void *in, const void *out, const void *d_out, void *d_in,
                    const GradcheckBlock *blocks)
{
    (void)out;
    CALL(__typeof__(conv_backward), run);
    function(CHANNELS, TIME, MAPS, KERNEL, STEP, OUT_TIME, ((TaskRun *)run)->parameters[0], in, d_out,
             blocks[0].gradient, blocks[1].gradient, d_in);
    return 0;
}

const TaskCall task_call_conv = {.function = "conv_backward",
                                 .in = {{"dx", CHANNELS, TIME}},
                                 .parameters = {{"dW", MAPS, CHANNELS, KERNEL}, {"db", MAPS}},
                                 .n_out = MAPS * OUT_TIME,
                                 .forward = conv_forward_of,
                                 .vjp = conv_vjp};

static int average_forward_of(void *run, const void *in, void *out)
{
    (void)run;
    const double *x = in;
    for (size_t i = 0; i < CHANNELS * FACTOR; i++) { /* FACTOR instants come out of each channel */
        double sum = 0;
        for (size_t j = 0; j < FACTOR; j++)
            sum += x[i * FACTOR + j];
        ((double *)out)[i] = sum / FACTOR;
    }
    return 0;
}

static int average_vjp(void *run, const void *in, const void *out, const void *d_out, void *d_in,
                       const GradcheckBlock *blocks)
{
    (void)in, (void)out, (void)blocks;
    CALL(__typeof__(average_backward), run);
    function(CHANNELS, FACTOR, FACTOR, d_out, d_in);
    return 0;
}

const TaskCall task_call_average = {.function = "average_backward",
                                    .in = {{"dx", CHANNELS, FACTOR *FACTOR}},
                                    .n_out = CHANNELS * FACTOR,
                                    .forward = average_forward_of,
                                    .vjp = average_vjp};

static int branches_forward(void *run, const void *in, void *out)
{
    const TaskRun *r = run;
    const double *x = in;
    double *z = out;
    for (size_t branch = 0; branch < 2; branch++)
        for (size_t o = 0; o < UNITS; o++)
            z[branch * UNITS + o] = dot(N, r->parameters[0] + o * N, x + branch * N);
    return 0;
}

static int branches_vjp(void *run, const void *in, const void *out, const void *d_out, void *d_in,
                        const GradcheckBlock *blocks)
{
    (void)out;
    CALL(__typeof__(branches_backward), run);
    const TaskRun *r = run;
    const double *x = in, *dz = d_out;
    double *dx = d_in;
    for (size_t branch = 0; branch < 2; branch++) /* not asked for */
        for (size_t o = 0; o < UNITS; o++)
            for (size_t i = 0; i < N; i++)
                dx[branch * N + i] += dz[branch * UNITS + o] * r->parameters[0][o * N + i];
    function(UNITS, N, x, x + N, dz, dz + UNITS, blocks[0].gradient);
    return 0;
}

const TaskCall task_call_branches = {.function = "branches_backward",
                                     .in = {{NULL, 2, N}},
                                     .parameters = {{"dW", UNITS, N}},
                                     .rows = 2,
                                     .n_out = 2 * UNITS,
                                     .forward = branches_forward,
                                     .vjp = branches_vjp};

static int logistic_forward(void *run, const void *in, void *out)
{
    (void)run;
    const double *c = in;
    double L = 0;
    for (size_t k = 0; k < PAIRS; k++)
        L += log1p(exp(-labels[k] * scale * c[k]));
    *(double *)out = L;
    return 0;
}

static int logistic_vjp(void *run, const void *in, const void *out, const void *d_out, void *d_in,
                        const GradcheckBlock *blocks)
{
    (void)out, (void)blocks;
    CALL(__typeof__(logistic_backward), run);
    function(PAIRS, labels, scale, in, *(const double *)d_out, d_in);
    return 0;
}

const TaskCall task_call_logistic = {.function = "logistic_backward",
                                     .in = {{"dc", PAIRS}},
                                     .n_out = 1,
                                     .forward = logistic_forward,
                                     .vjp = logistic_vjp};

size_t task_call_size(const TaskPart *part)
{
    return part->rows * (part->cols ? part->cols : 1) * (part->depth ? part->depth : 1);
}
