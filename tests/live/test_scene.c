#define _POSIX_C_SOURCE 200809L
#include "live/layout.h"
#include "live/readable.h"
#include "live/scene.h"
#include "support/test.h"

#include <string.h>
#include <time.h>

static const int sizes[][2] = {{1280, 720}, {1920, 1080}, {900, 600}, {640, 400}, {520, 340}, {850, 1000}};
enum { SIZES = sizeof sizes / sizeof sizes[0] };

static Scene *created(void)
{
    Scene *scene = NULL;
    assert_ok(scene_create(&scene));
    return scene;
}

static size_t panels_shown(int width, int height, const View *view)
{
    Layout layout = layout_make(width, height, view);
    size_t count = 0;
    for (int i = 0; i < PANEL_COUNT; i++)
        count += layout.shown[i];
    return count;
}

static unsigned pixel_at(cairo_surface_t *image, double x, double y)
{
    unsigned pixel;
    cairo_surface_flush(image);
    memcpy(&pixel,
           cairo_image_surface_get_data(image) + (size_t)y * (size_t)cairo_image_surface_get_stride(image) +
               4 * (size_t)x,
           sizeof pixel);
    return pixel & 0xFFFFFF;
}

static void no_label_is_cut_or_covered_at_any_size_in_both_themes(void **state)
{
    (void)state;
    Scene *scene = created();
    TextLog *log = malloc(sizeof *log);
    const size_t rows[] = {1, 3, 41, 121};
    for (size_t r = 0; r < 4; r++) {
        Fake *fake = fake_make(54, rows[r], 120);
        for (size_t i = 0; i < SIZES; i++) {
            for (int mode = 0; mode < 2 * (1 + PANEL_COUNT) * 2; mode++) {
                View view = view_initial();
                view.theme = mode % 2;
                view.logarithmic_loss = mode / 2 % 2;
                view.panel = mode / 4 - 1; /* all, then each alone */
                if (view.panel != VIEW_ALL_PANELS && !panels_exist((PanelName)view.panel))
                    continue;
                fake_choose(fake, (size_t)mode * 5 % 54);
                cairo_surface_destroy(drawn(scene, sizes[i][0], sizes[i][1], &fake->snapshot, &view, log));
                assert_true(log->count > 15);
                assert_readable(log, sizes[i][0], sizes[i][1], "panels");
            }
        }
        fake_free(fake);
    }
    free(log);
    scene_destroy(scene);
}

/* Where a pair's angle of an epoch is drawn, in pixels of a 1280 x 720 window: from the grid's labels alone. */
static double height_of_angle(const TextLog *log, double degrees)
{
    double zero = 0, half = 0;
    for (size_t i = 0; i < log->count && (zero == 0 || half == 0); i++) {
        const TextBox *box = &log->boxes[i];
        double middle = box->box.y + 0.3955 * box->size; /* of its capitals: 0.76 - 0.3645 em below the top */
        if (strcmp(box->text, "0\xc2\xb0") == 0 && zero == 0)
            zero = middle;
        if (strcmp(box->text, "90\xc2\xb0") == 0 && half == 0)
            half = middle;
    }
    assert_true(zero > half && half > 0);
    return zero + (half - zero) * degrees / 90;
}

static void changes_the_run_before_and_zoomed_axes_can_be_read(void **state)
{
    (void)state;
    Scene *scene = created();
    TextLog *log = malloc(sizeof *log);
    Fake *fake = fake_make(54, 101, 120);
    fake_add_past(fake);
    for (size_t i = 0; i < SIZES; i++) {
        for (int mode = 0; mode < 16; mode++) {
            View view = view_initial();
            view.logarithmic_loss = mode & 1;
            if (mode & 2)
                view.time = (ViewTime){true, 15, 64.5};
            if (mode & 4)
                view.state[PANEL_LOSS] = (ViewPanel){.zoomed = true, .y_low = 0.1, .y_high = 0.4};
            view.panel = mode & 8 ? PANEL_LOSS : VIEW_ALL_PANELS;
            cairo_surface_destroy(drawn(scene, sizes[i][0], sizes[i][1], &fake->snapshot, &view, log));
            assert_readable(log, sizes[i][0], sizes[i][1], "zoomed axes");
        }
    }
    fake_free(fake);
    free(log);
    scene_destroy(scene);
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
    Scene *scene = created();
    TextLog *log = malloc(sizeof *log);
    Fake *fake = fake_make(10, 101, 120);
    View view = view_initial();
    cairo_surface_destroy(drawn(scene, 1280, 720, &fake->snapshot, &view, log));
    assert_false(says(log, "cosine-sign"));
    fake_add_past(fake);
    fake->snapshot.marks.count = 2;
    view.pointer_inside = true;
    view.pointer_y = 120;
    bool told = false;
    for (view.pointer_x = 60; view.pointer_x < 440 && !told; view.pointer_x += 4) {
        cairo_surface_destroy(drawn(scene, 1280, 720, &fake->snapshot, &view, log));
        assert_true(says(log, "mistake cosine-sign") && says(log, "rate 0.02")); /* the labels */
        told = says(log, "from step 2200 on: the mistake 'cosine-sign' is planted");
    }
    assert_true(told);
    fake_free(fake);
    free(log);
    scene_destroy(scene);
}

static void a_zoomed_axis_of_losses_hides_nothing_silently(void **state)
{
    (void)state;
    Scene *scene = created();
    TextLog *log = malloc(sizeof *log);
    Fake *fake = fake_make(10, 101, 120);
    View view = view_initial();
    cairo_surface_destroy(drawn(scene, 1280, 720, &fake->snapshot, &view, log));
    assert_false(says(log, "not shown"));
    view.state[PANEL_LOSS] = (ViewPanel){.zoomed = true, .y_low = 0.1, .y_high = 0.4};
    size_t above = 0, below = 0;
    for (size_t row = 0; row < 101; row++) {
        above += (fake->training[row] > 0.4F) + (fake->validation[row] > 0.4F);
        below += (fake->training[row] < 0.1F) + (fake->validation[row] < 0.1F);
    }
    assert_true(above > 0 && below > 0);
    char words[80];
    snprintf(words, sizeof words, "not shown: %zu above, %zu below", above, below);
    cairo_surface_destroy(drawn(scene, 1280, 720, &fake->snapshot, &view, log));
    assert_true(says(log, words));
    fake_free(fake);
    free(log);
    scene_destroy(scene);
}

static void a_wheel_with_shift_zooms_the_losses_about_the_mouse(void **state)
{
    (void)state;
    Scene *scene = created();
    Fake *fake = fake_make(10, 101, 120);
    cairo_surface_t *image = canvas_image(1280, 720);
    View view = view_initial();
    view.panel = PANEL_LOSS;
    assert_ok(scene_paint(scene, image, &fake->snapshot, &view));
    PanelPointer wheel = {.kind = PANEL_POINTER_WHEEL, .x = 640, .y = 400, .wheel = 1, .shift = true};
    double low = -HUGE_VAL, high = HUGE_VAL;
    for (int i = 0; i < 5; i++) {
        PanelReply reply = scene_pointer(scene, 1280, 720, &fake->snapshot, &view, PANEL_LOSS, wheel);
        assert_true(reply.taken && reply.sets_state && reply.state.zoomed && !reply.sets_time);
        assert_true(reply.state.y_low > low && reply.state.y_high < high); /* inside what was shown */
        if (i > 0)
            assert_close(reply.state.y_high - reply.state.y_low, 0.8 * (high - low), 1e-9);
        low = reply.state.y_low;
        high = reply.state.y_high;
        view.state[PANEL_LOSS] = reply.state;
    }
    PanelPointer twice = {.kind = PANEL_POINTER_DOUBLE, .x = 640, .y = 400, .button = 1};
    PanelReply reply = scene_pointer(scene, 1280, 720, &fake->snapshot, &view, PANEL_LOSS, twice);
    assert_true(reply.taken && reply.sets_state && !reply.state.zoomed);
    view.state[PANEL_LOSS] = reply.state;
    assert_false(scene_pointer(scene, 1280, 720, &fake->snapshot, &view, PANEL_LOSS, twice).taken);
    cairo_surface_destroy(image);
    scene_destroy(scene);
    fake_free(fake);
}

static void a_line_is_picked_where_a_zoomed_axis_draws_it(void **state)
{
    (void)state;
    Scene *scene = created();
    TextLog *log = malloc(sizeof *log);
    Fake *fake = fake_make(2, 101, 100);
    for (size_t row = 0; row < 101; row++) { /* pair 0 jumps at epoch 50 */
        fake->degrees[2 * row] = row < 50 ? 10 : 100;
        fake->degrees[2 * row + 1] = 170;
    }
    View view = view_initial();
    view.time = (ViewTime){true, 60, 80};
    cairo_surface_destroy(drawn(scene, 1280, 720, &fake->snapshot, &view, log));
    double high = height_of_angle(log, 100), low = height_of_angle(log, 10);
    assert_int_equal(scene_hit(scene, 1280, 720, &fake->snapshot, &view, 90, high).pair, 0);
    assert_true(scene_hit(scene, 1280, 720, &fake->snapshot, &view, 90, low).pair == SIZE_MAX);
    PanelPointer press = {.kind = PANEL_POINTER_PRESS, .x = 90, .y = high, .button = 1};
    PanelReply reply = scene_pointer(scene, 1280, 720, &fake->snapshot, &view, PANEL_ANGLES, press);
    assert_true(reply.taken); /* it may become a drag; the pair is chosen all the same */
    assert_int_equal(reply.action.kind, ACTION_CHOOSE);
    assert_int_equal(reply.action.number, 0);
    view.time = (ViewTime){0};
    assert_int_equal(scene_hit(scene, 1280, 720, &fake->snapshot, &view, 90, low).pair, 0);
    fake_free(fake);
    free(log);
    scene_destroy(scene);
}

static void nothing_is_shortened_in_a_window_of_ordinary_size(void **state)
{
    (void)state;
    Scene *scene = created();
    TextLog *log = malloc(sizeof *log);
    Fake *fake = fake_make(54, 86, 120);
    for (size_t i = 0; i < 3; i++) {
        for (size_t pair = 0; pair < 54; pair++) {
            View view = view_initial();
            fake_choose(fake, pair);
            cairo_surface_destroy(drawn(scene, sizes[i][0], sizes[i][1], &fake->snapshot, &view, log));
            for (size_t k = 0; k < log->count; k++)
                if (log->boxes[k].elided)
                    fail_msg("%d x %d: '%s' is shortened", sizes[i][0], sizes[i][1], log->boxes[k].text);
        }
    }
    fake_free(fake);
    free(log);
    scene_destroy(scene);
}

static void every_zoom_and_density_can_be_read(void **state)
{
    (void)state;
    Scene *scene = created();
    TextLog *log = malloc(sizeof *log);
    Fake *fake = fake_make(54, 86, 120);
    const double zooms[] = {0.8, 1.27, 1.5, 2, 3}, densities[] = {1, 2};
    for (size_t z = 0; z < 5; z++) {
        for (size_t d = 0; d < 2; d++) {
            View view = view_initial();
            view.zoom = zooms[z];
            view.density = densities[d];
            int width = (int)(1280 * densities[d]), height = (int)(720 * densities[d]);
            cairo_surface_destroy(drawn(scene, width, height, &fake->snapshot, &view, log));
            assert_readable(log, width, height, "zoomed");
        }
    }
    fake_free(fake);
    free(log);
    scene_destroy(scene);
}

static void what_is_not_there_yet_is_said_in_words(void **state)
{
    (void)state;
    Scene *scene = created();
    TextLog *log = malloc(sizeof *log);
    Snapshot empty = {.run = {.loss = NAN, .learning_rate = 0.1}, .angles = {.threshold = NAN}};
    for (size_t i = 0; i < SIZES; i++) {
        View view = view_initial();
        cairo_surface_destroy(drawn(scene, sizes[i][0], sizes[i][1], &empty, &view, log));
        assert_readable(log, sizes[i][0], sizes[i][1], "empty");
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
    Scene *scene = created();
    TextLog *log = malloc(sizeof *log);
    View view = view_initial();
    cairo_surface_t *image = drawn(scene, 1280, 720, &snapshot, &view, log);
    const Theme *theme = theme_named(THEME_DARK);
    const Colour genuine = theme_mix(theme->panel, theme->genuine, 0.8);
    const double y = height_of_angle(log, 20);
    unsigned pixel = pixel_at(image, 300, y);
    assert_true(abs((int)(pixel >> 8 & 255) - (int)(255 * genuine.green)) < 60);
    assert_true((pixel & 255) > (pixel >> 16));                              /* blue, not orange */
    assert_true(pixel_at(image, 300, y - 6) == pixel_at(image, 300, y + 6)); /* the ground on both sides */
    unsigned threshold = pixel_at(image, 72, height_of_angle(log, 70));
    assert_true((threshold & 255) > 200 && (threshold >> 16) > 200);
    /* The dashed line of the forged pair covers two thirds of its way in orange. */
    int orange = 0;
    for (int x = 100; x < 400; x++) {
        unsigned here = pixel_at(image, x, height_of_angle(log, 120));
        orange += (here >> 16) > 120 && (here & 255) < 60;
    }
    assert_true(orange > 170 && orange < 230);
    cairo_surface_destroy(image);
    free(log);
    scene_destroy(scene);
}

static void a_click_on_a_mark_or_line_finds_its_pair(void **state)
{
    (void)state;
    Fake *fake = fake_make(6, 81, 80);
    /* Pairs far apart from each other, so that there is only one answer. */
    for (size_t row = 0; row < 81; row++)
        for (size_t i = 0; i < 6; i++)
            fake->degrees[row * 6 + i] = (float)(15 + 28 * (double)i);
    Scene *scene = created();
    TextLog *log = malloc(sizeof *log);
    View view = view_initial();
    cairo_surface_destroy(drawn(scene, 1280, 720, &fake->snapshot, &view, log));
    for (size_t i = 0; i < 6; i++) {
        double y = height_of_angle(log, 15 + 28 * (double)i);
        SceneHit hit = scene_hit(scene, 1280, 720, &fake->snapshot, &view, 300, y + 3);
        assert_int_equal(hit.panel, PANEL_ANGLES);
        assert_int_equal(hit.pair, i);
        assert_true(scene_hit(scene, 1280, 720, &fake->snapshot, &view, 300, y + 14).pair == SIZE_MAX);
    }
    assert_int_equal(scene_hit(scene, 1280, 720, &fake->snapshot, &view, 800, 200).panel, PANEL_PAIR);
    assert_true(scene_hit(scene, 1280, 720, &fake->snapshot, &view, 800, 200).pair == SIZE_MAX);
    assert_int_equal(scene_hit(scene, 1280, 720, &fake->snapshot, &view, 640, 5).panel, PANEL_COUNT);
    view.help = true;
    assert_int_equal(scene_hit(scene, 1280, 720, &fake->snapshot, &view, 300, 200).panel, PANEL_COUNT);
    free(log);
    scene_destroy(scene);
    fake_free(fake);
}

static void a_mark_that_is_seen_is_the_one_that_is_hit(void **state)
{
    (void)state;
    Scene *scene = created();
    for (size_t i = 0; i < SIZES; i++) {
        Fake *fake = fake_make(2, 2, 100); /* the lines are short: only marks are hit on the right */
        fake->degrees[2] = 30;
        fake->degrees[3] = 140;
        fake->snapshot.chosen.present = false;
        TextLog *log = malloc(sizeof *log);
        View view = view_initial();
        cairo_surface_t *image = drawn(scene, sizes[i][0], sizes[i][1], &fake->snapshot, &view, log);
        const Theme *theme = theme_named(THEME_DARK);
        const Colour colours[] = {theme->genuine, theme->forged};
        for (size_t pair = 0; pair < 2; pair++) {
            unsigned wanted = (unsigned)lround(255 * colours[pair].red) << 16 |
                              (unsigned)lround(255 * colours[pair].green) << 8 |
                              (unsigned)lround(255 * colours[pair].blue);
            Layout layout = layout_make(sizes[i][0], sizes[i][1], &view);
            Rect frame = layout.panel[PANEL_ANGLES];
            double y = height_of_angle(log, pair == 0 ? 30 : 140);
            double sum = 0, count = 0;
            for (double x = (frame.x + 0.3 * frame.width) * layout.unit;
                 x < (frame.x + frame.width) * layout.unit; x++) {
                if (pixel_at(image, x, y) == wanted) {
                    sum += x;
                    count++;
                } else if (count > 2) {
                    break; /* the mark stands left of the histogram */
                }
            }
            assert_true(count > 2);
            SceneHit hit = scene_hit(scene, sizes[i][0], sizes[i][1], &fake->snapshot, &view, sum / count, y);
            assert_int_equal(hit.pair, pair);
        }
        cairo_surface_destroy(image);
        free(log);
        fake_free(fake);
    }
    scene_destroy(scene);
}

static void what_the_mouse_points_at_is_named(void **state)
{
    (void)state;
    Fake *fake = fake_make(6, 81, 80);
    Scene *scene = created();
    TextLog *log = malloc(sizeof *log);
    const struct {
        double x, y;
        const char *words;
    } cases[] = {{200, 600, "epoch"}, {900, 340, "genuine"}, {300, 0, "at epoch"}, {300, 20, NULL}};
    for (size_t i = 0; i < 4; i++) {
        View view = view_initial();
        cairo_surface_destroy(drawn(scene, 1280, 720, &fake->snapshot, &view, log));
        view.pointer_inside = true;
        view.pointer_x = cases[i].x;
        view.pointer_y = cases[i].y > 0 ? cases[i].y : height_of_angle(log, fake->degrees[40 * 6]);
        if (i == 2) { /* on the line of pair 0 at epoch 40, the middle of its axis */
            view.pointer_x = 0;
            for (double x = 100; x < 600 && view.pointer_x == 0; x++)
                if (scene_hit(scene, 1280, 720, &fake->snapshot, &view, x, view.pointer_y).pair != SIZE_MAX)
                    view.pointer_x = x;
        }
        cairo_surface_destroy(drawn(scene, 1280, 720, &fake->snapshot, &view, log));
        size_t tips = 0;
        for (size_t k = 0; k < log->count; k++) {
            if (log->boxes[k].layer != 1)
                continue;
            tips++;
            if (!cases[i].words || !strstr(log->boxes[k].text, cases[i].words))
                fail_msg("unexpected: '%s'", log->boxes[k].text);
        }
        assert_int_equal(tips, cases[i].words != NULL);
        assert_readable(log, 1280, 720, "tip");
    }
    free(log);
    scene_destroy(scene);
    fake_free(fake);
}

/* Where, in the embeddings' panel alone in the window, the first mark of this pair is: the middle of what hits it. */
static bool find_mark(Scene *scene, const Snapshot *snapshot, const View *view, size_t pair, double *x,
                      double *y)
{
    double count = 0, x_sum = 0, y_sum = 0;
    for (double at = 0; at < 1280; at += 2)
        for (double down = 0; down < 720; down += 2)
            if (scene_hit(scene, 1280, 720, snapshot, view, at, down).pair == pair &&
                (count == 0 || hypot(at - x_sum / count, down - y_sum / count) < 20)) {
                count++;
                x_sum += at;
                y_sum += down;
            }
    *x = x_sum / count;
    *y = y_sum / count;
    return count > 0;
}

static void clicking_a_signature_goes_through_its_pairs(void **state)
{
    (void)state;
    Fake *fake = fake_make(6, 30, 120);
    Scene *scene = created();
    View view = view_initial();
    view.panel = PANEL_EMBEDDING;
    double x, y;
    for (size_t i = 0; i < 12; i++) /* in a row, far apart */
        fake->place[i] = (SnapshotPlace){-0.7 + 0.14 * (double)i, 0.3};
    fake->members[2].a = fake->members[4].a = fake->members[0].a;
    fake_choose(fake, 1);
    assert_true(find_mark(scene, &fake->snapshot, &view, 0, &x, &y)); /* the first of its three pairs */
    const size_t expected[] = {2, 4, 0};
    for (size_t i = 0; i < 3; i++) {
        fake_choose(fake, i == 0 ? 0 : expected[i - 1]);
        assert_int_equal(scene_hit(scene, 1280, 720, &fake->snapshot, &view, x, y).pair, expected[i]);
    }
    scene_destroy(scene);
    fake_free(fake);
}

static void a_wheel_zooms_the_embeddings_about_the_mouse(void **state)
{
    (void)state;
    Fake *fake = fake_make(6, 30, 120);
    Scene *scene = created();
    View view = view_initial();
    view.panel = PANEL_EMBEDDING;
    double x, y;
    assert_true(find_mark(scene, &fake->snapshot, &view, 3, &x, &y));
    PanelPointer wheel = {.kind = PANEL_POINTER_WHEEL, .x = x, .y = y, .wheel = 2};
    for (int i = 0; i < 3; i++) {
        PanelReply reply = scene_pointer(scene, 1280, 720, &fake->snapshot, &view, PANEL_EMBEDDING, wheel);
        assert_true(reply.taken && reply.sets_state && reply.state.zoomed);
        assert_close(reply.state.x_high - reply.state.x_low, reply.state.y_high - reply.state.y_low, 1e-12);
        view.state[PANEL_EMBEDDING] = reply.state;
        assert_int_equal(scene_hit(scene, 1280, 720, &fake->snapshot, &view, x, y).pair, 3);
    }
    wheel.wheel = -40;
    PanelReply reply = scene_pointer(scene, 1280, 720, &fake->snapshot, &view, PANEL_EMBEDDING, wheel);
    assert_true(reply.sets_state && !reply.state.zoomed);
    scene_destroy(scene);
    fake_free(fake);
}

static void every_pair_held_out_has_a_dot_to_point_at(void **state)
{
    (void)state;
    Fake *fake = fake_make(30, 60, 120);
    Scene *scene = created();
    View view = view_initial();
    view.panel = PANEL_RATES;
    bool found[30] = {0};
    for (double x = 0; x < 1280; x += 2) {
        for (double y = 0; y < 720; y += 2) {
            SceneHit hit = scene_hit(scene, 1280, 720, &fake->snapshot, &view, x, y);
            if (hit.pair != SIZE_MAX)
                found[hit.pair] = true;
        }
    }
    for (size_t i = 0; i < 30; i++)
        assert_int_equal(found[i], fake->pair[i].held_out);
    scene_destroy(scene);
    fake_free(fake);
}

static void the_threshold_is_dragged_in_the_rates(void **state)
{
    (void)state;
    Fake *fake = fake_make(30, 60, 120);
    Scene *scene = created();
    View view = view_initial();
    view.panel = PANEL_RATES;
    double grip = 0; /* found as a person finds it: where a press is taken */
    size_t width = 0;
    for (double x = 0; x < 1280; x++) {
        PanelPointer press = {.kind = PANEL_POINTER_PRESS, .x = x, .y = 200, .button = 1};
        if (scene_pointer(scene, 1280, 720, &fake->snapshot, &view, PANEL_RATES, press).taken) {
            grip += x;
            width++;
        }
    }
    assert_true(width >= 10 && width <= 20);
    PanelPointer pointer = {.kind = PANEL_POINTER_PRESS, .x = grip / (double)width, .y = 200, .button = 1};
    view.state[PANEL_RATES] =
        scene_pointer(scene, 1280, 720, &fake->snapshot, &view, PANEL_RATES, pointer).state;
    pointer.kind = PANEL_POINTER_MOVE;
    PanelReply reply = scene_pointer(scene, 1280, 720, &fake->snapshot, &view, PANEL_RATES, pointer);
    assert_int_equal(reply.action.kind, ACTION_THRESHOLD);
    assert_close(reply.action.value, fake->snapshot.angles.threshold, 0.01);
    pointer.x += 100;
    reply = scene_pointer(scene, 1280, 720, &fake->snapshot, &view, PANEL_RATES, pointer);
    assert_true(reply.action.value > fake->snapshot.angles.threshold + 10);
    scene_destroy(scene);
    fake_free(fake);
}

/* The button of a panel alone in the window that asks for this; NULL when there is none. */
static const Widget *button_for(Scene *scene, const Snapshot *snapshot, PanelName panel, ActionKind kind,
                                bool higher, Parts *parts)
{
    View view = view_initial();
    view.panel = (int)panel;
    scene_parts(scene, 1280, 720, snapshot, &view, parts);
    for (size_t i = 0; i < parts->widgets.count; i++) {
        const Widget *widget = &parts->widgets.widget[i];
        bool right =
            kind != ACTION_THRESHOLD || (widget->action.value > snapshot->angles.threshold) == higher;
        if (widget->command == COMMAND_NONE && widget->action.kind == kind && right)
            return widget;
    }
    return NULL;
}

static void what_the_mouse_drags_buttons_do_too(void **state)
{
    (void)state;
    Fake *fake = fake_make(30, 60, 120);
    Snapshot *snapshot = &fake->snapshot;
    Scene *scene = created();
    Parts *parts = malloc(sizeof *parts);
    const Widget *lower = button_for(scene, snapshot, PANEL_RATES, ACTION_THRESHOLD, false, parts);
    assert_true(lower && lower->enabled && lower->place.width >= 32 && lower->place.height >= 32);
    assert_close(lower->action.value, snapshot->angles.threshold - 1, 1e-12);
    const Widget *higher = button_for(scene, snapshot, PANEL_RATES, ACTION_THRESHOLD, true, parts);
    assert_close(higher->action.value, snapshot->angles.threshold + 1, 1e-12);
    assert_true(button_for(scene, snapshot, PANEL_RATES, ACTION_THRESHOLD_FREE, false, parts)->on);
    snapshot->angles.threshold_held = true;
    assert_false(button_for(scene, snapshot, PANEL_RATES, ACTION_THRESHOLD_FREE, false, parts)->on);
    snapshot->angles.threshold = 0;
    assert_false(button_for(scene, snapshot, PANEL_RATES, ACTION_THRESHOLD, false, parts)->enabled);
    assert_non_null(button_for(scene, snapshot, PANEL_EMBEDDING, ACTION_AXES_HOLD, false, parts));
    assert_true(button_for(scene, snapshot, PANEL_EMBEDDING, ACTION_AXES_FREE, false, parts)->on);
    free(parts);
    scene_destroy(scene);
    fake_free(fake);
}

static void only_what_changed_is_drawn_again(void **state)
{
    (void)state;
    Fake *fake = fake_make(54, 40, 120);
    Scene *scene = created();
    cairo_surface_t *image = canvas_image(1280, 720);
    View view = view_initial();
    view.asked[PANEL_RATES] = 1;
    assert_ok(scene_paint(scene, image, &fake->snapshot, &view));
    assert_int_equal(scene_redrawn(scene), panels_shown(1280, 720, &view));
    fake->snapshot.run.step++; /* in the bars alone */
    assert_ok(scene_paint(scene, image, &fake->snapshot, &view));
    assert_int_equal(scene_redrawn(scene), 0);
    fake->snapshot.losses.version++;
    assert_ok(scene_paint(scene, image, &fake->snapshot, &view));
    assert_int_equal(scene_redrawn(scene), 1);
    view.logarithmic_loss = true;
    assert_ok(scene_paint(scene, image, &fake->snapshot, &view));
    assert_int_equal(scene_redrawn(scene), 1);
    fake->snapshot.chosen.version++;
    assert_ok(scene_paint(scene, image, &fake->snapshot, &view));
    assert_int_equal(scene_redrawn(scene), 1);
    fake->snapshot.chosen.ink_version++;
    assert_ok(scene_paint(scene, image, &fake->snapshot, &view));
    assert_int_equal(scene_redrawn(scene), 1);
    fake->snapshot.angles.history++;
    assert_ok(scene_paint(scene, image, &fake->snapshot, &view));
    assert_int_equal(scene_redrawn(scene), 2); /* the lines, and what they say of the threshold */
    fake_choose(fake, 9);
    assert_ok(scene_paint(scene, image, &fake->snapshot, &view));
    assert_int_equal(scene_redrawn(scene), 4); /* the line, the pair, its signatures, its dot */
    view.theme = THEME_LIGHT;
    assert_ok(scene_paint(scene, image, &fake->snapshot, &view));
    assert_int_equal(scene_redrawn(scene), panels_shown(1280, 720, &view));
    cairo_surface_destroy(image);
    scene_destroy(scene);
    fake_free(fake);
}

static void assert_same_images(cairo_surface_t *one, cairo_surface_t *other)
{
    int differ = 0;
    for (int y = 0; y < cairo_image_surface_get_height(one); y++)
        for (int x = 0; x < cairo_image_surface_get_width(one); x++)
            differ += pixel_at(one, x, y) != pixel_at(other, x, y);
    assert_int_equal(differ, 0);
}

static void a_window_that_lived_looks_like_one_drawn_afresh(void **state)
{
    (void)state;
    Scene *scene = created();
    Fake *fake = fake_make(24, 121, 120);
    cairo_surface_t *image = canvas_image(1000, 650);
    TextLog *log = malloc(sizeof *log);
    View view = view_initial();
    for (size_t rows = 1; rows <= 121; rows += 6) {
        fake->snapshot.angles.rows = fake->snapshot.losses.rows = rows;
        fake->snapshot.angles.version++;
        fake->snapshot.losses.version++;
        fake_choose(fake, rows / 5 % 24);
        if (rows % 30 == 1)
            view_apply(&view, COMMAND_THEME);
        assert_ok(scene_paint(scene, image, &fake->snapshot, &view));
        cairo_surface_t *afresh = drawn(scene, 1000, 650, &fake->snapshot, &view, log);
        assert_same_images(image, afresh);
        cairo_surface_destroy(afresh);
    }
    cairo_surface_destroy(image);
    free(log);
    fake_free(fake);
    scene_destroy(scene);
}

static double milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return 1e3 * (double)now.tv_sec + 1e-6 * (double)now.tv_nsec;
}

/* Far above what it takes (a few milliseconds), so that only a change of kind fails: stroking every point of 200
 * curves takes a third of a second. */
static void a_large_run_is_drawn_in_a_frame(void **state)
{
    (void)state;
    Fake *fake = fake_make(200, 2001, 2000);
    Scene *scene = created();
    cairo_surface_t *image = canvas_image(1280, 720);
    View view = view_initial();
    view.asked[PANEL_RATES] = 1;
    fake->snapshot.angles.rows = 1500;
    assert_ok(scene_paint(scene, image, &fake->snapshot, &view));
    double first = milliseconds();
    fake->snapshot.angles.history++;
    view.theme = THEME_LIGHT;
    assert_ok(scene_paint(scene, image, &fake->snapshot, &view));
    double whole = milliseconds() - first;
    double begin = milliseconds();
    for (size_t i = 0; i < 20; i++) {
        fake->snapshot.angles.rows++;
        fake->snapshot.angles.version++;
        assert_ok(scene_paint(scene, image, &fake->snapshot, &view));
        assert_int_equal(scene_redrawn(scene), 2);
    }
    double grown = (milliseconds() - begin) / 20;
    print_message("200 pairs x 1500 epochs at 1280 x 720: all %.1f ms, one more epoch %.1f ms\n", whole,
                  grown);
    assert_true(whole < 200);
    assert_true(grown < 60);
    cairo_surface_destroy(image);
    scene_destroy(scene);
    fake_free(fake);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_label_is_cut_or_covered_at_any_size_in_both_themes),
        cmocka_unit_test(changes_the_run_before_and_zoomed_axes_can_be_read),
        cmocka_unit_test(a_change_is_told_where_its_flag_stands),
        cmocka_unit_test(a_zoomed_axis_of_losses_hides_nothing_silently),
        cmocka_unit_test(a_wheel_with_shift_zooms_the_losses_about_the_mouse),
        cmocka_unit_test(a_line_is_picked_where_a_zoomed_axis_draws_it),
        cmocka_unit_test(nothing_is_shortened_in_a_window_of_ordinary_size),
        cmocka_unit_test(every_zoom_and_density_can_be_read),
        cmocka_unit_test(what_is_not_there_yet_is_said_in_words),
        cmocka_unit_test(an_angle_is_drawn_at_its_height),
        cmocka_unit_test(a_click_on_a_mark_or_line_finds_its_pair),
        cmocka_unit_test(a_mark_that_is_seen_is_the_one_that_is_hit),
        cmocka_unit_test(what_the_mouse_points_at_is_named),
        cmocka_unit_test(clicking_a_signature_goes_through_its_pairs),
        cmocka_unit_test(a_wheel_zooms_the_embeddings_about_the_mouse),
        cmocka_unit_test(every_pair_held_out_has_a_dot_to_point_at),
        cmocka_unit_test(the_threshold_is_dragged_in_the_rates),
        cmocka_unit_test(what_the_mouse_drags_buttons_do_too),
        cmocka_unit_test(only_what_changed_is_drawn_again),
        cmocka_unit_test(a_window_that_lived_looks_like_one_drawn_afresh),
        cmocka_unit_test(a_large_run_is_drawn_in_a_frame),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
