/* What a check looks at more closely after a screen, and when it ends. */
#include "gradcheck/gradcheck.h"
#include "support/test.h"

enum { BLOCKS = 4, MOST = 40 };

/* sum of sin(x + i), its gradient times a factor for each block. */
typedef struct Model {
    double x[BLOCKS][MOST], g[BLOCKS][MOST], factor[BLOCKS];
    size_t sizes[BLOCKS], n;
    size_t progress, cancel_at, expected; /* what was expected at first */
} Model;

static int loss(void *user, double *value)
{
    const Model *m = user;
    *value = 0;
    for (size_t b = 0; b < m->n; b++)
        for (size_t i = 0; i < m->sizes[b]; i++)
            *value += sin(m->x[b][i] + (double)i);
    return 0;
}

static int gradient(void *user, const GradcheckBlock *blocks)
{
    const Model *m = user;
    for (size_t b = 0; b < m->n; b++)
        for (size_t i = 0; i < m->sizes[b]; i++)
            ((double *)blocks[b].gradient)[i] = m->factor[b] * cos(m->x[b][i] + (double)i);
    return 0;
}

static int progress(void *user, size_t made, size_t expected)
{
    Model *m = user;
    (void)made;
    m->expected = m->progress == 0 ? expected : m->expected;
    return ++m->progress == m->cancel_at;
}

static GradcheckReport *run(Model *m, const GradcheckOptions *options, GradcheckStatus status)
{
    GradcheckBlock blocks[BLOCKS];
    for (size_t b = 0; b < m->n; b++) {
        blocks[b] = (GradcheckBlock){
            .name = "block", .value = m->x[b], .gradient = m->g[b], .rows = 1, .cols = m->sizes[b]};
        for (size_t i = 0; i < m->sizes[b]; i++)
            m->x[b][i] = 0.1 * (double)(b + 1);
    }
    GradcheckProblem problem = {.name = "screened",
                                .user = m,
                                .blocks = blocks,
                                .n_blocks = m->n,
                                .loss = loss,
                                .gradient = gradient};
    GradcheckReport *report;
    assert_int_equal(gradcheck_run(&problem, options, &report), status);
    return report;
}

static void the_options_are_those_that_are_promised(void **state)
{
    (void)state;
    GradcheckOptions o = gradcheck_options();
    assert_int_equal(o.mode, GRADCHECK_AUTO);
    assert_int_equal(o.seed, 1);
    assert_int_equal(o.full_limit, 20000);
    assert_int_equal(o.screen_directions, 2);
    assert_true(o.resolution == 0.005 && o.small == 1e-4 && o.noise_floor == 0);
}

static void the_smallest_wrong_block_that_is_not_too_small_is_measured(void **state)
{
    (void)state;
    static const struct {
        size_t sizes[BLOCKS], right, limit, chosen; /* right: a bit for each block that is; chosen 9: none */
    } cases[] = {
        {{20, 8, 30}, 0, 100, 1}, {{4, 20, 30}, 0, 100, 1}, {{20, 4, 30}, 0, 100, 0}, {{4, 5, 3}, 0, 100, 1},
        {{3, 5, 4}, 0, 100, 1},   {{6, 7, 8}, 0, 100, 0},   {{7, 6, 8}, 0, 100, 1},   {{5, 6, 7}, 0, 100, 1},
        {{7, 5, 6}, 0, 100, 2},   {{20, 8, 30}, 2, 100, 0}, {{20, 8, 30}, 0, 7, 9},   {{20, 8, 30}, 0, 8, 1},
        {{20, 8, 30}, 2, 19, 9},  {{20, 8, 30}, 3, 30, 2},  {{20, 8, 30}, 7, 100, 9}, {{8, 8, 8}, 0, 100, 0},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        Model m = {.n = 3};
        for (size_t b = 0; b < 3; b++) {
            m.sizes[b] = cases[k].sizes[b];
            m.factor[b] = cases[k].right >> b & 1 ? 1 : 3;
        }
        GradcheckOptions options = gradcheck_options();
        options.mode = GRADCHECK_SCREEN;
        options.full_limit = cases[k].limit;
        GradcheckReport *report = run(&m, &options, GRADCHECK_OK);
        for (size_t b = 0; b < 3; b++) {
            bool chosen = b == cases[k].chosen;
            if ((report->blocks[b].entries != NULL) != chosen)
                print_error("case %zu, block %zu\n", k, b);
            assert_int_equal(report->blocks[b].entries != NULL, chosen);
            assert_int_equal(report->blocks[b].n_entries, chosen ? m.sizes[b] : 0);
            if (chosen) {
                assert_int_equal(report->blocks[b].likely.kind, GRADCHECK_MISTAKE_FACTOR);
                assert_close(report->blocks[b].likely.factor, 3, 1e-9);
                assert_true(report->blocks[b].analytic_noise > 0);
            }
        }
        assert_int_equal(report->verdict, cases[k].right == 7 ? GRADCHECK_AGREES : GRADCHECK_WRONG);
        gradcheck_report_free(report);
    }
}

static void a_closer_look_adds_its_evaluations(void **state)
{
    (void)state;
    size_t evaluations[2], gradients[2];
    for (int explains = 0; explains < 2; explains++) {
        Model m = {.n = 1, .sizes = {10}, .factor = {3}};
        GradcheckOptions options = gradcheck_options();
        options.mode = GRADCHECK_SCREEN;
        options.no_explaining = !explains;
        GradcheckReport *report = run(&m, &options, GRADCHECK_OK);
        evaluations[explains] = report->evaluations;
        gradients[explains] = report->gradients;
        assert_int_equal(report->blocks[0].n_entries, explains ? 10 : 0);
        assert_int_equal(report->blocks[0].likely.kind,
                         explains ? GRADCHECK_MISTAKE_FACTOR : GRADCHECK_MISTAKE_NONE);
        gradcheck_report_free(report);
    }
    /* A loss and a gradient at the point, the noise of both, and six evaluations or more of each entry. */
    assert_true(evaluations[1] >= evaluations[0] + 2 + 7 + 60);
    assert_true(gradients[1] >= gradients[0] + 2 + 7);
}

static void a_check_that_is_cancelled_says_after_how_many_evaluations(void **state)
{
    (void)state;
    Model m = {.n = 2, .sizes = {4, 4}, .factor = {1, 1}, .cancel_at = 6};
    GradcheckOptions options = gradcheck_options();
    options.progress = progress;
    options.progress_user = &m;
    GradcheckReport *report = run(&m, &options, GRADCHECK_CANCELLED);
    char message[80];
    snprintf(message, sizeof message, "cancelled after %zu evaluations", report->evaluations);
    assert_string_equal(report->message, message);
    assert_true(m.expected >= 6 * 8); /* six evaluations for each entry, at the least */
    assert_int_equal(report->status, GRADCHECK_CANCELLED);
    assert_int_equal(report->blocks[0].n_entries, 4);
    assert_int_equal(report->blocks[1].n_entries, 2);
    assert_int_equal(report->n_notices, 0); /* what was not measured notices nothing */
    gradcheck_report_free(report);
    Model whole = {.n = 2, .sizes = {4, 4}, .factor = {1, 1}};
    report = run(&whole, NULL, GRADCHECK_OK);
    assert_int_equal(report->status, GRADCHECK_OK);
    assert_true(report->n_notices > 0);
    assert_string_equal(report->name, "screened");
    gradcheck_report_free(report);
}

/* Above the limit the automatic mode screens, and measures the blocks that the screen is not content with: as many entries
 * as the limit allows. */
static void only_what_a_screen_finds_wrong_is_measured_in_the_automatic_mode(void **state)
{
    (void)state;
    for (size_t wrong = 0; wrong < 3; wrong++) {
        Model m = {.n = 3, .sizes = {10, 12, 14}, .factor = {1, 1, 1}};
        m.factor[wrong] = 2;
        GradcheckOptions options = gradcheck_options();
        options.full_limit = 6;
        options.no_explaining = true;
        GradcheckReport *report = run(&m, &options, GRADCHECK_OK);
        for (size_t b = 0; b < 3; b++) {
            assert_int_equal(report->blocks[b].n_directions, 2);
            assert_int_equal(report->blocks[b].n_entries, b == wrong ? 6 : 0);
            assert_int_equal(report->blocks[b].verdict, b == wrong ? GRADCHECK_WRONG : GRADCHECK_AGREES);
        }
        gradcheck_report_free(report);
        options.full_limit = 15; /* measured whole once, and not looked at again for an explanation */
        size_t evaluations[2];
        for (int explains = 0; explains < 2; explains++) {
            options.no_explaining = !explains;
            report = run(&m, &options, GRADCHECK_OK);
            evaluations[explains] = report->evaluations;
            assert_int_equal(report->blocks[wrong].n_entries, m.sizes[wrong]);
            assert_int_equal(report->blocks[wrong].likely.kind,
                             explains ? GRADCHECK_MISTAKE_FACTOR : GRADCHECK_MISTAKE_NONE);
            gradcheck_report_free(report);
        }
        assert_int_equal(evaluations[1], evaluations[0]);
        options.full_limit = 36; /* all of them are measured, and none is screened */
        report = run(&m, &options, GRADCHECK_OK);
        for (size_t b = 0; b < 3; b++) {
            assert_int_equal(report->blocks[b].n_directions, 0);
            assert_int_equal(report->blocks[b].n_entries, m.sizes[b]);
        }
        gradcheck_report_free(report);
    }
}

/* The mistake may be looked for later, with the usual options. */
static void what_was_left_unexplained_is_explained_when_it_is_asked_for(void **state)
{
    (void)state;
    Model m = {
        .n = 1, .sizes = {10}, .factor = {3}, .x = {{0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1}}};
    GradcheckBlock block = {.name = "block", .value = m.x[0], .gradient = m.g[0], .rows = 1, .cols = 10};
    GradcheckProblem problem = {
        .user = &m, .blocks = &block, .n_blocks = 1, .loss = loss, .gradient = gradient};
    GradcheckOptions options = gradcheck_options();
    options.mode = GRADCHECK_SCREEN;
    options.no_explaining = true;
    GradcheckReport *report;
    assert_int_equal(gradcheck_run(&problem, &options, &report), GRADCHECK_OK);
    assert_int_equal(report->blocks[0].likely.kind, GRADCHECK_MISTAKE_NONE);
    assert_int_equal(gradcheck_explain(&problem, NULL, report), GRADCHECK_OK);
    assert_int_equal(report->blocks[0].likely.kind, GRADCHECK_MISTAKE_FACTOR);
    gradcheck_report_free(report);
}

/* A block is not explained that was not measured whole: a hole would explain anything. */
static void a_block_with_a_hole_is_not_explained(void **state)
{
    (void)state;
    for (int hole = 0; hole < 4; hole++) { /* none; no step; not finite; an entry too few */
        Model m = {.n = 1, .sizes = {10}, .factor = {3}};
        for (size_t i = 0; i < 10; i++)
            m.x[0][i] = 0.1;
        GradcheckBlock block = {.name = "block", .value = m.x[0], .gradient = m.g[0], .rows = 1, .cols = 10};
        GradcheckProblem problem = {
            .user = &m, .blocks = &block, .n_blocks = 1, .loss = loss, .gradient = gradient};
        GradcheckOptions options = gradcheck_options();
        options.no_explaining = true;
        GradcheckReport *report;
        assert_int_equal(gradcheck_run(&problem, &options, &report), GRADCHECK_OK);
        GradcheckEntry *entry = &report->blocks[0].entries[hole == 3 ? 9 : 4];
        if (hole == 1)
            entry->step = 0;
        if (hole == 2)
            entry->analytic = INFINITY;
        if (hole == 3)
            report->blocks[0].n_entries = 9;
        assert_int_equal(gradcheck_explain(&problem, &options, report), GRADCHECK_OK);
        assert_int_equal(report->blocks[0].likely.kind,
                         hole ? GRADCHECK_MISTAKE_NONE : GRADCHECK_MISTAKE_FACTOR);
        gradcheck_report_free(report);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_options_are_those_that_are_promised),
        cmocka_unit_test(the_smallest_wrong_block_that_is_not_too_small_is_measured),
        cmocka_unit_test(a_closer_look_adds_its_evaluations),
        cmocka_unit_test(only_what_a_screen_finds_wrong_is_measured_in_the_automatic_mode),
        cmocka_unit_test(a_block_with_a_hole_is_not_explained),
        cmocka_unit_test(what_was_left_unexplained_is_explained_when_it_is_asked_for),
        cmocka_unit_test(a_check_that_is_cancelled_says_after_how_many_evaluations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
