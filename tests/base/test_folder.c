#define _GNU_SOURCE /* RTLD_NEXT */
#include "base/folder.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/own_folder.h"
#include "support/test.h"

/* b, a/c, a/d/e, .hidden, and links: to the file b, to the folder above, to nothing. */
static int make_folder(void **state)
{
    char command[400];
    if (own_folder_make(state) != 0)
        return -1;
    snprintf(command, sizeof command,
             "cd %s && mkdir -p a/d && touch b a/c a/d/e .hidden && ln -s b link && ln -s .. a/up && "
             "ln -s nothing a/gone && mkfifo a/pipe",
             own_folder);
    return system(command);
}

static void assert_lists(size_t depth, const char *expected)
{
    FolderList list;
    char found[200] = "";
    assert_ok(folder_list(own_folder, depth, &list));
    for (size_t i = 0; i < list.count; i++)
        snprintf(found + strlen(found), sizeof found - strlen(found), "%s ", list.paths[i]);
    assert_string_equal(found, expected);
    folder_free(&list);
    assert_null(list.paths);
}

static void files_are_listed_in_order_as_deep_as_is_asked(void **state)
{
    (void)state;
    assert_lists(0, "b link ");
    assert_lists(1, "a/c b link ");
    assert_lists(FOLDER_DEPTH_MAX, "a/c a/d/e b link "); /* the link upwards leads nowhere */
}

/* More than there is room for at first, and each by its whole name. */
static void many_files_are_listed(void **state)
{
    (void)state;
    FolderList list;
    char name[20];
    assert_int_equal(mkdir(own_folder_file("many"), 0700), 0);
    for (int i = 0; i < 300; i++) {
        snprintf(name, sizeof name, "many/%03d", i);
        fclose(fopen(own_folder_file(name), "w"));
    }
    assert_ok(folder_list(own_folder_file("many"), 0, &list));
    assert_int_equal(list.count, 300);
    for (int i = 0; i < 300; i++) {
        snprintf(name, sizeof name, "%03d", i);
        assert_string_equal(list.paths[i], name);
        assert_int_equal(unlink(own_folder_file(strcat(strcpy((char[20]){0}, "many/"), name))), 0);
    }
    folder_free(&list);
    assert_int_equal(rmdir(own_folder_file("many")), 0);
}

/* A folder's path may be as long as one of a file in it must not be. */
static void a_path_that_grows_too_long_is_told(void **state)
{
    (void)state;
    FolderList list;
    char longest[PATH_MAX] = "";
    strcpy(longest, own_folder);
    while (strlen(longest) + 2 < sizeof longest)
        strcat(longest, "/.");
    assert_trouble(folder_list(longest, 0, &list), "the path is too long");
    assert_null(list.paths);
}

static void what_is_no_folder_is_told(void **state)
{
    (void)state;
    FolderList list;
    assert_trouble(folder_list("/nowhere/at/all", 0, &list), "/nowhere/at/all");
    assert_null(list.paths);
    assert_trouble(folder_list(own_folder_file("b"), 0, &list),
                   "the folder cannot be opened: Not a directory");
}

static void a_folder_below_that_cannot_be_read_is_told(void **state)
{
    (void)state;
    if (geteuid() == 0)
        skip(); /* nothing is forbidden to root */
    FolderList list;
    const char *path = own_folder_file("a/d");
    assert_int_equal(chmod(path, 0), 0);
    assert_trouble(folder_list(own_folder, 2, &list), "a/d: the folder cannot be opened");
    assert_int_equal(chmod(path, 0700), 0);
}

#if defined __GLIBC__ && !defined __SANITIZE_ADDRESS__ && !defined __clang__
static int breaks_behind = -1; /* so many entries; -1: never */

/* In the place of the C library's. */
struct dirent *readdir(DIR *listing)
{
    struct dirent *(*real)(DIR *) = (struct dirent * (*)(DIR *))(uintptr_t)dlsym(RTLD_NEXT, "readdir");
    if (breaks_behind < 0 || breaks_behind-- > 0)
        return real(listing);
    errno = EIO;
    return NULL;
}

static void a_listing_that_breaks_off_is_told(void **state)
{
    (void)state;
    FolderList list;
    for (int entries = 0; entries < 5; entries++) {
        breaks_behind = entries;
        const Status status = folder_list(own_folder, 2, &list);
        breaks_behind = -1;
        assert_trouble(status, "Input/output error");
        assert_int_equal(list.count, 0);
        assert_null(list.paths);
    }
}
#else
static void a_listing_that_breaks_off_is_told(void **state)
{
    (void)state;
    skip();
}
#endif

static void paths_are_joined_with_one_slash(void **state)
{
    (void)state;
    char path[8];
    assert_ok(folder_join("a", "b", sizeof path, path));
    assert_string_equal(path, "a/b");
    assert_ok(folder_join("a/", "b", sizeof path, path));
    assert_string_equal(path, "a/b");
    assert_ok(folder_join("", "b", sizeof path, path));
    assert_string_equal(path, "b");
    assert_ok(folder_join("a", "", sizeof path, path));
    assert_string_equal(path, "a");
    assert_ok(folder_join("abc", "def", sizeof path, path));
    assert_trouble(folder_join("abc", "defg", sizeof path, path), "abc...: the path is too long");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_are_listed_in_order_as_deep_as_is_asked),
        cmocka_unit_test(many_files_are_listed),
        cmocka_unit_test(a_path_that_grows_too_long_is_told),
        cmocka_unit_test(what_is_no_folder_is_told),
        cmocka_unit_test(a_folder_below_that_cannot_be_read_is_told),
        cmocka_unit_test(a_listing_that_breaks_off_is_told),
        cmocka_unit_test(paths_are_joined_with_one_slash),
    };
    return cmocka_run_group_tests(tests, make_folder, own_folder_remove);
}
