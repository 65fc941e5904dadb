#include "results/embedded.h"

#include "train/scoring.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *embedded_name(EmbeddedKind kind)
{
    static const char *const names[EMBEDDED_KINDS] = {"mean",   "max",   "centred", "max, half centred",
                                                      "normal", "shrunk"};
    assert(kind < EMBEDDED_KINDS);
    return names[kind];
}

double embedded_score(const void *context, size_t n, const size_t references[static n], size_t questioned)
{
    const Embedded *e = context;
    size_t d = e->d;
    double *gathered = malloc(n * d * sizeof *gathered);
    assert(gathered); /* some kilobytes */
    for (size_t r = 0; r < n; r++)
        memcpy(gathered + r * d, e->embeddings + references[r] * d, d * sizeof *gathered);
    const double *q = e->embeddings + questioned * d;
    double score = NAN;
    switch (n > 1 || e->kind == EMBEDDED_SHRUNK ? e->kind : EMBEDDED_MEAN) {
    case EMBEDDED_MEAN:
        score = scoring_mean_cosine(n, d, gathered, q);
        break;
    case EMBEDDED_MAX:
        score = scoring_max_cosine(n, d, gathered, q);
        break;
    case EMBEDDED_CENTRED:
        score = scoring_centred_cosine(n, d, gathered, q);
        break;
    case EMBEDDED_HALF:
        score = scoring_max_cosine(n, d, gathered, q) - scoring_own_cosine(n, d, gathered) / 2;
        break;
    case EMBEDDED_NORMAL:
        score = scoring_normal(n, d, gathered, q);
        break;
    case EMBEDDED_SHRUNK:
        score = scoring_shrunk(n, d, gathered, e->pooled, q);
        break;
    case EMBEDDED_KINDS:
        break;
    }
    free(gathered);
    return score;
}
