#include "live/panel_loss.h"

#include <math.h>
#include <stdio.h>

#include "draw/bundle.h"
#include "draw/legend.h"
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

/* What is known of both curves. */
typedef struct Range {
    bool any;
    double low, high;
} Range;

static Range range_of(const SnapshotLosses *losses)
{
    Range range = {.low = HUGE_VAL, .high = -HUGE_VAL};
    for (size_t i = 0; i < losses->rows; i++) {
        const float values[] = {losses->training[i], losses->validation[i]};
        for (size_t k = 0; k < 2; k++) {
            if (!isfinite(values[k]))
                continue;
            range.any = true;
            range.low = fmin(range.low, values[k]);
            range.high = fmax(range.high, values[k]);
        }
    }
    return range;
}

static bool is_logarithmic(Range range, const View *view)
{
    return view->logarithmic_loss && range.any && range.low > 0;
}

static Plot plot_of(Rect body, const Snapshot *snapshot, AxisRange shown, bool logarithmic)
{
    size_t done = snapshot->losses.rows > 0 ? snapshot->losses.rows - 1 : 0;
    size_t end = axis_count_end(done, snapshot->run.epochs);
    Rect area = paper_inset(body, PLOT_LEFT + 4, 8, 8, PLOT_BELOW);
    return plot_in(area, (AxisRange){0, (double)end}, shown, logarithmic);
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

bool panel_loss_draw(const Paper *paper, PanelPlaces places, PanelInput input)
{
    const SnapshotLosses *losses = &input.snapshot->losses;
    PanelMemory *memory = input.memory;
    TextStyle note = {PLOT_TEXT, TEXT_REGULAR, paper->theme->muted};
    Range range = range_of(losses);
    bool logarithmic = is_logarithmic(range, input.view);
    if (!range.any) {
        text_fit(paper, (TextStyle){14, TEXT_REGULAR, paper->theme->muted}, places.body, TEXT_CENTRE,
                 _(nothing_yet));
        return true;
    }
    if (logarithmic)
        memory->loss_logarithmic = axis_follow_logarithmic(memory->loss_logarithmic, range.low, range.high);
    else
        memory->loss = axis_follow(memory->loss, range.low, range.high);
    Plot plot = plot_of(places.body, input.snapshot, logarithmic ? memory->loss_logarithmic : memory->loss,
                        logarithmic);
    draw_grid(paper, &plot, memory);
    draw_legend(paper, places.head, losses);
    if (input.view->logarithmic_loss)
        text_fit(paper, note, (Rect){plot.area.x + 8, plot.area.y + 2, plot.area.width - 16, 18}, TEXT_RIGHT,
                 logarithmic ? _(logarithmic_name) : _(not_logarithmic));
    return draw_curve(paper, &plot, losses->rows, losses->validation, PLOT_DASHED,
                      paper->theme->validation) &&
           draw_curve(paper, &plot, losses->rows, losses->training, PLOT_SOLID, paper->theme->training);
}

void panel_loss_hover(const Paper *paper, PanelPlaces places, PanelInput input, double x, double y)
{
    const SnapshotLosses *losses = &input.snapshot->losses;
    Range range = range_of(losses);
    if (!range.any)
        return;
    bool logarithmic = is_logarithmic(range, input.view);
    Plot plot = plot_of(places.body, input.snapshot,
                        logarithmic ? input.memory->loss_logarithmic : input.memory->loss, logarithmic);
    double epoch = round(axis_value(plot.x, x));
    if (!paper_contains(plot.area, x, y) || epoch < 0 || epoch >= (double)losses->rows)
        return;
    size_t row = (size_t)epoch;
    double training = losses->training[row], validation = losses->validation[row];
    char words[120];
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
    return panels_mix(panels_mix(snapshot->losses.version, snapshot->run.epochs), view->logarithmic_loss);
}
