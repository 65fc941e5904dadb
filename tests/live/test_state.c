#define _POSIX_C_SOURCE 200809L
#include "live/state.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/test.h"

static Setup small_setup(void)
{
    Setup setup = setup_defaults();
    setup.recipe.training.net.encoder = "conv:4x15/9 tanh flatten dense:6";
    setup.recipe.training.epochs = 4;
    setup.recipe.training.pairs_per_epoch = 40;
    setup.recipe.training.batch = 16;
    setup.data.source.users = 8;
    setup.data.source.genuine = setup.data.source.forged = 4;
    setup.watched = 20;
    return setup;
}

static Session *make(const Setup *setup)
{
    Session *session;
    assert_ok(setup_session(setup, &session));
    return session;
}

static void apply(Session *session, Action action)
{
    assert_ok(session_apply(session, &action));
}

static void run_to(Session *session, uint64_t step)
{
    while (session_steps(session) < step)
        assert_true(session_step(session) || session_steps(session) == step);
}

/* Every kind of thing that is tuned, some of it before a new seed and some after, some of it undone. */
static Session *make_eventful(const Setup *setup)
{
    Session *session = make(setup);
    run_to(session, 4);
    apply(session, action_named(ACTION_LOSS, "margin"));
    apply(session, action_value(ACTION_MARGIN, 0.25));
    apply(session, action_value(ACTION_TARGET, -1));
    apply(session, action_value(ACTION_RATE, 0.015625));
    apply(session, action_named(ACTION_FAULT, "tanh-forgotten"));
    apply(session, action_number(ACTION_NEW_SEED, 1234567890123456789));
    run_to(session, 3);
    apply(session, action_named(ACTION_LOSS, "logistic"));
    run_to(session, 5);
    apply(session, action_plain(ACTION_REPAIR));
    run_to(session, 7);
    apply(session, action_value(ACTION_RATE, 0.5));
    run_to(session, 9);
    apply(session, action_number(ACTION_GO_TO, 6));
    apply(session, action_number(ACTION_CHOOSE, 13));
    apply(session, action_value(ACTION_THRESHOLD, 33));
    return session;
}

static void assert_same_params(const Session *one, const Session *other)
{
    const size_t n = trainer_net(session_trainer(one))->parameter_count;
    assert_int_equal(trainer_net(session_trainer(other))->parameter_count, n);
    real *params = malloc(trainer_state_size(session_trainer(one)) * sizeof(real));
    real *others = malloc(trainer_state_size(session_trainer(other)) * sizeof(real));
    trainer_copy_state(session_trainer(one), params);
    trainer_copy_state(session_trainer(other), others);
    assert_memory_equal(params, others, 2 * n * sizeof(real)); /* the momentum, too */
    free(params);
    free(others);
}

static void the_line_leads_to_the_same_bits_and_the_same_view(void **state)
{
    (void)state;
    Setup setup = small_setup(), again = setup_defaults();
    Session *session = make_eventful(&setup);
    View view = view_initial(), view_again = view_initial();
    view.theme = THEME_CONTRAST;
    view.zoom = 1.25;
    view.panel = PANEL_LOSS;
    view.logarithmic_loss = true;
    view.asked[PANEL_RATES] = 3;
    view.time = (ViewTime){.zoomed = true, .low = 1.5, .high = 3};
    char *line, *line_again;
    State read;
    assert_ok(state_write(&setup, session, &view, &line));
    assert_int_equal(strspn(line, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+@/,:%"),
                     strlen(line)); /* no shell sees anything in it */
    assert_ok(state_read("--state", line, &again, &view_again, &read));
    assert_int_equal(read.end, 6);
    Session *other = make(&again);
    session_replay(other, &read.script);
    run_to(other, read.end);
    assert_false(session_replays(other));
    assert_same_params(session, other);
    const Snapshot *one = session_snapshot(session), *two = session_snapshot(other);
    assert_true(one->run.seed == two->run.seed);
    assert_int_equal(two->chosen.pair, 13);
    assert_close(two->angles.threshold, 33, 0);
    assert_string_equal(two->tuning.loss, "logistic");
    assert_memory_equal(one->angles.degrees, two->angles.degrees, one->angles.rows * 20 * sizeof(float));
    assert_int_equal(view_again.theme, THEME_CONTRAST);
    assert_int_equal(view_again.panel, PANEL_LOSS);
    assert_true(view_again.logarithmic_loss && view_again.time.zoomed);
    assert_close(view_again.time.low, 1.5, 0);
    assert_close(view_again.zoom, 1.25, 0);
    assert_true(view_again.asked[PANEL_RATES] > view_again.asked[PANEL_GRAPH]);
    assert_ok(state_write(&again, other, &view_again, &line_again));
    assert_string_equal(line, line_again);
    /* And from there on it is the same run. */
    run_to(session, 7);
    run_to(other, 7);
    apply(session, action_number(ACTION_GO_TO, 6)); /* what lies ahead of the first one is not of the state */
    apply(session, action_value(ACTION_TARGET, 0));
    apply(other, action_number(ACTION_GO_TO, 6));
    apply(other, action_value(ACTION_TARGET, 0));
    run_to(session, 12);
    run_to(other, 12);
    assert_same_params(session, other);
    free(line);
    free(line_again);
    session_destroy(session);
    session_destroy(other);
    state_free(&read);
}

/* The line with its field `name` made `value`; the caller frees it. */
static char *changed(const char *line, const char *name, const char *value)
{
    char *made = malloc(strlen(line) + 200);
    const char *at = strstr(line, name), *end = at + 1 + strcspn(at + 1, ",");
    sprintf(made, "%.*s%s%s", (int)(at - line), line, value, end);
    return made;
}

static void what_is_no_such_line_is_refused(void **state)
{
    (void)state;
    Setup setup = small_setup();
    Session *session = make(&setup);
    View view = view_initial();
    char *line;
    assert_ok(state_write(&setup, session, &view, &line));
    const struct {
        const char *name, *value, *sentence;
    } cases[] = {
        {"theme:", "theme:pink", "--state: there is no theme 'pink'"},
        {"theme:", "them:dark", "expected an option"},
        {"panel:", "panel:cow", "there is no panel 'cow'"},
        {"tab:", "tab:", "there is no panel ''"},
        {"zoom:", "zoom:9", "zoom: expected a number from 0.5 to 3"},
        {"zoom:", "zoom:-", "zoom: expected a number from 0.5 to 3"},
        {"from-epoch:", "from-epoch:5", "from-epoch is to be less than to-epoch"},
        {"from-epoch:", "from-epoch:5,to-epoch:4", "named twice"},
        {"twingrad-live:1", "twingrad-live:7", "no log of this program"},
        {"seed:", "seed:;rm", "a character that does not belong there"},
        {"data:synthetic", "data:%", "stands for no character"},
        {"data:synthetic", "data:%0A", "stands for no character"},
        {",end:", ",end:", "expected 'end'"},
        {",end:", "", "the end is missing"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *bad = changed(line, cases[i].name, cases[i].value);
        Setup read_setup = setup_defaults();
        View read_view = view_initial();
        State read;
        assert_trouble(state_read("--state", bad, &read_setup, &read_view, &read), cases[i].sentence);
        state_free(&read);
        free(bad);
    }
    for (size_t length = 0; length < strlen(line); length++) { /* cut anywhere */
        char *cut = strndup(line, length);
        Setup read_setup = setup_defaults();
        View read_view = view_initial();
        State read;
        assert_trouble(state_read("--state", cut, &read_setup, &read_view, &read), "--state");
        state_free(&read);
        free(cut);
    }
    free(line);
    session_destroy(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_line_leads_to_the_same_bits_and_the_same_view),
        cmocka_unit_test(what_is_no_such_line_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
