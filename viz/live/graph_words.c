#include "live/graph_words.h"

#include <math.h>
#include <stdio.h>

#include "draw/graph.h"
#include "words/words.h"

static const char no_number[] = "\xe2\x80\x93";

/* The number, or a dash where it does not exist. */
static void write_number(bool exists, double value, char text[static GRAPH_NUMBER_SIZE])
{
    if (exists && !isnan(value))
        graph_write_number(value, text);
    else
        snprintf(text, GRAPH_NUMBER_SIZE, "%s", exists ? "nan" : no_number);
}

/* Writes one + other = sum with so many decimals that the rounded numbers add up too; small ones as multiples of a
 * power of ten. */
static void write_sum(double one, double other, double sum, size_t size, char text[])
{
    const double largest = fmax(fabs(one), fmax(fabs(other), fabs(sum)));
    const int power = largest > 0 ? (int)floor(log10(largest)) : 0;
    const bool small = power < -4;
    const double scale = small ? pow(10, -power) : 1;
    const int least = small ? 2 : power < 2 ? 2 - power : 0;
    int decimals = least;
    for (int tried = least; tried <= least + 4; tried++) {
        double unit = pow(10, tried) * scale;
        if (round(one * unit) + round(other * unit) == round(sum * unit)) {
            decimals = tried;
            break;
        }
    }
    int written = snprintf(text, size, "%.*f %c %.*f = %.*f", decimals, one * scale, other < 0 ? '-' : '+',
                           decimals, fabs(other * scale), decimals, sum * scale);
    if (small && written > 0 && (size_t)written < size)
        snprintf(text + written, size - (size_t)written, ", \xc3\x97 1e%d", power);
}

static size_t largest_entry(const SnapshotBlock *block)
{
    size_t found = 0;
    for (size_t i = 1; i < block->rows * block->cols; i++)
        if (fabs(block->sum[i]) > fabs(block->sum[found]))
            found = i;
    return found;
}

static void say_store(const SnapshotGraph *graph, const GraphMoment *moment, const GraphPlanBox *box,
                      size_t size, char text[])
{
    const SnapshotBlock *block = graph_numbers_first_block(graph, box);
    char value[GRAPH_NUMBER_SIZE], a[GRAPH_NUMBER_SIZE], b[GRAPH_NUMBER_SIZE], used[GRAPH_NUMBER_SIZE],
        sum[80];
    const bool exists = block && graph_moment_has_returned(moment, block->step);
    text[0] = 0;
    if (!block)
        return;
    write_number(true, block->norm, value);
    write_number(exists, block->share_norm[0], a);
    write_number(exists, block->share_norm[1], b);
    write_number(exists, block->used_norm, used);
    if (moment->flow == GRAPH_UPDATE) {
        write_number(block->move != NULL, block->move_norm, a);
        snprintf(text, size, _("%s: length %s; the last step moved it by %s"), block->name, value, a);
    } else if (block->of_head) {
        snprintf(text, size, _("%s: length %s, gradient %s; the head's own, no branch adds to it"),
                 block->name, value, used);
    } else if (!exists) {
        snprintf(text, size, _("%s: length %s; no gradient has come back yet"), block->name, value);
    } else if (!block->is_sum) {
        snprintf(text, size,
                 _("%s: branch A %s, branch B %s, but the gradient used has length %s: not their sum"),
                 block->name, a, b, used);
    } else {
        size_t entry = largest_entry(block);
        write_sum(block->share[0][entry], block->share[1][entry], block->sum[entry], sizeof sum, sum);
        snprintf(text, size, _("%s: lengths A %s, B %s, sum %s; its entry [%zu,%zu]: %s"), block->name, a, b,
                 used, entry / block->cols, entry % block->cols, sum);
    }
}

void graph_words_of_parameter(const GraphMoment *moment, GraphEntry entry, size_t size, char text[])
{
    const SnapshotBlock *block = entry.block;
    const size_t at = entry.index;
    char value[GRAPH_NUMBER_SIZE], move[GRAPH_NUMBER_SIZE], used[GRAPH_NUMBER_SIZE], sum[80], gradient[100];
    write_number(true, block->values[at], value);
    write_number(block->move != NULL, block->move ? block->move[at] : NAN, move);
    write_number(true, block->used[at], used);
    write_sum(block->share[0][at], block->share[1][at], block->sum[at], sizeof sum, sum);
    if (!graph_moment_has_returned(moment, block->step))
        snprintf(gradient, sizeof gradient, "%s", no_number);
    else if (block->of_head)
        snprintf(gradient, sizeof gradient, "%s", used);
    else if (block->is_sum)
        snprintf(gradient, sizeof gradient, "%s", sum);
    else
        snprintf(gradient, sizeof gradient, "%s \xe2\x89\xa0 %s", sum, used);
    snprintf(text, size, _("%s [%zu,%zu] is %s; its gradient A + B: %s; the last step added %s"), block->name,
             at / block->cols, at % block->cols, value, gradient, move);
}

static void say_signal(const SnapshotGraph *graph, const GraphMoment *moment, const GraphPlanBox *box,
                       size_t size, char text[])
{
    const SnapshotSignal *signal = graph_numbers_signal(graph, box);
    const bool input = box->part == GRAPH_PART_INPUT;
    char value[GRAPH_NUMBER_SIZE], gradient[GRAPH_NUMBER_SIZE], shape[48];
    write_number(input || graph_moment_has_output(moment, box->last), signal->norm, value);
    write_number(input ? graph_moment_has_returned(moment, 0) : graph_moment_has_gradient(moment, box->last),
                 signal->gradient_norm, gradient);
    if (signal->cols == 1)
        snprintf(shape, sizeof shape, "%zu", signal->rows);
    else
        snprintf(shape, sizeof shape, "%zu \xc3\x97 %zu", signal->rows, signal->cols);
    if (input)
        snprintf(text, size, _("signature %c as the net sees it: %s numbers, length %s, gradient %s"),
                 "AB"[box->branch], shape, value, gradient);
    else
        snprintf(text, size, _("%s in branch %c: %s numbers, length %s, gradient %s"),
                 graph->step_at[box->last].name, "AB"[box->branch], shape, value, gradient);
}

static void say_head(const SnapshotGraph *graph, const GraphMoment *moment, const GraphPlanBox *box,
                     size_t size, char text[])
{
    const size_t compare = graph->encoder_steps;
    const bool compared = graph_moment_has_output(moment, compare);
    const bool parted = graph_moment_has_returned(moment, compare);
    char one[GRAPH_NUMBER_SIZE], other[GRAPH_NUMBER_SIZE], third[GRAPH_NUMBER_SIZE],
        fourth[GRAPH_NUMBER_SIZE];
    const char letter = "ab"[box->branch];
    text[0] = 0;
    if (box->part == GRAPH_PART_LENGTH) {
        write_number(compared, graph->length[box->branch], one);
        write_number(parted, graph->length_gradient[box->branch], other);
        snprintf(text, size, _("the length of the embedding: |%c| = %s; the gradient by it is %s"), letter,
                 one, other);
    } else if (box->part == GRAPH_PART_DOT) {
        write_number(compared, graph->dot, one);
        write_number(parted, graph->dot_gradient, other);
        snprintf(text, size,
                 _("the product of the embeddings: a\xc2\xb7"
                   "b = %s; the gradient by it is %s"),
                 one, other);
    } else if (box->part == GRAPH_PART_VALUE && graph->on_cosine) {
        write_number(compared, graph->dot, one);
        write_number(compared, graph->length[0], other);
        write_number(compared, graph->length[1], third);
        write_number(compared, graph->value, fourth);
        if (isnan(graph->degrees))
            snprintf(text, size, _("an embedding of length 0 has no angle: the cosine counts as 0"));
        else
            snprintf(text, size,
                     _("cos = a\xc2\xb7"
                       "b / (|a| |b|) = %s / (%s \xc2\xb7 %s) = %s, which is an angle of %.1f\xc2\xb0"),
                     one, other, third, fourth, graph->degrees);
    } else if (box->part == GRAPH_PART_VALUE) {
        write_number(compared, graph->value, one);
        write_number(graph_moment_has_gradient(moment, compare), graph->value_gradient, other);
        snprintf(text, size, _("the distance of the embeddings is %s; the gradient by it is %s"), one, other);
    } else if (box->part == GRAPH_PART_LOSS) {
        write_number(graph_moment_has_output(moment, compare + 1), graph->loss, one);
        write_number(graph_moment_has_gradient(moment, compare), graph->value_gradient, other);
        if (graph->genuine)
            snprintf(text, size, _("the loss of this genuine pair is %s; the gradient it hands back is %s"),
                     one, other);
        else
            snprintf(text, size, _("the loss of this forged pair is %s; the gradient it hands back is %s"),
                     one, other);
    }
}

void graph_words_of_box(const SnapshotGraph *graph, const GraphMoment *moment, const GraphPlanBox *box,
                        size_t size, char text[])
{
    if (box->part == GRAPH_PART_STORE)
        say_store(graph, moment, box, size, text);
    else if (box->part == GRAPH_PART_INPUT || box->part == GRAPH_PART_STEPS)
        say_signal(graph, moment, box, size, text);
    else
        say_head(graph, moment, box, size, text);
}

/* Seven digits, or a dash. */
static void write_exactly(bool exists, double value, char text[static GRAPH_NUMBER_SIZE])
{
    if (exists)
        snprintf(text, GRAPH_NUMBER_SIZE, "%.7g", value);
    else
        snprintf(text, GRAPH_NUMBER_SIZE, "%s", no_number);
}

void graph_words_of_way(const SnapshotGraph *graph, const GraphMoment *moment, const GraphPlan *plan,
                        const GraphPlanWay *way, size_t size, char text[])
{
    const GraphPlanBox *from = &plan->box[way->from], *to = &plan->box[way->to];
    const GraphEdge edge = graph_numbers_edge(graph, moment, plan, way);
    char value[GRAPH_NUMBER_SIZE], gradient[GRAPH_NUMBER_SIZE];
    write_exactly(edge.forward, edge.value, value);
    write_exactly(edge.backward, edge.gradient, gradient);
    if (from->part == GRAPH_PART_STORE && to->part == GRAPH_PART_STEPS)
        snprintf(text, size, _("the gradient of %s that comes back along branch %c has length %s"),
                 from->label, "AB"[to->branch], gradient);
    else if (from->part == GRAPH_PART_STORE)
        snprintf(text, size, _("the gradient of %s comes from the loss itself"), from->label);
    else if (from->part == GRAPH_PART_INPUT || from->part == GRAPH_PART_STEPS)
        snprintf(text, size, _("after %s in branch %c: length %s, length of the gradient %s"), from->label,
                 "AB"[from->branch], value, gradient);
    else
        snprintf(text, size, _("%s is %s, the gradient by it %s"), from->label, value, gradient);
}

void graph_words_of_entry(const char *name, size_t rows, size_t row, size_t col, double value, size_t size,
                          char text[])
{
    if (rows == 1)
        snprintf(text, size, "%s [%zu] = %.6g", name, col, value);
    else
        snprintf(text, size, "%s [%zu,%zu] = %.6g", name, row, col, value);
}
