/* Pictures of the window, or of one of its panels, as files: PNG, SVG or PDF, by the ending of the name.
 *
 * A picture explains itself. The window has its sentence and its counters on it; a panel alone gets them as a caption
 * below. Both carry title, sentence and settings in the file's metadata. The help, a
 * menu, the focus and the mouse are left out. */
#pragma once
#include "live/scene.h"

enum { EXPORT_PATH_SIZE = 1024 };

typedef struct ExportSubject {
    const Scene *scene;
    const Snapshot *snapshot;
    const View *view;
    int width, height; /* of the window, pixels */
    PanelName panel;   /* PANEL_COUNT: the whole window */
} ExportSubject;

/* The panel a person means: the one that fills the window, else the one under the mouse; PANEL_COUNT when there is
 * neither. */
PanelName export_panel_meant(int width, int height, const View *view);

/* Writes the picture under this very name, at once or not at all; a file of that name is replaced. */
Status export_picture(const ExportSubject *subject, const char *path);

/* Writes it into the folder, which is made when it is not there, under a new name that says what it shows
 * ("angles-seed42-step5120.svg"): no file is ever replaced. `ending` is "png", "svg" or "pdf"; the name comes back in
 * path. */
Status export_new_picture(const ExportSubject *subject, const char *folder, const char *ending,
                          char path[static EXPORT_PATH_SIZE]);

/* Takes a name that is free in the folder by making an empty file of it: "STEM.ENDING", or "STEM-2.ENDING" and so on. */
Status export_take_name(const char *folder, const char *stem, const char *ending,
                        char path[static EXPORT_PATH_SIZE]);
