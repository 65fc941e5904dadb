#include "pen/augment.h"
#include "support/test.h"

#include <string.h>

#include "pen/synth.h"

static Signature somebody(void)
{
    SynthWriter writer;
    synth_writer(&writer, 1, 4);
    Random random = random_seeded(1);
    Signature s;
    assert_ok(synth_genuine(&writer, &random, NULL, &s));
    return s;
}

/* With room of its own; `which` level alone. */
static Signature changed(const Signature *s, AugmentOptions options, uint64_t seed)
{
    Signature out;
    assert_ok(signature_create(s->count, &out));
    Random random = random_seeded(seed);
    augment_signature(s, &options, &random, &out);
    assert_int_equal(out.count, s->count);
    assert_int_equal(out.unit, s->unit);
    assert_int_equal(out.has_pressure, s->has_pressure);
    for (size_t i = 0; i < s->count; i++) {
        assert_true(out.points[i].ink == s->points[i].ink);
        assert_true(out.points[i].pressure == s->points[i].pressure);
    }
    return out;
}

static void with_all_levels_0_nothing_changes(void **state)
{
    (void)state;
    Signature s = somebody(), out = changed(&s, (AugmentOptions){0}, 1);
    for (size_t i = 0; i < s.count; i++) {
        assert_close(out.points[i].x, s.points[i].x, 1e-12);
        assert_close(out.points[i].y, s.points[i].y, 1e-12);
        assert_close(out.points[i].t, s.points[i].t, 1e-12);
    }
    signature_free(&out);
    signature_free(&s);
}

static void rotation_keeps_distances_and_turns_by_at_most_its_angle(void **state)
{
    (void)state;
    Signature s = somebody();
    double least = 1, most = -1;
    for (uint64_t seed = 0; seed < 200; seed++) {
        Signature out = changed(&s, (AugmentOptions){.rotation = 0.1}, seed);
        const PenPoint *a = s.points, *b = out.points;
        double ax = a[s.count - 1].x - a[0].x, ay = a[s.count - 1].y - a[0].y;
        double bx = b[s.count - 1].x - b[0].x, by = b[s.count - 1].y - b[0].y;
        assert_close(hypot(ax, ay), hypot(bx, by), 1e-9);
        double angle = atan2(ax * by - ay * bx, ax * bx + ay * by);
        assert_true(fabs(angle) <= 0.1 + 1e-9);
        least = fmin(least, angle);
        most = fmax(most, angle);
        assert_close(b[50].t, a[50].t, 1e-12);
        signature_free(&out);
    }
    assert_true(least < -0.08 && most > 0.08);
    signature_free(&s);
}

static void stretch_changes_x_alone_by_one_factor(void **state)
{
    (void)state;
    Signature s = somebody();
    for (uint64_t seed = 0; seed < 50; seed++) {
        Signature out = changed(&s, (AugmentOptions){.stretch = 0.2}, seed);
        double factor = (out.points[60].x - out.points[0].x) / (s.points[60].x - s.points[0].x);
        assert_true(fabs(log(factor)) <= 0.2 + 1e-9);
        for (size_t i = 1; i < s.count; i++) {
            assert_close(out.points[i].x - out.points[0].x, factor * (s.points[i].x - s.points[0].x), 1e-9);
            assert_close(out.points[i].y, s.points[i].y, 1e-12);
        }
        signature_free(&out);
    }
    signature_free(&s);
}

static void warp_moves_points_by_at_most_its_part_and_never_folds(void **state)
{
    (void)state;
    Signature s = somebody();
    double low = INFINITY, high = -INFINITY, largest = 0;
    for (size_t i = 0; i < s.count; i++) {
        low = fmin(low, s.points[i].x);
        high = fmax(high, s.points[i].x);
    }
    for (uint64_t seed = 0; seed < 200; seed++) {
        Signature out = changed(&s, (AugmentOptions){.warp = 0.15}, seed);
        for (size_t i = 0; i < s.count; i++) {
            double moved = out.points[i].x - s.points[i].x;
            assert_true(fabs(moved) <= 0.15 * (high - low) + 1e-9);
            largest = fmax(largest, fabs(moved));
            if (i > 0 && s.points[i].x > s.points[i - 1].x) /* left stays left */
                assert_true(out.points[i].x > out.points[i - 1].x);
        }
        signature_free(&out);
    }
    assert_true(largest > 0.1 * (high - low));
    signature_free(&s);
}

static void time_grows_and_changes_by_at_most_its_part(void **state)
{
    (void)state;
    Signature s = somebody();
    double shortest = INFINITY, longest = 0;
    for (uint64_t seed = 0; seed < 200; seed++) {
        Signature out = changed(&s, (AugmentOptions){.time = 0.05}, seed);
        assert_ok(signature_check(&out));
        double longer = signature_duration(&out) / signature_duration(&s);
        assert_true(fabs(log(longer)) <= 0.05 + 1e-9);
        shortest = fmin(shortest, longer);
        longest = fmax(longest, longer);
        assert_close(out.points[0].t, 0, 0);
        for (size_t i = 1; i < s.count; i++) {
            double step = (out.points[i].t - out.points[i - 1].t) / (s.points[i].t - s.points[i - 1].t);
            assert_true(step / longer > 1 - 0.1 - 1e-6 && step / longer < 1 + 0.1 + 1e-6);
            assert_true(out.points[i].x == s.points[i].x || fabs(out.points[i].x - s.points[i].x) < 1e-12);
        }
        signature_free(&out);
    }
    assert_true(shortest < 0.96 && longest > 1.04);
    for (uint64_t seed = 0; seed < 50; seed++) { /* the largest level allowed */
        Signature out = changed(&s, (AugmentOptions){.time = 0.4}, seed);
        for (size_t i = 1; i < s.count; i++)
            assert_true(out.points[i].t > out.points[i - 1].t);
        signature_free(&out);
    }
    signature_free(&s);
}

static void it_may_write_over_its_own_points_and_repeats_itself(void **state)
{
    (void)state;
    Signature s = somebody(), out = changed(&s, augment_defaults(), 9);
    Random random = random_seeded(9);
    Signature same = s;
    augment_signature(
        &s, &(AugmentOptions){.rotation = 5 * acos(-1) / 180, .warp = 0.03, .stretch = 0.05, .time = 0.05},
        &random, &same);
    assert_ptr_equal(same.points, s.points);
    for (size_t i = 0; i < s.count; i++) {
        assert_close(same.points[i].x, out.points[i].x, 1e-12);
        assert_close(same.points[i].y, out.points[i].y, 1e-12);
        assert_close(same.points[i].t, out.points[i].t, 1e-12);
    }
    signature_free(&out);
    out = changed(&s, augment_defaults(), 10);
    assert_true(fabs(out.points[0].x - s.points[0].x) > 1e-6); /* another seed, another signature */
    signature_free(&out);
    signature_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(with_all_levels_0_nothing_changes),
        cmocka_unit_test(rotation_keeps_distances_and_turns_by_at_most_its_angle),
        cmocka_unit_test(stretch_changes_x_alone_by_one_factor),
        cmocka_unit_test(warp_moves_points_by_at_most_its_part_and_never_folds),
        cmocka_unit_test(time_grows_and_changes_by_at_most_its_part),
        cmocka_unit_test(it_may_write_over_its_own_points_and_repeats_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
