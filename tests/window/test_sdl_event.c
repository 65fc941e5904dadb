#define SDL_MAIN_HANDLED
#include "support/test.h"
#include "window/sdl_event.h"

#include <string.h>

/* No window is needed: an event of SDL goes in, what it says comes out. */

typedef struct Told {
    bool any; /* it is of some concern */
    WindowEvent event;
} Told;

static SdlEventKeys keys;

static int with_no_key_held(void **state)
{
    (void)state;
    keys = (SdlEventKeys){0};
    SDL_SetModState(KMOD_NONE);
    return 0;
}

static Told tell(SDL_Event from)
{
    Told told;
    told.any = sdl_event_tell(&from, 1, &keys, &told.event);
    return told;
}

static Told key(SDL_Keycode code, SDL_Scancode scan, Uint16 held, bool repeated)
{
    SDL_Event event = {.type = SDL_KEYDOWN};
    event.key.keysym.sym = code;
    event.key.keysym.scancode = scan;
    event.key.keysym.mod = held;
    event.key.repeat = repeated;
    return tell(event);
}

static Told text(const char *typed)
{
    SDL_Event event = {.type = SDL_TEXTINPUT};
    memcpy(event.text.text, typed, strlen(typed) + 1);
    return tell(event);
}

static void assert_key(Told told, unsigned expected)
{
    assert_true(told.any);
    assert_int_equal(told.event.kind, WINDOW_KEY);
    assert_int_equal(told.event.key, expected);
}

static void letters_come_from_the_key_whatever_caps_lock_does(void **state)
{
    (void)state;
    Told told = key(SDLK_r, SDL_SCANCODE_R, KMOD_CAPS, false);
    assert_key(told, 'r');
    assert_false(told.event.shift);
    assert_false(text("R").any); /* what caps lock types: told once, not twice */
    told = key(SDLK_r, SDL_SCANCODE_R, KMOD_LSHIFT, false);
    assert_key(told, 'r');
    assert_true(told.event.shift);
    assert_false(text("R").any);
    /* A Cyrillic layout: the key that is R elsewhere. */
    assert_key(key(0x43A, SDL_SCANCODE_R, 0, false), 'r');
}

static void other_characters_come_as_typed_on_any_layout(void **state)
{
    (void)state;
    assert_false(key(SDLK_7, SDL_SCANCODE_7, KMOD_LSHIFT, false).any); /* a German slash */
    Told told = text("/");
    assert_key(told, '/');
    assert_false(told.event.repeated);
    assert_false(key(SDLK_PLUS, SDL_SCANCODE_RIGHTBRACKET, 0, true).any);
    told = text("+");
    assert_key(told, '+');
    assert_true(told.event.repeated); /* as its key was */
    assert_key(text("\xce\xb8"), 0x3B8);
    assert_key(text("\xe2\x88\x82"), 0x2202);
    assert_key(text("\xf0\x9f\x96\x8b"), 0x1F58B);
    assert_key(text("\xe2\x88"), 0xFFFD); /* cut off */
}

static void keys_that_type_nothing_have_codes_of_their_own(void **state)
{
    (void)state;
    const struct {
        SDL_Keycode code;
        unsigned key;
    } cases[] = {
        {SDLK_SPACE, WINDOW_KEY_SPACE},
        {SDLK_TAB, WINDOW_KEY_TAB},
        {SDLK_ESCAPE, WINDOW_KEY_ESCAPE},
        {SDLK_F1, WINDOW_KEY_F1},
        {SDLK_F11, WINDOW_KEY_F11},
        {SDLK_F12, WINDOW_KEY_F1 + 11},
        {SDLK_RETURN, WINDOW_KEY_ENTER},
        {SDLK_KP_ENTER, WINDOW_KEY_ENTER},
        {SDLK_LEFT, WINDOW_KEY_LEFT},
        {SDLK_RIGHT, WINDOW_KEY_RIGHT},
        {SDLK_UP, WINDOW_KEY_UP},
        {SDLK_DOWN, WINDOW_KEY_DOWN},
        {SDLK_BACKSPACE, WINDOW_KEY_BACKSPACE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_key(key(cases[i].code, SDL_SCANCODE_UNKNOWN, 0, false), cases[i].key);
    assert_false(text(" ").any); /* the space was told by its key */
    assert_false(key(SDLK_LSHIFT, SDL_SCANCODE_LSHIFT, KMOD_LSHIFT, false).any);
    assert_false(key(SDLK_F13, SDL_SCANCODE_F13, 0, false).any);
}

static void what_is_pressed_with_alt_or_the_logo_key_is_the_window_managers(void **state)
{
    (void)state;
    assert_false(key(SDLK_q, SDL_SCANCODE_Q, KMOD_LALT, false).any);
    assert_false(key(SDLK_TAB, SDL_SCANCODE_TAB, KMOD_RGUI, false).any);
    assert_key(key(SDLK_q, SDL_SCANCODE_Q, KMOD_RALT, false), 'q'); /* AltGr types characters */
}

static void with_control_the_key_itself_counts(void **state)
{
    (void)state;
    const struct {
        SDL_Keycode code;
        unsigned key;
    } cases[] = {{SDLK_PLUS, '+'},    {SDLK_EQUALS, '='},   {SDLK_MINUS, '-'}, {SDLK_0, '0'},
                 {SDLK_KP_PLUS, '+'}, {SDLK_KP_MINUS, '-'}, {SDLK_KP_0, '0'}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Told told = key(cases[i].code, SDL_SCANCODE_UNKNOWN, KMOD_LCTRL, false);
        assert_key(told, cases[i].key);
        assert_true(told.event.control);
        assert_false(key(cases[i].code, SDL_SCANCODE_UNKNOWN, 0, false).any); /* its text tells it */
    }
}

static void the_mouse_is_told_where_the_event_says(void **state)
{
    (void)state;
    SDL_Event motion = {.type = SDL_MOUSEMOTION}, button = {.type = SDL_MOUSEBUTTONDOWN};
    motion.motion.x = 12;
    motion.motion.y = 34;
    Told told = tell(motion);
    assert_true(told.any);
    assert_int_equal(told.event.kind, WINDOW_MOUSE_MOVE);
    assert_close(told.event.x, 12, 1e-9);
    assert_close(told.event.y, 34, 1e-9);
    assert_false(told.event.shift);
    button.button.button = SDL_BUTTON_LEFT;
    button.button.clicks = 2;
    button.button.x = 56;
    button.button.y = 78;
    SDL_SetModState(KMOD_RSHIFT);
    told = tell(button);
    assert_int_equal(told.event.kind, WINDOW_MOUSE_DOWN);
    assert_int_equal(told.event.button, 1);
    assert_int_equal(told.event.clicks, 2);
    assert_close(told.event.x, 56, 1e-9);
    assert_close(told.event.y, 78, 1e-9);
    assert_true(told.event.shift);
    assert_false(told.event.control);
    button.type = SDL_MOUSEBUTTONUP;
    assert_int_equal(tell(button).event.kind, WINDOW_MOUSE_UP);
}

static void on_a_dense_display_the_mouse_is_told_in_its_pixels(void **state)
{
    (void)state;
    SDL_Event motion = {.type = SDL_MOUSEMOTION};
    motion.motion.x = 12;
    motion.motion.y = 34;
    WindowEvent event;
    assert_true(sdl_event_tell(&motion, 1.5, &keys, &event));
    assert_close(event.x, 18, 1e-9);
    assert_close(event.y, 51, 1e-9);
}

static void the_wheel_is_told_upwards_whichever_way_the_desktop_turns_it(void **state)
{
    (void)state;
    SDL_Event wheel = {.type = SDL_MOUSEWHEEL};
    wheel.wheel.preciseY = 1.5F;
    wheel.wheel.mouseX = 7;
    wheel.wheel.mouseY = 9;
    Told told = tell(wheel);
    assert_true(told.any);
    assert_int_equal(told.event.kind, WINDOW_WHEEL);
    assert_close(told.event.wheel, 1.5, 1e-9);
    assert_close(told.event.x, 7, 1e-9);
    assert_close(told.event.y, 9, 1e-9);
    wheel.wheel.direction = SDL_MOUSEWHEEL_FLIPPED;
    assert_close(tell(wheel).event.wheel, -1.5, 1e-9);
}

static void the_window_system_is_heard(void **state)
{
    (void)state;
    const struct {
        Uint8 told;
        WindowEventKind kind;
    } cases[] = {{SDL_WINDOWEVENT_SIZE_CHANGED, WINDOW_RESIZED},
                 {SDL_WINDOWEVENT_EXPOSED, WINDOW_EXPOSED},
                 {SDL_WINDOWEVENT_LEAVE, WINDOW_MOUSE_LEAVE}};
    SDL_Event event = {.type = SDL_WINDOWEVENT};
    for (size_t i = 0; i < 3; i++) {
        event.window.event = cases[i].told;
        Told told = tell(event);
        assert_true(told.any);
        assert_int_equal(told.event.kind, cases[i].kind);
    }
    event.window.event = SDL_WINDOWEVENT_MOVED;
    assert_false(tell(event).any);
    assert_int_equal(tell((SDL_Event){.type = SDL_QUIT}).event.kind, WINDOW_QUIT);
    assert_int_equal(tell((SDL_Event){.type = SDL_RENDER_DEVICE_RESET}).event.kind, WINDOW_EXPOSED);
    assert_false(tell((SDL_Event){.type = SDL_JOYAXISMOTION}).any);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(letters_come_from_the_key_whatever_caps_lock_does, with_no_key_held),
        cmocka_unit_test_setup(other_characters_come_as_typed_on_any_layout, with_no_key_held),
        cmocka_unit_test_setup(keys_that_type_nothing_have_codes_of_their_own, with_no_key_held),
        cmocka_unit_test_setup(what_is_pressed_with_alt_or_the_logo_key_is_the_window_managers,
                               with_no_key_held),
        cmocka_unit_test_setup(with_control_the_key_itself_counts, with_no_key_held),
        cmocka_unit_test_setup(the_mouse_is_told_where_the_event_says, with_no_key_held),
        cmocka_unit_test_setup(on_a_dense_display_the_mouse_is_told_in_its_pixels, with_no_key_held),
        cmocka_unit_test_setup(the_wheel_is_told_upwards_whichever_way_the_desktop_turns_it,
                               with_no_key_held),
        cmocka_unit_test_setup(the_window_system_is_heard, with_no_key_held),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
