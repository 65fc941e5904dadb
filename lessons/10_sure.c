/* Lesson 10: a measured derivative has an error bar: where it comes from, and what it lets one say. */
#include <float.h>
#include <math.h>

#include "contents.h"
#include "lesson.h"
#include "live/check_words.h"
#include "measure.h"

static const double place = 3.14159265358979323846 / 3; /* 60 degrees */

/* ---- functions of one number, and their derivatives by hand ---- */

static double plain_cosine(const double x[], const void *context)
{
    (void)context;
    return cos(x[0]);
}

static double on_a_hill(const double x[], const void *context)
{
    return *(const double *)context + cos(x[0]);
}

static double fast_cosine(const double x[], const void *context)
{
    (void)context;
    return cos(1000 * x[0]);
}

static double in_float(const double x[], const void *context)
{
    (void)context;
    return (float)cos(x[0]);
}

static double with_a_kink(const double x[], const void *context)
{
    (void)context;
    return fabs(x[0]);
}

/* What goes into one measurement both ways over a step h. */
typedef struct Estimate {
    double slope, bend, digits,
        off; /* the slope; what the bend and the lost digits may cost; what they did cost */
} Estimate;

static Estimate estimate(double h)
{
    double near = (cos(place + h) - cos(place - h)) / (2 * h),
           wide = (cos(place + 2 * h) - cos(place - 2 * h)) / (4 * h);
    return (Estimate){.slope = near,
                      .bend = fabs(wide - near) / 3,
                      .digits = DBL_EPSILON * fabs(cos(place)) / h,
                      .off = fabs(near + sin(place))};
}

/* ---- the parts ---- */

static void ask_the_question(Lesson *lesson)
{
    lesson_part(lesson, _("The question"));
    lesson_say(lesson, _("In the lessons before, a derivative by hand stood beside the same one measured, "
                         "and +- something. Where "
                         "does that something come from? Nobody knows the true derivative, else there would "
                         "be nothing to measure. "
                         "How can one know how far off one is without knowing the truth?"));
}

static void show_the_formula(Lesson *lesson)
{
    lesson_part(lesson, _("The formula"));
    lesson_say(lesson, _("Lesson 1 found two errors. Each can be estimated without the truth:"));
    lesson_formula(lesson, "bend        |D(2h) - D(h)| / 3\n"
                           "lost digits eps |f| / h            eps = 2.2e-16");
    lesson_say(lesson,
               _("D(h) is the slope measured both ways over h. The bend's part goes with h times h (lesson "
                 "1): over twice the "
                 "step it is four times as large, so the difference of the two is three times the error of "
                 "the better one. "
                 "The lost digits: the computer keeps f to about eps |f|, and that is divided by h."));
}

static void put_numbers_in(Lesson *lesson)
{
    bool holds = true;
    lesson_part(lesson, _("The numbers"));
    lesson_say(
        lesson,
        _("The cosine at 60°, whose slope we do know, so that we can look over the estimate's shoulder:"));
    lesson_numbers(lesson, _("   h       bend      digits    both      truly off"));
    for (int digits = 1; digits <= 9; digits++) {
        Estimate e = estimate(pow(10, -digits));
        lesson_numbers(lesson, "  1e-%d   %8.0e  %8.0e  %8.0e   %s", digits, e.bend, e.digits,
                       e.bend + e.digits,
                       lesson_words(lesson, e.off < 1e-12 ? "%8s" : "%.0s%8.0e", "< 1e-12", e.off));
        holds = holds && e.off <= 2 * (e.bend + e.digits);
    }
    lesson_check(lesson, holds, _("in every row the truth is within twice the estimate."));
    lesson_say(lesson, _("The estimate knows which step is best: the one where both together are least. That "
                         "is how the checker "
                         "chooses its step, for every number anew, and what is left is its bar."));
}

static void predict_the_hill(Lesson *lesson)
{
    const double zero = 0, hill = 1e6, hand = -sin(place);
    Measure flat, high;
    measure_gradient(1, &place, on_a_hill, &zero, &hand, &flat);
    measure_gradient(1, &place, on_a_hill, &hill, &hand, &high);
    lesson_part(lesson, _("Predict: a cosine on a hill"));
    lesson_choose(
        lesson,
        &(LessonChoice){
            .question = _(
                "Now the function is 1000000 + cos x. The slope is the same. What happens to the error bar?"),
            .answers = {{_("nothing: a constant has no slope"),
                         _("The slope stays. But what are the sixteen digits of the computer spent on now?")},
                        {_("it grows a lot"), NULL},
                        {_("it shrinks, for the numbers are larger"),
                         _("Larger numbers leave fewer digits behind the point.")}},
            .right = 1,
            .because = lesson_words(
                lesson,
                _("Six of the sixteen digits are spent on the million. The bar was within %.0e and is now "
                  "within %.0e. A loss that is a sum over many things is such a hill: each single slope is "
                  "measured on top of all the rest."),
                measure_decade(flat.bar), measure_decade(high.bar))});
    lesson_check(lesson, high.bar > 1e3 * flat.bar && high.agrees && fabs(high.value - hand) <= high.bar,
                 _("on the hill it still agrees, within a bar more than a thousand times as wide."));
}

static void show_row(Lesson *lesson, const char *name, double x, double (*f)(const double[], const void *),
                     const void *context, double hand)
{
    Measure m;
    measure_gradient(1, &x, f, context, &hand, &m);
    lesson_numbers(lesson, "%-18s %12.6f  %12.*f +- %-6.0e %s", name, hand, measure_decimals(m.bar, 6),
                   m.value, measure_decade(m.bar), check_words_of_verdict(m.verdict));
}

static void measure_several(Lesson *lesson)
{
    const double hill = 1e6, mountain = 1e15;
    lesson_part(lesson, _("The step: five functions"));
    lesson_numbers(lesson, _("function                by hand      measured"));
    show_row(lesson, "cos x", place, plain_cosine, NULL, -sin(place));
    show_row(lesson, "cos 1000x", place, fast_cosine, NULL, -1000 * sin(1000 * place));
    show_row(lesson, "cos x, in float", place, in_float, NULL, -sin(place));
    show_row(lesson, "1e6 + cos x", place, on_a_hill, &hill, -sin(place));
    show_row(lesson, "1e15 + cos x", place, on_a_hill, &mountain, -sin(place));
    lesson_say(lesson, _("The second bends a thousand times faster, so its step must be smaller. The third "
                         "is kept with seven digits "
                         "only, as much of machine learning is. In the last one not even one digit is left, "
                         "and then the honest "
                         "answer is neither right nor wrong: it cannot be told."));
}

static void look_at_a_kink(Lesson *lesson)
{
    const double zero = 0, away = 1;
    double hand = 1;
    Measure at, beside;
    measure_gradient(1, &zero, with_a_kink, NULL, &hand, &at);
    measure_gradient(1, &away, with_a_kink, NULL, &hand, &beside);
    lesson_part(lesson, _("Compare: a kink"));
    lesson_say(lesson, _("|x| has the slope -1 to the left of 0 and 1 to the right. At 0 itself it has none. "
                         "By hand we say 1, once at "
                         "x = 1 and once at x = 0:"));
    lesson_numbers(lesson, "x = 1   %s", check_words_of_verdict(beside.verdict));
    lesson_numbers(lesson, "x = 0   %s", check_words_of_verdict(at.verdict));
    lesson_say(lesson, _("The reason it gives: %s."), check_words_of_reason(at.reason));
    lesson_check(lesson, beside.agrees && at.reason == GRADCHECK_KINK,
                 _("the checker sees the kink, and does not blame the formula."));
    lesson_say(lesson, _("A step both ways over a kink measures the middle of the two slopes, 0 here, and "
                         "would call any answer wrong. So "
                         "the checker also looks whether left and right agree. The margin loss has such a "
                         "kink, and so has the "
                         "rectifier."));
}

static void predict_the_smallest(Lesson *lesson)
{
    const double truth = -sin(place), off = truth * 1.01, slightly = truth * (1 + 1e-13);
    Measure wrong, near;
    measure_gradient(1, &place, plain_cosine, NULL, &off, &wrong);
    measure_gradient(1, &place, plain_cosine, NULL, &slightly, &near);
    lesson_part(lesson, _("Predict: how small a mistake?"));
    lesson_choose(
        lesson,
        &(LessonChoice){
            .question = _("By hand somebody has 1.01 times the right derivative of cos x: a "
                          "forgotten trial. The bar is about 1e-12. "
                          "Is it found?"),
            .answers = {{_("no, one percent is too little"),
                         _("One percent of the number is 0.0087. How does that compare with the bar?")},
                        {_("yes"), NULL}},
            .right = 1,
            .because = _("The difference is thousands of millions of bars. Many compare with a "
                         "fixed tolerance instead, 1e-2 say, for "
                         "everything: that lets this mistake pass, and blames right formulas on "
                         "a hill. A bar of its own for every "
                         "number needs no tolerance.")});
    lesson_check(lesson, wrong.verdict == GRADCHECK_WRONG && near.agrees,
                 _("1 %% too much: %s; 1e-13 too much, as rounding makes it: %s."),
                 check_words_of_verdict(wrong.verdict), check_words_of_verdict(near.verdict));
}

static void break_it(Lesson *lesson)
{
    lesson_part(lesson, _("Break it"));
    double digits =
        lesson_ask(lesson, _("How high shall the hill be, in decimal digits? (6 is the million)"), 12, 0, 17);
    double hill = pow(10, digits), hand = -sin(place);
    Measure m;
    measure_gradient(1, &place, on_a_hill, &hill, &hand, &m);
    lesson_numbers(lesson, "%.0e + cos x:  %.*f +- %.0e   %s", hill, measure_decimals(m.bar, 6), m.value,
                   measure_decade(m.bar), check_words_of_verdict(m.verdict));
    if (m.agrees)
        lesson_say(lesson, _("The bar is still small beside the number: one can tell."));
    else
        lesson_say(lesson, _("The bar is no longer small beside the number: the hill has eaten the digits, "
                             "and it cannot be told."));
}

static void say_what_is_known(Lesson *lesson)
{
    lesson_part(lesson, _("What you now know"));
    lesson_point(lesson, _("A measurement over two steps tells how much the bend costs; the size of f tells "
                           "how many digits are lost."));
    lesson_point(
        lesson,
        _("The best step is where both together are least: another one for every function and place."));
    lesson_point(lesson, _("There are three answers: agrees, wrong, cannot tell. The third is said when the "
                           "bar is too wide, or at a kink."));
    lesson_point(lesson, _("With a bar of its own for each number there is no tolerance to choose."));
}

static void play(Lesson *lesson)
{
    ask_the_question(lesson);
    show_the_formula(lesson);
    put_numbers_in(lesson);
    predict_the_hill(lesson);
    measure_several(lesson);
    look_at_a_kink(lesson);
    predict_the_smallest(lesson);
    break_it(lesson);
    say_what_is_known(lesson);
}

const LessonPlan lesson_10_sure = {
    .name = "10_sure",
    .question = N_("How sure is a measured derivative?"),
    .aim = N_("You will give a measured derivative an error bar without knowing the truth, and learn "
              "when it says that it cannot "
              "tell."),
    .play = play,
    .live = "check",
};
