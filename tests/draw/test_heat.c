#include "draw/heat.h"
#include "draw/picture.h"

static const HeatColours colours = {{0, 1, 0}, {1, 0, 0}, {0, 0, 0}, {1, 1, 1}};

static void a_cell_has_the_colour_of_its_sign_as_strong_as_its_size(void **state)
{
    (void)state;
    const double values[] = {1, -1, 0, 0.5, -0.25, 2};
    Picture picture = picture_make(60, 40, 1);
    assert_true(heat_draw(picture_paper(&picture), (Rect){0, 0, 60, 40}, 2, 3, values, 1, colours));
    assert_int_equal(picture_pixel(&picture, 10, 10), 0x00FF00);
    assert_int_equal(picture_pixel(&picture, 30, 10), 0xFF0000);
    assert_int_equal(picture_pixel(&picture, 50, 10), 0x000000);
    assert_int_equal(picture_pixel(&picture, 10, 30), 0x008000);
    assert_int_equal(picture_pixel(&picture, 30, 30), 0x400000);
    assert_int_equal(picture_pixel(&picture, 50, 30), 0x00FF00); /* no stronger than full */
    /* the cells meet where the room is divided */
    assert_int_equal(picture_pixel(&picture, 19, 19), 0x00FF00);
    assert_int_equal(picture_pixel(&picture, 20, 19), 0xFF0000);
    assert_int_equal(picture_pixel(&picture, 19, 20), 0x008000);
    picture_free(&picture);
}

static void one_large_number_among_thousands_is_seen(void **state)
{
    (void)state;
    enum { N = 5000 };
    double *values = calloc(N, sizeof *values);
    values[1234] = -1;
    Picture picture = picture_make(50, 10, 1);
    assert_true(heat_draw(picture_paper(&picture), (Rect){0, 0, 50, 10}, 1, N, values, 1, colours));
    assert_int_equal(picture_count(&picture, (Colour){1, 0, 0}, 0), 10); /* one column of pixels */
    assert_int_equal(picture_pixel(&picture, 12, 5), 0xFF0000);
    values[4000] = NAN; /* and a number that is none before all others */
    values[4001] = 1;
    assert_true(heat_draw(picture_paper(&picture), (Rect){0, 0, 50, 10}, 1, N, values, 1, colours));
    assert_int_equal(picture_pixel(&picture, 40, 5), 0xFFFFFF);
    picture_free(&picture);
    free(values);
}

static void all_zeros_and_no_cells_do_no_harm(void **state)
{
    (void)state;
    const double zeros[4] = {0};
    Picture picture = picture_make(20, 20, 1);
    assert_true(heat_draw(picture_paper(&picture), (Rect){0, 0, 20, 20}, 2, 2, zeros, 0, colours));
    assert_int_equal(picture_pixel(&picture, 5, 5), 0);
    assert_true(heat_draw(picture_paper(&picture), (Rect){0, 0, 20, 20}, 0, 2, zeros, 1, colours));
    assert_true(heat_draw(picture_paper(&picture), (Rect){0, 0, 0, 20}, 2, 2, zeros, 1, colours));
    const double broken[] = {NAN, -3, INFINITY, 2};
    assert_close(heat_largest(4, broken), 3, 0);
    assert_close(heat_largest(0, broken), 0, 0);
    picture_free(&picture);
}

static void the_cell_that_is_hit_is_the_one_that_is_seen(void **state)
{
    (void)state;
    const Rect room = {10, 20, 70, 30};
    const double values[] = {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0, 0, 1};
    Picture picture = picture_make(100, 60, 1);
    assert_true(heat_draw(picture_paper(&picture), room, 3, 7, values, 1, colours));
    for (int y = 0; y < 60; y++)
        for (int x = 0; x < 100; x++) {
            size_t row = 99, col = 99;
            bool hit = heat_cell_at(room, 3, 7, x + 0.5, y + 0.5, &row, &col);
            double value = hit ? values[row * 7 + col] : 0;
            unsigned wanted = value > 0 ? 0x00FF00 : value < 0 ? 0xFF0000 : 0;
            assert_int_equal(picture_pixel(&picture, x, y), wanted);
        }
    picture_free(&picture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cell_has_the_colour_of_its_sign_as_strong_as_its_size),
        cmocka_unit_test(one_large_number_among_thousands_is_seen),
        cmocka_unit_test(all_zeros_and_no_cells_do_no_harm),
        cmocka_unit_test(the_cell_that_is_hit_is_the_one_that_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
