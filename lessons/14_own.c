/* Lesson 14: what becomes of a signature before the net sees it, and what that forgives; then your own, in the window. */
#include <math.h>
#include <stdlib.h>

#include "contents.h"
#include "here.h"
#include "lesson.h"
#include "net/cosine.h"
#include "pen/preprocess.h"
#include "pen/synth.h"

enum { POINTS_MAX = 2000 };
static const double degree = 3.14159265358979323846 / 180;

/* An invented signature, kept on the stack. */
typedef struct Written {
    PenPoint points[POINTS_MAX];
    size_t count;
} Written;

static bool write_signature(uint64_t seed, Written *written)
{
    SynthWriter writer;
    synth_writer(&writer, seed, 3);
    Random random = random_seeded(seed);
    Signature signature;
    if (!synth_genuine(&writer, &random, NULL, &signature).ok)
        return false;
    written->count = signature.count < POINTS_MAX ? signature.count : POINTS_MAX;
    for (size_t i = 0; i < written->count; i++)
        written->points[i] = signature.points[i];
    signature_free(&signature);
    return true;
}

/* The same way of the pen: moved, `size` times as large, turned, its line rising, and `slower` times as slow. */
typedef struct Change {
    double right, size, turn, rise, slower;
} Change;

static Preprocessed seen(const Written *written, Change change)
{
    PenPoint points[POINTS_MAX];
    double turn = change.turn * degree;
    for (size_t i = 0; i < written->count; i++) {
        PenPoint p = written->points[i];
        double x = p.x, y = p.y;
        p.x = change.size * (x * cos(turn) - y * sin(turn)) + change.right;
        p.y = change.size * (x * sin(turn) + y * cos(turn)) + change.rise * p.t;
        p.t *= change.slower;
        points[i] = p;
    }
    Signature signature = {.count = written->count, .points = points};
    Preprocessed out;
    if (!preprocess_run(&signature, false, &out).ok)
        out = (Preprocessed){.duration = 0};
    return out;
}

/* The largest difference of the two ways, in standard deviations of y. */
static double apart(const Preprocessed *one, const Preprocessed *other)
{
    double most = 0;
    for (size_t i = 0; i < PREPROCESS_TIME; i++)
        most = fmax(most, hypot(one->x[i] - other->x[i], one->y[i] - other->y[i]));
    return most;
}

/* A difference that rounding alone makes is shown as 0. */
static double clean(double difference)
{
    return difference < 1e-9 ? 0 : difference;
}

static const Change as_it_is = {.size = 1, .slower = 1};

/* ---- the parts ---- */

static void ask_the_question(Lesson *lesson)
{
    lesson_part(lesson, _("The question"));
    lesson_say(
        lesson,
        _("You are about to sign with a mouse or a pen, and a net will say whether it was you. But you "
          "never sign twice in the same place, as large, as straight, as fast. What of that does the net "
          "see at all?"));
}

static void show_the_formula(Lesson *lesson)
{
    lesson_part(lesson, _("The formula"));
    lesson_say(lesson,
               _("Before the net sees it, every signature goes through three steps, those of the paper:"));
    lesson_formula(lesson, _("1. fit  x(t) ~ a + b t,  y(t) ~ c + d t,  and subtract both\n"
                             "2. divide x and y by the standard deviation of the y that is left\n"
                             "3. take 200 instants, at equal distances in time"));
}

static void put_numbers_in(Lesson *lesson)
{
    static const double t[] = {0, 1, 2, 3}, y[] = {1, 4, 3, 6};
    lesson_part(lesson, _("Four points"));
    double mean_t = 1.5, mean_y = 0, slope = 0, square = 0, left[4], spread = 0;
    for (size_t i = 0; i < 4; i++)
        mean_y += y[i] / 4;
    for (size_t i = 0; i < 4; i++) {
        slope += (t[i] - mean_t) * (y[i] - mean_y);
        square += (t[i] - mean_t) * (t[i] - mean_t);
    }
    slope /= square;
    for (size_t i = 0; i < 4; i++) {
        left[i] = y[i] - mean_y - slope * (t[i] - mean_t);
        spread += left[i] * left[i] / 4;
    }
    spread = sqrt(spread);
    lesson_numbers(lesson, "t       %6g  %6g  %6g  %6g", t[0], t[1], t[2], t[3]);
    lesson_numbers(lesson, "y       %6g  %6g  %6g  %6g", y[0], y[1], y[2], y[3]);
    lesson_numbers(lesson, _("the straight line that fits best:  %.1f + %.1f t"), mean_y - slope * mean_t,
                   slope);
    lesson_numbers(lesson, _("left    %6.1f  %6.1f  %6.1f  %6.1f   standard deviation %.3f"), left[0],
                   left[1], left[2], left[3], spread);
    lesson_numbers(lesson, _("divided %6.3f  %6.3f  %6.3f  %6.3f"), left[0] / spread, left[1] / spread,
                   left[2] / spread, left[3] / spread);
}

static void predict_size(Lesson *lesson)
{
    lesson_part(lesson, _("Predict: what is forgiven?"));
    lesson_choose(
        lesson,
        &(LessonChoice){
            .question = _("You sign twice as large, further to the right, and along a line that rises. What "
                          "changes in what "
                          "the net sees?"),
            .answers =
                {{_("everything: all numbers are other ones"),
                  _("In the file, yes. Which of the three steps takes the place away, which the rise, which "
                    "the "
                    "size?")},
                 {_("nothing"), NULL},
                 {_("only the size"),
                  _("Step 2 divides by a spread. What happens to the spread when everything doubles?")}},
            .right = 1,
            .because = _("The fit takes place and rise away, the division the size.")});
}

static void see_what_is_forgiven(Lesson *lesson, const Written *written)
{
    const Preprocessed plain = seen(written, as_it_is);
    const Preprocessed large = seen(written, (Change){.right = 40, .size = 2, .rise = 3, .slower = 1});
    const Preprocessed slow = seen(written, (Change){.size = 1, .slower = 2});
    const Preprocessed turned = seen(written, (Change){.size = 1, .turn = 20, .slower = 1});
    lesson_part(lesson, _("The step"));
    lesson_say(lesson,
               _("An invented signature of %.2f s, changed and put through the three steps. The largest "
                 "difference of the two ways, in standard deviations of y:"),
               plain.duration);
    lesson_numbers(lesson, _("twice as large, moved, on a rising line    %.4f"),
                   clean(apart(&plain, &large)));
    lesson_numbers(lesson, _("twice as slow                              %.4f"), clean(apart(&plain, &slow)));
    lesson_numbers(lesson, _("turned by 20 degrees                       %.2f"), apart(&plain, &turned));
    lesson_check(lesson, apart(&plain, &large) < 1e-9, _("size, place and a rising line leave no trace."));
    lesson_say(
        lesson,
        _("A turn does leave one: it mixes x and y. The training therefore turns every signature a little, "
          "by up to a few degrees, so that the net learns not to mind."));
}

static void lose_the_time(Lesson *lesson, const Written *written)
{
    const Preprocessed plain = seen(written, as_it_is),
                       slow = seen(written, (Change){.size = 1, .slower = 2});
    lesson_part(lesson, _("Break it"));
    lesson_say(
        lesson,
        _("Twice as slow is forgiven too, and that is a loss: forgers copy a shape with care, and care "
          "takes time. Step 3 throws the duration away: here %.2f s and %.2f s look the same."),
        plain.duration, slow.duration);
    lesson_choose(
        lesson,
        &(LessonChoice){
            .question = _("How can the net be given the duration back?"),
            .answers = {{_("by taking 400 instants in the place of 200"),
                         _("They would lie closer together, for a fast and for a slow signature alike.")},
                        {_("by measuring speeds per second, not per instant"), NULL},
                        {_("by more training"), _("What is not in the numbers cannot be learnt from them.")}},
            .right = 1,
            .because = _("`--absolute-time` does that, and `log-duration` is a row of its own. On real "
                         "signatures it helps; with invented ones, whose forgers are as fast as the writers, "
                         "it cannot.")});
}

static void sign(Lesson *lesson)
{
    lesson_part(lesson, _("Your own"));
    lesson_say(
        lesson,
        _("Now sign. Start `%s`, press D, and draw: three times as a reference, then a "
          "try, or let a friend forge you. The angle to each reference is shown while the net trains on; the "
          "raw trace and what the net sees of it stand side by side."),
        here_typed("build/twingrad-live", "twingrad-live"));
    lesson_say(
        lesson,
        _("What you draw never goes into the training. It is written to a file only when you ask for it."));
    lesson_say(
        lesson,
        _("What to try: sign much larger; sign slowly; turn the mouse by a quarter. Which of these does the "
          "net forgive? Predict it from the table above before you look."));
}

static void say_what_is_known(Lesson *lesson)
{
    lesson_part(lesson, _("What you now know"));
    lesson_point(
        lesson,
        _("Place, size and a rising line are taken out before the net sees anything; so is the duration, "
          "unless it is asked for."));
    lesson_point(
        lesson, _("What preprocessing takes out, the net need not learn; what it throws away, the net cannot "
                  "learn."));
    lesson_point(lesson, _("A turn is left in, and training with small turns teaches the net not to mind."));
}

static void play(Lesson *lesson)
{
    Written written;
    ask_the_question(lesson);
    show_the_formula(lesson);
    put_numbers_in(lesson);
    predict_size(lesson);
    if (write_signature((uint64_t)lesson_pick(lesson, 5, 1, 30, 1), &written)) {
        see_what_is_forgiven(lesson, &written);
        lose_the_time(lesson, &written);
    }
    sign(lesson);
    say_what_is_known(lesson);
}

const LessonPlan lesson_14_own = {
    .name = "14_own",
    .question = N_("Your own signature: what does the net see of it?"),
    .aim = N_("You will see what becomes of a signature before the net sees it, and then have your own "
              "judged."),
    .play = play,
    .live = "own",
};
