/* The whole window drawn from a snapshot and a view: for the window, for pictures and for tests alike.
 *
 * For a live window every panel is kept as an image of its own and drawn again only when its inputs changed; a frame
 * is then a few copies. For a file everything is drawn once, as shapes. */
#pragma once
#include <cairo.h>

#include "base/status.h"
#include "draw/canvas.h"
#include "draw/text.h"
#include "live/notice.h"
#include "live/panels.h"
#include "live/parts.h"
#include "live/snapshot.h"
#include "live/view.h"

typedef struct Scene Scene;

/* A scene with nothing drawn yet; trouble when there is no font or no memory. */
Status scene_create(Scene **made);

/* Frees it; NULL is allowed. */
void scene_destroy(Scene *scene);

/* Paints the window onto an image of the window's size in pixels, redrawing only the panels whose inputs changed
 * since the last call. */
Status scene_paint(Scene *scene, cairo_surface_t *image, const Snapshot *snapshot, const View *view);

/* Paints a notice over the image, and the sign of a recording so many seconds long (NaN: none goes on). */
Status scene_paint_over(const Scene *scene, cairo_surface_t *image, const View *view, const Notice *notice,
                        double recorded);

/* How many panels the last scene_paint drew anew. */
size_t scene_redrawn(const Scene *scene);

/* Draws the window, width x height pixels, onto any context, with the axes as scene_paint last left them; keeps
 * nothing. The boxes of all texts are added to *log when it is not NULL (layer 0 the window, 1 what the mouse points at, 2 the help, 3 a menu). */
Status scene_draw(const Scene *scene, cairo_t *cr, int width, int height, const Snapshot *snapshot,
                  const View *view, TextLog *log);

/* What is written below a panel that is drawn alone. */
typedef struct SceneCaption {
    const char *sentence, *settings;
    double height; /* of the room for both, units: scene_caption_height */
} SceneCaption;

/* The height that a caption needs at a width (units). */
double scene_caption_height(const Scene *scene, double width, const char *sentence, const char *settings,
                            ThemeName theme);

/* Draws one panel into `frame` and its caption below, with the axes as scene_paint last left them; the context is in
 * logical units. */
Status scene_draw_alone(const Scene *scene, cairo_t *cr, PanelName panel, Rect frame, SceneCaption caption,
                        const Snapshot *snapshot, const View *view);

/* Where everything stands, and what can be pressed. */
void scene_parts(Scene *scene, int width, int height, const Snapshot *snapshot, const View *view,
                 Parts *parts);

/* How many pages the help has in a window of this size. */
size_t scene_help_pages(const Scene *scene, int width, int height, const View *view);

/* What is at a point of the window (pixels). */
typedef struct SceneHit {
    PanelName panel; /* PANEL_COUNT: none */
    size_t pair;     /* SIZE_MAX: none */
} SceneHit;
SceneHit scene_hit(const Scene *scene, int width, int height, const Snapshot *snapshot, const View *view,
                   double x, double y);

/* What a panel that is shown answers to the mouse; x and y of `pointer` are pixels here. */
PanelReply scene_pointer(Scene *scene, int width, int height, const Snapshot *snapshot, const View *view,
                         PanelName panel, PanelPointer pointer);
