/* Where a program looks for its texts: this one is copied into folders, with a catalogue beside it or none, and says there
 * what it found. */
#define _POSIX_C_SOURCE 200809L
#include "support/command.h"
#include "support/own_folder.h"
#include "support/test.h"
#include "words/words.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *program;

/* What the copy does: begins in the language ("": as the environment says), and prints what it speaks then. */
static int speak(const char *language)
{
    Status status = words_begin(*language ? language : NULL);
    printf("%s, %s, %s", status.ok ? "ok" : status.message, words_language(), _("this text"));
    return 0;
}

/* own_folder/texts.mo, with a translation of "this text". */
static int make_folder(void **state)
{
    if (own_folder_make(state) != 0)
        return -1;
    char line[800];
    snprintf(line, sizeof line,
             "cd %s && printf 'msgid \"\"\\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\\\n\"\\n"
             "msgid \"this text\"\\nmsgstr \"daqui\"\\n' | msgfmt -o texts.mo -",
             own_folder);
    return command_run(line);
}

/* The program, copied to own_folder/`folder`, begins in the language; own_folder/`locale` has the catalogue. */
static void speak_in(const char *folder, const char *locale, const char *language)
{
    char line[8000];
    snprintf(line, sizeof line,
             "p=$(realpath '%s') && cd %s && mkdir -p '%s' '%s/pt_BR/LC_MESSAGES' && cp texts.mo "
             "'%s/pt_BR/LC_MESSAGES/twingrad.mo' && cp \"$p\" '%s/speaks' && exec '%s/speaks' speak '%s'",
             program, own_folder, folder, locale, locale, folder, folder, language);
    assert_int_equal(command_run(line), 0);
}

static void texts_are_found_beside_the_program_and_a_little_above(void **state)
{
    (void)state;
    static const char *const places[][2] = {{"a/bin", "a/bin/locale"},
                                            {"b/bin", "b/locale"},
                                            {"c/deep/bin", "c/locale"},
                                            {"d/bin", "d/share/locale"}};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        speak_in(places[i][0], places[i][1], "pt_BR");
        assert_string_equal(command_output, "ok, pt_BR, daqui");
    }
}

static void texts_that_are_not_there_are_missed_only_by_who_asked_for_them(void **state)
{
    (void)state;
    speak_in("e/bin", "elsewhere", "pt_BR");
    command_assert_says("the texts in the language 'pt_BR' are not where they are installed, /");
    command_assert_says("/e/bin/../share/locale/pt_BR/LC_MESSAGES/twingrad.mo, en, this text");
    setenv("LC_ALL", "pt_BR.UTF-8", 1);
    unsetenv("LANGUAGE");
    speak_in("e/bin", "elsewhere", "");
    assert_string_equal(command_output, "ok, en, this text");
    speak_in("e/bin", "e/locale", "");
    assert_string_equal(command_output, "ok, pt_BR, daqui");
    unsetenv("LC_ALL");
}

static void damaged_texts_are_told_and_all_is_english(void **state)
{
    (void)state;
    speak_in("f/bin", "f/locale", "pt_BR");
    char line[400];
    snprintf(line, sizeof line,
             "cd %s/f && truncate -s -1 locale/pt_BR/LC_MESSAGES/twingrad.mo && bin/speaks speak pt_BR",
             own_folder);
    assert_int_equal(command_run(line), 0);
    command_assert_says("twingrad.mo: no catalogue of translations, or a damaged one, en, this text");
}

/* "down/xxxx.../xxxx.../bin", whose whole path has `length` bytes. */
static void name_of_length(size_t length, char name[static 2000])
{
    const size_t before = strlen(own_folder) + 1;
    assert_true(length > before + 10 && length < 1900);
    strcpy(name, "down/");
    for (size_t i = strlen(name); i < length - before; i++)
        name[i] = i % 100 == 0 ? '/' : 'x';
    memcpy(name + length - before - 4, "/bin", 5);
}

/* A path to its texts has up to 1023 bytes; that of the program, "/speaks" with it, up to 1022. */
static void a_program_in_a_folder_whose_name_is_too_long_finds_no_texts(void **state)
{
    (void)state;
    const size_t behind = strlen("/locale/pt_BR/LC_MESSAGES/twingrad.mo");
    char folder[2000], locale[2100];
    const struct {
        size_t length;
        const char *said;
    } cases[] = {
        {1023 - behind, "ok, pt_BR, daqui"},
        {1023 - behind + 1, "the texts in the language 'pt_BR' are not where they are installed, "},
        {1022 - strlen("/speaks"), "the texts in the language 'pt_BR' are not where they are installed, "},
        {1023 - strlen("/speaks"), "the system does not tell where this program lies, en, this text"},
        {1200, "the system does not tell where this program lies, en, this text"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        name_of_length(cases[i].length, folder);
        snprintf(locale, sizeof locale, "%s/locale", folder);
        speak_in(folder, locale, "pt_BR");
        assert_memory_equal(command_output, cases[i].said, strlen(cases[i].said));
    }
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "speak") == 0)
        return speak(argv[2]);
    program = argv[0];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_found_beside_the_program_and_a_little_above),
        cmocka_unit_test(texts_that_are_not_there_are_missed_only_by_who_asked_for_them),
        cmocka_unit_test(damaged_texts_are_told_and_all_is_english),
#ifdef __linux__
        cmocka_unit_test(a_program_in_a_folder_whose_name_is_too_long_finds_no_texts),
#endif
    };
    return cmocka_run_group_tests_name("where", tests, make_folder, own_folder_remove);
}
