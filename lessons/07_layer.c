/* Lesson 7: a dense layer: why the gradient of its matrix is an outer product, and what the forward pass must remember. */
#include <math.h>

#include "contents.h"
#include "lesson.h"
#include "measure.h"
#include "net/dense.h"

enum { IN = 3, OUT = 2, WEIGHTS = OUT * IN };

/* ---- one layer, and what comes back to it ---- */

typedef struct Layer {
    real W[WEIGHTS], b[OUT], x[IN], z[OUT];
    real dz[OUT]; /* how the loss changes with each output: what comes back from the rest of the net */
    real dW[WEIGHTS], db[OUT], dx[IN];
} Layer;

static void run(Layer *layer)
{
    dense_forward(IN, OUT, layer->W, layer->b, layer->x, layer->z);
    dense_backward(IN, OUT, layer->W, layer->x, layer->dz, layer->dW, layer->db, layer->dx);
}

/* A loss whose derivative by z is dz, whatever z is: the dot product of the two. */
static double loss_of(const real W[], const real b[], const real x[], const real dz[])
{
    real z[OUT];
    dense_forward(IN, OUT, W, b, x, z);
    return real_to_double(dz[0] * z[0] + dz[1] * z[1]);
}

static double loss_of_matrix(const double values[], const void *context)
{
    const Layer *layer = context;
    real W[WEIGHTS];
    for (int i = 0; i < WEIGHTS; i++)
        W[i] = values[i];
    return loss_of(W, layer->b, layer->x, layer->dz);
}

static double loss_of_input(const double values[], const void *context)
{
    const Layer *layer = context;
    const real x[IN] = {values[0], values[1], values[2]};
    return loss_of(layer->W, layer->b, x, layer->dz);
}

static bool agrees_with_measurement(const Layer *layer, const real W[], const real dW[])
{
    double values[WEIGHTS], hand[WEIGHTS];
    Measure measured[WEIGHTS];
    for (int i = 0; i < WEIGHTS; i++) {
        values[i] = real_to_double(W[i]);
        hand[i] = real_to_double(dW[i]);
    }
    return measure_gradient(WEIGHTS, values, loss_of_matrix, layer, hand, measured);
}

static void show_matrix(Lesson *lesson, const char *name, const real M[])
{
    for (int o = 0; o < OUT; o++)
        lesson_numbers(lesson, "%-4s %s(%6.2f %6.2f %6.2f)", o == 0 ? name : "", o == 0 ? "= " : "  ",
                       real_to_double(M[o * IN]), real_to_double(M[o * IN + 1]),
                       real_to_double(M[o * IN + 2]));
}

/* ---- the parts ---- */

static void ask_the_question(Lesson *lesson)
{
    lesson_part(lesson, _("The question"));
    lesson_say(
        lesson,
        _("A layer turns its input x into its output z with a matrix W and a bias b. From behind comes dz, "
          "which "
          "says how the loss changes with each number of z. The layer owes three answers: how does the loss "
          "change with each weight, with each bias, and with each number of its input?"));
    lesson_say(lesson, _("Books say that the gradient of the matrix is an outer product. Why? And what must "
                         "the layer have kept "
                         "from the way forward to answer?"));
}

static void show_the_formula(Lesson *lesson)
{
    lesson_part(lesson, _("The formula"));
    lesson_formula(lesson, "z[o] = b[o] + W[o,1] x[1] + W[o,2] x[2] + W[o,3] x[3]");
    lesson_say(lesson, _("Look for one weight, W[o,i], in it. It stands in one line only, that of z[o], and "
                         "there it is multiplied "
                         "by x[i]. So if it grows by a little, z[o] grows by x[i] times that, and the loss "
                         "by dz[o] times that:"));
    lesson_formula(lesson, "dW[o,i] = dz[o] x[i]        db[o] = dz[o]");
}

static void put_numbers_in(Lesson *lesson, const Layer *layer)
{
    lesson_part(lesson, _("One layer, with numbers"));
    show_matrix(lesson, "W", layer->W);
    lesson_numbers(lesson, "b    = (%g, %g)      x = (%g, %g, %g)", layer->b[0], layer->b[1], layer->x[0],
                   layer->x[1], layer->x[2]);
    lesson_numbers(lesson, "z    = (%.2f, %.2f)", layer->z[0], layer->z[1]);
    lesson_say(lesson, _("And from behind, from the rest of the net, comes"));
    lesson_numbers(lesson, "dz   = (%g, %g)", layer->dz[0], layer->dz[1]);
}

static void predict_an_entry(Lesson *lesson, const Layer *layer)
{
    double truth = real_to_double(layer->dW[1 * IN + 2]), dz = real_to_double(layer->dz[1]);
    lesson_part(lesson, _("Predict: one entry"));
    lesson_guess(
        lesson,
        &(LessonGuess){
            .question = _("What is dW[2,3], the entry of the second row and the third column?"),
            .truth = truth,
            .room = 0.01,
            .shown = lesson_words(lesson, "dz[2] x[3] = %g * %g = %g", layer->dz[1], layer->x[2], truth),
            .mistakes = {{real_to_double(layer->dz[0] * layer->x[2]),
                          _("That is dz[1] x[3]: the row of W belongs to the output.")},
                         {real_to_double(layer->W[1 * IN + 2] * layer->dz[1]),
                          _("That is W[2,3] dz[2], a part of dx[3]. What is the weight multiplied by?")},
                         {dz, _("That is dz[2]. The weight is multiplied by an input on the way.")}},
            .because = _("The weight sits between output 2 and input 3, and the two numbers at its ends are "
                         "multiplied.")});
}

static void fill_the_matrix(Lesson *lesson, const Layer *layer)
{
    lesson_part(lesson, _("The step: all of them"));
    lesson_say(lesson, _("Write dz down the side and x along the top, and multiply: a table of products. "
                         "That is all that an outer "
                         "product is."));
    lesson_numbers(lesson, "             x =   %6.2f %6.2f %6.2f", layer->x[0], layer->x[1], layer->x[2]);
    for (int o = 0; o < OUT; o++)
        lesson_numbers(lesson, "dz[%d] = %5.2f  ->  (%6.2f %6.2f %6.2f)  dW[%d]", o + 1, layer->dz[o],
                       layer->dW[o * IN], layer->dW[o * IN + 1], layer->dW[o * IN + 2], o + 1);
    lesson_say(
        lesson,
        _("One row is a multiple of the other, and so are the columns: %d numbers that are made of only %d. "
          "For one "
          "signature the gradient of a big matrix knows no more than x and dz. The sum over many signatures "
          "does."),
        WEIGHTS, OUT + IN);
}

static void go_to_the_input(Lesson *lesson, const Layer *layer)
{
    lesson_part(lesson, _("Compare: the way to the input"));
    lesson_say(lesson,
               _("x[i] stands in every line, each time with another weight. It is used several times, so its "
                 "contributions add up, as in lesson 5:"));
    lesson_formula(lesson, "dx[i] = W[1,i] dz[1] + W[2,i] dz[2]");
    for (int i = 0; i < IN; i++)
        lesson_numbers(lesson, "dx[%d] = %5.2f * %5.2f + %5.2f * %5.2f = %6.2f", i + 1, layer->W[i],
                       layer->dz[0], layer->W[IN + i], layer->dz[1], layer->dx[i]);
    lesson_say(lesson, _("Forward goes through the rows of W, backward through its columns: that is what a "
                         "transpose is for. dx is "
                         "the dz of the layer before: this is how the gradient travels back through a net."));
}

static void predict_the_memory(Lesson *lesson)
{
    lesson_part(lesson, _("Predict: what must be remembered?"));
    lesson_choose(
        lesson,
        &(LessonChoice){
            .question = _("The way back comes after the way forward. Which numbers of the way forward must "
                          "this layer have kept?"),
            .answers = {{_("its output z"), _("Look through the three formulas for a z. Is there one?")},
                        {_("its input x"), NULL},
                        {_("both x and z"), _("One of the two stands in no formula.")},
                        {_("nothing"), _("dW[o,i] = dz[o] x[i]: where would the x come from?")}},
            .right = 1,
            .because = _("x, for dW. A tanh is the other way round: it needs its output (1 - h^2) and not "
                         "its input. Because of "
                         "this a net keeps the numbers between its steps while it learns, and for each "
                         "branch its own: the two "
                         "branches share weights, not activations.")});
}

static void check_it(Lesson *lesson, const Layer *layer)
{
    lesson_part(lesson, _("The check"));
    lesson_say(lesson, _("As a loss take dz[1] z[1] + dz[2] z[2], whose derivative by z is dz. Then measure, "
                         "one entry at a time:"));
    double values[IN], hand[IN];
    Measure measured[IN];
    for (int i = 0; i < IN; i++) {
        values[i] = real_to_double(layer->x[i]);
        hand[i] = real_to_double(layer->dx[i]);
    }
    bool input = measure_gradient(IN, values, loss_of_input, layer, hand, measured);
    for (int i = 0; i < IN; i++)
        lesson_numbers(lesson, _("dx[%d]   by hand %9.6f   measured %9.6f"), i + 1, hand[i],
                       measured[i].value);
    lesson_check(lesson, input && agrees_with_measurement(layer, layer->W, layer->dW),
                 _("all %d entries of dW and all %d of dx agree with their measurement."), WEIGHTS, IN);
}

static void break_it(Lesson *lesson, const Layer *layer)
{
    real transposed[WEIGHTS];
    for (int o = 0; o < OUT; o++)
        for (int i = 0; i < IN; i++)
            transposed[i * OUT + o] = layer->dW[o * IN + i];
    lesson_part(lesson, _("Break it"));
    lesson_say(lesson, _("A planted mistake: the table is written down column by column into an array that "
                         "is read row by row."));
    show_matrix(lesson, "dW", layer->dW);
    show_matrix(lesson, "??", transposed);
    lesson_check(lesson, !agrees_with_measurement(layer, layer->W, transposed),
                 _("the measurement contradicts the second table, as it must."));
    double scale =
        lesson_ask(lesson, _("Another experiment: make the input how many times as large?"), 0, -10, 10);
    Layer other = *layer;
    for (int i = 0; i < IN; i++)
        other.x[i] = scale * layer->x[i];
    for (int i = 0; i < WEIGHTS; i++)
        other.dW[i] = 0;
    run(&other);
    show_matrix(lesson, "dW", other.dW);
    if (scale == 0)
        lesson_say(lesson, _("An input of zeros teaches the weights nothing: only the bias learns."));
    else
        lesson_say(lesson,
                   _("The gradient grew by the same factor as the input. This is why inputs are scaled to "
                     "about -1 .. 1 "
                     "before a training: else some weights learn a hundred times faster than others."));
}

static void say_what_is_known(Lesson *lesson)
{
    lesson_part(lesson, _("What you now know"));
    lesson_point(lesson,
                 _("dW[o,i] = dz[o] x[i]: each weight is multiplied by one input and feeds one output."));
    lesson_point(lesson, _("dx[i] is a sum over the outputs, down a column of W: the transpose."));
    lesson_point(lesson, _("The layer must remember its input; a tanh must remember its output."));
    lesson_point(lesson, _("In C it is `src/net/dense.c`, with `+=` everywhere."));
}

static void play(Lesson *lesson)
{
    Layer layer = {.W = {0.5, -1, 2, 1.5, 0.5, -0.5},
                   .b = {0.1, -0.2},
                   .x = {lesson_pick(lesson, 1, 1, 2, 0.5), lesson_pick(lesson, -2, -3, -1, 0.5),
                         lesson_pick(lesson, 0.5, 0.5, 1.5, 0.5)},
                   .dz = {lesson_pick(lesson, 2, 1, 3, 0.5), lesson_pick(lesson, -1, -2, -1, 0.5)}};
    run(&layer);
    ask_the_question(lesson);
    show_the_formula(lesson);
    put_numbers_in(lesson, &layer);
    predict_an_entry(lesson, &layer);
    fill_the_matrix(lesson, &layer);
    go_to_the_input(lesson, &layer);
    predict_the_memory(lesson);
    check_it(lesson, &layer);
    break_it(lesson, &layer);
    say_what_is_known(lesson);
}

const LessonPlan lesson_07_layer = {
    .name = "07_layer",
    .question = N_("Why is the gradient of a matrix an outer product?"),
    .aim = N_("You will find the three gradients of a layer by asking where each number stands, and know "
              "what it must keep."),
    .play = play,
    .live = "graph",
};
