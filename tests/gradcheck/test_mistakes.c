/* A small siamese net with believable mistakes, one at a time: each must be caught, the first wrong step found, and the
 * mistake named, or not named at all, but never named wrongly. */
#include "support/small_net.h"
#include "support/test.h"

typedef struct Expected {
    const char *name;
    size_t step; /* SMALL_NET_STEPS: none */
    GradcheckMistakeKind kind;
} Expected;

static const Expected expected[FAULTS] = {
    [CONV_BIAS_LAST] = {"the bias of the convolution takes the last position only", 0,
                        GRADCHECK_MISTAKE_POSITION},
    [CONV_BIAS_MEAN] = {"the bias of the convolution is averaged", 0, GRADCHECK_MISTAKE_FACTOR},
    [CONV_KERNEL_REVERSED] = {"kernel gradient reversed", 0, GRADCHECK_MISTAKE_REVERSED},
    [CONV_OFF_BY_ONE] = {"kernel gradient off by one", 0, GRADCHECK_MISTAKE_SHIFTED},
    [CONV_INPUT_KERNEL_REVERSED] = {"input gradient with the kernel reversed", 0,
                                    GRADCHECK_MISTAKE_PARAMETERS},
    [CONV_ONE_ENTRY] = {"one entry 1 % off", 0, GRADCHECK_MISTAKE_ONE_ENTRY},
    [CONV_FIRST_ROWS] = {"only half of the rows", 0, GRADCHECK_MISTAKE_ROW},
    [TANH_FROM_INPUT] = {"tanh' from z", 1, GRADCHECK_MISTAKE_DERIVATIVE},
    [TANH_FACTOR] = {"LeCun's factors forgotten", 1, GRADCHECK_MISTAKE_DERIVATIVE},
    [TANH_LEFT_OUT] = {"tanh' forgotten", 1, GRADCHECK_MISTAKE_DERIVATIVE},
    [POOL_NOT_DIVIDED] = {"average not divided", 2, GRADCHECK_MISTAKE_FACTOR},
    [DENSE_SET_NOT_ADDED] = {"= for +=", 3, GRADCHECK_MISTAKE_ROW},
    [DENSE_TRANSPOSED] = {"dW transposed", 3, GRADCHECK_MISTAKE_TRANSPOSED},
    [DENSE_SIGN] = {"dW sign", 3, GRADCHECK_MISTAKE_SIGN},
    [DENSE_HALVED] = {"dW halved", 3, GRADCHECK_MISTAKE_FACTOR},
    [DENSE_LAST_COLUMN] = {"last column left out", 3, GRADCHECK_MISTAKE_ONE_LINE},
    [SQUARE_TRANSPOSED] = {"input gradient with V transposed", 4, GRADCHECK_MISTAKE_PARAMETERS},
    [COSINE_PROJECTION] = {"projection missing", 5, GRADCHECK_MISTAKE_PROJECTION},
    [COSINE_SWAPPED] = {"a and b exchanged", 5, GRADCHECK_MISTAKE_ROWS_SWAPPED},
    [COSINE_NORM] = {"1/|a| missing", 5, GRADCHECK_MISTAKE_NORM},
    [COSINE_SIGN] = {"sign of the cosine", 5, GRADCHECK_MISTAKE_SIGN},
    [LOSS_MEAN] = {"mean forgotten", 6, GRADCHECK_MISTAKE_FACTOR},
    [LOSS_TARGET_SIGN] = {"sign of the target", 6, GRADCHECK_MISTAKE_TERM},
    [WIRING_LAST_STEP_TWICE] = {"one step called twice", SMALL_NET_STEPS, GRADCHECK_MISTAKE_FACTOR},
};

static void show(const GradcheckReport *report)
{
    static char text[8192];
    gradcheck_text_copy(report, NULL, text, sizeof text);
    print_error("%s", text);
}

/* The kind that was named, in the first wrong step or in the whole. */
static const GradcheckMistake *named(const GradcheckReport *report)
{
    static const GradcheckMistake none = {.kind = GRADCHECK_MISTAKE_NONE};
    const GradcheckReport *r =
        report->first_wrong_step < SMALL_NET_STEPS ? report->steps[report->first_wrong_step].local : report;
    for (size_t b = 0; b < r->n_blocks; b++)
        if (r->blocks[b].likely.kind)
            return &r->blocks[b].likely;
    for (size_t b = 0; b < report->n_blocks; b++)
        if (report->blocks[b].likely.kind)
            return &report->blocks[b].likely;
    return &none;
}

static void every_mistake_is_caught_and_located_and_none_is_named_wrongly(void **state)
{
    (void)state;
    size_t right = 0, none = 0;
    for (int fault = 1; fault < FAULTS; fault++)
        for (uint64_t seed = 1; seed <= (test_brief() && fault % 6 ? 1 : 6); seed += test_brief() ? 4 : 1) {
            SmallNet net;
            small_net_fill(&net, seed, (Fault)fault);
            GradcheckReport *report =
                small_net_check(&net, seed <= 3 ? GRADCHECK_AUTO : GRADCHECK_SCREEN, false);
            const GradcheckMistake *mistake = named(report);
            bool ok = report->verdict == GRADCHECK_WRONG &&
                      report->first_wrong_step == expected[fault].step &&
                      report->wiring == (expected[fault].step == SMALL_NET_STEPS) &&
                      (!report->wiring || report->composed_agrees) &&
                      (!mistake->kind || mistake->kind == expected[fault].kind);
            /* What was named in the step is not looked for in the whole, too. */
            bool in_step = false;
            if (report->first_wrong_step < SMALL_NET_STEPS) {
                const GradcheckReport *local = report->steps[report->first_wrong_step].local;
                for (size_t b = 0; b < local->n_blocks; b++)
                    in_step = in_step || local->blocks[b].likely.kind != GRADCHECK_MISTAKE_NONE;
            }
            for (size_t b = 0; b < report->n_blocks && in_step; b++)
                ok = ok && report->blocks[b].likely.kind == GRADCHECK_MISTAKE_NONE;
            right += mistake->kind == expected[fault].kind && mistake->kind;
            none += !mistake->kind;
            if (getenv("GRADCHECK_SHOW") || !ok) {
                print_error("--- %s (seed %d): %s\n", expected[fault].name, (int)seed, mistake->text);
                if (!ok || seed == 1)
                    show(report);
            }
            assert_true(ok);
            gradcheck_report_free(report);
        }
    printf("  %d mistakes at 6 points: %zu named rightly, %zu not named\n", FAULTS - 1, right, none);
    assert_true(right * 10 >= (right + none) * 9);
}

/* A verdict at once, and the name when it is asked for. */
static void the_mistake_can_be_looked_for_later(void **state)
{
    (void)state;
    for (int fault = 1; fault < FAULTS; fault++) {
        SmallNet net;
        small_net_fill(&net, 2, (Fault)fault);
        GradcheckReport *at_once = small_net_check(&net, GRADCHECK_SCREEN, false);
        GradcheckMistake expected_one = *named(at_once);
        GradcheckReport *later = small_net_check(&net, GRADCHECK_SCREEN, true);
        assert_int_equal(named(later)->kind, expected_one.kind);
        assert_string_equal(named(later)->text, expected_one.text);
        assert_int_equal(later->verdict, at_once->verdict);
        assert_int_equal(later->composed_agrees, at_once->composed_agrees);
        gradcheck_report_free(at_once);
        gradcheck_report_free(later);
    }
}

static void a_right_net_agrees_step_by_step(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= (test_brief() ? 2 : 40); seed++)
        for (int mode = GRADCHECK_AUTO; mode <= GRADCHECK_SCREEN; mode++) {
            SmallNet net;
            small_net_fill(&net, seed, NO_FAULT);
            GradcheckReport *report = small_net_check(&net, (GradcheckMode)mode, false);
            if (report->verdict != GRADCHECK_AGREES)
                show(report);
            assert_int_equal(report->verdict, GRADCHECK_AGREES);
            assert_int_equal(report->first_wrong_step, SMALL_NET_STEPS);
            assert_false(report->wiring);
            gradcheck_report_free(report);
        }
}

static void what_changes_with_one_number_is_believed_only_when_it_is_so(void **state)
{
    (void)state;
    for (Telling telling = TELLS_RIGHTLY; telling <= TELLS_TOO_MANY; telling++) {
        SmallNet net;
        small_net_fill(&net, 3, NO_FAULT);
        net.telling = telling;
        GradcheckReport *report = small_net_check(&net, GRADCHECK_FULL, false);
        const GradcheckReport *local = report->steps[1].local;
        assert_int_equal(local->blocks[0].verdict, GRADCHECK_AGREES); /* right numbers, by either way */
        if (telling == TELLS_RIGHTLY) {
            assert_int_equal(report->verdict, GRADCHECK_AGREES);
            assert_true(net.told > 4 * ROWS * KERNELS * OUT);
        } else {
            assert_int_equal(local->verdict, GRADCHECK_IMPURE);
            assert_int_equal(local->findings[0].kind, GRADCHECK_FINDING_SHORTCUT);
            assert_true(net.told < 10 && net.squashes > 4 * ROWS * KERNELS * OUT);
        }
        gradcheck_report_free(report);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_right_net_agrees_step_by_step),
        cmocka_unit_test(every_mistake_is_caught_and_located_and_none_is_named_wrongly),
        cmocka_unit_test(the_mistake_can_be_looked_for_later),
        cmocka_unit_test(what_changes_with_one_number_is_believed_only_when_it_is_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
