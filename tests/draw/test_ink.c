#include "draw/ink.h"
#include "draw/picture.h"

static const Rect room = {0, 0, 300, 120};

/* Two horizontal strokes with a way through the air between them; the first slow, the second ten times as fast. */
enum { COUNT = 31 };
static InkPoint points[COUNT];

static int write_points(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        bool second = i > 15;
        points[i].x = second ? (float)(300 + 20 * (i - 16)) : (float)(10 * i);
        points[i].y = second ? 100 : 0;
        points[i].t = (float)(second ? 2.0 + 0.02 * (double)(i - 16) : 0.1 * (double)i);
        points[i].ink = i != 15 && i + 1 < COUNT;
    }
    return 0;
}

static void a_signature_fits_its_room_upright_in_its_own_shape(void **state)
{
    (void)state;
    double scale = ink_scale(room, COUNT, points);
    assert_close(scale, (300 - 16) / 580.0, 1e-9); /* 580 wide, 100 high: the width decides */
    assert_close(ink_scale((Rect){0, 0, 3000, 66}, COUNT, points), 0.5, 1e-9);
    assert_close(ink_scale(room, 1, points), 0, 0);
    assert_close(ink_scale(room, 0, points), 0, 0);
    Picture picture = picture_make(300, 120, 1);
    ink_draw(picture_paper(&picture), room, COUNT, points, scale, white);
    /* y grows upwards: the first stroke lies below the second */
    int below = (int)(60 + 50 * scale), above = (int)(60 - 50 * scale);
    assert_true(picture_is(&picture, 50, below, white, 30));
    assert_true(picture_is(&picture, 240, above, white, 90));
    assert_true(picture_is(&picture, 50, above, black, 0));
    picture_free(&picture);
}

static void a_slow_stroke_is_thicker_than_a_fast_one(void **state)
{
    (void)state;
    double scale = ink_scale(room, COUNT, points);
    Picture picture = picture_make(300, 120, 1);
    ink_draw(picture_paper(&picture), room, COUNT, points, scale, white);
    double slow = picture_area(&picture, 50, 60, 1, 60), fast = picture_area(&picture, 240, 0, 1, 60);
    assert_true(slow > 2 * fast);
    assert_true(fast > 0.8);
    picture_free(&picture);
}

static void the_way_through_the_air_is_light_and_the_start_a_green_dot(void **state)
{
    (void)state;
    double scale = ink_scale(room, COUNT, points);
    Picture picture = picture_make(300, 120, 1);
    ink_draw(picture_paper(&picture), room, COUNT, points, scale, white);
    Colour start = picture.paper.theme->forward;
    assert_true(picture_is(&picture, 8, (int)(60 + 50 * scale), start, 2));
    assert_true(picture_count(&picture, start, 2) > 50);
    /* half way between the end of the first stroke (150, 0) and the start of the second (300, 100) */
    int x = (int)(8 + 225 * scale);
    double air = picture_area(&picture, x - 1, 50, 3, 20);
    assert_true(air > 0.3 && air < 3);
    for (int y = 50; y < 70; y++)
        assert_false(picture_is(&picture, x, y, white, 90));
    picture_free(&picture);
}

static void times_that_stand_still_and_broken_points_do_no_harm(void **state)
{
    (void)state;
    InkPoint broken[] = {{NAN, 0, 0, true},        {0, 0, 0, true},  {10, 5, 0, true}, {20, 0, 0, true},
                         {30, HUGE_VALF, 1, true}, {40, 5, 1, true}, {50, 5, 1, false}};
    Picture picture = picture_make(300, 120, 1);
    double scale = ink_scale(room, 7, broken);
    assert_true(isfinite(scale) && scale > 0);
    ink_draw(picture_paper(&picture), room, 7, broken, scale, white);
    assert_true(picture_count(&picture, white, 30) > 20);
    ink_draw(picture_paper(&picture), room, 1, broken, 1, white); /* not one usable point */
    ink_draw(picture_paper(&picture), room, 0, NULL, 1, white);
    picture_free(&picture);
}

static void its_duration_is_from_first_to_last(void **state)
{
    (void)state;
    assert_close(ink_duration(COUNT, points), 2.28, 1e-6);
    assert_close(ink_duration(0, NULL), 0, 0);
}

static void strokes_are_counted_and_shown_one_after_the_other(void **state)
{
    (void)state;
    assert_int_equal(ink_strokes(COUNT, points), 2);
    assert_int_equal(ink_strokes(0, NULL), 0);
    assert_int_equal(ink_points_until(COUNT, points, 0), 0);
    assert_int_equal(ink_points_until(COUNT, points, 1),
                     16); /* its last point, whose way onwards is air, too */
    assert_int_equal(ink_points_until(COUNT, points, 2), COUNT);
    assert_int_equal(ink_points_until(COUNT, points, 9), COUNT);
    double scale = ink_scale(room, COUNT, points);
    InkPlacing placing = ink_place(room, COUNT, points, scale);
    int below = (int)(60 + 50 * scale), above = (int)(60 - 50 * scale);
    Picture picture = picture_make(300, 120, 1);
    ink_draw_at(picture_paper(&picture), placing, COUNT, points, 16, white);
    assert_true(picture_is(&picture, 50, below, white, 30));
    assert_true(picture_is(&picture, 240, above, black, 0)); /* the second is not there yet ... */
    ink_draw_faint(picture_paper(&picture), placing, COUNT, points);
    assert_false(picture_is(&picture, 240, above, black, 0)); /* ... and then faint */
    assert_false(picture_is(&picture, 240, above, white, 120));
    picture_free(&picture);
}

static void a_signature_stands_where_it_is_placed(void **state)
{
    (void)state;
    Picture picture = picture_make(300, 120, 1);
    ink_draw_at(picture_paper(&picture), (InkPlacing){20, 110, 0.25}, COUNT, points, COUNT, white);
    assert_true(picture_is(&picture, 20 + 15, 110, white, 30));        /* 60 along, 0 up */
    assert_false(picture_is(&picture, 20 + 100, 110 - 25, black, 60)); /* 400 along, 100 up: thin */
    assert_true(picture_is(&picture, 20 + 15, 110 - 25, black, 0));
    ink_draw_at(picture_paper(&picture), (InkPlacing){0}, 0, NULL, 0, white);
    picture_free(&picture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signature_fits_its_room_upright_in_its_own_shape),
        cmocka_unit_test(a_slow_stroke_is_thicker_than_a_fast_one),
        cmocka_unit_test(the_way_through_the_air_is_light_and_the_start_a_green_dot),
        cmocka_unit_test(times_that_stand_still_and_broken_points_do_no_harm),
        cmocka_unit_test(its_duration_is_from_first_to_last),
        cmocka_unit_test(strokes_are_counted_and_shown_one_after_the_other),
        cmocka_unit_test(a_signature_stands_where_it_is_placed),
    };
    return cmocka_run_group_tests(tests, write_points, NULL);
}
