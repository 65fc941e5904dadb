#include "live/command.h"

#include <math.h>

static const double rate_least = 1e-6, rate_most = 10;

double command_next_rate(double rate, bool up)
{
    static const double steps[] = {1, 2, 5};
    double best = up ? rate_most : rate_least;
    for (int power = -6; power <= 1; power++) {
        for (size_t i = 0; i < 3; i++) {
            /* Written as it is read, so that 0.001 is the nearest number to 0.001. */
            double value = power < 0 ? steps[i] / pow(10, -power) : steps[i] * pow(10, power);
            if (value < rate_least || value > rate_most)
                continue;
            if (up && value > rate * (1 + 1e-9) && value < best)
                best = value;
            if (!up && value < rate * (1 - 1e-9) && value > best)
                best = value;
        }
    }
    return best;
}

static Action choose(size_t pair)
{
    return pair == SIZE_MAX ? action_plain(ACTION_NONE) : action_number(ACTION_CHOOSE, pair);
}

static Action move_threshold(const Snapshot *snapshot, double by)
{
    double degrees = snapshot_threshold(snapshot) + by;
    return action_value(ACTION_THRESHOLD, fmin(180, fmax(0, round(degrees))));
}

/* To the start of this epoch; from there to the start of the one before. */
static Action epoch_back(const SnapshotRun *run)
{
    if (run->epoch_steps == 0 || run->step == 0)
        return action_plain(ACTION_STEP_BACK); /* which says that there is no way back */
    return action_number(ACTION_GO_TO, (run->step - 1) / run->epoch_steps * run->epoch_steps);
}

Action command_action(Command command, const Snapshot *snapshot)
{
    const SnapshotRun *run = &snapshot->run;
    switch (command) {
    case COMMAND_RUN:
        return action_plain(ACTION_RUN);
    case COMMAND_STEP:
        return action_plain(ACTION_STEP);
    case COMMAND_STEP_BACK:
        return action_plain(ACTION_STEP_BACK);
    case COMMAND_EPOCH_BACK:
        return epoch_back(run);
    case COMMAND_PHASE:
        return action_plain(ACTION_PHASE);
    case COMMAND_REWIND:
        return action_plain(ACTION_REWIND);
    case COMMAND_NEW_SEED:
        return action_number(ACTION_NEW_SEED, run->seed + 1);
    case COMMAND_FASTER:
        return action_plain(ACTION_FASTER);
    case COMMAND_SLOWER:
        return action_plain(ACTION_SLOWER);
    case COMMAND_RATE_UP:
        return action_value(ACTION_RATE, command_next_rate(run->learning_rate, true));
    case COMMAND_RATE_DOWN:
        return action_value(ACTION_RATE, command_next_rate(run->learning_rate, false));
    case COMMAND_THRESHOLD_UP:
        return move_threshold(snapshot, 1);
    case COMMAND_THRESHOLD_DOWN:
        return move_threshold(snapshot, -1);
    case COMMAND_THRESHOLD_FREE:
        return action_plain(ACTION_THRESHOLD_FREE);
    case COMMAND_REPAIR:
        return action_named(ACTION_REPAIR, "");
    case COMMAND_NEXT_PAIR:
        return choose(snapshot_neighbour(snapshot, 1));
    case COMMAND_PREVIOUS_PAIR:
        return choose(snapshot_neighbour(snapshot, -1));
    case COMMAND_WORST_PAIR:
        return choose(snapshot_worst_pair(snapshot));
    default:
        return action_plain(ACTION_NONE);
    }
}
