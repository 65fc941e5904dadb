/* Where a drawing goes: an image in memory, or a PNG, SVG or PDF file. One function draws for all of them. */
#pragma once
#include <cairo.h>
#include <stdbool.h>
#include <stdio.h>

#include "draw/metadata.h"

typedef enum CanvasFormat { CANVAS_PNG, CANVAS_SVG, CANVAS_PDF } CanvasFormat;

/* The format a file name's ending asks for (.png, .svg, .pdf, in either case); false for any other. */
bool canvas_format_of(const char *path, CanvasFormat *format);

/* An opaque image of width x height pixels (CAIRO_FORMAT_RGB24), to be given back with cairo_surface_destroy; NULL
 * when the size is not 1 .. 16384 a side or memory is refused. */
cairo_surface_t *canvas_image(int width, int height);

/* Paints on a context of width x height pixels (points of 1/96 inch in SVG and PDF). */
typedef void CanvasPaint(cairo_t *cr, int width, int height, const void *context);

/* Paints and writes the file's bytes to `file`, with what the picture says of itself (NULL: nothing). Returns NULL, or
 * why it could not (a sentence's end, such as "out of memory"); the file then holds nothing of use. To replace a file on
 * the disk at once or not at all, call this from the writer of files_replace. */
const char *canvas_write(FILE *file, CanvasFormat format, int width, int height, const Metadata *words,
                         CanvasPaint *paint, const void *context);

/* Writes an image as PNG; the rest as canvas_write. */
const char *canvas_write_image(FILE *file, cairo_surface_t *image);
