/* A lesson on a real terminal, driven as a person would: keys, right and wrong answers, going back, Ctrl-C, a small window,
 * one that is made smaller on the way, no colour. TWINGRAD_LESSON is the program. */
#define _XOPEN_SOURCE 700
#define _DEFAULT_SOURCE
#include "support/own_folder.h"
#include "support/test.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

enum {
    OUTPUT = 1 << 17,
    PATIENCE = 20000 /* milliseconds, for a program under sanitizers on a busy machine */
};

typedef struct Terminal {
    int master;
    pid_t child;
    size_t size, read_to; /* of the output; how far `expect` has come */
    char output[OUTPUT];
    bool ended;
} Terminal;

static void forget_progress(void)
{
    char path[100];
    snprintf(path, sizeof path, "%s/progress", own_folder);
    unlink(path);
}

static void resize(Terminal *terminal, unsigned short rows, unsigned short columns)
{
    struct winsize size = {.ws_row = rows, .ws_col = columns};
    assert_int_equal(ioctl(terminal->master, TIOCSWINSZ, &size), 0);
}

static void run_child(const char *name, const char *option, const char *value, int slave)
{
    const char *program = getenv("TWINGRAD_LESSON"), *words[5] = {program};
    char progress[100];
    size_t count = 1;
    snprintf(progress, sizeof progress, "%s/progress", own_folder);
    setenv("TWINGRAD_PROGRESS", progress, 1);
    setenv("TERM", "xterm", 1);
    unsetenv("NO_COLOR");
    if (option && strcmp(option, "NO_COLOR") == 0) {
        setenv("NO_COLOR", "1", 1);
        option = NULL;
    }
    setsid();
    ioctl(slave, TIOCSCTTY, 0);
    for (int i = 0; i < 3; i++)
        dup2(slave, i);
    if (name)
        words[count++] = name;
    if (option)
        words[count++] = option;
    if (option && value)
        words[count++] = value;
    execv(program, (char *const *)words); /* which execv does not write to, whatever its type says */
    _exit(127);
}

/* A lesson, or the menu: name is NULL. */
static Terminal *start(const char *name, const char *option, const char *value)
{
    static Terminal terminal;
    assert_non_null(getenv("TWINGRAD_LESSON"));
    terminal = (Terminal){.master = posix_openpt(O_RDWR | O_NOCTTY)};
    if (terminal.master < 0) {
        print_message("SKIPPED: no terminal can be had here (is /dev/pts mounted?)\n");
        skip();
    }
    assert_int_equal(grantpt(terminal.master), 0);
    assert_int_equal(unlockpt(terminal.master), 0);
    resize(&terminal, 24, 80);
    int slave = open(ptsname(terminal.master), O_RDWR | O_NOCTTY);
    assert_true(slave >= 0);
    terminal.child = fork();
    assert_true(terminal.child >= 0);
    if (terminal.child == 0)
        run_child(name, option, value, slave);
    close(slave);
    return &terminal;
}

/* Reads what there is within so many milliseconds; false when nothing came. */
static bool read_some(Terminal *terminal, int milliseconds)
{
    struct pollfd poll_on = {.fd = terminal->master, .events = POLLIN};
    if (terminal->ended || poll(&poll_on, 1, milliseconds) <= 0)
        return false;
    ssize_t count = read(terminal->master, terminal->output + terminal->size, OUTPUT - 1 - terminal->size);
    if (count <= 0) {
        terminal->ended = true;
        return false;
    }
    terminal->size += (size_t)count;
    terminal->output[terminal->size] = 0;
    return true;
}

/* Waits until the words have come, behind what was waited for before. */
static void expect(Terminal *terminal, const char *words)
{
    for (;;) {
        char *found = strstr(terminal->output + terminal->read_to, words);
        if (found) {
            terminal->read_to = (size_t)(found - terminal->output) + strlen(words);
            return;
        }
        if (!read_some(terminal, PATIENCE)) {
            kill(terminal->child, SIGKILL);
            fail_msg("'%s' did not come; it wrote:\n%s", words, terminal->output + terminal->read_to);
        }
    }
}

static void type(Terminal *terminal, const char *keys)
{
    assert_int_equal(write(terminal->master, keys, strlen(keys)), strlen(keys));
}

/* The exit status, once the program has ended. */
static int end_of(Terminal *terminal)
{
    int status;
    while (read_some(terminal, PATIENCE))
        ;
    assert_int_equal(waitpid(terminal->child, &status, 0), terminal->child);
    close(terminal->master);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static const char going_on[] = "[Enter] go on";

/* Reads until the program waits for a key (its last line then says which), or has ended. */
static void wait_for_prompt(Terminal *terminal, size_t begin)
{
    for (;;) {
        const char *last = strrchr(terminal->output + begin, '\n');
        if (strstr(last ? last : terminal->output + begin, "[Enter]") || !read_some(terminal, PATIENCE))
            return;
    }
}

/* Presses Enter until the words have come. */
static void go_on_to(Terminal *terminal, const char *words)
{
    size_t begin = terminal->size;
    for (int presses = 0; presses < 60; presses++) {
        wait_for_prompt(terminal, begin);
        begin = terminal->size;
        char *rest = terminal->output + terminal->read_to;
        if (strstr(rest, words)) {
            expect(terminal, words);
            return;
        }
        type(terminal, "\r");
    }
    fail_msg("'%s' did not come", words);
}

static void a_right_answer_is_told_so(void **state)
{
    (void)state;
    forget_progress();
    Terminal *terminal = start("03_gradient", NULL, NULL);
    go_on_to(terminal, "[a-d] your answer");
    type(terminal, "c\r");
    expect(terminal, "Right.");
    expect(terminal, "Only turning changes c");
    expect(terminal, going_on);
    type(terminal, "q\r");
    assert_int_equal(end_of(terminal), 0);
}

static void a_wrong_answer_gets_a_reason_and_another_try(void **state)
{
    (void)state;
    forget_progress();
    Terminal *terminal = start("03_gradient", NULL, NULL);
    go_on_to(terminal, "[a-d] your answer");
    type(terminal, "zebra\r");
    expect(terminal, "One of the letters, please");
    expect(terminal, "your answer");
    type(terminal, "a\r");
    expect(terminal, "does not see lengths");
    expect(terminal, "Have another try.");
    type(terminal, "B\r");
    expect(terminal, "only makes a longer");
    expect(terminal, "The answer: c)");
    expect(terminal, going_on);
    type(terminal, "q\r");
    assert_int_equal(end_of(terminal), 0);
}

static void a_wrong_number_is_told_what_is_wrong_with_it(void **state)
{
    (void)state;
    forget_progress();
    Terminal *terminal = start("02_cosine", "--part", "4");
    expect(terminal, "[a number] your guess");
    type(terminal, "what?\r");
    expect(terminal, "not read as a number");
    type(terminal, "1,789\r");
    expect(terminal, "The dot product doubles");
    type(terminal, "-0.894\r");
    expect(terminal, "the other sign");
    expect(terminal, "The answer: 0.8944");
    expect(terminal, going_on);
    type(terminal, "q\r");
    assert_int_equal(end_of(terminal), 0);
}

static void it_goes_on_where_it_was_left(void **state)
{
    (void)state;
    forget_progress();
    Terminal *terminal = start("01_step", NULL, NULL);
    expect(terminal, "1. The question");
    expect(terminal, going_on);
    type(terminal, "\r");
    expect(terminal, "2. The formula");
    expect(terminal, going_on);
    type(terminal, "\r");
    expect(terminal, "3. One angle");
    expect(terminal, going_on);
    type(terminal, "q\r");
    expect(terminal, "You are at part 3. To go on there: 'make lesson-01'");
    assert_int_equal(end_of(terminal), 0);
    terminal = start("01_step", NULL, NULL);
    expect(terminal, "You were at part 3.");
    type(terminal, "\r");
    expect(terminal, "3. One angle");
    assert_null(strstr(terminal->output, "2. The formula")); /* what was read is not told again */
    expect(terminal, going_on);
    type(terminal, "b\r");
    expect(terminal, "2. The formula");
    expect(terminal, going_on);
    type(terminal, "1\r");
    expect(terminal, "1. The question");
    expect(terminal, going_on);
    type(terminal, "what\r");
    expect(terminal, "b goes back by a part");
    type(terminal, "q\r");
    assert_int_equal(end_of(terminal), 0);
    terminal = start(NULL, NULL, NULL);
    expect(terminal, ">  1  How small should a step be?");
    expect(terminal, "[Enter] lesson 1");
    type(terminal, "99\r");
    expect(terminal, "The number of a lesson, please");
    type(terminal, "2\r");
    expect(terminal, "What does a cosine measure?");
    expect(terminal, going_on);
    type(terminal, "q\r");
    assert_int_equal(end_of(terminal), 0);
}

static void it_can_be_left_in_the_middle_of_a_part(void **state)
{
    (void)state;
    static const struct {
        const char *keys;
        int status;
    } ways[] = {{"q\r", 0}, {"\003", 130}};
    for (size_t i = 0; i < 2; i++) {
        forget_progress();
        Terminal *terminal = start("02_cosine", "--part", "9");
        resize(terminal, 10, 80);
        expect(terminal, "[Enter] more");
        type(terminal, ways[i].keys);
        expect(terminal, "You are at part 9.");
        assert_int_equal(end_of(terminal), ways[i].status);
        assert_null(strstr(terminal->output, "make lesson-03")); /* what follows is not poured out */
    }
}

static void control_c_leaves_cleanly(void **state)
{
    (void)state;
    forget_progress();
    Terminal *terminal = start("01_step", NULL, NULL);
    expect(terminal, going_on);
    type(terminal, "\r");
    expect(terminal, "2. The formula");
    expect(terminal, going_on);
    type(terminal, "\003");
    expect(terminal, "You are at part 2. To go on there");
    assert_int_equal(end_of(terminal), 130);
    terminal = start("02_cosine", "--part", "4");
    expect(terminal, "your guess");
    type(terminal, "\003");
    expect(terminal, "You are at part 4.");
    assert_int_equal(end_of(terminal), 130);
    terminal = start(NULL, NULL, NULL);
    expect(terminal, "[q] leave");
    type(terminal, "\004"); /* the end of what is typed */
    assert_int_equal(end_of(terminal), 0);
}

/* Reads a lesson to its end with nothing but Enter; no stretch between two presses may be higher than the screen, and no
 * line wider. */
static void read_whole(const char *name, unsigned short rows, unsigned short columns, const char *option,
                       const char *value)
{
    forget_progress();
    Terminal *terminal = start(name, option, value);
    resize(terminal, rows, columns);
    for (int presses = 0; presses < 100 && !terminal->ended; presses++) {
        size_t begin = terminal->size;
        wait_for_prompt(terminal, begin);
        int lines = 0;
        for (size_t i = begin; i < terminal->size; i++)
            lines += terminal->output[i] == '\n';
        /* A figure or a table is not torn apart, whatever the window's height. */
        if (rows >= 24 && lines > rows)
            fail_msg("%d lines at once on a screen of %d", lines, rows);
        if (!terminal->ended)
            type(terminal, "\r");
    }
    assert_int_equal(end_of(terminal), 0);
}

static void every_lesson_fits_a_screen_of_24_lines(void **state)
{
    (void)state;
    static const char *const names[] = {"01_step",      "02_cosine", "03_gradient",  "04_targets",
                                        "05_shared",    "06_twins",  "07_layer",     "08_delay",
                                        "09_wrong",     "10_sure",   "11_stuck",     "12_learn",
                                        "13_threshold", "14_own",    "15_derivation"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        read_whole(names[i], 24, 80, "--lang", i % 2 ? "pt_BR" : "en");
}

static void a_tiny_window_does_no_harm(void **state)
{
    (void)state;
    read_whole("02_cosine", 6, 20, NULL, NULL);
}

static void a_window_made_smaller_is_filled_as_it_is_then(void **state)
{
    (void)state;
    forget_progress();
    Terminal *terminal = start("01_step", NULL, NULL);
    expect(terminal, going_on);
    resize(terminal, 24, 40);
    type(terminal, "\r");
    expect(terminal, "2. The formula");
    size_t from = terminal->read_to;
    expect(terminal, going_on);
    for (const char *line = terminal->output + from; (line = strchr(line, '\n')) && strchr(line + 1, '\n');
         line++)
        assert_true(strchr(line + 1, '\n') - line <= 42);
    type(terminal, "q\r");
    assert_int_equal(end_of(terminal), 0);
}

static void without_colour_there_are_no_escapes(void **state)
{
    (void)state;
    static const char *const options[][2] = {{"NO_COLOR", NULL}, {"--plain", NULL}};
    for (size_t i = 0; i < 2; i++) {
        forget_progress();
        Terminal *terminal = start("01_step", options[i][0], options[i][1]);
        expect(terminal, going_on);
        type(terminal, "q\r");
        assert_int_equal(end_of(terminal), 0);
        assert_null(strchr(terminal->output, '\033'));
    }
    forget_progress();
    Terminal *terminal = start("01_step", NULL, NULL);
    expect(terminal, "\033[");
    expect(terminal, going_on);
    type(terminal, "q\r");
    assert_int_equal(end_of(terminal), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_right_answer_is_told_so),
        cmocka_unit_test(a_wrong_answer_gets_a_reason_and_another_try),
        cmocka_unit_test(a_wrong_number_is_told_what_is_wrong_with_it),
        cmocka_unit_test(it_goes_on_where_it_was_left),
        cmocka_unit_test(it_can_be_left_in_the_middle_of_a_part),
        cmocka_unit_test(control_c_leaves_cleanly),
        cmocka_unit_test(every_lesson_fits_a_screen_of_24_lines),
        cmocka_unit_test(a_tiny_window_does_no_harm),
        cmocka_unit_test(a_window_made_smaller_is_filled_as_it_is_then),
        cmocka_unit_test(without_colour_there_are_no_escapes),
    };
    return cmocka_run_group_tests_name("terminal", tests, own_folder_make, own_folder_remove);
}
