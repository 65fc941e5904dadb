/* What this processor can do at most: products and sums a second in registers, for each width of vectors, and bytes a
 * second from its caches and from memory. The other figures are held against these. One JSON line a measurement.
 *
 * usage: limits [SECONDS]      processor time of one thread */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>

#include "bench/timing.h"
#include "net/lanes.h"

enum { REPEATS = 31, SUMS = 12 };

static void tell(const char *what, double *rates, const char *unit)
{
    TimingSpread spread = timing_spread(REPEATS, rates);
    printf(
        "{\"bench\":\"limits\",\"what\":\"%s\",\"numbers\":\"%s\",\"median\":%.1f,\"low\":%.1f,\"high\":%.1f,"
        "\"unit\":\"%s\"}\n",
        what, REAL_NAME, spread.median, spread.low, spread.high, unit);
    fflush(stdout);
}

#if LANES_POSSIBLE
static volatile real kept; /* so that nothing is left out */

#if LANES_X86
#define LANES_IN_REGISTER(v) "+v"(v)
#else
#define LANES_IN_REGISTER(v) "+m"(v)
#endif

/* The order counts. */
/* clang-format off */
#include "net/lanes_any.inc"
#include "bench/limits.inc"
#include "net/lanes_end.inc"
#if LANES_X86
#include "net/lanes_avx2.inc"
#include "bench/limits.inc"
#include "net/lanes_end.inc"
#include "net/lanes_avx512.inc"
#include "bench/limits.inc"
#include "net/lanes_end.inc"
#endif
/* clang-format on */

static void peak(LanesWidth width, const char *what, double wanted)
{
    void (*multiply)(long) = multiply_any;
    double lanes = 16 / sizeof(real), rates[REPEATS];
#if LANES_X86
    if (width != LANES_ANY)
        multiply = width == LANES_AVX2 ? multiply_avx2 : multiply_avx512;
    lanes *= width == LANES_ANY ? 1 : width == LANES_AVX2 ? 2 : 4;
#endif
    if (!lanes_has(width))
        return;
    const long times = (long)(wanted / REPEATS * 1.5e8) + 1000;
    for (int r = 0; r < REPEATS; r++) {
        double began = timing_processor();
        multiply(times);
        rates[r] = 2 * SUMS * lanes * (double)times / (timing_processor() - began) * 1e-9;
    }
    tell(what, rates, "GFLOP/s");
}
#endif

/* a = b + 3 c, 24 bytes a number: the least that a step over all parameters moves. */
static void memory(size_t count, const char *what, double wanted)
{
    double *a = calloc(3 * count, sizeof *a), rates[REPEATS];
    if (!a) {
        fputs("limits: out of memory\n", stderr);
        exit(2);
    }
    double *restrict b = a + count, *restrict c = b + count;
    const long times = (long)(wanted / REPEATS * 2e9 / (double)count) + 1;
    for (int r = 0; r < REPEATS; r++) {
        double began = timing_processor();
        for (long i = 0; i < times; i++) {
            for (size_t k = 0; k < count; k++)
                a[k] = b[k] + 3 * c[k];
            __asm__ volatile("" ::"r"(a) : "memory");
        }
        rates[r] = 24 * (double)count * (double)times / (timing_processor() - began) * 1e-9;
    }
    tell(what, rates, "GB/s");
    free(a);
}

int main(int argc, char **argv)
{
    double wanted = argc > 1 ? strtod(argv[1], NULL) : 1;
#if LANES_POSSIBLE
    peak(LANES_ANY, "multiply and add, 16 bytes", wanted);
    peak(LANES_AVX2, "multiply and add, 32 bytes (AVX2)", wanted);
    peak(LANES_AVX512, "multiply and add, 64 bytes (AVX-512)", wanted);
#endif
    memory(1000, "a = b + 3 c, 24 kB", wanted);
    memory(24000, "a = b + 3 c, 576 kB", wanted);
    memory(5000000, "a = b + 3 c, 120 MB", wanted);
    return 0;
}
