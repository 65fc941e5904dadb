#define _POSIX_C_SOURCE 200809L
#include "live/check_source.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void check_source_free(CheckSource *source)
{
    checking_destroy(source->checking);
    free(source->x);
    *source = (CheckSource){0};
}

/* As many of each class, from the first on. */
static Status take_pairs(CheckSource *source, Trainer *trainer, const Watched *watched)
{
    const Net *net = &trainer_model(trainer)->net;
    size_t size = step_size(net->input), of_class[2] = {0};
    source->x = malloc(CHECK_SOURCE_PAIRS * net->branches * size * sizeof(real));
    if (!source->x)
        return status_no_memory("the check");
    for (size_t i = 0; i < watched->training && source->pairs < CHECK_SOURCE_PAIRS; i++) {
        const Pair *pair = &watched->pairs[i];
        if (of_class[pair->label]++ >= CHECK_SOURCE_PAIRS / 2)
            continue;
        for (size_t b = 0; b < net->branches; b++)
            memcpy(source->x + (source->pairs * net->branches + b) * size,
                   trainer_input(trainer, pair->items[b]), size * sizeof(real));
        source->labels[source->pairs++] = pair->label;
    }
    return status_ok();
}

/* Whether more than the weights has changed since the last look. */
static bool is_another(const CheckSource *source, const TrainerTuning *tuning, uint64_t seed, uint64_t step)
{
    const TrainerTuning *before = &source->tuning;
    if (!source->has_looked || seed != source->seed || step < source->step ||
        strcmp(tuning->loss, before->loss) != 0 || tuning->forged_target != before->forged_target ||
        tuning->fault_count != before->fault_count)
        return true;
    bool same_margin = tuning->margin == before->margin ||
                       (tuning->margin != tuning->margin && before->margin != before->margin); /* both NaN */
    for (size_t i = 0; i < tuning->fault_count; i++)
        same_margin = same_margin && strcmp(tuning->faults[i], before->faults[i]) == 0;
    return !same_margin;
}

static Status begin(CheckSource *source, Trainer *trainer, double now)
{
    const Model *model = trainer_model(trainer);
    size_t faults = source->tuning.fault_count;
    CheckingSubject subject = {.net = &model->net,
                               .params = model->params,
                               .batch = {source->pairs, source->x, source->labels},
                               .joins = *trainer_joins(trainer),
                               .step = source->step,
                               .kind = source->kind,
                               .planted = faults,
                               .planted_name = faults ? source->tuning.faults[faults - 1] : NULL};
    subject.joins.decay = trainer_options(trainer)->optimizer.weight_decay;
    return checking_begin(source->checking, &subject, now);
}

/* Looks at the trainer; what is known of another run does not count any more. */
static Status look(CheckSource *source, Trainer *trainer, const Watched *watched)
{
    Status status = status_ok();
    if (!source->x)
        status = take_pairs(source, trainer, watched);
    if (status.ok && !source->checking)
        status = checking_create(&source->checking);
    if (!status.ok)
        return status;
    TrainerTuning tuning = trainer_tuning(trainer);
    uint64_t seed = trainer_options(trainer)->seed, step = trainer_steps_done(trainer);
    if (is_another(source, &tuning, seed, step))
        source->kind++;
    source->tuning = tuning;
    source->seed = seed;
    source->step = step;
    source->has_looked = true;
    return status;
}

Status check_source_look(CheckSource *source, Trainer *trainer, const Watched *watched,
                         const SnapshotCheck **check)
{
    *check = NULL;
    Status status = look(source, trainer, watched);
    if (!status.ok)
        return status;
    double now = seconds();
    if (checking_is_due(source->checking, source->step, source->kind, now))
        status = begin(source, trainer, now);
    *check = checking_read(source->checking);
    return status;
}

Status check_source_settle(CheckSource *source, Trainer *trainer, const Watched *watched,
                           const SnapshotCheck **check)
{
    *check = NULL;
    Status status = look(source, trainer, watched);
    if (!status.ok)
        return status;
    /* Long after: nothing is left of the time that belongs to the training. */
    if (checking_is_due(source->checking, source->step, source->kind, HUGE_VAL) ||
        checking_is_busy(source->checking))
        status = begin(source, trainer, seconds());
    checking_wait(source->checking);
    *check = checking_read(source->checking);
    return status;
}

void check_source_choose(CheckSource *source, size_t entry)
{
    if (!source->checking || source->chosen == entry + 1)
        return;
    const SnapshotCheck *check = checking_read(source->checking);
    if (entry >= check->n_entries)
        return;
    size_t b = 0;
    while (b + 1 < check->n_blocks && check->blocks[b + 1].first <= entry)
        b++;
    checking_choose(source->checking, b, entry - check->blocks[b].first);
    source->chosen = entry + 1;
}

bool check_source_is_busy(const CheckSource *source)
{
    return source->checking && checking_is_busy(source->checking);
}
