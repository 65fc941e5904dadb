/* How a method of verification is judged, whatever it is: which references a user gives, which signatures are questioned,
 * and what the scores are worth. The net and the simple methods beside it go through the same code.
 *
 * The questioned signatures are the user's own other genuine ones and the skilled forgeries of them. One threshold serves
 * all users. Users are users of the data set, by index. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/status.h"
#include "train/dataset.h"
#include "train/metrics.h"

/* A method is a function from references and a questioned signature, items of the data set, all of one user, to a score that
 * is higher the more genuine the questioned one looks. It must be able to work with one reference. */
typedef struct ProtocolMethod {
    const char *name;
    double (*score)(const void *context, size_t n, const size_t references[static n], size_t questioned);
    const void *context;
} ProtocolMethod;

enum { PROTOCOL_REFERENCES = 6, PROTOCOL_DRAWS = 10 };

typedef enum Protocol {
    PROTOCOL_PAIRS, /* one reference: every two genuine signatures of a user, every genuine one with every forgery */
    PROTOCOL_CROSS, /* six of numbers 1 .. 10, drawn PROTOCOL_DRAWS times; questioned: 11 .. 20 (another day), forgeries */
    PROTOCOL_RANDOM, /* six of all genuine ones, drawn PROTOCOL_DRAWS times; questioned: the other ones, forgeries */
    PROTOCOL_LAST, /* the six before each genuine one from the seventh on, as in the paper; questioned: it, forgeries */
    PROTOCOLS
} Protocol;

/* "pairs", "cross", "random", "last six". */
const char *protocol_name(Protocol protocol);

/* Scores of a whole protocol; empty (all zero) to begin with. */
typedef struct ProtocolScores {
    size_t count, room;
    MetricsScore *list; /* owned: protocol_free gives it back */
} ProtocolScores;

/* Appends the scores of these users; so each fold of a cross-validation can add those of the users it tests, by its own
 * net. The draws depend on the seed and the user's number alone: every method sees the same. Trouble: a user with too few
 * signatures; no memory. */
Status protocol_run(Protocol protocol, const Dataset *dataset, size_t user_count, const size_t users[],
                    uint64_t seed, const ProtocolMethod *method, ProtocolScores *scores);

/* The scores of every protocol: what a line of the table is made of. Empty (all zero) to begin with. */
typedef struct ProtocolLine {
    ProtocolScores scores[PROTOCOLS];
} ProtocolLine;

/* protocol_run for every protocol. */
Status protocol_run_all(const Dataset *dataset, size_t user_count, const size_t users[], uint64_t seed,
                        const ProtocolMethod *method, ProtocolLine *line);

/* Frees the scores and leaves an empty line. */
void protocol_free(ProtocolLine *line);

/* What is told of a protocol's scores; intervals are over users (metrics_bootstrap, 1000 replicates). */
typedef struct ProtocolResult {
    size_t genuine, forged; /* how many scores of each */
    MetricsEer eer;
    MetricsPoint at_far; /* where FAR is at most 20 % */
    MetricsBootstrap doubt;
} ProtocolResult;

#define PROTOCOL_FAR 0.2

Status protocol_result(const ProtocolScores *scores, uint64_t seed, ProtocolResult *result);

/* One table, in Markdown: a head, then a line for each method with "FRR at FAR 20 % / EER", in per cent, of each protocol
 * (of the pairs the EER alone), each with its interval. What a line's counts are goes to `counts`, in words. Trouble: that of
 * protocol_result. */
void protocol_print_head(FILE *table);
Status protocol_print_line(FILE *table, FILE *counts, const char *name, uint64_t seed,
                           const ProtocolLine *line);
