/* Memory that is refused on purpose: to be included by one file of a test program.
 *
 * Where it is possible REFUSED_MEMORY is defined: with glibc, which lets a program put its own functions in the place of
 * these and keeps the real ones under other names; not under a sanitizer, which has its own (and finds what is not given
 * back itself). Weak, so that the programs of several such files can be joined into one. */
#pragma once
#include <stdbool.h>
#include <stdlib.h>

#if defined __has_feature
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED
#endif
#endif
#if defined __SANITIZE_ADDRESS__
#define SANITIZED
#endif

#if defined __GLIBC__ && !defined SANITIZED
#define REFUSED_MEMORY
#define WEAK __attribute__((weak))

WEAK size_t refused_memory_requests,
    refused_memory_at;         /* since they are counted; which is refused, 0: none */
WEAK long refused_memory_held; /* blocks that were not given back */
WEAK bool refused_memory_counting;

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *memory);

static bool refused_memory_now(void)
{
    return refused_memory_counting && ++refused_memory_requests == refused_memory_at;
}

WEAK void *malloc(size_t size)
{
    void *memory = refused_memory_now() ? NULL : __libc_malloc(size);
    refused_memory_held += refused_memory_counting && memory;
    return memory;
}

WEAK void *calloc(size_t count, size_t size)
{
    void *memory = refused_memory_now() ? NULL : __libc_calloc(count, size);
    refused_memory_held += refused_memory_counting && memory;
    return memory;
}

WEAK void *aligned_alloc(size_t alignment, size_t size)
{
    void *memory = refused_memory_now() ? NULL : __libc_memalign(alignment, size);
    refused_memory_held += refused_memory_counting && memory;
    return memory;
}

WEAK void free(void *memory)
{
    refused_memory_held -= refused_memory_counting && memory;
    __libc_free(memory);
}

/* From here on requests are counted, and the one with number `at` is refused. */
static inline void refused_memory_begin(size_t at)
{
    refused_memory_requests = 0;
    refused_memory_held = 0;
    refused_memory_at = at;
    refused_memory_counting = true;
}

/* Ends that; how many blocks were not given back. */
static inline long refused_memory_end(void)
{
    refused_memory_counting = false;
    return refused_memory_held;
}

#endif
