#include "live/check_words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "words/words.h"

const char *check_words_of_verdict(GradcheckVerdict verdict)
{
    static const char *const names[GRADCHECK_VERDICTS] = {[GRADCHECK_AGREES] = N_("agrees"),
                                                          [GRADCHECK_NOT_CHECKED] = N_("not measured yet"),
                                                          [GRADCHECK_CANNOT_TELL] = N_("cannot tell"),
                                                          [GRADCHECK_IMPURE] = N_("writes where it must not"),
                                                          [GRADCHECK_WRONG] = N_("wrong"),
                                                          [GRADCHECK_NOT_FINITE] = N_("not a number"),
                                                          [GRADCHECK_NOT_DETERMINISTIC] =
                                                              N_("differs from call to call"),
                                                          [GRADCHECK_FAILED] = N_("failed")};
    return (unsigned)verdict < GRADCHECK_VERDICTS ? _(names[verdict]) : "";
}

const char *check_words_of_reason(GradcheckReason reason)
{
    static const char *const reasons[GRADCHECK_REASONS] = {
        [GRADCHECK_REASON_NONE] = "",
        [GRADCHECK_KINK] = N_("the loss has a kink here, and the gradient lies between its two slopes"),
        [GRADCHECK_NOISE] = N_("too small for the rounding of the loss"),
        [GRADCHECK_ROUGH] = N_("the loss bends too fast for every step that its rounding allows"),
        [GRADCHECK_DOMAIN] = N_("the loss is no number nearby"),
        [GRADCHECK_POINT] = N_("all of the block is zero here: these pairs do not test it")};
    return (unsigned)reason < GRADCHECK_REASONS && reason ? _(reasons[reason]) : "";
}

/* Each ends the sentence "The likely mistake: ...". Those with a %.4g tell the factor. */
static const char *const mistakes[GRADCHECK_MISTAKES] = {
    [GRADCHECK_MISTAKE_NONE] = "",
    [GRADCHECK_MISTAKE_ZERO] = N_("nothing is ever added: the gradient is zero everywhere"),
    [GRADCHECK_MISTAKE_SIGN] = N_("the sign is flipped"),
    [GRADCHECK_MISTAKE_FACTOR] = N_("a constant factor: yours is %.4g times what was measured"),
    [GRADCHECK_MISTAKE_TERM] = N_("a term is missing, counted twice, or has the wrong sign"),
    [GRADCHECK_MISTAKE_DATA_TERM] =
        N_("the data's part is %.4g times what was measured; that of the weight decay is right"),
    [GRADCHECK_MISTAKE_PROJECTION] =
        N_("the projection is missing: the part along the vector itself stays in"),
    [GRADCHECK_MISTAKE_NORM] = N_("a division by the length of the vector is missing, or one too many"),
    [GRADCHECK_MISTAKE_TRANSPOSED] = N_("rows and columns are exchanged: transposed"),
    [GRADCHECK_MISTAKE_REVERSED] = N_("the right numbers in reversed order"),
    [GRADCHECK_MISTAKE_SHIFTED] = N_("shifted by one place: an index off by one"),
    [GRADCHECK_MISTAKE_ROWS_SWAPPED] = N_("what belongs to one row went to another: exchanged"),
    [GRADCHECK_MISTAKE_PERMUTED] = N_("the right numbers in the wrong places: an index"),
    [GRADCHECK_MISTAKE_ONE_ENTRY] = N_("one single number is wrong: yours is %.6g times what was measured"),
    [GRADCHECK_MISTAKE_ONE_LINE] = N_("one row or one column alone is wrong: a loop that ends too early"),
    [GRADCHECK_MISTAKE_USE] =
        N_("the branches are not added up: one is left out, overwritten, or has the wrong sign"),
    [GRADCHECK_MISTAKE_SAMPLE] = N_("the pairs are not added up: one is left out, or only one counts"),
    [GRADCHECK_MISTAKE_ROW] = N_("'=' where '+=' is meant: not everything is added up"),
    [GRADCHECK_MISTAKE_POSITION] = N_("not summed over time: one instant alone counts"),
    [GRADCHECK_MISTAKE_DERIVATIVE] =
        N_("the step's own derivative is forgotten, has other constants, or is taken at the wrong place"),
    [GRADCHECK_MISTAKE_PARAMETERS] = N_("the weights are used the wrong way round"),
    [GRADCHECK_MISTAKE_CONDITION] =
        N_("a condition is inverted or missing: zero where the loss slopes, or not zero where it is flat"),
};

void check_words_of_mistake(GradcheckMistakeKind kind, double factor, char words[static CHECK_WORDS_SIZE])
{
    words[0] = 0;
    if (kind <= GRADCHECK_MISTAKE_NONE || kind >= GRADCHECK_MISTAKES)
        return;
    /* All of the table's formats take the factor, or nothing. */
    const char *text = _(mistakes[kind]);
    const char *number = strstr(text, "%.4g") ? "%.4g" : strstr(text, "%.6g") ? "%.6g" : NULL;
    if (!number) {
        snprintf(words, CHECK_WORDS_SIZE, "%s", text);
        return;
    }
    const char *at = strstr(text, number);
    char written[40];
    snprintf(written, sizeof written, number[2] == '4' ? "%.4g" : "%.6g", factor);
    snprintf(words, CHECK_WORDS_SIZE, "%.*s%s%s", (int)(at - text), text, written, at + strlen(number));
}

static const char *step_name(const SnapshotCheck *check)
{
    return check->word.first_wrong_step < check->n_steps ? check->steps[check->word.first_wrong_step].name
                                                         : NULL;
}

void check_words_verdict(const SnapshotCheck *check, char words[static CHECK_WORDS_SIZE])
{
    const SnapshotCheckWord *word = &check->word;
    const char *step = check->has_word ? step_name(check) : NULL;
    if (!check->has_word)
        snprintf(words, CHECK_WORDS_SIZE, "%s", _("The check has not said anything yet"));
    else if (word->verdict == GRADCHECK_AGREES && word->every_entry)
        snprintf(words, CHECK_WORDS_SIZE,
                 words_many("RIGHT: the one derivative agrees with the measured one",
                            "RIGHT: all %zu derivatives agree with the measured ones", word->entries),
                 word->entries);
    else if (word->verdict == GRADCHECK_AGREES)
        snprintf(words, CHECK_WORDS_SIZE, "%s", _("Right as far as random directions can tell"));
    else if (word->verdict == GRADCHECK_CANNOT_TELL)
        snprintf(words, CHECK_WORDS_SIZE, "%s", _("CANNOT TELL whether the gradient is right"));
    else if (step)
        snprintf(words, CHECK_WORDS_SIZE, _("WRONG: going back from the loss, %s is the first wrong step"),
                 step);
    else if (word->joining)
        snprintf(words, CHECK_WORDS_SIZE, "%s",
                 _("WRONG: every step is right by itself, so the mistake is in how they are joined"));
    else if (word->verdict == GRADCHECK_WRONG)
        snprintf(words, CHECK_WORDS_SIZE, "%s", _("WRONG"));
    else
        snprintf(words, CHECK_WORDS_SIZE, _("The gradient cannot be trusted: %s"),
                 check_words_of_verdict(word->verdict));
}

void check_words_reason(const SnapshotCheck *check, char words[static CHECK_WORDS_SIZE])
{
    const SnapshotCheckWord *word = &check->word;
    char mistake[CHECK_WORDS_SIZE];
    words[0] = 0;
    if (!check->has_word)
        return;
    check_words_of_mistake(word->mistake, word->factor, mistake);
    if (word->verdict == GRADCHECK_AGREES && word->resolution > 0)
        snprintf(words, CHECK_WORDS_SIZE,
                 _("A mistake of %.1g of the largest derivative of its block would have been seen"),
                 word->resolution);
    else if (word->verdict == GRADCHECK_CANNOT_TELL)
        snprintf(words, CHECK_WORDS_SIZE, "%s", check_words_of_reason(word->reason));
    else if (mistake[0])
        snprintf(words, CHECK_WORDS_SIZE, _("Likely: %.280s"), mistake);
    else if (word->verdict == GRADCHECK_WRONG)
        snprintf(words, CHECK_WORDS_SIZE, "%s",
                 word->looked_closer ? _("What the mistake is could not be recognised")
                                     : _("Looking closer, for what the mistake is"));
}

void check_words_age(const SnapshotCheck *check, uint64_t now, char words[static CHECK_WORDS_SIZE])
{
    unsigned long long of = check->has_word ? check->word.step : check->working_on, on = check->working_on;
    if (check->working && check->has_word && check->measured > 0)
        snprintf(words, CHECK_WORDS_SIZE, _("of step %llu; now measuring step %llu: %zu of %zu"), of, on,
                 check->measured, check->n_entries);
    else if (check->working)
        snprintf(words, CHECK_WORDS_SIZE, _("checking the weights of step %llu"), on);
    else if (of == now)
        snprintf(words, CHECK_WORDS_SIZE, _("of the weights as they are, step %llu"), of);
    else
        snprintf(words, CHECK_WORDS_SIZE, _("of the weights of step %llu"), of);
}

void check_words_entry(const SnapshotCheck *check, size_t block, size_t entry,
                       char words[static CHECK_WORDS_SIZE])
{
    const SnapshotCheckBlock *b = &check->blocks[block];
    const SnapshotCheckEntry *e = &check->entries[b->first + entry];
    size_t row = entry / b->cols, col = entry % b->cols;
    const char *why = check_words_of_reason((GradcheckReason)e->reason);
    const char *verdict = check_words_of_verdict((GradcheckVerdict)e->verdict);
    if (e->verdict == GRADCHECK_NOT_CHECKED)
        snprintf(words, CHECK_WORDS_SIZE, _("%s [%zu, %zu]: not measured yet"), b->name, row, col);
    else if (!isfinite(e->measured))
        snprintf(words, CHECK_WORDS_SIZE, _("%s [%zu, %zu]: yours %+.6g, not to be measured: %s"), b->name,
                 row, col, e->yours, why);
    else if (why[0])
        snprintf(words, CHECK_WORDS_SIZE,
                 _("%s [%zu, %zu]: yours %+.6g, measured %+.6g \xc2\xb1 %.1g: %s, %s"), b->name, row, col,
                 e->yours, e->measured, e->bar, verdict, why);
    else
        snprintf(words, CHECK_WORDS_SIZE, _("%s [%zu, %zu]: yours %+.6g, measured %+.6g \xc2\xb1 %.1g: %s"),
                 b->name, row, col, e->yours, e->measured, e->bar, verdict);
}
