/* A number that was guessed: reading it, and what to say of it. */
#pragma once
#include <stdbool.h>

/* Reads what a person types for a number: 0.5, 0,5, .5, -1/2, 1e-3, sqrt(2)/2, pi/4, with blanks, a degree or percent sign
 * or the word deg around it. False when it is none. */
bool judge_read(const char *text, double *number);

typedef enum JudgeVerdict {
    JUDGE_RIGHT,   /* within `room` of the truth */
    JUDGE_NEAR,    /* within a tenth of it */
    JUDGE_SIGN,    /* the other sign, else right */
    JUDGE_DOUBLE,  /* twice the truth */
    JUDGE_HALF,    /* half of it */
    JUDGE_POWER,   /* a power of ten times it */
    JUDGE_RADIANS, /* right, in radians where degrees were asked for (only when `degrees`) */
    JUDGE_TOO_LARGE,
    JUDGE_TOO_SMALL
} JudgeVerdict;

/* What an answer has to do with the truth. `room` >= 0 is an absolute width that counts as right. */
JudgeVerdict judge_number(double truth, double room, bool degrees, double answer);

/* A sentence for each: kind, and of use for the next try. Translated; JUDGE_RIGHT has one too. */
const char *judge_sentence(JudgeVerdict verdict);
