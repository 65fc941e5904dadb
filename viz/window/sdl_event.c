#include "window/sdl_event.h"

/* The key code of a key that types nothing (or a space), 0 for any other. */
static unsigned special_key(SDL_Keycode code)
{
    switch (code) {
    case SDLK_BACKSPACE:
        return WINDOW_KEY_BACKSPACE;
    case SDLK_TAB:
        return WINDOW_KEY_TAB;
    case SDLK_RETURN:
    case SDLK_KP_ENTER:
        return WINDOW_KEY_ENTER;
    case SDLK_ESCAPE:
        return WINDOW_KEY_ESCAPE;
    case SDLK_SPACE:
        return WINDOW_KEY_SPACE;
    case SDLK_LEFT:
        return WINDOW_KEY_LEFT;
    case SDLK_RIGHT:
        return WINDOW_KEY_RIGHT;
    case SDLK_UP:
        return WINDOW_KEY_UP;
    case SDLK_DOWN:
        return WINDOW_KEY_DOWN;
    default:
        return code >= SDLK_F1 && code <= SDLK_F12 ? WINDOW_KEY_F1 + (unsigned)(code - SDLK_F1) : 0;
    }
}

static unsigned keypad_character(SDL_Keycode code)
{
    switch (code) {
    case SDLK_KP_PLUS:
        return '+';
    case SDLK_KP_MINUS:
        return '-';
    case SDLK_KP_0:
        return '0';
    default:
        return 0;
    }
}

/* Keys that type nothing, letters, and whatever is pressed with Ctrl come from the key itself; all other characters
 * from the text that follows (text_event), which knows the keyboard's layout. */
static bool key_event(const SDL_KeyboardEvent *from, SdlEventKeys *keys, WindowEvent *event)
{
    const SDL_Keycode code = from->keysym.sym;
    const SDL_Scancode scan = from->keysym.scancode;
    keys->repeated = from->repeat != 0;
    event->kind = WINDOW_KEY;
    event->repeated = from->repeat != 0;
    event->shift = from->keysym.mod & KMOD_SHIFT;
    event->control = from->keysym.mod & KMOD_CTRL;
    if (from->keysym.mod & (KMOD_LALT | KMOD_GUI))
        return false; /* the window manager's */
    event->key = special_key(code);
    if (event->key == 0 && code >= 'a' && code <= 'z')
        event->key = (unsigned)code;
    else if (event->key == 0 && code > 127 && scan >= SDL_SCANCODE_A && scan <= SDL_SCANCODE_Z)
        event->key =
            'a' + (unsigned)(scan - SDL_SCANCODE_A); /* a layout of other letters: by the key's place */
    if (event->key == 0 && event->control)
        event->key = keypad_character(code)    ? keypad_character(code)
                     : code > 32 && code < 127 ? (unsigned)code
                                               : 0;
    return event->key != 0;
}

/* The character at the beginning of a UTF-8 text that SDL vouches for. */
static unsigned first_character(const char *text)
{
    const unsigned char *bytes = (const unsigned char *)text;
    if (bytes[0] < 0x80)
        return bytes[0];
    unsigned length = bytes[0] >= 0xF0 ? 4 : bytes[0] >= 0xE0 ? 3 : 2;
    unsigned character = bytes[0] & (0x7FU >> length);
    for (unsigned i = 1; i < length; i++) {
        if ((bytes[i] & 0xC0) != 0x80)
            return 0xFFFD;
        character = character << 6 | (bytes[i] & 0x3FU);
    }
    return character;
}

static bool text_event(const SDL_TextInputEvent *from, const SdlEventKeys *keys, WindowEvent *event)
{
    unsigned character = first_character(from->text);
    bool letter = (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
    if (character <= ' ' || letter)
        return false; /* key_event told it already */
    event->kind = WINDOW_KEY;
    event->key = character;
    event->repeated = keys->repeated;
    return true;
}

static void place_mouse(int x, int y, double density, WindowEvent *event)
{
    event->x = x * density;
    event->y = y * density;
}

static bool window_event(const SDL_WindowEvent *from, WindowEvent *event)
{
    switch (from->event) {
    case SDL_WINDOWEVENT_SIZE_CHANGED:
        event->kind = WINDOW_RESIZED;
        return true;
    case SDL_WINDOWEVENT_EXPOSED:
        event->kind = WINDOW_EXPOSED;
        return true;
    case SDL_WINDOWEVENT_LEAVE:
        event->kind = WINDOW_MOUSE_LEAVE;
        return true;
    default:
        return false;
    }
}

static bool mouse_event(const SDL_Event *from, double density, WindowEvent *event)
{
    SDL_Keymod held = SDL_GetModState();
    event->shift = held & KMOD_SHIFT;
    event->control = held & KMOD_CTRL;
    if (from->type == SDL_MOUSEMOTION) {
        event->kind = WINDOW_MOUSE_MOVE;
        place_mouse(from->motion.x, from->motion.y, density, event);
    } else if (from->type == SDL_MOUSEWHEEL) {
        event->kind = WINDOW_WHEEL;
        event->wheel = from->wheel.preciseY * (from->wheel.direction == SDL_MOUSEWHEEL_FLIPPED ? -1.0 : 1.0);
        place_mouse(from->wheel.mouseX, from->wheel.mouseY, density, event);
    } else {
        event->kind = from->type == SDL_MOUSEBUTTONDOWN ? WINDOW_MOUSE_DOWN : WINDOW_MOUSE_UP;
        event->button = from->button.button;
        event->clicks = from->button.clicks;
        place_mouse(from->button.x, from->button.y, density, event);
    }
    return true;
}

bool sdl_event_tell(const SDL_Event *from, double density, SdlEventKeys *keys, WindowEvent *event)
{
    *event = (WindowEvent){0};
    switch (from->type) {
    case SDL_QUIT:
        event->kind = WINDOW_QUIT;
        return true;
    case SDL_KEYDOWN:
        return key_event(&from->key, keys, event);
    case SDL_TEXTINPUT:
        return text_event(&from->text, keys, event);
    case SDL_MOUSEMOTION:
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
    case SDL_MOUSEWHEEL:
        return mouse_event(from, density, event);
    case SDL_WINDOWEVENT:
        return window_event(&from->window, event);
    case SDL_RENDER_TARGETS_RESET:
    case SDL_RENDER_DEVICE_RESET:
        event->kind = WINDOW_EXPOSED;
        return true;
    default:
        return false;
    }
}
