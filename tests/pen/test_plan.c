#include "pen/plan.h"
#include "support/test.h"

#include <string.h>

enum { PLANS = 500 };

static void plans_are_within_the_models_ranges(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < PLANS; k++) {
        Random random = random_stream(1, k);
        Plan plan;
        plan_draw(&random, &plan);
        assert_in_range(plan.count, 8, PLAN_STROKES_MAX - 1); /* none is cut short */
        assert_in_range(strlen(plan.name), 4, PLAN_NAME_MAX - 1);
        assert_true(plan.strokes[0].ink);
        for (size_t j = 0; j < plan.count; j++) {
            Lognormal m = plan.strokes[j].motion;
            assert_true(m.mu >= -2.2 && m.mu <= -1.6);
            assert_true(m.sigma >= 0.1 && m.sigma <= 0.45);
            assert_true(m.length > 0 && m.length < 200);
            if (j > 0) /* the commands come about a tenth of a second apart */
                assert_true(lognormal_median_time(&m) - lognormal_median_time(&plan.strokes[j - 1].motion) >
                            0.04);
        }
    }
}

static void components_begin_with_the_way_through_the_air(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < PLANS; k++) {
        Random random = random_stream(2, k);
        Plan plan;
        plan_draw(&random, &plan);
        for (size_t j = 1; j < plan.count; j++) {
            size_t rise = plan.strokes[j].component - plan.strokes[j - 1].component;
            assert_int_equal(rise, !plan.strokes[j].ink);
        }
        assert_true(plan.strokes[plan.count - 1].ink);
    }
}

static void a_signature_has_a_signatures_size(void **state)
{
    (void)state;
    double seconds = 0;
    for (uint64_t k = 0; k < PLANS; k++) {
        Random random = random_stream(3, k);
        Plan plan;
        plan_draw(&random, &plan);
        double x = 0, low = 0, high = 0;
        for (size_t j = 0; j < plan.count; j++) {
            x += lognormal_displacement(&plan.strokes[j].motion).x;
            low = fmin(low, x);
            high = fmax(high, x);
        }
        assert_true(high - low > 8 && high - low < 120); /* mm */
        double end = lognormal_median_time(&plan.strokes[plan.count - 1].motion);
        assert_true(end > 0.8 && end < 9);
        seconds += end / PLANS;
    }
    assert_true(seconds > 2 && seconds < 4);
}

static void the_same_numbers_draw_the_same_plan_and_others_another(void **state)
{
    (void)state;
    Random a = random_seeded(7), b = random_seeded(7), c = random_seeded(8);
    static Plan first, second, third;
    plan_draw(&a, &first);
    plan_draw(&b, &second);
    plan_draw(&c, &third);
    assert_string_equal(first.name, second.name);
    assert_int_equal(first.count, second.count);
    for (size_t j = 0; j < first.count; j++)
        assert_true(first.strokes[j].motion.length == second.strokes[j].motion.length &&
                    first.strokes[j].motion.t0 == second.strokes[j].motion.t0);
    assert_true(first.count != third.count ||
                first.strokes[0].motion.length != third.strokes[0].motion.length);
}

/* What makes them run into each other: a command about every tenth of a second, so that a stroke begins about halfway
 * through the one before. */
static void strokes_follow_and_overlap(void **state)
{
    (void)state;
    double intervals = 0, begun = 0;
    size_t pairs = 0, apart = 0;
    for (size_t w = 0; w < PLANS; w++) {
        Random random = random_stream(4, w);
        Plan plan;
        plan_draw(&random, &plan);
        for (size_t j = 1; j < plan.count; j++) {
            const Lognormal *before = &plan.strokes[j - 1].motion, *motion = &plan.strokes[j].motion;
            assert_true(lognormal_median_time(motion) > lognormal_median_time(before));
            if (!plan.strokes[j].ink || !plan.strokes[j - 1].ink)
                continue;
            double onset = lognormal_time(before, -3), end = lognormal_time(before, 3);
            intervals += motion->t0 - before->t0;
            begun += (lognormal_time(motion, -3) - onset) / (end - onset);
            apart += lognormal_time(motion, -3) > end;
            pairs++;
        }
    }
    double count = (double)pairs;
    assert_true(intervals / count > 0.09 && intervals / count < 0.14);
    assert_true(begun / count > 0.4 && begun / count < 0.6);
    assert_true((double)apart < 0.001 * count);
}

/* Data that somebody has made from a seed, and what was measured on it, are only worth something while the seed draws the
 * same people. The sums were taken when this was written; each number of each stroke has a weight of its own in them. */
static void the_people_of_a_seed_stay_who_they_are(void **state)
{
    (void)state;
    double sums[9] = {0};
    for (uint64_t k = 0; k < PLANS; k++) {
        Random random = random_stream(6, k);
        Plan plan;
        plan_draw(&random, &plan);
        for (const char *at = plan.name; *at; at++)
            sums[0] += *at * (double)(k + (size_t)(at - plan.name) + 1);
        for (size_t j = 0; j < plan.count; j++) {
            const PlanStroke *stroke = &plan.strokes[j];
            const Lognormal *m = &stroke->motion;
            const double numbers[8] = {
                m->t0,    m->mu,  m->sigma,       m->length,
                m->start, m->end, stroke->accent, stroke->ink + 3.0 * (double)stroke->component};
            for (int q = 0; q < 8; q++)
                sums[q + 1] += numbers[q] * random_uniform(&random);
        }
    }
    static const double expected[9] = {66829972,          8592.81933236856, -10353.2631912349,
                                       1415.5343048804,   47516.0245402923, -2955.60142961007,
                                       -703.762449203814, 2.63415327399215, 19381.5554441979};
    for (int q = 0; q < 9; q++)
        assert_close_relative(sums[q], expected[q], 1e-10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plans_are_within_the_models_ranges),
        cmocka_unit_test(components_begin_with_the_way_through_the_air),
        cmocka_unit_test(a_signature_has_a_signatures_size),
        cmocka_unit_test(the_same_numbers_draw_the_same_plan_and_others_another),
        cmocka_unit_test(strokes_follow_and_overlap),
        cmocka_unit_test(the_people_of_a_seed_stay_who_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
