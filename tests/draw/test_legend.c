#include "draw/legend.h"
#include "draw/picture.h"

static const LegendEntry entries[] = {
    {LEGEND_CIRCLE, {1, 0, 0}, {1, 1, 1}, PLOT_SOLID, 0, "genuine"},
    {LEGEND_TRIANGLE, {0, 1, 0}, {1, 1, 1}, PLOT_SOLID, 0, "forged"},
    {LEGEND_LINE, {0, 0, 1}, {1, 1, 1}, PLOT_DASHED, 2, "threshold"},
};

static void entries_are_drawn_whole_or_not_at_all(void **state)
{
    (void)state;
    Picture picture = picture_make(500, 30, 1);
    TextLog *log = calloc(1, sizeof *log);
    picture.paper.log = log;
    const Paper *paper = picture_paper(&picture);
    double all = legend_width(paper, 3, entries), two = legend_width(paper, 2, entries);
    assert_true(two > 0 && all > two);
    assert_int_equal(legend_draw(paper, (Rect){0, 0, all + 0.1, 30}, 3, entries), 3);
    log->count = 0;
    assert_int_equal(legend_draw(paper, (Rect){0, 0, all - 1, 30}, 3, entries), 2);
    assert_int_equal(log->count, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_false(log->boxes[i].elided);
        assert_true(log->boxes[i].box.x + log->boxes[i].box.width <= all - 1 + 1e-6);
    }
    assert_int_equal(legend_draw(paper, (Rect){0, 0, 10, 30}, 3, entries), 0);
    free(log);
    picture_free(&picture);
}

static void each_sign_has_its_colour(void **state)
{
    (void)state;
    Picture picture = picture_make(500, 30, 1);
    legend_draw(picture_paper(&picture), (Rect){0, 0, 500, 30}, 3, entries);
    for (size_t i = 0; i < 3; i++)
        assert_true(picture_count(&picture, entries[i].colour, 40) > 15);
    picture_free(&picture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_are_drawn_whole_or_not_at_all),
        cmocka_unit_test(each_sign_has_its_colour),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
