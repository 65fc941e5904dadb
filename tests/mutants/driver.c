/* Runs some tests with one breakage put in; built by mutants.py, together with the broken sources and the
 * tests, whose list (groups.h) it puts before this file.
 *
 *     driver BREAKAGE MILLISECONDS GROUP:TEST...      0: none
 *
 * Status 42: every test passed. Anything else, or a signal (the processor time is limited), means that the breakage was
 * noticed. With MUTANTS_REACHED set, writes which breakages were reached, a byte for each, into that file. */
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

static int run(char *name)
{
    char *test = strchr(name, ':');
    if (!test)
        return 1;
    *test++ = 0;
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
        if (strcmp(groups[i].name, name) == 0) {
            cmocka_set_test_filter(test);
            return groups[i].run(1, (char *[]){(char[]){"driver"}, NULL});
        }
    return 1;
}

int main(int argc, char **argv)
{
    if (argc < 4)
        return 2;
    mutant_now = atoi(argv[1]);
    long limit = atol(argv[2]);
    struct itimerval timer = {.it_value = {.tv_sec = limit / 1000, .tv_usec = limit % 1000 * 1000}};
    setitimer(ITIMER_PROF, &timer, NULL);
#ifdef MEMORY_LIMIT
    setrlimit(RLIMIT_AS, &(struct rlimit){MEMORY_LIMIT, MEMORY_LIMIT});
#endif
    if (!freopen("/dev/null", "w", stdout) || (!getenv("MUTANTS_SHOW") && !freopen("/dev/null", "w", stderr)))
        return 2;
    int failed = 0;
    for (int i = 3; i < argc && !failed; i++)
        failed = run(argv[i]);
    write_reached();
    return failed ? 1 : 42;
}
