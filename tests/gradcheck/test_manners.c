/* The checks of memory and state, one call at a time: how many calls they make, where they look, how much room they leave,
 * and what they say. */
#include "gradcheck/mannered.h"

/* ------------------------------------------------------------------------------------------------- at the beginning */

static void a_loss_that_cannot_be_gone_on_with_is_not_asked_again(void **state)
{
    (void)state;
    static const struct {
        double loss;
        int code, calls;
        const char *message;
        GradcheckVerdict verdict;
    } cases[] = {
        {NAN, 0, 1, "the loss at the point is NaN, or outside its domain", GRADCHECK_NOT_FINITE},
        {-INFINITY, 0, 1, "the loss at the point is infinite", GRADCHECK_NOT_FINITE},
        {4, 5, 1, "the loss callback returned 5", GRADCHECK_FAILED},
    };
    for (size_t k = 0; k < 3; k++) {
        Set s;
        set_up(&s);
        s.m.loss[0] = cases[k].loss;
        s.m.loss_code = cases[k].code;
        s.m.code_from = cases[k].code ? 1 : 0;
        begin(&s);
        gradcheck_hygiene_begin(s.session);
        assert_int_equal(s.m.losses, cases[k].calls);
        assert_int_equal(s.m.gradients, 0);
        assert_string_equal(s.report->message, cases[k].message);
        assert_int_equal(s.report->verdict, cases[k].verdict);
        end(&s);
    }
    for (int fails = 2; fails <= 4; fails++) { /* the second loss, that of a gradient, and of another */
        Set s;
        set_up(&s);
        s.m.loss_code = 5;
        s.m.code_from = fails;
        begin(&s);
        gradcheck_hygiene_begin(s.session);
        assert_int_equal(s.m.losses, fails);
        assert_int_equal(s.m.gradients, fails == 4);
        end(&s);
    }
    for (int less = 0; less < 2; less++) {
        Set s;
        set_up(&s);
        s.m.loss[1] = less ? 3.5 : 4.5;
        s.m.n_losses = 2;
        begin(&s);
        gradcheck_hygiene_begin(s.session);
        expect(&s, 1, GRADCHECK_FINDING_STATE,
               less ? "two calls of the loss gave 4 and 3.5" : "two calls of the loss gave 4 and 4.5");
        assert_string_equal(s.report->message,
                            "two calls of the loss at the same point differ by 0.5; a random "
                            "generator needs the reset callback");
        assert_int_equal(s.report->verdict, GRADCHECK_NOT_DETERMINISTIC);
        assert_int_equal(s.m.gradients, 0);
        end(&s);
    }
}

static void a_block_whose_gradient_differs_is_named_wherever_it_differs(void **state)
{
    (void)state;
    for (size_t b = 0; b < BLOCKS; b++)
        for (size_t i = 0; i < (b == 1 ? 5 : 6); i++)
            for (int late = 0; late < 2; late++) {
                Set s;
                char text[120];
                set_up(&s);
                s.m.off = 0x1p-40;
                s.m.off_from = late ? 3 : 2;
                s.m.off_block = b;
                s.m.off_entry = i;
                begin(&s);
                gradcheck_hygiene_begin(s.session);
                snprintf(text, sizeof text, "two calls of the gradient at the same point differ in block %c",
                         "abc"[b]);
                expect(&s, !late, GRADCHECK_FINDING_STATE, text);
                assert_int_equal(s.m.gradients, 2);
                s.report->n_findings = 0;
                gradcheck_hygiene_end(s.session);
                snprintf(
                    text, sizeof text,
                    "after the check the same point gives another gradient in block %c: something is kept "
                    "between calls",
                    "abc"[b]);
                expect(&s, 1, GRADCHECK_FINDING_STATE, text);
                end(&s);
            }
    Set s; /* to the bit */
    set_up(&s);
    s.m.zero_of_the_other_sign = true;
    begin(&s);
    gradcheck_hygiene_begin(s.session);
    expect(&s, 1, GRADCHECK_FINDING_STATE, "two calls of the gradient at the same point differ in block a");
    end(&s);
    set_up(&s); /* where it is allowed to, it is not asked */
    s.m.off = 1;
    s.m.off_from = 2;
    s.options.no_two_alike = true;
    begin(&s);
    gradcheck_hygiene_begin(s.session);
    gradcheck_hygiene_end(s.session);
    expect(&s, 0, GRADCHECK_FINDING_STATE, "");
    end(&s);
}

static void entries_that_are_not_written_are_counted_block_by_block(void **state)
{
    (void)state;
    Set s;
    set_up(&s);
    s.m.unwritten[0] = 1u << 4;
    s.m.unwritten[2] = 1u << 3 | 1u << 5;
    begin(&s);
    gradcheck_hygiene_begin(s.session);
    assert_int_equal(s.m.gradients, 3); /* once more with zeros in the memory, and the second call */
    expect(&s, 2, GRADCHECK_FINDING_NOT_WRITTEN,
           "block c: 2 of 6 entries of the gradient were never written, [1,1] the first");
    assert_string_equal(s.report->findings[0].text,
                        "block a: 1 of 6 entries of the gradient were never written, [1,1] the first");
    assert_true(s.session->analytic[4] == 0 && s.session->analytic[3] == slope(0, 3));
    assert_true(s.session->analytic[6 + 5 + 3] == 0 && s.session->analytic[6 + 5 + 4] == slope(2, 4));
    end(&s);
    set_up(&s);
    s.m.unwritten[1] = 31; /* all of it */
    begin(&s);
    gradcheck_hygiene_begin(s.session);
    expect(&s, 1, GRADCHECK_FINDING_NOT_WRITTEN,
           "block b: 5 of 5 entries of the gradient were never written, [0,0] the first");
    end(&s);
    for (size_t b = 0; b < BLOCKS; b++) { /* added to, unasked: what was not a number stays one */
        char text[140];
        set_up(&s);
        s.m.adds[b] = true;
        begin(&s);
        gradcheck_hygiene_begin(s.session);
        snprintf(text, sizeof text,
                 "block %c: the gradient callback adds to the gradient, where it should overwrite it (or set "
                 ".adds)",
                 "abc"[b]);
        expect(&s, 1, GRADCHECK_FINDING_ADDS, text);
        end(&s);
    }
    for (size_t b = 0; b < BLOCKS;
         b++) { /* where it is asked to add, 0 is there before, and nothing is unwritten */
        set_up(&s);
        s.m.adds[b] = s.blocks[b].adds = true;
        s.m.unwritten[b] = 1;
        begin(&s);
        gradcheck_hygiene_begin(s.session);
        expect(&s, 0, GRADCHECK_FINDING_ADDS, "");
        assert_int_equal(s.m.gradients, 2);
        end(&s);
    }
}

static void a_gradient_that_fails_or_is_outside_ends_the_check(void **state)
{
    (void)state;
    for (int from = 1; from <= 2; from++)
        for (int outside = 0; outside < 2; outside++) {
            Set s;
            set_up(&s);
            s.m.gradient_code = outside ? GRADCHECK_OUTSIDE : 6;
            s.m.gradient_code_from = from;
            begin(&s);
            gradcheck_hygiene_begin(s.session);
            assert_int_equal(s.m.gradients, from);
            if (!outside)
                assert_string_equal(s.report->message, "the gradient callback returned 6");
            else if (from == 1)
                assert_string_equal(s.report->message,
                                    "the gradient callback says that the point lies outside the domain");
            expect(&s, 0, GRADCHECK_FINDING_STATE, "");
            end(&s);
        }
    Set s; /* without the checks one gradient is enough */
    set_up(&s);
    s.options.no_hygiene = true;
    begin(&s);
    gradcheck_hygiene_begin(s.session);
    assert_int_equal(s.m.gradients, 1);
    gradcheck_hygiene_end(s.session);
    assert_int_equal(s.m.gradients, 1);
    end(&s);
}

/* ------------------------------------------------------------------------------------------------------ memory before */

static void what_is_added_is_compared_to_a_millionth_and_a_thousandth_of_a_float(void **state)
{
    (void)state;
    for (int is_float = 0; is_float < 2; is_float++)
        for (size_t entry = 0; entry < 6; entry++)
            for (int side = -1; side <= 1; side += 2)
                for (int within = 0; within < 2; within++) {
                    Set s;
                    set_up(&s);
                    s.blocks[0].adds = s.m.adds[0] = true;
                    float xf[MOST] = {0};
                    if (is_float) {
                        s.blocks[0].type = GRADCHECK_FLOAT;
                        s.blocks[0].value = xf;
                        s.blocks[0].gradient = s.m.gf;
                    }
                    begin(&s);
                    gradcheck_hygiene_begin(s.session);
                    double put =
                        gradcheck_session_preset(gradcheck_session_preset_scale(s.session, 0), entry);
                    s.m.off =
                        side * (is_float ? 1e-3 : 1e-9) * (put + slope(0, entry)) * (within ? 0.97 : 1.03);
                    s.m.off_from = 3;
                    s.m.off_entry = entry;
                    gradcheck_hygiene_fills(s.session);
                    expect(&s, !within, GRADCHECK_FINDING_OVERWRITES,
                           "block a: the gradient callback does not add to what the gradient held");
                    end(&s);
                }
    Set s;
    set_up(&s);
    s.blocks[1].adds = true; /* and does not */
    begin(&s);
    gradcheck_hygiene_begin(s.session);
    gradcheck_hygiene_fills(s.session);
    expect(&s, 1, GRADCHECK_FINDING_OVERWRITES,
           "block b: the gradient callback overwrites the gradient ('=' where '+=' is meant)");
    end(&s);
}

static void a_gradient_that_depends_on_its_memory_is_named_unless_something_else_is(void **state)
{
    (void)state;
    for (size_t entry = 0; entry < 5; entry++)
        for (int other = 0; other < 3; other++) { /* nothing; another finding; allowed to differ */
            Set s;
            set_up(&s);
            s.m.off = 1;
            s.m.off_from = 3;
            s.m.off_block = 1;
            s.m.off_entry = entry;
            s.options.no_two_alike = other == 2;
            begin(&s);
            gradcheck_hygiene_begin(s.session);
            if (other == 1)
                gradcheck_session_find(s.session, GRADCHECK_FINDING_OVERRUN, "another");
            gradcheck_hygiene_fills(s.session);
            if (other == 0)
                expect(&s, 1, GRADCHECK_FINDING_ADDS,
                       "block b: the gradient depends on what its memory held before");
            else
                expect(&s, other == 1, GRADCHECK_FINDING_OVERRUN, "another");
            end(&s);
        }
}

/* --------------------------------------------------------------------------------------------------------- at the end */

static void a_loss_that_is_another_at_the_end_is_told_from_one_that_is_not(void **state)
{
    (void)state;
    Set s;
    set_up(&s);
    s.m.loss[4] = 4.5;
    for (int i = 1; i < 4; i++)
        s.m.loss[i] = 4;
    s.m.n_losses = 5;
    begin(&s);
    gradcheck_hygiene_begin(s.session); /* two losses, and one before each gradient */
    gradcheck_hygiene_end(s.session);
    expect(&s, 1, GRADCHECK_FINDING_STATE,
           "after the check the same point gives the loss 4.5 instead of 4: something is kept between calls");
    end(&s);
    for (int who = 0; who < 3; who++) { /* who changed what: the loss, the gradient, somebody */
        set_up(&s);
        s.m.loss_changes = who == 0;
        s.m.gradient_changes = who == 1;
        begin(&s);
        gradcheck_hygiene_begin(s.session);
        if (who == 2) {
            s.m.x[0][0] = 3;
            gradcheck_hygiene_end(s.session);
        }
        expect(&s, 1, GRADCHECK_FINDING_INPUT_CHANGED,
               who == 0   ? "the loss callback changed the values of block a"
               : who == 1 ? "the gradient callback changed the values of block a"
                          : "a callback changed the values of block a");
        end(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_loss_that_cannot_be_gone_on_with_is_not_asked_again),
        cmocka_unit_test(a_block_whose_gradient_differs_is_named_wherever_it_differs),
        cmocka_unit_test(entries_that_are_not_written_are_counted_block_by_block),
        cmocka_unit_test(a_gradient_that_fails_or_is_outside_ends_the_check),
        cmocka_unit_test(what_is_added_is_compared_to_a_millionth_and_a_thousandth_of_a_float),
        cmocka_unit_test(a_gradient_that_depends_on_its_memory_is_named_unless_something_else_is),
        cmocka_unit_test(a_loss_that_is_another_at_the_end_is_told_from_one_that_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
