/* Plays one lesson from the beginning to the end: on the terminal, as a page, or what it shows in a window. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "program/options.h"

/* How it is played. */
typedef struct LessonRun {
    bool automatic, plain;       /* ask nothing and stop nowhere; ASCII alone, no colour */
    bool window;                 /* show the matching picture in a window */
    const char *picture;         /* or write it to this file; NULL: not, as below */
    const char *html, *markdown; /* write the lesson to these files */
    bool seeded;                 /* other numbers in the example: those of this seed */
    uint64_t seed;
    size_t part; /* begin at this one; 0: where the person was */
} LessonRun;

/* Plays the lesson of that index in the contents for the command, behind whose name troubles are told. Returns the exit
 * status: 1 when a check did not hold, 2 after trouble. */
int lesson_run(size_t index, const LessonRun *how, const ProgramCommand *command);
