#include "live/panel_loss.h"

#include <math.h>
#include <stdio.h>

#include "draw/beyond.h"
#include "draw/bundle.h"
#include "draw/legend.h"
#include "live/ghost_draw.h"
#include "live/time_axis.h"
#include "live/time_marks.h"
#include "words/words.h"

static const char epoch_axis[] = N_("epoch");
static const char nothing_yet[] = N_("No loss has been measured yet.");
static const char training_short[] = N_("training");
static const char validation_short[] = N_("validation");
static const char training_entry[] = N_("training %.4g");
static const char validation_entry[] = N_("validation %.4g");
static const char logarithmic_name[] = N_("logarithmic");
static const char not_logarithmic[] = N_("a loss of 0 or less has no place on a logarithmic scale: linear");
static const char tip_both[] = N_("epoch %zu: training %.4g, validation %.4g");
static const char tip_training[] = N_("epoch %zu: training %.4g");
static const char tip_validation[] = N_("epoch %zu: validation %.4g");
static const char beyond_format[] = N_("not shown: %zu above, %zu below");

static const double notch = 0.8; /* of the axis is left after one notch of the wheel */

/* What is known of the curves where the time axis shows them. */
typedef struct Range {
    bool any;
    double low, high;
} Range;

static void extend(Range *range, AxisRange time, size_t rows, const float values[])
{
    for (size_t i = 0; i < rows; i++) {
        if (!isfinite(values[i]) || (double)i < time.low || (double)i > time.high)
            continue;
        range->any = true;
        range->low = fmin(range->low, values[i]);
        range->high = fmax(range->high, values[i]);
    }
}

static Range range_of(PanelInput input)
{
    const SnapshotLosses *losses = &input.snapshot->losses;
    const SnapshotGhost *ghost = &input.snapshot->ghost;
    AxisRange time = time_axis_range(input.snapshot, input.view);
    Range range = {.low = HUGE_VAL, .high = -HUGE_VAL};
    extend(&range, time, losses->rows, losses->training);
    extend(&range, time, losses->rows, losses->validation);
    extend(&range, time, ghost->rows, ghost->training);
    extend(&range, time, ghost->rows, ghost->validation);
    return range;
}

static bool is_logarithmic(Range range, const View *view)
{
    return view->logarithmic_loss && range.any && range.low > 0;
}

/* The plot with its axes as they are shown: those that were zoomed to, or those remembered. */
static Plot plot_of(Rect body, PanelInput input, bool logarithmic)
{
    const ViewPanel *state = &input.view->state[PANEL_LOSS];
    Rect area = paper_inset(body, PLOT_LEFT + 4, 8, 8, PLOT_BELOW);
    AxisRange y = logarithmic ? input.memory->loss_logarithmic : input.memory->loss;
    if (state->zoomed && (!logarithmic || state->y_low > 0))
        y = (AxisRange){state->y_low, state->y_high};
    return plot_in(area, time_axis_range(input.snapshot, input.view), y, logarithmic);
}

/* The last number of a curve, NaN when it has none. */
static double last_of(size_t count, const float values[])
{
    while (count > 0 && isnan(values[count - 1]))
        count--;
    return count > 0 ? values[count - 1] : NAN;
}

/* The lines' names, with their last values where there is room for them. */
static void draw_legend(const Paper *paper, Rect head, const SnapshotLosses *losses)
{
    const Theme *theme = paper->theme;
    double training = last_of(losses->rows, losses->training);
    double validation = last_of(losses->rows, losses->validation);
    char words[2][60];
    snprintf(words[0], sizeof words[0], _(training_entry), training);
    snprintf(words[1], sizeof words[1], _(validation_entry), validation);
    LegendEntry entries[] = {{LEGEND_LINE, theme->training, theme->text, PLOT_SOLID, 2, words[0]},
                             {LEGEND_LINE, theme->validation, theme->text, PLOT_DASHED, 2, words[1]}};
    size_t first = isnan(training) ? 1 : 0, count = isnan(validation) ? 1 : 2;
    if (legend_width(paper, count - first, entries + first) > head.width) {
        entries[0].text = _(training_short);
        entries[1].text = _(validation_short);
    }
    legend_draw(paper, head, count - first, entries + first);
}

static void draw_grid(const Paper *paper, const Plot *plot, PanelMemory *memory)
{
    size_t most = plot_ticks_wanted(plot->area.height, 30);
    Ticks x = axis_ticks(plot->x.low, plot->x.high, plot_ticks_wanted(plot->area.width, 60), 0);
    Ticks y = plot->y.logarithmic ? axis_ticks_logarithmic(plot->y.low, plot->y.high, most)
                                  : axis_ticks(plot->y.low, plot->y.high, most, memory->loss_step);
    if (!plot->y.logarithmic)
        memory->loss_step = y.step;
    plot_grid_x(paper, plot, &x, "", _(epoch_axis));
    plot_grid_y(paper, plot, &y, "");
    if (!plot->y.logarithmic && plot->y.low < 0 && plot->y.high > 0)
        paper_horizontal(paper, plot->area.x, plot->area.x + plot->area.width, axis_place(plot->y, 0), 1.5,
                         paper->theme->axis);
}

static bool draw_curve(const Paper *paper, const Plot *plot, size_t count, const float values[],
                       PlotDash dash, Colour colour)
{
    const size_t only = 0;
    BundleData data = {1, count, values, 1, &only, true, 0};
    return bundle_draw(paper, plot, data, (LineStyle){2, dash, colour, 1}, NULL);
}

static LineData line_of(size_t rows, const float values[])
{
    return (LineData){rows, values, 1, 0, 1, true};
}

/* Points to what the axis does not reach, and says how much that is; returns the width of what it says. */
static double draw_beyond(const Paper *paper, const Plot *plot, const SnapshotLosses *losses, Rect row)
{
    TextStyle style = {PLOT_TEXT, TEXT_REGULAR, paper->theme->text};
    LineData training = line_of(losses->rows, losses->training);
    LineData validation = line_of(losses->rows, losses->validation);
    BeyondCount one = beyond_count(plot, training), other = beyond_count(plot, validation);
    size_t above = one.above + other.above, below = one.below + other.below;
    beyond_draw(paper, plot, validation, paper->theme->validation);
    beyond_draw(paper, plot, training, paper->theme->training);
    char words[100];
    if (above + below == 0)
        return 0;
    snprintf(words, sizeof words, _(beyond_format), above, below);
    text_draw_on_plate(paper, style, row.x + row.width, row.y + row.height / 2, TEXT_RIGHT, words,
                       paper->theme->panel);
    return text_width(paper, style, words) + 16;
}

/* In the lowest row of the plot: what is not shown, and how the axis goes. */
static void draw_notes(const Paper *paper, const Plot *plot, const SnapshotLosses *losses, const View *view)
{
    TextStyle style = {PLOT_TEXT, TEXT_REGULAR, paper->theme->muted};
    Rect row = {plot->area.x + 12, plot->area.y + plot->area.height - 20, plot->area.width - 24, 18};
    row.width -= draw_beyond(paper, plot, losses, row);
    const char *note = plot->y.logarithmic ? _(logarithmic_name) : _(not_logarithmic);
    if (view->logarithmic_loss && row.width > text_width(paper, style, _(logarithmic_name)))
        text_fit(paper, style, row, TEXT_LEFT, note);
}

bool panel_loss_draw(const Paper *paper, PanelPlaces places, PanelInput input)
{
    const SnapshotLosses *losses = &input.snapshot->losses;
    PanelMemory *memory = input.memory;
    Range range = range_of(input);
    bool logarithmic = is_logarithmic(range, input.view);
    if (losses->rows == 0 || !range.any) {
        text_fit(paper, (TextStyle){14, TEXT_REGULAR, paper->theme->muted}, places.body, TEXT_CENTRE,
                 _(nothing_yet));
        return true;
    }
    if (logarithmic)
        memory->loss_logarithmic = axis_follow_logarithmic(memory->loss_logarithmic, range.low, range.high);
    else
        memory->loss = axis_follow(memory->loss, range.low, range.high);
    Plot plot = plot_of(places.body, input, logarithmic);
    draw_grid(paper, &plot, memory);
    draw_legend(paper, places.head, losses);
    if (!ghost_draw_losses(paper, &plot, &input.snapshot->ghost) ||
        !draw_curve(paper, &plot, losses->rows, losses->validation, PLOT_DASHED, paper->theme->validation) ||
        !draw_curve(paper, &plot, losses->rows, losses->training, PLOT_SOLID, paper->theme->training) ||
        !time_marks_draw(paper, &plot, &input.snapshot->marks))
        return false;
    draw_notes(paper, &plot, losses, input.view);
    time_axis_draw_ends(paper, &plot, input.snapshot);
    return true;
}

/* Zooms the axis of losses about the mouse, as far as the numbers of an axis go. */
static PanelReply zoom_losses(const Plot *plot, ViewPanel state, double y, double wheel)
{
    const Axis axis = plot->y;
    Axis wider = axis;
    wider.from = y + (axis.from - y) / pow(notch, wheel);
    wider.to = y + (axis.to - y) / pow(notch, wheel);
    /* Where the ends of the plot lie on the axis that the wheel has stretched. */
    double low = axis_value(wider, axis.from), high = axis_value(wider, axis.to);
    if (!(high - low > 1e-9 * fmax(fabs(low), fabs(high))) || !isfinite(high - low) || high - low > 1e9)
        return (PanelReply){.taken = true};
    state.zoomed = true;
    state.y_low = low;
    state.y_high = high;
    return (PanelReply){.taken = true, .sets_state = true, .state = state};
}

PanelReply panel_loss_pointer(PanelPlaces places, PanelInput input, const PanelPointer *pointer)
{
    ViewPanel state = input.view->state[PANEL_LOSS];
    Range range = range_of(input);
    if (!range.any)
        return (PanelReply){0};
    Plot plot = plot_of(places.body, input, is_logarithmic(range, input.view));
    bool inside = paper_contains(plot.area, pointer->x, pointer->y);
    if (inside && pointer->kind == PANEL_POINTER_WHEEL && pointer->shift)
        return zoom_losses(&plot, state, pointer->y, pointer->wheel);
    PanelReply reply = time_axis_pointer(&plot, PANEL_LOSS, input, pointer);
    if (inside && pointer->kind == PANEL_POINTER_DOUBLE && state.zoomed) {
        state.zoomed = false;
        reply.taken = reply.sets_state = true;
        reply.state = state;
    }
    return reply;
}

void panel_loss_hover(const Paper *paper, PanelPlaces places, PanelInput input, double x, double y)
{
    const SnapshotLosses *losses = &input.snapshot->losses;
    Range range = range_of(input);
    if (!range.any)
        return;
    Plot plot = plot_of(places.body, input, is_logarithmic(range, input.view));
    const SnapshotMark *mark = time_marks_at(&plot, &input.snapshot->marks, x, y);
    double epoch = round(axis_value(plot.x, x));
    char words[TIME_MARKS_WORDS];
    if (mark) {
        time_marks_words(mark, words);
        panels_tip(paper, places.frame, x, y, words);
        return;
    }
    if (!paper_contains(plot.area, x, y) || epoch < 0 || epoch >= (double)losses->rows)
        return;
    size_t row = (size_t)epoch;
    double training = losses->training[row], validation = losses->validation[row];
    if (isnan(training) && isnan(validation))
        return;
    if (isnan(validation))
        snprintf(words, sizeof words, _(tip_training), row, training);
    else if (isnan(training))
        snprintf(words, sizeof words, _(tip_validation), row, validation);
    else
        snprintf(words, sizeof words, _(tip_both), row, training, validation);
    double place = axis_place(plot.x, epoch);
    paper_vertical(paper, place, plot.area.y, plot.area.y + plot.area.height, 1, paper->theme->axis);
    panels_tip(paper, places.frame, x, y, words);
}

uint64_t panel_loss_inputs(const Snapshot *snapshot, const View *view)
{
    uint64_t others = panels_mix(snapshot->marks.version, snapshot->ghost.version);
    return panels_mix(panels_mix(snapshot->losses.version, time_axis_inputs(snapshot, view)),
                      panels_mix(others, view->logarithmic_loss));
}
