/* Lesson 6: the smallest twins: every number of one training step, forward, backward and the update, in plain C with nothing
 * hidden. */
#include <math.h>

#include "contents.h"
#include "here.h"
#include "lesson.h"
#include "measure.h"
#include "net/siamese.h"

enum { IN = 2, OUT = 2, BRANCHES = 2, PARAMETERS = OUT * IN + OUT };
static const double target = -0.9; /* the pair is a forged one */

/* ---- the net, written out ---- */

/* One branch: z = W x + b, h = tanh(z); and the gradients by its numbers. */
typedef struct Branch {
    double x[IN], z[OUT], h[OUT];
    double dh[OUT], dz[OUT], dW[OUT][IN], db[OUT];
} Branch;

typedef struct Twins {
    double W[OUT][IN], b[OUT];
    Branch branch[BRANCHES];
    double norm[BRANCHES], c, loss, dc;
    double dW[OUT][IN], db[OUT]; /* what both branches say, added */
} Twins;

static void forward(Twins *t)
{
    double dot = 0;
    for (int k = 0; k < BRANCHES; k++) {
        Branch *branch = &t->branch[k];
        for (int o = 0; o < OUT; o++) {
            branch->z[o] = t->b[o];
            for (int i = 0; i < IN; i++)
                branch->z[o] += t->W[o][i] * branch->x[i];
            branch->h[o] = tanh(branch->z[o]);
        }
        t->norm[k] = sqrt(branch->h[0] * branch->h[0] + branch->h[1] * branch->h[1]);
    }
    for (int o = 0; o < OUT; o++)
        dot += t->branch[0].h[o] * t->branch[1].h[o];
    t->c = dot / (t->norm[0] * t->norm[1]);
    t->loss = 0.5 * (t->c - target) * (t->c - target);
}

/* From the loss back to h, then down each branch; and the sum over both. */
static void backward(Twins *t)
{
    t->dc = t->c - target;
    for (int o = 0; o < OUT; o++)
        for (int k = 0; k < BRANCHES; k++) {
            double own = t->branch[k].h[o] / t->norm[k], other = t->branch[1 - k].h[o] / t->norm[1 - k];
            t->branch[k].dh[o] = t->dc * (other - t->c * own) / t->norm[k];
        }
    for (int o = 0; o < OUT; o++) {
        t->db[o] = 0;
        for (int i = 0; i < IN; i++)
            t->dW[o][i] = 0;
        for (int k = 0; k < BRANCHES; k++) {
            Branch *branch = &t->branch[k];
            branch->dz[o] = (1 - branch->h[o] * branch->h[o]) * branch->dh[o];
            t->db[o] += branch->db[o] = branch->dz[o];
            for (int i = 0; i < IN; i++)
                t->dW[o][i] += branch->dW[o][i] = branch->dz[o] * branch->x[i];
        }
    }
}

/* The parameters as one list, W row by row and then b: as the library of this project keeps them. */
static void list_parameters(const Twins *t, double values[static PARAMETERS],
                            double gradients[static PARAMETERS])
{
    for (int o = 0; o < OUT; o++) {
        for (int i = 0; i < IN; i++) {
            values[o * IN + i] = t->W[o][i];
            gradients[o * IN + i] = t->dW[o][i];
        }
        values[OUT * IN + o] = t->b[o];
        gradients[OUT * IN + o] = t->db[o];
    }
}

static void set_parameters(Twins *t, const double values[static PARAMETERS])
{
    for (int o = 0; o < OUT; o++) {
        for (int i = 0; i < IN; i++)
            t->W[o][i] = values[o * IN + i];
        t->b[o] = values[OUT * IN + o];
    }
}

static double loss_of(const double values[], const void *context)
{
    Twins t = *(const Twins *)context;
    set_parameters(&t, values);
    forward(&t);
    return t.loss;
}

/* ---- the parts ---- */

static void ask_the_question(Lesson *lesson)
{
    lesson_part(lesson, _("The question"));
    lesson_say(
        lesson,
        _("You have all the pieces: a cosine and its gradient, a target, a weight used twice. Can you follow "
          "every number of one training step, from two signatures to the changed weights?"));
    lesson_say(
        lesson,
        _("The net here is the smallest that has everything: a signature of 2 numbers, 4 weights and 2 "
          "biases, an "
          "embedding of 2 numbers. The real one has 3004 weights and biases, and nothing that is not here."));
}

static void show_the_formula(Lesson *lesson)
{
    lesson_part(lesson, _("The formula"));
    lesson_formula(lesson, "z = W x + b        h = tanh(z)");
    lesson_say(lesson, _("tanh squeezes each number into -1 .. 1; h is the embedding. Both signatures go "
                         "through the same W and b:"));
    lesson_formula(lesson, "x1 -> z1 -> h1 \\\n"
                           "                c = h1.h2 / (|h1| |h2|) -> L = 1/2 (c - t)^2\n"
                           "x2 -> z2 -> h2 /");
    lesson_say(lesson, _("And back, one step at a time, each the derivative of the one above it:"));
    lesson_formula(lesson, "dc = c - t\n"
                           "dh = dc * (the cosine's gradient, lesson 3)\n"
                           "dz = (1 - h^2) dh        (tanh' = 1 - tanh^2)\n"
                           "dW[o,i] += dz[o] x[i]    db[o] += dz[o]    (both branches add: lesson 5)");
    lesson_say(lesson, _("Here and in the source, dz is short for dL/dz: how the loss changes with z."));
}

static void go_forward(Lesson *lesson, const Twins *t)
{
    lesson_part(lesson, _("Forward"));
    lesson_numbers(lesson, "W = (%4.1f %4.1f)   b = (%4.1f)", t->W[0][0], t->W[0][1], t->b[0]);
    lesson_numbers(lesson, "    (%4.1f %4.1f)       (%4.1f)", t->W[1][0], t->W[1][1], t->b[1]);
    lesson_say(lesson, _("z1[1] = %.1f * %.1f + %.1f * %.1f + %.1f = %.4f, and so on:"), t->W[0][0],
               t->branch[0].x[0], t->W[0][1], t->branch[0].x[1], t->b[0], t->branch[0].z[0]);
    lesson_numbers(lesson, _("             first signature      second signature"));
    static const char *const names[] = {"x", "z = W x + b", "h = tanh z"};
    for (int row = 0; row < 3; row++) {
        const Branch *one = &t->branch[0], *two = &t->branch[1];
        const double *v1 = row == 0 ? one->x : row == 1 ? one->z : one->h;
        const double *v2 = row == 0 ? two->x : row == 1 ? two->z : two->h;
        lesson_numbers(lesson, "%-12s (%7.4f %7.4f)    (%7.4f %7.4f)", names[row], v1[0], v1[1], v2[0],
                       v2[1]);
    }
    lesson_numbers(lesson, "%-12s  %7.4f              %7.4f", "|h|", t->norm[0], t->norm[1]);
    lesson_numbers(lesson, "c = %.4f      L = 1/2 (%.4f + 0.9)^2 = %.4f", t->c, t->c, t->loss);
    lesson_say(
        lesson,
        _("The pair is a forged one, so its target is -0.9: the two embeddings are to be turned apart."));
}

static void predict_the_step_back(Lesson *lesson, const Twins *t)
{
    const Branch *one = &t->branch[0];
    lesson_part(lesson, _("Predict: one step back"));
    lesson_numbers(lesson, "h1[1] = %.4f    dh1[1] = %.4f", one->h[0], one->dh[0]);
    lesson_guess(
        lesson,
        &(LessonGuess){
            .question = _("Through the tanh: what is dz1[1]?"),
            .truth = one->dz[0],
            .room = fmax(0.02 * fabs(one->dz[0]), 0.0005),
            .shown = lesson_words(lesson, "(1 - %.4f^2) * %.4f = %.4f", one->h[0], one->dh[0], one->dz[0]),
            .mistakes =
                {{one->dh[0], _("That is dh. The tanh flattens: its slope, 1 - h^2, comes in.")},
                 {one->dh[0] * (1 - one->z[0] * one->z[0]),
                  _("The slope is 1 - h^2, with the number that left the tanh, not the one that went in.")},
                 {one->dh[0] * one->h[0] * one->h[0], _("1 - h^2 is meant, not h^2.")}},
            .because = _("The slope of the tanh is found from what it gave out: no need to keep z.")});
}

static void go_backward(Lesson *lesson, const Twins *t)
{
    lesson_part(lesson, _("Backward"));
    lesson_numbers(lesson, "dc = %.4f + 0.9 = %.4f", t->c, t->dc);
    lesson_numbers(lesson, _("             first branch         second branch        sum"));
    for (int row = 0; row < 2; row++) {
        const double *v1 = row == 0 ? t->branch[0].dh : t->branch[0].dz;
        const double *v2 = row == 0 ? t->branch[1].dh : t->branch[1].dz;
        lesson_numbers(lesson, "%-12s (%7.4f %7.4f)    (%7.4f %7.4f)", row == 0 ? "dh" : "dz", v1[0], v1[1],
                       v2[0], v2[1]);
    }
    for (int o = 0; o < OUT; o++) {
        const double *one = t->branch[0].dW[o], *two = t->branch[1].dW[o];
        lesson_numbers(lesson, "dW[%d]        (%7.4f %7.4f)    (%7.4f %7.4f)    (%7.4f %7.4f)", o + 1, one[0],
                       one[1], two[0], two[1], t->dW[o][0], t->dW[o][1]);
    }
    lesson_numbers(lesson, "db           (%7.4f %7.4f)    (%7.4f %7.4f)    (%7.4f %7.4f)", t->branch[0].db[0],
                   t->branch[0].db[1], t->branch[1].db[0], t->branch[1].db[1], t->db[0], t->db[1]);
    lesson_say(lesson, _("Each entry of dW is one number of dz times one number of x. The two branches "
                         "differ, because they saw "
                         "different signatures; the gradient is the sum."));
}

static void update(Lesson *lesson, const Twins *t)
{
    const double rate = 0.1;
    Twins after = *t;
    double values[PARAMETERS], gradients[PARAMETERS], promised = 0;
    list_parameters(t, values, gradients);
    for (int i = 0; i < PARAMETERS; i++) {
        values[i] -= rate * gradients[i];
        promised += rate * gradients[i] * gradients[i];
    }
    set_parameters(&after, values);
    forward(&after);
    lesson_part(lesson, _("The step"));
    lesson_say(lesson, _("Every weight moves against its gradient, times the learning rate, here %.1f:"),
               rate);
    lesson_formula(lesson, "W -= rate * dW        b -= rate * db");
    lesson_numbers(lesson, "W = (%7.4f %7.4f)   b = (%7.4f)", after.W[0][0], after.W[0][1], after.b[0]);
    lesson_numbers(lesson, "    (%7.4f %7.4f)       (%7.4f)", after.W[1][0], after.W[1][1], after.b[1]);
    lesson_numbers(lesson, "c: %.4f -> %.4f      L: %.4f -> %.4f", t->c, after.c, t->loss, after.loss);
    lesson_say(lesson,
               _("The gradient promised that the loss would fall by %.4f; it fell by %.4f. That was one "
                 "training step. "
                 "A training is some thousand of them, with another pair each time."),
               promised, t->loss - after.loss);
    lesson_check(lesson, after.loss < t->loss, _("the loss fell from %.4f to %.4f."), t->loss, after.loss);
}

/* The same net made by the library, which knows it as a table of steps: gradients by another program. */
static bool ask_the_library(const Twins *t, const double values[static PARAMETERS],
                            double gradients[static PARAMETERS])
{
    static Net net;
    Activations forwards = {0}, backwards = {0};
    NetOptions options = net_default_options();
    options.encoder = "dense:2 tanh";
    options.input = (Shape){IN, 1};
    options.loss = "target";
    options.forged_target = target;
    bool made = net_create(&options, &net).ok && net.parameter_count == PARAMETERS &&
                siamese_create_activations(&net, &forwards).ok &&
                siamese_create_activations(&net, &backwards).ok;
    if (made) {
        real params[PARAMETERS], dparams[PARAMETERS] = {0}, x[BRANCHES][IN];
        for (int i = 0; i < PARAMETERS; i++)
            params[i] = values[i];
        for (int k = 0; k < BRANCHES; k++)
            for (int i = 0; i < IN; i++)
                x[k][i] = t->branch[k].x[i];
        const real *const both[BRANCHES] = {x[0], x[1]};
        siamese_forward(&net, params, both, LABEL_FORGED, &forwards);
        siamese_backward(&net, params, both, LABEL_FORGED, &forwards, 1, &backwards, dparams);
        for (int i = 0; i < PARAMETERS; i++)
            gradients[i] = real_to_double(dparams[i]);
    }
    siamese_destroy_activations(&forwards);
    siamese_destroy_activations(&backwards);
    return made;
}

static void check_it(Lesson *lesson, const Twins *t)
{
    static const char *const names[PARAMETERS] = {"W[1,1]", "W[1,2]", "W[2,1]", "W[2,2]", "b[1]", "b[2]"};
    double values[PARAMETERS], hand[PARAMETERS], library[PARAMETERS] = {0}, largest = 0;
    Measure measured[PARAMETERS];
    list_parameters(t, values, hand);
    bool agrees = measure_gradient(PARAMETERS, values, loss_of, t, hand, measured),
         made = ask_the_library(t, values, library);
    lesson_part(lesson, _("The check"));
    lesson_say(lesson, _("Three ways to the same six numbers: by hand as above; measured; and by the library "
                         "of this project, "
                         "which does it for nets of any size:"));
    lesson_numbers(lesson, _("entry     by hand      measured     library"));
    for (int i = 0; i < PARAMETERS; i++) {
        lesson_numbers(lesson, "%-6s %10.6f   %10.6f   %10.6f", names[i], hand[i], measured[i].value,
                       library[i]);
        largest = fmax(largest, fabs(hand[i] - library[i]));
    }
    lesson_check(
        lesson, agrees && made && largest < 1e-12,
        _("all six agree with their measurement, and with the library to 12 digits after the point."));
}

static void break_it(Lesson *lesson, const Twins *t)
{
    lesson_part(lesson, _("Break it"));
    double x = lesson_ask(
        lesson,
        _("Give the second signature another first number. What if both signatures are nearly alike?"),
        t->branch[0].x[0], -3, 3);
    Twins other = *t;
    other.branch[1].x[0] = x;
    other.branch[1].x[1] = t->branch[0].x[1];
    forward(&other);
    backward(&other);
    double size = 0;
    for (int o = 0; o < OUT; o++)
        size = fmax(size, fmax(fabs(other.db[o]), fmax(fabs(other.dW[o][0]), fabs(other.dW[o][1]))));
    lesson_numbers(lesson, _("c = %.4f   L = %.4f   largest entry of the gradient: %.4f"), other.c,
                   other.loss, size);
    if (size < 1e-9)
        lesson_say(lesson,
                   _("The loss is large, and the gradient is 0: two equal embeddings give no side to turn "
                     "to. A good "
                     "forgery is the hardest to learn from. Lesson 2 showed why: there the cosine is flat."));
    else if (size < 0.1)
        lesson_say(lesson, _("Nearly the same signatures, a large loss, and hardly any gradient: near 0° the "
                             "cosine is flat."));
    else
        lesson_say(lesson, _("The two differ enough: the gradient is there to turn them apart."));
}

static void say_what_is_known(Lesson *lesson)
{
    lesson_part(lesson, _("What you now know"));
    lesson_point(
        lesson,
        _("One training step: forward through both branches, back through both, add, move the weights."));
    lesson_point(lesson,
                 _("Each step back is the derivative of one step forward, times what came from behind."));
    lesson_point(lesson, _("`%s trace` prints the same for the real net, every number of it."),
                 here_typed("build/twingrad", "twingrad"));
}

static void play(Lesson *lesson)
{
    Twins twins = {
        .W = {{0.8, -0.4}, {0.3, 0.6}},
        .b = {0.1, -0.2},
        .branch = {{.x = {lesson_pick(lesson, 1, 0.5, 1.5, 0.5), lesson_pick(lesson, 0.5, 0, 0.5, 0.5)}},
                   {.x = {lesson_pick(lesson, 0.5, 0, 0.5, 0.5), lesson_pick(lesson, 1, 1, 2, 0.5)}}}};
    forward(&twins);
    backward(&twins);
    ask_the_question(lesson);
    show_the_formula(lesson);
    go_forward(lesson, &twins);
    predict_the_step_back(lesson, &twins);
    go_backward(lesson, &twins);
    update(lesson, &twins);
    check_it(lesson, &twins);
    break_it(lesson, &twins);
    say_what_is_known(lesson);
}

const LessonPlan lesson_06_twins = {
    .name = "06_twins",
    .question = N_("The smallest twins: what happens in one training step?"),
    .aim = N_("You will follow one training step of a whole siamese net, number by number, and see three "
              "witnesses agree."),
    .play = play,
    .live = "numbers",
};
