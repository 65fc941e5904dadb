#include "draw/bundle.h"
#include "draw/picture.h"

static const LineStyle solid = {1.5, PLOT_SOLID, {1, 1, 1}, 1};
static const size_t only = 0;

static Plot plot_of(double x_high, double y_high)
{
    return plot_in((Rect){0, 0, 200, 100}, (AxisRange){0, x_high}, (AxisRange){0, y_high}, false);
}

/* Draws one curve with the bundle and with a stroke of cairo's, in two pictures of the same scale. */
static void draw_both(size_t count, const float values[], double x_high, LineStyle style, double scale,
                      Picture *bundled, Picture *stroked)
{
    Plot plot = plot_of(x_high, 100);
    *bundled = picture_make((int)(200 * scale), (int)(100 * scale), scale);
    *stroked = picture_make((int)(200 * scale), (int)(100 * scale), scale);
    BundleData data = {1, count, values, 1, &only, false, 0};
    assert_true(bundle_draw(picture_paper(bundled), &plot, data, style, NULL));
    line_draw(picture_paper(stroked), &plot, (LineData){count, values, 1, 0, 1, false}, style);
}

static void a_straight_line_covers_what_a_stroke_covers(void **state)
{
    (void)state;
    const float slopes[][2] = {{50, 50}, {20, 30}, {10, 90}, {95, 5}, {40, 60}};
    const double scales[] = {0.75, 1, 2};
    for (size_t i = 0; i < 5; i++) {
        for (size_t k = 0; k < 3; k++) {
            Picture bundled, stroked;
            draw_both(2, slopes[i], 1, solid, scales[k], &bundled, &stroked);
            int width = (int)(200 * scales[k]), height = (int)(100 * scales[k]);
            /* column by column, away from the ends with their caps */
            for (int x = 10; x < width - 10; x++)
                assert_close(picture_area(&bundled, x, 0, 1, height), picture_area(&stroked, x, 0, 1, height),
                             0.05);
            picture_free(&bundled);
            picture_free(&stroked);
        }
    }
}

static void a_steep_line_covers_what_a_stroke_covers(void **state)
{
    (void)state;
    const float values[] = {5, 5, 95, 95}; /* from 0 to 60 pixels flat, then 90 up within 10 */
    float dense[21];
    for (size_t i = 0; i < 21; i++)
        dense[i] = i < 10 ? values[0] : i > 10 ? values[3] : 50;
    Picture bundled, stroked;
    draw_both(21, dense, 20, solid, 1, &bundled, &stroked);
    double one = picture_area(&bundled, 80, 0, 40, 100), other = picture_area(&stroked, 80, 0, 40, 100);
    assert_close_relative(one, other, 0.06);
    picture_free(&bundled);
    picture_free(&stroked);
}

static void a_spike_is_seen_whole_and_not_overshot(void **state)
{
    (void)state;
    enum { COUNT = 2001 };
    float *values = malloc(COUNT * sizeof *values);
    for (size_t i = 0; i < COUNT; i++)
        values[i] = 20;
    values[1005] = 80; /* one of ten samples in its pixel column */
    Picture picture = picture_make(200, 100, 1);
    Plot plot = plot_of(COUNT - 1, 100);
    BundleData data = {1, COUNT, values, 1, &only, false, 0};
    assert_true(bundle_draw(picture_paper(&picture), &plot, data, solid, NULL));
    assert_true(picture_area(&picture, 98, 21, 5, 1) > 0.9); /* y = 80 is pixel row 20 */
    assert_true(picture_area(&picture, 98, 50, 5, 1) > 0.9);
    assert_close(picture_area(&picture, 90, 0, 20, 19), 0, 1e-9);
    assert_close(picture_area(&picture, 90, 82, 20, 18), 0, 1e-9);
    free(values);
    picture_free(&picture);
}

/* Random walks, `points` x `curves`. */
static float *walks(size_t curves, size_t points, unsigned seed)
{
    float *values = malloc(curves * points * sizeof *values);
    srand(seed);
    for (size_t i = 0; i < curves; i++) {
        double y = 50;
        for (size_t k = 0; k < points; k++) {
            y = fmin(99, fmax(1, y + (rand() % 201 - 100) / 60.0));
            values[k * curves + i] = (float)y;
        }
    }
    return values;
}

static void assert_same_pixels(const Picture *one, const Picture *other, int width, int height)
{
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            if (picture_pixel(one, x, y) != picture_pixel(other, x, y))
                fail_msg("pixel %d, %d: %06x and %06x", x, y, picture_pixel(one, x, y),
                         picture_pixel(other, x, y));
}

static void curves_that_grow_look_as_if_drawn_at_once(void **state)
{
    (void)state;
    enum { CURVES = 9, POINTS = 400 };
    float *values = walks(CURVES, POINTS, 8);
    size_t members[CURVES];
    for (size_t i = 0; i < CURVES; i++)
        members[i] = i;
    const double ends[] = {150, 399, 1999}; /* sparse and dense in pixels */
    for (int dashed = 0; dashed < 2; dashed++) {
        for (size_t e = 0; e < 3; e++) {
            LineStyle style = {1.3, dashed ? PLOT_DASHED : PLOT_SOLID, {1, 1, 1}, 0.4};
            Plot plot = plot_of(ends[e], 100);
            BundleMask kept = {0};
            Picture grown = picture_make(300, 150, 1.5), whole = picture_make(300, 150, 1.5);
            for (size_t points = 1; points <= POINTS; points += 1 + points % 23) {
                BundleData data = {CURVES, points, values, CURVES, members, false, 7};
                cairo_set_source_rgb(grown.paper.cr, 0, 0, 0);
                cairo_paint(grown.paper.cr);
                assert_true(bundle_draw(picture_paper(&grown), &plot, data, style, &kept));
                cairo_set_source_rgb(whole.paper.cr, 0, 0, 0);
                cairo_paint(whole.paper.cr);
                assert_true(bundle_draw(picture_paper(&whole), &plot, data, style, NULL));
                assert_same_pixels(&grown, &whole, 300, 150);
            }
            bundle_forget(&kept);
            picture_free(&grown);
            picture_free(&whole);
        }
    }
    free(values);
}

static void what_is_kept_is_not_used_for_another_drawing(void **state)
{
    (void)state;
    enum { POINTS = 100 };
    float *first = walks(2, POINTS, 1), *second = walks(2, POINTS, 2);
    const size_t members[] = {0, 1};
    BundleMask kept = {0};
    Plot plot = plot_of(POINTS - 1, 100), other_plot = plot_of(2 * POINTS, 100);
    Picture one = picture_make(200, 100, 1), other = picture_make(200, 100, 1);
    const struct {
        const float *values;
        const Plot *plot;
        uint64_t history;
        double width;
        size_t count, points;
    } drawings[] = {
        {first, &plot, 1, 1.5, 2, POINTS},        {second, &plot, 2, 1.5, 2, POINTS},
        {second, &other_plot, 2, 1.5, 2, POINTS}, {second, &plot, 2, 3, 2, POINTS},
        {second, &plot, 2, 3, 1, POINTS},         {second, &plot, 2, 3, 1, POINTS / 2},
    };
    for (size_t i = 0; i < sizeof drawings / sizeof drawings[0]; i++) {
        LineStyle style = {drawings[i].width, PLOT_SOLID, {1, 1, 1}, 1};
        BundleData data = {2,     drawings[i].points, drawings[i].values, drawings[i].count, members,
                           false, drawings[i].history};
        Picture *pictures[] = {&one, &other};
        for (size_t k = 0; k < 2; k++) {
            cairo_set_source_rgb(pictures[k]->paper.cr, 0, 0, 0);
            cairo_paint(pictures[k]->paper.cr);
            bundle_draw(picture_paper(pictures[k]), drawings[i].plot, data, style, k == 0 ? &kept : NULL);
        }
        assert_same_pixels(&one, &other, 200, 100);
    }
    bundle_forget(&kept);
    picture_free(&one);
    picture_free(&other);
    free(first);
    free(second);
}

static void a_missing_value_leaves_a_gap_or_is_bridged(void **state)
{
    (void)state;
    const float values[] = {50, 50, NAN, 50, 50};
    for (int bridge = 0; bridge < 2; bridge++) {
        Picture picture = picture_make(200, 100, 1);
        Plot plot = plot_of(4, 100);
        BundleData data = {1, 5, values, 1, &only, bridge, 0};
        assert_true(bundle_draw(picture_paper(&picture), &plot, data, solid, NULL));
        assert_true(picture_area(&picture, 20, 40, 1, 20) > 1.4);
        assert_true(picture_area(&picture, 180, 40, 1, 20) > 1.4);
        double middle = picture_area(&picture, 60, 0, 80, 100);
        assert_close(middle, bridge ? 80 * 1.5 : 0, 0.02);
        picture_free(&picture);
    }
}

static void values_without_bounds_do_no_harm(void **state)
{
    (void)state;
    const float values[] = {50, HUGE_VALF, 50, -HUGE_VALF, 1e38F, -1e38F, NAN, 50, 50};
    for (int dashed = 0; dashed < 2; dashed++) {
        Picture picture = picture_make(200, 100, 1);
        Plot plot = plot_of(8, 100);
        BundleData data = {1, 9, values, 1, &only, false, 0};
        LineStyle style = {1.5, dashed ? PLOT_DASHED : PLOT_SOLID, {1, 1, 1}, 1};
        assert_true(bundle_draw(picture_paper(&picture), &plot, data, style, NULL));
        picture_free(&picture);
    }
}

static void a_logarithmic_axis_is_obeyed(void **state)
{
    (void)state;
    const float values[] = {0.1F, 0.1F, 0, 10, 10};
    Picture picture = picture_make(200, 100, 1);
    Plot plot = plot_in((Rect){0, 0, 200, 100}, (AxisRange){0, 4}, (AxisRange){0.01, 100}, true);
    BundleData data = {1, 5, values, 1, &only, false, 0};
    assert_true(bundle_draw(picture_paper(&picture), &plot, data, solid, NULL));
    assert_close(picture_area(&picture, 20, 74, 1, 2), 1.5, 0.05); /* 0.1: a quarter of the way up */
    assert_close(picture_area(&picture, 180, 24, 1, 2), 1.5, 0.05);
    assert_close(picture_area(&picture, 60, 0, 80, 100), 0, 1e-9); /* 0 has no place */
    picture_free(&picture);
}

static void dashes_take_two_thirds_of_a_line(void **state)
{
    (void)state;
    float values[2] = {50, 50};
    Picture picture = picture_make(200, 100, 1);
    Plot plot = plot_of(1, 100);
    BundleData data = {1, 2, values, 1, &only, false, 0};
    assert_true(
        bundle_draw(picture_paper(&picture), &plot, data, (LineStyle){2, PLOT_DASHED, {1, 1, 1}, 1}, NULL));
    assert_close_relative(picture_area(&picture, 0, 0, 198, 100), 2 * 198 * 2 / 3.0,
                          0.03); /* 11 periods of 18 */
    picture_free(&picture);
}

static void only_members_are_drawn(void **state)
{
    (void)state;
    const float values[] = {20, 50, 80, 20, 50, 80}; /* two points of three curves */
    const size_t members[] = {0, 2};
    Picture picture = picture_make(200, 100, 1);
    Plot plot = plot_of(1, 100);
    BundleData data = {3, 2, values, 2, members, false, 0};
    assert_true(bundle_draw(picture_paper(&picture), &plot, data, solid, NULL));
    assert_true(picture_area(&picture, 100, 78, 1, 4) > 1.4);
    assert_close(picture_area(&picture, 100, 40, 1, 20), 0, 1e-9);
    assert_true(picture_area(&picture, 100, 18, 1, 4) > 1.4);
    picture_free(&picture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_straight_line_covers_what_a_stroke_covers),
        cmocka_unit_test(a_steep_line_covers_what_a_stroke_covers),
        cmocka_unit_test(a_spike_is_seen_whole_and_not_overshot),
        cmocka_unit_test(curves_that_grow_look_as_if_drawn_at_once),
        cmocka_unit_test(what_is_kept_is_not_used_for_another_drawing),
        cmocka_unit_test(a_missing_value_leaves_a_gap_or_is_bridged),
        cmocka_unit_test(values_without_bounds_do_no_harm),
        cmocka_unit_test(a_logarithmic_axis_is_obeyed),
        cmocka_unit_test(dashes_take_two_thirds_of_a_line),
        cmocka_unit_test(only_members_are_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
