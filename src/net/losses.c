#include "net/losses.h"

real losses_sum_forward(Label label, real c)
{
    return label == LABEL_GENUINE ? -c : c;
}

real losses_sum_backward(Label label)
{
    return label == LABEL_GENUINE ? -1 : 1;
}

real losses_target_forward(Label label, real forged_target, real c)
{
    real t = label == LABEL_GENUINE ? 1 : forged_target;
    return (c - t) * (c - t) / 2;
}

real losses_target_backward(Label label, real forged_target, real c)
{
    real t = label == LABEL_GENUINE ? 1 : forged_target;
    return c - t;
}

real losses_margin_forward(Label label, real m, real c)
{
    if (label == LABEL_GENUINE)
        return 1 - c;
    return real_part(c) <= real_part(m) ? 0 : c - m; /* <= so that NaN goes through, here and below */
}

real losses_margin_backward(Label label, real m, real c)
{
    if (label == LABEL_GENUINE)
        return -1;
    return real_part(c) > real_part(m) ? 1 : 0;
}

real losses_contrastive_forward(Label label, real m, real D)
{
    if (label == LABEL_GENUINE)
        return D * D / 2;
    return real_part(D) >= real_part(m) ? 0 : (m - D) * (m - D) / 2;
}

real losses_contrastive_backward(Label label, real m, real D)
{
    if (label == LABEL_GENUINE)
        return D;
    return real_part(D) < real_part(m) ? -(m - D) : 0;
}

real losses_triplet_forward(real m, real c_positive, real c_negative)
{
    real violation = m + c_negative - c_positive;
    return real_part(violation) <= 0 ? 0 : violation;
}

bool losses_triplet_is_active(real m, real c_positive, real c_negative)
{
    return real_part(m + c_negative - c_positive) > 0;
}

real losses_logistic_forward(Label label, real z)
{
    real x = label == LABEL_GENUINE ? -z : z;
    /* log(1 + e^x) = x + log(1 + e^-x): take the one whose exponential cannot overflow. */
    return real_part(x) > 0 ? x + real_log1p(real_exp(-x)) : real_log1p(real_exp(x));
}

real losses_logistic_backward(Label label, real z)
{
    real x = label == LABEL_GENUINE ? -z : z;
    real sigmoid = real_part(x) > 0 ? 1 / (1 + real_exp(-x)) : real_exp(x) / (1 + real_exp(x));
    return label == LABEL_GENUINE ? -sigmoid : sigmoid;
}

/* ---- as steps of the table ---- */

static Status build(Step *step)
{
    step->out = (Shape){1, 1};
    return status_ok();
}

static Status logistic_build(Step *step)
{
    step->out = (Shape){1, 1};
    step_name_block(step, 0, "scale", 1, 1, 1, false);
    step_name_block(step, 1, "bias", 1, 1, 1, false);
    step->blocks[0].start = LOSSES_LOGISTIC_SCALE;
    return status_ok();
}

static void sum_forward(const Step *step, const real *params, Label label, const real *in, real *out)
{
    (void)step, (void)params;
    out[0] = losses_sum_forward(label, in[0]);
}

static void sum_backward(const Step *step, const real *params, Label label, const real *in, const real *out,
                         const real *dout, real *dparams, real *din)
{
    (void)step, (void)params, (void)in, (void)out, (void)dparams;
    din[0] += dout[0] * losses_sum_backward(label);
}

static void target_forward(const Step *step, const real *params, Label label, const real *in, real *out)
{
    (void)params;
    out[0] = losses_target_forward(label, step->constant, in[0]);
}

static void target_backward(const Step *step, const real *params, Label label, const real *in,
                            const real *out, const real *dout, real *dparams, real *din)
{
    (void)params, (void)out, (void)dparams;
    din[0] += dout[0] * losses_target_backward(label, step->constant, in[0]);
}

static void margin_forward(const Step *step, const real *params, Label label, const real *in, real *out)
{
    (void)params;
    out[0] = losses_margin_forward(label, step->constant, in[0]);
}

static void margin_backward(const Step *step, const real *params, Label label, const real *in,
                            const real *out, const real *dout, real *dparams, real *din)
{
    (void)params, (void)out, (void)dparams;
    din[0] += dout[0] * losses_margin_backward(label, step->constant, in[0]);
}

static void contrastive_forward(const Step *step, const real *params, Label label, const real *in, real *out)
{
    (void)params;
    out[0] = losses_contrastive_forward(label, step->constant, in[0]);
}

static void contrastive_backward(const Step *step, const real *params, Label label, const real *in,
                                 const real *out, const real *dout, real *dparams, real *din)
{
    (void)params, (void)out, (void)dparams;
    din[0] += dout[0] * losses_contrastive_backward(label, step->constant, in[0]);
}

static void triplet_forward(const Step *step, const real *params, Label label, const real *in, real *out)
{
    (void)params, (void)label;
    out[0] = losses_triplet_forward(step->constant, in[0], in[1]);
}

static void triplet_backward(const Step *step, const real *params, Label label, const real *in,
                             const real *out, const real *dout, real *dparams, real *din)
{
    (void)params, (void)label, (void)out, (void)dparams;
    if (!losses_triplet_is_active(step->constant, in[0], in[1]))
        return;
    din[0] -= dout[0];
    din[1] += dout[0];
}

static void logistic_forward(const Step *step, const real *params, Label label, const real *in, real *out)
{
    real s = params[step->blocks[0].offset], b = params[step->blocks[1].offset];
    out[0] = losses_logistic_forward(label, s * in[0] + b);
}

static void logistic_backward(const Step *step, const real *params, Label label, const real *in,
                              const real *out, const real *dout, real *dparams, real *din)
{
    (void)out;
    real s = params[step->blocks[0].offset], b = params[step->blocks[1].offset];
    real dz = dout[0] * losses_logistic_backward(label, s * in[0] + b);
    dparams[step->blocks[0].offset] += dz * in[0];
    dparams[step->blocks[1].offset] += dz;
    din[0] += dz * s;
}

const StepKind losses_sum_kind = {
    .name = "sum",
    .arguments = "",
    .forward_formula = "L = -c genuine, +c forged",
    .backward_formula = "dc += -dL genuine, +dL forged",
    .build = build,
    .forward = sum_forward,
    .backward = sum_backward,
};

const StepKind losses_target_kind = {
    .name = "target",
    .arguments = "",
    .forward_formula = "L = 1/2 (c - t)^2",
    .backward_formula = "dc += dL (c - t)",
    .build = build,
    .forward = target_forward,
    .backward = target_backward,
};

const StepKind losses_margin_kind = {
    .name = "margin",
    .arguments = "",
    .forward_formula = "L = 1 - c genuine, max(0, c - m) forged",
    .backward_formula = "dc += -dL genuine, +dL forged where c > m",
    .build = build,
    .forward = margin_forward,
    .backward = margin_backward,
};

const StepKind losses_contrastive_kind = {
    .name = "contrastive",
    .arguments = "",
    .forward_formula = "L = 1/2 D^2 genuine, 1/2 max(0, m - D)^2 forged",
    .backward_formula = "dD += dL D genuine, -dL (m - D) forged where D < m",
    .build = build,
    .forward = contrastive_forward,
    .backward = contrastive_backward,
};

const StepKind losses_triplet_kind = {
    .name = "triplet",
    .arguments = "",
    .forward_formula = "L = max(0, m + c_negative - c_positive)",
    .backward_formula = "dc_positive += -dL, dc_negative += dL where L > 0",
    .build = build,
    .forward = triplet_forward,
    .backward = triplet_backward,
};

const StepKind losses_logistic_kind = {
    .name = "logistic",
    .arguments = "",
    .forward_formula = "z = s c + b, L = log(1 + exp(-y z)), y = 1 genuine, -1 forged",
    .backward_formula = "dz = -y sigmoid(-y z) dL;"
                        "ds += c dz;"
                        "db += dz;"
                        "dc += s dz",
    .build = logistic_build,
    .forward = logistic_forward,
    .backward = logistic_backward,
};
