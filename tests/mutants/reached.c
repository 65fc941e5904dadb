/* Which breakage is put in, and which are reached: linked by broken.py with every program that holds broken sources.
 *
 * The environment says it: MUTANT is the number (0 or nothing: none), and MUTANTS_REACHED the file that has a byte for each,
 * which all processes write into at once, however they end. MUTANTS_LIMIT: the processor time that a command may take, in ms. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <unistd.h>

static unsigned char nowhere[MUTANTS + 1];

int mutant_now;
unsigned char *mutant_reached = nowhere;

static void limit_time(long milliseconds)
{
    struct itimerval timer = {
        .it_value = {.tv_sec = milliseconds / 1000, .tv_usec = milliseconds % 1000 * 1000}};
    setitimer(ITIMER_PROF, &timer, NULL);
}

__attribute__((constructor)) static void begin(void)
{
    const char *number = getenv("MUTANT"), *path = getenv("MUTANTS_REACHED"),
               *limit = getenv("MUTANTS_LIMIT");
    mutant_now = number ? atoi(number) : 0;
    if (limit)
        limit_time(atol(limit));
    const int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (file < 0)
        return;
    void *shared = mmap(NULL, MUTANTS, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (shared != MAP_FAILED)
        mutant_reached = shared;
    close(file);
}
