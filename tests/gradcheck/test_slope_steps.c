/* Which steps are tried: a second look at a claim, the least and the largest, and when a search ends. */
#include "gradcheck/gradcheck.h"

#include "gradcheck/made_values.h"

/* ------------------------------------------------------------------------------------------ a contradiction is looked at */

/* D of the steps from FIRST - below up, which are 1 and need no further look at first. */
static void set_below(Ladder *l, int below, double first, double second, double sign)
{
    l->D[0][FIRST - below - LOWEST] = sign * first;
    l->D[0][FIRST - below + 1 - LOWEST] = sign * second;
}

/* 1 was measured, and 1.5 is claimed, known to 1/1000. */
static void a_claim_that_contradicts_is_measured_again_with_smaller_steps(void **state)
{
    (void)state;
    enum { STANDS, REFUTED, LATER_REFUTED, LATER_IN_DOUBT, DIVERGES, NO_ROOM, DIFFERS, FAILS, CASES };
    static const struct {
        int calls;
        double truncation; /* beside the rounding of it */
    } expected[CASES] = {
        [STANDS] = {10, 0},         [REFUTED] = {10, 2 / 3.0}, [LATER_REFUTED] = {14, 2 / 3.0},
        [LATER_IN_DOUBT] = {14, 0}, [DIVERGES] = {22, 0.5},    [NO_ROOM] = {6, 0},
        [DIFFERS] = {22, 0},        [FAILS] = {8, 0},
    };
    for (int k = 0; k < CASES; k++)
        for (int sign = -1; sign <= 1; sign += 2) {
            Ladder l;
            GradcheckSlope slope;
            set_up(&l);
            for (int i = 0; i < STEPS; i++)
                l.D[0][i] = sign;
            if (k == REFUTED) /* 1.5, to (1.5 - 1) / 3 */
                set_below(&l, 2, 1.5, 1.5, sign);
            if (k == LATER_REFUTED) { /* 2 to a third at first, which excludes both */
                set_below(&l, 2, 2, 2, sign);
                set_below(&l, 4, 1.5, 1.5, sign);
            }
            if (k == LATER_IN_DOUBT) { /* a kink at 1, and then all is possible, and the first as well */
                l.S[0][FIRST - 2 - LOWEST] = l.S[0][FIRST - 1 - LOWEST] = l.S[0][FIRST - LOWEST] = 0x1p-10;
                l.S[0][FIRST + 1 - LOWEST] = 0x1p-9;
                l.S[0][FIRST + 2 - LOWEST] = 0x1p-8;
                set_below(&l, 4, 1.2, 1.6, sign);
            }
            if (k == DIVERGES)
                for (int below = 2; below <= 8; below += 2)
                    set_below(&l, below, pow(10, below), pow(10, below - 1), sign);
            if (k == DIFFERS) /* each time another value, which excludes what is claimed */
                for (int below = 2; below <= 8; below += 2)
                    set_below(&l, below, 1 + below, 1 + below, sign);
            l.fails = k == FAILS ? 8 : 0;
            GradcheckLine line = line_of(&l);
            line.least = k == NO_ROOM ? ldexp(1, FIRST - 2) : line.least; /* steps from twice that */
            GradcheckLadder *ladder = gradcheck_line_ladder(1);
            double claimed = sign * 1.5;
            int level = FIRST;
            int code = gradcheck_line_measure(ladder, &line, &claimed, 1e-3, &level, &slope);
            assert_int_equal(code, k == FAILS ? 7 : 0);
            if (l.calls != expected[k].calls || fabs(slope.truncation - expected[k].truncation) > 1e-9)
                print_error("case %d: %d calls, truncation %g\n", k, l.calls, slope.truncation);
            assert_int_equal(l.calls, expected[k].calls);
            assert_close(slope.truncation, expected[k].truncation, 1e-9);
            assert_close(slope.value, sign, 1e-12);
            assert_int_equal(level, FIRST);
            gradcheck_line_free(ladder);
        }
}

static void only_what_contradicts_a_little_is_measured_again(void **state)
{
    (void)state;
    static const struct {
        double claimed;
        bool again;
    } cases[] = {{1.0009, false}, {1.0011, true}, {1.9, true},    {1.99, true},   {2.01, false},
                 {0.0, true},     {-0.01, false}, {1.9995, true}, {2.0005, false}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        Ladder l;
        GradcheckSlope slope;
        int level;
        set_up(&l);
        measure(&l, &cases[k].claimed, 1e-3, &slope, &level);
        assert_int_equal(l.calls, cases[k].again ? 10 : 6);
    }
}

/* ------------------------------------------------------------------------------------------------------ how far it goes */

static void steps_stay_between_the_least_and_the_room_that_there_is(void **state)
{
    (void)state;
    static const struct {
        double up, down, size, least;
        int level, first; /* the exponent that is asked first; 99: none, there is no room */
    } cases[] = {
        {INFINITY, INFINITY, 1, 0x1p-30, 0, 0},
        {INFINITY, INFINITY, 1, 0x1p-30, 18, 10},
        {INFINITY, INFINITY, 7, 0x1p-30, 18, 12},
        {INFINITY, INFINITY, 7, 0x1p-30, -5, -3},
        {0x1p-3, 0x1p-9, 1, 0x1p-30, 0, -5},
        {0x1p-9, 0x1.fp-3, 1, 0x1p-30, 0, -5},
        {0x1p-3, 0x1p-3, 1, 0x1p-30, -7, -7},
        {INFINITY, INFINITY, 1, 0x1p-30, -36, -29},
        {INFINITY, INFINITY, 1, 0x1.8p-30, -36, -29},
        {0x1p-27, 0, 1, 0x1p-30, 0, -29},
        {0x1.fp-28, 0, 1, 0x1p-30, 0, 99},
        {0, 0x1p-28, 1, 0x1p-30, 0, 99},
        {0, 0, 1, 0x1p-30, 0, 99},
        {-1, -1, 1, 0x1p-30, 0, 99},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        Ladder l;
        GradcheckSlope slope = {.step = 7};
        set_up(&l);
        GradcheckLine line = line_of(&l);
        line.up = cases[k].up;
        line.down = cases[k].down;
        line.size = cases[k].size;
        line.least = cases[k].least;
        GradcheckLadder *ladder = gradcheck_line_ladder(1);
        double analytic = 1e25;
        int level = cases[k].level;
        assert_int_equal(gradcheck_line_measure(ladder, &line, &analytic, 0, &level, &slope), 0);
        bool none = cases[k].first == 99;
        assert_int_equal(l.calls == 0, none);
        assert_int_equal(slope.step == 0, none);
        if (none)
            assert_true(slope.outside);
        else {
            assert_int_equal(l.asked[0], cases[k].first);
            assert_int_equal(level, cases[k].first - ilogb(cases[k].size));
        }
        for (int i = 0; i < l.calls; i++)
            assert_true(ldexp(1, l.asked[i]) <= fmax(line.up, line.down));
        gradcheck_line_free(ladder);
    }
}

/* A glance takes two steps, the larger of which fits twice into the room, and the smaller one is more than twice the least.
 * It is enough where the bar is narrow enough and holds what is claimed, and says where the next one should be tried. */
static void a_glance_is_two_steps_that_fit(void **state)
{
    (void)state;
    static const struct {
        double up, down, least;
        int calls;
    } cases[] = {{INFINITY, INFINITY, 0x1p-30, 4},   {0x1p-8, INFINITY, 0x1p-30, 4},
                 {INFINITY, 0x1p-8, 0x1p-30, 4},     {0x1.fp-9, INFINITY, 0x1p-30, 0},
                 {INFINITY, 0x1.fp-9, 0x1p-30, 0},   {INFINITY, INFINITY, 0x1p-11, 0},
                 {INFINITY, INFINITY, 0x1.fp-12, 4}, {0x1p-8, 0x1p-8, 0x1.fp-12, 4},
                 {0x1.fp-9, 0x1.fp-9, 0x1p-11, 0}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        Ladder l;
        set_up(&l);
        GradcheckLine line = line_of(&l);
        line.up = cases[k].up;
        line.down = cases[k].down;
        line.least = cases[k].least;
        GradcheckLadder *ladder = gradcheck_line_ladder(1);
        for (int again = 0; again < 2; again++) { /* what was there before does not count */
            GradcheckSlope slope = {.step = 7};
            int level = FIRST;
            l.calls = 0;
            assert_int_equal(gradcheck_line_glance(ladder, &line, 1, 0, 1, &level, &slope), 0);
            assert_int_equal(l.calls, cases[k].calls);
            assert_true(slope.step == (cases[k].calls ? 0x1p-10 : 0));
            for (int i = 0; i < l.calls; i++)
                assert_int_equal(l.asked[i], FIRST + i / 2);
        }
        gradcheck_line_free(ladder);
    }
}

static int glance(Ladder *l, double analytic, double analytic_bar, double wanted, int *level,
                  GradcheckSlope *slope)
{
    GradcheckLine line = line_of(l);
    GradcheckLadder *ladder = gradcheck_line_ladder(1);
    *level = FIRST;
    int code = gradcheck_line_glance(ladder, &line, analytic, analytic_bar, wanted, level, slope);
    gradcheck_line_free(ladder);
    return code;
}

static void a_glance_is_enough_where_its_bar_is_narrow_and_holds_what_is_claimed(void **state)
{
    (void)state;
    static const struct {
        double claimed, bar, wanted;
        bool enough;
    } cases[] = {/* D is 1 and 1.25: the value 11/12, the truncation 1/4 */
                 {1, 0, 0.26, true},
                 {1, 0, 0.24, false},
                 {1, 0.125, 0.376, true},
                 {1, 0.125, 0.374, false},
                 {11 / 12.0 + 0.24, 0, 1, true},
                 {11 / 12.0 + 0.26, 0, 1, false},
                 {11 / 12.0 - 0.24, 0, 1, true},
                 {11 / 12.0 - 0.26, 0, 1, false},
                 {11 / 12.0 + 0.37, 0.125, 1, true},
                 {11 / 12.0 + 0.38, 0.125, 1, false}};
    GradcheckSlope slope;
    int level;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        Ladder l;
        set_up(&l);
        set_three(l.D[0], 1, 1.25, 1e9);
        assert_int_equal(glance(&l, cases[k].claimed, cases[k].bar, cases[k].wanted, &level, &slope), 0);
        assert_int_equal(slope.step > 0, cases[k].enough);
        if (cases[k].enough) {
            assert_close(slope.value, 11 / 12.0, 1e-12);
            assert_close(slope.truncation, 0.25, 1e-12);
        }
    }
    for (int hole = 0; hole < 2; hole++) { /* a value that is missing */
        Ladder l;
        set_up(&l);
        l.hole = FIRST + hole;
        assert_int_equal(glance(&l, 1, 0, 1, &level, &slope), 0);
        assert_true(slope.step == 0 && level == FIRST);
    }
    for (int call = 1; call <= 4; call++) { /* or a callback that fails */
        Ladder l;
        set_up(&l);
        l.fails = call;
        assert_int_equal(glance(&l, 1, 0, 1, &level, &slope), 7);
        assert_true(slope.step == 0 && level == FIRST);
    }
    Ladder kink;
    set_up(&kink);
    set_three(kink.S[0], 1, 1, 1);
    assert_int_equal(glance(&kink, 1, 0, 1, &level, &slope), 0);
    assert_true(slope.step == 0);
}

/* Where the truncation outweighs the rounding eight times the next one takes half the step, in the other case twice. */
static void the_next_glance_is_tried_where_truncation_and_rounding_are_alike(void **state)
{
    (void)state;
    for (int more = 0; more < 4; more++) {
        Ladder l;
        GradcheckSlope slope;
        int level;
        set_up(&l);
        double truncation = 0x1p-10, rounding = truncation * (more == 0   ? 1 / 8.2
                                                              : more == 1 ? 1 / 7.8
                                                              : more == 2 ? 7.8
                                                                          : 8.2);
        set_three(l.D[0], 1, 1 + truncation, 1);
        l.sigma[0] = rounding / l.deviations * 0x1p-10;
        assert_int_equal(glance(&l, 1, 0, 1, &level, &slope), 0);
        assert_close_relative(slope.rounding, rounding, 1e-6);
        assert_int_equal(level, more == 0 ? FIRST - 1 : more == 3 ? FIRST + 1 : FIRST);
    }
}

/* A function that diverges at every step is left after so many of them, one that has an edge at the point after five. */
static void a_search_without_an_end_is_ended(void **state)
{
    (void)state;
    for (int edge = 0; edge < 3; edge++) { /* none; on one side; at a bound */
        Ladder l;
        GradcheckSlope slope;
        set_up(&l);
        for (int i = 0; i < STEPS; i++)
            l.D[0][i] = edge ? 1 + 0.01 * pow(1.5, i - STEPS) : pow(1e4, i / 3.0);
        l.no_down = edge == 1;
        GradcheckLine line = line_of(&l);
        line.down = edge == 2 ? 0 : INFINITY;
        GradcheckLadder *ladder = gradcheck_line_ladder(1);
        double analytic = 1;
        int level = 0;
        assert_int_equal(gradcheck_line_measure(ladder, &line, &analytic, 1e9, &level, &slope), 0);
        int lowest = 99;
        for (int i = 0; i < l.calls && i < 100; i++)
            lowest = l.asked[i] < lowest ? l.asked[i] : lowest;
        if (edge == 0)
            assert_int_equal(lowest, LOWEST + 1); /* down to the least step */
        if (edge == 1)
            assert_int_equal(lowest, -16); /* four powers at a time */
        if (edge == 2)
            assert_int_equal(lowest, 0); /* there is nowhere else to look */
        gradcheck_line_free(ladder);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_claim_that_contradicts_is_measured_again_with_smaller_steps),
        cmocka_unit_test(only_what_contradicts_a_little_is_measured_again),
        cmocka_unit_test(steps_stay_between_the_least_and_the_room_that_there_is),
        cmocka_unit_test(a_glance_is_two_steps_that_fit),
        cmocka_unit_test(a_glance_is_enough_where_its_bar_is_narrow_and_holds_what_is_claimed),
        cmocka_unit_test(the_next_glance_is_tried_where_truncation_and_rounding_are_alike),
        cmocka_unit_test(a_search_without_an_end_is_ended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
