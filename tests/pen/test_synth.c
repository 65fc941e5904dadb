#define _POSIX_C_SOURCE 200809L
#include "pen/synth.h"
#include "support/test.h"

#include <stdlib.h>
#include <unistd.h>

#include "pen/features.h"
#include "pen/inkml.h"
#include "pen/penfile.h"
#include "pen/svc2004.h"

enum { WRITERS = 40, COPIES = 4, N = FEATURES_TIME };

static Signature written(uint64_t seed, size_t writer, uint64_t copy, bool forged,
                         const SynthOptions *options)
{
    SynthWriter w;
    synth_writer(&w, seed, writer);
    Random random = random_stream(seed + 1000 * writer + (forged ? 7 : 0), copy);
    Signature s;
    assert_ok((forged ? synth_forgery : synth_genuine)(&w, &random, options, &s));
    return s;
}

/* Field by field: the bytes between them may be anything. */
static bool same_points(const Signature *a, const Signature *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        PenPoint p = a->points[i], q = b->points[i];
        if (p.x != q.x || p.y != q.y || p.t != q.t || p.pressure != q.pressure || p.ink != q.ink)
            return false;
    }
    return true;
}

static bool whole(double value)
{
    return fabs(value - round(value)) < 1e-6;
}

static void every_signature_is_what_a_tablet_gives(void **state)
{
    (void)state;
    for (size_t writer = 0; writer < WRITERS; writer++) {
        for (uint64_t copy = 0; copy < COPIES; copy++) {
            Signature s = written(1, writer, copy, copy % 2, NULL);
            assert_ok(signature_check(&s));
            assert_int_equal(s.unit, SIGNATURE_MILLIMETRES);
            assert_true(s.has_pressure);
            assert_int_equal(s.times_repaired, 0);
            for (size_t i = 0; i < s.count; i++) {
                PenPoint p = s.points[i];
                assert_true(whole(p.x * 100) && whole(p.y * 100) && whole(p.t * 100) &&
                            whole(p.pressure * 1023));
                assert_true(p.pressure > 0); /* on the paper: no point is in the air */
                if (i == 0)
                    continue;
                double step = p.t - s.points[i - 1].t;
                if (p.ink)
                    assert_close(step, 0.01, 1e-9);
                else
                    assert_true(step > 0.025); /* a gap in time */
                double speed = hypot(p.x - s.points[i - 1].x, p.y - s.points[i - 1].y) / step;
                assert_true(speed < 1500); /* mm/s */
            }
            signature_free(&s);
        }
    }
}

static void the_pen_is_lifted_where_the_plan_says(void **state)
{
    (void)state;
    size_t lifts = 0;
    for (size_t writer = 0; writer < WRITERS; writer++) {
        SynthWriter w;
        synth_writer(&w, 1, writer);
        for (uint64_t copy = 0; copy < COPIES; copy++) {
            Signature s = written(1, writer, copy, copy % 2, NULL);
            size_t lifted = 0;
            for (size_t i = 1; i < s.count; i++)
                lifted += !s.points[i].ink;
            assert_int_equal(lifted, w.plan.strokes[w.plan.count - 1].component);
            assert_int_equal(signature_strokes(&s), lifted + 1);
            lifts += lifted;
            signature_free(&s);
        }
    }
    assert_true(lifts > WRITERS * COPIES / 2);
}

static void the_same_seed_writes_the_same(void **state)
{
    (void)state;
    for (int forged = 0; forged < 2; forged++) {
        Signature a = written(3, 5, 2, forged, NULL), b = written(3, 5, 2, forged, NULL);
        Signature c = written(3, 5, 3, forged, NULL), d = written(4, 5, 2, forged, NULL);
        assert_true(same_points(&a, &b));
        assert_false(same_points(&a, &c));
        assert_false(same_points(&a, &d));
        signature_free(&a);
        signature_free(&b);
        signature_free(&c);
        signature_free(&d);
    }
}

/* Root mean square distance between two preprocessed paths, in deviations of y. */
static double path_distance(const double *a, const double *b)
{
    double squares = 0;
    for (size_t i = 0; i < 2 * N; i++)
        squares += (a[i] - b[i]) * (a[i] - b[i]);
    return sqrt(squares / N);
}

static void duplicates_are_alike_forgeries_less_and_writers_differ(void **state)
{
    (void)state;
    static double genuine[WRITERS][COPIES][2 * N], forged[WRITERS][COPIES][2 * N];
    FeatureSet set;
    assert_ok(features_parse("x,y", &set));
    for (size_t writer = 0; writer < WRITERS; writer++)
        for (uint64_t copy = 0; copy < COPIES; copy++) {
            Signature s = written(1, writer, copy, false, NULL), f = written(1, writer, copy, true, NULL);
            assert_ok(features_compute(&s, &set, genuine[writer][copy]));
            assert_ok(features_compute(&f, &set, forged[writer][copy]));
            signature_free(&s);
            signature_free(&f);
        }
    double same = 0, forgery = 0, other = 0;
    size_t closer = 0;
    for (size_t writer = 0; writer < WRITERS; writer++) {
        double of_same = path_distance(genuine[writer][0], genuine[writer][1]);
        double of_forgery = path_distance(genuine[writer][0], forged[writer][0]);
        same += of_same / WRITERS;
        forgery += of_forgery / WRITERS;
        other += path_distance(genuine[writer][0], genuine[(writer + 1) % WRITERS][0]) / WRITERS;
        closer += of_same < of_forgery;
    }
    print_message("paths apart: duplicates %.3f, forgeries %.3f, other writers %.3f; the duplicate is closer "
                  "%zu of %d times\n",
                  same, forgery, other, closer, WRITERS);
    assert_true(same < 0.7 * forgery);
    assert_true(forgery < 0.7 * other);
    assert_true(closer > WRITERS * 6 / 10); /* forgeries can be told */
    assert_true(closer < WRITERS);          /* and not by this distance alone */
}

static double mean_seconds(bool forged, const SynthOptions *options)
{
    double seconds = 0;
    for (size_t writer = 0; writer < WRITERS; writer++)
        for (uint64_t copy = 0; copy < COPIES; copy++) {
            Signature s = written(1, writer, copy, forged, options);
            seconds += signature_duration(&s) / (WRITERS * COPIES);
            signature_free(&s);
        }
    return seconds;
}

static void forgers_are_slower_only_when_told_to(void **state)
{
    (void)state;
    double genuine = mean_seconds(false, NULL), usual = mean_seconds(true, NULL);
    assert_close(usual / genuine, 1, 0.03);
    SynthOptions options = synth_defaults();
    assert_close(options.slowness, 1, 0);
    options.slowness = 1.3;
    assert_close(mean_seconds(true, &options) / usual, 1.3, 0.03);
    assert_close(mean_seconds(false, &options), genuine, 0); /* a writer does not forge himself */
    options.slowness = 1;
    options.hesitation = 0.2;
    double hesitant = mean_seconds(true, &options); /* a fifth of some 20 strokes by 0.2 s */
    assert_true(hesitant > usual + 0.5 && hesitant < usual + 1.5);
}

/* The speed goes up and down about once a stroke, as the model is known for. */
static void speed_has_a_bump_for_each_stroke(void **state)
{
    (void)state;
    double bumps = 0, strokes = 0;
    for (size_t writer = 0; writer < WRITERS; writer++) {
        SynthWriter w;
        synth_writer(&w, 1, writer);
        Signature s = written(1, writer, 0, false, NULL);
        double before = 0, now = 0;
        for (size_t i = 1; i < s.count; i++) {
            double next = hypot(s.points[i].x - s.points[i - 1].x, s.points[i].y - s.points[i - 1].y) /
                          (s.points[i].t - s.points[i - 1].t);
            bumps += now > before && now > next && now > 10;
            before = now;
            now = next;
        }
        strokes += (double)w.plan.count;
        signature_free(&s);
    }
    assert_true(bumps > 0.75 * strokes && bumps < 1.15 * strokes);
}

static void warp_can_be_switched_off(void **state)
{
    (void)state;
    SynthOptions straight = synth_defaults();
    straight.warp = 0;
    Signature a = written(1, 2, 0, false, NULL), b = written(1, 2, 0, false, &straight);
    assert_int_equal(a.count, b.count);
    double moved = 0, low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < a.count; i++) {
        moved = fmax(moved, fabs(a.points[i].x - b.points[i].x));
        low = fmin(low, b.points[i].x);
        high = fmax(high, b.points[i].x);
        assert_true(a.points[i].t == b.points[i].t && a.points[i].pressure == b.points[i].pressure);
    }
    assert_true(moved > 0 && moved <= 0.075 * (high - low) + 0.01);
    signature_free(&a);
    signature_free(&b);
}

static void options_outside_their_range_are_told(void **state)
{
    (void)state;
    SynthWriter w;
    synth_writer(&w, 1, 1);
    Random random = random_seeded(1);
    Signature s;
    SynthOptions options = synth_defaults();
    options.slowness = 0;
    assert_trouble(synth_forgery(&w, &random, &options, &s), "expected a slowness of 0.5 to 5, found 0");
    options = synth_defaults();
    options.hesitation = NAN;
    assert_trouble(synth_forgery(&w, &random, &options, &s),
                   "expected a probability of hesitation of 0 to 1, found nan");
    options = synth_defaults();
    options.warp = 0.2;
    assert_trouble(synth_genuine(&w, &random, &options, &s), "expected a warp of 0 to 0.15, found 0.2");
    assert_null(s.points);
    options = synth_defaults();
    options.slowness = 5;
    options.hesitation = 1;
    for (size_t writer = 0; writer < WRITERS; writer++) { /* the worst that may be asked for */
        synth_writer(&w, 1, writer);
        Status status = synth_forgery(&w, &random, &options, &s);
        if (status.ok)
            assert_ok(signature_check(&s));
        else
            assert_trouble(status, "expected a signature of at most 60 s");
        signature_free(&s);
    }
}

static void files_give_back_what_was_written(void **state)
{
    (void)state;
    char path[] = "/tmp/twingrad-synth-XXXXXX";
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    close(descriptor);
    for (size_t writer = 0; writer < 5; writer++) {
        Signature s = written(1, writer, 0, writer % 2, NULL), back;
        assert_ok(svc2004_write(path, &s));
        assert_ok(penfile_read(path, &back, NULL));
        assert_int_equal(back.count, s.count);
        for (size_t i = 0; i < s.count; i++) {
            assert_true(back.points[i].x == round(100 * s.points[i].x));
            assert_true(back.points[i].y == round(100 * s.points[i].y));
            assert_true(back.points[i].pressure == s.points[i].pressure);
            assert_close(back.points[i].t, s.points[i].t, 1e-12);
            assert_int_equal(back.points[i].ink, s.points[i].ink);
        }
        signature_free(&back);
        assert_ok(inkml_write(path, &s));
        assert_ok(penfile_read(path, &back, NULL));
        assert_int_equal(back.count, s.count);
        assert_int_equal(back.unit, SIGNATURE_MILLIMETRES);
        for (size_t i = 0; i < s.count; i++) {
            assert_close(back.points[i].x, s.points[i].x, 1e-12); /* 0.01 mm fits into six digits */
            assert_close(back.points[i].y, s.points[i].y, 1e-12);
            assert_close(back.points[i].t, s.points[i].t, 1e-12);
            assert_close(back.points[i].pressure, s.points[i].pressure, 5.1e-7);
            assert_int_equal(back.points[i].ink, s.points[i].ink);
        }
        signature_free(&back);
        signature_free(&s);
    }
    unlink(path);
}

/* Whoever numbers signatures from 0 on with streams of the same seed must not write with the numbers that a plan was
 * made of. */
static void a_plan_shares_no_stream_with_the_seed_s_own(void **state)
{
    (void)state;
    for (size_t w = 0; w < 20; w++) {
        SynthWriter writer;
        synth_writer(&writer, 7, w);
        Random random = random_stream(7, w);
        Plan plan;
        plan_draw(&random, &plan);
        assert_true(plan.strokes[0].motion.length != writer.plan.strokes[0].motion.length);
    }
}

enum { PEOPLE = 200, REFERENCES = 5, QUESTIONED = 4, JUDGED = PEOPLE * QUESTIONED };

static int compare_numbers(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* The rate at which |ln duration - its mean over the references| mistakes as many duplicates as forgeries. */
static double equal_error_of_durations(const SynthOptions *options)
{
    double ours[JUDGED], theirs[JUDGED];
    for (size_t w = 0; w < PEOPLE; w++) {
        double usual = 0;
        for (size_t k = 0; k < REFERENCES + QUESTIONED; k++) {
            Signature signature = written(2024, w, k, false, options);
            double duration = log(signature_duration(&signature));
            signature_free(&signature);
            if (k < REFERENCES)
                usual += duration / REFERENCES;
            else
                ours[w * QUESTIONED + k - REFERENCES] = fabs(duration - usual);
        }
        for (size_t k = 0; k < QUESTIONED; k++) {
            Signature signature = written(2024, w, k, true, options);
            theirs[w * QUESTIONED + k] = fabs(log(signature_duration(&signature)) - usual);
            signature_free(&signature);
        }
    }
    qsort(ours, JUDGED, sizeof *ours, compare_numbers);
    qsort(theirs, JUDGED, sizeof *theirs, compare_numbers);
    /* The n-th smallest of theirs meets the n-th greatest of ours. */
    for (size_t n = 0; n < JUDGED; n++)
        if (theirs[n] >= ours[JUDGED - 1 - n])
            return (double)n / JUDGED;
    return 1;
}

static void duration_alone_does_not_tell_forgeries(void **state)
{
    (void)state;
    double rate = equal_error_of_durations(NULL);
    assert_true(rate > 0.25 && rate < 0.42);
}

static void with_the_slowness_of_real_forgers_duration_alone_tells(void **state)
{
    (void)state;
    SynthOptions options = synth_defaults();
    options.slowness = 1.3;
    double rate = equal_error_of_durations(&options);
    assert_true(rate > 0.001 && rate < 0.1);
}

static double mean_pressure(size_t writer, uint64_t copy, bool forged)
{
    Signature s = written(2024, writer, copy, forged, NULL);
    double mean = 0;
    for (size_t i = 0; i < s.count; i++)
        mean += s.points[i].pressure / (double)s.count;
    signature_free(&s);
    return mean;
}

static void a_forger_presses_in_a_way_of_his_own_yet_not_very_different(void **state)
{
    (void)state;
    double own = 0, others = 0;
    for (size_t w = 0; w < PEOPLE; w++) {
        own += fabs(mean_pressure(w, 0, false) - mean_pressure(w, 1, false)) / PEOPLE;
        others += fabs(mean_pressure(w, 0, false) - mean_pressure(w, 1, true)) / PEOPLE;
    }
    assert_true(others > 1.3 * own);
    assert_true(others < 0.1);
}

/* Of 200 people, not of a few: no size that no pen writes, no pace that no hand has. */
static void everybody_writes_at_a_human_size_and_pace(void **state)
{
    (void)state;
    double durations[PEOPLE];
    for (size_t w = 0; w < PEOPLE; w++)
        for (int forged = 0; forged < 2; forged++) {
            Signature s = written(77, w, 0, forged, NULL);
            assert_ok(signature_check(&s));
            double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
            for (size_t i = 0; i < s.count; i++) {
                low[0] = fmin(low[0], s.points[i].x);
                high[0] = fmax(high[0], s.points[i].x);
                low[1] = fmin(low[1], s.points[i].y);
                high[1] = fmax(high[1], s.points[i].y);
            }
            assert_true(high[0] - low[0] > 5 && high[0] - low[0] < 100); /* mm */
            assert_true(high[1] - low[1] > 3 && high[1] - low[1] < 60);
            assert_in_range(s.count, 80, 800);
            durations[w] = signature_duration(&s);
            assert_true(durations[w] > 1 && durations[w] < 8);
            signature_free(&s);
        }
    qsort(durations, PEOPLE, sizeof *durations, compare_numbers);
    assert_true(durations[PEOPLE / 10] > 1.5 && durations[9 * PEOPLE / 10] < 4.5);
}

static void options_out_of_range_are_refused_and_leave_nothing(void **state)
{
    (void)state;
    const SynthOptions wrong[] = {
        {0.4, 0, 0.05}, {5.1, 0, 0.05}, {NAN, 0, 0.05}, {1, -0.1, 0.05},     {1, 1.1, 0.05},
        {1, NAN, 0.05}, {1, 0, -0.01},  {1, 0, 0.16},   {INFINITY, 0, 0.05}, {1, 0, NAN},
    };
    const SynthOptions limits[] = {{0.5, 0, 0}, {5, 1, 0.15}};
    static const char *const names[] = {"slowness",   "slowness", "slowness", "hesitation", "hesitation",
                                        "hesitation", "warp",     "warp",     "slowness",   "warp"};
    SynthWriter writer;
    synth_writer(&writer, 1, 1);
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
        Random random = random_seeded(1);
        Signature signature = {.count = 7};
        assert_trouble(synth_genuine(&writer, &random, &wrong[k], &signature), names[k]);
        assert_true(signature.count == 0 && !signature.points);
        signature.count = 7;
        assert_trouble(synth_forgery(&writer, &random, &wrong[k], &signature), names[k]);
        assert_true(signature.count == 0 && !signature.points);
    }
    for (size_t k = 0; k < 2; k++) {
        Random random = random_seeded(1);
        Signature signature;
        assert_ok(synth_forgery(&writer, &random, &limits[k], &signature));
        signature_free(&signature);
    }
}

/* As for the plans, see test_plan.c; what the tablet rounds may go to the other side on another C library. */
static void the_signatures_of_a_seed_stay_what_they_are(void **state)
{
    (void)state;
    double sums[5] = {0};
    size_t count = 0;
    SynthOptions options = {.slowness = 1.2, .hesitation = 0.1, .warp = 0.1};
    Random weights = random_seeded(1);
    for (size_t w = 0; w < WRITERS; w++) {
        Signature s = written(5, w, 0, w % 2, w % 3 ? NULL : &options);
        count += s.count;
        for (size_t i = 0; i < s.count; i++) {
            PenPoint p = s.points[i];
            const double numbers[5] = {p.x, p.y, p.t, p.pressure, p.ink};
            for (int q = 0; q < 5; q++)
                sums[q] += numbers[q] * random_uniform(&weights);
        }
        signature_free(&s);
    }
    static const double expected[5] = {86900.8879581047, -13275.6261006258, 9606.03681187955,
                                       2962.17093807117, 5625.60233834548};
    assert_int_equal(count, 11367);
    for (int q = 0; q < 5; q++)
        assert_close_relative(sums[q], expected[q], 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_signature_is_what_a_tablet_gives),
        cmocka_unit_test(the_pen_is_lifted_where_the_plan_says),
        cmocka_unit_test(the_same_seed_writes_the_same),
        cmocka_unit_test(duplicates_are_alike_forgeries_less_and_writers_differ),
        cmocka_unit_test(forgers_are_slower_only_when_told_to),
        cmocka_unit_test(speed_has_a_bump_for_each_stroke),
        cmocka_unit_test(warp_can_be_switched_off),
        cmocka_unit_test(options_outside_their_range_are_told),
        cmocka_unit_test(files_give_back_what_was_written),
        cmocka_unit_test(a_plan_shares_no_stream_with_the_seed_s_own),
        cmocka_unit_test(duration_alone_does_not_tell_forgeries),
        cmocka_unit_test(with_the_slowness_of_real_forgers_duration_alone_tells),
        cmocka_unit_test(a_forger_presses_in_a_way_of_his_own_yet_not_very_different),
        cmocka_unit_test(everybody_writes_at_a_human_size_and_pace),
        cmocka_unit_test(options_out_of_range_are_refused_and_leave_nothing),
        cmocka_unit_test(the_signatures_of_a_seed_stay_what_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
