/* Whether all that is written in a window can be read: drawn without a display, with every text's box written down. */
#pragma once
#include "live/fake.h"
#include "live/scene.h"
#include "support/test.h"

/* Draws onto a new image, uncached, and writes down all texts. */
static inline cairo_surface_t *drawn(const Scene *scene, int width, int height, const Snapshot *snapshot,
                                     const View *view, TextLog *log)
{
    cairo_surface_t *image = canvas_image(width, height);
    cairo_t *cr = cairo_create(image);
    log->count = log->lost = 0;
    assert_ok(scene_draw(scene, cr, width, height, snapshot, view, log));
    cairo_destroy(cr);
    return image;
}

static inline bool inside(Rect inner, Rect outer)
{
    return inner.x >= outer.x - 0.5 && inner.y >= outer.y - 0.5 &&
           inner.x + inner.width <= outer.x + outer.width + 0.5 &&
           inner.y + inner.height <= outer.y + outer.height + 0.5;
}

static inline bool apart(Rect one, Rect other)
{
    return one.x >= other.x + other.width || other.x >= one.x + one.width ||
           one.y >= other.y + other.height || other.y >= one.y + one.height;
}

/* No text is cut by the window or by its panel, too small to read, or covers another one of its layer. */
static inline void assert_readable(const TextLog *log, int width, int height, const char *what)
{
    assert_int_equal(log->lost, 0);
    for (size_t i = 0; i < log->count; i++) {
        const TextBox *one = &log->boxes[i];
        if (!inside(one->box, one->clip) || !inside(one->box, (Rect){0, 0, width, height}))
            fail_msg("%s, %d x %d: '%s' is cut", what, width, height, one->text);
        if (one->size < 8)
            fail_msg("%s, %d x %d: '%s' is %.1f pixels high", what, width, height, one->text, one->size);
        for (size_t k = 0; k < i; k++)
            if (log->boxes[k].layer == one->layer && !apart(one->box, log->boxes[k].box))
                fail_msg("%s, %d x %d: '%s' covers '%s'", what, width, height, one->text, log->boxes[k].text);
    }
}
