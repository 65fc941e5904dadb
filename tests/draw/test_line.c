#include "draw/line.h"
#include "draw/picture.h"

static const LineStyle thin = {1.5, PLOT_SOLID, {1, 1, 1}, 1};

static Plot plot_0_to(double x_high, double y_high)
{
    return plot_in((Rect){0, 0, 200, 100}, (AxisRange){0, x_high}, (AxisRange){0, y_high}, false);
}

/* The lowest and highest value on the context's path, in the plot's y. */
static void path_extremes(const Paper *paper, const Plot *plot, double *low, double *high)
{
    cairo_path_t *path = cairo_copy_path(paper->cr);
    *low = HUGE_VAL;
    *high = -HUGE_VAL;
    for (int i = 0; i < path->num_data; i += path->data[i].header.length) {
        if (path->data[i].header.type == CAIRO_PATH_CLOSE_PATH)
            continue;
        double value = axis_value(plot->y, path->data[i + 1].point.y);
        *low = fmin(*low, value);
        *high = fmax(*high, value);
    }
    cairo_path_destroy(path);
    cairo_new_path(paper->cr);
}

static void a_value_is_drawn_at_its_pixel(void **state)
{
    (void)state;
    Picture picture = picture_make(200, 100, 1);
    const float values[] = {50, 50, 50};
    Plot plot = plot_0_to(2, 100);
    line_draw(picture_paper(&picture), &plot, (LineData){3, values, 1, 0, 1, false}, thin);
    for (int x = 2; x < 198; x += 14) {
        assert_true(picture_is(&picture, x, 49, white, 80)); /* 1.5 pixels about y = 50 */
        assert_true(picture_is(&picture, x, 50, white, 80));
        assert_true(picture_is(&picture, x, 47, black, 0));
        assert_true(picture_is(&picture, x, 52, black, 0));
    }
    picture_free(&picture);
}

static void decimation_keeps_every_extreme_and_bounds_the_points(void **state)
{
    (void)state;
    enum { COUNT = 50000 };
    float *values = malloc(COUNT * sizeof *values);
    Picture picture = picture_make(200, 100, 1);
    const Paper *paper = picture_paper(&picture);
    Plot plot = plot_0_to(COUNT - 1, 100);
    srand(4);
    for (int round = 0; round < 20; round++) {
        for (size_t i = 0; i < COUNT; i++)
            values[i] = (float)(40 + rand() % 20);
        values[rand() % COUNT] = 99.5F; /* one sample of each, anywhere */
        values[rand() % COUNT] = 0.25F;
        size_t points = line_path(paper, &plot, (LineData){COUNT, values, 1, 0, 1, false});
        double low, high;
        path_extremes(paper, &plot, &low, &high);
        assert_close(high, 99.5, 0.01); /* a path's points are kept to 1/256 pixel */
        assert_close(low, 0.25, 0.01);
        assert_true(points <= 4 * 201);
    }
    free(values);
    picture_free(&picture);
}

static void few_samples_are_all_drawn(void **state)
{
    (void)state;
    Picture picture = picture_make(200, 100, 1);
    float values[40];
    for (size_t i = 0; i < 40; i++)
        values[i] = (float)(i * i % 37);
    Plot plot = plot_0_to(39, 40);
    assert_int_equal(line_path(picture_paper(&picture), &plot, (LineData){40, values, 1, 0, 1, false}), 40);
    picture_free(&picture);
}

static void a_gap_is_left_or_bridged_as_asked(void **state)
{
    (void)state;
    const float values[] = {50, 50, NAN, 50, 50, HUGE_VALF, 50};
    for (int bridge = 0; bridge < 2; bridge++) {
        Picture picture = picture_make(200, 100, 1);
        Plot plot = plot_0_to(6, 100);
        line_draw(picture_paper(&picture), &plot, (LineData){7, values, 1, 0, 1, bridge}, thin);
        assert_true(picture_is(&picture, 15, 50, white, 80));
        assert_true(picture_is(&picture, 66, 50, bridge ? white : black, 80)); /* at the NaN, x = 2 */
        assert_true(picture_is(&picture, 115, 50, white, 80));
        assert_true(picture_is(&picture, 166, 50, bridge ? white : black, 80)); /* at the infinite one */
        picture_free(&picture);
    }
}

static void strides_and_steps_are_obeyed(void **state)
{
    (void)state;
    const float values[] = {20, 0, 20, 0, 20, 0}; /* every second: 20 */
    Picture picture = picture_make(200, 100, 1);
    Plot plot = plot_0_to(100, 100);
    line_draw(picture_paper(&picture), &plot, (LineData){3, values, 2, 10, 40, false}, thin);
    assert_true(picture_is(&picture, 100, 80, white, 80));
    assert_true(picture_is(&picture, 10, 80, black, 0));  /* before x = 10 */
    assert_true(picture_is(&picture, 190, 80, black, 0)); /* after x = 90 */
    picture_free(&picture);
}

static void nothing_is_drawn_outside_the_area(void **state)
{
    (void)state;
    Picture picture = picture_make(300, 200, 1);
    const float values[] = {-500, 600, 50, 900};
    Plot plot = plot_in((Rect){50, 50, 200, 100}, (AxisRange){0, 2}, (AxisRange){0, 100}, false);
    line_draw(picture_paper(&picture), &plot, (LineData){4, values, 1, 0, 1, false}, thin);
    double inside = picture_area(&picture, 50, 50, 200, 100), all = picture_area(&picture, 0, 0, 300, 200);
    assert_true(inside > 20);
    assert_close(all, inside, 1e-9);
    picture_free(&picture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_is_drawn_at_its_pixel),
        cmocka_unit_test(decimation_keeps_every_extreme_and_bounds_the_points),
        cmocka_unit_test(few_samples_are_all_drawn),
        cmocka_unit_test(a_gap_is_left_or_bridged_as_asked),
        cmocka_unit_test(strides_and_steps_are_obeyed),
        cmocka_unit_test(nothing_is_drawn_outside_the_area),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
