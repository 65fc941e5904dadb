/* Many signatures through one encoder, on all cores: for validation, verification and pictures. */
#pragma once
#include "net/siamese.h"

#include "base/public.h"

/* Writes the embedding of each of the n inputs (net->input numbers each) to embeddings[i * net->embedding]. The result
 * does not depend on the number of threads. Trouble: no memory. */
Status embedder_run(const Net *net, const real *params, size_t n, const real *const inputs[],
                    real *embeddings);

#include "base/public_end.h"
