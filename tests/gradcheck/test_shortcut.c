/* loss_with and losses_with, which are relied on where they give what the loss gives: where they are asked, how much room they
 * have, and what is said of them. */
#include "gradcheck/mannered.h"

static void the_shortcut_is_compared_at_three_entries_of_each_block(void **state)
{
    (void)state;
    static const size_t sizes[] = {1, 2, 5, 6}, expected[][3] = {{0, 0, 0}, {0, 0, 1}, {0, 2, 4}, {0, 2, 5}};
    for (size_t k = 0; k < 4; k++)
        for (int bounded = 0; bounded < 3; bounded++) { /* room above; just as much; too little */
            Set s;
            set_up(&s);
            double lower[MOST], upper[MOST];
            for (size_t i = 0; i < MOST; i++) {
                s.m.x[1][i] = 5;
                lower[i] = -9;
                upper[i] = 5 + (bounded == 1 ? 4 * 0x1p-10 : 3.9 * 0x1p-10);
            }
            s.problem.blocks = s.blocks + 1;
            s.problem.n_blocks = 1;
            s.blocks[1].cols = sizes[k];
            if (bounded) {
                s.blocks[1].lower = lower;
                s.blocks[1].upper = upper;
            }
            begin(&s);
            s.session->shortcut = true; /* left from before: the loss itself is asked all the same */
            gradcheck_hygiene_shortcut(s.session);
            expect(&s, 0, GRADCHECK_FINDING_SHORTCUT, "");
            assert_true(s.session->shortcut);
            assert_int_equal(s.m.withs, 3);
            assert_int_equal(s.m.losses, 3);
            for (size_t i = 0; i < 3; i++) {
                assert_int_equal(s.m.with_entry[i], expected[k][i]);
                assert_true(s.m.with_value[i] ==
                            5 + (bounded == 2 ? -4 : 4) * 0x1p-10); /* of |x|'s power of 2 */
            }
            end(&s);
        }
}

/* Wherever a block begins, the entries are its own. */
static void the_entries_of_a_small_block_behind_larger_ones_are_its_own(void **state)
{
    (void)state;
    Set s;
    set_up(&s);
    s.blocks[1].cols = 2;
    s.blocks[2].rows = s.blocks[2].cols = 1;
    begin(&s);
    gradcheck_hygiene_shortcut(s.session);
    static const size_t expected[9] = {0, 2, 5, 0, 0, 1, 0, 0, 0};
    assert_int_equal(s.m.withs, 9);
    for (int i = 0; i < 9; i++) {
        assert_int_equal(s.m.with_block[i], i / 3);
        assert_int_equal(s.m.with_entry[i], expected[i]);
    }
    end(&s);
}

/* Each is told with the number that it gave. */
static void the_shortcut_that_contradicts_is_told_from_the_one_that_does_not(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "", "loss_with contradicts loss: 4.5 and 4 with entry 0 of block a moved by 0.000977",
        "losses_with contradicts loss: 3 and 4 with entry 0 of block a moved by 0.000977",
        "loss_with contradicts loss: 4.5 and 4 with entry 0 of block a moved by 0.000977"};
    for (int who = 0; who < 4; who++) {
        Set s;
        set_up(&s);
        s.problem.losses_with = losses_with;
        s.m.with_off = who & 1 ? 0.5 : 0;
        s.m.many_off = who & 2 ? -1 : 0;
        begin(&s);
        gradcheck_hygiene_shortcut(s.session);
        expect(&s, who > 0, GRADCHECK_FINDING_SHORTCUT, texts[who]);
        assert_int_equal(s.session->shortcut, who == 0);
        end(&s);
    }
}

static void the_shortcut_may_differ_by_a_hundred_noises_and_the_rounding(void **state)
{
    (void)state;
    static const struct {
        double loss, noise, room;
    } cases[] = {{4, 0, 0x1p-45}, {-4, 0, 0x1p-45}, {0.1, 0.01, 1}, {0.1, 0.02, 2}};
    for (size_t k = 0; k < 4; k++)
        for (int side = -1; side <= 1; side += 2)
            for (int within = 0; within < 2; within++) {
                Set s;
                set_up(&s);
                s.m.loss[0] = cases[k].loss;
                s.m.with_off =
                    side * cases[k].room * (within ? (k < 2 ? 1 : 0.999) : (k < 2 ? 1 + 0x1p-5 : 1.001));
                begin(&s);
                s.session->float_loss = false;
                s.report->noise = cases[k].noise;
                gradcheck_hygiene_shortcut(s.session);
                assert_int_equal(s.report->n_findings, !within);
                assert_int_equal(s.session->shortcut, within);
                assert_int_equal(s.m.withs, within ? 9 : 1);
                end(&s);
            }
    Set s;
    set_up(&s);
    s.m.with_off = 0.5;
    begin(&s);
    gradcheck_hygiene_shortcut(s.session);
    expect(&s, 1, GRADCHECK_FINDING_SHORTCUT,
           "loss_with contradicts loss: 4.5 and 4 with entry 0 of block a moved by 0.000977");
    end(&s);
}

static void the_shortcut_must_fail_where_the_loss_fails(void **state)
{
    (void)state;
    for (int outside = 0; outside < 2; outside++)
        for (int with = 0; with < 2; with++) {
            Set s;
            set_up(&s);
            s.m.loss_code = GRADCHECK_OUTSIDE;
            s.m.code_from = outside ? 1 : 0;
            s.m.with_code = with ? GRADCHECK_OUTSIDE : 0;
            begin(&s);
            gradcheck_hygiene_shortcut(s.session);
            assert_int_equal(s.report->n_findings, outside != with);
            assert_int_equal(s.session->shortcut, outside == with);
            end(&s);
        }
    for (int with = 0; with < 2; with++) { /* a failure ends it at once */
        Set s;
        set_up(&s);
        s.m.loss_code = 5;
        s.m.code_from = with ? 0 : 1;
        s.m.with_code = with ? 6 : 0;
        begin(&s);
        gradcheck_hygiene_shortcut(s.session);
        assert_true(s.session->stopped && !s.session->shortcut);
        assert_int_equal(s.m.withs, with);
        assert_int_equal(s.m.losses, 1);
        assert_int_equal(s.report->n_findings, 0);
        end(&s);
    }
    Set s;
    set_up(&s);
    s.m.with_changes = 1;
    begin(&s);
    gradcheck_hygiene_shortcut(s.session);
    expect(&s, 1, GRADCHECK_FINDING_INPUT_CHANGED, "the loss_with callback changed the values of block a");
    assert_true(s.m.x[0][0] == 0);
    end(&s);
    set_up(&s); /* none, or none any more */
    s.problem.loss_with = NULL;
    begin(&s);
    s.session->shortcut = true;
    gradcheck_hygiene_shortcut(s.session);
    assert_false(s.session->shortcut);
    end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shortcut_is_compared_at_three_entries_of_each_block),
        cmocka_unit_test(the_entries_of_a_small_block_behind_larger_ones_are_its_own),
        cmocka_unit_test(the_shortcut_that_contradicts_is_told_from_the_one_that_does_not),
        cmocka_unit_test(the_shortcut_may_differ_by_a_hundred_noises_and_the_rounding),
        cmocka_unit_test(the_shortcut_must_fail_where_the_loss_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
