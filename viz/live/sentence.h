/* The state of the window in plain words: a caption for the back row, and the text for a screen reader. */
#pragma once
#include <stddef.h>

#include "live/snapshot.h"

enum { SENTENCE_SIZE = 1600, SENTENCE_ALL = 100 };

/* Writes sentences about what is to be seen, the most important one first, at most `most` of them, and returns how many
 * there are (at least one): trouble that stopped the run; where a step stands that is walked through; mistakes that are
 * planted; what is out of the ordinary in all pairs together; the chosen pair, where it stands and where it should go,
 * and what pulls it; that all pairs are right; how the embeddings have grown. */
size_t sentence_write(const Snapshot *snapshot, size_t most, char sentence[static SENTENCE_SIZE]);

/* The angle, in whole degrees towards which a step down the loss moves the pair, at which the pull along the way is
 * largest; NaN when the pull only gets smaller from here. */
double sentence_pull_grows_until(const SnapshotChosen *chosen, const float curve[]);
