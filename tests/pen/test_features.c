#include "pen/features.h"
#include "support/edge.h"
#include "support/test.h"

#include <complex.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/random.h"
#include "pen/parsed_set.h"
#include "pen/penfile.h"
#include "pen/preprocess.h"
#include "pen/svc2004.h"

enum { N = FEATURES_TIME, MANY = 5000 };

/* tan z = z: the arc from -z to z whose sine has no trend in the angle, so that preprocessing leaves the
 * circle alone. */
static const double flat_arc = 4.493409457909064;

/* One feature of a signature, and nothing behind it. */
static void feature_of(const Signature *s, const char *name, bool absolute, double out[N])
{
    memset(out, 0, N * sizeof *out);
    FeatureSet set = parsed(name);
    assert_int_equal(set.count, 1);
    set.absolute_time = absolute;
    double *edge = (double *)(uintptr_t)edge_copy(out, N * sizeof *out);
    assert_ok(features_compute(s, &set, edge));
    memcpy(out, edge, N * sizeof *out);
}

typedef struct Curve {
    double x, y;
} Curve;

static Signature drawn(Curve (*curve)(double part), double seconds, PenPoint points[MANY])
{
    for (size_t i = 0; i < MANY; i++) {
        double part = (double)i / (MANY - 1);
        Curve at = curve(part);
        points[i] = (PenPoint){.x = at.x, .y = at.y, .t = seconds * part, .pressure = part, .ink = true};
    }
    return (Signature){.count = MANY, .points = points, .has_pressure = true};
}

static Curve left_circle(double part)
{
    double angle = flat_arc * (2 * part - 1);
    return (Curve){30 * cos(angle), 30 * sin(angle)};
}

static Curve right_circle(double part)
{
    double angle = flat_arc * (2 * part - 1);
    return (Curve){30 * cos(angle), -30 * sin(angle)};
}

/* The standard deviation of sin over -z .. z is sqrt(1/2 - sin(2z)/(4z)). */
static double circle_radius(void)
{
    return 1 / sqrt(0.5 - sin(2 * flat_arc) / (4 * flat_arc));
}

static void a_circle_at_constant_speed(void **state)
{
    (void)state;
    static PenPoint points[MANY];
    Signature s = drawn(left_circle, 2, points);
    double r = circle_radius(), step = 2 * flat_arc / (N - 1); /* rad a step */
    double x[N], y[N], speed[N], c[N], t[N], cosine[N], sine[N], curve_c[N], curve_s[N];
    feature_of(&s, "x", false, x);
    feature_of(&s, "y", false, y);
    feature_of(&s, "speed", false, speed);
    feature_of(&s, "acc-c", false, c);
    feature_of(&s, "acc-t", false, t);
    feature_of(&s, "cos", false, cosine);
    feature_of(&s, "sin", false, sine);
    feature_of(&s, "curve-cos", false, curve_c);
    feature_of(&s, "curve-sin", false, curve_s);
    double mean_x = r * sin(flat_arc) / flat_arc;
    for (size_t i = 1; i + 1 < N; i++) {
        double angle = -flat_arc + step * (double)i, v = r * step;
        assert_close(x[i], r * cos(angle) - mean_x, 2e-3);
        assert_close(y[i], r * sin(angle), 2e-3);
        assert_close_relative(speed[i], v, 2e-3);
        assert_close(cosine[i], -sin(angle), 2e-3);
        assert_close(sine[i], cos(angle), 2e-3);
        if (i == 1 || i == N - 2)
            continue;                                 /* its neighbour's tangent is one-sided */
        assert_close_relative(c[i], v * v / r, 3e-3); /* towards the middle, which is on the left */
        assert_close(t[i], 0, 1e-4 * v);
        assert_close(curve_c[i], cos(2 * step), 1e-4);
        assert_close(curve_s[i], sin(2 * step), 1e-4);
    }
}

static void turning_right_is_negative(void **state)
{
    (void)state;
    static PenPoint points[MANY];
    Signature s = drawn(right_circle, 2, points);
    double c[N], curve_s[N];
    feature_of(&s, "acc-c", false, c);
    feature_of(&s, "curve-sin", false, curve_s);
    for (size_t i = 0; i < N; i++)
        assert_true(c[i] < 0 && curve_s[i] < 0);
}

static void absolute_time_is_per_second(void **state)
{
    (void)state;
    static PenPoint points[MANY];
    Signature s = drawn(left_circle, 2, points);
    double v = circle_radius() * 2 * flat_arc / 2; /* deviations of y a second */
    double speed[N], c[N], t[N], steps[N], again[N];
    feature_of(&s, "speed", true, speed);
    feature_of(&s, "acc-c", true, c);
    feature_of(&s, "acc-t", true, t);
    feature_of(&s, "speed", false, steps);
    for (size_t i = 2; i + 2 < N; i++) {
        assert_close_relative(speed[i], v, 2e-3);
        assert_close_relative(c[i], v * v / circle_radius(), 3e-3);
        assert_close(t[i], 0, 1e-2 * v);
    }
    /* twice as slow: half the speed in absolute time, the same numbers in steps */
    s = drawn(left_circle, 4, points);
    feature_of(&s, "speed", true, again);
    for (size_t i = 0; i < N; i++)
        assert_close_relative(again[i], speed[i] / 2, 1e-9);
    feature_of(&s, "speed", false, again);
    for (size_t i = 0; i < N; i++)
        assert_close_relative(again[i], steps[i], 1e-9);
}

/* y = (2 part - 1)^3 - 0.6 (2 part - 1) has no trend: a Legendre polynomial. x is 0. Then speed is |y'|, the
 * tangent points up or down, and acc-t is the change of the speed. */
static Curve legendre(double part)
{
    double u = 2 * part - 1;
    return (Curve){5, 7 * (u * u * u - 0.6 * u)};
}

static void a_straight_line_gone_over_three_times(void **state)
{
    (void)state;
    static PenPoint points[MANY];
    Signature s = drawn(legendre, 1, points);
    double size = sqrt(4.0 / 175); /* the mean of (u^3 - 0.6 u)^2 over -1 .. 1 is 4/175 */
    double x[N], speed[N], sine[N], cosine[N], c[N], t[N], curve_c[N];
    feature_of(&s, "x", true, x);
    feature_of(&s, "speed", true, speed);
    feature_of(&s, "sin", true, sine);
    feature_of(&s, "cos", true, cosine);
    feature_of(&s, "acc-c", true, c);
    feature_of(&s, "acc-t", true, t);
    feature_of(&s, "curve-cos", true, curve_c);
    for (size_t i = 1; i + 1 < N; i++) {
        double u = 2.0 * (double)i / (N - 1) - 1, velocity = 2 * (3 * u * u - 0.6) / size,
               slope = 4 * 6 * u / size;
        assert_close(x[i], 0, 1e-9);
        assert_close(speed[i], fabs(velocity), 3e-3);
        if (fabs(velocity) < 1)
            continue; /* at the turning points the differences look at both sides */
        assert_close(sine[i], velocity > 0 ? 1 : -1, 1e-9);
        assert_close(cosine[i], 0, 1e-9);
        assert_close(curve_c[i], 1, 1e-9);
        assert_close(c[i], 0, 1e-6);
        if (i > 1 && i + 2 < N)
            assert_close(t[i], velocity > 0 ? slope : -slope, 5e-2);
    }
    /* the pen turns round twice: by half a turn, to either side, and nowhere else */
    size_t turns = 0;
    for (size_t i = 0; i < N; i++)
        turns += curve_c[i] < 0;
    assert_in_range(turns, 2, 6);
}

static void ends_are_one_sided_or_repeat(void **state)
{
    (void)state;
    static PenPoint points[MANY];
    Signature s = drawn(left_circle, 2, points);
    double x[N], y[N], speed[N], t[N], c[N], curve_s[N], cosine[N];
    feature_of(&s, "x", false, x);
    feature_of(&s, "y", false, y);
    feature_of(&s, "speed", false, speed);
    feature_of(&s, "acc-t", false, t);
    feature_of(&s, "acc-c", false, c);
    feature_of(&s, "curve-sin", false, curve_s);
    feature_of(&s, "cos", false, cosine);
    assert_close_relative(speed[0], hypot(x[1] - x[0], y[1] - y[0]), 1e-12);
    assert_close_relative(speed[N - 1], hypot(x[N - 1] - x[N - 2], y[N - 1] - y[N - 2]), 1e-12);
    assert_close_relative(cosine[0], (x[1] - x[0]) / speed[0], 1e-12);
    assert_close(t[0], speed[1] - speed[0], 1e-15);
    assert_close(t[N - 1], speed[N - 1] - speed[N - 2], 1e-15);
    assert_true(c[0] == c[1] && c[N - 1] == c[N - 2]);
    assert_true(curve_s[0] == curve_s[1] && curve_s[N - 1] == curve_s[N - 2]);
}

/* A pen that rests, goes up, rests, comes down by the same way, and rests. In time that is symmetric, so it
 * has no trend and a rest stays a rest. */
static void a_resting_pen_keeps_its_direction(void **state)
{
    (void)state;
    PenPoint points[399];
    for (size_t i = 0; i < 399; i++) {
        double u = fabs((double)i - 199); /* rests for u > 150 and u < 50 */
        double part = fmin(fmax((150 - u) / 100, 0), 1);
        points[i] = (PenPoint){.x = 10, .y = part, .t = 0.01 * (double)i, .ink = true};
    }
    Signature s = {.count = 399, .points = points};
    double sine[N], cosine[N], speed[N], curve_c[N];
    feature_of(&s, "sin", false, sine);
    feature_of(&s, "cos", false, cosine);
    feature_of(&s, "speed", false, speed);
    feature_of(&s, "curve-cos", false, curve_c);
    size_t resting = 0;
    for (size_t i = 0; i < N; i++) {
        double at = 2 * (double)i; /* 398 steps by 2 */
        resting += speed[i] < 1e-12;
        if (fabs(at - 199) > 3) { /* up before the middle, down after it; a rest repeats what was before */
            double since = at < 249 - 3 ? 1 : at > 249 + 3 ? -1 : sine[i];
            assert_close(sine[i], since, 1e-6);
        }
        assert_close(cosine[i] * cosine[i] + sine[i] * sine[i], 1, 1e-12);
    }
    assert_in_range(resting, 90, 100);
    assert_true(isfinite(curve_c[100]));
}

/* ---------------------------------------------------------------- the formulas, once more */

/* The direction of every velocity, which is that of the one before where the pen stands still. */
static void find_directions(const double complex velocity[N], double theta[N])
{
    double last = 0;
    for (size_t i = N; i-- > 0;)
        if (cabs(velocity[i]) > 1e-9)
            last = carg(velocity[i]); /* of the first one that moves, at the end */
    for (size_t i = 0; i < N; i++)
        theta[i] = last = cabs(velocity[i]) > 1e-9 ? carg(velocity[i]) : last;
}

/* (f[b] - f[a]) / (b - a) from one instant before to one behind, as far as there are any. */
static double complex slope(const double complex f[N], size_t i)
{
    size_t a = i > 0 ? i - 1 : 0, b = i + 1 < N ? i + 1 : N - 1;
    return (f[b] - f[a]) / (double)(b - a);
}

/* What features.h says of them, with complex numbers and angles. */
static void formulas_hold(const Signature *s, bool absolute)
{
    FeatureSet set = parsed("speed,acc-c,acc-t,cos,sin,curve-cos,curve-sin");
    set.absolute_time = absolute;
    double out[7][N], theta[N];
    Preprocessed path;
    assert_ok(features_compute(s, &set, out[0]));
    assert_ok(preprocess_run(s, false, &path));
    double h = absolute ? path.duration / (N - 1) : 1;
    double complex place[N], velocity[N], speed[N];
    for (size_t i = 0; i < N; i++)
        place[i] = path.x[i] + I * path.y[i];
    for (size_t i = 0; i < N; i++) {
        velocity[i] = slope(place, i);
        speed[i] = cabs(velocity[i]) / h;
    }
    find_directions(velocity, theta);
    for (size_t i = 0; i < N; i++) {
        size_t inner = i == 0 ? 1 : i == N - 1 ? N - 2 : i; /* the ends repeat their neighbour */
        double turn = remainder(theta[inner + 1] - theta[inner - 1], 2 * acos(-1));
        assert_close(out[0][i], creal(speed[i]), 1e-11);
        assert_close(out[2][i], creal(slope(speed, i)) / h, 1e-9);
        assert_close(out[3][i], cos(theta[i]), 1e-9);
        assert_close(out[4][i], sin(theta[i]), 1e-9);
        assert_close(out[5][i], cos(turn), 1e-9);
        assert_close(out[6][i], sin(turn), 1e-9);
        if (fabs(turn) < 3.141) /* half a turn may be one to either side */
            assert_close(out[1][i], creal(speed[inner]) * turn / (2 * h), 1e-7);
    }
}

static void every_feature_is_what_its_formula_says(void **state)
{
    (void)state;
    Random random = random_seeded(3);
    PenPoint points[151];
    Signature s = {.count = 151, .points = points};
    for (int run = 0; run < 20; run++) {
        double phase = random_uniform(&random);
        for (size_t i = 0; i < 151; i++)
            points[i] = (PenPoint){.x = sin(0.21 * (double)i + phase) + random_normal(&random) / 5,
                                   .y = cos(0.34 * (double)i - phase) + random_normal(&random) / 5,
                                   .t = 0.01 * (double)i,
                                   .ink = true};
        formulas_hold(&s, run % 2);
    }
    /* At rest, a way and back, at rest, twice the same; in time it is symmetric, so that a rest stays a rest. */
    static const double way[4][2] = {{0.8, 0.6}, {0.8, 0.6}, {0.1, 1}, {-0.3, 0.5}};
    for (size_t i = 0; i < 151; i++) {
        double u = fabs((double)i - 75), part = fmin(fmax((60 - u) / 30, 0), 1);
        const double *to = way[(size_t)(4 * part) % 4];
        points[i] = (PenPoint){.x = part * to[0], .y = part * to[1], .t = 0.01 * (double)i, .ink = true};
    }
    formulas_hold(&s, false);
    formulas_hold(&s, true);
}

/* At every instant it is back at the same place. */
static void a_pen_that_never_moves_points_to_the_right(void **state)
{
    (void)state;
    enum { BETWEEN = 10, COUNT = (N - 1) * BETWEEN + 1 };
    static PenPoint points[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        points[i] = (PenPoint){.x = 4, .y = i % BETWEEN == BETWEEN / 2, .t = (double)i / 1024, .ink = true};
    Signature s = {.count = COUNT, .points = points};
    double out[N];
    feature_of(&s, "speed", false, out);
    for (size_t i = 0; i < N; i++)
        assert_close(out[i], 0, 1e-12);
    feature_of(&s, "cos", false, out);
    for (size_t i = 0; i < N; i++)
        assert_close(out[i], 1, 0);
    feature_of(&s, "sin", false, out);
    for (size_t i = 0; i < N; i++)
        assert_close(out[i], 0, 0);
}

/* ---------------------------------------------------------------- what is not of the motion */

static void pen_pressure_and_duration(void **state)
{
    (void)state;
    static PenPoint points[MANY];
    Signature s = drawn(left_circle, 2.5, points);
    points[2500].ink = false;
    double gap = points[2500].t - points[2499].t;
    for (size_t i = 2500; i < MANY; i++)
        points[i].t += 0.5 - gap;
    FeatureSet set = parsed("pen,pressure,log-duration");
    double out[3 * N];
    assert_ok(features_compute(&s, &set, out));
    double duration = points[MANY - 1].t;
    for (size_t i = 0; i < N; i++) {
        double t = duration * (double)i / (N - 1);
        bool air = t > points[2499].t && t <= points[2500].t;
        assert_close(out[i], air ? -1 : 1, 0);
        if (air)
            assert_close(out[N + i], 0, 0);
        else
            assert_close(out[N + i], t < points[2500].t ? t / 2.5 : (t - 0.5 + gap) / 2.5, 1e-9);
        assert_close(out[2 * N + i], log(duration), 1e-12);
    }
    double alone[N];
    feature_of(&s, "pen", false, alone);
    assert_memory_equal(alone, out, sizeof alone);
    feature_of(&s, "log-duration", false, alone);
    assert_memory_equal(alone, out + 2 * N, sizeof alone);
    set.pen_up_removed = true;
    assert_ok(features_compute(&s, &set, out));
    for (size_t i = 0; i < N; i++) {
        assert_close(out[i], 1, 0);
        assert_close(out[2 * N + i], log(duration - 0.5), 1e-12);
    }
    s.has_pressure = false;
    assert_trouble(features_compute(&s, &set, out), "expected a signature with pressure");
    set = parsed("pressure,y"); /* whatever stands beside it */
    assert_trouble(features_compute(&s, &set, out), "expected a signature with pressure");
    set = parsed("net3");
    double net3[8 * N];
    assert_ok(features_compute(&s, &set, net3));
}

static void trouble_of_preprocessing_is_handed_on(void **state)
{
    (void)state;
    PenPoint points[20];
    for (size_t i = 0; i < 20; i++)
        points[i] = (PenPoint){.x = sin((double)i), .t = 0.01 * (double)i};
    Signature s = {.count = 20, .points = points};
    FeatureSet set = parsed("x");
    double out[N];
    assert_trouble(features_compute(&s, &set, out), "found a straight line in time");
}

/* ---------------------------------------------------------------- real signatures */

static void the_whole_collection_has_features(void **state)
{
    (void)state;
    const char *folder = getenv("SVC2004_DIR");
    if (!folder) {
        print_message("SKIPPED: SVC2004_DIR is not set, so no real signature had its features computed\n");
        skip();
    }
    enum { FILES = 1600 };
    FeatureSet set = parsed("all");
    set.absolute_time = true;
    double *features = malloc(FILES * FEATURES_COUNT * N * sizeof *features);
    const double *rows[FILES];
    struct timespec begin, end;
    timespec_get(&begin, TIME_UTC);
    for (int k = 0; k < FILES; k++) {
        char name[1000];
        snprintf(name, sizeof name, "%s/U%dS%d.TXT", folder, k / 40 + 1, k % 40 + 1);
        Signature s;
        assert_ok(penfile_read(name, &s, NULL));
        double *out = features + (size_t)k * FEATURES_COUNT * N;
        assert_ok(features_compute(&s, &set, out));
        rows[k] = out;
        signature_free(&s);
    }
    timespec_get(&end, TIME_UTC);
    print_message("1600 files read and made into 12 x 200 features in %.3f s\n",
                  (double)(end.tv_sec - begin.tv_sec) + 1e-9 * (double)(end.tv_nsec - begin.tv_nsec));
    for (size_t i = 0; i < (size_t)FILES * FEATURES_COUNT * N; i++)
        assert_true(isfinite(features[i]));
    FeatureScale scale;
    assert_ok(features_scale_fit(&set, FILES, rows, &scale));
    for (size_t f = 0; f < FEATURES_COUNT; f++)
        assert_true(scale.divisor[f] > 0.1 && scale.divisor[f] < 1000);
    assert_close(scale.divisor[FEATURES_PEN], 1, 0);
    free(features);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_circle_at_constant_speed),
        cmocka_unit_test(turning_right_is_negative),
        cmocka_unit_test(absolute_time_is_per_second),
        cmocka_unit_test(a_straight_line_gone_over_three_times),
        cmocka_unit_test(ends_are_one_sided_or_repeat),
        cmocka_unit_test(a_resting_pen_keeps_its_direction),
        cmocka_unit_test(every_feature_is_what_its_formula_says),
        cmocka_unit_test(a_pen_that_never_moves_points_to_the_right),
        cmocka_unit_test(pen_pressure_and_duration),
        cmocka_unit_test(trouble_of_preprocessing_is_handed_on),
        cmocka_unit_test(the_whole_collection_has_features),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
