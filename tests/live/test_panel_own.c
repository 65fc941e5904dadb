#include "live/panel_own.h"

#include "live/fake.h"
#include "live/scene.h"
#include "support/test.h"

typedef struct Shown {
    Scene *scene;
    Fake *fake;
    View view;
    Parts parts;
} Shown;

enum { WIDTH = 1280, HEIGHT = 720 };

static void look(Shown *shown)
{
    scene_parts(shown->scene, WIDTH, HEIGHT, &shown->fake->snapshot, &shown->view, &shown->parts);
}

static Shown *shown_with(size_t references)
{
    Shown *shown = calloc(1, sizeof *shown);
    assert_ok(scene_create(&shown->scene));
    shown->fake = fake_make(10, 5, 20);
    fake_sign(shown->fake, references);
    shown->view = view_initial();
    view_show(&shown->view, PANEL_OWN, false);
    look(shown);
    assert_true(shown->parts.layout.shown[PANEL_OWN]);
    return shown;
}

static void forget(Shown *shown)
{
    scene_destroy(shown->scene);
    fake_free(shown->fake);
    free(shown);
}

static PanelReply tell(Shown *shown, PanelPointerKind kind, double x, double y)
{
    PanelPointer pointer = {.kind = kind, .x = x, .y = y, .button = 1, .seconds = 7};
    return scene_pointer(shown->scene, WIDTH, HEIGHT, &shown->fake->snapshot, &shown->view, PANEL_OWN,
                         pointer);
}

static void the_pen_draws_on_the_field_and_goes_on_beyond_it(void **state)
{
    (void)state;
    Shown *shown = shown_with(0);
    Rect panel = shown->parts.layout.panel[PANEL_OWN];
    double x = panel.x + 60, y = panel.y + panel.height / 2;
    PanelReply down = tell(shown, PANEL_POINTER_PRESS, x, y);
    assert_true(down.taken && down.pen.kind == OWN_PEN_DOWN && down.pen.seconds == 7);
    assert_int_equal(tell(shown, PANEL_POINTER_MOVE, x, y).pen.kind, OWN_PEN_NONE); /* it is not down */
    shown->fake->snapshot.own.pen_down = true;
    PanelReply moved = tell(shown, PANEL_POINTER_MOVE, x + 30, y - 20); /* right and up */
    assert_int_equal(moved.pen.kind, OWN_PEN_MOVE);
    assert_close(moved.pen.x - down.pen.x, 30, 1e-9);
    assert_close(moved.pen.y - down.pen.y, 20, 1e-9);
    assert_int_equal(tell(shown, PANEL_POINTER_MOVE, 3, 3).pen.kind, OWN_PEN_MOVE);
    assert_int_equal(tell(shown, PANEL_POINTER_RELEASE, 3, 3).pen.kind, OWN_PEN_UP);
    shown->fake->snapshot.own.pen_down = false;
    /* Two quick strokes are a double click. */
    assert_int_equal(tell(shown, PANEL_POINTER_DOUBLE, x, y).pen.kind, OWN_PEN_DOWN);
    assert_false(tell(shown, PANEL_POINTER_WHEEL, x, y).taken);
    forget(shown);
}

/* Going down the list at the right, each slot can be met, in order. */
static void a_press_on_a_signature_of_the_list_goes_to_it(void **state)
{
    (void)state;
    Shown *shown = shown_with(3);
    Rect panel = shown->parts.layout.panel[PANEL_OWN];
    char met[SNAPSHOT_OWN_SLOTS + 1] = "";
    for (double y = panel.y; y < panel.y + panel.height; y++) {
        PanelReply reply = tell(shown, PANEL_POINTER_PRESS, panel.x + panel.width - 40, y);
        size_t count = strlen(met);
        if (reply.action.kind != ACTION_OWN)
            continue;
        assert_memory_equal(reply.action.name, "slot-", 5);
        if (count == 0 || met[count - 1] != reply.action.name[5]) {
            assert_true(count < SNAPSHOT_OWN_SLOTS);
            met[count] = reply.action.name[5];
        }
    }
    assert_string_equal(met, "1234");
    forget(shown);
}

static const Widget *button(const Shown *shown, const char *name)
{
    for (size_t i = 0; i < shown->parts.widgets.count; i++) {
        const Widget *widget = &shown->parts.widgets.widget[i];
        if (widget->action.kind == ACTION_OWN && strcmp(widget->action.name, name) == 0)
            return widget;
    }
    fail_msg("there is no button '%s'", name);
    return NULL;
}

static void its_buttons_are_large_enough_and_only_there_for_what_can_be_done(void **state)
{
    (void)state;
    Shown *shown = shown_with(0);
    static const char *const names[] = {"next", "undo", "clear", "foreign", "save"};
    for (size_t i = 0; i < 5; i++) {
        assert_true(button(shown, names[i])->place.height >= 32 &&
                    button(shown, names[i])->place.width >= 32);
        assert_int_equal(button(shown, names[i])->enabled, strcmp(names[i], "foreign") == 0);
    }
    fake_sign(shown->fake, 3);
    shown->fake->snapshot.own.current = 0;
    look(shown);
    for (size_t i = 0; i < 5; i++)
        assert_true(button(shown, names[i])->enabled);
    shown->fake->snapshot.own.folder = NULL; /* nowhere to save */
    shown->fake->snapshot.own.current = SNAPSHOT_OWN_TRY;
    shown->fake->snapshot.own.foreign = true;
    look(shown);
    assert_false(button(shown, "save")->enabled);
    assert_false(button(shown, "next")->enabled);
    assert_true(button(shown, "foreign")->on);
    forget(shown);
}

static bool says(const TextLog *log, const char *part)
{
    for (size_t i = 0; i < log->count; i++)
        if (strstr(log->boxes[i].text, part))
            return true;
    return false;
}

static void the_verdict_is_written_large(void **state)
{
    (void)state;
    Shown *shown = shown_with(3);
    SnapshotOwn *own = &shown->fake->snapshot.own;
    TextLog *log = calloc(1, sizeof *log);
    const struct {
        bool accepted, foreign;
        const char *words;
    } cases[] = {{false, true, "REJECTED"},
                 {false, false, "REJECTED, wrongly"},
                 {true, false, "ACCEPTED"},
                 {true, true, "ACCEPTED, wrongly"}};
    for (size_t i = 0; i < 4; i++) {
        own->accepted = cases[i].accepted;
        own->foreign = cases[i].foreign;
        cairo_surface_t *image = canvas_image(WIDTH, HEIGHT);
        cairo_t *cr = cairo_create(image);
        log->count = 0;
        assert_ok(scene_draw(shown->scene, cr, WIDTH, HEIGHT, &shown->fake->snapshot, &shown->view, log));
        bool found = false;
        for (size_t k = 0; k < log->count; k++)
            found |= strcmp(log->boxes[k].text, cases[i].words) == 0 && log->boxes[k].size >= 18;
        assert_true(found);
        assert_true(says(log, "101.4") && says(log, "107.4") && says(log, "104.6"));
        cairo_destroy(cr);
        cairo_surface_destroy(image);
    }
    free(log);
    forget(shown);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_pen_draws_on_the_field_and_goes_on_beyond_it),
        cmocka_unit_test(a_press_on_a_signature_of_the_list_goes_to_it),
        cmocka_unit_test(its_buttons_are_large_enough_and_only_there_for_what_can_be_done),
        cmocka_unit_test(the_verdict_is_written_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
