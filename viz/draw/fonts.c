#include "draw/fonts.h"

#include <cairo-ft.h>
#include <fontconfig/fontconfig.h>
#include <string.h>

static cairo_font_face_t *open_face(int weight, bool *is_dejavu)
{
    FcPattern *wanted = FcPatternCreate();
    if (!wanted)
        return NULL;
    FcPatternAddString(wanted, FC_FAMILY, (const FcChar8 *)"DejaVu Sans");
    FcPatternAddInteger(wanted, FC_WEIGHT, weight);
    FcPatternAddBool(wanted, FC_SCALABLE, FcTrue);
    FcConfigSubstitute(NULL, wanted, FcMatchPattern);
    FcDefaultSubstitute(wanted);
    FcResult result = FcResultNoMatch;
    FcPattern *found = FcFontMatch(NULL, wanted, &result);
    FcPatternDestroy(wanted);
    if (!found)
        return NULL;
    FcChar8 *family = NULL, *file = NULL;
    cairo_font_face_t *face = NULL;
    if (FcPatternGetString(found, FC_FILE, 0, &file) == FcResultMatch)
        face = cairo_ft_font_face_create_for_pattern(found);
    *is_dejavu = FcPatternGetString(found, FC_FAMILY, 0, &family) == FcResultMatch &&
                 strcmp((const char *)family, "DejaVu Sans") == 0;
    FcPatternDestroy(found);
    if (face && cairo_font_face_status(face) != CAIRO_STATUS_SUCCESS) {
        cairo_font_face_destroy(face);
        return NULL;
    }
    return face;
}

bool fonts_open(Fonts *fonts)
{
    bool regular_is_dejavu = false, bold_is_dejavu = false;
    *fonts = (Fonts){0};
    fonts->regular = open_face(FC_WEIGHT_NORMAL, &regular_is_dejavu);
    fonts->bold = open_face(FC_WEIGHT_BOLD, &bold_is_dejavu);
    fonts->options = cairo_font_options_create();
    fonts->is_dejavu = regular_is_dejavu && bold_is_dejavu;
    if (!fonts->regular || !fonts->bold ||
        cairo_font_options_status(fonts->options) != CAIRO_STATUS_SUCCESS) {
        fonts_close(fonts);
        return false;
    }
    cairo_font_options_set_hint_style(fonts->options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(fonts->options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(fonts->options, CAIRO_ANTIALIAS_GRAY);
    return true;
}

void fonts_close(Fonts *fonts)
{
    cairo_font_face_destroy(fonts->regular); /* NULL is allowed */
    cairo_font_face_destroy(fonts->bold);
    if (fonts->options)
        cairo_font_options_destroy(fonts->options);
    *fonts = (Fonts){0};
}
