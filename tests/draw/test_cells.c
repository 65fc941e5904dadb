/* Cells: what is seen of each, in colour and without it. */
#include "draw/cells.h"

#include "draw/picture.h"

enum { ROWS = 6, COLS = 10 };

static void all(unsigned char marks[ROWS * COLS], CellsMark mark)
{
    for (size_t i = 0; i < ROWS * COLS; i++)
        marks[i] = (unsigned char)mark;
}

static void every_cell_has_the_colour_of_its_mark(void **state)
{
    (void)state;
    for (double size = 1; size <= 20; size += 19) {
        Picture picture = picture_make(260, 160, 1);
        unsigned char marks[ROWS * COLS];
        all(marks, CELLS_UNKNOWN);
        marks[2 * COLS + 3] = CELLS_RIGHT;
        Cells cells = {{20, 20, COLS * size, ROWS * size}, ROWS, COLS, marks};
        const Paper *paper = picture_paper(&picture);
        cells_draw(paper, cells);
        int x = (int)(20 + 3.5 * size), y = (int)(20 + 2.5 * size);
        Colour expected = theme_mix(black, cells_colour(paper->theme, CELLS_RIGHT), 0.85);
        assert_true(picture_is(&picture, x, y, expected, 3));
        assert_true(picture_is(&picture, (int)(20 + 8.5 * size), y, paper->theme->grid, 3));
        assert_true(picture_is(&picture, 19, 19, black, 0));
        assert_true(picture_is(&picture, 21 + (int)(COLS * size), y, black, 0));
        picture_free(&picture);
    }
}

/* The share of pixels of a wrong matrix that are not in its colour: the pattern. */
static void what_is_wrong_is_seen_without_its_colour(void **state)
{
    (void)state;
    for (double size = 1.5; size <= 12; size += 3.5) {
        Picture picture = picture_make(260, 160, 1);
        unsigned char marks[ROWS * COLS];
        all(marks, CELLS_WRONG);
        Cells cells = {{10, 10, COLS * size, ROWS * size}, ROWS, COLS, marks};
        const Paper *paper = picture_paper(&picture);
        cells_draw(paper, cells);
        int plain = picture_count(&picture, cells_colour(paper->theme, CELLS_WRONG), 30);
        double area = COLS * size * ROWS * size;
        assert_true(plain > 0.2 * area && plain < 0.9 * area);
        picture_free(&picture);
    }
}

static void the_cell_at_a_point_is_the_one_that_is_drawn_there(void **state)
{
    (void)state;
    unsigned char marks[ROWS * COLS];
    all(marks, CELLS_RIGHT);
    Cells cells = {{30, 40, COLS * 7, ROWS * 5}, ROWS, COLS, marks};
    for (size_t i = 0; i < ROWS * COLS; i++)
        assert_int_equal(
            cells_at(cells, 30 + 7 * (double)(i % COLS) + 3.5, 40 + 5 * (double)(i / COLS) + 2.5), i);
    assert_int_equal(cells_at(cells, 29.9, 42), SIZE_MAX);
    assert_int_equal(cells_at(cells, 30 + COLS * 7.0, 42), SIZE_MAX);
    assert_int_equal(cells_at(cells, 32, 40 + ROWS * 5.0), SIZE_MAX);
}

static void the_ring_is_seen_round_the_smallest_cell(void **state)
{
    (void)state;
    Picture picture = picture_make(100, 100, 1);
    unsigned char marks[ROWS * COLS];
    all(marks, CELLS_RIGHT);
    Cells cells = {{30, 40, COLS * 1.5, ROWS * 1.5}, ROWS, COLS, marks};
    const Paper *paper = picture_paper(&picture);
    cells_draw(paper, cells);
    cells_ring(paper, cells, 2 * COLS + 4);
    assert_true(picture_count(&picture, paper->theme->text, 60) > 8);
    picture_free(&picture);
}

static void the_marks_can_be_told_apart(void **state)
{
    (void)state;
    for (int theme = 0; theme < THEME_COUNT; theme++) {
        const Theme *t = theme_named((ThemeName)theme);
        assert_true(theme_contrast(cells_colour(t, CELLS_RIGHT), t->panel) >= 3);
        assert_true(theme_contrast(cells_colour(t, CELLS_WRONG), t->panel) >= 3);
        assert_true(theme_contrast(cells_colour(t, CELLS_UNSURE), t->panel) >= 3);
        assert_true(theme_contrast(cells_colour(t, CELLS_UNKNOWN), t->panel) < 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_cell_has_the_colour_of_its_mark),
        cmocka_unit_test(what_is_wrong_is_seen_without_its_colour),
        cmocka_unit_test(the_cell_at_a_point_is_the_one_that_is_drawn_there),
        cmocka_unit_test(the_ring_is_seen_round_the_smallest_cell),
        cmocka_unit_test(the_marks_can_be_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
