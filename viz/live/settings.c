#include "live/settings.h"
#include "words/words.h"

#include <stdio.h>
#include <string.h>

static const char where[] = N_("Epoch %zu of %zu, step %llu, learning rate %.3g, seed %llu.");
static const char where_endless[] = N_("Epoch %zu, step %llu, learning rate %.3g, seed %llu.");
static const char how[] = N_("Loss %s, net %s, %s, %zu pairs an epoch in batches of %zu.");
static const char how_target[] =
    N_("Loss %s (forged pairs towards a cosine of %g), net %s, %s, %zu pairs an epoch in batches of %zu.");
static const char invented[] = N_("%zu invented writers with %zu genuine signatures and %zu forgeries each.");
static const char from_folder[] = N_("Signatures of %zu writers, from the folder %s.");

enum { PART = 256 };

static void write_where(const SnapshotRun *run, char text[static PART])
{
    if (run->epochs > 0)
        snprintf(text, PART, _(where), run->epoch, run->epochs, (unsigned long long)run->step,
                 run->learning_rate, (unsigned long long)run->seed);
    else
        snprintf(text, PART, _(where_endless), run->epoch, (unsigned long long)run->step, run->learning_rate,
                 (unsigned long long)run->seed);
}

static void write_how(const SnapshotSettings *s, char text[static PART])
{
    if (strcmp(s->loss, "target") == 0)
        snprintf(text, PART, _(how_target), s->loss, s->forged_target, s->net, s->optimizer,
                 s->pairs_per_epoch, s->batch);
    else
        snprintf(text, PART, _(how), s->loss, s->net, s->optimizer, s->pairs_per_epoch, s->batch);
}

/* The folder by its last name: the way to it is nobody's business who sees the picture. */
static const char *last_name(const char *folder)
{
    const char *slash = strrchr(folder, '/');
    return slash && slash[1] ? slash + 1 : folder;
}

static void write_data(const SnapshotSettings *s, char text[static PART])
{
    if (s->folder && *s->folder)
        snprintf(text, PART, _(from_folder), s->writers, last_name(s->folder));
    else
        snprintf(text, PART, _(invented), s->writers, s->genuine, s->forged);
}

void settings_write(const Snapshot *snapshot, char text[static SETTINGS_SIZE])
{
    const SnapshotSettings *settings = &snapshot->settings;
    char parts[3][PART] = {{0}};
    write_where(&snapshot->run, parts[0]);
    if (settings->loss) {
        write_how(settings, parts[1]);
        write_data(settings, parts[2]);
    }
    snprintf(text, SETTINGS_SIZE, "%.200s %.220s %.210s", parts[0], parts[1], parts[2]);
}
