#define _POSIX_C_SOURCE 200809L
#define SDL_MAIN_HANDLED
#include "window/window.h"

#include <SDL.h>
#include <assert.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mark.h"
#include "window/sdl_event.h"

/* While a resize goes on, the redraws it asks for come no faster than this; the last one is the loop's own. */
static const double least_between_redraws = 0.03;

struct Window {
    SDL_Window *window;
    SDL_Renderer *renderer;
    SDL_Texture *texture; /* NULL: none yet, or lost */
    int texture_width, texture_height;
    SdlEventKeys keys;
    void (*redraw)(void *context);
    void *redraw_context;
    bool redrawing;
    void (*lost)(void *context);
    void *lost_context;
    double redrawn_at, next_frame; /* seconds */
    SDL_threadID thread;
    Uint64 opened_at;
};

static bool is_seen(const char *driver)
{
    return driver && strcmp(driver, "dummy") != 0 && strcmp(driver, "offscreen") != 0;
}

/* No larger than the desktop has room for (a window that is, cannot be moved on some). */
static void fit_to_desktop(int *width, int *height)
{
    SDL_Rect usable;
    if (SDL_GetDisplayUsableBounds(0, &usable) != 0 || usable.w < 100 || usable.h < 100)
        return;
    *width = *width < usable.w ? *width : usable.w;
    *height = *height < usable.h ? *height : usable.h;
}

static Status create(Window *window, WindowOptions options)
{
    int width = options.width, height = options.height;
    Uint32 flags = SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI;
    if (options.fullscreen)
        flags |= SDL_WINDOW_FULLSCREEN_DESKTOP;
    fit_to_desktop(&width, &height);
    window->window =
        SDL_CreateWindow(options.title, SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, width, height, flags);
    if (!window->window)
        return status_error(N_("the window cannot be opened: %s"), SDL_GetError());
    SDL_SetWindowMinimumSize(window->window, 320, 240);
    window->renderer = SDL_CreateRenderer(window->window, -1, SDL_RENDERER_PRESENTVSYNC);
    if (!window->renderer)
        window->renderer = SDL_CreateRenderer(window->window, -1, 0);
    if (!window->renderer)
        return status_error(N_("the window cannot be drawn on: %s"), SDL_GetError());
    SDL_StartTextInput();
    return status_ok();
}

/* Where there can be no Wayland, its library would complain on its own account: the other drivers are tried alone.
 * A list of drivers is understood by SDL 2.0.22 and later. */
static void ask_no_missing_wayland(void)
{
    SDL_version version;
    char others[200] = "";
    SDL_GetVersion(&version);
    if (SDL_VERSIONNUM(version.major, version.minor, version.patch) < SDL_VERSIONNUM(2, 0, 22) ||
        SDL_GetHint(SDL_HINT_VIDEODRIVER) || getenv("XDG_RUNTIME_DIR") || getenv("WAYLAND_SOCKET"))
        return;
    for (int i = 0; i < SDL_GetNumVideoDrivers(); i++) {
        const char *name = SDL_GetVideoDriver(i);
        if (strcmp(name, "wayland") == 0)
            continue;
        if (others[0])
            SDL_strlcat(others, ",", sizeof others);
        SDL_strlcat(others, name, sizeof others);
    }
    SDL_SetHint(SDL_HINT_VIDEODRIVER, others);
}

static int watch(void *context, SDL_Event *event);

/* ---- a display that goes away ---- */

enum { ENDED_BY_LOSS = 2 };

static Window *losing; /* Xlib hands nothing on to whom it calls; there is one window to a process */

/* Xlib calls this when its connection is broken, and would end the program if it returned: with lines of its own, and
 * nothing saved. Other threads' clean-up may want the display, too: so nothing is cleaned up. */
static int end_without_display(void *display)
{
    (void)display;
    if (losing && losing->lost)
        losing->lost(losing->lost_context);
    else
        fprintf(stderr, "%s\n", status_error(N_("the display went away")).message);
    fflush(NULL);
    _exit(ENDED_BY_LOSS);
}

/* SDL has loaded Xlib by itself where it uses it: the same is asked for here, not linked with. */
static void look_out_for_loss(Window *window)
{
    typedef int Handler(void *display);
    Handler *(*set_handler)(Handler * handler);
    const char *driver = SDL_GetCurrentVideoDriver();
    void *library = driver && strcmp(driver, "x11") == 0 ? SDL_LoadObject("libX11.so.6") : NULL;
    void *found = library ? SDL_LoadFunction(library, "XSetIOErrorHandler") : NULL;
    losing = window;
    if (!found)
        return;
    memcpy(&set_handler, &found, sizeof found); /* ISO C knows no conversion; POSIX promises this one */
    set_handler(end_without_display);
}

void window_on_loss(Window *window, void (*lost)(void *context), void *context)
{
    window->lost = lost;
    window->lost_context = context;
}

/* A terminal that goes away closes the window, as Ctrl-C there does: SDL looks out for that one alone. */
static void close_at_hangup(void)
{
    struct sigaction interrupted, hangup;
    if (sigaction(SIGINT, NULL, &interrupted) == 0 && sigaction(SIGHUP, NULL, &hangup) == 0 &&
        hangup.sa_handler == SIG_DFL)
        sigaction(SIGHUP, &interrupted, NULL);
}

WindowOpening window_open(WindowOptions options, Window **window, Status *status)
{
    assert(options.width > 0 && options.height > 0);
    *window = NULL;
    SDL_SetMainReady();
    SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR,
                "0"); /* a tool, not a game: leave the desktop alone */
    ask_no_missing_wayland();
    if (SDL_InitSubSystem(SDL_INIT_VIDEO) != 0) {
        *status = status_error(N_("no display can be opened (%s)"), SDL_GetError());
        return WINDOW_NO_DISPLAY;
    }
    const char *driver = SDL_GetCurrentVideoDriver();
    if (!options.allow_unseen && !is_seen(driver)) {
        *status = status_error(
            N_("no display can be opened: only the driver '%s' is left, which shows nothing (are "
               "DISPLAY or WAYLAND_DISPLAY set?)"),
            driver ? driver : "none");
        SDL_QuitSubSystem(SDL_INIT_VIDEO);
        return WINDOW_NO_DISPLAY;
    }
    Window *made = calloc(1, sizeof *made);
    if (!made) {
        *status = status_no_memory(N_("the window"));
        SDL_QuitSubSystem(SDL_INIT_VIDEO);
        return WINDOW_TROUBLE;
    }
    made->thread = SDL_ThreadID();
    made->opened_at = SDL_GetPerformanceCounter();
    *status = create(made, options);
    SDL_AddEventWatch(watch, made);
    if (!status->ok) {
        window_close(made);
        return WINDOW_TROUBLE;
    }
    look_out_for_loss(made);
    close_at_hangup();
    *window = made;
    return WINDOW_OPENED;
}

void window_close(Window *window)
{
    if (!window)
        return;
    SDL_DelEventWatch(watch, window);
    losing = NULL;
    if (window->texture)
        SDL_DestroyTexture(window->texture);
    if (window->renderer)
        SDL_DestroyRenderer(window->renderer);
    if (window->window)
        SDL_DestroyWindow(window->window);
    free(window);
    SDL_QuitSubSystem(SDL_INIT_VIDEO);
}

WindowSize window_size(const Window *window)
{
    int width = 0, height = 0, units = 0;
    SDL_GetWindowSize(window->window, &units, NULL);
    if (SDL_GetRendererOutputSize(window->renderer, &width, &height) != 0)
        SDL_GetWindowSize(window->window, &width, &height);
    width = width > 0 ? width : 1;
    return (WindowSize){width, height > 0 ? height : 1, units > 0 ? (double)width / units : 1};
}

static void drop_texture(Window *window)
{
    if (window->texture)
        SDL_DestroyTexture(window->texture);
    window->texture = NULL;
}

/* Puts the image into the texture, which is made anew when it has another size. */
static bool upload(Window *window, cairo_surface_t *image)
{
    int width = cairo_image_surface_get_width(image), height = cairo_image_surface_get_height(image);
    if (window->texture && (window->texture_width != width || window->texture_height != height))
        drop_texture(window);
    if (!window->texture) {
        window->texture = SDL_CreateTexture(window->renderer, SDL_PIXELFORMAT_ARGB8888,
                                            SDL_TEXTUREACCESS_STREAMING, width, height);
        if (!window->texture)
            return false;
        SDL_SetTextureBlendMode(window->texture, SDL_BLENDMODE_NONE);
        window->texture_width = width;
        window->texture_height = height;
    }
    cairo_surface_flush(image);
    return SDL_UpdateTexture(window->texture, NULL, cairo_image_surface_get_data(image),
                             cairo_image_surface_get_stride(image)) == 0;
}

Status window_present(Window *window, cairo_surface_t *image)
{
    assert(cairo_surface_get_type(image) == CAIRO_SURFACE_TYPE_IMAGE);
    if (!upload(window, image)) {
        drop_texture(window); /* it may have been lost with the device: once more with a new one */
        if (!upload(window, image))
            return status_error(N_("the window cannot be drawn on: %s"), SDL_GetError());
    }
    SDL_Rect place = {0, 0, window->texture_width, window->texture_height};
    if (SDL_SetRenderDrawColor(window->renderer, 0, 0, 0, 255) != 0 ||
        SDL_RenderClear(window->renderer) != 0 ||
        SDL_RenderCopy(window->renderer, window->texture, NULL, &place) != 0)
        return status_error(N_("the window cannot be drawn on: %s"), SDL_GetError());
    SDL_RenderPresent(window->renderer);
    return status_ok();
}

void window_set_title(Window *window, const char *title)
{
    SDL_SetWindowTitle(window->window, title);
}

Status window_copy(Window *window, const char *text)
{
    (void)window;
    return SDL_SetClipboardText(text) == 0
               ? status_ok()
               : status_error(N_("the clipboard cannot be written to: %.300s"), SDL_GetError());
}

void window_toggle_fullscreen(Window *window)
{
    bool full = SDL_GetWindowFlags(window->window) & SDL_WINDOW_FULLSCREEN_DESKTOP;
    SDL_SetWindowFullscreen(window->window, full ? 0 : SDL_WINDOW_FULLSCREEN_DESKTOP);
}

/* SDL stamps an event with its own clock, in milliseconds, as it takes it in. */
static double seconds_of(const Window *window, const SDL_Event *event)
{
    Uint32 age = SDL_GetTicks() - event->common.timestamp;
    double now = window_seconds(window);
    return age < 60000 ? fmax(0, now - age / 1000.0) : now; /* older: it has no stamp (one pushed by hand) */
}

bool window_next_event(Window *window, double seconds, WindowEvent *event)
{
    const double until = window_seconds(window) + seconds;
    SDL_Event from;
    for (;;) {
        double left = until - window_seconds(window);
        int milliseconds = left > 0 ? (int)fmin(ceil(1000 * left), 60000) : 0;
        if (!(milliseconds > 0 ? SDL_WaitEventTimeout(&from, milliseconds) : SDL_PollEvent(&from))) {
            if (window_seconds(window) >= until)
                return false;
            continue;
        }
        if (from.type == SDL_RENDER_TARGETS_RESET || from.type == SDL_RENDER_DEVICE_RESET)
            drop_texture(window);
        if (sdl_event_tell(&from, window_size(window).density, &window->keys, event)) {
            event->seconds = seconds_of(window, &from);
            return true;
        }
    }
}

void window_pump(Window *window)
{
    (void)window;
    SDL_PumpEvents();
}

void window_pace(Window *window, double frames_per_second)
{
    assert(frames_per_second > 0);
    double now = window_seconds(window), frame = 1 / frames_per_second;
    double until = fmin(window->next_frame, now + frame);
    while (now < until) {
        SDL_PumpEvents(); /* meanwhile a pen may move, and each of its events is to have its time */
        SDL_Delay((Uint32)ceil(1000 * fmin(until - now, 0.003)));
        now = window_seconds(window);
    }
    /* A frame that came late is not made up for. */
    window->next_frame = fmax(window->next_frame + frame, now);
}

double window_seconds(const Window *window)
{
    return (double)(SDL_GetPerformanceCounter() - window->opened_at) / (double)SDL_GetPerformanceFrequency();
}

void window_on_resize(Window *window, void (*redraw)(void *context), void *context)
{
    window->redraw = redraw;
    window->redraw_context = context;
}

static int watch(void *context, SDL_Event *event)
{
    Window *window = context;
    if (event->type != SDL_WINDOWEVENT || event->window.event != SDL_WINDOWEVENT_SIZE_CHANGED ||
        !window->redraw || window->redrawing || SDL_ThreadID() != window->thread)
        return 0;
    if (window_seconds(window) - window->redrawn_at < least_between_redraws)
        return 0;
    window->redrawing = true;
    window->redraw(window->redraw_context);
    window->redrawn_at = window_seconds(window);
    window->redrawing = false;
    return 0;
}

const char *window_driver(const Window *window)
{
    (void)window;
    const char *driver = SDL_GetCurrentVideoDriver();
    return driver ? driver : "";
}
