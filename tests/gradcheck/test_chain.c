/* The steps of a chain: what is asked of them before and while they are checked, with a chain of two short steps whose
 * numbers are known, into which one trouble is put at a time. */
#include "gradcheck/gradcheck_chain.h"

#include "gradcheck/scaled_chain.h"

/* ------------------------------------------------------------------------------------------------------- refusals */

static const char *refusal(Set *s)
{
    static char message[GRADCHECK_TEXT_SIZE];
    GradcheckReport *report = run(s, GRADCHECK_BAD_PROBLEM);
    memcpy(message, report->message, sizeof message);
    gradcheck_report_free(report);
    return message;
}

static void a_chain_that_cannot_be_followed_is_refused_with_the_reason(void **state)
{
    (void)state;
    Set s;
    static const char size[] = "a step of the chain has no forward, no vjp or no size",
                      large[] = "a step of the chain is larger than memory can be",
                      joint[] = "a step of the chain does not read what the step before it writes",
                      block[] = "a step of the chain names a block that is not there";
    set_up(&s, 0);
    s.problem.input = NULL;
    assert_string_equal(refusal(&s), "the chain has no input");
    for (int step = 0; step < 2; step++) {
        set_up(&s, 0);
        s.steps[step].forward = NULL;
        assert_string_equal(refusal(&s), size);
        set_up(&s, 0);
        s.steps[step].vjp = NULL;
        assert_string_equal(refusal(&s), size);
        set_up(&s, 0);
        s.steps[step].n_in = 0;
        assert_string_equal(refusal(&s), size);
        set_up(&s, 0);
        s.steps[step].n_out = 0;
        assert_string_equal(refusal(&s), size);
    }
    set_up(&s, 0);
    s.steps[0].blocks = NULL;
    assert_string_equal(refusal(&s), size);
    set_up(&s, 0);
    s.steps[0].n_in = SIZE_MAX / 1024 + 1;
    assert_string_equal(refusal(&s), large);
    set_up(&s, 0);
    s.steps[1].n_out = SIZE_MAX / 1024 + 1;
    assert_string_equal(refusal(&s), large);
    set_up(&s, 0);
    s.steps[1].n_in = N + 1;
    assert_string_equal(refusal(&s), joint);
    set_up(&s, 0);
    s.steps[1].type = GRADCHECK_FLOAT;
    assert_string_equal(refusal(&s), joint);
    for (int k = 0; k < 2; k++) {
        set_up(&s, 0);
        s.reads[k] = 2;
        assert_string_equal(refusal(&s), block);
    }
}

/* ------------------------------------------------------------------------------------------- a step as a problem */

static void a_step_becomes_a_problem_whose_loss_is_its_output_times_random_numbers(void **state)
{
    (void)state;
    Set s;
    set_up(&s, 0);
    s.options.seed = 42;
    int code = -1;
    for (size_t index = 0; index < 2; index++) {
        GradcheckLocal *local = gradcheck_chain_local(&s.problem, &s.options, index, &code);
        assert_non_null(local);
        assert_int_equal(code, 0);
        GradcheckRandom random = gradcheck_random_stream(42, 500 + index);
        double sum = 0, y[N], *d_out = local->d_out, *in = local->in;
        for (size_t i = 0; i < N; i++)
            y[i] = s.chain.w[i] * s.chain.x[i] + s.chain.b[i];
        for (size_t i = 0; i < s.steps[index].n_out; i++) {
            assert_true(d_out[i] == gradcheck_random_normal(&random));
            sum += d_out[i] * (index == 0 ? y[i] : value_of(&s.chain));
        }
        for (size_t i = 0; i < N; i++)
            assert_true(in[i] == (index == 0 ? s.chain.x[i] : y[i]));
        double value;
        assert_int_equal(local->problem.loss(local->problem.user, &value), 0);
        assert_close(value, sum, 1e-15);
        assert_int_equal(local->problem.n_blocks, index == 0 ? 3 : 1);
        assert_string_equal(local->problem.blocks[0].name, "input");
        assert_null(local->problem.loss_with);
        gradcheck_chain_free(local);
    }
    gradcheck_chain_free(NULL);
}

enum { WIDE = 600 };

/* Two sums of many numbers, and their product. */
static int two_sums(void *user, const void *in, void *out)
{
    (void)user;
    const double *x = in;
    double *sums = out;
    sums[0] = sums[1] = 0;
    for (size_t i = 0; i < WIDE; i++)
        sums[i % 2] += x[i];
    return 0;
}

static int two_sums_backward(void *user, const void *in, const void *out, const void *d_out, void *d_in,
                             const GradcheckBlock *blocks)
{
    (void)user, (void)in, (void)out, (void)blocks;
    for (size_t i = 0; i < WIDE; i++)
        ((double *)d_in)[i] = ((const double *)d_out)[i % 2];
    return 0;
}

static int product(void *user, const void *in, void *out)
{
    const Chain *chain = *(Chain **)user;
    const double *sums = in;
    *(double *)out = sums[0] * sums[1] * chain->w[0];
    return 0;
}

static int product_backward(void *user, const void *in, const void *out, const void *d_out, void *d_in,
                            const GradcheckBlock *blocks)
{
    (void)out;
    const Chain *chain = *(Chain **)user;
    const double *sums = in, *d = d_out;
    ((double *)d_in)[0] = d[0] * sums[1] * chain->w[0];
    ((double *)d_in)[1] = d[0] * sums[0] * chain->w[0];
    for (size_t i = 0; i < N; i++)
        ((double *)blocks[0].gradient)[i] += i == 0 ? d[0] * sums[0] * sums[1] : 0;
    return 0;
}

/* The first state has a size of its own, which no later one need have. */
static void a_step_may_make_little_of_much(void **state)
{
    (void)state;
    static double input[WIDE];
    Set s;
    set_up(&s, 0);
    for (size_t i = 0; i < WIDE; i++)
        input[i] = 0.25 + (double)(i % 7) / 8;
    double sums[2], value;
    two_sums(NULL, input, sums);
    s.problem.input = input;
    s.steps[0] = (GradcheckStep){
        .name = "sums", .n_in = WIDE, .n_out = 2, .forward = two_sums, .vjp = two_sums_backward};
    s.steps[1] = (GradcheckStep){.name = "product",
                                 .user = &s.of_step,
                                 .n_in = 2,
                                 .n_out = 1,
                                 .forward = product,
                                 .vjp = product_backward,
                                 .blocks = s.reads,
                                 .n_blocks = 1};
    for (size_t index = 0; index < 2; index++) {
        int code;
        GradcheckLocal *local = gradcheck_chain_local(&s.problem, &s.options, index, &code);
        assert_non_null(local);
        assert_memory_equal(local->in, index == 0 ? input : sums, s.steps[index].n_in * sizeof(double));
        assert_true(gradcheck_guard_intact(GRADCHECK_DOUBLE, s.steps[index].n_in, local->in));
        assert_int_equal(local->problem.loss(local->problem.user, &value), 0);
        assert_true(isfinite(value));
        gradcheck_chain_free(local);
    }
}

/* What stands behind the last step of an array is no step of the chain. */
static void a_chain_ends_with_its_last_step(void **state)
{
    (void)state;
    Set s;
    static float input[N] = {1, 2, 3};
    int code;
    set_up(&s, 0);
    s.steps[0].type = GRADCHECK_FLOAT;
    s.problem.input = input;
    s.problem.n_steps = 1;
    GradcheckLocal *local = gradcheck_chain_local(&s.problem, &s.options, 0, &code);
    assert_non_null(local);
    assert_memory_equal(local->in, input, sizeof input);
    assert_true(gradcheck_guard_intact(GRADCHECK_FLOAT, N, local->in));
    gradcheck_chain_free(local);
}

static void the_rows_of_an_input_are_those_that_the_step_tells_where_they_go_up(void **state)
{
    (void)state;
    static const struct {
        size_t n, told, rows, cols;
    } cases[] = {{3, 0, 1, 3}, {3, 1, 1, 3}, {3, 3, 3, 1}, {3, 2, 1, 3}, {2, 0, 1, 2}, {2, 2, 2, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Set s;
        int code;
        set_up(&s, 0);
        s.steps[0].n_in = cases[i].n;
        s.steps[0].in_rows = cases[i].told;
        GradcheckLocal *local = gradcheck_chain_local(&s.problem, &s.options, 0, &code);
        assert_int_equal(local->problem.blocks[0].rows, cases[i].rows);
        assert_int_equal(local->problem.blocks[0].cols, cases[i].cols);
        gradcheck_chain_free(local);
    }
}

/* ----------------------------------------------------------------------------------------- one number changed */

static int with_code, with_many, with_number;

/* Changes two outputs, the second by a part of the change. */
static int scale_with(void *user, const void *in, void *out, size_t block, size_t entry, double value,
                      size_t *changed, size_t *n_changed)
{
    const Chain *chain = *(Chain **)user;
    const double *x = in;
    double w = block == 1 ? value : chain->w[entry], b = block == 2 ? value : chain->b[entry];
    double *y = out;
    for (size_t i = 0; i < N; i++) /* what stands there is the forward without the change */
        assert_true(y[i] == chain->w[i] * x[i] + chain->b[i]);
    y[entry] = w * (block == 0 ? value : x[entry]) + b;
    changed[0] = entry;
    changed[1] = (entry + 1) % N;
    *n_changed = 2;
    if (with_many)
        *n_changed = (size_t)with_many;
    if (with_number)
        changed[1] = (size_t)with_number;
    return with_code;
}

static void a_loss_with_one_number_changed_is_that_of_the_changed_number(void **state)
{
    (void)state;
    Set s;
    int code;
    set_up(&s, 0);
    s.steps[0].forward_with = scale_with;
    GradcheckLocal *local = gradcheck_chain_local(&s.problem, &s.options, 0, &code);
    const GradcheckProblem *problem = &local->problem;
    for (int round = 0; round < 2; round++) {
        int calls = s.chain.calls;
        for (int i = 0; i < 5; i++) { /* one forward is enough for all of them */
            double with;
            assert_int_equal(problem->loss_with(problem->user, 1, 0, 1, &with), 0);
            assert_int_equal(s.chain.calls, calls + 1);
        }
        for (size_t b = 0; b < 3; b++)
            for (size_t e = 0; e < N; e++) {
                double *at = (double *)problem->blocks[b].value + e, kept = *at, whole, with;
                assert_int_equal(problem->loss_with(problem->user, b, e, kept + 0.375, &with), 0);
                *at += 0.375;
                assert_int_equal(problem->loss(problem->user, &whole), 0);
                *at = kept;
                assert_close(with, whole, 1e-14);
            }
        /* Another upstream gradient, and another parameter, to be told of. */
        ((double *)local->d_out)[1] = 4;
        s.chain.b[0] += 1;
        gradcheck_chain_moved(local);
    }
    gradcheck_chain_free(local);
}

static void what_cannot_be_told_of_one_number_is_no_loss(void **state)
{
    (void)state;
    Set s;
    int code;
    double value = 0;
    set_up(&s, 0);
    s.steps[0].forward_with = scale_with;
    GradcheckLocal *local = gradcheck_chain_local(&s.problem, &s.options, 0, &code);
    const GradcheckProblem *problem = &local->problem;
    with_many = N; /* as many as there are: the third number was left in the list by nobody */
    local->changed[2] = 2;
    assert_int_equal(problem->loss_with(problem->user, 0, 0, 1, &value), 0);
    assert_true(isfinite(value));
    for (with_many = N + 1; with_many >= -1;
         with_many -= N + 2) { /* more than there are, and very many more */
        assert_int_equal(problem->loss_with(problem->user, 0, 0, 1, &value), 0);
        assert_true(isnan(value));
        gradcheck_chain_moved(local);
    }
    gradcheck_chain_moved(local);
    with_many = 0;
    with_number = N; /* one that is not there */
    assert_int_equal(problem->loss_with(problem->user, 0, 0, 1, &value), GRADCHECK_OUTSIDE);
    gradcheck_chain_moved(local);
    with_number = 0;
    with_code = FAILURE; /* a failure, after which what stands in the outputs is made anew */
    assert_int_equal(problem->loss_with(problem->user, 0, 0, 1, &value), FAILURE);
    with_code = 0;
    assert_int_equal(problem->loss_with(problem->user, 0, 0, 1, &value), 0);
    gradcheck_chain_moved(local);
    s.chain.fails = 1; /* the forward itself */
    s.chain.code = FAILURE;
    assert_int_equal(problem->loss_with(problem->user, 0, 0, 1, &value), FAILURE);
    assert_int_equal(problem->loss(problem->user, &value), FAILURE);
    gradcheck_chain_free(local);
}

/* ------------------------------------------------------------------------------------------------ memory of a step */

static void what_a_step_does_to_memory_is_said_once_and_kept_from_the_numbers(void **state)
{
    (void)state;
    static const struct {
        int trouble, once;
        GradcheckFindingKind kind;
        const char *text;
    } cases[] = {
        {FORWARD_OVERRUNS, 0, GRADCHECK_FINDING_OVERRUN,
         "memory just outside the output or its gradient was written to"},
        {BACKWARD_OVERRUNS_OUT, 0, GRADCHECK_FINDING_OVERRUN,
         "memory just outside the output or its gradient was written to"},
        {BACKWARD_OVERRUNS_D_OUT, 0, GRADCHECK_FINDING_OVERRUN,
         "memory just outside the output or its gradient was written to"},
        {BACKWARD_CHANGES_OUT, 0, GRADCHECK_FINDING_INPUT_CHANGED,
         "the backward changed the output, which it may only read"},
        {BACKWARD_CHANGES_D_OUT, 0, GRADCHECK_FINDING_INPUT_CHANGED,
         "the backward changed the upstream gradient"},
        {LEAVES_OUTPUTS, 0, GRADCHECK_FINDING_NOT_WRITTEN,
         "the forward left 2 of 3 outputs unwritten, number 1 the first"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int once = 0; once < 2; once++) {
            Set s;
            set_up(&s, cases[i].trouble);
            /* Forwards of the first step: one for the loss of the joined steps, one for the input of the second, one or
             * two before its own gradient is asked for the first time. */
            s.chain.once = once ? (cases[i].trouble == FORWARD_OVERRUNS ? 9 : 5) : 0;
            bool left = cases[i].trouble == LEAVES_OUTPUTS; /* what the next step reads, too */
            if (left && once)
                continue;
            GradcheckReport *report = run(&s, GRADCHECK_OK);
            const GradcheckReport *local = report->steps[0].local;
            if (local->n_findings != 1 || getenv("GRADCHECK_SHOW"))
                show(report), print_error("case %zu, once %d\n", i, once);
            assert_int_equal(local->n_findings, 1);
            assert_int_equal(local->findings[0].kind, cases[i].kind);
            assert_string_equal(local->findings[0].text, cases[i].text);
            for (size_t b = 0; b < 3 && !left; b++)
                assert_int_equal(local->blocks[b].verdict, GRADCHECK_AGREES);
            assert_int_equal(report->steps[0].verdict, left ? GRADCHECK_NOT_FINITE : GRADCHECK_IMPURE);
            assert_int_equal(report->steps[1].verdict, left ? GRADCHECK_NOT_CHECKED : GRADCHECK_AGREES);
            assert_int_equal(report->first_wrong_step, 0);
            gradcheck_report_free(report);
        }
}

/* In a call of the forward that no call of the backward follows. */
static void a_trouble_of_one_late_forward_is_noticed_too(void **state)
{
    (void)state;
    static const int troubles[] = {0, FORWARD_OVERRUNS, LEAVES_OUTPUTS};
    int calls = 0;
    for (size_t i = 0; i < 3; i++) {
        Set s;
        set_up(&s, troubles[i]);
        s.options.no_two_alike = s.options.no_explaining = true;
        s.chain.once = calls - 3; /* the last two differences, and the upstream gradient of zero */
        GradcheckReport *report = run(&s, GRADCHECK_OK);
        const GradcheckReport *local = report->steps[0].local;
        calls = i == 0 ? s.chain.calls : calls;
        if (local->n_findings != (i > 0))
            show(report);
        assert_int_equal(local->n_findings, i > 0);
        if (i > 0)
            assert_int_equal(local->findings[0].kind,
                             i == 1 ? GRADCHECK_FINDING_OVERRUN : GRADCHECK_FINDING_NOT_WRITTEN);
        gradcheck_report_free(report);
    }
}

static void a_gradient_that_upstream_zeros_do_not_make_zero_is_named_with_its_entry(void **state)
{
    (void)state;
    Set s;
    set_up(&s, NEVER_ZERO);
    GradcheckReport *report = run(&s, GRADCHECK_OK);
    const GradcheckReport *local = report->steps[0].local;
    assert_int_equal(local->n_findings, 2); /* the first of each block */
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(local->findings[i].kind, GRADCHECK_FINDING_NOT_ZERO);
    assert_string_equal(local->findings[0].text,
                        "an upstream gradient of zero gives 0.5 in entry 1 of block input, not 0");
    assert_string_equal(local->findings[1].text,
                        "an upstream gradient of zero gives -0.25 in entry 1 of block b, not 0");
    gradcheck_report_free(report);
    set_up(&s, NEVER_ZERO | FORWARD_OVERRUNS);
    s.options.no_hygiene = true;
    report = run(&s, GRADCHECK_OK);
    assert_int_equal(report->steps[0].local->n_findings, 0);
    gradcheck_report_free(report);
}

enum { MANY = 14 };

typedef struct Crowd {
    double p[MANY], dp[MANY];
} Crowd;

static int crowd_forward(void *user, const void *in, void *out)
{
    const Crowd *c = user;
    double sum = *(const double *)in;
    for (size_t b = 0; b < MANY; b++)
        sum += c->p[b];
    *(double *)out = sum;
    return 0;
}

static int crowd_vjp(void *user, const void *in, const void *out, const void *d_out, void *d_in,
                     const GradcheckBlock *blocks)
{
    (void)user, (void)in, (void)out;
    *(double *)d_in = *(const double *)d_out + 1;
    for (size_t b = 0; b < MANY; b++)
        *(double *)blocks[b].gradient = *(const double *)d_out + 1;
    return 0;
}

static int crowd_loss(void *user, double *value)
{
    return crowd_forward(user, &(double){0}, value);
}

static int crowd_gradient(void *user, const GradcheckBlock *blocks)
{
    (void)user;
    for (size_t b = 0; b < MANY; b++)
        *(double *)blocks[b].gradient = 1;
    return 0;
}

/* One finding for each of more blocks than a report has room for. */
static void findings_of_a_step_end_where_the_report_is_full(void **state)
{
    (void)state;
    static const double zero = 0;
    Crowd crowd = {.p = {0.5}};
    GradcheckBlock blocks[MANY];
    size_t reads[MANY];
    for (size_t b = 0; b < MANY; b++) {
        reads[b] = b;
        blocks[b] = (GradcheckBlock){
            .name = "one", .value = &crowd.p[b], .gradient = &crowd.dp[b], .rows = 1, .cols = 1};
    }
    GradcheckStep step = {.name = "crowd",
                          .n_in = 1,
                          .n_out = 1,
                          .forward = crowd_forward,
                          .vjp = crowd_vjp,
                          .blocks = reads,
                          .n_blocks = MANY};
    GradcheckProblem problem = {.user = &crowd,
                                .blocks = blocks,
                                .n_blocks = MANY,
                                .loss = crowd_loss,
                                .gradient = crowd_gradient,
                                .steps = &step,
                                .n_steps = 1,
                                .input = &zero};
    GradcheckReport *report;
    assert_int_equal(gradcheck_run(&problem, NULL, &report), GRADCHECK_OK);
    const GradcheckReport *local = report->steps[0].local;
    assert_int_equal(local->n_findings, GRADCHECK_FINDINGS);
    for (size_t i = 0; i < GRADCHECK_FINDINGS; i++)
        assert_int_equal(local->findings[i].kind, GRADCHECK_FINDING_NOT_ZERO);
    gradcheck_report_free(report);
}

/* --------------------------------------------------------------------------------------------------- failing steps */

static void a_step_that_fails_ends_what_needs_it_and_nothing_else(void **state)
{
    (void)state;
    for (int outside = 0; outside < 2; outside++) {
        Set s;
        set_up(&s, 0);
        s.chain.fails = 1;
        s.chain.code = outside ? GRADCHECK_OUTSIDE : FAILURE;
        GradcheckReport *report = run(&s, GRADCHECK_OK);
        char message[80];
        snprintf(message, sizeof message, "a forward before step squares returned %d", s.chain.code);
        assert_string_equal(report->message, message);
        assert_int_equal(report->callback_code, s.chain.code);
        for (int i = 0; i < 2; i++)
            assert_int_equal(report->steps[i].verdict, outside ? GRADCHECK_NOT_FINITE : GRADCHECK_FAILED);
        assert_int_equal(report->n_findings, 0);
        assert_null(report->steps[1].local);
        gradcheck_report_free(report);
    }
}

static void an_edge_of_a_step_is_not_crossed_and_a_kink_is_no_wrong_step(void **state)
{
    (void)state;
    Set s;
    set_up(&s, EDGE);
    s.chain.w[1] = 0.5;
    GradcheckReport *report = run(&s, GRADCHECK_OK);
    const GradcheckEntry *entry = &report->steps[0].local->blocks[1].entries[1];
    assert_true(entry->one_sided);
    GradcheckRandom random = gradcheck_random_stream(1, 500);
    gradcheck_random_normal(&random);
    assert_close(entry->numeric, s.chain.x[1] * gradcheck_random_normal(&random), 1e-6);
    assert_int_equal(report->first_wrong_step, 2);
    gradcheck_report_free(report);

    set_up(&s, KINK);
    report = run(&s, GRADCHECK_OK);
    assert_int_equal(report->steps[0].verdict, GRADCHECK_CANNOT_TELL);
    assert_int_equal(report->steps[0].reason, GRADCHECK_KINK);
    assert_int_equal(report->first_wrong_step, 2);
    gradcheck_report_free(report);
}

static int left;

static int cancel(void *user, size_t made, size_t expected)
{
    (void)user, (void)made, (void)expected;
    return left-- == 0;
}

static void steps_have_names_and_are_not_checked_until_they_are(void **state)
{
    (void)state;
    Set s;
    set_up(&s, 0);
    s.steps[1].name = NULL;
    s.options.progress = cancel;
    left = 2 * N + 1; /* in the second step, which is checked first */
    GradcheckReport *report = run(&s, GRADCHECK_CANCELLED);
    assert_int_equal(report->n_steps, 2);
    assert_int_equal(report->status, GRADCHECK_CANCELLED);
    assert_string_equal(report->steps[0].name, "scale");
    assert_string_equal(report->steps[1].name, "?");
    assert_int_equal(report->steps[0].verdict, GRADCHECK_NOT_CHECKED);
    assert_null(report->steps[0].local);
    assert_int_equal(report->steps[1].local->blocks[0].n_entries, 2);
    gradcheck_report_free(report);
}

static void a_wrong_step_is_looked_at_whole_after_a_screen(void **state)
{
    (void)state;
    Set s;
    set_up(&s, WRONG_INPUT_GRADIENT);
    s.options.mode = GRADCHECK_SCREEN;
    GradcheckReport *report = run(&s, GRADCHECK_OK);
    assert_int_equal(report->first_wrong_step, 0);
    for (size_t b = 0; b < 3; b++)
        assert_int_equal(report->steps[0].local->blocks[b].n_entries, N);
    assert_int_equal(report->steps[0].local->blocks[0].likely.kind, GRADCHECK_MISTAKE_FACTOR);
    assert_close(report->steps[0].local->blocks[0].likely.factor, 3, 1e-9);
    assert_null(report->steps[1].local->blocks[0].entries);
    gradcheck_report_free(report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_chain_that_cannot_be_followed_is_refused_with_the_reason),
        cmocka_unit_test(a_step_becomes_a_problem_whose_loss_is_its_output_times_random_numbers),
        cmocka_unit_test(a_step_may_make_little_of_much),
        cmocka_unit_test(a_chain_ends_with_its_last_step),
        cmocka_unit_test(the_rows_of_an_input_are_those_that_the_step_tells_where_they_go_up),
        cmocka_unit_test(a_loss_with_one_number_changed_is_that_of_the_changed_number),
        cmocka_unit_test(what_cannot_be_told_of_one_number_is_no_loss),
        cmocka_unit_test(what_a_step_does_to_memory_is_said_once_and_kept_from_the_numbers),
        cmocka_unit_test(a_trouble_of_one_late_forward_is_noticed_too),
        cmocka_unit_test(a_gradient_that_upstream_zeros_do_not_make_zero_is_named_with_its_entry),
        cmocka_unit_test(findings_of_a_step_end_where_the_report_is_full),
        cmocka_unit_test(a_step_that_fails_ends_what_needs_it_and_nothing_else),
        cmocka_unit_test(an_edge_of_a_step_is_not_crossed_and_a_kink_is_no_wrong_step),
        cmocka_unit_test(steps_have_names_and_are_not_checked_until_they_are),
        cmocka_unit_test(a_wrong_step_is_looked_at_whole_after_a_screen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
