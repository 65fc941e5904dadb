#include "draw/graph.h"
#include "draw/picture.h"

static GraphBox box_at(Rect place)
{
    return (GraphBox){.place = place, .form = GRAPH_STEP, .text_size = 12, .exists = true};
}

static GraphWay straight_way(double x1, double y1, double x2, double y2)
{
    return (GraphWay){.count = 2, .x = {x1, x2}, .y = {y1, y2}, .width = 2};
}

static void what_flows_forward_is_green_above_and_what_comes_back_pink_below(void **state)
{
    (void)state;
    Picture picture = picture_make(100, 40, 1);
    const Paper *paper = picture_paper(&picture);
    GraphWay way = straight_way(10, 20, 90, 20);
    way.forward = way.backward = true;
    graph_draw_way(paper, &way);
    int green = 0, pink = 0;
    for (int y = 0; y < 40; y++)
        for (int x = 0; x < 100; x++) {
            if (picture_is(&picture, x, y, paper->theme->forward, 12)) {
                assert_true(y < 20);
                green++;
            }
            if (picture_is(&picture, x, y, paper->theme->backward, 12)) {
                assert_true(y >= 20);
                pink++;
            }
        }
    assert_true(green > 120 && pink > 120);
    /* the heads: green at the end, pink at the start */
    assert_true(picture_is(&picture, 84, 15, paper->theme->forward, 60));
    assert_false(picture_is(&picture, 16, 15, paper->theme->forward, 60));
    assert_true(picture_is(&picture, 16, 24, paper->theme->backward, 60));
    assert_false(picture_is(&picture, 84, 24, paper->theme->backward, 60));
    picture_free(&picture);
}

static void what_does_not_exist_yet_is_grey(void **state)
{
    (void)state;
    Picture picture = picture_make(100, 40, 1);
    const Paper *paper = picture_paper(&picture);
    GraphWay way = straight_way(10, 20, 90, 20);
    graph_draw_way(paper, &way);
    assert_int_equal(picture_count(&picture, paper->theme->forward, 30), 0);
    assert_int_equal(picture_count(&picture, paper->theme->backward, 30), 0);
    int grey = picture_count(&picture, paper->theme->border, 6);
    assert_true(grey > 40 && grey < 120); /* dashes with gaps */
    GraphBox box = box_at((Rect){20.5, 5.5, 60, 10});
    box.exists = false;
    graph_draw_box(paper, box);
    assert_int_equal(picture_count(&picture, paper->theme->axis, 6), 0);
    box.exists = true;
    graph_draw_box(paper, box);
    assert_true(picture_count(&picture, paper->theme->axis, 40) > 100);
    picture_free(&picture);
}

static void a_way_with_a_corner_keeps_its_lanes_apart(void **state)
{
    (void)state;
    Picture picture = picture_make(100, 100, 1);
    const Paper *paper = picture_paper(&picture);
    GraphWay way = {
        .count = 3, .x = {10, 60, 60}, .y = {20, 20, 90}, .width = 2, .forward = true, .backward = true};
    graph_draw_way(paper, &way);
    assert_true(picture_is(&picture, 30, 17, paper->theme->forward, 12)); /* above ... */
    assert_true(picture_is(&picture, 63, 50, paper->theme->forward, 12)); /* ... and, after the turn, right */
    assert_true(picture_is(&picture, 30, 22, paper->theme->backward, 12));
    assert_true(picture_is(&picture, 56, 50, paper->theme->backward, 12));
    picture_free(&picture);
}

static void a_box_at_work_shines(void **state)
{
    (void)state;
    int light[3];
    for (int i = 0; i < 3; i++) {
        Picture picture = picture_make(100, 60, 1);
        GraphBox box = box_at((Rect){30, 20, 40, 20});
        box.glow = 0.5 * i;
        box.flow = GRAPH_BACKWARD;
        graph_draw_box(picture_paper(&picture), box);
        light[i] = (int)(picture_pixel(&picture, 27, 30) >> 16); /* outside of the box */
        picture_free(&picture);
    }
    assert_int_equal(light[0], 0);
    assert_true(light[1] > 5 && light[2] > light[1] + 5);
}

static void the_chosen_box_has_a_second_frame_and_a_store_too(void **state)
{
    (void)state;
    Picture picture = picture_make(100, 60, 1);
    const Paper *paper = picture_paper(&picture);
    GraphBox box = box_at((Rect){30, 20, 40, 20});
    box.chosen = true;
    graph_draw_box(paper, box);
    assert_true(picture_is(&picture, 50, 17, paper->theme->text, 40));
    picture_free(&picture);
}

static void numbers_are_short_and_right(void **state)
{
    (void)state;
    const struct {
        double value;
        const char *text;
    } cases[] = {
        {0, "0"},
        {1, "1.00"},
        {12.345, "12.3"},
        {0.5, "0.500"},
        {0.02134, "0.0213"},
        {-0.02134, "\xe2\x88\x92"
                   "0.0213"},
        {0.0009949, "9.9e-4"},
        {0.000996, "0.0010"},
        {2.134e-5, "2.1e-5"},
        {-2.134e-15, "\xe2\x88\x92"
                     "2.1e-15"},
        {9.996, "10.0"},
        {99.96, "100"},
        {0.09996, "0.100"},
        {0.9996, "1.00"},
        {12345, "12345"},
        {99999, "1.0e5"},
        {1.26e7, "1.3e7"},
        {NAN, "nan"},
        {INFINITY, "inf"},
        {-INFINITY, "\xe2\x88\x92"
                    "inf"},
        {-0.0, "0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[GRAPH_NUMBER_SIZE];
        graph_write_number(cases[i].value, text);
        assert_string_equal(text, cases[i].text);
    }
}

static void every_number_can_be_read_on_the_panel(void **state)
{
    (void)state;
    for (int theme = 0; theme < THEME_COUNT; theme++) {
        Paper paper = {.theme = theme_named((ThemeName)theme)};
        for (int flow = GRAPH_FORWARD; flow <= GRAPH_UPDATE; flow++) {
            Colour colour = graph_number_style(&paper, (GraphFlow)flow, 12).colour;
            assert_true(theme_contrast(colour, paper.theme->panel) >= 4.5);
            assert_true(theme_contrast(colour, paper.theme->window) >= 4.5); /* inside a store */
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_flows_forward_is_green_above_and_what_comes_back_pink_below),
        cmocka_unit_test(what_does_not_exist_yet_is_grey),
        cmocka_unit_test(a_way_with_a_corner_keeps_its_lanes_apart),
        cmocka_unit_test(a_box_at_work_shines),
        cmocka_unit_test(the_chosen_box_has_a_second_frame_and_a_store_too),
        cmocka_unit_test(numbers_are_short_and_right),
        cmocka_unit_test(every_number_can_be_read_on_the_panel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
