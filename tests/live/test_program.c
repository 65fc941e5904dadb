/* twingrad-live without a display: what it says, what it writes, how it ends. TWINGRAD_LIVE is the program. */
#define _POSIX_C_SOURCE 200809L
#include <cairo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/test.h"

static char folder[] = "/tmp/twingrad-live-XXXXXX";
static char output[1 << 16];

static int live(const char *environment, const char *words)
{
    char line[1000];
    assert_non_null(getenv("TWINGRAD_LIVE"));
    snprintf(line, sizeof line,
             "cd %s && env -u DISPLAY -u WAYLAND_DISPLAY -u SDL_VIDEODRIVER %s '%s' --users 6 --genuine 3 "
             "--forged 3 "
             "--pairs 32 --epochs 2 --watched 20 %s 2>&1 </dev/null",
             folder, environment, getenv("TWINGRAD_LIVE"), words);
    FILE *pipe = popen(line, "r");
    assert_non_null(pipe);
    size_t size = fread(output, 1, sizeof output - 1, pipe);
    output[size] = 0;
    int status = pclose(pipe);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    char command[100];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

static void assert_is_png(const char *name, int width, int height)
{
    char path[100];
    snprintf(path, sizeof path, "%s/%s", folder, name);
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
        assert_non_null(strstr(output, "trained without a window"));
        assert_non_null(strstr(output, "equal error rate"));
        assert_non_null(strstr(output, "wrote pictures/after.svg"));
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
    snprintf(command, sizeof command, "grep -q '<svg' %s/a.svg", folder);
    assert_int_equal(system(command), 0);
}

static void without_a_display_the_window_is_refused_with_advice(void **state)
{
    (void)state;
    assert_int_equal(live("", ""), 2);
    assert_non_null(strstr(output, "--headless"));
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
        assert_non_null(strstr(output, sentences[i]));
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
        assert_non_null(strstr(output, "taxa de erro igual"));
        snprintf(words, sizeof words, "%s --help", asked[i][1]);
        assert_int_equal(live(asked[i][0], words), 0);
        assert_non_null(strstr(output, "uso: twingrad-live"));
    }
    assert_int_equal(live("LC_ALL=pt_BR.UTF-8", "--headless --lang en"), 0);
    assert_non_null(strstr(output, "equal error rate"));
    assert_int_equal(live("", "--headless --lang tlh"), 2);
    assert_non_null(strstr(output, "'tlh': expected en or pt_BR"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_demo_without_a_display_says_so_and_writes_pictures),
        cmocka_unit_test(headless_writes_the_files_it_is_told_to),
        cmocka_unit_test(without_a_display_the_window_is_refused_with_advice),
        cmocka_unit_test(it_speaks_the_language_asked_for),
        cmocka_unit_test(what_is_wrong_gets_one_sentence_and_status_2),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
