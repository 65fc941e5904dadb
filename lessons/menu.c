#include "menu.h"

#include <stdio.h>
#include <string.h>

#include "contents.h"
#include "progress.h"

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

static size_t ask(Screen *screen, size_t suggested)
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

size_t menu_choose(Screen *screen)
{
    const size_t suggested = suggest();
    list(screen, suggested);
    return ask(screen, suggested);
}
