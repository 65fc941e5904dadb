/* Signatures of plans that nobody draws. */
#include "pen/synth.h"
#include "support/test.h"

#include <string.h>

/* A stroke half done at `t`, a tenth of a second long or so, 10 mm to the right. */
static PlanStroke stroke_at(double t, bool ink, size_t component)
{
    Lognormal motion = {.t0 = t - exp(-2), .mu = -2, .sigma = 0.2, .length = 10};
    return (PlanStroke){.motion = motion, .ink = ink, .component = component};
}

static SynthWriter writer_of(size_t count, const PlanStroke strokes[])
{
    SynthWriter writer = {.plan.count = count, .pressure = {.force = 0.5, .contrast = 0.1}};
    memcpy(writer.plan.strokes, strokes, count * sizeof *strokes);
    return writer;
}

static const SynthOptions unwarped = {.slowness = 1};

/* The next component's stroke falls into the one before, and the pen must leave the paper in between; it is down for some
 * points even if its stroke is as good as over; and a last way through the air has no points. */
static void lifts_and_dots_can_be_seen_however_close_the_strokes_are(void **state)
{
    (void)state;
    const PlanStroke strokes[] = {stroke_at(0.2, true, 0),  stroke_at(0.21, false, 1),
                                  stroke_at(0.22, true, 1), stroke_at(0.6, false, 2),
                                  stroke_at(0.4, true, 2),  stroke_at(0.9, false, 3)};
    SynthWriter writer = writer_of(6, strokes);
    for (uint64_t seed = 0; seed < 40; seed++) {
        Signature s;
        Random random = random_seeded(seed);
        assert_ok(synth_genuine(&writer, &random, &unwarped, &s));
        assert_int_equal(signature_strokes(&s), 3);
        size_t points = 1, stretches = 1;
        for (size_t i = 1; i < s.count; i++, points++) {
            if (s.points[i].ink)
                continue;
            assert_true(s.points[i].t - s.points[i - 1].t > 0.03 - 1e-9);
            assert_true(points >= 4); /* 0.04 s */
            points = 0;
            stretches++;
        }
        assert_true(points >= 4);
        assert_int_equal(stretches, 3);
        signature_free(&s);
    }
}

static void a_plan_may_begin_late(void **state)
{
    (void)state;
    const PlanStroke strokes[] = {stroke_at(100.2, true, 0), stroke_at(100.4, true, 0)};
    SynthWriter writer = writer_of(2, strokes);
    Signature s;
    Random random = random_seeded(4);
    assert_ok(synth_genuine(&writer, &random, &unwarped, &s));
    assert_true(signature_duration(&s) > 0.2 && signature_duration(&s) < 1);
    assert_close(s.points[0].t, 0, 0);
    signature_free(&s);
}

/* From a little under a minute to a little over it: what is refused takes longer than that, what is not does not. */
static void a_signature_of_more_than_a_minute_is_refused(void **state)
{
    (void)state;
    double longest = 0, shortest_refused = INFINITY;
    for (double t = 50; t < 70; t += 0.25) {
        const PlanStroke strokes[] = {stroke_at(0.2, true, 0), stroke_at(t, true, 0)};
        SynthWriter writer = writer_of(2, strokes);
        Signature s = {.count = 7};
        Random random = random_seeded(1);
        Status status = synth_genuine(&writer, &random, &unwarped, &s);
        if (status.ok) {
            longest = fmax(longest, signature_duration(&s));
        } else {
            double seconds;
            assert_int_equal(sscanf(status.message,
                                    "expected a signature of at most 60 s, found one of %lf s: less",
                                    &seconds),
                             1);
            shortest_refused = fmin(shortest_refused, seconds);
            assert_null(s.points);
        }
        signature_free(&s);
    }
    assert_true(longest > 59.5 && longest <= 60);
    assert_true(shortest_refused > 60 && shortest_refused < 60.5);
}

static void no_hand_presses_harder_than_the_tablet_tells_or_not_at_all(void **state)
{
    (void)state;
    const PlanStroke strokes[] = {stroke_at(0.2, true, 0), stroke_at(0.3, true, 0)};
    SynthWriter writer = writer_of(2, strokes);
    const double forces[] = {1.7, -1}, ends[] = {1, 20 / 1023.0}; /* 2 % of the range */
    for (int k = 0; k < 2; k++) {
        writer.pressure.force = forces[k];
        Signature s;
        Random random = random_seeded(4);
        assert_ok(synth_genuine(&writer, &random, &unwarped, &s));
        assert_close(s.points[s.count / 2].pressure, ends[k], 1e-12);
        signature_free(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lifts_and_dots_can_be_seen_however_close_the_strokes_are),
        cmocka_unit_test(a_plan_may_begin_late),
        cmocka_unit_test(a_signature_of_more_than_a_minute_is_refused),
        cmocka_unit_test(no_hand_presses_harder_than_the_tablet_tells_or_not_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
