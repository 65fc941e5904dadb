/* What a drawing function asks of cairo, as a text: every path, colour, line and word, in their order.
 *
 * cairo's own script surface writes it down. Glyphs have other numbers in another version of the font, and the font
 * itself is no part of the drawing: of a text its words, its place (to a unit) and its size are kept. Numbers are
 * rounded to hundredths, so that the last bits of a processor's do not count. */
#pragma once
#include <cairo.h>
#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "draw/paper.h"
#include "support/test.h"

#if defined __has_include
#if __has_include(<cairo-script.h>)
#include <cairo-script.h>
#define DUMP_CAN 1
#endif
#endif

typedef struct DumpText {
    char *bytes;
    size_t size, room;
} DumpText;

static inline void dump_append(DumpText *text, const char *bytes, size_t size)
{
    if (text->size + size + 1 > text->room) {
        text->room = 2 * (text->size + size) + 4096;
        text->bytes = realloc(text->bytes, text->room);
        assert_non_null(text->bytes);
    }
    memcpy(text->bytes + text->size, bytes, size);
    text->size += size;
    text->bytes[text->size] = 0;
}

/* True when a number begins at the text, which stands after the character `before`. */
static inline bool dump_is_number(const char *text, char before)
{
    const char *digits = text + (*text == '-');
    bool apart = before == ' ' || before == '\n' || before == '[' || before == 0;
    return apart &&
           (isdigit((unsigned char)*digits) || (*digits == '.' && isdigit((unsigned char)digits[1])));
}

/* Appends a line with its numbers rounded to `places`. */
static inline void dump_append_rounded(DumpText *text, const char *line, size_t length, int places)
{
    char before = 0;
    for (size_t i = 0; i < length;) {
        if (!dump_is_number(line + i, before)) {
            before = line[i];
            dump_append(text, &line[i++], 1);
            continue;
        }
        char *end, number[40];
        double value = strtod(line + i, &end);
        double unit = pow(10, places), rounded = round(value * unit) / unit + 0.0;
        int written = snprintf(number, sizeof number, "%.*f", places, rounded == 0 ? 0 : rounded);
        while (places > 0 && number[written - 1] == '0')
            written--;
        written -= number[written - 1] == '.';
        dump_append(text, number, (size_t)written);
        i = (size_t)(end - line);
        before = '0';
    }
}

/* The end of the words of `(words) [x y glyphs ...`: its bracket; NULL when there are none. */
static inline const char *dump_end_of_words(const char *line)
{
    for (const char *end = line; (end = strstr(end, ") [")); end++)
        if (end > line && end[-1] != '\\')
            return end;
    return NULL;
}

/* A text: `(words) [x y glyphs ...` becomes `text (words) x y`. */
static inline void dump_append_words(DumpText *text, const char *line)
{
    const char *end = dump_end_of_words(line);
    char *next, place[80];
    if (!end)
        return;
    double x = strtod(end + 3, &next), y = strtod(next, NULL);
    dump_append(text, "text ", 5);
    dump_append(text, line, (size_t)(end + 1 - line));
    dump_append(text, place, (size_t)snprintf(place, sizeof place, " %.0f %.0f\n", round(x), round(y)));
}

static inline bool dump_begins(const char *line, const char *with)
{
    return strncmp(line, with, strlen(with)) == 0;
}

/* Fonts come as data, later as sf0 and so on. */
static inline bool dump_is_of_the_font(const char *line, size_t length)
{
    static const char set[] = "set-scaled-font";
    return dump_begins(line, "<< /type 42") || dump_begins(line, "<< /antialias") ||
           dump_begins(line, "%!") ||
           (length >= sizeof set - 1 && memcmp(line + length - (sizeof set - 1), set, sizeof set - 1) == 0);
}

static inline char *dump_tidied(const char *script)
{
    DumpText text = {0};
    dump_append(&text, "", 0);
    for (const char *line = script; *line;) {
        size_t length = strcspn(line, "\n");
        char *copy = malloc(length + 1);
        assert_non_null(copy);
        memcpy(copy, line, length);
        copy[length] = 0;
        if (strstr(copy, "show-text-glyphs") || strstr(copy, "show-glyphs")) {
            dump_append_words(&text, copy);
        } else if (!dump_is_of_the_font(copy, length)) {
            dump_append_rounded(&text, copy, length, 2);
            dump_append(&text, "\n", 1);
        }
        free(copy);
        line += length + (line[length] == '\n');
    }
    return text.bytes;
}

#ifdef DUMP_CAN
static inline cairo_status_t dump_write(void *text, const unsigned char *bytes, unsigned int size)
{
    dump_append(text, (const char *)bytes, size);
    return CAIRO_STATUS_SUCCESS;
}

/* What `draw` draws on a paper of width x height units, which the caller frees. */
static inline char *dump_of(int width, int height, ThemeName theme, void (*draw)(const Paper *paper))
{
    DumpText script = {0};
    Fonts fonts;
    dump_append(&script, "", 0);
    assert_true(fonts_open(&fonts));
    cairo_device_t *device = cairo_script_create_for_stream(dump_write, &script);
    cairo_surface_t *surface = cairo_script_surface_create(device, CAIRO_CONTENT_COLOR, width, height);
    cairo_t *cr = cairo_create(surface);
    Paper paper = {.cr = cr, .theme = theme_named(theme), .fonts = &fonts};
    draw(&paper);
    assert_int_equal(cairo_status(cr), CAIRO_STATUS_SUCCESS);
    cairo_destroy(cr);
    cairo_surface_destroy(surface);
    cairo_device_destroy(device);
    fonts_close(&fonts);
    char *tidied = dump_tidied(script.bytes);
    free(script.bytes);
    return tidied;
}
#endif
