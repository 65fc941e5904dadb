#include "live/layout.h"
#include "support/test.h"

static int shown(const Layout *layout)
{
    int count = 0;
    for (int i = 0; i < PANEL_COUNT; i++)
        count += layout->shown[i];
    return count;
}

/* Each that exists is shown, or has a tab (or the window is so small that there is one). */
static void assert_every_panel_is_reached(const Layout *layout)
{
    for (int i = 0; i < PANEL_COUNT; i++) {
        bool tab = false;
        for (size_t k = 0; k < layout->tabs; k++)
            tab = tab || layout->tab[k] == (PanelName)i;
        assert_int_equal(layout->shown[i] || tab, panels_exist((PanelName)i));
        assert_true(!layout->tabbed[i] || (layout->shown[i] && tab));
    }
}

static bool overlap(Rect one, Rect other)
{
    const double room = 1e-6;
    return one.x + one.width > other.x + room && other.x + other.width > one.x + room &&
           one.y + one.height > other.y + room && other.y + other.height > one.y + room;
}

static void the_unit_follows_the_smaller_side_within_bounds(void **state)
{
    (void)state;
    const struct {
        int width, height;
        double zoom, density, unit;
    } cases[] = {
        {1280, 720, 1, 1, 1},   {1920, 1080, 1, 1, 1.5},  {2560, 1440, 1, 2, 2}, {1280, 2000, 1, 1, 1},
        {320, 240, 1, 1, 0.75}, {1280, 720, 1.5, 1, 1.5}, {9000, 6000, 1, 1, 4}, {2560, 720, 1, 1, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        View view = view_initial();
        view.zoom = cases[i].zoom;
        view.density = cases[i].density;
        assert_close(layout_make(cases[i].width, cases[i].height, &view).unit, cases[i].unit, 1e-9);
    }
}

static void the_size_decides_the_arrangement(void **state)
{
    (void)state;
    const struct {
        int width, height;
        double zoom, density;
        LayoutKind kind;
    } cases[] = {
        {1280, 720, 1, 1, LAYOUT_WIDE},      {900, 600, 1, 1, LAYOUT_WIDE},
        {899, 600, 1, 1, LAYOUT_COLUMN},     {640, 400, 1, 1, LAYOUT_COLUMN},
        {639, 400, 1, 1, LAYOUT_ONE},        {640, 399, 1, 1, LAYOUT_ONE},
        {1600, 900, 1, 1, LAYOUT_THREE},     {1599, 900, 1, 1, LAYOUT_WIDE},
        {1920, 1080, 1, 1, LAYOUT_THREE},    {1920, 1080, 1.5, 1, LAYOUT_HALVES},
        {2560, 1440, 1, 2, LAYOUT_WIDE},     {1280, 720, 1.5, 1, LAYOUT_HALVES},
        {1000, 1400, 1.5, 1, LAYOUT_COLUMN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        View view = view_initial();
        view.zoom = cases[i].zoom;
        view.density = cases[i].density;
        assert_int_equal(layout_make(cases[i].width, cases[i].height, &view).kind, cases[i].kind);
    }
}

static void panels_are_inside_apart_and_on_whole_pixels_at_any_size(void **state)
{
    (void)state;
    for (int width = 200; width < 2600; width += 97) {
        for (int height = 150; height < 1600; height += 83) {
            View view = view_initial();
            Layout layout = layout_make(width, height, &view);
            assert_true(shown(&layout) >= 1);
            assert_close(layout.width * layout.unit, width, 1e-9);
            for (int i = 0; i < PANEL_COUNT; i++) {
                if (!layout.shown[i])
                    continue;
                Rect one = layout.panel[i];
                assert_true(one.x >= 0 && one.x + one.width <= layout.width + 1e-6 && one.width > 0 &&
                            one.height > 0);
                assert_false(overlap(one, layout.toolbar));
                assert_false(overlap(one, layout.status));
                assert_false(overlap(one, layout.sentence));
                const double edges[] = {one.x, one.y, one.x + one.width, one.y + one.height};
                for (size_t k = 0; k < 4; k++)
                    assert_close(edges[k] * layout.unit, round(edges[k] * layout.unit), 1e-9);
                for (int k = 0; k < i; k++)
                    assert_false(layout.shown[k] && overlap(one, layout.panel[k]));
            }
            if (layout.kind == LAYOUT_WIDE || layout.kind == LAYOUT_THREE)
                assert_true(shown(&layout) >= 4);
            if (layout.kind != LAYOUT_ONE || layout.tabs > 0)
                assert_every_panel_is_reached(&layout);
        }
    }
}

static void panels_fill_the_window(void **state)
{
    (void)state;
    const int sizes[][2] = {{1280, 720}, {1920, 1080}, {900, 600}, {640, 400}, {500, 300}};
    for (size_t i = 0; i < 5; i++) {
        View view = view_initial();
        Layout layout = layout_make(sizes[i][0], sizes[i][1], &view);
        double area = 0, top = layout.status.y + layout.status.height,
               body = (layout.sentence.y - top) * layout.width;
        for (int k = 0; k < PANEL_COUNT; k++)
            if (layout.shown[k])
                area += layout.panel[k].width * layout.panel[k].height;
        if (layout.tabs > 0)
            area += layout.tab_place[0].height * layout.width;
        assert_true(area > 0.93 * body); /* the rest is gaps */
    }
}

static void one_panel_can_have_the_window(void **state)
{
    (void)state;
    View view = view_initial();
    view.panel = PANEL_LOSS;
    Layout layout = layout_make(1280, 720, &view);
    assert_int_equal(layout.kind, LAYOUT_ONE);
    assert_int_equal(shown(&layout), 1);
    assert_true(layout.shown[PANEL_LOSS]);
    assert_int_equal(layout_panel_at(&layout, 640, 360), PANEL_LOSS);
    assert_int_equal(layout_panel_at(&layout, 640, 10), PANEL_COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_unit_follows_the_smaller_side_within_bounds),
        cmocka_unit_test(the_size_decides_the_arrangement),
        cmocka_unit_test(panels_are_inside_apart_and_on_whole_pixels_at_any_size),
        cmocka_unit_test(panels_fill_the_window),
        cmocka_unit_test(one_panel_can_have_the_window),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
