#include "figure.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "plain.h"

enum { COLUMNS_MAX = 100, ROWS_MAX = 40, LABEL = 8, LINE = 400 };

static void copy(size_t size, char to[static size], const char *text)
{
    snprintf(to, size, "%s", text);
}

Figure figure_plot(const char *title, const char *x_name, double left, double right, const char *y_name,
                   double bottom, double top)
{
    Figure figure = {.left = left, .right = right, .bottom = bottom, .top = top};
    copy(sizeof figure.title, figure.title, title);
    copy(sizeof figure.x_name, figure.x_name, x_name);
    copy(sizeof figure.y_name, figure.y_name, y_name);
    return figure;
}

Figure figure_plane(const char *title, double low, double reach)
{
    Figure figure = figure_plot(title, "", low, reach, "", low, reach);
    figure.plane = true;
    return figure;
}

void figure_describe(Figure *figure, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(figure->seen, sizeof figure->seen, format, arguments);
    va_end(arguments);
}

static FigureCurve *add_curve(Figure *figure, const char *name, char sign, FigureInk ink, bool dashed)
{
    assert(figure->curves < FIGURE_CURVES);
    FigureCurve *curve = &figure->curve[figure->curves++];
    copy(sizeof curve->name, curve->name, name);
    curve->sign = sign;
    curve->ink = ink;
    curve->dashed = dashed;
    return curve;
}

void figure_add_function(Figure *figure, const char *name, char sign, FigureInk ink, bool dashed,
                         double (*f)(double x, const void *context), const void *context)
{
    FigureCurve *curve = add_curve(figure, name, sign, ink, dashed);
    curve->count = FIGURE_SAMPLES;
    for (size_t i = 0; i < FIGURE_SAMPLES; i++) {
        curve->x[i] = figure->left + (figure->right - figure->left) * (double)i / (FIGURE_SAMPLES - 1);
        curve->y[i] = f(curve->x[i], context);
    }
}

void figure_add_points(Figure *figure, const char *name, char sign, FigureInk ink, bool dashed, size_t count,
                       const double x[], const double y[])
{
    assert(count <= FIGURE_SAMPLES);
    FigureCurve *curve = add_curve(figure, name, sign, ink, dashed);
    curve->count = count;
    memcpy(curve->x, x, count * sizeof *x);
    memcpy(curve->y, y, count * sizeof *y);
}

void figure_add_arrow(Figure *figure, const char *name, char sign, FigureInk ink, double from_x,
                      double from_y, double to_x, double to_y)
{
    assert(figure->arrows < FIGURE_ARROWS);
    FigureArrow *arrow = &figure->arrow[figure->arrows++];
    *arrow = (FigureArrow){
        .sign = sign, .ink = ink, .from_x = from_x, .from_y = from_y, .to_x = to_x, .to_y = to_y};
    copy(sizeof arrow->name, arrow->name, name);
}

void figure_add_mark(Figure *figure, const char *name, char sign, FigureInk ink, double x, double y)
{
    assert(figure->marks < FIGURE_MARKS);
    FigureMark *mark = &figure->mark[figure->marks++];
    *mark = (FigureMark){.sign = sign, .ink = ink, .x = x, .y = y};
    copy(sizeof mark->name, mark->name, name);
}

/* ---- in letters ---- */

/* The letters between the axes: row 0 at the top. */
typedef struct Grid {
    const Figure *figure;
    size_t columns, rows;
    char cell[ROWS_MAX][COLUMNS_MAX + 1];
} Grid;

/* The column or row of a value as a real number, 0 at the first cell's middle. */
static double column_of(const Grid *grid, double x)
{
    const Figure *f = grid->figure;
    return (x - f->left) / (f->right - f->left) * (double)(grid->columns - 1);
}

static double row_of(const Grid *grid, double y)
{
    const Figure *f = grid->figure;
    return (f->top - y) / (f->top - f->bottom) * (double)(grid->rows - 1);
}

static void put(Grid *grid, double column, double row, char sign)
{
    double c = floor(column + 0.5), r = floor(row + 0.5);
    if (c >= 0 && c < (double)grid->columns && r >= 0 && r < (double)grid->rows) /* false for NaN */
        grid->cell[(size_t)r][(size_t)c] = sign;
}

/* A straight line of cells. */
static void put_line(Grid *grid, double c1, double r1, double c2, double r2, char sign)
{
    double longest = fmax(fabs(c2 - c1), fabs(r2 - r1));
    if (!isfinite(longest))
        return;
    int cells = (int)fmin(ceil(longest), 400);
    for (int i = 0; i <= cells; i++) {
        double share = cells > 0 ? (double)i / cells : 0;
        put(grid, c1 + share * (c2 - c1), r1 + share * (r2 - r1), sign);
    }
}

static void put_axes(Grid *grid)
{
    const Figure *f = grid->figure;
    if (f->plane || (f->bottom < 0 && f->top > 0))
        for (size_t c = 0; c < grid->columns; c++)
            put(grid, (double)c, row_of(grid, 0), '.');
    if (f->plane)
        for (size_t r = 0; r < grid->rows; r++)
            put(grid, column_of(grid, 0), (double)r, '.');
}

static void put_curve(Grid *grid, const FigureCurve *curve)
{
    for (size_t i = 0; i + 1 < curve->count; i++)
        put_line(grid, column_of(grid, curve->x[i]), row_of(grid, curve->y[i]),
                 column_of(grid, curve->x[i + 1]), row_of(grid, curve->y[i + 1]), curve->sign);
}

/* The shaft, which shows its slope. */
static void put_shaft(Grid *grid, const FigureArrow *arrow)
{
    double c1 = column_of(grid, arrow->from_x), r1 = row_of(grid, arrow->from_y);
    double c2 = column_of(grid, arrow->to_x), r2 = row_of(grid, arrow->to_y);
    double across = fabs(c2 - c1), down = fabs(r2 - r1);
    bool rising = (c2 - c1) * (r2 - r1) < 0;
    char shaft = across > 4 * down ? '-' : down > 2 * across ? '|' : rising ? '/' : '\\';
    put_line(grid, c1, r1, c2, r2, shaft);
}

static void fill(Grid *grid)
{
    const Figure *f = grid->figure;
    for (size_t r = 0; r < grid->rows; r++) {
        memset(grid->cell[r], ' ', grid->columns);
        grid->cell[r][grid->columns] = 0;
    }
    put_axes(grid);
    for (size_t i = 0; i < f->curves; i++)
        put_curve(grid, &f->curve[i]);
    for (size_t i = 0; i < f->arrows; i++)
        put_shaft(grid, &f->arrow[i]);
    for (size_t i = 0; i < f->arrows; i++) /* the heads after all shafts, some of which begin there */
        put(grid, column_of(grid, f->arrow[i].to_x), row_of(grid, f->arrow[i].to_y), f->arrow[i].sign);
    for (size_t i = 0; i < f->marks; i++)
        put(grid, column_of(grid, f->mark[i].x), row_of(grid, f->mark[i].y), f->mark[i].sign);
}

/* Trailing blanks are cut. */
static void give(void (*line)(void *context, const char *text), void *context, char text[static LINE])
{
    size_t length = strlen(text);
    while (length > 0 && text[length - 1] == ' ')
        text[--length] = 0;
    line(context, text);
}

static void give_rows(const Grid *grid, void (*line)(void *context, const char *text), void *context)
{
    const Figure *f = grid->figure;
    char text[LINE];
    if (f->y_name[0]) {
        snprintf(text, sizeof text, "%*s%s", LABEL - 1, "", f->y_name);
        give(line, context, text);
    }
    for (size_t r = 0; r < grid->rows; r++) {
        char label[16] = "";
        if (r == 0 || r == grid->rows - 1 || r == (grid->rows - 1) / 2) {
            double value = f->top - (f->top - f->bottom) * (double)r / (double)(grid->rows - 1);
            /* A middle that is no round number would be a rough one: it is left out. */
            if (r == 0 || r == grid->rows - 1 || (grid->rows - 1) % 2 == 0)
                snprintf(label, sizeof label, "%.3g", fabs(value) < 1e-12 ? 0.0 : value);
        }
        snprintf(text, sizeof text, "%*s|%s", LABEL - 2, label, grid->cell[r]);
        give(line, context, text);
    }
}

static void give_x_axis(const Grid *grid, void (*line)(void *context, const char *text), void *context)
{
    const Figure *f = grid->figure;
    char text[LINE], left[LABEL + 8], right[LABEL + 8], middle[LABEL + 8];
    snprintf(text, sizeof text, "%*s+", LABEL - 2, "");
    memset(text + LABEL - 1, '-', grid->columns);
    text[LABEL - 1 + grid->columns] = 0;
    give(line, context, text);
    snprintf(left, sizeof left, "%.3g", f->left);
    snprintf(middle, sizeof middle, "%.3g", (f->left + f->right) / 2);
    snprintf(right, sizeof right, "%.3g", f->right);
    int half = (int)(grid->columns / 2);
    int before = half - (int)strlen(left) - (int)strlen(middle) / 2;
    int after = (int)grid->columns - (int)strlen(left) - before - (int)strlen(middle) - (int)strlen(right);
    snprintf(text, sizeof text, "%*s%s%*s%s%*s%s%s%s", LABEL - 1, "", left, before > 1 ? before : 1, "",
             middle, after > 1 ? after : 1, "", right, f->x_name[0] ? "  " : "", f->x_name);
    give(line, context, text);
}

/* Appends "sign name" to the legend, on a new line when there is no room on this one. */
static void add_entry(char text[static LINE], size_t columns, char sign, const char *name,
                      void (*line)(void *context, const char *text), void *context)
{
    if (!name[0])
        return;
    size_t needed = 4 + plain_columns(name);
    if (plain_columns(text) + needed > columns && strspn(text, " ") < strlen(text)) {
        give(line, context, text);
        text[0] = 0;
    }
    size_t filled = strlen(text);
    snprintf(text + filled, LINE - filled, "%s%c %s", strspn(text, " ") < filled ? "   " : "       ", sign,
             name);
}

void figure_write(const Figure *figure, size_t columns, size_t rows,
                  void (*line)(void *context, const char *text), void *context)
{
    Grid grid = {.figure = figure};
    size_t x_room = plain_columns(figure->x_name) + (figure->x_name[0] ? 2 : 0);
    grid.columns = columns - LABEL - x_room < COLUMNS_MAX ? columns - LABEL - x_room : COLUMNS_MAX;
    grid.rows = rows < ROWS_MAX ? rows : ROWS_MAX;
    grid.rows -= (grid.rows - 1) % 2; /* an odd number of rows has a middle */
    /* A letter is about twice as high as it is wide. */
    if (figure->plane)
        grid.columns = 2 * grid.rows < grid.columns ? 2 * grid.rows - 1 : grid.columns;
    fill(&grid);
    give_rows(&grid, line, context);
    give_x_axis(&grid, line, context);
    char text[LINE] = "";
    for (size_t i = 0; i < figure->curves; i++)
        add_entry(text, columns, figure->curve[i].sign, figure->curve[i].name, line, context);
    for (size_t i = 0; i < figure->arrows; i++)
        add_entry(text, columns, figure->arrow[i].sign, figure->arrow[i].name, line, context);
    for (size_t i = 0; i < figure->marks; i++)
        add_entry(text, columns, figure->mark[i].sign, figure->mark[i].name, line, context);
    if (text[0])
        give(line, context, text);
}
