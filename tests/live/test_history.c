#include "live/history.h"

#include <math.h>

#include "support/test.h"

static void rows_are_added_and_shown(void **state)
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
    history_clear(&history);
    history_show(&history, false, &snapshot);
    assert_int_equal(snapshot.angles.rows, 0);
    assert_int_equal(snapshot.angles.history, 1);
    assert_true(snapshot.angles.version > version);
    history_free(&history);
    assert_int_equal(history.rows, 0);
}

static void rows_that_lie_ahead_are_met_again_until_they_are_forgotten(void **state)
{
    (void)state;
    History history = {.pairs = 1};
    for (int row = 0; row < 5; row++)
        assert_ok(history_add(&history, (double[]){row}, (double[]){1, 1}, row, row));
    history_go_back(&history, 2);
    assert_int_equal(history.rows, 2);
    assert_close(*history_last(&history), 57.29578, 1e-6);
    assert_true(history_go_on(&history));
    assert_close(history.training[history.rows - 1], 2, 0);
    history_forget_ahead(&history);
    assert_false(history_go_on(&history));
    assert_int_equal(history.rows, 3);
    history_go_back(&history, 1);
    assert_ok(history_add(&history, (double[]){7}, (double[]){1, 1}, 7, 7)); /* forgets, too */
    assert_int_equal(history.known, 2);
    history_go_back(&history, 9);
    assert_int_equal(history.rows, 2);
    history_free(&history);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_added_and_shown),
        cmocka_unit_test(rows_that_lie_ahead_are_met_again_until_they_are_forgotten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
