#include "draw/canvas.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <ctype.h>
#include <string.h>

enum { LARGEST_SIDE = 16384 };

bool canvas_format_of(const char *path, CanvasFormat *format)
{
    static const char *const endings[] = {
        [CANVAS_PNG] = ".png", [CANVAS_SVG] = ".svg", [CANVAS_PDF] = ".pdf"};
    size_t length = strlen(path);
    if (length < 4)
        return false;
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        bool same = true;
        for (size_t k = 0; k < 4; k++)
            same = same && tolower((unsigned char)path[length - 4 + k]) == endings[i][k];
        if (same) {
            *format = (CanvasFormat)i;
            return true;
        }
    }
    return false;
}

cairo_surface_t *canvas_image(int width, int height)
{
    if (width < 1 || height < 1 || width > LARGEST_SIDE || height > LARGEST_SIDE)
        return NULL;
    cairo_surface_t *image = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
    if (cairo_surface_status(image) == CAIRO_STATUS_SUCCESS)
        return image;
    cairo_surface_destroy(image);
    return NULL;
}

static cairo_status_t append(void *file, const unsigned char *bytes, unsigned int size)
{
    return fwrite(bytes, 1, size, file) == size ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static cairo_surface_t *surface_for(FILE *file, CanvasFormat format, int width, int height)
{
    const double points = 72.0 / 96.0;
    if (format == CANVAS_PNG)
        return canvas_image(width, height);
    if (format == CANVAS_PDF)
        return cairo_pdf_surface_create_for_stream(append, file, width * points, height * points);
    cairo_surface_t *surface = cairo_svg_surface_create_for_stream(append, file, width, height);
    cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PX);
    return surface;
}

const char *canvas_write(FILE *file, CanvasFormat format, int width, int height, CanvasPaint *paint,
                         const void *context)
{
    if (width < 1 || height < 1 || width > LARGEST_SIDE || height > LARGEST_SIDE)
        return "a picture is 1 to 16384 pixels a side";
    cairo_surface_t *surface = surface_for(file, format, width, height);
    if (!surface)
        return "out of memory";
    cairo_t *cr = cairo_create(surface);
    if (format == CANVAS_PDF)
        cairo_scale(cr, 72.0 / 96.0, 72.0 / 96.0);
    paint(cr, width, height, context);
    cairo_status_t status = cairo_status(cr);
    cairo_destroy(cr);
    if (status == CAIRO_STATUS_SUCCESS && format == CANVAS_PNG)
        status = cairo_surface_write_to_png_stream(surface, append, file);
    cairo_surface_finish(surface);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    return status == CAIRO_STATUS_SUCCESS ? NULL : cairo_status_to_string(status);
}
