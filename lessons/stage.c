#include "stage.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/files.h"
#include "draw/canvas.h"
#include "draw/text.h"
#include "picture.h"
#include "window/window.h"
#include "words/words.h"

static const double words_height = 76, reach = 30;
static const char keys[] = N_(
    "drag a point   ·   Tab, arrows: move it by keys   ·   R: back   ·   T: dark or light   ·   Esc: close");

/* What is shown and where it is. */
typedef struct Play {
    const Stage *stage;
    StageHandle handle[STAGE_HANDLES];
    size_t chosen;
    bool dragging;
    ThemeName theme;
    double width, height; /* in units */
    Figure figure;
    char words[STAGE_WORDS];
    Fonts fonts;
} Play;

static void show(Play *play)
{
    play->figure = (Figure){0};
    play->words[0] = 0;
    play->stage->show(play->handle, &play->figure, play->words);
}

static Status begin(const Stage *stage, Play *play)
{
    *play = (Play){.stage = stage};
    memcpy(play->handle, stage->handle, sizeof play->handle);
    if (!fonts_open(&play->fonts))
        return status_error(_("no font was found: install DejaVu Sans (the package fonts-dejavu-core)"));
    show(play);
    return status_ok();
}

static Rect figure_room(const Play *play)
{
    return (Rect){0, 0, play->width, fmax(1, play->height - words_height)};
}

static void place_handle(const Play *play, size_t i, double *x, double *y)
{
    PicturePlace place = picture_place(figure_room(play), &play->figure);
    *x = place.area.x + (play->handle[i].x - place.left) / (place.right - place.left) * place.area.width;
    *y = place.area.y + (place.top - play->handle[i].y) / (place.top - place.bottom) * place.area.height;
}

static void draw_handles(const Paper *paper, const Play *play)
{
    for (size_t i = 0; i < play->stage->handles; i++) {
        double x, y;
        place_handle(play, i, &x, &y);
        cairo_new_path(paper->cr);
        cairo_arc(paper->cr, x, y, 11, 0, 7);
        cairo_set_dash(paper->cr, NULL, 0, 0);
        cairo_set_line_width(paper->cr, i == play->chosen ? 2.5 : 1);
        paper_colour(paper, paper->theme->text, 1);
        cairo_stroke(paper->cr);
    }
}

static void draw(cairo_t *cr, const Play *play)
{
    Paper paper = {.cr = cr, .theme = theme_named(play->theme), .fonts = &play->fonts};
    paper_fill(&paper, (Rect){0, 0, play->width, play->height}, paper.theme->window, 1);
    picture_draw(&paper, figure_room(play), &play->figure);
    draw_handles(&paper, play);
    Rect below = {16, play->height - words_height + 6, play->width - 32, words_height - 34};
    text_wrap(&paper, (TextStyle){16, TEXT_REGULAR, paper.theme->text}, below, play->words);
    text_fit(&paper, (TextStyle){12, TEXT_REGULAR, paper.theme->muted},
             (Rect){16, play->height - 26, play->width - 32, 22}, TEXT_LEFT, _(keys));
}

/* Moves the chosen point to a place of the window, inside the figure. */
static void drag_to(Play *play, double x, double y)
{
    PicturePlace place = picture_place(figure_room(play), &play->figure);
    double across = fmin(fmax((x - place.area.x) / place.area.width, 0), 1);
    double up = fmin(fmax((place.area.y + place.area.height - y) / place.area.height, 0), 1);
    play->handle[play->chosen].x = place.left + across * (place.right - place.left);
    play->handle[play->chosen].y = place.bottom + up * (place.top - place.bottom);
    show(play);
}

static void grab(Play *play, double x, double y)
{
    double least = reach;
    for (size_t i = 0; i < play->stage->handles; i++) {
        double handle_x, handle_y;
        place_handle(play, i, &handle_x, &handle_y);
        double away = hypot(handle_x - x, handle_y - y);
        if (away < least) {
            least = away;
            play->chosen = i;
            play->dragging = true;
        }
    }
}

static void nudge(Play *play, unsigned key, bool fine)
{
    StageHandle *handle = &play->handle[play->chosen];
    double step = (play->figure.right - play->figure.left) / (fine ? 400 : 40);
    handle->x += key == WINDOW_KEY_RIGHT ? step : key == WINDOW_KEY_LEFT ? -step : 0;
    handle->y += key == WINDOW_KEY_UP ? step : key == WINDOW_KEY_DOWN ? -step : 0;
    show(play);
}

/* False when the window is to be closed. */
static bool press_key(Play *play, const WindowEvent *event)
{
    switch (event->key) {
    case WINDOW_KEY_ESCAPE:
    case 'q':
        return false;
    case WINDOW_KEY_TAB:
        play->chosen = play->stage->handles > 0 ? (play->chosen + 1) % play->stage->handles : 0;
        break;
    case WINDOW_KEY_LEFT:
    case WINDOW_KEY_RIGHT:
    case WINDOW_KEY_UP:
    case WINDOW_KEY_DOWN:
        nudge(play, event->key, event->shift);
        break;
    case 'r':
        memcpy(play->handle, play->stage->handle, sizeof play->handle);
        show(play);
        break;
    case 't':
        play->theme = play->theme == THEME_DARK ? THEME_LIGHT : THEME_DARK;
        break;
    default:
        break;
    }
    return true;
}

static bool obey(Play *play, const WindowEvent *event, double unit)
{
    double x = event->x / unit, y = event->y / unit;
    switch (event->kind) {
    case WINDOW_KEY:
        return press_key(play, event);
    case WINDOW_MOUSE_DOWN:
        grab(play, x, y);
        break;
    case WINDOW_MOUSE_MOVE:
        if (play->dragging)
            drag_to(play, x, y);
        break;
    case WINDOW_MOUSE_UP:
        play->dragging = false;
        break;
    case WINDOW_QUIT:
        return false;
    default:
        break;
    }
    return true;
}

/* Pixels to one unit: the figure is drawn larger in a larger window. */
static double unit_of(int width, int height)
{
    return fmax(0.85, fmin(width / 900.0, height / 700.0)); /* and never so small that it cannot be read */
}

static Status present(Window *window, Play *play)
{
    WindowSize size = window_size(window);
    double unit = unit_of(size.width, size.height);
    cairo_surface_t *image = canvas_image(size.width, size.height);
    if (!image)
        return status_no_memory(_("the window's picture"));
    cairo_t *cr = cairo_create(image);
    cairo_scale(cr, unit, unit);
    play->width = size.width / unit;
    play->height = size.height / unit;
    draw(cr, play);
    cairo_destroy(cr);
    Status status = window_present(window, image);
    cairo_surface_destroy(image);
    return status;
}

Status stage_run(const Stage *stage, char words[static STAGE_WORDS])
{
    Window *window;
    Status status;
    if (window_open((WindowOptions){.title = _(stage->title), .width = 900, .height = 700}, &window,
                    &status) != WINDOW_OPENED)
        return status;
    Play play;
    status = begin(stage, &play);
    for (bool open = status.ok; open && status.ok;) {
        status = present(window, &play);
        WindowSize size = window_size(window);
        WindowEvent event;
        double patience = 60; /* nothing moves by itself: it sleeps until something happens */
        while (open && window_next_event(window, patience, &event)) {
            open = obey(&play, &event, unit_of(size.width, size.height));
            patience = 0;
        }
    }
    memcpy(words, play.words, STAGE_WORDS);
    fonts_close(&play.fonts);
    window_close(window);
    return status;
}

static void paint(cairo_t *cr, int width, int height, const void *context)
{
    Play play = *(const Play *)context;
    double unit = unit_of(width, height);
    cairo_scale(cr, unit, unit);
    play.width = width / unit;
    play.height = height / unit;
    draw(cr, &play);
}

/* What files_replace is to write. */
typedef struct Saving {
    const Play *play;
    CanvasFormat format;
    int width, height;
} Saving;

static Status write_picture(FILE *file, const void *context)
{
    const Saving *saving = context;
    const char *why =
        canvas_write(file, saving->format, saving->width, saving->height,
                     &(Metadata){.title = _(saving->play->stage->title), .description = saving->play->words},
                     paint, saving->play);
    return why ? status_error(_("the picture cannot be written: %s"), why) : status_ok();
}

Status stage_save(const Stage *stage, const char *path, int width, int height)
{
    Play play;
    Saving saving = {&play, CANVAS_PNG, width, height};
    if (!canvas_format_of(path, &saving.format))
        return status_error(_("%s: expected a name that ends in .png, .svg or .pdf"), path);
    Status status = begin(stage, &play);
    if (status.ok)
        status = files_replace(path, write_picture, &saving);
    fonts_close(&play.fonts);
    return status;
}
