/* Lesson 3: the gradient of a cosine: derived, computed, drawn, and measured. */
#include <math.h>
#include <stdio.h>

#include "contents.h"
#include "lesson.h"
#include "measure.h"
#include "net/cosine.h"

enum { N = 2 };
static const double degree = 3.14159265358979323846 / 180;

/* ---- the pair, and its gradient ---- */

typedef struct Pair {
    real a[N], b[N];
    Cosine cosine;
    real da[N], db[N]; /* dc/da, dc/db */
} Pair;

static Pair pair_of(double a0, double a1, double b0, double b1)
{
    Pair pair = {.a = {a0, a1}, .b = {b0, b1}};
    pair.cosine = cosine_forward(N, pair.a, pair.b);
    cosine_backward(N, pair.a, pair.b, pair.cosine, 1, pair.da, pair.db);
    return pair;
}

static double dot(const real x[N], const real y[N])
{
    return real_to_double(x[0] * y[0] + x[1] * y[1]);
}

static double length(const real x[N])
{
    return real_to_double(cosine_norm(N, x));
}

/* A number that rounding alone keeps from 0 is shown as 0. */
static double clean(double x)
{
    return fabs(x) < 1e-12 ? 0 : x;
}

static double cosine_of(const double x[], const void *context)
{
    const Pair *pair = context;
    const real a[N] = {x[0], x[1]};
    return real_to_double(cosine_forward(N, a, pair->b).c);
}

enum {
    ARROW = 3
}; /* the gradient's arrow is drawn so many times longer than a would be if it were as long */

/* The two vectors, the circle on which a keeps its length, and the gradient at the tip of a. */
static Figure draw_pair(const Pair *pair, double low, double reach)
{
    Figure figure = figure_plane(_("The gradient of the cosine, at the tip of a"), low, reach);
    double x[FIGURE_SAMPLES], y[FIGURE_SAMPLES], radius = length(pair->a),
                                                 turn = atan2(pair->a[1], pair->a[0]);
    for (size_t i = 0; i < FIGURE_SAMPLES; i++) {
        double at = turn + 60 * degree * (2.0 * (double)i / (FIGURE_SAMPLES - 1) - 1);
        x[i] = radius * cos(at);
        y[i] = radius * sin(at);
    }
    double scale =
        ARROW * radius; /* |dc/da| = sin / |a|: the arrow is then 3 sin long, whatever a's length */
    figure_add_points(&figure, _("as long as a"), '.', FIGURE_GREY, true, FIGURE_SAMPLES, x, y);
    figure_add_arrow(&figure, "a", 'a', FIGURE_BLACK, 0, 0, pair->a[0], pair->a[1]);
    figure_add_arrow(&figure, "b", 'b', FIGURE_ORANGE, 0, 0, pair->b[0], pair->b[1]);
    figure_add_arrow(&figure, "dc/da", 'g', FIGURE_PINK, pair->a[0], pair->a[1],
                     pair->a[0] + scale * pair->da[0], pair->a[1] + scale * pair->da[1]);
    figure_describe(
        &figure,
        _("The vector a to (%.3g, %.3g) and the vector b to (%.3g, %.3g). At the tip of a begins the arrow "
          "of "
          "dc/da, %.0f times as long as it is: it touches the circle of all vectors as long as a, and "
          "points to the side where b is."),
        pair->a[0], pair->a[1], pair->b[0], pair->b[1], scale);
    return figure;
}

/* ---- the parts ---- */

static void ask_the_question(Lesson *lesson)
{
    lesson_part(lesson, _("The question"));
    lesson_say(
        lesson,
        _("Training wants to raise the cosine of a genuine pair: it must move a, and b, so that c grows. "
          "Which "
          "way? The answer is the gradient of c by a: the list of the slopes of c by each entry of a. It "
          "points the way in which c grows fastest."));
    lesson_say(lesson, _("This is the one formula that people who ask about siamese nets do not find."));
}

static void predict_the_direction(Lesson *lesson)
{
    lesson_part(lesson, _("Predict: which way?"));
    lesson_choose(
        lesson,
        &(LessonChoice){
            .question = _(
                "a and b are two arrows from the origin. From the tip of a, which way does c grow fastest?"),
            .answers = {{_("straight to the tip of b"),
                         _("That way the distance shrinks fastest. On the way to the tip of b, though, a "
                           "changes its "
                           "length too, and c does not see lengths (lesson 2).")},
                        {_("in the direction of b"), _("A part of that step only makes a longer, and length "
                                                       "does nothing for c. What is left when "
                                                       "that part is taken out?")},
                        {_("at a right angle to a, to the side where b is"), NULL},
                        {_("along a itself"),
                         _("Along itself a only becomes longer or shorter, and c does not see that.")}},
            .right = 2,
            .because = _("Only turning changes c. The way to turn, without a step for nothing, is at a right "
                         "angle to a.")});
}

static void derive_the_formula(Lesson *lesson)
{
    lesson_part(lesson, _("The formula"));
    lesson_say(
        lesson,
        _("c = a.b / (|a| |b|). Move a by a little step da and look at the two places where a stands:"));
    lesson_formula(lesson, "d(a.b) = b.da\n"
                           "d|a|   = (a/|a|).da");
    lesson_say(
        lesson,
        _("The first: the dot product is a plain sum. The second: only the part of the step along a makes it "
          "longer. Now the rule for a quotient:"));
    lesson_formula(lesson, "dc = b.da / (|a| |b|)  -  c (a/|a|).da / |a|");
    lesson_say(lesson, _("What stands before da in both terms is the gradient:"));
    lesson_formula(lesson, "dc/da = (b/|b| - c a/|a|) / |a|");
    lesson_say(lesson, _("In words: take the direction of b; take out of it what lies along a, which is c "
                         "times the direction "
                         "of a; divide by the length of a. For b it is the same with a and b exchanged."));
}

static void put_numbers_in(Lesson *lesson, const Pair *pair)
{
    const real *a = pair->a, *b = pair->b;
    const double A = real_to_double(pair->cosine.norm_a), B = real_to_double(pair->cosine.norm_b);
    const double c = real_to_double(pair->cosine.c);
    lesson_part(lesson, _("The numbers of one pair"));
    lesson_numbers(lesson, "a = (%g, %g)   |a| = %.4g      b = (%g, %g)   |b| = %.4g", a[0], a[1], A, b[0],
                   b[1], B);
    lesson_numbers(lesson, "c      = %g / (%.4g * %.4g)  = %.4f", dot(a, b), A, B, c);
    lesson_numbers(lesson, "b/|b|  = (%7.4f, %7.4f)", b[0] / B, b[1] / B);
    lesson_numbers(lesson, "c a/|a| = (%6.4f, %7.4f)", c * a[0] / A, c * a[1] / A);
    lesson_numbers(lesson, _("the difference = (%.4f, %.4f), divided by |a|:"), b[0] / B - c * a[0] / A,
                   b[1] / B - c * a[1] / A);
    lesson_numbers(lesson, "dc/da  = (%7.4f, %7.4f)", pair->da[0], pair->da[1]);
    Figure figure = draw_pair(pair, -1, ceil(fmax(length(a), length(b))) + 1);
    lesson_figure(lesson, &figure);
}

static void predict_the_right_angle(Lesson *lesson, const Pair *pair)
{
    lesson_part(lesson, _("Predict: two numbers"));
    lesson_guess(
        lesson,
        &(LessonGuess){
            .question = lesson_words(lesson, _("What is the dot product of a = (%g, %g) and dc/da?"),
                                     pair->a[0], pair->a[1]),
            .truth = 0,
            .room = 1e-3,
            .shown = "0",
            .because = _("It is 0: the gradient stands at a right angle to a. A step along it turns a and, "
                         "at first, does not lengthen it.")});
    Pair far = pair_of(2 * pair->a[0], 2 * pair->a[1], pair->b[0], pair->b[1]);
    double before = length(pair->da), after = length(far.da);
    lesson_guess(
        lesson,
        &(LessonGuess){
            .question =
                lesson_words(lesson,
                             _("The gradient is %.4f long. How long is it when a is made twice as long, "
                               "in its own direction?"),
                             before),
            .truth = after,
            .room = 0.02 * after,
            .shown = lesson_words(lesson, "%.4f", after),
            .mistakes = {{before, _("The direction of the gradient stays. But the formula divides by |a|.")},
                         {2 * before, _("The other way round: the formula divides by |a|.")}},
            .because = _(
                "It is half as long: the longer an arrow is, the further its tip must go for the same turn. "
                "The length is sin(angle) / |a|. This is why long embeddings learn slowly.")});
}

static void take_the_step(Lesson *lesson, const Pair *pair)
{
    const double rate = 2;
    Pair after =
        pair_of(pair->a[0] + rate * pair->da[0], pair->a[1] + rate * pair->da[1], pair->b[0], pair->b[1]);
    double promised = rate * dot(pair->da, pair->da), came = real_to_double(after.cosine.c - pair->cosine.c);
    lesson_part(lesson, _("The step"));
    lesson_say(lesson,
               _("Move a by %g times the gradient, and leave b alone. A slope promises that c grows by the "
                 "step times "
                 "the gradient's length squared."),
               rate);
    lesson_numbers(lesson, _("          before     after"));
    lesson_numbers(lesson, "a       (%.3f, %.3f) -> (%.3f, %.3f)", pair->a[0], pair->a[1], after.a[0],
                   after.a[1]);
    lesson_numbers(lesson, "c       %8.5f   %8.5f", real_to_double(pair->cosine.c),
                   real_to_double(after.cosine.c));
    lesson_numbers(lesson, "|a|     %8.5f   %8.5f", real_to_double(pair->cosine.norm_a),
                   real_to_double(after.cosine.norm_a));
    lesson_say(
        lesson,
        _("Promised: %.5f. It came to %.5f: a little less, for the way is a curve and the slope is a "
          "straight "
          "line, as in lesson 1. And a did grow by %.5f: a step at a right angle to an arrow always ends a "
          "little further out. Over a long training embeddings become longer that way."),
        promised, came, real_to_double(after.cosine.norm_a - pair->cosine.norm_a));
}

static void check_it(Lesson *lesson, const Pair *pair)
{
    lesson_part(lesson, _("The check"));
    double x[N], hand[N];
    Measure measured[N];
    for (size_t i = 0; i < N; i++) {
        x[i] = real_to_double(pair->a[i]);
        hand[i] = real_to_double(pair->da[i]);
    }
    bool agrees = measure_gradient(N, x, cosine_of, pair, hand, measured);
    lesson_say(
        lesson,
        _("Measured as in lesson 1, one entry at a time; the checker of this project chooses the step by "
          "itself and says how far off it may be:"));
    lesson_numbers(lesson, _("entry    by hand        measured"));
    for (size_t i = 0; i < N; i++)
        lesson_numbers(lesson, "a[%zu]   %11.8f    %11.8f +- %.0e", i, hand[i], measured[i].value,
                       measure_decade(measured[i].bar));
    double along = dot(pair->a, pair->da), sine = sin(cosine_angle(N, pair->a, pair->b)) / length(pair->a);
    lesson_check(lesson, agrees, _("both entries agree within the error of the measurement."));
    lesson_check(lesson, fabs(along) < 1e-12 && fabs(sine - length(pair->da)) < 1e-12,
                 _("a.(dc/da) = %.4f; |dc/da| = %.6f and sin(angle)/|a| = %.6f."), clean(along),
                 length(pair->da), sine);
}

static void break_it(Lesson *lesson, const Pair *pair)
{
    lesson_part(lesson, _("Break it"));
    lesson_say(lesson,
               _("A planted mistake, the one that is made most: d|a| is forgotten, so nothing is taken out. "
                 "\"dc/da\" is then b/|b| / |a|, the direction of b."));
    double wrong[N], x[N];
    Measure measured[N];
    for (size_t i = 0; i < N; i++) {
        x[i] = real_to_double(pair->a[i]);
        wrong[i] = real_to_double(pair->b[i] / (pair->cosine.norm_b * pair->cosine.norm_a));
    }
    bool agrees = measure_gradient(N, x, cosine_of, pair, wrong, measured);
    lesson_numbers(lesson, _("entry    mistaken    measured"));
    for (size_t i = 0; i < N; i++)
        lesson_numbers(lesson, "a[%zu]   %8.4f    %8.4f", i, wrong[i], measured[i].value);
    lesson_check(lesson, !agrees, _("the measurement contradicts the mistaken gradient, as it must."));
    lesson_choose(
        lesson,
        &(LessonChoice){
            .question = _("With this mistake, does training still raise c?"),
            .answers = {{_("yes, c still grows, and a becomes longer and longer for nothing"), NULL},
                        {_("no, c falls"),
                         _("The mistaken step still has the right part in it, the turn towards b.")},
                        {_("no, nothing moves"),
                         _("The step is not 0: it has the turn towards b in it, and a part along a.")}},
            .right = 0,
            .because = _("That is what makes it a believable mistake: the loss falls, and nobody notices. "
                         "But as a grows, every "
                         "turn becomes smaller. Only a check against a measurement shows it.")});
}

static void say_what_is_known(Lesson *lesson)
{
    lesson_part(lesson, _("What you now know"));
    lesson_point(lesson, "dc/da = (b/|b| - c a/|a|) / |a|");
    lesson_point(lesson, _("It stands at a right angle to a, and points to the side where b is."));
    lesson_point(lesson,
                 _("Its length is sin(angle) / |a|: 0 at 0° and at 180°, and small for long vectors."));
    lesson_point(lesson, _("The ten lines of C that do it are in `src/net/cosine.c`."));
}

static void play(Lesson *lesson)
{
    Pair pair = pair_of(lesson_pick(lesson, 4, 3, 6, 1), lesson_pick(lesson, 1, 1, 2, 1),
                        lesson_pick(lesson, 1, 1, 2, 1), lesson_pick(lesson, 3, 3, 5, 1));
    ask_the_question(lesson);
    predict_the_direction(lesson);
    derive_the_formula(lesson);
    put_numbers_in(lesson, &pair);
    predict_the_right_angle(lesson, &pair);
    take_the_step(lesson, &pair);
    check_it(lesson, &pair);
    break_it(lesson, &pair);
    say_what_is_known(lesson);
}

/* ---- in a window ---- */

static void show_on_stage(StageHandle handle[], Figure *figure, char words[static STAGE_WORDS])
{
    Pair pair = pair_of(handle[0].x, handle[0].y, handle[1].x, handle[1].y);
    *figure = draw_pair(&pair, -6, 6);
    snprintf(words, STAGE_WORDS,
             pair.cosine.defined ? _("c = %.3f, angle %.1f°. dc/da = (%.4f, %.4f), %.4f long, at a right "
                                     "angle to a: a.(dc/da) = %.4f.")
                                 : _("One of the two has length 0: no direction, no cosine, no gradient."),
             real_to_double(pair.cosine.c), cosine_angle(N, pair.a, pair.b) / degree,
             real_to_double(pair.da[0]), real_to_double(pair.da[1]), length(pair.da),
             clean(dot(pair.a, pair.da)));
}

static const Stage stage = {.title = N_("Which way does the gradient of a cosine point?"),
                            .handles = 2,
                            .handle = {{"a", 4, 1}, {"b", 1, 3}},
                            .show = show_on_stage};

const LessonPlan lesson_03_gradient = {
    .name = "03_gradient",
    .question = N_("Which way does the gradient of a cosine point?"),
    .aim = N_("You will derive the gradient of a cosine, put numbers into it, and see that it turns a "
              "vector and never "
              "stretches it."),
    .play = play,
    .stage = &stage,
};
