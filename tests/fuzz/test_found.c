/* Every seed, and every input that a fuzzer found, is fed to its reader again: in this build, whatever it is. */
#define _POSIX_C_SOURCE 200809L
#include <dirent.h>

#include "base/files.h"
#include "fuzz/fuzz.h"
#include "support/test.h"

enum { FUZZERS_MAX = 32, INPUT_MAX = 1 << 20 };

/* Tells whether the reader took it. */
static bool feed_file(const Fuzz *fuzz, const char *folder, const char *name)
{
    char path[1200], *bytes;
    size_t size;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_ok(files_read(path, INPUT_MAX, &bytes, &size));
    printf("%s\n", path); /* the last one told is the one that ended a process */
    fflush(stdout);
    uint8_t *exact = malloc(size ? size : 1); /* a byte read behind the last is seen by the sanitizer */
    assert_non_null(exact);
    memcpy(exact, bytes, size);
    const bool taken = fuzz->feed(exact, size);
    free(exact);
    free(bytes);
    return taken;
}

/* How many of the folder's inputs the reader took. */
static size_t feed_folder(const Fuzz *fuzz, const char *kind)
{
    char folder[600];
    size_t taken = 0;
    snprintf(folder, sizeof folder, "tests/fuzz/%s/%s", kind, fuzz->name);
    DIR *listing = opendir(folder);
    if (!listing)
        return 0;
    for (const struct dirent *entry; (entry = readdir(listing));)
        if (entry->d_name[0] != '.')
            taken += feed_file(fuzz, folder, entry->d_name);
    closedir(listing);
    return taken;
}

static void every_input_is_taken(void **state)
{
    const Fuzz *fuzz = *state;
    (void)fuzz->feed((const uint8_t *)"", 0);
    assert_true(feed_folder(fuzz, "seeds") > 0); /* or what is asked of a file that is taken is never asked */
    (void)feed_folder(fuzz, "found");            /* of most readers there is none */
}

/* A folder whose name is no reader's would never be looked at. */
static void every_folder_is_a_readers(void **state)
{
    (void)state;
    static const char *const kinds[] = {"tests/fuzz/seeds", "tests/fuzz/found"};
    for (size_t i = 0; i < 2; i++) {
        DIR *listing = opendir(kinds[i]);
        assert_non_null(listing);
        for (const struct dirent *entry; (entry = readdir(listing));)
            if (entry->d_name[0] != '.' && !fuzz_find(entry->d_name))
                fail_msg("%s/%s: no reader of this name", kinds[i], entry->d_name);
        closedir(listing);
    }
}

int main(void)
{
    struct CMUnitTest tests[FUZZERS_MAX + 1] = {cmocka_unit_test(every_folder_is_a_readers)};
    size_t count = 1;
    for (const Fuzz *fuzz; (fuzz = fuzz_at(count - 1)) && count <= FUZZERS_MAX; count++)
        tests[count] = (struct CMUnitTest){
            .name = fuzz->name, .test_func = every_input_is_taken, .initial_state = (void *)fuzz};
    return _cmocka_run_group_tests("found", tests, count, NULL, NULL);
}
