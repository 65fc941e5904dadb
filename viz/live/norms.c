#include "live/norms.h"

#include <math.h>
#include <stdio.h>

#include "draw/band.h"
#include "draw/bundle.h"
#include "words/words.h"

static const char caption[] = N_("length of the embeddings |f|: mean and range");
static const char caption_short[] = "|f|";
static const char words_format[] = N_("epoch %zu: the embeddings are %.2f long, from %.2f to %.2f");

Plot norms_plot(Rect area, AxisRange x, const SnapshotNorms *norms)
{
    double highest = 0;
    for (size_t i = 0; i < norms->rows; i++)
        if (isfinite(norms->all.high[i]))
            highest = fmax(highest, norms->all.high[i]);
    AxisRange y = axis_follow((AxisRange){0, 0}, 0, highest > 0 ? highest : 1);
    return plot_in(area, x, y, false);
}

/* True when from this epoch on the curve leaves more room above than below. */
static bool is_low(const Plot *plot, const SnapshotNorms *norms, double epoch)
{
    double lowest = plot->y.high, highest = plot->y.low;
    for (size_t i = (size_t)fmax(0, epoch); i < norms->rows; i++) {
        lowest = fmin(lowest, norms->all.mean[i]);
        highest = fmax(highest, norms->all.mean[i]);
    }
    return plot->y.high - highest > lowest - plot->y.low;
}

bool norms_draw(const Paper *paper, const Plot *plot, const SnapshotNorms *norms)
{
    const Theme *theme = paper->theme;
    const Rect area = plot->area;
    Ticks ends = {.count = 2, .values = {plot->y.low, plot->y.high}};
    for (ends.step = 1; fabs(plot->y.high / ends.step - round(plot->y.high / ends.step)) > 1e-6;)
        ends.step /= 10; /* as many digits as the upper end has */
    plot_grid_y(paper, plot, &ends, "");
    band_draw(paper, plot, norms->rows, norms->all.low, norms->all.high, theme->muted, 0.35);
    const size_t only = 0;
    bool drawn = bundle_draw(paper, plot, (BundleData){1, norms->rows, norms->all.mean, 1, &only, false, 0},
                             (LineStyle){2, PLOT_SOLID, theme->text, 1}, NULL);
    TextStyle style = {PLOT_TEXT, TEXT_REGULAR, theme->muted};
    const char *words = text_width(paper, style, _(caption)) < area.width - 16 ? _(caption) : caption_short;
    const double right = area.x + area.width - 6;
    const bool above = is_low(plot, norms, axis_value(plot->x, right - text_width(paper, style, words)));
    text_draw_on_plate(paper, style, right, above ? area.y + 9 : area.y + area.height - 9, TEXT_RIGHT, words,
                       theme->panel);
    return drawn;
}

bool norms_words(const Plot *plot, const SnapshotNorms *norms, double x, char words[static NORMS_WORDS])
{
    double epoch = round(axis_value(plot->x, x));
    if (!(epoch >= 0 && epoch < (double)norms->rows))
        return false;
    size_t row = (size_t)epoch;
    snprintf(words, NORMS_WORDS, _(words_format), row, norms->all.mean[row], norms->all.low[row],
             norms->all.high[row]);
    return true;
}
