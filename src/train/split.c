#include "train/split.h"

#include <assert.h>
#include <stdlib.h>

#include "base/random.h"

/* Cuts a random order of the users, read from `start` on as a ring: test, then validation, then training. */
static Status cut(size_t user_count, size_t start, size_t test, size_t validation, uint64_t seed,
                  Split *split)
{
    *split = (Split){0};
    if (test + validation >= user_count)
        return status_error(
            "%zu users cannot be split into %zu for validation, %zu for the test and at least one for "
            "training",
            user_count, validation, test);
    size_t *order = malloc(user_count * sizeof *order);
    const size_t counts[SPLIT_ROLES] = {user_count - test - validation, validation, test};
    bool got = order != NULL;
    for (size_t role = 0; role < SPLIT_ROLES; role++)
        got &= (split->users[role] = malloc((counts[role] + 1) * sizeof(size_t))) != NULL;
    if (!got) {
        free(order);
        split_free(split);
        return status_no_memory("the split of the users");
    }
    for (size_t i = 0; i < user_count; i++)
        order[i] = i;
    Random random = random_seeded(seed);
    random_shuffle(&random, user_count, order);
    for (size_t i = 0; i < user_count; i++) {
        SplitRole role = i < test ? SPLIT_TEST : i < test + validation ? SPLIT_VALIDATION : SPLIT_TRAINING;
        split->users[role][split->count[role]++] = order[(start + i) % user_count];
    }
    free(order);
    return status_ok();
}

Status split_users(size_t user_count, size_t validation, size_t test, uint64_t seed, Split *split)
{
    return cut(user_count, 0, test, validation, seed, split);
}

Status split_fold(size_t user_count, size_t folds, size_t fold, size_t validation, uint64_t seed,
                  Split *split)
{
    assert(fold < folds);
    size_t first = user_count * fold / folds, end = user_count * (fold + 1) / folds;
    return cut(user_count, first, end - first, validation, seed, split);
}

Status split_add(Split *split, SplitRole role, size_t user)
{
    size_t *users = realloc(split->users[role], (split->count[role] + 1) * sizeof *users);
    if (!users)
        return status_no_memory("the split of the users");
    split->users[role] = users;
    users[split->count[role]++] = user;
    return status_ok();
}

void split_free(Split *split)
{
    for (size_t role = 0; role < SPLIT_ROLES; role++)
        free(split->users[role]);
    *split = (Split){0};
}
