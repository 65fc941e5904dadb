#include "base/random.h"
#include "support/test.h"
#include "train/metrics.h"

#include <float.h>
#include <stdlib.h>

enum { MANY = 300 };

static MetricsScore genuine(double score, size_t user)
{
    return (MetricsScore){score, user, true};
}

static MetricsScore forged(double score, size_t user)
{
    return (MetricsScore){score, user, false};
}

/* Random scores on a coarse grid, so that many are equal; genuine ones tend to be higher. */
static void fill_with_ties(Random *random, size_t n, MetricsScore scores[])
{
    for (size_t i = 0; i < n; i++) {
        bool is_genuine = i == 0 || (i > 1 && random_uniform(random) < 0.4);
        double score = floor(random_uniform(random) * 12 + (is_genuine ? 4 : 0)) / 4 - 2;
        scores[i] = (MetricsScore){score, random_below(random, 7), is_genuine};
    }
}

static MetricsCurve curve_of(size_t n, const MetricsScore scores[])
{
    MetricsCurve curve;
    assert_ok(metrics_curve(n, scores, &curve));
    return curve;
}

/* Genuine 1, 3, 3, 5; forged 0, 1, 2. */
static const MetricsScore small[] = {{3, 0, true},  {0, 0, false}, {1, 0, true}, {5, 0, true},
                                     {2, 0, false}, {3, 0, true},  {1, 0, false}};
enum { SMALL = sizeof small / sizeof *small };

static void the_curve_of_a_small_case_is_the_one_by_hand(void **state)
{
    (void)state;
    MetricsCurve curve = curve_of(SMALL, small);
    const MetricsPoint expected[] = {{0, 3, 0}, {0.5, 2, 0}, {1.5, 1, 1}, {2.5, 0, 1}, {4, 0, 3}, {5, 0, 4}};
    assert_int_equal(curve.genuine, 4);
    assert_int_equal(curve.forged, 3);
    assert_int_equal(curve.count, 6);
    for (size_t k = 0; k < 6; k++) {
        assert_close(curve.points[k].threshold, expected[k].threshold, 1e-15);
        assert_int_equal(curve.points[k].false_accepts, expected[k].false_accepts);
        assert_int_equal(curve.points[k].false_rejects, expected[k].false_rejects);
    }
    assert_true(curve.points[5].threshold > 5);
    assert_close(metrics_far(&curve, curve.points[1]), 2.0 / 3, 1e-15);
    assert_close(metrics_frr(&curve, curve.points[2]), 0.25, 1e-15);
    metrics_curve_free(&curve);
    assert_memory_equal(&curve, &(MetricsCurve){0}, sizeof curve);
}

/* FAR - FRR goes from 1/3 - 1/4 = 1/12 at 1.5 to -1/4 at 2.5: a quarter of the way, where FAR = 1/3 - 1/4 * 1/3. */
static void the_equal_error_rate_is_where_the_line_between_two_steps_is_even(void **state)
{
    (void)state;
    MetricsCurve curve = curve_of(SMALL, small);
    MetricsEer eer = metrics_eer(&curve);
    assert_close(eer.rate, 0.25, 1e-15);
    assert_close(eer.nearest.threshold, 1.5, 1e-15);
    assert_int_equal(eer.nearest.false_accepts, 1);
    assert_int_equal(eer.nearest.false_rejects, 1);
    metrics_curve_free(&curve);
}

static double eer_of(size_t n, const MetricsScore scores[])
{
    MetricsCurve curve = curve_of(n, scores);
    double rate = metrics_eer(&curve).rate;
    metrics_curve_free(&curve);
    return rate;
}

static void the_equal_error_rate_has_its_known_values(void **state)
{
    (void)state;
    const MetricsScore apart[] = {genuine(2, 0), forged(1, 0), genuine(3, 0)};
    assert_close(eer_of(3, apart), 0, 0);
    const MetricsScore reversed[] = {genuine(1, 0), forged(2, 0), forged(3, 0)};
    assert_close(eer_of(3, reversed), 1, 0);
    const MetricsScore all_equal[] = {genuine(1, 0), forged(1, 0), forged(1, 0), genuine(1, 0)};
    assert_close(eer_of(4, all_equal), 0.5, 1e-15);
    /* From FAR 1, FRR 0 the first step leads to 0, 1/2: even a third of the way down. */
    const MetricsScore first_step[] = {genuine(1, 0), forged(1, 0), genuine(2, 0)};
    assert_close(eer_of(3, first_step), 1.0 / 3, 1e-15);
    /* One of two on the wrong side each: FAR = FRR = 1/2 at a point. */
    const MetricsScore half[] = {genuine(1, 0), genuine(4, 0), forged(2, 0), forged(0, 0)};
    assert_close(eer_of(4, half), 0.5, 0);
}

/* Where the rates are equal at a threshold, it is that one, and the rate is the fraction itself: 1 / 3 and no neighbour. */
static void an_equal_error_rate_that_a_threshold_has_is_told_without_rounding(void **state)
{
    (void)state;
    for (size_t n = 2; n < 40; n++)
        for (size_t wrong = 0; wrong < n; wrong++) {
            MetricsScore scores[80];
            for (size_t i = 0; i < n; i++) {
                scores[2 * i] = genuine(i < wrong ? -1 - (double)i : 2 + (double)i, 0);
                scores[2 * i + 1] = forged(i < wrong ? 2.5 + (double)i : -1.5 - (double)i, 0);
            }
            MetricsCurve curve = curve_of(2 * n, scores);
            MetricsEer eer = metrics_eer(&curve);
            assert_close(eer.rate, (double)wrong / (double)n, 0);
            assert_int_equal(eer.nearest.false_accepts, wrong);
            assert_int_equal(eer.nearest.false_rejects, wrong);
            metrics_curve_free(&curve);
        }
}

/* All equal: accepting all and rejecting all are as far from even. */
static void of_two_thresholds_that_are_as_far_from_even_the_higher_is_taken(void **state)
{
    (void)state;
    const MetricsScore all_equal[] = {genuine(1, 0), forged(1, 0)};
    MetricsCurve curve = curve_of(2, all_equal);
    assert_int_equal(metrics_eer(&curve).nearest.false_accepts, 0);
    assert_int_equal(metrics_eer(&curve).nearest.false_rejects, 1);
    metrics_curve_free(&curve);
}

/* Two normal distributions a distance d apart cross where each is wrong with probability Phi(-d/2). */
static void the_equal_error_rate_of_two_normals_is_the_closed_form(void **state)
{
    (void)state;
    enum { N = 40000 };
    static MetricsScore scores[N];
    Random random = random_seeded(11);
    for (size_t i = 0; i < N; i++)
        scores[i] = (MetricsScore){random_normal(&random) + (i % 4 == 0 ? 2 : 0), 0, i % 4 == 0};
    assert_close(eer_of(N, scores), erfc(1 / sqrt(2)) / 2, 0.01);
}

/* Every point of the curve, and every threshold chosen from it, against counting for every possible threshold. */
static void the_curve_agrees_with_counting_each_threshold(void **state)
{
    (void)state;
    Random random = random_seeded(5);
    for (int trial = 0; trial < 50; trial++) {
        MetricsScore scores[MANY];
        size_t n = 2 + random_below(&random, 40);
        fill_with_ties(&random, n, scores);
        MetricsCurve curve = curve_of(n, scores);
        for (size_t k = 0; k < curve.count; k++) {
            MetricsPoint counted = metrics_at(n, scores, curve.points[k].threshold);
            assert_int_equal(curve.points[k].false_accepts, counted.false_accepts);
            assert_int_equal(curve.points[k].false_rejects, counted.false_rejects);
            assert_true(k == 0 || curve.points[k].threshold > curve.points[k - 1].threshold);
        }
        double least_frr = 2, least_far = 2, least_gap = 2;
        for (double threshold = -3; threshold < 3; threshold += 0.125) {
            MetricsPoint point = metrics_at(n, scores, threshold);
            double far = metrics_far(&curve, point), frr = metrics_frr(&curve, point);
            if (far <= 0.2)
                least_frr = fmin(least_frr, frr);
            if (frr <= 0.1)
                least_far = fmin(least_far, far);
            least_gap = fmin(least_gap, fabs(far - frr));
        }
        assert_close(metrics_frr(&curve, metrics_at_far(&curve, 0.2)), least_frr, 0);
        assert_true(metrics_far(&curve, metrics_at_far(&curve, 0.2)) <= 0.2);
        assert_close(metrics_far(&curve, metrics_at_frr(&curve, 0.1)), least_far, 0);
        assert_true(metrics_frr(&curve, metrics_at_frr(&curve, 0.1)) <= 0.1);
        MetricsEer eer = metrics_eer(&curve);
        assert_close(fabs(metrics_far(&curve, eer.nearest) - metrics_frr(&curve, eer.nearest)), least_gap,
                     1e-12);
        metrics_curve_free(&curve);
    }
}

static void a_wanted_rate_that_is_a_fraction_of_the_counts_is_reached(void **state)
{
    (void)state;
    MetricsScore scores[200];
    for (size_t i = 0; i < 100; i++) {
        scores[i] = forged((double)i, 0);
        scores[100 + i] = genuine((double)i + 0.5, 0);
    }
    MetricsCurve curve = curve_of(200, scores);
    for (size_t k = 0; k <= 100;
         k++) { /* 0.29 * 100 is below 29 in doubles: counts compared with it would miss it */
        assert_int_equal(metrics_at_far(&curve, (double)k / 100).false_accepts, k);
        assert_int_equal(metrics_at_frr(&curve, (double)k / 100).false_rejects, k);
    }
    assert_int_equal(metrics_at_far(&curve, -1).false_accepts, 0);
    assert_int_equal(metrics_at_frr(&curve, -1).false_rejects, 0);
    metrics_curve_free(&curve);
}

static void neighbouring_and_extreme_scores_are_still_told_apart(void **state)
{
    (void)state;
    double next = nextafter(1, 2);
    const MetricsScore scores[] = {forged(1, 0), genuine(next, 0), forged(-DBL_MAX, 0), genuine(DBL_MAX, 0)};
    MetricsCurve curve = curve_of(4, scores);
    assert_int_equal(curve.count, 5);
    for (size_t k = 0; k < curve.count; k++)
        assert_int_equal(metrics_at(4, scores, curve.points[k].threshold).false_accepts,
                         curve.points[k].false_accepts);
    assert_close(metrics_eer(&curve).rate, 0, 0);
    assert_true(metrics_eer(&curve).nearest.threshold == next);
    metrics_curve_free(&curve);
}

static void a_score_on_the_papers_line_counts_for_neither_side(void **state)
{
    (void)state;
    const MetricsScore scores[] = {genuine(0.5, 0), genuine(0, 0), genuine(-0.5, 0), forged(-0.1, 0),
                                   forged(0, 0),    forged(-1, 0), forged(1, 0)};
    MetricsLine line = metrics_line(7, scores, 0);
    assert_int_equal(line.genuine_above, 1);
    assert_int_equal(line.genuine, 3);
    assert_int_equal(line.forged_below, 2);
    assert_int_equal(line.forged, 4);
}

/* Wilson's ends are the two p for which the hits seen are just z standard errors away. */
static void wilsons_ends_solve_the_equation_they_come_from(void **state)
{
    (void)state;
    for (size_t n = 1; n <= 40; n += 3) {
        for (size_t hits = 0; hits <= n; hits++) {
            MetricsInterval interval = metrics_wilson(hits, n);
            double seen = (double)hits / (double)n, ends[] = {interval.low, interval.high};
            assert_true(interval.low >= 0 && interval.low <= seen && seen <= interval.high &&
                        interval.high <= 1);
            for (int e = 0; e < 2; e++) {
                double allowed = 1.959963984540054 * sqrt(ends[e] * (1 - ends[e]) / (double)n);
                assert_close(fabs(seen - ends[e]), allowed, 1e-9);
            }
        }
    }
    assert_close(metrics_wilson(0, 10).high, 0.2775, 5e-5); /* z^2 / (n + z^2) */
    assert_close(metrics_wilson(0, 10).low, 0, 0);
}

/* 40 users with 10 genuine signatures each, all accepted or, for 10 users, all rejected: 400 signatures, but what is
 * known is known about 40 people. */
static void the_bootstrap_counts_people_and_not_signatures(void **state)
{
    (void)state;
    MetricsScore scores[440];
    size_t n = 0;
    for (size_t user = 0; user < 40; user++) {
        for (int k = 0; k < 10; k++)
            scores[n++] = genuine(user < 10 ? 0 : 2, 1000 - 7 * user);
        scores[n++] = forged(1, 1000 - 7 * user);
    }
    MetricsBootstrap bootstrap;
    assert_ok(metrics_bootstrap(n, scores, 0, 4000, 3, &bootstrap));
    assert_int_equal(bootstrap.users, 40);
    assert_int_equal(bootstrap.replicates, 4000);
    double half = 1.96 * sqrt(0.25 * 0.75 / 40);
    assert_close(bootstrap.frr.low, 0.25 - half, 0.03);
    assert_close(bootstrap.frr.high, 0.25 + half, 0.03);

    MetricsBootstrap again, other;
    assert_ok(metrics_bootstrap(n, scores, 0, 400, 8, &again));
    assert_ok(metrics_bootstrap(n, scores, 0, 400, 8, &other));
    assert_memory_equal(&again, &other, sizeof again);
}

static int by_value(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* The value below which a part q of the values lies, read off the broken line through (i / (n - 1), values[i]). */
static double read_off(size_t n, double values[], double q)
{
    qsort(values, n, sizeof *values, by_value);
    for (size_t i = 0; i + 1 < n; i++) {
        double from = (double)i / (double)(n - 1), to = (double)(i + 1) / (double)(n - 1);
        if (q <= to)
            return values[i] + (q - from) / (to - from) * (values[i + 1] - values[i]);
    }
    return values[n - 1];
}

/* The bootstrap written out: the scores of the drawn users put side by side, one curve for each draw. */
static void the_bootstrap_is_what_drawing_users_one_by_one_gives(void **state)
{
    (void)state;
    enum { N = 60, USERS = 7, REPLICATES = 33 };
    MetricsScore scores[N], drawn[N * USERS];
    double eer[REPLICATES], frr[REPLICATES];
    Random random = random_seeded(15);
    fill_with_ties(&random, N, scores);
    for (size_t r = 0; r < REPLICATES; r++) {
        Random draw = random_stream(99, r);
        size_t n = 0;
        for (size_t u = 0; u < USERS; u++) {
            size_t user = random_below(&draw, USERS);
            for (size_t i = 0; i < N; i++) {
                if (scores[i].user == user)
                    drawn[n++] = scores[i];
            }
        }
        MetricsCurve curve = curve_of(n, drawn);
        eer[r] = metrics_eer(&curve).rate;
        frr[r] = metrics_frr(&curve, metrics_at_far(&curve, 0.3));
        metrics_curve_free(&curve);
    }
    MetricsBootstrap bootstrap;
    assert_ok(metrics_bootstrap(N, scores, 0.3, 1, 99, &bootstrap));
    assert_close(bootstrap.eer.low, eer[0], 1e-14);
    assert_close(bootstrap.frr.high, frr[0], 1e-14);
    assert_ok(metrics_bootstrap(N, scores, 0.3, REPLICATES, 99, &bootstrap));
    assert_int_equal(bootstrap.users, USERS);
    assert_close(bootstrap.eer.low, read_off(REPLICATES, eer, 0.025), 1e-14);
    assert_close(bootstrap.eer.high, read_off(REPLICATES, eer, 0.975), 1e-14);
    assert_close(bootstrap.frr.low, read_off(REPLICATES, frr, 0.025), 1e-14);
    assert_close(bootstrap.frr.high, read_off(REPLICATES, frr, 0.975), 1e-14);
}

static void users_that_are_all_alike_leave_no_doubt(void **state)
{
    (void)state;
    MetricsScore scores[SMALL * 5];
    for (size_t user = 0; user < 5; user++) {
        for (size_t i = 0; i < SMALL; i++) {
            scores[user * SMALL + i] = small[i];
            scores[user * SMALL + i].user = user;
        }
    }
    MetricsBootstrap bootstrap;
    assert_ok(metrics_bootstrap(SMALL * 5, scores, 0.4, 50, 1, &bootstrap));
    assert_close(bootstrap.eer.low, 0.25, 1e-15);
    assert_close(bootstrap.eer.high, 0.25, 1e-15);
    assert_close(bootstrap.frr.low, 0.25, 1e-15);
    assert_close(bootstrap.frr.high, 0.25, 1e-15);
}

/* Two users, one with genuine scores alone, one with forged ones alone: half of the draws can be used. */
static void draws_without_both_kinds_are_left_out_and_counted(void **state)
{
    (void)state;
    const MetricsScore scores[] = {genuine(1, 3), genuine(2, 3), forged(0, 9), forged(3, 9)};
    MetricsBootstrap bootstrap;
    assert_ok(metrics_bootstrap(4, scores, 0.5, 1000, 2, &bootstrap));
    assert_close((double)bootstrap.replicates / 1000, 0.5, 4 * sqrt(0.25 / 1000));
}

/* Of two users, one with genuine scores alone and one with forged ones, a draw is of no use where it is twice the same. */
static void no_draw_with_both_kinds_is_trouble(void **state)
{
    (void)state;
    const MetricsScore scores[] = {genuine(1, 3), forged(0, 9)};
    int useful = 0, useless = 0;
    for (uint64_t seed = 0; seed < 20; seed++) {
        Random random = random_stream(seed, 0);
        const size_t first = random_below(&random, 2), second = random_below(&random, 2);
        MetricsBootstrap bootstrap;
        Status status = metrics_bootstrap(2, scores, 0.5, 1, seed, &bootstrap);
        if (first == second)
            assert_trouble(status, "none of 1 draws of 2 users");
        else
            assert_ok(status);
        useful += first != second;
        useless += first == second;
    }
    assert_true(useful > 0 && useless > 0);
}

static void in_own_memory_the_curve_is_the_same(void **state)
{
    (void)state;
    MetricsScore sorted[SMALL];
    MetricsPoint points[SMALL + 1];
    MetricsCurve own, curve = curve_of(SMALL, small);
    assert_ok(metrics_curve_within(SMALL, small, sorted, points, &own));
    assert_ptr_equal(own.points, points);
    assert_int_equal(own.genuine, curve.genuine);
    assert_int_equal(own.forged, curve.forged);
    assert_int_equal(own.count, curve.count);
    assert_memory_equal(own.points, curve.points, curve.count * sizeof *curve.points);
    metrics_curve_free(&curve);
    assert_trouble(metrics_curve_within(2, small + 2, sorted, points, &own), "2 genuine and 0 forged");
    assert_null(own.points);
}

static void scores_that_say_nothing_are_refused(void **state)
{
    (void)state;
    MetricsCurve curve = {1, 1, 1, (MetricsPoint[1]){{0}}};
    MetricsBootstrap bootstrap;
    const MetricsScore alone[] = {genuine(1, 0), genuine(2, 1)}, false_ones[] = {forged(1, 0), forged(2, 1)},
                       broken[] = {genuine(1, 0), forged(NAN, 1)},
                       endless[] = {genuine(INFINITY, 0), forged(1, 1)},
                       one[] = {genuine(1, 4), forged(2, 4)};
    assert_trouble(metrics_curve(2, alone, &curve), "2 genuine and 0 forged");
    assert_memory_equal(&curve, &(MetricsCurve){0}, sizeof curve);
    assert_trouble(metrics_curve(2, false_ones, &curve), "0 genuine and 2 forged");
    MetricsScore sorted[2];
    MetricsPoint points[3];
    curve.count = 1;
    assert_trouble(metrics_curve_within(2, alone, sorted, points, &curve), "2 genuine and 0 forged");
    assert_memory_equal(&curve, &(MetricsCurve){0}, sizeof curve);
    assert_trouble(metrics_curve(0, alone, &curve), "0 genuine and 0 forged");
    assert_trouble(metrics_curve(2, broken, &curve), "score 2 of 2 is");
    assert_trouble(metrics_curve(2, endless, &curve), "score 1 of 2 is inf");
    assert_trouble(metrics_bootstrap(2, broken, 0.2, 10, 1, &bootstrap), "score 2 of 2");
    assert_memory_equal(&bootstrap, &(MetricsBootstrap){0}, sizeof bootstrap);
    assert_trouble(metrics_bootstrap(2, one, 0.2, 10, 1, &bootstrap), "one user");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_curve_of_a_small_case_is_the_one_by_hand),
        cmocka_unit_test(the_equal_error_rate_is_where_the_line_between_two_steps_is_even),
        cmocka_unit_test(the_equal_error_rate_has_its_known_values),
        cmocka_unit_test(an_equal_error_rate_that_a_threshold_has_is_told_without_rounding),
        cmocka_unit_test(of_two_thresholds_that_are_as_far_from_even_the_higher_is_taken),
        cmocka_unit_test(the_equal_error_rate_of_two_normals_is_the_closed_form),
        cmocka_unit_test(the_curve_agrees_with_counting_each_threshold),
        cmocka_unit_test(a_wanted_rate_that_is_a_fraction_of_the_counts_is_reached),
        cmocka_unit_test(neighbouring_and_extreme_scores_are_still_told_apart),
        cmocka_unit_test(a_score_on_the_papers_line_counts_for_neither_side),
        cmocka_unit_test(wilsons_ends_solve_the_equation_they_come_from),
        cmocka_unit_test(the_bootstrap_counts_people_and_not_signatures),
        cmocka_unit_test(the_bootstrap_is_what_drawing_users_one_by_one_gives),
        cmocka_unit_test(users_that_are_all_alike_leave_no_doubt),
        cmocka_unit_test(draws_without_both_kinds_are_left_out_and_counted),
        cmocka_unit_test(no_draw_with_both_kinds_is_trouble),
        cmocka_unit_test(in_own_memory_the_curve_is_the_same),
        cmocka_unit_test(scores_that_say_nothing_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
