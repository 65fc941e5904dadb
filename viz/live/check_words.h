/* What the gradient check says, in words. */
#pragma once
#include "live/snapshot_check.h"

enum { CHECK_WORDS_SIZE = 320 };

/* "Agrees", "WRONG: cosine is the first wrong step", "Cannot tell", ... : what the whole comes to, in a few words. */
void check_words_verdict(const SnapshotCheck *check, char words[static CHECK_WORDS_SIZE]);

/* What is behind it: the likely mistake; or how small a mistake would have been seen; or why it cannot be told. Empty when
 * there is nothing to add. */
void check_words_reason(const SnapshotCheck *check, char words[static CHECK_WORDS_SIZE]);

/* Which weights were checked, and how far the present check is; `now`: training steps done. */
void check_words_age(const SnapshotCheck *check, uint64_t now, char words[static CHECK_WORDS_SIZE]);

/* One entry: "conv1.W [3, 12]: yours +0.0312, measured +0.0311 +- 2e-13: agrees". */
void check_words_entry(const SnapshotCheck *check, size_t block, size_t entry,
                       char words[static CHECK_WORDS_SIZE]);

/* "agrees", "wrong", "cannot tell", ... */
const char *check_words_of_verdict(GradcheckVerdict verdict);

/* Why it cannot be told, in a few words; "" for no reason. */
const char *check_words_of_reason(GradcheckReason reason);

/* The likely mistake as the end of a sentence, without its point; "" when there is none. */
void check_words_of_mistake(GradcheckMistakeKind kind, double factor, char words[static CHECK_WORDS_SIZE]);
