#include "live/saver.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "live/settings.h"
#include "words/words.h"

static const char saved[] = N_("saved %s");
static const char saved_two[] = N_("saved %s and its PDF");
static const char no_panel[] = N_("Point at a panel, or bring one up alone, to save it");
static const char recording_begun[] = N_("recording at %.3g training steps a second; V ends it");
static const char video_title[] = N_("Twingrad: a training in its window");

/* Both where a person looks, and where it can be read afterwards. */
static void say(Saver *saver, double now, const char *text)
{
    notice_say(&saver->notice, now, text);
    fprintf(stderr, "%s\n", text);
}

static void warn(Saver *saver, double now, const char *text)
{
    notice_warn(&saver->notice, now, text);
    fprintf(stderr, "%s\n", text);
}

/* ---- pictures ---- */

static void save(Saver *saver, const ExportSubject *subject, bool shapes, double now)
{
    char path[EXPORT_PATH_SIZE], other[EXPORT_PATH_SIZE], words[EXPORT_PATH_SIZE + 40];
    Status status = export_new_picture(subject, saver->folder, shapes ? "svg" : "png", path);
    if (status.ok && shapes)
        status = export_new_picture(subject, saver->folder, "pdf", other);
    if (!status.ok) {
        warn(saver, now, status.message);
        return;
    }
    snprintf(words, sizeof words, shapes ? _(saved_two) : _(saved), path);
    say(saver, now, words);
}

static void save_panel(Saver *saver, ExportSubject subject, bool shapes, double now)
{
    subject.panel = export_panel_meant(subject.width, subject.height, subject.view);
    if (subject.panel == PANEL_COUNT)
        notice_warn(&saver->notice, now, _(no_panel));
    else
        save(saver, &subject, shapes, now);
}

/* ---- the video ---- */

static void end_video(Saver *saver, double now)
{
    char made[VIDEO_WORDS_SIZE], words[VIDEO_WORDS_SIZE + 40];
    Status status = video_finish(saver->video, made);
    saver->video = NULL;
    if (!status.ok || strncmp(made, saver->video_path, strlen(saver->video_path)) != 0)
        remove(saver->video_path); /* the empty file that held the name */
    snprintf(words, sizeof words, _(saved), made);
    if (status.ok)
        say(saver, now, words);
    else
        warn(saver, now, status.message);
}

/* So many steps make a second of the video as make a second of the training now. */
static double steps_per_second(const SnapshotRun *run)
{
    if (isfinite(run->speed_wanted))
        return run->speed_wanted;
    return run->speed_measured > 0 ? run->speed_measured : VIDEO_RATE;
}

static void begin_video(Saver *saver, const ExportSubject *subject, double now)
{
    char stem[96], settings[SETTINGS_SIZE], words[120];
    const SnapshotRun *run = &subject->snapshot->run;
    snprintf(stem, sizeof stem, "video-seed%" PRIu64 "-step%" PRIu64, run->seed, run->step);
    settings_write(subject->snapshot, settings);
    Status status = export_take_name(saver->folder, stem, "mp4", saver->video_path);
    if (status.ok) {
        status = video_start(&(VideoOptions){.path = saver->video_path,
                                             .width = subject->width,
                                             .height = subject->height,
                                             .steps_per_frame = steps_per_second(run) / VIDEO_RATE,
                                             .words = {_(video_title), NULL, settings}},
                             &saver->video);
        if (!status.ok)
            remove(saver->video_path);
    }
    if (!status.ok) {
        warn(saver, now, status.message);
        return;
    }
    snprintf(words, sizeof words, _(recording_begun), steps_per_second(run));
    if (video_note(saver->video))
        warn(saver, now, video_note(saver->video));
    else
        notice_say(&saver->notice, now, words);
}

/* ---- what the loop calls ---- */

bool saver_obey(Saver *saver, Command command, const ExportSubject *subject, double now)
{
    ExportSubject window = *subject;
    window.panel = PANEL_COUNT;
    bool png = command >= COMMAND_SAVE_PNG_OF && command <= COMMAND_SAVE_PNG_OF_LAST;
    bool shapes = command >= COMMAND_SAVE_SHAPES_OF && command <= COMMAND_SAVE_SHAPES_OF_LAST;
    if (png || shapes) {
        window.panel = (PanelName)(command - (png ? COMMAND_SAVE_PNG_OF : COMMAND_SAVE_SHAPES_OF));
        save(saver, &window, shapes, now);
        return true;
    }
    switch (command) {
    case COMMAND_SAVE_PNG:
    case COMMAND_SAVE_SHAPES:
        save(saver, &window, command == COMMAND_SAVE_SHAPES, now);
        return true;
    case COMMAND_SAVE_PANEL_PNG:
    case COMMAND_SAVE_PANEL_SHAPES:
        save_panel(saver, window, command == COMMAND_SAVE_PANEL_SHAPES, now);
        return true;
    case COMMAND_VIDEO:
        if (saver->video)
            end_video(saver, now);
        else
            begin_video(saver, &window, now);
        return true;
    default:
        return false;
    }
}

bool saver_wants_picture(const Saver *saver, uint64_t step)
{
    return saver->video && video_is_due(saver->video, step);
}

void saver_record(Saver *saver, uint64_t step, cairo_surface_t *image, double now)
{
    if (!saver->video)
        return;
    bool noted = video_note(saver->video) != NULL;
    Status status = video_add(saver->video, step, image);
    if (!status.ok) {
        end_video(saver, now);
        warn(saver, now, status.message);
    } else if (!noted && video_note(saver->video)) {
        warn(saver, now, video_note(saver->video));
    }
}

Status saver_paint(const Saver *saver, const Scene *scene, cairo_surface_t *image, const View *view)
{
    if (!saver->video && !saver->notice.text[0])
        return status_ok();
    return scene_paint_over(scene, image, view, &saver->notice,
                            saver->video ? video_seconds(saver->video) : NAN);
}

void saver_close(Saver *saver, double now)
{
    if (saver->video)
        end_video(saver, now);
}
