/* The state of the window in plain words: a caption for the back row, and the text for a screen reader. */
#pragma once
#include <stddef.h>

#include "live/snapshot.h"

enum { SENTENCE_SIZE = 480 };

/* Writes one or two sentences about the chosen pair (what it is, where it stands, where it should go, what pulls it)
 * or, with none chosen, about the run; trouble comes before all, and the phase of a step that is walked through before the
 * pair. A planted mistake is named in place of the pull. Never empty. */
void sentence_write(const Snapshot *snapshot, char sentence[static SENTENCE_SIZE]);

/* The angle, in whole degrees towards which a step down the loss moves the pair, at which the pull along the way is
 * largest; NaN when the pull only gets smaller from here. */
double sentence_pull_grows_until(const SnapshotChosen *chosen, const float curve[]);
