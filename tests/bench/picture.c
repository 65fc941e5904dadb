/* The pictures of docs/performance.md, from the medians that table.awk writes: the speed beside others as bars, and what
 * more work costs as curves.
 *
 * usage: picture speed|growth MEDIANS FILE      FILE ends in .png, .svg or .pdf */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "draw/canvas.h"
#include "draw/legend.h"
#include "draw/marker.h"
#include "draw/plot.h"

enum { FIGURES_MOST = 1000, NAME_SIZE = 100, SIZES = 5, WIDTH = 1000 };

/* ---- the medians ---- */

typedef struct Figure {
    char bench[NAME_SIZE], what[NAME_SIZE], who[NAME_SIZE];
    double median, low, high;
} Figure;

typedef struct Figures {
    size_t count;
    Figure list[FIGURES_MOST];
} Figures;

static const Figure *find(const Figures *figures, const char *bench, const char *what, const char *who)
{
    for (size_t i = 0; i < figures->count; i++) {
        const Figure *figure = &figures->list[i];
        if (strcmp(figure->bench, bench) == 0 && strcmp(figure->what, what) == 0 &&
            strcmp(figure->who, who) == 0 && figure->median > 0)
            return figure;
    }
    return NULL;
}

static Status read_line(const char *path, size_t number, char *line, Figure *figure)
{
    char *texts[] = {figure->bench, figure->what, figure->who}, *at = line;
    double *numbers[] = {&figure->median, &figure->low, &figure->high};
    for (int k = 0; k < 6; k++) {
        char *tab = strchr(at, '\t'), *end;
        if (!tab || (k < 3 && tab - at >= NAME_SIZE))
            return status_error("%s:%zu: expected seven fields, with tabs between them", path, number);
        *tab = 0;
        if (k < 3)
            strcpy(texts[k], at);
        else if ((*numbers[k - 3] = strtod(at, &end), end == at || end != tab))
            return status_error("%s:%zu: expected a number, found '%.40s'", path, number, at);
        at = tab + 1;
    }
    return status_ok();
}

static Status read_figures(const char *path, Figures *figures)
{
    FILE *file = fopen(path, "r");
    if (!file)
        return status_error("%s: cannot be read: %s", path, strerror(errno));
    Status status = status_ok();
    char line[1000];
    figures->count = 0;
    for (size_t number = 1; status.ok && fgets(line, sizeof line, file); number++) {
        if (figures->count == FIGURES_MOST)
            status = status_error("%s: more than %d figures", path, FIGURES_MOST);
        else
            status = read_line(path, number, line, &figures->list[figures->count++]);
    }
    fclose(file);
    return status;
}

/* ---- what both pictures share ---- */

typedef struct Drawing {
    const Paper *paper;
    const Figures *figures;
} Drawing;

enum { TITLE = 15, TEXT = 12 };

static void title(const Paper *paper, double x, double y, const char *text)
{
    text_draw(paper, (TextStyle){TITLE, TEXT_BOLD, paper->theme->text}, x, y, TEXT_LEFT, text);
}

static void words(const Paper *paper, double x, double y, TextAlign align, Colour colour, const char *text)
{
    text_draw(paper, (TextStyle){TEXT, TEXT_REGULAR, colour}, x, y, align, text);
}

/* 12345 as "12,345"; below 100 three digits. */
static void write_count(double value, size_t size, char text[])
{
    if (value < 99.5) {
        snprintf(text, size, "%.3g", value);
        return;
    }
    const unsigned long whole = (unsigned long)(value + 0.5);
    if (whole >= 1000000)
        snprintf(text, size, "%lu,%03lu,%03lu", whole / 1000000, whole / 1000 % 1000, whole % 1000);
    else if (whole >= 1000)
        snprintf(text, size, "%lu,%03lu", whole / 1000, whole % 1000);
    else
        snprintf(text, size, "%lu", whole);
}

/* ---- the speed beside others ---- */

typedef struct Group {
    const char *bench, *label;
    const char *what[3]; /* the best of these */
    bool logarithmic;    /* on the scale of tens_low .. tens_high; else from nothing to the most there is */
    const char *beside;  /* what is drawn to the same scale */
} Group;

static const double tens_low = 0.1, tens_high = 10000;

static const Group trainings[] = {
    {"training",
     "the reference net, double",
     {"reference, double, 1 pair", "reference, double, 16 pairs", "reference, double, 64 pairs"}},
    {"training",
     "the reference net, float",
     {"reference, float, 1 pair", "reference, float, 16 pairs", "reference, float, 64 pairs"}},
    {"training",
     "308 parameters, double",
     {"mlp, double, 1 pair", "mlp, double, 16 pairs", "mlp, double, 64 pairs"}},
    {"training",
     "308 parameters, float",
     {"mlp, float, 1 pair", "mlp, float, 16 pairs", "mlp, float, 64 pairs"}},
};

static const Group checks[] = {
    {"check", "308 parameters", {"mlp, 308: every parameter"}, .logarithmic = true},
    {"check", "9820 parameters", {"reference, 9820: every parameter"}, .logarithmic = true},
};

static const Group threads[] = {
    {"threads", "one thread", {"double, 1 thread"}, .beside = "double, 2 threads"},
    {"threads", "two threads", {"double, 2 threads"}, .beside = "double, 1 thread"},
};

static const char *const peers[] = {"Twingrad", "PyTorch", "NumPy", "Ceres"};
enum { PEERS = sizeof peers / sizeof peers[0], BAR = 17, GROUP = 26, LABEL = 84, VALUE = 90 };

static const Figure *best_of(const Drawing *d, const Group *group, const char *who)
{
    const Figure *best = NULL;
    for (int i = 0; i < 3 && group->what[i]; i++) {
        const Figure *figure = find(d->figures, group->bench, group->what[i], who);
        if (figure && (!best || figure->median > best->median))
            best = figure;
    }
    return best;
}

static double length_of(const Group *group, double value, double most, double room)
{
    if (group->logarithmic)
        return room * fmax(0, log(value / tens_low) / log(tens_high / tens_low));
    return room * value / most;
}

static void draw_bar(const Drawing *d, const Group *group, const Figure *figure, double most, Rect room,
                     bool ours)
{
    const Paper *paper = d->paper;
    char value[40];
    const double length = length_of(group, figure->median, most, room.width),
                 low = length_of(group, figure->low, most, room.width),
                 high = length_of(group, figure->high, most, room.width);
    const double middle = room.y + room.height / 2;
    paper_fill(paper, (Rect){room.x, room.y + 2, length, room.height - 4},
               ours ? paper->theme->genuine : theme_mix(paper->theme->panel, paper->theme->muted, 0.6), 1);
    if (figure->high > figure->low) /* from the lowest round to the highest */
        paper_horizontal(paper, room.x + low, room.x + high, middle, 2, paper->theme->text);
    write_count(figure->median, sizeof value, value);
    words(paper, room.x + fmax(length, high) + 6, middle, TEXT_LEFT, paper->theme->text, value);
}

static double draw_group(const Drawing *d, const Group *group, double x, double y, double width)
{
    double most = 0;
    bool any = false;
    for (int p = 0; p < PEERS; p++) {
        const Figure *figure = best_of(d, group, peers[p]);
        most = figure ? fmax(most, fmax(figure->high, figure->median)) : most;
        any = any || figure;
        figure = group->beside ? find(d->figures, group->bench, group->beside, peers[p]) : NULL;
        most = figure ? fmax(most, fmax(figure->high, figure->median)) : most;
    }
    if (!any)
        return y;
    words(d->paper, x, y + GROUP / 2.0, TEXT_LEFT, d->paper->theme->muted, group->label);
    y += GROUP;
    for (int p = 0; p < PEERS; p++) {
        const Figure *figure = best_of(d, group, peers[p]);
        if (!figure)
            continue;
        words(d->paper, x + LABEL - 10, y + BAR / 2.0, TEXT_RIGHT, d->paper->theme->text, peers[p]);
        draw_bar(d, group, figure, most, (Rect){x + LABEL, y, width - LABEL - VALUE, BAR}, p == 0);
        y += BAR;
    }
    return y + 6;
}

static double draw_groups(const Drawing *d, size_t count, const Group groups[], double x, double y,
                          double width)
{
    for (size_t i = 0; i < count; i++)
        y = draw_group(d, &groups[i], x, y, width);
    return y;
}

/* Lines at the powers of ten, from `top` down to `bottom`, with what they stand for above them. */
static void draw_tens(const Drawing *d, double left, double width, double top, double bottom)
{
    const Paper *paper = d->paper;
    const double step = width / log10(tens_high / tens_low);
    char label[40];
    for (int k = 0; tens_low * pow(10, k) < 2 * tens_high; k++) {
        write_count(tens_low * pow(10, k), sizeof label, label);
        paper_vertical(paper, left + k * step, top + 10, bottom, 1, paper->theme->grid);
        words(paper, left + k * step, top, TEXT_CENTRE, paper->theme->muted, label);
    }
}

static void paint_speed(const Drawing *d)
{
    enum {
        LEFT = 24,
        TOP = 28,
        HALF = WIDTH / 2,
        UNDER = 22,
        ROOM = HALF - LEFT - 20,
        CHECKS_END = 248,
        BELOW = 274
    };
    const Paper *paper = d->paper;
    const double first = TOP + 2 * UNDER - 6;
    title(paper, LEFT, TOP, "Training: pairs a second, more is better");
    words(paper, LEFT, TOP + UNDER, TEXT_LEFT, paper->theme->muted,
          "one thread; the best of batches of 1, 16 and 64");
    draw_groups(d, sizeof trainings / sizeof trainings[0], trainings, LEFT, first, ROOM);
    title(paper, HALF + LEFT, TOP, "Check of every parameter: milliseconds");
    draw_tens(d, HALF + LEFT + LABEL, ROOM - LABEL - VALUE, TOP + UNDER, CHECKS_END);
    draw_groups(d, sizeof checks / sizeof checks[0], checks, HALF + LEFT, first, ROOM);
    title(paper, HALF + LEFT, BELOW, "Threads: pairs a second, reference net");
    draw_groups(d, sizeof threads / sizeof threads[0], threads, HALF + LEFT, BELOW + 10, ROOM);
}

/* ---- what more work costs ---- */

static const char *const grown[] = {"training, pairs in an epoch", "training, epochs", "check",
                                    "reading, with features"};
static const char *const titles[] = {"Training: more pairs in an epoch", "Training: more epochs",
                                     "Check: more parameters", "Reading: more files"};
static const size_t times_the_work[SIZES] = {1, 3, 10, 30, 100};
enum { CURVES = sizeof grown / sizeof grown[0] };

static const Figure *grown_to(const Drawing *d, const char *bench, int curve, int size)
{
    char what[NAME_SIZE];
    snprintf(what, sizeof what, "%s, %zu x", grown[curve], times_the_work[size]);
    return find(d->figures, bench, what, "Twingrad");
}

static void draw_line(const Paper *paper, const Plot *plot, const double x[SIZES], const double y[SIZES],
                      PlotDash dash, Colour colour)
{
    cairo_new_path(paper->cr);
    for (int s = 0; s < SIZES; s++)
        if (!isnan(y[s]))
            cairo_line_to(paper->cr, axis_place(plot->x, x[s]), axis_place(plot->y, y[s]));
    paper_colour(paper, colour, 1);
    cairo_set_line_width(paper->cr, 2);
    plot_dash(paper, dash, 2);
    cairo_stroke(paper->cr);
    plot_dash(paper, PLOT_SOLID, 2);
}

static void draw_marks(const Paper *paper, const Plot *plot, const double x[SIZES], const double y[SIZES],
                       MarkerShape shape, Colour colour)
{
    const MarkerStyle style = {.shape = shape, .size = 8, .colour = colour, .alpha = 1};
    for (int s = 0; s < SIZES; s++)
        if (!isnan(y[s]))
            marker_draw_one(paper, style, axis_place(plot->x, x[s]), axis_place(plot->y, y[s]));
}

static void label_last(const Paper *paper, const Plot *plot, double y, double above, Colour colour,
                       const char *unit)
{
    char value[40], label[80];
    if (isnan(y))
        return;
    write_count(y, sizeof value, value);
    snprintf(label, sizeof label, "%s %s", value, unit);
    words(paper, axis_place(plot->x, 100) - 8, axis_place(plot->y, y) - above, TEXT_RIGHT, colour, label);
}

/* Time and memory on one pair of logarithmic axes, and beside the time what would be in proportion to the work. */
static void draw_curve(const Drawing *d, int curve, Rect room)
{
    const Paper *paper = d->paper;
    const Theme *theme = paper->theme;
    double x[SIZES], ms[SIZES], mb[SIZES], even[SIZES];
    const Figure *last = grown_to(d, "growth", curve, SIZES - 1);
    for (int s = 0; s < SIZES; s++) {
        const Figure *time = grown_to(d, "growth", curve, s), *resident = grown_to(d, "resident", curve, s);
        x[s] = (double)times_the_work[s];
        ms[s] = time ? time->median : NAN;
        mb[s] = resident ? resident->median : NAN;
        even[s] = last ? last->median * x[s] / (double)times_the_work[SIZES - 1] : NAN;
    }
    const Plot plot = plot_in(paper_inset(room, PLOT_LEFT + 8, 34, 16, PLOT_BELOW + 6), (AxisRange){0.8, 125},
                              (AxisRange){0.1, 1000}, true);
    Plot both = plot;
    both.x.logarithmic = true;
    const Ticks y_ticks = axis_ticks_logarithmic(0.1, 1000, 5);
    const Ticks x_ticks = {.count = SIZES, .values = {1, 3, 10, 30, 100}};
    title(paper, room.x + 8, room.y + 14, titles[curve]);
    plot_grid_y(paper, &both, &y_ticks, "");
    plot_grid_x(paper, &both, &x_ticks, " x", NULL);
    draw_line(paper, &both, x, even, PLOT_DASHED, theme->axis);
    draw_line(paper, &both, x, ms, PLOT_SOLID, theme->genuine);
    draw_marks(paper, &both, x, ms, MARKER_CIRCLE, theme->genuine);
    draw_line(paper, &both, x, mb, PLOT_SOLID, theme->forged);
    draw_marks(paper, &both, x, mb, MARKER_TRIANGLE, theme->forged);
    label_last(paper, &both, ms[SIZES - 1], 14, theme->genuine_text, "ms");
    /* Below its mark where the time's line is too near above it. */
    const bool near = ms[SIZES - 1] > mb[SIZES - 1] && ms[SIZES - 1] < 5 * mb[SIZES - 1];
    label_last(paper, &both, mb[SIZES - 1], near ? -24 : 14, theme->forged_text, "MB");
}

static void paint_growth(const Drawing *d)
{
    enum { LEFT = 16, TOP = 44, CELL = 484, TALL = 262 };
    const Paper *paper = d->paper;
    const Theme *theme = paper->theme;
    const LegendEntry legend[] = {
        {LEGEND_CIRCLE, theme->genuine, theme->genuine_text, PLOT_SOLID, 2, "processor time, ms"},
        {LEGEND_LINE, theme->axis, theme->text, PLOT_DASHED, 2, "in proportion to the work"},
        {LEGEND_TRIANGLE, theme->forged, theme->forged_text, PLOT_SOLID, 2, "resident memory at most, MB"},
    };
    title(paper, LEFT + 8, 24, "1, 3, 10, 30 and 100 times the work");
    legend_draw(paper, (Rect){LEFT + 300, 12, 2 * CELL - 300, 24}, 3, legend);
    for (int curve = 0; curve < CURVES; curve++)
        draw_curve(d, curve, (Rect){LEFT + curve % 2 * CELL, TOP + curve / 2 * TALL, CELL, TALL});
}

/* ---- files ---- */

typedef struct Picture {
    const char *name;
    int height;
    const char *description;
    void (*paint)(const Drawing *drawing);
} Picture;

static const Picture pictures[] = {
    {"speed", 426, "Training and checking beside other programs", paint_speed},
    {"growth", 580, "What 1 to 100 times the work costs", paint_growth},
};

typedef struct Task {
    const Picture *picture;
    const Figures *figures;
    CanvasFormat format;
    const Fonts *fonts;
} Task;

static void paint(cairo_t *cr, int width, int height, const void *context)
{
    const Task *task = context;
    const Paper paper = {.cr = cr, .theme = theme_named(THEME_LIGHT), .fonts = task->fonts};
    paper_fill(&paper, (Rect){0, 0, width, height}, paper.theme->panel, 1);
    task->picture->paint(&(Drawing){&paper, task->figures});
}

static Status write_picture(FILE *file, const void *context)
{
    const Task *task = context;
    const char *why = canvas_write(file, task->format, WIDTH, task->picture->height, NULL, paint, task);
    return why ? status_error("the picture cannot be drawn: %s", why) : status_ok();
}

static Status draw(const char *name, const char *medians, const char *path)
{
    static Figures figures;
    Task task = {.figures = &figures};
    for (size_t i = 0; i < sizeof pictures / sizeof pictures[0]; i++)
        if (strcmp(name, pictures[i].name) == 0)
            task.picture = &pictures[i];
    if (!task.picture)
        return status_error("'%.40s': expected speed or growth", name);
    if (!canvas_format_of(path, &task.format))
        return status_error("%s: expected a name that ends in .png, .svg or .pdf", path);
    Status status = read_figures(medians, &figures);
    Fonts fonts = {0};
    task.fonts = &fonts;
    if (status.ok && !fonts_open(&fonts))
        status = status_error("no font can be opened");
    if (status.ok)
        status = files_replace(path, write_picture, &task);
    fonts_close(&fonts);
    return status;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fputs("usage: picture speed|growth MEDIANS FILE\n", stderr);
        return 2;
    }
    Status status = draw(argv[1], argv[2], argv[3]);
    if (!status.ok)
        fprintf(stderr, "picture: %s\n", status.message);
    return status.ok ? 0 : 2;
}
