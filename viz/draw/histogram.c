#include "draw/histogram.h"

#include <string.h>

size_t histogram_count(size_t n, const float values[], double low, double high, size_t bins,
                       size_t counts[static bins])
{
    size_t counted = 0;
    memset(counts, 0, bins * sizeof counts[0]);
    for (size_t i = 0; i < n; i++) {
        if (!(values[i] >= low && values[i] <= high))
            continue;
        size_t bin = (size_t)((values[i] - low) / (high - low) * (double)bins);
        counts[bin < bins ? bin : bins - 1]++;
        counted++;
    }
    return counted;
}

/* Adds the bars to the path: each run of bins that are not empty is one shape. */
static void outline(const Paper *paper, Axis along, double low, double high, size_t bins,
                    const size_t counts[static bins], double base, double scale)
{
    const double width = (high - low) / (double)bins;
    cairo_new_path(paper->cr);
    for (size_t i = 0; i < bins; i++) {
        double from = axis_place(along, low + (double)i * width),
               to = axis_place(along, low + (double)(i + 1) * width);
        double end = base + scale * (double)counts[i];
        if (counts[i] == 0)
            continue;
        if (i == 0 || counts[i - 1] == 0)
            cairo_move_to(paper->cr, base, from);
        cairo_line_to(paper->cr, end, from);
        cairo_line_to(paper->cr, end, to);
        if (i + 1 == bins || counts[i + 1] == 0)
            cairo_line_to(paper->cr, base, to);
    }
}

void histogram_draw(const Paper *paper, Axis along, double low, double high, size_t bins,
                    const size_t counts[static bins], double base, double length, size_t full,
                    HistogramStyle style)
{
    const double scale = full > 0 ? length / (double)full : 0;
    cairo_save(paper->cr);
    outline(paper, along, low, high, bins, counts, base, scale);
    paper_colour(paper, style.colour, 0.30);
    cairo_fill(paper->cr);
    outline(paper, along, low, high, bins, counts, base, scale);
    plot_dash(paper, style.dash, 1);
    cairo_set_line_cap(paper->cr, CAIRO_LINE_CAP_BUTT);
    cairo_set_line_width(paper->cr, paper_line_width(paper, 1.2));
    paper_colour(paper, style.colour, 1);
    cairo_stroke(paper->cr);
    cairo_restore(paper->cr);
}
