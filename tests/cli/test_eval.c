/* twingrad eval: whose pairs it judges, and how many. */
#define _POSIX_C_SOURCE 200809L
#include <jansson.h>
#include <stdlib.h>

#include "cli/commands.h"
#include "cli/report.h"
#include "command_words.h"
#include "support/own_folder.h"
#include "support/test.h"
#include "train/checkpoint.h"

#define SMALL "--users 6 --genuine 4 --forged 3 --data-seed 5 --net 'average:25 flatten dense:4' "

static char model_path[100];
static json_t *of_training; /* what the training says of its test users */

static int make_model(void **state)
{
    char line[400];
    if (own_folder_make(state) != 0)
        return -1;
    snprintf(model_path, sizeof model_path, "%s/model", own_folder);
    snprintf(line, sizeof line, SMALL "--pairs 32 --epochs 1 --json --save %s", model_path);
    if (command_words(&train_command, line) != 0)
        return -1;
    of_training = json_loads(printed_out, 0, NULL);
    return of_training ? 0 : -1;
}

static int forget_model(void **state)
{
    json_decref(of_training);
    return own_folder_remove(state);
}

static int eval(const char *words)
{
    char line[400];
    snprintf(line, sizeof line, "%s %s", model_path, words);
    return command_words(&eval_command, line);
}

static json_t *document(const char *words)
{
    char more[300];
    snprintf(more, sizeof more, "--json %s", words);
    assert_int_equal(eval(more), 0);
    json_t *read = json_loads(printed_out, 0, NULL);
    assert_non_null(read);
    return read;
}

/* The same measured here: of the test users of these data, or of all users. */
static json_t *measure(const Source *source, bool everyone, size_t count)
{
    CheckpointRun run;
    Model model;
    Dataset dataset;
    Split split;
    assert_ok(checkpoint_load_run(model_path, &run));
    assert_ok(checkpoint_load_model(model_path, &model));
    assert_ok(source_open(source ? source : &run.source, &dataset, &split));
    const size_t all[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    ReportPairs pairs;
    ReportResult result;
    assert_ok(report_pairs_make(&dataset, everyone ? dataset.user_count : split.count[SPLIT_TEST],
                                everyone ? all : split.users[SPLIT_TEST], run.options.mix, count, &pairs));
    assert_int_equal(pairs.count, count);
    assert_ok(report_result_measure(&model, &dataset, &pairs, &result));
    json_t *made = report_result_json(&result);
    char *text = json_dumps(made, 0);
    json_t *read = json_loads(text, 0, NULL);
    free(text);
    json_decref(made);
    report_pairs_free(&pairs);
    dataset_free(&dataset);
    split_free(&split);
    model_free(&model);
    return read;
}

static void assert_same(json_t *left, json_t *right)
{
    assert_true(json_equal(left, right));
    json_decref(left);
    json_decref(right);
}

static void a_model_is_judged_by_its_own_test_users(void **state)
{
    (void)state;
    json_t *read = document("");
    assert_true(json_equal(read, json_object_get(of_training, "test")));
    assert_same(read, measure(NULL, false, 960));
    assert_same(document("--pairs 50"), measure(NULL, false, 50));
    assert_int_equal(eval("--pairs 10"), 0);
    command_words_says("10 pairs of 1 test users, who were neither trained on nor validated on\n");
}

/* Or the numbers of the call before would still lie there. */
static void spoil_the_stack(void)
{
    volatile unsigned char stack[1 << 20];
    for (size_t i = 0; i < sizeof stack; i++)
        stack[i] = 0xa5;
}

static void with_data_a_model_is_judged_by_all_users_of_it(void **state)
{
    (void)state;
    Source source = source_defaults();
    source.users = 7;
    source.genuine = 3;
    source.forged = 2;
    source.seed = 9;
    static const char other[] = "--data synthetic --users 7 --genuine 3 --forged 2 --data-seed 9 --pairs 70";
    spoil_the_stack();
    assert_same(document(other), measure(&source, true, 70));
    assert_int_equal(eval(other), 0);
    command_words_says("70 pairs of 7 users, all of this data\n");
}

static void what_cannot_be_judged_is_one_sentence(void **state)
{
    (void)state;
    command_words_refuses(&eval_command, "", "one MODEL is expected, found 0");
    command_words_refuses(&eval_command, "a b", "one MODEL is expected, found 2");
    command_words_refuses(&eval_command, "/nowhere/model",
                          "/nowhere/model: cannot be opened: No such file or directory");
    command_words_refuses(&eval_command, "/nowhere/model --data synthetic",
                          "/nowhere/model: cannot be opened: No such file or directory");
    char line[300];
    snprintf(line, sizeof line, "%s --data synthetic --forged 0", model_path);
    command_words_refuses(&eval_command, line,
                          "these users cannot give pairs of the three kinds that the model was trained with");
    snprintf(line, sizeof line, "%s --data ''", model_path);
    assert_int_equal(command_words(&eval_command, line), 2);
    assert_non_null(strstr(printed_error, "--data"));
    assert_int_equal(eval("--pairs 9"), 2);
    assert_non_null(strstr(printed_error, "--pairs 9: expected a whole number from 10 to 100000"));
    assert_int_equal(eval("--pairs 100001"), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_model_is_judged_by_its_own_test_users),
        cmocka_unit_test(with_data_a_model_is_judged_by_all_users_of_it),
        cmocka_unit_test(what_cannot_be_judged_is_one_sentence),
    };
    return cmocka_run_group_tests_name("eval", tests, make_model, forget_model);
}
