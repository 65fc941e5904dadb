#include "live/export.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/files.h"
#include "live/layout.h"
#include "live/sentence.h"
#include "live/settings.h"
#include "words/words.h"

static const char window_title[] = N_("Twingrad: a training in its window");
static const char panel_title[] = N_("Twingrad: %s");

enum { NAMES_MAX = 10000 }; /* of one stem */

/* A panel alone is at least so large (units), and has at least so many pixels to a unit: it is to be looked at by itself,
 * on a slide or on paper, however small its place in the window is. */
static const double least_width = 640, least_height = 360, least_unit = 2;

/* What a picture is made from, worked out once. */
typedef struct Drawing {
    const ExportSubject *subject;
    View view;
    Layout layout;
    CanvasFormat format;
    char title[160], sentence[SENTENCE_SIZE], settings[SETTINGS_SIZE];
    Rect panel;     /* units; at the left top corner */
    double caption; /* height of the room below the panel, units */
    double unit;    /* pixels, of a panel alone */
    Status *status; /* of the drawing */
} Drawing;

PanelName export_panel_meant(int width, int height, const View *view)
{
    Layout layout = layout_make(width, height, view);
    if (layout.kind == LAYOUT_ONE)
        for (int i = 0; i < PANEL_COUNT; i++)
            if (layout.shown[i])
                return (PanelName)i;
    if (!view->pointer_inside)
        return PANEL_COUNT;
    return layout_panel_at(&layout, view->pointer_x / layout.unit, view->pointer_y / layout.unit);
}

/* ---- drawing ---- */

static void paint_window(cairo_t *cr, int width, int height, const void *context)
{
    const Drawing *drawing = context;
    const ExportSubject *subject = drawing->subject;
    *drawing->status = scene_draw(subject->scene, cr, width, height, subject->snapshot, &drawing->view, NULL);
}

static void paint_panel(cairo_t *cr, int width, int height, const void *context)
{
    const Drawing *drawing = context;
    const ExportSubject *subject = drawing->subject;
    (void)width;
    (void)height;
    cairo_scale(cr, drawing->unit, drawing->unit);
    *drawing->status =
        scene_draw_alone(subject->scene, cr, subject->panel, drawing->panel,
                         (SceneCaption){drawing->sentence, drawing->settings, drawing->caption},
                         subject->snapshot, &drawing->view);
}

/* A panel not shown is drawn at the least size. */
static Rect place_of_panel(const Drawing *drawing)
{
    Rect frame = drawing->layout.panel[drawing->subject->panel];
    if (!drawing->layout.shown[drawing->subject->panel])
        frame = (Rect){0};
    return (Rect){0, 0, fmax(least_width, frame.width), fmax(least_height, frame.height)};
}

static void prepare(const ExportSubject *subject, Drawing *drawing)
{
    drawing->subject = subject;
    drawing->view = *subject->view;
    drawing->view.help = false;
    drawing->view.menu.name = MENU_COUNT;
    drawing->view.focus = (ViewFocus){0};
    drawing->view.pointer_inside = false;
    drawing->layout = layout_make(subject->width, subject->height, &drawing->view);
    sentence_write(subject->snapshot, SENTENCE_ALL, drawing->sentence);
    settings_write(subject->snapshot, drawing->settings);
    if (subject->panel == PANEL_COUNT) {
        snprintf(drawing->title, sizeof drawing->title, "%s", _(window_title));
        return;
    }
    snprintf(drawing->title, sizeof drawing->title, _(panel_title), _(panels_get(subject->panel)->title));
    drawing->unit = fmax(least_unit, drawing->layout.unit);
    drawing->panel = place_of_panel(drawing);
    drawing->caption = scene_caption_height(subject->scene, drawing->panel.width, drawing->sentence,
                                            drawing->settings, drawing->view.theme);
}

static Status write_drawing(FILE *file, const void *context)
{
    const Drawing *drawing = context;
    bool alone = drawing->subject->panel != PANEL_COUNT;
    int width = drawing->subject->width, height = drawing->subject->height;
    if (alone) {
        width = (int)lround(drawing->panel.width * drawing->unit);
        height = (int)lround((drawing->panel.height + drawing->caption) * drawing->unit);
    }
    Metadata words = {drawing->title, drawing->sentence, drawing->settings};
    const char *why = canvas_write(file, drawing->format, width, height, &words,
                                   alone ? paint_panel : paint_window, drawing);
    if (!drawing->status->ok)
        return *drawing->status;
    return why ? status_error(_("the picture cannot be written: %s"), why) : status_ok();
}

Status export_picture(const ExportSubject *subject, const char *path)
{
    Status painted = status_ok();
    Drawing drawing = {.status = &painted};
    if (!canvas_format_of(path, &drawing.format))
        return status_error(_("%s: expected a name that ends in .png, .svg or .pdf"), path);
    prepare(subject, &drawing);
    return files_replace(path, write_drawing, &drawing);
}

/* ---- names ---- */

Status export_take_name(const char *folder, const char *stem, const char *ending,
                        char path[static EXPORT_PATH_SIZE])
{
    Status status = files_make_folder(folder);
    for (unsigned number = 1; status.ok && number <= NAMES_MAX; number++) {
        char suffix[16] = "";
        if (number > 1)
            snprintf(suffix, sizeof suffix, "-%u", number);
        if (snprintf(path, EXPORT_PATH_SIZE, "%s/%s%s.%s", folder, stem, suffix, ending) >= EXPORT_PATH_SIZE)
            return status_error(_("the name of the folder for pictures is too long"));
        FILE *taken = fopen(path, "wbx"); /* x: only if there is none */
        if (taken) {
            fclose(taken);
            return status_ok();
        }
        if (errno != EEXIST)
            return status_error(_("%.300s: cannot be written: %s"), path, strerror(errno));
    }
    return status.ok ? status_error(_("%.300s/%s: there are too many of them already"), folder, stem)
                     : status;
}

Status export_new_picture(const ExportSubject *subject, const char *folder, const char *ending,
                          char path[static EXPORT_PATH_SIZE])
{
    char stem[96];
    const SnapshotRun *run = &subject->snapshot->run;
    snprintf(stem, sizeof stem, "%s-seed%" PRIu64 "-step%" PRIu64,
             subject->panel == PANEL_COUNT ? "window" : panels_get(subject->panel)->name, run->seed,
             run->step);
    Status status = export_take_name(folder, stem, ending, path);
    if (!status.ok)
        return status;
    status = export_picture(subject, path);
    if (!status.ok)
        remove(path); /* the empty file that held the name */
    return status;
}
