#define _POSIX_C_SOURCE 200809L
#include "live/own.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/files.h"
#include "live/capture.h"
#include "live/trace.h"
#include "pen/svc2004.h"
#include "train/dataset.h"
#include "train/scoring.h"
#include "train/verifier.h"
#include "words/words.h"

enum { SLOTS = SNAPSHOT_OWN_SLOTS, REFERENCES = SNAPSHOT_OWN_REFERENCES, USERS_MAX = 10000 };

static const double millimetres_per_unit = 25.4 / 96; /* as on a display of 96 dots an inch */
static const double degrees_per_radian = 57.29577951308232;

typedef struct Slot {
    Capture capture;     /* empty for one that came from a file */
    Signature signature; /* count 0: none, and `trouble` says why */
    char trouble[STATUS_MESSAGE_SIZE];
    InkPoint *points; /* as drawn */
    size_t count, room;
    InkPoint seen[PREPROCESS_TIME];
    bool seen_known;
    bool changed; /* since the signature was taken from it */
} Slot;

struct Own {
    const char *folder;
    Slot slot[SLOTS];
    size_t current;
    bool foreign;
    uint64_t version, verdict_version;
    uint64_t signatures; /* raised when one of them became another */
    /* what the verdict was worked out from */
    bool judged_once;
    uint64_t judged_moment, judged_signatures;
    double judged_threshold;
    const Model *judged_model;
    SnapshotOwn verdict; /* its numbers alone */
};

Status own_create(Own **own)
{
    *own = calloc(1, sizeof **own);
    if (!*own)
        return status_no_memory(_("the signatures that are drawn"));
    return status_ok();
}

static void forget_slot(Slot *slot)
{
    capture_free(&slot->capture);
    signature_free(&slot->signature);
    free(slot->points);
    *slot = (Slot){0};
}

void own_destroy(Own *own)
{
    if (!own)
        return;
    for (size_t i = 0; i < SLOTS; i++)
        forget_slot(&own->slot[i]);
    free(own);
}

/* ---- a slot ---- */

static bool reserve_points(Slot *slot, size_t count)
{
    if (count <= slot->room)
        return true;
    InkPoint *points = realloc(slot->points, count * sizeof *points);
    if (!points)
        return false;
    slot->points = points;
    slot->room = count;
    return true;
}

static void show_signature(Slot *slot)
{
    const Signature *signature = &slot->signature;
    slot->count = reserve_points(slot, signature->count) ? signature->count : 0;
    if (slot->count > 0)
        trace_write(signature, slot->points);
}

/* Every event, where it was: what is shown of a drawing under way is what was drawn, not what is made of it. */
static void show_events(Slot *slot)
{
    const Capture *capture = &slot->capture;
    slot->count = reserve_points(slot, capture->count) ? capture->count : 0;
    double begin = slot->count > 0 ? capture->events[0].seconds : 0;
    for (size_t i = 0; i < slot->count; i++)
        slot->points[i] = (InkPoint){.x = (float)capture->events[i].x,
                                     .y = (float)capture->events[i].y,
                                     .t = (float)(capture->events[i].seconds - begin),
                                     .ink = i + 1 < slot->count && !capture->events[i + 1].begins};
}

static void normalise(Slot *slot, bool pen_up_removed)
{
    Preprocessed seen;
    slot->seen_known = false;
    if (slot->signature.count == 0)
        return;
    Status status = preprocess_run(&slot->signature, pen_up_removed, &seen);
    if (!status.ok) {
        memcpy(slot->trouble, status.message, sizeof slot->trouble);
        signature_free(&slot->signature);
        return;
    }
    slot->seen_known = true;
    trace_write_seen(&seen, slot->seen);
}

/* The signature of what was drawn, if it is one. */
static void take_signature(Slot *slot, bool pen_up_removed)
{
    if (slot->capture.count > 0) {
        signature_free(&slot->signature);
        Status status = capture_signature(&slot->capture, millimetres_per_unit, &slot->signature);
        memcpy(slot->trouble, status.message, sizeof slot->trouble); /* empty when it is well */
    }
    normalise(slot, pen_up_removed);
    slot->changed = false;
}

static void touch(Own *own, Slot *slot)
{
    slot->changed = true;
    own->version++;
}

/* True when its signature became another. */
static bool bring_up_to_date(Slot *slot, bool pen_up_removed)
{
    if (!slot->changed || slot->capture.down)
        return false;
    take_signature(slot, pen_up_removed);
    return true;
}

/* A slot from a file is drawn anew from its first stroke on. */
static void clear_slot(Own *own, Slot *slot)
{
    capture_clear(&slot->capture);
    signature_free(&slot->signature);
    slot->trouble[0] = 0;
    slot->count = 0;
    touch(own, slot);
}

static bool is_empty(const Slot *slot)
{
    return slot->capture.count == 0 && slot->signature.count == 0;
}

/* ---- drawing ---- */

void own_look(Own *own, double seconds)
{
    capture_look(&own->slot[own->current].capture, seconds);
}

void own_pen(Own *own, const OwnPen *pen)
{
    Slot *slot = &own->slot[own->current];
    if (pen->kind == OWN_PEN_DOWN && slot->capture.count == 0 && slot->signature.count > 0)
        clear_slot(own, slot);
    bool was_down = slot->capture.down;
    if (pen->kind == OWN_PEN_DOWN)
        capture_down(&slot->capture, pen->x, pen->y, pen->seconds);
    else if (pen->kind == OWN_PEN_MOVE)
        capture_move(&slot->capture, pen->x, pen->y, pen->seconds);
    else if (pen->kind == OWN_PEN_UP)
        capture_up(&slot->capture, pen->x, pen->y, pen->seconds);
    if (!was_down && !slot->capture.down)
        return;
    show_events(slot);
    touch(own, slot);
}

/* ---- the folder ---- */

static bool same_folder(const char *one, const char *other)
{
    struct stat first, second;
    return stat(one, &first) == 0 && stat(other, &second) == 0 && first.st_dev == second.st_dev &&
           first.st_ino == second.st_ino;
}

static void name_file(const char *folder, size_t user, size_t number, size_t size, char path[])
{
    snprintf(path, size, "%s/U%zuS%zu.TXT", folder, user, number);
}

/* The first user number of which there is no file yet; 0 when there is none. */
static size_t free_user(const char *folder)
{
    for (size_t user = 1; user <= USERS_MAX; user++) {
        bool taken = false;
        for (size_t number = 1; number <= DATASET_GENUINE_MAX + DATASET_FORGED_MAX && !taken; number++) {
            char path[1200];
            struct stat there;
            name_file(folder, user, number, sizeof path, path);
            taken = stat(path, &there) == 0;
        }
        if (!taken)
            return user;
    }
    return 0;
}

static Status save(Own *own, const char *training_folder, char said[static OWN_SAID_SIZE])
{
    if (!own->folder)
        return status_error(_("no folder was named for own signatures: start with --own DIR"));
    if (training_folder && *training_folder && same_folder(own->folder, training_folder))
        return status_error(_("%.300s: the training reads from this folder, so nothing is written into it"),
                            own->folder);
    Status status = files_make_folder(own->folder);
    size_t user = status.ok ? free_user(own->folder) : 0, saved = 0;
    if (status.ok && user == 0)
        return status_error(_("%.300s: there are too many signatures in it already"), own->folder);
    for (size_t i = 0; i < SLOTS && status.ok; i++) {
        char path[1200];
        if (own->slot[i].signature.count == 0)
            continue;
        size_t number = i == SNAPSHOT_OWN_TRY && own->foreign ? DATASET_GENUINE_MAX + 1 : i + 1;
        name_file(own->folder, user, number, sizeof path, path);
        status = svc2004_write(path, &own->slot[i].signature);
        saved += status.ok;
    }
    if (status.ok && saved == 0)
        return status_error(_("there is no signature to save yet"));
    if (status.ok)
        snprintf(said, OWN_SAID_SIZE, _("saved %s/U%zuS*.TXT: %zu signatures"), own->folder, user, saved);
    return status;
}

/* Whether there is a folder, and a file in it that may be a signature: a new folder is nothing wrong. One that cannot be read
 * may hold any. */
static bool holds_signatures(const char *folder)
{
    DIR *listing = opendir(folder);
    bool found = false;
    if (!listing)
        return errno != ENOENT;
    errno = 0;
    for (const struct dirent *entry; (entry = readdir(listing)); errno = 0)
        found |= toupper((unsigned char)entry->d_name[0]) == 'U' && isdigit((unsigned char)entry->d_name[1]);
    found |= errno != 0;
    closedir(listing);
    return found;
}

static Status load_slot(Own *own, size_t slot, const DatasetItem *item)
{
    Slot *into = &own->slot[slot];
    signature_free(&into->signature);
    Status status = signature_copy(&item->signature, &into->signature);
    if (!status.ok)
        return status;
    show_signature(into);
    touch(own, into);
    return status;
}

Status own_open(Own *own, const char *folder)
{
    own->folder = folder;
    if (!holds_signatures(folder))
        return status_ok();
    Dataset dataset;
    Status status = dataset_load(own->folder, &dataset);
    if (!status.ok)
        return status;
    const DatasetUser *user = &dataset.users[dataset.user_count - 1];
    size_t all = user->genuine + user->forged,
           references = user->genuine < REFERENCES ? user->genuine : REFERENCES;
    for (size_t i = 0; i < references && status.ok; i++)
        status = load_slot(own, i, &dataset.items[user->first + i]);
    if (status.ok && references < all) {
        const DatasetItem *tried = &dataset.items[user->first + references];
        status = load_slot(own, SNAPSHOT_OWN_TRY, tried);
        own->foreign = tried->forged;
    }
    own->current = references < REFERENCES ? references : SNAPSHOT_OWN_TRY;
    dataset_free(&dataset);
    return status;
}

/* ---- the buttons ---- */

static void go_to(Own *own, size_t slot)
{
    own->slot[own->current].capture.down = false;
    own->current = slot;
    own->version++;
}

static void go_on(Own *own)
{
    size_t next = own->current;
    while (next < SNAPSHOT_OWN_TRY && (next == own->current || !is_empty(&own->slot[next])))
        next++;
    go_to(own, next);
}

static void undo(Own *own)
{
    Slot *slot = &own->slot[own->current];
    if (slot->capture.count == 0) {
        clear_slot(own, slot); /* from a file: it has no strokes to take back one by one */
        return;
    }
    capture_undo(&slot->capture);
    if (slot->capture.count == 0)
        clear_slot(own, slot);
    show_events(slot);
    touch(own, slot);
}

Status own_obey(Own *own, const char *name, const char *training_folder, char said[static OWN_SAID_SIZE])
{
    said[0] = 0;
    if (strcmp(name, "next") == 0) {
        go_on(own);
    } else if (strncmp(name, "slot-", 5) == 0 && name[5] >= '1' && name[5] <= '0' + SLOTS && !name[6]) {
        go_to(own, (size_t)(name[5] - '1'));
    } else if (strcmp(name, "undo") == 0) {
        undo(own);
    } else if (strcmp(name, "clear") == 0) {
        clear_slot(own, &own->slot[own->current]);
    } else if (strcmp(name, "foreign") == 0) {
        own->foreign = !own->foreign;
        own->version++;
    } else if (strcmp(name, "save") == 0) {
        return save(own, training_folder, said);
    } else {
        return status_error("own '%.40s': there is no such thing to do", name);
    }
    return status_ok();
}

/* ---- the verdict ---- */

static double angle_of(double cosine)
{
    return acos(cosine) * degrees_per_radian;
}

/* What the embeddings say: those of the references one after the other, then that of the one tried, if there is one. */
static void judge(const double *embeddings, size_t d, size_t references, const bool there[static SLOTS],
                  double threshold, SnapshotOwn *verdict)
{
    const double *tried = embeddings + references * d;
    size_t row = 0;
    for (size_t i = 0; i < REFERENCES; i++) {
        verdict->degrees[i] = NAN;
        if (there[i] && there[SNAPSHOT_OWN_TRY])
            verdict->degrees[i] = angle_of(scoring_cosine(d, embeddings + row * d, tried));
        row += there[i];
    }
    if (references >= 2)
        verdict->between = angle_of(scoring_own_cosine(references, d, embeddings));
    if (references >= 1 && there[SNAPSHOT_OWN_TRY]) {
        verdict->score_degrees = angle_of(scoring_mean_cosine(references, d, embeddings, tried));
        verdict->judged = true;
        verdict->accepted = verdict->score_degrees <= threshold;
    }
}

static void say_trouble(Slot *slots, const bool there[static SLOTS], Status status)
{
    for (size_t i = 0; i < SLOTS; i++)
        if (there[i])
            memcpy(slots[i].trouble, status.message, sizeof slots[i].trouble);
}

static void judge_all(Own *own, const Model *model, double threshold)
{
    SnapshotOwn *verdict = &own->verdict;
    const Signature *signatures[SLOTS];
    bool there[SLOTS];
    size_t count = 0, d = model->net.embedding;
    *verdict = (SnapshotOwn){.between = NAN, .score_degrees = NAN, .degrees = {NAN, NAN, NAN}};
    for (size_t i = 0; i < SLOTS; i++) {
        there[i] = own->slot[i].signature.count > 0;
        if (there[i])
            signatures[count++] = &own->slot[i].signature;
    }
    verdict->references = count - there[SNAPSHOT_OWN_TRY];
    if (count == 0)
        return;
    double *embeddings = malloc(count * d * sizeof *embeddings);
    Status status = embeddings ? verifier_embed(model, count, signatures, embeddings)
                               : status_no_memory(_("the embeddings"));
    if (status.ok)
        judge(embeddings, d, verdict->references, there, threshold, verdict);
    else
        say_trouble(own->slot, there, status); /* the net may want what a mouse does not give: pressure */
    free(embeddings);
}

static void show_slot(const Slot *slot, SnapshotOwnSlot *shown)
{
    *shown = (SnapshotOwnSlot){.strokes = slot->capture.count > 0 ? capture_strokes(&slot->capture)
                                                                  : signature_strokes(&slot->signature),
                               .count = slot->count,
                               .points = slot->points,
                               .placed = slot->capture.count > 0,
                               .seen_count = slot->seen_known ? PREPROCESS_TIME : 0,
                               .seen_points = slot->seen,
                               .trouble = slot->count > 0 && slot->trouble[0] ? slot->trouble : NULL};
}

void own_measure(Own *own, const Model *model, uint64_t moment, double threshold, SnapshotOwn *shown)
{
    for (size_t i = 0; i < SLOTS; i++)
        own->signatures += bring_up_to_date(&own->slot[i], model->features.pen_up_removed);
    bool current = own->judged_once && own->judged_moment == moment &&
                   own->judged_signatures == own->signatures && own->judged_threshold == threshold &&
                   own->judged_model == model;
    if (!current) {
        judge_all(own, model, threshold);
        own->judged_once = true;
        own->judged_moment = moment;
        own->judged_signatures = own->signatures;
        own->judged_threshold = threshold;
        own->judged_model = model;
        own->verdict_version++;
    }
    *shown = own->verdict;
    shown->version = own->version;
    shown->verdict_version = own->verdict_version;
    shown->current = own->current;
    shown->pen_down = own->slot[own->current].capture.down;
    shown->foreign = own->foreign;
    shown->threshold = threshold;
    shown->folder = own->folder;
    for (size_t i = 0; i < SLOTS; i++)
        show_slot(&own->slot[i], &shown->slot[i]);
}
