#include "live/dispatch.h"
#include "live/fake.h"
#include "live/keys.h"
#include "net/faults.h"
#include "support/test.h"

#include <string.h>

static const int width = 1280, height = 720;

typedef struct Table {
    Scene *scene;
    Fake *fake;
    View view;
} Table;

static Table table_set(void)
{
    Table table = {.fake = fake_make(20, 30, 60), .view = view_initial()};
    assert_ok(scene_create(&table.scene));
    return table;
}

static void table_clear(Table *table)
{
    scene_destroy(table->scene);
    fake_free(table->fake);
}

static DispatchOutcome send(Table *table, WindowEvent event)
{
    return dispatch_event(table->scene, (DispatchWindow){width, height, 1}, &table->fake->snapshot,
                          &table->view, &event);
}

static DispatchOutcome press(Table *table, unsigned key)
{
    return send(table, (WindowEvent){.kind = WINDOW_KEY, .key = key});
}

static DispatchOutcome click(Table *table, double x, double y, int clicks)
{
    DispatchOutcome outcome =
        send(table, (WindowEvent){.kind = WINDOW_MOUSE_DOWN, .x = x, .y = y, .button = 1, .clicks = clicks});
    send(table, (WindowEvent){.kind = WINDOW_MOUSE_UP, .x = x, .y = y, .button = 1, .clicks = clicks});
    return outcome;
}

static void parts_now(Table *table, Parts *parts)
{
    scene_parts(table->scene, width, height, &table->fake->snapshot, &table->view, parts);
}

static DispatchOutcome click_middle(Table *table, Rect place)
{
    return click(table, place.x + place.width / 2, place.y + place.height / 2, 1);
}

static void assert_same_outcome(DispatchOutcome one, DispatchOutcome other)
{
    char a[ACTION_TEXT_SIZE], b[ACTION_TEXT_SIZE];
    action_write(&one.action, a);
    action_write(&other.action, b);
    assert_string_equal(a, b);
    assert_int_equal(one.command, other.command);
}

static void assert_same_view(const View *one, const View *other)
{
    assert_int_equal(one->menu.name, other->menu.name);
    assert_int_equal(one->help, other->help);
    assert_int_equal(one->panel, other->panel);
    assert_int_equal(one->theme, other->theme);
    assert_memory_equal(one->asked, other->asked, sizeof one->asked);
}

static void a_button_does_the_same_by_mouse_and_by_keyboard(void **state)
{
    (void)state;
    Table table = table_set();
    Parts parts;
    parts_now(&table, &parts);
    size_t tried = 0;
    for (int group = WIDGETS_TOOLBAR; group <= WIDGETS_TABS; group++) {
        ViewFocus focus = {group, 0};
        for (size_t i = 0; i < parts.widgets.count; i++) {
            const Widget *widget = &parts.widgets.widget[i];
            if (widget->group != group || widget->kind == WIDGET_READING || !widget->enabled)
                continue;
            table.view = view_initial();
            table.view.focus = focus;
            DispatchOutcome by_key = press(&table, WINDOW_KEY_ENTER);
            View after_key = table.view;
            table.view = view_initial();
            DispatchOutcome by_mouse = click_middle(&table, widget->place);
            assert_same_outcome(by_key, by_mouse);
            assert_same_view(&after_key, &table.view);
            focus.index++;
            tried++;
        }
    }
    assert_true(tried >= 14);
    table_clear(&table);
}

/* What the key of a command does, its button does. */
static void a_button_does_the_same_as_its_key(void **state)
{
    (void)state;
    static const struct {
        unsigned key;
        bool shift;
        Command command;
    } keys[] = {{' ', 0, COMMAND_RUN},
                {'.', 0, COMMAND_STEP},
                {',', 0, COMMAND_STEP_BACK},
                {'>', 1, COMMAND_PHASE},
                {'r', 0, COMMAND_REWIND},
                {'r', 1, COMMAND_NEW_SEED},
                {'+', 0, COMMAND_FASTER},
                {'-', 0, COMMAND_SLOWER},
                {']', 0, COMMAND_RATE_UP},
                {'[', 0, COMMAND_RATE_DOWN},
                {'?', 0, COMMAND_HELP},
                {'o', 0, COMMAND_MENU + MENU_LOSS},
                {'!', 0, COMMAND_MENU + MENU_FAULT}};
    Table table = table_set();
    Parts parts;
    parts_now(&table, &parts);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const Widget *widget = NULL;
        for (size_t k = 0; k < parts.widgets.count; k++)
            if (parts.widgets.widget[k].command == keys[i].command)
                widget = &parts.widgets.widget[k];
        assert_non_null(widget);
        table.view = view_initial();
        DispatchOutcome by_key =
            send(&table, (WindowEvent){.kind = WINDOW_KEY, .key = keys[i].key, .shift = keys[i].shift});
        View after_key = table.view;
        table.view = view_initial();
        DispatchOutcome by_mouse = click_middle(&table, widget->place);
        assert_same_outcome(by_key, by_mouse);
        assert_same_view(&after_key, &table.view);
    }
    table_clear(&table);
}

static void tab_cycles_pairs_until_the_focus_is_somewhere(void **state)
{
    (void)state;
    Table table = table_set();
    assert_int_equal(press(&table, WINDOW_KEY_TAB).action.kind, ACTION_CHOOSE);
    press(&table, WINDOW_KEY_F1 + 5); /* F6 */
    assert_int_equal(table.view.focus.group, WIDGETS_TOOLBAR);
    assert_int_equal(press(&table, WINDOW_KEY_TAB).action.kind, ACTION_NONE);
    assert_int_equal(table.view.focus.index, 1);
    press(&table, WINDOW_KEY_RIGHT);
    assert_int_equal(table.view.focus.index, 2);
    press(&table, WINDOW_KEY_LEFT);
    press(&table, WINDOW_KEY_LEFT);
    assert_int_equal(press(&table, WINDOW_KEY_SPACE).action.kind, ACTION_RUN); /* the first button */
    assert_int_equal(press(&table, WINDOW_KEY_ESCAPE).command, COMMAND_NONE);
    assert_int_equal(table.view.focus.group, WIDGETS_NOBODY);
    assert_int_equal(press(&table, WINDOW_KEY_TAB).action.kind, ACTION_CHOOSE);
    table_clear(&table);
}

static void f6_goes_through_all_parts_and_back(void **state)
{
    (void)state;
    Table table = table_set();
    Parts parts;
    parts_now(&table, &parts);
    int groups[20];
    size_t count = 0;
    do {
        press(&table, WINDOW_KEY_F1 + 5);
        groups[count++] = table.view.focus.group;
    } while (table.view.focus.group != WIDGETS_NOBODY && count < 20);
    for (int panel = 0; panel < PANEL_COUNT; panel++) {
        bool reached = false;
        for (size_t i = 0; i < count; i++)
            reached = reached || groups[i] == WIDGETS_OF_PANEL + panel;
        assert_int_equal(reached, parts.layout.shown[panel]);
    }
    for (size_t i = count - 1; i-- > 0;) {
        send(&table, (WindowEvent){.kind = WINDOW_KEY, .key = WINDOW_KEY_F1 + 5, .shift = true});
        assert_int_equal(table.view.focus.group, groups[i]);
    }
    table_clear(&table);
}

static void enter_gives_the_panel_with_the_focus_the_window_and_escape_takes_it_back(void **state)
{
    (void)state;
    Table table = table_set();
    table.view.focus = (ViewFocus){WIDGETS_OF_PANEL + PANEL_LOSS, 0};
    press(&table, WINDOW_KEY_ENTER);
    assert_int_equal(table.view.panel, PANEL_LOSS);
    press(&table, WINDOW_KEY_ESCAPE); /* the focus */
    press(&table, WINDOW_KEY_ESCAPE); /* the window */
    assert_int_equal(table.view.panel, VIEW_ALL_PANELS);
    assert_int_equal(press(&table, WINDOW_KEY_ESCAPE).command, COMMAND_QUIT);
    table_clear(&table);
}

static void a_double_click_gives_a_panel_the_window(void **state)
{
    (void)state;
    Table table = table_set();
    Layout layout = layout_make(width, height, &table.view);
    Rect pair = layout.panel[PANEL_PAIR];
    click(&table, pair.x + 20, pair.y + pair.height - 4, 1);
    assert_int_equal(table.view.panel, VIEW_ALL_PANELS);
    click(&table, pair.x + 20, pair.y + pair.height - 4, 2);
    assert_int_equal(table.view.panel, PANEL_PAIR);
    click(&table, 600, 400, 2);
    assert_int_equal(table.view.panel, VIEW_ALL_PANELS);
    table_clear(&table);
}

static void a_fault_is_found_by_typing_part_of_its_name(void **state)
{
    (void)state;
    Table table = table_set();
    press(&table, '!');
    assert_int_equal(table.view.menu.name, MENU_FAULT);
    Parts all, few;
    parts_now(&table, &all);
    size_t faults = 0;
    while (faults_at(faults))
        faults++;
    assert_int_equal(all.menu.count, faults + 1);
    const char *part = "projection";
    for (size_t i = 0; part[i]; i++)
        assert_int_equal(press(&table, (unsigned char)part[i]).action.kind, ACTION_NONE);
    parts_now(&table, &few);
    assert_true(few.menu.count > 0 && few.menu.count < all.menu.count);
    for (size_t i = 0; i < few.menu.count; i++)
        assert_true(strstr(few.menu.item[i].label, part) || strstr(few.menu.item[i].sentence, part));
    Action wanted = few.menu.item[few.menu.count > 1].action;
    if (few.menu.count > 1)
        press(&table, WINDOW_KEY_DOWN);
    DispatchOutcome outcome = press(&table, WINDOW_KEY_ENTER);
    assert_int_equal(outcome.action.kind, ACTION_FAULT);
    assert_string_equal(outcome.action.name, wanted.name);
    assert_non_null(faults_find(outcome.action.name));
    assert_int_equal(table.view.menu.name, MENU_COUNT);
    table_clear(&table);
}

static void what_is_typed_in_vain_is_taken_back_by_backspace(void **state)
{
    (void)state;
    Table table = table_set();
    Parts parts;
    press(&table, '!');
    for (size_t i = 0; i < 60; i++)
        press(&table, 'q'); /* more than there is room for, and no fault has it */
    parts_now(&table, &parts);
    assert_int_equal(parts.menu.count, 0);
    assert_int_equal(press(&table, WINDOW_KEY_ENTER).action.kind, ACTION_NONE);
    press(&table, WINDOW_KEY_DOWN);
    for (size_t i = 0; i < 60; i++)
        press(&table, WINDOW_KEY_BACKSPACE);
    parts_now(&table, &parts);
    assert_true(parts.menu.count > 30);
    assert_int_equal(press(&table, WINDOW_KEY_ESCAPE).command, COMMAND_NONE);
    assert_int_equal(table.view.menu.name, MENU_COUNT);
    table_clear(&table);
}

static void every_item_of_a_menu_is_reached_by_arrows_and_by_the_mouse(void **state)
{
    (void)state;
    Table table = table_set();
    for (int menu = 0; menu < MENU_COUNT; menu++) {
        Parts parts;
        table.view = view_initial();
        view_open_menu(&table.view, (MenuName)menu);
        parts_now(&table, &parts);
        size_t count = parts.menu.count;
        for (size_t i = 0; i < count; i++) {
            table.view = view_initial();
            view_open_menu(&table.view, (MenuName)menu);
            for (size_t k = 0; k < i; k++)
                press(&table, WINDOW_KEY_DOWN); /* from the first, which view_open_menu marks */
            parts_now(&table, &parts);
            assert_int_equal(parts.menu.popup.marked, i);
            Rect row = popup_row(&parts.menu.popup, i);
            assert_true(i >= parts.menu.popup.first && i < parts.menu.popup.first + parts.menu.popup.rows);
            View scrolled = table.view;
            DispatchOutcome wanted = {.action = parts.menu.item[i].action};
            bool enabled = parts.menu.item[i].enabled;
            DispatchOutcome by_key = press(&table, WINDOW_KEY_ENTER);
            if (enabled && parts.menu.item[i].command == COMMAND_NONE)
                assert_same_outcome(by_key, wanted);
            View after_key = table.view;
            table.view = scrolled;
            DispatchOutcome by_mouse = click_middle(&table, row);
            assert_same_outcome(by_key, by_mouse);
            assert_same_view(&after_key, &table.view);
            assert_true(by_key.action.kind != ACTION_NONE || by_key.command != COMMAND_NONE ||
                        by_key.changed);
        }
    }
    table_clear(&table);
}

static void tab_goes_down_a_menu_and_shift_tab_up_round_the_end(void **state)
{
    (void)state;
    Table table = table_set();
    Parts parts;
    press(&table, 'o');
    parts_now(&table, &parts);
    const size_t first = parts.menu.popup.marked, count = parts.menu.count;
    press(&table, WINDOW_KEY_TAB);
    assert_int_equal(table.view.menu.marked, (first + 1) % count);
    for (size_t i = 0; i < 2; i++)
        send(&table, (WindowEvent){.kind = WINDOW_KEY, .key = WINDOW_KEY_TAB, .shift = true});
    assert_int_equal(table.view.menu.marked, (first + count - 1) % count);
    table_clear(&table);
}

static void a_menu_opens_with_what_is_chosen_now_marked(void **state)
{
    (void)state;
    Table table = table_set();
    Parts parts;
    table.view.theme = THEME_CONTRAST;
    press(&table, 'm');
    parts_now(&table, &parts);
    assert_int_equal(parts.menu.item[parts.menu.popup.marked].command, COMMAND_THEME_CONTRAST);
    assert_true(parts.menu.item[parts.menu.popup.marked].ticked);
    press(&table, WINDOW_KEY_ESCAPE);
    snprintf(table.fake->snapshot.tuning.loss, sizeof table.fake->snapshot.tuning.loss, "margin");
    press(&table, 'o');
    parts_now(&table, &parts);
    assert_string_equal(parts.menu.item[parts.menu.popup.marked].action.name, "margin");
    table_clear(&table);
}

static void a_planted_fault_is_ticked_and_chosen_again_taken_out(void **state)
{
    (void)state;
    Table table = table_set();
    Parts parts;
    SnapshotTuning *tuning = &table.fake->snapshot.tuning;
    tuning->fault_count = 1;
    snprintf(tuning->faults[0], sizeof tuning->faults[0], "tanh-forgotten@tanh1");
    press(&table, '!');
    parts_now(&table, &parts);
    const MenuItem *marked = &parts.menu.item[parts.menu.popup.marked];
    assert_true(marked->ticked);
    assert_string_equal(marked->label, "tanh-forgotten");
    Action action = press(&table, WINDOW_KEY_ENTER).action;
    assert_int_equal(action.kind, ACTION_REPAIR);
    assert_string_equal(action.name, tuning->faults[0]); /* by its full name */
    table_clear(&table);
}

static void a_click_beside_a_menu_closes_it_and_does_nothing_else(void **state)
{
    (void)state;
    Table table = table_set();
    press(&table, 'o');
    DispatchOutcome outcome = click(&table, 300, 600, 1);
    assert_int_equal(table.view.menu.name, MENU_COUNT);
    assert_int_equal(outcome.action.kind, ACTION_NONE);
    assert_int_equal(outcome.command, COMMAND_NONE);
    table_clear(&table);
}

static void a_menus_button_closes_it_and_another_ones_opens_that(void **state)
{
    (void)state;
    Table table = table_set();
    Parts parts;
    parts_now(&table, &parts);
    Rect loss = widgets_of_menu(&parts.widgets, MENU_LOSS)->place;
    Rect target = widgets_of_menu(&parts.widgets, MENU_TARGET)->place;
    click_middle(&table, loss);
    assert_int_equal(table.view.menu.name, MENU_LOSS);
    click_middle(&table, target);
    assert_int_equal(table.view.menu.name, MENU_TARGET);
    click_middle(&table, target);
    assert_int_equal(table.view.menu.name, MENU_COUNT);
    table_clear(&table);
}

static void what_cannot_be_done_now_does_nothing_when_pressed(void **state)
{
    (void)state;
    Table table = table_set();
    table.fake->snapshot.run.step = 0; /* there is no step to go back */
    Parts parts;
    parts_now(&table, &parts);
    for (size_t i = 0; i < parts.widgets.count; i++) {
        if (parts.widgets.widget[i].command != COMMAND_STEP_BACK)
            continue;
        assert_false(parts.widgets.widget[i].enabled);
        assert_int_equal(click_middle(&table, parts.widgets.widget[i].place).action.kind, ACTION_NONE);
    }
    table_clear(&table);
}

static void the_keyboard_zooms_the_epochs_and_moves_along_them(void **state)
{
    (void)state;
    Table table = table_set();
    table.view.focus = (ViewFocus){WIDGETS_OF_PANEL + PANEL_ANGLES, 0};
    for (int i = 0; i < 4; i++)
        press(&table, WINDOW_KEY_UP);
    assert_true(table.view.time.zoomed);
    const ViewTime before = table.view.time;
    send(&table, (WindowEvent){.kind = WINDOW_KEY, .key = WINDOW_KEY_RIGHT, .shift = true});
    assert_true(table.view.time.low > before.low && table.view.time.high > before.high);
    send(&table, (WindowEvent){.kind = WINDOW_KEY, .key = WINDOW_KEY_LEFT, .shift = true});
    assert_close(table.view.time.low, before.low, 1e-9);
    for (int i = 0; i < 6; i++)
        press(&table, WINDOW_KEY_DOWN);
    assert_false(table.view.time.zoomed);
    assert_int_equal(table.view.focus.group, WIDGETS_OF_PANEL + PANEL_ANGLES);
    table_clear(&table);
}

static void the_help_turns_its_pages_and_a_click_closes_it(void **state)
{
    (void)state;
    Table table = table_set();
    press(&table, '?');
    assert_true(table.view.help);
    size_t pages = scene_help_pages(table.scene, width, height, &table.view);
    press(&table, WINDOW_KEY_LEFT);
    assert_int_equal(table.view.help_page, pages - 1);
    press(&table, WINDOW_KEY_RIGHT);
    assert_int_equal(table.view.help_page, 0);
    assert_int_equal(click(&table, 300, 300, 1).action.kind, ACTION_NONE);
    assert_false(table.view.help);
    table_clear(&table);
}

static void a_click_on_a_line_chooses_its_pair(void **state)
{
    (void)state;
    Table table = table_set();
    Layout layout = layout_make(width, height, &table.view);
    Rect angles = layout.panel[PANEL_ANGLES];
    size_t chosen = 0;
    for (double y = angles.y + 40; y < angles.y + angles.height - 30; y++)
        chosen += click(&table, angles.x + 150, y, 1).action.kind == ACTION_CHOOSE;
    assert_true(chosen > 20);
    table_clear(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_button_does_the_same_by_mouse_and_by_keyboard),
        cmocka_unit_test(a_button_does_the_same_as_its_key),
        cmocka_unit_test(tab_cycles_pairs_until_the_focus_is_somewhere),
        cmocka_unit_test(f6_goes_through_all_parts_and_back),
        cmocka_unit_test(enter_gives_the_panel_with_the_focus_the_window_and_escape_takes_it_back),
        cmocka_unit_test(a_double_click_gives_a_panel_the_window),
        cmocka_unit_test(a_fault_is_found_by_typing_part_of_its_name),
        cmocka_unit_test(what_is_typed_in_vain_is_taken_back_by_backspace),
        cmocka_unit_test(every_item_of_a_menu_is_reached_by_arrows_and_by_the_mouse),
        cmocka_unit_test(tab_goes_down_a_menu_and_shift_tab_up_round_the_end),
        cmocka_unit_test(a_menu_opens_with_what_is_chosen_now_marked),
        cmocka_unit_test(a_planted_fault_is_ticked_and_chosen_again_taken_out),
        cmocka_unit_test(a_click_beside_a_menu_closes_it_and_does_nothing_else),
        cmocka_unit_test(a_menus_button_closes_it_and_another_ones_opens_that),
        cmocka_unit_test(what_cannot_be_done_now_does_nothing_when_pressed),
        cmocka_unit_test(the_keyboard_zooms_the_epochs_and_moves_along_them),
        cmocka_unit_test(the_help_turns_its_pages_and_a_click_closes_it),
        cmocka_unit_test(a_click_on_a_line_chooses_its_pair),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
