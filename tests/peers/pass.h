/* Forward and backward in one type: include with `real`, PASS(name) and TANH defined. */

typedef struct PASS(State) {
    real z[3][HIDDEN], h[3][HIDDEN], o[OUT];
} PASS(State);

static void PASS(layer)(size_t rows, size_t cols, const real *W, const real *b, const real *in, real *out)
{
    for (size_t i = 0; i < rows; i++) {
        out[i] = b[i];
        for (size_t j = 0; j < cols; j++)
            out[i] += W[i * cols + j] * in[j];
    }
}

static void PASS(run)(const Subject *s, const real *p, const real *x, PASS(State) * state)
{
    for (size_t l = 0; l < 3; l++) {
        size_t W = l == 0 ? 0 : 2;
        PASS(layer)
        (HIDDEN, cols[W], p + first[W], p + first[W + 1], l == 0 ? x : state->h[l - 1], state->z[l]);
        for (size_t i = 0; i < HIDDEN; i++)
            state->h[l][i] = !s->relu ? TANH(state->z[l][i]) : state->z[l][i] > 0 ? state->z[l][i] : 0;
    }
    PASS(layer)(OUT, HIDDEN, p + first[4], p + first[5], state->h[2], state->o);
}

static void PASS(read)(const Subject *s, size_t sample, real *x)
{
    for (size_t j = 0; j < IN; j++)
        x[j] = (real)s->x[sample][j];
}

static real PASS(loss)(const Subject *s, const real *p)
{
    real sum = 0, squares = 0;
    for (size_t k = 0; k < SAMPLES; k++) {
        PASS(State) state;
        real x[IN];
        PASS(read)(s, k, x);
        PASS(run)(s, p, x, &state);
        for (size_t i = 0; i < OUT; i++) {
            real d = state.o[i] - (real)s->y[k][i];
            sum += d * d / 2;
        }
    }
    for (size_t b = 0; b < SUBJECT_BLOCKS; b += 2)
        for (size_t e = first[b]; e < first[b + 1]; e++)
            squares += p[e] * p[e];
    return (real)s->scale * (sum / SAMPLES + (real)DECAY / 2 * squares) + (real)s->offset;
}

/* Adds a layer's part of the gradient, and gives the gradient of what it reads. */
static void PASS(layer_back)(size_t rows, size_t cols, const real *W, const real *in, const real *dout,
                             bool W_too, real *dW, real *db, real *din)
{
    for (size_t j = 0; j < cols; j++)
        din[j] = 0;
    for (size_t i = 0; i < rows; i++) {
        db[i] += dout[i];
        for (size_t j = 0; j < cols; j++) {
            dW[i * cols + j] += W_too ? dout[i] * in[j] : 0;
            din[j] += W[i * cols + j] * dout[i];
        }
    }
}

static real PASS(slope)(const Subject *s, real z, real h, size_t layer)
{
    bool from_z = s->mistake == SUBJECT_SLOPE;
    if (s->mistake == SUBJECT_NO_SLOPE && layer == 0)
        return 1;
    if (s->relu)
        return (z > 0) != from_z;
    return from_z ? 1 - z * z : 1 - h * h;
}

static void PASS(sample)(const Subject *s, const real *p, size_t k, real *g)
{
    PASS(State) state;
    real x[IN], d[HIDDEN], next[HIDDEN];
    PASS(read)(s, k, x);
    PASS(run)(s, p, x, &state);
    for (size_t i = 0; i < OUT; i++)
        d[i] = (real)s->scale * (state.o[i] - (real)s->y[k][i]) / (s->mistake == SUBJECT_MEAN ? 1 : SAMPLES);
    PASS(layer_back)(OUT, HIDDEN, p + first[4], state.h[2], d, true, g + first[4], g + first[5], next);
    for (size_t l = 3; l-- > 0;) {
        size_t W = l == 0 ? 0 : 2;
        bool W_too = !(s->mistake == SUBJECT_ONE_USE && l == 1);
        for (size_t i = 0; i < HIDDEN; i++)
            d[i] = next[i] * PASS(slope)(s, state.z[l][i], state.h[l][i], l);
        if (l == 0 && s->mistake == SUBJECT_BIAS_LAST)
            for (size_t i = 0; i < HIDDEN; i++)
                g[first[1] + i] = 0;
        PASS(layer_back)
        (HIDDEN, cols[W], p + first[W], l == 0 ? x : state.h[l - 1], d, W_too, g + first[W], g + first[W + 1],
         next);
    }
}

static void PASS(gradient)(const Subject *s, const real *p, real *g)
{
    real decay = (real)s->scale * (real)DECAY;
    decay *= s->mistake == SUBJECT_NO_DECAY ? 0 : s->mistake == SUBJECT_DECAY_TWICE ? 2 : 1;
    for (size_t e = 0; e < SUBJECT_PARAMETERS; e++)
        g[e] = 0;
    for (size_t k = 0; k < SAMPLES; k++) {
        for (size_t e = 0; e < SUBJECT_PARAMETERS && s->mistake == SUBJECT_SAMPLE_LAST; e++)
            g[e] = 0;
        PASS(sample)(s, p, k, g);
    }
    for (size_t b = 0; b < SUBJECT_BLOCKS; b += 2)
        for (size_t e = first[b]; e < first[b + 1]; e++)
            g[e] += decay * p[e];
    real kept[SUBJECT_PARAMETERS];
    memcpy(kept, g, sizeof kept);
    size_t e = s->entry;
    for (size_t i = 0; i < SUBJECT_PARAMETERS; i++)
        g[i] *= s->mistake == SUBJECT_SIGN ? -1 : s->mistake == SUBJECT_NOTHING ? 0 : 1;
    if (s->mistake == SUBJECT_ONE_PERCENT)
        g[e] *= (real)1.01;
    if (s->mistake == SUBJECT_ONE_SIGN)
        g[e] = -g[e];
    if (s->mistake == SUBJECT_TWO_EXCHANGED) {
        g[e] = kept[e + 1];
        g[e + 1] = kept[e];
    }
    for (size_t i = 0; s->mistake == SUBJECT_TRANSPOSED && i < HIDDEN; i++)
        for (size_t j = 0; j < IN; j++)
            g[i * IN + j] = kept[j * HIDDEN + i];
}
