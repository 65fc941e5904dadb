#define _POSIX_C_SOURCE 200809L
#include "lesson.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "base/random.h"
#include "contents.h"
#include "judge.h"
#include "page.h"
#include "program/language.h"
#include "program/options.h"
#include "program/terminal.h"
#include "progress.h"
#include "screen.h"

enum { WORDS = 4000, TRIES = 2, FIGURE_LINES = 15, WIDEST_LINE = 74 };

/* Where play() is left for: to begin again, or for good. */
typedef enum Jump { JUMP_NONE, JUMP_AGAIN, JUMP_LEAVE, JUMP_INTERRUPTED } Jump;

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

/* ---- words ---- */

static const char *keep(Lesson *lesson, const char *format, va_list arguments)
{
    char text[WORDS];
    vsnprintf(text, sizeof text, format, arguments);
    Kept *kept = malloc(sizeof *kept + strlen(text) + 1);
    if (!kept)
        return "";
    kept->next = lesson->kept;
    lesson->kept = kept;
    return strcpy(kept->text, text);
}

const char *lesson_words(Lesson *lesson, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = keep(lesson, format, arguments);
    va_end(arguments);
    return text;
}

static void gap(Lesson *lesson, Last next)
{
    bool joined = next != LAST_OTHER && next == lesson->last;
    if (!joined && !lesson->page)
        screen_gap(&lesson->screen);
    lesson->last = next;
}

static void say(Lesson *lesson, const char *text)
{
    gap(lesson, LAST_OTHER);
    if (lesson->page)
        page_words(lesson->page, text);
    else
        screen_words(&lesson->screen, SCREEN_TEXT, "", text);
}

void lesson_say(Lesson *lesson, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(lesson, keep(lesson, format, arguments));
    va_end(arguments);
}

static void write_lines(Lesson *lesson, Last kind, ScreenStyle style, const char *text)
{
    if (lesson->page) {
        if (kind != lesson->last)
            page_end_lines(lesson->page);
        page_lines(lesson->page, text);
        if (kind == LAST_OTHER)
            page_end_lines(lesson->page);
    }
    gap(lesson, kind);
    if (!lesson->page)
        screen_lines(&lesson->screen, style, text);
}

void lesson_formula(Lesson *lesson, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    write_lines(lesson, LAST_OTHER, SCREEN_FORMULA, keep(lesson, format, arguments));
    va_end(arguments);
}

void lesson_numbers(Lesson *lesson, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    write_lines(lesson, LAST_NUMBERS, SCREEN_TEXT, keep(lesson, format, arguments));
    va_end(arguments);
}

static void point(Lesson *lesson, const char *text)
{
    gap(lesson, LAST_POINT);
    if (lesson->page)
        page_point(lesson->page, text);
    else
        screen_words(&lesson->screen, SCREEN_TEXT, "- ", text);
}

void lesson_point(Lesson *lesson, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    point(lesson, keep(lesson, format, arguments));
    va_end(arguments);
}

static void take_line(void *context, const char *line)
{
    char *text = context;
    size_t filled = strlen(text);
    snprintf(text + filled, WORDS - filled, "%s%s", filled > 0 ? "\n" : "", line);
}

void lesson_figure(Lesson *lesson, const Figure *figure)
{
    gap(lesson, LAST_OTHER);
    if (lesson->page) {
        page_figure(lesson->page, figure);
        return;
    }
    char text[WORDS] = "";
    figure_write(figure, WIDEST_LINE, FIGURE_LINES, take_line, text);
    screen_room(&lesson->screen, FIGURE_LINES + 6);
    screen_words(&lesson->screen, SCREEN_HEADING, "", figure->title);
    screen_lines(&lesson->screen, SCREEN_TEXT, text);
    screen_words(&lesson->screen, SCREEN_TEXT, "", figure->seen);
}

void lesson_check(Lesson *lesson, bool holds, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = keep(lesson, format, arguments);
    va_end(arguments);
    lesson->failures += !holds;
    gap(lesson, LAST_OTHER);
    if (lesson->page)
        page_check(lesson->page, holds, text);
    else
        screen_words(&lesson->screen, holds ? SCREEN_GOOD : SCREEN_BAD,
                     holds ? _("[check] ") : _("[check FAILS] "), text);
}

/* ---- parts ---- */

static void leave(Lesson *lesson, Jump how)
{
    longjmp(lesson->jump, (int)how);
}

static void begin_again_at(Lesson *lesson, size_t part)
{
    lesson->start = part;
    leave(lesson, JUMP_AGAIN);
}

/* What is typed between parts; returns when the lesson goes on. */
static void stop(Lesson *lesson, const char *prompt)
{
    for (;;) {
        char answer[SCREEN_ANSWER], *end;
        ScreenReply reply = screen_ask(&lesson->screen, prompt, answer);
        if (reply != SCREEN_ANSWERED)
            leave(lesson, reply == SCREEN_INTERRUPTED ? JUMP_INTERRUPTED : JUMP_LEAVE);
        unsigned long number = strtoul(answer, &end, 10);
        if (answer[0] == 0)
            return;
        if (strcmp(answer, "q") == 0 || strcmp(answer, "Q") == 0)
            leave(lesson, JUMP_LEAVE);
        if (strcmp(answer, "b") == 0 || strcmp(answer, "B") == 0)
            begin_again_at(lesson, lesson->part > 1 ? lesson->part - 1 : 1);
        if (*end == 0 && number >= 1 && number <= lesson->part)
            begin_again_at(lesson, number);
        screen_words(
            &lesson->screen, SCREEN_TEXT, "",
            _("Enter goes on; b goes back by a part, and a number to that part; q leaves, and the lesson "
              "goes on here the next time."));
    }
}

static bool is_asked(const Lesson *lesson)
{
    const Screen *screen = &lesson->screen;
    return !lesson->page && !screen->automatic && (!screen->silent || screen->leaving != SCREEN_ANSWERED);
}

void lesson_part(Lesson *lesson, const char *title)
{
    if (lesson->part > 0 && is_asked(lesson)) {
        screen_gap(&lesson->screen);
        stop(lesson, _("[Enter] go on   [b] back   [q] leave"));
    }
    lesson->part++;
    if (lesson->page) {
        page_part(lesson->page, lesson->part, title);
        return;
    }
    lesson->screen.silent = lesson->part < lesson->start;
    if (is_asked(lesson)) {
        lesson->progress.part = (unsigned)lesson->part;
        progress_write(lesson->plan->name, lesson->progress);
    }
    gap(lesson, LAST_OTHER);
    if (lesson->screen.automatic)
        screen_gap(&lesson->screen);
    screen_words(&lesson->screen, SCREEN_HEADING, lesson_words(lesson, "%zu. ", lesson->part), title);
}

/* ---- questions ---- */

static void tell(Lesson *lesson, ScreenStyle style, const char *text)
{
    if (!text || !*text)
        return;
    gap(lesson, LAST_OTHER);
    screen_words(&lesson->screen, style, "", text);
}

static const char *ask(Lesson *lesson, const char *prompt, char answer[static SCREEN_ANSWER])
{
    gap(lesson, LAST_OTHER);
    ScreenReply reply = screen_ask(&lesson->screen, prompt, answer);
    if (reply != SCREEN_ANSWERED)
        leave(lesson, reply == SCREEN_INTERRUPTED ? JUMP_INTERRUPTED : JUMP_LEAVE);
    return answer;
}

static void put_question(Lesson *lesson, const char *question)
{
    gap(lesson, LAST_OTHER);
    if (lesson->page)
        page_question(lesson->page, question);
    else
        screen_words(&lesson->screen, SCREEN_QUESTION, "? ", question);
}

static size_t count_answers(const LessonChoice *choice)
{
    size_t count = 0;
    while (count < LESSON_CHOICES && choice->answers[count].text)
        count++;
    return count;
}

static const char *letter_and_text(Lesson *lesson, const LessonChoice *choice, size_t i)
{
    return lesson_words(lesson, "%c) %s", (char)('a' + i), choice->answers[i].text);
}

static void choose_on_page(Lesson *lesson, const LessonChoice *choice)
{
    size_t count = count_answers(choice);
    for (size_t i = 0; i < count; i++)
        page_point(lesson->page, letter_and_text(lesson, choice, i));
    page_answer(lesson->page);
    page_words(lesson->page, letter_and_text(lesson, choice, choice->right));
    page_words(lesson->page, choice->because);
    for (size_t i = 0; i < count; i++)
        if (i != choice->right && choice->answers[i].reply)
            page_point(lesson->page, lesson_words(lesson, _("To whoever said %c: %s"), (char)('a' + i),
                                                  choice->answers[i].reply));
    page_answer_end(lesson->page);
}

/* The index that was answered: a letter, or the number in the list; `count` when it is neither. */
static size_t choice_of(const char *answer, size_t count)
{
    if (answer[0] == 0 || answer[1] != 0)
        return count;
    size_t index =
        answer[0] >= '1' && answer[0] <= '9' ? (size_t)(answer[0] - '1') : (size_t)((answer[0] | 32) - 'a');
    return index < count ? index : count;
}

/* True when the right answer was given. */
static bool choose_on_screen(Lesson *lesson, const LessonChoice *choice)
{
    size_t count = count_answers(choice);
    const char *prompt =
        lesson_words(lesson, _("[a-%c] your answer   [Enter] just tell me"), (char)('a' + count - 1));
    for (int tries = 0; tries < TRIES;) {
        char answer[SCREEN_ANSWER];
        if (!*ask(lesson, prompt, answer))
            return false;
        size_t chosen = choice_of(answer, count);
        if (chosen == count) {
            tell(lesson, SCREEN_TEXT, _("One of the letters, please; or Enter, to be told."));
            continue;
        }
        if (chosen == choice->right) {
            tell(lesson, SCREEN_GOOD, judge_sentence(JUDGE_RIGHT));
            return true;
        }
        tries++;
        tell(lesson, SCREEN_BAD,
             choice->answers[chosen].reply ? choice->answers[chosen].reply : _("Not quite."));
        if (tries < TRIES)
            tell(lesson, SCREEN_TEXT, _("Have another try."));
    }
    return false;
}

void lesson_choose(Lesson *lesson, const LessonChoice *choice)
{
    put_question(lesson, choice->question);
    if (lesson->page) {
        choose_on_page(lesson, choice);
        return;
    }
    for (size_t i = 0; i < count_answers(choice); i++)
        screen_words(&lesson->screen, SCREEN_TEXT, lesson_words(lesson, "   %c) ", (char)('a' + i)),
                     choice->answers[i].text);
    if (!is_asked(lesson) || !choose_on_screen(lesson, choice))
        tell(lesson, SCREEN_GOOD,
             lesson_words(lesson, _("The answer: %s"), letter_and_text(lesson, choice, choice->right)));
    tell(lesson, SCREEN_TEXT, choice->because);
}

static void guess_on_page(Lesson *lesson, const LessonGuess *guess)
{
    page_answer(lesson->page);
    page_words(lesson->page, lesson_words(lesson, _("The answer: %s"), guess->shown));
    page_words(lesson->page, guess->because);
    for (size_t i = 0; i < LESSON_MISTAKES && guess->mistakes[i].reply; i++)
        page_point(lesson->page, lesson_words(lesson, _("To whoever said %.3g: %s"), guess->mistakes[i].value,
                                              guess->mistakes[i].reply));
    page_answer_end(lesson->page);
}

/* What to say of a number that is not right. */
static const char *reply_to(const LessonGuess *guess, double answer, JudgeVerdict verdict)
{
    for (size_t i = 0; i < LESSON_MISTAKES && guess->mistakes[i].reply; i++) {
        double value = guess->mistakes[i].value;
        if (fabs(answer - value) <= fmax(0.02 * fabs(value), 1e-9))
            return guess->mistakes[i].reply;
    }
    return judge_sentence(verdict);
}

static bool guess_on_screen(Lesson *lesson, const LessonGuess *guess)
{
    for (int tries = 0; tries < TRIES;) {
        char answer[SCREEN_ANSWER];
        double number;
        if (!*ask(lesson, _("[a number] your guess   [Enter] just tell me"), answer))
            return false;
        if (!judge_read(answer, &number)) {
            tell(lesson, SCREEN_TEXT, _("That is not read as a number; 0.5, 1/2, -1e-3 and sqrt(2)/2 are."));
            continue;
        }
        JudgeVerdict verdict = judge_number(guess->truth, guess->room, guess->degrees, number);
        if (verdict == JUDGE_RIGHT) {
            tell(lesson, SCREEN_GOOD, judge_sentence(verdict));
            return true;
        }
        tries++;
        tell(lesson, SCREEN_BAD, reply_to(guess, number, verdict));
        if (tries < TRIES)
            tell(lesson, SCREEN_TEXT, _("Have another try."));
    }
    return false;
}

void lesson_guess(Lesson *lesson, const LessonGuess *guess)
{
    put_question(lesson, guess->question);
    if (lesson->page) {
        guess_on_page(lesson, guess);
        return;
    }
    if (is_asked(lesson))
        guess_on_screen(lesson, guess);
    tell(lesson, SCREEN_GOOD, lesson_words(lesson, _("The answer: %s"), guess->shown));
    tell(lesson, SCREEN_TEXT, guess->because);
}

double lesson_ask(Lesson *lesson, const char *question, double usual, double least, double most)
{
    put_question(lesson, question);
    const char *taken = lesson_words(lesson, _("Here it is %g."), usual);
    if (!is_asked(lesson)) {
        say(lesson, taken);
        return usual;
    }
    for (;;) {
        char answer[SCREEN_ANSWER];
        double number;
        const char *prompt =
            lesson_words(lesson, _("[%g to %g] your number   [Enter] %g"), least, most, usual);
        if (!*ask(lesson, prompt, answer))
            return usual;
        if (judge_read(answer, &number) && number >= least && number <= most)
            return number;
        tell(lesson, SCREEN_TEXT, lesson_words(lesson, _("A number from %g to %g, please."), least, most));
    }
}

double lesson_pick(Lesson *lesson, double usual, double low, double high, double step)
{
    if (!lesson->seeded)
        return usual;
    size_t steps = (size_t)((high - low) / step + 1.5);
    return low + step * (double)random_below(&lesson->random, steps);
}

/* ---- the whole ---- */

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
    if (lesson->index + 1 < contents_count())
        lesson_say(lesson, _("Next: `%s`, \"%s\""), command_of(lesson, lesson->index + 1),
                   _(contents_at(lesson->index + 1)->question));
    if (lesson->screen.leaving != SCREEN_ANSWERED) /* somewhere in the last part */
        leave(lesson, lesson->screen.leaving == SCREEN_INTERRUPTED ? JUMP_INTERRUPTED : JUMP_LEAVE);
    if (is_asked(lesson)) {
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
    if (!is_asked(lesson) || lesson->progress.part < 2)
        return 1;
    char answer[SCREEN_ANSWER];
    screen_words(&lesson->screen, SCREEN_TITLE, "", question_of(lesson));
    ask(lesson,
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

static int play_on_screen(Lesson *lesson)
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
    Page page = page_open(writing->kind, file, lesson->index + 1, question_of(lesson),
                          command_of(lesson, lesson->index));
    lesson->page = &page;
    play(lesson);
    lesson->page = NULL;
    Status status = page_close(&page);
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
        {"window", OPTIONS_FLAG, &o->window, NULL, N_("the lesson's picture in a window, to be moved"), 0, 0},
        {"picture", OPTIONS_TEXT, &o->picture, N_("FILE"), N_("that picture as a PNG or SVG file"), 0, 0},
        {"html", OPTIONS_TEXT, &o->html, N_("FILE"), N_("write the lesson as a page for a browser"), 0, 0},
        {"markdown", OPTIONS_TEXT, &o->markdown, N_("FILE"), N_("write it as a page of Markdown"), 0, 0},
    };
    size_t count = sizeof all / sizeof all[0];
    memcpy(options, all, sizeof all);
    options[count++] = language_option(&o->language);
    return count;
}

/* In a window, whose last words are printed when it is closed; or into a file. */
static Status show_stage(Lesson *lesson, const LessonOptions *o)
{
    const Stage *stage = lesson->plan->stage;
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

static int run(Lesson *lesson, const LessonOptions *o, const ProgramCommand *command)
{
    Status status = status_ok();
    lesson->seeded = o->seed != not_seeded;
    lesson->seed = lesson->seeded ? o->seed : 0;
    lesson->screen = screen_open(o->plain, o->automatic);
    if (o->window || o->picture)
        status = show_stage(lesson, o);
    if (status.ok && o->html)
        status = files_replace(o->html, write_page, &(Writing){lesson, PAGE_HTML});
    if (status.ok && o->markdown)
        status = files_replace(o->markdown, write_page, &(Writing){lesson, PAGE_MARKDOWN});
    if (!status.ok)
        return terminal_trouble(command, status);
    if (o->window || o->picture || o->html || o->markdown)
        return TERMINAL_YES;
    return play_on_screen(lesson);
}

int lesson_main(const LessonPlan *plan, int argc, char **argv)
{
    ProgramCommand command = {.program = plan->name, .name = "", .usage = N_("[OPTION]...")};
    LessonOptions o = {.seed = not_seeded};
    Option options[16];
    size_t index = contents_find(plan->name), count = list_options(&o, options);
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
        ended = run(lesson, &o, &command);
    }
    for (Kept *kept = lesson ? lesson->kept : NULL, *next; kept; kept = next) {
        next = kept->next;
        free(kept);
    }
    free(lesson);
    return ended;
}
