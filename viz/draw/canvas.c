#include "draw/canvas.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <ctype.h>
#include <string.h>

#include "draw/text.h"

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

static cairo_status_t append(void *filter, const unsigned char *bytes, unsigned int size)
{
    return metadata_pass(filter, bytes, size) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static void describe_pdf(cairo_surface_t *surface, const Metadata *words)
{
    const struct {
        cairo_pdf_metadata_t kind;
        const char *text;
    } all[] = {{CAIRO_PDF_METADATA_TITLE, words->title},
               {CAIRO_PDF_METADATA_SUBJECT, words->description},
               {CAIRO_PDF_METADATA_KEYWORDS, words->settings},
               {CAIRO_PDF_METADATA_CREATOR, "Twingrad"}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        char clean[TEXT_SIZE];
        text_clean(all[i].text, clean);
        if (clean[0])
            cairo_pdf_surface_set_metadata(surface, all[i].kind, clean);
    }
}

static cairo_surface_t *surface_for(MetadataFilter *filter, CanvasFormat format, int width, int height)
{
    const double points = 72.0 / 96.0;
    if (format == CANVAS_PNG)
        return canvas_image(width, height);
    if (format == CANVAS_PDF) {
        cairo_surface_t *pages =
            cairo_pdf_surface_create_for_stream(append, filter, width * points, height * points);
        describe_pdf(pages, &filter->words);
        return pages;
    }
    cairo_surface_t *surface = cairo_svg_surface_create_for_stream(append, filter, width, height);
    cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PX);
    return surface;
}

const char *canvas_write(FILE *file, CanvasFormat format, int width, int height, const Metadata *words,
                         CanvasPaint *paint, const void *context)
{
    static const MetadataFormat kinds[] = {
        [CANVAS_PNG] = METADATA_PNG, [CANVAS_SVG] = METADATA_SVG, [CANVAS_PDF] = METADATA_NONE};
    if (width < 1 || height < 1 || width > LARGEST_SIDE || height > LARGEST_SIDE)
        return "a picture is 1 to 16384 pixels a side";
    MetadataFilter filter = {.file = file, .format = words ? kinds[format] : METADATA_NONE};
    if (words)
        filter.words = *words;
    cairo_surface_t *surface = surface_for(&filter, format, width, height);
    if (!surface)
        return "out of memory";
    cairo_t *cr = cairo_create(surface);
    if (format == CANVAS_PDF)
        cairo_scale(cr, 72.0 / 96.0, 72.0 / 96.0);
    paint(cr, width, height, context);
    cairo_status_t status = cairo_status(cr);
    cairo_destroy(cr);
    if (status == CAIRO_STATUS_SUCCESS && format == CANVAS_PNG)
        status = cairo_surface_write_to_png_stream(surface, append, &filter);
    cairo_surface_finish(surface);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    return status == CAIRO_STATUS_SUCCESS ? NULL : cairo_status_to_string(status);
}

const char *canvas_write_image(FILE *file, cairo_surface_t *image)
{
    MetadataFilter filter = {.file = file, .format = METADATA_NONE};
    cairo_status_t status = cairo_surface_write_to_png_stream(image, append, &filter);
    return status == CAIRO_STATUS_SUCCESS ? NULL : cairo_status_to_string(status);
}
