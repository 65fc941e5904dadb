#define _POSIX_C_SOURCE 200809L
#include "live/video.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files.h"
#include "draw/canvas.h"
#include "live/child.h"
#include "words/words.h"

static const double write_patience = 10, finish_patience = 60; /* seconds */
enum { FOLDERS_MAX = 1000 };

static const char no_ffmpeg[] = N_("There is no ffmpeg: the frames are written as pictures into %s");
static const char ffmpeg_failed[] = N_("%.200s; the frames from %zu on are written as pictures into %s");
static const char made_file[] = N_("%s: %zu frames, %.1f s");
static const char made_folder[] = N_("%s: %zu frames as pictures, %.1f s at %d a second");

struct Video {
    char path[VIDEO_PATH_SIZE], part[VIDEO_PATH_SIZE]; /* the file; while it is being made */
    char folder[VIDEO_PATH_SIZE];                      /* of numbered frames; empty: none yet */
    char note[VIDEO_WORDS_SIZE];
    Child *encoder; /* NULL: frames are written as PNG */
    cairo_surface_t *frame;
    int width, height;
    double steps_per_frame, steps; /* steps: of training seen so far */
    uint64_t last_step;
    bool started;
    size_t frames;
};

/* ---- names ---- */

static const char *ending_of(const char *path)
{
    static const char *const endings[] = {".mp4", ".mkv", ".mov", ".webm", ".gif"};
    size_t length = strlen(path);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        size_t own = strlen(endings[i]);
        if (length > own && strcmp(path + length - own, endings[i]) == 0)
            return path + length - own;
    }
    return NULL;
}

bool video_can_name(const char *path)
{
    return ending_of(path) != NULL;
}

/* "run-frames" beside run.mp4, or "run-frames-2" and so on: a folder that was not there. */
static Status make_frame_folder(Video *video)
{
    int stem = (int)(ending_of(video->path) - video->path);
    for (int number = 1; number <= FOLDERS_MAX; number++) {
        char suffix[16] = "";
        if (number > 1)
            snprintf(suffix, sizeof suffix, "-%d", number);
        if (snprintf(video->folder, sizeof video->folder, "%.*s-frames%s", stem, video->path, suffix) >=
            (int)sizeof video->folder)
            return status_error(_("the name of the video is too long"));
        struct stat there;
        if (stat(video->folder, &there) != 0)
            return files_make_folder(video->folder);
    }
    const Status status = status_error(_("%.300s: there are too many of them already"), video->folder);
    video->folder[0] = 0;
    return status;
}

/* ---- the encoder ---- */

/* How cairo's pixels (0RGB in one number) lie in memory. */
static const char *pixel_format(void)
{
    const uint32_t number = 1;
    unsigned char first;
    memcpy(&first, &number, 1);
    return first == 1 ? "bgr0" : "0rgb";
}

/* Colours carry the meaning here, so their coding is said and not left to a player's guess. */
static Status start_encoder(Video *video, const Metadata *words)
{
    char size[32], rate[16], title[600], comment[600];
    snprintf(size, sizeof size, "%dx%d", video->width, video->height);
    snprintf(rate, sizeof rate, "%d", VIDEO_RATE);
    snprintf(title, sizeof title, "title=%.500s", words->title ? words->title : "");
    snprintf(comment, sizeof comment, "comment=%.500s", words->settings ? words->settings : "");
    bool animated_image = strcmp(ending_of(video->path), ".gif") == 0;
    const char *command[48] = {"ffmpeg",   "-loglevel",    "error",     "-y",  "-f",        "rawvideo",
                               "-pix_fmt", pixel_format(), "-s",        size,  "-r",        rate,
                               "-i",       "pipe:0",       "-metadata", title, "-metadata", comment};
    static const char *const coded[] = {"-vf",
                                        "scale=out_color_matrix=bt709:out_range=tv",
                                        "-pix_fmt",
                                        "yuv420p",
                                        "-colorspace",
                                        "bt709",
                                        "-color_primaries",
                                        "bt709",
                                        "-color_trc",
                                        "bt709"};
    size_t count = 0;
    while (command[count])
        count++;
    for (size_t i = 0; i < sizeof coded / sizeof coded[0] && !animated_image; i++)
        command[count++] = coded[i];
    command[count++] = video->part;
    Status status;
    ChildStart start = child_start(command, &video->encoder, &status);
    if (start == CHILD_STARTED)
        return status_ok();
    Status folder = make_frame_folder(video);
    if (!folder.ok)
        return folder;
    if (start == CHILD_ABSENT)
        snprintf(video->note, sizeof video->note, _(no_ffmpeg), video->folder);
    else
        snprintf(video->note, sizeof video->note, _(ffmpeg_failed), status.message, (size_t)1, video->folder);
    return status_ok();
}

/* It ended too early: what comes is written as PNG. */
static Status give_up_encoder(Video *video, Status why)
{
    Status ended = child_finish(video->encoder, 1);
    video->encoder = NULL;
    remove(video->part);
    Status status = make_frame_folder(video);
    if (!ended.ok)
        why = ended; /* says what it complained of */
    snprintf(video->note, sizeof video->note, _(ffmpeg_failed), why.message, video->frames + 1,
             video->folder);
    return status;
}

/* ---- making one ---- */

static void destroy(Video *video)
{
    if (video->folder[0] && video->frames == 0)
        remove(video->folder); /* nothing could be written into it */
    if (video->frame)
        cairo_surface_destroy(video->frame);
    free(video);
}

/* The part keeps the ending: ffmpeg chooses the kind of file by it. */
static Status name_files(Video *video, const char *path)
{
    const char *ending = ending_of(path);
    if (!ending)
        return status_error(_("%.300s: expected a name that ends in .mp4, .mkv, .mov, .webm or .gif"), path);
    if (snprintf(video->path, sizeof video->path, "%s", path) >= (int)sizeof video->path ||
        snprintf(video->part, sizeof video->part, "%.*s.part%s", (int)(ending - path), path, ending) >=
            (int)sizeof video->part)
        return status_error(_("the name of the video is too long"));
    FILE *probe = fopen(video->part, "wb");
    if (!probe) {
        video->part[0] = 0;
        return status_error(_("%.300s: cannot be written"), path);
    }
    fclose(probe);
    return status_ok();
}

Status video_start(const VideoOptions *options, Video **video)
{
    assert(options->width > 0 && options->height > 0 && options->steps_per_frame > 0);
    *video = NULL;
    Video *made = calloc(1, sizeof *made);
    if (!made)
        return status_no_memory(_("the video"));
    made->width = options->width + options->width % 2;
    made->height = options->height + options->height % 2;
    made->steps_per_frame = options->steps_per_frame;
    made->frame = canvas_image(made->width, made->height);
    Status status = made->frame ? name_files(made, options->path) : status_no_memory(_("the video"));
    if (status.ok)
        status = start_encoder(made, &options->words);
    if (!made->encoder && made->part[0])
        remove(made->part);
    if (status.ok)
        *video = made;
    else
        destroy(made);
    return status;
}

/* ---- frames ---- */

/* Where the training stands in the video's own count of steps: a rewind takes no time. */
static double steps_at(const Video *video, uint64_t step)
{
    if (!video->started || step < video->last_step)
        return video->steps;
    return video->steps + (double)(step - video->last_step);
}

/* The first frame is due at once, frame k after k times the steps of a frame. The small number forgives rounding. */
static double frames_due(const Video *video, uint64_t step)
{
    return floor(steps_at(video, step) / video->steps_per_frame + 1e-9) + 1;
}

bool video_is_due(const Video *video, uint64_t step)
{
    return frames_due(video, step) > (double)video->frames;
}

/* Into the middle of the frame, made smaller or larger when it has another size. */
static void fit(Video *video, cairo_surface_t *image)
{
    double width = cairo_image_surface_get_width(image), height = cairo_image_surface_get_height(image);
    double scale = fmin(video->width / width, video->height / height);
    if (fabs(video->width - width) <= 1 && fabs(video->height - height) <= 1)
        scale = 1; /* the odd pixel alone */
    cairo_t *cr = cairo_create(video->frame);
    cairo_set_source_rgb(cr, 0, 0, 0);
    cairo_paint(cr);
    cairo_translate(cr, floor((video->width - scale * width) / 2),
                    floor((video->height - scale * height) / 2));
    cairo_scale(cr, scale, scale);
    cairo_set_source_surface(cr, image, 0, 0);
    cairo_paint(cr);
    cairo_destroy(cr);
    cairo_surface_flush(video->frame);
}

static Status pipe_frame(Video *video)
{
    const unsigned char *pixels = cairo_image_surface_get_data(video->frame);
    size_t stride = (size_t)cairo_image_surface_get_stride(video->frame), row = 4 * (size_t)video->width;
    Status status = status_ok();
    for (int y = 0; y < video->height && status.ok; y++)
        status = child_write(video->encoder, pixels + (size_t)y * stride, row, write_patience);
    return status;
}

static Status write_png(FILE *file, const void *context)
{
    const Video *video = context;
    const char *why = canvas_write_image(file, video->frame);
    return why ? status_error(_("a frame cannot be written: %s"), why) : status_ok();
}

static Status write_frame(Video *video)
{
    if (video->encoder) {
        Status status = pipe_frame(video);
        if (status.ok)
            return status;
        status = give_up_encoder(video, status);
        if (!status.ok)
            return status;
    }
    char path[VIDEO_PATH_SIZE + 32];
    snprintf(path, sizeof path, "%s/frame-%06zu.png", video->folder, video->frames + 1);
    return files_replace(path, write_png, video);
}

Status video_add(Video *video, uint64_t step, cairo_surface_t *image)
{
    if (video_is_due(video, step))
        fit(video, image);
    Status status = status_ok();
    while (status.ok && video_is_due(video, step)) {
        status = write_frame(video);
        if (status.ok)
            video->frames++;
    }
    video->steps = steps_at(video, step);
    video->last_step = step;
    video->started = true;
    return status;
}

const char *video_note(const Video *video)
{
    return video->note[0] ? video->note : NULL;
}

size_t video_frames(const Video *video)
{
    return video->frames;
}

double video_seconds(const Video *video)
{
    return (double)video->frames / VIDEO_RATE;
}

Status video_finish(Video *video, char made[static VIDEO_WORDS_SIZE])
{
    made[0] = 0;
    if (!video)
        return status_ok();
    Status status = status_ok();
    if (video->encoder) {
        status = child_finish(video->encoder, finish_patience);
        if (status.ok && rename(video->part, video->path) != 0)
            status = status_error(_("%.300s: cannot be written"), video->path);
        if (!status.ok)
            remove(video->part);
    }
    if (status.ok && video->folder[0])
        snprintf(made, VIDEO_WORDS_SIZE, _(made_folder), video->folder, video->frames, video_seconds(video),
                 VIDEO_RATE);
    else if (status.ok)
        snprintf(made, VIDEO_WORDS_SIZE, _(made_file), video->path, video->frames, video_seconds(video));
    destroy(video);
    return status;
}
