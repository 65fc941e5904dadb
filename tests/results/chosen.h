/* What is reached with a threshold that was chosen on other people: the validation users of the same fold. The rates of
 * protocol.h read their threshold where it is best on the tested users themselves, which nobody can do who uses a net. */
#pragma once
#include "results/protocol.h"
#include "train/split.h"

enum { CHOSEN_FOLDS_MAX = 8 };

/* Counts over the folds added so far; empty (all zero) to begin with. */
typedef struct Chosen {
    size_t genuine, forged, false_rejects, false_accepts;
    size_t folds;
    double far[CHOSEN_FOLDS_MAX]; /* of each fold on its own */
} Chosen;

/* Takes the threshold where FAR is at most PROTOCOL_FAR for the split's validation users by this protocol, and adds what it
 * does to the split's test users. Trouble: as protocol_run. */
Status chosen_add_fold(Protocol protocol, const Dataset *dataset, const Split *split, uint64_t seed,
                       const ProtocolMethod *method, Chosen *chosen);

/* "FAR / FRR (the folds' lowest FAR to their highest)" in per cent. */
void chosen_print(FILE *out, const Chosen *chosen);
