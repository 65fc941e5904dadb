#include "live/keys.h"
#include "live/readable.h"
#include "words/words.h"

#include <string.h>

static const int sizes[][2] = {{640, 480}, {800, 600}, {1024, 768}, {1280, 720}, {1920, 1080}, {2560, 1440}};
enum { SIZES = sizeof sizes / sizeof sizes[0] };

typedef struct Room {
    Scene *scene;
    Fake *fake;
    TextLog *log;
    char what[120];
} Room;

static Room room_make(void)
{
    Room room = {.fake = fake_make(54, 41, 120), .log = malloc(sizeof *room.log)};
    assert_non_null(room.log);
    assert_ok(scene_create(&room.scene));
    fake_add_past(room.fake);
    return room;
}

static void room_free(Room *room)
{
    scene_destroy(room->scene);
    fake_free(room->fake);
    free(room->log);
}

static void look(Room *room, const int size[static 2], const View *view)
{
    cairo_surface_destroy(drawn(room->scene, size[0], size[1], &room->fake->snapshot, view, room->log));
}

/* The texts of one layer alone. */
static void keep_layer(TextLog *log, int layer)
{
    size_t kept = 0;
    for (size_t i = 0; i < log->count; i++)
        if (log->boxes[i].layer == layer)
            log->boxes[kept++] = log->boxes[i];
    log->count = kept;
}

/* For a projector text is 20 pixels high; the graph alone may shrink its own a little before it leaves steps out. */
static void assert_large_enough(const Room *room, const View *view, bool graph)
{
    const double least = graph ? 16 : 20;
    for (size_t i = 0; i < room->log->count && view->theme == THEME_PROJECTOR; i++)
        if (room->log->boxes[i].size < least - 1e-6)
            fail_msg("%s: '%s' is %.1f pixels high", room->what, room->log->boxes[i].text,
                     room->log->boxes[i].size);
}

/* Calls `check` for every size, theme and language. */
static void in_every_window(void (*check)(Room *room, const int size[static 2], View view))
{
    Room room = room_make();
    for (unsigned language = 0; words_languages(language); language++) {
        assert_ok(words_begin(words_languages(language)));
        for (int theme = 0; theme < THEME_COUNT; theme++) {
            for (size_t i = 0; i < SIZES; i++) {
                View view = view_initial();
                view.theme = (ThemeName)theme;
                check(&room, sizes[i], view);
            }
        }
    }
    assert_ok(words_begin("en"));
    room_free(&room);
}

static void name(Room *room, const char *what, int number, const View *view)
{
    snprintf(room->what, sizeof room->what, "%s %d, theme %d, %s", what, number, (int)view->theme,
             words_language());
}

static void check_panels(Room *room, const int size[static 2], View view)
{
    for (int alone = 0; alone < 2; alone++) {
        for (int panel = 0; panel < PANEL_COUNT; panel++) {
            if (!panels_exist((PanelName)panel))
                continue;
            view.panel = VIEW_ALL_PANELS;
            view_show(&view, (PanelName)panel, alone);
            look(room, size, &view);
            name(room, alone ? "alone, panel" : "panel", panel, &view);
            assert_readable(room->log, size[0], size[1], room->what);
            assert_large_enough(room, &view, layout_make(size[0], size[1], &view).shown[PANEL_GRAPH]);
        }
    }
}

static void every_panel_can_be_read_in_every_window(void **state)
{
    (void)state;
    in_every_window(check_panels);
}

static void check_menus(Room *room, const int size[static 2], View view)
{
    for (int menu = 0; menu < MENU_COUNT; menu++) {
        view.menu = (ViewMenu){.name = (MenuName)menu};
        for (size_t marked = 0; marked < 40; marked += 13) {
            view.menu.marked = marked;
            Parts parts;
            scene_parts(room->scene, size[0], size[1], &room->fake->snapshot, &view, &parts);
            assert_true(parts.menu.open);
            if (parts.menu.count == 0)
                continue; /* all buttons have room */
            look(room, size, &view);
            keep_layer(room->log, 3);
            name(room, "menu", menu, &view);
            assert_true(room->log->count >= parts.menu.popup.rows && parts.menu.popup.rows > 0);
            assert_readable(room->log, size[0], size[1], room->what);
            assert_large_enough(room, &view, false);
            for (size_t i = 0; i < room->log->count; i++)
                if (room->log->boxes[i].elided)
                    fail_msg("%s, %d x %d: '%s' is shortened", room->what, size[0], size[1],
                             room->log->boxes[i].text);
        }
    }
}

static void every_menu_can_be_read_whole_in_every_window(void **state)
{
    (void)state;
    in_every_window(check_menus);
}

/* How often a text was drawn. */
static size_t times(const TextLog *log, const char *text)
{
    size_t count = 0;
    for (size_t i = 0; i < log->count; i++)
        count += strcmp(log->boxes[i].text, text) == 0;
    return count;
}

static void check_help(Room *room, const int size[static 2], View view)
{
    size_t seen[100] = {0};
    assert_true(keys_lines() < 100);
    view.help = true;
    size_t pages = scene_help_pages(room->scene, size[0], size[1], &view);
    for (view.help_page = 0; view.help_page < pages; view.help_page++) {
        look(room, size, &view);
        keep_layer(room->log, 2);
        name(room, "help page", (int)view.help_page, &view);
        assert_readable(room->log, size[0], size[1], room->what);
        assert_large_enough(room, &view, false);
        for (size_t i = 0; i < room->log->count; i++)
            if (room->log->boxes[i].elided)
                fail_msg("%s, %d x %d: '%s' is shortened", room->what, size[0], size[1],
                         room->log->boxes[i].text);
        for (size_t i = 0; i < keys_lines(); i++)
            seen[i] += times(room->log, keys_line(i).keys);
    }
    for (size_t i = 0; i < keys_lines(); i++)
        if (seen[i] != 1)
            fail_msg("%s, %d x %d: %s stands there %zu times", room->what, size[0], size[1],
                     keys_line(i).keys, seen[i]);
}

static void the_help_tells_every_key_once_in_every_window(void **state)
{
    (void)state;
    in_every_window(check_help);
}

static void check_targets(Room *room, const int size[static 2], View view)
{
    for (int open = 0; open <= MENU_COUNT; open++) {
        view.menu.name = (MenuName)open;
        Parts parts;
        scene_parts(room->scene, size[0], size[1], &room->fake->snapshot, &view, &parts);
        double unit = parts.layout.unit;
        for (size_t i = 0; i < parts.widgets.count; i++) {
            const Widget *widget = &parts.widgets.widget[i];
            if (widget->kind == WIDGET_READING || widget->kind == WIDGET_WHOLE)
                continue;
            assert_true(widget->place.height * unit >= 32 - 1e-6);
            assert_true(widget->place.width * unit >= 32 - 1e-6);
            assert_true(inside(widget->place, (Rect){0, 0, parts.layout.width, parts.layout.height}));
            for (size_t k = 0; k < i; k++)
                if (parts.widgets.widget[k].kind != WIDGET_WHOLE)
                    assert_true(apart(widget->place, parts.widgets.widget[k].place));
        }
        if (parts.menu.open) {
            assert_true(parts.menu.popup.row_height * unit >= 32 - 1e-6);
            assert_true(
                inside(parts.menu.popup.place, (Rect){0, 0, parts.layout.width, parts.layout.height}));
        }
    }
}

static void what_is_pressed_is_at_least_32_pixels_large_and_stands_alone(void **state)
{
    (void)state;
    in_every_window(check_targets);
}

static void check_sentence(Room *room, const int size[static 2], View view)
{
    Snapshot *snapshot = &room->fake->snapshot;
    snapshot->phase.name = SNAPSHOT_PHASE_BACKWARD; /* the longest */
    snapshot->tuning.fault_count = 1;
    snprintf(snapshot->tuning.faults[0], sizeof snapshot->tuning.faults[0], "tanh-forgotten@tanh1");
    look(room, size, &view);
    Layout layout = parts_layout(size[0], size[1], snapshot, &view);
    size_t lines = 0;
    if (layout.width < 640)
        return; /* letters for a projector in a small window: it ends in an ellipsis */
    for (size_t i = 0; i < room->log->count; i++) {
        const TextBox *text = &room->log->boxes[i];
        if (!paper_contains(layout.sentence, text->box.x / layout.unit, text->box.y / layout.unit))
            continue;
        lines++;
        if (text->elided)
            fail_msg("%s, theme %d, %d x %d: '%s' is shortened", words_language(), (int)view.theme, size[0],
                     size[1], text->text);
    }
    assert_true(lines >= 1);
}

static void the_longest_sentence_is_told_whole_in_every_window(void **state)
{
    (void)state;
    in_every_window(check_sentence);
}

static void trouble_is_told_above_the_panels_in_every_window(void **state)
{
    (void)state;
    Room room = room_make();
    room.fake->snapshot.run.trouble =
        "step 512: the loss is not a number (nan); rewind, or lower the learning rate";
    for (size_t i = 0; i < SIZES; i++) {
        View view = view_initial();
        look(&room, sizes[i], &view);
        assert_readable(room.log, sizes[i][0], sizes[i][1], "trouble");
        Layout layout = parts_layout(sizes[i][0], sizes[i][1], &room.fake->snapshot, &view);
        bool told = false;
        for (size_t k = 0; k < room.log->count; k++) {
            Rect box = room.log->boxes[k].box;
            told = told || (strstr(room.log->boxes[k].text, "step 512") &&
                            paper_contains(layout.banner, box.x / layout.unit, box.y / layout.unit));
        }
        assert_true(told);
    }
    room_free(&room);
}

static void what_has_no_room_in_the_toolbar_is_in_the_menu_for_the_rest(void **state)
{
    (void)state;
    Room room = room_make();
    for (int width = 320; width < 2000; width += 70) {
        View view = view_initial();
        view.menu.name = MENU_MORE;
        Parts parts;
        scene_parts(room.scene, width, 600, &room.fake->snapshot, &view, &parts);
        ToolbarCommand commands[2];
        size_t found;
        for (size_t i = 0; (found = toolbar_commands(i, &room.fake->snapshot, commands)) > 0; i++) {
            for (size_t k = 0; k < found; k++) {
                size_t there = 0;
                for (size_t w = 0; w < parts.widgets.count; w++)
                    there += parts.widgets.widget[w].group == WIDGETS_TOOLBAR &&
                             parts.widgets.widget[w].command == commands[k].command;
                for (size_t m = 0; m < parts.menu.count; m++)
                    there += parts.menu.item[m].command == commands[k].command;
                assert_int_equal(there, 1);
            }
        }
    }
    room_free(&room);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_panel_can_be_read_in_every_window),
        cmocka_unit_test(every_menu_can_be_read_whole_in_every_window),
        cmocka_unit_test(the_help_tells_every_key_once_in_every_window),
        cmocka_unit_test(what_is_pressed_is_at_least_32_pixels_large_and_stands_alone),
        cmocka_unit_test(the_longest_sentence_is_told_whole_in_every_window),
        cmocka_unit_test(trouble_is_told_above_the_panels_in_every_window),
        cmocka_unit_test(what_has_no_room_in_the_toolbar_is_in_the_menu_for_the_rest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
