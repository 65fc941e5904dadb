#include "draw/picture.h"
#include "draw/stairs.h"

static const float at[] = {0, 20, 60}, rate[] = {0.25F, 0.5F, 1};

static void a_value_holds_until_the_next_step(void **state)
{
    (void)state;
    assert_true(isnan(stairs_value(3, at, rate, -1)));
    assert_close(stairs_value(3, at, rate, 0), 0.25, 0);
    assert_close(stairs_value(3, at, rate, 19.99), 0.25, 0);
    assert_close(stairs_value(3, at, rate, 20), 0.5, 0);
    assert_close(stairs_value(3, at, rate, 1000), 1, 0);
}

static void steps_are_drawn_upright_and_to_the_end(void **state)
{
    (void)state;
    Picture picture = picture_make(100, 100, 1);
    Plot plot = plot_in((Rect){0, 0, 100, 100}, (AxisRange){0, 100}, (AxisRange){0, 1.25}, false);
    stairs_draw(picture_paper(&picture), &plot, 3, at, rate, (LineStyle){2, PLOT_SOLID, {1, 1, 1}, 1});
    for (int x = 2; x < 98; x++) { /* the height of a column's line, where it does not rise */
        double expected = 100 - 80 * stairs_value(3, at, rate, x);
        if (abs(x - 20) < 3 || abs(x - 60) < 3)
            continue;
        assert_true(picture_is(&picture, x, (int)expected, white, 1));
        assert_true(picture_is(&picture, x, (int)expected - 1, white, 1));
        assert_close(picture_area(&picture, x, 0, 1, 100), 2, 0.02);
    }
    for (int y = 62; y < 79; y++)
        assert_true(picture_is(&picture, 19, y, white, 1) && picture_is(&picture, 20, y, white, 1));
    picture_free(&picture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_holds_until_the_next_step),
        cmocka_unit_test(steps_are_drawn_upright_and_to_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
