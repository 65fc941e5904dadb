/* The faces every label is set in: DejaVu Sans, found by fontconfig and drawn by FreeType through cairo.
 *
 * Hinting is off, of shapes and of widths, so that a label has one width at every scale and in PNG, SVG and PDF
 * alike; DejaVu Sans has the signs of the formulas (partial, theta, nabla, norm bars). */
#pragma once
#include <cairo.h>
#include <stdbool.h>

typedef struct Fonts {
    cairo_font_face_t *regular, *bold;
    cairo_font_options_t *options;
    bool is_dejavu; /* false: the machine has no DejaVu Sans and another font stands in for it */
} Fonts;

/* Finds and opens the faces. False when fontconfig finds no scalable font at all or memory is refused; *fonts then
 * holds nothing to close. */
bool fonts_open(Fonts *fonts);

/* Gives back what fonts_open took; a Fonts of zeros is allowed. */
void fonts_close(Fonts *fonts);
