#define _POSIX_C_SOURCE 200809L
#include "train/dataset.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "base/folder.h"
#include "base/mark.h"

/* ---- what both ways of making a data set share ---- */

static Status add_item(Dataset *dataset, size_t *room, DatasetItem item)
{
    if (dataset->count == *room) {
        size_t wanted = *room ? 2 * *room : 64;
        DatasetItem *larger = realloc(dataset->items, wanted * sizeof *larger);
        if (!larger)
            return status_no_memory(N_("the signatures"));
        dataset->items = larger;
        *room = wanted;
    }
    dataset->items[dataset->count++] = item;
    return status_ok();
}

static int by_user_and_number(const void *left, const void *right)
{
    const DatasetItem *a = left, *b = right;
    if (a->user != b->user)
        return a->user < b->user ? -1 : 1;
    if (a->forged != b->forged)
        return a->forged ? 1 : -1;
    return (a->number > b->number) - (a->number < b->number);
}

/* Sorts the items, whose `user` is still the number of the file's name, and makes the table of users. */
static Status index_users(Dataset *dataset)
{
    qsort(dataset->items, dataset->count, sizeof *dataset->items, by_user_and_number);
    dataset->users = calloc(dataset->count, sizeof *dataset->users);
    if (!dataset->users)
        return status_no_memory(N_("the users"));
    for (size_t i = 0; i < dataset->count; i++) {
        DatasetItem *item = &dataset->items[i];
        if (dataset->user_count == 0 || dataset->users[dataset->user_count - 1].number != item->user)
            dataset->users[dataset->user_count++] = (DatasetUser){.first = i, .number = item->user};
        DatasetUser *user = &dataset->users[dataset->user_count - 1];
        user->genuine += !item->forged;
        user->forged += item->forged;
        item->user = dataset->user_count - 1;
    }
    return status_ok();
}

/* ---- from files ---- */

/* A folder that is being read. */
typedef struct Loading {
    const char *folder;
    const char *collection; /* of the first signature */
    Dataset *dataset;
    size_t room;
} Loading;

/* The name of a path's file. */
static const char *file_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static Status load_file(Loading *loading, const char *below)
{
    bool found;
    CollectionName name;
    char path[PATH_MAX];
    Status status = folder_join(loading->folder, below, sizeof path, path);
    if (!status.ok)
        return status;
    status = collection_name(file_of(below), &found, &name);
    if (!status.ok)
        return status_error("%s: %s", path, status.message);
    if (!found)
        return status_ok();
    if (!loading->collection)
        loading->collection = name.collection;
    if (strcmp(loading->collection, name.collection) != 0)
        return status_error(N_("%s: a name of %s beside names of %s: expected one collection in a folder"),
                            path, name.collection, loading->collection);
    DatasetItem item = {.user = name.user, .number = name.number, .forged = name.forged};
    memcpy(item.name, name.text, sizeof item.name);
    status = penfile_read(path, &item.signature, NULL);
    if (status.ok)
        status = add_item(loading->dataset, &loading->room, item);
    if (!status.ok)
        signature_free(&item.signature);
    return status;
}

static Status load_files(Loading *loading, size_t depth)
{
    FolderList list;
    Status status = folder_list(loading->folder, depth, &list);
    for (size_t i = 0; status.ok && i < list.count; i++)
        status = load_file(loading, list.paths[i]);
    folder_free(&list);
    return status;
}

Status dataset_load(const char *folder, Dataset *dataset)
{
    *dataset = (Dataset){0};
    Loading loading = {.folder = folder, .dataset = dataset};
    Status status = load_files(&loading, 0);
    if (status.ok && dataset->count == 0)
        status = load_files(&loading, FOLDER_DEPTH_MAX);
    if (status.ok && dataset->count == 0)
        status = status_error(N_("%s: no signature found: expected files U1S1.TXT, U1S2.TXT ..., or the "
                                 "names of SUSIG, MCYT or SigComp2009"),
                              folder);
    if (status.ok)
        status = index_users(dataset);
    for (size_t i = 1; status.ok && i < dataset->count; i++)
        if (strcmp(dataset->items[i].name, dataset->items[i - 1].name) == 0)
            status = status_error(N_("%s: %s is there twice"), folder, dataset->items[i].name);
    if (!status.ok)
        dataset_free(dataset);
    return status;
}

Status dataset_save(const Dataset *dataset, const char *folder, PenfileFormat format)
{
    Status status = files_make_folder(folder);
    for (size_t i = 0; status.ok && i < dataset->count; i++) {
        char file[COLLECTION_NAME_SIZE + 8], path[PATH_MAX];
        snprintf(file, sizeof file, "%s%s", dataset->items[i].name, penfile_extension(format));
        status = folder_join(folder, file, sizeof path, path);
        if (status.ok)
            status = penfile_write(path, format, &dataset->items[i].signature);
    }
    return status;
}

/* ---- invented ---- */

static Status synthesize_user(size_t user, size_t genuine, size_t forged, uint64_t seed,
                              const SynthOptions *options, Dataset *dataset, size_t *room)
{
    SynthWriter writer;
    synth_writer(&writer, seed, user);
    for (size_t k = 0; k < genuine + forged; k++) {
        DatasetItem item = {.user = user + 1, .forged = k >= genuine};
        item.number = item.forged ? k - genuine + 1 : k + 1;
        const size_t in_name = item.forged ? DATASET_GENUINE_MAX + item.number : item.number;
        snprintf(item.name, sizeof item.name, "U%zuS%zu", item.user, in_name);
        Random random = random_stream(seed, user * (DATASET_GENUINE_MAX + DATASET_FORGED_MAX + 1) + in_name);
        Status status = item.forged ? synth_forgery(&writer, &random, options, &item.signature)
                                    : synth_genuine(&writer, &random, options, &item.signature);
        if (status.ok)
            status = add_item(dataset, room, item);
        if (!status.ok) {
            signature_free(&item.signature);
            return status;
        }
    }
    return status_ok();
}

Status dataset_synthesize(size_t users, size_t genuine, size_t forged, uint64_t seed,
                          const SynthOptions *options, Dataset *dataset)
{
    assert(genuine <= DATASET_GENUINE_MAX && forged <= DATASET_FORGED_MAX && users <= DATASET_USERS_MAX);
    assert(users > 0 && genuine + forged > 0);
    *dataset = (Dataset){0};
    Status status = status_ok();
    size_t room = 0;
    for (size_t user = 0; status.ok && user < users; user++)
        status = synthesize_user(user, genuine, forged, seed, options, dataset, &room);
    if (status.ok)
        status = index_users(dataset);
    if (!status.ok)
        dataset_free(dataset);
    return status;
}

Status dataset_join(Dataset *dataset, Dataset *more)
{
    const size_t users = dataset->user_count, count = dataset->count;
    const size_t last = users ? dataset->users[users - 1].number : 0;
    DatasetUser *all_users = realloc(dataset->users, (users + more->user_count + 1) * sizeof *dataset->users);
    if (all_users)
        dataset->users = all_users;
    DatasetItem *all_items = realloc(dataset->items, (count + more->count + 1) * sizeof *dataset->items);
    if (all_items)
        dataset->items = all_items;
    if (!all_users || !all_items)
        return status_no_memory(N_("the signatures"));
    for (size_t u = 0; u < more->user_count; u++) {
        DatasetUser user = more->users[u];
        user.first += count;
        user.number += last;
        dataset->users[users + u] = user;
    }
    for (size_t i = 0; i < more->count; i++) {
        dataset->items[count + i] = more->items[i];
        dataset->items[count + i].user += users;
    }
    dataset->user_count += more->user_count;
    dataset->count += more->count;
    free(more->users);
    free(more->items); /* the signatures in them have changed hands */
    *more = (Dataset){0};
    return status_ok();
}

void dataset_free(Dataset *dataset)
{
    for (size_t i = 0; i < dataset->count; i++)
        signature_free(&dataset->items[i].signature);
    free(dataset->items);
    free(dataset->users);
    *dataset = (Dataset){0};
}
