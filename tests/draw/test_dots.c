#include "draw/dots.h"
#include "support/test.h"

static const DotsPlace upward = {{0, 180, 100, 460, false}, 200, 60, false};

static void every_dot_stands_over_its_value(void **state)
{
    (void)state;
    const float values[] = {0, 1, 45, 90, 180, 179};
    double x[6], y[6];
    dots_stack(upward, 6, values, 8, x, y);
    for (size_t i = 0; i < 6; i++) {
        assert_true(fabs(x[i] - axis_place(upward.along, values[i])) <= 8);
        assert_true(y[i] < 200);
    }
    assert_close(x[0], x[1], 0); /* the same bin: one over the other */
    assert_close(y[0], 196, 1e-12);
    assert_close(y[1], 188, 1e-12);
    assert_close(y[2], 196, 1e-12);
    assert_close(x[4], x[5], 0);
}

static void no_two_dots_share_a_place(void **state)
{
    (void)state;
    float values[300];
    double x[300], y[300];
    for (size_t i = 0; i < 300; i++)
        values[i] = (float)(60 + 20 * sin((double)(i * i)));
    double size = dots_size(upward, 300, values, 2, 9);
    dots_stack(upward, 300, values, size, x, y);
    for (size_t i = 0; i < 300; i++) {
        assert_true(y[i] - size / 2 >= 200 - 60 - 1e-9 && y[i] + size / 2 <= 200 + 1e-9);
        for (size_t k = 0; k < i; k++)
            assert_true(x[i] != x[k] || fabs(y[i] - y[k]) > 0.1);
    }
}

static void dots_are_as_large_as_the_highest_stack_allows(void **state)
{
    (void)state;
    float same[10] = {50, 50, 50, 50, 50, 50, 50, 50, 50, 50};
    assert_close(dots_size(upward, 10, same, 2, 9), 6, 1e-12); /* ten in a room of 60 */
    assert_close(dots_size(upward, 3, same, 2, 9), 9, 1e-12);
    assert_close(dots_size(upward, 10, same, 7, 9), 7, 1e-12);
    double x[10], y[10];
    dots_stack(upward, 10, same, 7, x, y); /* overlapping, inside the room all the same */
    assert_close(y[9] - 3.5, 140, 1e-9);
}

static void a_stack_can_hang(void **state)
{
    (void)state;
    DotsPlace downward = upward;
    downward.downward = true;
    const float values[] = {90, 90};
    double x[2], y[2];
    dots_stack(downward, 2, values, 8, x, y);
    assert_close(y[0], 204, 1e-12);
    assert_close(y[1], 212, 1e-12);
}

static void what_is_no_number_or_outside_has_no_dot(void **state)
{
    (void)state;
    const float values[] = {NAN, -1, 181, 90};
    double x[4], y[4];
    dots_stack(upward, 4, values, 8, x, y);
    for (size_t i = 0; i < 3; i++)
        assert_true(isnan(x[i]) && isnan(y[i]));
    assert_close(y[3], 196, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_dot_stands_over_its_value),
        cmocka_unit_test(no_two_dots_share_a_place),
        cmocka_unit_test(dots_are_as_large_as_the_highest_stack_allows),
        cmocka_unit_test(a_stack_can_hang),
        cmocka_unit_test(what_is_no_number_or_outside_has_no_dot),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
