/* Pairs (and triplets) of signatures to train on or to look at, drawn in the paper's mix:
 * 50 % genuine:genuine, 40 % genuine:forgery of it, 10 % genuine:another writer's genuine one (a "zero-effort forgery").
 * The last two are both labelled forged. */
#pragma once
#include "base/random.h"
#include "net/label.h"
#include "train/dataset.h"

#include "base/public.h"

/* What the second signature of a pair is beside the first. */
typedef enum PairKind {
    PAIRS_GENUINE,      /* another one by the same person */
    PAIRS_FORGERY,      /* a skilled forgery of it */
    PAIRS_OTHER_WRITER, /* a genuine one by somebody else */
    PAIRS_KINDS         /* how many there are */
} PairKind;

/* A pair, or a triplet. */
typedef struct Pair {
    size_t items[3]; /* of the data set: a and b; of a triplet anchor, positive, negative */
    Label label;     /* of the pair; a triplet's is genuine */
    PairKind kind;   /* of the pair; of a triplet, of its negative */
} Pair;

/* How often each kind is drawn. */
typedef struct PairsMix {
    double share[PAIRS_KINDS]; /* not negative; their sum need not be 1 */
} PairsMix;

/* Where pairs are drawn from. */
typedef struct PairsSource {
    const Dataset *dataset;     /* borrowed: it outlives the source */
    PairsMix mix;               /* of the pairs drawn */
    size_t count[PAIRS_KINDS];  /* how many users can give a pair of each kind */
    size_t *users[PAIRS_KINDS]; /* which they are; owned */
} PairsSource;

/* 50, 40, 10. */
PairsMix pairs_paper_mix(void);

/* Whether these users can give every kind of pair that the mix wants: what pairs_source_create makes a trouble of. */
bool pairs_source_exists(const Dataset *dataset, size_t user_count, const size_t users[], PairsMix mix);

/* A source of pairs of these users (indices into dataset->users). Trouble: a kind that the mix wants and that none of the
 * users can give (two genuine signatures; a genuine one and a forgery; two users with a genuine one), so that drawing
 * never has to search. The caller frees it with pairs_source_free. */
Status pairs_source_create(const Dataset *dataset, size_t user_count, const size_t users[], PairsMix mix,
                           PairsSource *source);
void pairs_source_free(PairsSource *source);

/* One pair: its kind by the mix, then a user who can give it, then two different signatures. */
Pair pairs_draw(const PairsSource *source, Random *random);

/* Whether triplets can be drawn: an anchor, a positive and, for whoever is drawn, a negative. */
Status pairs_check_triplets(const PairsSource *source);

/* One triplet: an anchor and another genuine one of the same user; the negative a forgery of that user or another
 * writer's genuine signature, in the mix's proportion. The source has passed pairs_check_triplets. */
Pair pairs_draw_triplet(const PairsSource *source, Random *random);

/* `n` pairs in exactly the mix's proportions (rounded), all genuine ones first; different pairs as far as chance finds
 * them. For validation and for pictures. Writes n pairs. */
void pairs_list(const PairsSource *source, uint64_t seed, size_t n, Pair pairs[]);

#include "base/public_end.h"
