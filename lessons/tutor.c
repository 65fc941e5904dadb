#define _POSIX_C_SOURCE 200809L /* open_memstream */
#include "tutor.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "live/check_words.h"
#include "words/words.h"

/* One array of the answer: where its numbers stand among those of a block. */
typedef struct Place {
    const TaskPart *part;
    const GradcheckBlockReport *block;
    size_t first;
} Place;

enum { PLACES = 2 * TASK_CALL_PARTS, SHOWN = 3 };

/* The text that grows. Where memory for it is refused the stream itself does not remember that something is missing. */
typedef struct Answer {
    FILE *stream;
    bool broken;
} Answer;

static void tell(Answer *answer, int letter, const char *format, ...) __attribute__((format(printf, 3, 4)));

static void tell(Answer *answer, int letter, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    answer->broken |= fputc(letter, answer->stream) < 0;
    answer->broken |= vfprintf(answer->stream, format, values) < 0;
    answer->broken |= fputc('\n', answer->stream) < 0;
    va_end(values);
}

/* The check of the function by itself, or, where that was not made, of the whole. */
static const GradcheckReport *nearest(const GradcheckReport *report)
{
    return report->n_steps > 0 && report->steps[0].local ? report->steps[0].local : report;
}

static size_t find_places(const Task *task, const GradcheckReport *local, Place places[static PLACES])
{
    size_t count = 0, first = 0;
    for (size_t i = 0; i < TASK_CALL_PARTS && local->n_blocks > 0; i++) {
        if (task->call->in[i].name)
            places[count++] = (Place){&task->call->in[i], &local->blocks[0], first};
        first += task_call_size(&task->call->in[i]);
    }
    for (size_t i = 0; i < TASK_CALL_PARTS && task->call->parameters[i].name && i + 1 < local->n_blocks; i++)
        places[count++] = (Place){&task->call->parameters[i], &local->blocks[i + 1], 0};
    return count;
}

/* "dW[2][0]" */
static void name_entry(const TaskPart *part, size_t index, size_t size, char name[static size])
{
    size_t depth = part->depth ? part->depth : 1, cols = part->cols ? part->cols : 1;
    if (part->depth)
        snprintf(name, size, "%s[%zu][%zu][%zu]", part->name, index / depth / cols, index / depth % cols,
                 index % depth);
    else if (part->cols)
        snprintf(name, size, "%s[%zu][%zu]", part->name, index / cols, index % cols);
    else
        snprintf(name, size, "%s[%zu]", part->name, index);
}

static bool is_wrong(const GradcheckEntry *entry)
{
    return entry->verdict == GRADCHECK_WRONG || entry->verdict == GRADCHECK_NOT_FINITE;
}

/* How many of an array's numbers are wrong, and the first of them; false when none is. */
static bool tell_array(Answer *answer, const Place *place)
{
    size_t size = task_call_size(place->part), wrong = 0, shown = 0;
    if (place->block->n_entries < place->first + size)
        return false;
    const GradcheckEntry *entries = place->block->entries + place->first;
    for (size_t i = 0; i < size; i++)
        wrong += is_wrong(&entries[i]);
    if (wrong == 0) {
        tell(answer, TUTOR_TEXT, _("%s is right."), place->part->name);
        return false;
    }
    tell(answer, TUTOR_BAD, _("%s: %zu of its %zu numbers are wrong."), place->part->name, wrong, size);
    for (size_t i = 0; i < size && shown < SHOWN; i++) {
        char name[100];
        if (!is_wrong(&entries[i]))
            continue;
        name_entry(place->part, i, sizeof name, name);
        tell(answer, TUTOR_NUMBERS, _("%-12s yours %+12.8f    measured %+12.8f (+- %.0e)"), name,
             entries[i].analytic, entries[i].numeric, entries[i].bar);
        shown++;
    }
    return true;
}

/* The words for the likely mistake; of two branches, a row that was left out is a branch. */
static void name_mistake(const Task *task, const GradcheckMistake *likely,
                         char words[static CHECK_WORDS_SIZE])
{
    bool branch = likely->kind == GRADCHECK_MISTAKE_ROW || likely->kind == GRADCHECK_MISTAKE_USE;
    if (branch && task->call->rows == 2)
        snprintf(words, CHECK_WORDS_SIZE, "%s", _("one of the two branches is missing in it"));
    else
        check_words_of_mistake(likely->kind, likely->factor, words);
}

/* Of the blocks with something wrong, what the first that can be explained comes from. */
static void tell_mistake(Answer *answer, const Task *task, const GradcheckReport *local)
{
    for (size_t i = 0; i < local->n_blocks; i++) {
        char words[CHECK_WORDS_SIZE];
        const GradcheckMistake *likely = &local->blocks[i].likely;
        if (likely->kind == GRADCHECK_MISTAKE_NONE)
            continue;
        name_mistake(task, likely, words);
        tell(answer, TUTOR_TEXT, _("The likely mistake: %s."), words);
        return;
    }
    tell(answer, TUTOR_TEXT, "%s",
         _("No common mistake explains it. Put the first of these numbers in by hand."));
}

/* In the place of the numbers, when the function does not keep the rules. */
static const char *words_of_finding(GradcheckFindingKind kind)
{
    switch (kind) {
    case GRADCHECK_FINDING_OVERWRITES:
        return _("It overwrites where it must add: write += in the place of =. In a siamese net both "
                 "branches add "
                 "into the same numbers, and = throws one of them away.");
    case GRADCHECK_FINDING_OVERRUN:
        return _("It writes beyond the end of an array: look at the largest index of each loop.");
    case GRADCHECK_FINDING_INPUT_CHANGED:
        return _("It changes its inputs. A backward pass only adds to the arrays whose names begin with d "
                 "and that "
                 "are not const.");
    case GRADCHECK_FINDING_STATE:
        return _("Called twice with the same numbers it gives two answers: does it keep something between "
                 "two calls?");
    case GRADCHECK_FINDING_NOT_ZERO:
        return _(
            "Where nothing comes in, something goes out: every term has the derivative by the output as a "
            "factor.");
    case GRADCHECK_FINDING_NOT_WRITTEN:
        return _("Some numbers were never written: do the loops reach all of them?");
    default:
        return NULL;
    }
}

/* The first rule that was not kept; false when all were. */
static bool tell_finding(Answer *answer, const GradcheckReport *report)
{
    for (size_t i = 0; i < report->n_findings; i++) {
        const char *words = words_of_finding(report->findings[i].kind);
        if (!words)
            continue;
        tell(answer, TUTOR_BAD, "%s", words);
        return true;
    }
    return false;
}

static void tell_wrong(Answer *answer, const Task *task, const GradcheckReport *report)
{
    Place places[PLACES];
    const GradcheckReport *local = nearest(report);
    if (tell_finding(answer, report) || tell_finding(answer, local))
        return;
    size_t count = find_places(task, local, places);
    bool any = false;
    for (size_t i = 0; i < count; i++)
        any |= tell_array(answer, &places[i]);
    if (any)
        tell_mistake(answer, task, local);
    else
        tell(answer, TUTOR_BAD, "%s", _("It is wrong, in a way that no single number shows."));
}

/* The narrowest thing that would have been seen in any array. */
static double resolution_of(const GradcheckReport *report)
{
    double resolution = 0;
    for (size_t i = 0; i < report->n_blocks; i++)
        resolution = fmax(resolution, report->blocks[i].resolution);
    return resolution;
}

char *tutor_answer(const Task *task, const GradcheckReport *report)
{
    char *text = NULL;
    size_t size = 0;
    Answer answer = {.stream = open_memstream(&text, &size)};
    if (!answer.stream)
        return NULL;
    if (report->verdict == GRADCHECK_AGREES) {
        tell(&answer, TUTOR_GOOD,
             _("Right. Every number agrees with the measurement; a mistake of %.0e of the largest would "
               "have been seen."),
             resolution_of(report));
    } else if (report->verdict == GRADCHECK_CANNOT_TELL) {
        tell(&answer, TUTOR_BAD, "%s",
             _("It cannot be told whether it is right: is anything written at all?"));
    } else {
        tell_wrong(&answer, task, report);
    }
    answer.broken |= fclose(answer.stream) != 0;
    if (answer.broken) {
        free(text);
        return NULL;
    }
    return text;
}

char *tutor_line(char letter, const char *words)
{
    size_t length = strlen(words);
    char *line = malloc(length + 2);
    if (line) {
        line[0] = letter;
        memcpy(line + 1, words, length + 1);
    }
    return line;
}
