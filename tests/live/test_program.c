/* twingrad-live without a display: what it says, what it writes, how it ends. TWINGRAD_LIVE is the program. */
#define _POSIX_C_SOURCE 200809L
#include <cairo.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/command.h"
#include "support/own_folder.h"
#include "support/test.h"
#include "train/dataset.h"

static int live(const char *environment, const char *words)
{
    char line[1000];
    assert_non_null(getenv("TWINGRAD_LIVE"));
    snprintf(line, sizeof line,
             "cd %s && env -u DISPLAY -u WAYLAND_DISPLAY -u SDL_VIDEODRIVER %s '%s' --users 6 --genuine 3 "
             "--forged 3 "
             "--pairs 32 --epochs 2 --watched 20 %s 2>&1 </dev/null",
             own_folder, environment, getenv("TWINGRAD_LIVE"), words);
    return command_run(line);
}

static void assert_is_png(const char *name, int width, int height)
{
    char path[100];
    snprintf(path, sizeof path, "%s/%s", own_folder, name);
    cairo_surface_t *image = cairo_image_surface_create_from_png(path);
    assert_int_equal(cairo_surface_status(image), CAIRO_STATUS_SUCCESS);
    assert_int_equal(cairo_image_surface_get_width(image), width);
    assert_int_equal(cairo_image_surface_get_height(image), height);
    cairo_surface_destroy(image);
}

static void the_demo_without_a_display_says_so_and_writes_pictures(void **state)
{
    (void)state;
    const char *environments[] = {"", "SDL_VIDEODRIVER=dummy", "SDL_VIDEODRIVER=offscreen"};
    for (int i = 0; i < 3; i++) {
        assert_int_equal(live(environments[i], "--demo --out pictures"), 0);
        assert_non_null(strstr(command_output, "trained without a window"));
        assert_non_null(strstr(command_output, "equal error rate"));
        assert_non_null(strstr(command_output, "wrote pictures/after.svg"));
        assert_is_png("pictures/before.png", 1280, 720);
        assert_is_png("pictures/after.png", 1280, 720);
    }
}

static void headless_writes_the_files_it_is_told_to(void **state)
{
    (void)state;
    assert_int_equal(live("", "--headless --size 900x600 --theme light --png a.png --svg a.svg"), 0);
    assert_is_png("a.png", 900, 600);
    char command[200];
    snprintf(command, sizeof command, "grep -q '<svg' %s/a.svg", own_folder);
    assert_int_equal(system(command), 0);
}

static void without_a_display_the_window_is_refused_with_advice(void **state)
{
    (void)state;
    assert_int_equal(live("-u XDG_RUNTIME_DIR", ""), 2);
    assert_non_null(strstr(command_output, "--headless"));
    assert_null(
        strstr(command_output, "XDG_RUNTIME_DIR")); /* Wayland's own complaint, of which nobody here knows */
}

static void the_version_is_told(void **state)
{
    (void)state;
    assert_int_equal(live("", "--version"), 0);
    assert_string_equal(command_output, "twingrad-live " TWINGRAD_VERSION " (numbers: double)\n");
}

static void what_is_wrong_gets_one_sentence_and_status_2(void **state)
{
    (void)state;
    const char *words[] = {"--headless --size 10x10",   "--headless --theme pink",
                           "--headless --loss triplet", "--headless --net cow",
                           "--headless surplus",        "--headless --png /nowhere/a.png"};
    const char *sentences[] = {"--size 10x10", "--theme pink", "'triplet'",
                               "'cow'",        "'surplus'",    "/nowhere/a.png"};
    for (int i = 0; i < 6; i++) {
        assert_int_equal(live("", words[i]), 2);
        assert_non_null(strstr(command_output, sentences[i]));
    }
}

static void it_speaks_the_language_asked_for(void **state)
{
    (void)state;
    static const char *const asked[][2] = {{"", "--lang pt_BR"}, {"LC_ALL=pt_BR.UTF-8", ""}};
    for (int i = 0; i < 2; i++) {
        char words[100];
        snprintf(words, sizeof words, "--headless %s", asked[i][1]);
        assert_int_equal(live(asked[i][0], words), 0);
        assert_non_null(strstr(command_output, "taxa de erro igual"));
        snprintf(words, sizeof words, "%s --help", asked[i][1]);
        assert_int_equal(live(asked[i][0], words), 0);
        assert_non_null(strstr(command_output, "uso: twingrad-live"));
    }
    assert_int_equal(live("LC_ALL=pt_BR.UTF-8", "--headless --lang en"), 0);
    assert_non_null(strstr(command_output, "equal error rate"));
    assert_int_equal(live("", "--headless --lang tlh"), 2);
    assert_non_null(strstr(command_output, "'tlh': expected en or pt_BR"));
}

static void writers_of_a_folder_are_trained_on_too(void **state)
{
    (void)state;
    char path[100];
    Dataset own;
    snprintf(path, sizeof path, "%s/own", own_folder);
    assert_ok(dataset_synthesize(1, 4, 0, 99, NULL, &own));
    assert_ok(dataset_save(&own, path, PENFILE_SVC2004));
    dataset_free(&own);
    assert_int_equal(live("", "--headless"), 0);
    char without[sizeof command_output];
    strcpy(without, command_output);
    assert_int_equal(live("", "--headless --also own"), 0);
    assert_string_not_equal(command_output, without);
    assert_int_equal(live("", "--headless --also nowhere"), 2);
    assert_non_null(strstr(command_output, "nowhere"));
}

/* ---- logs ---- */

static void run_shell(const char *format, ...)
{
    char command[1000], inside[1100];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(command, sizeof command, format, arguments);
    va_end(arguments);
    snprintf(inside, sizeof inside, "cd %s && %s", own_folder, command);
    assert_int_equal(system(inside), 0);
}

/* What live() puts before its words are options of the run; a log has its own. */
static int replay(const char *words)
{
    char line[1000];
    snprintf(line, sizeof line, "cd %s && '%s' --headless %s 2>&1 </dev/null", own_folder,
             getenv("TWINGRAD_LIVE"), words);
    FILE *pipe = popen(line, "r");
    assert_non_null(pipe);
    command_output[fread(command_output, 1, sizeof command_output - 1, pipe)] = 0;
    const int status = pclose(pipe);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void a_log_is_replayed_to_the_same_numbers_and_the_same_log(void **state)
{
    (void)state;
    assert_int_equal(live("", "--headless --seed 3 --batch 8 --log first.log"), 0);
    run_shell("grep -qx 'seed 3' first.log && grep -qx 'end 8' first.log");
    /* 2 epochs of 4 steps; something is done in it */
    run_shell(
        "sed 's/^end 8$/@2 fault cosine-sign\\n@5 go-to 1\\n@1 loss sum\\n@3 choose 4\\nend 7/' first.log "
        ">second.log");
    assert_int_equal(replay("--replay second.log --log third.log"), 0);
    run_shell("cmp second.log third.log");
    assert_int_equal(replay("--replay third.log --log fourth.log --png d.png"), 0);
    run_shell("cmp third.log fourth.log");
    assert_is_png("d.png", 1280, 720);
}

static void a_log_that_is_broken_is_refused_with_its_line(void **state)
{
    (void)state;
    assert_int_equal(live("", "--headless --log good.log"), 0);
    const struct {
        const char *edit, *sentence;
    } cases[] = {
        {"s/^seed 1$/seed one/", ": seed: expected a whole number"},
        {"s/^end 2$/end 3/", "the run ends after 2 steps, and the log goes on"},
        {"s/^end 2$/@1 choose 700\\nend 2/", "there is no pair 700"},
        {"s/^net .*$/net cow/", "'cow' is no step of a net"},
        {"s/^net .*$/net \\x00/", "zero byte"},
        {"1d", "no log of this program"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        run_shell("sed '%s' good.log >bad.log", cases[i].edit);
        assert_int_equal(replay("--replay bad.log"), 2);
        assert_non_null(strstr(command_output, cases[i].sentence));
    }
    assert_int_equal(replay("--replay nowhere.log"), 2);
    assert_int_equal(replay("--replay /dev/urandom"), 2);
    assert_int_equal(replay("--seed 5 --replay good.log"), 2);
    assert_non_null(strstr(command_output, "--seed has no place beside --replay"));
    assert_int_equal(replay("--state twingrad-live:1,end:0"), 2);
    assert_non_null(strstr(command_output, "--state: the option 'watched' is missing"));
    assert_int_equal(replay("--state x --replay good.log"), 2);
    assert_non_null(strstr(command_output, "expected one of them"));
    assert_int_equal(live("", "--headless --log /nowhere/a.log"), 2);
    assert_non_null(strstr(command_output, "/nowhere/a.log"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_demo_without_a_display_says_so_and_writes_pictures),
        cmocka_unit_test(headless_writes_the_files_it_is_told_to),
        cmocka_unit_test(the_version_is_told),
        cmocka_unit_test(without_a_display_the_window_is_refused_with_advice),
        cmocka_unit_test(it_speaks_the_language_asked_for),
        cmocka_unit_test(what_is_wrong_gets_one_sentence_and_status_2),
        cmocka_unit_test(writers_of_a_folder_are_trained_on_too),
        cmocka_unit_test(a_log_is_replayed_to_the_same_numbers_and_the_same_log),
        cmocka_unit_test(a_log_that_is_broken_is_refused_with_its_line),
    };
    return cmocka_run_group_tests(tests, own_folder_make, own_folder_remove);
}
