#include "live/panels.h"

#include <assert.h>
#include <math.h>

#include "draw/text.h"
#include "live/keys.h"
#include "live/panel_angles.h"
#include "live/panel_check.h"
#include "live/panel_embedding.h"
#include "live/panel_graph.h"
#include "live/panel_ink.h"
#include "live/panel_loss.h"
#include "live/panel_numbers.h"
#include "live/panel_own.h"
#include "live/panel_pair.h"
#include "live/panel_rates.h"
#include "words/words.h"

static const Panel table[PANEL_COUNT] = {
    [PANEL_ANGLES] = {.name = "angles",
                      .title = N_("Angle of every pair"),
                      .tab = N_("Angles"),
                      .draw = panel_angles_draw,
                      .hover = panel_angles_hover,
                      .pair_at = panel_angles_pair_at,
                      .inputs = panel_angles_inputs,
                      .pointer = panel_angles_pointer},
    [PANEL_PAIR] = {.name = "pair",
                    .title = N_("The chosen pair"),
                    .tab = N_("Pair"),
                    .draw = panel_pair_draw,
                    .hover = panel_pair_hover,
                    .inputs = panel_pair_inputs},
    [PANEL_INK] = {.name = "ink",
                   .title = N_("Its two signatures"),
                   .tab = N_("Signatures"),
                   .draw = panel_ink_draw,
                   .inputs = panel_ink_inputs,
                   .pointer = panel_ink_pointer,
                   .widgets = panel_ink_widgets},
    [PANEL_GRAPH] = {.name = "graph",
                     .title = N_("Computation graph"),
                     .tab = N_("Graph"),
                     .draw = panel_graph_draw,
                     .hover = panel_graph_hover,
                     .inputs = panel_graph_inputs,
                     .pointer = panel_graph_pointer},
    [PANEL_CHECK] = {.name = "check",
                     .title = N_("Gradient check"),
                     .tab = N_("Check"),
                     .draw = panel_check_draw,
                     .hover = panel_check_hover,
                     .inputs = panel_check_inputs,
                     .pointer = panel_check_pointer},
    [PANEL_RATES] = {.name = "rates",
                     .title = N_("False acceptance and rejection"),
                     .tab = N_("FAR/FRR"),
                     .draw = panel_rates_draw,
                     .hover = panel_rates_hover,
                     .pair_at = panel_rates_pair_at,
                     .inputs = panel_rates_inputs,
                     .pointer = panel_rates_pointer,
                     .widgets = panel_rates_widgets},
    [PANEL_LOSS] = {.name = "loss",
                    .title = N_("Loss"),
                    .tab = N_("Loss"),
                    .draw = panel_loss_draw,
                    .hover = panel_loss_hover,
                    .inputs = panel_loss_inputs,
                    .pointer = panel_loss_pointer},
    [PANEL_EMBEDDING] = {.name = "embedding",
                         .title = N_("Embeddings in a plane"),
                         .tab = N_("Embedding"),
                         .draw = panel_embedding_draw,
                         .hover = panel_embedding_hover,
                         .pair_at = panel_embedding_pair_at,
                         .inputs = panel_embedding_inputs,
                         .pointer = panel_embedding_pointer,
                         .widgets = panel_embedding_widgets},
    [PANEL_NUMBERS] = {.name = "numbers",
                       .title = N_("Numbers of the pair"),
                       .tab = N_("Numbers"),
                       .draw = panel_numbers_draw,
                       .hover = panel_numbers_hover,
                       .inputs = panel_numbers_inputs,
                       .pointer = panel_numbers_pointer},
    [PANEL_OWN] = {.name = "own",
                   .title = N_("Your own signature"),
                   .tab = N_("Own"),
                   .draw = panel_own_draw,
                   .inputs = panel_own_inputs,
                   .pointer = panel_own_pointer,
                   .widgets = panel_own_widgets},
};

static const double head_height = 32, side = 12, number_size = 18, foot = 6;

const Panel *panels_get(PanelName name)
{
    assert(name < PANEL_COUNT);
    return &table[name];
}

bool panels_exist(PanelName name)
{
    return name < PANEL_COUNT && table[name].draw;
}

void panels_forget(PanelMemory *memory)
{
    bundle_forget(&memory->lines[0]);
    bundle_forget(&memory->lines[1]);
    *memory = (PanelMemory){0};
}

static TextStyle title_style(const Paper *paper)
{
    return (TextStyle){14, TEXT_BOLD, paper->theme->text};
}

PanelPlaces panels_places(const Paper *paper, PanelName name, Rect frame, bool tabbed, double target)
{
    double title =
        tabbed ? side
               : side + number_size + 8 + text_width(paper, title_style(paper), _(table[name].title)) + 16;
    return (PanelPlaces){
        .frame = frame,
        .head = {frame.x + title, frame.y, fmax(0, frame.width - title - side), head_height},
        .body = paper_inset(frame, side, head_height, side, foot),
        .target = target,
    };
}

static void draw_ground(const Paper *paper, Rect frame)
{
    const Theme *theme = paper->theme;
    paper_plate(paper, paper_inset(frame, 0.5, 0.5, 0.5, 0.5), 6, theme->panel, 1, theme->border);
}

static void draw_title(const Paper *paper, PanelName name, Rect frame)
{
    const double middle = frame.y + head_height / 2;
    const Theme *theme = paper->theme;
    const char number[] = {keys_of_panel(name), 0};
    Rect chip = {frame.x + side, middle - number_size / 2, number_size, number_size};
    paper_round_rect(paper, chip, 4);
    paper_colour(paper, theme->border, 1);
    cairo_fill(paper->cr);
    text_draw(paper, (TextStyle){12, TEXT_BOLD, theme->text}, chip.x + number_size / 2, middle, TEXT_CENTRE,
              number);
    double left = chip.x + number_size + 8;
    text_fit(paper, title_style(paper),
             (Rect){left, frame.y, fmax(0, frame.x + frame.width - side - left), head_height}, TEXT_LEFT,
             _(table[name].title));
}

bool panels_draw(const Paper *paper, PanelName name, Rect frame, bool tabbed, double target, PanelInput input)
{
    draw_ground(paper, frame);
    if (!tabbed)
        draw_title(paper, name, frame);
    PanelPlaces places = panels_places(paper, name, frame, tabbed, target);
    if (places.body.width < 40 || places.body.height < 40)
        return true; /* nothing could be read at that size */
    return table[name].draw(paper, places, input);
}

uint64_t panels_mix(uint64_t one, uint64_t other)
{
    /* The finaliser of MurmurHash3 (Appleby, public domain): every bit of both changes half of the result's. */
    uint64_t mixed = one * 0x9E3779B97F4A7C15U + other;
    mixed = (mixed ^ mixed >> 33) * 0xFF51AFD7ED558CCDU;
    mixed = (mixed ^ mixed >> 33) * 0xC4CEB9FE1A85EC53U;
    return mixed ^ mixed >> 33;
}

void panels_tip(const Paper *paper, Rect bounds, double x, double y, const char *text)
{
    TextStyle style = {12, TEXT_REGULAR, paper->theme->text};
    const double height = 22, pad = 8;
    double width = fmin(text_width(paper, style, text) + 2 * pad, bounds.width);
    double left = x + 14 + width <= bounds.x + bounds.width ? x + 14 : x - 14 - width;
    left = fmin(fmax(left, bounds.x), bounds.x + bounds.width - width);
    double top = y - 12 - height >= bounds.y ? y - 12 - height : y + 12;
    top = fmin(fmax(top, bounds.y), bounds.y + bounds.height - height);
    Rect plate = {left, top, width, height};
    paper_plate(paper, plate, 4, paper->theme->window, 1, paper->theme->axis);
    text_fit(paper, style, paper_inset(plate, pad, 0, pad, 0), TEXT_LEFT, text);
}
