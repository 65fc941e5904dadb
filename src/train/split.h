/* Who is trained on, who is validated on, who is tested on: by USER, so that a net is judged on people it never saw. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

#include "base/public.h"

/* What a user's signatures are for. */
typedef enum SplitRole {
    SPLIT_TRAINING,   /* the net learns from them */
    SPLIT_VALIDATION, /* thresholds are chosen on them */
    SPLIT_TEST,       /* what is reported is measured on them, once */
    SPLIT_ROLES       /* how many there are */
} SplitRole;

/* The users of each role. */
typedef struct Split {
    size_t count[SPLIT_ROLES];  /* of users */
    size_t *users[SPLIT_ROLES]; /* indices of users; owned: split_free */
} Split;

/* `validation` and `test` of the users, drawn by `seed`, and the others for training. Trouble: no user would be left
 * for training. */
Status split_users(size_t user_count, size_t validation, size_t test, uint64_t seed, Split *split);

/* The fold-th of `folds` splits such that every user is tested exactly once, over the same seed: the users in random
 * order are cut into `folds` parts; part `fold` is tested, the first `validation` users of the parts after it are
 * validated on, the others are for training. */
Status split_fold(size_t user_count, size_t folds, size_t fold, size_t validation, uint64_t seed,
                  Split *split);

/* Gives this role to one user more. Trouble: no memory; the split is as it was. */
Status split_add(Split *split, SplitRole role, size_t user);

/* Leaves an empty split; an empty (all zero) one is fine. */
void split_free(Split *split);

#include "base/public_end.h"
