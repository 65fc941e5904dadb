/* Runs some tests with one breakage put in; built by mutants.py, together with the broken sources and the
 * tests, whose list (groups.h) it puts before this file.
 *
 *     driver BREAKAGE GROUP:TEST:MILLISECONDS...      0: none
 *
 * Status 42: every test passed; 43 and more: the first, the second ... failed. Anything else, or a signal (the processor
 * time is limited), means that the breakage was noticed, too. With MUTANTS_REACHED set, writes which breakages were reached, a byte for each, into that file. */
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

#include <cmocka.h>

int mutant_now;
unsigned char mutant_reached[MUTANTS + 1];

static void write_reached(void)
{
    const char *path = getenv("MUTANTS_REACHED");
    FILE *file = path ? fopen(path, "wb") : NULL;
    if (!file)
        return;
    fwrite(mutant_reached, 1, sizeof mutant_reached, file);
    fclose(file);
}

static void limit_time(long milliseconds)
{
    struct itimerval timer = {
        .it_value = {.tv_sec = milliseconds / 1000, .tv_usec = milliseconds % 1000 * 1000}};
    setitimer(ITIMER_PROF, &timer, NULL);
}

static int run(char *name)
{
    char *test = strchr(name, ':'), *limit = test ? strchr(test + 1, ':') : NULL;
    if (!limit)
        return 1;
    *test++ = *limit++ = 0;
    limit_time(atol(limit));
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
        if (strcmp(groups[i].name, name) == 0) {
            cmocka_set_test_filter(test);
            return groups[i].run(1, (char *[]){(char[]){"driver"}, NULL});
        }
    return 1;
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    mutant_now = atoi(argv[1]);
#ifdef MEMORY_LIMIT
    setrlimit(RLIMIT_AS, &(struct rlimit){MEMORY_LIMIT, MEMORY_LIMIT});
#endif
    if (!freopen("/dev/null", "w", stdout) || (!getenv("MUTANTS_SHOW") && !freopen("/dev/null", "w", stderr)))
        return 2;
    int i = 2;
    while (i < argc && run(argv[i]) == 0)
        i++;
    write_reached();
    return i == argc ? 42 : 43 + i - 2;
}
