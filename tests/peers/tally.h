/* Asks one checker about right and wrong gradients, and prints what it answered, a line for each setting:
 *
 *     checker, setting, points, right: rejected, undecided, wrong: tried, accepted, undecided, milliseconds a check,
 *     the mistakes accepted                                                                          (tabs between)
 *
 * Points and mistakes are the same for every checker (tally.py does the same in Python). */
#pragma once
#include "subject.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef enum TallyAnswer { TALLY_ACCEPTS, TALLY_UNDECIDED, TALLY_REJECTS, TALLY_ANSWERS } TallyAnswer;

typedef TallyAnswer (*TallyCheck)(const Subject *subject, SubjectSetting setting, SubjectMistake mistake,
                                  uint64_t seed);

static inline void tally_setting(const char *checker, SubjectSetting setting, size_t points, TallyCheck check)
{
    size_t right[TALLY_ANSWERS] = {0}, wrong[TALLY_ANSWERS] = {0}, accepted[SUBJECT_MISTAKES] = {0},
           tried = 0;
    clock_t spent = 0;
    for (uint64_t seed = 1; seed <= points; seed++)
        for (int mistake = 0; mistake < SUBJECT_MISTAKES; mistake++) {
            Subject *subject = subject_create(setting, seed, (SubjectMistake)mistake);
            if (!subject)
                exit(2);
            if (mistake && !subject_differs(subject)) {
                subject_destroy(subject);
                continue;
            }
            clock_t began = clock();
            TallyAnswer answer = check(subject, setting, (SubjectMistake)mistake, seed);
            spent += mistake ? 0 : clock() - began;
            (mistake ? wrong : right)[answer]++;
            tried += mistake != 0;
            accepted[mistake] += answer == TALLY_ACCEPTS;
            subject_destroy(subject);
        }
    printf("%s\t%s\t%zu\t%zu\t%zu\t%zu\t%zu\t%zu\t%.3g\t", checker, subject_setting(setting), points,
           right[TALLY_REJECTS], right[TALLY_UNDECIDED], tried, wrong[TALLY_ACCEPTS], wrong[TALLY_UNDECIDED],
           1000.0 * (double)spent / CLOCKS_PER_SEC / (double)points);
    const char *between = "";
    for (size_t mistake = 1; mistake < SUBJECT_MISTAKES; mistake++)
        if (accepted[mistake]) {
            printf("%s%s (%zu)", between, subject_mistake(mistake), accepted[mistake]);
            between = ", ";
        }
    printf("\n");
    fflush(stdout);
}

static inline void tally(const char *checker, int argc, char **argv, TallyCheck check)
{
    size_t points = argc > 1 ? strtoul(argv[1], NULL, 10) : 20;
    for (int setting = 0; setting < SUBJECT_SETTINGS; setting++)
        tally_setting(checker, (SubjectSetting)setting, points, check);
}
