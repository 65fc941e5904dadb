#include "pen/ticks.h"

#include "support/edge.h"
#include "support/test.h"

/* Points at these seconds; freed by the caller. */
static Signature at(size_t count, const double times[])
{
    Signature signature;
    assert_ok(signature_create(count, &signature));
    for (size_t i = 0; i < count; i++)
        signature.points[i].t = times[i];
    return signature;
}

static void times_are_rounded_and_count_from_the_first(void **state)
{
    (void)state;
    const double times[] = {3.5, 3.51, 3.5204, 3.5306, 4.5};
    const long long expected[] = {0, 10, 20, 31, 1000};
    Signature s = at(5, times);
    Ticks ticks = {.a_second = 1000};
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(ticks_next(&ticks, &s.points[i]), expected[i]);
    signature_free(&s);
}

/* The points after a crowd stand where they did. */
static void times_that_would_be_the_same_grow(void **state)
{
    (void)state;
    const double times[] = {0, 0.0001, 0.0002, 0.0003, 0.01, 0.0101, 0.02};
    const long long expected[] = {0, 1, 2, 3, 10, 11, 20};
    Signature s = at(7, times);
    Ticks ticks = {.a_second = 1000};
    for (size_t i = 0; i < 7; i++)
        assert_int_equal(ticks_next(&ticks, &s.points[i]), expected[i]);
    signature_free(&s);
}

static void a_crowd_without_end_is_refused(void **state)
{
    (void)state;
    Signature s;
    assert_ok(signature_create(SIGNATURE_POINTS_MAX, &s));
    for (size_t i = 0; i < s.count; i++)
        s.points[i].t = 1e-6 * (double)i;
    assert_trouble(ticks_check(&s, 1000),
                   "expected points that times of 1 ms tell apart, found 65536 within 0.06");
    assert_ok(ticks_check(&s, 1e6));
    signature_free(&s);
}

/* Sixty seconds and a tick; two points, at the edge of the memory. */
static void the_limit_is_that_of_a_signature(void **state)
{
    (void)state;
    for (int tick = 59999; tick <= 60600; tick += tick < 60002 ? 1 : 598) {
        PenPoint points[2] = {{.t = 0.5}, {.t = 0.5 + 0.001 * tick}};
        Signature s = {.count = 2, .points = (PenPoint *)(uintptr_t)edge_copy(points, sizeof points)};
        if (tick <= 60000)
            assert_ok(ticks_check(&s, 1000));
        else
            assert_trouble(ticks_check(&s, 1000),
                           "expected points that times of 1 ms tell apart, found 2 within 60");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_rounded_and_count_from_the_first),
        cmocka_unit_test(times_that_would_be_the_same_grow),
        cmocka_unit_test(a_crowd_without_end_is_refused),
        cmocka_unit_test(the_limit_is_that_of_a_signature),
    };
    return cmocka_run_group_tests_name("ticks", tests, NULL, NULL);
}
