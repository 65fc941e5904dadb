/* A command line: its words are the lines of the input. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "live/setup.h"
#include "program/language.h"
#include "program/options.h"

enum { WORDS_MOST = 40, OWN = 3 };

static const ProgramCommand command = {
    .program = "program", .name = "", .usage = "[OPTION]...", .summary = "", .description = "A program."};

static size_t split(char *text, char *words[WORDS_MOST])
{
    static char name[] = "program";
    size_t count = 0;
    words[count++] = name;
    for (char *next = text; next && count + 1 < WORDS_MOST; count++) {
        words[count] = next;
        next = strchr(next, '\n');
        if (next)
            *next++ = 0;
    }
    words[count] = NULL;
    return count;
}

/* What is set is within what the table allows, and comes back from its text to the bit. */
static void require_within(const Option *option)
{
    char text[OPTIONS_VALUE_SIZE], again[OPTIONS_VALUE_SIZE];
    if (option->kind == OPTIONS_TEXTS || option->kind == OPTIONS_TEXT)
        return; /* these point into the command line */
    options_write(option, text);
    fuzz_require(options_read(option, text).ok);
    options_write(option, again);
    fuzz_require(strcmp(text, again) == 0);
}

#ifdef __GLIBC__
/* Standard error and output are kept from the terminal while the words are parsed. */
static int parse(size_t count, const Option options[], int argc, char **argv, int *first)
{
    static FILE *nowhere;
    if (!nowhere)
        nowhere = fopen("/dev/null", "w");
    fuzz_require(nowhere != NULL);
    FILE *out = stdout, *error = stderr;
    stdout = stderr = nowhere;
    const int ended = options_parse(&command, count, options, argc, argv, first);
    stdout = out;
    stderr = error;
    return ended;
}
#else
#define parse(...) options_parse(&command, __VA_ARGS__)
#endif

/* Options without a value, with one, and with several, as the programs have them. */
bool fuzz_options(const uint8_t *bytes, size_t size)
{
    char *text = fuzz_text(bytes, size), *words[WORDS_MOST];
    Setup setup = setup_defaults();
    OptionTexts files = {0};
    const char *out = "", *language = "";
    Option options[SETUP_OPTIONS + OWN];
    setup_list(&setup, options);
    options[SETUP_OPTIONS] = (Option){"reference", OPTIONS_TEXTS, &files, "FILE...", "", 0, 0};
    options[SETUP_OPTIONS + 1] = (Option){"out", OPTIONS_TEXT, &out, "DIR", "", 0, 0};
    options[SETUP_OPTIONS + 2] = language_option(&language);
    int argc = (int)split(text, words), first = -1;
    Status status = language_begin(argc, words);
    fuzz_require_sentence(&status, NULL);
    fuzz_require(language_begin(0, NULL).ok);
    const int ended = parse(SETUP_OPTIONS + OWN, options, argc, words, &first);
    fuzz_require(ended == OPTIONS_GO_ON || ended == 0 || ended == 2);
    for (size_t i = 0; i < SETUP_OPTIONS + OWN; i++)
        require_within(&options[i]);
    fuzz_require(files.count <= OPTIONS_TEXTS_MAX);
    if (ended == OPTIONS_GO_ON) {
        fuzz_require(first >= 1 && first <= argc);
        RecipeOptions recipe = setup.recipe;
        Source source;
        status = recipe_finish(&recipe);
        fuzz_require_sentence(&status, NULL);
        Status folder = data_source(&setup.data, &source);
        fuzz_require_sentence(&folder, NULL);
    }
    free(text);
    return ended == OPTIONS_GO_ON && status.ok;
}
