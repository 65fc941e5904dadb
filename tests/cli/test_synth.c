/* twingrad synth: the files it writes are those of the data set that its options describe. */
#define _POSIX_C_SOURCE 200809L
#include <stdlib.h>

#include "cli/commands.h"
#include "command_words.h"
#include "support/own_folder.h"
#include "support/test.h"
#include "train/dataset.h"

/* The files of a data set in the folder "expected", and those of the command with these words in "written": the same. */
static void assert_same_files(const char *words, const Dataset *dataset, PenfileFormat format)
{
    char folder[100], line[400];
    snprintf(folder, sizeof folder, "%s/expected", own_folder);
    assert_ok(dataset_save(dataset, folder, format));
    snprintf(line, sizeof line, "--out %s/written %s", own_folder, words);
    assert_int_equal(command_words(&synth_command, line), 0);
    snprintf(line, sizeof line, "cd %s && diff -r expected written && rm -r expected written", own_folder);
    assert_int_equal(system(line), 0);
}

static void the_files_are_those_of_the_options(void **state)
{
    (void)state;
    char expected[200];
    Dataset dataset;
    assert_ok(dataset_synthesize(10, 20, 20, 1, NULL, &dataset));
    assert_same_files("", &dataset, PENFILE_SVC2004);
    snprintf(expected, sizeof expected, "400 signatures of 10 writers (seed 1) are in %s/written\n",
             own_folder);
    assert_string_equal(printed_out, expected);
    dataset_free(&dataset);
    SynthOptions synth = synth_defaults();
    synth.slowness = 2.5;
    assert_ok(dataset_synthesize(3, 2, 4, 7, &synth, &dataset));
    assert_same_files("--users 3 --genuine 2 --forged 4 --seed 7 --slowness 2.5 --format inkml", &dataset,
                      PENFILE_INKML);
    snprintf(expected, sizeof expected, "18 signatures of 3 writers (seed 7) are in %s/written\n",
             own_folder);
    assert_string_equal(printed_out, expected);
    dataset_free(&dataset);
    assert_ok(dataset_synthesize(1, 1, 0, 1, NULL, &dataset));
    assert_same_files("--users 1 --genuine 1 --forged 0 --format susig", &dataset, PENFILE_SUSIG);
    dataset_free(&dataset);
}

static void says(const char *words, const char *part)
{
    assert_int_equal(command_words(&synth_command, words), 2);
    if (!strstr(printed_error, part))
        print_error("%s: %s", words, printed_error);
    assert_non_null(strstr(printed_error, part));
}

static void what_cannot_be_invented_is_one_sentence(void **state)
{
    (void)state;
    command_words_refuses(&synth_command, "", "--out DIR is missing");
    command_words_refuses(&synth_command, "--out /dev/null/x more", "'more': not expected here");
    command_words_refuses(&synth_command, "--out /dev/null/x --format hwr",
                          "--format hwr: expected svc2004, inkml or susig");
    command_words_refuses(&synth_command, "--out /dev/null/x --format gif",
                          "--format gif: expected svc2004, inkml or susig");
    says("--users 0 --out /dev/null/x", "--users 0: expected a whole number from 1 to ");
    says("--genuine 0 --out /dev/null/x", "--genuine 0: expected a whole number from 1 to 20");
    says("--forged 21 --out /dev/null/x", "--forged 21: expected a whole number from 0 to 20");
    says("--slowness 0.4 --out /dev/null/x", "--slowness 0.4: expected a number from 0.5 to 5");
    says("--slowness 5.5 --out /dev/null/x", "--slowness 5.5: expected a number from 0.5 to 5");
    says("--users 1 --genuine 1 --out /dev/null/x", "/dev/null");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_files_are_those_of_the_options),
        cmocka_unit_test(what_cannot_be_invented_is_one_sentence),
    };
    return cmocka_run_group_tests_name("synth", tests, own_folder_make, own_folder_remove);
}
