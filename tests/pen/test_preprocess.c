#include "pen/preprocess.h"
#include "support/edge.h"
#include "support/test.h"

#include <string.h>

#include "base/random.h"

enum { N = PREPROCESS_TIME };

/* `count` points in a caller's array. */
static Signature over(size_t count, PenPoint points[])
{
    return (Signature){.count = count, .points = points, .has_pressure = true};
}

/* A wavy line with 100 points at uneven times and a lift of the pen before point 40. */
static Signature wavy(PenPoint points[100])
{
    Random random = random_seeded(4);
    double t = 0;
    for (size_t i = 0; i < 100; i++) {
        points[i] = (PenPoint){.x = 30 * t + 5 * sin(9 * t) + 0.1 * random_normal(&random),
                               .y = 4 * cos(7 * t) + 0.1 * random_normal(&random),
                               .t = t,
                               .pressure = 0.5 + 0.3 * sin(3 * t),
                               .ink = i != 40};
        t += i == 39 ? 0.2 : 0.01 * (1 + 0.2 * random_uniform(&random));
    }
    return over(100, points);
}

static void same_path(const Preprocessed *a, const Preprocessed *b, double tolerance)
{
    for (size_t k = 0; k < N; k++) {
        assert_close(a->x[k], b->x[k], tolerance);
        assert_close(a->y[k], b->y[k], tolerance);
        assert_close(a->pressure[k], b->pressure[k], tolerance);
        assert_int_equal(a->ink[k], b->ink[k]);
    }
}

/* With 200 points at regular times step 3 changes nothing, and what steps 1 and 2 promise can be seen
 * directly. */
static void trend_is_gone_and_y_has_deviation_1(void **state)
{
    (void)state;
    PenPoint points[N];
    for (size_t i = 0; i < N; i++) {
        double t = 0.01 * (double)i;
        points[i] = (PenPoint){
            .x = 900 + 70 * t + 20 * sin(5 * t), .y = -40 + 11 * t + 8 * cos(6 * t), .t = t, .ink = true};
    }
    Signature s = over(N, points);
    Preprocessed p;
    assert_ok(preprocess_run(&s, false, &p));
    double x = 0, y = 0, tx = 0, ty = 0, yy = 0;
    for (size_t i = 0; i < N; i++) {
        x += p.x[i] / N;
        y += p.y[i] / N;
        tx += points[i].t * p.x[i] / N;
        ty += points[i].t * p.y[i] / N;
        yy += p.y[i] * p.y[i] / N;
    }
    assert_close(x, 0, 1e-12);
    assert_close(y, 0, 1e-12);
    assert_close(tx, 0, 1e-12);
    assert_close(ty, 0, 1e-12);
    assert_close(yy, 1, 1e-12);
    assert_close(p.duration, 1.99, 1e-12);
}

/* Two regressions done by hand. Points t = 0, 1 .. 9 (tenths of a second); y alternates 0, 1; x is a
 * parabola. y: mean 1/2, slope by sum (t - 4.5)(y - 1/2) / sum (t - 4.5)^2 = 2.5 / 82.5 = 1/33 a point. */
static void ten_points_by_hand(void **state)
{
    (void)state;
    PenPoint points[10];
    for (int i = 0; i < 10; i++)
        points[i] = (PenPoint){.x = i * i, .y = i % 2, .t = i / 10.0, .ink = true};
    Signature s = over(10, points);
    Preprocessed p;
    assert_ok(preprocess_run(&s, false, &p));
    double residual[10], squares = 0;
    for (int i = 0; i < 10; i++) {
        residual[i] = i % 2 - 0.5 - (i - 4.5) / 33;
        squares += residual[i] * residual[i];
    }
    double size = sqrt(squares / 10);
    assert_close(squares, 10 * 0.25 - 2.5 * 2.5 / 82.5,
                 1e-12); /* what a regression leaves of a sum of squares */
    assert_close(p.y[0], residual[0] / size, 1e-12);
    assert_close(p.y[N - 1], residual[9] / size, 1e-12);
    /* x = i^2: mean 28.5, slope 9 a point, so 12 is left at the ends */
    assert_close(p.x[0], 12 / size, 1e-12);
    assert_close(p.x[N - 1], 12 / size, 1e-12);
    /* instant 100 of 199 is at 4.5226 points: between points 4 and 5, both without their trends */
    double part = 100.0 * 9 / 199 - 4;
    assert_close(p.y[100], ((1 - part) * residual[4] + part * residual[5]) / size, 1e-12);
}

static void place_slope_and_size_do_not_matter(void **state)
{
    (void)state;
    PenPoint points[100], moved[100];
    Signature s = wavy(points), other = over(100, moved);
    for (size_t i = 0; i < 100; i++) {
        moved[i] = points[i];
        moved[i].x = 40 * (points[i].x + 17 - 5 * points[i].t);
        moved[i].y = 40 * (points[i].y - 90 + 3 * points[i].t);
        moved[i].t += 2.5;
    }
    Preprocessed a, b;
    assert_ok(preprocess_run(&s, false, &a));
    assert_ok(preprocess_run(&other, false, &b));
    same_path(&a, &b, 1e-9);
    assert_close(a.duration, b.duration, 1e-12);
    assert_ok(preprocess_run(&s, true, &a));
    assert_ok(preprocess_run(&other, true, &b));
    same_path(&a, &b, 1e-9);
}

/* Steps 1 and 2 take off a straight line in time and divide, so the result is one and the same combination
 * raw = a y + b + c t of the polygon of points at every instant; a, b and c are found by least squares here. */
static void instants_are_regular_in_time(void **state)
{
    (void)state;
    PenPoint points[100];
    Signature s = wavy(points);
    Preprocessed p;
    assert_ok(preprocess_run(&s, false, &p));
    double duration = points[99].t;
    assert_close(p.duration, duration, 1e-12);
    size_t i = 1;
    double worst = 0, a = 0, b = 0, c = 0, fitted[3][4] = {{0}};
    double raw[N];
    for (size_t k = 0; k < N; k++) {
        double t = duration * (double)k / (N - 1);
        while (i < 99 && points[i].t < t)
            i++;
        double part = (t - points[i - 1].t) / (points[i].t - points[i - 1].t);
        raw[k] = points[i - 1].y + part * (points[i].y - points[i - 1].y);
        double row[3] = {p.y[k], 1, t};
        for (int r = 0; r < 3; r++) {
            for (int q = 0; q < 3; q++)
                fitted[r][q] += row[r] * row[q];
            fitted[r][3] += row[r] * raw[k];
        }
    }
    for (int r = 0; r < 3; r++)
        for (int q = r + 1; q < 3; q++) {
            double factor = fitted[q][r] / fitted[r][r];
            for (int w = r; w < 4; w++)
                fitted[q][w] -= factor * fitted[r][w];
        }
    c = fitted[2][3] / fitted[2][2];
    b = (fitted[1][3] - fitted[1][2] * c) / fitted[1][1];
    a = (fitted[0][3] - fitted[0][1] * b - fitted[0][2] * c) / fitted[0][0];
    for (size_t k = 0; k < N; k++)
        worst = fmax(worst, fabs(raw[k] - a * p.y[k] - b - c * duration * (double)k / (N - 1)));
    assert_close(worst, 0, 1e-9);
}

static void instants_within_a_gap_are_in_the_air(void **state)
{
    (void)state;
    PenPoint points[100];
    Signature s = wavy(points);
    Preprocessed p;
    assert_ok(preprocess_run(&s, false, &p));
    size_t in_air = 0;
    for (size_t k = 0; k < N; k++) {
        double t = points[99].t * (double)k / (N - 1);
        bool gap = t > points[39].t && t <= points[40].t;
        assert_int_equal(p.ink[k], !gap);
        in_air += gap;
        if (gap)
            assert_close(p.pressure[k], 0, 0);
        else
            assert_close(p.pressure[k], 0.5 + 0.3 * sin(3 * t), 1e-3);
        if (gap && k > 0 && k + 1 < N && !p.ink[k + 1] && !p.ink[k - 1]) /* a straight line through the air */
            assert_close(p.x[k + 1] - 2 * p.x[k] + p.x[k - 1], 0, 1e-9);
    }
    assert_in_range(in_air, 25, 45); /* 0.2 of about 1.3 s */
}

static void time_in_the_air_can_be_cut_out(void **state)
{
    (void)state;
    PenPoint points[100];
    Signature s = wavy(points);
    Preprocessed p, whole;
    assert_ok(preprocess_run(&s, true, &p));
    assert_ok(preprocess_run(&s, false, &whole));
    assert_close(p.duration, points[39].t + points[99].t - points[40].t, 1e-12);
    for (size_t k = 0; k < N; k++)
        assert_true(p.ink[k]);
    assert_close(p.x[0], whole.x[0], 1e-12);
    assert_close(p.y[N - 1], whole.y[N - 1], 1e-12);
    /* the same path before the gap: instants of `p` fall together with those of `whole` at other indices */
    double t = 20 * p.duration / (N - 1), at = t / whole.duration * (N - 1);
    size_t k = (size_t)at;
    assert_close(p.pressure[20],
                 whole.pressure[k] + (at - (double)k) * (whole.pressure[k + 1] - whole.pressure[k]), 1e-4);

    /* a pen that flies off at the end: the path ends at the last ink, however the times are rounded */
    points[98].ink = points[99].ink = false;
    points[99].y += 1000;
    Random random = random_seeded(8);
    for (int run = 0; run < 500; run++) {
        double longer = random_between(&random, 1, 2) / p.duration;
        for (size_t i = 0; i < 100; i++)
            points[i].t *= longer;
        assert_ok(preprocess_run(&s, true, &p));
        for (size_t i = 0; i < N; i++)
            assert_true(p.ink[i]);
        assert_close(p.pressure[N - 1], points[97].pressure, 1e-9);
    }
}

/* Times of which every instant is one exactly (multiples of 1/128 s): the instant of point k has its ink. */
static void an_instant_on_a_point_has_its_ink(void **state)
{
    (void)state;
    PenPoint points[N];
    for (size_t i = 0; i < N; i++)
        points[i] = (PenPoint){
            .x = (double)i, .y = (double)(i * i % 17), .t = (double)i / 128, .pressure = 0.5, .ink = i % 7};
    Signature s = over(N, points);
    Preprocessed p;
    assert_ok(preprocess_run(&s, false, &p));
    for (size_t k = 1; k < N; k++) {
        assert_int_equal(p.ink[k], points[k].ink);
        assert_close(p.pressure[k], points[k].ink ? 0.5 : 0, 0);
    }
    assert_true(p.ink[0]); /* that of the point after it */
}

static void what_has_no_height_cannot_be_preprocessed(void **state)
{
    (void)state;
    PenPoint points[20];
    Signature s = over(20, points);
    Preprocessed p;
    for (size_t i = 0; i < 20; i++)
        points[i] = (PenPoint){.x = sin((double)i), .y = 3, .t = 0.01 * (double)i, .ink = true};
    assert_trouble(preprocess_run(&s, false, &p),
                   "expected a y that goes up and down, found a straight line in time");
    for (size_t i = 0; i < 20; i++)
        points[i].y = 1e6 + 123.456 * points[i].t;
    assert_trouble(preprocess_run(&s, false, &p), "found a straight line in time");
    for (size_t i = 0; i < 20; i++) { /* a billion times wider than high */
        points[i].x *= 1e8;
        points[i].y = 0.01 * (double)(i % 2);
    }
    assert_trouble(preprocess_run(&s, false, &p), "found a straight line in time");
    for (size_t i = 0; i < 20; i++) /* squares that underflow */
        points[i] = (PenPoint){.x = 0, .y = 1e-200 * (double)(i % 2), .t = points[i].t, .ink = true};
    assert_trouble(preprocess_run(&s, false, &p), "found a straight line in time");
    for (size_t i = 0; i < 20; i++)
        points[i].y = (double)(i % 2);
    assert_ok(preprocess_run(&s, false, &p));
    assert_ok(preprocess_run(&s, true, &p));
    for (size_t i = 0; i < 20; i++)
        points[i].ink = i == 4;
    assert_ok(preprocess_run(&s, false, &p));
    assert_trouble(preprocess_run(&s, true, &p),
                   "expected at least 50 ms with the pen on the paper, found 10");
    s.count = 5;
    assert_trouble(preprocess_run(&s, false, &p), "expected 10 to 65536 points, found 5");
}

/* Twenty points that go up and down by `up` about a line from `height` that rises by `rise`, `across` wide. At the edge of
 * the memory. */
static Signature zigzag(double across, double height, double rise, double up)
{
    PenPoint points[20];
    for (size_t i = 0; i < 20; i++)
        points[i] = (PenPoint){.x = i == 0 ? across : 0, /* the first point counts as all others do */
                               .y = height + rise * (double)i / 19 + (i % 2 ? up : -up),
                               .t = 0.01 * (double)i,
                               .ink = true};
    return over(20, (PenPoint *)(uintptr_t)edge_copy(points, sizeof points));
}

/* A billionth of the extent, and a millionth of a millionth of how far y is from 0; the deviation of y is `up`, but for
 * the half percent that is its trend. */
static void the_least_height_grows_with_the_extent_and_with_the_distance(void **state)
{
    (void)state;
    Preprocessed p;
    static const double places[][3] = {
        {1e6, 0, 0}, {0, 1e6, 0}, {0, -1e6, 0}, {0, -5e5, 1e6}, {0, 5e5, -1e6}};
    for (size_t k = 0; k < sizeof places / sizeof *places; k++) {
        double least = 1e-9 * (places[k][0] + fabs(places[k][2])) + 1e-12 * fabs(places[k][1]);
        Signature s = zigzag(places[k][0], places[k][1], places[k][2], 1.1 * least);
        assert_ok(preprocess_run(&s, false, &p));
        s = zigzag(places[k][0], places[k][1], places[k][2], 0.9 * least);
        assert_trouble(preprocess_run(&s, false, &p), "found a straight line in time");
    }
}

/* One step of so long with the pen on the paper, the others in the air. */
static Status one_step_of(double seconds, Preprocessed *p)
{
    Signature s = zigzag(1, 0, 0, 1);
    for (size_t i = 0; i < s.count; i++) {
        s.points[i].t = i == 0 ? 0 : seconds + 0.01 * (double)(i - 1);
        s.points[i].ink = i == 1;
    }
    return preprocess_run(&s, true, p);
}

static void fifty_milliseconds_on_the_paper_are_enough(void **state)
{
    (void)state;
    Preprocessed p;
    assert_ok(one_step_of(0.05, &p));
    assert_close(p.duration, 0.05, 0);
    assert_trouble(one_step_of(0.04999, &p),
                   "expected at least 50 ms with the pen on the paper, found 49.99");
}

static void a_pen_that_comes_through_the_air_begins_on_the_paper(void **state)
{
    (void)state;
    PenPoint points[100];
    Signature s = wavy(points);
    Preprocessed p, landed;
    assert_ok(preprocess_run(&s, true, &p));
    points[1].ink = points[2].ink = false;
    assert_ok(preprocess_run(&s, true, &landed));
    assert_close(landed.duration, p.duration - points[2].t, 1e-12);
    for (size_t k = 0; k < N; k++)
        assert_true(landed.ink[k]);
    assert_close(landed.pressure[0], points[2].pressure, 1e-12);
    assert_close(landed.y[N - 1], p.y[N - 1], 1e-12);
}

/* A last step that is as short as the rounding of its time, and up to where the pen has not been. */
static void the_last_instant_is_not_beyond_the_last_point(void **state)
{
    (void)state;
    Random random = random_seeded(12);
    Preprocessed p;
    for (int run = 0; run < 200; run++) {
        Signature s = zigzag(1, 0, 0, 1);
        double t = 0;
        for (size_t i = 0; i < s.count; i++, t += random_between(&random, 0.005, 0.015))
            s.points[i].t = t;
        s.points[19].t = nextafter(s.points[18].t, 1);
        s.points[19].pressure = 1;
        assert_ok(preprocess_run(&s, false, &p));
        assert_true(p.pressure[N - 1] >= 0 && p.pressure[N - 1] <= 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trend_is_gone_and_y_has_deviation_1),
        cmocka_unit_test(ten_points_by_hand),
        cmocka_unit_test(place_slope_and_size_do_not_matter),
        cmocka_unit_test(instants_are_regular_in_time),
        cmocka_unit_test(instants_within_a_gap_are_in_the_air),
        cmocka_unit_test(time_in_the_air_can_be_cut_out),
        cmocka_unit_test(an_instant_on_a_point_has_its_ink),
        cmocka_unit_test(what_has_no_height_cannot_be_preprocessed),
        cmocka_unit_test(the_least_height_grows_with_the_extent_and_with_the_distance),
        cmocka_unit_test(fifty_milliseconds_on_the_paper_are_enough),
        cmocka_unit_test(a_pen_that_comes_through_the_air_begins_on_the_paper),
        cmocka_unit_test(the_last_instant_is_not_beyond_the_last_point),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
