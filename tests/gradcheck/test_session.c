/* One check under way: what is refused, what is put back, and the lines along which the loss is looked at, on a loss
 * that is a sum of multiples of its parameters, so that every number is known. */
#include "gradcheck/gradcheck_random.h"
#include "gradcheck/gradcheck_report.h"
#include "gradcheck/gradcheck_session.h"
#include "support/test.h"

enum { D = 6, F = 2, N = D + F, LARGE = 1025, TROUBLE = 9 };

typedef struct Model {
    double d[D], gd[D];
    float f[F], gf[F];
    double a[N]; /* the loss is sum of a_i x_i */
    double large[LARGE], g_large[LARGE];
    char watched[2][4];
    int resets, losses, gradients, reset_fails, loss_fails, gradient_fails; /* at which call; 0: never */
    int loss_changes; /* the second watch, at this call */
    bool loss_silent, loss_moves, gradient_changes, gives;
    double value; /* with `gives`: the loss */
    size_t with_block, with_entry;
    double with_value;
    size_t with_count[20];
    bool says_outside;
} Model;

static int reset(void *user)
{
    Model *m = user;
    return ++m->resets == m->reset_fails ? TROUBLE : 0;
}

static double sum_of(const Model *m)
{
    double sum = 0;
    for (size_t i = 0; i < N; i++)
        sum += m->a[i] * (i < D ? m->d[i] : (double)m->f[i - D]);
    return sum;
}

static int loss(void *user, double *value)
{
    Model *m = user;
    if (++m->losses == m->loss_fails)
        return TROUBLE + 1;
    if (m->losses == m->loss_changes)
        m->watched[1][3]++;
    if (m->loss_moves)
        m->d[2] += 1;
    if (!m->loss_silent)
        *value = m->gives ? m->value : sum_of(m);
    return 0;
}

static int loss_with(void *user, size_t block, size_t entry, double value, double *result)
{
    Model *m = user;
    m->losses++;
    m->with_block = block;
    m->with_entry = entry;
    m->with_value = value;
    if (m->losses == m->loss_fails)
        return TROUBLE + 1;
    if (!m->loss_silent)
        *result = 0.5;
    return 0;
}

/* Gives the values themselves, but those that are to be left out or outside. */
static int losses_with(void *user, size_t block, size_t entry, size_t count, const double values[],
                       double losses[])
{
    Model *m = user;
    m->losses++;
    m->with_block = block;
    m->with_entry = entry;
    m->with_count[m->losses - 1] = count;
    for (size_t i = 0; i < count; i++)
        if (!m->loss_silent || i != 1)
            losses[i] = values[i];
    return m->losses == m->loss_fails ? TROUBLE + 1 : m->says_outside ? GRADCHECK_OUTSIDE : 0;
}

static int gradient(void *user, const GradcheckBlock *blocks)
{
    Model *m = user;
    if (m->gradient_changes)
        m->watched[0][0]++;
    if (++m->gradients == m->gradient_fails)
        return TROUBLE + 2;
    for (size_t i = 0; i < D; i++)
        ((double *)blocks[0].gradient)[i] = m->a[i];
    for (size_t i = 0; i < F; i++)
        ((float *)blocks[1].gradient)[i] = (float)m->a[D + i];
    return 0;
}

typedef struct Set {
    Model model;
    GradcheckBlock blocks[2];
    GradcheckWatch watches[2];
    GradcheckProblem problem;
    GradcheckOptions options;
    GradcheckReport *report;
} Set;

static void set_up(Set *s)
{
    *s = (Set){.model = {.d = {0.5, -2, 0.1, -0.0, 3, 1}, .f = {0.75f, -1.1f}},
               .options = gradcheck_options()};
    for (size_t i = 0; i < N; i++)
        s->model.a[i] = 0.3 + (double)i * (i % 2 ? -1 : 1);
    s->blocks[0] =
        (GradcheckBlock){.name = "d", .value = s->model.d, .gradient = s->model.gd, .rows = 2, .cols = D / 2};
    s->blocks[1] = (GradcheckBlock){.name = "f",
                                    .value = s->model.f,
                                    .gradient = s->model.gf,
                                    .rows = 1,
                                    .cols = F,
                                    .type = GRADCHECK_FLOAT};
    for (size_t w = 0; w < 2; w++)
        s->watches[w] = (GradcheckWatch){w == 0 ? NULL : "the second", s->model.watched[w], 4};
    s->problem = (GradcheckProblem){.user = &s->model,
                                    .blocks = s->blocks,
                                    .n_blocks = 2,
                                    .loss = loss,
                                    .gradient = gradient,
                                    .reset = reset,
                                    .watches = s->watches,
                                    .n_watches = 2};
}

static GradcheckSession *open_session(Set *s)
{
    s->report = gradcheck_report_new("", &s->options);
    GradcheckSession *session = gradcheck_session_open(&s->problem, &s->options, s->report);
    assert_non_null(session);
    return session;
}

static void end_session(Set *s, GradcheckSession *session)
{
    gradcheck_session_close(session);
    gradcheck_report_free(s->report);
}

/* --------------------------------------------------------------------------------------------------------- refusals */

static void the_unit_is_half_the_distance_of_two_numbers_from_1(void **state)
{
    (void)state;
    assert_true(gradcheck_session_unit(GRADCHECK_DOUBLE) == (nextafter(1, 2) - 1) / 2);
    assert_true(gradcheck_session_unit(GRADCHECK_FLOAT) == (double)(nextafterf(1, 2) - 1) / 2);
}

static void expect_refusal(const Set *s, const char *words)
{
    const char *refusal = gradcheck_session_refuses(&s->problem);
    if (!words) {
        assert_null(refusal);
        return;
    }
    assert_non_null(refusal);
    assert_string_equal(refusal, words);
}

static void what_cannot_be_checked_is_refused_with_the_reason(void **state)
{
    (void)state;
    Set s;
    const size_t most = SIZE_MAX / sizeof(GradcheckEntry);
    static const char larger[] = "the blocks are larger than memory can be";
    set_up(&s);
    expect_refusal(&s, NULL);
    s.problem.n_blocks = 0;
    expect_refusal(&s, "the problem has no blocks");
    set_up(&s);
    s.blocks[1].cols = 0;
    expect_refusal(&s, "a block has no values");
    set_up(&s);
    s.blocks[1].rows = s.blocks[1].cols = (size_t)1 << 32; /* their product is 2^64 */
    expect_refusal(&s, larger);
    s.blocks[1].rows = 1;
    s.blocks[1].cols = most - D + 1; /* not too many, but for the first block */
    expect_refusal(&s, larger);
    set_up(&s);
    GradcheckBlock three[] = {s.blocks[0], s.blocks[1], s.blocks[1]};
    three[2].cols = most - N + 1;
    s.problem.blocks = three;
    s.problem.n_blocks = 3;
    expect_refusal(&s, larger);
    set_up(&s);
    s.blocks[1].type = (GradcheckType)2;
    s.blocks[1].value = s.model.d;
    expect_refusal(&s, "a block has an unknown type");
    set_up(&s);
    s.model.d[5] = INFINITY;
    expect_refusal(&s, "a parameter is NaN or infinite");
    for (int side = 0; side < 2; side++)
        for (int how = 0; how < 3; how++) {
            static const char outside[] = "a parameter lies outside its bounds";
            set_up(&s);
            double bounds[D], beside = side == 0 ? -4 : 4, beyond = side == 0 ? 1.5 : 0.5;
            for (size_t i = 0; i < D; i++)
                bounds[i] = beside;
            bounds[5] = how == 0 ? 1 : how == 1 ? beyond : NAN;
            *(side == 0 ? &s.blocks[0].lower : &s.blocks[0].upper) = bounds;
            expect_refusal(&s, how == 0 ? NULL : outside);
        }
    double values[D] = {0};
    GradcheckTerm terms[] = {{"first", 0, values}, {"second", 1, values}};
    for (size_t t = 0; t < 2; t++)
        for (int how = 0; how < 3; how++) {
            set_up(&s);
            GradcheckTerm changed[] = {terms[0], terms[1]};
            s.problem.terms = changed;
            s.problem.n_terms = 2;
            changed[t].block = how == 1 ? 2 : changed[t].block;
            changed[t].values = how == 2 ? NULL : values;
            expect_refusal(&s, how == 0 ? NULL : "a term belongs to no block");
        }
}

/* ------------------------------------------------------------------------------------------------- opening and notes */

static void a_session_begins_with_named_blocks_that_are_not_checked(void **state)
{
    (void)state;
    Set s;
    set_up(&s);
    s.blocks[1].name = NULL;
    s.watches[0] = (GradcheckWatch){"nothing", NULL, 0};
    GradcheckSession *session = open_session(&s);
    assert_int_equal(session->n, N);
    assert_int_equal(s.report->n_blocks, 2);
    assert_string_equal(s.report->blocks[0].name, "d");
    assert_string_equal(s.report->blocks[1].name, "?");
    assert_int_equal(s.report->blocks[0].rows, 2);
    assert_int_equal(s.report->blocks[0].cols, 3);
    for (size_t b = 0; b < 2; b++)
        assert_int_equal(s.report->blocks[b].verdict, GRADCHECK_NOT_CHECKED);
    s.model.d[5] = 7; /* put back, whatever happened */
    s.model.gf[1] = 7;
    end_session(&s, session);
    assert_true(s.model.d[5] == 1 && s.model.gf[1] == 0);
}

static size_t told_made, told_expected;

static int progress(void *user, size_t made, size_t expected)
{
    (void)user;
    told_made = made;
    told_expected = expected;
    return made == 11;
}

static void progress_never_passes_what_is_expected(void **state)
{
    (void)state;
    Set s;
    set_up(&s);
    s.options.progress = progress;
    GradcheckSession *session = open_session(&s);
    session->expected = 5;
    static const size_t made[] = {3, 5, 9, 8, 11, 12}, expected[] = {5, 5, 9, 9, 11, 11};
    for (size_t i = 0; i < 6; i++) {
        s.report->evaluations = made[i];
        gradcheck_session_progress(session);
        assert_int_equal(told_made, made[i < 5 ? i : 4]); /* not after it was cancelled */
        assert_int_equal(told_expected, expected[i]);
    }
    assert_string_equal(s.report->message, "cancelled after 11 evaluations");
    assert_int_equal(s.report->status, GRADCHECK_CANCELLED);
    end_session(&s, session);
}

static void what_changed_is_said_once_by_name_and_only_values_are_put_back(void **state)
{
    (void)state;
    Set s;
    set_up(&s);
    GradcheckSession *session = open_session(&s);
    gradcheck_session_inspect(session, "nobody");
    assert_int_equal(s.report->n_findings, 0);
    s.model.f[1] = 3;
    s.model.watched[0][3] = s.model.watched[1][0] = 'x';
    gradcheck_session_inspect(session, "this");
    gradcheck_session_inspect(session, "that");
    assert_int_equal(s.report->n_findings, 3);
    assert_string_equal(s.report->findings[0].text, "this changed the values of block f");
    assert_string_equal(s.report->findings[1].text, "this changed what is watched, which it may only read");
    assert_string_equal(s.report->findings[2].text, "this changed the second, which it may only read");
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(s.report->findings[i].kind, GRADCHECK_FINDING_INPUT_CHANGED);
    assert_true(s.model.f[1] == -1.1f && s.model.watched[0][3] == 'x');
    for (int i = 0; i < 2 * GRADCHECK_FINDINGS; i++) { /* no more than there is room for, and none twice */
        gradcheck_session_find(session, GRADCHECK_FINDING_STATE, "number %d", i);
        gradcheck_session_find(session, GRADCHECK_FINDING_STATE, "number %d", i);
        gradcheck_session_find(session, GRADCHECK_FINDING_ADDS, "number 0");
    }
    assert_int_equal(s.report->n_findings, GRADCHECK_FINDINGS);
    assert_string_equal(s.report->findings[GRADCHECK_FINDINGS - 1].text, "number 7");
    assert_int_equal(s.report->findings[4].kind, GRADCHECK_FINDING_ADDS);
    end_session(&s, session);
}

/* --------------------------------------------------------------------------------------------------------- evaluations */

static void a_loss_is_reset_before_and_judged_by_what_it_returns_and_gives(void **state)
{
    (void)state;
    Set s;
    double value;
    set_up(&s);
    GradcheckSession *session = open_session(&s);
    assert_int_equal(gradcheck_session_loss(session, &value), 0);
    assert_true(value == sum_of(&s.model));
    assert_int_equal(s.model.resets, 1);
    assert_int_equal(s.report->evaluations, 1);
    assert_int_equal(session->since_inspection, 1);
    session->float_loss = true;
    s.model.gives = true;
    static const struct {
        double value;
        bool is_float;
    } cases[] = {{0.5, true}, {-0x1.fffffep127, true}, {1e39, false}, {-1e39, false}, {0.1, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        session->float_loss = true;
        s.model.value = cases[i].value;
        assert_int_equal(gradcheck_session_loss(session, &value), 0);
        assert_int_equal(session->float_loss, cases[i].is_float);
    }
    for (int i = 0; i < 3; i++) {
        s.model.value = i == 0 ? NAN : INFINITY;
        s.model.loss_silent = i == 2; /* a callback that gives nothing gives NaN */
        value = 1;
        assert_int_equal(gradcheck_session_loss(session, &value), GRADCHECK_OUTSIDE);
    }
    assert_false(session->stopped);
    s.model.loss_fails = s.model.losses + 1;
    assert_int_equal(gradcheck_session_loss(session, &value), TROUBLE + 1);
    assert_true(session->stopped);
    assert_string_equal(s.report->message, "the loss callback returned 10");
    assert_int_equal(s.report->verdict, GRADCHECK_FAILED);
    end_session(&s, session);
}

static void a_gradient_is_asked_for_after_a_loss_and_a_second_reset(void **state)
{
    (void)state;
    for (int fails = 0; fails < 5;
         fails++) { /* nothing, the first reset, the loss, the second reset, the gradient */
        Set s;
        set_up(&s);
        s.model.reset_fails = fails == 1 ? 1 : fails == 3 ? 2 : 0;
        s.model.loss_fails = fails == 2;
        s.model.gradient_fails = fails == 4;
        s.model.gradient_changes = true;
        GradcheckSession *session = open_session(&s);
        double g[N] = {0};
        static const int codes[] = {0, TROUBLE, TROUBLE + 1, TROUBLE, TROUBLE + 2};
        assert_int_equal(gradcheck_session_gradient(session, GRADCHECK_FILL_RULE, g), codes[fails]);
        assert_int_equal(s.model.losses, fails == 1 ? 0 : 1);
        assert_int_equal(s.model.resets, fails == 1 || fails == 2 ? 1 : 2);
        assert_int_equal(s.model.gradients, fails == 0 || fails == 4);
        assert_int_equal(s.report->gradients, s.model.gradients);
        assert_int_equal(s.report->callback_code, codes[fails]);
        assert_int_equal(s.report->n_findings, fails == 0);
        for (size_t i = 0; i < N && fails == 0; i++)
            assert_true(g[i] == (i < D ? s.model.a[i] : (double)(float)s.model.a[i]));
        end_session(&s, session);
    }
}

static void numbers_put_in_before_are_of_the_size_of_the_gradient(void **state)
{
    (void)state;
    static const struct {
        double own, other, scale; /* the largest of the block and of the other block, in size */
    } cases[] = {{5, 1, 4},           {-5, 1, 4},          {4, 1, 4},      {1, 64.5, 4},
                 {1, -64, 4},         {1, 63, 2},          {0.3, 0, 0.25}, {0, 0, 1},
                 {1e-30, 0, 1},       {2e-30, 0, 0x1p-99}, {0, 8e-30, 1},  {1e30, 0, 1},
                 {0.9e30, 0, 0x1p99}, {1e-31, 0, 1},       {3e30, 0, 1},   {NAN, 1, 0.0625}};
    Set s;
    set_up(&s);
    GradcheckSession *session = open_session(&s);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int first = 0; first < 2; first++) { /* at the beginning, at the end of the block */
            for (size_t block = 0; block < 2; block++) {
                size_t from = block == 0 ? 0 : D, n = block == 0 ? D : F, last = first ? 0 : n - 1;
                size_t other = block == 0 ? (first ? D : N - 1) : (first ? 0 : D - 1);
                memset(session->analytic, 0, N * sizeof(double));
                session->analytic[from + last] = cases[i].own;
                session->analytic[other] = cases[i].other;
                assert_close_relative(gradcheck_session_preset_scale(session, block), cases[i].scale, 0);
            }
        }
    static const double pattern[] = {1, 1.25, 1.5, 1.75, 2, 1, 1.25};
    for (size_t i = 0; i < 7; i++)
        assert_true(gradcheck_session_preset(4, i) == 4 * pattern[i]);
    end_session(&s, session);
}

/* ------------------------------------------------------------------------------------------------------------- lines */

static void an_entry_is_moved_to_the_nearest_number_of_its_type(void **state)
{
    (void)state;
    Set s;
    double moved, value;
    set_up(&s);
    GradcheckSession *session = open_session(&s);
    GradcheckLine line = gradcheck_session_entry(session, 1, 1);
    assert_int_equal(line.at(line.context, 0.3, &moved, &value), 0);
    double x = (double)-1.1f, to = (double)(float)(x + 0.3);
    assert_true(moved == to - x);
    assert_close(value, sum_of(&s.model) + s.model.a[D + 1] * moved, 1e-15);
    assert_true(s.model.f[1] == -1.1f);
    for (int sign = -1; sign <= 1; sign += 2) { /* there is no such float */
        assert_int_equal(line.at(line.context, sign * 1e39, &moved, &value), GRADCHECK_OUTSIDE);
        assert_true(moved == sign * 1e39);
    }
    line = gradcheck_session_entry(session, 0, 2);
    assert_int_equal(line.at(line.context, 0.3, &moved, &value), 0);
    assert_true(moved == (0.1 + 0.3) - 0.1);
    end_session(&s, session);
}

static void an_entry_stays_within_its_bounds(void **state)
{
    (void)state;
    Set s;
    double lower[D], upper[D], moved, value;
    set_up(&s);
    for (size_t i = 0; i < D; i++) {
        lower[i] = s.model.d[i] - 0.25 - (double)i;
        upper[i] = s.model.d[i] + 0.5 + (double)i;
    }
    s.blocks[0].lower = lower;
    s.blocks[0].upper = upper;
    GradcheckSession *session = open_session(&s);
    GradcheckLine line = gradcheck_session_entry(session, 0, 4); /* at 3: -1.25 to 7.5 */
    assert_true(line.down == 4.25 && line.up == 4.5 && line.size == 3);
    assert_int_equal(line.at(line.context, 4.5, &moved, &value), 0);
    assert_int_equal(line.at(line.context, -4.25, &moved, &value), 0);
    int losses = s.model.losses;
    assert_int_equal(line.at(line.context, 4.75, &moved, &value), GRADCHECK_OUTSIDE);
    assert_int_equal(line.at(line.context, -4.5, &moved, &value), GRADCHECK_OUTSIDE);
    assert_int_equal(s.model.losses, losses);
    end_session(&s, session);
}

static void the_size_and_the_least_step_of_an_entry_follow_its_value(void **state)
{
    (void)state;
    Set s;
    set_up(&s);
    s.model.d[1] = -16;
    s.model.d[0] = 0;
    s.model.f[0] = 0;
    s.model.f[1] = -16;
    GradcheckSession *session = open_session(&s);
    static const struct {
        size_t block, entry;
        double size, least;
    } cases[] = {{0, 0, 1, 1e-300}, {0, 1, 16, 0x1p-46}, {1, 0, 1, 1e-36}, {1, 1, 16, 0x1p-17}};
    for (size_t i = 0; i < 4; i++) {
        GradcheckLine line = gradcheck_session_entry(session, cases[i].block, cases[i].entry);
        assert_true(line.size == cases[i].size);
        assert_true(line.least == cases[i].least);
        assert_true(line.down == INFINITY && line.up == INFINITY);
    }
    double value;
    session->float_loss = true;
    assert_true(gradcheck_session_entry(session, 0, 0).relative_noise == 0x1p-24);
    gradcheck_session_loss(session, &value);
    assert_true(gradcheck_session_entry(session, 0, 0).relative_noise == 0x1p-53);
    end_session(&s, session);
}

static void the_shortcut_is_asked_for_one_entry_and_judged_as_the_loss_is(void **state)
{
    (void)state;
    Set s;
    double moved, value = 1;
    set_up(&s);
    s.problem.loss_with = loss_with;
    GradcheckSession *session = open_session(&s);
    session->shortcut = true;
    GradcheckLine line = gradcheck_session_entry(session, 0, 4);
    assert_int_equal(line.at(line.context, 0.5, &moved, &value), 0);
    assert_true(value == 0.5 && moved == 0.5);
    assert_int_equal(s.model.with_block, 0);
    assert_int_equal(s.model.with_entry, 4);
    assert_true(s.model.with_value == 3.5);
    assert_int_equal(s.model.resets, 1);
    s.model.loss_silent = true;
    assert_int_equal(line.at(line.context, 0.5, &moved, &value), GRADCHECK_OUTSIDE);
    s.model.reset_fails = 3;
    s.model.loss_silent = false;
    assert_int_equal(line.at(line.context, 0.5, &moved, &value), TROUBLE);
    assert_string_equal(s.report->message, "the reset callback returned 9");
    assert_int_equal(s.model.losses, 2);
    end_session(&s, session);

    set_up(&s);
    s.problem.loss_with = loss_with;
    session = open_session(&s);
    session->shortcut = true;
    s.model.loss_fails = 1;
    line = gradcheck_session_entry(session, 0, 4);
    assert_int_equal(line.at(line.context, 0.5, &moved, &value), TROUBLE + 1);
    assert_string_equal(s.report->message, "the loss_with callback returned 10");
    end_session(&s, session);
}

static void several_losses_are_asked_for_by_eights_and_judged_one_by_one(void **state)
{
    (void)state;
    enum { COUNT = 19 };
    static const size_t by[] = {8, 8, 3};
    double t[COUNT], moved[COUNT], out[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        t[i] = 0.1 * (double)i - 0.7;
    for (int is_float = 0; is_float < 2; is_float++)
        for (int how = 0; how < 4; how++) { /* all; one left out; all outside; the second call fails */
            Set s;
            set_up(&s);
            s.problem.loss_with = loss_with;
            s.problem.losses_with = losses_with;
            s.model.loss_silent = how == 1;
            s.model.says_outside = how == 2;
            s.model.loss_fails = how == 3 ? 2 : 0;
            s.problem.reset = NULL;
            GradcheckSession *session = open_session(&s);
            session->shortcut = true;
            size_t block = is_float, entry = is_float ? 1 : 2;
            GradcheckLine line = gradcheck_session_entry(session, block, entry);
            assert_non_null(line.at_many);
            int code = line.at_many(line.context, COUNT, t, moved, out);
            assert_int_equal(code, how == 3 ? TROUBLE + 1 : 0);
            assert_int_equal(session->stopped, how >= 3);
            size_t calls = how == 3 ? 2 : 3, measured = how >= 3 ? 8 : COUNT;
            assert_int_equal(s.model.losses, calls);
            assert_int_equal(s.model.with_block, block);
            assert_int_equal(s.model.with_entry, entry);
            assert_int_equal(s.report->evaluations, measured + (how == 3));
            for (size_t k = 0; k < calls; k++)
                assert_int_equal(s.model.with_count[k], by[k]);
            for (size_t i = 0; i < measured; i++) {
                double x = is_float ? (double)-1.1f : 0.1, to = x + t[i];
                to = is_float ? (double)(float)to : to;
                assert_true(moved[i] == to - x);
                if (how == 2 || (how == 1 && i % 8 == 1))
                    assert_true(isnan(out[i]));
                else
                    assert_true(out[i] == to);
            }
            if (how == 3)
                assert_string_equal(s.report->message, "the losses_with callback returned 10");
            end_session(&s, session);
        }
    Set s;
    set_up(&s);
    s.problem.loss_with = loss_with;
    s.problem.losses_with = losses_with;
    GradcheckSession *session = open_session(&s);
    session->shortcut = true;
    assert_null(gradcheck_session_entry(session, 1, 0).at_many); /* a reset is due before each of them */
    s.problem.reset = NULL;
    session->shortcut = false;
    assert_null(gradcheck_session_entry(session, 1, 0).at_many);
    session->shortcut = true;
    GradcheckLine line = gradcheck_session_entry(session, 1, 0); /* numbers that are no floats */
    double far[2] = {1e39, -1e39};
    assert_int_equal(line.at_many(line.context, 2, far, moved, out), 0);
    assert_true(moved[0] == 1e39 && moved[1] == -1e39);
    end_session(&s, session);
}

static void a_loss_that_moves_its_own_entry_is_found_out(void **state)
{
    (void)state;
    Set s;
    double moved, value;
    set_up(&s);
    GradcheckSession *session = open_session(&s);
    GradcheckLine line = gradcheck_session_entry(session, 0, 2);
    s.model.loss_moves = true;
    line.at(line.context, 0.5, &moved, &value);
    assert_int_equal(s.report->n_findings, 1);
    assert_int_equal(s.report->findings[0].kind, GRADCHECK_FINDING_INPUT_CHANGED);
    assert_string_equal(s.report->findings[0].text, "the loss callback changed the values of block d");
    assert_true(s.model.d[2] == 0.1);
    end_session(&s, session);
}

static void many_values_are_compared_only_now_and_then(void **state)
{
    (void)state;
    for (size_t n = LARGE - 1; n <= LARGE; n++) { /* 512 values for each evaluation */
        Set s;
        double moved, value;
        set_up(&s);
        s.blocks[0] = (GradcheckBlock){.name = "large", .value = s.model.large, .rows = 1, .cols = n};
        s.problem.n_blocks = 1;
        s.model.loss_changes = 1;
        GradcheckSession *session = open_session(&s);
        GradcheckLine line = gradcheck_session_entry(session, 0, 2);
        for (int call = 1; call <= 5; call++) {
            line.at(line.context, 0.5, &moved, &value);
            bool looked = call >= (n == 1024 ? 2 : 3);
            assert_int_equal(s.report->n_findings, looked);
        }
        s.model.loss_changes = n == 1024 ? 7 : 7; /* and again: from where it looked last */
        s.report->n_findings = 0;
        size_t since = session->since_inspection;
        for (int call = 6; call <= 12; call++)
            line.at(line.context, 0.5, &moved, &value);
        assert_int_equal(since, n == 1024 ? 1 : 2);
        assert_int_equal(s.report->n_findings, 1);
        end_session(&s, session);
    }
}

/* -------------------------------------------------------------------------------------------------------- directions */

static void all_values_move_together_within_their_bounds_and_come_back_to_the_bit(void **state)
{
    (void)state;
    Set s;
    double lower[D], upper[D];
    set_up(&s);
    for (size_t i = 0; i < D; i++) {
        lower[i] = s.model.d[i] - 1;
        upper[i] = s.model.d[i] + 1;
    }
    s.blocks[0].lower = lower;
    s.blocks[0].upper = upper;
    GradcheckSession *session = open_session(&s);
    Model before = s.model;
    for (size_t i = 0; i < N; i++)
        session->direction[i] = i % 2 ? (double)i : -(double)i;
    assert_true(gradcheck_session_move(session, 0.5));
    assert_true(session->moved);
    for (size_t i = 0; i < D; i++) {
        double to = before.d[i] + 0.5 * session->direction[i];
        assert_true(s.model.d[i] == (to > upper[i] ? upper[i] : to < lower[i] ? lower[i] : to));
    }
    for (size_t i = 0; i < F; i++)
        assert_true(s.model.f[i] == (float)((double)before.f[i] + 0.5 * session->direction[D + i]));
    assert_true(gradcheck_session_move(session, 0));
    assert_false(session->moved);
    assert_memory_equal(&s.model, &before, sizeof before); /* -0.0 among them */
    assert_false(gradcheck_session_move(session, 1e38));   /* the floats are at 6e38 and -7e38 then */
    assert_false(session->moved);
    assert_memory_equal(&s.model, &before, sizeof before);
    GradcheckLine line = gradcheck_session_direction(session, 2, 1);
    double moved, value;
    assert_int_equal(line.at(line.context, 1e39, &moved, &value), GRADCHECK_OUTSIDE);
    assert_int_equal(s.model.losses, 0);
    assert_memory_equal(&s.model, &before, sizeof before);
    end_session(&s, session);
}

static void the_rounding_of_floats_is_taken_off_along_a_direction(void **state)
{
    (void)state;
    Set s;
    double moved, value, g[N], slope = 0;
    set_up(&s);
    for (size_t i = 0; i < N; i++)
        s.model.a[i] = (double)(i + 1) / 4; /* floats */
    GradcheckSession *session = open_session(&s);
    assert_int_equal(gradcheck_session_gradient(session, GRADCHECK_FILL_RULE, session->analytic), 0);
    memcpy(g, session->analytic, sizeof g);
    GradcheckLine line = gradcheck_session_direction(session, 2, 3);
    for (size_t i = 0; i < N; i++)
        slope += g[i] * session->direction[i];
    double zero = sum_of(&s.model);
    for (double t = 1; t > 1e-4; t /= 7) {
        assert_int_equal(line.at(line.context, t, &moved, &value), 0);
        assert_true(moved == t);
        assert_close(value, zero + t * slope, 1e-14);
    }
    session->analytic[N - 1] = NAN; /* not known: then its rounding stays in */
    assert_int_equal(line.at(line.context, 0.3, &moved, &value), 0);
    assert_close(value, zero + 0.3 * slope, 1e-6);
    end_session(&s, session);
}

static void a_block_of_floats_alone_has_its_rounding_taken_off_too(void **state)
{
    (void)state;
    Set s;
    double moved, value;
    set_up(&s);
    s.problem.blocks = s.blocks + 1;
    s.problem.n_blocks = 1;
    GradcheckSession *session = open_session(&s);
    for (size_t i = 0; i < F; i++)
        session->analytic[i] = s.model.a[D + i];
    GradcheckLine line = gradcheck_session_direction(session, 1, 3);
    double zero = sum_of(&s.model), slope = 0;
    for (size_t i = 0; i < F; i++)
        slope += s.model.a[D + i] * session->direction[i];
    assert_int_equal(line.at(line.context, 0.3, &moved, &value), 0);
    assert_close(value, zero + 0.3 * slope, 1e-14);
    gradcheck_session_stop(session, GRADCHECK_FAILED, "the first %d",
                           1); /* and what comes after is not said */
    gradcheck_session_stop(session, GRADCHECK_NOT_FINITE, "the second");
    assert_string_equal(s.report->message, "the first 1");
    assert_int_equal(s.report->verdict, GRADCHECK_FAILED);
    end_session(&s, session);
}

/* The numbers of a direction, one after the other, for entries with and without bounds. */
static void a_direction_is_gaussian_in_units_of_the_values_and_points_away_from_bounds(void **state)
{
    (void)state;
    for (size_t only = 0; only < 3; only++)
        for (uint64_t index = 1; index < 40; index++) {
            Set s;
            double lower[D], upper[D], up = INFINITY, down = INFINITY, least = 1e-300;
            set_up(&s);
            /* In the middle; near the lower bound for its size; near the upper bound; just not near; held; free. */
            static const double below[D] = {5, 0.0015, 5, 0.0011, 0, INFINITY},
                                above[D] = {4, 9, 0.0009, 5, 0, INFINITY};
            for (size_t i = 0; i < D; i++) {
                lower[i] =
                    s.model.d[i] - (i == 5 && index % 2 ? 0 : below[i]); /* at a bound, every other time */
                upper[i] = s.model.d[i] + above[i];
            }
            s.blocks[0].lower = lower;
            s.blocks[0].upper = upper;
            s.options.seed = 7;
            GradcheckSession *session = open_session(&s);
            GradcheckLine line = gradcheck_session_direction(session, only, index);
            GradcheckRandom random = gradcheck_random_stream(7, index);
            for (size_t i = 0; i < N; i++) {
                double x = i < D ? s.model.d[i] : (double)s.model.f[i - D];
                double v = gradcheck_random_normal(&random) * (fabs(x) > 1 ? fabs(x) : 1);
                if (i == 1 || (i == 5 && index % 2))
                    v = fabs(v);
                if (i == 2)
                    v = -fabs(v);
                if (i == 4 || (only == 0 && i >= D) || (only == 1 && i < D))
                    v = 0;
                assert_true(session->direction[i] == v);
                if (v == 0)
                    continue;
                double ahead = i >= D ? INFINITY : v > 0 ? upper[i] - x : x - lower[i];
                double behind = i >= D ? INFINITY : v > 0 ? x - lower[i] : upper[i] - x;
                up = ahead / fabs(v) < up ? ahead / fabs(v) : up;
                down = behind / fabs(v) < down ? behind / fabs(v) : down;
                double unit = i < D ? 0x1p-53 : 0x1p-24, step = unit * fabs(x) / fabs(v) / 128;
                least = step > least ? step : least;
            }
            assert_true(line.up == up && line.down == down);
            assert_close_relative(line.least, least, 1e-15);
            assert_true(line.size == 1);
            end_session(&s, session);
        }
}

static void values_of_zero_may_be_moved_as_little_as_one_likes(void **state)
{
    (void)state;
    Set s;
    set_up(&s);
    memset(s.model.d, 0, sizeof s.model.d);
    memset(s.model.f, 0, sizeof s.model.f);
    GradcheckSession *session = open_session(&s);
    assert_true(gradcheck_session_direction(session, 2, 1).least == 1e-300);
    end_session(&s, session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_unit_is_half_the_distance_of_two_numbers_from_1),
        cmocka_unit_test(what_cannot_be_checked_is_refused_with_the_reason),
        cmocka_unit_test(a_session_begins_with_named_blocks_that_are_not_checked),
        cmocka_unit_test(progress_never_passes_what_is_expected),
        cmocka_unit_test(what_changed_is_said_once_by_name_and_only_values_are_put_back),
        cmocka_unit_test(a_loss_is_reset_before_and_judged_by_what_it_returns_and_gives),
        cmocka_unit_test(a_gradient_is_asked_for_after_a_loss_and_a_second_reset),
        cmocka_unit_test(numbers_put_in_before_are_of_the_size_of_the_gradient),
        cmocka_unit_test(an_entry_is_moved_to_the_nearest_number_of_its_type),
        cmocka_unit_test(an_entry_stays_within_its_bounds),
        cmocka_unit_test(the_size_and_the_least_step_of_an_entry_follow_its_value),
        cmocka_unit_test(the_shortcut_is_asked_for_one_entry_and_judged_as_the_loss_is),
        cmocka_unit_test(several_losses_are_asked_for_by_eights_and_judged_one_by_one),
        cmocka_unit_test(a_loss_that_moves_its_own_entry_is_found_out),
        cmocka_unit_test(many_values_are_compared_only_now_and_then),
        cmocka_unit_test(all_values_move_together_within_their_bounds_and_come_back_to_the_bit),
        cmocka_unit_test(the_rounding_of_floats_is_taken_off_along_a_direction),
        cmocka_unit_test(a_block_of_floats_alone_has_its_rounding_taken_off_too),
        cmocka_unit_test(values_of_zero_may_be_moved_as_little_as_one_likes),
        cmocka_unit_test(a_direction_is_gaussian_in_units_of_the_values_and_points_away_from_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
