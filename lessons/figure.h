/* A figure of a lesson, described once: curves, arrows and marks over two axes. It is written in letters for a terminal
 * (here) and drawn for a page or a window (picture.h). */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum { FIGURE_CURVES = 5, FIGURE_ARROWS = 8, FIGURE_MARKS = 24, FIGURE_SAMPLES = 241, FIGURE_NAME = 64 };

/* Colours by meaning; in letters they are told apart by their signs alone. */
typedef enum FigureInk {
    FIGURE_BLACK,
    FIGURE_BLUE,
    FIGURE_ORANGE,
    FIGURE_GREEN,
    FIGURE_PINK,
    FIGURE_GREY
} FigureInk;

typedef struct FigureCurve {
    char name[FIGURE_NAME];
    char sign; /* what it is drawn with in letters */
    FigureInk ink;
    bool dashed;
    size_t count;
    double x[FIGURE_SAMPLES], y[FIGURE_SAMPLES]; /* NaN: a gap */
} FigureCurve;

typedef struct FigureArrow {
    char name[FIGURE_NAME]; /* at its head */
    char sign;
    FigureInk ink;
    double from_x, from_y, to_x, to_y;
} FigureArrow;

typedef struct FigureMark {
    char name[FIGURE_NAME]; /* "" for none */
    char sign;
    FigureInk ink;
    double x, y;
} FigureMark;

typedef struct Figure {
    char title[160];
    char seen[400]; /* what is to be seen, in words, for whoever does not see it */
    char x_name[FIGURE_NAME], y_name[FIGURE_NAME];
    double left, right, bottom, top;
    bool plane; /* both axes at one scale, crossing at 0 */
    size_t curves, arrows, marks;
    FigureCurve curve[FIGURE_CURVES];
    FigureArrow arrow[FIGURE_ARROWS];
    FigureMark mark[FIGURE_MARKS];
} Figure;

/* An empty figure over these ranges; all texts are copied. */
Figure figure_plot(const char *title, const char *x_name, double left, double right, const char *y_name,
                   double bottom, double top);
/* An empty plane from -reach to reach, or from `low` to reach, both ways. */
Figure figure_plane(const char *title, double low, double reach);

/* Says what is to be seen. */
void figure_describe(Figure *figure, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Add something; more than there is room for is a mistake of the program. The curve of a function is sampled evenly from
 * left to right. */
void figure_add_function(Figure *figure, const char *name, char sign, FigureInk ink, bool dashed,
                         double (*f)(double x, const void *context), const void *context);
void figure_add_points(Figure *figure, const char *name, char sign, FigureInk ink, bool dashed, size_t count,
                       const double x[], const double y[]);
void figure_add_arrow(Figure *figure, const char *name, char sign, FigureInk ink, double from_x,
                      double from_y, double to_x, double to_y);
void figure_add_mark(Figure *figure, const char *name, char sign, FigureInk ink, double x, double y);

/* Writes the figure in letters, line after line (without line ends), at most `columns` wide and `rows` high, with axes
 * and a legend. */
void figure_write(const Figure *figure, size_t columns, size_t rows,
                  void (*line)(void *context, const char *text), void *context);
