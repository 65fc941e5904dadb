#define _POSIX_C_SOURCE 200809L
#include "train/dataset.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/files.h"
#include "base/mark.h"
#include "pen/svc2004.h"

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

static DatasetItem named_item(size_t user, size_t number)
{
    DatasetItem item = {.user = user, .number = number, .forged = number > DATASET_GENUINE_MAX};
    snprintf(item.name, sizeof item.name, "U%zuS%zu", user, number);
    return item;
}

/* ---- from files ---- */

/* "U3S7.TXT", in upper or lower case and with no leading zeros, so that no two names mean the same signature. */
static bool parse_name(const char *name, size_t *user, size_t *number)
{
    if (strlen(name) > 20 || (name[0] != 'U' && name[0] != 'u') || name[1] < '1' || name[1] > '9')
        return false;
    char *end;
    *user = strtoul(name + 1, &end, 10);
    if ((*end != 'S' && *end != 's') || end[1] < '1' || end[1] > '9')
        return false;
    *number = strtoul(end + 1, &end, 10);
    return strcasecmp(end, ".TXT") == 0;
}

static Status load_file(const char *folder, const char *name, Dataset *dataset, size_t *room)
{
    size_t user, number;
    if (!parse_name(name, &user, &number))
        return status_ok();
    char path[PATH_MAX];
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
        return status_error(N_("%.100s...: the folder's name is too long"), folder);
    if (number > DATASET_GENUINE_MAX + DATASET_FORGED_MAX)
        return status_error(N_("%s: expected S1 to S20 (genuine) or S21 to S40 (forged), found S%zu"), path,
                            number);
    if (user > DATASET_USERS_MAX)
        return status_error(N_("%s: expected a user from U1 to U%d"), path, DATASET_USERS_MAX);
    DatasetItem item = named_item(user, number);
    Status status = svc2004_read(path, &item.signature);
    if (status.ok)
        status = add_item(dataset, room, item);
    if (!status.ok)
        signature_free(&item.signature);
    return status;
}

Status dataset_load(const char *folder, Dataset *dataset)
{
    *dataset = (Dataset){0};
    DIR *listing = opendir(folder);
    if (!listing)
        return status_error(N_("%s: the folder cannot be opened: %s"), folder, strerror(errno));
    Status status = status_ok();
    size_t room = 0;
    for (struct dirent *entry; status.ok && (entry = readdir(listing));)
        status = load_file(folder, entry->d_name, dataset, &room);
    closedir(listing);
    if (status.ok && dataset->count == 0)
        status = status_error(N_("%s: no signature found: expected files U1S1.TXT, U1S2.TXT ..."), folder);
    if (status.ok)
        status = index_users(dataset);
    for (size_t i = 1; status.ok && i < dataset->count; i++)
        if (strcmp(dataset->items[i].name, dataset->items[i - 1].name) == 0)
            status = status_error(N_("%s: %s is there twice, in upper and in lower case"), folder,
                                  dataset->items[i].name);
    if (!status.ok)
        dataset_free(dataset);
    return status;
}

Status dataset_save(const Dataset *dataset, const char *folder)
{
    Status status = files_make_folder(folder);
    for (size_t i = 0; status.ok && i < dataset->count; i++) {
        char path[PATH_MAX];
        if (snprintf(path, sizeof path, "%s/%s.TXT", folder, dataset->items[i].name) >= (int)sizeof path)
            return status_error(N_("%.100s...: the folder's name is too long"), folder);
        status = svc2004_write(path, &dataset->items[i].signature);
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
        size_t number = k < genuine ? k + 1 : DATASET_GENUINE_MAX + 1 + (k - genuine);
        DatasetItem item = named_item(user + 1, number);
        Random random = random_stream(seed, user * (DATASET_GENUINE_MAX + DATASET_FORGED_MAX + 1) + number);
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
