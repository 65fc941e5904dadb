/* Lesson 15: a derivation of one's own, from paper to a verdict with an error bar, and how to take it home. */
#include <math.h>

#include "contents.h"
#include "here.h"
#include "lesson.h"
#include "measure.h"
#include "net/cosine.h"

enum { N = 3 };

/* A loss that people do ask about: the square of the cosine against a target, L = 1/2 (c^2 - t)^2. */
typedef struct Case {
    real a[N], b[N];
    double target;
} Case;

static double loss_of(const double x[], const void *context)
{
    const Case *one = context;
    const real a[N] = {(real)x[0], (real)x[1], (real)x[2]};
    double c = real_to_double(cosine_forward(N, a, one->b).c);
    return (c * c - one->target) * (c * c - one->target) / 2;
}

/* dL/da, given dL/dc. */
static Cosine gradient_with(const Case *one, double dc, double gradient[N])
{
    real da[N] = {0}, db[N] = {0};
    Cosine cosine = cosine_forward(N, one->a, one->b);
    cosine_backward(N, one->a, one->b, cosine, (real)dc, da, db);
    for (size_t i = 0; i < N; i++)
        gradient[i] = real_to_double(da[i]);
    return cosine;
}

static void as_doubles(const real a[N], double x[N])
{
    for (size_t i = 0; i < N; i++)
        x[i] = real_to_double(a[i]);
}

/* ---- the parts ---- */

static void ask_the_question(Lesson *lesson)
{
    lesson_part(lesson, _("The question"));
    lesson_say(
        lesson,
        _("You have a loss that is in no book, and a derivation on paper. Is it right? Somebody who asked "
          "this had squared the cosine, so that opposite embeddings count as alike:"));
    lesson_formula(lesson, "L = 1/2 (c^2 - t)^2          c = a.b / (|a| |b|)");
}

static void derive(Lesson *lesson)
{
    lesson_part(lesson, _("The formula"));
    lesson_choose(
        lesson, &(LessonChoice){
                    .question = _("What is dL/dc?"),
                    .answers = {{"c^2 - t", _("That is the derivative by c^2. And c^2 by c?")},
                                {"2 c (c^2 - t)", NULL},
                                {"2 (c^2 - t)", _("There is a factor left out: c^2 changes by 2 c for each "
                                                  "unit of c.")}},
                    .right = 1,
                    .because = _("From the outside in: the square gives c^2 - t (the half takes its 2), and "
                                 "c^2 gives 2 c. From c on, it is the gradient of lesson 3.")});
    lesson_formula(lesson, "dL/da = 2 c (c^2 - t) (b/|b| - c a/|a|) / |a|");
}

static void put_numbers_in(Lesson *lesson, const Case *one)
{
    double gradient[N], c = real_to_double(cosine_forward(N, one->a, one->b).c);
    double dc = 2 * c * (c * c - one->target);
    lesson_part(lesson, _("The numbers of one pair"));
    gradient_with(one, dc, gradient);
    lesson_numbers(lesson, "a = (%g, %g, %g)   b = (%g, %g, %g)   t = %g", one->a[0], one->a[1], one->a[2],
                   one->b[0], one->b[1], one->b[2], one->target);
    lesson_numbers(lesson, "c = %.6f   c^2 = %.6f", c, c * c);
    lesson_numbers(lesson, "dL/dc = 2 * %.6f * (%.6f - %g) = %.6f", c, c * c, one->target, dc);
    lesson_numbers(lesson, "dL/da = (%.6f, %.6f, %.6f)", gradient[0], gradient[1], gradient[2]);
}

static void predict_the_digits(Lesson *lesson)
{
    lesson_part(lesson, _("Predict: how many digits?"));
    lesson_choose(
        lesson,
        &(LessonChoice){
            .question =
                _("The loss is computed with about 16 digits. To how many can its slope be measured by "
                  "differences?"),
            .answers = {{_("all 16"), _("A difference of two nearly equal numbers loses the digits that they "
                                        "share (lesson 1).")},
                        {_("about 10 to 12"), NULL},
                        {_("2 or 3"), _("So few, with the best step? Lesson 10 had more.")}},
            .right = 1,
            .because = _("Enough to tell 1 from 1.0000000001, and so to find any mistake that matters.")});
}

static void check_it(Lesson *lesson, const Case *one)
{
    double x[N], gradient[N], c = real_to_double(cosine_forward(N, one->a, one->b).c);
    Measure measured[N];
    as_doubles(one->a, x);
    gradient_with(one, 2 * c * (c * c - one->target), gradient);
    bool agrees = measure_gradient(N, x, loss_of, one, gradient, measured);
    lesson_part(lesson, _("The check"));
    lesson_numbers(lesson, _("entry    by hand        measured"));
    for (size_t i = 0; i < N; i++)
        lesson_numbers(lesson, "a[%zu]   %11.8f    %11.8f +- %.0e", i, gradient[i], measured[i].value,
                       measure_decade(measured[i].bar));
    lesson_check(lesson, agrees, _("all three entries agree within the error of the measurement."));
}

static void break_it(Lesson *lesson, const Case *one)
{
    double x[N], gradient[N], c = real_to_double(cosine_forward(N, one->a, one->b).c);
    Measure measured[N];
    as_doubles(one->a, x);
    gradient_with(one, c * c - one->target, gradient); /* the 2 c is forgotten */
    bool agrees = measure_gradient(N, x, loss_of, one, gradient, measured);
    lesson_part(lesson, _("Break it"));
    lesson_say(
        lesson,
        _("A planted mistake: the first answer above, dL/dc = c^2 - t. Everything after it is right."));
    lesson_numbers(lesson, _("entry    mistaken    measured    their ratio"));
    for (size_t i = 0; i < N; i++)
        lesson_numbers(lesson, "a[%zu]   %9.5f   %9.5f   %9.5f", i, gradient[i], measured[i].value,
                       gradient[i] / measured[i].value);
    lesson_check(lesson, !agrees, _("the measurement contradicts it, as it must."));
    lesson_guess(
        lesson,
        &(LessonGuess){
            .question = lesson_words(lesson,
                                     _("The ratio is the same in every entry. With c = %.4f: what is it, "
                                       "from the formula?"),
                                     c),
            .truth = 1 / (2 * c),
            .room = 0.01 / fabs(2 * c),
            .shown = lesson_words(lesson, "1 / (2 c) = %.4f", 1 / (2 * c)),
            .mistakes = {{2 * c, _("The other way round: yours divided by the measured one.")},
                         {0.5, _("The 2 alone? The c was forgotten with it.")}},
            .because =
                _("A ratio that is the same everywhere is a forgotten factor, and its value says which. "
                  "The checker looks for that, and for some twenty other kinds of mistakes, by itself.")});
}

/* The file to begin a plugin from. */
static const char *template_of(Lesson *lesson)
{
    char path[1000];
    return here_installed() && here_shared("plugin/template.c", sizeof path, path).ok
               ? lesson_words(lesson, "%s", path)
               : "docs/examples/plugin/template.c";
}

static void take_it_home(Lesson *lesson)
{
    lesson_part(lesson, _("Your function"));
    lesson_say(lesson,
               _("Three ways to have a function of yours checked. In a program or a test of yours, with the "
                 "library: `%s`. As one file, with no program around it:"),
               here_typed("docs/gradcheck.md", "man gradcheck"));
    lesson_numbers(lesson, "cp %s mine.c", template_of(lesson));
    lesson_numbers(lesson, "%s",
                   here_typed("cc -std=c17 -fPIC -shared -Isrc/gradcheck -o mine.so mine.c -lm",
                              "cc -std=c17 -fPIC -shared -o mine.so mine.c -lm \\\n"
                              "    -I$(pkg-config --variable=includedir gradcheck)/gradcheck"));
    lesson_numbers(lesson, "%s check --plugin mine.so", here_typed("build/twingrad", "twingrad"));
    lesson_say(lesson,
               _("And as an exercise, with a formula missing and hints: `%s`. The last of the twelve is a "
                 "loss of your own."),
               here_typed("make exercise", "twingrad-exercise"));
}

static void say_what_is_known(Lesson *lesson)
{
    lesson_part(lesson, _("What you now know"));
    lesson_point(lesson,
                 _("A derivation is a chain of small ones: from the outside in, each with its own slope."));
    lesson_point(
        lesson,
        _("It is right when a measurement with an error bar says so, and not because training works."));
    lesson_point(
        lesson,
        _("When it is wrong, the ratio, the sign or the place of the difference says where to look."));
    lesson_point(
        lesson,
        _("You have seen every gradient of a siamese net. None of it was magic, and none was automatic."));
}

static void play(Lesson *lesson)
{
    Case one = {.a = {(real)lesson_pick(lesson, 2, 1, 3, 1), -1, 2},
                .b = {3, (real)lesson_pick(lesson, 1, 1, 2, 1), 1},
                .target = lesson_pick(lesson, 1, 0.75, 1, 0.25)};
    ask_the_question(lesson);
    derive(lesson);
    put_numbers_in(lesson, &one);
    predict_the_digits(lesson);
    check_it(lesson, &one);
    break_it(lesson, &one);
    take_it_home(lesson);
    say_what_is_known(lesson);
}

const LessonPlan lesson_15_derivation = {
    .name = "15_derivation",
    .question = N_("Your own derivation: is it right?"),
    .aim = N_("You will take a loss that is in no book, derive its gradient, and have it judged; then do "
              "the same with "
              "a function of your own."),
    .play = play,
    .live = "check",
};
