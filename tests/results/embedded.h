/* Methods that score by embeddings: those of a net, or the raw features taken for embeddings. */
#pragma once
#include <stddef.h>

#include "results/protocol.h"

typedef enum EmbeddedKind {
    EMBEDDED_MEAN,    /* scoring_mean_cosine */
    EMBEDDED_MAX,     /* scoring_max_cosine */
    EMBEDDED_CENTRED, /* scoring_centred_cosine; with one reference scoring_mean_cosine */
    EMBEDDED_HALF, /* scoring_max_cosine less half of scoring_own_cosine; with one reference scoring_mean_cosine */
    EMBEDDED_NORMAL, /* scoring_normal; with one reference, which has no variance, scoring_mean_cosine */
    EMBEDDED_SHRUNK, /* scoring_shrunk */
    EMBEDDED_KINDS
} EmbeddedKind;

/* "mean", "max", "centred", "max, half centred", "normal", "shrunk". */
const char *embedded_name(EmbeddedKind kind);

/* All borrowed. */
typedef struct Embedded {
    EmbeddedKind kind;
    size_t d;
    const double *embeddings; /* of item i: from i d on */
    const double *pooled;     /* d numbers, for EMBEDDED_SHRUNK */
} Embedded;

/* A ProtocolMethod's score; the context is an Embedded. */
double embedded_score(const void *context, size_t n, const size_t references[static n], size_t questioned);
