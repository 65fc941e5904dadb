#include "gradcheck/gradcheck_line.h"
#include "gradcheck/gradcheck.h"
#include <float.h>
#include <math.h>
#include <stdlib.h>

enum {
    RUNGS = 64,  /* values kept on a line */
    STEPS = 3,   /* of one measurement */
    TRIES = 14,  /* steps tried for one derivative */
    HIGHEST = 12 /* log2 of the largest step / size */
};

typedef struct Rung {
    int exponent;
    double up, down; /* displacements really made, both positive; 0 when not allowed */
} Rung;

struct GradcheckLadder {
    size_t m;
    int n;
    Rung rungs[RUNGS];
    double *plus, *minus; /* [rung * m + output] */
};

GradcheckLadder *gradcheck_line_ladder(size_t m)
{
    GradcheckLadder *ladder = calloc(1, sizeof *ladder);
    if (!ladder)
        return NULL;
    ladder->m = m;
    ladder->plus = m > SIZE_MAX / (RUNGS * sizeof(double)) ? NULL : malloc(RUNGS * m * sizeof(double));
    ladder->minus = ladder->plus ? malloc(RUNGS * m * sizeof(double)) : NULL;
    if (!ladder->minus) {
        gradcheck_line_free(ladder);
        return NULL;
    }
    return ladder;
}

void gradcheck_line_free(GradcheckLadder *ladder)
{
    if (!ladder)
        return;
    free(ladder->plus);
    free(ladder->minus);
    free(ladder);
}

double gradcheck_line_bar(const GradcheckSlope *slope)
{
    return slope->step > 0 ? slope->truncation + slope->rounding + slope->kink : INFINITY;
}

static int find(const GradcheckLadder *ladder, int exponent)
{
    for (int i = 0; i < ladder->n; i++)
        if (ladder->rungs[i].exponent == exponent)
            return i;
    return -1;
}

/* One side of a rung; what may not or cannot be evaluated becomes NaN. */
static int evaluate(const GradcheckLine *line, double t, double room, double *moved, double *out)
{
    int code = GRADCHECK_OUTSIDE;
    *moved = 0;
    if (fabs(t) <= room)
        code = line->at(line->context, t, moved, out);
    if (code == GRADCHECK_OUTSIDE || *moved == 0) {
        for (size_t j = 0; j < line->m; j++)
            out[j] = NAN;
        *moved = 0;
        return code == GRADCHECK_OUTSIDE ? 0 : code;
    }
    return code;
}

static int climb_in_turn(GradcheckLadder *ladder, const GradcheckLine *line, int from)
{
    int code = 0;
    for (int i = from; i < ladder->n && !code; i++) {
        Rung *rung = &ladder->rungs[i];
        double t = ldexp(1, rung->exponent), moved;
        code = evaluate(line, t, line->up, &moved, &ladder->plus[i * line->m]);
        rung->up = moved;
        if (code)
            break;
        code = evaluate(line, -t, line->down, &moved, &ladder->minus[i * line->m]);
        rung->down = -moved;
    }
    return code;
}

static int climb_together(GradcheckLadder *ladder, const GradcheckLine *line, int from)
{
    double t[2 * STEPS], moved[2 * STEPS], out[2 * STEPS];
    size_t count = 2 * (size_t)(ladder->n - from);
    for (size_t k = 0; k < count; k++)
        t[k] = k % 2 ? -t[k - 1] : ldexp(1, ladder->rungs[from + (int)(k / 2)].exponent);
    int code = count ? line->at_many(line->context, count, t, moved, out) : 0;
    for (size_t k = 0; k < count && !code; k++) {
        size_t i = (size_t)from + k / 2;
        bool usable = isfinite(out[k]) && moved[k] != 0;
        (k % 2 ? ladder->minus : ladder->plus)[i] = usable ? out[k] : NAN;
        *(k % 2 ? &ladder->rungs[i].down : &ladder->rungs[i].up) = usable ? fabs(moved[k]) : 0;
    }
    return code;
}

/* The rungs of `steps` steps from 2^exponent up, each evaluated if it is not yet, into at[]. Returns as a callback does;
 * at[] holds -1 where the ladder is full. */
static int climb(GradcheckLadder *ladder, const GradcheckLine *line, int exponent, int steps, int at[])
{
    int from = ladder->n;
    for (int i = 0; i < steps; i++) {
        at[i] = find(ladder, exponent + i);
        if (at[i] >= 0 || ladder->n == RUNGS)
            continue;
        at[i] = ladder->n++;
        ladder->rungs[at[i]] = (Rung){.exponent = exponent + i};
    }
    /* At a bound each point is looked at by itself. */
    bool together = line->at_many && isinf(line->up) && isinf(line->down);
    return (together ? climb_together : climb_in_turn)(ladder, line, from);
}

/* The noise of the values at rung i. */
static double noise_at(const GradcheckLadder *ladder, const GradcheckLine *line, int i, size_t j)
{
    double plus = fabs(ladder->plus[i * line->m + j]), minus = fabs(ladder->minus[i * line->m + j]);
    double largest = fmax(isfinite(plus) ? plus : 0, isfinite(minus) ? minus : 0);
    return fmax(line->sigma[j], line->relative_noise * fmax(largest, fabs(line->at_zero[j])));
}

/* Central differences D, and the differences S of the slopes right and left, at `steps` rungs. Returns the noise of
 * D[0]. */
static double differences(const GradcheckLadder *ladder, const GradcheckLine *line, const int at[], int steps,
                          size_t j, double D[], double S[])
{
    double noise = 0;
    for (int i = 0; i < steps; i++) {
        const Rung *rung = &ladder->rungs[at[i]];
        double plus = ladder->plus[at[i] * line->m + j], minus = ladder->minus[at[i] * line->m + j];
        S[i] = (plus - line->at_zero[j]) / rung->up + (minus - line->at_zero[j]) / rung->down;
        /* x + h and x - h are rounded, and not alike where x lies near a power of two: S / (up + down) is F'' / 2. */
        D[i] = (plus - minus - (rung->up - rung->down) * S[i]) / (rung->up + rung->down);
        noise = fmax(noise, noise_at(ladder, line, at[i], j) / (double)(1 << i));
    }
    return noise / ((ladder->rungs[at[0]].up + ladder->rungs[at[0]].down) / 2);
}

/* E(h) with its rounding bar; no truncation and no kink yet. */
static GradcheckSlope extrapolate(const GradcheckLadder *ladder, const GradcheckLine *line, const int at[],
                                  size_t j, const double D[], double grain)
{
    const Rung *one = &ladder->rungs[at[0]], *two = &ladder->rungs[at[1]];
    double h = (one->up + one->down) / 2, near = fabs(D[0] - D[1]);
    GradcheckSlope slope = {.value = (4 * D[0] - D[1]) / 3, .step = h};
    slope.rounding = line->deviations * grain + 4 * DBL_EPSILON * fabs(slope.value);
    /* 2h is not quite twice h: h^2 F3 / 6 = near / 3 */
    slope.rounding += near * (fabs(two->up - 2 * one->up) + fabs(two->down - 2 * one->down)) / h;
    slope.plus = ladder->plus[at[0] * line->m + j];
    slope.minus = ladder->minus[at[0] * line->m + j];
    return slope;
}

/* The jump of the slopes that 2 S(h) - S(2h) shows, when it is more than twice its noise, 4.2 sigma / h. */
static double jump(const double S[], double grain)
{
    double J = fabs(2 * S[0] - S[1]);
    return J > 2 * 4.2 * grain ? J : 0;
}

static GradcheckSlope central(const GradcheckLadder *ladder, const GradcheckLine *line, const int at[STEPS],
                              size_t j)
{
    double D[STEPS], S[STEPS], grain = differences(ladder, line, at, STEPS, j, D, S);
    GradcheckSlope slope = extrapolate(ladder, line, at, j, D, grain);
    double near = fabs(D[0] - D[1]), far = fabs(D[1] - D[2]);
    slope.truncation = fabs(slope.value - (4 * D[1] - D[2]) / 3);
    if (near > far / 2 && near > 3 * grain)
        slope.truncation = near > 1.2 * far && near > line->deviations * grain
                               ? INFINITY /* it diverges */
                               : fmax(slope.truncation, 3 * near);
    double J1 = jump(S, grain), J2 = fabs(2 * S[1] - S[2]);
    if (J1 > J2 / 4)
        slope.kink = 0.6 * fmax(J1, J2);
    return slope;
}

static GradcheckSlope one_sided(const GradcheckLadder *ladder, const GradcheckLine *line, const int at[3],
                                size_t j, bool up)
{
    const double *values = up ? ladder->plus : ladder->minus;
    double D[3], noise = 0;
    for (int i = 0; i < 3; i++) {
        const Rung *rung = &ladder->rungs[at[i]];
        D[i] = (values[at[i] * line->m + j] - line->at_zero[j]) / (up ? rung->up : -rung->down);
        noise = fmax(noise, ldexp(noise_at(ladder, line, at[i], j), -i));
    }
    double h = up ? ladder->rungs[at[0]].up : ladder->rungs[at[0]].down;
    double R1 = 2 * D[0] - D[1], R2 = (4 * R1 - (2 * D[1] - D[2])) / 3;
    double near = fabs(D[0] - D[1]), far = fabs(D[1] - D[2]), grain = noise / h;
    GradcheckSlope slope = {
        .value = R2, .step = h, .truncation = fabs(R2 - R1), .one_sided = true, .outside = true};
    slope.rounding = line->deviations * 3.4 * grain + 4 * DBL_EPSILON * fabs(R2);
    const Rung *one = &ladder->rungs[at[0]], *two = &ladder->rungs[at[1]], *four = &ladder->rungs[at[2]];
    double uneven = fabs(2 * (up ? one->up : one->down) - (up ? two->up : two->down)) +
                    fabs(2 * (up ? two->up : two->down) - (up ? four->up : four->down));
    slope.rounding += 2 * uneven * near / h;   /* 2 near / h is F'' */
    if (near > 0.62 * far && near > 3 * grain) /* a smooth function has 1/2 */
        slope.truncation = near > 1.2 * far && near > line->deviations * 3.4 * grain
                               ? INFINITY /* sqrt at 0 */
                               : fmax(slope.truncation, 4 * near);
    slope.plus = ladder->plus[at[0] * line->m + j];
    slope.minus = ladder->minus[at[0] * line->m + j];
    return slope;
}

static GradcheckSlope estimate(const GradcheckLadder *ladder, const GradcheckLine *line, const int at[3],
                               size_t j)
{
    bool up = isfinite(line->at_zero[j]), down = up;
    for (int i = 0; i < 3; i++) {
        up = up && isfinite(ladder->plus[at[i] * line->m + j]);
        down = down && isfinite(ladder->minus[at[i] * line->m + j]);
    }
    GradcheckSlope slope = {.step = 0, .outside = true};
    if (up && down)
        slope = central(ladder, line, at, j);
    else if (up || down)
        slope = one_sided(ladder, line, at, j, up);
    if (!isfinite(slope.value)) /* a difference that overflowed */
        slope = (GradcheckSlope){.step = 0, .outside = true};
    else if (!isfinite(gradcheck_line_bar(&slope))) /* it diverges */
        slope = (GradcheckSlope){.step = 0, .outside = slope.outside};
    return slope;
}

/* By how many powers of two the step should move for this output: truncation goes as h^4, rounding as 1/h. */
static int wish(const GradcheckSlope *slope, double analytic)
{
    if (slope->step == 0)
        return -4;
    double size = fmax(fabs(slope->value), fabs(analytic));
    if (gradcheck_line_bar(slope) <= 1e-10 * size)
        return 0;
    if (slope->one_sided || slope->kink > 0)
        return slope->one_sided || slope->kink > slope->rounding ? -4 : 0;
    if (slope->truncation > 3 * slope->rounding) {
        double ratio = slope->rounding > 0 ? slope->truncation / slope->rounding : 1e30;
        return -(int)fmin(fmax(round(log2(ratio) / 5), 1), 6);
    }
    if (slope->rounding > 8 * slope->truncation) {
        double ratio = slope->truncation > 0 ? slope->rounding / slope->truncation : 1e30;
        return (int)fmin(fmax(round(log2(ratio) / 5), 1), 4);
    }
    return 0;
}

/* The smaller bar is the better one; but where two measurements exclude each other, the one with the smaller steps is
 * believed: far away the function may look smooth and be another (the flat end of a sigmoid). */
static bool replaces(const GradcheckSlope *slope, const GradcheckSlope *best)
{
    double bar = gradcheck_line_bar(slope), best_bar = gradcheck_line_bar(best);
    if (!isfinite(bar) || !isfinite(best_bar))
        return bar < best_bar;
    if (best->kink > 0 && slope->kink == 0 && slope->rounding > best->kink / 4)
        return false; /* noise does not take a kink away */
    if (fabs(slope->value - best->value) > bar + best_bar)
        return slope->step < best->step;
    return bar < best_bar;
}

/* The three rungs from `exponent` up, and each output's slope there, which is kept when its bar is the smallest. Returns
 * the move to make next. */
static int visit(GradcheckLadder *ladder, const GradcheckLine *line, int exponent, const double *analytic,
                 GradcheckSlope *best, int *best_exponent, int *code)
{
    int at[STEPS];
    *code = climb(ladder, line, exponent, STEPS, at);
    if (*code || at[STEPS - 1] < 0)
        return 0;
    int shrink = 0, grow = 0;
    for (size_t j = 0; j < line->m; j++) {
        GradcheckSlope slope = estimate(ladder, line, at, j);
        bool outside = best[j].outside || slope.outside;
        int move = wish(&slope, analytic[j]);
        if (replaces(&slope, &best[j])) {
            best[j] = slope;
            if (j == 0)
                *best_exponent = exponent;
        } else if (wish(&best[j], analytic[j]) == 0) {
            move = 0; /* content with an earlier step */
        }
        best[j].outside = outside;
        shrink = move < shrink ? move : shrink;
        grow = move > grow ? move : grow;
    }
    return shrink ? shrink : grow;
}

/* Measures once more, with smaller steps, an output that contradicts its analytic value. Where the second measurement does
 * not contradict it, the bar grows to hold both. Where it does, and says the same as the first, and neither saw a kink, the
 * contradiction stands; otherwise smaller steps yet may still refute it, by excluding the first measurement. And where
 * none comes out, because the differences diverge over kinks, say, the first one proves nothing either, and the bar grows
 * to hold the analytic value. */
static int confirm(GradcheckLadder *ladder, const GradcheckLine *line, size_t j, double analytic,
                   double analytic_bar, int exponent, int lowest, GradcheckSlope *best)
{
    bool tried = false, contradicted = false;
    for (int below = 2; below <= 8 && exponent - below >= lowest; below += 2) {
        int at[STEPS], code = climb(ladder, line, exponent - below, STEPS, at);
        for (int i = 0; i < STEPS; i++)
            if (code || at[i] < 0)
                return code;
        tried = true;
        GradcheckSlope again = estimate(ladder, line, at, j);
        double bar = gradcheck_line_bar(&again);
        if (!isfinite(bar))
            continue;
        double apart = fabs(again.value - best->value);
        bool says_the_same = apart <= bar + gradcheck_line_bar(best);
        if (fabs(analytic - again.value) <= bar + analytic_bar) {
            if (!contradicted || !says_the_same)
                best->truncation += apart + bar;
            return 0;
        }
        contradicted = true;
        if (again.kink == 0 && best->kink == 0 && says_the_same)
            return 0;
    }
    if (tried && !contradicted)
        best->truncation += fabs(analytic - best->value);
    return 0;
}

int gradcheck_line_measure(GradcheckLadder *ladder, const GradcheckLine *line, const double *analytic,
                           double analytic_bar, int *level, GradcheckSlope *slopes)
{
    ladder->n = 0;
    int size = ilogb(line->size), code = 0, best = size + *level, lowest = ilogb(line->least) + 1;
    double room = fmax(line->up, line->down);
    int highest = room > 0 ? ilogb(fmin(room, ldexp(1, size + HIGHEST))) - 2 : lowest - 1; /* 0: at a bound */
    bool no_room = !(room > 4 * line->least) || highest < lowest;
    for (size_t j = 0; j < line->m; j++)
        slopes[j] = (GradcheckSlope){.step = 0, .outside = no_room};
    if (no_room)
        return 0;
    int exponent = best, stuck = 0;
    for (int i = 0; i < TRIES && !code; i++) {
        exponent = exponent < lowest ? lowest : exponent > highest ? highest : exponent;
        if (i > 0 && find(ladder, exponent) >= 0 && find(ladder, exponent + 1) >= 0 &&
            find(ladder, exponent + 2) >= 0)
            break;
        int move = visit(ladder, line, exponent, analytic, slopes, &best, &code);
        if (move == 0 || ladder->n + 3 > RUNGS)
            break;
        /* The edge of a domain that four large moves did not get away from is at x itself. */
        stuck += slopes[0].one_sided;
        if (line->m == 1 && (stuck > 4 || (slopes[0].one_sided && fmin(line->up, line->down) <= line->least)))
            break;
        exponent += move;
    }
    for (size_t j = 0; j < line->m && !code; j++) {
        double gap = fabs(analytic[j] - slopes[j].value), bar = gradcheck_line_bar(&slopes[j]) + analytic_bar;
        if (gap > bar && gap < 1000 * bar) /* a gross mistake needs no second look */
            code = confirm(ladder, line, j, analytic[j], analytic_bar, best, lowest, &slopes[j]);
    }
    *level = best - size;
    return code;
}

int gradcheck_line_glance(GradcheckLadder *ladder, const GradcheckLine *line, double analytic,
                          double analytic_bar, double wanted, int *level, GradcheckSlope *slope)
{
    enum { TWO = 2 };
    int at[TWO], exponent = ilogb(line->size) + *level;
    *slope = (GradcheckSlope){.step = 0};
    ladder->n = 0;
    if (ldexp(1, exponent) <= 2 * line->least || 4 * ldexp(1, exponent) > fmin(line->up, line->down))
        return 0;
    int code = climb(ladder, line, exponent, TWO, at);
    if (code)
        return code;
    for (int i = 0; i < TWO; i++)
        if (!isfinite(ladder->plus[at[i]]) || !isfinite(ladder->minus[at[i]]))
            return 0;
    double D[TWO], S[TWO], grain = differences(ladder, line, at, TWO, 0, D, S);
    GradcheckSlope seen = extrapolate(ladder, line, at, 0, D, grain);
    seen.truncation = fabs(D[0] - D[1]);
    if (seen.truncation > 8 * seen.rounding)
        --*level;
    else if (seen.rounding > 8 * seen.truncation)
        ++*level;
    double bar = gradcheck_line_bar(&seen) + analytic_bar;
    if (jump(S, grain) == 0 && bar <= wanted && fabs(analytic - seen.value) <= bar)
        *slope = seen;
    return 0;
}
