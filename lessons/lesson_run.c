#include "lesson_run.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "contents.h"
#include "here.h"
#include "lesson_state.h"
#include "program/terminal.h"

static const char *question_of(const Lesson *lesson)
{
    return _(lesson->plan->question);
}

static const char *command_of(Lesson *lesson, size_t index)
{
    return here_installed() ? lesson_words(lesson, "twingrad-lesson %zu", index + 1)
                            : lesson_words(lesson, "make lesson-%02zu", index + 1);
}

static const char *window_command_of(Lesson *lesson)
{
    return lesson_words(lesson, "%s %zu --window", here_typed("build/twingrad-lesson", "twingrad-lesson"),
                        lesson->index + 1);
}

static void begin(Lesson *lesson)
{
    lesson->part = 0;
    lesson->last = LAST_NOTHING;
    lesson->random = random_seeded(lesson->seed);
    if (lesson->page) {
        page_words(lesson->page, _(lesson->plan->aim));
        return;
    }
    lesson->screen.silent = lesson->start > 1;
    screen_words(&lesson->screen, SCREEN_TEXT, "", lesson_words(lesson, _("Lesson %zu"), lesson->index + 1));
    screen_words(&lesson->screen, SCREEN_TITLE, "", question_of(lesson));
    lesson_say(lesson, "%s", _(lesson->plan->aim));
}

static void end(Lesson *lesson)
{
    if (lesson->plan->stage)
        lesson_say(lesson, _("To move it with the mouse: `%s`"), window_command_of(lesson));
    else if (lesson->plan->live)
        lesson_say(lesson, _("To see it in the live window: `%s`"), window_command_of(lesson));
    if (lesson->index + 1 < contents_count())
        lesson_say(lesson, _("Next: `%s`, \"%s\""), command_of(lesson, lesson->index + 1),
                   _(contents_at(lesson->index + 1)->question));
    if (lesson->screen.leaving != SCREEN_ANSWERED) /* somewhere in the last part */
        lesson_leave(lesson, lesson->screen.leaving == SCREEN_INTERRUPTED ? JUMP_INTERRUPTED : JUMP_LEAVE);
    if (lesson_is_asked(lesson)) {
        lesson->progress = (Progress){.part = 0, .done = true};
        progress_write(lesson->plan->name, lesson->progress);
        screen_gap(&lesson->screen);
    }
}

static void play(Lesson *lesson)
{
    begin(lesson);
    lesson->plan->play(lesson);
    end(lesson);
}

/* Where it was left, the person may go on; returns the part to begin with. */
static size_t ask_where_to_begin(Lesson *lesson)
{
    if (!lesson_is_asked(lesson) || lesson->progress.part < 2)
        return 1;
    char answer[SCREEN_ANSWER];
    screen_words(&lesson->screen, SCREEN_TITLE, "", question_of(lesson));
    lesson_read(lesson,
                lesson_words(lesson, _("You were at part %u. [Enter] go on there   [1] begin again"),
                             lesson->progress.part),
                answer);
    return answer[0] ? 1 : lesson->progress.part;
}

static void say_where(Lesson *lesson)
{
    lesson->screen.silent = false;
    if (lesson->part > 0)
        screen_words(&lesson->screen, SCREEN_TEXT, "",
                     lesson_words(lesson, _("You are at part %zu. To go on there: `%s`"), lesson->part,
                                  command_of(lesson, lesson->index)));
}

/* False where there was no memory for its words. */
static bool play_on_page(Lesson *lesson, Page *page, PageKind kind, FILE *file)
{
    if (setjmp(lesson->jump) != JUMP_NONE)
        return false;
    *page = page_open(kind, file, lesson->index + 1, question_of(lesson), command_of(lesson, lesson->index));
    lesson->page = page;
    play(lesson);
    return true;
}

static int play_on_screen(Lesson *lesson, const ProgramCommand *command)
{
    enum { INTERRUPTED = 130 }; /* as shells have it */
    lesson->progress = progress_read(lesson->plan->name);
    switch (setjmp(lesson->jump)) {
    case JUMP_LEAVE:
        say_where(lesson);
        return TERMINAL_YES;
    case JUMP_INTERRUPTED:
        say_where(lesson);
        return INTERRUPTED;
    case JUMP_NO_MEMORY:
        fflush(stdout); /* what was said before comes first */
        return terminal_trouble(command, status_no_memory(_("the lesson")));
    default: /* from the start, or again */
        if (lesson->start == 0)
            lesson->start = ask_where_to_begin(lesson);
        lesson->screen.since = 0;
        play(lesson);
    }
    if (lesson->screen.automatic && lesson->screen.too_wide) {
        fprintf(stderr, _("%s: a line is wider than %d columns\n"), lesson->plan->name, SCREEN_COLUMNS);
        lesson->failures++;
    }
    return lesson->failures > 0 ? TERMINAL_NO : TERMINAL_YES;
}

/* What files_replace is to write. */
typedef struct Writing {
    Lesson *lesson;
    PageKind kind;
} Writing;

static Status write_page(FILE *file, const void *context)
{
    const Writing *writing = context;
    Lesson *lesson = writing->lesson;
    Page page;
    const bool played = play_on_page(lesson, &page, writing->kind, file);
    lesson->page = NULL;
    Status status = played ? page_close(&page) : status_no_memory(_("the lesson"));
    if (status.ok && lesson->failures > 0)
        status = status_error(_("a check did not hold; run the lesson with --auto to see which"));
    return status;
}

/* Becomes the live window, whose program lies beside this one. Paused: the person starts it. */
static Status open_live(const Lesson *lesson)
{
    char path[1000];
    Status status = here_program("twingrad-live", sizeof path, path);
    if (!status.ok)
        return status;
    const char *const arguments[] = {
        path, "--paused", "--speed", "10", "--panel", lesson->plan->live, "--lang", words_language(), NULL};
    execv(path, (char *const *)arguments); /* which execv does not write to, whatever its type says */
    return status_error(_("%s cannot be started: %s"), path, strerror(errno));
}

/* In a window, whose last words are printed when it is closed; or into a file. */
static Status show_stage(Lesson *lesson, const LessonRun *how)
{
    const Stage *stage = lesson->plan->stage;
    if (!stage && lesson->plan->live && !how->picture)
        return open_live(lesson);
    if (!stage)
        return status_error(_("this lesson has no picture to move"));
    if (how->picture)
        return stage_save(stage, how->picture, 900, 700);
    char words[STAGE_WORDS];
    Status status = stage_run(stage, words);
    if (status.ok)
        screen_words(&lesson->screen, SCREEN_TEXT, "", words);
    return status;
}

static int run(Lesson *lesson, const LessonRun *how, const ProgramCommand *command)
{
    Status status = status_ok();
    lesson->screen = screen_open(how->plain, how->automatic);
    if (how->window || how->picture)
        status = show_stage(lesson, how);
    if (status.ok && how->html)
        status = files_replace(how->html, write_page, &(Writing){lesson, PAGE_HTML});
    if (status.ok && how->markdown)
        status = files_replace(how->markdown, write_page, &(Writing){lesson, PAGE_MARKDOWN});
    if (!status.ok)
        return terminal_trouble(command, status);
    if (how->window || how->picture || how->html || how->markdown)
        return TERMINAL_YES;
    return play_on_screen(lesson, command);
}

int lesson_run(size_t index, const LessonRun *how, const ProgramCommand *command)
{
    Lesson *lesson = calloc(1, sizeof *lesson);
    if (!lesson)
        return terminal_trouble(command, status_no_memory(_("the lesson")));
    lesson->plan = contents_at(index);
    lesson->index = index;
    lesson->start = how->part;
    lesson->seeded = how->seeded;
    lesson->seed = how->seeded ? how->seed : 0;
    const int ended = run(lesson, how, command);
    for (Kept *kept = lesson->kept, *next; kept; kept = next) {
        next = kept->next;
        free(kept);
    }
    free(lesson);
    return ended;
}
