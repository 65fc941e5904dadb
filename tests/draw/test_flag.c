#include "draw/flag.h"
#include "draw/picture.h"

static Plot plot_of(void)
{
    return plot_in((Rect){20, 10, 200, 80}, (AxisRange){0, 100}, (AxisRange){0, 1}, false);
}

static void a_flag_stands_at_its_place_with_its_label(void **state)
{
    (void)state;
    Picture picture = picture_make(240, 100, 1);
    TextLog *log = calloc(1, sizeof *log);
    picture.paper.log = log;
    Plot plot = plot_of();
    const Flag flags[] = {{-1, white, white, "before"},
                          {10, white, white, "rate"},
                          {60, white, white, "loss"},
                          {101, white, white, "x"}};
    flag_draw(picture_paper(&picture), &plot, 4, flags);
    assert_int_equal(log->count, 2); /* those outside the axis are not drawn */
    assert_string_equal(log->boxes[0].text, "rate");
    assert_string_equal(log->boxes[1].text, "loss");
    assert_true(log->boxes[0].box.x > 40 && log->boxes[0].box.x < 52);
    assert_true(picture_area(&picture, 138, 30, 4, 60) > 15); /* a third of a line of 1.5 by 60 */
    assert_true(picture_area(&picture, 100, 30, 20, 60) == 0);
    free(log);
    picture_free(&picture);
}

static void labels_never_cover_each_other(void **state)
{
    (void)state;
    Picture picture = picture_make(240, 100, 1);
    TextLog *log = calloc(1, sizeof *log);
    picture.paper.log = log;
    Plot plot = plot_of();
    const Flag flags[] = {{10, white, white, "learning rate"}, {14, white, white, "loss"},
                          {18, white, white, "target"},        {22, white, white, "no room"},
                          {60, white, white, "fits"},          {97, white, white, "near the end"}};
    flag_draw(picture_paper(&picture), &plot, 6, flags);
    assert_int_equal(log->count, 5);
    for (size_t i = 0; i < log->count; i++) {
        Rect one = log->boxes[i].box;
        assert_string_not_equal(log->boxes[i].text, "no room");
        assert_true(one.x >= 20 && one.x + one.width <= 220 && one.y >= 10 && one.y + one.height <= 90);
        for (size_t k = 0; k < i; k++) {
            Rect other = log->boxes[k].box;
            assert_true(one.x >= other.x + other.width || other.x >= one.x + one.width ||
                        one.y >= other.y + other.height || other.y >= one.y + one.height);
        }
    }
    free(log);
    picture_free(&picture);
}

static void the_nearest_flag_is_found(void **state)
{
    (void)state;
    Plot plot = plot_of();
    const Flag flags[] = {{10, white, white, "a"},
                          {12, white, white, "b"},
                          {12, white, white, "c"},
                          {100.5, white, white, "d"}};
    assert_int_equal(flag_at(&plot, 4, flags, 39, 50, 5), 0);
    assert_int_equal(flag_at(&plot, 4, flags, 43, 50, 5), 2); /* of two at one place the later */
    assert_true(flag_at(&plot, 4, flags, 52, 50, 5) == SIZE_MAX);
    assert_true(flag_at(&plot, 4, flags, 40, 95, 5) == SIZE_MAX);
    assert_true(flag_at(&plot, 4, flags, 219.5, 50, 5) == SIZE_MAX); /* not shown, not found */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_flag_stands_at_its_place_with_its_label),
        cmocka_unit_test(labels_never_cover_each_other),
        cmocka_unit_test(the_nearest_flag_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
