#include "live/history.h"

#include <math.h>

#include "support/test.h"

static void rows_are_added_shown_and_cut(void **state)
{
    (void)state;
    History history = {.pairs = 2};
    Snapshot snapshot = {0};
    assert_null(history_last(&history));
    for (int row = 0; row < 300; row++) { /* more than there is room for at first */
        double angles[] = {row / 100.0, NAN}, norms[] = {2, 3.0 + row, 4, 1};
        assert_ok(history_add(&history, angles, norms, row == 0 ? NAN : 1.0 * row, 2 * row));
    }
    history_show(&history, true, &snapshot);
    assert_int_equal(snapshot.angles.rows, 300);
    assert_int_equal(snapshot.losses.rows, 300);
    assert_int_equal(snapshot.angles.history, 0);
    assert_close(snapshot.angles.degrees[2 * 100], 57.29578, 1e-6);
    assert_true(isnan(snapshot.angles.degrees[2 * 100 + 1]));
    assert_true(isnan(snapshot.losses.training[0]));
    assert_close(snapshot.losses.validation[299], 598, 0);
    assert_int_equal(snapshot.norms.rows, 300);
    assert_close(snapshot.norms.all.low[299], 1, 0);
    assert_close(snapshot.norms.all.high[299], 302, 0);
    assert_close(snapshot.norms.all.mean[299], (2 + 302 + 4 + 1) / 4.0, 1e-6);
    uint64_t version = snapshot.angles.version;
    history_cut(&history, 400);
    assert_int_equal(history.rows, 300);
    history_cut(&history, 101);
    history_show(&history, false, &snapshot);
    assert_int_equal(snapshot.angles.rows, 101);
    assert_int_equal(snapshot.angles.history, 1);
    assert_true(snapshot.angles.version > version);
    assert_true(history_last(&history) == snapshot.angles.degrees + 2 * 100);
    history_free(&history);
    assert_int_equal(history.rows, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_added_shown_and_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
