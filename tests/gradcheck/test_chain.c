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

static void a_check_that_is_cancelled_in_a_step_says_so(void **state)
{
    (void)state;
    size_t in_steps = 0;
    for (int entries = 0;; entries++) {
        Set s;
        char message[80];
        GradcheckReport *report;
        set_up(&s, 0);
        s.problem.gradient = gradient_added;
        s.options.progress = cancel;
        left = entries;
        GradcheckStatus status = gradcheck_run(&s.problem, &s.options, &report);
        if (left >= 0) { /* there are no more */
            assert_int_equal(status, GRADCHECK_OK);
            gradcheck_report_free(report);
            break;
        }
        in_steps += report->n_steps > 0;
        snprintf(message, sizeof message, "cancelled after %zu evaluations", report->evaluations);
        assert_int_equal(status, GRADCHECK_CANCELLED);
        assert_int_equal(report->status, GRADCHECK_CANCELLED);
        assert_string_equal(report->message, message);
        assert_true(report->verdict == GRADCHECK_NOT_CHECKED);
        assert_int_equal(report->n_notices, 0);
        gradcheck_report_free(report);
    }
    assert_true(in_steps > 3);
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
        cmocka_unit_test(what_a_step_does_to_memory_is_said_once_and_kept_from_the_numbers),
        cmocka_unit_test(a_trouble_of_one_late_forward_is_noticed_too),
        cmocka_unit_test(a_gradient_that_upstream_zeros_do_not_make_zero_is_named_with_its_entry),
        cmocka_unit_test(findings_of_a_step_end_where_the_report_is_full),
        cmocka_unit_test(a_step_that_fails_ends_what_needs_it_and_nothing_else),
        cmocka_unit_test(an_edge_of_a_step_is_not_crossed_and_a_kink_is_no_wrong_step),
        cmocka_unit_test(steps_have_names_and_are_not_checked_until_they_are),
        cmocka_unit_test(a_check_that_is_cancelled_in_a_step_says_so),
        cmocka_unit_test(a_wrong_step_is_looked_at_whole_after_a_screen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
