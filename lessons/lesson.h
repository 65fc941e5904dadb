/* The voice of the lessons: what a lesson says, shows and asks goes through here, and comes out on a terminal, where the
 * person reads part by part and answers, or as a page.
 *
 * A lesson is one file: a plan, and a function that plays it from top to bottom. Its numbers are computed where they are
 * shown. The function may be played again from the start (when the person goes back), so it keeps nothing between two
 * calls and owns no memory. Texts are given translated: lesson_say(lesson, _("The cosine is %.2f."), c). */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "figure.h"
#include "stage.h"
#include "words/words.h"

typedef struct Lesson Lesson;

typedef struct LessonPlan {
    const char *name;     /* of the source: "03_gradient" */
    const char *question; /* its title; marked for translation */
    const char *aim; /* one or two sentences: what the person can do afterwards; marked for translation */
    void (*play)(Lesson *lesson);
    /* What --window shows: a picture of the lesson's own; or the live window, with this panel ("graph") in front. */
    const Stage *stage;
    const char *live;
} LessonPlan;

/* Begins a part, which has a number and a title; the person is first let finish the one before. */
void lesson_part(Lesson *lesson, const char *title);

/* A paragraph. The words are set in lines; `backquotes` mark what is code or to be typed. */
void lesson_say(Lesson *lesson, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Lines that are kept as they are, at most 74 letters wide: a formula, and rows of numbers. */
void lesson_formula(Lesson *lesson, const char *format, ...) __attribute__((format(printf, 2, 3)));
void lesson_numbers(Lesson *lesson, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* One item of a list: of what is now known, say. */
void lesson_point(Lesson *lesson, const char *format, ...) __attribute__((format(printf, 2, 3)));

void lesson_figure(Lesson *lesson, const Figure *figure);

/* A check line: what was compared with what, and whether it holds. One that does not ends the program with 1. */
void lesson_check(Lesson *lesson, bool holds, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Ends the lesson with a sentence: something it needs was refused memory. */
_Noreturn void lesson_no_memory(Lesson *lesson);

/* Words with numbers in them that live until the lesson ends: for the fields of a question. */
const char *lesson_words(Lesson *lesson, const char *format, ...) __attribute__((format(printf, 2, 3)));

enum { LESSON_CHOICES = 5, LESSON_MISTAKES = 5 };

/* A question with answers to choose from. */
typedef struct LessonChoice {
    const char *question;
    struct {
        const char *text;
        const char
            *reply; /* to whoever chose it: kind, and of use for a second try; not needed for the right one */
    } answers[LESSON_CHOICES];
    size_t right;        /* index of the right answer */
    const char *because; /* told to all afterwards */
} LessonChoice;
void lesson_choose(Lesson *lesson, const LessonChoice *choice);

/* A question for a number. */
typedef struct LessonGuess {
    const char *question;
    double truth;
    double room;       /* this far away still counts as right */
    bool degrees;      /* an angle: an answer in radians is recognised */
    const char *shown; /* the truth as it is to be told: "0.96" */
    struct {
        double value; /* a number that a believable mistake leads to ... */
        const char *reply;
    } mistakes[LESSON_MISTAKES]; /* ... unused ones have no reply */
    const char *because;
} LessonGuess;
void lesson_guess(Lesson *lesson, const LessonGuess *guess);

/* Lets the person choose a number from `least` to `most` for the lesson to go on with; `usual` where nobody is asked. */
double lesson_ask(Lesson *lesson, const char *question, double usual, double least, double most);

/* A number of the lesson's example: `usual`, or with --seed another one from `low` to `high` in whole multiples of `step`;
 * what is said must be true of them all. */
double lesson_pick(Lesson *lesson, double usual, double low, double high, double step);
