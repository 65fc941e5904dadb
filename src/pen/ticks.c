#include "pen/ticks.h"

#include <math.h>

long long ticks_next(Ticks *ticks, const PenPoint *point)
{
    if (!ticks->begun) {
        ticks->begun = true;
        ticks->first = point->t;
        return ticks->last = 0;
    }
    const long long rounded = llround((point->t - ticks->first) * ticks->a_second);
    return ticks->last = rounded > ticks->last ? rounded : ticks->last + 1;
}

Status ticks_check(const Signature *signature, double a_second)
{
    Ticks ticks = {.a_second = a_second};
    for (size_t i = 0; i < signature->count; i++)
        (void)ticks_next(&ticks, &signature->points[i]);
    if ((double)ticks.last <= SIGNATURE_SECONDS_MAX * a_second)
        return status_ok();
    return status_error("expected points that times of %g ms tell apart, found %zu within %g s",
                        1000 / a_second, signature->count, signature_duration(signature));
}
