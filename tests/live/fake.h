/* An invented training for the tests of the window: angles that close for genuine pairs and open for forged ones,
 * losses that fall, and two signatures that nobody ever wrote. Deterministic. */
#pragma once
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/random.h"
#include "live/fake_check.h"
#include "live/fake_graph.h"
#include "live/snapshot.h"

enum { FAKE_CURVE = 181, FAKE_INK = 240 };

enum { FAKE_MARKS = 3 };

typedef struct Fake {
    Snapshot snapshot;
    SnapshotPair *pair;
    float *degrees, *training, *validation;
    float *norm_low, *norm_mean, *norm_high;
    float genuine_curve[FAKE_CURVE], forged_curve[FAKE_CURVE];
    InkPoint ink_a[FAKE_INK], ink_b[FAKE_INK];
    char name_a[40], name_b[40];
    SnapshotMark marks[FAKE_MARKS];
    SnapshotSignature *signature;
    SnapshotPlace *place;
    SnapshotMembers *members;
    float *ghost; /* eight curves */
    size_t planned;
    FakeGraph *graph;
    FakeCheck *check;
} Fake;

static const double fake_pi = 3.14159265358979323846;

/* The pull of the loss 1/2 (c - t)^2 at an angle: above zero it opens. */
static inline double fake_pull(double degrees, double target)
{
    double theta = degrees * fake_pi / 180;
    return (cos(theta) - target) * sin(theta);
}

/* One angle: a logistic way from where all pairs begin to where the class ends, with the noise of a training. */
static inline float fake_angle(Random *random, bool genuine, double slowness, double spread, double progress)
{
    double way = 1 / (1 + exp(-9 * (progress - 0.28 - 0.25 * slowness)));
    double begin = 34 + 9 * spread, end = genuine ? 15 + 9 * fabs(spread) : 122 + 20 * spread;
    if (!genuine && slowness > 0.93)
        end = 52 + 8 * spread; /* a forgery that the net does not see through */
    double noise = (genuine ? 0.7 : 1.5) * random_normal(random);
    return (float)fmin(180, fmax(0, begin + way * (end - begin) + noise));
}

static inline void fake_write_ink(InkPoint points[static FAKE_INK], uint64_t seed, double wobble)
{
    Random random = random_seeded(seed);
    double t = 0;
    for (size_t i = 0; i < FAKE_INK; i++) {
        double s = (double)i / (FAKE_INK - 1), u = 2 * fake_pi * s;
        double big = s < 0.16 ? 1.9 : 1;
        double x = 5200 * s + 420 * sin(7 * u) + wobble * 260 * sin(3.1 * u + 1);
        double y =
            big * 620 * sin(8.5 * u + 0.6) * (0.5 + 0.5 * sin(2.2 * u + 0.4)) + wobble * 330 * cos(2.3 * u);
        points[i] =
            (InkPoint){(float)(x + 6 * random_normal(&random)), (float)(y + 6 * random_normal(&random)),
                       (float)t, !(s > 0.30 && s < 0.345) && !(s > 0.71 && s < 0.74) && i + 1 < FAKE_INK};
        t += 0.008 * (1 + 0.9 * wobble) * (i % 17 == 5 ? 2 : 1);
    }
}

/* The chosen pair's part, from its angle in the last row. */
static inline void fake_choose(Fake *fake, size_t pair)
{
    SnapshotChosen *chosen = &fake->snapshot.chosen;
    bool genuine = fake->pair[pair].genuine;
    double degrees = snapshot_angle_now(&fake->snapshot, pair), target = genuine ? 1 : -0.9;
    fake_write_ink(fake->ink_a, 7, 0.05);
    fake_write_ink(fake->ink_b, 8 + pair, genuine ? 0.22 : 0.8);
    snprintf(fake->name_a, sizeof fake->name_a, "genuine %zu", pair % 20 + 1);
    snprintf(fake->name_b, sizeof fake->name_b, genuine ? "genuine %zu" : "forgery %zu",
             (pair * 7 + 3) % 20 + 1);
    *chosen = (SnapshotChosen){
        .version = chosen->version + 1,
        .ink_version = chosen->ink_version + 1,
        .present = true,
        .pair = pair,
        .degrees = degrees,
        .norm_a = 3.21,
        .norm_b = 2.74,
        .cosine = cos(degrees * fake_pi / 180),
        .dcosine = cos(degrees * fake_pi / 180) - target,
        .pull = fake_pull(degrees, target),
        .turn_a = fake_pull(degrees, target),
        .turn_b = fake_pull(degrees, target),
        .pull_samples = FAKE_CURVE,
        .pull_genuine = fake->genuine_curve,
        .pull_forged = fake->forged_curve,
        .a = {fake->name_a, FAKE_INK, fake->ink_a, FAKE_INK, fake->ink_b},
        .b = {fake->name_b, FAKE_INK, fake->ink_b, FAKE_INK, fake->ink_a},
    };
}

/* Two signatures of each pair, as far apart as the pair is. */
static inline void fake_embed(Fake *fake)
{
    const size_t pairs = fake->snapshot.angles.pairs;
    fake->signature = calloc(2 * pairs, sizeof *fake->signature);
    fake->place = calloc(2 * pairs, sizeof *fake->place);
    fake->members = calloc(pairs, sizeof *fake->members);
    assert(fake->signature && fake->place && fake->members);
    Random random = random_seeded(11);
    for (size_t i = 0; i < pairs; i++) {
        double angle = snapshot_angle_now(&fake->snapshot, i) * fake_pi / 180;
        double way = random_between(&random, 0, 2 * fake_pi), out = random_between(&random, 0.3, 0.9);
        for (size_t k = 0; k < 2; k++) {
            SnapshotSignature *signature = &fake->signature[2 * i + k];
            signature->held_out = fake->pair[i].held_out;
            signature->forged = k == 1 && !fake->pair[i].genuine;
            snprintf(signature->label, sizeof signature->label,
                     signature->forged ? "writer %zu: forgery %zu" : "writer %zu: genuine %zu", i / 4 + 1,
                     2 * i + k);
            fake->place[2 * i + k] =
                (SnapshotPlace){out * cos(way + (double)k * angle), out * sin(way + (double)k * angle)};
        }
        fake->members[i] = (SnapshotMembers){2 * i, 2 * i + 1};
    }
    fake->snapshot.embedding = (SnapshotEmbedding){.version = 1,
                                                   .present = true,
                                                   .count = 2 * pairs,
                                                   .signature = fake->signature,
                                                   .place = fake->place,
                                                   .centre = {0.1, -0.05},
                                                   .pairs = pairs,
                                                   .members = fake->members,
                                                   .frozen_epoch = 20,
                                                   .x_share = 0.463,
                                                   .y_share = 0.211,
                                                   .share = 0.612,
                                                   .next_epoch = 50};
}

/* One's own signatures: `references` of them drawn, the others empty; one to try when there is one at least. */
static inline void fake_sign(Fake *fake, size_t references)
{
    SnapshotOwn *own = &fake->snapshot.own;
    *own = (SnapshotOwn){.version = own->version + 1,
                         .verdict_version = own->verdict_version + 1,
                         .current = references < 3 ? references : SNAPSHOT_OWN_TRY,
                         .references = references,
                         .between = references > 1 ? 17.3 : NAN,
                         .degrees = {NAN, NAN, NAN},
                         .score_degrees = references > 0 ? 104.6 : NAN,
                         .threshold = 63.4,
                         .judged = references > 0,
                         .folder = "mine"};
    for (size_t i = 0; i < SNAPSHOT_OWN_SLOTS; i++) {
        if (i >= references && (i != SNAPSHOT_OWN_TRY || references == 0))
            continue;
        if (i < references)
            own->degrees[i] = 101.4 + 3 * (double)i;
        own->slot[i] = (SnapshotOwnSlot){.strokes = 3,
                                         .count = FAKE_INK,
                                         .seen_count = FAKE_INK,
                                         .points = i % 2 ? fake->ink_b : fake->ink_a,
                                         .seen_points = i % 2 ? fake->ink_a : fake->ink_b};
    }
}

/* A run of `planned` epochs of which `rows` - 1 are done, with this many watched pairs; every third pair is held
 * out, and pair 1 (forged) is chosen. Give it back with fake_free. */
static inline Fake *fake_make(size_t pairs, size_t rows, size_t planned)
{
    Fake *fake = calloc(1, sizeof *fake);
    assert(fake && pairs > 1 && rows > 0);
    fake->planned = planned;
    fake->pair = calloc(pairs, sizeof *fake->pair);
    fake->degrees = calloc(pairs * rows, sizeof *fake->degrees);
    fake->training = calloc(rows, sizeof *fake->training);
    fake->validation = calloc(rows, sizeof *fake->validation);
    fake->norm_low = calloc(rows, sizeof *fake->norm_low);
    fake->norm_mean = calloc(rows, sizeof *fake->norm_mean);
    fake->norm_high = calloc(rows, sizeof *fake->norm_high);
    assert(fake->pair && fake->degrees && fake->training && fake->validation);
    assert(fake->norm_low && fake->norm_mean && fake->norm_high);
    for (size_t i = 0; i < pairs; i++) {
        Random random = random_stream(3, i);
        double slowness = random_uniform(&random), spread = random_between(&random, -1, 1);
        fake->pair[i].genuine = i % 2 == 0;
        fake->pair[i].held_out = i % 3 == 2;
        snprintf(fake->pair[i].label, SNAPSHOT_LABEL,
                 fake->pair[i].genuine ? "writer %zu: genuine %zu / genuine %zu"
                                       : "writer %zu: genuine %zu / forgery %zu",
                 i / 4 + 1, i % 20 + 1, (i * 7 + 3) % 20 + 1);
        for (size_t row = 0; row < rows; row++)
            fake->degrees[row * pairs + i] = fake_angle(&random, fake->pair[i].genuine, slowness, spread,
                                                        (double)row / (double)(planned > 0 ? planned : rows));
    }
    Random random = random_seeded(5);
    for (size_t row = 0; row < rows; row++) {
        double progress = (double)row / (double)(planned > 0 ? planned : rows);
        double loss = 0.62 / (1 + exp(9 * (progress - 0.36))) + 0.028;
        fake->training[row] = row == 0 ? NAN : (float)(loss * exp(0.05 * random_normal(&random)));
        fake->norm_mean[row] = (float)(1 + 2.5 * sqrt(progress) + 0.02 * random_normal(&random));
        fake->norm_low[row] = 0.8F * fake->norm_mean[row];
        fake->norm_high[row] = 1.35F * fake->norm_mean[row];
        fake->validation[row] = row % 2 ? NAN : (float)(loss * 1.12 + 0.03 + 0.006 * random_normal(&random));
    }
    for (size_t i = 0; i < FAKE_CURVE; i++) {
        fake->genuine_curve[i] = (float)fake_pull((double)i, 1);
        fake->forged_curve[i] = (float)fake_pull((double)i, -0.9);
    }
    fake->snapshot.run = (SnapshotRun){.running = true,
                                       .epoch = rows - 1,
                                       .epochs = planned,
                                       .step = 40 * (rows - 1),
                                       .loss = fake->training[rows - 1],
                                       .learning_rate = 0.01,
                                       .seed = 42,
                                       .speed_wanted = 1000,
                                       .speed_measured = 812};
    fake->snapshot.angles = (SnapshotAngles){1, 1, pairs, rows, fake->pair, fake->degrees, 63.4};
    fake->snapshot.tuning = (SnapshotTuning){1, "target", -0.9, NAN, 0, {""}};
    fake->snapshot.losses = (SnapshotLosses){1, rows, fake->training, fake->validation};
    fake->snapshot.norms = (SnapshotNorms){1, rows, {fake->norm_low, fake->norm_mean, fake->norm_high}};
    fake->check = fake_check_make(&fake->snapshot.check);
    fake->graph = fake_graph_make("reference", "logistic", &fake->snapshot.graph);
    fake_embed(fake);
    fake_choose(fake, 1);
    fake_sign(fake, 3);
    return fake;
}

/* Something was changed three times, and there was a run before, of as many rows, in which pairs parted less. */
static inline void fake_add_past(Fake *fake)
{
    const size_t rows = fake->snapshot.angles.rows;
    const double epochs = (double)rows - 1;
    fake->marks[0] = (SnapshotMark){0.2 * epochs, (uint64_t)(8 * epochs), action_value(ACTION_RATE, 0.02)};
    fake->marks[1] =
        (SnapshotMark){0.55 * epochs, (uint64_t)(22 * epochs), action_named(ACTION_FAULT, "cosine-sign")};
    fake->marks[2] = (SnapshotMark){0.8 * epochs, (uint64_t)(32 * epochs), action_plain(ACTION_REPAIR)};
    fake->snapshot.marks = (SnapshotMarks){1, FAKE_MARKS, fake->marks};
    fake->ghost = calloc(8 * rows, sizeof *fake->ghost);
    assert(fake->ghost);
    float *curve[8];
    for (size_t i = 0; i < 8; i++)
        curve[i] = fake->ghost + i * rows;
    for (size_t row = 0; row < rows; row++) {
        double progress = (double)row / (double)(fake->planned > 0 ? fake->planned : rows);
        curve[1][row] = (float)(36 - 14 * progress);
        curve[4][row] = (float)(36 + 58 * progress);
        for (size_t i = 0; i < 2; i++) {
            curve[3 * i][row] = curve[3 * i + 1][row] - 11;
            curve[3 * i + 2][row] = curve[3 * i + 1][row] + 14;
        }
        curve[6][row] = row == 0 ? NAN : 0.45F - 0.2F * (float)progress;
        curve[7][row] = 0.5F - 0.2F * (float)progress;
    }
    fake->snapshot.ghost = (SnapshotGhost){
        1, rows, 41, {curve[0], curve[1], curve[2]}, {curve[3], curve[4], curve[5]}, curve[6], curve[7]};
}

static inline void fake_free(Fake *fake)
{
    fake_graph_free(fake->graph);
    free(fake->ghost);
    free(fake->signature);
    free(fake->place);
    free(fake->members);
    fake_check_free(fake->check);
    free(fake->pair);
    free(fake->degrees);
    free(fake->training);
    free(fake->validation);
    free(fake->norm_low);
    free(fake->norm_mean);
    free(fake->norm_high);
    free(fake);
}
