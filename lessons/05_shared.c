/* Lesson 5: the two branches are one net, so a weight is used twice, and its gradient is the sum of what comes back. */
#include <math.h>

#include "contents.h"
#include "lesson.h"
#include "measure.h"
#include "net/cosine.h"

enum { N = 2 };

/* ---- the smallest net that can share: one weight ---- */

/* The embedding of a number x is (w x, 1). */
static double compare(double w_first, double w_second, double x_first, double x_second)
{
    const real a[N] = {w_first * x_first, 1}, b[N] = {w_second * x_second, 1};
    return real_to_double(cosine_forward(N, a, b).c);
}

typedef struct Twins {
    double w, x_first, x_second;
    double c, first, second; /* the cosine; dc/dw along the first branch, and along the second */
} Twins;

static Twins twins_of(double w_first, double w_second, double x_first, double x_second)
{
    const real a[N] = {w_first * x_first, 1}, b[N] = {w_second * x_second, 1};
    real da[N] = {0}, db[N] = {0};
    Cosine cosine = cosine_forward(N, a, b);
    cosine_backward(N, a, b, cosine, 1, da, db);
    return (Twins){.w = w_first,
                   .x_first = x_first,
                   .x_second = x_second,
                   .c = real_to_double(cosine.c),
                   .first = real_to_double(da[0]) * x_first,
                   .second = real_to_double(db[0]) * x_second};
}

static double cosine_of_weight(const double w[], const void *context)
{
    const Twins *twins = context;
    return compare(w[0], w[0], twins->x_first, twins->x_second);
}

/* ---- the parts ---- */

static void ask_the_question(Lesson *lesson)
{
    lesson_part(lesson, _("The question"));
    lesson_say(
        lesson,
        _("A siamese net is drawn as two nets side by side. There is only one: the same weights look at the "
          "first signature, then at the second. So every weight reaches the loss along two ways."));
    lesson_say(lesson, _("Going back, each way says how the loss would change. They say different things. "
                         "What is the gradient "
                         "of the weight: one of the two, their average, their sum?"));
}

static void show_the_formula(Lesson *lesson)
{
    lesson_part(lesson, _("The formula"));
    lesson_say(lesson, _("Give the weight two names for a moment, w1 in the first branch and w2 in the "
                         "second. If both change "
                         "by a little dw, the loss changes by what each does alone, together:"));
    lesson_formula(lesson, "dL = (dL/dw1) dw + (dL/dw2) dw");
    lesson_say(
        lesson,
        _("And there is only one weight, so both do change by the same dw. That is the whole derivation."));
}

static void put_numbers_in(Lesson *lesson, const Twins *t)
{
    lesson_part(lesson, _("One weight, two inputs"));
    lesson_say(lesson,
               _("The smallest net that can share: it turns a number x into the embedding (w x, 1)."));
    lesson_numbers(lesson, "w = %g    x1 = %g -> a = (%g, 1)    x2 = %g -> b = (%g, 1)", t->w, t->x_first,
                   t->w * t->x_first, t->x_second, t->w * t->x_second);
    lesson_numbers(lesson, "c = %.6f", t->c);
    lesson_say(lesson,
               _("Lesson 3 gives dc/da and dc/db; w moves only the first entry of each, by x1 and by x2:"));
    lesson_numbers(lesson, _("along the first branch    dc/dw1 = %9.6f"), t->first);
    lesson_numbers(lesson, _("along the second branch   dc/dw2 = %9.6f"), t->second);
}

static void predict_the_gradient(Lesson *lesson, const Twins *t)
{
    double sum = t->first + t->second;
    lesson_part(lesson, _("Predict: the gradient"));
    lesson_guess(
        lesson,
        &(LessonGuess){
            .question = _("What is dc/dw, for the one weight that both branches use?"),
            .truth = sum,
            .room = 0.002,
            .shown = lesson_words(lesson, "%.6f", sum),
            .mistakes =
                {{sum / 2,
                  _("That is the average. Does c change half as much because two branches change it?")},
                 {t->first, _("That is what the first branch says. The second moves as well.")},
                 {t->second, _("That is what the second branch says. The first moves as well.")}},
            .because =
                _("The sum. The two even disagree about the sign here; the sum says which one wins.")});
}

static void take_the_step(Lesson *lesson, const Twins *t)
{
    const double h = 1e-5, w = t->w;
    const double first =
        (compare(w + h, w, t->x_first, t->x_second) - compare(w - h, w, t->x_first, t->x_second)) / (2 * h);
    const double second =
        (compare(w, w + h, t->x_first, t->x_second) - compare(w, w - h, t->x_first, t->x_second)) / (2 * h);
    const double both =
        (compare(w + h, w + h, t->x_first, t->x_second) - compare(w - h, w - h, t->x_first, t->x_second)) /
        (2 * h);
    lesson_part(lesson, _("The step: move it and look"));
    lesson_say(lesson, _("No theory: move the weight in one branch alone, then in the other, then in both, "
                         "as lesson 1 does."));
    lesson_numbers(lesson, _("moved in                measured slope of c"));
    lesson_numbers(lesson, _("the first branch        %9.6f"), first);
    lesson_numbers(lesson, _("the second branch       %9.6f"), second);
    lesson_numbers(lesson, _("both, as the net does   %9.6f"), both);
    lesson_check(lesson, fabs(both - (first + second)) < 1e-8,
                 _("moved in both, the slope is %.6f; the two alone add up to %.6f."), both, first + second);
}

static void check_it(Lesson *lesson, const Twins *t)
{
    lesson_part(lesson, _("The check"));
    Measure right, averaged;
    double sum = t->first + t->second, average = sum / 2;
    bool agrees = measure_gradient(1, &t->w, cosine_of_weight, t, &sum, &right);
    bool average_agrees = measure_gradient(1, &t->w, cosine_of_weight, t, &average, &averaged);
    lesson_numbers(lesson, _("measured  %11.8f +- %.0e"), right.value, measure_decade(right.bar));
    lesson_numbers(lesson, _("sum       %11.8f   measured / sum     = %.4f"), sum, right.value / sum);
    lesson_numbers(lesson, _("average   %11.8f   measured / average = %.4f"), average,
                   averaged.value / average);
    lesson_check(lesson, agrees && !average_agrees && fabs(right.value / average - 2) < 1e-6,
                 _("the sum agrees; the average is off by a factor of exactly 2."));
    lesson_say(lesson,
               _("A factor of 2 in a gradient check of a siamese net has nearly always this reason."));
}

/* What one step changes, under three ways to learn: plain descent, with weight decay, and Adam (its first step). */
static double plain_step(double gradient)
{
    return -0.1 * gradient;
}

static double decayed_step(double gradient, double w)
{
    return -0.1 * (gradient + 0.1 * w);
}

static double adam_step(double gradient)
{
    const double m = 0.1 * gradient / (1 - 0.9), v = 0.001 * gradient * gradient / (1 - 0.999);
    return -0.1 * m / (sqrt(v) + 1e-8);
}

static void ask_whether_it_matters(Lesson *lesson, const Twins *t)
{
    const double sum = -(t->first + t->second), average = sum / 2; /* of the loss -c: a genuine pair */
    lesson_part(lesson, _("Does the average matter?"));
    lesson_say(
        lesson,
        _("One finds it written that the gradients of the two nets are averaged. A training with the average "
          "works, too. Take the loss -c, for a genuine pair, and one step in three ways of learning: plain "
          "descent, a step "
          "of the learning rate times the gradient; the same with weight decay, which pulls every weight a "
          "little towards "
          "0; and Adam, which divides each step by the usual size of the gradient:"));
    lesson_numbers(lesson, _("change of w              with the sum   with the average"));
    lesson_numbers(lesson, _("plain descent              %9.6f      %9.6f"), plain_step(sum),
                   plain_step(average));
    lesson_numbers(lesson, _("with weight decay          %9.6f      %9.6f"), decayed_step(sum, t->w),
                   decayed_step(average, t->w));
    lesson_numbers(lesson, _("Adam                       %9.6f      %9.6f"), adam_step(sum),
                   adam_step(average));
    lesson_choose(
        lesson,
        &(LessonChoice){
            .question =
                _("In which of the three is the average the same as the sum with another learning rate?"),
            .answers = {{_("in all three"), _("Look at the second row: there the pull of the decay is the "
                                              "same in both columns, and only the "
                                              "other part is halved.")},
                        {_("in plain descent, where every step is half as long"), NULL},
                        {_("in none"), _("Look at the first row: how do the two numbers in it compare?")}},
            .right = 1,
            .because =
                _("Under plain descent it is half the learning rate. With weight decay the balance shifts: "
                  "the decay "
                  "counts twice as much. Under Adam, which divides by the size of the gradient, nothing "
                  "changes at all. "
                  "So a wrong factor hides well, and the loss falls anyway: only the check sees it.")});
}

static void let_the_copies_drift(Lesson *lesson, const Twins *t)
{
    enum { STEPS = 50 };
    double w_first = t->w, w_second = t->w, shared = t->w;
    for (int i = 0; i < STEPS; i++) {
        Twins apart = twins_of(w_first, w_second, t->x_first, t->x_second);
        Twins together = twins_of(shared, shared, t->x_first, t->x_second);
        w_first += 0.5 * apart.first;
        w_second += 0.5 * apart.second;
        shared += 0.5 * (together.first + together.second);
    }
    lesson_part(lesson, _("Compare: two copies that drift"));
    lesson_say(
        lesson,
        _("What if each branch kept its own weight and its own gradient? The genuine pair is trained for %d "
          "steps, once with two copies, once with one shared weight:"),
        STEPS);
    double own = compare(w_first, w_second, t->x_first, t->x_second),
           one = compare(shared, shared, t->x_first, t->x_second);
    double same_own = compare(w_first, w_second, t->x_second, t->x_second);
    double same_one = compare(shared, shared, t->x_second, t->x_second);
    lesson_numbers(lesson, _("                          two copies          one weight"));
    lesson_numbers(lesson, _("weights                   %.4f and %.4f   %.4f"), w_first, w_second, shared);
    lesson_numbers(lesson, _("cosine of the pair        %.4f              %.4f"), own, one);
    lesson_numbers(lesson, _("cosine of x2 with itself  %.4f              %.4f"), same_own, same_one);
    lesson_say(
        lesson,
        _("The copies fit this pair better, and they have stopped being one measure: a signature compared "
          "with "
          "itself no longer gives 1. The paper says that the two sub-networks \"were constrained to have "
          "identical weights\"; the sum is how."));
    lesson_check(lesson, fabs(same_one - 1) < 1e-12 && same_own < 1 - 1e-3,
                 _("with one weight x2 and itself have the cosine %.6f; with two copies %.6f."), same_one,
                 same_own);
}

static void break_it(Lesson *lesson, const Twins *t)
{
    lesson_part(lesson, _("Break it"));
    lesson_say(lesson, _("In C the sum is two letters: both branches write `dw += ...` into one place. Who "
                         "writes `dw = ...` keeps "
                         "the last branch alone."));
    double share = lesson_ask(
        lesson, _("Multiply what the first branch says by which number? (0 forgets it)"), 0, -2, 3);
    double mistaken = share * t->first + t->second, truth = t->first + t->second;
    Measure measured;
    bool agrees = measure_gradient(1, &t->w, cosine_of_weight, t, &mistaken, &measured);
    lesson_numbers(lesson, _("yours %9.6f   measured %9.6f"), mistaken, measured.value);
    if (agrees)
        lesson_say(lesson, _("They agree: times 1 is the sum."));
    else if (mistaken * truth < 0)
        lesson_say(lesson,
                   _("They do not even agree on the sign: training would push this pair the wrong way."));
    else
        lesson_say(lesson, _("The sign is right, so training would still go down, by another way than the "
                             "shortest. The check "
                             "contradicts it."));
}

static void say_what_is_known(Lesson *lesson)
{
    lesson_part(lesson, _("What you now know"));
    lesson_point(lesson, _("A weight that is used several times has as its gradient the sum of what comes "
                           "back along each use."));
    lesson_point(lesson, _("The average is half of it: a check sees a factor of exactly 2."));
    lesson_point(lesson, _("Two copies with a gradient each drift apart, and comparing a signature with "
                           "itself then means nothing."));
    lesson_point(lesson,
                 _("In C: `+=`. It is in `src/net/siamese.c`, where both branches add into the same array."));
}

static void play(Lesson *lesson)
{
    Twins twins = twins_of(0.6, 0.6, lesson_pick(lesson, 1, 1, 2, 1), lesson_pick(lesson, 4, 4, 6, 1));
    ask_the_question(lesson);
    show_the_formula(lesson);
    put_numbers_in(lesson, &twins);
    predict_the_gradient(lesson, &twins);
    take_the_step(lesson, &twins);
    check_it(lesson, &twins);
    ask_whether_it_matters(lesson, &twins);
    let_the_copies_drift(lesson, &twins);
    break_it(lesson, &twins);
    say_what_is_known(lesson);
}

const LessonPlan lesson_05_shared = {
    .name = "05_shared",
    .question = N_("One net used twice: why do gradients add?"),
    .aim = N_("You will see with numbers why the gradient of a shared weight is the sum over both "
              "branches, and what the "
              "average does instead."),
    .play = play,
    .live = "graph",
};
