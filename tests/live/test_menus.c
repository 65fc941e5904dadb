#include "live/fake.h"
#include "live/scene.h"
#include "net/faults.h"
#include "support/test.h"

#include <string.h>

static const int width = 1280, height = 720;

static void open_menu(Scene *scene, const Fake *fake, View *view, MenuName menu, Parts *parts)
{
    view->menu = (ViewMenu){.name = menu};
    scene_parts(scene, width, height, &fake->snapshot, view, parts);
    assert_true(parts->menu.open);
}

static void only_the_number_that_the_loss_has_can_be_set(void **state)
{
    (void)state;
    Scene *scene;
    assert_ok(scene_create(&scene));
    Fake *fake = fake_make(10, 5, 20);
    View view = view_initial();
    static const char *const losses[] = {"target", "margin", "sum"};
    for (size_t i = 0; i < 3; i++) {
        Parts parts;
        SnapshotTuning *tuning = &fake->snapshot.tuning;
        snprintf(tuning->loss, sizeof tuning->loss, "%s", losses[i]);
        tuning->margin = i == 1 ? 0 : NAN;
        open_menu(scene, fake, &view, MENU_TARGET, &parts);
        size_t targets = 0, margins = 0, ticked = 0;
        for (size_t k = 0; k < parts.menu.count; k++) {
            const MenuItem *item = &parts.menu.item[k];
            targets += item->enabled && item->action.kind == ACTION_TARGET;
            margins += item->enabled && item->action.kind == ACTION_MARGIN;
            ticked += item->ticked;
        }
        assert_int_equal(targets > 0, i == 0);
        assert_int_equal(margins > 0, i == 1);
        assert_int_equal(ticked, i < 2);
    }
    fake_free(fake);
    scene_destroy(scene);
}

static void every_fault_stands_in_its_menu_with_its_sentence(void **state)
{
    (void)state;
    Scene *scene;
    assert_ok(scene_create(&scene));
    Fake *fake = fake_make(10, 5, 20);
    View view = view_initial();
    Parts parts;
    open_menu(scene, fake, &view, MENU_FAULT, &parts);
    assert_false(parts.menu.item[0].enabled); /* there is none to take out */
    for (size_t i = 0; faults_at(i); i++) {
        const MenuItem *item = &parts.menu.item[i + 1];
        assert_string_equal(item->label, faults_at(i)->name);
        assert_string_equal(item->sentence, faults_at(i)->mistake);
        assert_int_equal(item->action.kind, ACTION_FAULT);
    }
    fake_free(fake);
    scene_destroy(scene);
}

static void what_is_shown_can_be_saved_and_nothing_else(void **state)
{
    (void)state;
    Scene *scene;
    assert_ok(scene_create(&scene));
    Fake *fake = fake_make(10, 5, 20);
    View view = view_initial();
    view_show(&view, PANEL_RATES, false);
    Parts parts;
    open_menu(scene, fake, &view, MENU_EXPORT, &parts);
    for (int panel = 0; panel < PANEL_COUNT; panel++) {
        size_t found = 0;
        for (size_t i = 0; i < parts.menu.count; i++)
            found += parts.menu.item[i].command == COMMAND_SAVE_PNG_OF + (Command)panel ||
                     parts.menu.item[i].command == COMMAND_SAVE_SHAPES_OF + (Command)panel;
        assert_int_equal(found, parts.layout.shown[panel] ? 2 : 0);
    }
    assert_true(parts.layout.shown[PANEL_RATES] && !parts.layout.shown[PANEL_GRAPH]);
    fake_free(fake);
    scene_destroy(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_number_that_the_loss_has_can_be_set),
        cmocka_unit_test(every_fault_stands_in_its_menu_with_its_sentence),
        cmocka_unit_test(what_is_shown_can_be_saved_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
