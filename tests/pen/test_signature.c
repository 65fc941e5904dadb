#include "base/random.h"
#include "pen/signature.h"
#include "support/edge.h"
#include "support/test.h"

enum { COUNT = 12 };

/* A usable signature: 12 points 10 ms apart, two strokes of 5 and 7 points. */
static Signature usable(void)
{
    Signature signature;
    assert_ok(signature_create(COUNT, &signature));
    for (size_t i = 0; i < COUNT; i++)
        signature.points[i] =
            (PenPoint){.x = (double)i, .y = (double)(i % 3), .t = 0.01 * (double)i, .ink = i != 5};
    signature.points[0].ink = false;
    return signature;
}

static void a_usable_signature_passes(void **state)
{
    (void)state;
    Signature signature = usable();
    assert_ok(signature_check(&signature));
    assert_close(signature_duration(&signature), 0.11, 1e-12);
    assert_int_equal(signature_strokes(&signature), 2);
    signature_free(&signature);
    assert_null(signature.points);
    assert_int_equal(signature.count, 0);
    signature_free(&signature);
}

static void strokes_have_two_points_at_least(void **state)
{
    (void)state;
    Signature signature = usable();
    signature.points[0].ink = true; /* means nothing there */
    assert_int_equal(signature_strokes(&signature), 2);
    signature.points[6].ink = false; /* point 5 is now alone */
    assert_int_equal(signature_strokes(&signature), 2);
    signature.points[1].ink = false;
    assert_int_equal(signature_strokes(&signature), 2);
    for (size_t i = 0; i < COUNT; i++)
        signature.points[i].ink = false;
    assert_int_equal(signature_strokes(&signature), 0);
    signature_free(&signature);
    assert_int_equal(signature_strokes(&signature), 0);
    assert_true(signature_duration(&signature) == 0);
}

static void a_new_signature_is_all_zero(void **state)
{
    (void)state;
    static const PenPoint nowhere;
    for (size_t count = 0; count < 3; count++) {
        Signature signature = {77, (PenPoint *)1, SIGNATURE_MILLIMETRES, true, 5};
        assert_ok(signature_create(count, &signature));
        assert_int_equal(signature.count, count);
        assert_true((signature.points != NULL) == (count > 0));
        assert_true(signature.unit == SIGNATURE_COUNTS && !signature.has_pressure);
        assert_int_equal(signature.times_repaired, 0);
        for (size_t i = 0; i < count; i++)
            assert_memory_equal(&signature.points[i], &nowhere, sizeof nowhere);
        signature_free(&signature);
    }
}

/* Not from 0 on, and at the edge of the memory. */
static void the_duration_is_from_the_first_point_to_the_last(void **state)
{
    (void)state;
    const PenPoint points[3] = {{.t = 7, .ink = true}, {.t = 7.5, .ink = true}, {.t = 9, .ink = true}};
    for (size_t count = 1; count <= 3; count++) {
        Signature s = {.count = count,
                       .points = (PenPoint *)(uintptr_t)edge_copy(points, count * sizeof *points)};
        assert_close(signature_duration(&s), points[count - 1].t - 7, 0);
        assert_int_equal(signature_strokes(&s), count > 1);
    }
}

static void a_copy_has_points_of_its_own(void **state)
{
    (void)state;
    Signature signature = usable(), copy;
    signature.unit = SIGNATURE_MILLIMETRES;
    signature.has_pressure = true;
    signature.times_repaired = 3;
    assert_ok(signature_copy(&signature, &copy));
    assert_ptr_not_equal(copy.points, signature.points);
    assert_memory_equal(copy.points, signature.points, COUNT * sizeof *copy.points);
    assert_int_equal(copy.unit, SIGNATURE_MILLIMETRES);
    assert_true(copy.has_pressure);
    assert_int_equal(copy.times_repaired, 3);
    signature_free(&signature);
    assert_close(copy.points[11].x, 11, 0);
    signature_free(&copy);
    assert_ok(signature_copy(&signature, &copy)); /* of nothing */
    assert_null(copy.points);
}

static void check(Signature *signature, const char *sentence)
{
    assert_trouble(signature_check(signature), sentence);
    signature_free(signature);
}

static void what_cannot_be_used_is_told(void **state)
{
    (void)state;
    Signature s = usable();
    s.count = 9;
    check(&s, "expected 10 to 65536 points, found 9");
    s = usable();
    s.points[2].y = NAN;
    check(&s, "point 3: expected finite numbers, found one that is not");
    s = usable();
    s.points[11].t = INFINITY;
    check(&s, "point 12: expected finite numbers");
    s = usable();
    s.points[4].x = -2e9;
    check(&s, "point 5: expected x and y within 1000000000 of 0, found -2e+09, 1");
    s = usable();
    s.points[4].pressure = 1.5;
    check(&s, "point 5: expected a pressure in 0 .. 1, found 1.5");
    s = usable();
    s.points[0].x = NAN;
    check(&s, "point 1: expected finite numbers");
    s = usable();
    s.points[4].pressure = -0.1;
    check(&s, "point 5: expected a pressure in 0 .. 1, found -0.1");
    s = usable();
    s.points[4].t = s.points[3].t;
    check(&s, "point 5: expected a time after that of the point before, found 0.03 after 0.03");
    s = usable();
    s.points[1].t = -1;
    check(&s, "point 2: expected a time after that of the point before, found -1 after 0");
    s = usable();
    s.points[11].t = 61;
    check(&s, "expected a signature of at most 60 s, found one of 61 s");
    s = usable();
    for (size_t i = 0; i < COUNT; i++)
        s.points[i].t /= 4;
    check(&s, "expected a signature of at least 50 ms, found one of 27.5 ms");
}

/* So much is allowed, and the next number is not. */
static void the_limits_themselves_can_be_used(void **state)
{
    (void)state;
    const double reach = SIGNATURE_REACH;
    Signature s = usable();
    s.points[2] = (PenPoint){.x = reach, .y = -reach, .t = s.points[2].t, .pressure = 1};
    s.points[3] = (PenPoint){.x = -reach, .y = reach, .t = s.points[3].t, .pressure = 0};
    assert_ok(signature_check(&s));
    const double beyond[4][2] = {{nextafter(reach, INFINITY), 0},
                                 {0, nextafter(reach, INFINITY)},
                                 {-nextafter(reach, INFINITY), 0},
                                 {0, -nextafter(reach, INFINITY)}};
    for (int k = 0; k < 4; k++) {
        s.points[2].x = beyond[k][0];
        s.points[2].y = beyond[k][1];
        assert_trouble(signature_check(&s), "point 3: expected x and y within 1000000000 of 0");
    }
    signature_free(&s);

    static const double seconds[] = {0.05, 60, 0.04999, 60.01};
    for (int k = 0; k < 4; k++) {
        s = usable();
        for (size_t i = 0; i < COUNT; i++)
            s.points[i].t = seconds[k] * (double)i / (COUNT - 1);
        assert_int_equal(signature_check(&s).ok, k < 2);
        signature_free(&s);
    }
    for (int extra = 0; extra < 2; extra++) {
        size_t count = SIGNATURE_POINTS_MAX + (size_t)extra;
        PenPoint *points = calloc(count, sizeof *points);
        assert_non_null(points);
        for (size_t i = 0; i < count; i++)
            points[i].t = 0.0009 * (double)i;
        Signature many = {.count = count, .points = points};
        if (extra)
            assert_trouble(signature_check(&many), "expected 10 to 65536 points, found 65537");
        else
            assert_ok(signature_check(&many));
        free(points);
    }
}

/* Times in ms in, times in ms out. */
static void repaired(size_t count, const double in[], const double out[], size_t repairs)
{
    Signature signature;
    assert_ok(signature_create(count, &signature));
    signature.times_repaired = 1000; /* by somebody else */
    for (size_t i = 0; i < count; i++)
        signature.points[i].t = in[i] / 1000;
    assert_ok(signature_repair_times(&signature));
    signature.times_repaired -= 1000;
    for (size_t i = 0; i < count; i++)
        assert_close(signature.points[i].t * 1000, out[i], 1e-9);
    assert_int_equal(signature.times_repaired, repairs);
    signature_free(&signature);
}

static void a_clock_set_back_costs_one_ordinary_step(void **state)
{
    (void)state;
    repaired(5, (double[]){700, 710, 720, 730, 900}, (double[]){0, 10, 20, 30, 200}, 0);
    repaired(6, (double[]){0, 10, 20, 20, 30, 40}, (double[]){0, 10, 20, 30, 40, 50}, 1);
    repaired(7, (double[]){0, 10, 20, 30, 21, 31, 41}, (double[]){0, 10, 20, 30, 40, 50, 60}, 1);
    repaired(6, (double[]){5, 5, 5, 15, 26, 36}, (double[]){0, 10, 20, 30, 41, 51}, 2);
    /* the lower median of the forward steps 8, 10, 12, 200 is 10 */
    repaired(6, (double[]){0, 12, 20, 220, 230, 230}, (double[]){0, 12, 20, 220, 230, 240}, 1);
}

static void one_step_forward_is_enough(void **state)
{
    (void)state;
    repaired(4, (double[]){0, 10, 10, 10}, (double[]){0, 10, 20, 30}, 2);
    repaired(2, (double[]){5, 12}, (double[]){0, 7}, 0);
}

/* 1 .. n ms in any order, then two steps that do not go forward: each becomes (n + 1) / 2 ms, rounded down. */
static void the_ordinary_step_is_the_lower_median(void **state)
{
    (void)state;
    Random random = random_seeded(2);
    for (size_t n = 1; n <= 60; n++) {
        size_t order[60];
        double in[63] = {0}, out[63] = {0}, ordinary = (double)((n + 1) / 2);
        for (size_t i = 0; i < n; i++)
            order[i] = i + 1;
        random_shuffle(&random, n, order);
        for (size_t i = 1; i <= n; i++)
            out[i] = in[i] = in[i - 1] + (double)order[i - 1];
        in[n + 1] = in[n];
        in[n + 2] = in[n] - 3;
        out[n + 1] = out[n] + ordinary;
        out[n + 2] = out[n] + 2 * ordinary;
        repaired(n + 3, in, out, 2);
    }
}

static void times_of_which_none_grows_cannot_be_repaired(void **state)
{
    (void)state;
    Signature signature;
    assert_ok(signature_create(3, &signature));
    for (size_t i = 0; i < 3; i++)
        signature.points[i].t = -(double)i;
    assert_trouble(signature_repair_times(&signature), "expected times that grow, found none that does");
    signature_free(&signature);
    assert_ok(signature_repair_times(&signature)); /* nothing to repair in nothing */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_usable_signature_passes),
        cmocka_unit_test(strokes_have_two_points_at_least),
        cmocka_unit_test(a_new_signature_is_all_zero),
        cmocka_unit_test(the_duration_is_from_the_first_point_to_the_last),
        cmocka_unit_test(a_copy_has_points_of_its_own),
        cmocka_unit_test(what_cannot_be_used_is_told),
        cmocka_unit_test(the_limits_themselves_can_be_used),
        cmocka_unit_test(a_clock_set_back_costs_one_ordinary_step),
        cmocka_unit_test(one_step_forward_is_enough),
        cmocka_unit_test(the_ordinary_step_is_the_lower_median),
        cmocka_unit_test(times_of_which_none_grows_cannot_be_repaired),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
