#include "draw/band.h"
#include "draw/picture.h"

static void a_band_covers_what_lies_between_its_curves(void **state)
{
    (void)state;
    Picture picture = picture_make(100, 100, 1);
    const float low[] = {10, 30, 30}, high[] = {50, 50, 90};
    Plot plot = plot_in((Rect){0, 0, 100, 100}, (AxisRange){0, 2}, (AxisRange){0, 100}, false);
    band_draw(picture_paper(&picture), &plot, 3, low, high, white, 1);
    for (int x = 0; x < 100; x++) {
        double at = (x + 0.5) / 50, from = at < 1 ? 10 + 20 * at : 30, to = at < 1 ? 50 : 50 + 40 * (at - 1);
        assert_close(picture_area(&picture, x, 0, 1, 100), to - from, 0.02);
        assert_true(picture_is(&picture, x, (int)(100 - (from + to) / 2), white, 0));
    }
    picture_free(&picture);
}

static void thousands_of_points_lose_no_extreme(void **state)
{
    (void)state;
    enum { COUNT = 20000 };
    float *low = malloc(COUNT * sizeof *low), *high = malloc(COUNT * sizeof *high);
    for (size_t i = 0; i < COUNT; i++) {
        low[i] = 40;
        high[i] = i == 10050 ? 90 : 60;
    }
    Picture picture = picture_make(100, 100, 1);
    Plot plot = plot_in((Rect){0, 0, 100, 100}, (AxisRange){0, COUNT}, (AxisRange){0, 100}, false);
    band_draw(picture_paper(&picture), &plot, COUNT, low, high, white, 1);
    assert_close(picture_area(&picture, 10, 0, 1, 100), 20, 0.02);
    assert_true(picture_area(&picture, 49, 0, 3, 41) > 15); /* the spike, over one column at its foot */
    free(low);
    free(high);
    picture_free(&picture);
}

static void a_number_that_is_none_leaves_a_gap(void **state)
{
    (void)state;
    Picture picture = picture_make(100, 100, 1);
    const float low[] = {10, 10, NAN, 10, 10}, high[] = {50, 50, 50, 50, 50};
    Plot plot = plot_in((Rect){0, 0, 100, 100}, (AxisRange){0, 4}, (AxisRange){0, 100}, false);
    band_draw(picture_paper(&picture), &plot, 5, low, high, white, 1);
    assert_close(picture_area(&picture, 10, 0, 1, 100), 40, 0.02);
    assert_close(picture_area(&picture, 50, 0, 1, 100), 0, 0);
    assert_close(picture_area(&picture, 90, 0, 1, 100), 40, 0.02);
    picture_free(&picture);
}

static void a_zoomed_axis_shows_its_part(void **state)
{
    (void)state;
    Picture picture = picture_make(100, 100, 1);
    float low[100], high[100];
    for (size_t i = 0; i < 100; i++) {
        low[i] = 0;
        high[i] = (float)i;
    }
    Plot plot = plot_in((Rect){0, 0, 100, 100}, (AxisRange){40, 60}, (AxisRange){0, 100}, false);
    band_draw(picture_paper(&picture), &plot, 100, low, high, white, 1);
    for (int x = 0; x < 100; x += 9)
        assert_close(picture_area(&picture, x, 0, 1, 100), 40 + (x + 0.5) / 5, 0.02);
    picture_free(&picture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_band_covers_what_lies_between_its_curves),
        cmocka_unit_test(thousands_of_points_lose_no_extreme),
        cmocka_unit_test(a_number_that_is_none_leaves_a_gap),
        cmocka_unit_test(a_zoomed_axis_shows_its_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
