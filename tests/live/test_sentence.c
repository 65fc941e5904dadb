#include "live/fake.h"
#include "live/sentence.h"
#include "support/test.h"

static const SnapshotPair pairs[] = {
    {"one", true, false}, {"two", true, false}, {"three", false, false}, {"four", false, true}};

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
    sentence_write(&snapshot, SENTENCE_ALL, sentence);
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
    sentence_write(&snapshot, SENTENCE_ALL, sentence);
    assert_says(sentence, "No pair is chosen");
    static const float row[] = {20, 30, 100, 110};
    snapshot.angles = (SnapshotAngles){1, 1, 4, 1, pairs, row, 60};
    snapshot.chosen = (SnapshotChosen){.present = true, .pair = 3, .degrees = NAN, .pull = NAN};
    sentence_write(&snapshot, SENTENCE_ALL, sentence);
    assert_says(sentence, "length 0");
    snapshot.run.trouble = "The loss became NaN at step 17.";
    sentence_write(&snapshot, SENTENCE_ALL, sentence);
    assert_string_equal(sentence, "The loss became NaN at step 17.");
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
    sentence_write(&snapshot, SENTENCE_ALL, sentence);
    assert_says(sentence, "fades on the way.");
}

/* Everything that is said of a run of 20 pairs; `most` sentences. */
static const char *said(const Snapshot *snapshot, size_t most)
{
    static char sentence[SENTENCE_SIZE];
    sentence_write(snapshot, most, sentence);
    return sentence;
}

static void assert_silent(const char *sentence, const char *part)
{
    if (strstr(sentence, part))
        fail_msg("'%s' says '%s'", sentence, part);
}

static void a_planted_mistake_is_told_first(void **state)
{
    (void)state;
    Fake *fake = fake_make(20, 60, 120);
    SnapshotTuning *tuning = &fake->snapshot.tuning;
    assert_silent(said(&fake->snapshot, SENTENCE_ALL), "mistake");
    tuning->fault_count = 1;
    snprintf(tuning->faults[0], sizeof tuning->faults[0], "tanh-forgotten@tanh1");
    assert_string_equal(
        said(&fake->snapshot, 1),
        "A mistake is planted, tanh-forgotten@tanh1: Forgets that the step is there: dz = dh.");
    tuning->fault_count = 2;
    snprintf(tuning->faults[1], sizeof tuning->faults[1], "cosine-sign");
    assert_string_equal(said(&fake->snapshot, 1),
                        "2 mistakes are planted: tanh-forgotten@tanh1, cosine-sign.");
    fake->snapshot.run.trouble = "The loss became NaN at step 17.";
    assert_says(said(&fake->snapshot, SENTENCE_ALL),
                "The loss became NaN at step 17. 2 mistakes are planted");
    fake_free(fake);
}

static void each_phase_of_a_step_is_told(void **state)
{
    (void)state;
    Fake *fake = fake_make(20, 60, 120);
    SnapshotPhase *phase = &fake->snapshot.phase;
    *phase = (SnapshotPhase){.name = SNAPSHOT_PHASE_FORWARD, .steps = 9, .forward = 4};
    assert_says(said(&fake->snapshot, 1), "gone through 4 of the 9 steps; there is no gradient yet");
    phase->name = SNAPSHOT_PHASE_LOSS;
    assert_says(said(&fake->snapshot, 1), "The loss of the pair is there");
    phase->name = SNAPSHOT_PHASE_BACKWARD;
    phase->backward = 7;
    assert_says(said(&fake->snapshot, 1), "come back through 7 of the 9 steps");
    phase->name = SNAPSHOT_PHASE_UPDATE;
    assert_says(said(&fake->snapshot, 1), "at a rate of 0.01; the numbers shown are those from before");
    phase->name = SNAPSHOT_PHASE_WHOLE;
    assert_says(said(&fake->snapshot, 1), "Pair 2");
    fake_free(fake);
}

static void set_angles(Fake *fake, double genuine, double forged)
{
    const SnapshotAngles *angles = &fake->snapshot.angles;
    for (size_t i = 0; i < angles->pairs; i++)
        fake->degrees[(angles->rows - 1) * angles->pairs + i] =
            (float)(fake->pair[i].genuine ? genuine : forged);
}

static void what_all_pairs_do_is_told_when_it_is_out_of_the_ordinary(void **state)
{
    (void)state;
    Fake *fake = fake_make(20, 60, 120);
    const struct {
        double genuine, forged;
        const char *says, *not ;
    } cases[] = {
        {4, 9, "No pair is more than 9\xc2\xb0 apart: to this net all signatures look alike", "wrong way"},
        {80, 50, "genuine pairs are farther apart, 80\xc2\xb0, than forged ones, 50\xc2\xb0", "alike"},
        {20, 120, "All 20 pairs are on their side of the threshold of 63\xc2\xb0", "wrong way"},
        {20, 60, "Pair 2", "All 20 pairs"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        set_angles(fake, cases[i].genuine, cases[i].forged);
        fake_choose(fake, 1);
        assert_says(said(&fake->snapshot, SENTENCE_ALL), cases[i].says);
        assert_silent(said(&fake->snapshot, SENTENCE_ALL), cases[i].not );
    }
    fake_free(fake);
}

static void growing_embeddings_are_told_by_how_much(void **state)
{
    (void)state;
    Fake *fake = fake_make(20, 60, 120);
    fake->norm_mean[0] = 2;
    fake->norm_mean[59] = 2.4F;
    assert_silent(said(&fake->snapshot, SENTENCE_ALL), "The embeddings");
    fake->norm_mean[59] = 5;
    assert_says(said(&fake->snapshot, SENTENCE_ALL), "The embeddings are 2.5 times as long as at the start");
    fake->norm_mean[59] = 0.5F;
    assert_says(said(&fake->snapshot, SENTENCE_ALL),
                "The embeddings are 4.0 times shorter than at the start");
    fake_free(fake);
}

static void fewer_sentences_are_the_first_of_all(void **state)
{
    (void)state;
    Fake *fake = fake_make(20, 60, 120);
    char all[SENTENCE_SIZE], some[SENTENCE_SIZE];
    size_t count = sentence_write(&fake->snapshot, SENTENCE_ALL, all);
    assert_true(count >= 3);
    for (size_t most = 1; most <= count; most++) {
        assert_int_equal(sentence_write(&fake->snapshot, most, some), count);
        assert_memory_equal(all, some, strlen(some));
        assert_int_equal(some[strlen(some) - 1], '.'); /* whole ones */
    }
    assert_string_equal(all, some);
    fake_free(fake);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_sentence_says_where_the_pair_stands),
        cmocka_unit_test(the_sentence_says_what_pulls_and_how_far_it_grows),
        cmocka_unit_test(without_a_pair_or_with_trouble_the_sentence_says_so),
        cmocka_unit_test(no_label_is_too_long_for_the_sentence),
        cmocka_unit_test(a_planted_mistake_is_told_first),
        cmocka_unit_test(each_phase_of_a_step_is_told),
        cmocka_unit_test(what_all_pairs_do_is_told_when_it_is_out_of_the_ordinary),
        cmocka_unit_test(growing_embeddings_are_told_by_how_much),
        cmocka_unit_test(fewer_sentences_are_the_first_of_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
