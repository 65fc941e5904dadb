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

static void push_text(const char *text)
{
    SDL_Event event = {.type = SDL_TEXTINPUT};
    snprintf(event.text.text, sizeof event.text.text, "%s", text);
    assert_int_equal(SDL_PushEvent(&event), 1);
}

static WindowEvent next(Window *window)
{
    WindowEvent event = {0};
    assert_true(window_next_event(window, 1, &event));
    return event;
}

static void assert_no_event(Window *window)
{
    WindowEvent event;
    assert_false(window_next_event(window, 0, &event));
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

static void letters_come_from_the_key_whatever_caps_lock_does(void **state)
{
    (void)state;
    Window *window = opened();
    push_key(SDLK_r, SDL_SCANCODE_R, KMOD_CAPS, false);
    push_text("R"); /* what caps lock types */
    WindowEvent event = next(window);
    assert_int_equal(event.kind, WINDOW_KEY);
    assert_int_equal(event.key, 'r');
    assert_false(event.shift);
    assert_no_event(window); /* told once, not twice */
    push_key(SDLK_r, SDL_SCANCODE_R, KMOD_LSHIFT, false);
    push_text("R");
    event = next(window);
    assert_int_equal(event.key, 'r');
    assert_true(event.shift);
    assert_no_event(window);
    /* A Cyrillic layout: the key that is R elsewhere. */
    push_key(0x43A, SDL_SCANCODE_R, 0, false);
    assert_int_equal(next(window).key, 'r');
    window_close(window);
}

static void other_characters_come_as_typed_on_any_layout(void **state)
{
    (void)state;
    Window *window = opened();
    push_key(SDLK_7, SDL_SCANCODE_7, KMOD_LSHIFT, false); /* a German slash */
    push_text("/");
    WindowEvent event = next(window);
    assert_int_equal(event.kind, WINDOW_KEY);
    assert_int_equal(event.key, '/');
    assert_false(event.repeated);
    push_key(SDLK_PLUS, SDL_SCANCODE_RIGHTBRACKET, 0, true);
    push_text("+");
    event = next(window);
    assert_int_equal(event.key, '+');
    assert_true(event.repeated); /* as its key was */
    push_text("\xce\xb8");
    assert_int_equal(next(window).key, 0x3B8);
    push_text("\xf0\x9f\x96\x8b");
    assert_int_equal(next(window).key, 0x1F58B);
    assert_no_event(window);
    window_close(window);
}

static void keys_that_type_nothing_have_codes_of_their_own(void **state)
{
    (void)state;
    Window *window = opened();
    const struct {
        SDL_Keycode code;
        unsigned key;
    } cases[] = {
        {SDLK_SPACE, WINDOW_KEY_SPACE},
        {SDLK_TAB, WINDOW_KEY_TAB},
        {SDLK_ESCAPE, WINDOW_KEY_ESCAPE},
        {SDLK_F1, WINDOW_KEY_F1},
        {SDLK_F11, WINDOW_KEY_F11},
        {SDLK_RETURN, WINDOW_KEY_ENTER},
        {SDLK_LEFT, WINDOW_KEY_LEFT},
        {SDLK_RIGHT, WINDOW_KEY_RIGHT},
        {SDLK_UP, WINDOW_KEY_UP},
        {SDLK_DOWN, WINDOW_KEY_DOWN},
        {SDLK_BACKSPACE, WINDOW_KEY_BACKSPACE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        push_key(cases[i].code, SDL_SCANCODE_UNKNOWN, 0, false);
        assert_int_equal(next(window).key, cases[i].key);
    }
    push_text(" "); /* the space was told by its key */
    assert_no_event(window);
    push_key(SDLK_LSHIFT, SDL_SCANCODE_LSHIFT, KMOD_LSHIFT, false);
    push_key(SDLK_q, SDL_SCANCODE_Q, KMOD_LALT, false); /* the window manager's */
    assert_no_event(window);
    window_close(window);
}

static void with_control_the_key_itself_counts(void **state)
{
    (void)state;
    Window *window = opened();
    const struct {
        SDL_Keycode code;
        unsigned key;
    } cases[] = {{SDLK_PLUS, '+'},    {SDLK_EQUALS, '='},   {SDLK_MINUS, '-'}, {SDLK_0, '0'},
                 {SDLK_KP_PLUS, '+'}, {SDLK_KP_MINUS, '-'}, {SDLK_KP_0, '0'}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        push_key(cases[i].code, SDL_SCANCODE_UNKNOWN, KMOD_LCTRL, false);
        WindowEvent event = next(window);
        assert_int_equal(event.key, cases[i].key);
        assert_true(event.control);
    }
    window_close(window);
}

static void the_mouse_is_told_where_the_event_says(void **state)
{
    (void)state;
    Window *window = opened();
    SDL_Event motion = {.type = SDL_MOUSEMOTION}, button = {.type = SDL_MOUSEBUTTONDOWN};
    motion.motion.x = 12;
    motion.motion.y = 34;
    button.button.button = SDL_BUTTON_LEFT;
    button.button.clicks = 2;
    button.button.x = 56;
    button.button.y = 78;
    SDL_PushEvent(&motion);
    SDL_PushEvent(&button);
    WindowEvent event = next(window);
    assert_int_equal(event.kind, WINDOW_MOUSE_MOVE);
    assert_close(event.x, 12, 1e-9);
    assert_close(event.y, 34, 1e-9);
    event = next(window);
    assert_int_equal(event.kind, WINDOW_MOUSE_DOWN);
    assert_int_equal(event.button, 1);
    assert_int_equal(event.clicks, 2);
    assert_close(event.x, 56, 1e-9);
    SDL_Event wheel = {.type = SDL_MOUSEWHEEL};
    wheel.wheel.preciseY = 1;
    SDL_PushEvent(&wheel);
    event = next(window);
    assert_int_equal(event.kind, WINDOW_WHEEL);
    assert_close(event.wheel, 1, 1e-9);
    window_close(window);
}

static void the_window_system_is_heard(void **state)
{
    (void)state;
    Window *window = opened();
    const struct {
        Uint8 told;
        WindowEventKind kind;
    } cases[] = {{SDL_WINDOWEVENT_SIZE_CHANGED, WINDOW_RESIZED},
                 {SDL_WINDOWEVENT_EXPOSED, WINDOW_EXPOSED},
                 {SDL_WINDOWEVENT_LEAVE, WINDOW_MOUSE_LEAVE}};
    for (size_t i = 0; i < 3; i++) {
        SDL_Event event = {.type = SDL_WINDOWEVENT};
        event.window.event = cases[i].told;
        SDL_PushEvent(&event);
        assert_int_equal(next(window).kind, cases[i].kind);
    }
    SDL_Event quit = {.type = SDL_QUIT};
    SDL_PushEvent(&quit);
    assert_int_equal(next(window).kind, WINDOW_QUIT);
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
        cmocka_unit_test(letters_come_from_the_key_whatever_caps_lock_does),
        cmocka_unit_test(other_characters_come_as_typed_on_any_layout),
        cmocka_unit_test(keys_that_type_nothing_have_codes_of_their_own),
        cmocka_unit_test(with_control_the_key_itself_counts),
        cmocka_unit_test(the_mouse_is_told_where_the_event_says),
        cmocka_unit_test(the_window_system_is_heard),
        cmocka_unit_test(a_resize_is_redrawn_at_once_but_not_for_every_step_of_it),
        cmocka_unit_test(waiting_for_an_event_sleeps_and_ends),
        cmocka_unit_test(frames_are_paced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
