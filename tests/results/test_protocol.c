#define _POSIX_C_SOURCE 200809L
#include "results/embedded.h"
#include "results/protocol.h"
#include "results/simple.h"
#include "support/test.h"

#include "train/scoring.h"

#include <stdlib.h>

enum { USERS = 3, EACH = 40, ITEMS = USERS * EACH };

/* Three users with S1 .. S20 and S21 .. S40; the signatures themselves are empty. */
static DatasetUser users[USERS];
static DatasetItem items[ITEMS];
static const Dataset dataset = {USERS, ITEMS, users, items};
static const size_t all_users[USERS] = {0, 1, 2};

static int make_dataset(void **state)
{
    (void)state;
    for (size_t u = 0; u < USERS; u++) {
        users[u] = (DatasetUser){.first = u * EACH, .genuine = 20, .forged = 20, .number = u + 1};
        for (size_t i = 0; i < EACH; i++)
            items[u * EACH + i] = (DatasetItem){.user = u, .number = i + 1, .forged = i >= 20};
    }
    return 0;
}

/* What a method was asked, and its answer. */
typedef struct Seen {
    Protocol protocol;
    size_t calls;
    size_t as_reference[ITEMS], questioned[ITEMS];
    double answer; /* the sum of the references' numbers: tells two draws apart */
} Seen;

static void see_reference(Seen *seen, size_t reference, size_t questioned)
{
    const DatasetItem *r = &items[reference], *q = &items[questioned];
    assert_false(r->forged);
    assert_int_equal(r->user, q->user);
    assert_int_not_equal(reference, questioned);
    seen->as_reference[reference]++;
    if (seen->protocol == PROTOCOL_CROSS)
        assert_true(r->number <= 10 && q->number > 10);
    if (seen->protocol == PROTOCOL_LAST && !q->forged)
        assert_true(r->number < q->number && r->number + 6 >= q->number);
}

static double look(const void *context, size_t n, const size_t references[static n], size_t questioned)
{
    Seen *seen = *(Seen *const *)context;
    assert_int_equal(n, seen->protocol == PROTOCOL_PAIRS ? 1 : 6);
    double sum = 0;
    for (size_t r = 0; r < n; r++) {
        for (size_t s = 0; s < r; s++)
            assert_int_not_equal(references[r], references[s]);
        see_reference(seen, references[r], questioned);
        sum += (double)items[references[r]].number * pow(1.1, (double)r);
    }
    seen->questioned[questioned]++;
    seen->calls++;
    return sum;
}

static ProtocolScores scores_of(Protocol protocol, size_t user_count, const size_t *who, uint64_t seed,
                                Seen *seen)
{
    *seen = (Seen){.protocol = protocol};
    ProtocolScores scores = {0};
    assert_ok(protocol_run(protocol, &dataset, user_count, who, seed, &(ProtocolMethod){"look", look, &seen},
                           &scores));
    assert_int_equal(scores.count, seen->calls);
    return scores;
}

static void free_scores(ProtocolScores *scores)
{
    free(scores->list);
}

static void each_protocol_asks_what_it_says(void **state)
{
    (void)state;
    /* genuine and forged scores of one user */
    static const size_t expected[PROTOCOLS][2] = {{190, 400}, {100, 200}, {140, 200}, {14, 280}};
    for (Protocol p = 0; p < PROTOCOLS; p++) {
        Seen seen;
        ProtocolScores scores = scores_of(p, USERS, all_users, 1, &seen);
        size_t genuine[USERS] = {0}, forged[USERS] = {0};
        for (size_t i = 0; i < scores.count; i++)
            (scores.list[i].genuine ? genuine : forged)[scores.list[i].user]++;
        for (size_t u = 0; u < USERS; u++) {
            assert_int_equal(genuine[u], expected[p][0]);
            assert_int_equal(forged[u], expected[p][1]);
        }
        free_scores(&scores);
    }
}

static void pairs_ask_for_each_pair_once(void **state)
{
    (void)state;
    Seen seen;
    ProtocolScores scores = scores_of(PROTOCOL_PAIRS, 1, all_users, 1, &seen);
    for (size_t i = 0; i < 20; i++)
        assert_int_equal(seen.as_reference[i] + seen.questioned[i], 19 + 20);
    for (size_t i = 20; i < 40; i++)
        assert_int_equal(seen.questioned[i], 20);
    free_scores(&scores);
}

static void draws_follow_the_seed_and_the_user_alone(void **state)
{
    (void)state;
    Seen seen;
    ProtocolScores together = scores_of(PROTOCOL_RANDOM, USERS, all_users, 5, &seen);
    for (size_t i = 0; i < 20; i++)
        assert_true(seen.as_reference[i] > 0); /* ten draws of six of twenty: each is likely to come */
    const size_t last[] = {2};
    ProtocolScores alone = scores_of(PROTOCOL_RANDOM, 1, last, 5, &seen);
    ProtocolScores other = scores_of(PROTOCOL_RANDOM, 1, last, 6, &seen);
    size_t differ = 0;
    for (size_t i = 0; i < alone.count; i++) {
        assert_true(alone.list[i].score == together.list[2 * alone.count + i].score);
        assert_int_equal(alone.list[i].user, 2);
        differ += alone.list[i].score != other.list[i].score;
    }
    assert_true(differ > alone.count / 2);
    free_scores(&together);
    free_scores(&alone);
    free_scores(&other);
}

/* A number that is high for genuine signatures, but for those of user 3, which get a forgery's. */
static double by_label(const void *context, size_t n, const size_t references[static n], size_t questioned)
{
    (void)context, (void)references;
    const DatasetItem *q = &items[questioned];
    return q->user == 2 || q->forged ? 0 : 1;
}

static void a_line_tells_rates_intervals_and_counts(void **state)
{
    (void)state;
    ProtocolLine line = {0};
    const ProtocolMethod method = {"by label", by_label, NULL};
    for (size_t u = 0; u < USERS; u++) /* as the folds of a cross-validation do */
        assert_ok(protocol_run_all(&dataset, 1, &all_users[u], 1, &method, &line));
    ProtocolResult result;
    assert_ok(protocol_result(&line.scores[PROTOCOL_LAST], 1, &result));
    assert_int_equal(result.genuine, 3 * 14);
    assert_int_equal(result.forged, 3 * 14 * 20);
    assert_int_equal(result.at_far.false_rejects, 14); /* those of user 3 cannot be told from forgeries */
    assert_close(result.eer.rate, 0.25, 1e-12);        /* from FAR 1, FRR 0 to FAR 0, FRR 1/3 */
    assert_close(result.doubt.frr.low, 0, 0);
    assert_true(result.doubt.frr.high > 0.5);

    char *text = NULL, *counts = NULL;
    size_t size;
    FILE *table = open_memstream(&text, &size), *words = open_memstream(&counts, &size);
    assert_true(table && words);
    protocol_print_head(table);
    assert_ok(protocol_print_line(table, words, "by label", 1, &line));
    fclose(table);
    fclose(words);
    assert_non_null(
        strstr(text, "| FRR at FAR 20 % / EER, % | pairs (EER) | cross | random | last six |\n|---|---|"));
    assert_non_null(strstr(text, "\n| by label | 25.0 [0.0, "));
    assert_non_null(strstr(text, " | 33.3 [0.0, "));
    assert_non_null(
        strstr(counts, "by label, last six, 3 users: at FAR 20 % 14 of 42 genuine rejected and 0 of 840"));
    free(text);
    free(counts);
    protocol_free(&line);
    assert_null(line.scores[0].list);
    assert_trouble(protocol_print_line(stdout, stdout, "none", 1, &line),
                   "none, pairs: 0 genuine and 0 forged");
}

static void a_user_with_too_few_signatures_is_named(void **state)
{
    (void)state;
    Seen seen = {.protocol = PROTOCOL_LAST}, *context = &seen;
    const ProtocolMethod method = {"look", look, &context};
    ProtocolScores scores = {0};
    users[1].genuine = 6;
    assert_trouble(protocol_run(PROTOCOL_LAST, &dataset, USERS, all_users, 1, &method, &scores),
                   "user 2: 6 genuine");
    users[1].genuine = 20;
    users[1].forged = 0;
    seen.protocol = PROTOCOL_PAIRS;
    assert_trouble(protocol_run(PROTOCOL_PAIRS, &dataset, USERS, all_users, 1, &method, &scores),
                   "user 2: 20 genuine");
    users[1].forged = 20;
    for (size_t i = 0; i < 20; i++)
        items[EACH + i].number += 5;
    seen.protocol = PROTOCOL_CROSS;
    assert_trouble(protocol_run(PROTOCOL_CROSS, &dataset, USERS, all_users, 1, &method, &scores),
                   "user 2: 5 genuine");
    make_dataset(NULL);
    free_scores(&scores);
}

static void embeddings_are_those_of_the_items_asked_for(void **state)
{
    (void)state;
    double embeddings[ITEMS * 2], pooled[] = {0.5, 0.25};
    for (size_t i = 0; i < ITEMS; i++) {
        embeddings[2 * i] = cos(0.1 * (double)i);
        embeddings[2 * i + 1] = sin(0.1 * (double)i);
    }
    const size_t references[] = {3, 1, 8};
    double gathered[6];
    for (size_t r = 0; r < 3; r++)
        memcpy(gathered + 2 * r, embeddings + 2 * references[r], 2 * sizeof(double));
    Embedded embedded = {EMBEDDED_MEAN, 2, embeddings, pooled};
    const double *q = embeddings + 2 * 5;
    assert_close(embedded_score(&embedded, 3, references, 5), (cos(0.2) + cos(0.4) + cos(0.3)) / 3, 1e-14);
    embedded.kind = EMBEDDED_MAX;
    assert_close(embedded_score(&embedded, 3, references, 5), cos(0.2), 1e-14);
    embedded.kind = EMBEDDED_CENTRED;
    assert_close(embedded_score(&embedded, 3, references, 5), scoring_centred_cosine(3, 2, gathered, q),
                 1e-14);
    assert_close(embedded_score(&embedded, 1, references, 5), cos(0.2), 1e-14);
    embedded.kind = EMBEDDED_HALF;
    assert_close(embedded_score(&embedded, 3, references, 5),
                 cos(0.2) - (cos(0.2) + cos(0.5) + cos(0.7)) / 3 / 2, 1e-14);
    assert_close(embedded_score(&embedded, 1, references, 5), cos(0.2), 1e-14);
    embedded.kind = EMBEDDED_NORMAL;
    assert_close(embedded_score(&embedded, 3, references, 5), scoring_normal(3, 2, gathered, q), 1e-14);
    embedded.kind = EMBEDDED_SHRUNK;
    assert_close(embedded_score(&embedded, 3, references, 5), scoring_shrunk(3, 2, gathered, pooled, q),
                 1e-14);
    assert_close(embedded_score(&embedded, 1, references, 5), scoring_shrunk(1, 2, gathered, pooled, q),
                 1e-14);
}

/* Durations 1 and 4 s: the mean of the logarithms is that of 2 s. */
static void durations_are_compared_as_ratios(void **state)
{
    (void)state;
    PenPoint points[3][2] = {{{.t = 0}, {.t = 1}}, {{.t = 0}, {.t = 4}}, {{.t = 0}, {.t = 6}}};
    for (size_t i = 0; i < 3; i++)
        items[i].signature = (Signature){.count = 2, .points = points[i]};
    assert_close(simple_duration_score(&dataset, 2, (size_t[]){0, 1}, 2), -log(3), 1e-14);
    assert_close(simple_duration_score(&dataset, 1, (size_t[]){2}, 0), -log(6), 1e-14);
    make_dataset(NULL);
}

/* dx, dy of the first: (1, 0), (-1, 0), which is 1, -1 in deviations and 0; of the second 0, 1 and 2 become -1.22, 0, 1.22.
 * The third is the first, larger and shifted. */
static void warped_distances_know_neither_place_nor_size(void **state)
{
    (void)state;
    PenPoint first[] = {{.x = 0}, {.x = 1}, {.x = 0}},
             larger[] = {{.x = 50, .y = 7}, {.x = 80, .y = 7}, {.x = 50, .y = 7}};
    PenPoint second[] = {{.x = 0}, {.x = 0}, {.x = 1}, {.x = 3}};
    DatasetItem three[] = {{.signature = {.count = 3, .points = first}},
                           {.signature = {.count = 4, .points = second}},
                           {.signature = {.count = 3, .points = larger}}};
    DatasetUser one = {.genuine = 3, .number = 1};
    const Dataset small = {1, 3, &one, three};
    SimpleDistances distances;
    assert_ok(simple_dtw_distances(&small, false, &distances));
    const double *matrix = distances.of_user[0];
    double s = sqrt(1.5);
    /* The two ends pay 1 + s each, the 0 between them pays 1 with either. */
    double expected = (2 * (1 + s) + 1) / 5;
    assert_close(matrix[1], expected, 1e-14);
    assert_close(matrix[3], expected, 1e-14);
    assert_close(matrix[2], 0, 1e-14);
    assert_close(simple_distance_score(&distances, 2, (size_t[]){0, 2}, 1), -expected, 1e-14);
    assert_close(simple_distance_score(&distances, 2, (size_t[]){0, 1}, 2), expected - expected / 2, 1e-14);
    assert_close(simple_distance_score(&distances, 1, (size_t[]){0}, 1), -expected, 1e-14);
    simple_free(&distances);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_protocol_asks_what_it_says),
        cmocka_unit_test(pairs_ask_for_each_pair_once),
        cmocka_unit_test(draws_follow_the_seed_and_the_user_alone),
        cmocka_unit_test(a_line_tells_rates_intervals_and_counts),
        cmocka_unit_test(a_user_with_too_few_signatures_is_named),
        cmocka_unit_test(embeddings_are_those_of_the_items_asked_for),
        cmocka_unit_test(durations_are_compared_as_ratios),
        cmocka_unit_test(warped_distances_know_neither_place_nor_size),
    };
    return cmocka_run_group_tests(tests, make_dataset, NULL);
}
