/* A lesson that runs: what its voice (lesson.c) and its program (lesson_main.c) share. No lesson looks in here. */
#pragma once
#include <setjmp.h>
#include <stdint.h>

#include "base/random.h"
#include "lesson.h"
#include "page.h"
#include "progress.h"
#include "screen.h"

/* Why play() is left: to begin again, or for good. */
typedef enum Jump { JUMP_NONE, JUMP_AGAIN, JUMP_LEAVE, JUMP_INTERRUPTED, JUMP_NO_MEMORY } Jump;

typedef enum Last { LAST_NOTHING, LAST_NUMBERS, LAST_POINT, LAST_OTHER } Last;

/* Words that are kept until the end. */
typedef struct Kept {
    struct Kept *next;
    char text[];
} Kept;

struct Lesson {
    const LessonPlan *plan;
    size_t index; /* in the contents */
    Screen screen;
    Page *page; /* NULL: on the terminal */
    Progress progress;
    size_t part, start; /* the part that plays; the first that is not gone through in silence */
    bool seeded;
    Random random;
    uint64_t seed;
    size_t failures;
    Last last;
    Kept *kept;
    jmp_buf jump;
};

/* False where nobody is asked: on a page, with --auto, and while what was read before is gone through in silence. */
bool lesson_is_asked(const Lesson *lesson);

/* Reads an answer below an empty line. Leaves the lesson when there is nothing more to read. */
const char *lesson_read(Lesson *lesson, const char *prompt, char answer[static SCREEN_ANSWER]);

/* Leaves play(), to where lesson->jump was set. */
_Noreturn void lesson_leave(Lesson *lesson, Jump how);
