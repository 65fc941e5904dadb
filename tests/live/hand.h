/* A hand at keyboard and mouse, and an eye on the window, as a text: one line, one thing to do or to see. It drives the
 * loop itself, on SDL's dummy driver.
 *
 *     key r              press a key: a character, or Space Tab Enter Esc Up Down Left Right F1 ... F12,
 *     key ctrl+shift+s   with what is held before it
 *     move 300 200       the mouse, in pixels; or, in hundredths of a panel's frame: move own 20 50
 *     press, release     the left button, where the mouse is; click, double-click: both
 *     sign own 5 30 45 60   draw in that part of a panel (left, top, width, height in hundredths): two strokes
 *     button Undo        the button with that on it is clicked
 *     wheel 1            notches, up is positive
 *     pace 8             milliseconds before each further event of the mouse
 *     wait 5             turns of the loop
 *     until step > 3     turns, until this can be seen; ten seconds at most
 *     expect paused      this can be seen now
 *
 * What can be seen: running, paused, help, menu, all-panels, judged, accepted, or a number beside = < > and another:
 * step, epoch, pair, panel (1 ... 9, 0: the one that fills the window), theme, seed, speed, faults, rate, threshold,
 * strokes, references, or a text: `notice saved` (it holds that), `loss margin`. `not` before any of them. A line that
 * is empty or begins with # is nothing. */
#pragma once
#include <SDL.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "live/keys.h"
#include "live/layout.h"
#include "live/loop.h"
#include "support/test.h"

typedef struct Hand {
    const char *script, *next; /* the line to be done next */
    size_t line;
    Window *window;
    Scene *scene; /* to find out where the buttons stand */
    double x, y;  /* of the mouse, pixels */
    bool down;
    int pace;         /* milliseconds */
    int turns;        /* still to wait */
    double patience;  /* until this moment an `until` waits; 0: none does */
    double sign[4];   /* what is being signed in: left, top, width, height, pixels */
    int signing;      /* events of it done so far; -1: none is */
    char notice[800]; /* the last one shown */
    bool done;
} Hand;

enum { HAND_SIGN_EVENTS = 60, HAND_LINE = 160 };

static inline void hand_fail(const Hand *hand, const char *what, const char *line)
{
    fail_msg("line %zu, '%s': %s", hand->line, line, what);
}

/* ---- the keyboard ---- */

static inline void hand_push(SDL_Event event)
{
    assert_int_equal(SDL_PushEvent(&event), 1);
}

/* A key as SDL tells it: that it went down, and, of one that types a character, which. */
static inline void hand_key(const Hand *hand, const char *words)
{
    static const struct {
        const char *name;
        SDL_Keycode code;
    } named[] = {{"Space", SDLK_SPACE}, {"Tab", SDLK_TAB},   {"Enter", SDLK_RETURN}, {"Esc", SDLK_ESCAPE},
                 {"Up", SDLK_UP},       {"Down", SDLK_DOWN}, {"Left", SDLK_LEFT},    {"Right", SDLK_RIGHT}};
    SDL_Event event = {.type = SDL_KEYDOWN};
    const char *name = words;
    for (const char *plus; (plus = strchr(name, '+')) && plus > name && plus[1]; name = plus + 1)
        event.key.keysym.mod |= strncmp(name, "ctrl", 4) == 0 ? KMOD_LCTRL : KMOD_LSHIFT;
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++)
        if (strcmp(name, named[i].name) == 0)
            event.key.keysym.sym = named[i].code;
    if (name[0] == 'F' && isdigit((unsigned char)name[1]))
        event.key.keysym.sym = SDLK_F1 + atoi(name + 1) - 1;
    else if (!event.key.keysym.sym && !name[1])
        event.key.keysym.sym = tolower((unsigned char)name[0]);
    if (!event.key.keysym.sym)
        hand_fail(hand, "there is no such key", words);
    hand_push(event);
    if (name[1] || (event.key.keysym.mod & KMOD_CTRL))
        return;
    SDL_Event text = {.type = SDL_TEXTINPUT};
    text.text.text[0] = name[0];
    hand_push(text);
}

/* ---- the mouse ---- */

static inline void hand_point(Hand *hand, double x, double y)
{
    SDL_Event event = {.type = SDL_MOUSEMOTION};
    hand->x = event.motion.x = (int)x;
    hand->y = event.motion.y = (int)y;
    event.motion.state = hand->down ? SDL_BUTTON_LMASK : 0;
    hand_push(event);
}

static inline void hand_button(Hand *hand, bool down, int clicks)
{
    SDL_Event event = {.type = down ? SDL_MOUSEBUTTONDOWN : SDL_MOUSEBUTTONUP};
    event.button.button = SDL_BUTTON_LEFT;
    event.button.clicks = (Uint8)clicks;
    event.button.x = (int)hand->x;
    event.button.y = (int)hand->y;
    hand->down = down;
    hand_push(event);
}

/* The panel of that name; PANEL_COUNT when there is none. */
static inline PanelName hand_panel(const char *name)
{
    for (int i = 0; i < PANEL_COUNT; i++)
        if (strcmp(panels_get((PanelName)i)->name, name) == 0)
            return (PanelName)i;
    return PANEL_COUNT;
}

/* A panel's frame in pixels, as the window is laid out now. */
static inline Rect hand_frame(const Hand *hand, const View *view, const char *name, const char *line)
{
    WindowSize size = window_size(hand->window);
    Layout layout = layout_make(size.width, size.height, view);
    PanelName panel = hand_panel(name);
    if (panel == PANEL_COUNT || !layout.shown[panel])
        hand_fail(hand, "that panel is not shown", line);
    Rect frame = layout.panel[panel];
    return (Rect){frame.x * layout.unit, frame.y * layout.unit, frame.width * layout.unit,
                  frame.height * layout.unit};
}

static inline void hand_move(Hand *hand, const View *view, const char *line)
{
    char name[20];
    double x, y;
    if (sscanf(line, "move %lf %lf", &x, &y) == 2) {
        hand_point(hand, x, y);
        return;
    }
    if (sscanf(line, "move %19s %lf %lf", name, &x, &y) != 3)
        hand_fail(hand, "where to?", line);
    Rect frame = hand_frame(hand, view, name, line);
    hand_point(hand, frame.x + x / 100 * frame.width, frame.y + y / 100 * frame.height);
}

static inline void hand_click(Hand *hand, int clicks)
{
    hand_button(hand, true, clicks);
    hand_button(hand, false, clicks);
}

static inline void hand_press_button(Hand *hand, const Snapshot *snapshot, const View *view,
                                     const char *label, const char *line)
{
    WindowSize size = window_size(hand->window);
    Parts *parts = malloc(sizeof *parts);
    const Widget *found = NULL;
    assert_non_null(parts);
    scene_parts(hand->scene, size.width, size.height, snapshot, view, parts);
    for (size_t i = 0; i < parts->widgets.count; i++)
        if (strcmp(parts->widgets.widget[i].label, label) == 0)
            found = &parts->widgets.widget[i];
    if (!found || !found->enabled)
        hand_fail(hand, "there is no such button to be pressed", line);
    double unit = parts->layout.unit;
    hand_point(hand, unit * (found->place.x + found->place.width / 2),
               unit * (found->place.y + found->place.height / 2));
    hand_click(hand, 1);
    free(parts);
}

/* One more event of a signature: two strokes of waves. */
static inline void hand_sign_on(Hand *hand)
{
    const double *room = hand->sign, s = hand->signing / (double)(HAND_SIGN_EVENTS - 1);
    double wave = 0.5 - 0.4 * sin(40 * s) * (0.6 + 0.4 * cos(9 * s + room[0]));
    hand_point(hand, room[0] + s * room[2], room[1] + wave * room[3]);
    if (hand->signing == 0 || hand->signing == HAND_SIGN_EVENTS / 2 + 3)
        hand_button(hand, true, 1);
    if (hand->signing == HAND_SIGN_EVENTS / 2 || hand->signing == HAND_SIGN_EVENTS - 1)
        hand_button(hand, false, 1);
    SDL_Delay((Uint32)hand->pace);
    if (++hand->signing == HAND_SIGN_EVENTS)
        hand->signing = -1;
}

static inline void hand_sign(Hand *hand, const View *view, const char *line)
{
    char name[20];
    double *s = hand->sign;
    if (sscanf(line, "sign %19s %lf %lf %lf %lf", name, &s[0], &s[1], &s[2], &s[3]) != 5)
        hand_fail(hand, "where?", line);
    Rect frame = hand_frame(hand, view, name, line);
    s[0] = frame.x + s[0] / 100 * frame.width;
    s[1] = frame.y + s[1] / 100 * frame.height;
    s[2] *= frame.width / 100;
    s[3] *= frame.height / 100;
    hand->signing = 0;
}

/* ---- the eye ---- */

static inline double hand_number(const Hand *hand, const Snapshot *snapshot, const View *view,
                                 const char *name, const char *line)
{
    const SnapshotOwn *own = &snapshot->own;
    const struct {
        const char *name;
        double value;
    } all[] = {{"step", (double)snapshot->run.step},
               {"epoch", (double)snapshot->run.epoch},
               {"pair", (double)snapshot->chosen.pair + 1},
               {"panel", view->panel == VIEW_ALL_PANELS ? -1 : keys_of_panel((PanelName)view->panel) - '0'},
               {"theme", view->theme},
               {"seed", (double)snapshot->run.seed},
               {"speed", snapshot->run.speed_wanted},
               {"faults", (double)snapshot->tuning.fault_count},
               {"rate", snapshot->run.learning_rate},
               {"threshold", snapshot->angles.threshold},
               {"strokes", (double)own->slot[own->current].strokes},
               {"references", (double)own->references}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (strcmp(all[i].name, name) == 0)
            return all[i].value;
    hand_fail(hand, "this cannot be seen", line);
    return 0;
}

static inline bool hand_sees(const Hand *hand, const Snapshot *snapshot, const View *view, const char *what,
                             const char *line)
{
    const struct {
        const char *name;
        bool so;
    } all[] = {{"running", snapshot->run.running},
               {"paused", !snapshot->run.running},
               {"help", view->help},
               {"menu", view->menu.name != MENU_COUNT},
               {"all-panels", view->panel == VIEW_ALL_PANELS},
               {"judged", snapshot->own.judged},
               {"accepted", snapshot->own.accepted}};
    char name[20];
    double wanted;
    char sign;
    if (strncmp(what, "not ", 4) == 0)
        return !hand_sees(hand, snapshot, view, what + 4, line);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (strcmp(all[i].name, what) == 0)
            return all[i].so;
    if (strncmp(what, "notice ", 7) == 0)
        return strstr(hand->notice, what + 7) != NULL;
    if (strncmp(what, "loss ", 5) == 0)
        return strcmp(snapshot->tuning.loss, what + 5) == 0;
    if (sscanf(what, "%19s %c %lf", name, &sign, &wanted) != 3)
        hand_fail(hand, "this cannot be seen", line);
    double value = hand_number(hand, snapshot, view, name, line);
    return sign == '='   ? fabs(value - wanted) <= 1e-9 * fmax(1, fabs(wanted))
           : sign == '<' ? value < wanted
                         : value > wanted;
}

/* ---- the script ---- */

/* Does or sees what a line says. False: it is not done yet, and is to be looked at again in the next turn. */
static inline bool hand_do(Hand *hand, const char *line, const Snapshot *snapshot, const View *view)
{
    if (strncmp(line, "key ", 4) == 0) {
        hand_key(hand, line + 4);
    } else if (strncmp(line, "move ", 5) == 0) {
        hand_move(hand, view, line);
    } else if (strncmp(line, "sign ", 5) == 0) {
        hand_sign(hand, view, line);
    } else if (strcmp(line, "press") == 0 || strcmp(line, "release") == 0) {
        hand_button(hand, line[0] == 'p', 1);
    } else if (strcmp(line, "click") == 0 || strcmp(line, "double-click") == 0) {
        hand_click(hand, 1);
        if (line[0] == 'd')
            hand_click(hand, 2);
    } else if (strncmp(line, "button ", 7) == 0) {
        hand_press_button(hand, snapshot, view, line + 7, line);
    } else if (strncmp(line, "wheel ", 6) == 0) {
        SDL_Event event = {.type = SDL_MOUSEWHEEL};
        event.wheel.preciseY = (float)atof(line + 6);
        event.wheel.y = atoi(line + 6);
        event.wheel.mouseX = (int)hand->x;
        event.wheel.mouseY = (int)hand->y;
        hand_push(event);
    } else if (strncmp(line, "pace ", 5) == 0) {
        hand->pace = atoi(line + 5);
    } else if (strncmp(line, "wait ", 5) == 0) {
        hand->turns = atoi(line + 5);
    } else if (strncmp(line, "until ", 6) == 0) {
        double now = window_seconds(hand->window);
        hand->patience = hand->patience > 0 ? hand->patience : now + 10;
        if (!hand_sees(hand, snapshot, view, line + 6, line)) {
            if (now > hand->patience)
                hand_fail(hand, "not within ten seconds", line);
            return false;
        }
        hand->patience = 0;
    } else if (strncmp(line, "expect ", 7) == 0) {
        if (!hand_sees(hand, snapshot, view, line + 7, line))
            hand_fail(hand, "it is not so", line);
    } else {
        hand_fail(hand, "what is that?", line);
    }
    return true;
}

/* One line in each turn, so that the window has seen what the line before did. At the end the window is closed. */
static inline bool hand_turn(void *context, const Snapshot *snapshot, const View *view, const char *notice)
{
    Hand *hand = context;
    if (*notice)
        snprintf(hand->notice, sizeof hand->notice, "%s", notice);
    if (hand->done)
        return true;
    if (hand->signing >= 0) {
        hand_sign_on(hand);
        return true;
    }
    if (hand->turns > 0) {
        hand->turns--;
        return true;
    }
    char line[HAND_LINE] = "";
    const char *next = hand->next;
    size_t lines = hand->line;
    while (*next && !line[0]) {
        size_t length = strcspn(next, "\n"), blank = strspn(next, " ");
        lines++;
        assert_true(length < sizeof line);
        if (blank < length && next[blank] != '#')
            snprintf(line, sizeof line, "%.*s", (int)(length - blank), next + blank);
        next += length + (next[length] == '\n');
    }
    hand->line = lines;
    if (!line[0]) {
        hand_push((SDL_Event){.type = SDL_QUIT});
        hand->done = true;
    } else if (hand_do(hand, line, snapshot, view)) {
        hand->next = next;
    } else {
        hand->line = lines - 1; /* the same once more */
    }
    return true;
}
