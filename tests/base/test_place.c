/* Where the running program lies. */
#define _XOPEN_SOURCE 700
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/place.h"
#include "support/test.h"

static char *started_as; /* argv[0]: make's tests are started by their path */

static void the_folder_is_the_one_of_the_program(void **state)
{
    (void)state;
    char folder[PATH_MAX], whole[PATH_MAX];
    if (!strchr(started_as, '/'))
        skip();
    assert_ok(place_of_program(sizeof folder, folder));
    assert_non_null(realpath(started_as, whole));
    *strrchr(whole, '/') = 0;
    assert_string_equal(folder, whole);
}

static void a_path_that_does_not_fit_is_told(void **state)
{
    (void)state;
    char folder[4];
    assert_trouble(place_of_program(sizeof folder, folder),
                   "the system does not tell where this program lies");
}

int main(int argc, char **argv)
{
    (void)argc;
    started_as = argv[0];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_folder_is_the_one_of_the_program),
        cmocka_unit_test(a_path_that_does_not_fit_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
