#include "live/time_marks.h"

#include <stdio.h>
#include <stdlib.h>

#include "draw/flag.h"
#include "words/words.h"

static const double reach = 4;

void time_marks_label(const SnapshotMark *mark, char label[static TIME_MARKS_LABEL])
{
    const Action *action = &mark->action;
    const unsigned long long number = action->number;
    switch (action->kind) {
    case ACTION_RATE:
        snprintf(label, TIME_MARKS_LABEL, _("rate %.3g"), action->value);
        break;
    case ACTION_LOSS:
        snprintf(label, TIME_MARKS_LABEL, _("loss %s"), action->name);
        break;
    case ACTION_TARGET:
        snprintf(label, TIME_MARKS_LABEL, _("target %.3g"), action->value);
        break;
    case ACTION_MARGIN:
        snprintf(label, TIME_MARKS_LABEL, _("margin %.3g"), action->value);
        break;
    case ACTION_FAULT:
        snprintf(label, TIME_MARKS_LABEL, _("mistake %s"), action->name);
        break;
    case ACTION_REPAIR:
        snprintf(label, TIME_MARKS_LABEL, "%s", _("repaired"));
        break;
    case ACTION_NEW_SEED:
        snprintf(label, TIME_MARKS_LABEL, _("seed %llu"), number);
        break;
    default: /* no other kind is a change that the run keeps */
        snprintf(label, TIME_MARKS_LABEL, "%s", action_name(action->kind));
        break;
    }
}

void time_marks_words(const SnapshotMark *mark, char words[static TIME_MARKS_WORDS])
{
    const Action *action = &mark->action;
    const unsigned long long step = mark->step, number = action->number;
    switch (action->kind) {
    case ACTION_RATE:
        snprintf(words, TIME_MARKS_WORDS, _("from step %llu on: learning rate %.3g"), step, action->value);
        break;
    case ACTION_LOSS:
        snprintf(words, TIME_MARKS_WORDS, _("from step %llu on: the loss '%s'"), step, action->name);
        break;
    case ACTION_TARGET:
        snprintf(words, TIME_MARKS_WORDS, _("from step %llu on: cosine %.3g wanted of forged pairs"), step,
                 action->value);
        break;
    case ACTION_MARGIN:
        snprintf(words, TIME_MARKS_WORDS, _("from step %llu on: margin %.3g"), step, action->value);
        break;
    case ACTION_FAULT:
        snprintf(words, TIME_MARKS_WORDS, _("from step %llu on: the mistake '%s' is planted"), step,
                 action->name);
        break;
    case ACTION_REPAIR:
        if (action->name[0])
            snprintf(words, TIME_MARKS_WORDS, _("from step %llu on: the mistake '%s' is taken out"), step,
                     action->name);
        else
            snprintf(words, TIME_MARKS_WORDS, _("from step %llu on: no mistake any more"), step);
        break;
    case ACTION_NEW_SEED:
        snprintf(words, TIME_MARKS_WORDS, _("begun with the seed %llu"), number);
        break;
    default:
        snprintf(words, TIME_MARKS_WORDS, "%s", action_name(action->kind));
        break;
    }
}

/* Flags for the marks, with labels when `labels` is not NULL; NULL when memory is refused. */
static Flag *flags_of(const SnapshotMarks *marks, const Theme *theme, char (*labels)[TIME_MARKS_LABEL])
{
    Flag *flags = malloc((marks->count + 1) * sizeof *flags);
    for (size_t i = 0; flags && i < marks->count; i++) {
        const SnapshotMark *mark = &marks->mark[i];
        flags[i] = (Flag){.x = mark->epoch};
        if (!labels)
            continue;
        time_marks_label(mark, labels[i]);
        flags[i].label = labels[i];
        flags[i].colour = mark->action.kind == ACTION_FAULT ? theme->warning_text : theme->muted;
        flags[i].text_colour = theme->text;
        if (mark->ahead) { /* faint: the run will meet it again */
            flags[i].colour = theme_mix(theme->panel, flags[i].colour, 0.5);
            flags[i].text_colour = theme->muted;
        }
    }
    return flags;
}

bool time_marks_draw(const Paper *paper, const Plot *plot, const SnapshotMarks *marks)
{
    char(*labels)[TIME_MARKS_LABEL] = malloc((marks->count + 1) * sizeof *labels);
    Flag *flags = labels ? flags_of(marks, paper->theme, labels) : NULL;
    if (flags)
        flag_draw(paper, plot, marks->count, flags);
    free(labels);
    free(flags);
    return flags != NULL;
}

const SnapshotMark *time_marks_at(const Plot *plot, const SnapshotMarks *marks, double x, double y)
{
    Flag *flags = flags_of(marks, NULL, NULL);
    size_t found = flags ? flag_at(plot, marks->count, flags, x, y, reach) : SIZE_MAX;
    free(flags);
    return found == SIZE_MAX ? NULL : &marks->mark[found];
}
