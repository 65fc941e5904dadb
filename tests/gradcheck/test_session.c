/* One check under way: what is refused, what is put back, and the lines along which the loss is looked at, on a loss
 * that is a sum of multiples of its parameters, so that every number is known. */
#include "gradcheck/gradcheck_random.h"

#include "gradcheck/open_session.h"

/* --------------------------------------------------------------------------------------------------------- refusals */

static void the_unit_is_half_the_distance_of_two_numbers_from_1(void **state)
{
    (void)state;
    assert_true(gradcheck_session_unit(GRADCHECK_DOUBLE) == (nextafter(1, 2) - 1) / 2);
    assert_true(gradcheck_session_unit(GRADCHECK_FLOAT) == (double)(nextafterf(1, 2) - 1) / 2);
}

static void expect_refusal(const Set *s, const char *words)
{
    const char *refusal = gradcheck_session_refuses(&s->problem);
    if (!words) {
        assert_null(refusal);
        return;
    }
    assert_non_null(refusal);
    assert_string_equal(refusal, words);
}

static void what_cannot_be_checked_is_refused_with_the_reason(void **state)
{
    (void)state;
    Set s;
    const size_t most = SIZE_MAX / sizeof(GradcheckEntry);
    static const char larger[] = "the blocks are larger than memory can be";
    set_up(&s);
    expect_refusal(&s, NULL);
    s.problem.n_blocks = 0;
    expect_refusal(&s, "the problem has no blocks");
    set_up(&s);
    s.blocks[1].cols = 0;
    expect_refusal(&s, "a block has no values");
    set_up(&s);
    s.blocks[1].rows = s.blocks[1].cols = (size_t)1 << 32; /* their product is 2^64 */
    expect_refusal(&s, larger);
    s.blocks[1].rows = 1;
    s.blocks[1].cols = most - D + 1; /* not too many, but for the first block */
    expect_refusal(&s, larger);
    set_up(&s);
    GradcheckBlock three[] = {s.blocks[0], s.blocks[1], s.blocks[1]};
    three[2].cols = most - N + 1;
    s.problem.blocks = three;
    s.problem.n_blocks = 3;
    expect_refusal(&s, larger);
    set_up(&s);
    s.blocks[1].type = (GradcheckType)2;
    s.blocks[1].value = s.model.d;
    expect_refusal(&s, "a block has an unknown type");
    set_up(&s);
    s.model.d[5] = INFINITY;
    expect_refusal(&s, "a parameter is NaN or infinite");
    for (int side = 0; side < 2; side++)
        for (int how = 0; how < 3; how++) {
            static const char outside[] = "a parameter lies outside its bounds";
            set_up(&s);
            double bounds[D], beside = side == 0 ? -4 : 4, beyond = side == 0 ? 1.5 : 0.5;
            for (size_t i = 0; i < D; i++)
                bounds[i] = beside;
            bounds[5] = how == 0 ? 1 : how == 1 ? beyond : NAN;
            *(side == 0 ? &s.blocks[0].lower : &s.blocks[0].upper) = bounds;
            expect_refusal(&s, how == 0 ? NULL : outside);
        }
    double values[D] = {0};
    GradcheckTerm terms[] = {{"first", 0, values}, {"second", 1, values}};
    for (size_t t = 0; t < 2; t++)
        for (int how = 0; how < 3; how++) {
            set_up(&s);
            GradcheckTerm changed[] = {terms[0], terms[1]};
            s.problem.terms = changed;
            s.problem.n_terms = 2;
            changed[t].block = how == 1 ? 2 : changed[t].block;
            changed[t].values = how == 2 ? NULL : values;
            expect_refusal(&s, how == 0 ? NULL : "a term belongs to no block");
        }
}

/* ------------------------------------------------------------------------------------------------- opening and notes */

static void a_session_begins_with_named_blocks_that_are_not_checked(void **state)
{
    (void)state;
    Set s;
    set_up(&s);
    s.blocks[1].name = NULL;
    s.watches[0] = (GradcheckWatch){"nothing", NULL, 0};
    GradcheckSession *session = open_session(&s);
    assert_int_equal(session->n, N);
    assert_int_equal(s.report->n_blocks, 2);
    assert_string_equal(s.report->blocks[0].name, "d");
    assert_string_equal(s.report->blocks[1].name, "?");
    assert_int_equal(s.report->blocks[0].rows, 2);
    assert_int_equal(s.report->blocks[0].cols, 3);
    for (size_t b = 0; b < 2; b++)
        assert_int_equal(s.report->blocks[b].verdict, GRADCHECK_NOT_CHECKED);
    s.model.d[5] = 7; /* put back, whatever happened */
    s.model.gf[1] = 7;
    end_session(&s, session);
    assert_true(s.model.d[5] == 1 && s.model.gf[1] == 0);
}

static size_t told_made, told_expected;

static int progress(void *user, size_t made, size_t expected)
{
    (void)user;
    told_made = made;
    told_expected = expected;
    return made == 11;
}

static void a_report_without_a_name_has_an_empty_one(void **state)
{
    (void)state;
    GradcheckOptions options = gradcheck_options();
    options.seed = 77;
    for (int named = 0; named < 2; named++) {
        GradcheckReport *report = gradcheck_session_report(named ? "a name" : NULL, &options);
        assert_non_null(report);
        assert_string_equal(report->name, named ? "a name" : "");
        assert_int_equal(report->seed, 77);
        assert_int_equal(report->n_blocks + report->n_steps + report->n_findings + report->n_notices, 0);
        gradcheck_report_free(report);
    }
}

static void progress_never_passes_what_is_expected(void **state)
{
    (void)state;
    Set s;
    set_up(&s);
    s.options.progress = progress;
    GradcheckSession *session = open_session(&s);
    session->expected = 5;
    static const size_t made[] = {3, 5, 9, 8, 11, 12}, expected[] = {5, 5, 9, 9, 11, 11};
    for (size_t i = 0; i < 6; i++) {
        s.report->evaluations = made[i];
        gradcheck_session_progress(session);
        assert_int_equal(told_made, made[i < 5 ? i : 4]); /* not after it was cancelled */
        assert_int_equal(told_expected, expected[i]);
    }
    assert_string_equal(s.report->message, "cancelled after 11 evaluations");
    assert_int_equal(s.report->status, GRADCHECK_CANCELLED);
    end_session(&s, session);
}

static void what_changed_is_said_once_by_name_and_only_values_are_put_back(void **state)
{
    (void)state;
    Set s;
    set_up(&s);
    GradcheckSession *session = open_session(&s);
    gradcheck_session_inspect(session, "nobody");
    assert_int_equal(s.report->n_findings, 0);
    s.model.f[1] = 3;
    s.model.watched[0][3] = s.model.watched[1][0] = 'x';
    gradcheck_session_inspect(session, "this");
    gradcheck_session_inspect(session, "that");
    assert_int_equal(s.report->n_findings, 3);
    assert_string_equal(s.report->findings[0].text, "this changed the values of block f");
    assert_string_equal(s.report->findings[1].text, "this changed what is watched, which it may only read");
    assert_string_equal(s.report->findings[2].text, "this changed the second, which it may only read");
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(s.report->findings[i].kind, GRADCHECK_FINDING_INPUT_CHANGED);
    assert_true(s.model.f[1] == -1.1f && s.model.watched[0][3] == 'x');
    for (int i = 0; i < 2 * GRADCHECK_FINDINGS; i++) { /* no more than there is room for, and none twice */
        gradcheck_session_find(session, GRADCHECK_FINDING_STATE, "number %d", i);
        gradcheck_session_find(session, GRADCHECK_FINDING_STATE, "number %d", i);
        gradcheck_session_find(session, GRADCHECK_FINDING_ADDS, "number 0");
    }
    assert_int_equal(s.report->n_findings, GRADCHECK_FINDINGS);
    assert_string_equal(s.report->findings[GRADCHECK_FINDINGS - 1].text, "number 7");
    assert_int_equal(s.report->findings[4].kind, GRADCHECK_FINDING_ADDS);
    end_session(&s, session);
}

/* --------------------------------------------------------------------------------------------------------- evaluations */

static void a_loss_is_reset_before_and_judged_by_what_it_returns_and_gives(void **state)
{
    (void)state;
    Set s;
    double value;
    set_up(&s);
    GradcheckSession *session = open_session(&s);
    assert_int_equal(gradcheck_session_loss(session, &value), 0);
    assert_true(value == sum_of(&s.model));
    assert_int_equal(s.model.resets, 1);
    assert_int_equal(s.report->evaluations, 1);
    assert_int_equal(session->since_inspection, 1);
    session->float_loss = true;
    s.model.gives = true;
    static const struct {
        double value;
        bool is_float;
    } cases[] = {{0.5, true}, {-0x1.fffffep127, true}, {1e39, false}, {-1e39, false}, {0.1, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        session->float_loss = true;
        s.model.value = cases[i].value;
        assert_int_equal(gradcheck_session_loss(session, &value), 0);
        assert_int_equal(session->float_loss, cases[i].is_float);
    }
    for (int i = 0; i < 3; i++) {
        s.model.value = i == 0 ? NAN : INFINITY;
        s.model.loss_silent = i == 2; /* a callback that gives nothing gives NaN */
        value = 1;
        assert_int_equal(gradcheck_session_loss(session, &value), GRADCHECK_OUTSIDE);
    }
    assert_false(session->stopped);
    s.model.loss_fails = s.model.losses + 1;
    assert_int_equal(gradcheck_session_loss(session, &value), TROUBLE + 1);
    assert_true(session->stopped);
    assert_string_equal(s.report->message, "the loss callback returned 10");
    assert_int_equal(s.report->verdict, GRADCHECK_FAILED);
    end_session(&s, session);
}

static void a_gradient_is_asked_for_after_a_loss_and_a_second_reset(void **state)
{
    (void)state;
    for (int fails = 0; fails < 5;
         fails++) { /* nothing, the first reset, the loss, the second reset, the gradient */
        Set s;
        set_up(&s);
        s.model.reset_fails = fails == 1 ? 1 : fails == 3 ? 2 : 0;
        s.model.loss_fails = fails == 2;
        s.model.gradient_fails = fails == 4;
        s.model.gradient_changes = true;
        GradcheckSession *session = open_session(&s);
        double g[N] = {0};
        static const int codes[] = {0, TROUBLE, TROUBLE + 1, TROUBLE, TROUBLE + 2};
        assert_int_equal(gradcheck_session_gradient(session, GRADCHECK_FILL_RULE, g), codes[fails]);
        assert_int_equal(s.model.losses, fails == 1 ? 0 : 1);
        assert_int_equal(s.model.resets, fails == 1 || fails == 2 ? 1 : 2);
        assert_int_equal(s.model.gradients, fails == 0 || fails == 4);
        assert_int_equal(s.report->gradients, s.model.gradients);
        assert_int_equal(s.report->callback_code, codes[fails]);
        assert_int_equal(s.report->n_findings, fails == 0);
        for (size_t i = 0; i < N && fails == 0; i++)
            assert_true(g[i] == (i < D ? s.model.a[i] : (double)(float)s.model.a[i]));
        end_session(&s, session);
    }
}

static void numbers_put_in_before_are_of_the_size_of_the_gradient(void **state)
{
    (void)state;
    static const struct {
        double own, other, scale; /* the largest of the block and of the other block, in size */
    } cases[] = {{5, 1, 4},           {-5, 1, 4},          {4, 1, 4},      {1, 64.5, 4},
                 {1, -64, 4},         {1, 63, 2},          {0.3, 0, 0.25}, {0, 0, 1},
                 {1e-30, 0, 1},       {2e-30, 0, 0x1p-99}, {0, 8e-30, 1},  {1e30, 0, 1},
                 {0.9e30, 0, 0x1p99}, {1e-31, 0, 1},       {3e30, 0, 1},   {NAN, 1, 0.0625}};
    Set s;
    set_up(&s);
    GradcheckSession *session = open_session(&s);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int first = 0; first < 2; first++) { /* at the beginning, at the end of the block */
            for (size_t block = 0; block < 2; block++) {
                size_t from = block == 0 ? 0 : D, n = block == 0 ? D : F, last = first ? 0 : n - 1;
                size_t other = block == 0 ? (first ? D : N - 1) : (first ? 0 : D - 1);
                memset(session->analytic, 0, N * sizeof(double));
                session->analytic[from + last] = cases[i].own;
                session->analytic[other] = cases[i].other;
                assert_close_relative(gradcheck_session_preset_scale(session, block), cases[i].scale, 0);
            }
        }
    static const double pattern[] = {1, 1.25, 1.5, 1.75, 2, 1, 1.25};
    for (size_t i = 0; i < 7; i++)
        assert_true(gradcheck_session_preset(4, i) == 4 * pattern[i]);
    end_session(&s, session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_unit_is_half_the_distance_of_two_numbers_from_1),
        cmocka_unit_test(what_cannot_be_checked_is_refused_with_the_reason),
        cmocka_unit_test(a_session_begins_with_named_blocks_that_are_not_checked),
        cmocka_unit_test(a_report_without_a_name_has_an_empty_one),
        cmocka_unit_test(progress_never_passes_what_is_expected),
        cmocka_unit_test(what_changed_is_said_once_by_name_and_only_values_are_put_back),
        cmocka_unit_test(a_loss_is_reset_before_and_judged_by_what_it_returns_and_gives),
        cmocka_unit_test(a_gradient_is_asked_for_after_a_loss_and_a_second_reset),
        cmocka_unit_test(numbers_put_in_before_are_of_the_size_of_the_gradient),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
