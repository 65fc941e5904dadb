#include "live/sentence.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "net/faults.h"
#include "words/words.h"

/* All that is said, in whole sentences. */
static const char no_pair[] = N_("No pair is chosen: click a line or a mark, or press Tab.");
static const char no_angle[] =
    N_("Pair %zu (%s): one of its two embeddings has length 0, so there is no angle between them.");
static const char genuine_right[] =
    N_("Pair %zu (%s) is genuine and %.0f\xc2\xb0 apart, within the threshold of "
       "%.0f\xc2\xb0: accepted, as it should be.");
static const char genuine_wrong[] = N_("Pair %zu (%s) is genuine and %.0f\xc2\xb0 apart, beyond the "
                                       "threshold of "
                                       "%.0f\xc2\xb0: wrongly rejected; it should be close "
                                       "together.");
static const char forged_right[] =
    N_("Pair %zu (%s) is forged and %.0f\xc2\xb0 apart, beyond the threshold of "
       "%.0f\xc2\xb0: rejected, as it should be.");
static const char forged_wrong[] = N_("Pair %zu (%s) is forged and %.0f\xc2\xb0 apart, within the threshold "
                                      "of "
                                      "%.0f\xc2\xb0: wrongly accepted; it should be far apart.");
static const char opens_and_grows[] = N_("The pull of %.2f opens it, growing until %.0f\xc2\xb0.");
static const char opens_and_fades[] = N_("The pull of %.2f opens it, and fades on the way.");
static const char closes_and_grows[] = N_("The pull of %.2f closes it, growing until %.0f\xc2\xb0.");
static const char closes_and_fades[] = N_("The pull of %.2f closes it, and fades on the way.");
static const char rests_at_end[] =
    N_("Nothing pulls it: at 0\xc2\xb0 and 180\xc2\xb0 every pull is 0, the wrong end included.");
static const char rests[] = N_("Nothing pulls it: its loss is at rest here.");

static const char phase_forward[] =
    N_("Forward: the two signatures have gone through %zu of the %zu steps; there is no gradient yet.");
static const char phase_loss[] =
    N_("The loss of the pair is there; now each number is asked how much the loss would change with it.");
static const char phase_backward[] = N_("Backward: the gradient has come back through %zu of the %zu steps; "
                                        "in a shared weight what both branches say adds up.");
static const char phase_update[] = N_("Update: every weight has moved against its gradient, at a rate of "
                                      "%.3g; the numbers shown are those from before.");
static const char one_fault[] = N_("A mistake is planted, %s: %s");
static const char many_faults[] = N_("%zu mistakes are planted: %s.");
static const char collapse[] = N_("No pair is more than %.0f\xc2\xb0 apart: to this net all signatures look "
                                  "alike, and near 0\xc2\xb0 hardly anything parts them.");
static const char wrong_way_round[] = N_("On average genuine pairs are farther apart, %.0f\xc2\xb0, than "
                                         "forged ones, %.0f\xc2\xb0: the wrong way round.");
static const char all_right[] = N_("All %zu pairs are on their side of the threshold of %.0f\xc2\xb0.");
static const char longer[] = N_("The embeddings are %.1f times as long as at the start, so the same pull "
                                "comes back to them as a gradient that much smaller.");
static const char shorter[] = N_("The embeddings are %.1f times shorter than at the start, so the same pull "
                                 "comes back to them as a gradient that much larger.");

static const double collapsed_below = 12; /* degrees */
static const double notable_factor = 1.5; /* of a length */

double sentence_pull_grows_until(const SnapshotChosen *chosen, const float curve[])
{
    if (!curve || chosen->pull_samples < 2 || !isfinite(chosen->degrees))
        return NAN;
    const double apart = 180 / (double)(chosen->pull_samples - 1);
    double largest = fabs(chosen->pull), where = NAN;
    for (size_t i = 0; i < chosen->pull_samples; i++) {
        /* Along the way of the pull, on from here, as far as it keeps its sign. */
        size_t k = chosen->pull > 0 ? i : chosen->pull_samples - 1 - i;
        double angle = (double)k * apart, pull = curve[k];
        if (chosen->pull > 0 ? angle <= chosen->degrees : angle >= chosen->degrees)
            continue;
        if (!(chosen->pull > 0 ? pull > 0 : pull < 0))
            break;
        if (fabs(pull) > largest * (1 + 1e-6)) {
            largest = fabs(pull);
            where = angle;
        }
    }
    return fabs(where - chosen->degrees) >= 1 ? where : NAN;
}

/* ---- the sentences, most important first ---- */

enum { PARTS = 6, PART_SIZE = 260 };

typedef struct Parts {
    size_t count;
    char text[PARTS][PART_SIZE];
} Parts;

/* Adds a sentence as printf writes it; cut where it is longer than any should be. */
__attribute__((format(printf, 2, 3))) static void say(Parts *parts, const char *format, ...)
{
    va_list arguments;
    if (parts->count == PARTS)
        return;
    va_start(arguments, format);
    vsnprintf(parts->text[parts->count++], PART_SIZE, format, arguments);
    va_end(arguments);
}

/* Where a step stands that is walked through for all to see. */
static void say_phase(const Snapshot *snapshot, Parts *parts)
{
    const SnapshotPhase *phase = &snapshot->phase;
    if (phase->name == SNAPSHOT_PHASE_FORWARD)
        say(parts, _(phase_forward), phase->forward, phase->steps);
    else if (phase->name == SNAPSHOT_PHASE_LOSS)
        say(parts, "%s", _(phase_loss));
    else if (phase->name == SNAPSHOT_PHASE_BACKWARD)
        say(parts, _(phase_backward), phase->backward, phase->steps);
    else if (phase->name == SNAPSHOT_PHASE_UPDATE)
        say(parts, _(phase_update), snapshot->run.learning_rate);
}

/* "tanh-forgotten@tanh1" is the fault "tanh-forgotten". */
static const Fault *fault_named(const char *name)
{
    char kind[ACTION_NAME_SIZE];
    snprintf(kind, sizeof kind, "%.*s", (int)strcspn(name, "@"), name);
    return faults_find(kind);
}

static void say_faults(const SnapshotTuning *tuning, Parts *parts)
{
    char names[PART_SIZE] = "";
    if (tuning->fault_count == 1) {
        const Fault *fault = fault_named(tuning->faults[0]);
        say(parts, _(one_fault), tuning->faults[0], fault ? _(fault->mistake) : "");
        return;
    }
    for (size_t i = 0; i < tuning->fault_count; i++) {
        size_t filled = strlen(names);
        snprintf(names + filled, sizeof names - filled, "%s%s", i > 0 ? ", " : "", tuning->faults[i]);
    }
    if (tuning->fault_count > 1)
        say(parts, _(many_faults), tuning->fault_count, names);
}

/* What is seen of all pairs together, where it is out of the ordinary. */
typedef struct Crowd {
    size_t angles, wrong;
    double largest, genuine, forged; /* the largest angle, and the classes' mean angles (NaN: no pair) */
} Crowd;

static Crowd crowd_of(const Snapshot *snapshot)
{
    Crowd crowd = {0};
    double sums[2] = {0}, counts[2] = {0};
    for (size_t i = 0; i < snapshot->angles.pairs; i++) {
        double angle = snapshot_angle_now(snapshot, i);
        bool genuine = snapshot->angles.pair[i].genuine;
        if (isnan(angle))
            continue;
        crowd.angles++;
        crowd.wrong += !snapshot_is_right(snapshot, i);
        crowd.largest = fmax(crowd.largest, angle);
        sums[genuine] += angle;
        counts[genuine]++;
    }
    crowd.genuine = counts[true] > 0 ? sums[true] / counts[true] : NAN;
    crowd.forged = counts[false] > 0 ? sums[false] / counts[false] : NAN;
    return crowd;
}

static void say_what_is_wrong(const Crowd *crowd, Parts *parts)
{
    if (crowd->angles > 1 && crowd->largest < collapsed_below)
        say(parts, _(collapse), crowd->largest);
    else if (crowd->genuine > crowd->forged + 1)
        say(parts, _(wrong_way_round), crowd->genuine, crowd->forged);
}

static void say_place(const Snapshot *snapshot, const SnapshotPair *pair, Parts *parts)
{
    const SnapshotChosen *chosen = &snapshot->chosen;
    const char *format = pair->genuine ? _(genuine_wrong) : _(forged_wrong);
    if (snapshot_is_right(snapshot, chosen->pair))
        format = pair->genuine ? _(genuine_right) : _(forged_right);
    say(parts, format, chosen->pair + 1, pair->label, chosen->degrees, snapshot_threshold(snapshot));
}

static void say_pull(const SnapshotChosen *chosen, bool genuine, Parts *parts)
{
    double until = sentence_pull_grows_until(chosen, genuine ? chosen->pull_genuine : chosen->pull_forged);
    double pull = fabs(chosen->pull);
    bool opens = chosen->pull > 0;
    if (!isfinite(pull))
        return;
    if (pull < 0.005)
        say(parts, "%s", chosen->degrees < 1 || chosen->degrees > 179 ? _(rests_at_end) : _(rests));
    else if (isfinite(until))
        say(parts, opens ? _(opens_and_grows) : _(closes_and_grows), pull, until);
    else
        say(parts, opens ? _(opens_and_fades) : _(closes_and_fades), pull);
}

static void say_chosen(const Snapshot *snapshot, Parts *parts)
{
    const SnapshotChosen *chosen = &snapshot->chosen;
    if (!chosen->present || chosen->pair >= snapshot->angles.pairs) {
        say(parts, "%s", _(no_pair));
        return;
    }
    const SnapshotPair *pair = &snapshot->angles.pair[chosen->pair];
    if (!isfinite(chosen->degrees)) {
        say(parts, _(no_angle), chosen->pair + 1, pair->label);
        return;
    }
    say_place(snapshot, pair, parts);
    say_pull(chosen, pair->genuine, parts);
}

static void say_norms(const SnapshotNorms *norms, Parts *parts)
{
    if (norms->rows < 2)
        return;
    double factor = norms->all.mean[norms->rows - 1] / norms->all.mean[0];
    if (factor >= notable_factor && isfinite(factor))
        say(parts, _(longer), factor);
    else if (factor > 0 && factor <= 1 / notable_factor)
        say(parts, _(shorter), 1 / factor);
}

size_t sentence_write(const Snapshot *snapshot, size_t most, char sentence[static SENTENCE_SIZE])
{
    Parts parts = {0};
    const Crowd crowd = crowd_of(snapshot);
    if (snapshot->run.trouble)
        say(&parts, "%s", snapshot->run.trouble);
    else
        say_phase(snapshot, &parts);
    say_faults(&snapshot->tuning, &parts);
    if (!snapshot->run.trouble) {
        say_what_is_wrong(&crowd, &parts);
        say_chosen(snapshot, &parts);
        if (crowd.angles > 1 && crowd.wrong == 0)
            say(&parts, _(all_right), crowd.angles, snapshot_threshold(snapshot));
        say_norms(&snapshot->norms, &parts);
    }
    size_t filled = 0;
    sentence[0] = 0;
    for (size_t i = 0; i < parts.count && i < most; i++)
        filled += (size_t)snprintf(sentence + filled, SENTENCE_SIZE - filled, "%s%s", i > 0 ? " " : "",
                                   parts.text[i]);
    return parts.count;
}
