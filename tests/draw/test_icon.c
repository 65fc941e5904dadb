#include "draw/icon.h"
#include "draw/picture.h"

enum { SIZE = 24 };

static void each_icon_fills_its_square_and_no_more(void **state)
{
    (void)state;
    for (int icon = ICON_NONE + 1; icon < ICON_COUNT; icon++) {
        Picture picture = picture_make(3 * SIZE, 3 * SIZE, 1);
        icon_draw(picture_paper(&picture), (IconName)icon, 1.5 * SIZE, 1.5 * SIZE, SIZE, white);
        double inside = picture_area(&picture, SIZE, SIZE, SIZE, SIZE);
        double all = picture_area(&picture, 0, 0, 3 * SIZE, 3 * SIZE);
        assert_true(inside > 20);
        assert_close(all, inside, 1e-9);
        /* At least two thirds of the square's width. */
        int left = SIZE, right = 0;
        for (int x = 0; x < 3 * SIZE; x++) {
            if (picture_area(&picture, x, SIZE, 1, SIZE) < 0.5)
                continue;
            left = x < left + SIZE && left == SIZE ? x : left;
            right = x;
        }
        assert_true(right - left >= SIZE * 0.45);
        picture_free(&picture);
    }
}

static void no_two_icons_look_alike(void **state)
{
    (void)state;
    Picture picture = picture_make(SIZE * ICON_COUNT, SIZE, 1);
    for (int icon = 0; icon < ICON_COUNT; icon++)
        icon_draw(picture_paper(&picture), (IconName)icon, (icon + 0.5) * SIZE, 0.5 * SIZE, SIZE, white);
    for (int one = 0; one < ICON_COUNT; one++) {
        for (int other = 0; other < one; other++) {
            int differ = 0;
            for (int y = 0; y < SIZE; y++)
                for (int x = 0; x < SIZE; x++)
                    differ += abs((int)(picture_pixel(&picture, one * SIZE + x, y) & 255) -
                                  (int)(picture_pixel(&picture, other * SIZE + x, y) & 255)) > 127;
            if (differ < 15)
                fail_msg("icons %d and %d differ in %d pixels", one, other, differ);
        }
    }
    picture_free(&picture);
}

static void an_icon_leaves_the_context_as_it_was(void **state)
{
    (void)state;
    Picture picture = picture_make(SIZE, SIZE, 1);
    cairo_set_line_width(picture.paper.cr, 7);
    icon_draw(picture_paper(&picture), ICON_DICE, 10, 10, SIZE, white);
    assert_close(cairo_get_line_width(picture.paper.cr), 7, 0);
    assert_false(cairo_has_current_point(picture.paper.cr));
    picture_free(&picture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_icon_fills_its_square_and_no_more),
        cmocka_unit_test(no_two_icons_look_alike),
        cmocka_unit_test(an_icon_leaves_the_context_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
