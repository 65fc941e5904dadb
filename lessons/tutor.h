/* What the checker found in an exercise, in a learner's words: where, yours, measured, the likely mistake. */
#pragma once
#include "task.h"

/* How a line of the answer is set; it is the line's first letter. */
enum { TUTOR_GOOD = 'g', TUTOR_BAD = 'b', TUTOR_TEXT = 't', TUTOR_NUMBERS = 'n' };

/* Writes the answer, lines that each begin with one of these letters, into memory that the caller frees (NULL: none).
 * Translated. */
char *tutor_answer(const Task *task, const GradcheckReport *report);

/* One such line, in memory that the caller frees. */
char *tutor_line(char letter, const char *words);
