#include "live/session.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/cosine.h"
#include "train/metrics.h"

enum { PULL_SAMPLES = 181, NAME_SIZE = 32 };

static const double degrees_per_radian = 57.29577951308232;

struct Session {
    Dataset dataset;
    Split split;
    Trainer *trainer;
    Pair *pairs; /* the watched ones: first those of training users, then those of validation users */
    size_t training_pairs; /* how many the first are */
    double *angles;        /* of the pairs, radians, of the last row */
    MetricsScore *scores;  /* room for the validation pairs */
    SnapshotPair *shown;   /* what the snapshot says of each pair */
    float *degrees;        /* room for every epoch's row */
    float *training, *validation;
    double loss_sum, pair_count; /* of the epoch under way */
    Activations values, gradients;
    real *dparams; /* thrown away: what a backward pass adds of the parameters */
    InkPoint *ink[2];
    char ink_names[2][NAME_SIZE];
    float pull_genuine[PULL_SAMPLES], pull_forged[PULL_SAMPLES];
    char trouble[STATUS_MESSAGE_SIZE];
    uint64_t chosen_at; /* the step whose numbers the snapshot's `chosen` holds */
    bool chosen_changed;
    SessionSummary summary;
    Snapshot snapshot;
};

/* ---- the chosen pair ---- */

/* dL/dc of a pair of this label whose cosine is c. */
static double loss_slope(Session *session, Label label, double c)
{
    const Model *model = trainer_model(session->trainer);
    const Step *loss = net_loss_step(&model->net);
    real in = (real)c, out, dout = 1, din = 0;
    loss->forward(loss, model->params, label, &in, &out);
    loss->backward(loss, model->params, label, &in, &out, &dout, session->dparams, &din);
    return real_to_double(din);
}

/* A step down the loss changes c by -dL/dc: with dL/dc > 0 the angle opens. */
static void sample_pull(Session *session)
{
    for (size_t i = 0; i < PULL_SAMPLES; i++) {
        double theta = (double)i / (PULL_SAMPLES - 1) * 180 / degrees_per_radian;
        session->pull_genuine[i] = (float)(loss_slope(session, LABEL_GENUINE, cos(theta)) * sin(theta));
        session->pull_forged[i] = (float)(loss_slope(session, LABEL_FORGED, cos(theta)) * sin(theta));
    }
}

static void measure_chosen(Session *session)
{
    SnapshotChosen *chosen = &session->snapshot.chosen;
    const Model *model = trainer_model(session->trainer);
    const Net *net = &model->net;
    const Pair *pair = &session->pairs[chosen->pair];
    const real *x[] = {trainer_input(session->trainer, pair->items[0]),
                       trainer_input(session->trainer, pair->items[1])};
    siamese_forward(net, model->params, x, pair->label, &session->values);
    siamese_backward_head(net, model->params, pair->label, &session->values, 1, &session->gradients,
                          session->dparams);
    const real *a = session->values.embeddings, *b = a + net->embedding;
    Cosine cosine = cosine_forward(net->embedding, a, b);
    double theta = cosine_angle(net->embedding, a, b);
    chosen->degrees = cosine.defined ? theta * degrees_per_radian : NAN;
    chosen->norm_a = real_to_double(cosine.norm_a);
    chosen->norm_b = real_to_double(cosine.norm_b);
    chosen->cosine = real_to_double(cosine.c);
    chosen->dcosine = real_to_double(session->gradients.head[0][0]);
    chosen->pull = cosine.defined ? chosen->dcosine * sin(theta) : 0;
    sample_pull(session); /* the logistic loss's own parameters bend the curves as it learns */
    chosen->pull_samples = PULL_SAMPLES;
    chosen->pull_genuine = session->pull_genuine;
    chosen->pull_forged = session->pull_forged;
    chosen->version++;
    session->chosen_at = trainer_steps_done(session->trainer);
    session->chosen_changed = false;
}

static SnapshotInk take_ink(Session *session, size_t item, size_t k)
{
    const DatasetItem *from = &session->dataset.items[item];
    const Signature *signature = &from->signature;
    for (size_t i = 0; i < signature->count; i++) {
        const PenPoint *point = &signature->points[i];
        /* A pen point tells of the way to it, an ink point of the way from it. */
        session->ink[k][i] = (InkPoint){.x = (float)point->x,
                                        .y = (float)point->y,
                                        .t = (float)point->t,
                                        .ink = i + 1 < signature->count && point[1].ink};
    }
    if (from->forged)
        snprintf(session->ink_names[k], NAME_SIZE, "forgery %zu", from->number - DATASET_GENUINE_MAX);
    else
        snprintf(session->ink_names[k], NAME_SIZE, "genuine %zu", from->number);
    return (SnapshotInk){.name = session->ink_names[k], .count = signature->count, .points = session->ink[k]};
}

void session_choose(Session *session, size_t pair)
{
    SnapshotChosen *chosen = &session->snapshot.chosen;
    if (pair >= session->snapshot.angles.pairs)
        return;
    chosen->present = true;
    chosen->pair = pair;
    chosen->a = take_ink(session, session->pairs[pair].items[0], 0);
    chosen->b = take_ink(session, session->pairs[pair].items[1], 1);
    chosen->ink_version++;
    session->chosen_changed = true;
}

/* ---- measuring all watched pairs ---- */

/* The equal error rate and mean angles of the validation pairs, and with them the threshold. */
static void summarise(Session *session)
{
    SnapshotAngles *angles = &session->snapshot.angles;
    size_t n = angles->pairs - session->training_pairs, counts[2] = {0};
    double sums[2] = {0};
    for (size_t i = 0; i < n; i++) {
        Label label = session->pairs[session->training_pairs + i].label;
        double degrees = session->angles[session->training_pairs + i] * degrees_per_radian;
        counts[label]++;
        sums[label] += degrees;
        session->scores[i] = (MetricsScore){.score = -degrees, .genuine = label == LABEL_GENUINE};
    }
    session->summary =
        (SessionSummary){.genuine_degrees = sums[LABEL_GENUINE] / (double)counts[LABEL_GENUINE],
                         .forged_degrees = sums[LABEL_FORGED] / (double)counts[LABEL_FORGED],
                         .eer = NAN};
    angles->threshold = NAN;
    MetricsCurve curve;
    if (!metrics_curve(n, session->scores, &curve).ok)
        return; /* an angle that is no number: no threshold */
    MetricsEer eer = metrics_eer(&curve);
    session->summary.eer = eer.rate;
    angles->threshold = -eer.nearest.threshold;
    metrics_curve_free(&curve);
}

/* Adds a row: the angles of all watched pairs, and the losses. */
static void measure(Session *session, double training_loss)
{
    SnapshotAngles *angles = &session->snapshot.angles;
    SnapshotLosses *losses = &session->snapshot.losses;
    double validation_loss = NAN;
    size_t first = session->training_pairs;
    Status status = trainer_angles(session->trainer, first, session->pairs, session->angles, NULL);
    if (status.ok)
        status = trainer_angles(session->trainer, angles->pairs - first, session->pairs + first,
                                session->angles + first, &validation_loss);
    if (!status.ok) {
        memcpy(session->trouble, status.message, sizeof session->trouble);
        session->snapshot.run.trouble = session->trouble;
        return;
    }
    float *row = session->degrees + angles->rows * angles->pairs;
    for (size_t i = 0; i < angles->pairs; i++)
        row[i] = (float)(session->angles[i] * degrees_per_radian);
    session->training[losses->rows] = (float)training_loss;
    session->validation[losses->rows] = (float)validation_loss;
    angles->rows++;
    losses->rows++;
    angles->version++;
    losses->version++;
    summarise(session);
}

/* ---- the run ---- */

static void begin(Session *session)
{
    Snapshot *snapshot = &session->snapshot;
    const TrainerOptions *options = trainer_options(session->trainer);
    snapshot->run = (SnapshotRun){.epochs = options->epochs,
                                  .loss = NAN,
                                  .learning_rate = optimizer_rate(trainer_optimizer(session->trainer), 0),
                                  .seed = options->seed,
                                  .speed_wanted = INFINITY};
    snapshot->angles.rows = snapshot->losses.rows = 0;
    snapshot->angles.history++;
    snapshot->angles.pair = session->shown;
    snapshot->angles.degrees = session->degrees;
    snapshot->losses.training = session->training;
    snapshot->losses.validation = session->validation;
    session->loss_sum = session->pair_count = 0;
    session->chosen_changed = true;
    measure(session, NAN);
    if (!snapshot->chosen.present)
        session_choose(session,
                       snapshot_worst_pair(snapshot) == SIZE_MAX ? 0 : snapshot_worst_pair(snapshot));
}

bool session_step(Session *session)
{
    SnapshotRun *run = &session->snapshot.run;
    if (run->finished || run->trouble)
        return false;
    StepRecord record;
    Status status = trainer_step(session->trainer, &record);
    if (!status.ok) {
        memcpy(session->trouble, status.message, sizeof session->trouble);
        run->trouble = session->trouble;
        return false;
    }
    run->step = record.step + 1;
    run->loss = record.loss;
    run->learning_rate = record.rate;
    session->loss_sum += record.loss * (double)record.pairs;
    session->pair_count += (double)record.pairs;
    if (record.ends_epoch) {
        run->epoch = record.epoch + 1;
        run->finished = run->epoch == run->epochs;
        measure(session, session->loss_sum / session->pair_count);
        session->loss_sum = session->pair_count = 0;
    }
    return !run->finished && !run->trouble;
}

void session_rewind(Session *session, uint64_t seed)
{
    trainer_rewind(session->trainer, seed);
    begin(session);
}

Snapshot *session_snapshot(Session *session)
{
    if (session->snapshot.chosen.present &&
        (session->chosen_changed || session->chosen_at != trainer_steps_done(session->trainer)))
        measure_chosen(session);
    return &session->snapshot;
}

SessionSummary session_summary(const Session *session)
{
    return session->summary;
}

/* ---- making one ---- */

static Status check_options(const SessionOptions *options)
{
    const char *loss = options->training.net.loss;
    if (strcmp(loss, "triplet") == 0 || strcmp(loss, "contrastive") == 0)
        return status_error(
            "the window shows losses on the cosine of a pair (target, sum, margin, logistic), and '%s' "
            "is none",
            loss);
    return options->watched >= 10 ? status_ok() : status_error("at least 10 pairs are watched");
}

/* "writer 3: genuine 4 / forgery 2" */
static void describe_pair(const Dataset *dataset, const Pair *pair, SnapshotPair *shown)
{
    const DatasetItem *a = &dataset->items[pair->items[0]], *b = &dataset->items[pair->items[1]];
    size_t user_a = dataset->users[a->user].number, user_b = dataset->users[b->user].number;
    if (pair->kind == PAIRS_GENUINE)
        snprintf(shown->label, sizeof shown->label, "writer %zu: genuine %zu / genuine %zu", user_a,
                 a->number, b->number);
    else if (pair->kind == PAIRS_FORGERY)
        snprintf(shown->label, sizeof shown->label, "writer %zu: genuine %zu / forgery %zu", user_a,
                 a->number, b->number - DATASET_GENUINE_MAX);
    else
        snprintf(shown->label, sizeof shown->label, "writer %zu: genuine %zu / writer %zu: genuine %zu",
                 user_a, a->number, user_b, b->number);
    shown->genuine = pair->label == LABEL_GENUINE;
}

static Status list_pairs(Session *session, SplitRole role, size_t count, Pair *pairs)
{
    PairsSource source;
    PairsMix mix = trainer_options(session->trainer)->mix;
    if (session->split.count[role] == 1)
        mix.share[PAIRS_OTHER_WRITER] = 0; /* there is no other writer */
    Status status = pairs_source_create(&session->dataset, session->split.count[role],
                                        session->split.users[role], mix, &source);
    if (!status.ok)
        return status;
    pairs_list(&source, 1 + role, count, pairs);
    pairs_source_free(&source);
    return status;
}

static Status choose_watched(Session *session, size_t watched)
{
    session->snapshot.angles.pairs = watched;
    session->training_pairs = watched / 2;
    Status status = list_pairs(session, SPLIT_TRAINING, session->training_pairs, session->pairs);
    if (status.ok)
        status = list_pairs(session, SPLIT_VALIDATION, watched - session->training_pairs,
                            session->pairs + session->training_pairs);
    for (size_t i = 0; status.ok && i < watched; i++) {
        describe_pair(&session->dataset, &session->pairs[i], &session->shown[i]);
        session->shown[i].held_out = i >= session->training_pairs;
    }
    return status;
}

static Status make_room(Session *session, size_t watched)
{
    size_t rows = trainer_options(session->trainer)->epochs + 1, longest = 1;
    for (size_t i = 0; i < session->dataset.count; i++)
        if (session->dataset.items[i].signature.count > longest)
            longest = session->dataset.items[i].signature.count;
    const Net *net = &trainer_model(session->trainer)->net;
    bool got = true;
    got &= (session->pairs = calloc(watched, sizeof *session->pairs)) != NULL;
    got &= (session->angles = calloc(watched, sizeof *session->angles)) != NULL;
    got &= (session->scores = calloc(watched, sizeof *session->scores)) != NULL;
    got &= (session->shown = calloc(watched, sizeof *session->shown)) != NULL;
    got &= (session->degrees = calloc(rows * watched, sizeof *session->degrees)) != NULL;
    got &= (session->training = calloc(rows, sizeof *session->training)) != NULL;
    got &= (session->validation = calloc(rows, sizeof *session->validation)) != NULL;
    got &= (session->dparams = calloc(net->parameter_count, sizeof *session->dparams)) != NULL;
    for (size_t k = 0; k < 2; k++)
        got &= (session->ink[k] = calloc(longest, sizeof *session->ink[k])) != NULL;
    Status status = got ? status_ok() : status_no_memory("what is watched");
    if (status.ok)
        status = siamese_create_activations(net, &session->values);
    if (status.ok)
        status = siamese_create_activations(net, &session->gradients);
    return status;
}

Status session_create(const SessionOptions *options, Session **made)
{
    *made = NULL;
    Status status = check_options(options);
    if (!status.ok)
        return status;
    Session *session = calloc(1, sizeof *session);
    if (!session)
        return status_no_memory("the session");
    status = source_open(&options->source, &session->dataset, &session->split);
    if (status.ok)
        status = trainer_create(&options->training, &session->dataset, &session->split, &session->trainer);
    if (status.ok)
        status = make_room(session, options->watched);
    if (status.ok)
        status = choose_watched(session, options->watched);
    if (!status.ok) {
        session_destroy(session);
        return status;
    }
    begin(session);
    *made = session;
    return status;
}

void session_destroy(Session *session)
{
    if (!session)
        return;
    siamese_destroy_activations(&session->values);
    siamese_destroy_activations(&session->gradients);
    free(session->pairs);
    free(session->angles);
    free(session->scores);
    free(session->shown);
    free(session->degrees);
    free(session->training);
    free(session->validation);
    free(session->dparams);
    free(session->ink[0]);
    free(session->ink[1]);
    trainer_destroy(session->trainer);
    split_free(&session->split);
    dataset_free(&session->dataset);
    free(session);
}
