/* Lesson 8: a time delay layer: the same few weights look at every instant of a signature. */
#include <math.h>
#include <stdio.h>

#include "contents.h"
#include "lesson.h"
#include "measure.h"
#include "net/conv.h"

enum { TIME = 8, KERNEL = 3, OUT = TIME - KERNEL + 1 };
/* The first layer of the net of 1994. */
enum { PAPER_MAPS = 12, PAPER_ROWS = 8, PAPER_WINDOW = 11, PAPER_INSTANTS = 200, PAPER_STEP = 3 };
enum { PAPER_POSITIONS = (PAPER_INSTANTS - PAPER_WINDOW) / PAPER_STEP + 1 };

/* ---- one row of a signature, one map ---- */

typedef struct Delay {
    real W[KERNEL], b[1], x[TIME], z[OUT];
    real dz[OUT], dW[KERNEL], db[1], dx[TIME];
} Delay;

static const ConvShape shape = {.in_channels = 1, .in_time = TIME, .maps = 1, .kernel = KERNEL, .step = 1};

static void run(Delay *d)
{
    conv_forward(shape, d->W, d->b, d->x, d->z);
    conv_backward(shape, d->W, d->x, d->dz, d->dW, d->db, d->dx);
}

/* A loss whose derivative by z is dz. */
static double loss_of(const double weights[], const void *context)
{
    const Delay *d = context;
    const real W[KERNEL] = {weights[0], weights[1], weights[2]}, b[1] = {weights[KERNEL]};
    real z[OUT];
    double sum = 0;
    conv_forward(shape, W, b, d->x, z);
    for (int t = 0; t < OUT; t++)
        sum += real_to_double(d->dz[t] * z[t]);
    return sum;
}

static void show_row(Lesson *lesson, const char *name, int count, const real row[])
{
    char text[100];
    int filled = snprintf(text, sizeof text, "%-4s", name);
    for (int t = 0; t < count; t++)
        filled += snprintf(text + filled, sizeof text - (size_t)filled, "%7.2f", real_to_double(row[t]));
    lesson_numbers(lesson, "%s", text);
}

/* ---- the parts ---- */

static void ask_the_question(Lesson *lesson)
{
    lesson_part(lesson, _("The question"));
    lesson_say(
        lesson,
        _("A signature is a movement in time: 200 instants, and at each of them a position, a speed and "
          "more. The "
          "layer of lesson 7 would give every instant weights of its own, and a stroke that comes a little "
          "later "
          "would meet weights that never learnt it. How can a layer know a stroke wherever it comes?"));
}

static void show_the_formula(Lesson *lesson)
{
    lesson_part(lesson, _("The formula"));
    lesson_say(lesson, _("A small window, the kernel, slides along the row. At every instant the same "
                         "weights look at what lies in "
                         "it:"));
    lesson_formula(lesson, "z[t] = b + W[1] x[t] + W[2] x[t+1] + W[3] x[t+2]");
    lesson_say(lesson,
               _("This is a time delay layer; in pictures one calls it a convolution. t goes as far as the "
                 "window stays "
                 "inside: %d numbers in, a window of %d, so %d numbers out."),
               TIME, KERNEL, OUT);
}

static void put_numbers_in(Lesson *lesson, const Delay *d)
{
    lesson_part(lesson, _("One row, one kernel"));
    lesson_numbers(lesson, "W = (%g, %g, %g)   b = %g", d->W[0], d->W[1], d->W[2], d->b[0]);
    show_row(lesson, "x", TIME, d->x);
    show_row(lesson, "z", OUT, d->z);
    lesson_say(lesson,
               _("For example z[3] = %g + %g * %g + %g * %g + %g * %g = %.2f. With these weights z is large "
                 "where x rises: "
                 "the kernel has become a detector of one small movement."),
               d->b[0], d->W[0], d->x[2], d->W[1], d->x[3], d->W[2], d->x[4], d->z[2]);
}

static void predict_the_shift(Lesson *lesson, const Delay *d)
{
    Delay later = *d;
    for (int t = 0; t < TIME; t++)
        later.x[t] = t > 0 ? d->x[t - 1] : d->x[0];
    conv_forward(shape, later.W, later.b, later.x, later.z);
    lesson_part(lesson, _("Predict: a stroke that comes later"));
    lesson_choose(
        lesson,
        &(LessonChoice){
            .question = _("The same movement comes one instant later. What happens to z?"),
            .answers =
                {{_("it stays the same"), _("The window that saw the stroke is one further along now.")},
                 {_("it comes one instant later, too"), NULL},
                 {_("all its numbers change, and must be learnt anew"),
                  _("So it would be with weights of their own for every instant. Here they are the same "
                    "everywhere.")}},
            .right = 1,
            .because = _("What a window sees depends on what lies in it, not on where it stands.")});
    show_row(lesson, "x", TIME, later.x);
    show_row(lesson, "z", OUT, later.z);
    double largest = 0;
    for (int t = 1; t < OUT; t++)
        largest = fmax(largest, fabs(real_to_double(later.z[t] - d->z[t - 1])));
    lesson_check(lesson, largest < 1e-12, _("each z[t] is now what z[t-1] was before."));
}

static void predict_the_weights(Lesson *lesson)
{
    const int few = PAPER_MAPS * (PAPER_ROWS * PAPER_WINDOW + 1);
    const double many = (double)(PAPER_MAPS * PAPER_POSITIONS) * (PAPER_ROWS * PAPER_INSTANTS + 1);
    lesson_part(lesson, _("Predict: how many weights?"));
    lesson_say(lesson,
               _("The first layer of the net of 1994 sees %d rows of %d instants. Its window is %d instants "
                 "wide and sees all "
                 "%d rows; there are %d such kernels, each with one bias. The window moves on by %d instants "
                 "at a time, "
                 "which gives %d positions."),
               PAPER_ROWS, PAPER_INSTANTS, PAPER_WINDOW, PAPER_ROWS, PAPER_MAPS, PAPER_STEP, PAPER_POSITIONS);
    lesson_guess(
        lesson,
        &(LessonGuess){.question = _("How many weights and biases does the layer have?"),
                       .truth = few,
                       .room = 0.5,
                       .shown = lesson_words(lesson, "%d * (%d * %d + 1) = %d", PAPER_MAPS, PAPER_ROWS,
                                             PAPER_WINDOW, few),
                       .mistakes = {{PAPER_MAPS * PAPER_ROWS * PAPER_WINDOW,
                                     _("Those are the weights. Each kernel has a bias, too.")},
                                    {PAPER_MAPS * (PAPER_WINDOW + 1),
                                     _("Each kernel has a weight for every row in its window.")},
                                    {few * PAPER_POSITIONS,
                                     _("The weights are the same at every position of the window.")}},
                       .because = lesson_words(
                           lesson,
                           _("The number of positions does not come in. A layer as in lesson 7 with as many "
                             "outputs would need %.0f, about %.0f times as many, learnt from the same few "
                             "signatures."),
                           many, many / few)});
}

static void go_back(Lesson *lesson, const Delay *d)
{
    lesson_part(lesson, _("The step back"));
    lesson_say(lesson, _("A weight is used at every instant. So its gradient is a sum over the instants, for "
                         "the very reason of "
                         "lesson 5: every use adds what it has to say."));
    lesson_formula(lesson, "dW[k] += dz[t] x[t+k-1]   for every t        db += dz[t]");
    show_row(lesson, "dz", OUT, d->dz);
    lesson_numbers(lesson, _("dz[t] x[t]:"));
    char text[100];
    int filled = 0;
    for (int t = 0; t < OUT; t++)
        filled += snprintf(text + filled, sizeof text - (size_t)filled, "%s%.2f", t > 0 ? " + " : "    ",
                           real_to_double(d->dz[t] * d->x[t]) + 0.0 /* no -0 */);
    lesson_numbers(lesson, _("%s = %.2f = dW[1]"), text, d->dW[0]);
    lesson_numbers(lesson, "dW = (%.2f, %.2f, %.2f)   db = %.2f", d->dW[0], d->dW[1], d->dW[2], d->db[0]);
    lesson_say(lesson, _("And each x is seen by up to %d windows, so dx is a sum, too:"), KERNEL);
    show_row(lesson, "dx", TIME, d->dx);
}

static void compare_the_two_kinds(Lesson *lesson)
{
    lesson_part(lesson, _("Compare: shared in time, shared in space"));
    lesson_say(lesson,
               _("A siamese net shares its weights twice: over the instants of one signature, and over the "
                 "two signatures. "
                 "The first layer's weight is used %d times in each branch, %d times in all, and its "
                 "gradient is one sum "
                 "over all these uses. There is nothing else to it: the same `+=`."),
               PAPER_POSITIONS, 2 * PAPER_POSITIONS);
}

static void check_it(Lesson *lesson, const Delay *d)
{
    double values[KERNEL + 1], hand[KERNEL + 1];
    Measure measured[KERNEL + 1];
    for (int k = 0; k <= KERNEL; k++) {
        values[k] = real_to_double(k < KERNEL ? d->W[k] : d->b[0]);
        hand[k] = real_to_double(k < KERNEL ? d->dW[k] : d->db[0]);
    }
    bool agrees = measure_gradient(KERNEL + 1, values, loss_of, d, hand, measured);
    lesson_part(lesson, _("The check"));
    for (int k = 0; k <= KERNEL; k++)
        lesson_numbers(lesson, _("%-6s by hand %9.6f   measured %9.6f"),
                       k < KERNEL ? lesson_words(lesson, "dW[%d]", k + 1) : "db", hand[k], measured[k].value);
    lesson_check(lesson, agrees, _("the three weights and the bias agree with their measurement."));
}

static void break_it(Lesson *lesson, const Delay *d)
{
    lesson_part(lesson, _("Break it"));
    lesson_say(
        lesson,
        _("A planted mistake: `db = dz[t]` in the place of `db += dz[t]`. Only the last instant is left."));
    double last = real_to_double(d->dz[OUT - 1]);
    lesson_check(lesson, fabs(last - real_to_double(d->db[0])) > 1e-6,
                 _("the last instant alone says %.2f; the sum, which the measurement confirmed, is %.2f."),
                 last, d->db[0]);
    double step = lesson_ask(
        lesson, _("Now move the window on by more than one instant at a time. By how many?"), 2, 1, 5);
    ConvShape wide = shape;
    wide.step = (size_t)floor(step);
    real z[OUT];
    conv_forward(wide, d->W, d->b, d->x, z);
    show_row(lesson, "z", (int)conv_out_time(wide), z);
    lesson_say(lesson,
               _("%zu of the %d numbers are left. A larger step makes the net smaller and quicker, and a "
                 "little blind to "
                 "where exactly a stroke came: both are wanted."),
               conv_out_time(wide), OUT);
}

static void say_what_is_known(Lesson *lesson)
{
    lesson_part(lesson, _("What you now know"));
    lesson_point(lesson, _("A time delay layer has a few weights that look at every instant."));
    lesson_point(lesson, _("A movement that comes later gives the same output, later."));
    lesson_point(
        lesson,
        _("The gradient of a weight is the sum over all instants, as it is the sum over both branches."));
    lesson_point(lesson, _("In C it is `src/net/conv.c`."));
}

static void play(Lesson *lesson)
{
    Delay delay = {.W = {-1, 0, 1},
                   .b = {0.5},
                   .x = {0, 0, lesson_pick(lesson, 1, 1, 2, 0.5), lesson_pick(lesson, 3, 3, 4, 0.5),
                         lesson_pick(lesson, 4, 4, 5, 0.5), lesson_pick(lesson, 4, 4, 5, 0.5), 2, 1},
                   .dz = {0.5, -1, lesson_pick(lesson, 2, 1, 3, 0.5), 1, -0.5, 0.5}};
    run(&delay);
    ask_the_question(lesson);
    show_the_formula(lesson);
    put_numbers_in(lesson, &delay);
    predict_the_shift(lesson, &delay);
    predict_the_weights(lesson);
    go_back(lesson, &delay);
    compare_the_two_kinds(lesson);
    check_it(lesson, &delay);
    break_it(lesson, &delay);
    say_what_is_known(lesson);
}

const LessonPlan lesson_08_delay = {
    .name = "08_delay",
    .question = N_("Time delay: why the same weights at every instant?"),
    .aim = N_("You will slide one small kernel along a movement in time, and see its gradient add up "
              "over every instant."),
    .play = play,
    .live = "graph",
};
