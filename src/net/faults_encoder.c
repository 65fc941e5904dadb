#include "net/faults_encoder.h"

#include "net/conv.h"

/* The parts of a right backward stand by themselves here, so that a fault is one wrong part between right ones. */

/* ---- the convolution ---- */

static ConvShape conv_shape(const Step *step)
{
    return (ConvShape){.in_channels = step->in.channels,
                       .in_time = step->in.time,
                       .maps = step->arguments[0],
                       .kernel = step->arguments[1],
                       .step = step->arguments[2]};
}

static void conv_bias(const Step *step, const real *dout, real *dparams)
{
    size_t out_time = step->out.time;
    for (size_t o = 0; o < step->out.channels; o++)
        for (size_t t = 0; t < out_time; t++)
            dparams[step->blocks[1].offset + o] += dout[o * out_time + t];
}

/* dW of the first `maps` maps; the window begins at `stride` t + late and ends with the signal. */
static void conv_weights(const Step *step, size_t maps, size_t stride, size_t late, const real *in,
                         const real *dout, real *dparams)
{
    ConvShape s = conv_shape(step);
    real *dW = dparams + step->blocks[0].offset;
    for (size_t o = 0; o < maps; o++)
        for (size_t c = 0; c < s.in_channels; c++)
            for (size_t k = 0; k < s.kernel; k++)
                for (size_t t = 0; t < step->out.time; t++) {
                    size_t at = stride * t + k + late;
                    if (at < s.in_time)
                        dW[(o * s.in_channels + c) * s.kernel + k] +=
                            dout[o * step->out.time + t] * in[c * s.in_time + at];
                }
}

static void conv_input(const Step *step, bool reversed, const real *params, const real *dout, real *din)
{
    ConvShape s = conv_shape(step);
    const real *W = params + step->blocks[0].offset;
    for (size_t o = 0; din && o < s.maps; o++)
        for (size_t c = 0; c < s.in_channels; c++)
            for (size_t t = 0; t < step->out.time; t++)
                for (size_t k = 0; k < s.kernel; k++) {
                    size_t read = reversed ? s.kernel - 1 - k : k;
                    din[c * s.in_time + s.step * t + k] +=
                        W[(o * s.in_channels + c) * s.kernel + read] * dout[o * step->out.time + t];
                }
}

void faults_encoder_conv_bias_last(const Step *step, const real *params, Label label, const real *in,
                                   const real *out, const real *dout, real *dparams, real *din)
{
    (void)label, (void)out;
    conv_weights(step, step->out.channels, step->arguments[2], 0, in, dout, dparams);
    for (size_t o = 0; o < step->out.channels; o++)
        dparams[step->blocks[1].offset + o] += dout[(o + 1) * step->out.time - 1];
    conv_input(step, false, params, dout, din);
}

void faults_encoder_conv_kernel_reversed(const Step *step, const real *params, Label label, const real *in,
                                         const real *out, const real *dout, real *dparams, real *din)
{
    (void)label, (void)out;
    conv_weights(step, step->out.channels, step->arguments[2], 0, in, dout, dparams);
    conv_bias(step, dout, dparams);
    conv_input(step, true, params, dout, din);
}

void faults_encoder_conv_off_by_one(const Step *step, const real *params, Label label, const real *in,
                                    const real *out, const real *dout, real *dparams, real *din)
{
    (void)label, (void)out;
    conv_weights(step, step->out.channels, step->arguments[2], 1, in, dout, dparams);
    conv_bias(step, dout, dparams);
    conv_input(step, false, params, dout, din);
}

void faults_encoder_conv_step_forgotten(const Step *step, const real *params, Label label, const real *in,
                                        const real *out, const real *dout, real *dparams, real *din)
{
    (void)label, (void)out;
    conv_weights(step, step->out.channels, 1, 0, in, dout, dparams);
    conv_bias(step, dout, dparams);
    conv_input(step, false, params, dout, din);
}

void faults_encoder_conv_last_map(const Step *step, const real *params, Label label, const real *in,
                                  const real *out, const real *dout, real *dparams, real *din)
{
    (void)label, (void)out;
    conv_weights(step, step->out.channels - 1, step->arguments[2], 0, in, dout, dparams);
    conv_bias(step, dout, dparams);
    conv_input(step, false, params, dout, din);
}

/* ---- the dense layer ---- */

static void dense_weights(const Step *step, const real *in, const real *dout, real *dparams)
{
    size_t n = step_size(step->in);
    for (size_t o = 0; o < step->out.channels; o++)
        for (size_t i = 0; i < n; i++)
            dparams[step->blocks[0].offset + o * n + i] += dout[o] * in[i];
}

static void dense_bias(const Step *step, const real *dout, real *dparams)
{
    for (size_t o = 0; o < step->out.channels; o++)
        dparams[step->blocks[1].offset + o] += dout[o];
}

static void dense_input(const Step *step, const real *params, const real *dout, real *din)
{
    size_t n = step_size(step->in);
    for (size_t o = 0; din && o < step->out.channels; o++)
        for (size_t i = 0; i < n; i++)
            din[i] += params[step->blocks[0].offset + o * n + i] * dout[o];
}

void faults_encoder_dense_assigned(const Step *step, const real *params, Label label, const real *in,
                                   const real *out, const real *dout, real *dparams, real *din)
{
    (void)label, (void)out;
    size_t n = step_size(step->in);
    for (size_t o = 0; o < step->out.channels; o++)
        for (size_t i = 0; i < n; i++)
            dparams[step->blocks[0].offset + o * n + i] = dout[o] * in[i];
    dense_bias(step, dout, dparams);
    dense_input(step, params, dout, din);
}

void faults_encoder_dense_transposed(const Step *step, const real *params, Label label, const real *in,
                                     const real *out, const real *dout, real *dparams, real *din)
{
    (void)label, (void)out;
    size_t n = step_size(step->in), units = step->out.channels;
    for (size_t o = 0; o < units; o++)
        for (size_t i = 0; i < n; i++)
            dparams[step->blocks[0].offset + i * units + o] += dout[o] * in[i];
    dense_bias(step, dout, dparams);
    dense_input(step, params, dout, din);
}

void faults_encoder_dense_input_transposed(const Step *step, const real *params, Label label, const real *in,
                                           const real *out, const real *dout, real *dparams, real *din)
{
    (void)label, (void)out;
    size_t n = step_size(step->in), units = step->out.channels;
    dense_weights(step, in, dout, dparams);
    dense_bias(step, dout, dparams);
    for (size_t o = 0; din && o < units; o++)
        for (size_t i = 0; i < n; i++)
            din[i] += params[step->blocks[0].offset + i * units + o] * dout[o];
}

void faults_encoder_dense_one_entry(const Step *step, const real *params, Label label, const real *in,
                                    const real *out, const real *dout, real *dparams, real *din)
{
    (void)label, (void)out;
    size_t n = step_size(step->in), o = step->out.channels / 2, i = n / 2;
    dense_weights(step, in, dout, dparams);
    dparams[step->blocks[0].offset + o * n + i] += dout[o] * in[i] / 100;
    dense_bias(step, dout, dparams);
    dense_input(step, params, dout, din);
}

void faults_encoder_dense_last_column(const Step *step, const real *params, Label label, const real *in,
                                      const real *out, const real *dout, real *dparams, real *din)
{
    (void)label, (void)out;
    size_t n = step_size(step->in);
    for (size_t o = 0; o < step->out.channels; o++)
        for (size_t i = 0; i + 1 < n; i++)
            dparams[step->blocks[0].offset + o * n + i] += dout[o] * in[i];
    dense_bias(step, dout, dparams);
    dense_input(step, params, dout, din);
}

void faults_encoder_dense_bias_forgotten(const Step *step, const real *params, Label label, const real *in,
                                         const real *out, const real *dout, real *dparams, real *din)
{
    (void)label, (void)out;
    dense_weights(step, in, dout, dparams);
    dense_input(step, params, dout, din);
}

/* ---- number by number ---- */

void faults_encoder_tanh_from_input(const Step *step, const real *params, Label label, const real *in,
                                    const real *out, const real *dout, real *dparams, real *din)
{
    (void)params, (void)label, (void)out, (void)dparams;
    for (size_t i = 0; din && i < step_size(step->in); i++)
        din[i] += (1 - in[i] * in[i]) * dout[i];
}

void faults_encoder_tanh_forgotten(const Step *step, const real *params, Label label, const real *in,
                                   const real *out, const real *dout, real *dparams, real *din)
{
    (void)params, (void)label, (void)in, (void)out, (void)dparams;
    for (size_t i = 0; din && i < step_size(step->in); i++)
        din[i] += dout[i];
}

void faults_encoder_lecun_constants(const Step *step, const real *params, Label label, const real *in,
                                    const real *out, const real *dout, real *dparams, real *din)
{
    (void)params, (void)label, (void)in, (void)dparams;
    for (size_t i = 0; din && i < step_size(step->in); i++)
        din[i] += (1 - out[i] * out[i]) * dout[i];
}

void faults_encoder_lecun_slope(const Step *step, const real *params, Label label, const real *in,
                                const real *out, const real *dout, real *dparams, real *din)
{
    (void)params, (void)label, (void)in, (void)dparams;
    real A = REAL_C(1.7159);
    for (size_t i = 0; din && i < step_size(step->in); i++)
        din[i] += (A - out[i]) * (A + out[i]) / A * dout[i];
}

void faults_encoder_relu_everywhere(const Step *step, const real *params, Label label, const real *in,
                                    const real *out, const real *dout, real *dparams, real *din)
{
    (void)params, (void)label, (void)in, (void)out, (void)dparams;
    for (size_t i = 0; din && i < step_size(step->in); i++)
        din[i] += dout[i];
}

/* ---- the shape ---- */

void faults_encoder_average_undivided(const Step *step, const real *params, Label label, const real *in,
                                      const real *out, const real *dout, real *dparams, real *din)
{
    (void)params, (void)label, (void)in, (void)out, (void)dparams;
    size_t factor = step->arguments[0];
    for (size_t c = 0; din && c < step->out.channels; c++)
        for (size_t t = 0; t < step->out.time; t++)
            for (size_t j = 0; j < factor; j++)
                din[c * step->in.time + factor * t + j] += dout[c * step->out.time + t];
}

void faults_encoder_flatten_time_first(const Step *step, const real *params, Label label, const real *in,
                                       const real *out, const real *dout, real *dparams, real *din)
{
    (void)params, (void)label, (void)in, (void)out, (void)dparams;
    size_t channels = step->in.channels, time = step->in.time;
    for (size_t c = 0; din && c < channels; c++)
        for (size_t t = 0; t < time; t++)
            din[c * time + t] += dout[t * channels + c];
}

/* ---- where they bite ---- */

bool faults_encoder_has_kernel(const Step *step)
{
    return step->arguments[1] > 2;
}

bool faults_encoder_has_step(const Step *step)
{
    return step->arguments[2] > 1 && step->out.time > 1;
}

bool faults_encoder_has_matrix(const Step *step)
{
    return step->out.channels > 1 && step_size(step->in) > 1;
}

bool faults_encoder_has_time(const Step *step)
{
    return step->out.time > 1;
}

bool faults_encoder_has_window(const Step *step)
{
    return step->arguments[0] > 1;
}

bool faults_encoder_has_channels(const Step *step)
{
    return step->in.channels > 1 && step->in.time > 1;
}
