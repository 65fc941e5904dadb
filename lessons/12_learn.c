/* Lesson 12: a whole training of the net of 1994 on invented signatures: what moves, in which order, and for whom. */
#include <math.h>

#include "contents.h"
#include "here.h"
#include "lesson.h"
#include "live/session.h"

enum { EPOCHS_MAX = 40 };

/* ---- a training, and what was seen of it ---- */

typedef struct Training {
    size_t writers, epochs, pairs; /* pairs in an epoch */
    bool augment;
    double rate;
    uint64_t seed;
} Training;

/* Mean angles of the watched pairs, in degrees, of people trained on and of people held out. */
typedef struct Angles {
    double genuine, forged;
} Angles;

typedef struct Run {
    size_t epochs; /* done; row 0 is before the first step */
    Angles trained[EPOCHS_MAX + 1], held_out[EPOCHS_MAX + 1];
    double loss[EPOCHS_MAX + 1], eer[EPOCHS_MAX + 1];
    double first_loss; /* of the very first batch */
    bool stopped;      /* a number was not finite */
} Run;

static Angles mean_angles(const Snapshot *snapshot, bool held_out)
{
    double sum[2] = {0};
    size_t count[2] = {0};
    for (size_t i = 0; i < snapshot->angles.pairs; i++) {
        const SnapshotPair *pair = &snapshot->angles.pair[i];
        if (pair->held_out != held_out)
            continue;
        sum[pair->genuine] += snapshot_angle_now(snapshot, i);
        count[pair->genuine]++;
    }
    return (Angles){sum[true] / (double)count[true], sum[false] / (double)count[false]};
}

static void write_down(Session *session, Run *run)
{
    const Snapshot *snapshot = session_snapshot(session);
    size_t row = run->epochs;
    run->trained[row] = mean_angles(snapshot, false);
    run->held_out[row] = mean_angles(snapshot, true);
    run->loss[row] = snapshot->losses.training[row];
    run->eer[row] = session_summary(session).eer;
}

static Run train(const Training *plan)
{
    Run run = {0};
    Session *session = NULL;
    SessionOptions options = {
        .training = trainer_default_options(), .source = source_defaults(), .watched = 200};
    options.source.users = plan->writers;
    options.source.genuine = options.source.forged = 8;
    options.training.epochs = plan->epochs;
    options.training.pairs_per_epoch = plan->pairs;
    options.training.augment = plan->augment;
    options.training.seed = plan->seed;
    options.training.optimizer.rate = plan->rate;
    run.stopped = !session_create(&options, &session).ok;
    if (!run.stopped)
        write_down(session, &run);
    for (bool more = !run.stopped; more;) {
        more = session_step(session);
        const SnapshotRun *now = &session_snapshot(session)->run;
        if (now->step == 1)
            run.first_loss = now->loss;
        run.stopped = now->trouble != NULL;
        if (now->epoch != run.epochs && !run.stopped) {
            run.epochs = now->epoch;
            write_down(session, &run);
        }
    }
    session_destroy(session);
    return run;
}

static double gap(Angles angles)
{
    return angles.forged - angles.genuine;
}

/* ---- the parts ---- */

static void ask_the_question(Lesson *lesson, const Training *plan)
{
    lesson_part(lesson, _("The question"));
    lesson_say(lesson, _("Lesson 6 took one step. Now some hundred follow, each with another batch of pairs. "
                         "What does one see when "
                         "one watches it learn, and what of it is worth believing?"));
    lesson_say(lesson,
               _("The net is the first one of the paper, with 3004 weights and biases. The signatures are "
                 "invented: %zu writers, "
                 "each with 8 genuine signatures and 8 forgeries by others. Three fifths of the people are "
                 "trained on; a "
                 "fifth is held out, and only looked at."),
               plan->writers);
}

static void look_before(Lesson *lesson, const Run *run)
{
    Angles angles = run->held_out[0];
    lesson_part(lesson, _("Before the first step"));
    lesson_say(lesson, _("The weights are random, and yet the angles are not: genuine pairs are already "
                         "closer. Two movements that are "
                         "alike stay alike through any net."));
    lesson_numbers(lesson, _("mean angle of genuine pairs   %5.0f degrees"), angles.genuine);
    lesson_numbers(lesson, _("mean angle of forged pairs    %5.0f degrees"), angles.forged);
    lesson_say(lesson,
               _("With these angles the pulls of lesson 4, c - t, are quite different: %.2f for a genuine "
                 "pair with the target 1, "
                 "%.2f for a forged one with the target -0.9."),
               cos(angles.genuine * 3.14159265358979323846 / 180) - 1,
               cos(angles.forged * 3.14159265358979323846 / 180) + 0.9);
}

static void predict_the_genuine(Lesson *lesson, const Run *run)
{
    lesson_part(lesson, _("Predict: the genuine pairs"));
    lesson_choose(
        lesson,
        &(LessonChoice){
            .question = _("The forged pairs will open. What will the genuine pairs do in the first epochs?"),
            .answers = {{_("they close: that is their target"),
                         _("It is. But how strong is their pull beside that of the forged pairs, and whose "
                           "weights are they?")},
                        {_("they open, too"), NULL},
                        {_("they stay where they are"),
                         _("All pairs share one set of weights: can one kind move alone?")}},
            .right = 1,
            .because = lesson_words(lesson,
                                    _("From %.0f to %.0f degrees. The forged pairs pull far harder, and both "
                                      "kinds share the weights: what "
                                      "spreads the embeddings of different people spreads those of one "
                                      "person, too. What counts is "
                                      "the difference of the two."),
                                    run->held_out[0].genuine, run->held_out[run->epochs].genuine)});
    lesson_check(lesson, run->held_out[run->epochs].genuine > run->held_out[0].genuine,
                 _("the genuine pairs went from %.0f to %.0f degrees."), run->held_out[0].genuine,
                 run->held_out[run->epochs].genuine);
}

static void show_the_training(Lesson *lesson, const Run *run)
{
    double epochs[EPOCHS_MAX + 1], genuine[EPOCHS_MAX + 1], forged[EPOCHS_MAX + 1];
    lesson_part(lesson, _("The step, many times"));
    lesson_say(lesson, _("An epoch is a fixed number of pairs. The angles and the error rate are those of "
                         "people held out:"));
    lesson_numbers(lesson, _("epoch     loss   genuine   forged   difference   equal error rate"));
    for (size_t e = 0; e <= run->epochs; e++) {
        epochs[e] = (double)e;
        genuine[e] = run->held_out[e].genuine;
        forged[e] = run->held_out[e].forged;
        lesson_numbers(lesson, "%5zu %s %9.0f %8.0f %12.0f %16.0f %%", e,
                       e > 0 ? lesson_words(lesson, "%8.3f", run->loss[e]) : "       -", genuine[e],
                       forged[e], forged[e] - genuine[e], 100 * run->eer[e]);
    }
    Figure figure = figure_plot(_("Mean angles of people held out"), _("epoch"), 0, (double)run->epochs,
                                _("degrees"), 0, 90);
    figure_add_points(&figure, _("genuine"), 'o', FIGURE_BLUE, false, run->epochs + 1, epochs, genuine);
    figure_add_points(&figure, _("forged"), '*', FIGURE_ORANGE, true, run->epochs + 1, epochs, forged);
    figure_describe(&figure,
                    _("Both curves rise in the first epochs and then run level: genuine pairs at %.0f "
                      "degrees, forged ones "
                      "at %.0f."),
                    genuine[run->epochs], forged[run->epochs]);
    lesson_figure(lesson, &figure);
    lesson_say(lesson, _("The equal error rate is the share of wrong answers at the threshold where both "
                         "kinds of mistake are as "
                         "frequent (lesson 13). It moves little: opening all angles does not yet put the "
                         "pairs in a better order."));
}

static void compare_the_people(Lesson *lesson, const Run *run)
{
    size_t last = run->epochs;
    lesson_part(lesson, _("Compare: known people and unknown ones"));
    lesson_numbers(lesson, _("at the end              genuine   forged   difference"));
    lesson_numbers(lesson, _("people trained on      %7.0f %8.0f %10.0f"), run->trained[last].genuine,
                   run->trained[last].forged, gap(run->trained[last]));
    lesson_numbers(lesson, _("people held out        %7.0f %8.0f %10.0f"), run->held_out[last].genuine,
                   run->held_out[last].forged, gap(run->held_out[last]));
    lesson_say(lesson, _("Only the second row says how the net will do with people whom it never met, which "
                         "is its work. Whoever "
                         "looks at the first row alone is pleased too soon."));
}

static void predict_few_writers(Lesson *lesson, const Run *many)
{
    const Training plan = {
        .writers = 8, .epochs = 24, .pairs = 96, .augment = false, .rate = 0.05, .seed = 1};
    Run few = train(&plan);
    lesson_part(lesson, _("Predict: few people"));
    lesson_choose(
        lesson,
        &(LessonChoice){
            .question = lesson_words(
                lesson,
                _("Now there are only %zu writers, trained on for longer. Of which row will the difference "
                  "between forged and genuine grow most?"),
                plan.writers),
            .answers = {{_("of the people trained on"), NULL},
                        {_("of the people held out"),
                         _("What does the net learn about people from so few of them?")},
                        {_("of both alike"),
                         _("So it would be if a few people told all there is to know about people.")}},
            .right = 0,
            .because = _("It learns these few by heart. With 3004 weights there is room enough for that.")});
    lesson_numbers(lesson, _("difference at the end      trained on   held out"));
    lesson_numbers(lesson, _("many writers               %10.0f %10.0f"), gap(many->trained[many->epochs]),
                   gap(many->held_out[many->epochs]));
    lesson_numbers(lesson, _("few writers                %10.0f %10.0f"), gap(few.trained[few.epochs]),
                   gap(few.held_out[few.epochs]));
    lesson_check(
        lesson, gap(few.trained[few.epochs]) > gap(few.held_out[few.epochs]) + 10,
        _("with few writers the difference is %.0f degrees for those trained on and %.0f for the others."),
        gap(few.trained[few.epochs]), gap(few.held_out[few.epochs]));
}

static void check_it(Lesson *lesson, const Training *plan, const Run *run)
{
    Training again = *plan, other = *plan;
    again.epochs = other.epochs = 1;
    other.seed++;
    Run same = train(&again), different = train(&other);
    lesson_part(lesson, _("The check"));
    lesson_say(lesson, _("A training is full of chance: starting weights, pairs, small changes to each "
                         "signature. But all of it comes from "
                         "one seed. The same seed must give the same numbers to the last bit, or no run "
                         "could be looked at twice."));
    lesson_numbers(lesson, _("loss of the first batch, this run      %.6f"), run->first_loss);
    lesson_numbers(lesson, _("the same seed again                    %.6f"), same.first_loss);
    lesson_numbers(lesson, _("another seed                           %.6f"), different.first_loss);
    lesson_check(lesson, same.first_loss == run->first_loss && different.first_loss != run->first_loss,
                 _("the same seed gives the same loss, bit by bit; another seed another one."));
}

static void break_it(Lesson *lesson, const Training *plan)
{
    lesson_part(lesson, _("Break it"));
    Training other = *plan;
    other.epochs = 3;
    other.rate = lesson_ask(lesson, _("The learning rate was 0.05. Which one shall it be for three epochs?"),
                            5, 0.0001, 100);
    Run run = train(&other);
    if (run.stopped) {
        lesson_say(lesson, _("The numbers are no longer finite: the training stops, and the weights stay as "
                             "they were before."));
        return;
    }
    lesson_numbers(lesson, _("loss: %.3f after one epoch, %.3f after three; difference %.0f degrees"),
                   run.loss[1], run.loss[3], gap(run.held_out[3]));
    if (other.rate > 1)
        lesson_say(lesson, _("Such steps leave the place where the slope was measured far behind: the net "
                             "jumps about and learns little."));
    else if (other.rate < 0.005)
        lesson_say(lesson, _("Such steps are safe and hardly lead anywhere in three epochs."));
    else
        lesson_say(lesson, _("That is near enough to what was used: it learns."));
}

static void say_what_is_known(Lesson *lesson)
{
    lesson_part(lesson, _("What you now know"));
    lesson_point(lesson, _("All pairs share one set of weights, so all angles move together; the difference "
                           "between the kinds counts."));
    lesson_point(lesson,
                 _("Only people held out tell how good the net is; a few people are learnt by heart."));
    lesson_point(lesson, _("A loss that falls and a better verifier are two things."));
    lesson_point(lesson, _("`%s --demo` shows it pair by pair while it happens."),
                 here_typed("build/twingrad-live", "twingrad-live"));
}

static void play(Lesson *lesson)
{
    const Training plan = {
        .writers = 32, .epochs = 8, .pairs = 256, .augment = true, .rate = 0.05, .seed = 1};
    ask_the_question(lesson, &plan);
    Run run = train(&plan); /* while the question is read */
    look_before(lesson, &run);
    predict_the_genuine(lesson, &run);
    show_the_training(lesson, &run);
    compare_the_people(lesson, &run);
    predict_few_writers(lesson, &run);
    check_it(lesson, &plan, &run);
    break_it(lesson, &plan);
    say_what_is_known(lesson);
}

const LessonPlan lesson_12_learn = {
    .name = "12_learn",
    .question = N_("What does one see when it learns?"),
    .aim = N_("You will watch a whole training, see what moves first and why, and learn for whom its "
              "numbers count."),
    .play = play,
    .live = "angles",
};
