#include "live/fake.h"
#include "live/sentence.h"
#include "live/snapshot.h"
#include "support/test.h"

#include <string.h>

/* Four pairs in two rows; the second counts. Genuine 40, genuine 70, forged 50, forged without an angle. */
static const SnapshotPair pairs[] = {
    {"one", true, false}, {"two", true, false}, {"three", false, false}, {"four", false, true}};
static const float degrees[] = {1, 2, 3, 4, 40, 70, 50, NAN};

static Snapshot snapshot_of(double threshold)
{
    return (Snapshot){.angles = {1, 1, 4, 2, pairs, degrees, threshold}};
}

static void the_last_row_is_now(void **state)
{
    (void)state;
    Snapshot snapshot = snapshot_of(60);
    assert_close(snapshot_angle_now(&snapshot, 1), 70, 0);
    assert_true(isnan(snapshot_angle_now(&snapshot, 3)));
    assert_true(isnan(snapshot_angle_now(&snapshot, 4)));
    snapshot.angles.rows = 0;
    assert_true(isnan(snapshot_angle_now(&snapshot, 1)));
    assert_int_equal(snapshot_count(&snapshot, true), 2);
    assert_int_equal(snapshot_count(&snapshot, false), 2);
}

static void the_threshold_decides_and_belongs_to_the_genuine(void **state)
{
    (void)state;
    Snapshot snapshot = snapshot_of(60);
    assert_true(snapshot_is_right(&snapshot, 0));
    assert_false(snapshot_is_right(&snapshot, 1));
    assert_false(snapshot_is_right(&snapshot, 2));
    assert_false(snapshot_is_right(&snapshot, 3));
    snapshot.angles.threshold = 40;
    assert_true(snapshot_is_right(&snapshot, 0)); /* at the threshold: accepted */
    snapshot.angles.threshold = 50;
    assert_false(snapshot_is_right(&snapshot, 2)); /* likewise, wrongly */
    snapshot.angles.threshold = NAN;
    assert_close(snapshot_threshold(&snapshot), 90, 0);
    assert_true(snapshot_is_right(&snapshot, 1));
}

static void the_worst_pair_is_furthest_on_the_wrong_side(void **state)
{
    (void)state;
    Snapshot snapshot = snapshot_of(60);
    assert_int_equal(snapshot_worst_pair(&snapshot), 1); /* both wrong by 10: the first */
    snapshot.angles.threshold = 65;
    assert_int_equal(snapshot_worst_pair(&snapshot), 2);
    snapshot.angles.threshold = 45;
    assert_int_equal(snapshot_worst_pair(&snapshot), 1);
    snapshot.angles.rows = 0;
    assert_true(snapshot_worst_pair(&snapshot) == SIZE_MAX);
    snapshot.angles.pairs = 0;
    assert_true(snapshot_worst_pair(&snapshot) == SIZE_MAX);
}

static void neighbours_go_round_the_end(void **state)
{
    (void)state;
    Snapshot snapshot = snapshot_of(60);
    assert_int_equal(snapshot_neighbour(&snapshot, 1), 0);
    snapshot.chosen = (SnapshotChosen){.present = true, .pair = 3};
    assert_int_equal(snapshot_neighbour(&snapshot, 1), 0);
    assert_int_equal(snapshot_neighbour(&snapshot, -1), 2);
    snapshot.chosen.pair = 0;
    assert_int_equal(snapshot_neighbour(&snapshot, -1), 3);
    snapshot.angles.pairs = 0;
    assert_true(snapshot_neighbour(&snapshot, 1) == SIZE_MAX);
}

/* The sentence about pair 3 (forged) or 1 (genuine) at these degrees with this pull. */
static const char *sentence_for(size_t pair, double angle, double pull, double threshold)
{
    static char sentence[SENTENCE_SIZE];
    static float row[4], genuine[181], forged[181];
    for (size_t i = 0; i < 181; i++) {
        genuine[i] = (float)fake_pull((double)i, 1);
        forged[i] = (float)fake_pull((double)i, -0.9);
    }
    row[pair] = (float)angle;
    Snapshot snapshot = {.angles = {1, 1, 4, 1, pairs, row, threshold},
                         .chosen = {.present = true,
                                    .pair = pair,
                                    .degrees = angle,
                                    .pull = pull,
                                    .pull_samples = 181,
                                    .pull_genuine = genuine,
                                    .pull_forged = forged}};
    sentence_write(&snapshot, sentence);
    return sentence;
}

static void assert_says(const char *sentence, const char *part)
{
    if (!strstr(sentence, part))
        fail_msg("'%s' does not say '%s'", sentence, part);
}

static void the_sentence_says_where_the_pair_stands(void **state)
{
    (void)state;
    assert_says(sentence_for(2, 41, 1, 63),
                "Pair 3 (three) is forged and 41\xc2\xb0 apart, within the threshold of 63\xc2\xb0");
    assert_says(sentence_for(2, 41, 1, 63), "wrongly accepted; it should be far apart");
    assert_says(sentence_for(2, 100, 1, 63), "rejected, as it should be");
    assert_says(sentence_for(0, 41, -1, 63), "genuine and 41\xc2\xb0 apart");
    assert_says(sentence_for(0, 41, -1, 63), "accepted, as it should be");
    assert_says(sentence_for(0, 80, -1, 63), "wrongly rejected; it should be close together");
    assert_says(sentence_for(0, 80, -1, NAN), "threshold of 90");
}

static void the_sentence_says_what_pulls_and_how_far_it_grows(void **state)
{
    (void)state;
    /* (c + 0.9) sin theta is largest at 58.6 degrees: 2 c^2 + 0.9 c - 1 = 0. */
    assert_says(sentence_for(2, 30, fake_pull(30, -0.9), 63),
                "The pull of 0.88 opens it, growing until 59\xc2\xb0");
    assert_says(sentence_for(2, 80, fake_pull(80, -0.9), 63), "opens it, and fades on the way");
    /* (c - 1) sin theta is most negative at 120 degrees. */
    assert_says(sentence_for(0, 150, fake_pull(150, 1), 63), "closes it, growing until 120\xc2\xb0");
    assert_says(sentence_for(0, 90, fake_pull(90, 1), 63),
                "The pull of 1.00 closes it, and fades on the way");
    assert_says(sentence_for(2, 0, 0, 63), "Nothing pulls it: at 0\xc2\xb0 and 180\xc2\xb0");
    assert_says(sentence_for(2, 154.158, 0, 63), "its loss is at rest here");
}

static void without_a_pair_or_with_trouble_the_sentence_says_so(void **state)
{
    (void)state;
    char sentence[SENTENCE_SIZE];
    Snapshot snapshot = {.angles = {.threshold = NAN}};
    sentence_write(&snapshot, sentence);
    assert_says(sentence, "No pair is chosen");
    snapshot = snapshot_of(60);
    snapshot.chosen = (SnapshotChosen){.present = true, .pair = 3, .degrees = NAN, .pull = NAN};
    sentence_write(&snapshot, sentence);
    assert_says(sentence, "length 0");
    snapshot.run.trouble = "The loss became NaN at step 17.";
    sentence_write(&snapshot, sentence);
    assert_string_equal(sentence, "The loss became NaN at step 17.");
}

static void the_sentence_tells_the_phase_first_and_a_planted_mistake_in_place_of_the_pull(void **state)
{
    (void)state;
    char sentence[SENTENCE_SIZE];
    Snapshot snapshot = snapshot_of(60);
    snapshot.chosen = (SnapshotChosen){.present = true, .pair = 2, .degrees = 30, .pull = 0.9};
    sentence_write(&snapshot, sentence);
    assert_says(sentence, "The pull of 0.90");
    snapshot.phase.name = SNAPSHOT_PHASE_BACKWARD;
    sentence_write(&snapshot, sentence);
    assert_int_equal(strncmp(sentence, "Backward: the gradient goes the same way back", 45), 0);
    assert_says(sentence, "Pair 3 (");
    snapshot.phase.name = SNAPSHOT_PHASE_WHOLE;
    snapshot.tuning.fault_count = 1;
    snprintf(snapshot.tuning.faults[0], sizeof snapshot.tuning.faults[0], "cosine-sign");
    sentence_write(&snapshot, sentence);
    assert_says(sentence, "The mistake cosine-sign is planted");
    assert_null(strstr(sentence, "The pull"));
    snapshot.tuning.fault_count = 2;
    sentence_write(&snapshot, sentence);
    assert_says(sentence, "2 mistakes are planted");
}

static void no_label_is_too_long_for_the_sentence(void **state)
{
    (void)state;
    SnapshotPair pair = {.genuine = true};
    memset(pair.label, 'w', SNAPSHOT_LABEL - 1);
    float angle = 123;
    char sentence[SENTENCE_SIZE];
    Snapshot snapshot = {.angles = {1, 1, 1, 1, &pair, &angle, 60},
                         .chosen = {.present = true, .degrees = 123, .pull = -1}};
    sentence_write(&snapshot, sentence);
    assert_says(sentence, "fades on the way.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_row_is_now),
        cmocka_unit_test(the_threshold_decides_and_belongs_to_the_genuine),
        cmocka_unit_test(the_worst_pair_is_furthest_on_the_wrong_side),
        cmocka_unit_test(neighbours_go_round_the_end),
        cmocka_unit_test(the_sentence_says_where_the_pair_stands),
        cmocka_unit_test(the_sentence_says_what_pulls_and_how_far_it_grows),
        cmocka_unit_test(without_a_pair_or_with_trouble_the_sentence_says_so),
        cmocka_unit_test(the_sentence_tells_the_phase_first_and_a_planted_mistake_in_place_of_the_pull),
        cmocka_unit_test(no_label_is_too_long_for_the_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
