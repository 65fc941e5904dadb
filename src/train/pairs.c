#include "train/pairs.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

PairsMix pairs_paper_mix(void)
{
    return (PairsMix){{0.5, 0.4, 0.1}};
}

static bool can_give(const DatasetUser *user, PairKind kind)
{
    switch (kind) {
    case PAIRS_GENUINE:
        return user->genuine >= 2;
    case PAIRS_FORGERY:
        return user->genuine >= 1 && user->forged >= 1;
    default:
        return user->genuine >= 1;
    }
}

static Status check_source(const PairsSource *source)
{
    static const char *const missing[] = {
        "no user has two genuine signatures, and the mix wants genuine pairs",
        "no user has a genuine signature and a forgery, and the mix wants such pairs",
        "there are no two users with a genuine signature, and the mix wants pairs of two writers",
    };
    double sum = 0;
    for (PairKind kind = 0; kind < PAIRS_KINDS; kind++) {
        double share = source->mix.share[kind];
        sum += share;
        if (!(share >= 0) || isinf(sum))
            return status_error(
                "the mix of pairs: expected three shares that are not negative and not too large, found %g",
                share);
        if (share > 0 && source->count[kind] < (kind == PAIRS_OTHER_WRITER ? 2 : 1))
            return status_error("%s", missing[kind]);
    }
    return sum > 0 ? status_ok() : status_error("the mix of pairs: at least one share must be above 0");
}

bool pairs_source_exists(const Dataset *dataset, size_t user_count, const size_t users[], PairsMix mix)
{
    PairsSource counted = {.dataset = dataset, .mix = mix};
    for (PairKind kind = 0; kind < PAIRS_KINDS; kind++)
        for (size_t i = 0; i < user_count; i++)
            counted.count[kind] += can_give(&dataset->users[users[i]], kind);
    return check_source(&counted).ok;
}

Status pairs_source_create(const Dataset *dataset, size_t user_count, const size_t users[], PairsMix mix,
                           PairsSource *source)
{
    *source = (PairsSource){.dataset = dataset, .mix = mix};
    for (PairKind kind = 0; kind < PAIRS_KINDS; kind++) {
        source->users[kind] = malloc((user_count + 1) * sizeof(size_t));
        if (!source->users[kind]) {
            pairs_source_free(source);
            return status_no_memory("the users that pairs are drawn from");
        }
        for (size_t i = 0; i < user_count; i++)
            if (can_give(&dataset->users[users[i]], kind))
                source->users[kind][source->count[kind]++] = users[i];
    }
    Status status = check_source(source);
    if (!status.ok)
        pairs_source_free(source);
    return status;
}

void pairs_source_free(PairsSource *source)
{
    for (PairKind kind = 0; kind < PAIRS_KINDS; kind++)
        free(source->users[kind]);
    *source = (PairsSource){0};
}

static const DatasetUser *draw_user(const PairsSource *source, PairKind kind, Random *random)
{
    return &source->dataset->users[source->users[kind][random_below(random, source->count[kind])]];
}

static size_t draw_genuine(const DatasetUser *user, Random *random)
{
    return user->first + random_below(random, user->genuine);
}

static size_t draw_forgery(const DatasetUser *user, Random *random)
{
    return user->first + user->genuine + random_below(random, user->forged);
}

/* A genuine signature of the same user, but not `item`. */
static size_t draw_other_genuine(const DatasetUser *user, size_t item, Random *random)
{
    size_t drawn = user->first + random_below(random, user->genuine - 1);
    return drawn + (drawn >= item);
}

/* A genuine signature of any user but this one: the last of the list stands in for the one who was drawn. */
static size_t draw_from_another(const PairsSource *source, const DatasetUser *user, Random *random)
{
    size_t last = source->count[PAIRS_OTHER_WRITER] - 1;
    const size_t *users = source->users[PAIRS_OTHER_WRITER];
    const DatasetUser *other = &source->dataset->users[users[random_below(random, last)]];
    if (other == user)
        other = &source->dataset->users[users[last]];
    return draw_genuine(other, random);
}

static Pair draw_of_kind(const PairsSource *source, PairKind kind, Random *random)
{
    const DatasetUser *user = draw_user(source, kind, random);
    Pair pair = {.kind = kind, .label = kind == PAIRS_GENUINE ? LABEL_GENUINE : LABEL_FORGED};
    pair.items[0] = draw_genuine(user, random);
    if (kind == PAIRS_GENUINE)
        pair.items[1] = draw_other_genuine(user, pair.items[0], random);
    else if (kind == PAIRS_FORGERY)
        pair.items[1] = draw_forgery(user, random);
    else
        pair.items[1] = draw_from_another(source, user, random);
    return pair;
}

Pair pairs_draw(const PairsSource *source, Random *random)
{
    const double *share = source->mix.share;
    double drawn = random_between(random, 0, share[0] + share[1] + share[2]);
    PairKind kind = drawn < share[0]                               ? PAIRS_GENUINE
                    : drawn < share[0] + share[1] || share[2] == 0 ? PAIRS_FORGERY
                                                                   : PAIRS_OTHER_WRITER;
    return draw_of_kind(source, kind, random);
}

Status pairs_check_triplets(const PairsSource *source)
{
    if (source->count[PAIRS_GENUINE] == 0)
        return status_error(
            "no user has two genuine signatures, and a triplet wants an anchor and a positive");
    const DatasetUser *user = &source->dataset->users[source->users[PAIRS_GENUINE][0]];
    if (source->count[PAIRS_OTHER_WRITER] < 2 && user->forged == 0)
        return status_error("a user has no forgeries and there is no other user to take a negative from");
    return status_ok();
}

Pair pairs_draw_triplet(const PairsSource *source, Random *random)
{
    const DatasetUser *user = draw_user(source, PAIRS_GENUINE, random);
    Pair triplet = {.label = LABEL_GENUINE};
    triplet.items[0] = draw_genuine(user, random);
    triplet.items[1] = draw_other_genuine(user, triplet.items[0], random);
    double forgery = source->mix.share[PAIRS_FORGERY], other = source->mix.share[PAIRS_OTHER_WRITER];
    bool others_there = source->count[PAIRS_OTHER_WRITER] > 1;
    bool by_share = random_between(random, 0, forgery + other) < forgery;
    bool forged = user->forged > 0 && (by_share || !others_there);
    triplet.kind = forged ? PAIRS_FORGERY : PAIRS_OTHER_WRITER;
    triplet.items[2] = forged ? draw_forgery(user, random) : draw_from_another(source, user, random);
    return triplet;
}

static bool same_pair(const Pair *p, const Pair *q)
{
    return (p->items[0] == q->items[0] && p->items[1] == q->items[1]) ||
           (p->items[0] == q->items[1] && p->items[1] == q->items[0]);
}

void pairs_list(const PairsSource *source, uint64_t seed, size_t n, Pair pairs[])
{
    enum { TRIES = 50 };
    const double *share = source->mix.share;
    double sum = share[0] + share[1] + share[2];
    /* Where the genuine pairs end, and those with forgeries: the same place where the mix wants none of these. */
    const size_t genuine = (size_t)(share[0] / sum * (double)n + 0.5);
    const size_t forged = (size_t)((share[0] + share[1]) / sum * (double)n + 0.5);
    Random random = random_seeded(seed);
    for (size_t i = 0; i < n; i++) {
        PairKind kind = i < genuine ? PAIRS_GENUINE : i < forged ? PAIRS_FORGERY : PAIRS_OTHER_WRITER;
        bool repeated = true;
        for (int tries = 0; repeated && tries < TRIES; tries++) {
            pairs[i] = draw_of_kind(source, kind, &random);
            repeated = false;
            for (size_t j = 0; j < i && !repeated; j++)
                repeated = same_pair(&pairs[i], &pairs[j]);
        }
    }
}
