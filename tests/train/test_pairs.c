#include "train/pairs.h"

#include <stdlib.h>

#include "support/test.h"

/* Pairs look at the tables alone, so a data set without points serves here. */
static Dataset bare(size_t users, size_t genuine, size_t forged)
{
    Dataset dataset = {.user_count = users, .count = users * (genuine + forged)};
    dataset.users = calloc(users, sizeof *dataset.users);
    dataset.items = calloc(dataset.count + 1, sizeof *dataset.items);
    for (size_t u = 0; u < users; u++) {
        dataset.users[u] =
            (DatasetUser){.first = u * (genuine + forged), .genuine = genuine, .forged = forged};
        for (size_t k = 0; k < genuine + forged; k++) {
            dataset.items[u * (genuine + forged) + k].user = u;
            dataset.items[u * (genuine + forged) + k].forged = k >= genuine;
        }
    }
    return dataset;
}

static const size_t everyone[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};

static void assert_is_what_it_says(const Dataset *dataset, Pair pair)
{
    const DatasetItem *a = &dataset->items[pair.items[0]], *b = &dataset->items[pair.items[1]];
    assert_false(a->forged);
    assert_int_equal(pair.label, pair.kind == PAIRS_GENUINE ? LABEL_GENUINE : LABEL_FORGED);
    assert_int_equal(b->forged, pair.kind == PAIRS_FORGERY);
    assert_int_equal(a->user == b->user, pair.kind != PAIRS_OTHER_WRITER);
    assert_true(pair.items[0] != pair.items[1]);
}

static void pairs_are_what_they_say_in_the_papers_mix(void **state)
{
    (void)state;
    enum { N = 40000 };
    Dataset dataset = bare(10, 5, 4);
    PairsSource source;
    assert_ok(pairs_source_create(&dataset, 10, everyone, pairs_paper_mix(), &source));
    int kinds[PAIRS_KINDS] = {0}, genuine_drawn[90] = {0};
    Random random = random_seeded(1);
    for (int i = 0; i < N; i++) {
        Pair pair = pairs_draw(&source, &random);
        assert_is_what_it_says(&dataset, pair);
        kinds[pair.kind]++;
        if (pair.kind == PAIRS_GENUINE)
            genuine_drawn[pair.items[1]]++;
    }
    for (int k = 0; k < PAIRS_KINDS; k++) {
        double share = pairs_paper_mix().share[k];
        assert_close(kinds[k] / (double)N, share, 4 * sqrt(share * (1 - share) / N));
    }
    /* every genuine signature is drawn, all about as often: 20000 over 50 of them */
    for (size_t i = 0; i < 90; i++)
        if (!dataset.items[i].forged)
            assert_close(genuine_drawn[i] / 400.0, 1, 0.25);
    pairs_source_free(&source);
    dataset_free(&dataset);
}

static void only_the_given_users_are_drawn(void **state)
{
    (void)state;
    Dataset dataset = bare(10, 3, 2);
    const size_t two[] = {4, 7};
    PairsSource source;
    assert_ok(pairs_source_create(&dataset, 2, two, pairs_paper_mix(), &source));
    Random random = random_seeded(1);
    for (int i = 0; i < 1000; i++) {
        Pair pair = pairs_draw(&source, &random);
        for (int k = 0; k < 2; k++) {
            size_t user = dataset.items[pair.items[k]].user;
            assert_true(user == 4 || user == 7);
        }
    }
    pairs_source_free(&source);
    dataset_free(&dataset);
}

static void triplets_are_anchor_positive_negative(void **state)
{
    (void)state;
    enum { N = 10000 };
    Dataset dataset = bare(10, 3, 2);
    PairsSource source;
    assert_ok(pairs_source_create(&dataset, 10, everyone, pairs_paper_mix(), &source));
    assert_ok(pairs_check_triplets(&source));
    Random random = random_seeded(1);
    int forgeries = 0;
    for (int i = 0; i < N; i++) {
        Pair t = pairs_draw_triplet(&source, &random);
        const DatasetItem *anchor = &dataset.items[t.items[0]], *positive = &dataset.items[t.items[1]],
                          *negative = &dataset.items[t.items[2]];
        assert_true(t.items[0] != t.items[1] && !anchor->forged && !positive->forged);
        assert_true(t.kind == PAIRS_FORGERY || t.kind == PAIRS_OTHER_WRITER);
        assert_int_equal(t.label, LABEL_GENUINE);
        assert_int_equal(anchor->user, positive->user);
        assert_int_equal(negative->forged, t.kind == PAIRS_FORGERY);
        assert_int_equal(negative->user == anchor->user, t.kind == PAIRS_FORGERY);
        forgeries += t.kind == PAIRS_FORGERY;
    }
    assert_close(forgeries / (double)N, 0.8, 4 * sqrt(0.16 / N)); /* 40 to 10 */
    pairs_source_free(&source);
    dataset_free(&dataset);
}

/* How many of 200 triplets of this mix have a forgery as their negative. */
static int count_forgeries(const Dataset *dataset, size_t user_count, PairsMix mix)
{
    PairsSource source;
    assert_ok(pairs_source_create(dataset, user_count, everyone, mix, &source));
    assert_ok(pairs_check_triplets(&source));
    Random random = random_seeded(5);
    int forgeries = 0;
    for (int i = 0; i < 200; i++) {
        Pair t = pairs_draw_triplet(&source, &random);
        const DatasetItem *anchor = &dataset->items[t.items[0]], *positive = &dataset->items[t.items[1]],
                          *negative = &dataset->items[t.items[2]];
        assert_true(t.items[0] != t.items[1] && anchor->user == positive->user && !positive->forged);
        assert_int_equal(negative->forged, t.kind == PAIRS_FORGERY);
        assert_int_equal(negative->user == anchor->user, t.kind == PAIRS_FORGERY);
        forgeries += negative->forged;
    }
    pairs_source_free(&source);
    return forgeries;
}

static void a_negative_is_what_there_is_and_else_what_the_mix_wants(void **state)
{
    (void)state;
    Dataset alone = bare(1, 3, 2), two = bare(2, 3, 1), unforged = bare(2, 3, 0);
    assert_int_equal(count_forgeries(&alone, 1, (PairsMix){{1, 0, 0}}), 200); /* nobody else is there */
    assert_int_equal(count_forgeries(&two, 2, (PairsMix){{1, 0, 0}}), 0);     /* the mix wants no forgery */
    assert_int_equal(count_forgeries(&two, 2, (PairsMix){{1, 0, 1}}), 0);
    assert_int_equal(count_forgeries(&two, 2, (PairsMix){{1, 1, 0}}), 200);
    assert_int_equal(count_forgeries(&unforged, 2, (PairsMix){{1, 0, 0}}), 0); /* there are none */
    dataset_free(&alone);
    dataset_free(&two);
    dataset_free(&unforged);
}

/* User 0 has no two genuine signatures, user 1 no forgery: each can give what the other cannot. */
static void an_anchor_is_of_somebody_with_two_genuine_signatures(void **state)
{
    (void)state;
    Dataset dataset = bare(2, 3, 2);
    dataset.users[0].genuine = 1;
    dataset.users[1].forged = 0;
    for (size_t i = 1; i < 5; i++)
        dataset.items[i].forged = true;
    PairsSource source;
    assert_ok(pairs_source_create(&dataset, 2, everyone, pairs_paper_mix(), &source));
    assert_ok(pairs_check_triplets(&source));
    Random random = random_seeded(1);
    for (int i = 0; i < 100; i++) {
        Pair t = pairs_draw_triplet(&source, &random);
        assert_int_equal(dataset.items[t.items[0]].user, 1);
        assert_int_equal(dataset.items[t.items[1]].user, 1);
        assert_int_equal(t.items[2], 0); /* the only negative there is */
    }
    pairs_source_free(&source);
    dataset_free(&dataset);
}

/* Five genuine signatures make ten pairs, whichever comes first. */
static void a_list_as_long_as_there_are_pairs_has_each_of_them_once(void **state)
{
    (void)state;
    Dataset dataset = bare(1, 5, 0);
    PairsSource source;
    assert_ok(pairs_source_create(&dataset, 1, everyone, (PairsMix){{1, 0, 0}}, &source));
    for (uint64_t seed = 1; seed <= 10; seed++) {
        Pair pairs[10];
        int drawn[5][5] = {{0}};
        pairs_list(&source, seed, 10, pairs);
        for (size_t i = 0; i < 10; i++)
            drawn[pairs[i].items[0]][pairs[i].items[1]]++;
        for (size_t a = 0; a < 5; a++)
            for (size_t b = 0; b < a; b++)
                assert_int_equal(drawn[a][b] + drawn[b][a], 1);
    }
    pairs_source_free(&source);
    dataset_free(&dataset);
}

static void assert_list_has(const Dataset *dataset, PairsMix mix, size_t n, size_t genuine, size_t forgeries)
{
    PairsSource source;
    assert_ok(pairs_source_create(dataset, 10, everyone, mix, &source));
    Pair pairs[20];
    pairs_list(&source, 3, n, pairs);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(pairs[i].kind, i < genuine               ? PAIRS_GENUINE
                                        : i < genuine + forgeries ? PAIRS_FORGERY
                                                                  : PAIRS_OTHER_WRITER);
    pairs_source_free(&source);
}

static void a_list_has_the_mix_as_nearly_as_whole_pairs_can(void **state)
{
    (void)state;
    Dataset dataset = bare(10, 5, 4);
    assert_list_has(&dataset, pairs_paper_mix(), 12, 6, 5);        /* 6, 4.8, 1.2 */
    assert_list_has(&dataset, pairs_paper_mix(), 7, 4, 2);         /* 3.5, 2.8, 0.7 */
    assert_list_has(&dataset, (PairsMix){{2, 1.6, 0.4}}, 7, 4, 2); /* the same mix */
    assert_list_has(&dataset, (PairsMix){{1, 0, 1}}, 7, 4, 0);
    assert_list_has(&dataset, (PairsMix){{0.3, 0, 0.7}}, 5, 2, 0); /* 1.5 */
    assert_list_has(&dataset, (PairsMix){{0, 0.3, 0.7}}, 6, 0, 2);
    assert_list_has(&dataset, (PairsMix){{0.3, 0.7, 0}}, 7, 2, 5);
    assert_list_has(&dataset, (PairsMix){{0, 1, 0}}, 3, 0, 3);
    dataset_free(&dataset);
}

static void a_list_has_the_mix_exactly_and_no_pair_twice(void **state)
{
    (void)state;
    Dataset dataset = bare(10, 5, 4);
    PairsSource source;
    assert_ok(pairs_source_create(&dataset, 10, everyone, pairs_paper_mix(), &source));
    Pair pairs[100];
    pairs_list(&source, 3, 100, pairs);
    int kinds[PAIRS_KINDS] = {0};
    for (int i = 0; i < 100; i++) {
        assert_is_what_it_says(&dataset, pairs[i]);
        kinds[pairs[i].kind]++;
        for (int j = 0; j < i; j++)
            assert_false(pairs[i].items[0] == pairs[j].items[0] && pairs[i].items[1] == pairs[j].items[1]);
    }
    assert_int_equal(kinds[PAIRS_GENUINE], 50);
    assert_int_equal(kinds[PAIRS_FORGERY], 40);
    assert_int_equal(kinds[PAIRS_OTHER_WRITER], 10);
    pairs_source_free(&source);
    dataset_free(&dataset);
}

static void a_list_of_any_length_from_any_mix_comes_to_an_end(void **state)
{
    (void)state;
    Dataset dataset = bare(2, 2, 1);
    const PairsMix mixes[] = {{{1, 0, 0}}, {{0, 1, 0}}, {{0, 0, 1}}, {{1, 0, 1}}, {{0.95, 0.05, 0.95}}};
    for (size_t m = 0; m < sizeof mixes / sizeof mixes[0]; m++) {
        PairsSource source;
        assert_ok(pairs_source_create(&dataset, 2, everyone, mixes[m], &source));
        for (size_t n = 0; n < 30; n++) {
            Pair pairs[30];
            pairs_list(&source, n, n, pairs);
            for (size_t i = 0; i < n; i++) {
                assert_is_what_it_says(&dataset, pairs[i]);
                assert_true(mixes[m].share[pairs[i].kind] > 0);
            }
        }
        pairs_source_free(&source);
    }
    dataset_free(&dataset);
}

static void data_that_cannot_give_the_mix_are_refused(void **state)
{
    (void)state;
    PairsSource source;
    Dataset single = bare(3, 1, 2), no_forgeries = bare(3, 2, 0), alone = bare(1, 3, 2);
    assert_trouble(pairs_source_create(&single, 3, everyone, pairs_paper_mix(), &source),
                   "two genuine signatures");
    assert_trouble(pairs_source_create(&no_forgeries, 3, everyone, pairs_paper_mix(), &source), "a forgery");
    assert_trouble(pairs_source_create(&alone, 1, everyone, pairs_paper_mix(), &source), "two writers");
    assert_false(pairs_source_exists(&no_forgeries, 3, everyone, pairs_paper_mix()));
    assert_true(pairs_source_exists(&no_forgeries, 3, everyone, (PairsMix){{1, 0, 1}}));
    assert_true(pairs_source_exists(&no_forgeries, 2, everyone, (PairsMix){{0, 0, 1}})); /* just two */
    assert_false(pairs_source_exists(&no_forgeries, 1, everyone, (PairsMix){{0, 0, 1}}));
    assert_true(pairs_source_exists(&no_forgeries, 1, everyone, (PairsMix){{1, 0, 0}}));
    assert_false(pairs_source_exists(&no_forgeries, 0, everyone, (PairsMix){{1, 0, 0}}));
    assert_ok(pairs_source_create(&single, 3, everyone, (PairsMix){{0, 1, 1}}, &source));
    assert_trouble(pairs_check_triplets(&source), "two genuine signatures");
    pairs_source_free(&source);
    assert_ok(pairs_source_create(&no_forgeries, 2, everyone, (PairsMix){{1, 0, 1}}, &source));
    assert_ok(pairs_check_triplets(&source)); /* each is the other's negative */
    pairs_source_free(&source);
    assert_ok(pairs_source_create(&no_forgeries, 3, everyone, (PairsMix){{1, 0, 1}}, &source));
    assert_ok(pairs_check_triplets(&source));
    pairs_source_free(&source);
    assert_ok(pairs_source_create(&alone, 1, everyone, (PairsMix){{1, 1, 0}}, &source));
    assert_ok(pairs_check_triplets(&source));
    pairs_source_free(&source);
    assert_trouble(pairs_source_create(&alone, 1, everyone, (PairsMix){{0, 0, 0}}, &source), "above 0");
    assert_trouble(pairs_source_create(&alone, 1, everyone, (PairsMix){{-1, 2, 0}}, &source), "not negative");
    assert_null(source.users[PAIRS_GENUINE]);
    const PairsMix senseless[] = {
        {{NAN, 2, 0}}, {{1, INFINITY, 0}}, {{1e308, 1e308, 1}}, {{1, 1, -INFINITY}}};
    for (size_t i = 0; i < sizeof senseless / sizeof *senseless; i++)
        assert_trouble(pairs_source_create(&alone, 1, everyone, senseless[i], &source), "not negative");
    /* A forgery of somebody without a genuine signature makes no pair, and neither does that somebody. */
    Dataset unknown = bare(2, 0, 2);
    assert_trouble(pairs_source_create(&unknown, 2, everyone, (PairsMix){{0, 1, 0}}, &source), "a forgery");
    assert_trouble(pairs_source_create(&unknown, 2, everyone, (PairsMix){{0, 0, 1}}, &source), "two writers");
    dataset_free(&unknown);
    Dataset alone_unforged = bare(1, 3, 0);
    assert_ok(pairs_source_create(&alone_unforged, 1, everyone, (PairsMix){{1, 0, 0}}, &source));
    assert_trouble(pairs_check_triplets(&source), "negative");
    pairs_source_free(&source);
    dataset_free(&single);
    dataset_free(&no_forgeries);
    dataset_free(&alone);
    dataset_free(&alone_unforged);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_are_what_they_say_in_the_papers_mix),
        cmocka_unit_test(only_the_given_users_are_drawn),
        cmocka_unit_test(triplets_are_anchor_positive_negative),
        cmocka_unit_test(a_negative_is_what_there_is_and_else_what_the_mix_wants),
        cmocka_unit_test(an_anchor_is_of_somebody_with_two_genuine_signatures),
        cmocka_unit_test(a_list_as_long_as_there_are_pairs_has_each_of_them_once),
        cmocka_unit_test(a_list_has_the_mix_as_nearly_as_whole_pairs_can),
        cmocka_unit_test(a_list_has_the_mix_exactly_and_no_pair_twice),
        cmocka_unit_test(a_list_of_any_length_from_any_mix_comes_to_an_end),
        cmocka_unit_test(data_that_cannot_give_the_mix_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
