#define _DEFAULT_SOURCE
#include "screen.h"

#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "plain.h"
#include "program/terminal.h"
#include "words/words.h"

enum { LINE = 1000, NARROWEST = 30 };

static volatile sig_atomic_t interrupted;

static void on_interrupt(int signal_number)
{
    (void)signal_number;
    interrupted = 1;
}

Screen screen_open(bool plain, bool automatic)
{
    if (!automatic) {
        /* No SA_RESTART: the reading it falls into ends. SA_RESETHAND: the second one ends the program. */
        struct sigaction action = {.sa_handler = on_interrupt, .sa_flags = (int)SA_RESETHAND};
        sigaction(SIGINT, &action, NULL);
        sigaction(SIGTERM, &action, NULL);
    }
    return (Screen){.plain = plain, .colour = !plain && terminal_has_colour(stdout), .automatic = automatic};
}

static struct winsize size_of_terminal(void)
{
    struct winsize size = {0};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
        size = (struct winsize){0};
    return size;
}

size_t screen_height(void)
{
    size_t rows = size_of_terminal().ws_row;
    return rows > 4 ? rows : 24;
}

static size_t width(const Screen *screen)
{
    size_t columns = screen->automatic ? 0 : size_of_terminal().ws_col;
    if (columns == 0 || columns > SCREEN_COLUMNS)
        return SCREEN_COLUMNS;
    return columns > NARROWEST ? columns - 1 : NARROWEST;
}

static const char *escape_of(const Screen *screen, ScreenStyle style)
{
    static const char *const escapes[] = {
        [SCREEN_TEXT] = "",
        [SCREEN_TITLE] = "\033[1;4m",
        [SCREEN_HEADING] = "\033[1m",
        [SCREEN_FORMULA] = "\033[36m",
        [SCREEN_QUESTION] = "\033[1;33m",
        [SCREEN_GOOD] = "\033[32m",
        [SCREEN_BAD] = "\033[33m",
    };
    return screen->colour ? escapes[style] : "";
}

static void write_line(Screen *screen, ScreenStyle style, size_t indent, const char *text)
{
    if (plain_columns(text) + indent > SCREEN_COLUMNS)
        screen->too_wide = true;
    if (screen->silent)
        return;
    screen->since++;
    const char *escape = escape_of(screen, style);
    printf("%*s%s%s%s\n", *text ? (int)indent : 0, "", escape, text, *escape ? "\033[0m" : "");
}

/* The text as it is shown: in ASCII when that is asked for, and with single quotes for backquotes. */
static void prepare(const Screen *screen, const char *text, char shown[static LINE * 4])
{
    if (screen->plain)
        plain_write(text, LINE * 4, shown);
    else
        snprintf(shown, LINE * 4, "%s", text);
    for (char *at = shown; (at = strchr(at, '`'));)
        *at = '\'';
}

/* The bytes of the next line: as many whole words as have room; a word that is too long goes alone. */
static size_t line_length(const char *text, size_t columns)
{
    size_t fits = 0, used = 0;
    for (size_t at = 0; text[at];) {
        size_t word = strcspn(text + at, " \n");
        char copy[LINE];
        snprintf(copy, sizeof copy, "%.*s", (int)word, text + at);
        used += plain_columns(copy);
        if (used > columns && fits > 0)
            break;
        fits = at += word;
        if (text[at] != ' ')
            break;
        while (text[at] == ' ') {
            at++;
            used++;
        }
    }
    return fits;
}

/* How many lines the words take. */
static size_t count_lines(const char *text, size_t columns)
{
    size_t lines = 0;
    while (*text) {
        text += line_length(text, columns);
        text += strspn(text, " ");
        text += *text == '\n';
        lines++;
    }
    return lines;
}

void screen_words(Screen *screen, ScreenStyle style, const char *first, const char *text)
{
    char shown[LINE * 4], head[LINE];
    prepare(screen, text, shown);
    if (screen->plain)
        plain_write(first, sizeof head, head);
    else
        snprintf(head, sizeof head, "%s", first);
    size_t indent = SCREEN_INDENT, hang = plain_columns(head), columns = width(screen) - indent - hang;
    screen_room(screen, count_lines(shown, columns));
    for (const char *rest = shown; *rest;) {
        char line[LINE * 5];
        size_t length = line_length(rest, columns);
        snprintf(line, sizeof line, "%s%.*s", rest == shown ? head : "", (int)length, rest);
        write_line(screen, style, indent + (rest == shown ? 0 : hang), line);
        rest += length;
        rest += strspn(rest, " ");
        rest += *rest == '\n';
    }
}

void screen_lines(Screen *screen, ScreenStyle style, const char *text)
{
    char shown[LINE * 4];
    if (screen->plain)
        plain_write(text, sizeof shown, shown);
    else
        snprintf(shown, sizeof shown, "%s", text);
    size_t lines = 1;
    for (const char *at = shown; (at = strchr(at, '\n')); at++)
        lines++;
    screen_room(screen, lines);
    for (char *line = shown, *end; line; line = end) {
        end = strchr(line, '\n');
        if (end)
            *end++ = 0;
        write_line(screen, style, SCREEN_INDENT + 2, line);
    }
}

void screen_gap(Screen *screen)
{
    if (screen->since > 0)
        write_line(screen, SCREEN_TEXT, 0, "");
}

void screen_room(Screen *screen, size_t lines)
{
    size_t height = screen_height();
    if (screen->automatic || screen->silent || screen->since == 0 || screen->since + lines + 2 <= height)
        return;
    char answer[SCREEN_ANSWER];
    ScreenReply reply = screen_ask(screen, _("[Enter] more   [q] leave"), answer);
    if (reply == SCREEN_ANSWERED && (strcmp(answer, "q") == 0 || strcmp(answer, "Q") == 0))
        reply = SCREEN_END;
    screen->leaving = reply;
    screen->silent = reply != SCREEN_ANSWERED;
}

static void show_prompt(Screen *screen, const char *prompt)
{
    char shown[LINE * 4];
    prepare(screen, prompt, shown);
    const char *escape = escape_of(screen, SCREEN_QUESTION);
    printf("%*s%s%s%s ", SCREEN_INDENT, "", escape, shown, *escape ? "\033[0m" : "");
    fflush(stdout);
    screen->since = 0;
}

static ScreenReply read_answer(char answer[static SCREEN_ANSWER])
{
    if (interrupted || !fgets(answer, SCREEN_ANSWER, stdin)) {
        printf("\n");
        return interrupted ? SCREEN_INTERRUPTED : SCREEN_END;
    }
    if (!strchr(answer,
                '\n')) /* the rest of a line that is too long is nobody's answer to the next question */
        for (int letter; (letter = getchar()) != '\n' && letter != EOF;)
            ;
    if (!isatty(STDIN_FILENO))
        printf("%s",
               strchr(answer, '\n') ? answer : "\n"); /* what was piped in is seen, as if it had been typed */
    size_t length = strlen(answer), start = 0;
    while (length > 0 && isspace((unsigned char)answer[length - 1]))
        answer[--length] = 0;
    while (isspace((unsigned char)answer[start]))
        start++;
    memmove(answer, answer + start, length - start + 1);
    return SCREEN_ANSWERED;
}

ScreenReply screen_ask(Screen *screen, const char *prompt, char answer[static SCREEN_ANSWER])
{
    answer[0] = 0;
    if (screen->leaving != SCREEN_ANSWERED)
        return screen->leaving;
    show_prompt(screen, prompt);
    return read_answer(answer);
}

ScreenReply screen_ask_watching(Screen *screen, const char *prompt, bool (*changed)(void *context),
                                void *context, char answer[static SCREEN_ANSWER])
{
    answer[0] = 0;
    if (screen->leaving != SCREEN_ANSWERED)
        return screen->leaving;
    show_prompt(screen, prompt);
    /* What is piped in may already wait in stdin's buffer, where poll does not see it. */
    while (isatty(STDIN_FILENO) && !interrupted) {
        struct pollfd typed = {.fd = STDIN_FILENO, .events = POLLIN};
        if (poll(&typed, 1, 250) > 0)
            break;
        if (changed(context)) {
            printf("\n");
            return SCREEN_CHANGED;
        }
    }
    return read_answer(answer);
}
