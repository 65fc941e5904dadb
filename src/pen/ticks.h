/* Times as files keep them: in whole ticks, milliseconds or fewer. */
#pragma once
#include "base/status.h"
#include "pen/signature.h"

/* A signature's times, one after the other; all zero but `a_second` before the first. */
typedef struct Ticks {
    double a_second;
    double first; /* seconds */
    long long last;
    bool begun;
} Ticks;

/* The ticks from the first point to this, rounded; but one more than at the point before, where these two would be the same:
 * read back, times that repeat would be taken for those of a clock that was set back. */
long long ticks_next(Ticks *ticks, const PenPoint *point);

/* Trouble where so many points are so close together that the signature would be longer than SIGNATURE_SECONDS_MAX. */
Status ticks_check(const Signature *signature, double a_second);
