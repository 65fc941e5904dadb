/* Memory that is not to be had: the malloc of a test program that includes this (in one file, the only one it is made of),
 * which refuses the n-th request, for every n, and counts what is not given back. It is included first.
 *
 * Refused is what the project's code asks for, and what the C library, jansson and expat ask for on its behalf; what the
 * libraries of OpenMP ask for is granted, since they end the program. With glibc (Linux); under a sanitizer, too, whose own
 * functions then do the work. Elsewhere all is weak, so that several such programs can be joined into one (tests/mutants). */
#pragma once
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* dl_iterate_phdr */
#endif
#include "support/test.h"

#if defined __GLIBC__
#define REFUSED_POSSIBLE 1
#include <errno.h>
#include <link.h>
#include <stdatomic.h>

#if defined __has_feature
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || __has_feature(thread_sanitizer)
#define REFUSED_SANITIZED
#endif
#endif
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define REFUSED_SANITIZED
#endif

#if defined REFUSED_SANITIZED
#define REFUSED_REAL(name) __interceptor_##name
#define REFUSED_ALIGNED    __interceptor_aligned_alloc
#define REFUSED_OWN        REFUSED_PLAIN /* the sanitizer's are weak */
/* The sanitizer asks for memory before it is there itself. */
#if defined __clang__
#define REFUSED_PLAIN __attribute__((disable_sanitizer_instrumentation, no_sanitize("undefined")))
#else
#define REFUSED_PLAIN __attribute__((no_sanitize("address"), no_sanitize("thread"), no_sanitize("undefined")))
#endif
#else
#define REFUSED_REAL(name) __libc_##name
#define REFUSED_ALIGNED    __libc_memalign
#define REFUSED_OWN        __attribute__((weak))
#define REFUSED_PLAIN
#endif
void *REFUSED_REAL(malloc)(size_t size);
void *REFUSED_REAL(calloc)(size_t count, size_t size);
void *REFUSED_REAL(realloc)(void *old, size_t size);
void *REFUSED_ALIGNED(size_t line, size_t size);
void REFUSED_REAL(free)(void *old);
size_t malloc_usable_size(void *piece); /* glibc's: how much there is */

enum { REFUSED_HELD = 1 << 14, REFUSED_GRANTED = 16 };

/* What is counted, and what is granted. */
typedef struct Refused {
    atomic_bool counts, goes_on;
    atomic_size_t requests, fails_at, refused; /* fails_at 0: none fails */
    atomic_flag busy;                          /* the table */
    struct {
        void *piece;
        size_t number; /* of its request; 0: never used */
    } held[REFUSED_HELD];
    struct {
        uintptr_t begin, end;
    } granted[REFUSED_GRANTED];
    size_t granted_count;
    const char *broken; /* the first promise that was not kept */
} Refused;
__attribute__((weak)) Refused refused = {.busy = ATOMIC_FLAG_INIT};

REFUSED_PLAIN static inline bool refused_is_counted(const void *caller)
{
    if (!atomic_load(&refused.counts))
        return false;
    for (size_t i = 0; i < refused.granted_count; i++)
        if ((uintptr_t)caller >= refused.granted[i].begin && (uintptr_t)caller < refused.granted[i].end)
            return false;
    return true;
}

/* The number of this request; 0 when it is to be refused. */
REFUSED_PLAIN static inline size_t refused_next(void)
{
    const size_t number = atomic_fetch_add(&refused.requests, 1) + 1, at = atomic_load(&refused.fails_at);
    if (at == 0 || number < at || (number > at && !atomic_load(&refused.goes_on)))
        return number;
    atomic_fetch_add(&refused.refused, 1);
    errno = ENOMEM;
    return 0;
}

/* Notes a piece, or, with the number 0, that it was given back. */
REFUSED_PLAIN static inline void refused_note(void *piece, size_t number)
{
    if (!piece)
        return;
    while (atomic_flag_test_and_set(&refused.busy))
        ;
    size_t at = (((uintptr_t)piece >> 4) * 0x9E3779B97F4A7C15u) & (REFUSED_HELD - 1), tried = 0;
    while (tried++ < REFUSED_HELD && refused.held[at].piece != piece && refused.held[at].number > 0 &&
           !(number > 0 && !refused.held[at].piece))
        at = (at + 1) & (REFUSED_HELD - 1);
    if (number > 0) {
        refused.held[at].piece = piece;
        refused.held[at].number = number;
    } else if (refused.held[at].piece == piece) {
        refused.held[at].piece = NULL; /* its number stays: others may stand behind it */
    }
    atomic_flag_clear(&refused.busy);
}

REFUSED_OWN void *malloc(size_t size)
{
    if (!refused_is_counted(__builtin_return_address(0)))
        return REFUSED_REAL(malloc)(size);
    const size_t number = refused_next();
    void *piece = number ? REFUSED_REAL(malloc)(size) : NULL;
    refused_note(piece, number);
    return piece;
}

REFUSED_OWN void *calloc(size_t count, size_t size)
{
    if (!refused_is_counted(__builtin_return_address(0)))
        return REFUSED_REAL(calloc)(count, size);
    const size_t number = refused_next();
    void *piece = number ? REFUSED_REAL(calloc)(count, size) : NULL;
    refused_note(piece, number);
    return piece;
}

REFUSED_OWN void *realloc(void *old, size_t size)
{
    if (!refused_is_counted(__builtin_return_address(0)))
        return REFUSED_REAL(realloc)(old, size);
    const size_t number = refused_next();
    if (number == 0)
        return NULL;
    /* A piece that grows stands elsewhere each time, and nothing of use where it stood. */
    void *piece = REFUSED_REAL(malloc)(size);
    const size_t had = old ? malloc_usable_size(old) : 0;
    if (piece && old) {
        memcpy(piece, old, had < size ? had : size);
        memset(old, 0xa5, had);
        refused_note(old, 0);
        REFUSED_REAL(free)(old);
    }
    refused_note(piece, number);
    return piece;
}

REFUSED_OWN void *aligned_alloc(size_t line, size_t size)
{
    if (!refused_is_counted(__builtin_return_address(0)))
        return REFUSED_ALIGNED(line, size);
    const size_t number = refused_next();
    void *piece = number ? REFUSED_ALIGNED(line, size) : NULL;
    refused_note(piece, number);
    return piece;
}

REFUSED_OWN void free(void *old)
{
    if (atomic_load(&refused.counts))
        refused_note(old, 0);
    REFUSED_REAL(free)(old);
}

static inline int refused_grant(struct dl_phdr_info *object, size_t size, void *context)
{
    (void)size, (void)context;
    if (!strstr(object->dlpi_name, "/libgomp.") && !strstr(object->dlpi_name, "/libomp.") &&
        !strstr(object->dlpi_name, "/libarcher"))
        return 0;
    for (int i = 0; i < object->dlpi_phnum && refused.granted_count < REFUSED_GRANTED; i++) {
        const uintptr_t begin = object->dlpi_addr + object->dlpi_phdr[i].p_vaddr;
        if (object->dlpi_phdr[i].p_type == PT_LOAD) {
            refused.granted[refused.granted_count].begin = begin;
            refused.granted[refused.granted_count++].end = begin + object->dlpi_phdr[i].p_memsz;
        }
    }
    return 0;
}

/* What a call under test says of its own results, between its requests: no cmocka there, which asks for memory. */
#define refused_promise(kept) ((kept) || refused.broken ? (void)0 : (void)(refused.broken = #kept))

/* A call under test: it does one thing with everything that it needs for it at hand, looks at what came of it with
 * refused_promise, gives it back, and returns its status. */
typedef Status RefusedCall(void);

/* Lets the at-th request fail (0: none), and, when it goes on, those behind it; refused.requests tells how many there were.
 * Fails the test when memory was not given back, or a promise was not kept. */
static inline Status refused_once(const char *name, RefusedCall *call, size_t at, bool goes_on)
{
    memset(refused.held, 0, sizeof refused.held);
    refused.broken = NULL;
    atomic_store(&refused.requests, 0);
    atomic_store(&refused.refused, 0);
    atomic_store(&refused.fails_at, at);
    atomic_store(&refused.goes_on, goes_on);
    atomic_store(&refused.counts, true);
    const Status status = call();
    atomic_store(&refused.counts, false);
    for (size_t i = 0; i < REFUSED_HELD; i++)
        if (refused.held[i].piece)
            fail_msg("%s, request %zu refused: what request %zu gave was not given back", name, at,
                     refused.held[i].number);
    if (refused.broken)
        fail_msg("%s, request %zu refused, %s: not so: %s", name, at, status.ok ? "all well" : status.message,
                 refused.broken);
    return status;
}

/* The call with each of its requests refused, by itself and with all that follow it. It must say that memory was wanting, or
 * have done all that it promises. At most `harmless` requests may be done without (a buffer of the C library's). */
static inline void refused_each(const char *name, RefusedCall *call, size_t harmless)
{
    static bool prepared;
    if (!prepared)
        dl_iterate_phdr(refused_grant, NULL);
    prepared = true;
    assert_ok(call()); /* what is asked for once in a program's life */
    assert_ok(refused_once(name, call, 0, false));
    const size_t count = atomic_load(&refused.requests);
    size_t done = 0;
    for (size_t at = 1; at <= count; at++)
        for (int goes_on = 0; goes_on < 2; goes_on++) {
            const Status status = refused_once(name, call, at, goes_on);
            if (atomic_load(&refused.refused) == 0)
                fail_msg("%s: request %zu of %zu was not made again", name, at, count);
            done += status.ok && !goes_on;
            if (!status.ok && !strstr(status.message, "memory"))
                fail_msg("%s, request %zu refused: %s", name, at, status.message);
        }
    if (getenv("REFUSED_SHOW"))
        print_message("%-40s %5zu requests, %zu done without\n", name, count, done);
    if (count == 0 || done > harmless)
        fail_msg("%s: %zu of its %zu requests could be done without, expected %zu at most", name, done, count,
                 harmless);
    assert_ok(refused_once(name, call, 0, false));
    assert_int_equal(atomic_load(&refused.requests), count);
}

/* The call asks for no memory. */
static inline void refused_none(const char *name, RefusedCall *call)
{
    assert_ok(call());
    assert_ok(refused_once(name, call, 0, false));
    if (atomic_load(&refused.requests) > 0)
        fail_msg("%s asks for memory %zu times", name, (size_t)atomic_load(&refused.requests));
}

#else
#define REFUSED_POSSIBLE      0

typedef Status RefusedCall(void);
#define refused_promise(kept) ((void)(kept))

static inline void refused_each(const char *name, RefusedCall *call, size_t harmless)
{
    (void)call, (void)harmless;
    print_message("SKIPPED: %s: malloc cannot be taken over here\n", name);
}

static inline void refused_none(const char *name, RefusedCall *call)
{
    refused_each(name, call, 0);
}

#endif
