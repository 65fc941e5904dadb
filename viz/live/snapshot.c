#include "live/snapshot.h"

#include <math.h>

double snapshot_angle_now(const Snapshot *snapshot, size_t pair)
{
    const SnapshotAngles *angles = &snapshot->angles;
    if (angles->rows == 0 || pair >= angles->pairs)
        return NAN;
    return angles->degrees[(angles->rows - 1) * angles->pairs + pair];
}

double snapshot_threshold(const Snapshot *snapshot)
{
    return isfinite(snapshot->angles.threshold) ? snapshot->angles.threshold : 90;
}

/* Degrees to the wrong side of the threshold (negative: right); NaN without an angle. */
static double wrongness(const Snapshot *snapshot, size_t pair)
{
    double beyond = snapshot_angle_now(snapshot, pair) - snapshot_threshold(snapshot);
    return snapshot->angles.pair[pair].genuine ? beyond : -beyond;
}

bool snapshot_is_right(const Snapshot *snapshot, size_t pair)
{
    double wrong = wrongness(snapshot, pair);
    return snapshot->angles.pair[pair].genuine ? wrong <= 0 : wrong < 0;
}

size_t snapshot_worst_pair(const Snapshot *snapshot)
{
    size_t worst = SIZE_MAX;
    double most = -HUGE_VAL;
    for (size_t i = 0; i < snapshot->angles.pairs; i++) {
        double wrong = wrongness(snapshot, i);
        if (wrong > most) {
            most = wrong;
            worst = i;
        }
    }
    return worst;
}

size_t snapshot_neighbour(const Snapshot *snapshot, int by)
{
    const size_t pairs = snapshot->angles.pairs;
    if (pairs == 0)
        return SIZE_MAX;
    if (!snapshot->chosen.present || snapshot->chosen.pair >= pairs)
        return 0;
    return by > 0 ? (snapshot->chosen.pair + 1) % pairs : (snapshot->chosen.pair + pairs - 1) % pairs;
}

size_t snapshot_count(const Snapshot *snapshot, bool genuine)
{
    size_t count = 0;
    for (size_t i = 0; i < snapshot->angles.pairs; i++)
        if (snapshot->angles.pair[i].genuine == genuine)
            count++;
    return count;
}
