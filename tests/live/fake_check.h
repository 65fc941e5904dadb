/* What a check of an invented net says: two convolutions and a dense layer, right or with one wrong step. */
#pragma once
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/random.h"
#include "live/snapshot_check.h"

enum { FAKE_CHECK_BLOCKS = 6, FAKE_CHECK_STEPS = 9 };

typedef struct FakeCheck {
    SnapshotCheckBlock blocks[FAKE_CHECK_BLOCKS];
    SnapshotCheckStep steps[FAKE_CHECK_STEPS];
    SnapshotCheckEntry *entries;
} FakeCheck;

/* All entries right: derivatives of either sign over five powers of ten. */
static inline void fake_check_entries(FakeCheck *fake, SnapshotCheck *check)
{
    Random random = random_seeded(11);
    for (size_t i = 0; i < check->n_entries; i++) {
        double size = pow(10, random_between(&random, -6, -1));
        double value = random_uniform(&random) < 0.5 ? -size : size;
        fake->entries[i] = (SnapshotCheckEntry){.yours = value * (1 + 1e-11),
                                                .measured = value,
                                                .bar = 1e-10 * size,
                                                .verdict = GRADCHECK_AGREES};
    }
}

static inline void fake_check_curve(SnapshotCheck *check)
{
    SnapshotCheckCurve *curve = &check->curve;
    *curve = (SnapshotCheckCurve){.present = true,
                                  .step = 3400,
                                  .block = 2,
                                  .entry = 77,
                                  .count = 50,
                                  .chosen = ldexp(1, -11),
                                  .bar = 3e-13,
                                  .yours = 0.0312,
                                  .measured = 0.0312};
    for (size_t i = 0; i < curve->count; i++) {
        double h = ldexp(0.5, -(int)i);
        curve->h[i] = h;
        curve->noise[i] = 2e-17 / h;
        curve->error[i] = 0.01 * h * h + (i % 3 ? 0.7 : 0.2) * 2e-17 / h;
    }
}

/* Give it back with fake_check_free. */
static inline FakeCheck *fake_check_make(SnapshotCheck *check)
{
    static const struct {
        const char *name;
        size_t rows, cols;
    } blocks[FAKE_CHECK_BLOCKS] = {{"conv1.W", 12, 72}, {"conv1.b", 12, 1},    {"conv2.W", 16, 108},
                                   {"conv2.b", 16, 1},  {"dense1.W", 32, 224}, {"dense1.b", 32, 1}};
    static const char *const steps[FAKE_CHECK_STEPS] = {"conv1",  "tanh1",  "average1", "conv2", "tanh2",
                                                        "dense1", "cosine", "loss",     "mean"};
    FakeCheck *fake = calloc(1, sizeof *fake);
    *check = (SnapshotCheck){.version = 1, .present = true, .pairs = 4};
    for (size_t b = 0; b < FAKE_CHECK_BLOCKS; b++) {
        fake->blocks[b] = (SnapshotCheckBlock){
            .rows = blocks[b].rows, .cols = blocks[b].cols, .first = check->n_entries, .bar = 3e-11};
        snprintf(fake->blocks[b].name, sizeof fake->blocks[b].name, "%s", blocks[b].name);
        check->n_entries += blocks[b].rows * blocks[b].cols;
    }
    for (size_t s = 0; s < FAKE_CHECK_STEPS; s++) {
        fake->steps[s].verdict = GRADCHECK_AGREES;
        snprintf(fake->steps[s].name, sizeof fake->steps[s].name, "%s", steps[s]);
    }
    fake->entries = calloc(check->n_entries, sizeof *fake->entries);
    check->n_blocks = FAKE_CHECK_BLOCKS;
    check->n_steps = FAKE_CHECK_STEPS;
    check->blocks = fake->blocks;
    check->steps = fake->steps;
    check->entries = fake->entries;
    check->has_word = true;
    check->measured = check->n_entries;
    check->word = (SnapshotCheckWord){.step = 3400,
                                      .every_entry = true,
                                      .verdict = GRADCHECK_AGREES,
                                      .resolution = 3e-11,
                                      .entries = check->n_entries,
                                      .first_wrong_step = FAKE_CHECK_STEPS};
    fake_check_entries(fake, check);
    fake_check_curve(check);
    return fake;
}

/* The second convolution is wrong in its weights, the first one inherits it; a few cannot be told. */
static inline void fake_check_spoil(FakeCheck *fake, SnapshotCheck *check)
{
    const SnapshotCheckBlock *of = fake->blocks;
    for (size_t i = 0; i < of[3].first; i++) {
        SnapshotCheckEntry *e = &fake->entries[i];
        e->verdict = i % 50 == 7 ? GRADCHECK_CANNOT_TELL : GRADCHECK_WRONG;
        e->reason = i % 50 == 7 ? GRADCHECK_NOISE : GRADCHECK_REASON_NONE;
        e->bar = i % 50 == 7 ? fabs(e->measured) : e->bar;
        e->yours = e->measured * (i % 2 ? 2 : -1);
    }
    fake->steps[3].verdict = GRADCHECK_WRONG;
    check->version++;
    check->planted = 1;
    snprintf(check->planted_name, sizeof check->planted_name, "conv-off-by-one");
    check->word.verdict = GRADCHECK_WRONG;
    check->word.wrong = of[3].first;
    check->word.first_wrong_step = 3;
    check->word.mistake = GRADCHECK_MISTAKE_SHIFTED;
}

static inline void fake_check_free(FakeCheck *fake)
{
    free(fake->entries);
    free(fake);
}
