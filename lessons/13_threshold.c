/* Lesson 13: one angle to decide by: the two mistakes that a threshold makes, how often, how sure one can be of it, and
 * what the paper's figures say. */
#include <math.h>

#include "base/random.h"
#include "contents.h"
#include "lesson.h"
#include "train/metrics.h"

enum { EACH = 8 };

/* The angles of eight genuine and eight forged pairs, in rising order. */
typedef struct Angles {
    double genuine[EACH], forged[EACH];
} Angles;

static void sort(double angles[EACH])
{
    for (size_t i = 1; i < EACH; i++)
        for (size_t k = i; k > 0 && angles[k] < angles[k - 1]; k--) {
            double swap = angles[k];
            angles[k] = angles[k - 1];
            angles[k - 1] = swap;
        }
}

/* Whole degrees, no two alike, so that nothing lies on a threshold. */
static Angles draw(uint64_t seed)
{
    Random random = random_seeded(seed);
    bool taken[181] = {false};
    Angles angles;
    for (size_t i = 0; i < 2 * EACH; i++) {
        int degrees;
        do
            degrees = (int)lround((i < EACH ? 38 : 72) + 16 * random_normal(&random));
        while (degrees < 5 || degrees > 120 || taken[degrees]);
        taken[degrees] = true;
        (i < EACH ? angles.genuine : angles.forged)[i % EACH] = degrees;
    }
    sort(angles.genuine);
    sort(angles.forged);
    return angles;
}

static size_t accepted(const double angles[EACH], double threshold)
{
    size_t count = 0;
    for (size_t i = 0; i < EACH; i++)
        count += angles[i] <= threshold;
    return count;
}

static double far_at(double threshold, const void *angles)
{
    return (double)accepted(((const Angles *)angles)->forged, threshold) / EACH;
}

static double frr_at(double threshold, const void *angles)
{
    return 1 - (double)accepted(((const Angles *)angles)->genuine, threshold) / EACH;
}

/* The half degree at which the two rates are nearest, found by trying them all. */
static double nearest_threshold(const Angles *angles)
{
    double best = 0.5;
    for (int degree = 0; degree < 130; degree++) {
        double t = degree + 0.5;
        if (fabs(far_at(t, angles) - frr_at(t, angles)) < fabs(far_at(best, angles) - frr_at(best, angles)))
            best = t;
    }
    return best;
}

/* ---- the parts ---- */

static void ask_the_question(Lesson *lesson)
{
    lesson_part(lesson, _("The question"));
    lesson_say(
        lesson,
        _("A trained net gives an angle for every pair: small for genuine ones, as a rule, and large for "
          "forged ones. A bank needs a yes or a no. At which angle does no begin?"));
}

static void show_the_angles(Lesson *lesson, const Angles *angles)
{
    lesson_part(lesson, _("Sixteen pairs"));
    lesson_say(lesson,
               _("Suppose that a net gave these angles, in degrees, for pairs it was never trained on:"));
    lesson_numbers(lesson, _("genuine  %3.0f %4.0f %4.0f %4.0f %4.0f %4.0f %4.0f %4.0f"), angles->genuine[0],
                   angles->genuine[1], angles->genuine[2], angles->genuine[3], angles->genuine[4],
                   angles->genuine[5], angles->genuine[6], angles->genuine[7]);
    lesson_numbers(lesson, _("forged   %3.0f %4.0f %4.0f %4.0f %4.0f %4.0f %4.0f %4.0f"), angles->forged[0],
                   angles->forged[1], angles->forged[2], angles->forged[3], angles->forged[4],
                   angles->forged[5], angles->forged[6], angles->forged[7]);
    lesson_say(lesson,
               _("A pair is accepted when its angle is at most the threshold. Two mistakes are possible: a "
                 "forged pair accepted, and a genuine one rejected."));
}

static void count_by_hand(Lesson *lesson, const Angles *angles)
{
    const double threshold = 60.5;
    lesson_part(lesson, _("The formula"));
    lesson_formula(lesson, _("FAR = forged ones accepted / forged ones       (false acceptance rate)\n"
                             "FRR = genuine ones rejected / genuine ones     (false rejection rate)"));
    size_t forged = accepted(angles->forged, threshold),
           rejected = EACH - accepted(angles->genuine, threshold);
    lesson_guess(
        lesson,
        &(LessonGuess){
            .question = lesson_words(
                lesson, _("At %.1f degrees: how many of the 8 forged pairs are accepted?"), threshold),
            .truth = (double)forged,
            .room = 0.1,
            .shown = lesson_words(lesson, "%zu", forged),
            .mistakes = {{(double)(EACH - forged), _("Those are rejected. Accepted is what lies at or below "
                                                     "the threshold.")}},
            .because = lesson_words(lesson,
                                    _("FAR = %zu/8 = %.1f %%. Rejected genuine pairs: %zu. "
                                      "FRR = %zu/8 = %.1f %%."),
                                    forged, 100 * far_at(threshold, angles), rejected, rejected,
                                    100 * frr_at(threshold, angles))});
}

static void predict_the_trade(Lesson *lesson)
{
    lesson_part(lesson, _("Predict: move it"));
    lesson_choose(
        lesson,
        &(LessonChoice){
            .question =
                _("The threshold is lowered, to let fewer forgeries through. What happens to the genuine "
                  "signatures?"),
            .answers =
                {{_("more of them are rejected, or as many"), NULL},
                 {_("fewer of them are rejected"),
                  _("A lower threshold accepts less of everything. Can a rejected pair become accepted?")},
                 {_("nothing: they are genuine"),
                  _("The threshold sees an angle alone. It does not know who signed.")}},
            .right = 0,
            .because = _("One rate falls, the other rises. There is no threshold that is best for all: it "
                         "depends on what "
                         "each mistake costs.")});
}

static void draw_the_rates(Lesson *lesson, const Angles *angles)
{
    lesson_part(lesson, _("Where they meet"));
    Figure figure = figure_plot(_("Both rates against the threshold"), _("degrees"), 0, 130, _("rate"), 0, 1);
    figure_add_function(&figure, "FRR", 'r', FIGURE_BLUE, false, frr_at, angles);
    figure_add_function(&figure, "FAR", 'a', FIGURE_ORANGE, true, far_at, angles);
    figure_describe(
        &figure,
        _("Two staircases: FRR falls from 1 to 0 as the threshold rises, FAR rises from 0 to 1. They "
          "cross near %.0f degrees."),
        nearest_threshold(angles));
    lesson_figure(lesson, &figure);
    double at = nearest_threshold(angles);
    lesson_say(
        lesson,
        _("Near %.1f degrees both are about as large: FAR %.1f %%, FRR %.1f %%. That is the equal error "
          "rate, EER. It says nothing about costs, but it is one number to compare nets by."),
        at, 100 * far_at(at, angles), 100 * frr_at(at, angles));
}

static void check_it(Lesson *lesson, const Angles *angles)
{
    MetricsScore scores[2 * EACH];
    for (size_t i = 0; i < EACH; i++) {
        scores[i] = (MetricsScore){.score = -angles->genuine[i], .genuine = true};
        scores[EACH + i] = (MetricsScore){.score = -angles->forged[i], .genuine = false};
    }
    lesson_part(lesson, _("The check"));
    double at = nearest_threshold(angles);
    MetricsPoint point = metrics_at(2 * EACH, scores, -at);
    lesson_say(lesson,
               _("The same counts by `src/train/metrics.c`, which the window and the commands use. It takes "
                 "scores that are higher the more genuine, so minus the angles:"));
    lesson_check(lesson,
                 point.false_accepts == accepted(angles->forged, at) &&
                     point.false_rejects == EACH - accepted(angles->genuine, at),
                 _("at %.1f degrees %zu forged accepted and %zu genuine rejected, counted both ways."), at,
                 point.false_accepts, point.false_rejects);
}

/* The mean over many tries of the error rate that was promised and the one that came. */
static void try_thresholds(double *promised, double *came)
{
    enum { TRIES = 400 };
    *promised = *came = 0;
    for (uint64_t seed = 1; seed <= TRIES; seed++) {
        Angles chosen = draw(1000 + seed), others = draw(5000 + seed);
        double best = 0.5;
        for (int degree = 0; degree < 130; degree++) { /* the fewest mistakes on the first sixteen */
            double t = degree + 0.5;
            if (far_at(t, &chosen) + frr_at(t, &chosen) < far_at(best, &chosen) + frr_at(best, &chosen))
                best = t;
        }
        *promised += (far_at(best, &chosen) + frr_at(best, &chosen)) / 2 / TRIES;
        *came += (far_at(best, &others) + frr_at(best, &others)) / 2 / TRIES;
    }
}

static void break_it(Lesson *lesson)
{
    double promised, came;
    try_thresholds(&promised, &came);
    lesson_part(lesson, _("Break it"));
    lesson_say(
        lesson,
        _("A planted mistake, and a common one: choose the threshold that makes the fewest mistakes on "
          "sixteen pairs, and report its error rate on the same sixteen. We did that 400 times, and then "
          "tried each threshold on sixteen other pairs of the same kind. Reported on average: %.0f %%."),
        100 * promised);
    lesson_choose(
        lesson,
        &(LessonChoice){.question = _("And on the other pairs?"),
                        .answers = {{_("the same: they are of the same kind"),
                                     _("The threshold was fitted to the chances of the first sixteen.")},
                                    {_("more mistakes"), NULL},
                                    {_("fewer mistakes"),
                                     _("What would make strangers fit better than those it was chosen "
                                       "for?")}},
                        .right = 1,
                        .because = lesson_words(
                            lesson,
                            _("%.0f %%. So a threshold is chosen on validation people and reported on "
                              "others: this project never lets the two be the same."),
                            100 * came)});
}

static void read_the_paper(Lesson *lesson)
{
    const size_t genuine = 532, forged = 424;
    const size_t accepted_genuine = (size_t)lround(0.955 * (double)genuine),
                 detected = (size_t)lround(0.8 * (double)forged);
    MetricsInterval ga = metrics_wilson(accepted_genuine, genuine), fr = metrics_wilson(detected, forged);
    lesson_part(lesson, _("The paper's two figures"));
    lesson_say(lesson,
               _("Bromley and others: 80 %% of the forgeries detected with 95.5 %% of the genuine signatures "
                 "accepted, on %zu genuine ones and %zu forgeries. So FAR 20 %% and FRR 4.5 %%. How sure are "
                 "such figures? The 95 %% intervals of the counts:"),
               genuine, forged);
    lesson_numbers(lesson, _("accepted  %zu of %zu   %.1f to %.1f %%"), accepted_genuine, genuine,
                   100 * ga.low, 100 * ga.high);
    lesson_numbers(lesson, _("detected  %zu of %zu   %.1f to %.1f %%"), detected, forged, 100 * fr.low,
                   100 * fr.high);
    double false_alarms = 990 * 0.045, caught = 10 * 0.8;
    lesson_guess(
        lesson,
        &(LessonGuess){
            .question =
                _("A bank reads 1000 signatures, 10 of them forged. By these rates, how many genuine ones "
                  "does it send back?"),
            .truth = false_alarms,
            .room = 1,
            .shown = lesson_words(lesson, "%.0f", false_alarms),
            .mistakes = {{4.5, _("4.5 percent, of 990 genuine ones.")}},
            .because = lesson_words(lesson,
                                    _("And it catches %.0f forgeries. Most signatures that are sent back are "
                                      "genuine: rare things are hard to find without false alarms."),
                                    caught)});
}

static void say_what_is_known(Lesson *lesson)
{
    lesson_part(lesson, _("What you now know"));
    lesson_point(
        lesson,
        _("A threshold trades false acceptances for false rejections; the EER is where they are equal."));
    lesson_point(lesson, _("Choose it on people that you do not report on."));
    lesson_point(lesson, _("A rate without its counts is half a figure."));
    lesson_point(lesson, _("In the window: drag the threshold in panel 6, and read the counts."));
}

static void play(Lesson *lesson)
{
    Angles angles = draw((uint64_t)lesson_pick(lesson, 7, 1, 40, 1));
    ask_the_question(lesson);
    show_the_angles(lesson, &angles);
    count_by_hand(lesson, &angles);
    predict_the_trade(lesson);
    draw_the_rates(lesson, &angles);
    check_it(lesson, &angles);
    break_it(lesson);
    read_the_paper(lesson);
    say_what_is_known(lesson);
}

const LessonPlan lesson_13_threshold = {
    .name = "13_threshold",
    .question = N_("Where is the threshold?"),
    .aim = N_("You will count the two mistakes of a threshold, find where they are equal, and read error "
              "rates with "
              "a cool eye."),
    .play = play,
    .live = "rates",
};
