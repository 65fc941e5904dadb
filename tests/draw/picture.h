/* A small picture in memory to draw on, and its pixels to look at. */
#pragma once
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#include "draw/canvas.h"
#include "draw/paper.h"
#include "draw/text.h"

typedef struct Picture {
    cairo_surface_t *image;
    Fonts fonts;
    Paper paper;
} Picture;

/* width x height pixels in black, `scale` of them to a logical unit. */
static inline Picture picture_make(int width, int height, double scale)
{
    Picture picture = {.image = canvas_image(width, height)};
    assert_non_null(picture.image);
    assert_true(fonts_open(&picture.fonts));
    picture.paper.cr = cairo_create(picture.image);
    picture.paper.theme = theme_named(THEME_DARK);
    cairo_scale(picture.paper.cr, scale, scale);
    return picture;
}

/* paper.fonts points into the picture, so it is set where the picture has come to rest. */
static inline const Paper *picture_paper(Picture *picture)
{
    picture->paper.fonts = &picture->fonts;
    return &picture->paper;
}

static inline void picture_free(Picture *picture)
{
    assert_int_equal(cairo_status(picture->paper.cr), CAIRO_STATUS_SUCCESS);
    cairo_destroy(picture->paper.cr);
    cairo_surface_destroy(picture->image);
    fonts_close(&picture->fonts);
}

/* A pixel as 0xRRGGBB. */
static inline unsigned picture_pixel(const Picture *picture, int x, int y)
{
    cairo_surface_flush(picture->image);
    assert_true(x >= 0 && y >= 0 && x < cairo_image_surface_get_width(picture->image) &&
                y < cairo_image_surface_get_height(picture->image));
    unsigned pixel;
    memcpy(&pixel,
           cairo_image_surface_get_data(picture->image) +
               (size_t)y * (size_t)cairo_image_surface_get_stride(picture->image) + 4 * (size_t)x,
           sizeof pixel);
    return pixel & 0xFFFFFF;
}

static inline unsigned picture_rgb(Colour colour)
{
    unsigned red = (unsigned)lround(255 * colour.red), green = (unsigned)lround(255 * colour.green);
    return red << 16 | green << 8 | (unsigned)lround(255 * colour.blue);
}

/* True when each channel is within `room` of the colour's. */
static inline bool picture_is(const Picture *picture, int x, int y, Colour colour, int room)
{
    unsigned pixel = picture_pixel(picture, x, y), wanted = picture_rgb(colour);
    for (int shift = 0; shift <= 16; shift += 8)
        if (abs((int)(pixel >> shift & 255) - (int)(wanted >> shift & 255)) > room)
            return false;
    return true;
}

/* The sum of the red channel over a rectangle, in whole pixels of full red: the area that white ink covers. */
static inline double picture_area(const Picture *picture, int x, int y, int width, int height)
{
    double sum = 0;
    for (int row = y; row < y + height; row++)
        for (int column = x; column < x + width; column++)
            sum += (picture_pixel(picture, column, row) >> 16) / 255.0;
    return sum;
}

/* The number of pixels near a colour. */
static inline int picture_count(const Picture *picture, Colour colour, int room)
{
    int count = 0;
    for (int y = 0; y < cairo_image_surface_get_height(picture->image); y++)
        for (int x = 0; x < cairo_image_surface_get_width(picture->image); x++)
            count += picture_is(picture, x, y, colour, room);
    return count;
}

static const Colour white = {1, 1, 1}, black = {0, 0, 0};
