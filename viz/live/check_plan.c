#include "live/check_plan.h"

#include <math.h>
#include <string.h>

static const double word_height = 40, low_word_height = 22, steps_height = 22, gap = 12;
static const double label_height = 17, table_row = 19, largest_cell = 16;
static const double table_rows_above = 2; /* its head, and a line of air */

CheckPlan check_plan_make(Rect body, const SnapshotCheck *check)
{
    CheckPlan plan = {
        .word = {body.x, body.y, body.width, body.height >= 120 ? word_height : low_word_height}};
    double top = body.y + plan.word.height + 6, bottom = body.y + body.height, right = body.x + body.width;
    if (bottom - top >= 90) {
        plan.steps = (Rect){body.x, top, body.width, steps_height};
        top += steps_height + 6;
    }
    Rect rest = {body.x, top, body.width, fmax(0, bottom - top)};
    bool tall = rest.height >= 330, plots = rest.width >= 420 && rest.height >= 96, both = rest.width >= 640;
    double left = rest.width;
    if (tall && plots)
        left = round(0.5 * (rest.width - gap));
    else if (plots)
        left = round((both ? 0.42 : 0.52) * (rest.width - gap));
    plan.cells = (Rect){rest.x, rest.y, left, rest.height};
    Rect beside = {rest.x + left + gap, rest.y, right - rest.x - left - gap, rest.height};
    if (tall) {
        double table = table_row * ((double)check->n_blocks + table_rows_above);
        if (rest.height - table >= 130) {
            plan.table = (Rect){rest.x, bottom - table, left, table};
            plan.cells.height -= table + 8;
        }
    }
    if (tall && plots) {
        double half = round(0.5 * (rest.height - gap));
        plan.agreement = (Rect){beside.x, beside.y, beside.width, half};
        plan.vee = (Rect){beside.x, beside.y + half + gap, beside.width, rest.height - half - gap};
    } else if (tall && rest.height >= 520) { /* narrow: below each other */
        double third = round(0.3 * rest.height);
        plan.cells.height = third;
        plan.table = (Rect){0};
        plan.agreement = (Rect){rest.x, rest.y + third + gap, rest.width, third};
        plan.vee = (Rect){rest.x, rest.y + 2 * (third + gap), rest.width, rest.height - 2 * (third + gap)};
    } else if (plots && both) {
        double half = round(0.5 * (beside.width - gap));
        plan.agreement = (Rect){beside.x, beside.y, half, beside.height};
        plan.vee = (Rect){beside.x + half + gap, beside.y, beside.width - half - gap, beside.height};
    } else if (plots) {
        plan.agreement = beside;
    }
    return plan;
}

/* "conv1" of "conv1.W". */
static size_t step_length(const char *name)
{
    return strcspn(name, ".");
}

bool check_plan_begins(const SnapshotCheck *check, size_t block)
{
    if (block == 0)
        return true;
    const char *name = check->blocks[block].name, *before = check->blocks[block - 1].name;
    size_t length = step_length(name);
    return length != step_length(before) || strncmp(name, before, length) != 0;
}

/* The blocks of one step. */
typedef struct Group {
    size_t first, end;
    size_t rows, cols; /* side by side, with the columns that stay free between them */
} Group;

static Group group_of(const SnapshotCheck *check, size_t block)
{
    Group group = {.first = block};
    while (!check_plan_begins(check, group.first))
        group.first--;
    for (group.end = group.first; group.end < check->n_blocks; group.end++) {
        const SnapshotCheckBlock *b = &check->blocks[group.end];
        if (group.end > group.first && check_plan_begins(check, group.end))
            break;
        group.rows = b->rows > group.rows ? b->rows : group.rows;
        group.cols += b->cols + (group.end > group.first ? 2 : 0);
    }
    return group;
}

/* The height of a cell, the same in all groups, so that they fill the place together. */
static double cell_height(const CheckPlan *plan, const SnapshotCheck *check)
{
    size_t rows = 0, groups = 0;
    for (size_t b = 0; b < check->n_blocks; b = group_of(check, b).end) {
        rows += group_of(check, b).rows;
        groups++;
    }
    double room = plan->cells.height - (double)groups * (label_height + 4);
    return rows > 0 ? fmin(room / (double)rows, largest_cell) : 0;
}

static double group_top(const CheckPlan *plan, const SnapshotCheck *check, size_t block)
{
    double top = plan->cells.y, height = cell_height(plan, check);
    size_t first = group_of(check, block).first;
    for (size_t b = 0; b < first; b = group_of(check, b).end)
        top += label_height + 4 + height * (double)group_of(check, b).rows;
    return top;
}

Rect check_plan_label(const CheckPlan *plan, const SnapshotCheck *check, size_t block)
{
    return (Rect){plan->cells.x, group_top(plan, check, block), plan->cells.width, label_height};
}

Cells check_plan_cells(const CheckPlan *plan, const SnapshotCheck *check, size_t block)
{
    const SnapshotCheckBlock *b = &check->blocks[block];
    Group group = group_of(check, block);
    double height = cell_height(plan, check);
    double width = fmin(plan->cells.width / (double)group.cols, fmin(largest_cell, 3 * height));
    if (height <= 0.4 || width <= 0.4)
        return (Cells){.rows = b->rows, .cols = b->cols};
    size_t before = 0;
    for (size_t k = group.first; k < block; k++)
        before += check->blocks[k].cols + 2;
    Rect place = {plan->cells.x + width * (double)before, group_top(plan, check, block) + label_height,
                  width * (double)b->cols, height * (double)b->rows};
    return (Cells){.place = place, .rows = b->rows, .cols = b->cols};
}

Rect check_plan_step(const CheckPlan *plan, const SnapshotCheck *check, size_t step)
{
    double width = plan->steps.width / (double)check->n_steps;
    return (Rect){plan->steps.x + width * (double)step, plan->steps.y, width - 4, plan->steps.height};
}
