/* The menu of the lessons: lists them, remembers where the person was, and starts the one that is chosen. */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "contents.h"
#include "program/language.h"
#include "program/options.h"
#include "program/terminal.h"
#include "progress.h"
#include "screen.h"
#include "words/words.h"

static const ProgramCommand menu_command = {
    .program = "menu",
    .name = "",
    .usage = N_("[OPTION]..."),
    .description = N_("Lists the lessons, with where you were, and starts the one you choose."),
};

/* "3" as a mark of how far a lesson was read. */
static const char *mark_of(Progress progress, size_t size, char mark[static size])
{
    if (progress.part > 1)
        snprintf(mark, size, _("at part %u"), progress.part);
    else
        snprintf(mark, size, "%s", progress.done ? _("done") : "");
    return mark;
}

/* The lesson to go on with: the one left last, or else the one after it. */
static size_t suggest(void)
{
    char last[PROGRESS_NAME];
    if (!progress_last(last))
        return 0;
    size_t index = contents_find(last);
    if (index == contents_count())
        return 0;
    Progress progress = progress_read(last);
    bool through = progress.done && progress.part < 2;
    return through && index + 1 < contents_count() ? index + 1 : index;
}

static void list(Screen *screen, size_t suggested)
{
    screen_words(screen, SCREEN_TITLE, "", _("Twingrad: the lessons"));
    screen_gap(screen);
    for (size_t i = 0; i < contents_count(); i++) {
        char mark[60], line[400], head[40];
        mark_of(progress_read(contents_at(i)->name), sizeof mark, mark);
        snprintf(head, sizeof head, "%s %2zu  ", i == suggested ? ">" : " ", i + 1);
        snprintf(line, sizeof line, mark[0] ? "%s  [%s]" : "%s", _(contents_at(i)->question), mark);
        screen_words(screen, i == suggested ? SCREEN_HEADING : SCREEN_TEXT, head, line);
    }
    screen_gap(screen);
}

/* The index chosen; contents_count() to leave. */
static size_t choose(Screen *screen, size_t suggested)
{
    for (;;) {
        char prompt[200], answer[SCREEN_ANSWER];
        snprintf(prompt, sizeof prompt, _("[Enter] lesson %zu   [1-%zu] another   [q] leave"), suggested + 1,
                 contents_count());
        ScreenReply reply = screen_ask(screen, prompt, answer);
        if (reply != SCREEN_ANSWERED || strcmp(answer, "q") == 0 || strcmp(answer, "Q") == 0)
            return contents_count();
        size_t index = answer[0] ? contents_find(answer) : suggested;
        if (index < contents_count())
            return index;
        screen_words(screen, SCREEN_TEXT, "",
                     _("The number of a lesson, please; Enter for the one that is marked; q leaves."));
    }
}

/* Becomes the lesson, whose program lies beside this one. */
static Status start(const char *self, const char *name, const char *language, bool plain)
{
    char path[1000];
    const char *slash = strrchr(self, '/');
    int folder = slash ? (int)(slash - self) + 1 : 0;
    if (snprintf(path, sizeof path, "%.*s%s", folder, self, name) >= (int)sizeof path)
        return status_error(_("the folder's name is too long"));
    const char *arguments[5] = {path};
    size_t count = 1;
    if (language) {
        arguments[count++] = "--lang";
        arguments[count++] = language;
    }
    if (plain)
        arguments[count++] = "--plain";
    execv(path, (char *const *)arguments); /* which execv does not write to, whatever its type says */
    return status_error(_("%s cannot be started: %s"), path, strerror(errno));
}

int main(int argc, char **argv)
{
    const char *self = argv[0], *language = NULL;
    bool plain = false;
    const Option options[] = {
        {"plain", OPTIONS_FLAG, &plain, NULL, N_("ASCII alone, no colour"), 0, 0},
        language_option(&language),
    };
    int first;
    terminal_begin();
    Status status = language_begin(argc, argv);
    if (!status.ok)
        return terminal_trouble(&menu_command, status);
    int ended = options_parse(&menu_command, sizeof options / sizeof options[0], options, argc, argv, &first);
    if (ended != OPTIONS_GO_ON)
        return ended;
    if (first < argc)
        return terminal_trouble(&menu_command, status_error(_("'%s': not expected here"), argv[first]));
    Screen screen = screen_open(plain, false);
    size_t suggested = suggest();
    list(&screen, suggested);
    size_t chosen = choose(&screen, suggested);
    if (chosen == contents_count())
        return TERMINAL_YES;
    fflush(stdout);
    return terminal_trouble(&menu_command, start(self, contents_at(chosen)->name, language, plain));
}
