#include "live/trace.h"

#include <stdlib.h>

#include "pen/synth.h"
#include "support/test.h"

static Signature written(void)
{
    SynthWriter writer;
    Random random = random_seeded(4);
    Signature signature;
    synth_writer(&writer, 7, 1);
    assert_ok(synth_genuine(&writer, &random, NULL, &signature));
    return signature;
}

static void every_sample_is_a_point_and_every_stroke_a_stroke(void **state)
{
    (void)state;
    Signature signature = written();
    InkPoint *points = calloc(signature.count, sizeof *points);
    trace_write(&signature, points);
    assert_int_equal(ink_strokes(signature.count, points), signature_strokes(&signature));
    assert_close(ink_duration(signature.count, points), signature_duration(&signature), 1e-6);
    for (size_t i = 0; i + 1 < signature.count; i++) {
        assert_true(points[i].ink == signature.points[i + 1].ink);
        assert_close(points[i].x, signature.points[i].x, 1e-6);
    }
    assert_false(points[signature.count - 1].ink);
    free(points);
    signature_free(&signature);
}

static void what_the_net_sees_is_what_preprocessing_makes(void **state)
{
    (void)state;
    Signature signature = written();
    Preprocessed seen;
    InkPoint points[PREPROCESS_TIME];
    assert_ok(preprocess_run(&signature, false, &seen));
    trace_write_seen(&seen, points);
    assert_close(ink_duration(PREPROCESS_TIME, points), signature_duration(&signature), 1e-6);
    size_t ink = 0, expected = 0;
    for (size_t i = 0; i < PREPROCESS_TIME; i++) {
        assert_close(points[i].y, seen.y[i], 1e-6);
        ink += points[i].ink;
        expected += i > 0 && seen.ink[i];
    }
    assert_int_equal(ink, expected);
    signature_free(&signature);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_sample_is_a_point_and_every_stroke_a_stroke),
        cmocka_unit_test(what_the_net_sees_is_what_preprocessing_makes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
