#include "task.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "exercises/exercise.h"
#include "words/words.h"

/* ---- the forward passes, and how each function is called ---- */

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

/* ---- the exercises ---- */

static const Task tasks[] = {
    {.name = "01_dot",
     .function = "dot_backward",
     .question = N_("How does a dot product pass a gradient back?"),
     .about = N_("s is the sum of a[i] b[i]. You are given ds, the derivative of the loss by s. Add what "
                 "comes back to a into da, and what comes back to b into db."),
     .hints =
         {N_("Change one number, a[2] say, by a little. Which of the terms of the sum changes, and by how "
             "much?"),
          N_("ds/da[i] = b[i], and the chain rule multiplies it by the derivative of the loss by s."),
          N_("`da[i] += ds * b[i];` and b likewise.")},
     .lesson = "02",
     .in = {{"da", N}, {"db", N}},
     .n_out = 1,
     .forward = dot_forward,
     .vjp = dot_vjp},
    {.name = "02_norm",
     .function = "norm_backward",
     .question = N_("How does a length pass a gradient back?"),
     .about =
         N_("r is the length of x, the root of the sum of x[i]^2. You are given r itself and dr. Add what "
            "comes back into dx."),
     .hints = {N_("The root is taken last, so it comes first on the way back. What is the slope of a root?"),
               N_("dr/dx[i] = x[i] / r: the direction of x."), N_("`dx[i] += dr * x[i] / r;`")},
     .lesson = "03",
     .in = {{"dx", N}},
     .n_out = 1,
     .forward = norm_forward,
     .vjp = norm_vjp},
    {.name = "03_cosine",
     .function = "cosine_backward",
     .question = N_("How does a cosine pass a gradient back?"),
     .about =
         N_("c = a.b / (|a| |b|). You are given c, both lengths (norm_a, norm_b) and dc. Add what comes back "
            "into da and db."),
     .hints =
         {N_("a stands in two places: in the dot product and in its length. A step along a itself must do "
             "nothing."),
          N_("dc/da = (b/|b| - c a/|a|) / |a|; for b the two change places."),
          N_("`da[i] += dc * (b[i] / norm_b - c * a[i] / norm_a) / norm_a;`")},
     .lesson = "03",
     .in = {{"da", N}, {"db", N}},
     .rows = 2,
     .n_out = 1,
     .forward = cosine_forward_of,
     .vjp = cosine_vjp},
    {.name = "04_sum",
     .function = "sum_backward",
     .question = N_("The simplest loss: which sign for whom?"),
     .about = N_("L is the sum of the cosines of the forged pairs less the sum of those of the genuine ones. "
                 "genuine[k] says which pair k is. Add what comes back into dc."),
     .hints = {N_("Training makes L small. Which cosines must grow for that, and which shrink?"),
               N_("dL/dc[k] is +1 for a forged pair and -1 for a genuine one."),
               N_("`dc[k] += genuine[k] ? -dL : dL;`")},
     .lesson = "04",
     .in = {{"dc", PAIRS}},
     .n_out = 1,
     .forward = sum_forward,
     .vjp = sum_vjp},
    {.name = "05_target",
     .function = "target_backward",
     .question = N_("The squared distance to a target: what comes back to the cosine?"),
     .about =
         N_("L is the mean over the pairs of 1/2 (c[k] - t[k])^2, with t[k] the target of pair k. Add what "
            "comes back into dc."),
     .hints =
         {N_("Each pair's loss is a parabola. What is its slope? And what does it mean that L is a mean?"),
          N_("dL/dc[k] = (c[k] - t[k]) / N, with N the number of pairs."),
          N_("`dc[k] += dL * (c[k] - t[k]) / (double)pairs;`")},
     .lesson = "04",
     .in = {{"dc", PAIRS}},
     .n_out = 1,
     .forward = target_forward,
     .vjp = target_vjp},
    {.name = "06_margin",
     .function = "margin_backward",
     .question = N_("A loss with a margin: who is left alone?"),
     .about =
         N_("A genuine pair costs 1 - c[k]; a forged one max(0, c[k] - m), so nothing when c[k] is below the "
            "margin m. L is the sum. Add what comes back into dc."),
     .hints =
         {N_("Draw the loss of a forged pair against its cosine. Where does it slope, and where is it flat?"),
          N_("-1 for a genuine pair; +1 for a forged one with c[k] > m; 0 for the other forged ones."),
          N_("`if (genuine[k]) dc[k] -= dL; else if (c[k] > m) dc[k] += dL;`")},
     .lesson = "11",
     .in = {{"dc", PAIRS}},
     .n_out = 1,
     .forward = margin_forward,
     .vjp = margin_vjp},
    {.name = "07_dense",
     .function = "dense_backward",
     .question = N_("A layer: what comes back to its weights, its biases and its input?"),
     .about =
         N_("z[o] = b[o] + the sum over i of W[o][i] x[i]. You are given dz. Add what comes back into dW, db "
            "and dx; W[o][i] stands at W[o * n + i]."),
     .hints =
         {N_("Each weight is used once: it takes x[i] and gives to z[o]. Each x[i] is used by every unit."),
          N_("dW[o][i] = dz[o] x[i], db[o] = dz[o], dx[i] = the sum over o of W[o][i] dz[o]."),
          N_("`db[o] += dz[o];`, once for each unit; inside the inner loop `dW[o * n + i] += dz[o] * x[i];` "
             "and `dx[i] += W[o * n + i] * dz[o];`")},
     .lesson = "07",
     .in = {{"dx", N}},
     .parameters = {{"dW", UNITS, N}, {"db", UNITS}},
     .n_out = UNITS,
     .forward = dense_forward_of,
     .vjp = dense_vjp},
    {.name = "08_tanh",
     .function = "tanh_backward",
     .question = N_("tanh: which number must the forward pass have kept?"),
     .about = N_("h[i] = tanh(z[i]). You are given h, not z, and dh. Add what comes back into dz."),
     .hints = {N_("The slope of tanh can be written with tanh itself."), N_("dh/dz = 1 - h^2"),
               N_("`dz[i] += (1 - h[i] * h[i]) * dh[i];`")},
     .lesson = "07",
     .in = {{"dz", PAIRS}},
     .n_out = PAIRS,
     .forward = tanh_forward_of,
     .vjp = tanh_vjp},
    {.name = "09_conv",
     .function = "conv_backward",
     .question = N_("Time delay: what comes back to weights that are used at every instant?"),
     .about = N_(
         "z[o][t] = b[o] + the sum over c and k of W[o][c][k] x[c][step t + k]. You are given dz. Add what "
         "comes back into dW, db and dx. The loops are there."),
     .hints =
         {N_("Every multiplication W times x of the forward pass sends two messages back: to that W, times "
             "x, and to that x, times W. No index changes."),
          N_("dW[o][c][k] += dz[o][t] x[c][step t + k]; dx[c][step t + k] += dz[o][t] W[o][c][k]; db[o] += "
             "dz[o][t]"),
          N_("With `d = dz[o * out_time + t]`: `db[o] += d;` in the outer loops; inside, `dW[(o * channels + "
             "c) * kernel + k] += d * x[c * time + step * t + k];` and the same two exchanged for dx.")},
     .lesson = "08",
     .in = {{"dx", CHANNELS, TIME}},
     .parameters = {{"dW", MAPS, CHANNELS, KERNEL}, {"db", MAPS}},
     .n_out = MAPS * OUT_TIME,
     .forward = conv_forward_of,
     .vjp = conv_vjp},
    {.name = "10_average",
     .function = "average_backward",
     .question = N_("An average: how is a gradient shared out?"),
     .about = N_(
         "y[c][t] is the mean of f successive instants of x[c]. You are given dy. Add what comes back into "
         "dx."),
     .hints =
         {N_("Each x goes into one mean only. How much does the mean move when one of its f numbers does?"),
          N_("dx[c][f t + j] = dy[c][t] / f"), N_("`dx[...] += dy[c * out_time + t] / (double)f;`")},
     .lesson = "08",
     .in = {{"dx", CHANNELS, FACTOR *FACTOR}},
     .n_out = CHANNELS * FACTOR,
     .forward = average_forward_of,
     .vjp = average_vjp},
    {.name = "11_branches",
     .function = "branches_backward",
     .question = N_("One layer, two branches: what is the gradient of the shared weights?"),
     .about =
         N_("The same W takes xA to zA and xB to zB. You are given dzA and dzB. Add what comes back to W, "
            "along both branches, into dW."),
     .hints = {N_("Pretend that there are two matrices, one for each branch, and find both gradients. Then "
                  "they are "
                  "one and the same again."),
               N_("dW[o][i] = dzA[o] xA[i] + dzB[o] xB[i]: the sum, not the average."),
               N_("`dW[o * n + i] += dzA[o] * xA[i] + dzB[o] * xB[i];`")},
     .lesson = "05",
     .in = {{NULL, 2, N}},
     .parameters = {{"dW", UNITS, N}},
     .rows = 2,
     .n_out = 2 * UNITS,
     .forward = branches_forward,
     .vjp = branches_vjp},
    {.name = "12_logistic",
     .function = "logistic_backward",
     .question = N_("A loss of your own: the logistic loss on a cosine"),
     .about = N_("L is the sum over the pairs of log(1 + exp(-y[k] s c[k])): y[k] is +1 for a genuine pair "
                 "and -1 for "
                 "a forged one, s a scale. Derive it yourself; add what comes back into dc."),
     .hints = {N_("From the outside in: a logarithm, a sum, an exponential, a product. Multiply the slopes."),
               N_("dL/dc[k] = -y s / (1 + exp(y s c))"),
               N_("`dc[k] += dL * -y[k] * s / (1 + exp(y[k] * s * c[k]));`")},
     .lesson = "15",
     .in = {{"dc", PAIRS}},
     .n_out = 1,
     .forward = logistic_forward,
     .vjp = logistic_vjp},
};

size_t task_count(void)
{
    return sizeof tasks / sizeof tasks[0];
}

const Task *task_at(size_t index)
{
    return index < task_count() ? &tasks[index] : NULL;
}

size_t task_find(const char *name)
{
    char *end;
    long number = strtol(name, &end, 10);
    for (size_t i = 0; i < task_count(); i++)
        if (strcmp(tasks[i].name, name) == 0 || (end != name && *end == 0 && number == (long)i + 1))
            return i;
    return task_count();
}

size_t task_part_size(const TaskPart *part)
{
    return part->rows * (part->cols ? part->cols : 1) * (part->depth ? part->depth : 1);
}

/* ---- the check ---- */

/* The loss: the outputs, each with a weight of its own, so that none of them can stand for another. */
static int weigh(void *run, const void *out, void *loss)
{
    double sum = 0;
    for (size_t i = 0; i < ((TaskRun *)run)->task->n_out; i++)
        sum += (1 + 0.3 * (double)(i % 5)) * ((const double *)out)[i];
    *(double *)loss = sum;
    return 0;
}

static int weigh_backward(void *run, const void *out, const void *loss, const void *d_loss, void *d_out,
                          const GradcheckBlock *blocks)
{
    (void)out, (void)loss, (void)blocks;
    for (size_t i = 0; i < ((TaskRun *)run)->task->n_out; i++)
        ((double *)d_out)[i] += (1 + 0.3 * (double)(i % 5)) * *(const double *)d_loss;
    return 0;
}

static int loss(void *run, double *value)
{
    TaskRun *r = run;
    double out[TASK_NUMBERS];
    r->task->forward(run, r->in, out);
    return weigh(run, out, value);
}

static int gradient(void *run, const GradcheckBlock *blocks)
{
    TaskRun *r = run;
    double out[TASK_NUMBERS], d_out[TASK_NUMBERS] = {0}, one = 1;
    r->task->forward(run, r->in, out);
    weigh_backward(run, out, NULL, &one, d_out, NULL);
    return r->task->vjp(run, r->in, out, d_out, blocks[0].gradient, blocks + 1);
}

void task_check(const Task *task, void *function, GradcheckReport **report)
{
    static const size_t of_parameters[TASK_PARTS] = {1, 2};
    TaskRun run = {.task = task, .function = function};
    size_t n_in = task_part_size(&task->in[0]) + task_part_size(&task->in[1]), n_blocks = 1;
    for (size_t i = 0; i < n_in; i++)
        run.in[i] = 0.9 * sin(1 + 2.3 * (double)i);
    GradcheckBlock blocks[1 + TASK_PARTS] = {
        {.name = "input", .value = run.in, .rows = 1, .cols = n_in, .adds = true}};
    for (size_t p = 0; p < TASK_PARTS && task->parameters[p].name; p++) {
        size_t size = task_part_size(&task->parameters[p]);
        for (size_t i = 0; i < size; i++)
            run.parameters[p][i] = cos(0.7 + 1.9 * (double)i + (double)p);
        blocks[n_blocks++] = (GradcheckBlock){.name = task->parameters[p].name + 1,
                                              .value = run.parameters[p],
                                              .rows = task->parameters[p].rows,
                                              .cols = size / task->parameters[p].rows,
                                              .adds = true};
    }
    const GradcheckStep steps[] = {
        {.name = task->function,
         .n_in = n_in,
         .n_out = task->n_out,
         .in_rows = task->rows,
         .out_rows = task->n_out > 1 ? task->rows : 0,
         .forward = task->forward,
         .vjp = task->vjp,
         .blocks = of_parameters,
         .n_blocks = n_blocks - 1,
         .adds = true},
        {.name = "weigh",
         .n_in = task->n_out,
         .n_out = 1,
         .forward = weigh,
         .vjp = weigh_backward,
         .adds = true},
    };
    GradcheckProblem problem = {.name = task->name,
                                .user = &run,
                                .blocks = blocks,
                                .n_blocks = n_blocks,
                                .loss = loss,
                                .gradient = gradient,
                                .steps = steps,
                                .n_steps = 2,
                                .input = run.in};
    GradcheckOptions options = gradcheck_options();
    options.mode = GRADCHECK_FULL;
    gradcheck_run(&problem, &options, report);
}
