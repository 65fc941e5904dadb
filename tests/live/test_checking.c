/* The check beside the training: right nets agree whole, every mistake is seen, located and named by the first look, a
 * check that is overtaken is dropped, and what it says is what the checker says. */
#define _POSIX_C_SOURCE 200809L
#include "live/checking.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "net/faults.h"
#include "support/checked.h"
#include "support/test.h"

static NetOptions net_with(const char *loss)
{
    NetOptions options = net_default_options();
    options.encoder = "conv:3x4/2 tanh conv:4x3 lecun average:2 flatten dense:6 relu dense:6";
    options.input = (Shape){2, 22};
    options.loss = loss;
    return options;
}

/* A net in which this fault changes something. */
static NetOptions net_for(const Fault *fault)
{
    NetOptions options = net_with("target");
    for (size_t i = 0; net_loss_name(i); i++)
        if (strcmp(net_loss_name(i), fault->replaces) == 0)
            options.loss = net_loss_name(i);
    if (strcmp(fault->replaces, "distance") == 0)
        options.loss = "contrastive";
    if (strcmp(options.loss, "triplet") == 0)
        options.margin = 2.5; /* active whatever the cosines are */
    if (strcmp(options.loss, "margin") == 0)
        options.margin = -0.2;
    return options;
}

static CheckingSubject subject_of(const Checked *c, uint64_t step, uint64_t kind, const char *fault)
{
    return (CheckingSubject){.net = &c->net,
                             .params = c->params,
                             .batch = {c->count, c->x, c->labels},
                             .joins = c->options,
                             .step = step,
                             .kind = kind,
                             .planted = fault ? 1 : 0,
                             .planted_name = fault};
}

static void doze(void)
{
    nanosleep(&(struct timespec){0, 500000}, NULL);
}

static const SnapshotCheck *read_at_end(Checking *checking)
{
    while (checking_is_busy(checking))
        doze();
    return checking_read(checking);
}

static Checking *begun(const CheckingSubject *subject)
{
    Checking *checking;
    assert_ok(checking_create(&checking));
    assert_ok(checking_begin(checking, subject, 0));
    return checking;
}

static void a_right_net_agrees_whole_with_every_loss(void **state)
{
    (void)state;
    for (size_t l = 0; net_loss_name(l); l++) {
        NetOptions options = net_with(net_loss_name(l));
        options.encoder =
            "conv:3x4/2 tanh average:2 flatten dense:6 lecun dense:5"; /* no kink in the encoder */
        Checked *c = checked_create(options, 4, l % 2 ? 0.01 : 0, NULL, 3);
        CheckingSubject subject = subject_of(c, 12, 1, NULL);
        Checking *checking = begun(&subject);
        const SnapshotCheck *check = read_at_end(checking);
        assert_string_equal(check->trouble, "");
        assert_true(check->present && check->has_word && check->word.every_entry && !check->working);
        assert_int_equal(check->word.verdict, GRADCHECK_AGREES);
        assert_int_equal(check->word.step, 12);
        assert_int_equal(check->word.first_wrong_step, check->n_steps);
        assert_int_equal(check->n_entries, c->net.parameter_count);
        assert_int_equal(check->word.entries, check->n_entries);
        assert_int_equal(check->measured, check->n_entries);
        assert_true(check->word.resolution > 0 && check->word.resolution < 0.005);
        for (size_t i = 0; i < check->n_entries; i++)
            assert_true(check->entries[i].verdict == GRADCHECK_AGREES ||
                        check->entries[i].reason == GRADCHECK_POINT);
        for (size_t s = 0; s < check->n_steps; s++)
            assert_int_equal(check->steps[s].verdict, GRADCHECK_AGREES);
        checking_destroy(checking);
        checked_destroy(c);
    }
}

/* The entries stand where the blocks say, and hold what a check of the same net by itself measures. */
static void what_is_said_is_what_the_checker_says(void **state)
{
    (void)state;
    Checked *c = checked_create(net_with("target"), 3, 0.01, "dense-last-column@dense1", 8);
    CheckingSubject subject = subject_of(c, 4, 1, "dense-last-column@dense1");
    Checking *checking = begun(&subject);
    const SnapshotCheck *check = read_at_end(checking);
    GradcheckOptions how = gradcheck_options();
    how.seed = 1 + 4;
    how.mode = GRADCHECK_FULL;
    how.allow = 1u << GRADCHECK_POINT;
    GradcheckReport *report = checked_run(c, &how);
    assert_int_equal(check->n_blocks, report->n_blocks);
    for (size_t b = 0; b < report->n_blocks; b++) {
        const GradcheckBlockReport *block = &report->blocks[b];
        assert_string_equal(check->blocks[b].name, block->name);
        assert_true(check->blocks[b].rows == block->rows && check->blocks[b].cols == block->cols);
        assert_close(check->blocks[b].bar, block->resolution, 1e-15);
        for (size_t i = 0; i < block->n_entries; i++) {
            const SnapshotCheckEntry *e = &check->entries[check->blocks[b].first + i];
            assert_true(e->yours == block->entries[i].analytic);
            assert_true(e->measured == block->entries[i].numeric && e->bar == block->entries[i].bar);
            assert_int_equal(e->verdict, block->entries[i].verdict);
        }
    }
    assert_int_equal(check->word.verdict, report->verdict);
    assert_int_equal(check->word.first_wrong_step, report->first_wrong_step);
    assert_int_equal(check->planted, 1);
    assert_string_equal(check->planted_name, "dense-last-column@dense1");
    gradcheck_report_free(report);
    checking_destroy(checking);
    checked_destroy(c);
}

/* In the chain: where the fault was put; its length when in no step. */
static size_t planted_step(const Checked *c, const Fault *fault)
{
    size_t count = net_step_count(&c->net);
    for (size_t i = 0; i < count; i++)
        if (c->net.steps[i].backward != c->net.steps[i].kind->backward)
            return i;
    return count + (fault->mean ? 0 : fault->decay ? 1 : 2);
}

static void every_planted_mistake_is_seen_and_located_by_the_first_word_and_named_by_the_next(void **state)
{
    (void)state;
    const Fault *fault;
    for (size_t f = 0; (fault = faults_at(f)); f++) {
        Checked *c = checked_create(net_for(fault), 4, 0.01, fault->name, 1);
        CheckingSubject subject = subject_of(c, 7, 1, fault->name);
        Checking *checking = begun(&subject);
        const SnapshotCheck *check;
        while (!(check = checking_read(checking))->has_word)
            doze();
        size_t planted = planted_step(c, fault);
        SnapshotCheckWord first = check->word;
        if (first.verdict != GRADCHECK_WRONG || first.first_wrong_step != planted ||
            first.joining != (planted == check->n_steps))
            fail_msg("%s: verdict %d, step %zu, joining %d", fault->name, first.verdict,
                     first.first_wrong_step, first.joining);
        while (!(check = checking_read(checking))->word.looked_closer)
            doze();
        SnapshotCheckWord next = check->word;
        bool data_term =
            next.mistake == GRADCHECK_MISTAKE_DATA_TERM && fault->named == GRADCHECK_MISTAKE_FACTOR;
        if (next.mistake != fault->named && !data_term && fault->named != GRADCHECK_MISTAKE_NONE)
            fail_msg("%s was called by number %d", fault->name, next.mistake);
        assert_int_equal(next.first_wrong_step, planted);
        check = read_at_end(checking);
        assert_int_equal(check->word.verdict, GRADCHECK_WRONG);
        assert_int_equal(check->word.first_wrong_step, planted);
        assert_int_equal(check->word.mistake, next.mistake);
        assert_true(check->word.every_entry);
        size_t wrong = 0;
        for (size_t i = 0; i < check->n_entries; i++)
            wrong += check->entries[i].verdict == GRADCHECK_WRONG;
        assert_int_equal(wrong, check->word.wrong);
        checking_destroy(checking);
        checked_destroy(c);
    }
}

static void a_check_that_is_overtaken_is_dropped(void **state)
{
    (void)state;
    NetOptions large = net_default_options();
    large.encoder = "reference";
    Checked *slow = checked_create(large, 4, 0, NULL, 1);
    Checked *quick = checked_create(net_with("target"), 2, 0, "cosine-sign", 2);
    CheckingSubject first = subject_of(slow, 1, 1, NULL), second = subject_of(quick, 9, 2, "cosine-sign");
    Checking *checking = begun(&first);
    doze();
    assert_ok(checking_begin(checking, &first, 0.1));
    assert_ok(checking_begin(checking, &second, 0.2));
    const SnapshotCheck *check = read_at_end(checking);
    assert_int_equal(check->n_entries, quick->net.parameter_count);
    assert_int_equal(check->working_on, 9);
    assert_int_equal(check->word.step, 9);
    assert_int_equal(check->word.verdict, GRADCHECK_WRONG);
    checking_destroy(checking);
    checking = begun(&first); /* and one that is under way when all ends */
    doze();
    checking_destroy(checking);
    checking_destroy(NULL);
    checked_destroy(slow);
    checked_destroy(quick);
}

/* What was copied may change, or go, at once. */
static void the_net_under_check_is_a_copy(void **state)
{
    (void)state;
    Checked *c = checked_create(net_with("target"), 4, 0, NULL, 3);
    CheckingSubject subject = subject_of(c, 1, 1, NULL);
    Checking *checking = begun(&subject);
    for (size_t i = 0; i < c->net.parameter_count; i++)
        c->params[i] = 0;
    memset(c->x, 0, c->count * c->net.branches * step_size(c->net.input) * sizeof(real));
    assert_ok(faults_plant("cosine-sign", &c->net, NULL));
    checked_destroy(c);
    assert_true(read_at_end(checking)->word.verdict <= GRADCHECK_CANNOT_TELL);
    checking_destroy(checking);
}

static void unchanged_weights_are_not_checked_twice(void **state)
{
    (void)state;
    Checked *c = checked_create(net_with("target"), 2, 0, NULL, 3);
    CheckingSubject subject = subject_of(c, 5, 1, NULL);
    Checking *checking;
    assert_ok(checking_create(&checking));
    assert_false(checking_is_busy(checking));
    assert_true(checking_is_due(checking, 5, 1, 0));
    assert_ok(checking_begin(checking, &subject, 0));
    assert_true(checking_is_due(checking, 5, 2, 0)); /* another kind overtakes the one under way */
    read_at_end(checking);
    assert_false(checking_is_due(checking, 5, 1, 100));
    assert_false(checking_is_due(checking, 6, 1, 0.5)); /* the training has its turn */
    assert_true(checking_is_due(checking, 6, 1, 1e6));
    assert_true(checking_is_due(checking, 5, 2, 0.5));
    checking_destroy(checking);
    checked_destroy(c);
}

/* A right check of every entry is not replaced by the first look of the next one; a wrong one is at once. */
static void the_word_of_a_whole_check_stands_until_there_is_a_better_one(void **state)
{
    (void)state;
    Checked *c = checked_create(net_with("target"), 2, 0, NULL, 3);
    CheckingSubject subject = subject_of(c, 5, 1, NULL);
    Checking *checking = begun(&subject);
    assert_true(read_at_end(checking)->word.every_entry);
    c->params[3] += (real)0.01;
    subject.step = 6;
    assert_ok(checking_begin(checking, &subject, 2));
    const SnapshotCheck *check;
    do {
        check = checking_read(checking);
        assert_true(check->has_word && check->word.every_entry);
    } while (checking_is_busy(checking));
    assert_int_equal(checking_read(checking)->word.step, 6);
    assert_ok(faults_plant("cosine-sign", &c->net, NULL));
    subject.kind = 2;
    assert_ok(checking_begin(checking, &subject, 3));
    check = read_at_end(checking);
    assert_int_equal(check->word.verdict, GRADCHECK_WRONG);
    checking_destroy(checking);
    checked_destroy(c);
}

static void the_curve_is_of_the_entry_that_was_chosen(void **state)
{
    (void)state;
    Checked *c = checked_create(net_with("target"), 2, 0, NULL, 3);
    CheckingSubject subject = subject_of(c, 5, 1, NULL);
    Checking *checking = begun(&subject);
    const SnapshotCheck *check = read_at_end(checking);
    assert_true(check->curve.present && check->curve.step == 5); /* of the largest, unasked */
    const SnapshotCheckBlock *block = &check->blocks[check->curve.block];
    double size = fabs(check->entries[block->first + check->curve.entry].measured);
    for (size_t i = 0; i < check->n_entries; i++)
        assert_true(fabs(check->entries[i].measured) <= size);
    checking_choose(checking, 2, 5);
    check = read_at_end(checking);
    assert_int_equal(check->curve.block, 2);
    assert_int_equal(check->curve.entry, 5);
    GradcheckCurve expected;
    GradcheckOptions how = gradcheck_options();
    how.seed = 1 + 5;
    assert_int_equal(gradcheck_curve_steps(netcheck_problem(c->netcheck), &how, 2, 5, &expected),
                     GRADCHECK_OK);
    assert_int_equal(check->curve.count, expected.n);
    for (size_t i = 0; i < expected.n; i++) {
        assert_true(check->curve.h[i] == expected.step[i] && check->curve.noise[i] == expected.noise[i]);
        assert_true(check->curve.error[i] == expected.error[i] || isnan(expected.error[i]));
    }
    assert_true(check->curve.chosen == expected.entry.step && check->curve.bar == expected.entry.bar);
    checking_choose(checking, 99, 0); /* there is no such entry */
    checking_choose(checking, 2, 9999);
    check = read_at_end(checking);
    assert_int_equal(check->curve.block, 2);
    c->params[3] += (real)0.01;
    subject.step = 6;
    assert_ok(checking_begin(checking, &subject, 2));
    check = read_at_end(checking);
    assert_true(check->curve.block == 2 && check->curve.entry == 5 && check->curve.step == 6);
    checking_destroy(checking);
    checked_destroy(c);
}

static void what_cannot_be_checked_is_said(void **state)
{
    (void)state;
    Checked *c = checked_create(net_with("target"), 2, 0, NULL, 3);
    CheckingSubject subject = subject_of(c, 5, 1, NULL);
    c->params[2] = (real)NAN;
    Checking *checking = begun(&subject);
    const SnapshotCheck *check = read_at_end(checking);
    assert_non_null(strstr(check->trouble, "NaN"));
    c->params[2] = 0;
    subject.step = 6;
    assert_ok(checking_begin(checking, &subject, 2));
    check = read_at_end(checking);
    assert_string_equal(check->trouble, "");
    assert_true(check->word.every_entry);
    checking_destroy(checking);
    checked_destroy(c);
}

int main(void)
{
    if (!NETCHECK_POSSIBLE) {
        printf("SKIPPED: the checker knows float and double alone\n");
        return 0;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_right_net_agrees_whole_with_every_loss),
        cmocka_unit_test(what_is_said_is_what_the_checker_says),
        cmocka_unit_test(every_planted_mistake_is_seen_and_located_by_the_first_word_and_named_by_the_next),
        cmocka_unit_test(a_check_that_is_overtaken_is_dropped),
        cmocka_unit_test(the_net_under_check_is_a_copy),
        cmocka_unit_test(unchanged_weights_are_not_checked_twice),
        cmocka_unit_test(the_word_of_a_whole_check_stands_until_there_is_a_better_one),
        cmocka_unit_test(the_curve_is_of_the_entry_that_was_chosen),
        cmocka_unit_test(what_cannot_be_checked_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
