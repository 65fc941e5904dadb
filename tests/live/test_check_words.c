/* The sentences of the gradient check. */
#include "live/check_words.h"

#include <string.h>

#include "live/fake_check.h"
#include "support/test.h"
#include "words/words.h"

static void assert_says(const char *words, const char *part)
{
    if (!strstr(words, part))
        fail_msg("'%s' does not say '%s'", words, part);
}

static void the_verdict_says_what_the_check_comes_to(void **state)
{
    (void)state;
    SnapshotCheck check;
    char words[CHECK_WORDS_SIZE];
    FakeCheck *fake = fake_check_make(&check);
    check_words_verdict(&check, words);
    assert_string_equal(words, "RIGHT: all 9820 derivatives agree with the measured ones");
    check_words_reason(&check, words);
    assert_says(words, "A mistake of 3e-11 of the largest derivative");
    check.word.every_entry = false;
    check_words_verdict(&check, words);
    assert_says(words, "as far as random directions can tell");
    fake_check_spoil(fake, &check);
    check_words_verdict(&check, words);
    assert_string_equal(words, "WRONG: going back from the loss, conv2 is the first wrong step");
    check_words_reason(&check, words);
    assert_string_equal(words, "Likely: shifted by one place: an index off by one");
    check.word.mistake = GRADCHECK_MISTAKE_NONE;
    check.word.looked_closer = false;
    check_words_reason(&check, words);
    assert_says(words, "Looking closer");
    check.word.looked_closer = true;
    check_words_reason(&check, words);
    assert_says(words, "could not be recognised");
    check.word.first_wrong_step = check.n_steps;
    check.word.joining = true;
    check_words_verdict(&check, words);
    assert_says(words, "how they are joined");
    check.word.verdict = GRADCHECK_CANNOT_TELL;
    check.word.reason = GRADCHECK_KINK;
    check_words_verdict(&check, words);
    assert_says(words, "CANNOT TELL");
    check_words_reason(&check, words);
    assert_says(words, "kink");
    check.word.verdict = GRADCHECK_NOT_FINITE;
    check.word.joining = false;
    check_words_verdict(&check, words);
    assert_says(words, "cannot be trusted: not a number");
    check.has_word = false;
    check_words_verdict(&check, words);
    assert_says(words, "not said anything yet");
    check_words_reason(&check, words);
    assert_string_equal(words, "");
    fake_check_free(fake);
}

static void every_mistake_verdict_and_reason_has_words_in_every_language(void **state)
{
    (void)state;
    char words[CHECK_WORDS_SIZE];
    for (unsigned language = 0; words_languages(language); language++) {
        if (!words_begin(words_languages(language)).ok)
            continue; /* the translations are not where this program looks */
        for (int kind = GRADCHECK_MISTAKE_NONE + 1; kind < GRADCHECK_MISTAKES; kind++) {
            check_words_of_mistake((GradcheckMistakeKind)kind, 0.5, words);
            assert_true(strlen(words) > 5);
            assert_null(strchr(words, '%'));
        }
        for (int verdict = 0; verdict < GRADCHECK_VERDICTS; verdict++)
            assert_true(strlen(check_words_of_verdict((GradcheckVerdict)verdict)) > 3);
        for (int reason = 1; reason < GRADCHECK_REASONS; reason++)
            assert_true(strlen(check_words_of_reason((GradcheckReason)reason)) > 10);
    }
    assert_ok(words_begin("en"));
    check_words_of_mistake(GRADCHECK_MISTAKE_FACTOR, 0.5, words);
    assert_string_equal(words, "a constant factor: yours is 0.5 times what was measured");
    check_words_of_mistake(GRADCHECK_MISTAKE_ONE_ENTRY, 1.01, words);
    assert_says(words, "yours is 1.01 times");
    check_words_of_mistake(GRADCHECK_MISTAKE_NONE, 1, words);
    assert_string_equal(words, "");
    assert_string_equal(check_words_of_reason(GRADCHECK_REASON_NONE), "");
}

static void an_entry_is_told_with_its_place_and_its_bar(void **state)
{
    (void)state;
    SnapshotCheck check;
    char words[CHECK_WORDS_SIZE];
    FakeCheck *fake = fake_check_make(&check);
    fake->entries[fake->blocks[2].first + 108 + 5] =
        (SnapshotCheckEntry){.yours = 0.03125, .measured = 0.0312, .bar = 2e-13, .verdict = GRADCHECK_WRONG};
    check_words_entry(&check, 2, 108 + 5, words);
    assert_string_equal(words, "conv2.W [1, 5]: yours +0.03125, measured +0.0312 \xc2\xb1 2e-13: wrong");
    fake->entries[3].verdict = GRADCHECK_NOT_CHECKED;
    check_words_entry(&check, 0, 3, words);
    assert_string_equal(words, "conv1.W [0, 3]: not measured yet");
    fake->entries[3] = (SnapshotCheckEntry){
        .yours = 1, .measured = NAN, .verdict = GRADCHECK_CANNOT_TELL, .reason = GRADCHECK_DOMAIN};
    check_words_entry(&check, 0, 3, words);
    assert_says(words, "not to be measured: the loss is no number nearby");
    fake->entries[3] = (SnapshotCheckEntry){
        .yours = 1, .measured = 1, .bar = 2, .verdict = GRADCHECK_CANNOT_TELL, .reason = GRADCHECK_NOISE};
    check_words_entry(&check, 0, 3, words);
    assert_says(words, "cannot tell, too small for the rounding");
    fake_check_free(fake);
}

static void the_age_says_which_weights_were_checked(void **state)
{
    (void)state;
    SnapshotCheck check;
    char words[CHECK_WORDS_SIZE];
    FakeCheck *fake = fake_check_make(&check);
    check_words_age(&check, 3400, words);
    assert_string_equal(words, "of the weights as they are, step 3400");
    check_words_age(&check, 3500, words);
    assert_string_equal(words, "of the weights of step 3400");
    check.working = true;
    check.working_on = 3490;
    check.measured = 77;
    check_words_age(&check, 3500, words);
    assert_string_equal(words, "of step 3400; now measuring step 3490: 77 of 9820");
    check.measured = 0;
    check_words_age(&check, 3500, words);
    assert_string_equal(words, "checking the weights of step 3490");
    fake_check_free(fake);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_verdict_says_what_the_check_comes_to),
        cmocka_unit_test(every_mistake_verdict_and_reason_has_words_in_every_language),
        cmocka_unit_test(an_entry_is_told_with_its_place_and_its_bar),
        cmocka_unit_test(the_age_says_which_weights_were_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
