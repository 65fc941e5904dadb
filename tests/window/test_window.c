#define _POSIX_C_SOURCE 200809L
#define SDL_MAIN_HANDLED
#include "support/test.h"
#include "window/window.h"

#include <SDL.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* All of this runs on SDL's dummy driver, which shows nothing: events are pushed, not typed. */

static const WindowOptions unseen = {.title = "test", .width = 640, .height = 400, .allow_unseen = true};

static Window *opened(void)
{
    Window *window = NULL;
    Status status = status_ok();
    WindowOpening opening = window_open(unseen, &window, &status);
    assert_ok(status);
    assert_int_equal(opening, WINDOW_OPENED);
    assert_string_equal(window_driver(window), "dummy");
    WindowEvent event;
    while (window_next_event(window, 0, &event)) /* what opening itself tells */
        ;
    return window;
}

static void push_key(SDL_Keycode code, SDL_Scancode scan, Uint16 held, bool repeated)
{
    SDL_Event event = {.type = SDL_KEYDOWN};
    event.key.keysym.sym = code;
    event.key.keysym.scancode = scan;
    event.key.keysym.mod = held;
    event.key.repeat = repeated;
    assert_int_equal(SDL_PushEvent(&event), 1);
}

static WindowEvent next(Window *window)
{
    WindowEvent event = {0};
    assert_true(window_next_event(window, 1, &event));
    return event;
}

static void the_title_can_be_changed(void **state)
{
    (void)state;
    Window *window = opened();
    SDL_Window *inside = SDL_GetWindowFromID(1);
    assert_non_null(inside);
    assert_string_equal(SDL_GetWindowTitle(inside), "test");
    window_set_title(window, "Twingrad: pair 3 is forged and 41\xc2\xb0 apart.");
    assert_string_equal(SDL_GetWindowTitle(inside), "Twingrad: pair 3 is forged and 41\xc2\xb0 apart.");
    window_close(window);
}

static void a_driver_that_shows_nothing_is_refused_with_a_sentence(void **state)
{
    (void)state;
    const char *drivers[] = {"dummy", "offscreen"};
    for (size_t i = 0; i < 2; i++) {
        setenv("SDL_VIDEODRIVER", drivers[i], 1);
        WindowOptions options = unseen;
        options.allow_unseen = false;
        Window *window = (Window *)&options; /* not NULL */
        Status status = status_ok();
        assert_int_equal(window_open(options, &window, &status), WINDOW_NO_DISPLAY);
        assert_null(window);
        assert_trouble(status, "no display can be opened");
        assert_trouble(status, drivers[i]);
    }
    setenv("SDL_VIDEODRIVER", "dummy", 1);
}

static void a_driver_that_does_not_exist_is_no_display(void **state)
{
    (void)state;
    setenv("SDL_VIDEODRIVER", "none-such", 1);
    Window *window = NULL;
    Status status = status_ok();
    assert_int_equal(window_open(unseen, &window, &status), WINDOW_NO_DISPLAY);
    assert_trouble(status, "no display can be opened");
    setenv("SDL_VIDEODRIVER", "dummy", 1);
}

static void a_window_opens_closes_and_opens_again(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        Window *window = opened();
        WindowSize size = window_size(window);
        assert_int_equal(size.width, 640);
        assert_int_equal(size.height, 400);
        assert_close(size.density, 1, 1e-9);
        window_close(window);
    }
    window_close(NULL);
}

static void images_of_any_size_are_presented(void **state)
{
    (void)state;
    Window *window = opened();
    const int sizes[][2] = {{640, 400}, {640, 400}, {300, 200}, {1281, 721}, {1, 1}};
    for (size_t i = 0; i < 5; i++) {
        cairo_surface_t *image = cairo_image_surface_create(CAIRO_FORMAT_RGB24, sizes[i][0], sizes[i][1]);
        assert_ok(window_present(window, image));
        cairo_surface_destroy(image);
    }
    window_close(window);
}

static void count_call(void *context)
{
    ++*(int *)context;
}

static void a_resize_is_redrawn_at_once_but_not_for_every_step_of_it(void **state)
{
    (void)state;
    Window *window = opened();
    int calls = 0;
    window_on_resize(window, count_call, &calls);
    SDL_Delay(50);
    SDL_Event event = {.type = SDL_WINDOWEVENT};
    event.window.event = SDL_WINDOWEVENT_SIZE_CHANGED;
    for (int i = 0; i < 20; i++)
        SDL_PushEvent(&event);
    assert_true(calls >= 1 && calls < 10); /* before the loop came to look, and no more than it needs */
    assert_int_equal(next(window).kind, WINDOW_RESIZED);
    window_on_resize(window, NULL, NULL);
    int before = calls;
    SDL_PushEvent(&event);
    assert_int_equal(calls, before);
    window_close(window);
}

static void waiting_for_an_event_sleeps_and_ends(void **state)
{
    (void)state;
    Window *window = opened();
    WindowEvent event;
    double begin = window_seconds(window);
    clock_t busy = clock();
    assert_false(window_next_event(window, 0.2, &event));
    double waited = window_seconds(window) - begin, worked = (double)(clock() - busy) / CLOCKS_PER_SEC;
    assert_true(waited >= 0.19 && waited < 2);
    assert_true(worked < 0.15); /* seconds of processor */
    window_close(window);
}

static void frames_are_paced(void **state)
{
    (void)state;
    Window *window = opened();
    window_pace(window, 100);
    double begin = window_seconds(window);
    for (int i = 0; i < 20; i++)
        window_pace(window, 100);
    double seconds = window_seconds(window) - begin;
    assert_true(seconds >= 0.18 && seconds < 1.5);
    window_close(window);
}

/* What came while the program was busy knows when it came, if the program pumped meanwhile. */
static void an_event_knows_when_it_came(void **state)
{
    (void)state;
    Window *window = opened();
    const struct timespec busy = {.tv_nsec = 60000000};
    push_key('a', SDL_SCANCODE_A, 0, false);
    window_pump(window);
    double came = window_seconds(window);
    nanosleep(&busy, NULL);
    push_key('b', SDL_SCANCODE_B, 0, false);
    WindowEvent first = next(window), second = next(window);
    assert_true(first.key == 'a' && second.key == 'b');
    assert_true(first.seconds <= came + 0.002 && first.seconds > came - 0.5);
    assert_true(second.seconds >= first.seconds + 0.055);
    assert_true(second.seconds <= window_seconds(window));
    window_close(window);
}

int main(void)
{
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_knows_when_it_came),
        cmocka_unit_test(the_title_can_be_changed),
        cmocka_unit_test(a_driver_that_shows_nothing_is_refused_with_a_sentence),
        cmocka_unit_test(a_driver_that_does_not_exist_is_no_display),
        cmocka_unit_test(a_window_opens_closes_and_opens_again),
        cmocka_unit_test(images_of_any_size_are_presented),
        cmocka_unit_test(a_resize_is_redrawn_at_once_but_not_for_every_step_of_it),
        cmocka_unit_test(waiting_for_an_event_sleeps_and_ends),
        cmocka_unit_test(frames_are_paced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
