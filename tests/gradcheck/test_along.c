/* How one entry, or all of them, is moved in a session, and what a loss is then. */
#include "gradcheck/gradcheck_along.h"
#include "gradcheck/gradcheck_random.h"

#include "gradcheck/open_session.h"

/* ------------------------------------------------------------------------------------------------------------- lines */

static void an_entry_is_moved_to_the_nearest_number_of_its_type(void **state)
{
    (void)state;
    Set s;
    double moved, value;
    set_up(&s);
    GradcheckSession *session = open_session(&s);
    GradcheckLine line = gradcheck_along_entry(session, 1, 1);
    assert_int_equal(line.at(line.context, 0.3, &moved, &value), 0);
    double x = (double)-1.1f, to = (double)(float)(x + 0.3);
    assert_true(moved == to - x);
    assert_close(value, sum_of(&s.model) + s.model.a[D + 1] * moved, 1e-15);
    assert_true(s.model.f[1] == -1.1f);
    for (int sign = -1; sign <= 1; sign += 2) { /* there is no such float */
        assert_int_equal(line.at(line.context, sign * 1e39, &moved, &value), GRADCHECK_OUTSIDE);
        assert_true(moved == sign * 1e39);
    }
    line = gradcheck_along_entry(session, 0, 2);
    assert_int_equal(line.at(line.context, 0.3, &moved, &value), 0);
    assert_true(moved == (0.1 + 0.3) - 0.1);
    end_session(&s, session);
}

static void an_entry_stays_within_its_bounds(void **state)
{
    (void)state;
    Set s;
    double lower[D], upper[D], moved, value;
    set_up(&s);
    for (size_t i = 0; i < D; i++) {
        lower[i] = s.model.d[i] - 0.25 - (double)i;
        upper[i] = s.model.d[i] + 0.5 + (double)i;
    }
    s.blocks[0].lower = lower;
    s.blocks[0].upper = upper;
    GradcheckSession *session = open_session(&s);
    GradcheckLine line = gradcheck_along_entry(session, 0, 4); /* at 3: -1.25 to 7.5 */
    assert_true(line.down == 4.25 && line.up == 4.5 && line.size == 3);
    assert_int_equal(line.at(line.context, 4.5, &moved, &value), 0);
    assert_int_equal(line.at(line.context, -4.25, &moved, &value), 0);
    int losses = s.model.losses;
    assert_int_equal(line.at(line.context, 4.75, &moved, &value), GRADCHECK_OUTSIDE);
    assert_int_equal(line.at(line.context, -4.5, &moved, &value), GRADCHECK_OUTSIDE);
    assert_int_equal(s.model.losses, losses);
    end_session(&s, session);
}

static void the_size_and_the_least_step_of_an_entry_follow_its_value(void **state)
{
    (void)state;
    Set s;
    set_up(&s);
    s.model.d[1] = -16;
    s.model.d[0] = 0;
    s.model.f[0] = 0;
    s.model.f[1] = -16;
    GradcheckSession *session = open_session(&s);
    static const struct {
        size_t block, entry;
        double size, least;
    } cases[] = {{0, 0, 1, 1e-300}, {0, 1, 16, 0x1p-46}, {1, 0, 1, 1e-36}, {1, 1, 16, 0x1p-17}};
    for (size_t i = 0; i < 4; i++) {
        GradcheckLine line = gradcheck_along_entry(session, cases[i].block, cases[i].entry);
        assert_true(line.size == cases[i].size);
        assert_true(line.least == cases[i].least);
        assert_true(line.down == INFINITY && line.up == INFINITY);
    }
    double value;
    session->float_loss = true;
    assert_true(gradcheck_along_entry(session, 0, 0).relative_noise == 0x1p-24);
    gradcheck_session_loss(session, &value);
    assert_true(gradcheck_along_entry(session, 0, 0).relative_noise == 0x1p-53);
    end_session(&s, session);
}

static void the_shortcut_is_asked_for_one_entry_and_judged_as_the_loss_is(void **state)
{
    (void)state;
    Set s;
    double moved, value = 1;
    set_up(&s);
    s.problem.loss_with = loss_with;
    GradcheckSession *session = open_session(&s);
    session->shortcut = true;
    GradcheckLine line = gradcheck_along_entry(session, 0, 4);
    assert_int_equal(line.at(line.context, 0.5, &moved, &value), 0);
    assert_true(value == 0.5 && moved == 0.5);
    assert_int_equal(s.model.with_block, 0);
    assert_int_equal(s.model.with_entry, 4);
    assert_true(s.model.with_value == 3.5);
    assert_int_equal(s.model.resets, 1);
    s.model.loss_silent = true;
    assert_int_equal(line.at(line.context, 0.5, &moved, &value), GRADCHECK_OUTSIDE);
    s.model.reset_fails = 3;
    s.model.loss_silent = false;
    assert_int_equal(line.at(line.context, 0.5, &moved, &value), TROUBLE);
    assert_string_equal(s.report->message, "the reset callback returned 9");
    assert_int_equal(s.model.losses, 2);
    end_session(&s, session);

    set_up(&s);
    s.problem.loss_with = loss_with;
    session = open_session(&s);
    session->shortcut = true;
    s.model.loss_fails = 1;
    line = gradcheck_along_entry(session, 0, 4);
    assert_int_equal(line.at(line.context, 0.5, &moved, &value), TROUBLE + 1);
    assert_string_equal(s.report->message, "the loss_with callback returned 10");
    end_session(&s, session);
}

static void several_losses_are_asked_for_by_eights_and_judged_one_by_one(void **state)
{
    (void)state;
    enum { COUNT = 19 };
    static const size_t by[] = {8, 8, 3};
    double t[COUNT], moved[COUNT], out[COUNT + 1];
    for (size_t i = 0; i < COUNT; i++)
        t[i] = 0.1 * (double)i - 0.7;
    for (int is_float = 0; is_float < 2; is_float++)
        for (int how = 0; how < 5;
             how++) { /* all; one left out; all outside; a call fails; the first left out */
            Set s;
            set_up(&s);
            s.problem.loss_with = loss_with;
            s.problem.losses_with = losses_with;
            s.model.loss_silent = how == 1 || how == 4;
            s.model.leaves = how == 1;
            s.model.says_outside = how == 2;
            s.model.loss_fails = how == 3 ? 2 : 0;
            s.problem.reset = NULL;
            GradcheckSession *session = open_session(&s);
            session->shortcut = true;
            size_t block = is_float, entry = is_float ? 1 : 2;
            GradcheckLine line = gradcheck_along_entry(session, block, entry);
            assert_non_null(line.at_many);
            out[COUNT] = 77; /* is not its own */
            int code = line.at_many(line.context, COUNT, t, moved, out);
            assert_true(out[COUNT] == 77);
            assert_int_equal(code, how == 3 ? TROUBLE + 1 : 0);
            assert_int_equal(session->stopped, how == 3);
            size_t calls = how == 3 ? 2 : 3, measured = how == 3 ? 8 : COUNT;
            assert_int_equal(s.model.losses, calls);
            assert_int_equal(s.model.with_block, block);
            assert_int_equal(s.model.with_entry, entry);
            assert_int_equal(s.report->evaluations, measured + (how == 3));
            for (size_t k = 0; k < calls; k++)
                assert_int_equal(s.model.with_count[k], by[k]);
            for (size_t i = 0; i < measured; i++) {
                double x = is_float ? (double)-1.1f : 0.1, to = x + t[i];
                to = is_float ? (double)(float)to : to;
                assert_true(moved[i] == to - x);
                if (how == 2 || (s.model.loss_silent && i % 8 == s.model.leaves))
                    assert_true(isnan(out[i]));
                else
                    assert_true(out[i] == to);
            }
            if (how == 3)
                assert_string_equal(s.report->message, "the losses_with callback returned 10");
            end_session(&s, session);
        }
    Set s;
    set_up(&s);
    s.problem.loss_with = loss_with;
    s.problem.losses_with = losses_with;
    GradcheckSession *session = open_session(&s);
    session->shortcut = true;
    assert_null(gradcheck_along_entry(session, 1, 0).at_many); /* a reset is due before each of them */
    s.problem.reset = NULL;
    session->shortcut = false;
    assert_null(gradcheck_along_entry(session, 1, 0).at_many);
    session->shortcut = true;
    GradcheckLine line = gradcheck_along_entry(session, 1, 0); /* numbers that are no floats */
    double far[2] = {1e39, -1e39};
    assert_int_equal(line.at_many(line.context, 2, far, moved, out), 0);
    assert_true(moved[0] == 1e39 && moved[1] == -1e39);
    end_session(&s, session);
}

static void a_loss_that_moves_its_own_entry_is_found_out(void **state)
{
    (void)state;
    Set s;
    double moved, value;
    set_up(&s);
    GradcheckSession *session = open_session(&s);
    GradcheckLine line = gradcheck_along_entry(session, 0, 2);
    s.model.loss_moves = true;
    line.at(line.context, 0.5, &moved, &value);
    assert_int_equal(s.report->n_findings, 1);
    assert_int_equal(s.report->findings[0].kind, GRADCHECK_FINDING_INPUT_CHANGED);
    assert_string_equal(s.report->findings[0].text, "the loss callback changed the values of block d");
    assert_true(s.model.d[2] == 0.1);
    end_session(&s, session);
}

static void many_values_are_compared_only_now_and_then(void **state)
{
    (void)state;
    for (size_t n = LARGE - 1; n <= LARGE; n++) { /* 512 values for each evaluation */
        Set s;
        double moved, value;
        set_up(&s);
        s.blocks[0] = (GradcheckBlock){.name = "large", .value = s.model.large, .rows = 1, .cols = n};
        s.problem.n_blocks = 1;
        s.model.loss_changes = 1;
        GradcheckSession *session = open_session(&s);
        GradcheckLine line = gradcheck_along_entry(session, 0, 2);
        for (int call = 1; call <= 5; call++) {
            line.at(line.context, 0.5, &moved, &value);
            bool looked = call >= (n == 1024 ? 2 : 3);
            assert_int_equal(s.report->n_findings, looked);
        }
        s.model.loss_changes = n == 1024 ? 7 : 7; /* and again: from where it looked last */
        s.report->n_findings = 0;
        size_t since = session->since_inspection;
        for (int call = 6; call <= 12; call++)
            line.at(line.context, 0.5, &moved, &value);
        assert_int_equal(since, n == 1024 ? 1 : 2);
        assert_int_equal(s.report->n_findings, 1);
        end_session(&s, session);
    }
}

/* -------------------------------------------------------------------------------------------------------- directions */

static void all_values_move_together_within_their_bounds_and_come_back_to_the_bit(void **state)
{
    (void)state;
    Set s;
    double lower[D], upper[D];
    set_up(&s);
    for (size_t i = 0; i < D; i++) {
        lower[i] = s.model.d[i] - 1;
        upper[i] = s.model.d[i] + 1;
    }
    s.blocks[0].lower = lower;
    s.blocks[0].upper = upper;
    GradcheckSession *session = open_session(&s);
    Model before = s.model;
    for (size_t i = 0; i < N; i++)
        session->direction[i] = i % 2 ? (double)i : -(double)i;
    assert_true(gradcheck_along_move(session, 0.5));
    assert_true(session->moved);
    for (size_t i = 0; i < D; i++) {
        double to = before.d[i] + 0.5 * session->direction[i];
        assert_true(s.model.d[i] == (to > upper[i] ? upper[i] : to < lower[i] ? lower[i] : to));
    }
    for (size_t i = 0; i < F; i++)
        assert_true(s.model.f[i] == (float)((double)before.f[i] + 0.5 * session->direction[D + i]));
    assert_true(gradcheck_along_move(session, 0));
    assert_false(session->moved);
    assert_memory_equal(&s.model, &before, sizeof before); /* -0.0 among them */
    assert_false(gradcheck_along_move(session, 1e38));     /* the floats are at 6e38 and -7e38 then */
    assert_false(session->moved);
    assert_memory_equal(&s.model, &before, sizeof before);
    GradcheckLine line = gradcheck_along_direction(session, 2, 1);
    double moved, value;
    assert_int_equal(line.at(line.context, 1e39, &moved, &value), GRADCHECK_OUTSIDE);
    assert_int_equal(s.model.losses, 0);
    assert_memory_equal(&s.model, &before, sizeof before);
    end_session(&s, session);
}

static void the_rounding_of_floats_is_taken_off_along_a_direction(void **state)
{
    (void)state;
    Set s;
    double moved, value, g[N], slope = 0;
    set_up(&s);
    for (size_t i = 0; i < N; i++)
        s.model.a[i] = (double)(i + 1) / 4; /* floats */
    GradcheckSession *session = open_session(&s);
    assert_int_equal(gradcheck_session_gradient(session, GRADCHECK_FILL_RULE, session->analytic), 0);
    memcpy(g, session->analytic, sizeof g);
    GradcheckLine line = gradcheck_along_direction(session, 2, 3);
    for (size_t i = 0; i < N; i++)
        slope += g[i] * session->direction[i];
    double zero = sum_of(&s.model);
    for (double t = 1; t > 1e-4; t /= 7) {
        assert_int_equal(line.at(line.context, t, &moved, &value), 0);
        assert_true(moved == t);
        assert_close(value, zero + t * slope, 1e-14);
    }
    session->analytic[N - 1] = NAN; /* not known: then its rounding stays in */
    assert_int_equal(line.at(line.context, 0.3, &moved, &value), 0);
    assert_close(value, zero + 0.3 * slope, 1e-6);
    end_session(&s, session);
}

static void a_block_of_floats_alone_has_its_rounding_taken_off_too(void **state)
{
    (void)state;
    Set s;
    double moved, value;
    set_up(&s);
    s.problem.blocks = s.blocks + 1;
    s.problem.n_blocks = 1;
    GradcheckSession *session = open_session(&s);
    for (size_t i = 0; i < F; i++)
        session->analytic[i] = s.model.a[D + i];
    GradcheckLine line = gradcheck_along_direction(session, 1, 3);
    double zero = sum_of(&s.model), slope = 0;
    for (size_t i = 0; i < F; i++)
        slope += s.model.a[D + i] * session->direction[i];
    assert_int_equal(line.at(line.context, 0.3, &moved, &value), 0);
    assert_close(value, zero + 0.3 * slope, 1e-14);
    gradcheck_session_stop(session, GRADCHECK_FAILED, "the first %d",
                           1); /* and what comes after is not said */
    gradcheck_session_stop(session, GRADCHECK_NOT_FINITE, "the second");
    assert_string_equal(s.report->message, "the first 1");
    assert_int_equal(s.report->verdict, GRADCHECK_FAILED);
    end_session(&s, session);
}

/* The numbers of a direction, one after the other, for entries with and without bounds. */
static void a_direction_is_gaussian_in_units_of_the_values_and_points_away_from_bounds(void **state)
{
    (void)state;
    for (size_t only = 0; only < 3; only++)
        for (uint64_t index = 1; index < 40; index++) {
            Set s;
            double lower[D], upper[D], up = INFINITY, down = INFINITY, least = 1e-300;
            set_up(&s);
            /* In the middle; near the lower bound for its size; near the upper bound; just not near; held; free. */
            static const double below[D] = {5, 0.0015, 5, 0.0011, 0, INFINITY},
                                above[D] = {4, 9, 0.0009, 5, 0, INFINITY};
            bool turned = index % 4 > 1; /* the lower bounds for the upper ones */
            for (size_t i = 0; i < D; i++) {
                double near = i == 5 && index % 2 ? 0 : below[i]; /* at a bound, every other time */
                lower[i] = s.model.d[i] - (turned ? above[i] : near);
                upper[i] = s.model.d[i] + (turned ? near : above[i]);
            }
            s.blocks[0].lower = lower;
            s.blocks[0].upper = upper;
            s.options.seed = 7;
            GradcheckSession *session = open_session(&s);
            GradcheckLine line = gradcheck_along_direction(session, only, index);
            GradcheckRandom random = gradcheck_random_stream(7, index);
            for (size_t i = 0; i < N; i++) {
                double x = i < D ? s.model.d[i] : (double)s.model.f[i - D];
                double v = gradcheck_random_normal(&random) * (fabs(x) > 1 ? fabs(x) : 1);
                if (i == 1 || (i == 5 && index % 2))
                    v = turned ? -fabs(v) : fabs(v);
                if (i == 2)
                    v = turned ? fabs(v) : -fabs(v);
                if (i == 4 || (only == 0 && i >= D) || (only == 1 && i < D))
                    v = 0;
                assert_true(session->direction[i] == v);
                if (v == 0)
                    continue;
                double ahead = i >= D ? INFINITY : v > 0 ? upper[i] - x : x - lower[i];
                double behind = i >= D ? INFINITY : v > 0 ? x - lower[i] : upper[i] - x;
                up = ahead / fabs(v) < up ? ahead / fabs(v) : up;
                down = behind / fabs(v) < down ? behind / fabs(v) : down;
                double unit = i < D ? 0x1p-53 : 0x1p-24, step = unit * fabs(x) / fabs(v) / 128;
                least = step > least ? step : least;
            }
            assert_true(line.up == up && line.down == down);
            assert_close_relative(line.least, least, 1e-15);
            assert_true(line.size == 1);
            end_session(&s, session);
        }
}

/* A block may have bounds on one side alone. */
static void a_bound_on_one_side_ends_a_direction_there(void **state)
{
    (void)state;
    for (int side = 0; side < 2; side++)
        for (uint64_t index = 1; index < 20; index++) {
            Set s;
            double bounds[D], up = INFINITY, down = INFINITY;
            set_up(&s);
            for (size_t i = 0; i < D; i++)
                bounds[i] = s.model.d[i] + (side ? 1 : -1) * (double)(i + 1);
            s.blocks[0].lower = side ? NULL : bounds;
            s.blocks[0].upper = side ? bounds : NULL;
            GradcheckSession *session = open_session(&s);
            GradcheckLine line = gradcheck_along_direction(session, 2, index);
            for (size_t i = 0; i < D; i++) {
                double v = session->direction[i], *towards = (v > 0) == side ? &up : &down;
                *towards = fmin(*towards, fabs(bounds[i] - s.model.d[i]) / fabs(v));
            }
            assert_close_relative(fmin(line.up, 1e300), fmin(up, 1e300), 1e-15);
            assert_close_relative(fmin(line.down, 1e300), fmin(down, 1e300), 1e-15);
            end_session(&s, session);
        }
}

static void values_of_zero_may_be_moved_as_little_as_one_likes(void **state)
{
    (void)state;
    Set s;
    set_up(&s);
    memset(s.model.d, 0, sizeof s.model.d);
    memset(s.model.f, 0, sizeof s.model.f);
    GradcheckSession *session = open_session(&s);
    assert_true(gradcheck_along_direction(session, 2, 1).least == 1e-300);
    end_session(&s, session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_entry_is_moved_to_the_nearest_number_of_its_type),
        cmocka_unit_test(an_entry_stays_within_its_bounds),
        cmocka_unit_test(the_size_and_the_least_step_of_an_entry_follow_its_value),
        cmocka_unit_test(the_shortcut_is_asked_for_one_entry_and_judged_as_the_loss_is),
        cmocka_unit_test(several_losses_are_asked_for_by_eights_and_judged_one_by_one),
        cmocka_unit_test(a_loss_that_moves_its_own_entry_is_found_out),
        cmocka_unit_test(many_values_are_compared_only_now_and_then),
        cmocka_unit_test(all_values_move_together_within_their_bounds_and_come_back_to_the_bit),
        cmocka_unit_test(the_rounding_of_floats_is_taken_off_along_a_direction),
        cmocka_unit_test(a_block_of_floats_alone_has_its_rounding_taken_off_too),
        cmocka_unit_test(a_direction_is_gaussian_in_units_of_the_values_and_points_away_from_bounds),
        cmocka_unit_test(a_bound_on_one_side_ends_a_direction_there),
        cmocka_unit_test(values_of_zero_may_be_moved_as_little_as_one_likes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
