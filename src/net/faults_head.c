#include "net/faults_head.h"

#include "net/cosine.h"
#include "net/losses.h"

/* ---- the cosine ---- */

typedef enum CosineFlaw { SIGN, PROJECTION, NORM, EXCHANGED } CosineFlaw;

static void cosine(const Step *step, CosineFlaw flaw, const real *in, const real *dout, real *din)
{
    size_t n = step->in.time;
    for (size_t other = 1; other < step->in.channels; other++) {
        const real *a = in, *b = in + other * n;
        real *da = din, *db = din + other * n;
        Cosine c = cosine_forward(n, a, b);
        for (size_t i = 0; i < n && c.defined; i++) {
            real a_unit = a[i] / c.norm_a, b_unit = b[i] / c.norm_b, dc = dout[other - 1];
            real by_a = b_unit - (flaw == PROJECTION ? 0 : c.c * a_unit);
            real by_b = a_unit - (flaw == PROJECTION ? 0 : c.c * b_unit);
            if (flaw != NORM) {
                by_a /= c.norm_a;
                by_b /= c.norm_b;
            }
            if (flaw == SIGN)
                dc = -dc;
            da[i] += dc * (flaw == EXCHANGED ? by_b : by_a);
            db[i] += dc * (flaw == EXCHANGED ? by_a : by_b);
        }
    }
}

void faults_head_cosine_sign(const Step *step, const real *params, Label label, const real *in,
                             const real *out, const real *dout, real *dparams, real *din)
{
    (void)params, (void)label, (void)out, (void)dparams;
    cosine(step, SIGN, in, dout, din);
}

void faults_head_cosine_projection(const Step *step, const real *params, Label label, const real *in,
                                   const real *out, const real *dout, real *dparams, real *din)
{
    (void)params, (void)label, (void)out, (void)dparams;
    cosine(step, PROJECTION, in, dout, din);
}

void faults_head_cosine_norm(const Step *step, const real *params, Label label, const real *in,
                             const real *out, const real *dout, real *dparams, real *din)
{
    (void)params, (void)label, (void)out, (void)dparams;
    cosine(step, NORM, in, dout, din);
}

void faults_head_cosine_exchanged(const Step *step, const real *params, Label label, const real *in,
                                  const real *out, const real *dout, real *dparams, real *din)
{
    (void)params, (void)label, (void)out, (void)dparams;
    cosine(step, EXCHANGED, in, dout, din);
}

/* ---- the distance and the losses ---- */

void faults_head_distance_sign(const Step *step, const real *params, Label label, const real *in,
                               const real *out, const real *dout, real *dparams, real *din)
{
    (void)params, (void)label, (void)dparams;
    size_t n = step->in.time;
    for (size_t i = 0; i < n && real_part(out[0]) != 0; i++) {
        real along = dout[0] * (in[i] - in[n + i]) / out[0];
        din[i] += along;
        din[n + i] += along;
    }
}

void faults_head_sum_labels(const Step *step, const real *params, Label label, const real *in,
                            const real *out, const real *dout, real *dparams, real *din)
{
    (void)step, (void)params, (void)in, (void)out, (void)dparams;
    din[0] += label == LABEL_GENUINE ? dout[0] : -dout[0];
}

void faults_head_target_sign(const Step *step, const real *params, Label label, const real *in,
                             const real *out, const real *dout, real *dparams, real *din)
{
    (void)params, (void)out, (void)dparams;
    real t = label == LABEL_GENUINE ? 1 : step->constant;
    din[0] += dout[0] * (in[0] + t);
}

void faults_head_margin_inverted(const Step *step, const real *params, Label label, const real *in,
                                 const real *out, const real *dout, real *dparams, real *din)
{
    (void)params, (void)out, (void)dparams;
    if (label == LABEL_GENUINE)
        din[0] -= dout[0];
    else if (real_part(in[0]) < real_part(step->constant))
        din[0] += dout[0];
}

void faults_head_contrastive_sign(const Step *step, const real *params, Label label, const real *in,
                                  const real *out, const real *dout, real *dparams, real *din)
{
    (void)params, (void)out, (void)dparams;
    if (label == LABEL_GENUINE)
        din[0] += dout[0] * in[0];
    else if (real_part(in[0]) < real_part(step->constant))
        din[0] += dout[0] * (step->constant - in[0]);
}

void faults_head_triplet_negative(const Step *step, const real *params, Label label, const real *in,
                                  const real *out, const real *dout, real *dparams, real *din)
{
    (void)params, (void)label, (void)out, (void)dparams;
    if (losses_triplet_is_active(step->constant, in[0], in[1]))
        din[0] -= dout[0];
}

void faults_head_logistic_scale(const Step *step, const real *params, Label label, const real *in,
                                const real *out, const real *dout, real *dparams, real *din)
{
    (void)out;
    real s = params[step->blocks[0].offset], b = params[step->blocks[1].offset];
    real dz = dout[0] * losses_logistic_backward(label, s * in[0] + b);
    dparams[step->blocks[0].offset] += dz * in[0];
    dparams[step->blocks[1].offset] += dz;
    din[0] += dz;
}

/* ---- how the steps are joined ---- */

void faults_head_branches_one(const Net *net, const real *params, const real *const x[], Label label,
                              const Activations *values, Activations *gradients, real *dparams)
{
    siamese_backward_branch(net, params, x[0], label, 0, values, gradients, dparams, NULL);
}

void faults_head_branches_averaged(const Net *net, const real *params, const real *const x[], Label label,
                                   const Activations *values, Activations *gradients, real *dparams)
{
    /* The way back is linear: half the gradient by the embeddings gives half of everything. */
    for (size_t i = 0; i < net->branches * net->embedding; i++)
        gradients->embeddings[i] /= (real_ordered)net->branches;
    for (size_t branch = 0; branch < net->branches; branch++)
        siamese_backward_branch(net, params, x[branch], label, branch, values, gradients, dparams, NULL);
}

void faults_head_mean_forgotten(size_t count, real dL, real dloss[])
{
    for (size_t p = 0; p < count; p++)
        dloss[p] += dL;
}

void faults_head_decay_halved(const Net *net, const real *params, real decay, real dL, real *dparams)
{
    decay_backward(net, params, decay / 2, dL, dparams);
}
