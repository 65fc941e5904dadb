#include "live/panel_check.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "draw/agreement.h"
#include "draw/vee.h"
#include "live/check_plan.h"
#include "live/check_words.h"
#include "words/words.h"

static const char nothing_yet[] = N_("The net has not been checked yet.");
static const char no_check[] = N_("The net cannot be checked: %s");
static const char planted_one[] = N_("planted: %s");
static const char planted_more[] = N_("planted: %s and %zu more");
static const char label_right[] = N_("%s: %zu right");
static const char label_wrong[] = N_("%s: %zu WRONG of %zu");
static const char label_unsure[] = N_("%s: %zu right, %zu cannot be told");
static const char label_waiting[] = N_("%s: %zu of %zu measured");
static const char agreement_name[] = N_("yours against measured");
static const char vee_error[] = N_("error of %s [%zu, %zu]");
static const char vee_noise[] = N_("rounding / step");
static const char vee_bar[] = N_("error bar");
static const char vee_step[] = N_("step");
static const char vee_tip[] = N_("step %.2g: off by %.2g; rounding alone makes about %.1g");
static const char step_tip[] = N_("the backward pass of %s by itself: %s");

static CellsMark mark_of(unsigned char verdict)
{
    switch (verdict) {
    case GRADCHECK_AGREES:
        return CELLS_RIGHT;
    case GRADCHECK_NOT_CHECKED:
        return CELLS_UNKNOWN;
    case GRADCHECK_CANNOT_TELL:
        return CELLS_UNSURE;
    default:
        return CELLS_WRONG;
    }
}

/* How many entries of a block have each mark. */
typedef struct Counts {
    size_t of[CELLS_MARKS];
} Counts;

static Counts count_of(const SnapshotCheck *check, size_t block)
{
    const SnapshotCheckBlock *b = &check->blocks[block];
    Counts counts = {{0}};
    for (size_t i = 0; i < b->rows * b->cols; i++)
        counts.of[mark_of(check->entries[b->first + i].verdict)]++;
    return counts;
}

static CellsMark mark_of_word(const SnapshotCheck *check)
{
    return check->has_word ? mark_of((unsigned char)check->word.verdict) : CELLS_UNKNOWN;
}

static Colour text_colour(const Theme *theme, CellsMark mark)
{
    return mark == CELLS_WRONG ? theme->warning_text : theme->text;
}

/* The entry that is looked at: the chosen one, or the one whose curve is drawn. SIZE_MAX: none. */
static size_t entry_shown(PanelInput input)
{
    const SnapshotCheck *check = &input.snapshot->check;
    size_t chosen = input.view->state[PANEL_CHECK].chosen;
    if (chosen > 0 && chosen <= check->n_entries)
        return chosen - 1;
    return check->curve.present ? check->blocks[check->curve.block].first + check->curve.entry : SIZE_MAX;
}

static size_t block_of(const SnapshotCheck *check, size_t entry)
{
    size_t b = 0;
    while (b + 1 < check->n_blocks && check->blocks[b + 1].first <= entry)
        b++;
    return b;
}

/* ---- the verdict ---- */

static void draw_head(const Paper *paper, Rect head, PanelInput input)
{
    const SnapshotCheck *check = &input.snapshot->check;
    char age[CHECK_WORDS_SIZE], planted[CHECK_WORDS_SIZE];
    TextStyle note = {PLOT_TEXT, TEXT_REGULAR, paper->theme->muted};
    TextStyle warning = {13, TEXT_BOLD, paper->theme->warning_text};
    double left = 0;
    if (check->planted == 1)
        snprintf(planted, sizeof planted, _(planted_one), check->planted_name);
    else if (check->planted > 1)
        snprintf(planted, sizeof planted, _(planted_more), check->planted_name, check->planted - 1);
    if (check->planted > 0)
        left = text_fit(paper, warning, head, TEXT_LEFT, planted) + 16;
    check_words_age(check, input.snapshot->run.step, age);
    if (head.width - left > 60)
        text_fit(paper, note, (Rect){head.x + left, head.y, head.width - left, head.height}, TEXT_RIGHT, age);
}

static void draw_word(const Paper *paper, Rect place, const SnapshotCheck *check)
{
    const double sign = 20, pad = 8;
    char verdict[CHECK_WORDS_SIZE], reason[CHECK_WORDS_SIZE];
    CellsMark mark = mark_of_word(check);
    bool two = place.height > 30;
    paper_round_rect(paper, place, 5);
    paper_colour(paper, theme_mix(paper->theme->panel, cells_colour(paper->theme, mark), 0.22), 1);
    cairo_fill(paper->cr);
    cells_sign(paper, place.x + pad, place.y + place.height / 2, two ? sign : 14, mark);
    check_words_verdict(check, verdict);
    check_words_reason(check, reason);
    Rect room = paper_inset(place, pad + sign + 8, 0, pad, 0);
    if (two && reason[0])
        room.height /= 2;
    text_fit(paper, (TextStyle){two ? 15 : 13, TEXT_BOLD, text_colour(paper->theme, mark)}, room, TEXT_LEFT,
             verdict);
    room.y += room.height - 1;
    if (two && reason[0])
        text_fit(paper, (TextStyle){13, TEXT_REGULAR, paper->theme->text}, room, TEXT_LEFT, reason);
}

static void draw_steps(const Paper *paper, const CheckPlan *plan, const SnapshotCheck *check)
{
    const double sign = 10;
    for (size_t i = 0; plan->steps.height > 0 && i < check->n_steps; i++) {
        Rect place = check_plan_step(plan, check, i);
        CellsMark mark = mark_of(check->steps[i].verdict);
        bool first = check->has_word && i == check->word.first_wrong_step;
        paper_plate(paper, place, 4,
                    theme_mix(paper->theme->panel, cells_colour(paper->theme, mark), first ? 0.35 : 0.15),
                    first ? 2 : 1, first ? paper->theme->wrong : paper->theme->border);
        cells_sign(paper, place.x + 5, place.y + place.height / 2, sign, mark);
        text_fit(paper, (TextStyle){12, first ? TEXT_BOLD : TEXT_REGULAR, text_colour(paper->theme, mark)},
                 paper_inset(place, sign + 9, 0, 2, 0), TEXT_LEFT, check->steps[i].name);
    }
}

/* ---- the parameters ---- */

static void write_label(const SnapshotCheck *check, size_t first, char words[static CHECK_WORDS_SIZE])
{
    char name[CHECK_WORDS_SIZE / 2] = "";
    Counts sum = {{0}};
    size_t total = 0;
    for (size_t b = first; b == first || (b < check->n_blocks && !check_plan_begins(check, b)); b++) {
        const SnapshotCheckBlock *block = &check->blocks[b];
        Counts counts = count_of(check, b);
        size_t length = strlen(name);
        const char *dot =
            b == first ? NULL : strchr(block->name, '.'); /* of one step: its name stands once */
        snprintf(name + length, sizeof name - length, "%s%s %zu\xc3\x97%zu", b == first ? "" : ", ",
                 dot ? dot + 1 : block->name, block->rows, block->cols);
        for (int m = 0; m < CELLS_MARKS; m++)
            sum.of[m] += counts.of[m];
        total += block->rows * block->cols;
    }
    if (sum.of[CELLS_WRONG] > 0)
        snprintf(words, CHECK_WORDS_SIZE, _(label_wrong), name, sum.of[CELLS_WRONG], total);
    else if (sum.of[CELLS_UNKNOWN] > 0)
        snprintf(words, CHECK_WORDS_SIZE, _(label_waiting), name, total - sum.of[CELLS_UNKNOWN], total);
    else if (sum.of[CELLS_UNSURE] > 0)
        snprintf(words, CHECK_WORDS_SIZE, _(label_unsure), name, sum.of[CELLS_RIGHT], sum.of[CELLS_UNSURE]);
    else
        snprintf(words, CHECK_WORDS_SIZE, _(label_right), name, sum.of[CELLS_RIGHT]);
}

static bool draw_cells(const Paper *paper, const CheckPlan *plan, PanelInput input)
{
    const SnapshotCheck *check = &input.snapshot->check;
    unsigned char *marks = malloc(check->n_entries ? check->n_entries : 1);
    size_t shown = entry_shown(input);
    if (!marks)
        return false;
    for (size_t i = 0; i < check->n_entries; i++)
        marks[i] = (unsigned char)mark_of(check->entries[i].verdict);
    for (size_t b = 0; b < check->n_blocks; b++) {
        Cells cells = check_plan_cells(plan, check, b);
        if (cells.place.height <= 0)
            continue;
        cells.marks = marks + check->blocks[b].first;
        cells_draw(paper, cells);
        if (shown != SIZE_MAX && block_of(check, shown) == b)
            cells_ring(paper, cells, shown - check->blocks[b].first);
        if (!check_plan_begins(check, b))
            continue;
        char words[CHECK_WORDS_SIZE];
        write_label(check, b, words);
        bool wrong = memchr(cells.marks, CELLS_WRONG, cells.rows * cells.cols) != NULL;
        text_fit(
            paper,
            (TextStyle){PLOT_TEXT, TEXT_REGULAR, wrong ? paper->theme->warning_text : paper->theme->muted},
            check_plan_label(plan, check, b), TEXT_LEFT, words);
    }
    free(marks);
    return true;
}

/* ---- the table ---- */

static const char *const column_titles[] = {N_("block"), N_("right"), N_("wrong"), N_("cannot tell"),
                                            N_("smallest mistake seen")};
enum { COLUMNS = sizeof column_titles / sizeof column_titles[0] };

/* Where the columns end; the last ones are left out where their titles have no room. */
typedef struct Columns {
    size_t count;
    double end[COLUMNS]; /* from the left of the row */
} Columns;

static Columns columns_in(const Paper *paper, double width)
{
    const double name = 120, gap = 18, number = 34;
    Columns columns = {1, {name}};
    for (size_t c = 1; c < COLUMNS; c++) {
        double title =
            text_width(paper, (TextStyle){PLOT_TEXT, TEXT_BOLD, paper->theme->muted}, _(column_titles[c]));
        double end = columns.end[c - 1] + gap + fmax(number, title);
        if (end > width)
            break;
        columns.end[c] = end;
        columns.count++;
    }
    return columns;
}

static void draw_row(const Paper *paper, const Columns *columns, Rect row, TextStyle style,
                     const char *const words[COLUMNS])
{
    text_fit(paper, style, (Rect){row.x, row.y, columns->end[0], row.height}, TEXT_LEFT, words[0]);
    for (size_t c = 1; c < columns->count; c++) {
        Rect cell = {row.x + columns->end[c - 1] + 4, row.y, columns->end[c] - columns->end[c - 1] - 4,
                     row.height};
        text_fit(paper, style, cell, TEXT_RIGHT, words[c]);
    }
}

static void draw_table(const Paper *paper, const CheckPlan *plan, const SnapshotCheck *check)
{
    if (plan->table.height <= 0)
        return;
    const Theme *theme = paper->theme;
    Columns columns = columns_in(paper, plan->table.width);
    double height = plan->table.height / (double)(check->n_blocks + 2);
    Rect row = {plan->table.x, plan->table.y + height / 2, plan->table.width, height};
    const char *titles[COLUMNS];
    for (size_t c = 0; c < COLUMNS; c++)
        titles[c] = _(column_titles[c]);
    draw_row(paper, &columns, row, (TextStyle){PLOT_TEXT, TEXT_BOLD, theme->muted}, titles);
    paper_horizontal(paper, row.x, row.x + columns.end[columns.count - 1], row.y + height, 1, theme->border);
    for (size_t b = 0; b < check->n_blocks; b++) {
        const SnapshotCheckBlock *block = &check->blocks[b];
        Counts counts = count_of(check, b);
        char name[CHECK_WORDS_SIZE], number[3][24], bar[24] = "\xe2\x80\x93";
        snprintf(name, sizeof name, "%s  %zu\xc3\x97%zu", block->name, block->rows, block->cols);
        const CellsMark order[] = {CELLS_RIGHT, CELLS_WRONG, CELLS_UNSURE};
        for (size_t k = 0; k < 3; k++)
            snprintf(number[k], sizeof number[k], "%zu", counts.of[order[k]]);
        if (block->bar > 0)
            snprintf(bar, sizeof bar, "%.1g", block->bar);
        row.y += height;
        const char *words[COLUMNS] = {name, number[0], number[1], number[2], bar};
        draw_row(
            paper, &columns, row,
            (TextStyle){PLOT_TEXT, TEXT_REGULAR, counts.of[CELLS_WRONG] ? theme->warning_text : theme->text},
            words);
    }
}

/* ---- the two plots ---- */

/* Of either plot: their names stand above. */
static Rect plot_area(Rect place)
{
    static_assert((int)VEE_ABOVE == (int)AGREEMENT_ABOVE, "the two stand side by side");
    return paper_inset(place, PLOT_LEFT + 8, VEE_ABOVE, 12, PLOT_BELOW);
}

/* Of all entries; free it. NULL: no memory. */
static AgreementPoint *points_of(const SnapshotCheck *check)
{
    AgreementPoint *points = malloc((check->n_entries ? check->n_entries : 1) * sizeof *points);
    for (size_t i = 0; points && i < check->n_entries; i++) {
        const SnapshotCheckEntry *e = &check->entries[i];
        points[i] = (AgreementPoint){e->measured, e->yours, e->bar, (unsigned char)mark_of(e->verdict)};
    }
    return points;
}

static bool draw_agreement(const Paper *paper, const CheckPlan *plan, PanelInput input)
{
    const SnapshotCheck *check = &input.snapshot->check;
    if (plan->agreement.height <= 0)
        return true;
    AgreementPoint *points = points_of(check);
    if (!points)
        return false;
    Agreement agreement = agreement_make(plot_area(plan->agreement), check->n_entries, points);
    bool drawn =
        agreement_draw(paper, &agreement, check->n_entries, points, entry_shown(input), _(agreement_name));
    free(points);
    return drawn;
}

static Vee vee_of(const SnapshotCheckCurve *curve)
{
    return (Vee){.count = curve->count,
                 .step = curve->h,
                 .error = curve->error,
                 .noise = curve->noise,
                 .chosen = curve->chosen,
                 .bar = curve->bar};
}

static void draw_vee(const Paper *paper, const CheckPlan *plan, const SnapshotCheck *check)
{
    const SnapshotCheckCurve *curve = &check->curve;
    if (plan->vee.height <= 0 || !curve->present)
        return;
    const SnapshotCheckBlock *block = &check->blocks[curve->block];
    char title[CHECK_WORDS_SIZE];
    snprintf(title, sizeof title, _(vee_error), block->name, curve->entry / block->cols,
             curve->entry % block->cols);
    Vee vee = vee_of(curve);
    Plot plot = vee_plot(plot_area(plan->vee), &vee);
    vee_draw(paper, &plot, &vee,
             &(VeeWords){.error = title, .noise = _(vee_noise), .bar = _(vee_bar), .step = _(vee_step)});
}

/* ---- the panel ---- */

static void draw_alarm(const Paper *paper, Rect frame)
{
    paper_round_rect(paper, paper_inset(frame, 1.5, 1.5, 1.5, 1.5), 6);
    cairo_set_dash(paper->cr, NULL, 0, 0);
    cairo_set_line_width(paper->cr, 3);
    paper_colour(paper, paper->theme->wrong, 1);
    cairo_stroke(paper->cr);
}

bool panel_check_draw(const Paper *paper, PanelPlaces places, PanelInput input)
{
    const SnapshotCheck *check = &input.snapshot->check;
    char words[CHECK_WORDS_SIZE];
    snprintf(words, sizeof words, "%s", _(nothing_yet));
    if (check->trouble[0])
        snprintf(words, sizeof words, _(no_check), _(check->trouble));
    if (check->trouble[0] || !check->present) {
        text_wrap(paper, (TextStyle){14, TEXT_REGULAR, paper->theme->muted}, places.body, words);
        return true;
    }
    CheckPlan plan = check_plan_make(places.body, check);
    if (mark_of_word(check) == CELLS_WRONG)
        draw_alarm(paper, places.frame);
    draw_head(paper, places.head, input);
    draw_word(paper, plan.word, check);
    draw_steps(paper, &plan, check);
    draw_table(paper, &plan, check);
    draw_vee(paper, &plan, check);
    return draw_cells(paper, &plan, input) && draw_agreement(paper, &plan, input);
}

/* The entry at a point: its cell, or its dot. SIZE_MAX: none. */
static size_t entry_at(const CheckPlan *plan, const SnapshotCheck *check, double x, double y)
{
    for (size_t b = 0; b < check->n_blocks; b++) {
        Cells cells = check_plan_cells(plan, check, b);
        size_t i = cells.place.height > 0 ? cells_at(cells, x, y) : SIZE_MAX;
        if (i != SIZE_MAX)
            return check->blocks[b].first + i;
    }
    if (!paper_contains(plan->agreement, x, y))
        return SIZE_MAX;
    AgreementPoint *points = points_of(check);
    if (!points)
        return SIZE_MAX;
    Agreement agreement = agreement_make(plot_area(plan->agreement), check->n_entries, points);
    size_t found = agreement_at(&agreement, check->n_entries, points, x, y);
    free(points);
    return found;
}

void panel_check_hover(const Paper *paper, PanelPlaces places, PanelInput input, double x, double y)
{
    const SnapshotCheck *check = &input.snapshot->check;
    if (!check->present || check->trouble[0])
        return;
    CheckPlan plan = check_plan_make(places.body, check);
    char words[CHECK_WORDS_SIZE] = "";
    size_t entry = entry_at(&plan, check, x, y);
    if (entry != SIZE_MAX) {
        size_t b = block_of(check, entry);
        check_words_entry(check, b, entry - check->blocks[b].first, words);
    }
    if (paper_contains(plan.vee, x, y) && check->curve.present) {
        Vee vee = vee_of(&check->curve);
        Plot plot = vee_plot(plot_area(plan.vee), &vee);
        size_t i = vee_at(&plot, &vee, x);
        if (i != SIZE_MAX)
            snprintf(words, sizeof words, _(vee_tip), vee.step[i], vee.error[i], vee.noise[i]);
    }
    for (size_t i = 0; plan.steps.height > 0 && i < check->n_steps; i++)
        if (paper_contains(check_plan_step(&plan, check, i), x, y))
            snprintf(words, sizeof words, _(step_tip), check->steps[i].name,
                     check_words_of_verdict((GradcheckVerdict)check->steps[i].verdict));
    if (words[0])
        panels_tip(paper, places.frame, x, y, words);
}

/* The entry after (before) this one: the next that is not right, or, where all are, its neighbour. */
static size_t neighbour(const SnapshotCheck *check, size_t entry, bool after)
{
    const size_t n = check->n_entries, step = after ? 1 : n - 1;
    size_t start = entry < n ? entry : after ? n - 1 : 0, found = start;
    do
        found = (found + step) % n;
    while (found != start && mark_of(check->entries[found].verdict) <= CELLS_RIGHT);
    return found != start || mark_of(check->entries[start].verdict) > CELLS_RIGHT ? found
                                                                                  : (start + step) % n;
}

PanelReply panel_check_pointer(PanelPlaces places, PanelInput input, const PanelPointer *pointer)
{
    const SnapshotCheck *check = &input.snapshot->check;
    const bool turns = pointer->kind == PANEL_POINTER_WHEEL && fabs(pointer->wheel) > 0;
    const bool presses = pointer->kind == PANEL_POINTER_PRESS && pointer->button == 1;
    PanelReply reply = {0};
    if (!check->present || check->trouble[0] || check->n_entries == 0 || (!turns && !presses))
        return reply;
    CheckPlan plan = check_plan_make(places.body, check);
    size_t entry = turns ? neighbour(check, entry_shown(input), pointer->wheel < 0)
                         : entry_at(&plan, check, pointer->x, pointer->y);
    if (entry == SIZE_MAX)
        return reply;
    reply.taken = reply.sets_state = true;
    reply.state = input.view->state[PANEL_CHECK];
    reply.state.chosen = entry + 1;
    return reply;
}

uint64_t panel_check_inputs(const Snapshot *snapshot, const View *view)
{
    (void)view;
    const SnapshotCheck *check = &snapshot->check;
    bool current = !check->working && check->word.step == snapshot->run.step;
    return panels_mix(check->version, (uint64_t)check->working * 2 + current);
}
