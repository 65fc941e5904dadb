#include "live/sentence.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

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
static const char opens_and_grows[] = N_(" The pull of %.2f opens it, growing until %.0f\xc2\xb0.");
static const char opens_and_fades[] = N_(" The pull of %.2f opens it, and fades on the way.");
static const char closes_and_grows[] = N_(" The pull of %.2f closes it, growing until %.0f\xc2\xb0.");
static const char closes_and_fades[] = N_(" The pull of %.2f closes it, and fades on the way.");
static const char rests_at_end[] =
    N_(" Nothing pulls it: at 0\xc2\xb0 and 180\xc2\xb0 every pull is 0, the wrong end included.");
static const char rests[] = N_(" Nothing pulls it: its loss is at rest here.");

/* While a step is walked through, what is seen in the graph comes first. */
static const char *const phases[] = {
    [SNAPSHOT_PHASE_FORWARD] = N_("Forward: the numbers go from both signatures to one cosine."),
    [SNAPSHOT_PHASE_LOSS] = N_("Loss: one number says how far that cosine is from where it should be."),
    [SNAPSHOT_PHASE_BACKWARD] =
        N_("Backward: the gradient goes the same way back, and both branches add to the shared weights."),
    [SNAPSHOT_PHASE_UPDATE] = N_("Update: every weight took a small step against its gradient."),
};
static const char one_mistake[] = N_("The mistake %s is planted: the training follows a wrong gradient.");
static const char more_mistakes[] = N_("%zu mistakes are planted: the training follows a wrong gradient.");

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

/* Appends as printf does; what has no room is left out (the sentences are shorter than the room). */
__attribute__((format(printf, 3, 4))) static size_t append(char *sentence, size_t filled, const char *format,
                                                           ...)
{
    va_list arguments;
    if (filled >= SENTENCE_SIZE - 1)
        return filled;
    va_start(arguments, format);
    int length = vsnprintf(sentence + filled, SENTENCE_SIZE - filled, format, arguments);
    va_end(arguments);
    return length > 0 ? filled + (size_t)length : filled;
}

static size_t write_place(const Snapshot *snapshot, const SnapshotPair *pair, char *sentence, size_t filled)
{
    const SnapshotChosen *chosen = &snapshot->chosen;
    const char *format = pair->genuine ? _(genuine_wrong) : _(forged_wrong);
    if (snapshot_is_right(snapshot, chosen->pair))
        format = pair->genuine ? _(genuine_right) : _(forged_right);
    return append(sentence, filled, format, chosen->pair + 1, pair->label, chosen->degrees,
                  snapshot_threshold(snapshot));
}

static void write_pull(const SnapshotChosen *chosen, bool genuine, char *sentence, size_t filled)
{
    double until = sentence_pull_grows_until(chosen, genuine ? chosen->pull_genuine : chosen->pull_forged);
    double pull = fabs(chosen->pull);
    bool opens = chosen->pull > 0;
    if (!isfinite(pull))
        return;
    if (pull < 0.005)
        append(sentence, filled, "%s",
               chosen->degrees < 1 || chosen->degrees > 179 ? _(rests_at_end) : _(rests));
    else if (isfinite(until))
        append(sentence, filled, opens ? _(opens_and_grows) : _(closes_and_grows), pull, until);
    else
        append(sentence, filled, opens ? _(opens_and_fades) : _(closes_and_fades), pull);
}

void sentence_write(const Snapshot *snapshot, char sentence[static SENTENCE_SIZE])
{
    const SnapshotChosen *chosen = &snapshot->chosen;
    sentence[0] = 0;
    if (snapshot->run.trouble) {
        append(sentence, 0, "%s", snapshot->run.trouble);
        return;
    }
    if (!chosen->present || chosen->pair >= snapshot->angles.pairs) {
        append(sentence, 0, "%s", _(no_pair));
        return;
    }
    const SnapshotPair *pair = &snapshot->angles.pair[chosen->pair];
    if (!isfinite(chosen->degrees)) {
        append(sentence, 0, _(no_angle), chosen->pair + 1, pair->label);
        return;
    }
    const SnapshotTuning *tuning = &snapshot->tuning;
    bool walking = snapshot->phase.name != SNAPSHOT_PHASE_WHOLE;
    size_t filled = walking ? append(sentence, 0, "%s ", _(phases[snapshot->phase.name])) : 0;
    if (!walking || tuning->fault_count == 0) /* there is no room for all three */
        filled = write_place(snapshot, pair, sentence, filled);
    if (tuning->fault_count > 0 && !walking)
        filled = append(sentence, filled, " ");
    if (tuning->fault_count == 1)
        append(sentence, filled, _(one_mistake), tuning->faults[0]);
    else if (tuning->fault_count > 1)
        append(sentence, filled, _(more_mistakes), tuning->fault_count);
    else if (!walking)
        write_pull(chosen, pair->genuine, sentence, filled);
}
