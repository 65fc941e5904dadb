/* Lesson 2: the cosine of the angle between two vectors: what it sees, and what it does not. */
#include <math.h>
#include <stdio.h>

#include "contents.h"
#include "lesson.h"
#include "net/cosine.h"

enum { N = 2 };
static const double degree = 3.14159265358979323846 / 180;

/* ---- the two vectors ---- */

typedef struct Pair {
    real a[N], b[N];
} Pair;

static double dot(const real a[N], const real b[N])
{
    return real_to_double(a[0] * b[0] + a[1] * b[1]);
}

static double cosine(const real a[N], const real b[N])
{
    return real_to_double(cosine_forward(N, a, b).c);
}

static double degrees(const real a[N], const real b[N])
{
    return cosine_angle(N, a, b) / degree;
}

static Figure draw_pair(const Pair *pair)
{
    const double largest = fmax(fmax(pair->a[0], pair->a[1]), fmax(pair->b[0], pair->b[1]));
    const double reach = ceil(fmax(largest, 1)) + 1;
    Figure figure = figure_plane(_("Two vectors and the angle between them"), -1, reach);
    double from = atan2(pair->a[1], pair->a[0]), turn = atan2(pair->b[1], pair->b[0]) - from;
    turn += turn > degree * 180 ? -360 * degree : turn < -degree * 180 ? 360 * degree : 0;
    double x[FIGURE_SAMPLES], y[FIGURE_SAMPLES], radius = 0.35 * reach;
    for (size_t i = 0; i < FIGURE_SAMPLES; i++) {
        double at = from + turn * (double)i / (FIGURE_SAMPLES - 1);
        x[i] = radius * cos(at);
        y[i] = radius * sin(at);
    }
    figure_add_points(&figure, _("the angle"), 'o', FIGURE_GREY, false, FIGURE_SAMPLES, x, y);
    figure_add_arrow(&figure, "a", 'a', FIGURE_BLACK, 0, 0, pair->a[0], pair->a[1]);
    figure_add_arrow(&figure, "b", 'b', FIGURE_ORANGE, 0, 0, pair->b[0], pair->b[1]);
    figure_describe(
        &figure,
        _("From the origin, the vector a to (%.3g, %.3g) and the vector b to (%.3g, %.3g); between them "
          "an angle of %.1f°."),
        pair->a[0], pair->a[1], pair->b[0], pair->b[1], degrees(pair->a, pair->b));
    return figure;
}

/* ---- the parts ---- */

static void ask_the_question(Lesson *lesson)
{
    lesson_part(lesson, _("The question"));
    lesson_say(lesson,
               _("A siamese net turns each signature into a list of numbers, its embedding: a vector. Two "
                 "signatures give two vectors, a and b, and one number must say whether they are alike."));
    lesson_say(
        lesson,
        _("The net of 1994 takes the cosine of the angle between the two. Not the distance, not the product: "
          "why, and what does that number see?"));
}

static void show_the_formula(Lesson *lesson)
{
    lesson_part(lesson, _("The formula"));
    lesson_formula(lesson, "c = a.b / (|a| |b|)");
    lesson_say(
        lesson,
        _("a.b is the dot product: multiply the entries one by one and add up. |a| is the length of a, the "
          "root of the sum of its squares. Dividing by both lengths leaves the cosine of the angle."));
}

static void put_numbers_in(Lesson *lesson, const Pair *pair)
{
    const real *a = pair->a, *b = pair->b;
    Cosine c = cosine_forward(N, a, b);
    lesson_part(lesson, _("One tiny pair"));
    lesson_say(lesson, _("Embeddings have some hundred entries; two are enough to see everything."));
    lesson_numbers(lesson, "a = (%g, %g)      b = (%g, %g)", a[0], a[1], b[0], b[1]);
    lesson_numbers(lesson, "a.b = %g * %g + %g * %g = %g", a[0], b[0], a[1], b[1], dot(a, b));
    lesson_numbers(lesson, "|a| = sqrt(%g + %g) = %.4g", a[0] * a[0], a[1] * a[1], real_to_double(c.norm_a));
    lesson_numbers(lesson, "|b| = sqrt(%g + %g) = %.4g", b[0] * b[0], b[1] * b[1], real_to_double(c.norm_b));
    lesson_numbers(lesson, "c = %g / (%.4g * %.4g) = %.4f", dot(a, b), real_to_double(c.norm_a),
                   real_to_double(c.norm_b), real_to_double(c.c));
    lesson_say(lesson, _("The angle with that cosine is %.2f°."), degrees(a, b));
    Figure figure = draw_pair(pair);
    lesson_figure(lesson, &figure);
}

static void predict_length(Lesson *lesson, const Pair *pair)
{
    const real longer[N] = {2 * pair->a[0], 2 * pair->a[1]};
    double before = cosine(pair->a, pair->b), after = cosine(longer, pair->b);
    lesson_part(lesson, _("Predict: a longer vector"));
    lesson_guess(
        lesson,
        &(LessonGuess){
            .question = lesson_words(
                lesson, _("Now a becomes twice as long: (%g, %g). The cosine was %.4f. What is it now?"),
                longer[0], longer[1], before),
            .truth = after,
            .room = 0.006,
            .shown = lesson_words(lesson, "%.4f", after),
            .mistakes = {{2 * before,
                          _("The dot product doubles. But what else in the formula doubles with it?")},
                         {before / 2,
                          _("|a| doubles, and we divide by it. But what else in the formula doubles?")},
                         {1, _("1 is the cosine when both point the same way. Did a turn?")}},
            .because = lesson_words(
                lesson,
                _("Nothing changed: the dot product is %g, twice as much, and so is |a|, by which it "
                  "is divided. The cosine sees directions and no lengths."),
                dot(longer, pair->b))});
    lesson_say(
        lesson,
        _("That is what it is for: somebody who signs larger, or presses harder, may get a longer embedding; "
          "the direction is what must stay."));
}

static void predict_the_least(Lesson *lesson)
{
    lesson_part(lesson, _("Predict: the least"));
    lesson_choose(
        lesson,
        &(LessonChoice){
            .question =
                _("The cosine is 1 for two vectors that point the same way. What is the least that it "
                  "can be?"),
            .answers = {{_("0, for two that have nothing in common"),
                         _("0 is what it is at a right angle. Can two vectors be further apart than that?")},
                        {"-1", NULL},
                        {_("there is no least"),
                         _("The dot product has no least, but we divide by both lengths.")}},
            .right = 1,
            .because =
                _("At 180° it is -1; 0 is in the middle, at 90°. One reads that the cosine is 1 for "
                  "similar things and 0 for others: that holds only where no entry can be negative. The "
                  "embeddings here can, and the net uses the whole way from 1 down to -1.")});
}

static double cosine_of_degrees(double angle, const void *context)
{
    (void)context;
    return cos(angle * degree);
}

static void turn_it(Lesson *lesson, const Pair *pair)
{
    lesson_part(lesson, _("The step: turn b away"));
    lesson_say(lesson, _("b is turned away from a, and nothing else is changed:"));
    lesson_numbers(lesson, _("degrees     a.b     cosine"));
    double length = real_to_double(cosine_norm(N, pair->b)), from = atan2(pair->a[1], pair->a[0]);
    for (int angle = 0; angle <= 180; angle += 30) {
        real b[N] = {length * cos(from + angle * degree), length * sin(from + angle * degree)};
        double c = cosine(pair->a, b), product = dot(pair->a, b);
        lesson_numbers(lesson, "%7d %7.2f    %7.4f", angle, fabs(product) < 1e-9 ? 0 : product,
                       fabs(c) < 1e-9 ? 0 : c);
    }
    Figure figure = figure_plot(_("The cosine against the angle"), _("degrees"), 0, 180, _("cosine"), -1, 1);
    figure_add_function(&figure, "", '*', FIGURE_BLUE, false, cosine_of_degrees, NULL);
    figure_add_mark(&figure, _("our pair"), 'O', FIGURE_ORANGE, degrees(pair->a, pair->b),
                    cosine(pair->a, pair->b));
    figure_describe(
        &figure, "%s",
        _("The curve falls from 1 at 0° through 0 at 90° to -1 at 180°; it is flat at both ends."));
    lesson_figure(lesson, &figure);
    lesson_say(
        lesson,
        _("Look at the two ends: there the curve is flat. From 0° to 10° the cosine loses only %.3f, from "
          "85° to 95° it loses %.3f. That will matter when a gradient has to move the pair."),
        1 - cos(10 * degree), cos(85 * degree) - cos(95 * degree));
}

static void compare_with_the_distance(Lesson *lesson, const Pair *pair)
{
    lesson_part(lesson, _("Compare: the distance"));
    double c = cosine(pair->a, pair->b);
    double unit[N], distance;
    for (size_t i = 0; i < N; i++)
        unit[i] = real_to_double(pair->a[i] / cosine_norm(N, pair->a) - pair->b[i] / cosine_norm(N, pair->b));
    distance = hypot(unit[0], unit[1]);
    lesson_say(lesson,
               _("Another measure is the distance between the two. Shorten both vectors to length 1 first, "
                 "and the two measures say the same:"));
    lesson_formula(lesson, "|a/|a| - b/|b||^2 = 2 (1 - c)");
    lesson_numbers(lesson, "%.4f^2 = %.4f        2 * (1 - %.4f) = %.4f", distance, distance * distance, c,
                   2 * (1 - c));
    lesson_check(lesson, fabs(distance * distance - 2 * (1 - c)) < 1e-12,
                 _("the distance of the two directions, squared, is %.6f; 2 (1 - c) is %.6f."),
                 distance * distance, 2 * (1 - c));
}

static void break_it(Lesson *lesson, const Pair *pair)
{
    lesson_part(lesson, _("Break it"));
    lesson_say(lesson, _("Which vector has no direction? The one of length 0. Shrink a and look:"));
    double factor = lesson_ask(lesson, _("a is multiplied by which number?"), 0, -2, 2);
    real a[N] = {factor * pair->a[0], factor * pair->a[1]};
    Cosine c = cosine_forward(N, a, pair->b);
    lesson_numbers(lesson, "a = (%g, %g)   |a| = %.4g   a.b = %g", a[0], a[1], real_to_double(c.norm_a),
                   dot(a, pair->b));
    if (!c.defined)
        lesson_say(
            lesson,
            _("0 divided by 0 is no number; programs print NaN, and it then spreads into every weight. Here "
              "the cosine of such a pair is set to 0, its gradient too, and it is counted and told."));
    else if (factor < 0)
        lesson_say(lesson, _("The cosine is %.4f: a points the other way round, and the sign turns with it."),
                   real_to_double(c.c));
    else
        lesson_say(lesson, _("The cosine is %.4f, the same as before: only 0 itself breaks it."),
                   real_to_double(c.c));
}

static void say_what_is_known(Lesson *lesson)
{
    lesson_part(lesson, _("What you now know"));
    lesson_point(
        lesson,
        _("The cosine is the dot product of the two directions: 1 the same way, 0 at a right angle, -1 the "
          "opposite way."));
    lesson_point(lesson, _("It does not see lengths, so it cannot be raised by making a vector longer."));
    lesson_point(lesson, _("It is flat at 0° and at 180°."));
    lesson_point(lesson, _("A vector of length 0 has no direction, and no cosine."));
}

static void play(Lesson *lesson)
{
    Pair pair = {.a = {lesson_pick(lesson, 4, 2, 6, 1), lesson_pick(lesson, 3, 1, 4, 1)},
                 .b = {lesson_pick(lesson, 1, 0, 2, 1), lesson_pick(lesson, 2, 4, 6, 1)}};
    ask_the_question(lesson);
    show_the_formula(lesson);
    put_numbers_in(lesson, &pair);
    predict_length(lesson, &pair);
    predict_the_least(lesson);
    turn_it(lesson, &pair);
    compare_with_the_distance(lesson, &pair);
    break_it(lesson, &pair);
    say_what_is_known(lesson);
}

/* ---- in a window ---- */

static void show_on_stage(StageHandle handle[], Figure *figure, char words[static STAGE_WORDS])
{
    Pair pair = {.a = {handle[0].x, handle[0].y}, .b = {handle[1].x, handle[1].y}};
    *figure = draw_pair(&pair);
    figure->left = figure->bottom = -6;
    figure->right = figure->top = 6;
    Cosine c = cosine_forward(N, pair.a, pair.b);
    snprintf(words, STAGE_WORDS,
             c.defined ? _("a.b = %.2f, |a| = %.2f, |b| = %.2f: the cosine is %.3f, the angle %.1f°.")
                       : _("One of the two has length 0, so there is no angle."),
             dot(pair.a, pair.b), real_to_double(c.norm_a), real_to_double(c.norm_b), real_to_double(c.c),
             degrees(pair.a, pair.b));
}

static const Stage stage = {.title = N_("What does a cosine measure?"),
                            .handles = 2,
                            .handle = {{"a", 4, 3}, {"b", 1, 2}},
                            .show = show_on_stage};

const LessonPlan lesson_02_cosine = {
    .name = "02_cosine",
    .question = N_("What does a cosine measure?"),
    .aim = N_("You will compute the cosine of the angle between two vectors, and know what it sees and "
              "what it does not."),
    .play = play,
    .stage = &stage,
};
