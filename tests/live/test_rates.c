#include "base/random.h"
#include "draw/stairs.h"
#include "live/rates.h"
#include "support/test.h"

enum { PAIRS = 60 };

static SnapshotPair pairs[PAIRS];

/* Angles of two classes that overlap; every third pair is held out, and some share an angle. */
static SnapshotAngles overlapping(float degrees[static 2 * PAIRS])
{
    Random random = random_seeded(6);
    for (size_t i = 0; i < PAIRS; i++) {
        pairs[i] = (SnapshotPair){.genuine = i % 2 == 0, .held_out = i % 3 == 0};
        degrees[i] = 179; /* an older row, which counts for nothing */
        degrees[PAIRS + i] =
            (float)round(i % 2 == 0 ? random_between(&random, 10, 70) : random_between(&random, 40, 150));
    }
    degrees[PAIRS + 9] = degrees[PAIRS + 12]; /* one of each class at the same angle */
    return (SnapshotAngles){.pairs = PAIRS, .rows = 2, .pair = pairs, .degrees = degrees};
}

static void rates_are_the_counts_of_the_pairs_held_out(void **state)
{
    (void)state;
    float degrees[2 * PAIRS];
    SnapshotAngles angles = overlapping(degrees);
    Rates rates;
    assert_true(rates_measure(&angles, &rates));
    assert_int_equal(rates.genuine, 10);
    assert_int_equal(rates.forged, 10);
    for (double at = 0; at <= 180; at += 0.5) {
        size_t accepted = 0, rejected = 0;
        for (size_t i = 0; i < PAIRS; i += 3) {
            accepted += i % 2 == 1 && degrees[PAIRS + i] <= at;
            rejected += i % 2 == 0 && degrees[PAIRS + i] > at;
        }
        assert_close(stairs_value(rates.count, rates.degrees, rates.far, at), (double)accepted / 10, 1e-6);
        assert_close(stairs_value(rates.count, rates.degrees, rates.frr, at), (double)rejected / 10, 1e-6);
    }
    rates_free(&rates);
}

static void the_rates_are_nearest_to_equal_at_the_threshold_told(void **state)
{
    (void)state;
    float degrees[2 * PAIRS];
    SnapshotAngles angles = overlapping(degrees);
    Rates rates;
    assert_true(rates_measure(&angles, &rates));
    double least = 1;
    for (double at = 0; at <= 180; at += 0.25)
        least = fmin(least, fabs(stairs_value(rates.count, rates.degrees, rates.far, at) -
                                 stairs_value(rates.count, rates.degrees, rates.frr, at)));
    double far = stairs_value(rates.count, rates.degrees, rates.far, rates.eer_degrees);
    double frr = stairs_value(rates.count, rates.degrees, rates.frr, rates.eer_degrees);
    assert_close(fabs(far - frr), least, 1e-6);
    assert_true(rates.eer >= fmin(far, frr) - 0.1 && rates.eer <= fmax(far, frr) + 0.1);
    assert_true(rates.eer > 0); /* these classes overlap */
    rates_free(&rates);
}

static void without_both_classes_there_are_no_rates(void **state)
{
    (void)state;
    float degrees[2 * PAIRS];
    SnapshotAngles angles = overlapping(degrees);
    for (size_t i = 0; i < PAIRS; i++)
        pairs[i].genuine = true;
    Rates rates;
    assert_true(rates_measure(&angles, &rates));
    assert_int_equal(rates.count, 0);
    assert_int_equal(rates.forged, 0);
    rates_free(&rates);
    angles.rows = 0;
    assert_true(rates_measure(&angles, &rates));
    assert_int_equal(rates.count, 0);
    rates_free(&rates);
}

static void a_pair_without_an_angle_is_not_counted(void **state)
{
    (void)state;
    float degrees[2 * PAIRS];
    SnapshotAngles angles = overlapping(degrees);
    degrees[PAIRS + 3] = NAN;
    Rates rates;
    assert_true(rates_measure(&angles, &rates));
    assert_int_equal(rates.forged, 9);
    assert_close(rates.far[rates.count - 1], 1, 0);
    rates_free(&rates);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rates_are_the_counts_of_the_pairs_held_out),
        cmocka_unit_test(the_rates_are_nearest_to_equal_at_the_threshold_told),
        cmocka_unit_test(without_both_classes_there_are_no_rates),
        cmocka_unit_test(a_pair_without_an_angle_is_not_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
