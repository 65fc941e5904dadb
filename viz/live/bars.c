#include "live/bars.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "draw/text.h"
#include "live/sentence.h"
#include "live/short_number.h"
#include "words/words.h"

static const char running_word[] = N_("RUN");
static const char paused_word[] = N_("PAUSED");
static const char finished_word[] = N_("DONE");
static const char stopped_word[] = N_("STOPPED");

/* Names of the counters, and their values. */
static const char epoch_name[] = N_("epoch"), epoch_value[] = "%zu/%zu", epoch_endless[] = "%zu";
static const char loss_name[] = N_("loss"), loss_value[] = "%.4f", loss_small[] = "%.2e",
                  no_value[] = "\xe2\x80\x93";
static const char step_name[] = N_("step"), step_value[] = "%" PRIu64;
static const char speed_name[] = N_("steps/s"), speed_value[] = N_("%s of %s"),
                  speed_asked[] = N_("%s asked"), speed_most[] = N_("max");
static const char rate_name[] = N_("rate"), rate_value[] = "%.3g";
static const char left_name[] = N_("time left"), left_value[] = "%" PRIu64 ":%02" PRIu64;
static const char frames_name[] = N_("frames/s"), frames_value[] = "%.0f";
static const char seed_name[] = N_("seed"), seed_value[] = "%" PRIu64;

enum { ITEMS = 8, VALUE = 48 };
static const double text_size = 13, pad = 16, between = 22, name_gap = 6;

typedef struct Item {
    const char *name;
    char value[VALUE];
} Item;

/* Whole steps, and in slow motion parts of one. */
static ShortNumber speed_text(double steps_per_second)
{
    return steps_per_second < 3 ? short_number(steps_per_second, 2)
                                : short_number(round(steps_per_second), 3);
}

static void write_speed(const SnapshotRun *run, char value[static VALUE])
{
    const ShortNumber wanted = speed_text(run->speed_wanted), measured = speed_text(run->speed_measured);
    if (!run->running && isfinite(run->speed_wanted))
        snprintf(value, VALUE, _(speed_asked), wanted.text);
    else if (!run->running)
        snprintf(value, VALUE, "%s", _(speed_most));
    else if (isfinite(run->speed_wanted))
        snprintf(value, VALUE, _(speed_value), measured.text, wanted.text);
    else
        snprintf(value, VALUE, "%s", measured.text);
}

/* At the speed of the last moments. */
static void write_time_left(const SnapshotRun *run, char value[static VALUE])
{
    double steps = run->epoch > 0 ? (double)run->step / (double)run->epoch * (double)run->epochs : NAN;
    double left = steps - (double)run->step;
    double seconds = run->speed_measured > 0 ? left / run->speed_measured : INFINITY;
    if (isfinite(seconds) && seconds >= 0 && seconds < 3.6e6)
        snprintf(value, VALUE, left_value, (uint64_t)seconds / 60, (uint64_t)seconds % 60);
    else
        snprintf(value, VALUE, "%s", no_value);
}

/* The counters, most important first. */
static void write_items(const SnapshotRun *run, Item items[static ITEMS])
{
    size_t i = 0;
    items[i].name = _(epoch_name);
    if (run->epochs > 0)
        snprintf(items[i++].value, VALUE, epoch_value, run->epoch, run->epochs);
    else
        snprintf(items[i++].value, VALUE, epoch_endless, run->epoch);
    items[i].name = _(loss_name);
    if (isnan(run->loss))
        snprintf(items[i++].value, VALUE, "%s", no_value);
    else
        snprintf(items[i++].value, VALUE, run->loss != 0 && fabs(run->loss) < 1e-3 ? loss_small : loss_value,
                 run->loss);
    items[i].name = _(speed_name);
    write_speed(run, items[i++].value);
    items[i].name = _(step_name);
    snprintf(items[i++].value, VALUE, step_value, run->step);
    items[i].name = _(rate_name);
    snprintf(items[i++].value, VALUE, rate_value, run->learning_rate);
    items[i].name = _(seed_name);
    snprintf(items[i++].value, VALUE, seed_value, run->seed);
    items[i].name = _(left_name);
    write_time_left(run, items[i++].value);
    items[i].name = _(frames_name);
    if (run->running)
        snprintf(items[i++].value, VALUE, frames_value, run->frames_measured);
    else
        snprintf(items[i++].value, VALUE, "%s", no_value);
}

/* A triangle for running, two bars for paused, a square for done; returns the width with the word. */
static double draw_state(const Paper *paper, Rect bar, const SnapshotRun *run)
{
    const Theme *theme = paper->theme;
    const double x = bar.x + pad, y = bar.y + bar.height / 2, half = 7;
    Colour colour = run->trouble ? theme->warning_text : run->running ? theme->forward : theme->muted;
    const char *word = run->trouble    ? _(stopped_word)
                       : run->finished ? _(finished_word)
                       : run->running  ? _(running_word)
                                       : _(paused_word);
    cairo_new_path(paper->cr);
    if (run->trouble || run->finished) {
        cairo_rectangle(paper->cr, x, y - half, 2 * half, 2 * half);
    } else if (run->running) {
        cairo_move_to(paper->cr, x + 1, y - half);
        cairo_line_to(paper->cr, x + 2 * half, y);
        cairo_line_to(paper->cr, x + 1, y + half);
        cairo_close_path(paper->cr);
    } else {
        cairo_rectangle(paper->cr, x + 1, y - half, 4, 2 * half);
        cairo_rectangle(paper->cr, x + 9, y - half, 4, 2 * half);
    }
    paper_colour(paper, colour, 1);
    cairo_fill(paper->cr);
    TextStyle style = {text_size, TEXT_BOLD, theme->text};
    text_draw(paper, style, x + 2 * half + 8, y, TEXT_LEFT, word);
    /* The widest word decides, so that the counters do not move when the state changes. */
    const char *const all[] = {_(running_word), _(paused_word), _(finished_word), _(stopped_word)};
    double widest = 0;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        widest = fmax(widest, text_width(paper, style, all[i]));
    return pad + 2 * half + 8 + widest;
}

void bars_draw_status(const Paper *paper, const Layout *layout, const Snapshot *snapshot)
{
    const Theme *theme = paper->theme;
    const Rect bar = layout->status;
    const double y = bar.y + bar.height / 2;
    TextStyle plain = {text_size, TEXT_REGULAR, theme->muted}, strong = {text_size, TEXT_BOLD, theme->text};
    Item items[ITEMS];
    write_items(&snapshot->run, items);
    double x = bar.x + draw_state(paper, bar, &snapshot->run) + between;
    double right = bar.x + bar.width - pad;
    for (size_t i = 0; i < ITEMS; i++) {
        double name = text_width(paper, plain, items[i].name),
               value = text_width(paper, strong, items[i].value);
        if (x + name + name_gap + value > right)
            break;
        text_draw(paper, plain, x, y, TEXT_LEFT, items[i].name);
        text_draw(paper, strong, x + name + name_gap, y, TEXT_LEFT, items[i].value);
        x += name + name_gap + value + between;
    }
}

void bars_draw_banner(const Paper *paper, const Layout *layout, const Snapshot *snapshot)
{
    const Theme *theme = paper->theme;
    const Rect bar = layout->banner;
    if (bar.height <= 0 || !snapshot->run.trouble)
        return;
    paper_plate(paper, paper_inset(bar, 1, 1, 1, 1), 6, theme_mix(theme->panel, theme->warning_text, 0.12), 2,
                theme->warning_text);
    Rect room = paper_inset(bar, 14, 5, 14, 5);
    TextStyle style = {15, TEXT_BOLD, theme->text};
    if (text_lines(paper, style, room.width, snapshot->run.trouble) > 1)
        style.size = 12;
    double height =
        (double)text_lines(paper, style, room.width, snapshot->run.trouble) * text_line_height(style);
    text_wrap(paper, style, paper_inset(room, 0, fmax(0, (room.height - height) / 2), 0, 0),
              snapshot->run.trouble);
}

/* The largest size at which words have room, 0 when there is none. */
static double size_that_fits(const Paper *paper, Rect room, size_t count, const double sizes[],
                             const char *words)
{
    const double width = text_width(paper, (TextStyle){sizes[0], TEXT_REGULAR, paper->theme->text}, words);
    for (size_t i = 0; i < count; i++) {
        TextStyle style = {sizes[i], TEXT_REGULAR, paper->theme->text};
        if (width * sizes[i] / sizes[0] > room.width * floor(room.height / text_line_height(style)))
            continue; /* it would not fit if it broke nowhere: spares finding the breaks, in every frame */
        if ((double)text_lines(paper, style, room.width, words) * text_line_height(style) <= room.height)
            return sizes[i];
    }
    return 0;
}

void bars_draw_sentence(const Paper *paper, const Layout *layout, const Snapshot *snapshot)
{
    static const double sizes[] = {16, 15, 14, 13, 12};
    enum { SIZES = sizeof sizes / sizeof sizes[0], READABLE = 3 };
    const Theme *theme = paper->theme;
    const Rect room = paper_inset(layout->sentence, pad, 2, pad, 4);
    char sentence[SENTENCE_SIZE];
    /* As many sentences as have room in a readable size; the first one in any size, and if need be shortened. */
    double size = 0;
    for (size_t most = sentence_write(snapshot, SENTENCE_ALL, sentence); size == 0 && most > 0; most--) {
        sentence_write(snapshot, most, sentence);
        size = size_that_fits(paper, room, most > 1 ? READABLE : SIZES, sizes, sentence);
    }
    TextStyle style = {size > 0 ? size : sizes[SIZES - 1], TEXT_REGULAR,
                       snapshot->run.trouble ? theme->warning_text : theme->text};
    double height = (double)text_lines(paper, style, room.width, sentence) * text_line_height(style);
    text_wrap(paper, style, paper_inset(room, 0, fmax(0, room.height - height) / 2, 0, 0), sentence);
}
