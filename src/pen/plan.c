#include "pen/plan.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "pen/letters.h"

/* A hand: what one writer's letters have in common. */
typedef struct Hand {
    double size;      /* mm; height of a small letter */
    double width;     /* of a letter, of its usual width */
    double slant;     /* dx by dy of an upright */
    double rise;      /* rad; of the line of writing */
    double roundness; /* turns, of their usual size */
    double capitals;  /* height of the capitals, of their usual height */
    double tall;      /* the same for what goes above and below small letters */
    double fading;    /* each further letter's height, of the one before: many names end in a wave */
    double interval;  /* s; between two commands for ordinary strokes */
    double mu, sigma; /* of ordinary strokes */
} Hand;

enum { SMALL_LETTERS_MIN = 3, SMALL_LETTERS_MAX = 5 }; /* of a name, after one or two capitals */

/* A plan in the making. Positions are in heights of a small letter, upright, on a level line. */
typedef struct Draft {
    Plan *plan;
    const Hand *hand;
    Random *random;
    double x, y; /* where the pen is aimed at last */
    double left; /* edge of the letter being written */
    size_t component;
    double marks[SMALL_LETTERS_MAX][2]; /* dots and bars still to be set */
    bool mark_is_bar[SMALL_LETTERS_MAX];
    size_t mark_count;
} Draft;

static Hand draw_hand(Random *random)
{
    return (Hand){
        .size = random_between(random, 3.0, 5.5),
        .width = random_between(random, 0.75, 1.35),
        .slant = random_between(random, -0.08, 0.6),
        .rise = random_between(random, -0.04, 0.22),
        .roundness = random_between(random, 0.75, 1.15),
        .capitals = random_between(random, 0.95, 1.6),
        .tall = random_between(random, 0.8, 1.25),
        .fading = random_uniform(random) < 0.5 ? 1 : random_between(random, 0.78, 0.95),
        .interval = random_between(random, 0.088, 0.12),
        .mu = random_between(random, -2.05, -1.8),
        .sigma = random_between(random, 0.2, 0.3),
    };
}

/* A stroke from where the pen is to (x, y). */
static void aim(Draft *draft, double x, double y, double turn, bool ink)
{
    Plan *plan = draft->plan;
    const Hand *hand = draft->hand;
    assert(plan->count <
           PLAN_STROKES_MAX); /* seven letters of six strokes and a lift, their marks, and a flourish */
    double dx = hand->size * hand->width * (x - draft->x) + hand->size * hand->slant * (y - draft->y);
    double dy = hand->size * (y - draft->y);
    double along = dx * cos(hand->rise) - dy * sin(hand->rise),
           up = dx * sin(hand->rise) + dy * cos(hand->rise);
    draft->component += !ink;
    PlanStroke *stroke = &plan->strokes[plan->count++];
    *stroke = (PlanStroke){
        .ink = ink, .component = draft->component, .accent = 0.07 * random_normal(draft->random)};
    lognormal_aim(&stroke->motion, along, up, ink ? turn * hand->roundness : turn);
    draft->x = x;
    draft->y = y;
}

/* Everybody writes a letter a little in his own way. */
static double own_way(Draft *draft, double size)
{
    return size * random_normal(draft->random);
}

static void write_letter(Draft *draft, const Letter *letter, double height)
{
    bool capital = letter->name < 'a';
    double scale = capital ? draft->hand->capitals : 1;
    if (draft->plan->count == 0) { /* the first stroke of all starts here */
        draft->x = scale * letter->start_x;
        draft->y = scale * letter->start_y;
    } else if (capital) {
        aim(draft, draft->left + scale * letter->start_x, scale * letter->start_y, 0.5, false);
    }
    for (size_t k = 0; k < letter->count; k++) {
        LettersTarget target = letter->targets[k];
        double y = target.y;
        if (!capital && (y > 1.3 || y < -0.5))
            y *= draft->hand->tall;
        y = y * scale * height + own_way(draft, 0.05);
        double x = draft->left + target.x * scale + own_way(draft, 0.05);
        aim(draft, x, y, target.turn + own_way(draft, 0.12), k + 1 != letter->air);
    }
    if (letter->dotted || letter->crossed) {
        size_t m = draft->mark_count++;
        draft->marks[m][0] = draft->left + (letter->dotted ? 0.5 : 0.1);
        draft->marks[m][1] = letter->dotted ? 1.7 : 1.3 * draft->hand->tall;
        draft->mark_is_bar[m] = letter->crossed;
    }
    draft->left += letter->width * scale;
}

/* Dots and bars, left to right, after the word. */
static void set_marks(Draft *draft)
{
    for (size_t m = 0; m < draft->mark_count; m++) {
        double x = draft->marks[m][0], y = draft->marks[m][1] + own_way(draft, 0.08);
        aim(draft, x, y, 0.6, false);
        if (draft->mark_is_bar[m])
            aim(draft, x + 0.9, y + 0.12, -0.3, true);
        else
            aim(draft, x + 0.14, y - 0.08, 0, true);
    }
}

/* What comes after the name, from where the pen is. */
static void add_flourish(Draft *draft)
{
    double right = draft->left, middle = right / 2;
    switch (random_below(draft->random, 6)) {
    case 0: /* back under the name and out to the right */
        aim(draft, right * 0.1, -1.5 - draft->hand->tall * 0.4, -1.5, true);
        aim(draft, right * 1.15, -1.2, 0.6, true);
        break;
    case 1: /* a rising tail */
        aim(draft, right + 2.2, 0.9, 0.7, true);
        break;
    case 2: /* a line under it all, after a lift */
        aim(draft, middle * 0.2, -0.9, 0.8, false);
        aim(draft, right * 1.1, -0.7, 0.25, true);
        break;
    case 3: /* a big loop to the left and through */
        aim(draft, right + 0.6, 1.6, 1.4, true);
        aim(draft, middle * 0.6, -1.5, 0.9, true);
        aim(draft, right + 1.6, -0.9, 1.1, true);
        break;
    case 4: /* there and back twice */
        aim(draft, middle * 0.7, -1.5, -1.7, true);
        aim(draft, right, -1.1, 0.5, true);
        aim(draft, middle * 0.9, -2.2, -0.7, true);
        aim(draft, right + 1.2, -1.6, 0.6, true);
        break;
    default: /* nothing */
        break;
    }
}

static char pick(Random *random, const char *letters)
{
    return letters[random_below(random, strlen(letters))];
}

/* A pronounceable name: a capital, then vowels and consonants by turns. */
static void draw_name(Random *random, char name[PLAN_NAME_MAX])
{
    size_t length = 0;
    size_t letters = SMALL_LETTERS_MIN + random_below(random, SMALL_LETTERS_MAX - SMALL_LETTERS_MIN + 1);
    if (random_uniform(random) < 0.35)
        name[length++] = pick(random, letters_capitals);
    name[length++] = pick(random, letters_capitals);
    bool vowel = !strchr("AE", name[length - 1]);
    for (size_t k = 0; k < letters; k++) {
        name[length++] = pick(random, vowel ? letters_vowels : letters_consonants);
        vowel = !vowel || random_uniform(random) < 0.15;
    }
    name[length] = 0;
}

/* Sets the times: a command every `interval`, longer for long strokes (which the hand makes faster, but not
 * as much faster as they are longer), and longer still around a lift of the pen. mu and t0 move together, so
 * that it is the moments when the strokes are half done that are spaced so. */
static void set_times(Draft *draft)
{
    const Hand *hand = draft->hand;
    double middle = 0, before = 0;
    for (size_t j = 0; j < draft->plan->count; j++) {
        PlanStroke *stroke = &draft->plan->strokes[j];
        Lognormal *motion = &stroke->motion;
        double slowness = fmin(fmax(cbrt(motion->length / hand->size), 0.75), 1.7);
        double wait = (hand->interval + 0.005 * random_normal(draft->random)) * (before + slowness) / 2;
        bool lifted = j > 0 && (!stroke->ink || !draft->plan->strokes[j - 1].ink);
        motion->mu = fmin(fmax(hand->mu + log(slowness) + 0.04 * random_normal(draft->random), -2.2), -1.6);
        motion->sigma = fmin(fmax(hand->sigma + 0.02 * random_normal(draft->random), 0.1), 0.45);
        middle += j == 0 ? exp(motion->mu) : wait * (lifted ? 1.35 : 1);
        motion->t0 = middle - exp(motion->mu);
        before = slowness;
    }
}

void plan_draw(Random *random, Plan *plan)
{
    *plan = (Plan){0};
    Hand hand = draw_hand(random);
    draw_name(random, plan->name);
    Draft draft = {.plan = plan, .hand = &hand, .random = random};
    bool marks = random_uniform(random) < 0.7;
    double height = 1;
    const Letter *before = NULL;
    for (const char *at = plan->name; *at; at++) {
        const Letter *letter = letters_find(*at);
        assert(letter);
        if (before && before->apart && *at >= 'a')
            aim(&draft, draft.left, 0.1, 0.5, false);
        write_letter(&draft, letter, height);
        if (*at >= 'a')
            height *= hand.fading;
        before = letter;
    }
    if (!marks)
        draft.mark_count = 0;
    bool flourish_first = random_uniform(random) < 0.5;
    if (flourish_first)
        add_flourish(&draft);
    set_marks(&draft);
    if (!flourish_first)
        add_flourish(&draft);
    set_times(&draft);
}
