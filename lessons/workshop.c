#define _POSIX_C_SOURCE 200809L
#include "workshop.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/apart.h"
#include "base/files.h"
#include "task_check.h"
#include "tutor.h"
#include "words/words.h"

extern char **environ;

enum { LONGEST_SOURCE = 1 << 20, MOST_MEMORY = 1 << 30, COMMENT_COLUMNS = 100 };

void workshop_file(const Workshop *workshop, const Task *task, char path[static WORKSHOP_PATH])
{
    snprintf(path, WORKSHOP_PATH, "%.900s/%s.c", workshop->mine, task->name);
}

/* ---- making a file ---- */

/* Words in the lines of a comment. */
static void write_comment(FILE *file, const char *first, const char *text)
{
    size_t column = 0;
    fputs(first, file);
    while (*text) {
        size_t length = strcspn(text, " ");
        if (column > 0 && column + 1 + length > COMMENT_COLUMNS) {
            fputs("\n *", file);
            column = 0;
        }
        fprintf(file, " %.*s", (int)length, text);
        column += 1 + length;
        text += length;
        text += strspn(text, " ");
    }
    fputc('\n', file);
}

typedef struct Begun {
    const Task *task;
    const char *code;
    size_t size;
} Begun;

static Status write_begun(FILE *file, const void *context)
{
    const Begun *begun = context;
    write_comment(file, "/*", _(begun->task->question));
    fputs(" *\n", file);
    write_comment(file, " *", _(begun->task->about));
    fputs(" */\n", file);
    fwrite(begun->code, 1, begun->size, file);
    return status_ok();
}

Status workshop_begin(const Workshop *workshop, const Task *task, bool anew)
{
    char path[WORKSHOP_PATH], old[WORKSHOP_PATH + 8], from[WORKSHOP_PATH];
    workshop_file(workshop, task, path);
    struct stat there;
    bool exists = stat(path, &there) == 0;
    if (exists && !anew)
        return status_ok();
    snprintf(old, sizeof old, "%s.old", path);
    if (exists && rename(path, old) != 0)
        return status_error(_("%s cannot be kept as %s: %s"), path, old, strerror(errno));
    snprintf(from, sizeof from, "%.900s/%s.c", workshop->templates, task->name);
    Begun begun = {.task = task};
    char *code = NULL;
    Status status = files_make_folder(workshop->mine);
    if (status.ok)
        status = files_read(from, LONGEST_SOURCE, &code, &begun.size);
    begun.code = code;
    if (status.ok)
        status = files_replace(path, write_begun, &begun);
    free(code);
    return status;
}

/* ---- compiling it ---- */

enum { WORDS = 32 };

/* $CC may be more than one word. */
static size_t split(char *text, const char *words[static WORDS])
{
    size_t count = 0;
    for (char *word = strtok(text, " "); word && count < WORDS / 2; word = strtok(NULL, " "))
        words[count++] = word;
    return count;
}

/* Runs the compiler with its words going into a file; true when it is content. */
static Status compile(const Workshop *workshop, const char *source, const char *object, const char *messages,
                      bool *compiled)
{
    const char *wanted = getenv("CC");
    char compiler[400], include[WORKSHOP_PATH + 2];
    snprintf(compiler, sizeof compiler, "%s", wanted && *wanted ? wanted : "cc");
    snprintf(include, sizeof include, "-I%s", workshop->templates);
    const char *words[WORDS];
    size_t count = split(compiler, words);
    const char *const rest[] = {"-std=c17", "-O1",     "-g",    "-Wall", "-Wextra", "-Wno-unused-parameter",
                                "-fPIC",    "-shared", include, "-o",    object,    source,
                                "-lm",      NULL};
    for (size_t i = 0; i < sizeof rest / sizeof rest[0]; i++)
        words[count++] = rest[i];
    posix_spawn_file_actions_t actions;
    if (posix_spawn_file_actions_init(&actions) != 0)
        return status_no_memory(_("the compiler"));
    int how = 0, failed = posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, messages,
                                                           O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (!failed)
        failed = posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
    pid_t child;
    if (!failed)
        failed = posix_spawnp(&child, words[0], &actions, NULL, (char *const *)words, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed)
        return status_error(_("the compiler %s cannot be started: %s"), words[0], strerror(failed));
    while (waitpid(child, &how, 0) < 0 && errno == EINTR)
        ;
    *compiled = WIFEXITED(how) && WEXITSTATUS(how) == 0;
    return status_ok();
}

/* ---- trying it ---- */

typedef struct Try {
    const Task *task;
    const char *object;
} Try;

/* What a process returns besides a verdict. */
enum { NO_MEMORY = WORKSHOP_BREAKS + 1 };

/* Whether the check, or that of a step, came to no end for want of memory: it says no more of the function then. */
static bool wanted_memory(const GradcheckReport *report)
{
    bool wanted = strstr(report->message, "out of memory") != NULL;
    for (size_t i = 0; i < report->n_steps; i++)
        wanted |= report->steps[i].local && wanted_memory(report->steps[i].local);
    return wanted;
}

/* In a process of its own. */
static int try_it(void *context, ApartNote *note, char **text)
{
    const Try *try = context;
    (void)note;
    void *library = dlopen(try->object, RTLD_NOW | RTLD_LOCAL);
    void *function = library ? dlsym(library, try->task->call->function) : NULL;
    if (!function) {
        char words[300];
        snprintf(words, sizeof words, _("The function %s is not in the file."), try->task->call->function);
        *text = tutor_line(TUTOR_BAD, words);
        return *text ? WORKSHOP_BREAKS : NO_MEMORY;
    }
    GradcheckReport *report;
    if (task_check(try->task, function, &report) != GRADCHECK_NO_MEMORY && !wanted_memory(report))
        *text = tutor_answer(try->task, report);
    int verdict = !*text ? NO_MEMORY : report->verdict == GRADCHECK_AGREES ? WORKSHOP_RIGHT : WORKSHOP_WRONG;
    gradcheck_report_free(report);
    return verdict;
}

/* Trouble: no memory to find out, or to say it. */
static Status judge(const Workshop *workshop, ApartResult *result, WorkshopAnswer *answer)
{
    char words[300];
    answer->verdict = WORKSHOP_BREAKS;
    switch (result->end) {
    case APART_RETURNED:
        /* Nothing else is ever returned; but the function has the same pipe at hand. */
        if (result->text && result->number >= WORKSHOP_RIGHT && result->number <= WORKSHOP_BREAKS) {
            *answer = (WorkshopAnswer){(WorkshopVerdict)result->number, result->text};
            return status_ok();
        }
        if (result->number == NO_MEMORY) {
            free(result->text);
            return status_no_memory(_("the check of the exercise"));
        }
        snprintf(words, sizeof words, "%s", _("The function ended the program."));
        break;
    case APART_CRASHED:
        snprintf(words, sizeof words,
                 _("The function crashed: signal %d (%s). Does an index run beyond the end of an array?"),
                 result->number, strsignal(result->number));
        break;
    case APART_LATE:
        snprintf(words, sizeof words,
                 _("The function did not end within %g seconds. Does every loop count up?"),
                 workshop->patience);
        break;
    default:
        snprintf(words, sizeof words, "%s", _("The function ended the program."));
        break;
    }
    free(result->text);
    answer->text = tutor_line(TUTOR_BAD, words);
    return answer->text ? status_ok() : status_no_memory(_("the check of the exercise"));
}

Status workshop_try(const Workshop *workshop, const Task *task, const char *source, WorkshopAnswer *answer)
{
    *answer = (WorkshopAnswer){WORKSHOP_BREAKS, NULL};
    char folder[WORKSHOP_PATH], object[WORKSHOP_PATH + 60], messages[WORKSHOP_PATH + 60];
    snprintf(folder, sizeof folder, "%.900s/.tried", workshop->mine);
    snprintf(object, sizeof object, "%s%s/%s.so", folder[0] == '/' ? "" : "./", folder, task->name);
    snprintf(messages, sizeof messages, "%s/%s.txt", folder, task->name);
    bool compiled = false;
    Status status = files_make_folder(folder);
    if (status.ok && access(source, R_OK) != 0)
        status = status_error("%s: %s", source, strerror(errno));
    if (status.ok)
        status = compile(workshop, source, object, messages, &compiled);
    if (status.ok && !compiled) {
        size_t size;
        answer->verdict = WORKSHOP_DOES_NOT_COMPILE;
        return files_read(messages, LONGEST_SOURCE, &answer->text, &size);
    }
    ApartResult result;
    Try try = {task, object};
    if (status.ok)
        status = apart_run(try_it, &try, (ApartLimits){workshop->patience, MOST_MEMORY}, _("the exercise"),
                           &result);
    if (status.ok)
        status = judge(workshop, &result, answer);
    return status;
}
