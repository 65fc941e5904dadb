/* Lesson 11: where the gradient of a cosine is 0 though the loss is not, and what that does to a training. */
#include <math.h>

#include "contents.h"
#include "lesson.h"
#include "net/cosine.h"
#include "net/losses.h"

enum { N = 2, PATIENCE = 200000 };
static const double degree = 3.14159265358979323846 / 180;

/* ---- a forged pair that is trained ---- */

typedef struct Pair {
    real a[N], b[N];
} Pair;

static Pair pair_at(double degrees, double length)
{
    return (Pair){.a = {length, 0}, .b = {length * cos(degrees * degree), length * sin(degrees * degree)}};
}

static double angle_of(const Pair *pair)
{
    return cosine_angle(N, pair->a, pair->b) / degree;
}

/* One step of plain descent on both vectors; returns |a| |dL/da| as it was before. */
static double step(Pair *pair, double target, double rate)
{
    real da[N] = {0}, db[N] = {0};
    Cosine cosine = cosine_forward(N, pair->a, pair->b);
    cosine_backward(N, pair->a, pair->b, cosine, losses_target_backward(LABEL_FORGED, (real)target, cosine.c),
                    da, db);
    for (size_t i = 0; i < N; i++) {
        pair->a[i] -= rate * da[i];
        pair->b[i] -= rate * db[i];
    }
    return real_to_double(cosine_norm(N, da) * cosine.norm_a);
}

/* Steps until the angle is at least `degrees`; PATIENCE when it never is. */
static int steps_to(Pair *pair, double degrees, double target, double rate)
{
    int steps = 0;
    while (angle_of(pair) < degrees && steps < PATIENCE) {
        step(pair, target, rate);
        steps++;
    }
    return steps;
}

static double pull_at(double degrees, double target)
{
    Pair pair = pair_at(degrees, 1);
    return step(&pair, target, 0);
}

/* ---- the parts ---- */

static void ask_the_question(Lesson *lesson)
{
    lesson_part(lesson, _("The question"));
    lesson_say(lesson, _("People who train such nets report: the loss stands still for a long time, or for "
                         "ever, though it is large. "
                         "All pairs give the same cosine. Or the training begins well and then slows down, "
                         "for no reason that "
                         "shows. Where does the cosine get stuck?"));
}

static void show_the_formula(Lesson *lesson)
{
    lesson_part(lesson, _("The formula"));
    lesson_say(lesson, _("Lesson 3 and lesson 4 in one line, the pull on a pair:"));
    lesson_formula(lesson, "|a| |dL/da| = |c - t| sin(angle)");
    lesson_say(lesson, _("A product: it is 0 where the pair is at its target, as it should be. And it is 0 "
                         "at 0° and at 180°, "
                         "wherever the target is."));
}

static void put_numbers_in(Lesson *lesson)
{
    static const double angles[] = {0, 0.1, 1, 10, 90, 154.158, 170, 179, 180};
    lesson_part(lesson, _("The numbers"));
    lesson_say(lesson, _("A forged pair, with the target -0.9 and with the target -1, at several angles:"));
    lesson_numbers(lesson, _("degrees      loss      pull, t = -0.9    pull, t = -1"));
    for (size_t i = 0; i < sizeof angles / sizeof angles[0]; i++) {
        double c = cos(angles[i] * degree);
        lesson_numbers(lesson, "%7.3f   %8.4f        %8.4f        %8.4f", angles[i],
                       0.5 * (c + 0.9) * (c + 0.9), pull_at(angles[i], -0.9), pull_at(angles[i], -1));
    }
    lesson_say(lesson, _("The first row is the trap: the loss is as large as it can be, and nothing pulls. "
                         "The two signatures look exactly "
                         "alike to the net, so there is no side to turn to."));
}

static void predict_the_pull(Lesson *lesson)
{
    double near = pull_at(1, -0.9), far = pull_at(10, -0.9);
    lesson_part(lesson, _("Predict: near the trap"));
    lesson_guess(
        lesson,
        &(LessonGuess){.question =
                           lesson_words(lesson, _("At 10° the pull is %.4f. How large is it at 1°?"), far),
                       .truth = near,
                       .room = 0.003,
                       .shown = lesson_words(lesson, "%.4f", near),
                       .mistakes = {{far, _("c - t is nearly the same at both. But the sine is not.")},
                                    {far * 10, _("The other way round: nearer to 0° the sine is smaller.")}},
                       .because = _("About a tenth: near 0° the sine is as small as the angle.")});
}

static void escape(Lesson *lesson)
{
    static const double starts[] = {10, 1, 0.1, 0.01, 0};
    lesson_part(lesson, _("The step: out of the trap"));
    lesson_say(lesson, _("Two vectors of length 1, a forged pair, plain descent with the learning rate 0.02. "
                         "How many steps until they "
                         "stand at 90°?"));
    lesson_numbers(lesson, _("beginning at      steps to 90 degrees"));
    int last = 0;
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        Pair pair = pair_at(starts[i], 1);
        last = steps_to(&pair, 90, -0.9, 0.02);
        if (last < PATIENCE)
            lesson_numbers(lesson, "%8.2f          %8d", starts[i], last);
        else
            lesson_numbers(lesson, _("%8.2f          never"), starts[i]);
    }
    lesson_say(lesson,
               _("Each tenth of the angle costs about as many steps more: the angle grows like savings with "
                 "interest, slowly "
                 "at first. That is the plateau people see. From 0° itself there is no way out; in a real "
                 "net the pairs "
                 "of other people, and the little differences between two signatures, are what opens it."));
    lesson_check(lesson, last == PATIENCE, _("from 0° nothing moved in %d steps."), last);
}

static void say_what_collapse_is(Lesson *lesson)
{
    const double genuine = 0.5 * (1 - 1) * (1 - 1), forged = 0.5 * (1 + 0.9) * (1 + 0.9);
    lesson_part(lesson, _("All in one place"));
    lesson_say(lesson,
               _("A net can send every signature to the same place. Then every cosine is 1: genuine pairs "
                 "cost %.2f, forged ones "
                 "%.3f, with as many of each %.4f in the mean. And no pair pulls."),
               genuine, forged, (genuine + forged) / 2);
    lesson_choose(lesson,
                  &(LessonChoice){
                      .question = lesson_words(
                          lesson, _("A loss stands at %.4f and does not move. What would you look at first?"),
                          (genuine + forged) / 2),
                      .answers = {{_("the learning rate"), _("A larger step times a pull of 0 is still 0.")},
                                  {_("the cosines: are they all 1?"), NULL},
                                  {_("the number of weights"), _("Larger nets fall into the same place.")}},
                      .right = 1,
                      .because = _("The number tells it: it is the mean for a net that tells nobody apart. "
                                   "One begins again with other starting "
                                   "weights, or with inputs that differ more.")});
}

static void compare_the_targets(Lesson *lesson)
{
    Pair soft = pair_at(90, 1), hard = pair_at(90, 1);
    double rest = acos(-0.9) / degree;
    int soft_steps = steps_to(&soft, rest - 1, -0.9, 0.02), hard_steps = steps_to(&hard, 179, -1, 0.02);
    lesson_part(lesson, _("Compare: -0.9 and -1"));
    lesson_say(lesson, _("The paper used both. From 90° on, how many steps until the pair is within 1° of "
                         "its place of rest?"));
    lesson_numbers(lesson, _("t = -0.9, rest at %6.2f degrees: %6d steps"), rest, soft_steps);
    lesson_numbers(lesson, _("t = -1,   rest at %6.2f degrees: %6d steps"), 180.0, hard_steps);
    lesson_check(lesson, hard_steps > 10 * soft_steps, _("with -1 it takes %d steps, with -0.9 only %d."),
                 hard_steps, soft_steps);
    lesson_say(lesson, _("At -1 the target and the dead end are the same place, so both factors of the pull "
                         "go to 0 together. The same "
                         "holds for a genuine pair at 1: the last degrees are slow."));
}

static void predict_the_length(Lesson *lesson)
{
    Pair unit = pair_at(10, 1), longer = pair_at(10, 10);
    int few = steps_to(&unit, 90, -0.9, 0.02), many = steps_to(&longer, 90, -0.9, 0.02);
    double grown = real_to_double(cosine_norm(N, unit.a));
    lesson_part(lesson, _("Predict: long vectors"));
    lesson_guess(
        lesson,
        &(LessonGuess){
            .question =
                lesson_words(lesson,
                             _("From 10° to 90° it took %d steps. Now both vectors are 10 times as long. How "
                               "many times as many steps does it take?"),
                             few),
            .truth = (double)many / few,
            .room = 15,
            .shown = lesson_words(lesson, _("%.0f times (%d steps)"), (double)many / few, many),
            .mistakes =
                {{10, _("The gradient is a tenth as long, that is right. But its tip must also go ten times "
                        "as far "
                        "for the same turn.")},
                 {1, _("The cosine does not see lengths, but its gradient does: it is sin(angle) / |a|.")}},
            .because =
                _("The gradient is a tenth, and for the same turn the tip must go ten times as far: about a "
                  "hundred in all.")});
    lesson_say(lesson,
               _("And vectors do grow: every step is at a right angle to its vector and so ends a little "
                 "further out (lesson 3). "
                 "In the short run above |a| grew from 1 to %.3f. Over a long training that is a learning "
                 "rate which falls by "
                 "itself."),
               grown);
}

static void predict_three_writers(Lesson *lesson)
{
    enum { WRITERS = 3 };
    double best = -1.0 / (WRITERS - 1);
    real v[WRITERS][N];
    double sum = 0;
    int pairs = 0;
    for (int i = 0; i < WRITERS; i++) {
        v[i][0] = cos(i * 120 * degree);
        v[i][1] = sin(i * 120 * degree);
    }
    for (int i = 0; i < WRITERS; i++)
        for (int j = 0; j < i; j++, pairs++)
            sum += real_to_double(cosine_forward(N, v[i], v[j]).c);
    lesson_part(lesson, _("Predict: three writers"));
    lesson_guess(
        lesson,
        &(LessonGuess){
            .question = _(
                "Three people, one vector each. All three pairs are forged pairs. What is the least that the "
                "mean of their three cosines can be?"),
            .truth = best,
            .room = 0.01,
            .shown = lesson_words(lesson, "%.2f", best),
            .mistakes = {{-1, _("Two can point opposite ways. Where does the third point then?")},
                         {0, _("That is three at right angles. One can do better.")}},
            .because = _("Add the three unit vectors and square: 3 + 2 times the sum of the three cosines, "
                         "and a square is "
                         "never below 0. With n people it is -1/(n - 1): for many people nearly 0, 90°.")});
    lesson_check(lesson, fabs(sum / pairs - best) < 1e-12,
                 _("three vectors 120° apart have the mean cosine %.4f."), sum / pairs);
    lesson_say(lesson, _("So the target -0.9 for every forged pair cannot be reached for many people at "
                         "once: the loss that is left is "
                         "no failure."));
}

static void break_it(Lesson *lesson)
{
    lesson_part(lesson, _("Break it"));
    double start = lesson_ask(lesson, _("At which angle shall a forged pair begin?"), 179.9, 0, 180);
    Pair pair = pair_at(start, 1);
    for (int i = 0; i < 1000; i++)
        step(&pair, -0.9, 0.02);
    lesson_numbers(lesson, _("after 1000 steps: %.2f degrees, pull %.4f"), angle_of(&pair),
                   pull_at(angle_of(&pair), -0.9));
    if (fabs(angle_of(&pair) - acos(-0.9) / degree) < 0.1)
        lesson_say(lesson, _("It came to rest where it should, at the angle whose cosine is -0.9."));
    else if (start < 90)
        lesson_say(lesson, _("It has not come far: it began too near to 0°."));
    else
        lesson_say(lesson, _("It is still on its way back from 180°: that end is a trap, too."));
}

static void say_what_is_known(Lesson *lesson)
{
    lesson_part(lesson, _("What you now know"));
    lesson_point(lesson,
                 _("The pull is |c - t| sin(angle): at 0° and at 180° no loss on a cosine moves a pair."));
    lesson_point(lesson, _("A large loss that stands still is a sign that everything points the same way."));
    lesson_point(lesson, _("-1 as a target lies in a dead end; -0.9 does not."));
    lesson_point(lesson, _("Vectors grow while they turn, and long vectors turn slowly."));
    lesson_point(lesson, _("Many people cannot all point away from each other."));
}

static void play(Lesson *lesson)
{
    ask_the_question(lesson);
    show_the_formula(lesson);
    put_numbers_in(lesson);
    predict_the_pull(lesson);
    escape(lesson);
    say_what_collapse_is(lesson);
    compare_the_targets(lesson);
    predict_the_length(lesson);
    predict_three_writers(lesson);
    break_it(lesson);
    say_what_is_known(lesson);
}

const LessonPlan lesson_11_stuck = {
    .name = "11_stuck",
    .question = N_("Where does the cosine get stuck?"),
    .aim = N_("You will find the places where a cosine does not move though its loss is large, and see "
              "what they do to a "
              "training."),
    .play = play,
    .live = "pair",
};
