#define _POSIX_C_SOURCE 200809L
#include "base/files.h"
#include "support/test.h"
#include "words/words.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

static const char english[] = N_("this text"), portuguese[] = "este texto";

static void forget_environment(void)
{
    unsetenv("LANGUAGE");
    unsetenv("LC_ALL");
    unsetenv("LC_MESSAGES");
    unsetenv("LANG");
}

static void without_a_beginning_all_is_english(void **state)
{
    (void)state;
    assert_string_equal(words_language(), "en");
    assert_ptr_equal(_(english), english);
}

static void portuguese_is_spoken_where_no_locale_is_installed(void **state)
{
    (void)state;
    forget_environment();
    setenv("LC_ALL", "C", 1);
    assert_ok(words_begin("pt_BR"));
    assert_string_equal(words_language(), "pt_BR");
    assert_string_equal(_(english), portuguese);
}

static void the_language_has_several_names(void **state)
{
    (void)state;
    static const char *const names[] = {"pt_BR", "pt-BR", "pt", "pt_BR.UTF-8", "PT_br", "pt_PT"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_ok(words_begin("en"));
        assert_ok(words_begin(names[i]));
        assert_string_equal(words_language(), "pt_BR");
    }
    assert_ok(words_begin("en_GB.UTF-8"));
    assert_string_equal(words_language(), "en");
    assert_ptr_equal(_(english), english);
}

/* Those of the floors below, which know no words. */
static void sentences_of_trouble_are_in_the_language_too(void **state)
{
    (void)state;
    char *bytes;
    size_t size;
    assert_ok(words_begin("pt_BR"));
    assert_trouble(files_read("/nowhere/at/all", 10, &bytes, &size), "n\xc3\xa3o pode ser aberto");
    assert_ok(words_begin("en"));
    assert_trouble(files_read("/nowhere/at/all", 10, &bytes, &size), "cannot be opened");
}

static void an_unknown_language_is_one_sentence(void **state)
{
    (void)state;
    static const char *const names[] = {"xx", "ptx", "p", "", "123"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_ok(words_begin("pt_BR"));
        assert_trouble(words_begin(names[i]), ": expected en or pt_BR");
        assert_string_equal(words_language(), "en");
    }
}

/* The variables, and the language that gettext's manual gives for them. */
static void the_environment_is_read_as_gettext_does(void **state)
{
    (void)state;
    static const struct {
        const char *language, *all, *messages, *lang, *expected;
    } cases[] = {
        {NULL, NULL, NULL, NULL, "en"},
        {NULL, NULL, NULL, "pt_BR.UTF-8", "pt_BR"},
        {NULL, NULL, "pt_BR.UTF-8", "en_US.UTF-8", "pt_BR"},
        {NULL, "en_US.UTF-8", "pt_BR.UTF-8", "pt_BR.UTF-8", "en"},
        {NULL, "", "", "pt_BR", "pt_BR"},
        {"pt_BR", NULL, NULL, "en_US.UTF-8", "pt_BR"},
        {"de:pt:en", NULL, NULL, "de_DE.UTF-8", "pt_BR"},
        {"de:fr", NULL, NULL, "de_DE.UTF-8", "en"},
        {"pt_BR", NULL, NULL, "C.UTF-8", "pt_BR"},
        {"pt_BR", "C", NULL, "pt_BR.UTF-8", "en"},
        {"pt_BR", "POSIX", NULL, NULL, "en"},
        {":pt_BR:", NULL, NULL, "ja_JP.UTF-8", "pt_BR"},
    };
    static const char *const names[] = {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *values[] = {cases[i].language, cases[i].all, cases[i].messages, cases[i].lang};
        forget_environment();
        for (size_t v = 0; v < 4; v++)
            if (values[v])
                setenv(names[v], values[v], 1);
        assert_ok(words_begin(NULL));
        assert_string_equal(words_language(), cases[i].expected);
    }
    forget_environment();
}

static void numbers_keep_their_point(void **state)
{
    (void)state;
    forget_environment();
    setenv("LC_ALL", "pt_BR.UTF-8", 1);
    assert_ok(words_begin(NULL));
    char text[10];
    snprintf(text, sizeof text, "%.1f", 1.5);
    assert_string_equal(text, "1.5");
    assert_string_equal(setlocale(LC_ALL, NULL), "C");
    forget_environment();
}

static void a_number_chooses_the_form_of_a_sentence(void **state)
{
    (void)state;
    assert_ok(words_begin("en"));
    assert_string_equal(words_many("%d leaf", "%d leaves", 0), "%d leaves");
    assert_string_equal(words_many("%d leaf", "%d leaves", 1), "%d leaf");
    assert_string_equal(words_many("%d leaf", "%d leaves", 2), "%d leaves");
    assert_ok(words_begin("pt_BR")); /* in which nothing is one, too */
    assert_string_equal(words_many("%zu stroke", "%zu strokes", 0), "%zu tra\xc3\xa7o");
    assert_string_equal(words_many("%zu stroke", "%zu strokes", 1), "%zu tra\xc3\xa7o");
    assert_string_equal(words_many("%zu stroke", "%zu strokes", 2), "%zu tra\xc3\xa7os");
}

static void a_text_without_translation_stays_as_it_is(void **state)
{
    (void)state;
    assert_ok(words_begin("pt_BR"));
    assert_string_equal(words_get("zzz"), "zzz");
    assert_string_equal(words_get(""), "");
    assert_string_equal(words_many("%d zzz", "%d zzzs", 2), "%d zzzs");
}

/* The rules that choose a plural form are written in C; each must be the one that its catalogue says. */
static void the_plural_rules_are_those_of_the_catalogues(void **state)
{
    (void)state;
    FILE *file = fopen("src/words/po/pt_BR.po", "r");
    assert_non_null(file);
    char line[200];
    bool said = false;
    while (fgets(line, sizeof line, file))
        said = said || strcmp(line, "\"Plural-Forms: nplurals=2; plural=(n > 1);\\n\"\n") == 0;
    fclose(file);
    assert_true(said);
    assert_string_equal(words_languages(0), "en");
    assert_string_equal(words_languages(1), "pt_BR");
    assert_null(words_languages(2));
}

static int speak_english(void **state)
{
    (void)state;
    return words_begin("en").ok ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_beginning_all_is_english),
        cmocka_unit_test(portuguese_is_spoken_where_no_locale_is_installed),
        cmocka_unit_test(the_language_has_several_names),
        cmocka_unit_test(sentences_of_trouble_are_in_the_language_too),
        cmocka_unit_test(an_unknown_language_is_one_sentence),
        cmocka_unit_test(the_environment_is_read_as_gettext_does),
        cmocka_unit_test(numbers_keep_their_point),
        cmocka_unit_test(a_number_chooses_the_form_of_a_sentence),
        cmocka_unit_test(a_text_without_translation_stays_as_it_is),
        cmocka_unit_test(the_plural_rules_are_those_of_the_catalogues),
    };
    return cmocka_run_group_tests_name("words", tests, NULL, speak_english);
}
