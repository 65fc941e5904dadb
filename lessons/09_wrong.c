/* Lesson 9: a gradient with a mistake in it: how it shows, how to find the step, and why a falling loss proves nothing. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "contents.h"
#include "here.h"
#include "lesson.h"
#include "live/check_words.h"
#include "net/faults.h"

enum { INPUT = 3, PAIRS = 4, MOST = 64, STEPS = 10 };
static const double decay = 1e-5;

/* ---- a small net, a batch, and one planted mistake ---- */

typedef struct Subject {
    Net net;
    NetcheckOptions options;
    real params[MOST], x[PAIRS * 2 * INPUT];
    Label labels[PAIRS];
} Subject;

/* False when the mistake cannot be planted in this net. NULL: none. */
static bool prepare(const char *fault, Subject *subject)
{
    NetOptions options = net_default_options();
    options.encoder = "dense:3 tanh dense:2";
    options.input = (Shape){INPUT, 1};
    options.loss = "target";
    subject->options = netcheck_options();
    subject->options.decay = decay;
    if (!net_create(&options, &subject->net).ok || subject->net.parameter_count > MOST)
        return false;
    net_initialise(&subject->net, 3, subject->params);
    Random random = random_seeded(5);
    for (size_t i = 0; i < sizeof subject->x / sizeof subject->x[0]; i++)
        subject->x[i] = (real)random_normal(&random);
    for (size_t p = 0; p < PAIRS; p++)
        subject->labels[p] = p % 2 ? LABEL_FORGED : LABEL_GENUINE;
    return !fault || faults_plant(fault, &subject->net, &subject->options).ok;
}

/* What the checker says of it. */
typedef struct Finding {
    GradcheckVerdict verdict;
    char step[GRADCHECK_NAME_SIZE]; /* the first wrong one; "" for none */
    bool wiring;                    /* every step is right, and they are joined wrongly */
    size_t steps;
    char names[STEPS][GRADCHECK_NAME_SIZE];
    GradcheckVerdict verdicts[STEPS];
    size_t wrong, blocks;               /* blocks of parameters whose gradient is wrong, of how many */
    double yours, measured;             /* the number that is largest when measured ... */
    double furthest, furthest_measured; /* ... and the one in which the two are furthest apart */
    char likely[CHECK_WORDS_SIZE];
} Finding;

static void name_likely(const GradcheckReport *report, Finding *finding)
{
    const GradcheckReport *from = report;
    if (report->first_wrong_step < report->n_steps && report->steps[report->first_wrong_step].local)
        from = report->steps[report->first_wrong_step].local;
    for (size_t b = 0; b < from->n_blocks && !finding->likely[0]; b++)
        check_words_of_mistake(from->blocks[b].likely.kind, from->blocks[b].likely.factor, finding->likely);
}

static void look_at_entry(const GradcheckEntry *entry, Finding *finding)
{
    if (fabs(entry->numeric) > fabs(finding->measured)) {
        finding->yours = entry->analytic;
        finding->measured = entry->numeric;
    }
    if (fabs(entry->analytic - entry->numeric) > fabs(finding->furthest - finding->furthest_measured)) {
        finding->furthest = entry->analytic;
        finding->furthest_measured = entry->numeric;
    }
}

static void read_report(const GradcheckReport *report, Finding *finding)
{
    finding->verdict = report->verdict;
    finding->wiring = report->wiring;
    finding->blocks = report->n_blocks;
    for (size_t b = 0; b < report->n_blocks; b++)
        finding->wrong += report->blocks[b].verdict == GRADCHECK_WRONG;
    for (size_t b = 0; b < report->n_blocks; b++)
        for (size_t i = 0; i < report->blocks[b].n_entries; i++)
            look_at_entry(&report->blocks[b].entries[i], finding);
    for (size_t s = 0; s < report->n_steps && s < STEPS; s++) {
        memcpy(finding->names[s], report->steps[s].name, GRADCHECK_NAME_SIZE);
        finding->verdicts[s] = report->steps[s].verdict;
        finding->steps++;
    }
    if (report->first_wrong_step < report->n_steps)
        memcpy(finding->step, report->steps[report->first_wrong_step].name, GRADCHECK_NAME_SIZE);
    name_likely(report, finding);
}

/* False when the check could not be made. */
static bool examine(const char *fault, Finding *finding)
{
    Subject subject;
    Netcheck *netcheck;
    GradcheckReport *report = NULL;
    *finding = (Finding){0};
    if (!prepare(fault, &subject))
        return false;
    NetcheckBatch batch = {PAIRS, subject.x, subject.labels};
    if (!netcheck_create(&subject.net, subject.params, batch, &subject.options, &netcheck).ok)
        return false;
    GradcheckOptions options = gradcheck_options();
    options.mode = GRADCHECK_FULL;
    bool made = gradcheck_run(netcheck_problem(netcheck), &options, &report) == GRADCHECK_OK;
    if (made)
        read_report(report, finding);
    gradcheck_report_free(report);
    netcheck_destroy(netcheck);
    return made;
}

/* The loss before and after a short training of that net by plain descent, with the mistake in it. */
static void train(const char *fault, double *before, double *after)
{
    Subject subject;
    Activations values = {0}, gradients = {0};
    *before = *after = NAN;
    if (prepare(fault, &subject) && siamese_create_activations(&subject.net, &values).ok &&
        siamese_create_activations(&subject.net, &gradients).ok) {
        for (int step = 0; step <= 200; step++) {
            real dparams[MOST] = {0};
            double loss = 0;
            for (size_t p = 0; p < PAIRS; p++) {
                const real *const x[] = {subject.x + p * 2 * INPUT, subject.x + (p * 2 + 1) * INPUT};
                loss += real_to_double(
                            siamese_forward(&subject.net, subject.params, x, subject.labels[p], &values)) /
                        PAIRS;
                siamese_backward(&subject.net, subject.params, x, subject.labels[p], &values, (real)1 / PAIRS,
                                 &gradients, dparams);
            }
            *after = loss;
            *before = step == 0 ? loss : *before;
            for (size_t i = 0; i < subject.net.parameter_count; i++)
                subject.params[i] -= (real)0.1 * dparams[i];
        }
    }
    siamese_destroy_activations(&values);
    siamese_destroy_activations(&gradients);
}

/* ---- the parts ---- */

static void ask_the_question(Lesson *lesson)
{
    lesson_part(lesson, _("The question"));
    lesson_say(lesson, _("You have derived every gradient and typed it in. Somewhere there is a sign, an "
                         "index, a forgotten factor. "
                         "The program runs, nothing crashes, the loss even falls. How do you find out that "
                         "something is wrong, and "
                         "where?"));
    lesson_say(lesson, _("All mistakes in this lesson are planted: one at a time is put in the place of one "
                         "right backward pass, in a "
                         "small net of the steps dense, tanh, dense, cosine, loss."));
}

static void show_the_formula(Lesson *lesson)
{
    lesson_part(lesson, _("The formula"));
    lesson_formula(lesson, _("|by hand - measured| <= bar     and     the bar is small beside the number"));
    lesson_say(lesson, _("The bar says how far off the measurement itself may be (lesson 1: the bend and the "
                         "lost digits). A "
                         "difference within it is no evidence; one beyond it is a mistake in the formula. "
                         "And a bar as large as the "
                         "number would let anything pass: then one cannot tell."));
}

static void predict_by_eye(Lesson *lesson)
{
    Finding right, sign, projection;
    bool made =
        examine(NULL, &right) && examine("cosine-sign", &sign) && examine("cosine-projection", &projection);
    if (!made)
        lesson_no_memory(lesson);
    lesson_part(lesson, _("Predict: by eye"));
    lesson_say(lesson, _("Three runs of the same net. Of each, the number that is largest when measured, and "
                         "what the way back gave for it:"));
    lesson_numbers(lesson, _("        by hand       measured"));
    lesson_numbers(lesson, "A      %8.4f       %8.4f", right.yours, right.measured);
    lesson_numbers(lesson, "B      %8.4f       %8.4f", sign.yours, sign.measured);
    lesson_numbers(lesson, "C      %8.4f       %8.4f", projection.yours, projection.measured);
    lesson_choose(
        lesson,
        &(LessonChoice){
            .question = _("In one of them the cosine's gradient has the wrong sign. In which?"),
            .answers = {{"A", _("There the two agree in every digit shown.")},
                        {"B", NULL},
                        {"C", _("There the two differ by more than a sign: another mistake.")}},
            .right = 1,
            .because =
                _("A is right. B has the sign turned. C forgets the projection of lesson 3. A pattern in the "
                  "numbers often "
                  "names the mistake: the sign turned, twice too much, nothing but zeros, rows exchanged.")});
    lesson_check(lesson,
                 made && right.verdict == GRADCHECK_AGREES && sign.verdict == GRADCHECK_WRONG &&
                     projection.verdict == GRADCHECK_WRONG,
                 _("the checker agrees: A %s, B %s, C %s."), check_words_of_verdict(right.verdict),
                 check_words_of_verdict(sign.verdict), check_words_of_verdict(projection.verdict));
}

static void predict_where(Lesson *lesson)
{
    Finding finding;
    bool made = examine("tanh-forgotten", &finding);
    lesson_part(lesson, _("Predict: where?"));
    lesson_choose(
        lesson,
        &(LessonChoice){
            .question = _("Now the mistake is in the tanh, between the two dense layers. Which gradients "
                          "come out wrong?"),
            .answers = {{_("those of all weights"),
                         _("The way back comes through the second dense layer first, before "
                           "it meets the tanh.")},
                        {_("those of the first dense layer"), NULL},
                        {_("those of the second dense layer"),
                         _("The second layer gets its answer before the way back reaches the tanh.")}},
            .right = 1,
            .because =
                _("The way back goes from the loss to the input. What it passes before the mistake is right, "
                  "everything after it is wrong. So a wrong gradient says little about where the mistake "
                  "is.")});
    lesson_say(lesson,
               _("To find the place, check each step by itself, with a gradient of its own coming in:"));
    for (size_t s = 0; s < finding.steps; s++)
        lesson_numbers(lesson, "%-10s %s", finding.names[s], check_words_of_verdict(finding.verdicts[s]));
    lesson_check(
        lesson, made && finding.wrong < finding.blocks && strcmp(finding.step, "tanh1") == 0,
        _("%zu of %zu blocks of parameters are wrong, and the one wrong step is %s. The likely mistake: %s."),
        finding.wrong, finding.blocks, finding.step, finding.likely);
}

static void watch_the_loss_fall(Lesson *lesson)
{
    static const char *const faults[] = {"cosine-projection", "tanh-forgotten", "branches-averaged",
                                         "dense-last-column"};
    enum { FAULTS = sizeof faults / sizeof faults[0] };
    double before, after;
    size_t falling = 0;
    lesson_part(lesson, _("The step: train with the mistakes"));
    lesson_say(lesson,
               _("The same net is trained for 200 steps, right and with each of four mistakes planted:"));
    lesson_numbers(lesson, _("                     loss before    after"));
    train(NULL, &before, &after);
    lesson_numbers(lesson, "%-20s %8.4f  %10.4f", _("(right)"), before, after);
    for (size_t i = 0; i < FAULTS; i++) {
        train(faults[i], &before, &after);
        lesson_numbers(lesson, "%-20s %8.4f  %10.4f", faults[i], before, after);
        falling += after < before;
    }
    lesson_check(lesson, falling == FAULTS, _("with all %zu mistakes the loss falls."), falling);
    lesson_say(lesson, _("A falling loss proves that the direction is not quite wrong, and no more. That is "
                         "why these mistakes live "
                         "for years in programs that are used."));
}

static void compare_them_all(Lesson *lesson)
{
    size_t planted = 0, caught = 0;
    lesson_part(lesson, _("Compare: all of them"));
    lesson_say(lesson, _("Every mistake of this project's collection that can be planted in this net, each "
                         "under the checker. "
                         "This takes a moment."));
    lesson_numbers(lesson, _("mistake                  found in"));
    for (size_t i = 0; faults_at(i); i++) {
        Finding finding;
        if (!examine(faults_at(i)->name, &finding))
            continue;
        planted++;
        caught += finding.verdict == GRADCHECK_WRONG || finding.verdict == GRADCHECK_IMPURE;
        lesson_numbers(lesson, "%-24s %s", faults_at(i)->name,
                       finding.step[0]  ? finding.step
                       : finding.wiring ? _("how the steps are joined")
                                        : "-");
    }
    lesson_check(lesson, planted > 10 && caught == planted,
                 _("%zu mistakes were planted, and %zu were caught."), planted, caught);
}

static void break_it(Lesson *lesson)
{
    const Fault *fault = NULL;
    Finding finding;
    size_t count = 0;
    for (size_t i = 0; faults_at(i); i++)
        count += examine(faults_at(i)->name, &finding);
    lesson_part(lesson, _("Break it"));
    size_t wanted = (size_t)lesson_ask(
        lesson, _("Which mistake of the list shall be planted? (its place in it)"), 1, 1, (double)count);
    for (size_t i = 0, place = 0; faults_at(i) && place < wanted; i++)
        if (examine(faults_at(i)->name, &finding)) {
            fault = faults_at(i);
            place++;
        }
    if (!fault)
        lesson_no_memory(lesson); /* or there are not as many mistakes as were counted */
    lesson_say(lesson, _("%s: %s"), fault->name, _(fault->mistake));
    lesson_numbers(lesson, _("furthest apart: by hand %.6f, measured %.6f"), finding.furthest,
                   finding.furthest_measured);
    if (finding.likely[0])
        lesson_say(lesson, _("The checker's guess: %s."), finding.likely);
    else
        lesson_say(lesson, _("The checker sees that it is wrong, and has no name for it: what is left is to "
                             "look at the step."));
}

static void say_what_is_known(Lesson *lesson)
{
    lesson_part(lesson, _("What you now know"));
    lesson_point(lesson,
                 _("A falling loss does not prove a gradient right; a measurement contradicts a wrong one."));
    lesson_point(lesson, _("A mistake spoils everything that the way back reaches after it; checking each "
                           "step alone finds the place."));
    lesson_point(lesson, _("The pattern of the numbers often names the mistake."));
    lesson_point(lesson,
                 _("`%s check --list-faults` shows the collection; `%s` lets you write the right ones."),
                 here_typed("build/twingrad", "twingrad"), here_typed("make exercise", "twingrad-exercise"));
}

static void play(Lesson *lesson)
{
    ask_the_question(lesson);
    show_the_formula(lesson);
    predict_by_eye(lesson);
    predict_where(lesson);
    watch_the_loss_fall(lesson);
    compare_them_all(lesson);
    break_it(lesson);
    say_what_is_known(lesson);
}

const LessonPlan lesson_09_wrong = {
    .name = "09_wrong",
    .question = N_("Which of these gradients is wrong?"),
    .aim = N_("You will see planted mistakes spoil a gradient, find the step they are in, and learn not "
              "to trust a falling loss."),
    .play = play,
    .live = "check",
};
