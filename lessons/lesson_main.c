/* The program of the lessons: twingrad-lesson. */
#include <stdio.h>

#include "contents.h"
#include "lesson_run.h"
#include "menu.h"
#include "program/language.h"
#include "program/terminal.h"
#include "words/words.h"

static const ProgramCommand lesson_command = {
    .program = "twingrad-lesson",
    .name = "",
    .usage = N_("[OPTION]... [LESSON]"),
    .description = N_("Step by step, from one angle to a verified signature: plays a lesson, which\n"
                      "asks before it tells. LESSON is its number; without one the lessons are\n"
                      "listed, with where you were, and you choose."),
};

static const uint64_t not_seeded = UINT64_MAX;

/* Where no lesson is named the person chooses; contents_count() when they leave. */
static Status choose(const char *wanted, const LessonRun *how, size_t *index)
{
    if (wanted) {
        *index = contents_find(wanted);
        return *index < contents_count() ? status_ok()
                                         : status_error(_("'%s': there is no such lesson; there are %zu"),
                                                        wanted, contents_count());
    }
    if (how->automatic)
        return status_error(_("which lesson? With --auto nobody is asked"));
    Screen screen = screen_open(how->plain, false);
    *index = menu_choose(&screen);
    return status_ok();
}

int main(int argc, char **argv)
{
    const char *language = NULL;
    LessonRun how = {.seed = not_seeded};
    const Option options[] = {
        {"auto", OPTIONS_FLAG, &how.automatic, NULL, N_("ask nothing and stop nowhere")},
        {"plain", OPTIONS_FLAG, &how.plain, NULL, N_("ASCII alone, no colour")},
        {"part", OPTIONS_COUNT, &how.part, "N", N_("begin at this part"), 1, 99},
        {"seed", OPTIONS_SEED, &how.seed, "S", N_("other numbers in the example")},
        {"window", OPTIONS_FLAG, &how.window, NULL, N_("the matching picture in a window")},
        {"picture", OPTIONS_TEXT, &how.picture, N_("FILE"), N_("that picture as a PNG or SVG file")},
        {"html", OPTIONS_TEXT, &how.html, N_("FILE"), N_("write the lesson as a page for a browser")},
        {"markdown", OPTIONS_TEXT, &how.markdown, N_("FILE"), N_("write it as a page of Markdown")},
        language_option(&language),
    };
    int first;
    size_t index = contents_count();
    terminal_begin();
    Status status = language_begin(argc, argv);
    if (!status.ok)
        return terminal_trouble(&lesson_command, status);
    const int ended =
        options_parse(&lesson_command, sizeof options / sizeof options[0], options, argc, argv, &first);
    if (ended != OPTIONS_GO_ON)
        return ended;
    if (first + 1 < argc)
        return terminal_trouble(&lesson_command, status_error(_("'%s': not expected here"), argv[first + 1]));
    how.seeded = how.seed != not_seeded;
    status = choose(first < argc ? argv[first] : NULL, &how, &index);
    if (!status.ok)
        return terminal_trouble(&lesson_command, status);
    return terminal_end(&lesson_command,
                        index < contents_count() ? lesson_run(index, &how, &lesson_command) : TERMINAL_YES);
}
