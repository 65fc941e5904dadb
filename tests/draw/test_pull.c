#include "draw/picture.h"
#include "draw/pull.h"

enum { SAMPLES = 181 };

static float forged[SAMPLES], genuine[SAMPLES];

static int make_curves(void **state)
{
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        double theta = (double)i * 3.14159265358979 / 180;
        forged[i] = (float)((cos(theta) + 1) * sin(theta)); /* 1/2 (c + 1)^2 */
        genuine[i] = (float)((cos(theta) - 1) * sin(theta));
    }
    return 0;
}

static PullData data_of(double degrees, double pull)
{
    return (PullData){.count = SAMPLES,
                      .own = {forged, {1, 0, 0}, PLOT_SOLID},
                      .other = {genuine, {0, 0, 1}, PLOT_SOLID},
                      .degrees = degrees,
                      .pull = pull,
                      .ball = MARKER_CIRCLE,
                      .opens = "opens",
                      .closes = "closes"};
}

static void the_axis_shows_both_curves_and_zero(void **state)
{
    (void)state;
    PullData data = data_of(60, 1.299);
    AxisRange range = pull_range(&data);
    assert_true(range.low <= -1.299 && range.low >= -1.6);
    assert_true(range.high >= 1.299 && range.high <= 1.6);
    assert_close(pull_largest(&data), 1.2990, 1e-3); /* 3 sqrt(3) / 4, at 60 degrees */
    data.other = data.own;
    assert_true(pull_range(&data).low <= 0);
}

static void the_ball_lies_at_its_angle_and_pull_and_is_pushed_the_right_way(void **state)
{
    (void)state;
    for (int opens = 0; opens < 2; opens++) {
        PullData data = data_of(90, opens ? 1 : -1);
        Picture picture = picture_make(400, 240, 1);
        Rect room = {0, 0, 400, 240};
        pull_draw(picture_paper(&picture), room, &data);
        Plot plot = pull_plot(room, &data);
        int x = (int)axis_place(plot.x, 90), y = (int)axis_place(plot.y, opens ? 1 : -1);
        assert_true(picture_is(&picture, x, y, (Colour){1, 0, 0}, 0));
        const Colour pink = picture.paper.theme->backward;
        assert_int_equal(picture_is(&picture, x + 15, y, pink, 20), opens);
        assert_int_equal(picture_is(&picture, x - 15, y, pink, 20), !opens);
        picture_free(&picture);
    }
}

static void without_an_angle_there_is_no_ball(void **state)
{
    (void)state;
    PullData data = data_of(NAN, NAN);
    Picture picture = picture_make(400, 240, 1);
    pull_draw(picture_paper(&picture), (Rect){0, 0, 400, 240}, &data);
    assert_int_equal(picture_count(&picture, picture.paper.theme->backward, 10), 0);
    assert_true(picture_count(&picture, (Colour){1, 0, 0}, 40) > 100); /* the curve is there */
    picture_free(&picture);
}

static void a_flat_curve_is_drawn_without_harm(void **state)
{
    (void)state;
    float flat[2] = {0, 0};
    PullData data = data_of(30, 0);
    data.count = 2;
    data.own.samples = data.other.samples = flat;
    Picture picture = picture_make(400, 240, 1);
    pull_draw(picture_paper(&picture), (Rect){0, 0, 400, 240}, &data);
    assert_close(pull_largest(&data), 0, 0);
    picture_free(&picture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_axis_shows_both_curves_and_zero),
        cmocka_unit_test(the_ball_lies_at_its_angle_and_pull_and_is_pushed_the_right_way),
        cmocka_unit_test(without_an_angle_there_is_no_ball),
        cmocka_unit_test(a_flat_curve_is_drawn_without_harm),
    };
    return cmocka_run_group_tests(tests, make_curves, NULL);
}
