/* Sets of features: their names, and the scales that are fitted to a training set. */
#include "pen/features.h"
#include "support/edge.h"
#include "support/test.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "pen/parsed_set.h"

enum { N = FEATURES_TIME };

static void names_make_sets(void **state)
{
    (void)state;
    FeatureSet set = parsed("net1");
    const Feature net1[] = {FEATURES_PEN, FEATURES_ACC_C, FEATURES_ACC_T,     FEATURES_SPEED,
                            FEATURES_COS, FEATURES_SIN,   FEATURES_CURVE_COS, FEATURES_CURVE_SIN};
    assert_int_equal(set.count, 8);
    assert_memory_equal(set.list, net1, sizeof net1);
    assert_false(set.absolute_time || set.pen_up_removed);
    set = parsed("net3");
    const Feature net3[] = {FEATURES_X,   FEATURES_Y,   FEATURES_PEN,       FEATURES_SPEED,
                            FEATURES_COS, FEATURES_SIN, FEATURES_CURVE_COS, FEATURES_CURVE_SIN};
    assert_int_equal(set.count, 8);
    assert_memory_equal(set.list, net3, sizeof net3);
    set = parsed("pressure");
    assert_int_equal(set.count, 8);
    assert_int_equal(set.list[2], FEATURES_PRESSURE);
    assert_false(features_has(&set, FEATURES_PEN));
    set = parsed("pressure-duration");
    assert_int_equal(set.count, 10);
    assert_memory_equal(set.list, net3, sizeof net3);
    assert_int_equal(set.list[8], FEATURES_PRESSURE);
    assert_int_equal(set.list[9], FEATURES_LOG_DURATION);
    set = parsed("all");
    assert_int_equal(set.count, FEATURES_COUNT);
    for (Feature f = 0; f < FEATURES_COUNT; f++) {
        assert_int_equal(set.list[f], f);
        if (f != FEATURES_PRESSURE) { /* alone, that is the set */
            FeatureSet alone = parsed(features_name(f));
            assert_int_equal(alone.count, 1);
            assert_int_equal(alone.list[0], f);
        }
    }
    set = parsed("pressure,y");
    assert_int_equal(set.count, 2);
    assert_int_equal(set.list[0], FEATURES_PRESSURE);
    assert_int_equal(set.list[1], FEATURES_Y);
}

static void unknown_names_are_told(void **state)
{
    (void)state;
    FeatureSet set = {.count = 7};
    assert_trouble(features_parse("x,jerk", &set), "found 'jerk'");
    assert_int_equal(set.count, 0);
    assert_trouble(features_parse("", &set), "found ''");
    assert_trouble(features_parse("x,,y", &set), "found ''");
    assert_trouble(features_parse("x, y", &set), "found ' y'");
    assert_trouble(features_parse("x,net1", &set), "found 'net1'");
    assert_trouble(features_parse("x,y,x", &set), "expected each name once, found 'x' twice");
    assert_trouble(features_parse("X", &set),
                   "expected names of pen,x,y,speed,acc-c,acc-t,cos,sin,curve-cos,");
    assert_int_equal(set.count, 0);
}

static void the_percentile_by_hand(void **state)
{
    (void)state;
    /* Row 0 of the two signatures together: -1, 2, -3, ... 400 with signs, shuffled. Its 90th percentile is 360. */
    FeatureSet set = parsed("y,pen,acc-c,x");
    static double features[2][4 * N];
    size_t order[2 * N];
    for (size_t i = 0; i < 2 * N; i++)
        order[i] = i;
    Random random = random_seeded(5);
    random_shuffle(&random, 2 * N, order);
    for (size_t i = 0; i < 2 * N; i++) {
        double value = (double)(order[i] + 1);
        features[i / N][i % N] = order[i] % 2 ? value : -value;
        features[i / N][N + i % N] = i % 3 ? 1 : -1; /* pen: 1 whatever its sign */
        features[i / N][2 * N + i % N] =
            i % 20 == 0 ? 5 : 0; /* the 90th percentile is 0: nothing to divide by */
        features[i / N][3 * N + i % N] = 0.5;
    }
    FeatureScale scale;
    memset(&scale, -1, sizeof scale);
    const char *edge =
        edge_copy(features, sizeof features); /* not a number behind the last one is looked at */
    assert_ok(features_scale_fit(
        &set, 2, (const double *[]){(const double *)edge, (const double *)(edge + sizeof features[0])},
        &scale));
    assert_close(scale.divisor[FEATURES_Y], 360, 0);
    assert_close(scale.divisor[FEATURES_PEN], 1, 0);
    assert_close(scale.divisor[FEATURES_ACC_C], 1, 0);
    assert_close(scale.divisor[FEATURES_X], 0.5, 0);
    assert_close(scale.divisor[FEATURES_LOG_DURATION], 1, 0);
    memset(&scale, -1, sizeof scale);
    assert_ok(features_scale_fit(&set, 0, NULL, &scale));
    for (size_t f = 0; f < FEATURES_COUNT; f++)
        assert_close(scale.divisor[f], 1, 0);
}

static void so_many_signatures_that_no_memory_holds_them_are_refused(void **state)
{
    (void)state;
    FeatureSet set = parsed("y");
    FeatureScale scale;
    assert_trouble(features_scale_fit(&set, SIZE_MAX / (N * sizeof(double)) + 2, NULL, &scale),
                   "the values of a feature");
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void the_percentile_agrees_with_sorting(void **state)
{
    (void)state;
    FeatureSet set = parsed("speed");
    Random random = random_seeded(6);
    for (size_t count = 1; count <= 12; count++) {
        static double features[12][N], sorted[12 * N];
        const double *rows[12];
        for (size_t j = 0; j < count; j++) {
            rows[j] = features[j];
            for (size_t i = 0; i < N; i++) {
                double value = count % 2 ? random_normal(&random) : (double)random_below(&random, 7) - 3;
                features[j][i] = value;
                sorted[j * N + i] = fabs(value);
            }
        }
        qsort(sorted, count * N, sizeof *sorted, compare);
        FeatureScale scale;
        assert_ok(features_scale_fit(&set, count, rows, &scale));
        assert_close(scale.divisor[FEATURES_SPEED], sorted[count * N / 10 * 9 - 1], 0);
    }
}

static void scaling_divides_and_clips(void **state)
{
    (void)state;
    FeatureSet set = parsed("y,x");
    const double all[2 * N] = {4, -7, 100, [N] = 4, -7};
    double *out = (double *)(uintptr_t)edge_copy(all, sizeof all);
    FeatureScale scale;
    for (size_t f = 0; f < FEATURES_COUNT; f++)
        scale.divisor[f] = 1;
    scale.divisor[FEATURES_Y] = 2; /* row 0 */
    features_scale_apply(&set, &scale, out);
    assert_close(out[0], 2, 0);
    assert_close(out[1], -3, 0);
    assert_close(out[2], 3, 0);
    assert_close(out[N], 3, 0);
    assert_close(out[N + 1], -3, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_make_sets),
        cmocka_unit_test(unknown_names_are_told),
        cmocka_unit_test(the_percentile_by_hand),
        cmocka_unit_test(so_many_signatures_that_no_memory_holds_them_are_refused),
        cmocka_unit_test(the_percentile_agrees_with_sorting),
        cmocka_unit_test(scaling_divides_and_clips),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
