#include "live/film.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>

#include "live/settings.h"
#include "words/words.h"

static const char title[] = N_("Twingrad: a training in its window");

static double steps_of(const Snapshot *snapshot)
{
    const SnapshotSettings *s = &snapshot->settings;
    size_t an_epoch = (s->pairs_per_epoch + s->batch - 1) / s->batch;
    return (double)an_epoch * (double)snapshot->run.epochs;
}

/* Said once, when it comes up. */
static void print_note(Film *film)
{
    if (!film->noted && video_note(film->video)) {
        printf("%s\n", video_note(film->video));
        film->noted = true;
    }
}

Status film_start(const char *path, size_t frames, int width, int height, Scene *scene, const View *view,
                  const Snapshot *snapshot, Film *film)
{
    assert(frames >= 2);
    *film = (Film){.scene = scene, .view = *view, .image = canvas_image(width, height)};
    if (!film->image)
        return status_no_memory(_("the pictures of the video"));
    char settings[SETTINGS_SIZE];
    settings_write(snapshot, settings);
    double steps_per_frame = fmax(1e-3, steps_of(snapshot) / (double)(frames - 1));
    film->steps_per_second = steps_per_frame * VIDEO_RATE;
    Status status = video_start(&(VideoOptions){.path = path,
                                                .width = width,
                                                .height = height,
                                                .steps_per_frame = steps_per_frame,
                                                .words = {.title = _(title), .settings = settings}},
                                &film->video);
    if (status.ok) {
        print_note(film);
        return status;
    }
    cairo_surface_destroy(film->image);
    *film = (Film){0};
    return status;
}

bool film_is_due(const Film *film, uint64_t step)
{
    return film->video && video_is_due(film->video, step);
}

/* In its own time the film runs, and always at one speed. */
static Snapshot as_filmed(const Film *film, const Snapshot *snapshot)
{
    Snapshot filmed = *snapshot;
    filmed.run.running = !filmed.run.finished && !filmed.run.trouble;
    filmed.run.speed_wanted = filmed.run.speed_measured = film->steps_per_second;
    return filmed;
}

Status film_add(Film *film, const Snapshot *snapshot)
{
    Snapshot filmed = as_filmed(film, snapshot);
    Status status = scene_paint(film->scene, film->image, &filmed, &film->view);
    if (status.ok)
        status = video_add(film->video, snapshot->run.step, film->image);
    print_note(film);
    return status;
}

Status film_end(Film *film)
{
    char made[VIDEO_WORDS_SIZE];
    if (!film->video)
        return status_ok();
    Status status = video_finish(film->video, made);
    if (status.ok)
        printf("wrote %s\n", made);
    cairo_surface_destroy(film->image);
    *film = (Film){0};
    return status;
}
