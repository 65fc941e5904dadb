#include "train/verifier.h"

#include <stdlib.h>
#include <string.h>

#include "support/test.h"
#include "train/metrics.h"
#include "train/scoring.h"
#include "train/trainer.h"

static Dataset dataset;
static Split split;
static Trainer *trainer;

static int make_all(void **state)
{
    (void)state;
    TrainerOptions options = trainer_default_options();
    options.net.encoder = "conv:4x15/9 tanh flatten dense:6";
    options.pairs_per_epoch = 128;
    return !(dataset_synthesize(8, 9, 5, 2, NULL, &dataset).ok && split_users(8, 3, 1, 1, &split).ok &&
             trainer_create(&options, &dataset, &split, &trainer).ok);
}

static int free_all(void **state)
{
    (void)state;
    trainer_destroy(trainer);
    dataset_free(&dataset);
    split_free(&split);
    return 0;
}

static Status calibrate(size_t validation_count)
{
    return verifier_calibrate(trainer_model(trainer), &dataset, split.count[SPLIT_TRAINING],
                              split.users[SPLIT_TRAINING], validation_count, split.users[SPLIT_VALIDATION]);
}

static void embeddings_are_those_of_the_net(void **state)
{
    (void)state;
    const Model *model = trainer_model(trainer);
    const Signature *signatures[] = {&dataset.items[3].signature, &dataset.items[20].signature};
    double embeddings[2 * 6];
    assert_ok(verifier_embed(model, 2, signatures, embeddings));
    Activations values;
    assert_ok(siamese_create_activations(&model->net, &values));
    const size_t items[] = {3, 20};
    for (size_t i = 0; i < 2; i++) {
        const real *expected =
            siamese_embed(&model->net, model->params, trainer_input(trainer, items[i]), 0, &values);
        for (size_t k = 0; k < 6; k++)
            assert_close(embeddings[i * 6 + k], real_to_double(expected[k]), 0);
    }
    siamese_destroy_activations(&values);
}

/* The thresholds once more by hand: up to six references of each user, of whom one genuine signature is left to be
 * questioned with the forgeries; users with fewer than two references, or without forgeries, say nothing. */
static void assert_thresholds(const Dataset *data, size_t user_count, const size_t users[])
{
    enum { MOST = 20 };
    const Model *model = trainer_model(trainer);
    assert_true(model->verification.calibrated);
    for (ModelScore kind = 0; kind < MODEL_SCORES; kind++) {
        MetricsScore scores[MOST * MOST];
        size_t count = 0;
        for (size_t u = 0; u < user_count; u++) {
            const DatasetUser *user = &data->users[users[u]];
            const size_t all = user->genuine + user->forged,
                         references = user->genuine > 6 ? 6 : user->genuine - 1;
            const Signature *signatures[MOST];
            double embeddings[MOST * 6];
            for (size_t k = 0; k < all; k++)
                signatures[k] = &data->items[user->first + k].signature;
            assert_ok(verifier_embed(model, all, signatures, embeddings));
            for (size_t k = references; user->genuine > 2 && user->forged > 0 && k < all; k++)
                scores[count++] = (MetricsScore){
                    .score = verifier_score(model, kind, references, embeddings, embeddings + k * 6),
                    .genuine = k < user->genuine};
        }
        MetricsCurve curve;
        assert_ok(metrics_curve(count, scores, &curve));
        assert_close(model->verification.threshold[kind], metrics_eer(&curve).nearest.threshold, 0);
        metrics_curve_free(&curve);
    }
}

static void the_thresholds_are_those_of_the_equal_error_rate(void **state)
{
    (void)state;
    assert_ok(calibrate(split.count[SPLIT_VALIDATION]));
    assert_thresholds(&dataset, split.count[SPLIT_VALIDATION], split.users[SPLIT_VALIDATION]);
}

/* Users 0, 1, 2 ... with these numbers of genuine signatures and forgeries. */
static Dataset data_of(size_t user_count, const size_t counts[][2])
{
    Dataset all = {0}, more;
    for (size_t u = 0; u < user_count; u++) {
        assert_ok(dataset_synthesize(1, counts[u][0], counts[u][1], 10 + u, NULL, &more));
        assert_ok(dataset_join(&all, &more));
    }
    return all;
}

static void users_with_few_signatures_say_what_they_can(void **state)
{
    (void)state;
    const size_t counts[][2] = {{7, 2}, {6, 3}, {3, 4}, {2, 3}, {1, 2}, {0, 2}, {8, 0}};
    const size_t users[] = {0, 1, 2, 3, 4, 5, 6}, no_use[] = {3, 4, 5, 6};
    Dataset data = data_of(7, counts);
    Model *model = trainer_model(trainer);
    for (size_t n = 1; n <= 3; n++) {
        assert_ok(verifier_calibrate(model, &data, 1, users, n, users));
        assert_thresholds(&data, n, users);
        double thresholds[MODEL_SCORES];
        memcpy(thresholds, model->verification.threshold, sizeof thresholds);
        size_t with_others[7] = {3, 4, 5, 6};
        memcpy(with_others + 4, users, n * sizeof *users);
        assert_ok(verifier_calibrate(model, &data, 1, users, 4 + n, with_others));
        assert_memory_equal(thresholds, model->verification.threshold, sizeof thresholds);
        assert_ok(verifier_calibrate(model, &data, 1, users, 4, no_use));
        assert_false(model->verification.calibrated);
    }
    dataset_free(&data);
}

static void the_pooled_variances_come_from_users_with_two_genuine_signatures(void **state)
{
    (void)state;
    const size_t counts[][2] = {{1, 1}, {2, 1}, {1, 0}, {0, 1}};
    const size_t users[] = {0, 1, 2, 3}, alone[] = {0, 2, 3}, two[] = {1};
    Dataset data = data_of(4, counts);
    double *pooled = trainer_model(trainer)->verification.pooled, expected[6];
    assert_ok(verifier_calibrate(trainer_model(trainer), &data, 1, two, 0, NULL));
    const Signature *signatures[] = {&data.items[data.users[1].first].signature,
                                     &data.items[data.users[1].first + 1].signature};
    double e[2 * 6];
    assert_ok(verifier_embed(trainer_model(trainer), 2, signatures, e));
    for (size_t f = 0; f < 6; f++) { /* of two numbers the variance is half the square of their difference */
        expected[f] = (e[f] - e[6 + f]) * (e[f] - e[6 + f]) / 2;
        assert_close_relative(pooled[f], expected[f], 1e-6);
    }
    memset(pooled, 0, sizeof expected);
    assert_ok(verifier_calibrate(trainer_model(trainer), &data, 4, users, 0, NULL));
    for (size_t f = 0; f < 6; f++)
        assert_close_relative(pooled[f], expected[f], 1e-6);
    assert_ok(verifier_calibrate(trainer_model(trainer), &data, 3, alone, 0, NULL)); /* nothing to say */
    for (size_t f = 0; f < 6; f++)
        assert_close_relative(pooled[f], expected[f], 1e-6);
    dataset_free(&data);
}

static void what_cannot_be_embedded_or_compared_is_trouble(void **state)
{
    (void)state;
    Model *model = trainer_model(trainer);
    assert_ok(calibrate(split.count[SPLIT_VALIDATION]));
    real *kept = malloc(model->net.parameter_count * sizeof *kept);
    memcpy(kept, model->params, model->net.parameter_count * sizeof *kept);
    for (size_t i = 0; i < model->net.parameter_count; i++)
        model->params[i] = (real)NAN;
    assert_trouble(calibrate(split.count[SPLIT_VALIDATION]), "expected a finite number");
    assert_false(model->verification.calibrated);
    memcpy(model->params, kept, model->net.parameter_count * sizeof *kept);
    free(kept);
    Signature *spoilt = &dataset.items[dataset.users[split.users[SPLIT_TRAINING][0]].first + 1].signature;
    const size_t count = spoilt->count;
    spoilt->count = 1;
    const Signature *signatures[] = {&dataset.items[0].signature, spoilt};
    double embeddings[2 * 6];
    assert_trouble(verifier_embed(model, 2, signatures, embeddings), "expected 10 to 65536 points, found 1");
    assert_trouble(calibrate(split.count[SPLIT_VALIDATION]), "expected 10 to 65536 points, found 1");
    assert_false(model->verification.calibrated);
    spoilt->count = count;
}

static void the_pooled_variances_are_those_within_the_training_users(void **state)
{
    (void)state;
    Model *model = trainer_model(trainer);
    assert_ok(calibrate(split.count[SPLIT_VALIDATION]));
    double sums[6] = {0};
    for (size_t u = 0; u < split.count[SPLIT_TRAINING]; u++) {
        const DatasetUser *user = &dataset.users[split.users[SPLIT_TRAINING][u]];
        const Signature *signatures[9];
        double e[9 * 6];
        for (size_t k = 0; k < 9; k++)
            signatures[k] = &dataset.items[user->first + k].signature;
        assert_ok(verifier_embed(model, 9, signatures, e));
        for (size_t f = 0; f < 6; f++) {
            double mean = 0;
            for (size_t k = 0; k < 9; k++)
                mean += e[k * 6 + f] / 9;
            for (size_t k = 0; k < 9; k++)
                sums[f] += (e[k * 6 + f] - mean) * (e[k * 6 + f] - mean) / 8;
        }
    }
    for (size_t f = 0; f < 6; f++)
        assert_close(model->verification.pooled[f], sums[f] / (double)split.count[SPLIT_TRAINING], 1e-6);
}

static void without_validation_users_it_is_not_calibrated(void **state)
{
    (void)state;
    assert_ok(calibrate(split.count[SPLIT_VALIDATION]));
    assert_ok(calibrate(0));
    assert_false(trainer_model(trainer)->verification.calibrated);
}

static void each_score_is_its_formula(void **state)
{
    (void)state;
    const Model *model = trainer_model(trainer);
    const double references[] = {1, 0, 0, 0, 0, 0, /**/ 0, 1, 0, 0, 0, 0}, q[] = {1, 1, 0, 0, 0, 0};
    assert_close(verifier_score(model, MODEL_MEAN, 2, references, q), sqrt(0.5), 1e-15);
    assert_close(verifier_score(model, MODEL_MAX, 1, references, references), 1, 1e-15);
    assert_close(verifier_score(model, MODEL_NORMAL, 2, references, q), scoring_normal(2, 6, references, q),
                 0);
    assert_close(verifier_score(model, MODEL_SHRUNK, 2, references, q),
                 scoring_shrunk(2, 6, references, model->verification.pooled, q), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(embeddings_are_those_of_the_net),
        cmocka_unit_test(the_thresholds_are_those_of_the_equal_error_rate),
        cmocka_unit_test(users_with_few_signatures_say_what_they_can),
        cmocka_unit_test(the_pooled_variances_come_from_users_with_two_genuine_signatures),
        cmocka_unit_test(what_cannot_be_embedded_or_compared_is_trouble),
        cmocka_unit_test(the_pooled_variances_are_those_within_the_training_users),
        cmocka_unit_test(without_validation_users_it_is_not_calibrated),
        cmocka_unit_test(each_score_is_its_formula),
    };
    return cmocka_run_group_tests(tests, make_all, free_all);
}
