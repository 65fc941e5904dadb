#define _POSIX_C_SOURCE 200809L
#include "progress.h"
#include "support/own_folder.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int make_folder(void **state)
{
    (void)state;
    char path[100];
    if (own_folder_make(state) != 0)
        return -1;
    snprintf(path, sizeof path, "%s/a/b/lessons.txt", own_folder);
    return setenv("TWINGRAD_PROGRESS", path, 1);
}

static void before_anything_was_read_nothing_is_known(void **state)
{
    (void)state;
    char last[PROGRESS_NAME];
    Progress progress = progress_read("01_step");
    assert_int_equal(progress.part, 0);
    assert_false(progress.done);
    assert_false(progress_last(last));
}

static void what_was_written_is_read_back(void **state)
{
    (void)state;
    char last[PROGRESS_NAME];
    progress_write("01_step", (Progress){.part = 4});
    progress_write("03_gradient", (Progress){.part = 0, .done = true});
    progress_write("01_step", (Progress){.part = 5, .done = true});
    assert_int_equal(progress_read("01_step").part, 5);
    assert_true(progress_read("01_step").done);
    assert_int_equal(progress_read("03_gradient").part, 0);
    assert_true(progress_read("03_gradient").done);
    assert_int_equal(progress_read("02_cosine").part, 0);
    assert_true(progress_last(last));
    assert_string_equal(last, "01_step");
}

static void a_damaged_file_is_read_as_far_as_it_goes(void **state)
{
    (void)state;
    FILE *file = fopen(getenv("TWINGRAD_PROGRESS"), "w");
    assert_non_null(file);
    fprintf(file, "01_step\n01_stepping 7\n\xff\xfe\n02_cosine 3\n03_gradient minus\n");
    for (int i = 0; i < 500; i++)
        fprintf(file, "x%d 1\n", i);
    fclose(file);
    assert_int_equal(progress_read("01_step").part, 0);
    assert_int_equal(progress_read("02_cosine").part, 3);
    assert_int_equal(progress_read("03_gradient").part, 0);
    progress_write("01_step",
                   (Progress){.part = 2}); /* no room for more notes: kept out, and nothing breaks */
    assert_int_equal(progress_read("02_cosine").part, 3);
}

static void notes_that_cannot_be_read_are_not_written_over(void **state)
{
    (void)state;
    const char *path = getenv("TWINGRAD_PROGRESS");
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "01_step 4\n");
    for (int i = 0; i < 1 << 14; i++)
        fprintf(file, "more than is read\n");
    const long size = ftell(file);
    fclose(file);
    progress_write("02_cosine", (Progress){.part = 2});
    progress_solve("01_dot");
    file = fopen(path, "r");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    assert_int_equal(ftell(file), size);
    fclose(file);
    remove(path);
}

static void where_nothing_can_be_written_nothing_happens(void **state)
{
    (void)state;
    setenv("TWINGRAD_PROGRESS", "/proc/nowhere/lessons.txt", 1);
    progress_write("01_step", (Progress){.part = 2});
    assert_int_equal(progress_read("01_step").part, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(before_anything_was_read_nothing_is_known),
        cmocka_unit_test(what_was_written_is_read_back),
        cmocka_unit_test(a_damaged_file_is_read_as_far_as_it_goes),
        cmocka_unit_test(notes_that_cannot_be_read_are_not_written_over),
        cmocka_unit_test(where_nothing_can_be_written_nothing_happens),
    };
    return cmocka_run_group_tests_name("progress", tests, make_folder, own_folder_remove);
}
