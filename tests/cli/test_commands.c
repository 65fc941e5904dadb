/* The commands as a person uses them: run for real, their output and exit status read. TWINGRAD is the program. */
#define _POSIX_C_SOURCE 200809L
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "net/real.h"
#include "support/command.h"
#include "support/own_folder.h"
#include "support/test.h"
#include "train/safetensors.h"

/* Runs `twingrad WORDS` inside the folder; its output, errors too, is in command_output. Returns the exit status. */
static int twingrad(const char *words)
{
    char line[2000];
    const char *program = getenv("TWINGRAD");
    assert_non_null(program);
    snprintf(line, sizeof line, "cd %s && '%s' %s 2>&1 </dev/null", own_folder, program, words);
    return command_run(line);
}

#define SMALL "--users 6 --genuine 4 --forged 3 --pairs 64 --net 'conv:4x15/9 tanh flatten dense:6'"

static int make_folder(void **state)
{
    (void)state;
    if (own_folder_make(state) != 0)
        return -1;
    return twingrad("train " SMALL " --epochs 3 --save model --log log.csv") != 0;
}

static void help_is_there_for_every_command_and_fits(void **state)
{
    (void)state;
    assert_int_equal(twingrad("--help"), 0);
    command_assert_fits();
    const char *commands[] = {"train", "eval", "verify", "trace", "synth", "convert"};
    for (int i = 0; i < 6; i++) {
        char words[40];
        assert_int_equal(twingrad("--help"), 0);
        command_assert_says(commands[i]);
        snprintf(words, sizeof words, "%s --help", commands[i]);
        assert_int_equal(twingrad(words), 0);
        command_assert_says("usage: twingrad");
        command_assert_fits();
    }
}

static void what_is_wrong_gets_one_sentence_and_status_2(void **state)
{
    (void)state;
    const struct {
        const char *words, *sentence;
    } cases[] = {
        {"", "usage: twingrad"},
        {"fly", "'fly' is no command"},
        {"train --epochs 0", "--epochs 0: expected a whole number from 1"},
        {"train --epochs 3x", "--epochs 3x: expected"},
        {"train --rate nan", "--rate nan: expected a number"},
        {"train --seed -1", "--seed -1: expected"},
        {"train --wings 2", "unrecognized option"},
        {"train surplus", "'surplus': not expected here"},
        {"train --net cow", "'cow' is no step"},
        {"train --loss cow", "'cow' is no loss"},
        {"train --optimizer cow", "cow"},
        {"train --features cow", "cow"},
        {"train --data nowhere", "nowhere: the folder cannot be opened"},
        {"train --users 1", "no two users"},
        {"train --resume nothing", "nothing: cannot be opened"},
        {"eval", "one MODEL is expected"},
        {"eval log.csv", "log.csv"},
        {"verify model", "--reference"},
        {"verify model --reference log.csv --questioned log.csv", "log.csv:1"},
        {"trace nothing", "nothing: cannot be opened"},
        {"trace a b", "one MODEL is expected"},
        {"synth", "--out DIR is missing"},
        {"synth --out x --format gif", "expected svc2004, inkml or susig"},
        {"synth --out x --genuine 21", "from 1 to 20"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int status = twingrad(cases[i].words);
        if (status != 2)
            print_error("twingrad %s: exit status %d\n", cases[i].words, status);
        assert_int_equal(status, 2);
        command_assert_says(cases[i].sentence);
    }
}

/* The words that are for the program itself, and where they go: to standard output, or to standard error. */
static void the_program_says_what_it_is_and_what_it_can(void **state)
{
    (void)state;
    char help[4000], line[1000];
    assert_int_equal(twingrad("--help"), 0);
    snprintf(help, sizeof help, "%.3999s", command_output);
    assert_memory_equal(help, "usage: twingrad COMMAND [OPTION]...\n\n", 37);
    const char *parts[] = {"\n  train    train a net and save it\n",
                           "\n  eval     tell how well a saved model separates genuine and forged pairs\n",
                           "\n  verify   ",
                           "\n  trace    show every forward and backward step of one pair\n",
                           "\n  check    ",
                           "\n  synth    ",
                           "\n  convert  ",
                           "Exit status: 0 yes, 1 no, 3 cannot tell, 2 trouble.\n"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        command_assert_says(parts[i]);
    assert_int_equal(twingrad("help"), 0);
    assert_string_equal(command_output, help);
    snprintf(line, sizeof line, "'%s' 2>&1 >/dev/null", getenv("TWINGRAD"));
    assert_int_equal(command_run(line), 2);
    assert_string_equal(command_output, help);
    snprintf(line, sizeof line, "'%s' --version 2>/dev/null", getenv("TWINGRAD"));
    assert_int_equal(command_run(line), 0);
    snprintf(line, sizeof line, " (numbers: %s)\n", REAL_NAME);
    command_assert_says(line);
    assert_memory_equal(command_output, "twingrad ", 9);
    assert_int_equal(twingrad("fly"), 2);
    assert_string_equal(command_output, "twingrad: 'fly' is no command; 'twingrad --help' lists them\n");
}

static void training_tells_how_it_goes_and_what_it_is_worth(void **state)
{
    (void)state;
    assert_int_equal(twingrad("train " SMALL " --epochs 2"), 0);
    command_assert_fits();
    command_assert_says("\n     2 ");
    command_assert_says("GA, genuine pairs above it");
    command_assert_says("EER of the durations alone");
    char path[100], line[200];
    snprintf(path, sizeof path, "%s/log.csv", own_folder);
    FILE *log = fopen(path, "r");
    assert_non_null(log);
    int rows = 0;
    while (fgets(line, sizeof line, log))
        rows++;
    fclose(log);
    assert_int_equal(rows, 4); /* the names, and three epochs */
}

static void a_resumed_run_ends_where_an_unbroken_one_does(void **state)
{
    (void)state;
    /* Ended by a signal (as by Ctrl-C) somewhere after its first epoch, it goes on to the same bits; and so does its log, with
     * a line for each epoch. */
    char line[1000];
    snprintf(line, sizeof line,
             "cd %s && P='%s' && \"$P\" train " SMALL
             " --epochs 60 --quiet --save whole --log whole.csv >/dev/null && "
             "{ \"$P\" train " SMALL " --epochs 60 --quiet --save part --log part.csv >/dev/null & } && "
             "while [ ! -s part ]; do sleep 0.02; done && kill -TERM $! 2>/dev/null; wait $! && "
             "\"$P\" train --resume part --quiet --save part --log part.csv >/dev/null && cmp whole part && "
             "cut -d, -f1,2 whole.csv >whole.steps && cut -d, -f1,2 part.csv | cmp whole.steps -",
             own_folder, getenv("TWINGRAD"));
    assert_int_equal(system(line), 0);
}

static json_t *parse_output(void)
{
    json_error_t error;
    json_t *document = json_loads(command_output, 0, &error);
    if (!document)
        print_error("no JSON: %s in %.300s\n", error.text, command_output);
    assert_non_null(document);
    return document;
}

static void json_is_one_document(void **state)
{
    (void)state;
    assert_int_equal(twingrad("train " SMALL " --epochs 1 --json"), 0);
    json_t *document = parse_output();
    assert_int_equal(json_integer_value(json_object_get(document, "steps")), 2);
    json_decref(document);
    assert_int_equal(twingrad("eval model --json"), 0);
    document = parse_output();
    double eer = json_real_value(json_object_get(document, "eer"));
    assert_true(eer >= 0 && eer <= 1);
    json_decref(document);
}

static void trace_shows_every_step_and_branches_that_add_up(void **state)
{
    (void)state;
    assert_int_equal(twingrad("trace model --pair 1 --safetensors t"), 0);
    command_assert_fits();
    const char *parts[] = {"FORWARD, branch a",
                           "FORWARD, branch b",
                           "c = a.b / (|a| |b|)",
                           "BACKWARD, the head",
                           "da += dc (b/|b| - c a/|a|) / |a|",
                           "BACKWARD, branch a",
                           "conv1",
                           "tanh1",
                           "dense1",
                           "SHARED PARAMETERS",
                           "conv1.W"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        command_assert_says(parts[i]);
    assert_int_equal(twingrad("trace model --pair 1 --json"), 0);
    json_t *document = parse_output(), *blocks = json_object_get(document, "parameters");
    assert_int_equal(json_array_size(blocks), 4);
    char path[100];
    snprintf(path, sizeof path, "%s/t", own_folder);
    Safetensors *file;
    assert_ok(safetensors_read(path, &file));
    for (size_t i = 0; i < json_array_size(blocks); i++) {
        json_t *block = json_array_get(blocks, i), *through = json_object_get(block, "gradient_through");
        json_t *a = json_object_get(through, "a"), *b = json_object_get(through, "b");
        json_t *sum = json_object_get(block, "gradient");
        assert_true(json_array_size(sum) > 0 && json_array_size(a) == json_array_size(sum));
        char name[40];
        snprintf(name, sizeof name, "grad/%s", json_string_value(json_object_get(block, "block")));
        size_t shape[] = {(size_t)json_integer_value(json_object_get(block, "rows")),
                          (size_t)json_integer_value(json_object_get(block, "cols"))};
        double *stored = malloc(json_array_size(sum) * sizeof *stored);
        assert_ok(safetensors_get_doubles(file, name, 2, shape, true, stored));
        for (size_t k = 0; k < json_array_size(sum); k++) {
            double added = json_real_value(json_array_get(a, k)) + json_real_value(json_array_get(b, k));
            assert_close(json_real_value(json_array_get(sum, k)), added, 1e-6);
            assert_close(stored[k], json_real_value(json_array_get(sum, k)), 1e-15);
        }
        free(stored);
    }
    safetensors_destroy(file);
    json_decref(document);
}

static void trace_takes_every_net_and_loss(void **state)
{
    (void)state;
    const char *losses[] = {"target", "sum", "margin", "contrastive", "triplet", "logistic"};
    for (int i = 0; i < 6; i++) {
        char words[100];
        snprintf(words, sizeof words, "trace --net bromley2 --loss %s --users 5 --genuine 3 --forged 2",
                 losses[i]);
        assert_int_equal(twingrad(words), 0);
        command_assert_fits();
    }
}

static void verify_accepts_a_reference_and_rejects_another_writer(void **state)
{
    (void)state;
    assert_int_equal(twingrad("synth --users 2 --genuine 7 --forged 1 --seed 3 --out pens"), 0);
    command_assert_says("16 signatures of 2 writers");
    /* By the nearest reference: it is one of them. */
    assert_int_equal(
        twingrad("verify model --score max --reference pens/U1S[1-6].TXT --questioned pens/U1S6.TXT"), 0);
    command_assert_says("ACCEPTED");
    assert_int_equal(twingrad("verify model --reference pens/U1S[1-6].TXT --questioned pens/U2S1.TXT"), 1);
    command_assert_says("REJECTED");
    command_assert_fits();
    assert_int_equal(
        twingrad("verify model --json --reference pens/U1S1.TXT pens/U1S2.TXT --questioned pens/U2S1.TXT"),
        1);
    json_t *document = parse_output();
    assert_true(json_is_false(json_object_get(document, "accepted")));
    assert_int_equal(json_array_size(json_object_get(document, "angles_in_degrees")), 2);
    json_decref(document);
}

/* Other formats hold the same points: a judgement does not change, and a training comes to the same digits. */
static void the_same_signatures_in_another_format_are_judged_alike(void **state)
{
    (void)state;
    static const char *const formats[][2] = {{"svc2004", "TXT"}, {"inkml", "inkml"}, {"susig", "sig"}};
    char judged[200] = "", trained[4000] = "", words[400];
    for (size_t k = 0; k < 3; k++) {
        const char *name = formats[k][0], *end = formats[k][1];
        snprintf(words, sizeof words, "synth --users 6 --genuine 3 --forged 3 --format %s --out as-%s", name,
                 name);
        assert_int_equal(twingrad(words), 0);
        snprintf(words, sizeof words,
                 "verify model --score mean --reference as-%s/U1S1.%s --questioned as-%s/U1S2.%s", name, end,
                 name, end);
        twingrad(words);
        const char *angle = strstr(command_output, "angle to each");
        assert_non_null(angle);
        if (k == 0)
            snprintf(judged, sizeof judged, "%.*s", (int)strcspn(angle, "\n"), angle);
        command_assert_says(judged);
        snprintf(words, sizeof words, "train --data as-%s --pairs 32 --epochs 1 --net 'dense:4' --json",
                 name);
        assert_int_equal(twingrad(words), 0);
        if (k == 0)
            snprintf(trained, sizeof trained, "%.3999s", command_output);
        if (k != 1) /* InkML's pressures and places are rounded otherwise */
            assert_string_equal(command_output, trained);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(help_is_there_for_every_command_and_fits),
        cmocka_unit_test(what_is_wrong_gets_one_sentence_and_status_2),
        cmocka_unit_test(the_program_says_what_it_is_and_what_it_can),
        cmocka_unit_test(training_tells_how_it_goes_and_what_it_is_worth),
        cmocka_unit_test(a_resumed_run_ends_where_an_unbroken_one_does),
        cmocka_unit_test(json_is_one_document),
        cmocka_unit_test(trace_shows_every_step_and_branches_that_add_up),
        cmocka_unit_test(trace_takes_every_net_and_loss),
        cmocka_unit_test(verify_accepts_a_reference_and_rejects_another_writer),
        cmocka_unit_test(the_same_signatures_in_another_format_are_judged_alike),
    };
    return cmocka_run_group_tests(tests, make_folder, own_folder_remove);
}
