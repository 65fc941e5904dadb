/* Memory that is not to be had, from signatures to a net that judges them; and where none is asked for. */
#include "support/refused.h"

#include "train/batch.h"
#include "train/embedder.h"
#include "train/metrics.h"
#include "train/pca.h"
#include "train/small_trainer.h"
#include "train/source.h"
#include "train/threads.h"
#include "train/verifier.h"

enum { SCORES = 12, POINTS = 9, DIMENSIONS = 5, WATCHED = 4 };

static TrainerOptions recipe;
static Trainer *trainer;

/* ---- who there is, and what is drawn of them ---- */

static bool is_empty(const Dataset *dataset)
{
    return dataset->count == 0 && dataset->user_count == 0 && !dataset->items && !dataset->users;
}

static Status invent(void)
{
    Dataset dataset;
    const Status status = dataset_synthesize(3, 2, 1, 5, NULL, &dataset);
    refused_promise(status.ok ? dataset.count == 9 : is_empty(&dataset));
    dataset_free(&dataset);
    return status;
}

/* On trouble both are as they were, so that joining them can be tried again. */
static Status join(void)
{
    Dataset dataset = {0}, more = {0};
    Status status = dataset_synthesize(2, 2, 1, 5, NULL, &dataset);
    if (status.ok)
        status = dataset_synthesize(1, 2, 0, 6, NULL, &more);
    const bool both = status.ok;
    if (both)
        status = dataset_join(&dataset, &more);
    if (both)
        refused_promise(status.ok ? dataset.count == 8 && dataset.user_count == 3 && is_empty(&more)
                                  : dataset.count == 6 && dataset.user_count == 2 && more.count == 2);
    dataset_free(&dataset);
    dataset_free(&more);
    return status;
}

static Status split_users_up(void)
{
    Split split;
    Status status = split_users(9, 2, 3, 1, &split);
    refused_promise(status.ok == (split.users[SPLIT_TRAINING] != NULL));
    if (status.ok) {
        status = split_add(&split, SPLIT_TEST, 20);
        refused_promise(split.count[SPLIT_TEST] == 3u + status.ok);
        refused_promise(!status.ok || split.users[SPLIT_TEST][3] == 20);
    }
    split_free(&split);
    return status;
}

static Status split_into_folds(void)
{
    Split split;
    const Status status = split_fold(9, 3, 1, 2, 1, &split);
    refused_promise(status.ok == (split.users[SPLIT_TRAINING] != NULL));
    split_free(&split);
    return status;
}

static Status open_source(void)
{
    Source source = source_defaults();
    source.users = 4;
    source.genuine = 2;
    source.forged = 1;
    Dataset dataset;
    Split split;
    const Status status = source_open(&source, &dataset, &split);
    refused_promise(status.ok || (is_empty(&dataset) && split.count[SPLIT_TRAINING] == 0));
    dataset_free(&dataset);
    split_free(&split);
    return status;
}

static Status draw_pairs(void)
{
    PairsSource source;
    const Status status = pairs_source_create(&small_dataset, small_split.count[SPLIT_TRAINING],
                                              small_split.users[SPLIT_TRAINING], pairs_paper_mix(), &source);
    if (status.ok) {
        Random random = random_seeded(1);
        refused_promise(pairs_draw(&source, &random).items[0] < small_dataset.count);
    }
    for (size_t kind = 0; kind < PAIRS_KINDS; kind++)
        refused_promise(status.ok == (source.users[kind] != NULL));
    pairs_source_free(&source);
    return status;
}

static void whichever_request_fails_the_data_are_whole_or_not_there(void **state)
{
    (void)state;
    refused_each("dataset_synthesize", invent, 0);
    refused_each("dataset_join", join, 0);
    refused_each("split_users and split_add", split_users_up, 0);
    refused_each("split_fold", split_into_folds, 0);
    refused_each("source_open", open_source, 0);
    refused_each("pairs_source_create", draw_pairs, 0);
}

/* ---- training ---- */

static Status make_model(void)
{
    Model model;
    const Status status = model_create(&recipe.net, &recipe.features, &model);
    model_free(&model);
    return status;
}

static Status make_optimizers(void)
{
    Status status = status_ok();
    for (OptimizerKind kind = 0; kind < OPTIMIZER_KINDS && status.ok; kind++) {
        OptimizerOptions options = optimizer_defaults(kind);
        options.weight_decay = 0.1;
        Optimizer *optimizer;
        status = optimizer_create(options, 20, &optimizer);
        refused_promise(status.ok == (optimizer != NULL));
        optimizer_destroy(optimizer);
    }
    return status;
}

static Status make_trainer(void)
{
    Trainer *made;
    const Status status = trainer_create(&recipe, &small_dataset, &small_split, &made);
    refused_promise(status.ok == (made != NULL));
    trainer_destroy(made);
    return status;
}

static Status make_batch(void)
{
    const Net *net = trainer_net(trainer);
    Batch *batch;
    const Status status = batch_create(net, net->parameter_count, 7, &small_dataset, &batch);
    refused_promise(status.ok == (batch != NULL));
    batch_destroy(batch);
    return status;
}

static Status measure_angles(void)
{
    static const Pair pairs[WATCHED] = {{{0, 1}, LABEL_GENUINE}, {{0, 5}, LABEL_FORGED}, {{8, 9}}, {{2, 3}}};
    double angles[WATCHED], norms[2 * WATCHED], loss = NAN;
    const Status status = trainer_angles(trainer, WATCHED, pairs, angles, norms, &loss);
    refused_promise(status.ok == isfinite(loss));
    return status;
}

/* Of one after the other: those that are too few to wake other threads for. */
static Status embed(void)
{
    static real embeddings[8 * 64];
    const real *inputs[8];
    for (size_t i = 0; i < 8; i++)
        inputs[i] = trainer_input(trainer, i);
    return embedder_run(trainer_net(trainer), trainer_model(trainer)->params, 8, inputs, embeddings);
}

static Status step(void)
{
    StepRecord record;
    return trainer_step(trainer, &record);
}

/* On trouble nothing is changed. */
static Status tune(void)
{
    Trainer *made;
    Status status = trainer_create(&recipe, &small_dataset, &small_split, &made);
    if (!status.ok)
        return status;
    TrainerTuning tuning = trainer_tuning(made);
    snprintf(tuning.loss, sizeof tuning.loss, "%s", "logistic");
    tuning.rate = 0.75;
    status = trainer_tune(made, &tuning);
    refused_promise(strcmp(trainer_net(made)->loss, status.ok ? "logistic" : "target") == 0);
    refused_promise(strcmp(trainer_tuning(made).loss, trainer_net(made)->loss) == 0);
    refused_promise((trainer_tuning(made).rate == tuning.rate) == status.ok);
    trainer_destroy(made);
    return status;
}

static Status see(void)
{
    static real x[FEATURES_COUNT * FEATURES_TIME];
    return model_see(trainer_model(trainer), &small_dataset.items[0].signature, x);
}

static void whichever_request_fails_there_is_no_half_of_a_trainer(void **state)
{
    (void)state;
    static const char *const losses[] = {"target", "logistic", "triplet"};
    refused_each("model_create", make_model, 0);
    refused_each("optimizer_create", make_optimizers, 0);
    for (size_t l = 0; l < sizeof losses / sizeof *losses; l++) {
        recipe = small_trainer_options();
        recipe.net.loss = losses[l];
        recipe.augment = l > 0;
        refused_each("trainer_create", make_trainer, 0);
    }
    recipe.net.encoder = "flatten dense:3"; /* whose pairs go together, where they are not too large */
    recipe.net.loss = "target";
    assert_ok(features_parse("x,y", &recipe.features));
    refused_each("trainer_create of dense layers", make_trainer, 0);
    recipe = small_trainer_options();
    refused_each("trainer_tune", tune, 0);
    refused_each("batch_create", make_batch, 0);
    refused_each("trainer_angles", measure_angles, 0);
    refused_each("embedder_run", embed, 0);
}

static void a_training_asks_for_nothing_once_it_is_under_way(void **state)
{
    (void)state;
    for (size_t l = 0; net_loss_name(l); l++) {
        recipe = small_trainer_options();
        recipe.net.loss = net_loss_name(l);
        recipe.augment = true;
        trainer_destroy(trainer);
        trainer = small_trainer(recipe);
        for (int i = 0; i < 5; i++)
            refused_none(net_loss_name(l), step);
    }
    recipe = small_trainer_options();
    trainer_destroy(trainer);
    trainer = small_trainer(recipe);
    refused_none("model_see", see);
}

/* ---- judging ---- */

static MetricsScore scores[SCORES];
static double points[POINTS * DIMENSIONS];
static size_t known[] = {0, 1, 2}, judged[] = {3, 4};

static Status make_curve(void)
{
    MetricsCurve curve;
    const Status status = metrics_curve(SCORES, scores, &curve);
    refused_promise(status.ok ? curve.count > 1 : !curve.points);
    metrics_curve_free(&curve);
    return status;
}

static Status make_curve_in_own_memory(void)
{
    MetricsScore sorted[SCORES];
    MetricsPoint steps[SCORES + 1];
    MetricsCurve curve;
    return metrics_curve_within(SCORES, scores, sorted, steps, &curve);
}

static Status draw_users_again(void)
{
    MetricsBootstrap bootstrap;
    return metrics_bootstrap(SCORES, scores, 0.1, 20, 1, &bootstrap);
}

static Status view_points(void)
{
    Pca pca;
    const Status status = pca_fit(POINTS, DIMENSIONS, points, NULL, &pca);
    refused_promise(status.ok || (!pca.mean && !pca.axes));
    pca_free(&pca);
    return status;
}

static Status embed_signatures(void)
{
    static double embeddings[2 * 64];
    const Signature *signatures[] = {&small_dataset.items[0].signature, &small_dataset.items[1].signature};
    return verifier_embed(trainer_model(trainer), 2, signatures, embeddings);
}

static Status calibrate(void)
{
    Model *model = trainer_model(trainer);
    const Status status = verifier_calibrate(model, &small_dataset, 3, known, 2, judged);
    refused_promise(status.ok == model->verification.calibrated);
    return status;
}

static void whichever_request_fails_nothing_is_judged(void **state)
{
    (void)state;
    Random random = random_seeded(4);
    for (size_t i = 0; i < SCORES; i++)
        scores[i] = (MetricsScore){.score = random_normal(&random), .user = i / 3, .genuine = i % 3 > 0};
    for (size_t i = 0; i < POINTS * DIMENSIONS; i++)
        points[i] = random_normal(&random);
    refused_each("metrics_curve", make_curve, 0);
    refused_none("metrics_curve_within", make_curve_in_own_memory);
    refused_each("metrics_bootstrap", draw_users_again, 0);
    refused_each("pca_fit", view_points, 0);
    refused_each("verifier_embed", embed_signatures, 0);
    refused_each("verifier_calibrate", calibrate, 0);
}

static int prepare(void **state)
{
    recipe = small_trainer_options();
    if (small_trainer_data(state) != 0 || !trainer_create(&recipe, &small_dataset, &small_split, &trainer).ok)
        return -1;
    return step().ok ? 0 : -1; /* the first one starts the threads */
}

static int tidy_up(void **state)
{
    trainer_destroy(trainer);
    return small_trainer_forget(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whichever_request_fails_the_data_are_whole_or_not_there),
        cmocka_unit_test(whichever_request_fails_there_is_no_half_of_a_trainer),
        cmocka_unit_test(a_training_asks_for_nothing_once_it_is_under_way),
        cmocka_unit_test(whichever_request_fails_nothing_is_judged),
    };
    return cmocka_run_group_tests_name("train memory", tests, prepare, tidy_up);
}
