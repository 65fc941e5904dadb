#include "draw/picture.h"
#include "draw/plot.h"

static void lines_of_the_grid_lie_on_whole_pixels(void **state)
{
    (void)state;
    const double scales[] = {0.75, 1, 1.37, 2, 3.3};
    for (size_t i = 0; i < 5; i++) {
        Picture picture = picture_make(400, 200, scales[i]);
        paper_horizontal(picture_paper(&picture), 5, 20, 20.3, 1, white);
        paper_vertical(picture_paper(&picture), 40.7, 5, 20, 1, white);
        int x = (int)(10 * scales[i]), y = (int)(10 * scales[i]);
        for (int row = 0; row < 200; row++) {
            unsigned pixel = picture_pixel(&picture, x, row);
            assert_true(pixel == 0 || pixel == 0xFFFFFF);
        }
        for (int column = 0; column < 400; column++) {
            unsigned pixel = picture_pixel(&picture, column, y);
            assert_true(pixel == 0 || pixel == 0xFFFFFF);
        }
        double thick = fmax(1, round(scales[i]));
        assert_close(picture_area(&picture, x, 0, 1, 200), thick, 1e-9);
        picture_free(&picture);
    }
}

static void labels_stand_beside_their_ticks(void **state)
{
    (void)state;
    Picture picture = picture_make(400, 300, 1);
    TextLog *log = calloc(1, sizeof *log);
    picture.paper.log = log;
    Plot plot = plot_in((Rect){60, 20, 300, 240}, (AxisRange){0, 120}, (AxisRange){0, 180}, false);
    Ticks x = axis_ticks(0, 120, 8, 0), y = axis_ticks_every(0, 180, 30);
    plot_grid_y(picture_paper(&picture), &plot, &y, "\xc2\xb0");
    assert_int_equal(log->count, 7);
    for (size_t i = 0; i < 7; i++) {
        Rect box = log->boxes[i].box;
        assert_close(box.y + box.height / 2, 260 - 40.0 * (double)i, 1);
        assert_true(box.x + box.width < 60);
    }
    assert_string_equal(log->boxes[3].text, "90\xc2\xb0");
    log->count = 0;
    plot_grid_x(picture_paper(&picture), &plot, &x, "", "epoch");
    assert_int_equal(log->count, 8); /* the name, and 0, 20 ... 120 */
    assert_string_equal(log->boxes[0].text, "epoch");
    for (size_t i = 1; i < 8; i++) {
        Rect box = log->boxes[i].box;
        assert_close(box.x + box.width / 2, 60 + 50.0 * (double)(i - 1), 0.5);
        assert_true(box.y > 260 && box.y + box.height < 260 + PLOT_BELOW);
    }
    free(log);
    picture_free(&picture);
}

static void labels_that_would_touch_are_left_out(void **state)
{
    (void)state;
    Picture picture = picture_make(400, 300, 1);
    TextLog *log = calloc(1, sizeof *log);
    picture.paper.log = log;
    Plot plot = plot_in((Rect){60, 20, 120, 240}, (AxisRange){0, 180}, (AxisRange){0, 1}, false);
    Ticks x = axis_ticks_every(0, 180, 10);
    plot_grid_x(picture_paper(&picture), &plot, &x, "\xc2\xb0", "");
    assert_true(log->count >= 3 && log->count < 8);
    for (size_t i = 1; i < log->count; i++)
        assert_true(log->boxes[i].box.x > log->boxes[i - 1].box.x + log->boxes[i - 1].box.width);
    free(log);
    picture_free(&picture);
}

static void a_level_is_drawn_at_its_value_and_not_beyond_the_axis(void **state)
{
    (void)state;
    Picture picture = picture_make(200, 100, 1);
    Plot plot = plot_in((Rect){0, 0, 200, 100}, (AxisRange){0, 1}, (AxisRange){0, 180}, false);
    plot_level(picture_paper(&picture), &plot, 90, PLOT_SOLID, 2, white);
    assert_true(picture_is(&picture, 100, 49, white, 0));
    assert_true(picture_is(&picture, 100, 50, white, 0));
    double before = picture_area(&picture, 0, 0, 200, 100);
    plot_level(picture_paper(&picture), &plot, 181, PLOT_SOLID, 2, white);
    plot_level(picture_paper(&picture), &plot, NAN, PLOT_SOLID, 2, white);
    assert_close(picture_area(&picture, 0, 0, 200, 100), before, 1e-9);
    plot_level(picture_paper(&picture), &plot, 45, PLOT_DASH_DOT, 2, white);
    double row = picture_area(&picture, 0, 74, 200, 1);
    assert_true(row > 100 && row < 170); /* 22 of 34 */
    picture_free(&picture);
}

static void as_many_ticks_are_wanted_as_have_room(void **state)
{
    (void)state;
    assert_int_equal(plot_ticks_wanted(300, 60), 6);
    assert_int_equal(plot_ticks_wanted(10, 60), 2);
    assert_int_equal(plot_ticks_wanted(1e6, 60), AXIS_TICKS - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_of_the_grid_lie_on_whole_pixels),
        cmocka_unit_test(labels_stand_beside_their_ticks),
        cmocka_unit_test(labels_that_would_touch_are_left_out),
        cmocka_unit_test(a_level_is_drawn_at_its_value_and_not_beyond_the_axis),
        cmocka_unit_test(as_many_ticks_are_wanted_as_have_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
