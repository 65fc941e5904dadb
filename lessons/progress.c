#define _POSIX_C_SOURCE 200809L
#include "progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"

enum { PATH = 1000, LINES = 64, LINE = 80, MOST_BYTES = 1 << 16 };

typedef struct Notes {
    size_t count;
    char line[LINES][LINE];
} Notes;

/* The file and its folder; false when there is no place. */
static bool find_place(char path[static PATH], char folder[static PATH])
{
    const char *own = getenv("TWINGRAD_PROGRESS"), *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    int length;
    if (own && *own)
        length = snprintf(path, PATH, "%s", own);
    else if (state && *state)
        length = snprintf(path, PATH, "%s/twingrad/lessons.txt", state);
    else if (home && *home)
        length = snprintf(path, PATH, "%s/.local/state/twingrad/lessons.txt", home);
    else
        return false;
    if (length >= PATH)
        return false;
    memcpy(folder, path, (size_t)length + 1);
    char *slash = strrchr(folder, '/');
    if (slash)
        *slash = 0;
    else
        snprintf(folder, PATH, ".");
    return true;
}

/* False when there are notes that cannot be read: they are then not to be written over. */
static bool read_notes(Notes *notes)
{
    char path[PATH], folder[PATH], *bytes;
    size_t size;
    notes->count = 0;
    if (!find_place(path, folder))
        return true;
    if (!files_read(path, MOST_BYTES, &bytes, &size).ok)
        return access(path, F_OK) != 0;
    for (char *line = strtok(bytes, "\n"); line && notes->count < LINES; line = strtok(NULL, "\n"))
        snprintf(notes->line[notes->count++], LINE, "%s", line);
    free(bytes);
    return true;
}

/* What stands behind "key " in a line; NULL when there is no such line. */
static const char *find_note(const Notes *notes, const char *key)
{
    size_t length = strlen(key);
    for (size_t i = 0; i < notes->count; i++)
        if (strncmp(notes->line[i], key, length) == 0 && notes->line[i][length] == ' ')
            return notes->line[i] + length + 1;
    return NULL;
}

static void set_note(Notes *notes, const char *key, const char *value)
{
    const char *found = find_note(notes, key);
    size_t i = 0;
    while (found && i < notes->count && found != notes->line[i] + strlen(key) + 1)
        i++;
    if (!found && notes->count == LINES)
        return;
    i = found ? i : notes->count++;
    snprintf(notes->line[i], LINE, "%s %s", key, value);
}

Progress progress_read(const char *lesson)
{
    Notes notes;
    read_notes(&notes);
    const char *note = find_note(&notes, lesson);
    Progress progress = {0};
    if (note) {
        progress.done = strstr(note, "done") != NULL;
        progress.part = (unsigned)strtoul(note, NULL, 10);
    }
    return progress;
}

bool progress_last(char lesson[static PROGRESS_NAME])
{
    Notes notes;
    read_notes(&notes);
    const char *note = find_note(&notes, "last");
    snprintf(lesson, PROGRESS_NAME, "%s", note ? note : "");
    return note != NULL;
}

static Status write_notes(FILE *file, const void *context)
{
    const Notes *notes = context;
    for (size_t i = 0; i < notes->count; i++)
        fprintf(file, "%s\n", notes->line[i]);
    return status_ok();
}

static void keep_notes(const Notes *notes)
{
    char path[PATH], folder[PATH];
    if (find_place(path, folder) && files_make_folder(folder).ok)
        (void)files_replace(path, write_notes, notes);
}

void progress_write(const char *lesson, Progress progress)
{
    char value[LINE];
    Notes notes;
    if (!read_notes(&notes))
        return;
    snprintf(value, sizeof value, "%u%s", progress.part, progress.done ? " done" : "");
    set_note(&notes, lesson, value);
    set_note(&notes, "last", lesson);
    keep_notes(&notes);
}

static const char *key_of_exercise(const char *exercise, char key[static PROGRESS_NAME])
{
    snprintf(key, PROGRESS_NAME, "exercise-%s", exercise);
    return key;
}

bool progress_solved(const char *exercise)
{
    char key[PROGRESS_NAME];
    Notes notes;
    read_notes(&notes);
    return find_note(&notes, key_of_exercise(exercise, key)) != NULL;
}

void progress_solve(const char *exercise)
{
    char key[PROGRESS_NAME];
    Notes notes;
    if (!read_notes(&notes))
        return;
    set_note(&notes, key_of_exercise(exercise, key), "solved");
    keep_notes(&notes);
}
