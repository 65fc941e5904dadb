#include "net/netcheck_chain.h"

#include <string.h>

static Label label_of(const NetcheckLink *link, size_t row)
{
    return link->of_pairs ? link->netcheck->batch.labels[row] : LABEL_GENUINE; /* no encoder looks at it */
}

static size_t in_size(const Step *step)
{
    return step_size(step->in);
}

static int rows_forward(void *user, const void *in, void *out)
{
    const NetcheckLink *link = user;
    const Step *step = link->step;
    for (size_t r = 0; r < link->rows; r++)
        step->forward(step, link->netcheck->params, label_of(link, r), (const real *)in + r * in_size(step),
                      (real *)out + r * step_size(step->out));
    return 0;
}

static int rows_backward(void *user, const void *in, const void *out, const void *d_out, void *d_in,
                         const GradcheckBlock *blocks)
{
    (void)blocks;
    const NetcheckLink *link = user;
    const Step *step = link->step;
    size_t n_in = in_size(step), n_out = step_size(step->out);
    for (size_t r = 0; r < link->rows; r++)
        step->backward(step, link->netcheck->params, label_of(link, r), (const real *)in + r * n_in,
                       (const real *)out + r * n_out, (const real *)d_out + r * n_out,
                       link->netcheck->dparams, (real *)d_in + r * n_in);
    return 0;
}

static int mean_forward(void *user, const void *in, void *out)
{
    const NetcheckLink *link = user;
    double sum = 0;
    for (size_t r = 0; r < link->rows; r++)
        sum += real_to_double(((const real *)in)[r]);
    *(real *)out = (real)(sum / (double)link->rows);
    return 0;
}

static int pass_mean_back(void *user, const void *in, const void *out, const void *d_out, void *d_in,
                          const GradcheckBlock *blocks)
{
    (void)in, (void)out, (void)blocks;
    const NetcheckLink *link = user;
    link->netcheck->options.mean_backward(link->rows, *(const real *)d_out, d_in);
    return 0;
}

static int decay_step_forward(void *user, const void *in, void *out)
{
    const NetcheckLink *link = user;
    *(real *)out =
        (real)(real_to_double(*(const real *)in) +
               decay_forward(link->netcheck->net, link->netcheck->params, link->netcheck->options.decay));
    return 0;
}

static int decay_step_backward(void *user, const void *in, const void *out, const void *d_out, void *d_in,
                               const GradcheckBlock *blocks)
{
    (void)in, (void)out, (void)blocks;
    const NetcheckLink *link = user;
    Netcheck *n = link->netcheck;
    *(real *)d_in += *(const real *)d_out;
    n->options.decay_backward(n->net, n->params, (real)n->options.decay, *(const real *)d_out, n->dparams);
    return 0;
}

/* ---- one number changed ---- */

static void note_region(const Step *step, RippleRegion region, size_t first, size_t *changed,
                        size_t *n_changed)
{
    for (size_t c = region.channel; c < region.channel + region.channels; c++)
        for (size_t t = region.time; t < region.time + region.times; t++)
            changed[(*n_changed)++] = first + c * step->out.time + t;
}

/* Row `row` of the input is the only one that differs, at one place. */
static void input_changed(NetcheckLink *link, size_t row, size_t entry, real value, const real *in, real *out,
                          size_t *changed, size_t *n_changed)
{
    const Step *step = link->step;
    Netcheck *n = link->netcheck;
    size_t n_in = step_size(step->in), n_out = step_size(step->out);
    const real *of_row = in + row * n_in;
    real *out_row = out + row * n_out;
    RippleRegion region = {0, step->out.channels, 0, step->out.time};
    if (ripple_step_follows(step)) {
        /* What is changed is added to what is there: the outputs before the change. */
        RippleRegion at = {entry / step->in.time, 1, entry % step->in.time, 1};
        real change = value - of_row[entry], *changes = n->ripple.waves[0];
        region = ripple_step_onwards(n->ripple.room, step, n->params, 1, &of_row,
                                     (const real *const[]){out_row}, at, &change, changes);
        ripple_step_change(step->out, region, changes, out_row, out_row);
    } else {
        memcpy(n->row, of_row, n_in * sizeof(real));
        n->row[entry] = value;
        step->forward(step, n->params, label_of(link, row), n->row, out_row);
    }
    note_region(step, region, row * n_out, changed, n_changed);
}

static void parameter_changed(NetcheckLink *link, size_t block, size_t entry, real value, const real *in,
                              real *out, size_t *changed, size_t *n_changed)
{
    const Step *step = link->step;
    Netcheck *n = link->netcheck;
    size_t n_in = step_size(step->in), n_out = step_size(step->out);
    real *at = n->params + step->blocks[block].offset + entry, before = *at;
    for (size_t r = 0; r < link->rows; r++) {
        RippleRegion region = {0, step->out.channels, 0, step->out.time};
        if (ripple_step_follows(step)) {
            const real *of_row = in + r * n_in;
            real growth = value - before, *changes = n->ripple.waves[0];
            region = ripple_step_of_parameter(step, block, entry, 1, &growth, &of_row, changes);
            ripple_step_change(step->out, region, changes, out + r * n_out, out + r * n_out);
        } else {
            *at = value;
            step->forward(step, n->params, label_of(link, r), in + r * n_in, out + r * n_out);
            *at = before;
        }
        note_region(step, region, r * n_out, changed, n_changed);
    }
}

static int rows_forward_with(void *user, const void *in, void *out, size_t block, size_t entry, double value,
                             size_t *changed, size_t *n_changed)
{
    NetcheckLink *link = user;
    size_t n_in = step_size(link->step->in);
    *n_changed = 0;
    if (block == 0)
        input_changed(link, entry / n_in, entry % n_in, (real)value, in, out, changed, n_changed);
    else
        parameter_changed(link, block - 1, entry, (real)value, in, out, changed, n_changed);
    return 0;
}

static int decay_step_forward_with(void *user, const void *in, void *out, size_t block, size_t entry,
                                   double value, size_t *changed, size_t *n_changed)
{
    const NetcheckLink *link = user;
    const Netcheck *n = link->netcheck;
    if (block == 0) {
        *(real *)out += (real)value - *(const real *)in;
    } else {
        const real *w = n->blocks[n->weights[block - 1]].value;
        *(real *)out += (real)decay_growth(n->options.decay, real_to_double(w[entry]), value);
    }
    changed[0] = 0;
    *n_changed = 1;
    return 0;
}

/* ---- joining them ---- */

static GradcheckStep *add_step(Netcheck *n, const char *name, NetcheckLink link, size_t in_rows, size_t n_in,
                               size_t n_out)
{
    size_t i = n->problem.n_steps++;
    n->links[i] = link;
    n->steps[i] = (GradcheckStep){.name = name,
                                  .user = &n->links[i],
                                  .n_in = in_rows * n_in,
                                  .n_out = link.rows * n_out,
                                  .in_rows = in_rows,
                                  .out_rows = link.rows,
                                  .type = NETCHECK_TYPE,
                                  .forward = rows_forward,
                                  .vjp = rows_backward,
                                  .forward_with = rows_forward_with,
                                  .adds = true};
    return &n->steps[i];
}

void netcheck_chain_build(Netcheck *n)
{
    const Net *net = n->net;
    size_t count = n->batch.count, branches = net->branches, next_block = 0;
    for (size_t i = 0; i < net_step_count(net); i++) {
        const Step *step = &net->steps[i];
        bool of_pairs = i >= net->encoder_steps, meets = i == net->encoder_steps;
        NetcheckLink link = {n, step, of_pairs ? count : count * branches, of_pairs};
        size_t in_rows = meets ? count * branches : link.rows;
        GradcheckStep *made = add_step(n, step->name, link, in_rows, in_size(step) / (in_rows / link.rows),
                                       step_size(step->out));
        made->blocks = n->numbers + next_block;
        made->n_blocks = step->block_count;
        next_block += step->block_count;
        if (step == net_loss_step(net) && n->constant_term.values) {
            made->terms = &n->constant_term;
            made->n_terms = 1;
        }
    }
    GradcheckStep *mean = add_step(n, "mean", (NetcheckLink){n, NULL, count, true}, count, 1, 1);
    mean->n_out = mean->out_rows = 1;
    mean->forward = mean_forward;
    mean->vjp = pass_mean_back;
    mean->forward_with = NULL;
    if (n->options.decay == 0)
        return;
    GradcheckStep *decay = add_step(n, "decay", (NetcheckLink){n, NULL, 1, true}, 1, 1, 1);
    decay->forward = decay_step_forward;
    decay->vjp = decay_step_backward;
    decay->forward_with = decay_step_forward_with;
    decay->blocks = n->weights;
    decay->n_blocks = n->n_weights;
}
