#define _POSIX_C_SOURCE 200809L /* strdup, strsignal */
#include "cli/check_plugin.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/apart.h"
#include "cli/check_report.h"
#include "gradcheck/gradcheck_plugin.h"
#include "program/terminal.h"

typedef int EntryPoint(GradcheckPlugin *plugin);

typedef enum Stage { LOADING, ASKING, CHECKING, DONE } Stage;

/* What the work returns when its text is a sentence of trouble; else the command's exit status. */
enum { REFUSED = -1 };

/* ---- in a process of its own ---- */

static int note_progress(void *user, size_t made, size_t expected)
{
    (void)expected;
    ApartNote *note = user;
    note->count = made;
    return 0;
}

/* The entry point, or the trouble there is with it. */
static Status load(const char *file, EntryPoint **entry)
{
    char path[4096];
    /* Without a slash the name would be looked for among the system's libraries. */
    if ((size_t)snprintf(path, sizeof path, "%s%s", strchr(file, '/') ? "" : "./", file) >= sizeof path)
        return status_error("the plugin's name is too long");
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        const char *why = dlerror();
        return status_error("%.380s", why ? why : "it cannot be loaded");
    }
    const unsigned *version = dlsym(library, "gradcheck_plugin_version");
    void *symbol = dlsym(library, "gradcheck_plugin");
    if (!version || !symbol)
        return status_error("%.200s: no plugin: it does not define %s (see gradcheck_plugin.h)", file,
                            symbol ? "gradcheck_plugin_version" : "gradcheck_plugin");
    if (*version != GRADCHECK_PLUGIN_VERSION)
        return status_error("%.200s: built for version %u of the checker, and this is %u: build it again",
                            file, *version, GRADCHECK_PLUGIN_VERSION);
    memcpy(entry, &symbol, sizeof symbol); /* ISO C knows no conversion; POSIX promises this one */
    return status_ok();
}

static Status check(const CheckPluginOptions *options, ApartNote *note, int *exit_status, char **report)
{
    EntryPoint *entry = NULL;
    note->stage = LOADING;
    Status status = load(options->file, &entry);
    if (!status.ok)
        return status;
    note->stage = ASKING;
    GradcheckPlugin plugin = {.seed = options->seed, .options = options->check};
    int code = entry(&plugin);
    if (code)
        return status_error("%.200s: its gradcheck_plugin returned %d: it will not be checked", options->file,
                            code);
    note->stage = CHECKING;
    plugin.options.progress = note_progress;
    plugin.options.progress_user = note;
    GradcheckReport *made;
    GradcheckStatus ran = gradcheck_run(&plugin.problem, &plugin.options, &made);
    note->stage = DONE;
    if (!made || check_report_lacks_memory(made))
        return status_no_memory("the check of the plugin");
    if (ran == GRADCHECK_BAD_PROBLEM)
        return status_error("%.200s: %s", options->file, made->message);
    *exit_status = check_report_exit_status(made);
    *report = check_report_write(made, &options->text, options->json);
    return *report ? status_ok() : status_no_memory("the report of the plugin");
}

static int work(void *context, ApartNote *note, char **text)
{
    int exit_status = TERMINAL_TROUBLE;
    Status status = check(context, note, &exit_status, text);
    if (status.ok)
        return exit_status;
    *text = strdup(status.message);
    return REFUSED;
}

/* ---- in the command's ---- */

/* Where it was when it ended. */
static void say_where(const ApartResult *result, char *text, size_t size)
{
    if (result->stage == CHECKING)
        snprintf(text, size, "in the check, after %zu evaluations of the loss", result->count);
    else
        snprintf(text, size, "%s",
                 result->stage == LOADING  ? "while it was loaded"
                 : result->stage == ASKING ? "in gradcheck_plugin"
                                           : "after the check");
}

static Status judge(const CheckPluginOptions *options, const ApartResult *apart)
{
    char where[80];
    say_where(apart, where, sizeof where);
    switch (apart->end) {
    case APART_RETURNED:
        if (apart->number == REFUSED)
            return status_error("%s", apart->text ? apart->text : "out of memory");
        /* Nothing else is ever returned; but the plugin has the same pipe at hand. */
        if (apart->text && apart->number >= TERMINAL_YES && apart->number <= TERMINAL_CANNOT_TELL)
            return status_ok();
        return status_error("%.200s: ended the process %s, with no report that can be read", options->file,
                            where);
    case APART_LATE:
        return status_error("%.200s: not done within %g seconds, and ended, %s (--timeout gives it longer)",
                            options->file, options->timeout, where);
    case APART_CRASHED:
        return status_error("%.200s: crashed %s: signal %d (%s)", options->file, where, apart->number,
                            strsignal(apart->number));
    default:
        return status_error("%.200s: ended the process %s, with exit status %d", options->file, where,
                            apart->number);
    }
}

Status check_plugin_run(const CheckPluginOptions *options, CheckPluginResult *result)
{
    *result = (CheckPluginResult){TERMINAL_TROUBLE, NULL};
    CheckPluginOptions own = *options;
    ApartResult apart;
    const ApartLimits limits = {.seconds = options->timeout, .memory = options->memory << 20};
    Status status = apart_run(work, &own, limits, "the check of the plugin", &apart);
    if (status.ok)
        status = judge(options, &apart);
    if (status.ok)
        *result = (CheckPluginResult){apart.number, apart.text};
    else
        free(apart.text);
    return status;
}
