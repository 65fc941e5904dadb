#define _XOPEN_SOURCE 700
/* The examples of docs/examples/gradcheck are built from the sources and run: right, and with their mistake. */
#include "support/own_folder.h"
#include "support/test.h"
#include <stdlib.h>
#include <unistd.h>

static int sh(const char *format, ...) __attribute__((format(printf, 1, 2)));

static int sh(const char *format, ...)
{
    char command[2048];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(command, sizeof command, format, arguments);
    va_end(arguments);
    int status = system(command);
    return status < 0 ? -1 : status / 256;
}

static bool have(const char *program)
{
    return sh("command -v %s >/dev/null 2>&1", program) == 0;
}

static int make_library(void **state)
{
    (void)state;
    if (own_folder_make(state) != 0)
        return -1;
    return sh("${CC:-cc} -std=c17 -O1 -fPIC -shared -Isrc -o %s/libgradcheck.so src/gradcheck/*.c -lm",
              own_folder);
}

/* Runs a built example: it must agree, and with an argument not, and say `words` then. */
static void expect(const char *command, const char *words)
{
    assert_int_equal(sh("LD_LIBRARY_PATH=%s %s > %s/out", own_folder, command, own_folder), 0);
    assert_int_equal(sh("grep -q 'GRADIENT AGREES' %s/out", own_folder), 0);
    assert_int_equal(sh("LD_LIBRARY_PATH=%s %s wrong > %s/out", own_folder, command, own_folder), 1);
    assert_int_equal(sh("grep -q 'GRADIENT WRONG' %s/out && tr '\\n' ' ' < %s/out | tr -s ' ' | grep -q '%s'",
                        own_folder, own_folder, words),
                     0);
}

static void the_examples_in_c_run(void **state)
{
    (void)state;
    static const char *const names[] = {"quadratic", "chain"}, *const words[] = {
                                                                   "entry .0,2. alone\\|yours = 0.5",
                                                                   "step 1, tanh, is the first wrong one"};
    for (size_t i = 0; i < 2; i++) {
        char command[256];
        assert_int_equal(sh("${CC:-cc} -std=c17 -Wall -Wextra -Isrc -o %s/%s docs/examples/gradcheck/%s.c "
                            "-L%s -lgradcheck -lm",
                            own_folder, names[i], names[i], own_folder),
                         0);
        snprintf(command, sizeof command, "%s/%s", own_folder, names[i]);
        expect(command, words[i]);
    }
}

static void the_example_in_cpp_runs(void **state)
{
    (void)state;
    if (!have("c++")) {
        printf("SKIPPED: there is no C++ compiler\n");
        skip();
    }
    char command[256];
    assert_int_equal(sh("c++ -std=c++17 -Wall -Wextra -Isrc -o %s/rosenbrock "
                        "docs/examples/gradcheck/rosenbrock.cpp -L%s -lgradcheck",
                        own_folder, own_folder),
                     0);
    snprintf(command, sizeof command, "%s/rosenbrock", own_folder);
    expect(command, "GRADIENT WRONG");
}

static void the_example_in_python_runs(void **state)
{
    (void)state;
    if (!have("python3")) {
        printf("SKIPPED: there is no python3\n");
        skip();
    }
    char command[256];
    snprintf(command, sizeof command, "python3 docs/examples/gradcheck/check.py %s/libgradcheck.so",
             own_folder);
    expect(command, "verdict: wrong");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_examples_in_c_run),
        cmocka_unit_test(the_example_in_cpp_runs),
        cmocka_unit_test(the_example_in_python_runs),
    };
    return cmocka_run_group_tests(tests, make_library, own_folder_remove);
}
