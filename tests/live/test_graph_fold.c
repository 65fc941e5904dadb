#include "live/graph_fold.h"

#include <string.h>

#include "live/fake_graph.h"

static const char net[] =
    "conv:12x9 tanh average:3 conv:16x9 tanh average:4 conv:8x5 tanh flatten dense:40 relu dense:32 "
    "lecun dense:16";

static SnapshotGraph *graph_of(const char *encoder)
{
    static SnapshotGraph graph;
    memset(&graph, 0, sizeof graph);
    fake_graph_free(
        fake_graph_make(encoder, "target", &graph)); /* the names of the steps are borrowed: not read */
    return &graph;
}

/* Every step is in one group, and the groups follow each other. */
static void assert_whole(const GraphGroups *groups, size_t steps)
{
    assert_true(groups->count > 0);
    assert_int_equal(groups->first[0], 0);
    assert_int_equal(groups->last[groups->count - 1], steps - 1);
    for (size_t i = 0; i < groups->count; i++) {
        assert_true(groups->first[i] <= groups->last[i]);
        if (i > 0)
            assert_int_equal(groups->first[i], groups->last[i - 1] + 1);
    }
}

static void every_level_has_every_step_and_fewer_groups(void **state)
{
    (void)state;
    const SnapshotGraph *graph = graph_of(net);
    size_t before = graph->encoder_steps + 1;
    for (size_t level = 0; level < 12; level++) {
        GraphGroups groups = graph_fold(graph, level, SIZE_MAX);
        assert_whole(&groups, graph->encoder_steps);
        assert_true(groups.count < before || groups.count == 1);
        before = groups.count;
    }
    assert_int_equal(before, 1);
    assert_int_equal(graph_fold(graph, 0, SIZE_MAX).count, graph->encoder_steps);
}

static void on_the_first_level_every_group_begins_with_parameters(void **state)
{
    (void)state;
    const SnapshotGraph *graph = graph_of(net);
    GraphGroups groups = graph_fold(graph, 1, SIZE_MAX);
    assert_int_equal(groups.count, 6);
    for (size_t i = 0; i < groups.count; i++) {
        assert_true(graph_fold_has_parameters(graph, groups.first[i], groups.first[i]));
        assert_false(groups.first[i] < groups.last[i] &&
                     graph_fold_has_parameters(graph, groups.first[i] + 1, groups.last[i]));
    }
    groups = graph_fold(graph_of("flatten dense:6"), 1, SIZE_MAX); /* nothing to join the first one to */
    assert_int_equal(groups.count, 2);
}

static void the_step_at_work_stays_by_itself(void **state)
{
    (void)state;
    const SnapshotGraph *graph = graph_of(net);
    for (size_t lit = 0; lit < graph->encoder_steps; lit++) {
        GraphGroups plain = graph_fold(graph, 1, SIZE_MAX), groups = graph_fold(graph, 4, lit);
        assert_whole(&groups, graph->encoder_steps);
        bool found = false;
        for (size_t i = 0; i < groups.count; i++)
            for (size_t k = 0; k < plain.count; k++)
                found = found || (groups.first[i] == plain.first[k] && groups.last[i] == plain.last[k] &&
                                  lit >= groups.first[i] && lit <= groups.last[i]);
        assert_true(found);
    }
}

static void the_ends_are_folded_last(void **state)
{
    (void)state;
    const SnapshotGraph *graph = graph_of(net);
    for (size_t level = 2; level < 5; level++) {
        GraphGroups groups = graph_fold(graph, level, SIZE_MAX);
        assert_int_equal(groups.last[0], 2);                                        /* conv1 tanh1 average1 */
        assert_int_equal(groups.first[groups.count - 1], graph->encoder_steps - 1); /* dense3 */
    }
}

static void a_label_names_the_first_step_and_counts_the_others(void **state)
{
    (void)state;
    SnapshotGraph graph = {.encoder_steps = 2, .step_at = {{.name = "conv1"}, {.name = "tanh1"}}};
    char label[GRAPH_FOLD_LABEL];
    graph_fold_write_label(&graph, 1, 1, label);
    assert_string_equal(label, "tanh1");
    graph_fold_write_label(&graph, 0, 1, label);
    assert_string_equal(label, "conv1 +1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_level_has_every_step_and_fewer_groups),
        cmocka_unit_test(on_the_first_level_every_group_begins_with_parameters),
        cmocka_unit_test(the_step_at_work_stays_by_itself),
        cmocka_unit_test(the_ends_are_folded_last),
        cmocka_unit_test(a_label_names_the_first_step_and_counts_the_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
