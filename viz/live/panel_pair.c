#include "live/panel_pair.h"

#include <math.h>
#include <stdio.h>

#include "draw/dial.h"
#include "draw/legend.h"
#include "draw/pull.h"
#include "words/words.h"

static const char no_pair[] = N_("No pair is chosen.");
static const char title_genuine[] = N_("pair %zu, genuine");
static const char title_forged[] = N_("pair %zu, forged");
static const char curve_title[] = N_("pull against angle");
static const char opens[] = N_("opens");
static const char closes[] = N_("closes");
static const char gradient_a[] = "\xe2\x88\x92\xe2\x88\x82L/\xe2\x88\x82"
                                 "a";
static const char gradient_b[] = "\xe2\x88\x92\xe2\x88\x82L/\xe2\x88\x82"
                                 "b";
static const char tip_own[] = N_("at %.0f\xc2\xb0: genuine %.3f, forged %.3f");

/* Names of the numbers beside the dial. */
static const char name_angle[] = "\xce\xb8";
static const char name_cosine[] = "cos \xce\xb8";
static const char name_dcosine[] = "\xe2\x88\x82L/\xe2\x88\x82"
                                   "cos \xce\xb8";
static const char name_norm_a[] = "|a|";
static const char name_norm_b[] = "|b|";
static const char name_opening[] = N_("pull, opens");
static const char name_closing[] = N_("pull, closes");
static const char name_pull[] = N_("pull");
static const char no_value[] = "\xe2\x80\x93";

/* Where the three parts stand: stacked (dial beside the numbers, the curve under both) or in one row. */
typedef struct Parts {
    Rect dial, numbers, curve_title, curve;
} Parts;

enum { NUMBERS = 6 };
static const double numbers_width = 140, title_height = 20, row_height = 21, least_row_height = 16,
                    large_row_more = 9;

static Parts parts_of(Rect body)
{
    Parts parts;
    if (body.height < 0.42 * body.width) {
        double dial = fmin(0.38 * body.width, 2.1 * body.height);
        parts.dial = (Rect){body.x, body.y, dial, body.height};
        parts.numbers = (Rect){body.x + dial + 8, body.y, numbers_width, body.height};
        double left = parts.numbers.x + numbers_width + 16;
        parts.curve_title =
            (Rect){left + PLOT_LEFT, body.y, body.x + body.width - left - PLOT_LEFT, title_height};
        parts.curve =
            (Rect){left, body.y + title_height, body.x + body.width - left, body.height - title_height};
        return parts;
    }
    double dial_width = fmax(body.width - numbers_width - 8, 0.5 * body.width);
    double wanted = fmax(dial_height(dial_width), NUMBERS * least_row_height + large_row_more);
    double above = fmin(wanted, 0.54 * body.height);
    /* A tall panel has the numbers under the dial, in which the dial is as broad as the panel. */
    if (body.height > 1.25 * body.width) {
        double dial = fmin(dial_height(body.width), 0.4 * body.height),
               rows = 0.5 * NUMBERS * row_height + 24;
        parts.dial = (Rect){body.x, body.y, body.width, dial};
        parts.numbers = (Rect){body.x + 8, body.y + dial, body.width - 16, rows};
        above = dial + rows;
    } else {
        parts.dial = (Rect){body.x, body.y, dial_width, above};
        parts.numbers = (Rect){body.x + dial_width + 8, body.y, body.width - dial_width - 8, above};
    }
    parts.curve_title = (Rect){body.x + PLOT_LEFT, body.y + above, body.width - PLOT_LEFT, title_height};
    parts.curve = (Rect){body.x, body.y + above + title_height, body.width,
                         fmax(1, body.height - above - title_height)};
    return parts;
}

static bool is_present(const Snapshot *snapshot)
{
    return snapshot->chosen.present && snapshot->chosen.pair < snapshot->angles.pairs;
}

static bool is_genuine(const Snapshot *snapshot)
{
    return snapshot->angles.pair[snapshot->chosen.pair].genuine;
}

static bool has_curves(const SnapshotChosen *chosen)
{
    return chosen->pull_samples >= 2 && chosen->pull_genuine && chosen->pull_forged;
}

static PullData pull_data(const Theme *theme, const Snapshot *snapshot)
{
    const SnapshotChosen *chosen = &snapshot->chosen;
    PullCurve genuine = {chosen->pull_genuine, theme->genuine, PLOT_SOLID};
    PullCurve forged = {chosen->pull_forged, theme->forged, PLOT_DASHED};
    bool own = is_genuine(snapshot);
    return (PullData){.count = chosen->pull_samples,
                      .own = own ? genuine : forged,
                      .other = own ? forged : genuine,
                      .degrees = chosen->degrees,
                      .pull = chosen->pull,
                      .ball = own ? MARKER_CIRCLE : MARKER_TRIANGLE,
                      .opens = _(opens),
                      .closes = _(closes)};
}

/* One number with its name at the left and its value at the right of a room. */
typedef struct Number {
    const char *name;
    double value;
    const char *format;
} Number;

static void draw_number(const Paper *paper, Rect room, Number number, bool large)
{
    const Theme *theme = paper->theme;
    char value[40];
    snprintf(value, sizeof value, number.format, number.value);
    TextStyle name = {large ? 18 : 13, TEXT_REGULAR, theme->muted};
    TextStyle strong = {large ? 22 : 13, TEXT_BOLD, theme->text};
    double used = text_fit(paper, name, room, TEXT_LEFT, number.name);
    text_fit(paper, strong, paper_inset(room, used + 6, 0, 0, 0), TEXT_RIGHT,
             isfinite(number.value) ? value : no_value);
}

static void draw_numbers(const Paper *paper, Rect room, const SnapshotChosen *chosen)
{
    const char *pull_name = !(fabs(chosen->pull) > 0) ? _(name_pull)
                            : chosen->pull > 0        ? _(name_opening)
                                                      : _(name_closing);
    const Number numbers[NUMBERS] = {
        {name_angle, chosen->degrees, "%.1f\xc2\xb0"}, {name_cosine, chosen->cosine, "%.3f"},
        {name_dcosine, chosen->dcosine, "%.3f"},       {pull_name, fabs(chosen->pull), "%.3f"},
        {name_norm_a, chosen->norm_a, "%#.3g"},        {name_norm_b, chosen->norm_b, "%#.3g"},
    };
    bool two_columns = room.width > 1.6 * numbers_width;
    const double gap = 24, column = two_columns ? (room.width - gap) / 2 : room.width;
    const double first = two_columns ? 0 : large_row_more;
    /* Where not all have room the last ones are left out. */
    const size_t fit = (size_t)fmax(1, (room.height - first) / least_row_height);
    const size_t wanted = two_columns ? NUMBERS / 2 : NUMBERS, per_column = fit < wanted ? fit : wanted;
    const size_t count = two_columns ? 2 * per_column : per_column;
    const double needed = (double)per_column * row_height + first;
    const double row = fmin(row_height, row_height * room.height / needed);
    double top = room.y + fmax(0, (room.height - needed) / 2);
    for (size_t i = 0; i < count; i++) {
        bool large = i == 0 && !two_columns && row > 0.95 * row_height;
        size_t across = i / per_column, down = i % per_column;
        double x = room.x + (double)across * (column + gap);
        double y = top + (double)down * row + (down > 0 ? first * row / row_height : 0);
        draw_number(paper, (Rect){x, y, column, large ? row + first - 2 : row}, numbers[i], large);
    }
}

static void draw_head(const Paper *paper, Rect head, const Snapshot *snapshot)
{
    const Theme *theme = paper->theme;
    bool genuine = is_genuine(snapshot);
    char words[60];
    snprintf(words, sizeof words, genuine ? _(title_genuine) : _(title_forged), snapshot->chosen.pair + 1);
    LegendEntry entry = {.sign = genuine ? LEGEND_CIRCLE : LEGEND_TRIANGLE,
                         .colour = genuine ? theme->genuine : theme->forged,
                         .text_colour = genuine ? theme->genuine_text : theme->forged_text,
                         .text = words};
    double used = legend_draw(paper, head, 1, &entry) > 0 ? legend_width(paper, 1, &entry) : 0;
    TextStyle plain = {PLOT_TEXT, TEXT_REGULAR, theme->muted};
    const char *label = snapshot->angles.pair[snapshot->chosen.pair].label;
    Rect room = paper_inset(head, 0, 0, used + 16, 0);
    if (text_width(paper, plain, label) <= room.width)
        text_fit(paper, plain, room, TEXT_RIGHT, label);
}

bool panel_pair_draw(const Paper *paper, PanelPlaces places, PanelInput input)
{
    const Snapshot *snapshot = input.snapshot;
    const SnapshotChosen *chosen = &snapshot->chosen;
    TextStyle muted = {PLOT_TEXT, TEXT_REGULAR, paper->theme->muted};
    if (!is_present(snapshot)) {
        text_fit(paper, muted, places.body, TEXT_CENTRE, _(no_pair));
        return true;
    }
    Parts parts = parts_of(places.body);
    draw_head(paper, places.head, snapshot);
    DialData dial = {.degrees = chosen->degrees,
                     .norm_a = chosen->norm_a,
                     .norm_b = chosen->norm_b,
                     .a = {chosen->turn_a, chosen->stretch_a},
                     .b = {chosen->turn_b, chosen->stretch_b},
                     .colour = is_genuine(snapshot) ? paper->theme->genuine : paper->theme->forged,
                     .gradient_a = gradient_a,
                     .gradient_b = gradient_b};
    if (has_curves(chosen)) {
        PullData pull = pull_data(paper->theme, snapshot);
        dial.full_pull = pull_largest(&pull);
        text_fit(paper, (TextStyle){PLOT_TEXT, TEXT_BOLD, paper->theme->muted}, parts.curve_title, TEXT_LEFT,
                 _(curve_title));
        pull_draw(paper, parts.curve, &pull);
    }
    dial_draw(paper, parts.dial, dial);
    draw_numbers(paper, parts.numbers, chosen);
    return true;
}

void panel_pair_hover(const Paper *paper, PanelPlaces places, PanelInput input, double x, double y)
{
    const SnapshotChosen *chosen = &input.snapshot->chosen;
    if (!is_present(input.snapshot) || !has_curves(chosen))
        return;
    PullData data = pull_data(paper->theme, input.snapshot);
    Plot plot = pull_plot(parts_of(places.body).curve, &data);
    if (!paper_contains(plot.area, x, y))
        return;
    double step = 180 / (double)(chosen->pull_samples - 1), degrees = axis_value(plot.x, x);
    size_t sample = (size_t)fmin(round(degrees / step), (double)(chosen->pull_samples - 1));
    char words[100];
    snprintf(words, sizeof words, _(tip_own), (double)sample * step, chosen->pull_genuine[sample],
             chosen->pull_forged[sample]);
    double place = axis_place(plot.x, (double)sample * step);
    paper_vertical(paper, place, plot.area.y, plot.area.y + plot.area.height, 1, paper->theme->axis);
    panels_tip(paper, places.frame, x, y, words);
}

uint64_t panel_pair_inputs(const Snapshot *snapshot, const View *view)
{
    (void)view;
    return snapshot->chosen.present ? panels_mix(snapshot->chosen.version, snapshot->chosen.pair + 1) : 0;
}
