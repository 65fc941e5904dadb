#define _GNU_SOURCE
#include "program/options.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "words/words.h"

enum { OPTIONS_MAX = 48, PLAIN_MAX = 256, WRONG = 2 };

OptionsName options_name(const ProgramCommand *command)
{
    OptionsName name;
    snprintf(name.text, sizeof name.text, "%s%s%s", command->program, command->name[0] ? " " : "",
             command->name);
    return name;
}

/* A text of several lines, all but the first set in by `indent`. */
static void print_indented(const char *text, int indent)
{
    for (const char *end; (end = strchr(text, '\n')); text = end + 1)
        printf("%.*s\n%*s", (int)(end - text), text, indent, "");
    printf("%s\n", text);
}

/* The letters of a UTF-8 text. */
static int letters_in(const char *text)
{
    int letters = 0;
    for (; *text; text++)
        letters += ((unsigned char)*text & 0xC0) != 0x80;
    return letters;
}

static void show_option(const char *name, const char *argument, const char *help)
{
    enum { COLUMN = 20, INDENT = 23 };
    char left[60];
    snprintf(left, sizeof left, "--%s%s%s", name, argument ? " " : "", argument ? argument : "");
    printf("  %s%*s", left, letters_in(left) > COLUMN ? 0 : COLUMN + 1 - letters_in(left), "");
    if (letters_in(left) > COLUMN)
        printf("\n%*s", INDENT, "");
    print_indented(help, INDENT);
}

static void show_help(const ProgramCommand *command, size_t count, const Option options[])
{
    printf(_("usage: %s %s"), options_name(command).text, _(command->usage));
    printf("\n\n%s\n\n", _(command->description));
    for (size_t i = 0; i < count; i++)
        show_option(options[i].name, options[i].argument ? _(options[i].argument) : NULL, _(options[i].help));
    show_option("help", NULL, _("this text"));
}

static bool wrong(const ProgramCommand *command, const Option *option, const char *value,
                  const char *expected)
{
    fprintf(stderr, _("%s: --%s %s: expected %s"), options_name(command).text, option->name, value, expected);
    fprintf(stderr, "\n");
    return false;
}

static bool parse_whole(const char *text, uint64_t *value)
{
    if (*text < '0' || *text > '9')
        return false;
    char *end;
    errno = 0;
    *value = strtoull(text, &end, 10);
    return *end == 0 && errno == 0;
}

static bool set_value(const ProgramCommand *command, const Option *option, const char *value)
{
    bool bounded = option->least != 0 || option->most != 0;
    uint64_t whole;
    switch (option->kind) {
    case OPTIONS_FLAG:
        *(bool *)option->target = true;
        return true;
    case OPTIONS_TEXT:
        *(const char **)option->target = value;
        return true;
    case OPTIONS_SEED:
        if (!parse_whole(value, option->target))
            return wrong(command, option, value, _("a whole number from 0 to 2^64 - 1"));
        return true;
    case OPTIONS_COUNT: {
        char expected[120];
        double most = bounded ? option->most : 1e9;
        snprintf(expected, sizeof expected, _("a whole number from %.0f to %.0f"), option->least, most);
        if (!parse_whole(value, &whole) || (double)whole < option->least || (double)whole > most)
            return wrong(command, option, value, expected);
        *(size_t *)option->target = whole;
        return true;
    }
    case OPTIONS_NUMBER: {
        char expected[120], *end;
        double number = strtod(value, &end);
        if (bounded)
            snprintf(expected, sizeof expected, _("a number from %g to %g"), option->least, option->most);
        else
            snprintf(expected, sizeof expected, "%s", _("a number"));
        if (end == value || *end != 0 || !isfinite(number) ||
            (bounded && (number < option->least || number > option->most)))
            return wrong(command, option, value, expected);
        *(double *)option->target = number;
        return true;
    }
    case OPTIONS_TEXTS: {
        OptionTexts *texts = option->target;
        if (texts->count == OPTIONS_TEXTS_MAX)
            return wrong(command, option, value, _("no more than 64 of them"));
        texts->texts[texts->count++] = value;
        return true;
    }
    }
    return false;
}

int options_parse(const ProgramCommand *command, size_t count, const Option options[], int argc, char **argv,
                  int *first)
{
    struct option table[OPTIONS_MAX + 2] = {0};
    for (size_t i = 0; i < count && i < OPTIONS_MAX; i++)
        table[i] = (struct option){options[i].name, options[i].argument ? required_argument : no_argument,
                                   NULL, (int)(256 + i)};
    table[count] = (struct option){"help", no_argument, NULL, 'h'};

    char *plain[PLAIN_MAX];
    size_t plain_count = 0;
    const Option *last = NULL; /* the list that plain words go on to fill */
    OptionsName name = options_name(command);
    argv[0] = name.text; /* what getopt puts before its own sentences */
    optind = 0;          /* start afresh, whatever was parsed before */
    for (int found; (found = getopt_long(argc, argv, "-h", table, NULL)) != -1;) {
        if (found == 'h') {
            show_help(command, count, options);
            return 0;
        }
        if (found == 1) {
            if (last && !set_value(command, last, optarg))
                return WRONG;
            if (!last && plain_count < PLAIN_MAX) /* more words than any command takes */
                plain[plain_count++] = optarg;
            continue;
        }
        if (found < 256) {
            fprintf(stderr, _("Try '%s --help'."), name.text);
            return WRONG;
        }
        const Option *option = &options[found - 256];
        if (!set_value(command, option, optarg))
            return WRONG;
        last = option->kind == OPTIONS_TEXTS ? option : NULL;
    }
    while (optind < argc && plain_count < PLAIN_MAX) /* what stands behind "--" */
        plain[plain_count++] = argv[optind++];
    *first = argc - (int)plain_count;
    memcpy(argv + *first, plain, plain_count * sizeof *plain);
    return OPTIONS_GO_ON;
}
