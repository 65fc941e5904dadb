/* A video of the training: frames piped to ffmpeg, or numbered PNG files where there is no ffmpeg.
 *
 * Its time is that of the training: a frame is due every so many steps, however fast or slowly they were taken, so the
 * same run gives the same video on every machine. Pauses take no time in it; a rewind is a cut. Trouble never reaches
 * the training: if ffmpeg ends too early, what follows is written as PNG files. */
#pragma once
#include <cairo.h>
#include <stdint.h>

#include "base/status.h"
#include "draw/metadata.h"

enum { VIDEO_RATE = 30 /* frames in a second */, VIDEO_PATH_SIZE = 1100, VIDEO_WORDS_SIZE = 1500 };

typedef struct VideoOptions {
    const char *path;       /* "run.mp4", .mkv, .mov, .webm or .gif; a file of that name is replaced */
    int width, height;      /* of the images that will come, pixels; an odd number is made even */
    double steps_per_frame; /* > 0; below 1 a step lasts several frames */
    Metadata words;         /* title, description, settings; borrowed until video_start returns */
} VideoOptions;

typedef struct Video Video;

/* True when the ending of the name is one of those above. */
bool video_can_name(const char *path);

/* Begins a video. Trouble: a name with another ending, a folder that cannot be written, no memory. Without ffmpeg it is
 * begun all the same: see video_note. */
Status video_start(const VideoOptions *options, Video **video);

/* True when the picture of the training after `step` steps is to be added: ask before going on to the next step. */
bool video_is_due(const Video *video, uint64_t step);

/* Adds the image, as often as frames are due at this step (not at all when none is). An image of another size is fitted
 * in. Trouble: a frame could not be written at all; no more can be. */
Status video_add(Video *video, uint64_t step, cairo_surface_t *image);

/* NULL, or the sentence that says why PNG files are written, and where. */
const char *video_note(const Video *video);

/* Frames so far, and the seconds they last. */
size_t video_frames(const Video *video);
double video_seconds(const Video *video);

/* Ends it and frees it; NULL is allowed. On success `made` names the file, or the folder of frames, and says how long it is.
 * Trouble: ffmpeg could not finish the file, which is then not there. */
Status video_finish(Video *video, char made[static VIDEO_WORDS_SIZE]);
