/* The JSON of `twingrad trace`: every number of the run. */
#include "cli/document.h"
#include "cli/trace_run.h"
#include "net/cosine.h"

static json_t *numbers(size_t n, const real *values)
{
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++) {
        double value = real_to_double(values[i]);
        /* JSON has no NaN and no infinity: such a number is null. */
        document_append(&array, isfinite(value) ? json_real(value) : json_null());
    }
    return array;
}

static json_t *shape(Shape s)
{
    return json_pack("[I,I]", (json_int_t)s.channels, (json_int_t)s.time);
}

static json_t *forward_step(const Step *step, const real *out)
{
    return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o}", "step", step->name, "kind", step->kind->name,
                     "formula", step->kind->forward_formula, "in_shape", shape(step->in), "out_shape",
                     shape(step->out), "out", numbers(step_size(step->out), out));
}

/* dparams: what this step's parameters got here; din: the gradient by its input. */
static json_t *backward_step(const Step *step, const real *dout, const real *din, const real *dparams)
{
    json_t *blocks = json_object();
    for (size_t i = 0; i < step->block_count; i++)
        document_set(&blocks, step->blocks[i].name,
                     numbers(step->blocks[i].rows * step->blocks[i].cols, dparams + step->blocks[i].offset));
    return json_pack("{s:s, s:s, s:o, s:o, s:o}", "step", step->name, "formula", step->kind->backward_formula,
                     "dout", numbers(step_size(step->out), dout), "din", numbers(step_size(step->in), din),
                     "dparams", blocks);
}

static json_t *branch(const TraceRun *run, size_t b)
{
    json_t *forward = json_array(), *backward = json_array();
    for (size_t i = 0; i < run->net->encoder_steps; i++)
        document_append(&forward, forward_step(&run->net->steps[i], run->pass.values.encoder[b][i]));
    for (size_t i = run->net->encoder_steps; i-- > 0;)
        document_append(&backward, backward_step(&run->net->steps[i], run->pass.gradients.encoder[b][i],
                                                 i ? run->pass.gradients.encoder[b][i - 1] : run->pass.dx[b],
                                                 run->pass.dparams[b]));
    return json_pack("{s:s, s:s, s:o, s:o, s:o}", "name", trace_run_branch(run, b), "signature",
                     run->names[b], "x", numbers(step_size(run->net->input), run->x[b]), "forward", forward,
                     "backward", backward);
}

static json_t *head(const TraceRun *run)
{
    const Net *net = run->net;
    const Step *first = net_cosine_step(net), *loss = net_loss_step(net);
    json_t *angles = json_array();
    for (size_t b = 1; b < net->branches; b++) {
        double degrees = cosine_angle(net->embedding, run->pass.values.embeddings,
                                      run->pass.values.embeddings + b * net->embedding) *
                         180 / acos(-1.0);
        document_append(&angles, json_real(degrees));
    }
    return json_pack(
        "{s:o, s:[o,o], s:[o,o]}", "angles_in_degrees", angles, "forward",
        forward_step(first, run->pass.values.head[0]), forward_step(loss, run->pass.values.head[1]),
        "backward",
        backward_step(loss, run->pass.gradients.head[1], run->pass.gradients.head[0], run->pass.dparams_head),
        backward_step(first, run->pass.gradients.head[0], run->pass.gradients.embeddings,
                      run->pass.dparams_head));
}

static json_t *parameters(const TraceRun *run)
{
    json_t *all = json_array();
    const StepBlock *block;
    for (size_t i = 0; (block = net_block(run->net, i)); i++) {
        size_t n = block->rows * block->cols;
        json_t *through = json_object();
        for (size_t b = 0; b < run->net->branches; b++)
            document_set(&through, trace_run_branch(run, b),
                         numbers(n, run->pass.dparams[b] + block->offset));
        document_append(&all, json_pack("{s:s, s:I, s:I, s:o, s:o, s:o}", "block", block->name, "rows",
                                        (json_int_t)block->rows, "cols", (json_int_t)block->cols, "value",
                                        numbers(n, run->params + block->offset), "gradient_through", through,
                                        "gradient", numbers(n, run->pass.dparams_sum + block->offset)));
    }
    return all;
}

json_t *trace_json_make(const TraceRun *run)
{
    json_t *branches = json_array();
    for (size_t b = 0; b < run->net->branches; b++)
        document_append(&branches, branch(run, b));
    return json_pack("{s:s, s:s, s:s, s:s, s:f, s:o, s:o, s:o}", "net", run->net->encoder, "loss_name",
                     run->net->loss, "numbers", REAL_NAME, "label",
                     run->label == LABEL_GENUINE ? "genuine" : "forged", "loss",
                     real_to_double(run->pass.values.head[1][0]), "branches", branches, "head", head(run),
                     "parameters", parameters(run));
}
