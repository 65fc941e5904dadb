#include "draw/beyond.h"
#include "draw/picture.h"

static const float values[] = {0.5F, 7, 0.5F, -3, HUGE_VALF, NAN, 0.5F, -HUGE_VALF, 0.5F, 9};
static const LineData data = {10, values, 1, 0, 1, false};

static Plot plot_to(double high)
{
    return plot_in((Rect){0, 0, 200, 100}, (AxisRange){0, high}, (AxisRange){0, 1}, false);
}

static void what_lies_outside_is_counted(void **state)
{
    (void)state;
    Plot plot = plot_to(8), whole = plot_to(9);
    BeyondCount count = beyond_count(&plot, data);
    assert_int_equal(count.above, 2); /* the last sample is not on this axis */
    assert_int_equal(count.below, 2);
    assert_int_equal(beyond_count(&whole, data).above, 3);
}

static void an_arrowhead_stands_at_the_edge(void **state)
{
    (void)state;
    Picture picture = picture_make(200, 100, 1);
    Plot plot = plot_to(8);
    beyond_draw(picture_paper(&picture), &plot, data, white);
    assert_true(picture_area(&picture, 20, 0, 10, 7) > 20); /* sample 1, at x = 25: above */
    assert_true(picture_area(&picture, 95, 0, 10, 7) > 20);
    assert_true(picture_area(&picture, 70, 93, 10, 7) > 20); /* sample 3: below */
    assert_true(picture_area(&picture, 170, 93, 10, 7) > 20);
    assert_close(picture_area(&picture, 0, 7, 200, 86), 0, 0);
    picture_free(&picture);
}

static void many_close_together_share_an_arrowhead(void **state)
{
    (void)state;
    float high[2000];
    for (size_t i = 0; i < 2000; i++)
        high[i] = 2;
    Picture picture = picture_make(200, 100, 1);
    Plot plot = plot_to(2000);
    beyond_draw(picture_paper(&picture), &plot, (LineData){2000, high, 1, 0, 1, false}, white);
    double area = picture_area(&picture, 0, 0, 200, 7);
    assert_true(area > 14 * 28 && area < 18 * 28); /* one of 28 square units every 12 units of 200 */
    picture_free(&picture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_lies_outside_is_counted),
        cmocka_unit_test(an_arrowhead_stands_at_the_edge),
        cmocka_unit_test(many_close_together_share_an_arrowhead),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
