/* twingrad check of a net: what its options choose, and what stands around the checker's report. */
#define _POSIX_C_SOURCE 200809L
#include <jansson.h>
#include <stdlib.h>

#include "cli/commands.h"
#include "command_words.h"
#include "net/faults.h"
#include "net/netcheck.h"
#include "support/test.h"

#define DATA  "--users 5 --genuine 3 --forged 2 --features x,y "
#define SMALL DATA "--net 'conv:2x40/20 tanh flatten dense:4 tanh dense:4' "
enum { PARAMETERS = 2 * 80 + 2 + 4 * 18 + 4 + 4 * 4 + 4 };

static void need_numbers(void)
{
    if (sizeof(real) != sizeof(double) || !NETCHECK_POSSIBLE)
        skip();
}

static json_t *document(const char *words)
{
    char line[600];
    snprintf(line, sizeof line, SMALL "--json %s", words);
    command_words(&check_command, line);
    json_t *read = json_loads(printed_out, 0, NULL);
    assert_non_null(read);
    return read;
}

static void the_title_says_what_is_checked(void **state)
{
    (void)state;
    need_numbers();
    char expected[300];
    assert_int_equal(command_words(&check_command, SMALL), 0);
    snprintf(expected, sizeof expected,
             "net: conv:2x40/20 tanh flatten dense:4 tanh dense:4\n"
             "loss: target, pairs: 2, parameters: %d, numbers: %s, seed: 1\n\nGRADIENT AGREES",
             PARAMETERS, REAL_NAME);
    assert_memory_equal(printed_out, expected, strlen(expected));
    assert_null(strstr(printed_out, "nothing was tested"));
    assert_int_equal(command_words(&check_command, SMALL "--pairs 3 --loss sum --seed 9"), 0);
    snprintf(expected, sizeof expected, "loss: sum, pairs: 3, parameters: %d, numbers: %s, seed: 9\n\n",
             PARAMETERS, REAL_NAME);
    command_words_says(expected);
    command_words(&check_command, SMALL "--fault tanh-forgotten@tanh2");
    command_words_says("planted: tanh-forgotten, in the step tanh2. Forgets that the step is there: dz =\n"
                       "         dh.\n\nGRADIENT WRONG");
    command_words(&check_command, SMALL "--screen --fault conv-bias-last@conv1");
    command_words_says("planted: conv-bias-last, in the step conv1. ");
    command_words(&check_command, SMALL "--fault branches-one");
    command_words_says("planted: branches-one, in the joining: branches. Goes back down the first branch\n"
                       "         alone.\n\nGRADIENT WRONG");
    assert_null(strstr(printed_out, "nothing was tested"));
}

/* As many words on a line as have room in 80 columns, and the others below the first. */
static void a_long_net_is_wrapped_below_its_beginning(void **state)
{
    (void)state;
    need_numbers();
    bool full_line = false;
    for (int tanhs = 12; tanhs < 17; tanhs++)
        for (int dense = 5; dense < 200; dense *= 4) {
            /* To 80 columns, and to 81. */
            char net[300], line[500], title[300] = "";
            strcpy(net, tanhs % 2 ? "flatten dense:9" : "flatten dense:99");
            for (int i = 0; i < tanhs; i++)
                strcat(net, " tanh");
            snprintf(net + strlen(net), sizeof net - strlen(net), " dense:%d tanh", dense);
            snprintf(line, sizeof line, DATA "--screen --net '%s'", net);
            command_words(&check_command, line);
            const char *end = strstr(printed_out, "\nloss: ");
            assert_non_null(end);
            assert_memory_equal(printed_out, "net: ", 5);
            for (const char *at = printed_out; at < end;) {
                size_t length = strcspn(at, "\n");
                assert_true(length <= 80);
                full_line |= length == 80;
                assert_true(at == printed_out || memcmp(at, "     ", 5) == 0);
                if (at + length < end) { /* the next word had no room here */
                    const char *next = at + length + 1 + 5;
                    assert_true(length + 1 + strcspn(next, " \n") > 80);
                }
                strncat(title, at + 5, length - 5);
                if (at + length < end)
                    strcat(title, " ");
                at += length + 1;
            }
            assert_string_equal(title, net);
        }
    assert_true(full_line); /* one of them fits to the last column */
}

static void the_document_says_what_is_checked(void **state)
{
    (void)state;
    need_numbers();
    json_t *read = document("--pairs 3 --seed 4");
    const char *name, *text;
    int pairs, parameters, seed;
    assert_int_equal(json_unpack(read, "{s:s, s:i, s:i, s:i, s:s}", "loss", &name, "pairs", &pairs,
                                 "parameters", &parameters, "seed", &seed, "net", &text),
                     0);
    assert_string_equal(name, "target");
    assert_string_equal(text, "conv:2x40/20 tanh flatten dense:4 tanh dense:4");
    assert_true(pairs == 3 && parameters == PARAMETERS && seed == 4);
    assert_string_equal(json_string_value(json_object_get(read, "numbers")), REAL_NAME);
    assert_true(json_is_null(json_object_get(read, "fault")));
    json_t *report = json_object_get(read, "report");
    assert_string_equal(json_string_value(json_object_get(report, "seed")), "4");
    json_decref(read);
    const struct {
        const char *words, *name, *in;
    } faults[] = {{"--fault tanh-forgotten@tanh2", "tanh-forgotten", "tanh2"},
                  {"--fault branches-one", "branches-one", "branches"}};
    for (size_t i = 0; i < 2; i++) {
        read = document(faults[i].words);
        json_t *fault = json_object_get(read, "fault");
        assert_string_equal(json_string_value(json_object_get(fault, "name")), faults[i].name);
        assert_string_equal(json_string_value(json_object_get(fault, "in")), faults[i].in);
        assert_string_equal(json_string_value(json_object_get(fault, "mistake")),
                            faults_find(faults[i].name)->mistake);
        json_decref(read);
    }
}

/* The number behind `name` in the document of a trace, or of a check. */
static double number_in(json_t *of, const char *name)
{
    json_t *found = json_object_get(of, name);
    assert_true(json_is_real(found));
    return json_real_value(found);
}

/* What `twingrad trace` says of these pairs, one by one: the sum of their losses; and of the weights' squares. */
static double sum_of_losses(const char *words, int pairs, double *squares)
{
    double sum = 0;
    for (int p = 0; p < pairs; p++) {
        char line[600];
        snprintf(line, sizeof line, "%s--json --pair %d", words, p);
        assert_int_equal(command_words(&trace_command, line), 0);
        json_t *read = json_loads(printed_out, 0, NULL), *block, *value;
        assert_non_null(read);
        sum += number_in(read, "loss");
        *squares = 0;
        size_t i, k;
        json_array_foreach(json_object_get(read, "parameters"), i, block)
        {
            const char *name = json_string_value(json_object_get(block, "block"));
            if (strcmp(name + strlen(name) - 2, ".W") != 0) /* biases are not pulled at */
                continue;
            json_array_foreach(json_object_get(block, "value"), k, value) *squares +=
                json_real_value(value) * json_real_value(value);
        }
        json_decref(read);
    }
    return sum;
}

static void the_loss_is_the_mean_of_the_pairs_and_the_weight_decay(void **state)
{
    (void)state;
    need_numbers();
    static const struct {
        const char *words, *more;
        int pairs;
        double decay;
    } cases[] = {
        {SMALL, "", 2, 0}, /* a genuine pair and a forged one */
        {SMALL, "--pairs 1", 1, 0},
        {SMALL "--loss contrastive --seed 4 ", "--pairs 3 --weight-decay 0.25", 3, 0.25},
        {SMALL "--loss triplet --data-seed 6 ", "--pairs 4 --weight-decay 3", 4, 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char line[600];
        double squares = 0;
        const double sum = sum_of_losses(cases[i].words, cases[i].pairs, &squares);
        assert_true(sum > 0 && squares > 1);
        snprintf(line, sizeof line, "%s--json --screen %s", cases[i].words, cases[i].more);
        assert_int_equal(command_words(&check_command, line), 0);
        json_t *read = json_loads(printed_out, 0, NULL);
        assert_non_null(read);
        assert_close(number_in(json_object_get(read, "report"), "loss"),
                     sum / cases[i].pairs + cases[i].decay / 2 * squares, 1e-12);
        json_decref(read);
    }
}

/* "6 blocks, 258 entries" where every entry was looked at, "... directions" where some directions were. */
static void how_much_is_looked_at_is_chosen(void **state)
{
    (void)state;
    need_numbers();
    static const char *const lines[][2] = {
        {SMALL, " 258 entries"},
        {SMALL "--full", " 258 entries"},
        {SMALL "--screen", " directions"},
    };
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(command_words(&check_command, lines[i][0]), 0);
        const char *end = strstr(printed_out, "GRADIENT AGREES");
        assert_non_null(end);
        char first[200];
        snprintf(first, sizeof first, "%.*s", (int)strcspn(end, "\n"), end);
        if (!strstr(first, lines[i][1]))
            print_error("%s: %s\n", lines[i][0], first);
        assert_non_null(strstr(first, lines[i][1]));
    }
    /* Of more than 50000 numbers first a few directions; all of them where that finds something. */
    const char large[] = DATA "--net 'flatten dense:126' --pairs 1 ";
    assert_int_equal(command_words(&check_command, large), 0);
    command_words_says(" directions");
    char all[400];
    snprintf(all, sizeof all, "%s--full", large);
    assert_int_equal(command_words(&check_command, all), 0);
    command_words_says(" 50526 entries");
    static const char *const wrong[][2] = {
        {"", "GRADIENT WRONG  block dense1.W (126x400): 50400 of 50400 entries outside their\n  error bar\n"},
        {"--full",
         "GRADIENT WRONG  block dense1.W (126x400): 50400 of 50400 entries outside their\n  error bar\n"},
        {"--screen",
         "GRADIENT WRONG  block dense1.b (126x1): 126 of 126 entries outside their error\n  bar\n"},
    };
    for (size_t i = 0; i < 3; i++) {
        char line[400];
        snprintf(line, sizeof line, "%s--fault branches-one %s", large, wrong[i][0]);
        assert_int_equal(command_words(&check_command, line), 1);
        command_words_says(wrong[i][1]);
    }
}

static void as_many_entries_are_listed_as_are_asked_for(void **state)
{
    (void)state;
    need_numbers();
    assert_int_equal(command_words(&check_command, SMALL "--fault branches-one"), 1);
    assert_null(strstr(printed_out, "the worst first"));
    assert_int_equal(command_words(&check_command, SMALL "--fault branches-one --entries 2"), 1);
    const char *list = strstr(printed_out, "  entries of dense1.W, the worst first:\n");
    assert_non_null(list);
    const char *next = strstr(list, "  entries of dense1.b, the worst first:\n");
    assert_non_null(next);
    int lines = 0;
    for (; list < next; list++)
        lines += *list == '\n';
    assert_int_equal(lines, 3);
}

static void where_every_gradient_is_zero_nothing_was_tested(void **state)
{
    (void)state;
    need_numbers();
    assert_int_equal(command_words(&check_command, SMALL "--loss triplet --margin -2.5"), 3);
    command_words_says("\nEvery block's gradient is zero at this point, so nothing was tested.\n");
}

static void the_faults_are_listed_with_what_they_replace(void **state)
{
    (void)state;
    char expected[1 << 14] = "";
    size_t count = 0;
    const Fault *fault;
    for (; (fault = faults_at(count)); count++)
        snprintf(expected + strlen(expected), sizeof expected - strlen(expected), "%s (%s%s)\n    %s\n",
                 fault->name, fault->step ? "the step " : "the joining: ", fault->replaces, fault->mistake);
    assert_int_equal(command_words(&check_command, "--list-faults"), 0);
    assert_string_equal(printed_out, expected);
    assert_non_null(strstr(expected, " (the step "));
    assert_non_null(strstr(expected, " (the joining: "));
    assert_int_equal(command_words(&check_command, "--list-faults --json"), 0);
    json_t *list = json_loads(printed_out, 0, NULL);
    assert_int_equal(json_array_size(list), count);
    for (size_t i = 0; (fault = faults_at(i)); i++) {
        json_t *item = json_array_get(list, i);
        assert_string_equal(json_string_value(json_object_get(item, "name")), fault->name);
        assert_string_equal(json_string_value(json_object_get(item, "replaces")), fault->replaces);
        assert_string_equal(json_string_value(json_object_get(item, "mistake")), fault->mistake);
    }
    json_decref(list);
}

static void what_does_not_go_together_is_one_sentence(void **state)
{
    (void)state;
    command_words_refuses(&check_command, "a b c", "'b': one MODEL is expected, not two");
    command_words_refuses(&check_command, "a --plugin b.so",
                          "--plugin checks an own function: no MODEL and no --fault with it");
    command_words_refuses(&check_command, "--plugin b.so --fault cosine-sign",
                          "--plugin checks an own function: no MODEL and no --fault with it");
    command_words_refuses(&check_command, "--full --screen", "--full and --screen exclude each other");
    if (!NETCHECK_POSSIBLE)
        return;
    command_words_refuses(
        &check_command, SMALL "--fault mean-forgotten --pairs 1",
        "mean-forgotten: the mean of one pair cannot be forgotten; more --pairs are needed");
    command_words_refuses(&check_command, "--users 5 --genuine 1",
                          "no user has two genuine signatures, and the mix wants genuine pairs");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_title_says_what_is_checked),
        cmocka_unit_test(a_long_net_is_wrapped_below_its_beginning),
        cmocka_unit_test(the_document_says_what_is_checked),
        cmocka_unit_test(the_loss_is_the_mean_of_the_pairs_and_the_weight_decay),
        cmocka_unit_test(how_much_is_looked_at_is_chosen),
        cmocka_unit_test(as_many_entries_are_listed_as_are_asked_for),
        cmocka_unit_test(where_every_gradient_is_zero_nothing_was_tested),
        cmocka_unit_test(the_faults_are_listed_with_what_they_replace),
        cmocka_unit_test(what_does_not_go_together_is_one_sentence),
    };
    return cmocka_run_group_tests_name("check net", tests, NULL, NULL);
}
