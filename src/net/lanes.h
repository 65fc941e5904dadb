/* The widths of the fast kernels: how many numbers the processor multiplies at once.
 *
 * A kernel is written once, in an .inc file, over vectors of LANES numbers, and compiled for each width that processors
 * of this kind have (lanes_any.inc and its like); which one runs is chosen when the program does, so that an installed package is as fast
 * as a build on the machine itself. Processors with a fused multiply-add round a product and its sum once instead of
 * twice: the last bits of a result depend on the width, and on nothing else. */
#pragma once
#include <string.h>

#include "net/real.h"

/* Numbers of a processor's vectors: float and double. The other builds have the plain kernels alone. */
#if (defined REAL_LONGDOUBLE || defined REAL_QUAD || defined REAL_COMPLEX)
#define LANES_POSSIBLE 0
#else
#define LANES_POSSIBLE 1
#endif

/* The two wider widths are for this processor and compiler alone. */
#if defined __x86_64__ && defined __GNUC__
#define LANES_X86 1
#else
#define LANES_X86 0
#endif

/* Numbers in one vector of the width that a file is compiled for (LANES_BYTES). */
#define LANES (LANES_BYTES / (int)sizeof(real))
/* A function that each of the widths gets a copy of. */
#define lanes_inline static inline __attribute__((always_inline, unused))

/* The widths that a kernel is compiled for. */
typedef enum LanesWidth {
    LANES_ANY,    /* 16 bytes: what every processor of this kind has */
    LANES_AVX2,   /* 32 bytes, fused multiply-add */
    LANES_AVX512, /* 64 bytes, fused multiply-add */
    LANES_WIDTHS  /* how many there are */
} LanesWidth;

/* True when this processor, and this build, have that width. LANES_ANY is always there where LANES_POSSIBLE. */
int lanes_has(LanesWidth width);

/* The widest there is. */
LanesWidth lanes_best(void);

enum { LANES_LINE = 64 }; /* bytes of a line of the cache */

/* `n` zeros (at least one), where a line of the cache begins: no vector that is read from a multiple of its own length
 * on then lies across two lines, which would take twice as long. free() gives it back; NULL: no memory. */
real *lanes_alloc(size_t n);
