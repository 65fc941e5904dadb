#define _POSIX_C_SOURCE 200809L
#include "results/chosen.h"
#include "support/test.h"

#include <stdlib.h>

enum { USERS = 3, GENUINE = 20, FORGED = 20, EACH = GENUINE + FORGED };

/* Three users; the first is for training, the second validated on, the third tested. */
static DatasetUser users[USERS];
static DatasetItem items[USERS * EACH];
static const Dataset dataset = {USERS, USERS *EACH, users, items};
static size_t training[] = {0}, validation[] = {1}, test[] = {2};
static const Split split = {{1, 1, 1}, {training, validation, test}};

static int make_dataset(void **state)
{
    (void)state;
    for (size_t u = 0; u < USERS; u++) {
        users[u] = (DatasetUser){.first = u * EACH, .genuine = GENUINE, .forged = FORGED, .number = u + 1};
        for (size_t i = 0; i < EACH; i++)
            items[u * EACH + i] = (DatasetItem){.user = u, .number = i + 1, .forged = i >= GENUINE};
    }
    return 0;
}

/* Genuine signatures score their number, 1 .. 20. Of the validation user's forgeries numbers 37 .. 40, a fifth, score 10
 * and the others 0: the threshold is 5. Of the test user's, forgeries 21 .. 30 score 7. */
static double score(const void *context, size_t n, const size_t references[static n], size_t questioned)
{
    (void)references;
    const DatasetItem *q = &items[questioned];
    assert_int_not_equal(q->user, 0);
    *(size_t *)context += 1;
    if (!q->forged)
        return (double)q->number;
    if (q->user == 1)
        return q->number > 36 ? 10 : 0;
    return q->number <= 30 ? 7 : 0;
}

static void the_threshold_is_the_validation_users_and_the_counts_the_test_users(void **state)
{
    (void)state;
    size_t calls = 0;
    Chosen chosen = {0};
    const ProtocolMethod method = {"numbers", score, &calls};
    assert_ok(chosen_add_fold(PROTOCOL_LAST, &dataset, &split, 1, &method, &chosen));
    /* questioned are genuine 7 .. 20 of each of the two; the lowest score that a threshold of FAR <= 20 % can lie above
     * is 0, the next one 7 */
    assert_int_equal(calls, 2 * 14 * (1 + FORGED));
    assert_int_equal(chosen.genuine, 14);
    assert_int_equal(chosen.forged, 14 * FORGED);
    assert_int_equal(chosen.false_rejects, 0);
    assert_int_equal(chosen.false_accepts, 14 * 10);
    assert_close(chosen.far[0], 0.5, 1e-15);
}

static void folds_add_up_and_each_is_told(void **state)
{
    (void)state;
    size_t calls = 0;
    Chosen chosen = {.genuine = 14, .forged = 280, .false_rejects = 7, .folds = 1, .far = {0}};
    const ProtocolMethod method = {"numbers", score, &calls};
    assert_ok(chosen_add_fold(PROTOCOL_LAST, &dataset, &split, 1, &method, &chosen));
    assert_int_equal(chosen.folds, 2);
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    chosen_print(out, &chosen);
    fclose(out);
    assert_string_equal(text, "25.0 / 25.0 (0.0 to 50.0)");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_threshold_is_the_validation_users_and_the_counts_the_test_users),
        cmocka_unit_test(folds_add_up_and_each_is_told),
    };
    return cmocka_run_group_tests(tests, make_dataset, NULL);
}
