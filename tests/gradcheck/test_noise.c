/* The estimate of noise, against noise that was put in. */
#include "gradcheck/gradcheck_measure.h"
#include "gradcheck/gradcheck_noise.h"
#include "gradcheck/gradcheck_random.h"
#include "support/test.h"

enum { POINTS = GRADCHECK_NOISE_POINTS, MANY = 4000, ENTRIES = 4 };

/* Uniform in [-1, 1), of standard deviation 1 / sqrt(3). */
static double chance(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return ldexp((double)(*state >> 11), -52) - 1;
}

/* MANY polynomials of one degree, with noise of one size. */
static void polynomials(int degree, double size, double noise, double values[POINTS * MANY])
{
    uint64_t state = 3;
    for (size_t j = 0; j < MANY; j++)
        for (size_t i = 0; i < POINTS; i++)
            values[i * MANY + j] = size * pow((double)i + 1, degree) + noise * sqrt(3) * chance(&state);
}

static void what_is_put_in_is_measured_below_any_polynomial(void **state)
{
    (void)state;
    static double values[POINTS * MANY];
    for (int degree = 0; degree < 4; degree++)
        for (int scale = -300; scale <= 300; scale += 150) {
            polynomials(degree, ldexp(5, scale), ldexp(1, scale - 7), values);
            GradcheckNoise noise = gradcheck_noise_estimate(MANY, values);
            assert_int_equal(noise.state, GRADCHECK_NOISE_FOUND);
            assert_close_relative(noise.sigma, ldexp(1, scale - 7), 0.03);
        }
    polynomials(4, 5, 0x1p-7, values); /* one degree too many for seven points */
    GradcheckNoise noise = gradcheck_noise_estimate(MANY, values);
    assert_int_equal(noise.state, GRADCHECK_NOISE_TOO_FAR);
    assert_close_relative(noise.sigma, 0x1p-7, 0.05); /* even so the last difference holds nothing else */
}

static void a_single_line_is_right_on_the_average(void **state)
{
    (void)state;
    uint64_t random = 11;
    double squares = 0;
    size_t found = 0;
    for (int line = 0; line < 3000; line++) {
        double values[POINTS];
        for (size_t i = 0; i < POINTS; i++)
            values[i] = 7 - 0.3 * (double)i + 1e-3 * sqrt(3) * chance(&random);
        GradcheckNoise noise = gradcheck_noise_estimate(1, values);
        found += noise.state == GRADCHECK_NOISE_FOUND;
        squares += noise.state == GRADCHECK_NOISE_FOUND ? noise.sigma * noise.sigma : 0;
    }
    assert_true(found > 2500);
    assert_close_relative(sqrt(squares / (double)found), 1e-3, 0.1);
}

static void half_the_neighbours_alike_are_too_close(void **state)
{
    (void)state;
    double three[POINTS] = {1, 1, 3, 3, 2, 2, 5}, two[POINTS] = {1, 1, 3, 3, 2, 4, 1};
    assert_int_equal(gradcheck_noise_estimate(1, three).state, GRADCHECK_NOISE_TOO_CLOSE);
    assert_int_equal(gradcheck_noise_estimate(1, two).state, GRADCHECK_NOISE_FOUND);
    double zeros[POINTS] = {0};
    assert_int_equal(gradcheck_noise_estimate(1, zeros).state, GRADCHECK_NOISE_TOO_CLOSE);
    /* What lies behind the seven does not count. */
    double eight[POINTS + 1] = {1, 1, 3, 3, 2, 4, 5, 5};
    assert_int_equal(gradcheck_noise_estimate(1, eight).state, GRADCHECK_NOISE_FOUND);
    double at_the_end[POINTS] = {1, 1, 3, 3, 2, 5, 5};
    assert_int_equal(gradcheck_noise_estimate(1, at_the_end).state, GRADCHECK_NOISE_TOO_CLOSE);
    double seven[POINTS] = {1, 1, 3, 3, 2, 4, 1}, large[POINTS + 1] = {1, 1, 3, 3, 2, 4, 1, 1e300};
    assert_true(gradcheck_noise_estimate(1, seven).sigma == gradcheck_noise_estimate(1, large).sigma);
    double pairs[2 * POINTS];
    for (size_t i = 0; i < 2 * POINTS; i++)
        pairs[i] = i % 2 ? 7 : -3;
    assert_int_equal(gradcheck_noise_estimate(2, pairs).state, GRADCHECK_NOISE_TOO_CLOSE);
    /* The same two, side by side: five of twelve. */
    double both[2 * POINTS];
    for (size_t i = 0; i < POINTS; i++) {
        both[2 * i] = (double[]){1, 1, 3, 3, 2, 2, 5}[i];
        both[2 * i + 1] = (double[]){1, 1, 3, 3, 2, 4, 1}[i];
    }
    assert_int_equal(gradcheck_noise_estimate(2, both).state, GRADCHECK_NOISE_FOUND);
}

/* Differences that agree within four but never change sign are a function's, not noise's. */
static void what_grows_is_no_noise(void **state)
{
    (void)state;
    double up[POINTS], down[POINTS];
    for (size_t i = 0; i < POINTS; i++) {
        up[i] = pow(6, (double)i);
        down[i] = -up[i];
    }
    assert_int_equal(gradcheck_noise_estimate(1, up).state, GRADCHECK_NOISE_TOO_FAR);
    assert_int_equal(gradcheck_noise_estimate(1, down).state, GRADCHECK_NOISE_TOO_FAR);
    for (int side = -1; side <= 1; side += 2) { /* nor does one that stands still at first */
        double still[POINTS];
        for (size_t i = 0; i < POINTS; i++)
            still[i] = side * pow(6, i == 0 ? 1 : (double)i);
        assert_int_equal(gradcheck_noise_estimate(1, still).state, GRADCHECK_NOISE_TOO_FAR);
    }
}

/* ---- the noise of a whole check ---- */

typedef struct Noisy {
    double x[8], g[8], sigma;
    uint64_t salt;
} Noisy;

/* A pseudo-random number of the point: the same point, the same noise. */
static int noisy_loss(void *user, double *value)
{
    Noisy *n = user;
    uint64_t bits, hash = n->salt;
    double sum = 0;
    for (size_t i = 0; i < 8; i++) {
        memcpy(&bits, &n->x[i], sizeof bits);
        hash = (hash ^ bits) * 0x9e3779b97f4a7c15u;
        hash ^= hash >> 29;
        sum += sin(n->x[i] + (double)i);
    }
    chance(&hash);
    *value = sum + n->sigma * sqrt(3) * chance(&hash);
    return 0;
}

static int noisy_gradient(void *user, const GradcheckBlock *blocks)
{
    Noisy *n = user;
    (void)blocks;
    for (size_t i = 0; i < 8; i++)
        n->g[i] = cos(n->x[i] + (double)i);
    return 0;
}

static double measured_noise(double sigma, uint64_t seed)
{
    Noisy n = {.sigma = sigma, .salt = seed};
    uint64_t random = seed * 7919 + 1;
    for (size_t i = 0; i < 8; i++)
        n.x[i] = chance(&random);
    GradcheckBlock block = {.name = "x", .value = n.x, .gradient = n.g, .rows = 1, .cols = 8};
    GradcheckProblem problem = {
        .user = &n, .blocks = &block, .n_blocks = 1, .loss = noisy_loss, .gradient = noisy_gradient};
    GradcheckOptions options = gradcheck_options();
    options.mode = GRADCHECK_SCREEN;
    options.seed = seed;
    GradcheckReport *report;
    assert_int_equal(gradcheck_run(&problem, &options, &report), GRADCHECK_OK);
    assert_int_not_equal(report->verdict, GRADCHECK_WRONG);
    double noise = report->noise;
    gradcheck_report_free(report);
    return noise;
}

/* A bar that is five times too narrow by chance calls right gradients wrong: one line in some hundred is. */
static void no_check_takes_its_loss_for_much_less_noisy_than_it_is(void **state)
{
    (void)state;
    int seeds = test_brief() ? 300 : 4000, low = 0, high = 0;
    double least = INFINITY, most = 0;
    for (int seed = 1; seed <= seeds; seed++) {
        double ratio = measured_noise(3e-8, (uint64_t)seed) / 3e-8;
        low += ratio < 0.4;
        high += ratio > 2.5;
        least = fmin(least, ratio);
        most = fmax(most, ratio);
    }
    printf("  %d checks: noise measured as %.2f to %.2f of what it is; %d below 0.4, %d above 2.5\n", seeds,
           least, most, low, high);
    assert_true(least > 0.2);
    assert_true(most < 5);
    assert_true(low * 200 <= seeds);
    assert_true(high * 200 <= seeds);
}

/* Where a block is not of floats, all are moved as little as numbers of 64 bits may be; and a gradient that never changes has
 * a rounding that follows the largest entry of its block, whatever its sign and place. */
typedef struct Mixed {
    float x[ENTRIES], dx[ENTRIES];
    double y[2], dy[2], at[POINTS], gradient_at[POINTS];
    size_t calls, gradients;
} Mixed;

static const double mixed_slopes[ENTRIES + 2] = {1, -4, 2, 3, 5, -6};

static int mixed_loss(void *user, double *value)
{
    Mixed *m = user;
    if (m->calls < POINTS)
        m->at[m->calls] = m->y[0];
    m->calls++;
    *value = 0.1;
    return 0;
}

static int mixed_gradient(void *user, const GradcheckBlock *blocks)
{
    Mixed *m = user;
    if (m->gradients < POINTS)
        m->gradient_at[m->gradients] = m->y[0];
    m->gradients++;
    for (size_t e = 0; e < ENTRIES; e++)
        ((float *)blocks[0].gradient)[e] = (float)mixed_slopes[e];
    memcpy(blocks[1].gradient, mixed_slopes + ENTRIES, 2 * sizeof(double));
    return 0;
}

static void blocks_of_floats_and_others_are_moved_as_the_others_are(void **state)
{
    (void)state;
    Mixed m = {.calls = 0};
    GradcheckBlock blocks[] = {
        {.name = "x", .value = m.x, .gradient = m.dx, .rows = 2, .cols = 2, .type = GRADCHECK_FLOAT},
        {.name = "y", .value = m.y, .gradient = m.dy, .rows = 1, .cols = 2}};
    GradcheckProblem problem = {
        .user = &m, .blocks = blocks, .n_blocks = 2, .loss = mixed_loss, .gradient = mixed_gradient};
    GradcheckOptions options = gradcheck_options();
    GradcheckReport *report = gradcheck_session_report("", &options);
    GradcheckSession *session = gradcheck_session_open(&problem, &options, report);
    memcpy(session->analytic, mixed_slopes, sizeof mixed_slopes);
    gradcheck_measure_noise(session);
    GradcheckRandom random = gradcheck_random_stream(options.seed, 1);
    double v = 0;
    for (size_t i = 0; i <= ENTRIES; i++)
        v = gradcheck_random_normal(&random);
    for (size_t i = 0; i < POINTS; i++) {
        assert_close(m.at[i], 0x1p-24 * (double)i * v, 1e-20);
        assert_close(m.gradient_at[i], 0x1p-22 * (double)i * v, 1e-20);
    }
    assert_close_relative(report->blocks[0].analytic_noise, 16 * 0x1p-24 * 4, 1e-14);
    assert_close_relative(report->blocks[1].analytic_noise, 16 * 0x1p-53 * 6, 1e-14);
    gradcheck_session_close(session);
    gradcheck_report_free(report);
}

/* The k-th difference as a sum with binomial coefficients, whose noise has the variance (2k)! / (k!)^2. */
static double sigma_by_binomials(size_t k, size_t m, const double *values, bool *changes)
{
    double sum = 0, binomial[POINTS] = {1}, variance = 0;
    size_t changing = 0;
    for (size_t i = 1; i <= k; i++)
        binomial[i] = binomial[i - 1] * (double)(k - i + 1) / (double)i;
    for (size_t i = 0; i <= k; i++)
        variance += binomial[i] * binomial[i];
    for (size_t j = 0; j < m; j++) {
        bool negative = false, positive = false;
        for (size_t row = 0; row + k < POINTS; row++) {
            double difference = 0;
            for (size_t i = 0; i <= k; i++)
                difference += ((k - i) % 2 ? -1 : 1) * binomial[i] * values[(row + i) * m + j];
            sum += difference * difference;
            negative = negative || difference < 0;
            positive = positive || difference > 0;
        }
        changing += negative && positive;
    }
    *changes = 2 * changing >= m;
    return sqrt(sum / variance / (double)((POINTS - k) * m));
}

static void the_estimate_is_the_first_of_three_alike_that_change_their_sign(void **state)
{
    (void)state;
    uint64_t random = 21;
    size_t states[3] = {0};
    for (int round = 0; round < 4000; round++) {
        size_t m = 1 + (size_t)round % 4;
        double values[POINTS * 4], kept[POINTS * 4];
        for (size_t i = 0; i < POINTS; i++)
            for (size_t j = 0; j < m; j++) /* a slope, a bend, and noise beside them */
                values[i * m + j] = -5 + (double)j + (round % 5) * 1e-3 * (double)i +
                                    (round % 7) * 1e-4 * pow((double)i, 5) + 1e-3 * chance(&random);
        memcpy(kept, values, sizeof kept);
        double sigma[POINTS];
        bool changes[POINTS];
        GradcheckNoiseState expected = GRADCHECK_NOISE_TOO_FAR;
        for (size_t k = 1; k < POINTS; k++)
            sigma[k] = sigma_by_binomials(k, m, kept, &changes[k]);
        double estimate = sigma[POINTS - 1];
        for (size_t k = 1; k <= 4 && expected != GRADCHECK_NOISE_FOUND; k++) {
            double low = INFINITY, high = 0;
            for (size_t i = k; i < k + 3; i++) {
                low = sigma[i] < low ? sigma[i] : low;
                high = sigma[i] > high ? sigma[i] : high;
            }
            if (high <= 4 * low && changes[k]) {
                expected = GRADCHECK_NOISE_FOUND;
                estimate = sigma[k];
            }
        }
        GradcheckNoise noise = gradcheck_noise_estimate(m, values);
        assert_int_equal(noise.state, expected);
        assert_close_relative(noise.sigma, estimate, 1e-7);
        states[noise.state]++;
    }
    printf("  %zu found, %zu too far\n", states[GRADCHECK_NOISE_FOUND], states[GRADCHECK_NOISE_TOO_FAR]);
    assert_true(states[GRADCHECK_NOISE_FOUND] > 100 && states[GRADCHECK_NOISE_TOO_FAR] > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_put_in_is_measured_below_any_polynomial),
        cmocka_unit_test(a_single_line_is_right_on_the_average),
        cmocka_unit_test(the_estimate_is_the_first_of_three_alike_that_change_their_sign),
        cmocka_unit_test(half_the_neighbours_alike_are_too_close),
        cmocka_unit_test(what_grows_is_no_noise),
        cmocka_unit_test(no_check_takes_its_loss_for_much_less_noisy_than_it_is),
        cmocka_unit_test(blocks_of_floats_and_others_are_moved_as_the_others_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
