#define _POSIX_C_SOURCE 200809L
#include "net/real.h"
#include "program/options.h"
#include "support/printed.h"
#include "support/test.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* What the options of these tests set. */
typedef struct Values {
    bool flag;
    const char *text;
    size_t count, any;
    uint64_t seed;
    double number, free, up_to_0;
    OptionTexts texts;
} Values;

enum { OPTIONS = 9 };

static void list(Values *v, Option options[static OPTIONS])
{
    *v = (Values){.text = "before", .count = 4, .any = 5, .seed = 6, .number = 0.5, .free = 7, .up_to_0 = -1};
    const Option all[OPTIONS] = {
        {"flag", OPTIONS_FLAG, &v->flag, NULL, "a flag", 0, 0},
        {"text", OPTIONS_TEXT, &v->text, "WORDS", "a text", 0, 0},
        {"count", OPTIONS_COUNT, &v->count, "N", "how many", 2, 10},
        {"any", OPTIONS_COUNT, &v->any, "N", "as many as you like", 0, 0},
        {"seed", OPTIONS_SEED, &v->seed, "S", "of all that is drawn by lot:\nthe same number, the same\nlot",
         0, 0},
        {"number", OPTIONS_NUMBER, &v->number, "X", "a part", 0, 1},
        {"free", OPTIONS_NUMBER, &v->free, "X", "any number", 0, 0},
        {"up-to-0", OPTIONS_NUMBER, &v->up_to_0, "X", "none above 0", -2, 0},
        {"texts", OPTIONS_TEXTS, &v->texts, "FILE...", "several", 0, 0},
    };
    memcpy(options, all, sizeof all);
}

static const ProgramCommand part = {
    .program = "program", .name = "part", .usage = "[OPTION]...", .description = "Does a part."};
static const ProgramCommand whole = {
    .program = "program", .name = "", .usage = "[OPTION]... [WORD]...", .description = "Does the whole."};

static char *words[400];
static int n_words, first;
static Values values;

/* Parses `line`, words with one blank between them ("_" stands for an empty one), as those of a command. */
static int parse(const ProgramCommand *command, const char *line)
{
    static char copy[8000];
    Option options[OPTIONS];
    list(&values, options);
    snprintf(copy, sizeof copy, "argv0 %s", line);
    n_words = 0;
    for (char *word = strtok(copy, " "); word; word = strtok(NULL, " "))
        words[n_words++] = strcmp(word, "_") == 0 ? word + 1 : word;
    words[n_words] = NULL;
    first = -7;
    printed_begin();
    int status = options_parse(command, OPTIONS, options, n_words, words, &first);
    printed_end();
    assert_string_equal(words[0], "argv0");
    return status;
}

static void assert_taken(const char *line)
{
    int status = parse(&part, line);
    if (status != OPTIONS_GO_ON)
        print_error("'%s': %d, %s\n", line, status, printed_error);
    assert_int_equal(status, OPTIONS_GO_ON);
    assert_string_equal(printed_out, "");
    assert_string_equal(printed_error, "");
}

static void assert_refused(const char *line, const char *sentence)
{
    assert_int_equal(parse(&part, line), 2);
    assert_string_equal(printed_error, sentence);
    assert_string_equal(printed_out, "");
}

static void what_is_not_said_stays_as_it_was(void **state)
{
    (void)state;
    assert_taken("");
    assert_false(values.flag);
    assert_string_equal(values.text, "before");
    assert_int_equal(values.count, 4);
    assert_int_equal(values.texts.count, 0);
    assert_int_equal(first, 1);
}

static void every_kind_takes_what_its_limits_allow(void **state)
{
    (void)state;
    assert_taken(
        "--flag --text some --count 2 --any 1000000000 --seed 18446744073709551615 --number 0 --free -1e300");
    assert_true(values.flag);
    assert_string_equal(values.text, "some");
    assert_int_equal(values.count, 2);
    assert_int_equal(values.any, 1000000000);
    assert_true(values.seed == UINT64_MAX);
    assert_true(values.number == 0 && values.free == -1e300);
    assert_taken("--count=10 --any=0 --seed=0 --number=1 --up-to-0=0");
    assert_int_equal(values.count, 10);
    assert_int_equal(values.any, 0);
    assert_true(values.seed == 0 && values.number == 1 && values.up_to_0 == 0);
    assert_taken("--seed 9 --up-to-0 -2 --text _");
    assert_true(values.seed == 9 && values.up_to_0 == -2);
    assert_string_equal(values.text, "");
}

static void a_value_beyond_them_is_one_sentence(void **state)
{
    (void)state;
    static const char *const lines[][2] = {
        {"--count 1", "program part: --count 1: expected a whole number from 2 to 10\n"},
        {"--count 11", "program part: --count 11: expected a whole number from 2 to 10\n"},
        {"--count 3x", "program part: --count 3x: expected a whole number from 2 to 10\n"},
        {"--count +3", "program part: --count +3: expected a whole number from 2 to 10\n"},
        {"--count :", "program part: --count :: expected a whole number from 2 to 10\n"},
        {"--any 1000000001",
         "program part: --any 1000000001: expected a whole number from 0 to 1000000000\n"},
        {"--any _", "program part: --any : expected a whole number from 0 to 1000000000\n"},
        {"--seed -1", "program part: --seed -1: expected a whole number from 0 to 2^64 - 1\n"},
        {"--seed 18446744073709551616",
         "program part: --seed 18446744073709551616: expected a whole number from 0 to 2^64 - 1\n"},
        {"--number -0.001", "program part: --number -0.001: expected a number from 0 to 1\n"},
        {"--number 1.001", "program part: --number 1.001: expected a number from 0 to 1\n"},
        {"--number nan", "program part: --number nan: expected a number from 0 to 1\n"},
        {"--up-to-0 0.1", "program part: --up-to-0 0.1: expected a number from -2 to 0\n"},
        {"--free inf", "program part: --free inf: expected a number\n"},
        {"--free much", "program part: --free much: expected a number\n"},
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        assert_refused(lines[i][0], lines[i][1]);
        assert_int_equal(first, -7);
    }
    assert_int_equal(parse(&whole, "--count 1"), 2);
    assert_string_equal(printed_error, "program: --count 1: expected a whole number from 2 to 10\n");
}

static void what_is_no_option_is_told_with_where_help_is(void **state)
{
    (void)state;
    assert_refused("--wings 2", "program part: unrecognized option '--wings'\nTry 'program part --help'.\n");
    assert_refused("--count",
                   "program part: option '--count' requires an argument\nTry 'program part --help'.\n");
    assert_refused("--flag=yes",
                   "program part: option '--flag' doesn't allow an argument\nTry 'program part --help'.\n");
    assert_refused("-x", "program part: invalid option -- 'x'\nTry 'program part --help'.\n");
    assert_refused("--version",
                   "program part: unrecognized option '--version'\nTry 'program part --help'.\n");
}

static void plain_words_stand_behind_the_options(void **state)
{
    (void)state;
    assert_taken("one --count 3 two --flag three -- --text four");
    assert_int_equal(n_words - first, 5);
    static const char *const expected[] = {"one", "two", "three", "--text", "four"};
    for (int i = 0; i < 5; i++)
        assert_string_equal(words[first + i], expected[i]);
    assert_int_equal(values.count, 3);
    assert_string_equal(values.text, "before");
}

static void texts_take_the_plain_words_behind_them(void **state)
{
    (void)state;
    assert_taken("plain --texts a b --texts c --flag d");
    assert_int_equal(values.texts.count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_string_equal(values.texts.texts[i], ((const char *[]){"a", "b", "c"})[i]);
    assert_int_equal(n_words - first, 2);
    assert_int_equal(parse(&whole, "plain --texts a b --texts c --flag d"), OPTIONS_GO_ON);
    assert_int_equal(values.texts.count, 3);
    assert_string_equal(words[first], "plain");
    assert_string_equal(words[first + 1], "d");
}

static void more_texts_than_there_is_room_for_are_refused(void **state)
{
    (void)state;
    char line[1000] = "--texts";
    for (size_t i = 0; i < OPTIONS_TEXTS_MAX; i++)
        strcat(line, " f");
    assert_taken(line);
    assert_int_equal(values.texts.count, OPTIONS_TEXTS_MAX);
    strcat(line, " last");
    assert_refused(line, "program part: --texts last: expected no more than 64 of them\n");
    assert_int_equal(values.texts.count, OPTIONS_TEXTS_MAX);
}

/* More than any command takes: the first 256 are kept, and it is for the command to say that they are too many. */
static void of_many_plain_words_the_first_are_kept(void **state)
{
    (void)state;
    for (int behind = 0; behind < 2; behind++) {
        char line[4000] = "";
        strcpy(line, behind ? "--" : "");
        for (int i = 0; i < 300; i++)
            snprintf(line + strlen(line), sizeof line - strlen(line), " w%d", i);
        assert_taken(line);
        assert_int_equal(n_words - first, 256);
        assert_string_equal(words[first], "w0");
        assert_string_equal(words[first + 255], "w255");
    }
}

static void help_lists_the_options_in_two_columns(void **state)
{
    (void)state;
    assert_int_equal(parse(&part, "--count 3 --help --wings"), 0);
    assert_string_equal(printed_error, "");
    assert_string_equal(printed_out, "usage: program part [OPTION]...\n"
                                     "\n"
                                     "Does a part.\n"
                                     "\n"
                                     "  --flag               a flag\n"
                                     "  --text WORDS         a text\n"
                                     "  --count N            how many\n"
                                     "  --any N              as many as you like\n"
                                     "  --seed S             of all that is drawn by lot:\n"
                                     "                       the same number, the same\n"
                                     "                       lot\n"
                                     "  --number X           a part\n"
                                     "  --free X             any number\n"
                                     "  --up-to-0 X          none above 0\n"
                                     "  --texts FILE...      several\n"
                                     "  --help               this text\n");
}

/* Twenty letters, however many bytes they are, stand beside their help; more above it. */
static void a_long_option_stands_above_its_help(void **state)
{
    (void)state;
    size_t n = 0;
    bool flag = false;
    const Option options[] = {
        {"twelve-rooms", OPTIONS_COUNT, &n, "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", "twenty", 0, 0},
        {"twelve-rooms", OPTIONS_COUNT, &n, "eleven", "twenty-one\nand more", 0, 0},
        {"twelve-rooms", OPTIONS_COUNT, &n, "and-a-kitchen", "more", 0, 0},
        {"eighteen-letters-x", OPTIONS_FLAG, &flag, NULL, "twenty, too", 0, 0},
    };
    char *line[] = {(char[]){"argv0"}, (char[]){"--help"}, NULL};
    printed_begin();
    int status = options_parse(&whole, 4, options, 2, line, &first);
    printed_end();
    assert_int_equal(status, 0);
    assert_string_equal(printed_out, "usage: program [OPTION]... [WORD]...\n"
                                     "\n"
                                     "Does the whole.\n"
                                     "\n"
                                     "  --twelve-rooms \xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9 twenty\n"
                                     "  --twelve-rooms eleven\n"
                                     "                       twenty-one\n"
                                     "                       and more\n"
                                     "  --twelve-rooms and-a-kitchen\n"
                                     "                       more\n"
                                     "  --eighteen-letters-x twenty, too\n"
                                     "  --help               this text\n"
                                     "  --version            the version of this program\n");
}

static void a_whole_program_tells_its_version(void **state)
{
    (void)state;
    assert_int_equal(parse(&whole, "--version --wings"), 0);
    char expected[100];
    snprintf(expected, sizeof expected, "program %s (numbers: %s)\n", TWINGRAD_VERSION, REAL_NAME);
    assert_string_equal(printed_out, expected);
    assert_string_equal(printed_error, "");
}

static void a_name_is_that_of_the_program_and_the_command(void **state)
{
    (void)state;
    assert_string_equal(options_name(&part).text, "program part");
    assert_string_equal(options_name(&whole).text, "program");
}

/* ---- as text ---- */

static Option find(const Option options[static OPTIONS], const char *name)
{
    for (size_t i = 0; i < OPTIONS; i++)
        if (strcmp(options[i].name, name) == 0)
            return options[i];
    fail();
    return options[0];
}

static void a_value_is_written_and_read_back(void **state)
{
    (void)state;
    static const char *const texts[][2] = {
        {"flag", "yes"},   {"flag", "no"},       {"text", "a folder/of mine"},
        {"count", "10"},   {"any", "123456789"}, {"seed", "18446744073709551615"},
        {"number", "0.1"}, {"free", "-1e-300"},  {"free", "0.30000000000000004"}};
    Option options[OPTIONS];
    char text[OPTIONS_VALUE_SIZE];
    list(&values, options);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        Option option = find(options, texts[i][0]);
        assert_ok(options_read(&option, texts[i][1]));
        options_write(&option, text);
        assert_string_equal(text, texts[i][1]);
    }
    assert_true(values.number == 0.1 && values.free == 0.1 + 0.2 && values.count == 10);
    Option of_texts = find(options, "texts");
    options_write(&of_texts, text);
    assert_string_equal(text, OPTIONS_UNSET);
}

static void a_number_that_nobody_gave_stays_so(void **state)
{
    (void)state;
    Option options[OPTIONS];
    char text[OPTIONS_VALUE_SIZE];
    list(&values, options);
    Option option = find(options, "free");
    values.free = NAN;
    options_write(&option, text);
    assert_string_equal(text, OPTIONS_UNSET);
    assert_ok(options_read(&option, text));
    assert_true(isnan(values.free));
    assert_trouble(options_read(&option, "nan"), "free: expected a number, found 'nan'");
    values.free = 2; /* but one that was given has no other value for it */
    assert_trouble(options_read(&option, OPTIONS_UNSET), "free: expected a number, found '-'");
    Option text_option = find(options, "text"); /* of a text it is a text */
    assert_ok(options_read(&text_option, OPTIONS_UNSET));
    assert_string_equal(values.text, "-");
}

static void an_error_of_before_does_not_count(void **state)
{
    (void)state;
    Option options[OPTIONS];
    list(&values, options);
    Option option = find(options, "seed");
    errno = ERANGE;
    assert_ok(options_read(&option, "12"));
    assert_true(values.seed == 12);
}

/* A text of any length is written as far as there is room. */
static void a_text_is_cut_where_the_room_ends(void **state)
{
    (void)state;
    Option options[OPTIONS];
    char text[OPTIONS_VALUE_SIZE + 1], name[OPTIONS_VALUE_SIZE + 100];
    memset(name, 'n', sizeof name);
    name[sizeof name - 1] = 0;
    list(&values, options);
    values.text = name;
    text[OPTIONS_VALUE_SIZE] = 'x';
    Option option = find(options, "text");
    options_write(&option, text);
    assert_int_equal(strlen(text), OPTIONS_VALUE_SIZE - 1);
    assert_int_equal(text[OPTIONS_VALUE_SIZE], 'x');
}

static void what_is_no_value_is_refused_and_nothing_set(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"flag", "maybe", "flag: expected yes or no, found 'maybe'"},
        {"flag", "-", "flag: expected yes or no, found '-'"},
        {"count", "11", "count: expected a whole number from 2 to 10, found '11'"},
        {"count", "-", "count: expected a whole number from 2 to 10, found '-'"},
        {"seed", "x", "seed: expected a whole number from 0 to 2^64 - 1, found 'x'"},
        {"number", "2", "number: expected a number from 0 to 1, found '2'"},
    };
    Option options[OPTIONS];
    list(&values, options);
    values.flag = true;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Option option = find(options, cases[i][0]);
        Status status = options_read(&option, cases[i][1]);
        assert_false(status.ok);
        assert_string_equal(status.message, cases[i][2]);
    }
    Option seed = find(options, "seed");
    values.seed = UINT64_MAX; /* whose bits, as a double, are a NaN */
    assert_trouble(options_read(&seed, OPTIONS_UNSET), "seed: expected a whole number");
    values.seed = 6;
    assert_true(values.flag && values.count == 4 && values.seed == 6 && values.number == 0.5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_said_stays_as_it_was),
        cmocka_unit_test(every_kind_takes_what_its_limits_allow),
        cmocka_unit_test(a_value_beyond_them_is_one_sentence),
        cmocka_unit_test(what_is_no_option_is_told_with_where_help_is),
        cmocka_unit_test(plain_words_stand_behind_the_options),
        cmocka_unit_test(texts_take_the_plain_words_behind_them),
        cmocka_unit_test(more_texts_than_there_is_room_for_are_refused),
        cmocka_unit_test(of_many_plain_words_the_first_are_kept),
        cmocka_unit_test(help_lists_the_options_in_two_columns),
        cmocka_unit_test(a_long_option_stands_above_its_help),
        cmocka_unit_test(a_whole_program_tells_its_version),
        cmocka_unit_test(a_name_is_that_of_the_program_and_the_command),
        cmocka_unit_test(a_value_is_written_and_read_back),
        cmocka_unit_test(a_number_that_nobody_gave_stays_so),
        cmocka_unit_test(an_error_of_before_does_not_count),
        cmocka_unit_test(a_text_is_cut_where_the_room_ends),
        cmocka_unit_test(what_is_no_value_is_refused_and_nothing_set),
    };
    return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
