/* A video of a whole run that nobody watches: so many frames at even distances of its training steps, the first before
 * the first step, the last after the last. */
#pragma once
#include "live/scene.h"
#include "live/video.h"

typedef struct Film {
    Video *video; /* NULL: none is made, and the functions below do nothing */
    Scene *scene;
    View view;
    cairo_surface_t *image;
    double steps_per_second; /* of the film */
    bool noted;              /* what video_note says has been printed */
} Film;

/* Begins one of `frames` frames (at least 2) of width x height pixels. The scene is borrowed. Trouble: as video_start. */
Status film_start(const char *path, size_t frames, int width, int height, Scene *scene, const View *view,
                  const Snapshot *snapshot, Film *film);

/* True when a picture of the training after `step` steps belongs into it. */
bool film_is_due(const Film *film, uint64_t step);

/* Adds a picture of the training as it stands. */
Status film_add(Film *film, const Snapshot *snapshot);

/* Ends it and says on standard output what was written. */
Status film_end(Film *film);
