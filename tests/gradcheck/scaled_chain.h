/* A chain of two steps, y = w x + b and L = sum of c y^2 / 2, each of which can be told to do something besides. */
#pragma once
#include "gradcheck/gradcheck_chain.h"
#include "gradcheck/gradcheck_guard.h"
#include "gradcheck/gradcheck_random.h"
#include "support/test.h"

enum { N = 3, ROOM = 8, FAILURE = 7 };

/* What the two steps do besides: bit by bit. */
typedef enum Trouble {
    FORWARD_OVERRUNS = 1,
    BACKWARD_OVERRUNS_OUT = 2,
    BACKWARD_OVERRUNS_D_OUT = 4,
    BACKWARD_CHANGES_OUT = 8,
    BACKWARD_CHANGES_D_OUT = 16,
    LEAVES_OUTPUTS = 32,
    NEVER_ZERO = 64,
    WRONG_INPUT_GRADIENT = 128,
    EDGE = 256,
    KINK = 512,
    BACKWARD_WITHOUT_B = 1024,
} Trouble;

/* y_i = w_i x_i + b_i, and L = sum of c_i y_i^2 / 2. */
typedef struct Chain {
    double w[N], b[N], dw[N], db[N], x[N], c[N];
    int trouble;
    int once; /* calls of the first step till it does what `trouble` says, once; 0: always */
    int calls;
    int fails, code; /* the first step returns `code` from this call on; 0: never */
    double offset;   /* of the loss callback */
    double gradient_factor, w_factor;
} Chain;

static inline bool now(const Chain *chain, Trouble trouble)
{
    return (chain->trouble & trouble) != 0 && (chain->once == 0 || chain->once == chain->calls);
}

static inline void put(void *memory, size_t i, double value)
{
    memcpy((char *)memory + i * sizeof value, &value, sizeof value);
}

static inline int scale(void *user, const void *in, void *out)
{
    Chain *chain = *(Chain **)user;
    const double *x = in;
    double *y = out;
    chain->calls++;
    for (size_t i = 0; i < N; i++)
        if (!(now(chain, LEAVES_OUTPUTS) && i > 0))
            y[i] = chain->w[i] * x[i] + chain->b[i];
    if (now(chain, FORWARD_OVERRUNS))
        put(out, N, 1);
    if (now(chain, KINK))
        y[0] += fabs(x[0] - chain->x[0]);
    if ((chain->trouble & EDGE) && chain->w[1] > 0.5) {
        y[1] = 1e3; /* not to be believed */
        return GRADCHECK_OUTSIDE;
    }
    return chain->fails && chain->calls >= chain->fails ? chain->code : 0;
}

static inline int scale_backward(void *user, const void *in, const void *out, const void *d_out, void *d_in,
                                 const GradcheckBlock *blocks)
{
    Chain *chain = *(Chain **)user;
    const double *x = in, *d = d_out;
    double *dx = d_in;
    for (size_t i = 0; i < N; i++) {
        dx[i] += d[i] * chain->w[i] * ((chain->trouble & WRONG_INPUT_GRADIENT) ? 3 : 1);
        ((double *)blocks[0].gradient)[i] += d[i] * x[i];
        ((double *)blocks[1].gradient)[i] += (chain->trouble & BACKWARD_WITHOUT_B) ? 0 : d[i];
    }
    for (size_t i = 1; i < N && (chain->trouble & NEVER_ZERO); i++) {
        dx[i] += 0.5;
        ((double *)blocks[1].gradient)[i] -= 0.25;
    }
    if (now(chain, BACKWARD_OVERRUNS_OUT))
        put((void *)(uintptr_t)out, N, 1);
    if (now(chain, BACKWARD_OVERRUNS_D_OUT))
        put((void *)(uintptr_t)d_out, N, 1);
    if (now(chain, BACKWARD_CHANGES_OUT))
        put((void *)(uintptr_t)out, 2, 5);
    if (now(chain, BACKWARD_CHANGES_D_OUT))
        put((void *)(uintptr_t)d_out, 2, 5);
    return 0;
}

static inline int squares(void *user, const void *in, void *out)
{
    const Chain *chain = user;
    const double *y = in;
    double sum = 0;
    for (size_t i = 0; i < N; i++)
        sum += chain->c[i] * y[i] * y[i] / 2;
    *(double *)out = sum;
    return 0;
}

static inline int squares_backward(void *user, const void *in, const void *out, const void *d_out, void *d_in,
                                   const GradcheckBlock *blocks)
{
    const Chain *chain = user;
    (void)out, (void)blocks;
    for (size_t i = 0; i < N; i++)
        ((double *)d_in)[i] = chain->c[i] * ((const double *)in)[i] * *(const double *)d_out;
    return 0;
}

static inline double value_of(const Chain *chain)
{
    double sum = 0;
    for (size_t i = 0; i < N; i++)
        sum += chain->c[i] * pow(chain->w[i] * chain->x[i] + chain->b[i], 2) / 2;
    return sum;
}

static inline int loss(void *user, double *value)
{
    const Chain *chain = user;
    *value = value_of(chain) + chain->offset;
    return 0;
}

static inline int gradient(void *user, const GradcheckBlock *blocks)
{
    const Chain *chain = user;
    for (size_t i = 0; i < N; i++) {
        double d = chain->gradient_factor * chain->c[i] * (chain->w[i] * chain->x[i] + chain->b[i]);
        ((double *)blocks[0].gradient)[i] = d * chain->x[i] * chain->w_factor;
        ((double *)blocks[1].gradient)[i] = d;
    }
    return 0;
}

/* A chain with its problem and options; the user of the first step is its own. */
typedef struct Set {
    Chain chain, *of_step;
    GradcheckBlock blocks[2];
    size_t reads[2];
    GradcheckStep steps[2];
    GradcheckProblem problem;
    GradcheckOptions options;
} Set;

static inline void set_up(Set *s, int trouble)
{
    *s = (Set){.chain = {.w = {0.5, -1.25, 2},
                         .b = {0.25, -0.75, 0.125},
                         .x = {1.5, 0.5, -0.75},
                         .c = {1, 0.5, -0.25},
                         .trouble = trouble,
                         .gradient_factor = 1,
                         .w_factor = 1},
               .reads = {0, 1},
               .options = gradcheck_options()};
    s->of_step = &s->chain;
    s->blocks[0] =
        (GradcheckBlock){.name = "w", .value = s->chain.w, .gradient = s->chain.dw, .rows = 1, .cols = N};
    s->blocks[1] =
        (GradcheckBlock){.name = "b", .value = s->chain.b, .gradient = s->chain.db, .rows = 1, .cols = N};
    s->steps[0] = (GradcheckStep){.name = "scale",
                                  .user = &s->of_step,
                                  .n_in = N,
                                  .n_out = N,
                                  .forward = scale,
                                  .vjp = scale_backward,
                                  .blocks = s->reads,
                                  .n_blocks = 2,
                                  .adds = true};
    s->steps[1] = (GradcheckStep){
        .name = "squares", .n_in = N, .n_out = 1, .forward = squares, .vjp = squares_backward};
    s->problem = (GradcheckProblem){.name = "a chain",
                                    .user = &s->chain,
                                    .blocks = s->blocks,
                                    .n_blocks = 2,
                                    .loss = loss,
                                    .gradient = gradient,
                                    .steps = s->steps,
                                    .n_steps = 2,
                                    .input = s->chain.x};
    /* The backwards add, as a net's do; the whole overwrites: it has a problem of its own. */
    s->blocks[0].adds = s->blocks[1].adds = true;
}

static inline int gradient_added(void *user, const GradcheckBlock *blocks)
{
    Chain *chain = user;
    double kept[2][N];
    for (int k = 0; k < 2; k++)
        memcpy(kept[k], blocks[k].gradient, sizeof kept[k]);
    gradient(chain, blocks);
    for (int k = 0; k < 2; k++)
        for (size_t i = 0; i < N; i++)
            ((double *)blocks[k].gradient)[i] += kept[k][i];
    return 0;
}

static inline GradcheckReport *run(Set *s, GradcheckStatus expected)
{
    GradcheckReport *report;
    s->problem.gradient = gradient_added;
    assert_int_equal(gradcheck_run(&s->problem, &s->options, &report), expected);
    return report;
}

static inline void show(const GradcheckReport *report)
{
    char text[4096];
    gradcheck_text_copy(report, NULL, text, sizeof text);
    print_error("%s", text);
}
