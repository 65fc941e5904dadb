#include "results/embedded.h"
#include "results/raw.h"
#include "results/trained.h"
#include "support/test.h"

#include "train/scoring.h"

#include <stdlib.h>

static void recipes_have_names_of_their_own_and_nets_that_can_be_made(void **state)
{
    (void)state;
    for (size_t i = 0; i < RECIPES; i++) {
        const Recipe *recipe = recipe_at(i);
        assert_int_equal(recipe_index(recipe), i);
        assert_ptr_equal(recipe_find(recipe->name), recipe);
        if (recipe->parts[0]) {
            for (size_t p = 0; p < RECIPE_PARTS_MAX && recipe->parts[p]; p++)
                assert_null(recipe_find(recipe->parts[p])->parts[0]);
            continue;
        }
        TrainerOptions options;
        assert_ok(recipe_options(recipe, 3, 2, &options));
        Model model;
        assert_ok(model_create(&options.net, &options.features, &model));
        assert_close(model.net.forged_target, recipe->forged_target, 0);
        model_free(&model);
    }
    assert_null(recipe_find("no such"));
}

/* Four invented users, two of them trained on. */
static size_t training[] = {0, 2}, validation[] = {1}, test[] = {3};
static const Split small_split = {{2, 1, 1}, {training, validation, test}};
enum { GENUINE = 4, FORGED = 3 };

static double squares(size_t n, const double *values)
{
    double sum = 0;
    for (size_t k = 0; k < n; k++)
        sum += values[k] * values[k];
    return sum;
}

static void parts_stand_beside_each_other_and_count_alike(void **state)
{
    (void)state;
    Dataset dataset;
    assert_ok(dataset_synthesize(4, GENUINE, FORGED, 5, NULL, &dataset));
    FILE *nowhere = fopen("/dev/null", "w");
    assert_non_null(nowhere);
    Trained one, other, both;
    assert_ok(trained_make(recipe_find("A5"), 1, &dataset, &small_split, nowhere, &one));
    assert_ok(trained_make(recipe_find("A"), 1, &dataset, &small_split, nowhere, &other));
    assert_ok(trained_combine(2, (const Trained *[]){&one, &other}, &dataset, &small_split, &both));
    assert_int_equal(one.d, 76);
    assert_int_equal(both.d, 76 + 304);

    double *genuine = malloc(2 * GENUINE * both.d * sizeof *genuine),
           *within = malloc(both.d * sizeof *within);
    assert_true(genuine && within);
    for (size_t u = 0; u < 2; u++)
        memcpy(genuine + u * GENUINE * both.d, both.embeddings + dataset.users[training[u]].first * both.d,
               GENUINE * both.d * sizeof *genuine);
    scoring_pooled_variance(2, (size_t[]){GENUINE, GENUINE}, both.d, genuine, within);
    for (size_t k = 0; k < both.d; k++) {
        assert_close(within[k], 1, 1e-9);
        assert_close(both.pooled[k], 1, 0);
    }
    /* The first part is A5's net: where two embeddings of it, brought to length 1, stand in a ratio, so do these. */
    const double *a = one.embeddings, *b = one.embeddings + 9 * one.d;
    double length_a = sqrt(squares(one.d, a)), length_b = sqrt(squares(one.d, b));
    for (size_t k = 0; k < one.d; k++)
        assert_close(both.embeddings[k] * b[k] / length_b, both.embeddings[9 * both.d + k] * a[k] / length_a,
                     1e-12);
    free(genuine);
    free(within);
    trained_free(&one);
    trained_free(&other);
    trained_free(&both);
    fclose(nowhere);
    dataset_free(&dataset);
}

static double pair_eer(const Dataset *dataset, const Split *split, size_t d, const double *embeddings)
{
    Embedded embedded = {EMBEDDED_MEAN, d, embeddings, NULL};
    ProtocolMethod method = {"pairs", embedded_score, &embedded};
    ProtocolScores scores = {0};
    assert_ok(protocol_run(PROTOCOL_PAIRS, dataset, split->count[SPLIT_TEST], split->users[SPLIT_TEST],
                           TRAINED_SEED, &method, &scores));
    MetricsCurve curve;
    assert_ok(metrics_curve(scores.count, scores.list, &curve));
    double rate = metrics_eer(&curve).rate;
    metrics_curve_free(&curve);
    free(scores.list);
    return rate;
}

/* Of people it never saw: the fold's test users. The raw features are those that the net is given. */
static void a_short_training_tells_pairs_apart_better_than_the_raw_features(void **state)
{
    (void)state;
    const char *folder = getenv("SVC2004_DIR");
    if (!folder) {
        printf("SKIPPED: SVC2004_DIR does not name a folder of signatures\n");
        skip();
    }
    Dataset dataset;
    Split split;
    assert_ok(dataset_load(folder, &dataset));
    assert_ok(trained_split(&dataset, 0, &split));
    Recipe recipe = *recipe_find("C");
    recipe.augment = false; /* takes most of the time */
    TrainerOptions options;
    assert_ok(recipe_options(&recipe, TRAINED_SEED, 2, &options));
    size_t d = options.features.count * FEATURES_TIME;
    double *features = malloc(dataset.count * d * sizeof *features);
    assert_non_null(features);
    assert_ok(raw_features(&dataset, &options.features, &split, features));
    double raw = pair_eer(&dataset, &split, d, features);
    Trained trained;
    assert_ok(trained_make(&recipe, 2, &dataset, &split, stderr, &trained));
    double learnt = pair_eer(&dataset, &split, trained.d, trained.embeddings);
    printf("pair EER of the fold's test users: raw features %.1f %%, two epochs of recipe C %.1f %%\n",
           100 * raw, 100 * learnt);
    assert_true(learnt < raw - 0.05);
    trained_free(&trained);
    free(features);
    split_free(&split);
    dataset_free(&dataset);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recipes_have_names_of_their_own_and_nets_that_can_be_made),
        cmocka_unit_test(parts_stand_beside_each_other_and_count_alike),
        cmocka_unit_test(a_short_training_tells_pairs_apart_better_than_the_raw_features),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
