#include "judge.h"
#include "support/test.h"

static void a_number_is_read_as_people_type_it(void **state)
{
    (void)state;
    const struct {
        const char *text;
        double number;
    } cases[] = {
        {"0.5", 0.5},
        {"0,5", 0.5},
        {".5", 0.5},
        {" -1/2 ", -0.5},
        {"1e-3", 1e-3},
        {"+3", 3},
        {"60\xc2\xb0", 60},
        {"60 deg", 60},
        {"100 graus", 100},
        {"50%", 50},
        {"sqrt(2)/2", sqrt(2) / 2},
        {"sqrt 2 / 2", sqrt(2) / 2},
        {"pi/4", acos(-1) / 4},
        {"\xcf\x80", acos(-1)},
        {"3*0.5", 1.5},
        {"\xe2\x88\x92"
         "2",
         -2},
        {"-SQRT(9)", -3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double number = NAN;
        if (!judge_read(cases[i].text, &number))
            fail_msg("'%s' was not read", cases[i].text);
        assert_close(number, cases[i].number, 1e-12);
    }
}

static void what_is_no_number_is_not_read(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",       " ",
        "x",      "0.5x",
        "1/",     "1/0",
        "--1",    "nan",
        "inf",    "0x10",
        "sqrt(2", "sqrt(-1)",
        "1 2",    "half",
        "1e999",  "-",
        ".",      "(",
        "1//2",   "0.333333333333333333333333333333333333333333333333333333333333333333333333333333333"};
    double number;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (judge_read(texts[i], &number))
            fail_msg("'%s' was read as %g", texts[i], number);
}

static void an_answer_is_told_apart_by_what_is_wrong_with_it(void **state)
{
    (void)state;
    static const struct {
        double truth, room, answer;
        JudgeVerdict verdict;
    } cases[] = {
        {0.96, 0.005, 0.96, JUDGE_RIGHT},  {0.96, 0.005, 0.964, JUDGE_RIGHT},
        {0.96, 0.005, 0.9, JUDGE_NEAR},    {0.96, 0.005, -0.96, JUDGE_SIGN},
        {0.96, 0.005, 1.92, JUDGE_DOUBLE}, {0.96, 0.005, 0.48, JUDGE_HALF},
        {0.96, 0.005, 9.6, JUDGE_POWER},   {0.96, 0.005, 0.0096, JUDGE_POWER},
        {0.96, 0.005, 3, JUDGE_TOO_LARGE}, {0.96, 0.005, 0.1, JUDGE_TOO_SMALL},
        {-2, 0.01, -2, JUDGE_RIGHT},       {-2, 0.01, -4, JUDGE_DOUBLE},
        {-2, 0.01, -3, JUDGE_TOO_SMALL},   {0, 0.001, 0, JUDGE_RIGHT},
        {0, 0.001, 1, JUDGE_TOO_LARGE},    {0, 0.001, -1, JUDGE_TOO_SMALL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (judge_number(cases[i].truth, cases[i].room, false, cases[i].answer) != cases[i].verdict)
            fail_msg("case %zu: %g for %g", i, cases[i].answer, cases[i].truth);
    assert_int_equal(judge_number(60, 0.5, true, 1.0472), JUDGE_RADIANS);
    assert_int_equal(judge_number(60, 0.5, false, 1.0472), JUDGE_TOO_SMALL);
}

static void every_verdict_has_its_own_sentence(void **state)
{
    (void)state;
    for (int one = JUDGE_RIGHT; one <= JUDGE_TOO_SMALL; one++)
        for (int other = one + 1; other <= JUDGE_TOO_SMALL; other++)
            assert_string_not_equal(judge_sentence((JudgeVerdict)one), judge_sentence((JudgeVerdict)other));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_is_read_as_people_type_it),
        cmocka_unit_test(what_is_no_number_is_not_read),
        cmocka_unit_test(an_answer_is_told_apart_by_what_is_wrong_with_it),
        cmocka_unit_test(every_verdict_has_its_own_sentence),
    };
    return cmocka_run_group_tests_name("judge", tests, NULL, NULL);
}
