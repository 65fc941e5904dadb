/* Gradients that lack a use, a sample, a row or a position, or belong to another derivative or other parameters: the parts
 * are known here by their formulas, and the checker has to measure them. */
#include "gradcheck/gradcheck_guard.h"

#include "gradcheck/parts_of_sines.h"

/* ------------------------------------------------------------------------------------------------------------ uses */

static void a_use_is_missing_alone_or_turned(void **state)
{
    (void)state;
    for (size_t uses = 2; uses <= 8; uses += uses == 3 ? 5 : 1)
        for (size_t use = 0; use < uses; use++)
            for (int how = 0; how < 3; how++) {
                Set s;
                char text[200];
                set_up(&s, uses, false, 0);
                for (size_t i = 0; i < N; i++) {
                    double part = slope_of(&s.model, use, i);
                    s.yours[i] = how == 0 ? part : s.numeric[i] - how * part;
                }
                bool other = uses == 2 && how == 1; /* of two, the one left out means that the other counts */
                if (how == 0 || other)
                    snprintf(text, sizeof text,
                             "only use %zu of %zu counts: the %s never added, or overwritten ('=' where '+=' "
                             "is meant)",
                             other ? 1 - use : use, uses, uses == 2 ? "other is" : "others are");
                else
                    snprintf(text, sizeof text,
                             how == 1 ? "use %zu of %zu is left out"
                                      : "use %zu of %zu enters with the wrong sign",
                             use, uses);
                if (other && use == 1) {
                    wrong_block_expect_in(&s.c, gradcheck_source_uses, GRADCHECK_MISTAKE_USE, 1, text);
                } else if (other) { /* the first use is asked first, and is the one that is left out */
                    wrong_block_expect_in(&s.c, gradcheck_source_uses, GRADCHECK_MISTAKE_USE, 1,
                                          "use 0 of 2 is left out");
                } else if (uses == 2 && how == 0 && use == 1) {
                    wrong_block_expect_in(&s.c, gradcheck_source_uses, GRADCHECK_MISTAKE_USE, 1,
                                          "use 0 of 2 is left out");
                } else
                    wrong_block_expect_in(&s.c, gradcheck_source_uses, GRADCHECK_MISTAKE_USE,
                                          how == 2 ? -1 : 1, text);
                assert_memory_equal(s.model.x, s.model.others_expected, sizeof s.model.x);
                assert_int_equal(s.evaluations, s.model.calls); /* each call is counted */
            }
    Set s;
    set_up(&s, 3, false, 0);
    for (size_t i = 0; i < N; i++)
        s.yours[i] = 1.5 * slope_of(&s.model, 1, i);
    wrong_block_expect_none_in(&s.c, gradcheck_source_uses);
}

static void only_left_out(Set *s, size_t part)
{
    for (size_t i = 0; i < N; i++)
        s->yours[i] = s->numeric[i] - slope_of(&s->model, part, i);
}

static void uses_are_not_asked_where_there_are_none_or_too_many_or_it_costs_too_much(void **state)
{
    (void)state;
    Set s;
    set_up(&s, 3, false, 0);
    only_left_out(&s, 0);
    s.block.uses = 1;
    wrong_block_expect_none_in(&s.c, gradcheck_source_uses);
    s.block.uses = 9;
    wrong_block_expect_none_in(&s.c, gradcheck_source_uses);
    s.block.uses = 3;
    s.problem.loss_of_use = NULL;
    wrong_block_expect_none_in(&s.c, gradcheck_source_uses);
    s.problem.loss_of_use = of_use;
    GradcheckLocal local = {.out_first = 0};
    s.c.local = &local;
    wrong_block_expect_none_in(&s.c, gradcheck_source_uses);
    s.c.local = NULL;
    s.model.stiff = 2; /* where one entry cannot be measured, the others prove nothing */
    wrong_block_expect_none_in(&s.c, gradcheck_source_uses);
    s.model.stiff = s.model.calls = 0;
    s.evaluations = 400000 - 8 * N + 1; /* 8 for each entry are left room for */
    wrong_block_expect_none_in(&s.c, gradcheck_source_uses);
    assert_int_equal(s.model.calls, 0);
    s.evaluations--;
    assert_true(gradcheck_source_uses(&s.c));
    for (s.model.fails = 1; s.model.fails < 40; s.model.fails += 7) { /* a part that fails proves nothing */
        s.model.calls = s.evaluations = 0;
        wrong_block_expect_none_in(&s.c, gradcheck_source_uses);
        assert_int_equal(s.model.calls, s.model.fails);
    }
}

static size_t entries_told;

static void count_entry(void *user, size_t block, const GradcheckEntry *entry)
{
    (void)user, (void)block, (void)entry;
    entries_told++;
}

/* A block of a single entry is explained, too, and all of it is measured, whatever the check's own mode. */
static void parts_of_a_single_entry_are_measured_in_any_mode_and_not_told(void **state)
{
    (void)state;
    for (int how = 0; how < 3; how++)
        for (int mode = GRADCHECK_AUTO; mode <= GRADCHECK_FULL; mode++) {
            Set s;
            set_up(&s, 3, false, 0);
            s.block.cols = s.c.n = s.c.cols = s.model.n = 1;
            s.options.mode = (GradcheckMode)mode;
            s.options.full_limit = 0;
            s.options.entry = count_entry;
            entries_told = 0;
            double part = slope_of(&s.model, 1, 0);
            s.yours[0] = how == 0 ? part : s.numeric[0] - how * part;
            assert_true(gradcheck_source_uses(&s.c));
            assert_string_equal(
                s.mistake.text,
                how == 0   ? "only use 1 of 3 counts: the others are never added, or overwritten ('=' "
                             "where '+=' is meant)"
                : how == 1 ? "use 1 of 3 is left out"
                           : "use 1 of 3 enters with the wrong sign");
            assert_int_equal(entries_told, 0);
        }
}

static void parts_are_measured_by_the_quick_callbacks_where_there_are_any(void **state)
{
    (void)state;
    for (int quick = 0; quick < 2; quick++) {
        Set s;
        set_up(&s, 3, false, 0);
        only_left_out(&s, 2);
        s.problem.loss_of_use_with = quick ? of_use_with : NULL;
        assert_true(gradcheck_source_uses(&s.c));
        assert_string_equal(s.mistake.text, "use 2 of 3 is left out");
        assert_true(quick ? s.model.with_calls >= 3 * 6 * N : s.model.with_calls == 0);
        set_up(&s, 3, false, 0);
        only_left_out(&s, 2);
        s.problem.loss_of_sample_with = quick ? of_sample_with : NULL;
        assert_true(gradcheck_source_samples(&s.c));
        assert_string_equal(s.mistake.text, "the last sample is left out");
        assert_true(quick ? s.model.with_calls >= 6 * N : s.model.with_calls == 0);
    }
}

/* --------------------------------------------------------------------------------------------------------- samples */

static void a_sample_is_missing_doubled_or_turned(void **state)
{
    (void)state;
    static const char *words[] = {"left out", "counted twice", "enters with the wrong sign"};
    static const double shares[] = {-1, 1, -2};
    for (int mean = 0; mean < 2; mean++)
        for (int last = 0; last < 2; last++)
            for (int k = 0; k < 3; k++) {
                Set s;
                char text[90];
                set_up(&s, 4, mean, 0.1);
                for (size_t i = 0; i < N; i++)
                    s.yours[i] += shares[k] * weight_of(&s.model) * slope_of(&s.model, last ? 3 : 0, i);
                snprintf(text, sizeof text, k == 2 ? "the %s sample %s" : "the %s sample is %s",
                         last ? "last" : "first", words[k]);
                wrong_block_expect_in(&s.c, gradcheck_source_samples, GRADCHECK_MISTAKE_SAMPLE, shares[k],
                                      text);
                /* Two losses at the sample's own, and one of each sample and the whole for the weight. */
                assert_int_equal(s.evaluations, s.model.calls);
                for (size_t i = 0; i < N; i++) /* another share has no name */
                    s.yours[i] = s.numeric[i] + 1.002 * shares[k] * weight_of(&s.model) *
                                                    slope_of(&s.model, last ? 3 : 0, i);
                wrong_block_expect_none_in(&s.c, gradcheck_source_samples);
            }
}

/* Of a sample that has no part in the gradient there is no share, and the weight of the samples is not asked for it. */
static void a_sample_without_a_part_has_no_share(void **state)
{
    (void)state;
    for (size_t none = 0; none < 3; none++) { /* neither; the first; the last */
        Set s;
        set_up(&s, 4, false, 0);
        size_t sample = none == 1 ? 0 : 3;
        for (size_t i = 0; i < N && none; i++) {
            s.numeric[i] -= slope_of(&s.model, sample, i);
            s.model.a[sample][i] = 0;
        }
        for (size_t i = 0; i < N; i++)
            s.yours[i] = s.numeric[i] + 0.5 * wrong_block_another(i + 3);
        wrong_block_expect_none_in(&s.c, gradcheck_source_samples);
        assert_int_equal(s.model.wholes, none ? 1 : 2);
    }
}

/* A sum, and no mean, is known by its value also where that is negative. */
static void a_sample_of_a_negative_sum_is_missing(void **state)
{
    (void)state;
    Set s;
    double value = 0;
    set_up(&s, 4, false, 0);
    loss(&s.model, &value);
    for (size_t p = 0; p < PARTS; p++)
        for (size_t i = 0; i < N; i++)
            s.model.a[p][i] *= value > 0 ? -1 : 1;
    loss(&s.model, &value);
    assert_true(value < -0.1);
    for (size_t i = 0; i < N; i++) {
        s.numeric[i] = 0;
        for (size_t p = 0; p < 4; p++)
            s.numeric[i] += slope_of(&s.model, p, i);
        s.yours[i] = s.numeric[i] - slope_of(&s.model, 3, i);
    }
    wrong_block_expect_in(&s.c, gradcheck_source_samples, GRADCHECK_MISTAKE_SAMPLE, -1,
                          "the last sample is left out");
}

static void a_sample_alone_is_known_with_any_factor_and_a_decay(void **state)
{
    (void)state;
    for (int last = 0; last < 2; last++)
        for (int with = 0; with < 2; with++) {
            Set s;
            char text[120];
            set_up(&s, 4, true, with ? 0.3 : 0);
            for (size_t i = 0; i < N; i++)
                s.yours[i] = 0.75 * slope_of(&s.model, last ? 3 : 0, i) + (with ? 0.3 * s.value[i] : 0);
            snprintf(text, sizeof text,
                     "only the %s sample counts: '=' where '+=' is meant  (yours = 0.75 * its gradient)",
                     last ? "last" : "first");
            wrong_block_expect_in(&s.c, gradcheck_source_samples, GRADCHECK_MISTAKE_SAMPLE, 0.75, text);
        }
    Set s;
    set_up(&s, 4, true, 0.3);
    s.c.n = s.c.cols = s.block.cols = 4; /* four entries would be explained by any two */
    for (size_t i = 0; i < N; i++)
        s.yours[i] = 0.75 * slope_of(&s.model, 3, i) + 0.3 * s.value[i];
    wrong_block_expect_none_in(&s.c, gradcheck_source_samples);
    set_up(&s, 4, true, 0);
    memset(s.yours, 0, sizeof s.yours); /* nothing is no multiple of it, and neither is a decay alone */
    wrong_block_expect_none_in(&s.c, gradcheck_source_samples);
    for (size_t i = 0; i < N; i++)
        s.yours[i] = 0.3 * s.value[i];
    wrong_block_expect_none_in(&s.c, gradcheck_source_samples);
}

static void samples_are_not_asked_where_there_are_none_or_they_fail(void **state)
{
    (void)state;
    Set s;
    set_up(&s, 4, false, 0);
    only_left_out(&s, 0);
    s.problem.n_samples = 1;
    wrong_block_expect_none_in(&s.c, gradcheck_source_samples);
    s.problem.n_samples = 4;
    s.problem.loss_of_sample = NULL;
    wrong_block_expect_none_in(&s.c, gradcheck_source_samples);
    s.problem.loss_of_sample = of_sample;
    s.c.n = 2;
    wrong_block_expect_none_in(&s.c, gradcheck_source_samples);
    s.c.n = N;
    GradcheckLocal local = {.out_first = 0};
    s.c.local = &local;
    wrong_block_expect_none_in(&s.c, gradcheck_source_samples);
    s.c.local = NULL;
    assert_int_equal(s.model.calls, 0);
    assert_true(gradcheck_source_samples(&s.c));
    size_t calls = s.model.calls;
    for (size_t back = 0; back < 6;
         back++) { /* at the weight: the whole, each sample, and what was measured before */
        s.model.fails = calls - back;
        s.model.calls = s.evaluations = 0;
        wrong_block_expect_none_in(&s.c, gradcheck_source_samples);
    }
    s.model.fails = 0;
    /* Of two samples each is half of the mean: there the losses say which it is. */
    for (int mean = 0; mean < 2; mean++) {
        set_up(&s, 2, mean, 0);
        for (size_t i = 0; i < N; i++)
            s.yours[i] += weight_of(&s.model) * slope_of(&s.model, 1, i);
        wrong_block_expect_in(&s.c, gradcheck_source_samples, GRADCHECK_MISTAKE_SAMPLE, 1,
                              "the last sample is counted twice");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_use_is_missing_alone_or_turned),
        cmocka_unit_test(uses_are_not_asked_where_there_are_none_or_too_many_or_it_costs_too_much),
        cmocka_unit_test(parts_of_a_single_entry_are_measured_in_any_mode_and_not_told),
        cmocka_unit_test(parts_are_measured_by_the_quick_callbacks_where_there_are_any),
        cmocka_unit_test(a_sample_is_missing_doubled_or_turned),
        cmocka_unit_test(a_sample_without_a_part_has_no_share),
        cmocka_unit_test(a_sample_of_a_negative_sum_is_missing),
        cmocka_unit_test(a_sample_alone_is_known_with_any_factor_and_a_decay),
        cmocka_unit_test(samples_are_not_asked_where_there_are_none_or_they_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
