/* Runs some tests with one breakage put in (reached.c says which); built by broken.py, together with the broken sources and
 * the tests, whose list (groups.h) it puts before this file.
 *
 *     driver GROUP:TEST:MILLISECONDS:SECONDS...
 *
 * Status 42: every test passed; 43 and more: the first, the second ... failed. Anything else, or a signal (the processor
 * time of the test and of each command that it runs is limited, and so are its seconds), means that the breakage was
 * noticed, too. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include <cmocka.h>

static void limit_time(long milliseconds, unsigned seconds)
{
    struct itimerval timer = {
        .it_value = {.tv_sec = milliseconds / 1000, .tv_usec = milliseconds % 1000 * 1000}};
    setitimer(ITIMER_PROF, &timer, NULL);
    alarm(seconds);
}

static int run_group(const char *name, int argc, char **argv)
{
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
        if (strcmp(groups[i].name, name) == 0)
            return groups[i].run(argc, argv);
    return 1;
}

/* `name` is taken apart. */
static int run(char *name, char *program)
{
    char *test = strchr(name, ':'), *limit = test ? strchr(test + 1, ':') : NULL;
    char *seconds = limit ? strchr(limit + 1, ':') : NULL;
    if (!seconds)
        return 1;
    *test++ = *limit++ = *seconds++ = 0;
    setenv("MUTANTS_LIMIT", limit, 1);
    limit_time(atol(limit), (unsigned)atol(seconds));
    setenv("MUTANTS_GROUP", name, 1);
    cmocka_set_test_filter(test);
    return run_group(name, 1, (char *[]){program, NULL});
}

#ifdef MEMORY_LIMIT
/* A command may lift it again for what it runs. */
static void limit_memory(void)
{
    struct rlimit limit;
    getrlimit(RLIMIT_AS, &limit);
    limit.rlim_cur = MEMORY_LIMIT;
    setrlimit(RLIMIT_AS, &limit);
}
#endif

int main(int argc, char **argv)
{
    if (getenv("MUTANTS_GROUP")) /* a test runs its own program */
        return run_group(getenv("MUTANTS_GROUP"), argc, argv);
    if (argc < 2)
        return 2;
#ifdef MEMORY_LIMIT
    limit_memory();
#endif
    if (!freopen("/dev/null", "w", stdout) || (!getenv("MUTANTS_SHOW") && !freopen("/dev/null", "w", stderr)))
        return 2;
    int i = 1;
    while (i < argc && run(argv[i], argv[0]) == 0)
        i++;
    return i == argc ? 42 : 43 + i - 1;
}
