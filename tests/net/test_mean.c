#include "net/mean.h"

#include "support/derivative.h"
#include "support/test.h"

enum { PAIRS = 7 };

static real mean_of(void *losses)
{
    real sum = 0;
    for (size_t p = 0; p < PAIRS; p++)
        sum += ((const real *)losses)[p];
    return sum / (real_ordered)PAIRS;
}

static void each_pair_gets_its_share_added(void **state)
{
    (void)state;
    real losses[PAIRS] = {1, 2, (real)0.5, 4, 0, (real)0.25, 3}, dlosses[PAIRS];
    for (size_t p = 0; p < PAIRS; p++)
        dlosses[p] = 10;
    mean_backward(PAIRS, 2, dlosses);
    for (size_t p = 0; p < PAIRS; p++)
        derivative_compare(real_to_double(dlosses[p]) - 10,
                           2 * derivative_measure(mean_of, losses, &losses[p]), 10, "mean", p, __FILE__,
                           __LINE__);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_pair_gets_its_share_added)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
