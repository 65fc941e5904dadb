#include "live/fake.h"
#include "live/snapshot.h"
#include "support/test.h"

#include <string.h>

/* Four pairs in two rows; the second counts. Genuine 40, genuine 70, forged 50, forged without an angle. */
static const SnapshotPair pairs[] = {
    {"one", true, false}, {"two", true, false}, {"three", false, false}, {"four", false, true}};
static const float degrees[] = {1, 2, 3, 4, 40, 70, 50, NAN};

static Snapshot snapshot_of(double threshold)
{
    return (Snapshot){.angles = {1, 1, 4, 2, pairs, degrees, threshold}};
}

static void the_last_row_is_now(void **state)
{
    (void)state;
    Snapshot snapshot = snapshot_of(60);
    assert_close(snapshot_angle_now(&snapshot, 1), 70, 0);
    assert_true(isnan(snapshot_angle_now(&snapshot, 3)));
    assert_true(isnan(snapshot_angle_now(&snapshot, 4)));
    snapshot.angles.rows = 0;
    assert_true(isnan(snapshot_angle_now(&snapshot, 1)));
    assert_int_equal(snapshot_count(&snapshot, true), 2);
    assert_int_equal(snapshot_count(&snapshot, false), 2);
}

static void the_threshold_decides_and_belongs_to_the_genuine(void **state)
{
    (void)state;
    Snapshot snapshot = snapshot_of(60);
    assert_true(snapshot_is_right(&snapshot, 0));
    assert_false(snapshot_is_right(&snapshot, 1));
    assert_false(snapshot_is_right(&snapshot, 2));
    assert_false(snapshot_is_right(&snapshot, 3));
    snapshot.angles.threshold = 40;
    assert_true(snapshot_is_right(&snapshot, 0)); /* at the threshold: accepted */
    snapshot.angles.threshold = 50;
    assert_false(snapshot_is_right(&snapshot, 2)); /* likewise, wrongly */
    snapshot.angles.threshold = NAN;
    assert_close(snapshot_threshold(&snapshot), 90, 0);
    assert_true(snapshot_is_right(&snapshot, 1));
}

static void the_worst_pair_is_furthest_on_the_wrong_side(void **state)
{
    (void)state;
    Snapshot snapshot = snapshot_of(60);
    assert_int_equal(snapshot_worst_pair(&snapshot), 1); /* both wrong by 10: the first */
    snapshot.angles.threshold = 65;
    assert_int_equal(snapshot_worst_pair(&snapshot), 2);
    snapshot.angles.threshold = 45;
    assert_int_equal(snapshot_worst_pair(&snapshot), 1);
    snapshot.angles.rows = 0;
    assert_true(snapshot_worst_pair(&snapshot) == SIZE_MAX);
    snapshot.angles.pairs = 0;
    assert_true(snapshot_worst_pair(&snapshot) == SIZE_MAX);
}

static void neighbours_go_round_the_end(void **state)
{
    (void)state;
    Snapshot snapshot = snapshot_of(60);
    assert_int_equal(snapshot_neighbour(&snapshot, 1), 0);
    snapshot.chosen = (SnapshotChosen){.present = true, .pair = 3};
    assert_int_equal(snapshot_neighbour(&snapshot, 1), 0);
    assert_int_equal(snapshot_neighbour(&snapshot, -1), 2);
    snapshot.chosen.pair = 0;
    assert_int_equal(snapshot_neighbour(&snapshot, -1), 3);
    snapshot.angles.pairs = 0;
    assert_true(snapshot_neighbour(&snapshot, 1) == SIZE_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_row_is_now),
        cmocka_unit_test(the_threshold_decides_and_belongs_to_the_genuine),
        cmocka_unit_test(the_worst_pair_is_furthest_on_the_wrong_side),
        cmocka_unit_test(neighbours_go_round_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
