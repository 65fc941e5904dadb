/* The window as a person uses it, without a display: scripts of what is done and what is then to be seen (hand.h), played
 * to the loop itself. */
#define _POSIX_C_SOURCE 200809L
#define SDL_MAIN_HANDLED
#include "live/hand.h"

#include "support/folder.h"

static Setup small_setup(void)
{
    Setup setup = setup_defaults();
    setup.recipe.training.epochs = 300;
    setup.recipe.training.pairs_per_epoch = 40;
    setup.recipe.training.batch = 16;
    setup.recipe.training.net.encoder = "conv:4x15/9 tanh flatten dense:6";
    setup.data.source.users = 10;
    setup.data.source.genuine = setup.data.source.forged = 4;
    setup.watched = 20;
    return setup;
}

/* Plays the script in a window that begins paused. */
static void play(const Folder *folder, const char *script)
{
    Setup setup = small_setup();
    Session *session;
    Window *window;
    Status status = status_ok();
    View view = view_initial();
    assert_ok(setup_session(&setup, &session));
    assert_ok(own_open(session_own(session), folder_file(folder, "own")));
    WindowOpening opening =
        window_open((WindowOptions){.title = "test", .width = 1280, .height = 720, .allow_unseen = true},
                    &window, &status);
    assert_ok(status);
    assert_int_equal(opening, WINDOW_OPENED);
    Hand hand = {.script = script, .next = script, .window = window, .pace = 4, .signing = -1};
    assert_ok(scene_create(&hand.scene));
    char pictures[200];
    snprintf(pictures, sizeof pictures, "%s", folder_file(folder, "pictures"));
    assert_ok(loop_run(&(LoopOptions){.goal = UINT64_MAX,
                                      .steps_per_second = 200,
                                      .setup = &setup,
                                      .view = &view,
                                      .pictures = pictures,
                                      .look_on = hand_turn,
                                      .look_on_context = &hand},
                       window, session));
    assert_true(hand.done);
    scene_destroy(hand.scene);
    window_close(window);
    session_destroy(session);
}

static void steps_are_taken_and_taken_back(void **state)
{
    Folder *folder = *state;
    play(folder, "expect paused\n"
                 "expect step = 0\n"
                 "key .\n"
                 "until step = 1\n"
                 "key .\n"
                 "until step = 2\n"
                 "key ,\n"
                 "until step = 1\n"
                 "key Space\n"
                 "until step > 20\n"
                 "expect running\n"
                 "key Space\n"
                 "until paused\n"
                 "key r\n"
                 "until step = 0\n"
                 "expect seed = 1\n"
                 "key shift+r\n"
                 "until not seed = 1\n");
}

static void pairs_panels_and_themes_are_chosen(void **state)
{
    Folder *folder = *state;
    play(folder, "key Tab\n"
                 "wait 2\n"
                 "key ?\n"
                 "until help\n"
                 "key Esc\n"
                 "until not help\n"
                 "key 7\n"
                 "until panel = 7\n"
                 "key Esc\n"
                 "until all-panels\n"
                 "expect theme = 0\n"
                 "key t\n"
                 "until theme = 1\n"
                 "move angles 50 50\n"
                 "double-click\n"
                 "wait 2\n"
                 "key Esc\n"
                 "wait 2\n");
}

static void pictures_and_videos_are_saved_and_said(void **state)
{
    Folder *folder = *state;
    play(folder, "key s\n"
                 "until notice pictures/window-seed1-step0.png\n"
                 "key s\n"
                 "until notice window-seed1-step0-2.png\n"
                 "move loss 50 50\n"
                 "key ctrl+s\n"
                 "until notice loss-seed1-step0.png\n"
                 "key ctrl+shift+s\n"
                 "until notice loss-seed1-step0.svg\n"
                 "key v\n"
                 "key Space\n"
                 "until step > 12\n"
                 "key v\n"
                 "until notice video-seed1-step0\n");
    assert_true(folder_size(folder, "pictures/window-seed1-step0-2.png") > 10000);
    assert_true(folder_size(folder, "pictures/loss-seed1-step0.pdf") > 1000);
}

static void a_signature_is_drawn_tried_and_kept(void **state)
{
    Folder *folder = *state;
    play(folder, "key d\n"
                 "wait 2\n"
                 "sign own 4 40 35 40\n"
                 "until references = 1\n"
                 "expect strokes = 2\n"
                 "button Undo\n"
                 "until strokes = 1\n"
                 "button Clear\n"
                 "until references = 0\n"
                 "sign own 4 40 35 40\n"
                 "until references = 1\n"
                 "button Next\n"
                 "until strokes = 0\n"
                 "sign own 4 42 35 38\n"
                 "until references = 2\n"
                 "button Next\n"
                 "until strokes = 0\n"
                 "sign own 5 40 34 40\n"
                 "until references = 3\n"
                 "expect not judged\n"
                 "button Next\n"
                 "until strokes = 0\n"
                 "sign own 4 40 35 40\n"
                 "until judged\n"
                 "expect strokes = 2\n"
                 "button Clear\n"
                 "until not judged\n"
                 "sign own 12 60 12 10\n" /* small and elsewhere: the net minds neither */
                 "until judged\n"
                 "button Save\n"
                 "until notice 4 signatures\n"
                 "key .\n" /* the verdict follows the training */
                 "until step = 1\n"
                 "expect judged\n");
    for (int number = 1; number <= 4; number++) {
        char name[40];
        snprintf(name, sizeof name, "own/U1S%d.TXT", number);
        assert_true(folder_size(folder, name) > 100);
    }
    play(folder, "key d\n" /* and there they are again */
                 "until references = 3\n"
                 "expect judged\n");
}

static int make_folder(void **state)
{
    static Folder folder;
    folder = folder_make();
    *state = &folder;
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    return 0;
}

static int remove_folder(void **state)
{
    folder_remove(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(steps_are_taken_and_taken_back, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(pairs_panels_and_themes_are_chosen, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(pictures_and_videos_are_saved_and_said, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_signature_is_drawn_tried_and_kept, make_folder, remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
