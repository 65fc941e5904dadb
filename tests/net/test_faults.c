/* Every fault, in a net that has its step: caught, found where it stands, and called by its name or by none, never by
 * another. NETCHECK_SEEDS=30 tries more points than a test has time for. */
#include "net/faults.h"

#include <stdlib.h>
#include <string.h>

#include "support/checked.h"
#include "support/test.h"

enum { SEEDS = 2, SINGLE = sizeof(real) == sizeof(float) }; /* in float a point may be too noisy to name */

/* A net in which this fault changes something. */
static NetOptions net_for(const Fault *fault)
{
    NetOptions options = net_default_options();
    options.encoder = "conv:3x4/2 tanh conv:4x3 lecun average:2 flatten dense:6 relu dense:6";
    options.input = (Shape){2, 22};
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

/* What the likely mistake says: a kind alone could be right for a wrong reason. */
static const struct {
    const char *fault, *words;
} sayings[] = {
    {"conv-bias-last", "only the last counts"},
    {"conv-kernel-reversed", "the kernel runs the wrong way"},
    {"conv-off-by-one", "shifted by one column within each kernel"},
    {"conv-last-map", "the last row alone is wrong"},
    {"average-undivided", "a division by the size of the window is missing"},
    {"flatten-time-first", "in another order"},
    {"dense-assigned", "'=' where '+=' is meant"},
    {"dense-transposed", "transposed"},
    {"dense-input-transposed", "right for the transpose of dense2.W"},
    {"dense-one-entry", "yours = 1.01 * numeric"},
    {"dense-last-column", "the last column alone is wrong"},
    {"dense-bias-forgotten", "nothing but zeros"},
    {"tanh-from-input", "from the input"},
    {"tanh-forgotten", "the step's own derivative is left out"},
    {"lecun-constants", "other constants"},
    {"lecun-slope", "LeCun's 2/3 is missing"},
    {"relu-everywhere", "a condition (a mask, a margin) is missing"},
    {"cosine-sign", "the sign is flipped"},
    {"cosine-projection", "is not projected out"},
    {"cosine-norm", "a division by |input| is missing"},
    {"cosine-exchanged", "the rows are exchanged pair by pair"},
    {"distance-sign", "use 1 of 2 enters with the wrong sign"},
    {"sum-labels", "the sign is flipped"},
    {"target-sign", "the target has the wrong sign"},
    {"margin-inverted", "condition"},
    {"triplet-negative", "the last column alone is wrong (column 1): it is left zero"},
    {"logistic-scale", "the learnt scale is missing"},
    {"branches-one", "use"},
    {"branches-averaged", "the uses of the block are averaged instead of summed"},
    {"mean-forgotten", "1/N is missing"},
    {"decay-halved", "a factor of 2 is missing"},
};

static const char *words_of(const char *fault)
{
    for (size_t i = 0; i < sizeof sayings / sizeof sayings[0]; i++)
        if (strcmp(sayings[i].fault, fault) == 0)
            return sayings[i].words;
    return "";
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

typedef struct Names {
    size_t right, wrong;
} Names;

/* The names given in a report, to every block. */
static void look_at_names(const GradcheckReport *report, const Fault *fault, Names *names)
{
    for (size_t b = 0; b < report->n_blocks; b++) {
        const GradcheckMistake *likely = &report->blocks[b].likely;
        bool data_term =
            likely->kind == GRADCHECK_MISTAKE_DATA_TERM && fault->named == GRADCHECK_MISTAKE_FACTOR;
        bool right =
            (likely->kind == fault->named || data_term) && strstr(likely->text, words_of(fault->name));
        /* Of two forged pairs one may lie beyond the margin: then the other is rightly named. */
        bool true_too = strcmp(fault->name, "contrastive-sign") == 0 &&
                        strstr(likely->text, "sample enters with the wrong sign");
        if (likely->kind == GRADCHECK_MISTAKE_NONE || true_too)
            continue;
        names->right += right;
        names->wrong += !right;
        if (!right)
            print_error("%s, block %s: named '%s'\n", fault->name, report->blocks[b].name, likely->text);
    }
}

/* Whether it was named, and rightly. */
static bool try_fault(const Fault *fault, uint64_t seed)
{
    Checked *c = checked_create(net_for(fault), 4, 0.01, fault->name, seed);
    GradcheckOptions how = gradcheck_options();
    how.small = SINGLE ? 1 : how.small;
    GradcheckReport *report = checked_run(c, &how);
    size_t planted = planted_step(c, fault);
    bool ok = report->verdict == GRADCHECK_WRONG && report->first_wrong_step == planted &&
              report->wiring == (planted == report->n_steps) && (!report->wiring || report->composed_agrees);
    for (size_t i = 0; i < report->n_steps; i++)
        ok = ok && (i == planted || report->steps[i].verdict <= GRADCHECK_CANNOT_TELL);
    Names names = {0};
    if (report->first_wrong_step < report->n_steps)
        look_at_names(report->steps[report->first_wrong_step].local, fault, &names);
    look_at_names(report, fault, &names);
    if (!ok || names.wrong || getenv("NETCHECK_SHOW")) {
        print_error("--- %s, seed %d: planted in step %zu\n", fault->name, (int)seed, planted);
        checked_show(report);
    }
    assert_int_equal(report->verdict, GRADCHECK_WRONG);
    assert_true(ok || SINGLE);
    assert_true(names.wrong == 0 || SINGLE);
    gradcheck_report_free(report);
    checked_destroy(c);
    return names.right > 0;
}

static void every_fault_is_caught_where_it_stands_and_never_called_by_another_name(void **state)
{
    (void)state;
    if (!NETCHECK_POSSIBLE) {
        printf("SKIPPED: the checker does not know the numbers of REAL=%s\n", REAL_NAME);
        skip();
    }
    const char *asked = getenv("NETCHECK_SEEDS");
    uint64_t seeds = asked ? strtoull(asked, NULL, 10) : SEEDS;
    const Fault *fault;
    size_t faults = 0, always = 0, nameless = 0;
    for (; (fault = faults_at(faults)); faults++) {
        size_t named = 0;
        for (uint64_t seed = 1; seed <= seeds; seed++)
            named += try_fault(fault, seed);
        always += named == seeds;
        if (named < seeds)
            printf("  %s: named at %zu of %llu points\n", fault->name, named, (unsigned long long)seeds);
        nameless += fault->named == GRADCHECK_MISTAKE_NONE;
        if (fault->named == GRADCHECK_MISTAKE_NONE)
            assert_int_equal(named, 0);
    }
    printf("  %zu faults at %llu points: all caught and located, %zu named everywhere\n", faults,
           (unsigned long long)seeds, always);
    assert_true(faults >= 20);
    assert_true(nameless * 20 <= faults * 2);
    assert_true(SINGLE || always == faults - nameless);
}

static void each_has_a_name_of_its_own_and_one_thing_in_place_of_another(void **state)
{
    (void)state;
    const Fault *fault, *other;
    for (size_t i = 0; (fault = faults_at(i)); i++) {
        assert_ptr_equal(faults_find(fault->name), fault);
        assert_int_equal((fault->step != NULL) + (fault->branches != NULL) + (fault->mean != NULL) +
                             (fault->decay != NULL),
                         1);
        size_t length = strlen(fault->mistake);
        assert_true(length > 20 && fault->mistake[length - 1] == '.');
        for (size_t k = 0; k < i && (other = faults_at(k)); k++)
            assert_string_not_equal(other->mistake, fault->mistake);
    }
    assert_null(faults_find("cosine"));
}

static void a_fault_is_put_into_the_last_step_that_it_changes_or_the_one_named(void **state)
{
    (void)state;
    NetOptions options = net_default_options();
    options.encoder = "conv:3x4/2 tanh conv:2x1 tanh flatten dense:4";
    options.input = (Shape){2, 20};
    Net net;
    assert_ok(net_create(&options, &net));
    assert_ok(faults_plant("tanh-forgotten", &net, NULL));
    assert_true(net.steps[3].backward != net.steps[3].kind->backward);
    assert_true(net.steps[1].backward == net.steps[1].kind->backward);
    assert_ok(faults_plant("tanh-forgotten@tanh1", &net, NULL));
    assert_true(net.steps[1].backward == net.steps[3].backward);
    assert_ok(faults_plant("conv-kernel-reversed", &net, NULL)); /* a kernel of 1 has no other way round */
    assert_true(net.steps[0].backward != net.steps[0].kind->backward);
    assert_true(net.steps[2].backward == net.steps[2].kind->backward);
    assert_null(net.branches_backward);
    assert_ok(faults_plant("branches-one", &net, NULL));
    assert_non_null(net.branches_backward);
}

static void what_cannot_be_planted_is_said(void **state)
{
    (void)state;
    NetOptions options = net_default_options();
    options.encoder = "conv:3x4/2 tanh conv:2x1 flatten dense:4";
    options.input = (Shape){2, 20};
    Net net;
    NetcheckOptions without_decay = netcheck_options();
    assert_ok(net_create(&options, &net));
    assert_trouble(faults_plant("cosine", &net, NULL), "'cosine' is no fault");
    assert_trouble(faults_plant("", &net, NULL), "'' is no fault");
    assert_trouble(faults_plant("lecun-slope", &net, NULL), "no lecun step");
    assert_trouble(faults_plant("margin-inverted", &net, NULL), "no margin step");
    assert_trouble(faults_plant("tanh-forgotten@tanh2", &net, NULL), "no step 'tanh2'");
    assert_trouble(faults_plant("tanh-forgotten@conv1", &net, NULL), "changes nothing in the step conv1");
    assert_trouble(faults_plant("conv-kernel-reversed@conv2", &net, NULL), "changes nothing");
    assert_trouble(faults_plant("branches-one@conv2", &net, NULL), "stands in no step");
    assert_trouble(faults_plant("mean-forgotten", &net, NULL), "no check");
    assert_trouble(faults_plant("decay-halved", &net, &without_decay), "no weight decay");
    for (size_t i = 0; i < net_step_count(&net); i++)
        assert_true(net.steps[i].backward == net.steps[i].kind->backward);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fault_is_caught_where_it_stands_and_never_called_by_another_name),
        cmocka_unit_test(each_has_a_name_of_its_own_and_one_thing_in_place_of_another),
        cmocka_unit_test(a_fault_is_put_into_the_last_step_that_it_changes_or_the_one_named),
        cmocka_unit_test(what_cannot_be_planted_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
