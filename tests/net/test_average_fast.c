#include "net/average_fast.h"

#include "base/random.h"
#include "support/test.h"

enum { CHANNELS = 5, TIME_MAX = 203, ROOM = (CHANNELS + 1) * TIME_MAX };

static void every_width_gives_the_bits_of_the_plain_loops(void **state)
{
    (void)state;
    static real x[ROOM], y[2][ROOM]; /* what stands behind the last mean stays as it was */
    Random random = random_seeded(1);
    for (size_t i = 0; i < ROOM; i++)
        x[i] = (real)random_normal(&random);
    for (int width = 0; width < LANES_WIDTHS; width++)
        for (size_t time = 1; lanes_has((LanesWidth)width) && time <= TIME_MAX; time += 1 + time / 7)
            for (size_t factor = 1; factor <= 7 && factor <= time; factor++) {
                average_fast_at((LanesWidth)width)(CHANNELS, time, factor, x, y[0]);
                average_forward(CHANNELS, time, factor, x, y[1]);
                assert_memory_equal(y[0], y[1], sizeof y[0]);
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_width_gives_the_bits_of_the_plain_loops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
