#include "live/capture.h"

#include <stdlib.h>

#include "live/mouse.h"
#include "pen/features.h"
#include "pen/synth.h"
#include "support/test.h"

static void take(void *context, MouseEvent event)
{
    Capture *capture = context;
    capture_look(capture, event.looked);
    if (event.kind == MOUSE_PRESS)
        assert_true(capture_down(capture, event.x, event.y, event.met));
    else if (event.kind == MOUSE_RELEASE)
        assert_true(capture_up(capture, event.x, event.y, event.met));
    else
        assert_true(capture_move(capture, event.x, event.y, event.met));
}

static Signature captured(const Signature *played, Mouse mouse)
{
    Capture capture = {0};
    Signature signature;
    mouse_play(played, mouse, 12.5, take, &capture);
    assert_ok(capture_signature(&capture, 1 / mouse.zoom, &signature));
    capture_free(&capture);
    return signature;
}

/* How far apart the net's inputs of two signatures are: for each feature the difference's share of the feature, squared
 * and summed over several writers. */
typedef struct Distance {
    double squares[FEATURES_COUNT], all[FEATURES_COUNT];
} Distance;

static void add_distance(const FeatureSet *set, const Signature *one, const Signature *other, Distance *sum)
{
    static double a[FEATURES_COUNT * FEATURES_TIME], b[FEATURES_COUNT * FEATURES_TIME];
    assert_ok(features_compute(one, set, a));
    assert_ok(features_compute(other, set, b));
    for (size_t k = 0; k < set->count * FEATURES_TIME; k++) {
        sum->squares[k / FEATURES_TIME] += (a[k] - b[k]) * (a[k] - b[k]);
        sum->all[k / FEATURES_TIME] += a[k] * a[k];
    }
}

static double share(const Distance *sum, size_t row)
{
    return sqrt(sum->squares[row] / sum->all[row]);
}

/* The distance that playing ten writers' signatures makes, and that between two genuine ones of the same writers. */
static Distance distance_of(const FeatureSet *set, Mouse mouse, Distance *genuine)
{
    Distance played = {0};
    *genuine = played;
    for (size_t number = 0; number < 10; number++) {
        SynthWriter writer;
        Random random = random_stream(3, number);
        Signature one, other;
        synth_writer(&writer, 7, number);
        assert_ok(synth_genuine(&writer, &random, NULL, &one));
        assert_ok(synth_genuine(&writer, &random, NULL, &other));
        Signature caught = captured(&one, mouse);
        add_distance(set, &one, &caught, &played);
        add_distance(set, &one, &other, genuine);
        signature_free(&one);
        signature_free(&other);
        signature_free(&caught);
    }
    return played;
}

/* A tablet of ordinary speed: nothing but the resampling comes between the signature and its features. */
static void a_signature_that_is_played_has_its_features_again(void **state)
{
    (void)state;
    FeatureSet set;
    Distance genuine;
    assert_ok(features_parse("net3", &set));
    Distance played = distance_of(&set, (Mouse){.events_a_second = 200, .zoom = 4}, &genuine);
    for (size_t row = 0; row < set.count; row++) {
        Feature feature = set.list[row];
        double most =
            feature == FEATURES_X || feature == FEATURES_Y || feature == FEATURES_SPEED ? 0.03 : 0.14;
        if (feature == FEATURES_PEN)
            most = 0.2; /* from +1 to -1 at two of the 200 instants, where strokes begin and end */
        if (share(&played, row) > most)
            fail_msg("%s: off by %.3f", features_name(set.list[row]), share(&played, row));
    }
}

/* A mouse of whole pixels, met sixty times a second: less than half as far off as the writer is from himself. */
static void a_coarse_mouse_met_late_still_tells_the_writer(void **state)
{
    (void)state;
    const Mouse mice[] = {{125, 4, true, 60}, {1000, 4, true, 60}, {1000, 3, true, 0}, {500, 4, true, 30}};
    FeatureSet set;
    assert_ok(features_parse("net3", &set));
    for (size_t i = 0; i < sizeof mice / sizeof mice[0]; i++) {
        Distance genuine, played = distance_of(&set, mice[i], &genuine);
        double sum = 0, genuine_sum = 0;
        for (size_t row = 0; row < set.count; row++) {
            sum += share(&played, row);
            genuine_sum += share(&genuine, row);
        }
        if (sum > 0.5 * genuine_sum)
            fail_msg("mouse %zu: off by %.3f, the writer's own %.3f", i, sum, genuine_sum);
    }
}

/* Fifteen movements at one time, as a window that was busy gives them, are spread over the time that it was busy. */
static void events_with_one_time_are_spread_over_the_look(void **state)
{
    (void)state;
    Capture capture = {0};
    Signature signature;
    capture_look(&capture, 1);
    capture_down(&capture, 0, 0, 1);
    for (int look = 1; look <= 4; look++) {
        for (int k = 0; k < 15; k++)
            capture_move(&capture, 15 * (look - 1) + k + 1, k % 2, 1 + 0.06 * look);
        capture_look(&capture, 1 + 0.06 * look);
    }
    assert_ok(capture_signature(&capture, 1, &signature));
    assert_close(signature_duration(&signature), 0.24, 1e-9);
    for (size_t i = 0; i < signature.count; i++) /* 60 units in 0.24 s, evenly */
        assert_close(signature.points[i].x, 250 * signature.points[i].t, 0.02);
    signature_free(&signature);
    capture_free(&capture);
}

/* The window slept until the mouse woke it: that was no time of drawing. */
static void what_woke_the_program_was_not_spread_over_its_sleep(void **state)
{
    (void)state;
    Capture capture = {0};
    Signature signature;
    capture_look(&capture, 1);
    capture_down(&capture, 0, 0, 5);
    for (int k = 0; k <= 30; k++) {
        capture_look(&capture, 5 + 0.01 * k);
        capture_move(&capture, k, k % 3, 5.01 + 0.01 * k);
    }
    capture_look(&capture, 5.32);
    capture_up(&capture, 31, 0, 8); /* held still for long, then let go */
    assert_ok(capture_signature(&capture, 1, &signature));
    assert_close(signature_duration(&signature), 3, 1e-9);
    signature_free(&signature);
    capture_free(&capture);
}

static void a_lift_of_the_pen_takes_its_time_and_is_no_ink(void **state)
{
    (void)state;
    Capture capture = {0};
    Signature signature;
    for (int stroke = 0; stroke < 2; stroke++) {
        double begin = 2 + 0.5 * stroke;
        capture_look(&capture, begin);
        capture_down(&capture, 100 * stroke, 0, begin);
        for (int k = 1; k <= 20; k++) {
            capture_look(&capture, begin + 0.01 * k - 0.001);
            capture_move(&capture, 100 * stroke + k, k % 5, begin + 0.01 * k);
        }
        capture_up(&capture, 100 * stroke + 20, 0, begin + 0.2);
        assert_true(capture_move(&capture, 500, 500, begin + 0.25)); /* in the air: not recorded */
    }
    assert_int_equal(capture_strokes(&capture), 2);
    assert_ok(capture_signature(&capture, 0.5, &signature));
    assert_int_equal(signature_strokes(&signature), 2);
    size_t lifts = 0;
    for (size_t i = 1; i < signature.count; i++) {
        if (signature.points[i].ink)
            continue;
        lifts++;
        assert_close(signature.points[i - 1].x, 10, 1e-9); /* half a millimetre to a unit */
        assert_close(signature.points[i - 1].t, 0.2, 1e-9);
        assert_close(signature.points[i].x, 50, 1e-9);
        assert_close(signature.points[i].t, 0.5, 1e-9);
    }
    assert_int_equal(lifts, 1);
    assert_true(signature.points[0].t == 0 && signature.unit == SIGNATURE_MILLIMETRES);
    signature_free(&signature);
    capture_undo(&capture);
    assert_int_equal(capture_strokes(&capture), 1);
    assert_true(capture.events[capture.count - 1].x == 20);
    capture_free(&capture);
}

/* Clicks, a mouse that stands, two strokes at one moment, times that fall, numbers that are none. */
static void no_stream_of_events_breaks_it(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 300; seed++) {
        Random random = random_seeded(seed);
        Capture capture = {0};
        double now = 3;
        size_t events = 1 + (size_t)random_below(&random, 400);
        for (size_t i = 0; i < events; i++) {
            double x = random_between(&random, 0, 50), y = random_between(&random, 0, 20);
            now += random_below(&random, 3) == 0 ? 0 : 0.02 * random_uniform(&random);
            now -= random_below(&random, 50) == 0 ? 0.1 : 0;
            if (random_below(&random, 3) == 0)
                capture_look(&capture, now);
            if (random_below(&random, 200) == 0)
                x = NAN;
            switch (random_below(&random, 8)) {
            case 0:
                capture_down(&capture, x, y, now);
                break;
            case 1:
                capture_up(&capture, x, y, now);
                break;
            case 2:
                if (random_below(&random, 20) == 0)
                    capture_undo(&capture);
                break;
            default:
                capture_move(&capture, x, y, random_below(&random, 100) ? now : NAN);
            }
        }
        Signature signature;
        Status status = capture_signature(&capture, 0.26, &signature);
        if (status.ok)
            assert_ok(signature_check(&signature));
        else
            assert_int_equal(signature.count, 0);
        signature_free(&signature);
        capture_free(&capture);
    }
}

static void what_is_no_signature_is_said_in_plain_words(void **state)
{
    (void)state;
    Capture capture = {0};
    Signature signature;
    assert_trouble(capture_signature(&capture, 1, &signature), "nothing is drawn yet");
    capture_down(&capture, 1, 1, 1);
    capture_up(&capture, 1, 1, 1.01);
    assert_trouble(capture_signature(&capture, 1, &signature), "too short for a signature yet");
    capture_down(&capture, 5, 5, 90);
    for (int k = 0; k < 30; k++)
        capture_move(&capture, k, k % 4, 90 + 0.01 * k);
    assert_trouble(capture_signature(&capture, 1, &signature), "longer than a minute");
    capture_clear(&capture);
    assert_int_equal(capture_strokes(&capture), 0);
    capture_undo(&capture);
    assert_int_equal(capture.count, 0);
    capture_free(&capture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signature_that_is_played_has_its_features_again),
        cmocka_unit_test(a_coarse_mouse_met_late_still_tells_the_writer),
        cmocka_unit_test(events_with_one_time_are_spread_over_the_look),
        cmocka_unit_test(what_woke_the_program_was_not_spread_over_its_sleep),
        cmocka_unit_test(a_lift_of_the_pen_takes_its_time_and_is_no_ink),
        cmocka_unit_test(no_stream_of_events_breaks_it),
        cmocka_unit_test(what_is_no_signature_is_said_in_plain_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
