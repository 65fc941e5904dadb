#include "draw/heat.h"

#include <math.h>
#include <stdint.h>

enum { SIDE_MAX = 4096 };

double heat_largest(size_t n, const double values[])
{
    double largest = 0;
    for (size_t i = 0; i < n; i++)
        if (isfinite(values[i]))
            largest = fmax(largest, fabs(values[i]));
    return largest;
}

static uint32_t pixel_of(Colour colour)
{
    uint32_t red = (uint32_t)lround(255 * colour.red), green = (uint32_t)lround(255 * colour.green);
    return red << 16 | green << 8 | (uint32_t)lround(255 * colour.blue);
}

static uint32_t pixel_for(double value, double full, const HeatColours *colours)
{
    if (!isfinite(value))
        return pixel_of(colours->broken);
    double share = full > 0 ? fmin(fabs(value) / full, 1) : 0;
    return pixel_of(theme_mix(colours->zero, value < 0 ? colours->negative : colours->positive, share));
}

/* The number that stands for rows r0 .. r1-1 and columns c0 .. c1-1. */
static double extreme(size_t cols, const double values[], size_t r0, size_t r1, size_t c0, size_t c1)
{
    double found = values[r0 * cols + c0];
    for (size_t r = r0; r < r1; r++)
        for (size_t c = c0; c < c1; c++) {
            double value = values[r * cols + c];
            if (!isfinite(value))
                return value;
            if (fabs(value) > fabs(found))
                found = value;
        }
    return found;
}

/* The cells as an image of width x height pixels; where those are more than the cells, each cell has several. */
static cairo_surface_t *image_of(size_t rows, size_t cols, const double values[], double full,
                                 const HeatColours *colours, size_t width, size_t height)
{
    cairo_surface_t *image = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)width, (int)height);
    if (cairo_surface_status(image) != CAIRO_STATUS_SUCCESS) {
        cairo_surface_destroy(image);
        return NULL;
    }
    unsigned char *data = cairo_image_surface_get_data(image);
    const size_t stride = (size_t)cairo_image_surface_get_stride(image);
    for (size_t y = 0; y < height; y++) {
        uint32_t *line = (uint32_t *)(void *)(data + y * stride);
        size_t r0 = y * rows / height, r1 = (y + 1) * rows / height;
        for (size_t x = 0; x < width; x++) {
            size_t c0 = x * cols / width, c1 = (x + 1) * cols / width;
            double value = extreme(cols, values, r0, r1 > r0 ? r1 : r0 + 1, c0, c1 > c0 ? c1 : c0 + 1);
            line[x] = pixel_for(value, full, colours);
        }
    }
    cairo_surface_mark_dirty(image);
    return image;
}

/* Puts the image onto the whole pixels that the room covers. */
static bool draw_pixels(const Paper *paper, Rect room, size_t rows, size_t cols, const double values[],
                        double full, const HeatColours *colours)
{
    double left = room.x, top = room.y, right = room.x + room.width, bottom = room.y + room.height;
    cairo_user_to_device(paper->cr, &left, &top);
    cairo_user_to_device(paper->cr, &right, &bottom);
    left = round(left);
    top = round(top);
    double width = fmin(fmax(round(right) - left, 1), SIDE_MAX);
    double height = fmin(fmax(round(bottom) - top, 1), SIDE_MAX);
    cairo_surface_t *image = image_of(rows, cols, values, full, colours, (size_t)width, (size_t)height);
    if (!image)
        return false;
    cairo_save(paper->cr);
    cairo_identity_matrix(paper->cr);
    cairo_set_source_surface(paper->cr, image, left, top);
    cairo_rectangle(paper->cr, left, top, width, height);
    cairo_fill(paper->cr);
    cairo_restore(paper->cr);
    cairo_surface_destroy(image);
    return true;
}

/* So many pixels of an image as n cells on a length in units take in a file of shapes: each cell a whole number of them,
 * about four to a unit, since many programs blur an image that they stretch. */
static size_t fine_pixels(double length, size_t n)
{
    const double wanted = 4 * length / (double)n;
    size_t each = wanted > 1 ? (size_t)wanted : 1;
    return n * each < SIDE_MAX ? n * each : n < SIDE_MAX ? n : SIDE_MAX;
}

static bool draw_shapes(const Paper *paper, Rect room, size_t rows, size_t cols, const double values[],
                        double full, const HeatColours *colours)
{
    size_t width = fine_pixels(room.width, cols), height = fine_pixels(room.height, rows);
    cairo_surface_t *image = image_of(rows, cols, values, full, colours, width, height);
    if (!image)
        return false;
    cairo_save(paper->cr);
    cairo_translate(paper->cr, room.x, room.y);
    cairo_scale(paper->cr, room.width / (double)width, room.height / (double)height);
    cairo_set_source_surface(paper->cr, image, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(paper->cr), CAIRO_FILTER_NEAREST);
    cairo_rectangle(paper->cr, 0, 0, (double)width, (double)height);
    cairo_fill(paper->cr);
    cairo_restore(paper->cr);
    cairo_surface_destroy(image);
    return true;
}

bool heat_draw(const Paper *paper, Rect room, size_t rows, size_t cols, const double values[], double full,
               HeatColours colours)
{
    if (rows == 0 || cols == 0 || !(room.width > 0) || !(room.height > 0))
        return true;
    return paper_has_pixels(paper) ? draw_pixels(paper, room, rows, cols, values, full, &colours)
                                   : draw_shapes(paper, room, rows, cols, values, full, &colours);
}

bool heat_cell_at(Rect room, size_t rows, size_t cols, double x, double y, size_t *row, size_t *col)
{
    if (rows == 0 || cols == 0 || !paper_contains(room, x, y))
        return false;
    *row = (size_t)fmin(floor((y - room.y) / room.height * (double)rows), (double)(rows - 1));
    *col = (size_t)fmin(floor((x - room.x) / room.width * (double)cols), (double)(cols - 1));
    return true;
}
