#include "draw/bundle.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FINER = 2 }; /* strips to a pixel column */

/* Values far outside are drawn as if they were this many pixels away: still outside, and safe to calculate with. */
static const double far_away = 1e5;

/* From numbers to places: place = offset + scale * number, in strips and in pixel rows. */
enum { X_OFFSET, X_SCALE, Y_OFFSET, Y_SCALE };

/* The device pixels a bundle is drawn on, and what is gathered for them. */
typedef struct Raster {
    int left, top, width, height; /* pixels */
    double mapping[4];
    bool logarithmic;     /* the mapping is of the values' logarithms */
    size_t first, strips; /* those to be drawn: first .. strips - 1 */
    int column, next;     /* the first pixel column to be drawn, and that of the next drawing */
    float *low, *high;    /* per strip: what one curve covers, pixel rows from the top; low > high: nothing */
    bool *shown;          /* per pixel column: false in the gaps of a dashed line */
    float *shares;        /* per pixel row: the share of the pixel that the curve covers */
    float *dash_place;    /* per curve: see BundleMask, of the first column */
    cairo_surface_t *mask;
    unsigned char *pixels;
    int stride;
} Raster;

void bundle_forget(BundleMask *kept)
{
    if (kept->mask)
        cairo_surface_destroy(kept->mask);
    free(kept->dash_place);
    *kept = (BundleMask){0};
}

static Raster raster_on(const Paper *paper, const Plot *plot)
{
    double left = plot->area.x, top = plot->area.y;
    double right = left + plot->area.width, bottom = top + plot->area.height;
    const bool logarithmic = plot->y.logarithmic; /* log(1) is 0, log(e) is 1 */
    double x0 = axis_place(plot->x, 0), y0 = axis_place(plot->y, logarithmic ? 1 : 0);
    double x1 = axis_place(plot->x, 1), y1 = axis_place(plot->y, logarithmic ? exp(1) : 1);
    cairo_user_to_device(paper->cr, &left, &top);
    cairo_user_to_device(paper->cr, &right, &bottom);
    cairo_user_to_device(paper->cr, &x0, &y0);
    cairo_user_to_device(paper->cr, &x1, &y1);
    Raster raster = {.left = (int)floor(left), .top = (int)floor(top), .logarithmic = logarithmic};
    raster.width = (int)ceil(right) - raster.left;
    raster.height = (int)ceil(bottom) - raster.top;
    raster.strips = (size_t)raster.width * FINER;
    raster.mapping[X_OFFSET] = (x0 - raster.left) * FINER;
    raster.mapping[X_SCALE] = (x1 - x0) * FINER;
    raster.mapping[Y_OFFSET] = y0 - raster.top;
    raster.mapping[Y_SCALE] = y1 - y0;
    return raster;
}

/* Strips on either side whose values a line of this width (pixels) touches. */
static ptrdiff_t reach_of(double width)
{
    return lround(width / 2 * FINER);
}

/* True when the kept mask holds the beginning of just this drawing. */
static bool fits(const BundleMask *kept, const Raster *raster, BundleData data, LineStyle style)
{
    return kept && kept->mask && kept->history == data.history && kept->points <= data.points &&
           kept->count == data.count && kept->left == raster->left && kept->top == raster->top &&
           cairo_image_surface_get_width(kept->mask) == raster->width &&
           cairo_image_surface_get_height(kept->mask) == raster->height &&
           memcmp(kept->mapping, raster->mapping, sizeof kept->mapping) == 0 &&
           kept->style.width == style.width && kept->style.dash == style.dash &&
           kept->style.alpha == style.alpha;
}

/* The first pixel column that points to come after `points` can change. */
static int column_after(const Raster *raster, size_t points, double width)
{
    double end = raster->mapping[X_OFFSET] + raster->mapping[X_SCALE] * ((double)points - 1);
    double column = floor((end - (double)reach_of(width) - 1) / FINER);
    return (int)fmin(fmax(column, 0), raster->width);
}

/* Takes the kept mask, emptied from the first column to be drawn on, or a new one. */
static bool take_mask(Raster *raster, const BundleMask *kept)
{
    const int column = raster->column;
    if (column > 0) {
        raster->mask = cairo_surface_reference(kept->mask);
    } else {
        raster->mask = cairo_image_surface_create(CAIRO_FORMAT_A8, raster->width, raster->height);
        if (cairo_surface_status(raster->mask) != CAIRO_STATUS_SUCCESS)
            return false;
    }
    cairo_surface_flush(raster->mask);
    raster->pixels = cairo_image_surface_get_data(raster->mask);
    raster->stride = cairo_image_surface_get_stride(raster->mask);
    for (int row = 0; column > 0 && row < raster->height; row++)
        memset(raster->pixels + (ptrdiff_t)row * raster->stride + column, 0,
               (size_t)(raster->width - column));
    return true;
}

static bool raster_make(Raster *raster, const BundleMask *kept, size_t count)
{
    raster->low = malloc(raster->strips * sizeof *raster->low);
    raster->high = malloc(raster->strips * sizeof *raster->high);
    raster->shown = malloc((size_t)raster->width * sizeof *raster->shown);
    raster->shares = calloc((size_t)raster->height, sizeof *raster->shares);
    raster->dash_place = calloc(count, sizeof *raster->dash_place);
    if (!raster->low || !raster->high || !raster->shown || !raster->shares || !raster->dash_place)
        return false;
    if (raster->column > 0)
        memcpy(raster->dash_place, kept->dash_place, count * sizeof *raster->dash_place);
    return take_mask(raster, kept);
}

static void raster_free(Raster *raster)
{
    free(raster->low);
    free(raster->high);
    free(raster->shown);
    free(raster->shares);
    free(raster->dash_place);
    if (raster->mask)
        cairo_surface_destroy(raster->mask);
}

/* Comparisons in place of fminf and fmaxf, which must mind NaN and so are calls: there is none here. */
static inline float smaller(float a, float b)
{
    return a < b ? a : b;
}

static inline float larger(float a, float b)
{
    return a > b ? a : b;
}

static inline void cover(Raster *raster, size_t strip, float y)
{
    raster->low[strip] = smaller(raster->low[strip], y);
    raster->high[strip] = larger(raster->high[strip], y);
}

/* Marks in every strip what the straight line between two points covers of it; x in strips. */
static void cover_segment(Raster *raster, double x0, double y0, double x1, double y1)
{
    const double begin = (double)raster->first, end = (double)raster->strips;
    if (x1 < begin || x0 >= end)
        return;
    double slope = x1 > x0 ? (y1 - y0) / (x1 - x0) : 0;
    if (x0 < begin) {
        y0 += (begin - x0) * slope;
        x0 = begin;
    }
    size_t first = (size_t)x0, last = raster->strips - 1;
    if (x1 < (double)last)
        last = (size_t)x1;
    else if (x1 > end)
        y1 -= (x1 - end) * slope;
    cover(raster, first, (float)y0);
    for (size_t strip = first; strip < last; strip++) { /* at the border between two strips: part of both */
        float y = (float)(y0 + ((double)(strip + 1) - x0) * slope);
        cover(raster, strip, y);
        cover(raster, strip + 1, y);
    }
    cover(raster, last, (float)y1);
}

static void cover_curve(Raster *raster, BundleData data, size_t curve)
{
    const double *map = raster->mapping;
    double x_before = 0, y_before = NAN;
    for (size_t i = raster->first; i < raster->strips; i++) {
        raster->low[i] = HUGE_VALF;
        raster->high[i] = -HUGE_VALF;
    }
    double begin = floor(((double)raster->first - map[X_OFFSET]) / map[X_SCALE]);
    for (size_t k = begin > 0 && !data.bridge_gaps ? (size_t)begin : 0; k < data.points; k++) {
        double x = map[X_OFFSET] + map[X_SCALE] * (double)k;
        double value = data.values[k * data.curves + curve];
        if (raster->logarithmic)
            value = value > 0 ? log(value) : NAN;
        double y = map[Y_OFFSET] + map[Y_SCALE] * value;
        y = y > far_away ? far_away : y < -far_away ? -far_away : y; /* NaN stays */
        if (data.bridge_gaps && isnan(y))
            continue;
        if (!isnan(y) && !isnan(y_before))
            cover_segment(raster, x_before, y_before, x, y);
        x_before = x;
        y_before = y;
    }
}

/* Adds what one strip covers between two heights to the shares of its column's pixels. */
static void add_span(Raster *raster, float from, float to, int *first, int *last)
{
    from = larger(from, 0);
    to = smaller(to, (float)raster->height);
    if (!(from < to))
        return;
    int begin = (int)from, end = (int)to - ((float)(int)to == to);
    if (begin < *first)
        *first = begin;
    if (end > *last)
        *last = end;
    if (begin == end) {
        raster->shares[begin] += (to - from) / FINER;
        return;
    }
    raster->shares[begin] += ((float)(begin + 1) - from) / FINER;
    for (int row = begin + 1; row < end; row++)
        raster->shares[row] += 1.0F / FINER;
    raster->shares[end] += (to - (float)end) / FINER;
}

/* Paints the gathered shares of one column over what the mask holds, and empties them. */
static void paint_column(Raster *raster, int x, int first, int last, float alpha)
{
    unsigned char *pixel = raster->pixels + (ptrdiff_t)first * raster->stride + x;
    for (int row = first; row <= last; row++, pixel += raster->stride) {
        float share = alpha * smaller(1, raster->shares[row]);
        *pixel = (unsigned char)((float)*pixel + share * (255 - (float)*pixel) + 0.5F);
        raster->shares[row] = 0;
    }
}

/* How a line is drawn, in pixels; `off` 0 for a solid one. */
typedef struct Pencil {
    float width, alpha, on, off;
} Pencil;

/* Decides which columns of a dashed line are drawn, by the length of the line so far, and sets *place (see
 * BundleMask) for the next drawing. */
static void cut_dashes(Raster *raster, Pencil pencil, float *place)
{
    const float period = pencil.on + pencil.off, across = 1.0F / FINER;
    float here = *place;
    for (int x = raster->column; x < raster->width; x++) {
        raster->shown[x] = pencil.off == 0 || here < pencil.on;
        if (x == raster->next)
            *place = here;
        for (size_t strip = (size_t)x * FINER; pencil.off > 0 && strip < (size_t)(x + 1) * FINER; strip++) {
            float rise = raster->high[strip] - raster->low[strip];
            if (rise >= 0)
                here += sqrtf(across * across + rise * rise);
        }
        if (here >= period)
            here = fmodf(here, period);
    }
}

static void paint_curve(Raster *raster, Pencil pencil)
{
    const float half = pencil.width / 2;
    const ptrdiff_t reach = reach_of(pencil.width), strips = (ptrdiff_t)raster->strips;
    const ptrdiff_t least = (ptrdiff_t)raster->first;
    /* The strips looked at are together somewhat broader than the line; this much of their extent is the line's. */
    const float share = smaller(1, pencil.width * FINER / (float)(2 * reach + 1));
    for (int x = raster->column; x < raster->width; x++) {
        int first = raster->height, last = -1;
        if (!raster->shown[x])
            continue;
        for (ptrdiff_t strip = (ptrdiff_t)x * FINER; strip < (ptrdiff_t)(x + 1) * FINER; strip++) {
            const float own_low = raster->low[strip], own_high = raster->high[strip];
            float low = own_low, high = own_high;
            if (low > high)
                continue;
            ptrdiff_t begin = strip - reach > least ? strip - reach : least;
            ptrdiff_t end = strip + reach < strips ? strip + reach : strips - 1;
            for (ptrdiff_t i = begin; i <= end; i++) {
                low = smaller(low, raster->low[i]);
                high = larger(high, raster->high[i]);
            }
            float extent = share * (high - low) / 2, middle = (high + low) / 2;
            float thick = sqrtf(extent * extent + half * half);
            add_span(raster, smaller(own_low, middle - thick), larger(own_high, middle + thick), &first,
                     &last);
        }
        paint_column(raster, x, first, last, pencil.alpha);
    }
}

static void paint_mask(const Paper *paper, const Plot *plot, const Raster *raster, Colour colour)
{
    cairo_surface_mark_dirty(raster->mask);
    paper_clip(paper, plot->area);
    cairo_identity_matrix(paper->cr);
    paper_colour(paper, colour, 1);
    cairo_mask_surface(paper->cr, raster->mask, raster->left, raster->top);
    paper_unclip(paper);
}

static void stroke_curves(const Paper *paper, const Plot *plot, BundleData data, LineStyle style)
{
    for (size_t i = 0; i < data.count; i++)
        line_draw(paper, plot,
                  (LineData){.count = data.points,
                             .values = data.values + data.members[i],
                             .stride = data.curves,
                             .step = 1,
                             .bridge_gaps = data.bridge_gaps},
                  style);
}

static void keep(BundleMask *kept, Raster *raster, BundleData data, LineStyle style)
{
    cairo_surface_t *mask = cairo_surface_reference(raster->mask);
    bundle_forget(kept);
    *kept = (BundleMask){.mask = mask,
                         .left = raster->left,
                         .top = raster->top,
                         .style = style,
                         .history = data.history,
                         .points = data.points,
                         .count = data.count,
                         .column = raster->next,
                         .dash_place = raster->dash_place};
    memcpy(kept->mapping, raster->mapping, sizeof kept->mapping);
    raster->dash_place = NULL;
}

static void draw_curves(Raster *raster, BundleData data, LineStyle style, double width)
{
    const double dash = fmax(1, width);
    Pencil pencil = {.width = (float)width, .alpha = (float)style.alpha, .on = (float)(PLOT_DASH_ON * dash)};
    pencil.off = style.dash == PLOT_SOLID ? 0 : (float)(PLOT_DASH_OFF * dash);
    for (size_t i = 0; i < data.count; i++) {
        float *place = &raster->dash_place[i];
        if (raster->column == 0) /* evenly spread, so that the gaps of many lines do not stand in rows */
            *place = (pencil.on + pencil.off) * (float)fmod(0.61803398875 * (double)i, 1);
        cover_curve(raster, data, data.members[i]);
        cut_dashes(raster, pencil, place);
        paint_curve(raster, pencil);
    }
}

bool bundle_draw(const Paper *paper, const Plot *plot, BundleData data, LineStyle style, BundleMask *kept)
{
    if (data.count == 0 || data.points == 0 || !(plot->area.width > 0) || !(plot->area.height > 0))
        return true;
    if (!paper_has_pixels(paper)) {
        stroke_curves(paper, plot, data, style);
        return true;
    }
    const double width = style.width * paper_scale(paper);
    Raster raster = raster_on(paper, plot);
    raster.next = column_after(&raster, data.points, width);
    raster.column = fits(kept, &raster, data, style) ? kept->column : 0;
    ptrdiff_t first = (ptrdiff_t)raster.column * FINER - reach_of(width);
    raster.first = first > 0 ? (size_t)first : 0;
    if (!raster_make(&raster, kept, data.count)) {
        raster_free(&raster);
        return false;
    }
    draw_curves(&raster, data, style, width);
    paint_mask(paper, plot, &raster, style.colour);
    if (kept)
        keep(kept, &raster, data, style);
    raster_free(&raster);
    return true;
}
