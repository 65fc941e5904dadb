#include "live/fake.h"
#include "live/scene.h"
#include "support/test.h"

#include <string.h>

typedef struct Bar {
    Scene *scene;
    Fake *fake;
    View view;
    Parts parts;
} Bar;

static void bar_set(Bar *bar)
{
    *bar = (Bar){.fake = fake_make(10, 5, 20), .view = view_initial()};
    assert_ok(scene_create(&bar->scene));
}

static void bar_clear(Bar *bar)
{
    scene_destroy(bar->scene);
    fake_free(bar->fake);
}

static const Widget *button(Bar *bar, Command command)
{
    scene_parts(bar->scene, 1280, 720, &bar->fake->snapshot, &bar->view, &bar->parts);
    for (size_t i = 0; i < bar->parts.widgets.count; i++)
        if (bar->parts.widgets.widget[i].group == WIDGETS_TOOLBAR &&
            bar->parts.widgets.widget[i].command == command)
            return &bar->parts.widgets.widget[i];
    fail_msg("there is no such button");
    return NULL;
}

static void buttons_stand_still_whatever_is_read_between_them(void **state)
{
    (void)state;
    static const double speeds[] = {0.1, 1, 50, 1000, 1e6, INFINITY}, rates[] = {1e-6, 0.0013, 0.05, 1};
    Bar bar;
    bar_set(&bar);
    const double help = button(&bar, COMMAND_HELP)->place.x,
                 loss = button(&bar, COMMAND_MENU + MENU_LOSS)->place.x;
    for (size_t i = 0; i < 6; i++) {
        for (size_t k = 0; k < 4; k++) {
            bar.fake->snapshot.run.speed_wanted = speeds[i];
            bar.fake->snapshot.run.learning_rate = rates[k];
            bar.fake->snapshot.tuning.fault_count = i % 2;
            assert_close(button(&bar, COMMAND_HELP)->place.x, help, 1e-12);
            assert_close(button(&bar, COMMAND_MENU + MENU_LOSS)->place.x, loss, 1e-12);
        }
    }
    bar_clear(&bar);
}

static void what_cannot_be_done_is_faint(void **state)
{
    (void)state;
    Bar bar;
    bar_set(&bar);
    SnapshotRun *run = &bar.fake->snapshot.run;
    assert_true(button(&bar, COMMAND_STEP)->enabled && button(&bar, COMMAND_STEP_BACK)->enabled);
    run->step = 0;
    assert_false(button(&bar, COMMAND_STEP_BACK)->enabled);
    run->step = 960;
    run->finished = true;
    assert_true(button(&bar, COMMAND_STEP)->enabled &&
                button(&bar, COMMAND_RUN)->enabled); /* on behind the end */
    assert_true(button(&bar, COMMAND_REWIND)->enabled && button(&bar, COMMAND_STEP_BACK)->enabled);
    run->finished = false;
    run->trouble = "step 3: the loss is not a number";
    assert_false(button(&bar, COMMAND_PHASE)->enabled);
    bar_clear(&bar);
}

static void the_first_button_shows_what_it_will_do(void **state)
{
    (void)state;
    Bar bar;
    bar_set(&bar);
    bar.fake->snapshot.run.running = true;
    assert_int_equal(button(&bar, COMMAND_RUN)->icon, ICON_PAUSE);
    bar.fake->snapshot.run.running = false;
    assert_int_equal(button(&bar, COMMAND_RUN)->icon, ICON_PLAY);
    bar_clear(&bar);
}

static void a_planted_mistake_has_its_sign(void **state)
{
    (void)state;
    Bar bar;
    bar_set(&bar);
    assert_int_equal(button(&bar, COMMAND_MENU + MENU_FAULT)->icon, ICON_NONE);
    bar.fake->snapshot.tuning.fault_count = 1;
    assert_int_equal(button(&bar, COMMAND_MENU + MENU_FAULT)->icon, ICON_WARNING);
    bar_clear(&bar);
}

static void every_button_says_what_it_does(void **state)
{
    (void)state;
    Bar bar;
    bar_set(&bar);
    button(&bar, COMMAND_RUN);
    for (size_t i = 0; i < bar.parts.widgets.count; i++) {
        const Widget *widget = &bar.parts.widgets.widget[i];
        if (widget->group == WIDGETS_TOOLBAR && widget->kind == WIDGET_BUTTON)
            assert_true(widget->hint && strlen(widget->hint) > 3);
    }
    bar_clear(&bar);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(buttons_stand_still_whatever_is_read_between_them),
        cmocka_unit_test(what_cannot_be_done_is_faint),
        cmocka_unit_test(the_first_button_shows_what_it_will_do),
        cmocka_unit_test(a_planted_mistake_has_its_sign),
        cmocka_unit_test(every_button_says_what_it_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
