#include "results/protocol.h"

#include "base/random.h"

#include <assert.h>
#include <stdlib.h>

enum { REPLICATES = 1000, FIRST_DAY = 10, MOST_GENUINE = DATASET_GENUINE_MAX };

const char *protocol_name(Protocol protocol)
{
    static const char *const names[PROTOCOLS] = {"pairs", "cross", "random", "last six"};
    assert(protocol < PROTOCOLS);
    return names[protocol];
}

/* What a protocol's loops carry along. */
typedef struct Run {
    const Dataset *dataset;
    const ProtocolMethod *method;
    ProtocolScores *scores;
    const DatasetUser *user;
    size_t user_index;
} Run;

static Status add(const Run *run, size_t n, const size_t *references, size_t questioned)
{
    ProtocolScores *scores = run->scores;
    if (scores->count == scores->room) {
        size_t room = scores->room ? 2 * scores->room : 1024;
        MetricsScore *larger = realloc(scores->list, room * sizeof *larger);
        if (!larger)
            return status_no_memory("the scores");
        scores->list = larger;
        scores->room = room;
    }
    scores->list[scores->count++] = (MetricsScore){
        .score = run->method->score(run->method->context, n, references, questioned),
        .user = run->user_index,
        .genuine = !run->dataset->items[questioned].forged,
    };
    return status_ok();
}

/* Questions all forgeries. */
static Status add_forged(const Run *run, size_t n, const size_t *references)
{
    size_t first = run->user->first + run->user->genuine;
    Status status = status_ok();
    for (size_t f = 0; status.ok && f < run->user->forged; f++)
        status = add(run, n, references, first + f);
    return status;
}

static Status run_pairs(const Run *run)
{
    Status status = status_ok();
    for (size_t i = 0; status.ok && i < run->user->genuine; i++) {
        size_t reference = run->user->first + i;
        for (size_t j = i + 1; status.ok && j < run->user->genuine; j++)
            status = add(run, 1, &reference, run->user->first + j);
        if (status.ok)
            status = add_forged(run, 1, &reference);
    }
    return status;
}

/* Six of the first `choice` genuine items, and questions those from `questioned` on that are not among them. */
static Status run_draw(const Run *run, size_t choice, size_t questioned, Random random)
{
    size_t items[MOST_GENUINE], genuine = run->user->genuine;
    assert(genuine <= MOST_GENUINE);
    for (size_t i = 0; i < genuine; i++)
        items[i] = run->user->first + i;
    random_shuffle(&random, choice, items);
    Status status = status_ok();
    for (size_t i = questioned; status.ok && i < genuine; i++)
        status = add(run, PROTOCOL_REFERENCES, items, items[i]);
    return status.ok ? add_forged(run, PROTOCOL_REFERENCES, items) : status;
}

static Status run_last(const Run *run)
{
    Status status = status_ok();
    for (size_t k = PROTOCOL_REFERENCES; status.ok && k < run->user->genuine; k++) {
        size_t references[PROTOCOL_REFERENCES];
        for (size_t r = 0; r < PROTOCOL_REFERENCES; r++)
            references[r] = run->user->first + k - PROTOCOL_REFERENCES + r;
        status = add(run, PROTOCOL_REFERENCES, references, run->user->first + k);
        if (status.ok)
            status = add_forged(run, PROTOCOL_REFERENCES, references);
    }
    return status;
}

/* The genuine items of the first day: numbers 1 .. 10. */
static size_t first_day(const Run *run)
{
    size_t count = 0;
    while (count < run->user->genuine && run->dataset->items[run->user->first + count].number <= FIRST_DAY)
        count++;
    return count;
}

static Status run_user(Protocol protocol, const Run *run, uint64_t seed)
{
    size_t genuine = run->user->genuine, choice = protocol == PROTOCOL_CROSS ? first_day(run) : genuine;
    size_t needed = protocol == PROTOCOL_PAIRS ? 1 : PROTOCOL_REFERENCES;
    if (choice < needed || genuine <= needed || run->user->forged == 0)
        return status_error(
            "user %zu: %zu genuine signatures to choose from and %zu forgeries are too few for '%s'",
            run->user->number, choice, run->user->forged, protocol_name(protocol));
    if (protocol == PROTOCOL_PAIRS)
        return run_pairs(run);
    if (protocol == PROTOCOL_LAST)
        return run_last(run);
    size_t questioned = protocol == PROTOCOL_CROSS ? choice : PROTOCOL_REFERENCES;
    Status status = status_ok();
    for (uint64_t draw = 0; status.ok && draw < PROTOCOL_DRAWS; draw++)
        status =
            run_draw(run, choice, questioned, random_stream(seed, run->user->number * PROTOCOL_DRAWS + draw));
    return status;
}

Status protocol_run(Protocol protocol, const Dataset *dataset, size_t user_count, const size_t users[],
                    uint64_t seed, const ProtocolMethod *method, ProtocolScores *scores)
{
    Status status = status_ok();
    for (size_t u = 0; status.ok && u < user_count; u++) {
        Run run = {dataset, method, scores, &dataset->users[users[u]], users[u]};
        status = run_user(protocol, &run, seed);
    }
    return status;
}

Status protocol_run_all(const Dataset *dataset, size_t user_count, const size_t users[], uint64_t seed,
                        const ProtocolMethod *method, ProtocolLine *line)
{
    Status status = status_ok();
    for (Protocol p = 0; status.ok && p < PROTOCOLS; p++)
        status = protocol_run(p, dataset, user_count, users, seed, method, &line->scores[p]);
    return status;
}

void protocol_free(ProtocolLine *line)
{
    for (Protocol p = 0; p < PROTOCOLS; p++)
        free(line->scores[p].list);
    *line = (ProtocolLine){0};
}

Status protocol_result(const ProtocolScores *scores, uint64_t seed, ProtocolResult *result)
{
    MetricsCurve curve;
    Status status = metrics_curve(scores->count, scores->list, &curve);
    if (!status.ok)
        return status;
    result->genuine = curve.genuine;
    result->forged = curve.forged;
    result->eer = metrics_eer(&curve);
    result->at_far = metrics_at_far(&curve, PROTOCOL_FAR);
    metrics_curve_free(&curve);
    return metrics_bootstrap(scores->count, scores->list, PROTOCOL_FAR, REPLICATES, seed, &result->doubt);
}

/* ---------------------------------------------------------------- printing */

static void print_rate(FILE *out, double rate, MetricsInterval interval)
{
    fprintf(out, "%.1f [%.1f, %.1f]", 100 * rate, 100 * interval.low, 100 * interval.high);
}

void protocol_print_head(FILE *table)
{
    fprintf(table, "| FRR at FAR %.0f %% / EER, %% |", 100 * PROTOCOL_FAR);
    for (Protocol p = 0; p < PROTOCOLS; p++)
        fprintf(table, " %s%s |", protocol_name(p), p == PROTOCOL_PAIRS ? " (EER)" : "");
    fprintf(table, "\n|---|");
    for (Protocol p = 0; p < PROTOCOLS; p++)
        fprintf(table, "---|");
    fprintf(table, "\n");
}

static void print_counts(FILE *out, const char *name, Protocol protocol, const ProtocolResult *r)
{
    fprintf(out,
            "%s, %s, %zu users: at FAR %.0f %% %zu of %zu genuine rejected and %zu of %zu forged accepted; "
            "near the "
            "EER %zu and %zu\n",
            name, protocol_name(protocol), r->doubt.users, 100 * PROTOCOL_FAR, r->at_far.false_rejects,
            r->genuine, r->at_far.false_accepts, r->forged, r->eer.nearest.false_rejects,
            r->eer.nearest.false_accepts);
}

Status protocol_print_line(FILE *table, FILE *counts, const char *name, uint64_t seed,
                           const ProtocolLine *line)
{
    ProtocolResult results[PROTOCOLS];
    for (Protocol p = 0; p < PROTOCOLS; p++) {
        Status status = protocol_result(&line->scores[p], seed, &results[p]);
        if (!status.ok)
            return status_error("%s, %s: %s", name, protocol_name(p), status.message);
    }
    fprintf(table, "| %s |", name);
    for (Protocol p = 0; p < PROTOCOLS; p++) {
        const ProtocolResult *r = &results[p];
        fprintf(table, " ");
        if (p != PROTOCOL_PAIRS) {
            print_rate(table, (double)r->at_far.false_rejects / (double)r->genuine, r->doubt.frr);
            fprintf(table, " / ");
        }
        print_rate(table, r->eer.rate, r->doubt.eer);
        fprintf(table, " |");
        print_counts(counts, name, p, r);
    }
    fprintf(table, "\n");
    fflush(table);
    return status_ok();
}
