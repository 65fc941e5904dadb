/* The clocks of the benchmarks, and what they say of repeats: the median, and the tenth from either end as the spread. */
#pragma once
#include <stdlib.h>
#include <time.h>

static inline double timing_read(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* Seconds of processor time of this process, all its threads: a machine that is busy with other work disturbs it least. */
static inline double timing_processor(void)
{
    return timing_read(CLOCK_PROCESS_CPUTIME_ID);
}

/* Seconds on the clock of the wall: for what several threads do at once, and what a person waits for. */
static inline double timing_wall(void)
{
    return timing_read(CLOCK_MONOTONIC);
}

static inline int timing_ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

typedef struct TimingSpread {
    double median, low, high;
} TimingSpread;

/* Of `count` figures, at least one, which are put in order. */
static inline TimingSpread timing_spread(size_t count, double figures[])
{
    qsort(figures, count, sizeof figures[0], timing_ascending);
    return (TimingSpread){figures[count / 2], figures[count / 10], figures[count * 9 / 10]};
}
