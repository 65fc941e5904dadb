#include "draw/marker.h"
#include "draw/picture.h"

static const MarkerStyle circle = {.shape = MARKER_CIRCLE, .size = 20, .colour = {1, 1, 1}, .alpha = 1};
static const MarkerStyle triangle = {.shape = MARKER_TRIANGLE, .size = 20, .colour = {1, 1, 1}, .alpha = 1};

static void a_mark_has_its_colour_at_its_point(void **state)
{
    (void)state;
    const MarkerStyle styles[] = {circle, triangle};
    for (size_t i = 0; i < 2; i++) {
        Picture picture = picture_make(100, 60, 1);
        MarkerStyle style = styles[i];
        style.colour = theme_named(THEME_DARK)->forged;
        marker_draw_one(picture_paper(&picture), style, 70, 30);
        assert_true(picture_is(&picture, 70, 30, style.colour, 0));
        assert_true(picture_is(&picture, 30, 30, black, 0));
        picture_free(&picture);
    }
}

static void circle_and_triangle_cover_the_same_area_in_other_shapes(void **state)
{
    (void)state;
    Picture round = picture_make(60, 60, 1), pointed = picture_make(60, 60, 1);
    marker_draw_one(picture_paper(&round), circle, 30, 30);
    marker_draw_one(picture_paper(&pointed), triangle, 30, 30);
    double area = 3.14159265 * 100;
    assert_close_relative(picture_area(&round, 0, 0, 60, 60), area, 0.02);
    assert_close_relative(picture_area(&pointed, 0, 0, 60, 60), area, 0.02);
    /* A triangle is wider below its centre than above; a circle is not. */
    assert_close(picture_area(&round, 0, 23, 60, 1), picture_area(&round, 0, 36, 60, 1), 0.3);
    assert_true(picture_area(&pointed, 0, 36, 60, 1) > 2 * picture_area(&pointed, 0, 23, 60, 1));
    picture_free(&round);
    picture_free(&pointed);
}

static void a_hollow_mark_shows_the_ground_inside(void **state)
{
    (void)state;
    const MarkerStyle styles[] = {circle, triangle};
    for (size_t i = 0; i < 2; i++) {
        Picture picture = picture_make(60, 60, 1);
        MarkerStyle style = styles[i];
        style.hollow = true;
        style.ground = theme_named(THEME_DARK)->panel;
        marker_draw_one(picture_paper(&picture), style, 30, 30);
        assert_true(picture_is(&picture, 30, 30, style.ground, 0));
        assert_true(picture_count(&picture, white, 3) > 60);
        picture_free(&picture);
    }
}

static void marks_without_a_place_are_left_out(void **state)
{
    (void)state;
    const double x[] = {10, NAN, 30, 50}, y[] = {10, 10, HUGE_VAL, 10};
    Picture picture = picture_make(60, 20, 1);
    MarkerStyle style = circle;
    style.size = 6;
    marker_draw(picture_paper(&picture), style, 4, x, y);
    assert_true(picture_is(&picture, 10, 10, white, 0));
    assert_true(picture_is(&picture, 30, 10, black, 0));
    assert_true(picture_is(&picture, 50, 10, white, 0));
    picture_free(&picture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mark_has_its_colour_at_its_point),
        cmocka_unit_test(circle_and_triangle_cover_the_same_area_in_other_shapes),
        cmocka_unit_test(a_hollow_mark_shows_the_ground_inside),
        cmocka_unit_test(marks_without_a_place_are_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
