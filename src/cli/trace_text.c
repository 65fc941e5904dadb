/* The text of `twingrad trace`: every forward and every backward step in order, with formula, shapes and numbers. */
#include <stdio.h>
#include <string.h>

#include "cli/trace_run.h"
#include "net/cosine.h"

enum { INDENT = 11 };

static double norm(size_t n, const real *values)
{
    return real_to_double(cosine_norm(n, values));
}

static void print_shape(FILE *out, Shape shape)
{
    if (shape.time == 1)
        fprintf(out, "%zu", shape.channels);
    else
        fprintf(out, "%zu x %zu", shape.channels, shape.time);
}

/* "dz       =    -0.183    -0.198    -0.221 ...  |dz| = 28.75": the first `numbers` values, three beside the name, the
 * others on lines of six, and the length of the whole. */
static void print_values(FILE *out, const char *name, size_t n, const real *values, size_t numbers)
{
    enum { FIRST_LINE = 3, LINE = 6 };
    size_t shown = numbers < n ? numbers : n, first = shown < FIRST_LINE ? shown : FIRST_LINE;
    fprintf(out, "%*s%-8s =", INDENT, "", name);
    for (size_t i = 0; i < first; i++)
        fprintf(out, " %+9.3g", real_to_double(values[i]));
    fprintf(out, "%s", first < n && first == shown ? " ..." : "");
    if (n > 1)
        fprintf(out, "  |%s| = %.4g", name, norm(n, values));
    for (size_t i = first; i < shown; i++)
        fprintf(out, "%s %+9.3g", (i - first) % LINE == 0 ? "\n            " : "", real_to_double(values[i]));
    fprintf(out, "%s\n", shown < n && first < shown ? " ..." : "");
}

/* Formulas are one line for each gradient, separated by ';'. */
static void print_formula(FILE *out, const char *step, const char *formula)
{
    for (const char *left = step; formula; left = "") {
        const size_t length = strcspn(formula, ";");
        fprintf(out, "%-*s%.*s\n", INDENT, left, (int)length, formula);
        formula = formula[length] ? formula + length + 1 : NULL;
    }
}

static void print_step_shapes(FILE *out, const Step *step)
{
    fprintf(out, "%*s", INDENT, "");
    print_shape(out, step->in);
    fprintf(out, " -> ");
    print_shape(out, step->out);
    for (size_t i = 0; i < step->block_count; i++)
        fprintf(out, "   %s %zu x %zu", step->blocks[i].name, step->blocks[i].rows, step->blocks[i].cols);
    fprintf(out, "\n");
}

static void print_forward(const TraceRun *run, size_t numbers, FILE *out)
{
    const Net *net = run->net;
    for (size_t b = 0; b < net->branches; b++) {
        fprintf(out, "FORWARD, branch %s: %s\n", trace_run_branch(run, b), run->names[b]);
        print_values(out, "x", step_size(net->input), run->x[b], numbers);
        for (size_t i = 0; i < net->encoder_steps; i++) {
            const Step *step = &net->steps[i];
            print_formula(out, step->name, step->kind->forward_formula);
            if (b == 0)
                print_step_shapes(out, step);
            print_values(out, "out", step_size(step->out), run->pass.values.encoder[b][i], numbers);
        }
        fprintf(out, "\n");
    }
}

static void print_forward_head(const TraceRun *run, FILE *out)
{
    const Net *net = run->net;
    const Step *first = net_cosine_step(net), *loss = net_loss_step(net);
    fprintf(out, "FORWARD, the head: the branches meet\n");
    print_formula(out, first->name, first->kind->forward_formula);
    const real *a = run->pass.values.embeddings;
    for (size_t b = 1; b < net->branches; b++) {
        const real *other = a + b * net->embedding;
        Cosine cosine = cosine_forward(net->embedding, a, other);
        fprintf(out, "%*s|%s| = %.4g  |%s| = %.4g  c = %.6f  angle = %.2f deg\n", INDENT, "",
                trace_run_branch(run, 0), real_to_double(cosine.norm_a), trace_run_branch(run, b),
                real_to_double(cosine.norm_b), real_to_double(cosine.c),
                cosine_angle(net->embedding, a, other) * 180 / acos(-1.0));
        if (!cosine.defined)
            fprintf(out, "%*san embedding of length 0 has no angle: c = 0, gradient 0\n", INDENT, "");
    }
    print_values(out, "out", step_size(first->out), run->pass.values.head[0], 2);
    print_formula(out, loss->name, loss->kind->forward_formula);
    if (strcmp(net->loss, "target") == 0)
        fprintf(out, "%*st = %g\n", INDENT, "", run->label == LABEL_GENUINE ? 1 : net->forged_target);
    else if (!isnan(net->margin))
        fprintf(out, "%*sm = %g\n", INDENT, "", net->margin);
    fprintf(out, "%*sL = %.8g\n\n", INDENT, "", real_to_double(run->pass.values.head[1][0]));
}

static void print_backward_head(const TraceRun *run, size_t numbers, FILE *out)
{
    const Net *net = run->net;
    const Step *first = net_cosine_step(net), *loss = net_loss_step(net);
    fprintf(out, "BACKWARD, the head: from dL = 1 to one gradient for each embedding\n");
    print_formula(out, loss->name, loss->kind->backward_formula);
    print_values(out, first->kind == &cosine_kind ? "dc" : "dD", step_size(first->out),
                 run->pass.gradients.head[0], 2);
    for (size_t i = 0; i < loss->block_count; i++) {
        char name[STEP_NAME_SIZE + 2];
        snprintf(name, sizeof name, "d%s", loss->blocks[i].name);
        print_values(out, name, 1, run->pass.dparams_head + loss->blocks[i].offset, 1);
    }
    print_formula(out, first->name, first->kind->backward_formula);
    for (size_t b = 0; b < net->branches; b++) {
        char name[16];
        snprintf(name, sizeof name, "d%s", trace_run_branch(run, b));
        print_values(out, name, net->embedding, run->pass.gradients.embeddings + b * net->embedding, numbers);
    }
    fprintf(out, "\n");
}

static void print_backward(const TraceRun *run, size_t numbers, FILE *out)
{
    const Net *net = run->net;
    for (size_t b = 0; b < net->branches; b++) {
        fprintf(out, "BACKWARD, branch %s: the last step first\n", trace_run_branch(run, b));
        for (size_t i = net->encoder_steps; i-- > 0;) {
            const Step *step = &net->steps[i];
            print_formula(out, step->name, step->kind->backward_formula);
            print_values(out, "dout", step_size(step->out), run->pass.gradients.encoder[b][i], numbers);
            for (size_t k = 0; k < step->block_count; k++) {
                const StepBlock *block = &step->blocks[k];
                char name[16];
                snprintf(name, sizeof name, "d%s", strchr(block->name, '.') + 1);
                print_values(out, name, block->rows * block->cols, run->pass.dparams[b] + block->offset,
                             numbers);
            }
            print_values(out, i ? "din" : "dx", step_size(step->in),
                         i ? run->pass.gradients.encoder[b][i - 1] : run->pass.dx[b], numbers);
        }
        fprintf(out, "\n");
    }
}

/* The lengths do not add (vectors of different directions do not), so the first entry is shown too: it does. */
static void print_sums(const TraceRun *run, FILE *out)
{
    const Net *net = run->net;
    fprintf(out, "SHARED PARAMETERS: what came back along each branch, and the sum, which is\n"
                 "the gradient. Each block's length |.| and its first entry [0]; entries add.\n");
    fprintf(out, "%-*s", INDENT + 4, "");
    for (size_t b = 0; b < net->branches; b++)
        fprintf(out, "%14s", trace_run_branch(run, b));
    fprintf(out, "%14s\n", "sum");
    const StepBlock *block;
    for (size_t i = 0; (block = net_block(net, i)); i++) {
        size_t n = block->rows * block->cols;
        if (strncmp(block->name, "loss.", 5) == 0)
            continue; /* the head's own parameters are no shared ones */
        fprintf(out, "%-*s|.|", INDENT, block->name);
        for (size_t b = 0; b < net->branches; b++)
            fprintf(out, " %13.6g", norm(n, run->pass.dparams[b] + block->offset));
        fprintf(out, " %13.6g\n%-*s[0]", norm(n, run->pass.dparams_sum + block->offset), INDENT, "");
        for (size_t b = 0; b < net->branches; b++)
            fprintf(out, " %+13.6g", real_to_double(run->pass.dparams[b][block->offset]));
        fprintf(out, " %+13.6g\n", real_to_double(run->pass.dparams_sum[block->offset]));
    }
}

void trace_text_print(const TraceRun *run, size_t numbers, FILE *out)
{
    print_forward(run, numbers, out);
    print_forward_head(run, out);
    print_backward_head(run, numbers, out);
    print_backward(run, numbers, out);
    print_sums(run, out);
}
