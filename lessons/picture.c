#include "picture.h"

#include <math.h>

#include "draw/arrow.h"
#include "draw/canvas.h"
#include "draw/legend.h"
#include "draw/plot.h"
#include "words/words.h"

enum { WIDTH = 720, PLOT_HEIGHT = 400, PLANE_HEIGHT = 520 };
static const double title_height = 30, legend_height = 24, margin = 14, axis_name = 18;

static Colour colour_of(const Theme *theme, FigureInk ink)
{
    switch (ink) {
    case FIGURE_BLUE:
        return theme->genuine;
    case FIGURE_ORANGE:
        return theme->forged;
    case FIGURE_GREEN:
        return theme->forward;
    case FIGURE_PINK:
        return theme->backward;
    case FIGURE_GREY:
        return theme->axis;
    case FIGURE_BLACK:
        break;
    }
    return theme->text;
}

PicturePlace picture_place(Rect room, const Figure *figure)
{
    double above =
        title_height + (figure->curves > 0 ? legend_height : 0) + (figure->y_name[0] ? axis_name : 0);
    Rect area = paper_inset(room, PLOT_LEFT + margin, above, margin + 10,
                            PLOT_BELOW + margin + (figure->x_name[0] ? axis_name : 0));
    PicturePlace place = {area, figure->left, figure->right, figure->bottom, figure->top};
    if (figure->plane) { /* one scale for both, the room filled by showing more of the wider side */
        double units_x = figure->right - figure->left, units_y = figure->top - figure->bottom;
        double scale = fmin(area.width / units_x, area.height / units_y);
        double spare_x = area.width / scale - units_x, spare_y = area.height / scale - units_y;
        place.left -= spare_x / 2;
        place.right += spare_x / 2;
        place.bottom -= spare_y / 2;
        place.top += spare_y / 2;
    }
    return place;
}

static Plot plot_of(PicturePlace place)
{
    return plot_in(place.area, (AxisRange){place.left, place.right}, (AxisRange){place.bottom, place.top},
                   false);
}

static void draw_ground(const Paper *paper, const Plot *plot, const Figure *figure, Rect room)
{
    const Theme *theme = paper->theme;
    const Rect area = plot->area;
    TextStyle style = {PLOT_TEXT, TEXT_REGULAR, theme->muted};
    Ticks x = axis_ticks(plot->x.low, plot->x.high, plot_ticks_wanted(area.width, 70), 0);
    Ticks y = axis_ticks(plot->y.low, plot->y.high, plot_ticks_wanted(area.height, 50), 0);
    plot_grid_y(paper, plot, &y, "");
    plot_grid_x(paper, plot, &x, "", "");
    if (plot->y.low < 0 && plot->y.high > 0)
        plot_level(paper, plot, 0, PLOT_SOLID, 1.5, theme->axis);
    if (figure->plane)
        paper_vertical(paper, axis_place(plot->x, 0), area.y, area.y + area.height, 1.5, theme->axis);
    text_fit(paper, (TextStyle){15, TEXT_BOLD, theme->text},
             (Rect){room.x + margin, room.y, room.width - 2 * margin, title_height}, TEXT_LEFT,
             figure->title);
    text_draw(paper, style, area.x - 30, area.y - axis_name / 2 - 2, TEXT_LEFT, figure->y_name);
    text_draw(paper, style, area.x + area.width, area.y + area.height + PLOT_BELOW + axis_name / 2,
              TEXT_RIGHT, figure->x_name);
}

static void draw_curve(const Paper *paper, const Plot *plot, const FigureCurve *curve)
{
    bool pen_down = false;
    cairo_new_path(paper->cr);
    for (size_t i = 0; i < curve->count; i++) {
        double x = axis_place(plot->x, curve->x[i]), y = axis_place(plot->y, curve->y[i]);
        bool there = isfinite(x) && isfinite(y);
        /* Far outside, cairo's numbers would overflow; the clip hides what is beyond the area anyway. */
        y = fmin(fmax(y, -1e4), 1e4);
        if (there && pen_down)
            cairo_line_to(paper->cr, x, y);
        else if (there)
            cairo_move_to(paper->cr, x, y);
        pen_down = there;
    }
    cairo_set_line_width(paper->cr, 2);
    plot_dash(paper, curve->dashed ? PLOT_DASHED : PLOT_SOLID, 2);
    paper_colour(paper, colour_of(paper->theme, curve->ink), 1);
    cairo_stroke(paper->cr);
}

static void draw_legend(const Paper *paper, Rect room, const Figure *figure)
{
    LegendEntry entries[FIGURE_CURVES];
    size_t count = 0;
    for (size_t i = 0; i < figure->curves; i++) {
        const FigureCurve *curve = &figure->curve[i];
        if (curve->name[0])
            entries[count++] = (LegendEntry){LEGEND_LINE,
                                             colour_of(paper->theme, curve->ink),
                                             paper->theme->text,
                                             curve->dashed ? PLOT_DASHED : PLOT_SOLID,
                                             2,
                                             curve->name};
    }
    if (count > 0)
        legend_draw(paper,
                    (Rect){room.x + margin, room.y + title_height, room.width - 2 * margin, legend_height},
                    count, entries);
}

/* A name beyond the head of an arrow, in its direction. */
static void draw_arrow(const Paper *paper, const Plot *plot, const FigureArrow *arrow)
{
    double x1 = axis_place(plot->x, arrow->from_x), y1 = axis_place(plot->y, arrow->from_y);
    double x2 = axis_place(plot->x, arrow->to_x), y2 = axis_place(plot->y, arrow->to_y);
    double length = hypot(x2 - x1, y2 - y1);
    Colour colour = colour_of(paper->theme, arrow->ink);
    arrow_draw(paper, x1, y1, x2, y2, 3, colour);
    if (!(length > 0) || !arrow->name[0])
        return;
    TextStyle style = {14, TEXT_BOLD, colour};
    double along_x = (x2 - x1) / length, along_y = (y2 - y1) / length;
    double half = text_width(paper, style, arrow->name) / 2;
    double x = x2 + along_x * (16 + half), y = y2 + along_y * 20;
    x = fmin(fmax(x, plot->area.x + half), plot->area.x + plot->area.width - half);
    y = fmin(fmax(y, plot->area.y + 8), plot->area.y + plot->area.height - 8);
    text_draw_on_plate(paper, style, x, y, TEXT_CENTRE, arrow->name, paper->theme->panel);
}

static void draw_mark(const Paper *paper, const Plot *plot, const FigureMark *mark)
{
    double x = axis_place(plot->x, mark->x), y = axis_place(plot->y, mark->y);
    if (!isfinite(x) || !isfinite(y))
        return;
    Colour colour = colour_of(paper->theme, mark->ink);
    marker_draw_one(paper, (MarkerStyle){.shape = MARKER_CIRCLE, .size = 9, .colour = colour, .alpha = 1}, x,
                    y);
    TextStyle style = {13, TEXT_REGULAR, paper->theme->text};
    bool left = x + 10 + text_width(paper, style, mark->name) > plot->area.x + plot->area.width;
    if (mark->name[0])
        text_draw_on_plate(paper, style, left ? x - 10 : x + 10, y - 10, left ? TEXT_RIGHT : TEXT_LEFT,
                           mark->name, paper->theme->panel);
}

void picture_draw(const Paper *paper, Rect room, const Figure *figure)
{
    Plot plot = plot_of(picture_place(room, figure));
    paper_fill(paper, room, paper->theme->panel, 1);
    draw_ground(paper, &plot, figure, room);
    draw_legend(paper, room, figure);
    paper_clip(paper, plot.area);
    for (size_t i = 0; i < figure->curves; i++)
        draw_curve(paper, &plot, &figure->curve[i]);
    for (size_t i = 0; i < figure->arrows; i++)
        draw_arrow(paper, &plot, &figure->arrow[i]);
    paper_unclip(paper);
    for (size_t i = 0; i < figure->marks; i++)
        draw_mark(paper, &plot, &figure->mark[i]);
}

/* What is painted, and with which faces. */
typedef struct Painting {
    const Figure *figure;
    const Fonts *fonts;
} Painting;

static void paint(cairo_t *cr, int width, int height, const void *context)
{
    const Painting *painting = context;
    Paper paper = {.cr = cr, .theme = theme_named(THEME_LIGHT), .fonts = painting->fonts};
    picture_draw(&paper, (Rect){0, 0, width, height}, painting->figure);
}

Status picture_write_svg(const Figure *figure, FILE *file)
{
    Fonts fonts;
    if (!fonts_open(&fonts))
        return status_error(_("no font was found: install DejaVu Sans (the package fonts-dejavu-core)"));
    const char *why = canvas_write(file, CANVAS_SVG, WIDTH, figure->plane ? PLANE_HEIGHT : PLOT_HEIGHT,
                                   &(Metadata){.title = figure->title, .description = figure->seen}, paint,
                                   &(Painting){figure, &fonts});
    fonts_close(&fonts);
    return why ? status_error(_("the picture cannot be written: %s"), why) : status_ok();
}
