#include "live/panel_ink.h"

#include <math.h>
#include <stdio.h>

#include "draw/plot.h"
#include "words/words.h"

static const char no_pair[] = N_("No pair is chosen.");
static const char no_ink[] = N_("Its samples are not here.");
static const char key[] = "green dot: start; thick: slow; faint: pen in the air";
static const char caption_short[] = "%s \xc2\xb7 %.2f s";
static const char caption[] = N_("%s \xc2\xb7 %.2f s, %zu samples");

static const double caption_height = 22, between = 12;

/* The two rooms, side by side where that gives the signatures (about twice as broad as high) more room. */
static void rooms_of(Rect body, Rect rooms[static 2])
{
    double half_width = (body.width - between) / 2, half_height = (body.height - between) / 2;
    if (fmin(half_width, 2 * body.height) >= fmin(body.width, 2 * half_height)) {
        rooms[0] = (Rect){body.x, body.y, half_width, body.height - 4};
        rooms[1] = (Rect){body.x + half_width + between, body.y, half_width, body.height - 4};
    } else {
        rooms[0] = (Rect){body.x, body.y, body.width, half_height};
        rooms[1] = (Rect){body.x, body.y + half_height + between, body.width, half_height - 4};
    }
}

static void draw_one(const Paper *paper, Rect room, char letter, const SnapshotInk *ink, double scale,
                     Colour colour, Colour text_colour)
{
    const Theme *theme = paper->theme;
    char name[4] = {letter, 0}, words[160];
    TextStyle strong = {14, TEXT_BOLD, text_colour}, plain = {PLOT_TEXT, TEXT_REGULAR, theme->muted};
    paper_round_rect(paper, room, 5);
    cairo_set_dash(paper->cr, NULL, 0, 0);
    cairo_set_line_width(paper->cr, 1);
    paper_colour(paper, theme->grid, 1);
    cairo_stroke(paper->cr);
    Rect words_room = {room.x + 10, room.y + 2, room.width - 20, caption_height};
    text_fit(paper, strong, words_room, TEXT_LEFT, name);
    snprintf(words, sizeof words, _(caption), ink->name ? ink->name : "",
             ink_duration(ink->count, ink->points), ink->count);
    Rect caption_room = paper_inset(words_room, 20, 0, 0, 0);
    if (text_width(paper, plain, words) > caption_room.width)
        snprintf(words, sizeof words, caption_short, ink->name ? ink->name : "",
                 ink_duration(ink->count, ink->points));
    text_fit(paper, plain, caption_room, TEXT_LEFT, words);
    Rect inside = paper_inset(room, 4, caption_height, 4, 4);
    if (ink->count == 0)
        text_fit(paper, plain, inside, TEXT_CENTRE, _(no_ink));
    else
        ink_draw(paper, inside, ink->count, ink->points, scale, colour);
}

bool panel_ink_draw(const Paper *paper, PanelPlaces places, PanelInput input)
{
    const SnapshotChosen *chosen = &input.snapshot->chosen;
    const Theme *theme = paper->theme;
    TextStyle plain = {PLOT_TEXT, TEXT_REGULAR, theme->muted};
    if (!chosen->present || chosen->pair >= input.snapshot->angles.pairs) {
        text_fit(paper, plain, places.body, TEXT_CENTRE, _(no_pair));
        return true;
    }
    if (text_width(paper, plain, key) <= places.head.width)
        text_fit(paper, plain, places.head, TEXT_RIGHT, key);
    bool genuine = input.snapshot->angles.pair[chosen->pair].genuine;
    Rect rooms[2];
    rooms_of(places.body, rooms);
    Rect inside = paper_inset(rooms[1], 4, caption_height, 4, 4);
    double scale_a = ink_scale(inside, chosen->a.count, chosen->a.points);
    double scale_b = ink_scale(inside, chosen->b.count, chosen->b.points);
    /* One scale, so that a difference in size is seen; that of the other when one has no extent. */
    double scale = scale_a > 0 && scale_b > 0 ? fmin(scale_a, scale_b) : fmax(scale_a, scale_b);
    draw_one(paper, rooms[0], 'A', &chosen->a, scale, theme->genuine, theme->genuine_text);
    draw_one(paper, rooms[1], 'B', &chosen->b, scale, genuine ? theme->genuine : theme->forged,
             genuine ? theme->genuine_text : theme->forged_text);
    return true;
}

uint64_t panel_ink_inputs(const Snapshot *snapshot, const View *view)
{
    (void)view;
    return snapshot->chosen.present ? panels_mix(snapshot->chosen.ink_version, snapshot->chosen.pair + 1) : 0;
}
