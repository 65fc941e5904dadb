/* An invented training in a scene that is drawn without a window, for the tests of what it shows and of what the mouse
 * does in it. */
#pragma once
#include <stdlib.h>
#include <string.h>

#include "live/readable.h"

static const int readable_sizes[][2] = {{1280, 720}, {1920, 1080}, {900, 600},
                                        {640, 400},  {520, 340},   {850, 1000}};
enum { READABLE_SIZES = sizeof readable_sizes / sizeof readable_sizes[0] };

typedef struct Opened {
    Fake *fake;
    Scene *scene;
    TextLog *log;
    View view;
} Opened;

static inline Scene *opened_scene(void)
{
    Scene *scene = NULL;
    assert_ok(scene_create(&scene));
    return scene;
}

/* As fake_make; the caller frees it. */
static inline Opened *opened_make(size_t pairs, size_t rows, size_t planned)
{
    Opened *o = malloc(sizeof *o);
    assert_non_null(o);
    *o = (Opened){fake_make(pairs, rows, planned), opened_scene(), malloc(sizeof *o->log), view_initial()};
    assert_non_null(o->log);
    return o;
}

static inline void opened_free(Opened *o)
{
    fake_free(o->fake);
    scene_destroy(o->scene);
    free(o->log);
    free(o);
}

/* Writes down the texts of a window of 1280 x 720, as opened_hit and opened_pointer have it. */
static inline void opened_draw(Opened *o)
{
    cairo_surface_destroy(drawn(o->scene, 1280, 720, &o->fake->snapshot, &o->view, o->log));
}

static inline Status opened_paint(Opened *o, cairo_surface_t *image)
{
    return scene_paint(o->scene, image, &o->fake->snapshot, &o->view);
}

static inline SceneHit opened_hit(Opened *o, double x, double y)
{
    return scene_hit(o->scene, 1280, 720, &o->fake->snapshot, &o->view, x, y);
}

static inline PanelReply opened_pointer(Opened *o, PanelName panel, PanelPointer pointer)
{
    return scene_pointer(o->scene, 1280, 720, &o->fake->snapshot, &o->view, panel, pointer);
}

static inline unsigned opened_pixel(cairo_surface_t *image, double x, double y)
{
    unsigned pixel;
    cairo_surface_flush(image);
    memcpy(&pixel,
           cairo_image_surface_get_data(image) + (size_t)y * (size_t)cairo_image_surface_get_stride(image) +
               4 * (size_t)x,
           sizeof pixel);
    return pixel & 0xFFFFFF;
}

/* Where a pair's angle of an epoch is drawn, in pixels of a 1280 x 720 window: from the grid's labels alone. */
static inline double opened_height_of(const TextLog *log, double degrees)
{
    double zero = 0, half = 0;
    for (size_t i = 0; i < log->count && (zero == 0 || half == 0); i++) {
        const TextBox *box = &log->boxes[i];
        double middle = box->box.y + 0.3955 * box->size; /* of its capitals: 0.76 - 0.3645 em below the top */
        if (strcmp(box->text, "0\xc2\xb0") == 0 && zero == 0)
            zero = middle;
        if (strcmp(box->text, "90\xc2\xb0") == 0 && half == 0)
            half = middle;
    }
    assert_true(zero > half && half > 0);
    return zero + (half - zero) * degrees / 90;
}
