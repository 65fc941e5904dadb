/* Every panel, and the window, with an invented training: they look as they did when somebody last looked. */
#include "golden/golden.h"

#include "live/fake.h"
#include "live/scene.h"

enum { PANEL_WIDTH = 420, PANEL_HEIGHT = 260, WINDOW_WIDTH = 1024, WINDOW_HEIGHT = 600 };

typedef struct Shown {
    Scene *scene;
    Fake *fake;
    View view;
} Shown;

static Shown shown(void)
{
    Shown shown = {.fake = fake_make(36, 61, 120), .view = view_initial()};
    assert_ok(scene_create(&shown.scene));
    return shown;
}

static void forget(Shown *shown)
{
    scene_destroy(shown->scene);
    fake_free(shown->fake);
}

static cairo_surface_t *panel_image(const Shown *shown, PanelName panel)
{
    cairo_surface_t *image = canvas_image(PANEL_WIDTH, PANEL_HEIGHT);
    cairo_t *cr = cairo_create(image);
    assert_ok(scene_draw_alone(shown->scene, cr, panel, (Rect){0, 0, PANEL_WIDTH, PANEL_HEIGHT},
                               (SceneCaption){"", "", 0}, &shown->fake->snapshot, &shown->view));
    cairo_destroy(cr);
    return image;
}

static void every_panel_looks_as_it_did_when_it_was_looked_at(void **state)
{
    (void)state;
    Shown seen = shown();
    for (int panel = 0; panel < PANEL_COUNT; panel++) {
        char name[60];
        if (!panels_exist((PanelName)panel))
            continue;
        snprintf(name, sizeof name, "panel-%s.png", panels_get((PanelName)panel)->name);
        cairo_surface_t *image = panel_image(&seen, (PanelName)panel);
        golden_compare_image(name, image);
        cairo_surface_destroy(image);
    }
    forget(&seen);
}

static void the_window_looks_as_it_did_when_it_was_looked_at(void **state)
{
    (void)state;
    Shown seen = shown();
    seen.view.theme = THEME_LIGHT;
    cairo_surface_t *image = canvas_image(WINDOW_WIDTH, WINDOW_HEIGHT);
    cairo_t *cr = cairo_create(image);
    assert_ok(
        scene_draw(seen.scene, cr, WINDOW_WIDTH, WINDOW_HEIGHT, &seen.fake->snapshot, &seen.view, NULL));
    cairo_destroy(cr);
    golden_compare_image("window.png", image);
    cairo_surface_destroy(image);
    forget(&seen);
}

/* The tolerance is for edges: another pair, another theme, a text that moved by two pixels are beyond it. */
static void another_picture_is_told_apart(void **state)
{
    (void)state;
    Shown seen = shown();
    cairo_surface_t *before = panel_image(&seen, PANEL_PAIR), *again = panel_image(&seen, PANEL_PAIR);
    GoldenDifference difference = golden_difference(before, again);
    assert_true(difference.most == 0 && difference.mean == 0);
    fake_choose(seen.fake, 4);
    cairo_surface_t *other = panel_image(&seen, PANEL_PAIR);
    difference = golden_difference(before, other);
    assert_true(difference.mean > GOLDEN_MEAN_MOST || difference.strong > GOLDEN_STRONG_SHARE);
    cairo_surface_t *moved = canvas_image(PANEL_WIDTH, PANEL_HEIGHT);
    cairo_t *cr = cairo_create(moved);
    cairo_set_source_surface(cr, before, 2, 0);
    cairo_paint(cr);
    cairo_destroy(cr);
    cairo_surface_flush(moved);
    difference = golden_difference(before, moved);
    assert_true(difference.mean > GOLDEN_MEAN_MOST || difference.strong > GOLDEN_STRONG_SHARE);
    cairo_surface_destroy(before);
    cairo_surface_destroy(again);
    cairo_surface_destroy(other);
    cairo_surface_destroy(moved);
    forget(&seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_panel_looks_as_it_did_when_it_was_looked_at),
        cmocka_unit_test(the_window_looks_as_it_did_when_it_was_looked_at),
        cmocka_unit_test(another_picture_is_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
