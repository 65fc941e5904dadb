#define _POSIX_C_SOURCE 200809L
#include "base/files.h"
#include "support/own_folder.h"
#include "support/test.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int entries_in_folder(void)
{
    int count = 0;
    DIR *listing = opendir(own_folder);
    while (readdir(listing))
        count++;
    closedir(listing);
    return count - 2; /* . and .. */
}

static Status write_words(FILE *file, const void *context)
{
    fputs(context, file);
    return status_ok();
}

static Status write_half_then_fail(FILE *file, const void *context)
{
    (void)context;
    fputs("half", file);
    return status_error("made to fail");
}

static void what_is_written_is_read_back(void **state)
{
    (void)state;
    assert_ok(files_replace(own_folder_file("a"), write_words, "one two"));
    char *bytes;
    size_t size;
    assert_ok(files_read(own_folder_file("a"), 100, &bytes, &size));
    assert_int_equal(size, 7);
    assert_string_equal(bytes, "one two");
    free(bytes);
}

static void a_failed_write_leaves_the_old_file_and_nothing_else(void **state)
{
    (void)state;
    assert_ok(files_replace(own_folder_file("a"), write_words, "old"));
    int before = entries_in_folder();
    assert_trouble(files_replace(own_folder_file("a"), write_half_then_fail, NULL), "made to fail");
    char *bytes;
    size_t size;
    assert_ok(files_read(own_folder_file("a"), 100, &bytes, &size));
    assert_string_equal(bytes, "old");
    free(bytes);
    assert_int_equal(entries_in_folder(), before);
}

static void a_file_over_the_limit_is_refused(void **state)
{
    (void)state;
    assert_ok(files_replace(own_folder_file("b"), write_words, "12345678"));
    char *bytes;
    size_t size;
    assert_ok(files_read(own_folder_file("b"), 8, &bytes, &size));
    free(bytes);
    assert_trouble(files_read(own_folder_file("b"), 7, &bytes, &size), "larger than the 7 bytes");
    assert_null(bytes);
}

static void a_missing_file_and_a_folder_are_named(void **state)
{
    (void)state;
    char *bytes;
    size_t size;
    assert_trouble(files_read(own_folder_file("none"), 10, &bytes, &size), "none: cannot be opened");
    assert_trouble(files_read(own_folder, 10, &bytes, &size), "cannot be read");
    assert_trouble(files_replace(own_folder_file("none/a"), write_words, "x"), "none/a: cannot be written");
}

static void folders_are_made_with_those_above(void **state)
{
    (void)state;
    assert_ok(files_make_folder(own_folder_file("p/q/r")));
    struct stat found;
    assert_int_equal(stat(own_folder_file("p/q/r"), &found), 0);
    assert_ok(files_make_folder(own_folder_file("p/q/r")));
    assert_ok(files_replace(own_folder_file("p/file"), write_words, "x"));
    assert_trouble(files_make_folder(own_folder_file("p/file")), "is not a folder");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(a_failed_write_leaves_the_old_file_and_nothing_else),
        cmocka_unit_test(a_file_over_the_limit_is_refused),
        cmocka_unit_test(a_missing_file_and_a_folder_are_named),
        cmocka_unit_test(folders_are_made_with_those_above),
    };
    return cmocka_run_group_tests(tests, own_folder_make, own_folder_remove);
}
