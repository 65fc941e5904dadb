#include "pen/augment.h"
#include "support/edge.h"
#include "support/test.h"

#include <complex.h>
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

/* The numbers that are drawn, in the order in which they are: the same seed gives the same signature for ever. */
typedef struct Drawn {
    double stretch, warp[2], waves[2], phase[2], rotation, longer, sway, sway_phase;
} Drawn;

static Drawn drawn(AugmentOptions o, uint64_t seed)
{
    Random random = random_seeded(seed);
    Drawn d;
    const double turn = 2 * acos(-1);
    d.stretch = random_between(&random, -o.stretch, o.stretch);
    for (int axis = 0; axis < 2; axis++) {
        d.warp[axis] = random_between(&random, -o.warp, o.warp);
        d.waves[axis] = random_between(&random, 0.5, 1);
        d.phase[axis] = turn * random_uniform(&random);
    }
    d.rotation = random_between(&random, -o.rotation, o.rotation);
    d.longer = random_between(&random, -o.time, o.time);
    d.sway = random_between(&random, -2 * o.time, 2 * o.time);
    d.sway_phase = turn * random_uniform(&random);
    return d;
}

/* The formulas of augment.h, with the plane as complex numbers, for a signature in 2 .. 5 by -1 .. 7 from 0.5 s to 1.4 s. */
static void every_number_is_what_the_formulas_say(void **state)
{
    (void)state;
    static const double xs[10] = {3, 2, 2.5, 4, 5, 4.5, 3, 3.5, 2.2, 4.1};
    static const double ys[10] = {0, 2, 7, 6, 5, -1, 3, 3.3, 1, 4};
    const AugmentOptions options = {.rotation = 0.6, .warp = 0.1, .stretch = 0.3, .time = 0.2};
    const double turn = 2 * acos(-1);
    PenPoint points[10], copies[10];
    for (size_t i = 0; i < 10; i++)
        points[i] =
            (PenPoint){.x = xs[i], .y = ys[i], .t = 0.5 + 0.1 * (double)i, .pressure = 0.5, .ink = true};
    Signature s = {.count = 10, .points = points};
    for (uint64_t seed = 0; seed < 20; seed++) {
        Drawn d = drawn(options, seed);
        Signature out = {.points = (PenPoint *)(uintptr_t)edge_copy(copies, sizeof copies)};
        Random random = random_seeded(seed);
        augment_signature(&s, &options, &random, &out);
        for (size_t i = 0; i < 10; i++) {
            double x = xs[i] + d.warp[0] * 3 * sin(turn * d.waves[0] * (xs[i] - 2) / 3 + d.phase[0]);
            double y = ys[i] + d.warp[1] * 8 * sin(turn * d.waves[1] * (ys[i] + 1) / 8 + d.phase[1]);
            double complex place =
                3.5 + 3 * I + (exp(d.stretch) * (x - 3.5) + I * (y - 3)) * cexp(I * d.rotation);
            double part = (double)i / 9;
            double time =
                0.5 + 0.9 * exp(d.longer) *
                          (part + d.sway / turn * (sin(turn * part + d.sway_phase) - sin(d.sway_phase)));
            assert_close(out.points[i].x, creal(place), 1e-12);
            assert_close(out.points[i].y, cimag(place), 1e-12);
            assert_close(out.points[i].t, time, 1e-12);
        }
    }
}

static void the_box_reaches_from_the_first_point_to_the_last(void **state)
{
    (void)state;
    PenPoint points[10];
    for (size_t i = 0; i < 10; i++)
        points[i] =
            (PenPoint){.x = i == 0 ? 30 : (double)i, .y = i == 0 ? -30 : (double)i, .t = 0.01 * (double)i};
    Signature s = {.count = 10, .points = (PenPoint *)(uintptr_t)edge_copy(points, sizeof points)};
    AugmentOptions options = {.rotation = 3};
    Signature out = changed(&s, options, 3);
    /* The middle of 1 .. 30 by -30 .. 9 stays where it is: so does every distance from it. */
    for (size_t i = 0; i < 10; i++)
        assert_close(hypot(out.points[i].x - 15.5, out.points[i].y + 10.5),
                     hypot(points[i].x - 15.5, points[i].y + 10.5), 1e-9);
    signature_free(&out);
}

static void what_has_no_width_or_no_height_is_not_warped_along_it(void **state)
{
    (void)state;
    PenPoint points[12];
    for (size_t i = 0; i < 12; i++)
        points[i] = (PenPoint){.x = 4, .y = (double)i, .t = 0.01 * (double)i};
    Signature s = {.count = 12, .points = points}, out = changed(&s, (AugmentOptions){.warp = 0.1}, 3);
    for (size_t i = 0; i < 12; i++)
        assert_close(out.points[i].x, 4, 0);
    signature_free(&out);
    for (size_t i = 0; i < 12; i++) /* narrower than 1, it is */
        points[i].x = 0.05 * (double)i;
    out = changed(&s, (AugmentOptions){.warp = 0.1}, 3);
    assert_true(fabs(out.points[6].x - points[6].x) > 1e-4);
    signature_free(&out);
}

static void levels_beyond_their_limits_are_told(void **state)
{
    (void)state;
    const double turn = 2 * acos(-1);
    AugmentOptions most = {.rotation = turn / 2, .warp = 0.15, .stretch = 0.5, .time = 0.4};
    assert_ok(augment_check(&most));
    assert_ok(augment_check(&(AugmentOptions){0}));
    static const char *const sentences[] = {
        "augmentation: the rotation is to be from 0 to 3.14159, found ",
        "augmentation: the warp is to be from 0 to 0.15, found ",
        "augmentation: the stretch is to be from 0 to 0.5, found ",
        "augmentation: the time is to be from 0 to 0.4, found ",
    };
    for (int k = 0; k < 4; k++) {
        AugmentOptions o = most;
        double *level = k == 0 ? &o.rotation : k == 1 ? &o.warp : k == 2 ? &o.stretch : &o.time;
        const double wrong[] = {*level * 1.01, -0.01, NAN};
        for (int w = 0; w < 3; w++) {
            *level = wrong[w];
            assert_trouble(augment_check(&o), sentences[k]);
        }
    }
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
        cmocka_unit_test(every_number_is_what_the_formulas_say),
        cmocka_unit_test(the_box_reaches_from_the_first_point_to_the_last),
        cmocka_unit_test(what_has_no_width_or_no_height_is_not_warped_along_it),
        cmocka_unit_test(levels_beyond_their_limits_are_told),
        cmocka_unit_test(it_may_write_over_its_own_points_and_repeats_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
