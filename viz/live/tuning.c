#include "live/tuning.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "net/faults.h"
#include "words/words.h"

/* The rate of the next step becomes `rate`: the whole plan is scaled. */
static Status set_rate(Trainer *trainer, double rate, TrainerTuning *tuning)
{
    double now = optimizer_rate(trainer_optimizer(trainer), trainer_steps_done(trainer));
    if (now <= 0)
        return status_error(_("the learning rate has come to its planned end, which is 0"));
    tuning->rate = rate / (now / tuning->rate);
    return status_ok();
}

static void take_out(TrainerTuning *tuning, size_t at)
{
    for (size_t i = at; i + 1 < tuning->fault_count; i++)
        memcpy(tuning->faults[i], tuning->faults[i + 1], TRAINER_FAULT_SIZE);
    memset(tuning->faults[--tuning->fault_count], 0, TRAINER_FAULT_SIZE);
}

static size_t find_fault(const TrainerTuning *tuning, const char *name)
{
    size_t at = 0;
    while (at < tuning->fault_count && strcmp(tuning->faults[at], name) != 0)
        at++;
    return at;
}

/* Where a mistake stands: a step of the net, or behind those one of the three joins; SIZE_MAX: it has no place. */
static size_t place_of(const Trainer *trainer, const char *name)
{
    Net net = *trainer_net(trainer);
    NetcheckOptions joins = *trainer_joins(trainer);
    net_repair(&net);
    if (!faults_plant(name, &net, &joins).ok)
        return SIZE_MAX;
    const size_t steps = net_step_count(&net);
    for (size_t i = 0; i < steps; i++)
        if (net.steps[i].backward != net.steps[i].kind->backward)
            return i;
    return net.branches_backward ? steps : faults_find(name)->mean ? steps + 1 : steps + 2;
}

/* One that stands in the same place makes room for it. */
static Status plant(const char *name, const Trainer *trainer, TrainerTuning *tuning)
{
    if (find_fault(tuning, name) < tuning->fault_count)
        return status_error(_("%s is planted already"), name);
    size_t place = place_of(trainer, name);
    for (size_t i = tuning->fault_count; i-- > 0;)
        if (place != SIZE_MAX && place_of(trainer, tuning->faults[i]) == place)
            take_out(tuning, i);
    if (tuning->fault_count == TRAINER_FAULTS_MAX)
        return status_error(_("no more than %d mistakes are planted at a time"), TRAINER_FAULTS_MAX);
    snprintf(tuning->faults[tuning->fault_count++], TRAINER_FAULT_SIZE, "%s", name);
    return status_ok();
}

static Status repair(const char *name, TrainerTuning *tuning)
{
    if (name[0] == 0 && tuning->fault_count == 0)
        return status_error(_("no mistake is planted"));
    if (name[0] == 0) {
        while (tuning->fault_count > 0)
            take_out(tuning, tuning->fault_count - 1);
        return status_ok();
    }
    size_t at = find_fault(tuning, name);
    if (at == tuning->fault_count)
        return status_error(_("%s is not planted"), name);
    take_out(tuning, at);
    return status_ok();
}

/* A mistake in the backward of a loss goes with the loss; the others stay. */
static Status change_loss(const char *loss, const Trainer *trainer, TrainerTuning *tuning)
{
    if (strcmp(loss, "contrastive") == 0)
        return status_error(_("the window shows losses on the cosine of a pair (target, sum, margin, "
                              "logistic), and '%s' is none"),
                            loss);
    const size_t place = net_step_count(trainer_net(trainer)) - 1;
    for (size_t i = tuning->fault_count; strcmp(loss, tuning->loss) != 0 && i-- > 0;)
        if (place_of(trainer, tuning->faults[i]) == place)
            take_out(tuning, i);
    if (strlen(loss) >= sizeof tuning->loss)
        return status_error(_("'%.40s' is no loss"), loss);
    memset(tuning->loss, 0, sizeof tuning->loss);
    memcpy(tuning->loss, loss, strlen(loss));
    return status_ok();
}

Status tuning_apply(const Action *action, Trainer *trainer)
{
    TrainerTuning tuning = trainer_tuning(trainer);
    Status status = status_ok();
    switch (action->kind) {
    case ACTION_RATE:
        status = set_rate(trainer, action->value, &tuning);
        break;
    case ACTION_LOSS:
        status = change_loss(action->name, trainer, &tuning);
        break;
    case ACTION_TARGET:
        tuning.forged_target = action->value;
        break;
    case ACTION_MARGIN:
        tuning.margin = action->value;
        break;
    case ACTION_FAULT:
        status = plant(action->name, trainer, &tuning);
        break;
    case ACTION_REPAIR:
        status = repair(action->name, &tuning);
        break;
    default:
        assert(false && "an action of the training");
    }
    return status.ok ? trainer_tune(trainer, &tuning) : status;
}
