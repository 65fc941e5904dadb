/* One number against another that it should equal. */
#include "draw/agreement.h"

#include "draw/picture.h"

static const Rect area = {50, 10, 200, 160};

static void equal_numbers_lie_on_the_diagonal_whatever_their_size_and_sign(void **state)
{
    (void)state;
    const AgreementPoint points[] = {{.x = 3e-7, .y = 3e-7}, {.x = -0.8, .y = -0.8}, {.x = 0, .y = 0}};
    Agreement a = agreement_make(area, 3, points);
    assert_close(a.high, 1, 1e-12);
    assert_close_relative(a.low, 1e-7, 1e-12);
    for (double value = 1e-9; value < 1; value *= 7)
        for (int sign = -1; sign <= 1; sign += 2) {
            double x = agreement_place_x(&a, sign * value), y = agreement_place_y(&a, sign * value);
            assert_close((x - area.x) / area.width, 1 - (y - area.y) / area.height, 1e-12);
            double flipped = agreement_place_y(&a, -sign * value);
            assert_close((x - area.x) / area.width, (flipped - area.y) / area.height, 1e-12);
        }
    assert_close(agreement_place_x(&a, 0), 150, 1e-12);
    assert_close(agreement_place_x(&a, 1), 250, 1e-12);
    assert_close(agreement_place_x(&a, -1), 50, 1e-12);
}

static void places_rise_with_the_values_without_a_jump(void **state)
{
    (void)state;
    const AgreementPoint points[] = {{.x = 1e-4, .y = 2e-4}, {.x = -5, .y = -50}};
    Agreement a = agreement_make(area, 2, points);
    assert_close_relative(a.high, 100, 1e-9);
    double before = agreement_place_x(&a, -100);
    for (int i = 1; i <= 4000; i++) {
        double share = i / 2000.0 - 1, value = copysign(pow(fabs(share), 12) * 100, share);
        double x = agreement_place_x(&a, value);
        assert_true(x >= before && x - before < 3);
        before = x;
    }
}

static void the_axes_cover_two_to_nine_powers_of_ten(void **state)
{
    (void)state;
    AgreementPoint points[] = {{.x = 1, .y = 1}, {.x = 0.9, .y = 0.8}};
    Agreement a = agreement_make(area, 2, points);
    assert_close(a.high / a.low, 100, 1e-9);
    points[1].x = 1e-30;
    a = agreement_make(area, 2, points);
    assert_close(a.high / a.low, 1e9, 1e-9);
    points[0].x = points[0].y = points[1].x = points[1].y = 0;
    a = agreement_make(area, 2, points);
    assert_true(a.low > 0 && a.high > a.low);
    points[0].x = NAN;
    a = agreement_make(area, 1, points);
    assert_true(a.low > 0 && a.high > a.low);
}

static void points_are_found_where_they_are_drawn(void **state)
{
    (void)state;
    AgreementPoint points[40];
    for (size_t i = 0; i < 40; i++) {
        double value = (i % 2 ? -1 : 1) * pow(10, -(double)i / 8);
        points[i] = (AgreementPoint){value, i == 7 ? -value : value, 0, i == 7 ? CELLS_WRONG : CELLS_RIGHT};
    }
    points[20].mark = CELLS_UNKNOWN;
    Picture picture = picture_make(300, 220, 1);
    Agreement a = agreement_make(area, 40, points);
    assert_true(agreement_draw(picture_paper(&picture), &a, 40, points, SIZE_MAX, "yours against measured"));
    for (size_t i = 0; i < 40; i++) {
        double x = agreement_place_x(&a, points[i].x), y = agreement_place_y(&a, points[i].y);
        if (i != 20) {
            assert_int_equal(agreement_at(&a, 40, points, x, y), i);
            Colour expected = cells_colour(picture.paper.theme, (CellsMark)points[i].mark);
            if (i == 7) /* away from the others */
                assert_true(picture_is(&picture, (int)x, (int)y, theme_mix(black, expected, 0.8), 40));
        } else {
            assert_int_not_equal(agreement_at(&a, 40, points, x, y), 20);
        }
    }
    assert_int_equal(agreement_at(&a, 40, points, area.x + 100, area.y + 150), SIZE_MAX);
    picture_free(&picture);
}

static void a_wide_error_bar_is_drawn_and_a_narrow_one_is_not(void **state)
{
    (void)state;
    double inks[2];
    for (int wide = 0; wide < 2; wide++) {
        const AgreementPoint points[] = {{0.1, 0.1, wide ? 0.09 : 1e-9, CELLS_UNSURE}};
        Picture picture = picture_make(300, 220, 1);
        Agreement a = {area, 1e-3, 1};
        assert_true(agreement_draw(picture_paper(&picture), &a, 1, points, SIZE_MAX, ""));
        inks[wide] = picture_area(&picture, 0, 0, 300, 220);
        picture_free(&picture);
    }
    assert_true(inks[1] > inks[0] + 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_numbers_lie_on_the_diagonal_whatever_their_size_and_sign),
        cmocka_unit_test(places_rise_with_the_values_without_a_jump),
        cmocka_unit_test(the_axes_cover_two_to_nine_powers_of_ten),
        cmocka_unit_test(points_are_found_where_they_are_drawn),
        cmocka_unit_test(a_wide_error_bar_is_drawn_and_a_narrow_one_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
