/* What is printed of a report, in words and as JSON, to the letter: reports made by hand, with every part that a report can
 * have, against tests/gradcheck/expected. EXPECTED_WRITE=1 writes these files anew; read the difference before keeping it. */
#include "gradcheck/gradcheck.h"
#include "support/test.h"

enum { LARGE = 60000 };

static GradcheckEntry entry(size_t index, double analytic, double numeric, double bar,
                            GradcheckVerdict verdict)
{
    return (GradcheckEntry){.index = index,
                            .analytic = analytic,
                            .numeric = numeric,
                            .bar = bar,
                            .truncation = bar / 4,
                            .rounding = bar / 2,
                            .kink = bar / 8,
                            .analytic_rounding = bar / 8,
                            .step = 0x1p-9,
                            .loss_plus = 1.0625,
                            .loss_minus = 0.9375,
                            .verdict = verdict};
}

static GradcheckBlockReport block(const char *name, size_t rows, size_t cols, GradcheckVerdict verdict,
                                  GradcheckEntry *entries, size_t n)
{
    GradcheckBlockReport b = {.rows = rows,
                              .cols = cols,
                              .verdict = verdict,
                              .entries = entries,
                              .n_entries = n,
                              .scale = 2,
                              .agreement = 2e-10,
                              .resolution = 1.4e-9,
                              .analytic_noise = 3e-17,
                              .worst = n ? &entries[0] : NULL};
    snprintf(b.name, sizeof b.name, "%s", name);
    for (size_t i = 0; i < n; i++) {
        b.verdicts[entries[i].verdict]++;
        b.reasons[entries[i].reason]++;
    }
    return b;
}

static GradcheckReport whole(GradcheckVerdict verdict, GradcheckBlockReport *blocks, size_t n)
{
    return (GradcheckReport){.name = "by hand",
                             .verdict = verdict,
                             .seed = 18446744073709551615u,
                             .loss = 0.1009281108,
                             .noise = 4e-17,
                             .noise_measured = true,
                             .deviations = 7.25,
                             .evaluations = 165,
                             .gradients = 11,
                             .others = 3,
                             .blocks = blocks,
                             .n_blocks = n,
                             .worst_block = n,
                             .agreement = 2e-10,
                             .resolution = 1.4e-9};
}

/* ---- comparing: a file for each test, with everything that it prints ---- */

static char printed[8 * LARGE];

static void add(const char *name, const char *text)
{
    size_t length = strlen(printed);
    assert_true(length + strlen(name) + strlen(text) + 10 < sizeof printed);
    snprintf(printed + length, sizeof printed - length, "==> %s\n%s\n", name, text);
}

static void expect_with(const char *name, const GradcheckReport *report, const GradcheckTextOptions *options)
{
    static char text[LARGE];
    assert_true(gradcheck_text_copy(report, options, text, sizeof text) < sizeof text);
    add(name, text);
}

static void expect(const char *name, const GradcheckReport *report)
{
    static char text[LARGE];
    expect_with(name, report, NULL);
    assert_true(gradcheck_json_copy(report, text, sizeof text) < sizeof text);
    add("", text);
}

/* What was printed since the last time is what the file holds. */
static void compare(const char *name)
{
    char path[200];
    static char expected[sizeof printed];
    snprintf(path, sizeof path, "tests/gradcheck/expected/%s.txt", name);
    FILE *file = fopen(path, getenv("EXPECTED_WRITE") ? "w" : "r");
    if (!file)
        print_error("%s cannot be opened\n", path);
    assert_non_null(file);
    if (getenv("EXPECTED_WRITE")) {
        fputs(printed, file);
        snprintf(expected, sizeof expected, "%s", printed);
    } else {
        expected[fread(expected, 1, sizeof expected - 1, file)] = 0;
    }
    assert_int_equal(fclose(file), 0);
    size_t same = 0;
    while (expected[same] && expected[same] == printed[same])
        same++;
    bool equal = strcmp(expected, printed) == 0;
    if (!equal)
        print_error("%s: differs from byte %zu on, where there is now:\n%.400s\n", path, same,
                    printed + same);
    printed[0] = 0;
    assert_true(equal);
}

/* ---- the reports ---- */

static void all_agrees(void **state)
{
    (void)state;
    GradcheckEntry W[] = {entry(0, 1, 1 + 1e-10, 1e-9, GRADCHECK_AGREES),
                          entry(1, 0, 0, 1e-12, GRADCHECK_AGREES),
                          entry(5, -0.5, -0.5, 1e-9, GRADCHECK_AGREES)};
    GradcheckBlockReport blocks[] = {block("W", 2, 3, GRADCHECK_AGREES, W, 3),
                                     block("b", 1, 2, GRADCHECK_AGREES, W, 2)};
    blocks[0].zeros = 1;
    blocks[1].zeros = 2;
    GradcheckNotice notices[] = {{"a flipped sign", 2, 2},
                                 {"a factor of 2", 2, 2},
                                 {"1 % in one entry", 5, 3},
                                 {"a last column of zeros", 2, 1},
                                 {"the weight decay left out", 1, 0},
                                 {"something else", 3, 0},
                                 {"what was not tried", 0, 0}};
    GradcheckStepReport steps[] = {{.name = "loss"}, {.name = "tanh"}};
    GradcheckReport report = whole(GRADCHECK_AGREES, blocks, 2);
    report.notices = notices;
    report.n_notices = 7;
    report.worst_block = 0;
    report.steps = steps;
    report.n_steps = report.first_wrong_step = 2;
    expect("agrees", &report);
    /* One block, along directions alone; a guessed noise of a float32 loss. */
    GradcheckBlockReport screened = block("W", 100, 30, GRADCHECK_AGREES, NULL, 0);
    screened.directions = W;
    screened.n_directions = 2;
    report = whole(GRADCHECK_AGREES, &screened, 1);
    report.noise_measured = false;
    report.float_loss = true;
    expect("agrees_on_screen", &report);
    /* Both. */
    blocks[1].entries = NULL;
    blocks[1].n_entries = 0;
    blocks[1].directions = W;
    blocks[1].n_directions = 2;
    report = whole(GRADCHECK_AGREES, blocks, 2);
    report.noise = 0;
    report.evaluations = 0;
    expect("agrees_in_part_on_screen", &report);
    report = whole(GRADCHECK_AGREES, blocks, 1);
    report.noise = 0;
    expect_with("agrees_in_one_block", &report, NULL);
    compare("all_agrees");
}

static void a_block_is_wrong(void **state)
{
    (void)state;
    GradcheckEntry W[6], b[2], c[2];
    for (size_t i = 0; i < 6; i++)
        W[i] = entry(i, 0.5 * (double)i + 0.125, 0.1 * (double)i + 0.0321604, 3e-8, GRADCHECK_WRONG);
    W[1] = entry(1, 0.25, 0.25, 1e-9, GRADCHECK_AGREES);
    W[3] = entry(3, -0.25, -0.2501234567, 1e-9, GRADCHECK_WRONG);
    W[4] = entry(4, 1e-7, 0, 1e-5, GRADCHECK_CANNOT_TELL);
    W[4].reason = GRADCHECK_NOISE;
    W[5].bar = 0;
    b[0] = entry(0, 1.5, 1.25, 1e-9, GRADCHECK_WRONG);
    b[1] = entry(1, 1.5, 1.5, 1e-9, GRADCHECK_AGREES);
    c[0] = entry(0, 0.1, 0.1, 0.01, GRADCHECK_CANNOT_TELL);
    c[1] = c[0];
    c[0].reason = c[1].reason = GRADCHECK_KINK;
    GradcheckBlockReport blocks[] = {
        block("c", 1, 2, GRADCHECK_CANNOT_TELL, c, 2), block("W", 2, 3, GRADCHECK_WRONG, W, 6),
        block("b", 1, 2, GRADCHECK_WRONG, b, 2), block("d", 1, 1, GRADCHECK_AGREES, &W[1], 1),
        block("e", 1, 1, GRADCHECK_NOT_CHECKED, NULL, 0)};
    blocks[0].reason = GRADCHECK_KINK;
    blocks[1].worst = &W[5];
    blocks[1].likely =
        (GradcheckMistake){GRADCHECK_MISTAKE_FACTOR, 5, 1e-9, "1/N is missing  (yours = 5 * numeric; N = 5)"};
    blocks[2].likely = (GradcheckMistake){GRADCHECK_MISTAKE_ONE_ENTRY, 1.2, 0, "entry [0,0] alone is wrong"};
    GradcheckReport report = whole(GRADCHECK_WRONG, blocks, 5);
    report.worst_block = 1;
    expect("wrong", &report);
    expect_with("wrong_listed", &report, &(GradcheckTextOptions){.colour = true, .entries = 3});
    blocks[2].likely = blocks[1].likely; /* said once */
    W[5].step = 0.001;
    W[5].bar = 1e-9;
    expect_with("wrong_listed_whole", &report, &(GradcheckTextOptions){.entries = 100});
    W[5].step = 0; /* nothing to reproduce */
    W[5].numeric = NAN;
    expect_with("wrong_without_a_value", &report, NULL);
    compare("a_block_is_wrong");
}

static void a_step_is_wrong(void **state)
{
    (void)state;
    GradcheckEntry in[] = {entry(0, -0.550726, -0.55254141, 7e-13, GRADCHECK_WRONG),
                           entry(1, 0.25, 0.25, 1e-12, GRADCHECK_AGREES)};
    GradcheckEntry W[] = {entry(0, 1, 1, 1e-12, GRADCHECK_AGREES), entry(1, 2, 2.5, 1e-12, GRADCHECK_WRONG)};
    GradcheckEntry doubtful = entry(0, 1, 1, 1, GRADCHECK_CANNOT_TELL);
    doubtful.reason = GRADCHECK_ROUGH;
    GradcheckBlockReport of_step[] = {block("input", 1, 2, GRADCHECK_WRONG, in, 2),
                                      block("W", 1, 2, GRADCHECK_WRONG, W, 2),
                                      block("b", 1, 1, GRADCHECK_CANNOT_TELL, &doubtful, 1)};
    of_step[0].likely = (GradcheckMistake){GRADCHECK_MISTAKE_SIGN, -1, 0, "the sign is wrong"};
    of_step[1].worst = &W[1];
    GradcheckReport local = whole(GRADCHECK_WRONG, of_step, 3);
    local.worst_block = 0;
    local.seed = 7;
    local.n_findings = 2;
    local.findings[1] = (GradcheckFinding){GRADCHECK_FINDING_STATE, "two calls at the same point differ"};
    local.findings[0] =
        (GradcheckFinding){GRADCHECK_FINDING_NOT_ZERO, "an upstream gradient of zero gives 1, not 0"};
    GradcheckStepReport steps[] = {{.name = "loss"},
                                   {.name = "cosine"},
                                   {.name = "tanh", .verdict = GRADCHECK_WRONG, .local = &local},
                                   {.name = "dense", .verdict = GRADCHECK_CANNOT_TELL},
                                   {.name = "conv", .verdict = GRADCHECK_AGREES}};
    steps[3].reason = GRADCHECK_NOISE;
    GradcheckEntry V[] = {entry(0, 2, 1, 1e-9, GRADCHECK_WRONG)};
    GradcheckBlockReport blocks[] = {block("V", 1, 1, GRADCHECK_WRONG, V, 1)};
    GradcheckReport report = whole(GRADCHECK_WRONG, blocks, 1);
    report.worst_block = 0;
    report.steps = steps;
    report.n_steps = 5;
    report.first_wrong_step = 2;
    expect("wrong_step", &report);
    for (size_t first = 0; first < 5; first += 4) { /* the last, and the first */
        GradcheckStepReport moved[5] = {
            {.name = "a"}, {.name = "b"}, {.name = "c"}, {.name = "d"}, {.name = "e"}};
        moved[first] = (GradcheckStepReport){.name = "tanh", .verdict = GRADCHECK_WRONG};
        report.steps = moved;
        report.first_wrong_step = first;
        expect_with(first ? "wrong_step_the_last" : "wrong_step_the_first", &report, NULL);
        if (first) {
            report.first_wrong_step = 1;
            report.n_steps = 3;
            expect_with("wrong_step_of_three", &report, NULL);
            moved[0].verdict = GRADCHECK_WRONG;
            report.first_wrong_step = 2;
            moved[1].verdict = GRADCHECK_NOT_FINITE;
            expect_with("wrong_steps", &report, NULL);
        }
    }
    /* The whole does not show it. */
    GradcheckEntry fine = entry(0, 1, 1, 1e-9, GRADCHECK_AGREES);
    GradcheckBlockReport right[] = {block("V", 1, 1, GRADCHECK_AGREES, &fine, 1)};
    report = whole(GRADCHECK_WRONG, right, 1);
    report.worst_block = 0;
    report.steps = steps;
    report.n_steps = 5;
    report.first_wrong_step = 2;
    expect_with("wrong_step_alone", &report, NULL);
    blocks[0].verdict = GRADCHECK_CANNOT_TELL;
    blocks[0].reason = GRADCHECK_NOISE;
    report.blocks = blocks;
    expect_with("wrong_step_beside_noise", &report, NULL);
    snprintf(local.message, sizeof local.message, "the loss callback returned 4");
    expect_with("wrong_step_stopped", &report, NULL);
    compare("a_step_is_wrong");
}

static void the_joining_is_wrong(void **state)
{
    (void)state;
    GradcheckEntry V[] = {entry(0, 2, 1, 1e-9, GRADCHECK_WRONG)};
    GradcheckBlockReport blocks[] = {block("V", 1, 1, GRADCHECK_WRONG, V, 1)};
    GradcheckStepReport steps[] = {{.name = "loss"}, {.name = "dense"}};
    GradcheckReport report = whole(GRADCHECK_WRONG, blocks, 1);
    report.worst_block = 0;
    report.steps = steps;
    report.n_steps = report.first_wrong_step = 2;
    report.wiring = true;
    expect("wiring", &report);
    report.composed_agrees = true;
    expect("wiring_composed", &report);
    compare("the_joining_is_wrong");
}

static void nothing_can_be_told(void **state)
{
    (void)state;
    for (int reason = GRADCHECK_KINK; reason < GRADCHECK_REASONS; reason++) {
        char name[60];
        GradcheckEntry e[] = {entry(0, 1, 1, 0.5, GRADCHECK_CANNOT_TELL),
                              entry(1, 1, 1, 1e-9, GRADCHECK_AGREES)};
        e[0].reason = (GradcheckReason)reason;
        e[0].one_sided = reason == GRADCHECK_DOMAIN;
        GradcheckBlockReport blocks[] = {block("V", 1, 2, GRADCHECK_CANNOT_TELL, e, 2)};
        blocks[0].reason = (GradcheckReason)reason;
        blocks[0].zeros = 1;
        GradcheckStepReport steps[] = {{.name = "loss", .verdict = GRADCHECK_CANNOT_TELL},
                                       {.name = "tanh", .verdict = GRADCHECK_AGREES},
                                       {.name = "conv", .verdict = GRADCHECK_CANNOT_TELL},
                                       {.name = "dense", .verdict = GRADCHECK_NOT_CHECKED}};
        steps[0].reason = (GradcheckReason)reason;
        steps[2].reason = GRADCHECK_POINT;
        GradcheckReport report = whole(GRADCHECK_CANNOT_TELL, blocks, 1);
        report.reason = (GradcheckReason)reason;
        report.worst_block = 0;
        report.steps = steps;
        report.n_steps = report.first_wrong_step = 4;
        snprintf(name, sizeof name, "cannot_tell_%s", gradcheck_reason_name((GradcheckReason)reason));
        expect(name, &report);
    }
    compare("nothing_can_be_told");
}

static void there_are_no_numbers(void **state)
{
    (void)state;
    GradcheckEntry e[] = {entry(0, NAN, 1, INFINITY, GRADCHECK_NOT_FINITE),
                          entry(1, -INFINITY, 1, 1e-9, GRADCHECK_NOT_FINITE),
                          entry(2, 1, 1, 1e-9, GRADCHECK_AGREES)};
    GradcheckBlockReport blocks[] = {block("V", 1, 3, GRADCHECK_NOT_FINITE, e, 3)};
    GradcheckReport report = whole(GRADCHECK_NOT_FINITE, blocks, 1);
    report.worst_block = 0;
    expect("not_finite", &report);
    report = whole(GRADCHECK_FAILED, NULL, 0);
    report.callback_code = -3;
    report.loss = NAN;
    report.noise = 0;
    report.evaluations = 1;
    snprintf(report.message, sizeof report.message, "the loss callback returned -3");
    expect("failed", &report);
    report = whole(GRADCHECK_IMPURE, blocks, 1);
    blocks[0] = block("V", 1, 1, GRADCHECK_AGREES, &e[2], 1);
    report.worst_block = 0;
    static const char *const said[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i"};
    for (size_t kind = 0; kind < 9; kind++) {
        report.findings[kind].kind = (GradcheckFindingKind)kind;
        snprintf(report.findings[kind].text, GRADCHECK_TEXT_SIZE, "finding %s", said[kind]);
    }
    report.n_findings = 9;
    expect("impure", &report);
    static const char *const names[] = {"cancelled", "bad_problem", "no_memory"};
    for (int status = GRADCHECK_CANCELLED; status <= GRADCHECK_NO_MEMORY; status++) {
        report = whole(GRADCHECK_NOT_CHECKED, NULL, 0);
        report.status = (GradcheckStatus)status;
        expect(names[status - 1], &report);
    }
    report = whole(GRADCHECK_NOT_DETERMINISTIC, NULL, 0);
    expect_with("not_deterministic", &report, &(GradcheckTextOptions){.colour = true});
    compare("there_are_no_numbers");
}

static void a_screen_is_wrong(void **state)
{
    (void)state;
    GradcheckEntry d[] = {entry(0, -0.0946, -0.094615, 1e-5, GRADCHECK_WRONG),
                          entry(1, 12345678, 12345679, 0.5, GRADCHECK_WRONG)};
    GradcheckBlockReport blocks[] = {block("V", 50, 40, GRADCHECK_WRONG, NULL, 0)};
    blocks[0].directions = d;
    blocks[0].n_directions = 2;
    blocks[0].verdicts[GRADCHECK_WRONG] = 2;
    blocks[0].worst = &d[1];
    GradcheckReport report = whole(GRADCHECK_WRONG, blocks, 1);
    report.worst_block = 0;
    expect("wrong_on_screen", &report);
    expect_with("wrong_on_screen_listed", &report, &(GradcheckTextOptions){.entries = 5});
    compare("a_screen_is_wrong");
}

/* Names that are long, that command a terminal, that are broken UTF-8. */
static void any_name_is_printed(void **state)
{
    (void)state;
    static const char *const names[] = {
        "a\"name\\with\neverything\033[31m", "\xc3\xa9\xc3\xa9\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80 \x7f",
        "\xff\xc0\x80 \xe0\x80\x80 \xed\xa0\x80 \xf0\x80\x80\x80 \xf4\x90\x80\x80 \xc3",
        ("\xc2\x80 \xdf\xbf \xe0\xa0\x80 \xed\x9f\xbf \xef\xbf\xbf \xf0\x90\x80\x80 \xf4\x8f\xbf\xbf "
         "\xf5\x80\x80\x80"),
        "0123456789012345678901234567890123456789012345"};
    for (size_t i = 0; i < 5; i++) {
        char name[40];
        GradcheckEntry e = entry(0, 1, 2, 1e-9, GRADCHECK_WRONG);
        GradcheckBlockReport blocks[] = {block(names[i], 1, 1, GRADCHECK_WRONG, &e, 1)};
        GradcheckReport report = whole(GRADCHECK_WRONG, blocks, 1);
        report.worst_block = 0;
        for (size_t k = 0; k < 200; k++) /* a word of 200 columns, of two bytes each in every other report */
            snprintf(blocks[0].likely.text + strlen(blocks[0].likely.text), 3, "%s",
                     i % 2 && k < 50 ? "\xc3\xb6" : "x");
        snprintf(name, sizeof name, "name_%zu", i);
        expect(name, &report);
    }
    compare("any_name_is_printed");
}

/* Lines end exactly at column 80, or one before or behind it. */
static void lines_are_broken_at_column_80(void **state)
{
    (void)state;
    GradcheckReport report = whole(GRADCHECK_IMPURE, NULL, 0);
    report.n_findings = 10;
    for (size_t i = 0; i < 10; i++) {
        char *text = report.findings[i].text;
        size_t length = 62 + i; /* "  found: " takes 9 */
        memset(text, 'a', length);
        for (size_t k = 7; k < length; k += 8 + i % 3)
            text[k] = ' ';
        snprintf(text + length, GRADCHECK_TEXT_SIZE - length, " %.*s end", (int)(i + 1), "bbbbbbbbbbbb");
    }
    expect_with("column_80", &report, NULL);
    compare("lines_are_broken_at_column_80");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_agrees),
        cmocka_unit_test(a_block_is_wrong),
        cmocka_unit_test(a_step_is_wrong),
        cmocka_unit_test(the_joining_is_wrong),
        cmocka_unit_test(nothing_can_be_told),
        cmocka_unit_test(there_are_no_numbers),
        cmocka_unit_test(a_screen_is_wrong),
        cmocka_unit_test(any_name_is_printed),
        cmocka_unit_test(lines_are_broken_at_column_80),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
