#include "pen/perform.h"
#include "support/test.h"

enum { RUNS = 400 };

static Plan some_plan(uint64_t k)
{
    Random random = random_stream(1, k);
    Plan plan;
    plan_draw(&random, &plan);
    return plan;
}

/* Without tremor and pace, what a component departs by is seen exactly. */
static PerformManner steady(PerformManner manner)
{
    manner.tremor = 0;
    manner.pace = 0;
    return manner;
}

static void a_level_of_nothing_repeats_the_plan(void **state)
{
    (void)state;
    Plan plan = some_plan(0), performed;
    Random random = random_seeded(1);
    perform_plan(&plan, &(PerformManner){.slowness = 1, .accents = 1}, &random, &performed);
    for (size_t j = 0; j < plan.count; j++) {
        Lognormal a = plan.strokes[j].motion, b = performed.strokes[j].motion;
        assert_close(b.t0, a.t0, 1e-12);
        assert_close(b.mu, a.mu, 0);
        assert_close(b.sigma, a.sigma, 0);
        assert_close(b.length, a.length, 0);
        assert_close(b.start, a.start, 0);
        assert_close(b.end, a.end, 0);
        assert_close(performed.strokes[j].accent, plan.strokes[j].accent, 0);
        assert_int_equal(performed.strokes[j].ink, plan.strokes[j].ink);
    }
}

/* The level that turned `a` into `b`, given the range to either side. */
static double level_of(double a, double b, double down, double up)
{
    double deviation = b / a - 1;
    return deviation < 0 ? -deviation / down : deviation / up;
}

static void levels_are(PerformManner manner)
{
    double least = 1, most = 0, widest = 0;
    for (uint64_t k = 0; k < RUNS; k++) {
        Plan plan = some_plan(k), performed;
        Random random = random_seeded(k);
        PerformManner exactly = steady(manner);
        perform_plan(&plan, &exactly, &random, &performed);
        for (size_t j = 0; j < plan.count; j++) {
            Lognormal a = plan.strokes[j].motion, b = performed.strokes[j].motion;
            double levels[] = {level_of(a.length, b.length, 0.1, 0.1), level_of(a.mu, b.mu, 0.3775, 0.395),
                               level_of(a.sigma, b.sigma, 0.2875, 0.325)};
            for (size_t q = 0; q < 3; q++) {
                assert_true(levels[q] > manner.level_low - 1e-9 && levels[q] < manner.level_high + 1e-9);
                least = fmin(least, levels[q]);
                most = fmax(most, levels[q]);
            }
            assert_true(fabs(b.start - a.start) <= manner.angle && fabs(b.end - a.end) <= manner.angle);
            widest = fmax(widest, fabs(b.start - a.start));
            if (j == 0 || plan.strokes[j].component != plan.strokes[j - 1].component)
                continue;
            Lognormal a0 = plan.strokes[j - 1].motion,
                      b0 = performed.strokes[j - 1].motion; /* the same draws */
            assert_close(b.length / a.length, b0.length / a0.length, 1e-9);
            assert_close(b.start - a.start, b0.start - a0.start, 1e-9);
            assert_close(b.end - a.end, b0.end - a0.end, 1e-9);
            /* mu does not move the moments at which strokes are half done: only the tempo does */
            double planned = lognormal_median_time(&a) - lognormal_median_time(&a0);
            double waited = lognormal_median_time(&b) - lognormal_median_time(&b0);
            double tempo = level_of(planned, waited, 0.085, 0.0825);
            assert_true(tempo > manner.level_low - 1e-9 && tempo < manner.level_high + 1e-9);
        }
    }
    double room = 0.02 * (manner.level_high - manner.level_low);
    assert_true(least < manner.level_low + room && most > manner.level_high - room &&
                widest > 0.95 * manner.angle);
}

static void levels_are_the_published_ones(void **state)
{
    (void)state;
    levels_are(perform_genuine());
    levels_are(perform_forged());
    assert_close(perform_genuine().level_high, 0.25, 0);
    assert_close(perform_genuine().angle, 0.1, 0);
    assert_close(perform_forged().level_low, 0.4, 0);
    assert_close(perform_forged().level_high, 0.65, 0);
    assert_close(perform_forged().angle, 0.2, 0);
}

static void sigma_stays_within_the_models_range(void **state)
{
    (void)state;
    PerformManner manner = {.level_low = 0.6, .level_high = 1, .accents = 1, .slowness = 1};
    double least = 1, most = 0;
    for (uint64_t k = 0; k < 20; k++) {
        Plan plan = some_plan(k), performed;
        for (size_t j = 0; j < plan.count; j++)
            plan.strokes[j].motion.sigma = j % 2 ? 0.44 : 0.11;
        Random random = random_seeded(k);
        perform_plan(&plan, &manner, &random, &performed);
        for (size_t j = 0; j < plan.count; j++) {
            least = fmin(least, performed.strokes[j].motion.sigma);
            most = fmax(most, performed.strokes[j].motion.sigma);
        }
    }
    assert_close(least, 0.1, 0);
    assert_close(most, 0.45, 0);
}

static void components_depart_each_in_its_own_way(void **state)
{
    (void)state;
    size_t borders = 0;
    for (uint64_t k = 0; k < 50; k++) {
        Plan plan = some_plan(k), performed;
        Random random = random_seeded(k);
        PerformManner manner = steady(perform_forged());
        perform_plan(&plan, &manner, &random, &performed);
        for (size_t j = 1; j < plan.count; j++) {
            if (plan.strokes[j].component == plan.strokes[j - 1].component)
                continue;
            borders++;
            double here = performed.strokes[j].motion.start - plan.strokes[j].motion.start;
            double before = performed.strokes[j - 1].motion.start - plan.strokes[j - 1].motion.start;
            assert_true(fabs(here - before) > 1e-9);
        }
    }
    assert_true(borders > 20);
}

static void slowness_stretches_all_times_and_no_shape(void **state)
{
    (void)state;
    Plan plan = some_plan(3), quick, slow;
    PerformManner manner = perform_forged();
    Random random = random_seeded(5);
    perform_plan(&plan, &manner, &random, &quick);
    manner.slowness = 1.7;
    random = random_seeded(5);
    perform_plan(&plan, &manner, &random, &slow);
    for (size_t j = 0; j < plan.count; j++)
        for (double t = 0; t < 4; t += 0.05) {
            LognormalPoint a = lognormal_position(&quick.strokes[j].motion, t);
            LognormalPoint b = lognormal_position(&slow.strokes[j].motion, 1.7 * t);
            assert_close(a.x, b.x, 1e-9);
            assert_close(a.y, b.y, 1e-9);
        }
}

static void a_hesitant_hand_stops_before_each_stroke(void **state)
{
    (void)state;
    Plan plan = some_plan(3), performed;
    PerformManner manner = {.slowness = 1, .accents = 1, .hesitation = 1};
    Random random = random_seeded(6);
    perform_plan(&plan, &manner, &random, &performed);
    for (size_t j = 1; j < plan.count; j++) {
        double planned = lognormal_median_time(&plan.strokes[j].motion) -
                         lognormal_median_time(&plan.strokes[j - 1].motion);
        double waited = lognormal_median_time(&performed.strokes[j].motion) -
                        lognormal_median_time(&performed.strokes[j - 1].motion);
        assert_true(waited - planned > 0.1 - 1e-9 && waited - planned < 0.3 + 1e-9);
    }
}

static void tremor_pace_and_accents_have_their_size(void **state)
{
    (void)state;
    Plan plan = some_plan(8), performed;
    PerformManner manner = {.slowness = 1, .tremor = 0.02, .pace = 0.05, .accents = 0.5};
    Random random = random_seeded(7);
    double lengths = 0, angles = 0, paces = 0, accents = 0, count = 0;
    for (int k = 0; k < RUNS; k++) {
        perform_plan(&plan, &manner, &random, &performed);
        for (size_t j = 0; j < plan.count; j++, count++) {
            Lognormal a = plan.strokes[j].motion, b = performed.strokes[j].motion;
            double accent = performed.strokes[j].accent - 0.5 * plan.strokes[j].accent;
            lengths += (b.length / a.length - 1) * (b.length / a.length - 1);
            angles += (b.start - a.start) * (b.start - a.start);
            accents += accent * accent;
        }
        paces += pow(performed.strokes[0].motion.mu - plan.strokes[0].motion.mu, 2);
    }
    assert_close_relative(sqrt(lengths / count), 0.02, 0.05);
    assert_close_relative(sqrt(angles / count), 0.02, 0.05);
    assert_close_relative(sqrt(accents / count), 0.5 * 0.07, 0.05);
    assert_close_relative(sqrt(paces / RUNS), 0.05, 0.15);
}

/* As for the plans, see test_plan.c. */
static void the_performances_of_a_seed_stay_what_they_are(void **state)
{
    (void)state;
    double sums[7] = {0};
    for (uint64_t k = 0; k < RUNS; k++) {
        Plan plan = some_plan(k), performed;
        Random random = random_seeded(k);
        PerformManner manner = k % 2 ? perform_genuine() : perform_forged();
        manner.slowness = 1 + 0.001 * (double)k;
        manner.hesitation = 0.3;
        perform_plan(&plan, &manner, &random, &performed);
        for (size_t j = 0; j < performed.count; j++) {
            const Lognormal *m = &performed.strokes[j].motion;
            const double numbers[7] = {
                m->t0, m->mu, m->sigma, m->length, m->start, m->end, performed.strokes[j].accent};
            for (int q = 0; q < 7; q++)
                sums[q] += numbers[q] * random_uniform(&random);
        }
    }
    static const double expected[7] = {11823.1258377625, -7425.25607455128, 1161.02022202596,
                                       40401.4330099152, -2376.58540854361, -588.570034319465,
                                       -2.02407379286335};
    for (int q = 0; q < 7; q++)
        assert_close_relative(sums[q], expected[q], 1e-10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_level_of_nothing_repeats_the_plan),
        cmocka_unit_test(levels_are_the_published_ones),
        cmocka_unit_test(sigma_stays_within_the_models_range),
        cmocka_unit_test(components_depart_each_in_its_own_way),
        cmocka_unit_test(slowness_stretches_all_times_and_no_shape),
        cmocka_unit_test(a_hesitant_hand_stops_before_each_stroke),
        cmocka_unit_test(tremor_pace_and_accents_have_their_size),
        cmocka_unit_test(the_performances_of_a_seed_stay_what_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
