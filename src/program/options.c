#define _GNU_SOURCE
#include "program/options.h"

#include <assert.h>
#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "net/real.h"
#include "words/words.h"

enum { OPTIONS_MAX = 64, PLAIN_MAX = 256, WRONG = 2 };

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
    snprintf(left, sizeof left, "--%s%s%s", name, argument ? " " : "", argument ? _(argument) : "");
    const int room = COLUMN - letters_in(left);
    if (room < 0)
        printf("  %s\n%*s", left, INDENT, "");
    else
        printf("  %s%*s", left, room + 1, "");
    print_indented(_(help), INDENT);
}

static bool is_whole_program(const ProgramCommand *command)
{
    return command->name[0] == 0;
}

static void show_help(const ProgramCommand *command, size_t count, const Option options[])
{
    printf(_("usage: %s %s"), options_name(command).text, _(command->usage));
    printf("\n\n%s\n\n", _(command->description));
    for (size_t i = 0; i < count; i++)
        show_option(options[i].name, options[i].argument, options[i].help);
    show_option("help", NULL, N_("this text"));
    if (is_whole_program(command))
        show_option("version", NULL, N_("the version of this program"));
}

void options_show_version(const ProgramCommand *command)
{
    printf(_("%s %s (numbers: %s)"), command->program, TWINGRAD_VERSION, REAL_NAME);
    printf("\n");
}

static bool parse_whole(const char *text, uint64_t *value)
{
    if (*text < '0') /* a sign or a blank, which strtoull takes, too */
        return false;
    char *end;
    errno = 0;
    *value = strtoull(text, &end, 10);
    return *end == 0 && errno == 0;
}

static bool is_bounded(const Option *option)
{
    return option->least != 0 || option->most != 0;
}

static Status set_count(const Option *option, const char *value)
{
    const double most = is_bounded(option) ? option->most : 1e9;
    uint64_t whole;
    if (!parse_whole(value, &whole) || (double)whole < option->least || (double)whole > most)
        return status_error(_("a whole number from %.0f to %.0f"), option->least, most);
    *(size_t *)option->target = whole;
    return status_ok();
}

static Status set_number(const Option *option, const char *value)
{
    double number;
    const bool is_number = decimal_read(value, &number) && isfinite(number);
    if (is_bounded(option) && !(is_number && number >= option->least && number <= option->most))
        return status_error(_("a number from %g to %g"), option->least, option->most);
    if (!is_number)
        return status_error("%s", _("a number"));
    *(double *)option->target = number;
    return status_ok();
}

/* Sets the target; the trouble is what was expected. A flag has no value. */
static Status set_value(const Option *option, const char *value)
{
    OptionTexts *texts = option->target;
    switch (option->kind) {
    case OPTIONS_FLAG:
        *(bool *)option->target = true;
        break;
    case OPTIONS_TEXT:
        *(const char **)option->target = value;
        break;
    case OPTIONS_SEED:
        if (!parse_whole(value, option->target))
            return status_error("%s", _("a whole number from 0 to 2^64 - 1"));
        break;
    case OPTIONS_COUNT:
        return set_count(option, value);
    case OPTIONS_NUMBER:
        return set_number(option, value);
    case OPTIONS_TEXTS:
        if (texts->count == OPTIONS_TEXTS_MAX)
            return status_error("%s", _("no more than 64 of them"));
        texts->texts[texts->count++] = value;
        break;
    }
    return status_ok();
}

static bool set_or_say(const ProgramCommand *command, const Option *option, const char *value)
{
    const Status status = set_value(option, value);
    if (!status.ok)
        fprintf(stderr, "%s\n",
                status_error(_("%s: --%s %.200s: expected %s"), options_name(command).text, option->name,
                             value, status.message)
                    .message);
    return status.ok;
}

/* ---- as text ---- */

void options_write(const Option *option, char text[static OPTIONS_VALUE_SIZE])
{
    snprintf(text, OPTIONS_VALUE_SIZE, "%s", OPTIONS_UNSET);
    switch (option->kind) {
    case OPTIONS_FLAG:
        snprintf(text, OPTIONS_VALUE_SIZE, "%s", *(const bool *)option->target ? "yes" : "no");
        break;
    case OPTIONS_TEXT:
        snprintf(text, OPTIONS_VALUE_SIZE, "%s", *(const char *const *)option->target);
        break;
    case OPTIONS_SEED:
        snprintf(text, OPTIONS_VALUE_SIZE, "%llu", (unsigned long long)*(const uint64_t *)option->target);
        break;
    case OPTIONS_COUNT:
        snprintf(text, OPTIONS_VALUE_SIZE, "%zu", *(const size_t *)option->target);
        break;
    case OPTIONS_NUMBER:
        if (!isnan(*(const double *)option->target))
            decimal_write_short(*(const double *)option->target, text);
        break;
    case OPTIONS_TEXTS:
        break;
    }
}

Status options_read(const Option *option, const char *text)
{
    const bool unset = strcmp(text, OPTIONS_UNSET) == 0;
    if (option->kind == OPTIONS_FLAG) {
        if (strcmp(text, "yes") != 0 && strcmp(text, "no") != 0)
            return status_error(_("%s: expected %s, found '%.40s'"), option->name, _("yes or no"), text);
        *(bool *)option->target = strcmp(text, "yes") == 0;
        return status_ok();
    }
    if (unset && option->kind == OPTIONS_NUMBER && isnan(*(const double *)option->target))
        return status_ok();
    const Status status = set_value(option, text);
    return status.ok ? status
                     : status_error(_("%s: expected %s, found '%.40s'"), option->name, status.message, text);
}

/* ---- the command line ---- */

/* What was said on the way: the status to end with, or OPTIONS_GO_ON. Plain words are put into plain[0 .. *plain_count-1]. */
static int take_words(const ProgramCommand *command, size_t count, const Option options[], int argc,
                      char **argv, char *plain[static PLAIN_MAX], size_t *plain_count)
{
    struct option table[OPTIONS_MAX + 3] = {0};
    assert(count <= OPTIONS_MAX);
    for (size_t i = 0; i < count; i++)
        table[i] = (struct option){options[i].name, options[i].argument ? required_argument : no_argument,
                                   NULL, (int)(256 + i)};
    table[count] = (struct option){"help", no_argument, NULL, 'h'};
    if (is_whole_program(command))
        table[count + 1] = (struct option){"version", no_argument, NULL, 'v'};

    const Option *last = NULL; /* the list that plain words go on to fill */
    optind = 0;                /* start afresh, whatever was parsed before */
    for (int found; (found = getopt_long(argc, argv, "-h", table, NULL)) != -1;) {
        if (found == 'h') {
            show_help(command, count, options);
            return 0;
        }
        if (found == 'v') {
            options_show_version(command);
            return 0;
        }
        if (found == 1) {
            if (last && !set_or_say(command, last, optarg))
                return WRONG;
            if (!last && *plain_count < PLAIN_MAX) /* more words than any command takes */
                plain[(*plain_count)++] = optarg;
            continue;
        }
        if (found < 256) {
            fprintf(stderr, _("Try '%s --help'."), argv[0]);
            fprintf(stderr, "\n");
            return WRONG;
        }
        const Option *option = &options[found - 256];
        if (!set_or_say(command, option, optarg))
            return WRONG;
        last = option->kind == OPTIONS_TEXTS ? option : NULL;
    }
    while (optind < argc && *plain_count < PLAIN_MAX) /* what stands behind "--" */
        plain[(*plain_count)++] = argv[optind++];
    return OPTIONS_GO_ON;
}

int options_parse(const ProgramCommand *command, size_t count, const Option options[], int argc, char **argv,
                  int *first)
{
    char *plain[PLAIN_MAX], *own = argv[0];
    size_t plain_count = 0;
    OptionsName name = options_name(command);
    argv[0] = name.text; /* what getopt puts before its own sentences */
    const int ended = take_words(command, count, options, argc, argv, plain, &plain_count);
    argv[0] = own;
    if (ended != OPTIONS_GO_ON)
        return ended;
    *first = argc - (int)plain_count;
    memcpy(argv + *first, plain, plain_count * sizeof *plain);
    return OPTIONS_GO_ON;
}
