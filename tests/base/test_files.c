#define _POSIX_C_SOURCE 200809L
#include "base/files.h"
#include "support/own_folder.h"
#include "support/test.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
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

static void a_pipe_is_read_to_its_end_and_not_waited_for_for_ever(void **state)
{
    (void)state;
    char *bytes;
    size_t size;
    assert_int_equal(mkfifo(own_folder_file("pipe"), 0600), 0);
    const pid_t writer = fork();
    if (writer == 0) {
        char many[3000];
        const int file = open(own_folder_file("pipe"), O_WRONLY);
        memset(many, 'x', sizeof many);
        for (int i = 0; i < 50; i++)
            (void)!write(file, many, sizeof many);
        _exit(0);
    }
    assert_ok(files_read(own_folder_file("pipe"), 1 << 20, &bytes, &size));
    assert_int_equal(size, 150000);
    free(bytes);
    assert_int_equal(waitpid(writer, NULL, 0), writer);
    assert_trouble(files_read(own_folder_file("pipe"), 1 << 20, &bytes, &size), "pipe: cannot be read: ");
    assert_null(bytes);
    assert_trouble(files_replace(own_folder_file("pipe"), write_words, "x"), "nobody reads from this pipe");
    struct stat found;
    assert_true(stat(own_folder_file("pipe"), &found) == 0 && S_ISFIFO(found.st_mode));
}

static void a_device_is_neither_read_nor_replaced(void **state)
{
    (void)state;
    char *bytes;
    size_t size;
    struct stat before, after;
    assert_trouble(files_read("/dev/zero", 1 << 20, &bytes, &size), "/dev/zero: is a device");
    assert_int_equal(stat("/dev/null", &before), 0);
    assert_ok(files_replace("/dev/null", write_words, "nothing of it is kept"));
    assert_int_equal(stat("/dev/null", &after), 0);
    assert_true(after.st_ino == before.st_ino && S_ISCHR(after.st_mode));
    if (access("/dev/full", W_OK) == 0)
        assert_trouble(files_replace("/dev/full", write_words, "x"), "/dev/full: cannot be written: ");
}

/* As /dev/stdout is, where standard output goes into a file. */
static void a_link_of_the_system_is_written_through(void **state)
{
    (void)state;
    char path[64], *bytes;
    size_t size;
    const int file = open(own_folder_file("behind"), O_WRONLY | O_CREAT, 0600);
    assert_true(file >= 0);
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    if (access(path, W_OK) == 0) {
        assert_ok(files_replace(path, write_words, "through"));
        assert_ok(files_read(own_folder_file("behind"), 100, &bytes, &size));
        assert_string_equal(bytes, "through");
        free(bytes);
    }
    close(file);
}

static void a_link_is_replaced_and_what_it_leads_to_stays(void **state)
{
    (void)state;
    char *bytes;
    size_t size;
    struct stat found;
    assert_ok(files_replace(own_folder_file("target"), write_words, "precious"));
    assert_int_equal(symlink("target", own_folder_file("link")), 0);
    assert_ok(files_replace(own_folder_file("link"), write_words, "new"));
    assert_ok(files_read(own_folder_file("target"), 100, &bytes, &size));
    assert_string_equal(bytes, "precious");
    free(bytes);
    assert_true(lstat(own_folder_file("link"), &found) == 0 && S_ISREG(found.st_mode));
    assert_int_equal(symlink("loop", own_folder_file("loop")), 0);
    assert_trouble(files_read(own_folder_file("loop"), 100, &bytes, &size), "loop: cannot be opened");
}

static void a_huge_file_is_refused_before_it_is_read(void **state)
{
    (void)state;
    char *bytes;
    size_t size;
    struct rusage before, after;
    assert_ok(files_replace(own_folder_file("sparse"), write_words, "x"));
    if (truncate(own_folder_file("sparse"), (off_t)1 << 40) != 0)
        skip(); /* the file system has no holes */
    getrusage(RUSAGE_SELF, &before);
    assert_trouble(files_read(own_folder_file("sparse"), (size_t)1 << 30, &bytes, &size),
                   "sparse: larger than the 1073741824 bytes");
    getrusage(RUSAGE_SELF, &after);
    assert_true(after.ru_maxrss - before.ru_maxrss < 1000); /* kB */
    unlink(own_folder_file("sparse"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(a_failed_write_leaves_the_old_file_and_nothing_else),
        cmocka_unit_test(a_file_over_the_limit_is_refused),
        cmocka_unit_test(a_missing_file_and_a_folder_are_named),
        cmocka_unit_test(a_pipe_is_read_to_its_end_and_not_waited_for_for_ever),
        cmocka_unit_test(a_device_is_neither_read_nor_replaced),
        cmocka_unit_test(a_link_of_the_system_is_written_through),
        cmocka_unit_test(a_link_is_replaced_and_what_it_leads_to_stays),
        cmocka_unit_test(a_huge_file_is_refused_before_it_is_read),
        cmocka_unit_test(folders_are_made_with_those_above),
    };
    return cmocka_run_group_tests(tests, own_folder_make, own_folder_remove);
}
