/* Embeds all watched signatures with the net as it stands, for the panel that shows them in a plane.
 *
 * The axes of the plane are chosen again at the epochs 1, 2, 5, 10, 20, 50 and so on: often while everything moves,
 * seldom later; and whenever a person asks for it, who may also hold them. Looking changes nothing of the training. */
#pragma once
#include "live/snapshot_embedding.h"
#include "live/watched.h"

typedef struct EmbeddingSource EmbeddingSource;

/* For these pairs. Trouble: no memory. The caller destroys it. */
Status embedding_source_create(const Dataset *dataset, const Watched *watched, EmbeddingSource **made);
void embedding_source_destroy(EmbeddingSource *source); /* NULL is fine */

/* Chooses the axes again at the next filling and, `held`, keeps those from then on. */
void embedding_source_freeze(EmbeddingSource *source, bool held);

/* Fills *shown from the net as it stands after so many steps, and raises its version; nothing when it is filled from
 * this `state` (a number that differs whenever the net does) already and no freezing is due. Trouble: no memory;
 * shown->present is false then. */
Status embedding_source_fill(EmbeddingSource *source, Trainer *trainer, uint64_t steps, uint64_t state,
                             SnapshotEmbedding *shown);
