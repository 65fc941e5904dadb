/* The checks of memory and state, one call at a time: how many calls they make, where they look, how much room they leave,
 * and what they say. */
#include "gradcheck/gradcheck_hygiene.h"
#include "support/test.h"

enum { BLOCKS = 3, MOST = 6, CALLS = 64 };

typedef struct Model {
    double x[BLOCKS][MOST], g[BLOCKS][MOST];
    float gf[MOST];
    size_t rows[BLOCKS], cols[BLOCKS], n;
    int losses, gradients, withs;
    double loss[CALLS]; /* what the calls give, the last of them for all that follow */
    int n_losses, loss_code, code_from, loss_changes; /* the code from a call on, counted from 1 */
    double with_off;
    int with_code, with_changes;
    double many_off;
    size_t with_block[CALLS], with_entry[CALLS];
    double with_value[CALLS];
    /* of the gradient: a block and entry that are off from a call on, by how much; and what is not written */
    size_t off_block, off_entry;
    int off_from;
    double off;
    unsigned unwritten[BLOCKS]; /* a bit for each entry */
    bool adds[BLOCKS], float_gradient, zero_of_the_other_sign;
    int gradient_code, gradient_code_from, gradient_changes;
} Model;

static int loss(void *user, double *value)
{
    Model *m = user;
    int call = m->losses++;
    *value = m->loss[call < m->n_losses ? call : m->n_losses - 1];
    if (m->loss_changes == call + 1)
        m->x[0][0] += 1;
    return m->code_from && call + 1 >= m->code_from ? m->loss_code : 0;
}

static int loss_with(void *user, size_t block, size_t entry, double value, double *result)
{
    Model *m = user;
    int call = m->withs++;
    if (call < CALLS) {
        m->with_block[call] = block;
        m->with_entry[call] = entry;
        m->with_value[call] = value;
    }
    if (m->with_changes)
        m->x[0][0] += 1;
    *result = m->loss[m->n_losses - 1] + m->with_off;
    return m->with_code;
}

static int losses_with(void *user, size_t block, size_t entry, size_t count, const double values[],
                       double losses[])
{
    const Model *m = user;
    (void)block, (void)entry, (void)values;
    for (size_t i = 0; i < count; i++)
        losses[i] = m->loss[m->n_losses - 1] + m->many_off;
    return 0;
}

static double slope(size_t b, size_t i)
{
    return (double)(b + 1) + (double)i / 8;
}

static int gradient(void *user, const GradcheckBlock *blocks)
{
    Model *m = user;
    int call = ++m->gradients;
    for (size_t b = 0; b < m->n; b++)
        for (size_t i = 0; i < m->rows[b] * m->cols[b]; i++) {
            if (m->unwritten[b] >> i & 1)
                continue;
            double a = slope(b, i);
            if (m->off_from && call >= m->off_from && b == m->off_block && i == m->off_entry)
                a += m->off;
            if (m->zero_of_the_other_sign && b == 0 && i == 0)
                a = call > 1 ? -0.0 : 0.0;
            if (blocks[b].type == GRADCHECK_FLOAT) {
                float *to = (float *)blocks[b].gradient + i;
                *to = (float)(m->adds[b] ? a + (double)*to : a);
            } else {
                double *to = (double *)blocks[b].gradient + i;
                *to = m->adds[b] ? a + *to : a;
            }
        }
    if (m->gradient_changes == call)
        m->x[0][0] += 1;
    return m->gradient_code_from && call >= m->gradient_code_from ? m->gradient_code : 0;
}

typedef struct Set {
    Model m;
    GradcheckBlock blocks[BLOCKS];
    GradcheckProblem problem;
    GradcheckOptions options;
    GradcheckReport *report;
    GradcheckSession *session;
} Set;

static void set_up(Set *s)
{
    static const char *names[] = {"a", "b", "c"};
    *s = (Set){.m = {.n = BLOCKS, .rows = {2, 1, 3}, .cols = {3, 5, 2}, .loss = {4}, .n_losses = 1},
               .options = gradcheck_options()};
    for (size_t b = 0; b < BLOCKS; b++)
        s->blocks[b] = (GradcheckBlock){.name = names[b],
                                        .value = s->m.x[b],
                                        .gradient = s->m.g[b],
                                        .rows = s->m.rows[b],
                                        .cols = s->m.cols[b]};
    s->problem = (GradcheckProblem){.user = &s->m,
                                    .blocks = s->blocks,
                                    .n_blocks = BLOCKS,
                                    .loss = loss,
                                    .gradient = gradient,
                                    .loss_with = loss_with};
}

static void begin(Set *s)
{
    s->report = gradcheck_session_report("", &s->options);
    s->session = gradcheck_session_open(&s->problem, &s->options, s->report);
    assert_non_null(s->session);
}

static void end(Set *s)
{
    gradcheck_session_close(s->session);
    gradcheck_report_free(s->report);
}

static void expect(const Set *s, size_t count, GradcheckFindingKind kind, const char *text)
{
    if (s->report->n_findings != count ||
        (count > 0 && strcmp(s->report->findings[count - 1].text, text) != 0))
        print_error("%zu findings: '%s', expected '%s'\n", s->report->n_findings,
                    s->report->n_findings ? s->report->findings[s->report->n_findings - 1].text : "", text);
    assert_int_equal(s->report->n_findings, count);
    if (count > 0) {
        assert_string_equal(s->report->findings[count - 1].text, text);
        assert_int_equal(s->report->findings[count - 1].kind, kind);
    }
}

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

/* ------------------------------------------------------------------------------------------------------- the shortcut */

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
        cmocka_unit_test(the_shortcut_is_compared_at_three_entries_of_each_block),
        cmocka_unit_test(the_entries_of_a_small_block_behind_larger_ones_are_its_own),
        cmocka_unit_test(the_shortcut_that_contradicts_is_told_from_the_one_that_does_not),
        cmocka_unit_test(the_shortcut_may_differ_by_a_hundred_noises_and_the_rounding),
        cmocka_unit_test(the_shortcut_must_fail_where_the_loss_fails),
        cmocka_unit_test(a_loss_that_is_another_at_the_end_is_told_from_one_that_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
