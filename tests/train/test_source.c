#define _POSIX_C_SOURCE 200809L
#include "train/source.h"

#include <stdlib.h>
#include <string.h>

#include "support/own_folder.h"
#include "support/test.h"

static Source small(void)
{
    Source source = source_defaults();
    source.users = 3, source.genuine = 2, source.forged = 1;
    return source;
}

static void the_defaults_are_those_told(void **state)
{
    (void)state;
    const Source source = source_defaults();
    assert_string_equal(source.folder, "");
    assert_true(source.users == 20 && source.genuine == 10 && source.forged == 10);
    assert_true(source.seed == 7 && source.split_seed == 1);
    assert_close(source.slowness, 1, 0);
    assert_close(source.validation_share, 0.2, 0);
    assert_close(source.test_share, 0.2, 0);
}

static void invented_signatures_are_those_that_were_asked_for(void **state)
{
    (void)state;
    Source source = small();
    source.users = 5;
    source.seed = 11;
    source.slowness = 2;
    Dataset dataset, expected;
    Split split;
    assert_ok(source_open(&source, &dataset, &split));
    SynthOptions options = synth_defaults();
    options.slowness = 2;
    assert_ok(dataset_synthesize(5, 2, 1, 11, &options, &expected));
    assert_int_equal(dataset.count, 15);
    for (size_t i = 0; i < 15; i++) {
        const Signature *a = &dataset.items[i].signature, *b = &expected.items[i].signature;
        assert_int_equal(a->count, b->count);
        assert_close(a->points[a->count - 1].t, b->points[b->count - 1].t, 0);
        assert_close(a->points[a->count / 2].x, b->points[b->count / 2].x, 0);
    }
    dataset_free(&dataset);
    dataset_free(&expected);
    split_free(&split);
}

static void shares_are_rounded_to_whole_users(void **state)
{
    (void)state;
    static const struct {
        double validation, test;
        size_t users, validated, tested;
    } cases[] = {{0.2, 0.2, 5, 1, 1},
                 {0, 0, 5, 0, 0},
                 {0.5, 0.3, 5, 3, 2},
                 {0.1, 0.29, 5, 1, 1},
                 {0.09, 0.31, 5, 0, 2}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Source source = small();
        source.users = cases[i].users;
        source.validation_share = cases[i].validation;
        source.test_share = cases[i].test;
        Dataset dataset;
        Split split, expected;
        if (cases[i].validated + cases[i].tested == cases[i].users) {
            assert_trouble(source_open(&source, &dataset, &split), "cannot be split");
            assert_null(dataset.items);
            assert_null(split.users[SPLIT_TRAINING]);
            continue;
        }
        assert_ok(source_open(&source, &dataset, &split));
        assert_ok(split_users(5, cases[i].validated, cases[i].tested, source.split_seed, &expected));
        for (SplitRole role = 0; role < SPLIT_ROLES; role++) {
            assert_int_equal(split.count[role], expected.count[role]);
            for (size_t u = 0; u < split.count[role]; u++)
                assert_int_equal(split.users[role][u], expected.users[role][u]);
        }
        dataset_free(&dataset);
        split_free(&split);
        split_free(&expected);
    }
}

static void signatures_in_a_folder_are_read(void **state)
{
    (void)state;
    Source source = small();
    Dataset dataset, read;
    Split split;
    assert_ok(source_open(&source, &dataset, &split));
    split_free(&split);
    assert_ok(dataset_save(&dataset, own_folder, PENFILE_SVC2004));
    snprintf(source.folder, sizeof source.folder, "%s", own_folder);
    source.users = 0; /* what is invented is of no account then */
    source.slowness = 0;
    assert_ok(source_open(&source, &read, &split));
    assert_int_equal(read.count, dataset.count);
    assert_int_equal(read.user_count, 3);
    dataset_free(&read);
    split_free(&split);
    dataset_free(&dataset);
    strcat(source.folder, "/nowhere");
    assert_trouble(source_open(&source, &read, &split), "nowhere: the folder cannot be opened");
    assert_null(read.items);
}

static void what_cannot_be_had_is_refused(void **state)
{
    (void)state;
    static const struct {
        Source source;
        const char *sentence;
    } cases[] = {
        {{.users = 3, .genuine = 2, .slowness = 1, .validation_share = -0.1}, "the shares of the users"},
        {{.users = 3, .genuine = 2, .slowness = 1, .test_share = -0.1}, "the shares of the users"},
        {{.users = 3, .genuine = 2, .slowness = 1, .validation_share = 0.5, .test_share = 0.5}, "the shares"},
        {{.users = 3, .genuine = 2, .slowness = 1, .test_share = NAN}, "the shares"},
        {{.folder = "/", .test_share = 1}, "the shares"},
        {{.users = 0, .genuine = 2, .slowness = 1}, "expected 1 to 10000 writers, found 0"},
        {{.users = 10001, .genuine = 2, .slowness = 1}, "expected 1 to 10000 writers, found 10001"},
        {{.folder = "?"}, "?: the folder cannot be opened"},
        {{.users = 10000, .genuine = 0, .slowness = 1}, "genuine signatures"},
        {{.users = 3, .genuine = 0, .slowness = 1},
         "expected 1 to 20 genuine signatures and 0 to 20 forgeries of each writer, found 0 and 0"},
        {{.users = 3, .genuine = 21, .slowness = 1}, "found 21 and 0"},
        {{.users = 3, .genuine = 2, .forged = 21, .slowness = 1}, "found 2 and 21"},
        {{.users = 3, .genuine = 2, .slowness = 0.49}, "between 0.5 and 5, found 0.49"},
        {{.users = 3, .genuine = 2, .slowness = 5.01}, "between 0.5 and 5, found 5.01"},
        {{.users = 3, .genuine = 2, .slowness = NAN}, "between 0.5 and 5"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Dataset dataset = {.count = 1};
        Split split = {.count = {1}};
        assert_trouble(source_open(&cases[i].source, &dataset, &split), cases[i].sentence);
        assert_memory_equal(&dataset, &(Dataset){0}, sizeof dataset);
        assert_memory_equal(&split, &(Split){0}, sizeof split);
    }
}

static void the_ends_of_what_can_be_had_are_allowed(void **state)
{
    (void)state;
    const Source cases[] = {{.users = 1, .genuine = 20, .forged = 20, .slowness = 0.5, .seed = 1},
                            {.users = 2, .genuine = 1, .slowness = 5, .test_share = 0.5}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Dataset dataset;
        Split split;
        assert_ok(source_open(&cases[i], &dataset, &split));
        assert_int_equal(split.count[SPLIT_TRAINING], 1);
        dataset_free(&dataset);
        split_free(&split);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_defaults_are_those_told),
        cmocka_unit_test(invented_signatures_are_those_that_were_asked_for),
        cmocka_unit_test(shares_are_rounded_to_whole_users),
        cmocka_unit_test(signatures_in_a_folder_are_read),
        cmocka_unit_test(what_cannot_be_had_is_refused),
        cmocka_unit_test(the_ends_of_what_can_be_had_are_allowed),
    };
    return cmocka_run_group_tests(tests, own_folder_make, own_folder_remove);
}
