#include "lesson.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "judge.h"
#include "lesson_state.h"

enum { WORDS = 4000, TRIES = 2, FIGURE_LINES = 15, WIDEST_LINE = 74 };

/* ---- words ---- */

static const char *keep(Lesson *lesson, const char *format, va_list arguments)
{
    char text[WORDS];
    vsnprintf(text, sizeof text, format, arguments);
    const size_t size = strlen(text) + 1;
    Kept *kept = malloc(sizeof *kept + size);
    if (!kept)
        lesson_no_memory(lesson);
    kept->next = lesson->kept;
    lesson->kept = kept;
    return memcpy(kept->text, text, size);
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

void lesson_leave(Lesson *lesson, Jump how)
{
    longjmp(lesson->jump, (int)how);
}

void lesson_no_memory(Lesson *lesson)
{
    lesson_leave(lesson, JUMP_NO_MEMORY);
}

static void begin_again_at(Lesson *lesson, size_t part)
{
    lesson->start = part;
    lesson_leave(lesson, JUMP_AGAIN);
}

/* What is typed between parts; returns when the lesson goes on. */
static void stop(Lesson *lesson, const char *prompt)
{
    for (;;) {
        char answer[SCREEN_ANSWER], *end;
        ScreenReply reply = screen_ask(&lesson->screen, prompt, answer);
        if (reply != SCREEN_ANSWERED)
            lesson_leave(lesson, reply == SCREEN_INTERRUPTED ? JUMP_INTERRUPTED : JUMP_LEAVE);
        unsigned long number = strtoul(answer, &end, 10);
        if (answer[0] == 0)
            return;
        if (strcmp(answer, "q") == 0 || strcmp(answer, "Q") == 0)
            lesson_leave(lesson, JUMP_LEAVE);
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

bool lesson_is_asked(const Lesson *lesson)
{
    const Screen *screen = &lesson->screen;
    return !lesson->page && !screen->automatic && (!screen->silent || screen->leaving != SCREEN_ANSWERED);
}

void lesson_part(Lesson *lesson, const char *title)
{
    if (lesson->part > 0 && lesson_is_asked(lesson)) {
        screen_gap(&lesson->screen);
        stop(lesson, _("[Enter] go on   [b] back   [q] leave"));
    }
    lesson->part++;
    if (lesson->page) {
        page_part(lesson->page, lesson->part, title);
        return;
    }
    lesson->screen.silent = lesson->part < lesson->start;
    if (lesson_is_asked(lesson)) {
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

const char *lesson_read(Lesson *lesson, const char *prompt, char answer[static SCREEN_ANSWER])
{
    gap(lesson, LAST_OTHER);
    ScreenReply reply = screen_ask(&lesson->screen, prompt, answer);
    if (reply != SCREEN_ANSWERED)
        lesson_leave(lesson, reply == SCREEN_INTERRUPTED ? JUMP_INTERRUPTED : JUMP_LEAVE);
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
        if (!*lesson_read(lesson, prompt, answer))
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
    if (!lesson_is_asked(lesson) || !choose_on_screen(lesson, choice))
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
        if (!*lesson_read(lesson, _("[a number] your guess   [Enter] just tell me"), answer))
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
    if (lesson_is_asked(lesson))
        guess_on_screen(lesson, guess);
    tell(lesson, SCREEN_GOOD, lesson_words(lesson, _("The answer: %s"), guess->shown));
    tell(lesson, SCREEN_TEXT, guess->because);
}

double lesson_ask(Lesson *lesson, const char *question, double usual, double least, double most)
{
    put_question(lesson, question);
    const char *taken = lesson_words(lesson, _("Here it is %g."), usual);
    if (!lesson_is_asked(lesson)) {
        say(lesson, taken);
        return usual;
    }
    for (;;) {
        char answer[SCREEN_ANSWER];
        double number;
        const char *prompt =
            lesson_words(lesson, _("[%g to %g] your number   [Enter] %g"), least, most, usual);
        if (!*lesson_read(lesson, prompt, answer))
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
