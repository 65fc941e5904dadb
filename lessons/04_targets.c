/* Lesson 4: a cosine has no right value of its own: the label chooses one, the loss compares, and its derivative pulls. */
#include <math.h>

#include "contents.h"
#include "lesson.h"
#include "measure.h"
#include "net/cosine.h"
#include "net/losses.h"

enum { N = 2 };
static const double degree = 3.14159265358979323846 / 180;

/* ---- the pair, its loss and its gradient ---- */

typedef struct Case {
    Label label;
    double target; /* of this pair */
    real a[N], b[N], da[N], db[N];
    double c, loss, dc;
} Case;

static Case case_of(Label label, double forged_target, const real a[N], const real b[N])
{
    Case one = {.label = label, .target = label == LABEL_GENUINE ? 1 : forged_target};
    for (size_t i = 0; i < N; i++) {
        one.a[i] = a[i];
        one.b[i] = b[i];
    }
    Cosine cosine = cosine_forward(N, a, b);
    real dc = losses_target_backward(label, (real)forged_target, cosine.c);
    one.c = real_to_double(cosine.c);
    one.loss = real_to_double(losses_target_forward(label, (real)forged_target, cosine.c));
    one.dc = real_to_double(dc);
    cosine_backward(N, a, b, cosine, dc, one.da, one.db);
    return one;
}

static double loss_of(const double x[], const void *context)
{
    const Case *one = context;
    const real a[N] = {x[0], x[1]};
    real forged_target = one->label == LABEL_GENUINE ? -0.9 : one->target;
    return real_to_double(losses_target_forward(one->label, forged_target, cosine_forward(N, a, one->b).c));
}

/* ---- the parts ---- */

static void ask_the_question(Lesson *lesson)
{
    lesson_part(lesson, _("The question"));
    lesson_say(
        lesson,
        _("A net that tells cats from dogs has a target for each picture: 1 for a cat, 0 for a dog. A "
          "siamese "
          "net gives out a cosine of two embeddings, and nobody wrote down what that cosine should be. "
          "What are the targets, then? This is the question that began this project."));
    lesson_say(
        lesson,
        _("What one does have is a label for each pair: genuine (the same person signed both), or forged "
          "(one of the two is somebody else's)."));
}

static void predict_the_targets(Lesson *lesson)
{
    lesson_part(lesson, _("Predict: which targets?"));
    lesson_choose(
        lesson, &(LessonChoice){
                    .question = _("The cosine goes from -1 to 1. Which value would you ask of a genuine "
                                  "pair, and which of a forged "
                                  "one?"),
                    .answers = {{_("genuine 0, forged 1"),
                                 _("A cosine of 1 says: the same direction. Who should point the same way?")},
                                {_("genuine 1, forged something far below it"), NULL},
                                {_("each pair has its own, to be measured"),
                                 _("There is nothing to measure it on: the embeddings are the net's own "
                                   "invention. We may ask for "
                                   "what we like, as long as it tells the two kinds apart.")}},
                    .right = 1,
                    .because = _("We choose. The paper of 1994 asks for 1 for genuine pairs and -0.9 (in "
                                 "other runs -1) for forged "
                                 "ones. One reads that it gives no targets; it does.")});
}

static void show_the_formula(Lesson *lesson)
{
    lesson_part(lesson, _("The formula"));
    lesson_say(lesson, _("With a target t the loss is half the square of what is missing:"));
    lesson_formula(lesson, "L = 1/2 (c - t)^2          dL/dc = c - t");
    lesson_say(
        lesson,
        _("The half is there so that the derivative has no 2. A training step goes down the loss: c moves "
          "against dL/dc, so towards t, from either side."));
}

static void put_numbers_in(Lesson *lesson, const Case *genuine, const Case *forged)
{
    lesson_part(lesson, _("Two pairs"));
    lesson_say(
        lesson,
        _("Take the same two vectors twice: once with the label genuine, once with the label forged."));
    lesson_numbers(lesson, "a = (%g, %g)   b = (%g, %g)   c = %.4f", genuine->a[0], genuine->a[1],
                   genuine->b[0], genuine->b[1], genuine->c);
    lesson_numbers(lesson, _("label       t        L       dL/dc"));
    lesson_numbers(lesson, _("genuine   %5.1f  %8.4f  %8.4f"), genuine->target, genuine->loss, genuine->dc);
    lesson_guess(
        lesson,
        &(LessonGuess){
            .question = lesson_words(lesson, _("And the forged pair: c = %.4f, t = %.1f. What is dL/dc?"),
                                     forged->c, forged->target),
            .truth = forged->dc,
            .room = 0.006,
            .shown = lesson_words(lesson, "%.4f", forged->dc),
            .mistakes = {{forged->c + forged->target, _("Take care of the two signs: c minus a negative t.")},
                         {forged->loss, _("That is the loss. Its derivative by c is c - t.")}},
            .because = lesson_words(lesson,
                                    _("It is positive, so a step down the loss makes c smaller: the pair "
                                      "opens. Its loss is %.4f."),
                                    forged->loss)});
}

/* Both vectors take a step down the loss; shows before and after, and returns whether the loss fell. */
static bool show_step(Lesson *lesson, const Case *before, double rate)
{
    real a[N], b[N];
    for (size_t i = 0; i < N; i++) {
        a[i] = before->a[i] - rate * before->da[i];
        b[i] = before->b[i] - rate * before->db[i];
    }
    double forged_target = before->label == LABEL_GENUINE ? -0.9 : before->target;
    Case after = case_of(before->label, forged_target, a, b);
    lesson_numbers(lesson,
                   before->label == LABEL_GENUINE
                       ? _("genuine   %7.4f -> %7.4f  %7.4f -> %7.4f  %6.2f -> %6.2f")
                       : _("forged    %7.4f -> %7.4f  %7.4f -> %7.4f  %6.2f -> %6.2f"),
                   before->c, after.c, before->loss, after.loss,
                   cosine_angle(N, before->a, before->b) / degree, cosine_angle(N, a, b) / degree);
    return after.loss < before->loss;
}

static void take_the_step(Lesson *lesson, const Case *genuine, const Case *forged)
{
    lesson_part(lesson, _("The step"));
    lesson_say(lesson,
               _("The chain rule joins this lesson to the one before: the loss depends on c, and c on a."));
    lesson_formula(lesson, "dL/da = dL/dc * dc/da");
    lesson_numbers(lesson, _("forged: dL/da = %.4f * dc/da = (%.4f, %.4f)"), forged->dc, forged->da[0],
                   forged->da[1]);
    lesson_say(lesson, _("Both vectors take a step of half the gradient, down the loss. Before and after:"));
    lesson_numbers(lesson, _("label     cosine              loss                degrees"));
    bool closer = show_step(lesson, genuine, 0.5), further = show_step(lesson, forged, 0.5);
    lesson_check(lesson, closer && further, _("both losses fell."));
    lesson_say(lesson,
               _("The same two vectors: the label alone decides that one pair closes and the other opens."));
}

static double pull_at(double angle, const void *context)
{
    double target = *(const double *)context;
    return (cos(angle * degree) - target) * sin(angle * degree);
}

static void look_at_rest(Lesson *lesson, double forged_target)
{
    static const double same = 1, opposite = -1;
    double rest = acos(forged_target) / degree;
    lesson_part(lesson, _("Where a pair comes to rest"));
    lesson_guess(
        lesson,
        &(LessonGuess){
            .question = lesson_words(lesson,
                                     _("A forged pair with the target %.1f is trained until nothing "
                                       "pulls it any more. At which angle, in degrees?"),
                                     forged_target),
            .truth = rest,
            .room = 2,
            .degrees = true,
            .shown = lesson_words(lesson, "%.2f°", rest),
            .mistakes = {{180, _("At 180° the cosine is -1, which is beyond the target: it is pulled back.")},
                         {90, _("At 90° the cosine is 0. The target is lower.")}},
            .because = lesson_words(lesson, _("It is the angle whose cosine is %.1f."), forged_target)});
    Figure figure = figure_plot(_("How hard the loss pulls, against the angle"), _("degrees"), 0, 180,
                                _("pull (above 0: opens)"), -1.5, 1.5);
    figure_add_function(&figure, _("genuine, t = 1"), '-', FIGURE_BLUE, false, pull_at, &same);
    figure_add_function(&figure, lesson_words(lesson, _("forged, t = %.1f"), forged_target), '*',
                        FIGURE_ORANGE, true, pull_at, &forged_target);
    figure_add_function(&figure, _("forged, t = -1"), 'o', FIGURE_GREY, true, pull_at, &opposite);
    figure_describe(
        &figure,
        _("The pull is |a| |dL/da| = |c - t| sin(angle). The genuine curve lies below 0 everywhere. The two "
          "forged ones lie above it; the one with t = %.1f crosses 0 at %.1f°, the one with t = -1 only "
          "reaches "
          "it at 180°. All of them are 0 at both ends."),
        forged_target, rest);
    lesson_figure(lesson, &figure);
    lesson_say(
        lesson,
        _("With t = %.1f the curve crosses 0: a pair that went too far is brought back, and one on its way "
          "feels a firm pull until it arrives. With t = -1 the pull dies slowly on the way to 180°: at 170° "
          "it "
          "is only %.4f. Asking for a little less than the utmost gives a clean place to rest."),
        forged_target, fabs(pull_at(170, &opposite)));
}

static void compare_with_the_sum(Lesson *lesson, const Case *forged)
{
    lesson_part(lesson, _("Compare: no target at all"));
    lesson_say(
        lesson,
        _("The simplest loss has no target: add up the cosines of the forged pairs, subtract those of the "
          "genuine ones, and make that small."));
    lesson_formula(lesson, "L = (sum of c over forged pairs) - (sum of c over genuine pairs)");
    lesson_say(
        lesson,
        _("Here dL/dc is +1 or -1, wherever the pair stands: it asks every forged pair for 180°, for ever. "
          "The "
          "sign matters: similarity is raised for genuine pairs and lowered for forged ones. One finds it "
          "written the other way round."));
    lesson_numbers(lesson, _("dL/dc of our forged pair: sum %+.0f, target %+.4f"),
                   real_to_double(losses_sum_backward(LABEL_FORGED)), forged->dc);
    lesson_numbers(lesson, _("dL/dc of a forged pair that has arrived at t: sum %+.0f, target %+.0f"),
                   real_to_double(losses_sum_backward(LABEL_FORGED)), 0.0);
}

static void check_it(Lesson *lesson, const Case *forged)
{
    lesson_part(lesson, _("The check"));
    double x[N], hand[N];
    Measure measured[N];
    for (size_t i = 0; i < N; i++) {
        x[i] = real_to_double(forged->a[i]);
        hand[i] = real_to_double(forged->da[i]);
    }
    bool agrees = measure_gradient(N, x, loss_of, forged, hand, measured);
    lesson_numbers(lesson, _("entry    by hand        measured"));
    for (size_t i = 0; i < N; i++)
        lesson_numbers(lesson, "a[%zu]   %11.8f    %11.8f +- %.0e", i, hand[i], measured[i].value,
                       measure_decade(measured[i].bar));
    lesson_check(lesson, agrees, _("dL/da of the forged pair agrees with its measurement in both entries."));
}

static void break_it(Lesson *lesson, const Case *forged)
{
    lesson_part(lesson, _("Break it"));
    double t = lesson_ask(lesson, _("Choose another target for forged pairs:"), 1, -2, 2);
    Case other = case_of(LABEL_FORGED, t, forged->a, forged->b);
    lesson_numbers(lesson, "t = %g   c = %.4f   dL/dc = %.4f", t, other.c, other.dc);
    if (t >= 1)
        lesson_say(lesson, _("Now forged pairs are pulled together like genuine ones. The loss is easy to "
                             "make small: the net "
                             "sends every signature to the same place, and tells nobody apart."));
    else if (t < -1)
        lesson_say(
            lesson,
            _("No cosine reaches that: c - t is never 0. Yet the pair does come to rest, at 180°, where the "
              "sine is 0: the cosine itself goes no further."));
    else
        lesson_say(
            lesson,
            _("A forged pair now rests at %.1f°. The nearer that is to 0°, the less room there is for a "
              "threshold between the two kinds."),
            acos(t) / degree);
}

static void say_what_is_known(Lesson *lesson)
{
    lesson_part(lesson, _("What you now know"));
    lesson_point(lesson, _("The targets are chosen, one for each label: 1 for genuine pairs, -0.9 for forged "
                           "ones in the paper."));
    lesson_point(lesson, _("With L = 1/2 (c - t)^2 the derivative is c - t, and dL/da = (c - t) dc/da."));
    lesson_point(
        lesson,
        _("A target inside the range gives a forged pair a clean place to rest; at -1 the pull fades."));
    lesson_point(lesson, _("At 0° and at 180° every loss that is a function of the cosine pulls with 0."));
}

static void play(Lesson *lesson)
{
    const double forged_target = -0.9;
    const real a[N] = {lesson_pick(lesson, 4, 3, 6, 1), lesson_pick(lesson, 1, 1, 2, 1)};
    const real b[N] = {lesson_pick(lesson, 2, 1, 2, 1), lesson_pick(lesson, 3, 3, 5, 1)};
    Case genuine = case_of(LABEL_GENUINE, forged_target, a, b),
         forged = case_of(LABEL_FORGED, forged_target, a, b);
    ask_the_question(lesson);
    predict_the_targets(lesson);
    show_the_formula(lesson);
    put_numbers_in(lesson, &genuine, &forged);
    take_the_step(lesson, &genuine, &forged);
    look_at_rest(lesson, forged_target);
    compare_with_the_sum(lesson, &forged);
    check_it(lesson, &forged);
    break_it(lesson, &forged);
    say_what_is_known(lesson);
}

const LessonPlan lesson_04_targets = {
    .name = "04_targets",
    .question = N_("What are the target values?"),
    .aim = N_("You will choose target values for a cosine, see how the loss pulls a pair towards them, "
              "and where it rests."),
    .play = play,
    .live = "pair",
};
