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

/* The thresholds once more by hand: six references of each validation user, everything else questioned. */
static void the_thresholds_are_those_of_the_equal_error_rate(void **state)
{
    (void)state;
    Model *model = trainer_model(trainer);
    assert_ok(calibrate(split.count[SPLIT_VALIDATION]));
    assert_true(model->verification.calibrated);
    for (ModelScore kind = 0; kind < MODEL_SCORES; kind++) {
        MetricsScore scores[3 * 8];
        size_t count = 0;
        for (size_t u = 0; u < 3; u++) {
            const DatasetUser *user = &dataset.users[split.users[SPLIT_VALIDATION][u]];
            const Signature *signatures[14];
            double embeddings[14 * 6];
            for (size_t k = 0; k < 14; k++)
                signatures[k] = &dataset.items[user->first + k].signature;
            assert_ok(verifier_embed(model, 14, signatures, embeddings));
            for (size_t k = 6; k < 14; k++)
                scores[count++] =
                    (MetricsScore){.score = verifier_score(model, kind, 6, embeddings, embeddings + k * 6),
                                   .genuine = k < 9};
        }
        MetricsCurve curve;
        assert_ok(metrics_curve(count, scores, &curve));
        assert_close(model->verification.threshold[kind], metrics_eer(&curve).nearest.threshold, 0);
        metrics_curve_free(&curve);
    }
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
        cmocka_unit_test(the_pooled_variances_are_those_within_the_training_users),
        cmocka_unit_test(without_validation_users_it_is_not_calibrated),
        cmocka_unit_test(each_score_is_its_formula),
    };
    return cmocka_run_group_tests(tests, make_all, free_all);
}
