/* What the keys that save do in a window: pictures and videos into one folder, under new names, and a notice that says
 * so. Nothing here ends or disturbs the run: what goes wrong is said in the notice. */
#pragma once
#include "live/export.h"
#include "live/keys.h"
#include "live/notice.h"
#include "live/video.h"

typedef struct Saver {
    const char *folder; /* borrowed */
    Notice notice;
    Video *video; /* NULL: none is being recorded */
    char video_path[EXPORT_PATH_SIZE];
} Saver;

/* Obeys a command that saves; false when it is none. `subject` is the window as it is shown (its `panel` is not looked
 * at), `now` the window's clock. */
bool saver_obey(Saver *saver, Command command, const ExportSubject *subject, double now);

/* True when the training is to stop for a picture, because a frame of the video is due. */
bool saver_wants_picture(const Saver *saver, uint64_t step);

/* Adds what the window shows to the video, if one is recorded and a frame is due. To be called after each painting and
 * before saver_paint. */
void saver_record(Saver *saver, uint64_t step, cairo_surface_t *image, double now);

/* Paints the notice and the sign of recording over the window's image. */
Status saver_paint(const Saver *saver, const Scene *scene, cairo_surface_t *image, const View *view);

/* Ends a video that is still being recorded, at the end of the program. */
void saver_close(Saver *saver, double now);
