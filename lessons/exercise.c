/* The exercises: gives a file with a formula missing, waits until it is saved, tries it, and says what is right and what
 * is not. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/files.h"
#include "base/folder.h"
#include "here.h"
#include "program/language.h"
#include "program/options.h"
#include "program/terminal.h"
#include "progress.h"
#include "screen.h"
#include "task.h"
#include "tutor.h"
#include "words/words.h"
#include "workshop.h"

static const ProgramCommand exercise_command = {
    .program = "twingrad-exercise",
    .name = "",
    .usage = N_("[OPTION]... [EXERCISE]"),
    .description = N_("Gives you a file with a backward pass missing, tries it whenever you save it,\n"
                      "and says what is right and what is not. Without EXERCISE (a number) the first\n"
                      "that is not solved."),
};

typedef struct Exercise {
    Workshop workshop;
    Screen screen;
    const Task *task;
    char file[WORKSHOP_PATH];
    size_t hints;         /* given so far */
    struct timespec seen; /* when the file was last changed */
    bool solved;          /* now, not only once */
} Exercise;

/* ---- what is shown ---- */

static void say(Exercise *e, ScreenStyle style, const char *text)
{
    screen_words(&e->screen, style, "", text);
}

static void show_list(Screen *screen)
{
    screen_words(screen, SCREEN_TITLE, "", _("Twingrad: the exercises"));
    screen_gap(screen);
    for (size_t i = 0; i < task_count(); i++) {
        char head[40], line[400];
        const Task *task = task_at(i);
        snprintf(head, sizeof head, "%2zu  ", i + 1);
        snprintf(line, sizeof line, "%s%s%s%s", _(task->question), progress_solved(task->name) ? "  [" : "",
                 progress_solved(task->name) ? _("solved") : "", progress_solved(task->name) ? "]" : "");
        screen_words(screen, SCREEN_TEXT, head, line);
    }
}

static void show_task(Exercise *e)
{
    char line[WORKSHOP_PATH + 200], head[40];
    screen_gap(&e->screen);
    snprintf(head, sizeof head, _("Exercise %zu. "), task_find(e->task->name) + 1);
    screen_words(&e->screen, SCREEN_TITLE, head, _(e->task->question));
    say(e, SCREEN_TEXT, _(e->task->about));
    screen_gap(&e->screen);
    snprintf(line, sizeof line, _("Your file is `%s`: write the formula into it and save."), e->file);
    say(e, SCREEN_TEXT, line);
}

/* Takes the answer's text to pieces. */
static void show_answer(Exercise *e, WorkshopAnswer *answer)
{
    if (answer->verdict == WORKSHOP_DOES_NOT_COMPILE) {
        say(e, SCREEN_BAD, _("The compiler does not understand it:"));
        fputs(answer->text ? answer->text : "", stdout);
        return;
    }
    char *rest = answer->text;
    for (char *line; rest && (line = strtok_r(rest, "\n", &rest));)
        switch (line[0]) {
        case TUTOR_NUMBERS:
            screen_lines(&e->screen, SCREEN_FORMULA, line + 1);
            break;
        case TUTOR_GOOD:
        case TUTOR_BAD:
            say(e, line[0] == TUTOR_GOOD ? SCREEN_GOOD : SCREEN_BAD, line + 1);
            break;
        default:
            say(e, SCREEN_TEXT, line + 1);
        }
}

static void show_hint(Exercise *e)
{
    char head[60];
    if (e->hints < TASK_HINTS)
        e->hints++;
    snprintf(head, sizeof head, _("Hint %zu of %d. "), e->hints, TASK_HINTS);
    screen_words(&e->screen, SCREEN_TEXT, head, _(e->task->hints[e->hints - 1]));
}

static Status show_solution(Exercise *e)
{
    if (!e->solved && !progress_solved(e->task->name)) {
        say(e, SCREEN_TEXT,
            _("The solution is shown once yours is right. h gives a hint; the third says it all."));
        return status_ok();
    }
    char path[WORKSHOP_PATH + 40], *text;
    size_t size;
    snprintf(path, sizeof path, "%.900s/solutions/%s.c", e->workshop.templates, e->task->name);
    Status status = files_read(path, 1 << 16, &text, &size);
    if (!status.ok)
        return status;
    const char *code = strstr(text, "void ");
    fputs(code ? code : text, stdout);
    free(text);
    return status;
}

/* ---- trying ---- */

static void note_time(Exercise *e)
{
    struct stat now;
    if (stat(e->file, &now) == 0)
        e->seen = now.st_mtim;
}

static bool file_changed(void *context)
{
    const Exercise *e = context;
    struct stat now;
    return stat(e->file, &now) == 0 &&
           (now.st_mtim.tv_sec != e->seen.tv_sec || now.st_mtim.tv_nsec != e->seen.tv_nsec);
}

static Status try_file(Exercise *e, const char *file, int *exit_status)
{
    WorkshopAnswer answer;
    note_time(e);
    Status status = workshop_try(&e->workshop, e->task, file, &answer);
    if (!status.ok)
        return status;
    show_answer(e, &answer);
    free(answer.text);
    e->solved = answer.verdict == WORKSHOP_RIGHT;
    *exit_status = e->solved ? TERMINAL_YES : TERMINAL_NO;
    return status;
}

static Status try_own(Exercise *e)
{
    int exit_status;
    screen_gap(&e->screen);
    say(e, SCREEN_TEXT, _("Trying it ..."));
    Status status = try_file(e, e->file, &exit_status);
    if (status.ok && e->solved) {
        progress_solve(e->task->name);
        say(e, SCREEN_TEXT, _("s shows how it may also be written; n goes on to the next."));
    }
    return status;
}

/* The first that is not solved from `from` on, round the end; `from` itself when all are. */
static size_t first_unsolved(size_t from)
{
    for (size_t i = 0; i < task_count(); i++)
        if (!progress_solved(task_at((from + i) % task_count())->name))
            return (from + i) % task_count();
    return from % task_count();
}

static Status begin(Exercise *e, size_t index, bool anew)
{
    e->task = task_at(index);
    e->hints = 0;
    e->solved = false;
    workshop_file(&e->workshop, e->task, e->file);
    Status status = workshop_begin(&e->workshop, e->task, anew);
    note_time(e);
    return status;
}

/* ---- the conversation ---- */

/* Obeys one answer. False to leave. */
static bool obey(Exercise *e, const char *answer, Status *status)
{
    size_t index = task_find(answer);
    switch (index < task_count() ? '#' : answer[0]) {
    case 'q':
    case 'Q':
        return false;
    case 0:
        *status = try_own(e);
        break;
    case 'h':
        show_hint(e);
        break;
    case 's':
        *status = show_solution(e);
        break;
    case 'l':
        show_list(&e->screen);
        break;
    case 'r':
        *status = begin(e, task_find(e->task->name), true);
        if (status->ok)
            say(e, SCREEN_TEXT,
                _("The file is as it was at first; yours is kept beside it, with .old behind its name."));
        break;
    case 'n':
    case '#':
        *status =
            begin(e, index < task_count() ? index : first_unsolved(task_find(e->task->name) + 1), false);
        if (status->ok)
            show_task(e);
        break;
    default:
        say(e, SCREEN_TEXT,
            _("Enter tries your file, h gives a hint, s shows the solution once yours is right, l lists all, "
              "a "
              "number goes to that exercise, n to the next, r gives the file anew, q leaves."));
    }
    return true;
}

static Status watch(Exercise *e)
{
    Status status = status_ok();
    show_task(e);
    while (status.ok) {
        char answer[SCREEN_ANSWER];
        screen_gap(&e->screen);
        ScreenReply reply = screen_ask_watching(
            &e->screen, _("[Enter] try it   [h] hint   [s] solution   [n] next   [l] list   [q] leave"),
            file_changed, e, answer);
        if (reply == SCREEN_CHANGED)
            status = try_own(e);
        else if (reply != SCREEN_ANSWERED || !obey(e, answer, &status))
            break;
    }
    return status;
}

typedef struct ExerciseOptions {
    const char *language, *file, *templates, *mine;
    bool plain, list, check, reset;
    size_t hint;
    double timeout;
} ExerciseOptions;

/* One thing, without a conversation. */
static Status do_one_thing(Exercise *e, const ExerciseOptions *o, size_t index, int *exit_status)
{
    if (o->list) {
        show_list(&e->screen);
        return status_ok();
    }
    if (o->file) { /* somebody's file: nothing is made, and nothing is kept of it */
        e->task = task_at(index);
        return try_file(e, o->file, exit_status);
    }
    Status status = begin(e, index, o->reset);
    for (e->hints = 0; status.ok && e->hints < o->hint;)
        show_hint(e);
    if (status.ok && o->check)
        status = try_file(e, e->file, exit_status);
    if (status.ok && o->check && e->solved)
        progress_solve(e->task->name);
    return status;
}

/* Where nothing else is said, in the sources they lie beside each other; where this is installed the learner's are in
 * their own folder, whatever the one they stand in. */
static Status find_folders(const ExerciseOptions *o, Workshop *workshop)
{
    const char *mine = getenv("TWINGRAD_EXERCISES"), *home = getenv("HOME");
    const bool installed = here_installed();
    Status status = !o->templates && installed
                        ? here_shared("exercises", WORKSHOP_PATH, workshop->templates)
                        : folder_join(o->templates ? o->templates : "lessons/exercises", "", WORKSHOP_PATH,
                                      workshop->templates);
    if (!status.ok)
        return status;
    if (o->mine || (mine && *mine))
        return folder_join(o->mine ? o->mine : mine, "", WORKSHOP_PATH, workshop->mine);
    return installed ? folder_join(home ? home : "", "twingrad-exercises", WORKSHOP_PATH, workshop->mine)
                     : folder_join("lessons/exercises/mine", "", WORKSHOP_PATH, workshop->mine);
}

static Status run(const ExerciseOptions *o, const char *wanted, int *exit_status)
{
    Exercise e = {.workshop = {.patience = o->timeout},
                  .screen = screen_open(o->plain, o->check || o->file || o->list)};
    Status status = find_folders(o, &e.workshop);
    if (!status.ok)
        return status;
    size_t index = wanted ? task_find(wanted) : first_unsolved(0);
    if (index == task_count())
        return status_error(_("'%s': there is no such exercise; --list lists them"), wanted);
    if (o->list || o->file || o->check || o->reset || o->hint > 0)
        return do_one_thing(&e, o, index, exit_status);
    status = begin(&e, index, false);
    return status.ok ? watch(&e) : status;
}

int main(int argc, char **argv)
{
    ExerciseOptions o = {.timeout = 10};
    const Option options[] = {
        {"list", OPTIONS_FLAG, &o.list, NULL, N_("list the exercises, and which are solved")},
        {"check", OPTIONS_FLAG, &o.check, NULL, N_("try your file once; the status is 0 when it is right"), 0,
         0},
        {"hint", OPTIONS_COUNT, &o.hint, "N", N_("the first N hints, of three"), 0, TASK_HINTS},
        {"reset", OPTIONS_FLAG, &o.reset, NULL, N_("give the file anew; yours is kept, as NAME.c.old")},
        {"try", OPTIONS_TEXT, &o.file, "FILE", N_("try that file, and keep nothing of it")},
        {"mine", OPTIONS_TEXT, &o.mine, "DIR",
         N_("where your files are ($TWINGRAD_EXERCISES, or else\n"
            "lessons/exercises/mine; installed: ~/twingrad-exercises)"),
         0, 0},
        {"from", OPTIONS_TEXT, &o.templates, "DIR",
         N_("where the exercises are (lessons/exercises, or where\ninstalled)")},
        {"timeout", OPTIONS_NUMBER, &o.timeout, "S", N_("seconds that your function may take (10)"), 0.1,
         1000},
        {"plain", OPTIONS_FLAG, &o.plain, NULL, N_("ASCII alone, no colour")},
        language_option(&o.language),
    };
    int first, exit_status = TERMINAL_YES;
    terminal_begin();
    Status status = language_begin(argc, argv);
    if (!status.ok)
        return terminal_trouble(&exercise_command, status);
    int ended =
        options_parse(&exercise_command, sizeof options / sizeof options[0], options, argc, argv, &first);
    if (ended != OPTIONS_GO_ON)
        return ended;
    if (first + 1 < argc)
        return terminal_trouble(&exercise_command,
                                status_error(_("'%s': not expected here"), argv[first + 1]));
    status = run(&o, first < argc ? argv[first] : NULL, &exit_status);
    return status.ok ? terminal_end(&exercise_command, exit_status)
                     : terminal_trouble(&exercise_command, status);
}
