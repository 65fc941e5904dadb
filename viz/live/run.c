#include "live/run.h"

#include <math.h>
#include <string.h>

#include "live/tuning.h"
#include "words/words.h"

enum { KEEPS_BYTES = 64 << 20 };

/* ---- coming to a step ---- */

/* Does again what was done at this step before the run was taken back. It could be done then, so it can now, unless
 * memory is refused. */
static void meet_actions(Run *run)
{
    const Action *action;
    while (run->trouble.ok && (action = journal_meet(&run->journal, run_steps(run)))) {
        run->trouble = tuning_apply(action, run->trainer);
        run->tuning_changed = true;
    }
}

static void keep_state(Run *run)
{
    const Keep keep = {.step = run_steps(run),
                       .tuning = trainer_tuning(run->trainer),
                       .loss = run->loss,
                       .loss_sum = run->loss_sum,
                       .pair_count = run->pair_count};
    keeps_add(&run->keeps, run->trainer, &keep);
}

/* A row for the epochs done, unless it is known from before. */
static Status add_row(Run *run, double training_loss)
{
    if (history_go_on(&run->history))
        return status_ok();
    return watched_measure(run->watched, run->trainer, training_loss, &run->history);
}

static void begin(Run *run)
{
    run->start = trainer_tuning(run->trainer);
    run->endless = run->made_endless;
    run->loss = NAN;
    run->loss_sum = run->pair_count = 0;
    journal_clear(&run->journal);
    keeps_forget(&run->keeps);
    history_clear(&run->history);
    run->trouble = add_row(run, NAN);
    keep_state(run);
    run->history_changed = run->tuning_changed = true;
}

Status run_create(Trainer *trainer, Watched *watched, bool endless, Run *run)
{
    *run = (Run){.trainer = trainer,
                 .watched = watched,
                 .made_endless = endless,
                 .history = {.pairs = watched->count}};
    Status status = keeps_create(trainer, KEEPS_BYTES, &run->keeps);
    if (status.ok)
        begin(run);
    return status.ok ? run->trouble : status;
}

void run_free(Run *run)
{
    journal_free(&run->journal);
    keeps_free(&run->keeps);
    history_free(&run->history);
    ghost_free(&run->ghost);
}

uint64_t run_steps(const Run *run)
{
    return trainer_steps_done(run->trainer);
}

size_t run_epochs(const Run *run)
{
    return (size_t)(run_steps(run) / trainer_steps_per_epoch(run->trainer));
}

bool run_finished(const Run *run)
{
    return !run->endless && run_epochs(run) >= trainer_options(run->trainer)->epochs;
}

bool run_step(Run *run)
{
    if (run_finished(run) || !run->trouble.ok)
        return false;
    StepRecord record;
    run->trouble = trainer_step(run->trainer, &record);
    if (!run->trouble.ok)
        return false;
    run->loss = record.loss;
    run->loss_sum += record.loss * (double)record.pairs;
    run->pair_count += (double)record.pairs;
    if (record.ends_epoch) {
        run->trouble = add_row(run, run->loss_sum / run->pair_count);
        run->loss_sum = run->pair_count = 0;
    }
    keep_state(run);
    meet_actions(run);
    return true;
}

/* ---- going to another step ---- */

/* To the last kept state at or before that step. */
static Status restore(Run *run, uint64_t step)
{
    const Keep *keep = keeps_before(&run->keeps, step); /* the first step is always kept */
    Status status = trainer_tune(run->trainer, &keep->tuning);
    if (!status.ok)
        return status;
    trainer_go_back(run->trainer, keep->step, keep->state);
    run->loss = keep->loss;
    run->loss_sum = keep->loss_sum;
    run->pair_count = keep->pair_count;
    run->trouble = status_ok();
    journal_go_back(&run->journal, keep->step);
    history_go_back(&run->history, run_epochs(run) + 1);
    meet_actions(run);
    run->history_changed = run->tuning_changed = true;
    return run->trouble;
}

Status run_go_to(Run *run, uint64_t step)
{
    if (step < run_steps(run)) {
        Status status = restore(run, step);
        if (!status.ok)
            return status;
    }
    while (run_steps(run) < step)
        if (!run_step(run))
            return run->trouble.ok
                       ? status_error(_("the run ends after %llu steps"), (unsigned long long)run_steps(run))
                       : run->trouble;
    return status_ok();
}

static void leave_ghost(Run *run)
{
    ghost_take(&run->history, run->watched->described, trainer_options(run->trainer)->seed, &run->ghost);
}

Status run_tune(Run *run, const Action *action)
{
    const TrainerTuning before = trainer_tuning(run->trainer);
    Status status = tuning_apply(action, run->trainer);
    if (!status.ok)
        return status;
    status = journal_add(&run->journal, run_steps(run), action);
    if (!status.ok) {
        (void)trainer_tune(run->trainer, &before);
        return status;
    }
    if (run->history.known > run->history.rows)
        leave_ghost(run);
    history_forget_ahead(&run->history);
    keeps_forget_after(&run->keeps, run_steps(run));
    run->trouble = status_ok(); /* a smaller rate, a mistake taken out: worth another try */
    run->tuning_changed = true;
    return status;
}

void run_go_on(Run *run)
{
    run->endless = true;
}

void run_rewind(Run *run, uint64_t seed)
{
    if (run->history.known > 1)
        leave_ghost(run);
    trainer_rewind(run->trainer, seed);
    begin(run);
}
