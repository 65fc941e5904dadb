/* Three functions of two blocks whose derivatives are known, and callbacks that do something besides when they are told to. */
#pragma once
#include "gradcheck/gradcheck_outputs.h"
#include "gradcheck/gradcheck_random.h"
#include "support/test.h"

enum { P = 2, Q = 3, IN = P + Q, OUT = 3, TROUBLE = 13, WEIGHTS = 3000, DIRECTIONS = 2000, ROWS = 2 };

typedef enum Callback { NOBODY, VALUES, JACOBIAN, JVP, VJP, PRODUCT, GRADIENT } Callback;

typedef enum Breach {
    NO_BREACH,
    RETURNS,    /* TROUBLE */
    OVERRUNS,   /* what it is given to write to */
    OVERRUNS_V, /* what it is given to read */
    LEAVES,     /* the last two numbers */
    CHANGES,    /* the second block's values */
    SAYS_OUTSIDE,
    GIVES_NAN, /* as its second number */
    DIFFERS,   /* each time, in its second number */
    SPOILS,    /* what it is given to read, within its bounds */
} Breach;

/* F0 = p0 q0 + sin q1, F1 = exp(p1) q2, F2 = p0^2 p1 - q2 / (1 + q0^2); the loss of the Hessian is F2 + F0. */
typedef struct Model {
    double p[P], q[Q], dp[P], dq[Q];
    Callback who;
    Breach breach;
    int from, calls; /* the breach is made from this call of the callback on */
} Model;

static inline void jacobian_of(const Model *m, double J[OUT][IN])
{
    double d = 1 + m->q[0] * m->q[0];
    double right[OUT][IN] = {
        {m->q[0], 0, m->p[0], cos(m->q[1]), 0},
        {0, exp(m->p[1]) * m->q[2], 0, 0, exp(m->p[1])},
        {2 * m->p[0] * m->p[1], m->p[0] * m->p[0], 2 * m->q[0] * m->q[2] / (d * d), 0, -1 / d}};
    memcpy(J, right, sizeof right);
}

/* What this callback does at this call, with n numbers at `out`. True: it ends with *code. */
static inline Breach breach(Model *m, Callback who)
{
    return m->who == who && ++m->calls >= m->from ? m->breach : NO_BREACH;
}

static inline int besides(Model *m, Breach now, double *out, size_t n)
{
    static double other;
    if (now == OVERRUNS)
        memcpy((char *)(out + n), &(double){1}, sizeof(double));
    if (now == CHANGES)
        m->q[1] += 1;
    if (now == GIVES_NAN)
        out[1] = NAN;
    if (now == DIFFERS)
        out[1] += other += 1e-3;
    return now == RETURNS ? TROUBLE : now == SAYS_OUTSIDE ? GRADCHECK_OUTSIDE : 0;
}

static inline size_t written(Breach now, size_t n)
{
    return now == LEAVES ? n - 2 : n;
}

static inline int values(void *user, double *out)
{
    Model *m = user;
    Breach now = breach(m, VALUES);
    double all[OUT] = {m->p[0] * m->q[0] + sin(m->q[1]), exp(m->p[1]) * m->q[2],
                       m->p[0] * m->p[0] * m->p[1] - m->q[2] / (1 + m->q[0] * m->q[0])};
    memcpy(out, all, written(now, OUT) * sizeof *out);
    return besides(m, now, out, OUT);
}

static inline int jacobian(void *user, double *out)
{
    Model *m = user;
    Breach now = breach(m, JACOBIAN);
    double J[OUT][IN];
    jacobian_of(m, J);
    memcpy(out, J, written(now, (size_t)OUT * IN) * sizeof *out);
    return besides(m, now, out, (size_t)OUT * IN);
}

static inline int jvp(void *user, const GradcheckBlock *blocks, double *out)
{
    Model *m = user;
    Breach now = breach(m, JVP);
    double J[OUT][IN];
    jacobian_of(m, J);
    for (size_t j = 0; j < written(now, OUT); j++) {
        out[j] = 0;
        for (size_t e = 0; e < IN; e++)
            out[j] += J[j][e] * ((double *)blocks[e < P ? 0 : 1].gradient)[e < P ? e : e - P];
    }
    return besides(m, now, out, OUT);
}

static inline int vjp(void *user, const double *u, const GradcheckBlock *blocks)
{
    Model *m = user;
    Breach now = breach(m, VJP);
    double J[OUT][IN];
    jacobian_of(m, J);
    for (size_t e = 0; e < (now == LEAVES ? IN - 1 : IN); e++) {
        double sum = 0;
        for (size_t j = 0; j < OUT; j++)
            sum += u[j] * J[j][e];
        double *to = (double *)blocks[e < P ? 0 : 1].gradient + (e < P ? e : e - P);
        *to = blocks[0].adds ? *to + sum : sum;
    }
    if (now == SPOILS)
        ((double *)(uintptr_t)u)[0] = 77;
    return now == RETURNS ? TROUBLE : 0;
}

static inline GradcheckMap map_of(Model *m, GradcheckBlock blocks[2])
{
    *m = (Model){.p = {0.3, -0.7}, .q = {1.1, 0.4, -2}};
    blocks[0] = (GradcheckBlock){.name = "p", .value = m->p, .gradient = m->dp, .rows = 1, .cols = P};
    blocks[1] = (GradcheckBlock){.name = "q", .value = m->q, .gradient = m->dq, .rows = Q, .cols = 1};
    return (GradcheckMap){.name = "F",
                          .user = m,
                          .blocks = blocks,
                          .n_blocks = 2,
                          .n_out = OUT,
                          .values = values,
                          .jacobian = jacobian,
                          .vjp = vjp,
                          .jvp = jvp};
}

typedef GradcheckStatus Check(const GradcheckMap *, const GradcheckOptions *, GradcheckReport **);

/* The direction of a seed, as a block's numbers: Gaussian in units of max(1, |x|). */
static inline void direction_of(const Model *m, uint64_t seed, size_t d, double v[IN])
{
    GradcheckRandom random = gradcheck_random_stream(seed, DIRECTIONS + d);
    for (size_t e = 0; e < IN; e++)
        v[e] = gradcheck_random_normal(&random) * fmax(1, fabs(e < P ? m->p[e] : m->q[e - P]));
}

/* L = F2 + F0, whose gradient and Hessian come from the third row and the first. */
static inline int loss(void *user, double *value)
{
    double out[OUT];
    Model *m = user;
    Callback who = m->who;
    m->who = NOBODY;
    int code = values(user, out);
    m->who = who;
    *value = out[0] + out[2];
    return code;
}

static inline int gradient(void *user, const GradcheckBlock *blocks)
{
    Model *m = user;
    Breach now = breach(m, GRADIENT);
    double J[OUT][IN];
    jacobian_of(m, J);
    for (size_t e = 0; e < IN; e++)
        ((double *)blocks[e < P ? 0 : 1].gradient)[e < P ? e : e - P] = J[0][e] + J[2][e];
    if (now == GIVES_NAN || now == DIFFERS)
        return besides(m, now, blocks[1].gradient, Q);
    return now == RETURNS ? TROUBLE : now == SAYS_OUTSIDE ? GRADCHECK_OUTSIDE : 0;
}

static inline void hessian_of(const Model *m, double H[IN][IN])
{
    double q0 = m->q[0], d = 1 + q0 * q0;
    double right[IN][IN] = {{2 * m->p[1], 2 * m->p[0], 1, 0, 0},
                            {2 * m->p[0], 0, 0, 0, 0},
                            {1, 0, 2 * m->q[2] * (1 - 3 * q0 * q0) / (d * d * d), 0, 2 * q0 / (d * d)},
                            {0, 0, 0, -sin(m->q[1]), 0},
                            {0, 0, 2 * q0 / (d * d), 0, 0}};
    memcpy(H, right, sizeof right);
}

static inline int product(void *user, const GradcheckBlock *v, const GradcheckBlock *out)
{
    Model *m = user;
    Breach now = breach(m, PRODUCT);
    double H[IN][IN];
    hessian_of(m, H);
    for (size_t e = 0; e < (now == LEAVES ? IN - 1 : IN); e++) {
        double sum = 0;
        for (size_t k = 0; k < IN; k++)
            sum += H[e][k] * ((double *)v[k < P ? 0 : 1].gradient)[k < P ? k : k - P];
        ((double *)out[e < P ? 0 : 1].gradient)[e < P ? e : e - P] = sum;
    }
    if (now == OVERRUNS_V)
        memcpy((char *)v[1].gradient + Q * sizeof(double), &(double){1}, sizeof(double));
    return now == LEAVES || now == OVERRUNS_V ? 0 : besides(m, now, out[1].gradient, Q);
}

static inline GradcheckProblem problem_of(Model *m, GradcheckBlock blocks[2])
{
    GradcheckMap map = map_of(m, blocks);
    return (GradcheckProblem){
        .name = "L", .user = map.user, .blocks = blocks, .n_blocks = 2, .loss = loss, .gradient = gradient};
}
