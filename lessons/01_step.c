/* Lesson 1: a slope measured by taking a small step, and why the step must be neither large nor tiny. */
#include <math.h>

#include "contents.h"
#include "lesson.h"

/* ---- what is measured ---- */

static const double turn = 3.14159265358979323846 / 180; /* one degree in radians */

/* The slope over a step h forward, and over the same step both ways. */
static double forward_difference(double angle, double h)
{
    return (cos(angle + h) - cos(angle)) / h;
}

static double central_difference(double angle, double h)
{
    return (cos(angle + h) - cos(angle - h)) / (2 * h);
}

static double error_of(double (*difference)(double, double), double angle, double h)
{
    return fabs(difference(angle, h) + sin(angle)); /* the true slope is -sin(angle) */
}

/* ---- the parts ---- */

static void ask_the_question(Lesson *lesson)
{
    lesson_part(lesson, _("The question"));
    lesson_say(
        lesson,
        _("A net learns by changing numbers, and for each of them it must know: if this number grows a "
          "little, what does the result do? That is a slope, a derivative. One can work it out by "
          "hand, as this whole course does. Or one can measure it: take a step, look how far the "
          "result went, and divide."));
    lesson_say(
        lesson,
        _("Measuring is how we shall find out whether a formula worked out by hand is right. So first: "
          "how good is a measurement, and how small should the step be?"));
}

static void show_the_formula(Lesson *lesson)
{
    lesson_part(lesson, _("The formula"));
    lesson_say(lesson, _("A function f, a place x, a step h. The slope over the step is"));
    lesson_formula(lesson, "(f(x + h) - f(x)) / h");
    lesson_say(
        lesson,
        _("That is called the forward difference: rise over run. (This step only looks at the function. "
          "The step of a training, the learning rate, is another one.)"));
}

static double put_numbers_in(Lesson *lesson)
{
    const double degrees = lesson_pick(lesson, 60, 20, 70, 5), x = degrees * turn, slope = -sin(x);
    lesson_part(lesson, _("One angle"));
    lesson_say(lesson,
               _("Our function is the cosine of an angle, because the rest of the course is about one. The "
                 "angle is %.0f°, which is %.4f radians (a full turn is 2 pi = 6.2832 of them; slopes of a "
                 "cosine are simple only in radians)."),
               degrees, x);
    lesson_say(lesson, _("For this function the slope is known: the derivative of cos x is -sin x."));
    lesson_numbers(lesson, "f(x)       = cos %.4f                 = %8.4f", x, cos(x));
    lesson_numbers(lesson, "f(x + 0.1) = cos %.4f                 = %8.4f", x + 0.1, cos(x + 0.1));
    lesson_numbers(lesson, "measured   = (%.4f - %.4f) / 0.1    = %8.4f", cos(x + 0.1), cos(x),
                   forward_difference(x, 0.1));
    lesson_numbers(lesson, "true       = -sin %.4f                = %8.4f", x, slope);
    lesson_say(
        lesson,
        _("With a step of 0.1 the measurement is off by %.3f. The cosine bends on the way, and a straight "
          "line between two of its points knows nothing of that."),
        error_of(forward_difference, x, 0.1));
    return x;
}

static void predict_the_best_step(Lesson *lesson, double x)
{
    lesson_part(lesson, _("Predict: which step is best?"));
    lesson_choose(
        lesson,
        &(LessonChoice){
            .question =
                _("The computer keeps about 16 digits of each number. Which step measures the slope best?"),
            .answers = {{_("0.1, which is easy to see"), _("With 0.1 the bend of the cosine costs us the "
                                                           "second digit, as we just saw. A smaller step "
                                                           "bends less.")},
                        {_("0.00000001 (1e-8)"), NULL},
                        {_("0.000000000000001 (1e-15): the smaller the better"),
                         _("That is what the definition of a derivative says, and with endless digits it "
                           "would be so. "
                           "What happens to the 16 digits of f(x + h) and f(x) when the two are nearly the "
                           "same, and "
                           "are subtracted?")}},
            .right = 1,
            .because = lesson_words(lesson,
                                    _("Subtracting two nearly equal numbers wipes out the digits they share. "
                                      "At h = 1e-15 only one digit, or "
                                      "none, is left: the measurement says %.4f, and the truth is %.4f. So "
                                      "there are two errors: one "
                                      "shrinks with the step, and one grows when it shrinks."),
                                    forward_difference(x, 1e-15), -sin(x))});
}

static void take_the_steps(Lesson *lesson, double x)
{
    lesson_part(lesson, _("Smaller and smaller"));
    lesson_say(lesson, _("The error of the measurement, for steps from 0.1 down:"));
    lesson_numbers(lesson, _("    h       measured       error"));
    for (int digits = 1; digits <= 15; digits += 2) {
        double h = pow(10, -digits);
        lesson_numbers(lesson, "  1e-%02d   %10.6f     %8.0e", digits, forward_difference(x, h),
                       error_of(forward_difference, x, h));
    }
    lesson_say(
        lesson,
        _("Down to about 1e-8 the error falls with the step: ten times smaller, ten times better. That is "
          "the bend. Below it the error rises again: these are the lost digits. In a picture where each "
          "mark along an axis is ten times the one before, the two errors make a V."));
}

static double curve_of(double exponent, double (*difference)(double, double), double x)
{
    double error = error_of(difference, x, pow(10, exponent));
    return error > 0 ? log10(error) : NAN;
}

static double forward_curve(double exponent, const void *context)
{
    return curve_of(exponent, forward_difference, *(const double *)context);
}

static double central_curve(double exponent, const void *context)
{
    return curve_of(exponent, central_difference, *(const double *)context);
}

static void compare_both_ways(Lesson *lesson, double x)
{
    lesson_part(lesson, _("Better: a step both ways"));
    lesson_say(lesson, _("Step forward and back, and take the slope between the two:"));
    lesson_formula(lesson, "(f(x + h) - f(x - h)) / (2 h)");
    lesson_say(
        lesson,
        _("This is the central difference. The bend is the same on both sides, so most of it cancels."));
    double one = error_of(central_difference, x, 0.1), tenth = error_of(central_difference, x, 0.01);
    lesson_guess(
        lesson,
        &(LessonGuess){
            .question = _("Forward, a step ten times smaller made the error ten times smaller. Both "
                          "ways, how many times smaller does the error become?"),
            .truth = one / tenth,
            .room = 3,
            .shown = lesson_words(lesson, _("%.0f times"), one / tenth),
            .mistakes = {{10, _("That is the forward difference. Here the part of the error that goes "
                                "with h cancels; the next part goes with h times h.")},
                         {20, _("It is not twice as good but good in another way: the error now goes "
                                "with h times h.")},
                         {1000, _("A little too good: the error goes with h times h.")}},
            .because = lesson_words(
                lesson, _("It goes with h times h: at h = 0.1 the error is %.1e, at h = 0.01 it is %.1e."),
                one, tenth)});
    Figure figure = figure_plot(_("Error of the measured slope, against the step"), _("step: 10^"), -15, -1,
                                _("error: 10^"), -14, 0);
    figure_add_function(&figure, _("forward"), '*', FIGURE_ORANGE, true, forward_curve, &x);
    figure_add_function(&figure, _("both ways"), 'o', FIGURE_BLUE, false, central_curve, &x);
    figure_describe(&figure, "%s",
                    _("Two Vs. Forward, the error is smallest near h = 1e-8; both ways it is smallest near "
                      "h = 1e-5, and far smaller. Left of the lowest point both are "
                      "ragged: lost digits look like chance."));
    lesson_figure(lesson, &figure);
}

static void check_it(Lesson *lesson, double x)
{
    lesson_part(lesson, _("The check"));
    double h = 1e-5, measured = central_difference(x, h), slope = -sin(x);
    lesson_check(
        lesson, fabs(measured - slope) < 1e-9,
        _("both ways with h = 1e-5 the slope measures %.8f; -sin x is %.8f. They agree to 8 digits."),
        measured, slope);
    lesson_say(
        lesson,
        _("Such a line ends every lesson: a derivative worked out by hand beside the same one measured. "
          "When they differ, the formula is wrong, or the measurement is; a later lesson tells the two "
          "apart."));
}

static void break_it(Lesson *lesson, double x)
{
    lesson_part(lesson, _("Break it"));
    double digits = lesson_ask(
        lesson, _("Choose the step yourself: how many decimal places? (5 means h = 0.00001)"), 13, 0, 17);
    double h = pow(10, -digits);
    lesson_numbers(lesson, "h = %.0e   forward   %12.8f   error %.0e", h, forward_difference(x, h),
                   error_of(forward_difference, x, h));
    lesson_numbers(lesson, "            both ways %12.8f   error %.0e", central_difference(x, h),
                   error_of(central_difference, x, h));
    if (x + h == x)
        lesson_say(
            lesson,
            _("x + h is x: the step is smaller than the last digit, nothing moves, and the slope is 0."));
    else if (h < 1e-9)
        lesson_say(lesson, _("So small a step loses digits, both ways as well as forward."));
    else if (h > 1e-3)
        lesson_say(lesson,
                   _("So large a step sees the bend of the cosine, forward far more than both ways."));
    else
        lesson_say(lesson, _("That is near the best there is."));
}

static void say_what_is_known(Lesson *lesson)
{
    lesson_part(lesson, _("What you now know"));
    lesson_point(lesson, _("A derivative can be measured: take a step, look, divide."));
    lesson_point(
        lesson,
        _("A large step sees the bend of the function, a tiny one loses digits; the best lies between, near "
          "1e-5 for a step both ways."));
    lesson_point(lesson, _("A step both ways beats a step forward: its error goes with h times h."));
    lesson_point(
        lesson,
        _("A measured number has an error, so it is worth as much as what one can say about that error."));
}

static void play(Lesson *lesson)
{
    ask_the_question(lesson);
    show_the_formula(lesson);
    double x = put_numbers_in(lesson);
    predict_the_best_step(lesson, x);
    take_the_steps(lesson, x);
    compare_both_ways(lesson, x);
    check_it(lesson, x);
    break_it(lesson, x);
    say_what_is_known(lesson);
}

const LessonPlan lesson_01_step = {
    .name = "01_step",
    .question = N_("How small should a step be?"),
    .aim = N_("You will measure a slope by taking a small step, and see why the step must be neither "
              "large nor tiny."),
    .play = play,
    .live = "check",
};
