#define _DEFAULT_SOURCE /* mknod */
#include "base/files.h"
#include "support/own_folder.h"
#include "support/test.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
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

/* files_make_folder, from where the tests' folder is: broken on purpose, it makes folders of parts of the path. */
static Status make_folder(const char *path)
{
    char here[PATH_MAX];
    assert_non_null(getcwd(here, sizeof here));
    assert_int_equal(chdir(own_folder), 0);
    const Status status = files_make_folder(path);
    assert_int_equal(chdir(here), 0);
    return status;
}

/* The number that the next file gets: one that was left open takes it. */
static int next_descriptor(void)
{
    const int next = dup(0);
    close(next);
    return next;
}

static void what_is_written_is_read_back(void **state)
{
    (void)state;
    const int next = next_descriptor();
    assert_ok(files_replace(own_folder_file("a"), write_words, "one two"));
    assert_int_equal(next_descriptor(), next);
    char *bytes;
    size_t size;
    assert_ok(files_read(own_folder_file("a"), 100, &bytes, &size));
    assert_int_equal(size, 7);
    assert_string_equal(bytes, "one two");
    free(bytes);
}

static mode_t mode_of(const char *name)
{
    struct stat found;
    assert_int_equal(stat(own_folder_file(name), &found), 0);
    return found.st_mode & 07777;
}

static void new_files_and_folders_have_the_usual_rights(void **state)
{
    (void)state;
    const mode_t before = umask(026);
    const Status status = files_replace(own_folder_file("rights"), write_words, "x"),
                 folder = make_folder("s/t");
    const mode_t after = umask(before);
    assert_ok(status);
    assert_ok(folder);
    assert_int_equal(after, 026);
    assert_int_equal(mode_of("rights"), 0640);
    assert_int_equal(mode_of("s"), 0751);
    assert_int_equal(mode_of("s/t"), 0751);
}

/* The folder and "/./././name", `length` characters in all. */
static void write_path(size_t length, const char *name, char path[static PATH_MAX + 100])
{
    strcpy(path, own_folder);
    strcat(path, (length - strlen(path) - strlen(name)) % 2 ? "/" : "//");
    while (strlen(path) + strlen(name) < length)
        strcat(path, "./");
    strcat(path, name);
    assert_int_equal(strlen(path), length);
}

static void the_longest_names_are_taken_and_longer_ones_refused(void **state)
{
    (void)state;
    char path[PATH_MAX + 100], *bytes;
    size_t size;
    write_path(PATH_MAX - 8, "long", path); /* beside it stands for a while one with seven characters more */
    assert_ok(files_replace(path, write_words, "long"));
    assert_ok(files_read(own_folder_file("long"), 10, &bytes, &size));
    assert_string_equal(bytes, "long");
    free(bytes);
    const int before = entries_in_folder();
    write_path(PATH_MAX - 7, "longer", path);
    assert_trouble(files_replace(path, write_words, "x"), "...: the file name is too long");
    assert_int_equal(entries_in_folder(), before);
    memset(path, 0, sizeof path);
    while (strlen(path) < PATH_MAX - 4)
        strcat(path, "./");
    assert_int_equal(strlen(strcat(path, "u/v")), PATH_MAX - 1);
    assert_ok(make_folder(path));
    assert_int_equal(mode_of("u/v") & 0700, 0700);
    assert_trouble(make_folder(strcat(path, "w")), "./././: not a usable folder name");
    assert_trouble(make_folder(""), "an empty name: not a usable folder name");
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
    assert_trouble(files_replace(own_folder_file("none/a"), write_words, "x"),
                   "none/a: cannot be written: No such file or directory");
    const int before = entries_in_folder();
    assert_ok(make_folder("folder"));
    assert_trouble(files_replace(own_folder_file("folder"), write_words, "x"),
                   "folder: cannot be replaced: Is a directory");
    assert_int_equal(rmdir(own_folder_file("folder")), 0);
    assert_int_equal(entries_in_folder(), before);
}

static void folders_are_made_with_those_above(void **state)
{
    (void)state;
    struct stat found;
    assert_ok(make_folder("p/q/r"));
    assert_int_equal(stat(own_folder_file("p/q/r"), &found), 0);
    assert_ok(make_folder("p/q/r"));
    assert_ok(make_folder("p/q//s/"));
    assert_int_equal(stat(own_folder_file("p/q/s"), &found), 0);
    assert_ok(files_replace(own_folder_file("p/file"), write_words, "x"));
    assert_trouble(make_folder("p/file"), "is not a folder");
    assert_trouble(make_folder("p/file/below"), "p/file/below: the folder cannot be made: Not a directory");
    /* No other ones, of parts of their names. */
    assert_ok(make_folder("p/long/names"));
    assert_int_not_equal(stat(own_folder_file("p/lon"), &found), 0);
    assert_int_not_equal(stat(own_folder_file("p/long/n"), &found), 0);
    if (geteuid() != 0 || !test_brief()) /* or such ones would stand at the root */
        assert_ok(files_make_folder(own_folder_file("from/the/root")));
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
    char sentence[100];
    snprintf(sentence, sizeof sentence, "pipe: cannot be read: %s", strerror(ETIMEDOUT));
    assert_trouble(files_read(own_folder_file("pipe"), 1 << 20, &bytes, &size), sentence);
    assert_null(bytes);
    assert_trouble(files_replace(own_folder_file("pipe"), write_words, "x"), "nobody reads from this pipe");
    struct stat found;
    assert_true(stat(own_folder_file("pipe"), &found) == 0 && S_ISFIFO(found.st_mode));
}

/* A pipe does not tell how much will come. */
static void more_than_is_allowed_is_not_read_from_a_pipe(void **state)
{
    (void)state;
    for (size_t limit = 9; limit <= 11; limit++) {
        int ends[2];
        char path[64], *bytes;
        size_t size;
        assert_int_equal(pipe(ends), 0);
        assert_int_equal(write(ends[1], "0123456789", 10), 10);
        close(ends[1]);
        snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
        Status status = files_read(path, limit, &bytes, &size);
        close(ends[0]);
        if (limit < 10) {
            assert_trouble(status, "larger than the 9 bytes such a file may have");
            assert_null(bytes);
            continue;
        }
        assert_ok(status);
        assert_string_equal(bytes, "0123456789");
        free(bytes);
    }
}

static Status write_much_and_complain(FILE *file, const void *context)
{
    (void)context;
    for (int i = 0; i < 100000; i++)
        fputc('x', file);
    return status_error("a library could not write");
}

static void a_program_that_runs_is_not_written_into(void **state)
{
    (void)state;
    assert_trouble(files_replace(own_folder_file("a"), write_much_and_complain, NULL), "a library could not");
#ifdef __linux__
    const int next = next_descriptor();
    assert_trouble(files_replace("/proc/self/exe", write_words, "x"),
                   "/proc/self/exe: cannot be written: Text file busy");
    assert_int_equal(next_descriptor(), next);
#endif
}

/* The machine's own; or one like it in the tests' folder, where they are run by root: broken on purpose (tests/mutants),
 * what is tested here would put a file in the place of the machine's. NULL: there is none. */
static const char *device(const char *name, unsigned minor)
{
    static char path[200];
    snprintf(path, sizeof path, "/dev/%s", name);
#ifdef __linux__
    if (geteuid() == 0) {
        snprintf(path, sizeof path, "%s/%s", own_folder, name);
        if (access(path, F_OK) != 0 && mknod(path, S_IFCHR | 0666, 1u << 8 | minor) != 0)
            return NULL;
    }
#else
    (void)minor;
#endif
    return access(path, W_OK) == 0 ? path : NULL;
}

static void a_device_is_neither_read_nor_replaced(void **state)
{
    (void)state;
    char *bytes;
    size_t size;
    struct stat before, after;
    assert_trouble(files_read("/dev/zero", 1 << 20, &bytes, &size), "/dev/zero: is a device");
    const char *path = device("null", 3);
    if (path) {
        assert_int_equal(stat(path, &before), 0);
        assert_ok(files_replace(path, write_words, "nothing of it is kept"));
        assert_int_equal(stat(path, &after), 0);
        assert_true(after.st_ino == before.st_ino && S_ISCHR(after.st_mode));
    }
    path = device("full", 7);
    if (path) {
        assert_trouble(files_replace(path, write_words, "x"),
                       "/full: cannot be written: No space left on device");
        /* Of a failing file the system says more than whoever wrote into it. */
        assert_trouble(files_replace(path, write_much_and_complain, NULL),
                       "/full: cannot be written: No space left on device");
    }
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
    snprintf(path, sizeof path, "/dev/fd/%d", file);
    if (access(path, W_OK) == 0) {
        assert_int_equal(ftruncate(file, 0), 0);
        assert_ok(files_replace(path, write_words, "through this"));
        assert_ok(files_read(own_folder_file("behind"), 100, &bytes, &size));
        assert_string_equal(bytes, "through this");
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
        cmocka_unit_test(new_files_and_folders_have_the_usual_rights),
        cmocka_unit_test(the_longest_names_are_taken_and_longer_ones_refused),
        cmocka_unit_test(more_than_is_allowed_is_not_read_from_a_pipe),
        cmocka_unit_test(a_program_that_runs_is_not_written_into),
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
