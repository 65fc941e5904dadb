/* The program of a lesson: its options, where it speaks, from the beginning to the end. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "contents.h"
#include "lesson_state.h"
#include "program/language.h"
#include "program/options.h"
#include "program/terminal.h"

static const char *question_of(const Lesson *lesson)
{
    return _(contents_at(lesson->index)->question);
}

static const char *command_of(Lesson *lesson, size_t index)
{
    return lesson_words(lesson, "make lesson-%.2s", contents_at(index)->name);
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
        lesson_say(lesson, _("To move it with the mouse: `build/lessons/%s --window`"), lesson->plan->name);
    else if (lesson->plan->live)
        lesson_say(lesson, _("To see it in the live window: `build/lessons/%s --window`"),
                   lesson->plan->name);
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

typedef struct LessonOptions {
    const char *language, *html, *markdown, *picture;
    bool automatic, plain, window;
    uint64_t seed;
    size_t part;
} LessonOptions;

static const uint64_t not_seeded = UINT64_MAX;

static size_t list_options(LessonOptions *o, Option options[])
{
    const Option all[] = {
        {"auto", OPTIONS_FLAG, &o->automatic, NULL, N_("ask nothing and stop nowhere"), 0, 0},
        {"plain", OPTIONS_FLAG, &o->plain, NULL, N_("ASCII alone, no colour"), 0, 0},
        {"part", OPTIONS_COUNT, &o->part, "N", N_("begin at this part"), 1, 99},
        {"seed", OPTIONS_SEED, &o->seed, "S", N_("other numbers in the example"), 0, 0},
        {"window", OPTIONS_FLAG, &o->window, NULL, N_("the matching picture in a window"), 0, 0},
        {"picture", OPTIONS_TEXT, &o->picture, N_("FILE"), N_("that picture as a PNG or SVG file"), 0, 0},
        {"html", OPTIONS_TEXT, &o->html, N_("FILE"), N_("write the lesson as a page for a browser"), 0, 0},
        {"markdown", OPTIONS_TEXT, &o->markdown, N_("FILE"), N_("write it as a page of Markdown"), 0, 0},
    };
    size_t count = sizeof all / sizeof all[0];
    memcpy(options, all, sizeof all);
    options[count++] = language_option(&o->language);
    return count;
}

/* Becomes the live window, whose program lies one folder above the lessons. Paused: the person starts it. */
static Status open_live(const Lesson *lesson, const char *self)
{
    char path[1000];
    const char *slash = strrchr(self, '/');
    int folder = slash ? (int)(slash - self) + 1 : 0;
    if (snprintf(path, sizeof path, "%.*s../twingrad-live", folder, self) >= (int)sizeof path)
        return status_error(_("the folder's name is too long"));
    const char *const arguments[] = {
        path, "--paused", "--speed", "10", "--panel", lesson->plan->live, "--lang", words_language(), NULL};
    execv(path, (char *const *)arguments); /* which execv does not write to, whatever its type says */
    return status_error(_("%s cannot be started: %s"), path, strerror(errno));
}

/* In a window, whose last words are printed when it is closed; or into a file. */
static Status show_stage(Lesson *lesson, const LessonOptions *o, const char *self)
{
    const Stage *stage = lesson->plan->stage;
    if (!stage && lesson->plan->live && !o->picture)
        return open_live(lesson, self);
    if (!stage)
        return status_error(_("this lesson has no picture to move"));
    if (o->picture)
        return stage_save(stage, o->picture, 900, 700);
    char words[STAGE_WORDS];
    Status status = stage_run(stage, words);
    if (status.ok)
        screen_words(&lesson->screen, SCREEN_TEXT, "", words);
    return status;
}

static int run(Lesson *lesson, const LessonOptions *o, const ProgramCommand *command, const char *self)
{
    Status status = status_ok();
    lesson->seeded = o->seed != not_seeded;
    lesson->seed = lesson->seeded ? o->seed : 0;
    lesson->screen = screen_open(o->plain, o->automatic);
    if (o->window || o->picture)
        status = show_stage(lesson, o, self);
    if (status.ok && o->html)
        status = files_replace(o->html, write_page, &(Writing){lesson, PAGE_HTML});
    if (status.ok && o->markdown)
        status = files_replace(o->markdown, write_page, &(Writing){lesson, PAGE_MARKDOWN});
    if (!status.ok)
        return terminal_trouble(command, status);
    if (o->window || o->picture || o->html || o->markdown)
        return TERMINAL_YES;
    return play_on_screen(lesson, command);
}

int lesson_main(const LessonPlan *plan, int argc, char **argv)
{
    ProgramCommand command = {.program = plan->name, .name = "", .usage = N_("[OPTION]...")};
    LessonOptions o = {.seed = not_seeded};
    const char *self = argv[0]; /* parsing the options names the program anew */
    Option options[16];
    size_t index = contents_find(plan->name), count = list_options(&o, options);
    terminal_begin();
    Lesson *lesson = calloc(1, sizeof *lesson);
    Status status = language_begin(argc, argv);
    if (status.ok && !lesson)
        status = status_no_memory(_("the lesson"));
    if (status.ok && index == contents_count())
        status = status_error("%s does not stand in the contents", plan->name);
    int first, ended = TERMINAL_TROUBLE;
    if (status.ok) {
        command.description = contents_at(index)->question;
        ended = options_parse(&command, count, options, argc, argv, &first);
    } else {
        terminal_trouble(&command, status);
    }
    if (ended == OPTIONS_GO_ON && first < argc)
        ended = terminal_trouble(&command, status_error(_("'%s': not expected here"), argv[first]));
    if (ended == OPTIONS_GO_ON) {
        lesson->plan = plan;
        lesson->index = index;
        lesson->start = o.part;
        ended = run(lesson, &o, &command, self);
    }
    for (Kept *kept = lesson ? lesson->kept : NULL, *next; kept; kept = next) {
        next = kept->next;
        free(kept);
    }
    free(lesson);
    return terminal_end(&command, ended);
}
