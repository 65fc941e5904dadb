/* What a scene shows: all of it to be read, everything where it belongs, and only what changed drawn again. */
#include "live/scene.h"

#include <stdlib.h>
#include <string.h>

#include "live/layout.h"
#include "live/opened.h"

static size_t panels_shown(int width, int height, const View *view)
{
    Layout layout = layout_make(width, height, view);
    size_t count = 0;
    for (int i = 0; i < PANEL_COUNT; i++)
        count += layout.shown[i];
    return count;
}

static void no_label_is_cut_or_covered_at_any_size_in_both_themes(void **state)
{
    (void)state;
    Scene *scene = opened_scene();
    TextLog *log = malloc(sizeof *log);
    const size_t rows[] = {1, 3, 41, 121};
    for (size_t r = 0; r < 4; r++) {
        Fake *fake = fake_make(54, rows[r], 120);
        for (size_t i = 0; i < READABLE_SIZES; i++) {
            for (int mode = 0; mode < 2 * (1 + PANEL_COUNT) * 2; mode++) {
                View view = view_initial();
                view.theme = mode % 2;
                view.logarithmic_loss = mode / 2 % 2;
                view.panel = mode / 4 - 1; /* all, then each alone */
                if (view.panel != VIEW_ALL_PANELS && !panels_exist((PanelName)view.panel))
                    continue;
                fake_choose(fake, (size_t)mode * 5 % 54);
                cairo_surface_destroy(
                    drawn(scene, readable_sizes[i][0], readable_sizes[i][1], &fake->snapshot, &view, log));
                assert_true(log->count > 15);
                assert_readable(log, readable_sizes[i][0], readable_sizes[i][1], "panels");
            }
        }
        fake_free(fake);
    }
    free(log);
    scene_destroy(scene);
}

static void changes_the_run_before_and_zoomed_axes_can_be_read(void **state)
{
    (void)state;
    Opened *o = opened_make(54, 101, 120);
    fake_add_past(o->fake);
    for (size_t i = 0; i < READABLE_SIZES; i++) {
        for (int mode = 0; mode < 16; mode++) {
            View view = view_initial();
            view.logarithmic_loss = mode & 1;
            if (mode & 2)
                view.time = (ViewTime){true, 15, 64.5};
            if (mode & 4)
                view.state[PANEL_LOSS] = (ViewPanel){.zoomed = true, .y_low = 0.1, .y_high = 0.4};
            view.panel = mode & 8 ? PANEL_LOSS : VIEW_ALL_PANELS;
            cairo_surface_destroy(drawn(o->scene, readable_sizes[i][0], readable_sizes[i][1],
                                        &o->fake->snapshot, &view, o->log));
            assert_readable(o->log, readable_sizes[i][0], readable_sizes[i][1], "zoomed axes");
        }
    }
    opened_free(o);
}

/* True when a text of the log holds these words. */
static bool says(const TextLog *log, const char *words)
{
    for (size_t i = 0; i < log->count; i++)
        if (strstr(log->boxes[i].text, words))
            return true;
    return false;
}

static void a_change_is_told_where_its_flag_stands(void **state)
{
    (void)state;
    Opened *o = opened_make(10, 101, 120);
    opened_draw(o);
    assert_false(says(o->log, "cosine-sign"));
    fake_add_past(o->fake);
    o->fake->snapshot.marks.count = 2;
    o->view.pointer_inside = true;
    o->view.pointer_y = 120;
    bool told = false;
    for (o->view.pointer_x = 60; o->view.pointer_x < 440 && !told; o->view.pointer_x += 4) {
        opened_draw(o);
        assert_true(says(o->log, "mistake cosine-sign") && says(o->log, "rate 0.02")); /* the labels */
        told = says(o->log, "from step 2200 on: the mistake 'cosine-sign' is planted");
    }
    assert_true(told);
    opened_free(o);
}

static void a_zoomed_axis_of_losses_hides_nothing_silently(void **state)
{
    (void)state;
    Opened *o = opened_make(10, 101, 120);
    opened_draw(o);
    assert_false(says(o->log, "not shown"));
    o->view.state[PANEL_LOSS] = (ViewPanel){.zoomed = true, .y_low = 0.1, .y_high = 0.4};
    size_t above = 0, below = 0;
    for (size_t row = 0; row < 101; row++) {
        above += (o->fake->training[row] > 0.4F) + (o->fake->validation[row] > 0.4F);
        below += (o->fake->training[row] < 0.1F) + (o->fake->validation[row] < 0.1F);
    }
    assert_true(above > 0 && below > 0);
    char words[80];
    snprintf(words, sizeof words, "not shown: %zu above, %zu below", above, below);
    opened_draw(o);
    assert_true(says(o->log, words));
    opened_free(o);
}

static void nothing_is_shortened_in_a_window_of_ordinary_size(void **state)
{
    (void)state;
    Opened *o = opened_make(54, 86, 120);
    for (size_t i = 0; i < 3; i++) {
        for (size_t pair = 0; pair < 54; pair++) {
            View view = view_initial();
            fake_choose(o->fake, pair);
            cairo_surface_destroy(drawn(o->scene, readable_sizes[i][0], readable_sizes[i][1],
                                        &o->fake->snapshot, &view, o->log));
            for (size_t k = 0; k < o->log->count; k++)
                if (o->log->boxes[k].elided)
                    fail_msg("%d x %d: '%s' is shortened", readable_sizes[i][0], readable_sizes[i][1],
                             o->log->boxes[k].text);
        }
    }
    opened_free(o);
}

static void every_zoom_and_density_can_be_read(void **state)
{
    (void)state;
    Opened *o = opened_make(54, 86, 120);
    const double zooms[] = {0.8, 1.27, 1.5, 2, 3}, densities[] = {1, 2};
    for (size_t z = 0; z < 5; z++) {
        for (size_t d = 0; d < 2; d++) {
            View view = view_initial();
            view.zoom = zooms[z];
            view.density = densities[d];
            int width = (int)(1280 * densities[d]), height = (int)(720 * densities[d]);
            cairo_surface_destroy(drawn(o->scene, width, height, &o->fake->snapshot, &view, o->log));
            assert_readable(o->log, width, height, "zoomed");
        }
    }
    opened_free(o);
}

static void what_is_not_there_yet_is_said_in_words(void **state)
{
    (void)state;
    Scene *scene = opened_scene();
    TextLog *log = malloc(sizeof *log);
    Snapshot empty = {.run = {.loss = NAN, .learning_rate = 0.1}, .angles = {.threshold = NAN}};
    for (size_t i = 0; i < READABLE_SIZES; i++) {
        View view = view_initial();
        cairo_surface_destroy(drawn(scene, readable_sizes[i][0], readable_sizes[i][1], &empty, &view, log));
        assert_readable(log, readable_sizes[i][0], readable_sizes[i][1], "empty");
        bool said = false;
        for (size_t k = 0; k < log->count; k++)
            said = said || strstr(log->boxes[k].text, "No angle has been measured yet");
        assert_true(said);
    }
    free(log);
    scene_destroy(scene);
}

static void an_angle_is_drawn_at_its_height(void **state)
{
    (void)state;
    enum { ROWS = 100 };
    static const SnapshotPair pairs[] = {{"one", true, false}, {"two", false, false}};
    float degrees[2 * ROWS];
    for (size_t row = 0; row < ROWS; row++) {
        degrees[2 * row] = 20;
        degrees[2 * row + 1] = 120;
    }
    Snapshot snapshot = {.run = {.loss = NAN, .epochs = ROWS - 1},
                         .angles = {1, 1, 2, ROWS, pairs, degrees, 70}};
    Scene *scene = opened_scene();
    TextLog *log = malloc(sizeof *log);
    View view = view_initial();
    cairo_surface_t *image = drawn(scene, 1280, 720, &snapshot, &view, log);
    const Theme *theme = theme_named(THEME_DARK);
    const Colour genuine = theme_mix(theme->panel, theme->genuine, 0.8);
    const double y = opened_height_of(log, 20);
    unsigned pixel = opened_pixel(image, 300, y);
    assert_true(abs((int)(pixel >> 8 & 255) - (int)(255 * genuine.green)) < 60);
    assert_true((pixel & 255) > (pixel >> 16)); /* blue, not orange */
    assert_true(opened_pixel(image, 300, y - 6) ==
                opened_pixel(image, 300, y + 6)); /* the ground on both sides */
    unsigned threshold = opened_pixel(image, 72, opened_height_of(log, 70));
    assert_true((threshold & 255) > 200 && (threshold >> 16) > 200);
    /* The dashed line of the forged pair covers two thirds of its way in orange. */
    int orange = 0;
    for (int x = 100; x < 400; x++) {
        unsigned here = opened_pixel(image, x, opened_height_of(log, 120));
        orange += (here >> 16) > 120 && (here & 255) < 60;
    }
    assert_true(orange > 170 && orange < 230);
    cairo_surface_destroy(image);
    free(log);
    scene_destroy(scene);
}

static void only_what_changed_is_drawn_again(void **state)
{
    (void)state;
    Opened *o = opened_make(54, 40, 120);
    cairo_surface_t *image = canvas_image(1280, 720);
    o->view.asked[PANEL_RATES] = 1;
    assert_ok(opened_paint(o, image));
    assert_int_equal(scene_redrawn(o->scene), panels_shown(1280, 720, &o->view));
    o->fake->snapshot.run.step++; /* in the bars alone */
    assert_ok(opened_paint(o, image));
    assert_int_equal(scene_redrawn(o->scene), 0);
    o->fake->snapshot.losses.version++;
    assert_ok(opened_paint(o, image));
    assert_int_equal(scene_redrawn(o->scene), 1);
    o->view.logarithmic_loss = true;
    assert_ok(opened_paint(o, image));
    assert_int_equal(scene_redrawn(o->scene), 1);
    o->fake->snapshot.chosen.version++;
    assert_ok(opened_paint(o, image));
    assert_int_equal(scene_redrawn(o->scene), 1);
    o->fake->snapshot.chosen.ink_version++;
    assert_ok(opened_paint(o, image));
    assert_int_equal(scene_redrawn(o->scene), 1);
    o->fake->snapshot.angles.history++;
    assert_ok(opened_paint(o, image));
    assert_int_equal(scene_redrawn(o->scene), 2); /* the lines, and what they say of the threshold */
    fake_choose(o->fake, 9);
    assert_ok(opened_paint(o, image));
    assert_int_equal(scene_redrawn(o->scene), 4); /* the line, the pair, its signatures, its dot */
    o->view.theme = THEME_LIGHT;
    assert_ok(opened_paint(o, image));
    assert_int_equal(scene_redrawn(o->scene), panels_shown(1280, 720, &o->view));
    cairo_surface_destroy(image);
    opened_free(o);
}

static void assert_same_images(cairo_surface_t *one, cairo_surface_t *other)
{
    int differ = 0;
    for (int y = 0; y < cairo_image_surface_get_height(one); y++)
        for (int x = 0; x < cairo_image_surface_get_width(one); x++)
            differ += opened_pixel(one, x, y) != opened_pixel(other, x, y);
    assert_int_equal(differ, 0);
}

static void a_window_that_lived_looks_like_one_drawn_afresh(void **state)
{
    (void)state;
    Opened *o = opened_make(24, 121, 120);
    cairo_surface_t *image = canvas_image(1000, 650);
    for (size_t rows = 1; rows <= 121; rows += 6) {
        o->fake->snapshot.angles.rows = o->fake->snapshot.losses.rows = rows;
        o->fake->snapshot.angles.version++;
        o->fake->snapshot.losses.version++;
        fake_choose(o->fake, rows / 5 % 24);
        if (rows % 30 == 1)
            view_apply(&o->view, COMMAND_THEME);
        assert_ok(opened_paint(o, image));
        cairo_surface_t *afresh = drawn(o->scene, 1000, 650, &o->fake->snapshot, &o->view, o->log);
        assert_same_images(image, afresh);
        cairo_surface_destroy(afresh);
    }
    cairo_surface_destroy(image);
    opened_free(o);
}

static void one_more_epoch_of_a_large_run_draws_two_panels(void **state)
{
    (void)state;
    Opened *o = opened_make(200, 2001, 2000);
    cairo_surface_t *image = canvas_image(1280, 720);
    o->view.asked[PANEL_RATES] = 1;
    o->fake->snapshot.angles.rows = 1500;
    assert_ok(opened_paint(o, image));
    for (size_t i = 0; i < 3; i++) {
        o->fake->snapshot.angles.rows++;
        o->fake->snapshot.angles.version++;
        assert_ok(opened_paint(o, image));
        assert_int_equal(scene_redrawn(o->scene), 2);
    }
    cairo_surface_destroy(image);
    opened_free(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_label_is_cut_or_covered_at_any_size_in_both_themes),
        cmocka_unit_test(changes_the_run_before_and_zoomed_axes_can_be_read),
        cmocka_unit_test(a_change_is_told_where_its_flag_stands),
        cmocka_unit_test(a_zoomed_axis_of_losses_hides_nothing_silently),
        cmocka_unit_test(nothing_is_shortened_in_a_window_of_ordinary_size),
        cmocka_unit_test(every_zoom_and_density_can_be_read),
        cmocka_unit_test(what_is_not_there_yet_is_said_in_words),
        cmocka_unit_test(an_angle_is_drawn_at_its_height),
        cmocka_unit_test(only_what_changed_is_drawn_again),
        cmocka_unit_test(a_window_that_lived_looks_like_one_drawn_afresh),
        cmocka_unit_test(one_more_epoch_of_a_large_run_draws_two_panels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
