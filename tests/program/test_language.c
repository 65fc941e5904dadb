#define _POSIX_C_SOURCE 200809L
#include "program/language.h"
#include "support/test.h"
#include "words/words.h"

#include <stdlib.h>

/* In an environment that asks for English: the language that the words lead to; NULL where they are trouble. */
static const char *language_of(int argc, const char *const words[])
{
    char *argv[8] = {0};
    assert_true(argc < 8);
    for (int i = 0; i < argc; i++)
        argv[i] = (char *)words[i];
    setenv("LC_ALL", "C", 1);
    const Status status = language_begin(argc, argv);
    unsetenv("LC_ALL");
    return status.ok ? words_language() : NULL;
}

#define LANGUAGE(...)                                                                                        \
    language_of((int)(sizeof(const char *[]){"program", __VA_ARGS__} / sizeof(char *)),                      \
                (const char *[]){"program", __VA_ARGS__})

static void the_language_is_what_lang_says_wherever_it_stands(void **state)
{
    (void)state;
    assert_string_equal(LANGUAGE("--lang", "pt_BR"), "pt_BR");
    assert_string_equal(LANGUAGE("--lang=pt_BR"), "pt_BR");
    assert_string_equal(LANGUAGE("--users", "3", "plain", "--lang=pt_BR", "--json"), "pt_BR");
    assert_string_equal(LANGUAGE("--lang=en", "--lang", "pt_BR"), "pt_BR"); /* the last */
    assert_string_equal(LANGUAGE("--lang", "pt_BR", "--lang=en"), "en");
    assert_null(LANGUAGE("--lang=xx"));
    assert_null(LANGUAGE("--lang="));
}

static void what_only_looks_like_it_is_left_to_the_environment(void **state)
{
    (void)state;
    assert_string_equal(language_of(1, (const char *[]){"--lang=pt_BR"}), "en"); /* the program's name */
    assert_string_equal(LANGUAGE("--", "--lang=pt_BR"), "en");
    assert_string_equal(LANGUAGE("--language=pt_BR"), "en");
    assert_string_equal(LANGUAGE("--language", "pt_BR"), "en");
    assert_string_equal(LANGUAGE("-lang", "pt_BR"), "en");
    assert_string_equal(LANGUAGE("--lung=pt_BR"), "en");
    assert_string_equal(LANGUAGE("--lung", "pt_BR"), "en");
    assert_string_equal(LANGUAGE("--lang"), "en"); /* getopt has a sentence for that */
    const char *const asked[] = {"program"};
    setenv("LC_ALL", "pt_BR.UTF-8", 1);
    unsetenv("LANGUAGE");
    assert_ok(language_begin(1, (char *[]){(char *)asked[0], NULL}));
    assert_string_equal(words_language(), "pt_BR");
    unsetenv("LC_ALL");
}

static void the_option_sets_a_text(void **state)
{
    (void)state;
    const char *language = NULL;
    const Option option = language_option(&language);
    assert_string_equal(option.name, "lang");
    assert_ok(options_read(&option, "anything"));
    assert_string_equal(language, "anything");
}

static int speak_english(void **state)
{
    (void)state;
    return words_begin("en").ok ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_language_is_what_lang_says_wherever_it_stands),
        cmocka_unit_test(what_only_looks_like_it_is_left_to_the_environment),
        cmocka_unit_test(the_option_sets_a_text),
    };
    return cmocka_run_group_tests_name("language", tests, NULL, speak_english);
}
