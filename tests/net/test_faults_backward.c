/* What each fault does, against the right backward with that one mistake made in its result, or in what it is given. All
 * else that a fault does is right: it is to be found by its mistake alone. */
#include "net/faults.h"

#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "net/cosine.h"
#include "net/distance.h"
#include "net/losses.h"
#include "support/test.h"

enum { ROOM = 400, ALREADY = 3 }; /* what stands in the gradients before, that is added to */

typedef struct Bench {
    Step step;
    Label label;
    real params[ROOM], in[ROOM], out[ROOM], dout[ROOM];
    real dparams[ROOM], din[ROOM]; /* as the mistake makes them */
    bool assigned;                 /* dW is written, not added to */
} Bench;

/* ---- the mistakes ---- */

typedef void Mistake(Bench *b);

static size_t size_in(const Bench *b)
{
    return step_size(b->step.in);
}

/* Of the first block, the weights. */
static real *dW(Bench *b)
{
    return b->dparams + b->step.blocks[0].offset;
}

static real *db(Bench *b)
{
    return b->dparams + b->step.blocks[1].offset;
}

static void right_backward(Bench *b, const real *params, const real *in, real *dparams, real *din)
{
    b->step.kind->backward(&b->step, params, b->label, in, b->out, b->dout, dparams, din);
}

static void bias_last(Bench *b)
{
    for (size_t o = 0; o < b->step.out.channels; o++)
        db(b)[o] = b->dout[o * b->step.out.time + b->step.out.time - 1];
}

static void kernel_reversed(Bench *b)
{
    const size_t kernel = b->step.arguments[1];
    real reversed[ROOM] = {0}, ignored[ROOM] = {0};
    for (size_t i = 0; i < b->step.blocks[0].rows * b->step.blocks[0].cols; i++)
        reversed[i / kernel * kernel + kernel - 1 - i % kernel] = b->params[i];
    memset(b->din, 0, sizeof b->din);
    right_backward(b, reversed, b->in, ignored, b->din);
}

static void off_by_one(Bench *b)
{
    real later[ROOM] = {0}, ignored[ROOM] = {0};
    for (size_t i = 0; i < size_in(b); i++)
        later[i] = (i + 1) % b->step.in.time ? b->in[i + 1] : 0;
    memset(b->dparams, 0, sizeof b->dparams);
    right_backward(b, b->params, later, b->dparams, ignored);
}

static void step_forgotten(Bench *b)
{
    const size_t kernel = b->step.arguments[1];
    for (size_t i = 0; i < b->step.blocks[0].rows * b->step.blocks[0].cols; i++) {
        const size_t k = i % kernel, c = i / kernel % b->step.in.channels,
                     o = i / kernel / b->step.in.channels;
        dW(b)[i] = 0;
        for (size_t t = 0; t < b->step.out.time; t++)
            dW(b)[i] += b->dout[o * b->step.out.time + t] * b->in[c * b->step.in.time + t + k];
    }
}

static void last_row_left_out(Bench *b)
{
    const StepBlock *W = &b->step.blocks[0];
    memset(dW(b) + (W->rows - 1) * W->cols, 0, W->cols * sizeof(real));
}

static void undivided(Bench *b)
{
    for (size_t i = 0; i < size_in(b); i++)
        b->din[i] *= (real_ordered)b->step.arguments[0];
}

static void time_first(Bench *b)
{
    for (size_t i = 0; i < size_in(b); i++)
        b->din[i] = b->dout[i % b->step.in.time * b->step.in.channels + i / b->step.in.time];
}

static void assigned(Bench *b)
{
    b->assigned = true;
}

static void transposed(Bench *b)
{
    real by_column[ROOM];
    const StepBlock *W = &b->step.blocks[0];
    memcpy(by_column, dW(b), W->rows * W->cols * sizeof(real));
    for (size_t i = 0; i < W->rows * W->cols; i++)
        dW(b)[i % W->cols * W->rows + i / W->cols] = by_column[i];
}

static void input_transposed(Bench *b)
{
    const StepBlock *W = &b->step.blocks[0];
    for (size_t i = 0; i < W->cols; i++) {
        b->din[i] = 0;
        for (size_t o = 0; o < W->rows; o++)
            b->din[i] += b->dout[o] * b->params[i * W->rows + o];
    }
}

static void one_entry(Bench *b)
{
    const StepBlock *W = &b->step.blocks[0];
    dW(b)[W->rows / 2 * W->cols + W->cols / 2] *= REAL_C(1.01);
}

static void last_column_left_out(Bench *b)
{
    const StepBlock *W = &b->step.blocks[0];
    for (size_t o = 0; o < W->rows; o++)
        dW(b)[o * W->cols + W->cols - 1] = 0;
}

static void bias_forgotten(Bench *b)
{
    memset(db(b), 0, b->step.out.channels * sizeof(real));
}

static void from_input(Bench *b)
{
    for (size_t i = 0; i < size_in(b); i++)
        b->din[i] = b->dout[i] - b->dout[i] * b->in[i] * b->in[i];
}

static void passed_on(Bench *b)
{
    memcpy(b->din, b->dout, size_in(b) * sizeof(real));
}

static void plain_tanh(Bench *b)
{
    for (size_t i = 0; i < size_in(b); i++)
        b->din[i] = b->dout[i] - b->dout[i] * b->out[i] * b->out[i];
}

static void slope_left_out(Bench *b)
{
    for (size_t i = 0; i < size_in(b); i++)
        b->din[i] *= REAL_C(1.5);
}

static void negative(Bench *b)
{
    for (size_t i = 0; i < size_in(b); i++)
        b->din[i] = -b->din[i];
}

/* For each cosine, of the anchor and another one, the gradients by both, right first. */
static void each_cosine(Bench *b, void (*spoil)(size_t n, const real *a, const real *other, Cosine c, real dc,
                                                real *da, real *dother))
{
    const size_t n = b->step.in.time;
    memset(b->din, 0, sizeof b->din);
    for (size_t k = 1; k < b->step.in.channels; k++) {
        real da[ROOM] = {0}, dother[ROOM] = {0};
        const real *other = b->in + k * n;
        const Cosine c = cosine_forward(n, b->in, other);
        cosine_backward(n, b->in, other, c, b->dout[k - 1], da, dother);
        spoil(n, b->in, other, c, b->dout[k - 1], da, dother);
        for (size_t i = 0; i < n; i++) {
            b->din[i] += da[i];
            b->din[k * n + i] += dother[i];
        }
    }
}

static void spoil_projection(size_t n, const real *a, const real *other, Cosine c, real dc, real *da,
                             real *dother)
{
    for (size_t i = 0; i < n; i++) { /* what would be taken away is put back */
        da[i] += dc * c.c * a[i] / (c.norm_a * c.norm_a);
        dother[i] += dc * c.c * other[i] / (c.norm_b * c.norm_b);
    }
}

static void spoil_norm(size_t n, const real *a, const real *other, Cosine c, real dc, real *da, real *dother)
{
    (void)a, (void)other, (void)dc;
    for (size_t i = 0; i < n; i++) {
        da[i] *= c.norm_a;
        dother[i] *= c.norm_b;
    }
}

static void spoil_exchanged(size_t n, const real *a, const real *other, Cosine c, real dc, real *da,
                            real *dother)
{
    (void)a, (void)other, (void)c, (void)dc;
    for (size_t i = 0; i < n; i++) {
        const real kept = da[i];
        da[i] = dother[i];
        dother[i] = kept;
    }
}

static void projection(Bench *b)
{
    each_cosine(b, spoil_projection);
}

static void norm(Bench *b)
{
    each_cosine(b, spoil_norm);
}

static void exchanged(Bench *b)
{
    each_cosine(b, spoil_exchanged);
}

static void second_half_negative(Bench *b)
{
    for (size_t i = size_in(b) / 2; i < size_in(b); i++)
        b->din[i] = -b->din[i];
}

static void target_added(Bench *b)
{
    b->din[0] += 2 * b->dout[0] * (b->label == LABEL_GENUINE ? 1 : b->step.constant);
}

/* Of what the right one lets through nothing, and the other way round. */
static void margin_inverted(Bench *b)
{
    if (b->label == LABEL_FORGED)
        b->din[0] = b->dout[0] - b->din[0];
}

static void inner_derivative_forgotten(Bench *b)
{
    if (b->label == LABEL_FORGED)
        b->din[0] = -b->din[0];
}

static void second_forgotten(Bench *b)
{
    b->din[1] = 0;
}

static void scale_forgotten(Bench *b)
{
    b->din[0] /= b->params[0];
}

static const struct {
    const char *fault;
    Mistake *mistake;
    Shape in;
    size_t arguments[STEP_ARGUMENTS_MAX];
} cases[] = {
    {"conv-bias-last", bias_last, {2, 9}, {3, 4, 2}},
    {"conv-kernel-reversed", kernel_reversed, {2, 9}, {3, 4, 2}},
    {"conv-off-by-one", off_by_one, {2, 9}, {3, 4, 2}},
    {"conv-off-by-one", off_by_one, {3, 10}, {2, 4, 3}}, /* the last window ends with the signal */
    {"conv-step-forgotten", step_forgotten, {2, 9}, {3, 4, 2}},
    {"conv-last-map", last_row_left_out, {2, 9}, {3, 4, 2}},
    {"average-undivided", undivided, {3, 7}, {3}},
    {"flatten-time-first", time_first, {3, 5}, {0}},
    {"dense-assigned", assigned, {3, 2}, {4}},
    {"dense-transposed", transposed, {3, 2}, {4}},
    {"dense-input-transposed", input_transposed, {3, 2}, {4}},
    {"dense-one-entry", one_entry, {3, 2}, {4}},
    {"dense-last-column", last_column_left_out, {3, 2}, {4}},
    {"dense-bias-forgotten", bias_forgotten, {3, 2}, {4}},
    {"tanh-from-input", from_input, {3, 5}, {0}},
    {"tanh-forgotten", passed_on, {3, 5}, {0}},
    {"lecun-constants", plain_tanh, {3, 5}, {0}},
    {"lecun-slope", slope_left_out, {3, 5}, {0}},
    {"relu-everywhere", passed_on, {3, 5}, {0}},
    {"cosine-sign", negative, {3, 5}, {0}},
    {"cosine-projection", projection, {3, 5}, {0}},
    {"cosine-norm", norm, {3, 5}, {0}},
    {"cosine-exchanged", exchanged, {3, 5}, {0}},
    {"distance-sign", second_half_negative, {2, 5}, {0}},
    {"sum-labels", negative, {1, 1}, {0}},
    {"target-sign", target_added, {1, 1}, {0}},
    {"margin-inverted", margin_inverted, {1, 1}, {0}},
    {"contrastive-sign", inner_derivative_forgotten, {1, 1}, {0}},
    {"triplet-negative", second_forgotten, {2, 1}, {0}},
    {"logistic-scale", scale_forgotten, {1, 1}, {0}},
};

enum { CASES = sizeof cases / sizeof cases[0] };

/* ---- the steps ---- */

static const StepKind *kind_named(const char *name)
{
    const StepKind *heads[] = {&cosine_kind,         &distance_kind,       &losses_sum_kind,
                               &losses_target_kind,  &losses_margin_kind,  &losses_contrastive_kind,
                               &losses_triplet_kind, &losses_logistic_kind};
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        if (strcmp(heads[i]->name, name) == 0)
            return heads[i];
    return step_encoder_kind(name);
}

static void fill(Random *random, real numbers[static ROOM])
{
    for (size_t i = 0; i < ROOM; i++)
        numbers[i] = (real)random_normal(random);
}

static void make(Bench *b, const Fault *fault, size_t which, Label label, uint64_t seed)
{
    const StepKind *kind = kind_named(fault->replaces);
    memset(b, 0, sizeof *b);
    b->step = (Step){.name = "step1", .kind = kind, .in = cases[which].in, .constant = REAL_C(0.25)};
    memcpy(b->step.arguments, cases[which].arguments, sizeof b->step.arguments);
    assert_ok(kind->build(&b->step));
    for (size_t i = 1; i < b->step.block_count; i++)
        b->step.blocks[i].offset = b->step.blocks[0].rows * b->step.blocks[0].cols;
    b->label = label;
    Random random = random_seeded(seed);
    fill(&random, b->params);
    fill(&random, b->in);
    fill(&random, b->dout);
    fill(&random, b->out); /* what stands behind the outputs is not read */
    kind->forward(&b->step, b->params, label, b->in, b->out);
    right_backward(b, b->params, b->in, b->dparams, b->din);
}

/* All numbers are added, but the first `written`. */
static void assert_gradient(const real *found, const real *expected, size_t written)
{
    for (size_t i = 0; i < ROOM; i++)
        assert_close(real_to_double(found[i]), real_to_double(expected[i]) + (i < written ? 0 : ALREADY),
                     1000 * (double)REAL_EPSILON);
}

static void try_case(size_t which, Label label, uint64_t seed)
{
    static Bench b;
    const Fault *fault = faults_find(cases[which].fault);
    real dparams[ROOM], din[ROOM];
    make(&b, fault, which, label, seed);
    assert_true(!fault->bites || fault->bites(&b.step));
    cases[which].mistake(&b);
    for (int wanted = 0; wanted < 2; wanted++) { /* without and with the gradient by the input */
        const bool encoder = step_encoder_kind(fault->replaces);
        if (!wanted && !encoder)
            continue;
        for (size_t i = 0; i < ROOM; i++)
            dparams[i] = din[i] = ALREADY;
        fault->step(&b.step, b.params, label, b.in, b.out, b.dout, dparams, wanted ? din : NULL);
        const size_t weights = b.step.blocks[0].rows * b.step.blocks[0].cols;
        assert_gradient(dparams, b.dparams, b.assigned ? weights : 0);
        if (wanted)
            assert_gradient(din, b.din, 0);
    }
}

static void a_fault_is_the_right_backward_with_one_mistake(void **state)
{
    (void)state;
    for (size_t i = 0; i < CASES; i++)
        for (Label label = LABEL_FORGED; label <= LABEL_GENUINE; label++)
            for (uint64_t seed = 1; seed <= 6; seed++)
                try_case(i, label, seed);
    const Fault *fault;
    for (size_t k = 0; (fault = faults_at(k)); k++) { /* none may be forgotten above */
        bool seen = !fault->step;
        for (size_t i = 0; i < CASES; i++)
            seen = seen || strcmp(cases[i].fault, fault->name) == 0;
        assert_true(seen);
    }
}

/* Where the right one gives none: the embeddings are the same, or one has no direction. */
static void a_fault_of_the_head_gives_no_gradient_where_there_is_none(void **state)
{
    (void)state;
    for (size_t i = 0; i < CASES; i++) {
        const Fault *fault = faults_find(cases[i].fault);
        const bool distance = strcmp(fault->replaces, "distance") == 0;
        if (!distance && strcmp(fault->replaces, "cosine") != 0)
            continue;
        static Bench b;
        real din[ROOM] = {0};
        make(&b, fault, i, LABEL_FORGED, 2);
        for (size_t k = 0; k < size_in(&b); k++) /* the cosines: the anchor is 0 */
            b.in[k] = distance ? b.in[k % b.step.in.time] : k < b.step.in.time ? 0 : b.in[k];
        b.step.kind->forward(&b.step, b.params, b.label, b.in, b.out);
        fault->step(&b.step, b.params, b.label, b.in, b.out, b.dout, b.dparams, din);
        for (size_t k = 0; k < ROOM; k++)
            assert_true(din[k] == 0);
    }
}

/* Where it would change nothing, or nothing that could be told from another mistake, it is not put in. */
static void a_fault_bites_from_a_size_on(void **state)
{
    (void)state;
    const struct {
        const char *fault;
        Shape in;
        size_t arguments[STEP_ARGUMENTS_MAX];
        bool bites;
    } steps[] = {
        {"conv-bias-last", {2, 6}, {2, 6, 1}, false},       {"conv-bias-last", {2, 6}, {2, 5, 1}, true},
        {"conv-kernel-reversed", {2, 6}, {2, 2, 1}, false}, {"conv-kernel-reversed", {2, 6}, {2, 3, 1}, true},
        {"conv-off-by-one", {2, 6}, {2, 2, 1}, false},      {"conv-off-by-one", {2, 6}, {2, 3, 1}, true},
        {"conv-step-forgotten", {2, 6}, {2, 3, 1}, false},  {"conv-step-forgotten", {2, 6}, {2, 3, 2}, true},
        {"conv-step-forgotten", {2, 6}, {2, 6, 2}, false},  {"conv-step-forgotten", {2, 6}, {2, 4, 2}, true},
        {"conv-last-map", {2, 6}, {1, 3, 1}, false},        {"conv-last-map", {2, 6}, {2, 3, 1}, true},
        {"conv-last-map", {1, 1}, {2, 1, 1}, false},        {"conv-last-map", {1, 2}, {2, 1, 1}, true},
        {"average-undivided", {2, 6}, {1}, false},          {"average-undivided", {2, 6}, {2}, true},
        {"flatten-time-first", {1, 6}, {0}, false},         {"flatten-time-first", {2, 6}, {0}, true},
        {"flatten-time-first", {6, 1}, {0}, false},         {"flatten-time-first", {6, 2}, {0}, true},
        {"dense-transposed", {6, 1}, {1}, false},           {"dense-transposed", {6, 1}, {2}, true},
        {"dense-input-transposed", {1, 1}, {2}, false},     {"dense-input-transposed", {2, 1}, {2}, true},
    };
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        const Fault *fault = faults_find(steps[i].fault);
        const StepKind *kind = step_encoder_kind(fault->replaces);
        Step step = {.name = "step1", .kind = kind, .in = steps[i].in};
        memcpy(step.arguments, steps[i].arguments, sizeof step.arguments);
        assert_ok(kind->build(&step));
        assert_int_equal(fault->bites(&step), steps[i].bites);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fault_is_the_right_backward_with_one_mistake),
        cmocka_unit_test(a_fault_of_the_head_gives_no_gradient_where_there_is_none),
        cmocka_unit_test(a_fault_bites_from_a_size_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
