#include "pen/lognormal.h"
#include "support/test.h"

#include "base/random.h"

static Lognormal drawn(Random *random)
{
    return (Lognormal){.t0 = random_between(random, -0.1, 2),
                       .mu = random_between(random, -2.2, -1.6),
                       .sigma = random_between(random, 0.1, 0.45),
                       .length = random_between(random, 1, 40),
                       .start = random_between(random, -6, 6),
                       .end = random_between(random, -6, 6)};
}

/* The worked example of the model: mu = -1.9, sigma = 0.25. */
static void onset_peak_and_end_are_where_the_formulas_say(void **state)
{
    (void)state;
    Lognormal stroke = {.t0 = 0, .mu = -1.9, .sigma = 0.25, .length = 10};
    assert_close(lognormal_time(&stroke, -3), 0.071, 0.0005);
    assert_close(lognormal_peak_time(&stroke), 0.141, 0.0005);
    assert_close(lognormal_time(&stroke, 3), 0.317, 0.0005);
    assert_close(lognormal_median_time(&stroke), exp(-1.9), 1e-15);
    stroke.t0 = 0.4;
    assert_close(lognormal_peak_time(&stroke), 0.541, 0.0005);
}

static void the_peak_is_the_greatest_speed(void **state)
{
    (void)state;
    Random random = random_seeded(1);
    for (int k = 0; k < 50; k++) {
        Lognormal stroke = drawn(&random);
        double peak = lognormal_peak_time(&stroke), top = lognormal_speed(&stroke, peak);
        for (double t = stroke.t0 - 0.01; t < stroke.t0 + 1; t += 0.001)
            assert_true(lognormal_speed(&stroke, t) <= top * (1 + 1e-12));
    }
}

static void nothing_moves_before_the_command(void **state)
{
    (void)state;
    Lognormal stroke = {.t0 = 1, .mu = -1.9, .sigma = 0.25, .length = 10, .start = 1, .end = 2};
    for (double t = -1; t <= 1; t += 0.25) {
        assert_true(lognormal_speed(&stroke, t) == 0);
        LognormalPoint at = lognormal_position(&stroke, t), v = lognormal_velocity(&stroke, t);
        assert_true(at.x == 0 && at.y == 0 && v.x == 0 && v.y == 0);
    }
}

/* The closed form of the position against Simpson's rule on the velocity. */
static void position_is_the_integral_of_velocity(void **state)
{
    (void)state;
    Random random = random_seeded(2);
    for (int k = 0; k < 40; k++) {
        Lognormal stroke = drawn(&random);
        if (k % 4 == 0)
            stroke.end = stroke.start; /* a straight one */
        if (k % 4 == 1)
            stroke.end = stroke.start + 2e-6; /* almost */
        double until = lognormal_time(&stroke, random_between(&random, -1, 3)), begin = stroke.t0;
        enum { STEPS = 4000 };
        double h = (until - begin) / STEPS, x = 0, y = 0;
        for (int i = 0; i <= STEPS; i++) {
            LognormalPoint v = lognormal_velocity(&stroke, begin + h * i);
            double weight = i == 0 || i == STEPS ? 1 : i % 2 ? 4 : 2;
            x += weight * v.x * h / 3;
            y += weight * v.y * h / 3;
        }
        LognormalPoint at = lognormal_position(&stroke, until);
        assert_close(at.x, x, 1e-8 * stroke.length);
        assert_close(at.y, y, 1e-8 * stroke.length);
    }
}

static void half_the_length_is_done_at_the_median(void **state)
{
    (void)state;
    Lognormal stroke = {.t0 = 0.2, .mu = -2, .sigma = 0.3, .length = 8, .start = 0.5, .end = 0.5};
    LognormalPoint at = lognormal_position(&stroke, lognormal_median_time(&stroke));
    assert_close(hypot(at.x, at.y), 4, 1e-12);
}

static void a_stroke_ends_where_it_aims(void **state)
{
    (void)state;
    Random random = random_seeded(3);
    for (int k = 0; k < 200; k++) {
        Lognormal stroke = {.t0 = 0, .mu = -1.9, .sigma = 0.25};
        double dx = random_between(&random, -9, 9), dy = random_between(&random, -9, 9);
        double turn = k % 5 ? random_between(&random, -6, 6) : k % 2 ? 0 : 1e-8;
        lognormal_aim(&stroke, dx, dy, turn);
        LognormalPoint end = lognormal_displacement(&stroke), late = lognormal_position(&stroke, 100);
        assert_close(end.x, dx, 1e-6);
        assert_close(end.y, dy, 1e-6);
        assert_close(late.x, dx, 1e-6);
        assert_close(late.y, dy, 1e-6);
        assert_close(stroke.end - stroke.start, turn, 1e-12);
        assert_true(stroke.length >= hypot(dx, dy) * (1 - 1e-12)); /* no arc is shorter than its chord */
    }
    /* half a circle of diameter 2 */
    Lognormal half = {0};
    lognormal_aim(&half, 2, 0, acos(-1));
    assert_close(half.length, acos(-1), 1e-12);
    assert_close(half.start, -acos(-1) / 2, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(onset_peak_and_end_are_where_the_formulas_say),
        cmocka_unit_test(the_peak_is_the_greatest_speed),
        cmocka_unit_test(nothing_moves_before_the_command),
        cmocka_unit_test(position_is_the_integral_of_velocity),
        cmocka_unit_test(half_the_length_is_done_at_the_median),
        cmocka_unit_test(a_stroke_ends_where_it_aims),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
