#include "draw/dial.h"

#include <math.h>
#include <stdio.h>

#include "draw/arrow.h"
#include "draw/text.h"

static const double pi = 3.14159265358979323846;

/* Room outside the half circle for the labels of its scale, and the shares of its radius that vectors, arrows and
 * the sector take. */
enum { SIDE = 34, ABOVE = 22, BELOW = 18, LABEL = 12 };
static const double vector_share = 0.84, arrow_share = 0.40, sector_share = 0.34;

typedef struct Dial {
    double x, y, radius; /* of the centre, and of the scale */
} Dial;

/* How much of the radius lies below the base line: the longest arrow that points down. */
static const double depth_share = vector_share * arrow_share;

double dial_height(double width)
{
    return (width / 2 - SIDE) * (1 + depth_share) + ABOVE + BELOW;
}

static Dial dial_in(Rect room)
{
    double radius = fmin(room.width / 2 - SIDE, (room.height - ABOVE - BELOW) / (1 + depth_share));
    radius = fmax(radius, 10);
    double used = radius * (1 + depth_share) + ABOVE + BELOW;
    return (Dial){room.x + room.width / 2, room.y + (room.height - used) / 2 + ABOVE + radius, radius};
}

typedef struct Place {
    double x, y;
} Place;

static Place at(Dial dial, double degrees, double radius)
{
    double angle = degrees * pi / 180;
    return (Place){dial.x + radius * cos(angle), dial.y - radius * sin(angle)};
}

/* A label and the room it takes; text NULL: none. Those placed first keep their place, the others give way. */
typedef struct DialLabel {
    Place place; /* of its middle */
    const char *text;
    double width;
} DialLabel;

enum { GRADIENT_A, GRADIENT_B, NAME_A, NAME_B, LABELS };

static bool touches(const DialLabel *label, Place place, double width)
{
    return label->text && fabs(label->place.x - place.x) < (label->width + width) / 2 + 3 &&
           fabs(label->place.y - place.y) < 16;
}

static bool touches_any(const DialLabel labels[static LABELS], Place place, double width)
{
    for (size_t i = 0; i < LABELS; i++)
        if (touches(&labels[i], place, width))
            return true;
    return false;
}

/* On a smaller dial the labels of 60 and 90 degrees would touch. */
static const double small_radius = 48;

static void draw_scale(const Paper *paper, Dial dial, const DialLabel labels[static LABELS])
{
    TextStyle style = {LABEL, TEXT_REGULAR, paper->theme->muted};
    cairo_new_path(paper->cr);
    cairo_set_dash(paper->cr, NULL, 0, 0);
    cairo_arc(paper->cr, dial.x, dial.y, dial.radius, pi, 2 * pi);
    cairo_close_path(paper->cr);
    paper_colour(paper, paper->theme->grid, 1);
    cairo_set_line_width(paper->cr, 1.5);
    cairo_stroke(paper->cr);
    for (int degrees = 0; degrees <= 180; degrees += 10) {
        bool labelled = degrees % (dial.radius < small_radius ? 90 : 30) == 0;
        Place outer = at(dial, degrees, dial.radius), text = at(dial, degrees, dial.radius + 14);
        Place inner = at(dial, degrees, dial.radius - (labelled ? 9 : 5));
        cairo_move_to(paper->cr, inner.x, inner.y);
        cairo_line_to(paper->cr, outer.x, outer.y);
        paper_colour(paper, paper->theme->axis, labelled ? 1 : 0.6);
        cairo_set_line_width(paper->cr, 1.2);
        cairo_stroke(paper->cr);
        if (degrees == 0 || degrees == 180)
            text.x += degrees == 0 ? 2 : -4;
        char label[20];
        snprintf(label, sizeof label, "%d\xc2\xb0", degrees);
        if (!labelled || touches_any(labels, text, text_width(paper, style, label)))
            continue;
        text_draw(paper, style, text.x, text.y, TEXT_CENTRE, label);
    }
}

static void draw_sector(const Paper *paper, Dial dial, DialData data)
{
    cairo_new_path(paper->cr);
    cairo_move_to(paper->cr, dial.x, dial.y);
    cairo_arc_negative(paper->cr, dial.x, dial.y, sector_share * dial.radius, 0, -data.degrees * pi / 180);
    cairo_close_path(paper->cr);
    paper_colour(paper, data.colour, 0.22);
    cairo_fill(paper->cr);
    cairo_arc_negative(paper->cr, dial.x, dial.y, sector_share * dial.radius, 0, -data.degrees * pi / 180);
    paper_colour(paper, data.colour, 1);
    cairo_set_line_width(paper->cr, 1.5);
    cairo_stroke(paper->cr);
}

/* The arrow of a vector's gradient, from the vector's tip: `turn` at a right angle to it, counter-clockwise, and `stretch`
 * along it. Returns its label, which stands at its end. */
static DialLabel draw_gradient(const Paper *paper, Dial dial, double degrees, double tip, double turn,
                               double stretch, const char *text)
{
    const Place from = at(dial, degrees, tip);
    const double angle = degrees * pi / 180, length = hypot(turn, stretch);
    const double x = stretch * cos(angle) - turn * sin(angle), y = -stretch * sin(angle) - turn * cos(angle);
    const double along_x = length > 0 ? x / length : 0, along_y = length > 0 ? y / length : 0;
    arrow_draw(paper, from.x, from.y, from.x + x, from.y + y, 3, paper->theme->backward);
    DialLabel label = {.text = text};
    label.width = text_width(paper, (TextStyle){LABEL, TEXT_BOLD, paper->theme->backward_text}, text);
    const double away = length + 9 + fabs(along_x) * label.width / 2;
    label.place = (Place){from.x + away * along_x, from.y + away * along_y};
    return label;
}

/* The name of a vector beside it, on the side away from the other, where no label is in the way. */
static DialLabel name_of(const Paper *paper, Dial dial, double degrees, double length, double side,
                         const char *text, const DialLabel labels[static LABELS])
{
    static const double shares[] = {0.62, 0.45, 0.3, 0.8, 0.15};
    double angle = degrees * pi / 180;
    DialLabel label = {.text = text};
    label.width = text_width(paper, (TextStyle){15, TEXT_BOLD, paper->theme->text}, text);
    for (size_t i = 0; i < sizeof shares / sizeof shares[0]; i++) {
        Place along = at(dial, degrees, shares[i] * length);
        label.place = (Place){along.x - side * 13 * sin(angle), along.y - side * 13 * cos(angle)};
        if (!touches_any(labels, label.place, label.width))
            return label;
    }
    label.text = NULL;
    return label;
}

/* What a pull is multiplied by to become an arrow of length 1 at the full pull, and never a longer one. `share`: how much
 * longer the arrow is for the shorter vector. */
static double arrow_scale(DialPull pull, double full_pull, double share)
{
    const double size = hypot(pull.turn, pull.stretch);
    return size > 0 ? fmin(1, fmin(1, size / full_pull) * share) / size : 0;
}

/* The arrows of both gradients; their labels are put into labels[], unless both arrows are too short to need any. */
static void draw_gradients(const Paper *paper, Dial dial, DialData data, double tip_a, double tip_b,
                           DialLabel labels[static LABELS])
{
    const double mean = sqrt(data.norm_a) * sqrt(data.norm_b);
    const double longest = arrow_share * vector_share * dial.radius;
    const double scale_a = arrow_scale(data.a, data.full_pull, mean / data.norm_a) * longest;
    const double scale_b = arrow_scale(data.b, data.full_pull, mean / data.norm_b) * longest;
    const double length_a = scale_a * hypot(data.a.turn, data.a.stretch);
    const double length_b = scale_b * hypot(data.b.turn, data.b.stretch);
    DialLabel a = draw_gradient(paper, dial, 0, tip_a, -scale_a * data.a.turn, scale_a * data.a.stretch,
                                data.gradient_a);
    DialLabel b = draw_gradient(paper, dial, data.degrees, tip_b, scale_b * data.b.turn,
                                scale_b * data.b.stretch, data.gradient_b);
    if (fmax(length_a, length_b) < 12)
        return;
    labels[GRADIENT_A] = a;
    if (!touches_any(labels, b.place, b.width))
        labels[GRADIENT_B] = b;
}

void dial_draw(const Paper *paper, Rect room, DialData data)
{
    const Theme *theme = paper->theme;
    Dial dial = dial_in(room);
    DialLabel labels[LABELS] = {{.text = NULL}};
    if (!isfinite(data.degrees) || !(data.norm_a > 0) || !(data.norm_b > 0)) {
        draw_scale(paper, dial, labels);
        return;
    }
    const double reach = vector_share * dial.radius / fmax(data.norm_a, data.norm_b);
    const double tip_a = reach * data.norm_a, tip_b = reach * data.norm_b;
    draw_sector(paper, dial, data);
    if (data.full_pull > 0 && isfinite(data.a.turn + data.a.stretch + data.b.turn + data.b.stretch))
        draw_gradients(paper, dial, data, tip_a, tip_b, labels);
    labels[NAME_A] = name_of(paper, dial, 0, tip_a, -1, "a", labels);
    labels[NAME_B] = name_of(paper, dial, data.degrees, tip_b, 1, "b", labels);
    draw_scale(paper, dial, labels);
    Place a = at(dial, 0, tip_a), b = at(dial, data.degrees, tip_b);
    arrow_draw(paper, dial.x, dial.y, a.x, a.y, 3, theme->text);
    arrow_draw(paper, dial.x, dial.y, b.x, b.y, 3, data.colour);
    for (size_t i = 0; i < LABELS; i++) {
        bool gradient = i == GRADIENT_A || i == GRADIENT_B;
        TextStyle style = {gradient ? LABEL : 15, TEXT_BOLD, gradient ? theme->backward_text : theme->text};
        if (labels[i].text)
            text_draw_on_plate(paper, style, labels[i].place.x, labels[i].place.y, TEXT_CENTRE,
                               labels[i].text, theme->panel);
    }
}
