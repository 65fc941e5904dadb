#include "base/random.h"
#include "support/test.h"
#include "train/scoring.h"

/* At 0, 60 and 90 degrees, of different lengths. */
static const double three[] = {2, 0, /**/ 0.5, 0.8660254037844386, /**/ 0, 7};

static void cosines_are_those_of_the_angles(void **state)
{
    (void)state;
    assert_close(scoring_cosine(2, three, three + 2), 0.5, 1e-15);
    assert_close(scoring_cosine(2, three, three + 4), 0, 1e-15);
    assert_close(scoring_cosine(2, three, (double[]){-3, 0}), -1, 1e-15);
    double q[] = {0, 1};
    assert_close(scoring_mean_cosine(3, 2, three, q), (0 + 0.8660254037844386 + 1) / 3, 1e-15);
    assert_close(scoring_max_cosine(3, 2, three, q), 1, 1e-15);
    assert_close(scoring_max_cosine(1, 2, three, (double[]){-1, 0}), -1, 1e-15);
    const double near_each[3][2] = {{1, 0}, {0.5, 0.8660254037844386}, {0, 1}};
    for (size_t i = 0; i < 3; i++) /* each reference can be the nearest */
        assert_close(scoring_max_cosine(3, 2, three, near_each[i]), 1, 1e-15);
    assert_close(scoring_mean_cosine(3, 2, three, near_each[0]), (1 + 0.5 + 0) / 3, 1e-15);
    assert_close(scoring_own_cosine(3, 2, three), (0.5 + 0 + 0.8660254037844386) / 3, 1e-15);
    assert_close(scoring_centred_cosine(3, 2, three, q), 0.5 / 3, 1e-15);
}

static void an_embedding_without_direction_scores_0(void **state)
{
    (void)state;
    double zero[] = {0, 0};
    assert_close(scoring_cosine(2, three, zero), 0, 0);
    assert_close(scoring_cosine(2, zero, three), 0, 0);
    assert_close(scoring_cosine(2, zero, zero), 0, 0);
    assert_close(scoring_mean_cosine(3, 2, three, zero), 0, 0);
}

static void no_cosine_leaves_its_range(void **state)
{
    (void)state;
    Random random = random_seeded(2);
    for (int trial = 0; trial < 100000; trial++) {
        double a[3], b[3], factor = random_between(&random, -5, 5);
        for (int k = 0; k < 3; k++) {
            a[k] = random_normal(&random);
            b[k] = factor * a[k];
        }
        double cosine = scoring_cosine(3, a, b);
        assert_true(cosine >= -1 && cosine <= 1);
    }
}

/* Means 2 and 10; squares 2 + 8, freedom 2 * 2: s^2 = 2.5. q is 1 and 2 away: sum of squares 5. */
static void the_normal_model_is_the_density_by_hand(void **state)
{
    (void)state;
    const double references[] = {1, 8, 2, 10, 3, 12}, q[] = {3, 12};
    double expected = log(exp(-5 / (2 * 2.5)) / (2 * 3.141592653589793 * 2.5)) / 2;
    assert_close(scoring_normal(3, 2, references, q), expected, 1e-14);
}

/* Variances 1 and 4; pooled 3 and 2: shrunk 2 and 3. */
static void the_shrunk_model_is_the_density_by_hand(void **state)
{
    (void)state;
    const double references[] = {1, 8, 2, 10, 3, 12}, pooled[] = {3, 2}, q[] = {3, 12};
    double first = exp(-1.0 / (2 * 2)) / sqrt(2 * 3.141592653589793 * 2);
    double second = exp(-4.0 / (2 * 3)) / sqrt(2 * 3.141592653589793 * 3);
    assert_close(scoring_shrunk(3, 2, references, pooled, q), log(first * second) / 2, 1e-14);
    /* Two references: means 1.5 and 9, variances 0.5 and 2, shrunk 1.75 and 2. */
    first = exp(-2.25 / (2 * 1.75)) / sqrt(2 * 3.141592653589793 * 1.75);
    second = exp(-9.0 / (2 * 2)) / sqrt(2 * 3.141592653589793 * 2);
    assert_close(scoring_shrunk(2, 2, references, pooled, q), log(first * second) / 2, 1e-14);
    first = exp(-4.0 / (2 * 3)) / sqrt(2 * 3.141592653589793 * 3); /* one reference: the pooled ones alone */
    second = exp(-16.0 / (2 * 2)) / sqrt(2 * 3.141592653589793 * 2);
    assert_close(scoring_shrunk(1, 2, references, pooled, q), log(first * second) / 2, 1e-14);
}

/* Users (0, 2), nobody's, (10) and (5, 6, 7): squares 2 and 2, freedom 1 and 2. The second feature is three times the
 * first. */
static void the_pooled_variance_is_within_users_and_not_between_them(void **state)
{
    (void)state;
    const size_t counts[] = {2, 0, 1, 3};
    const double embeddings[] = {0, 0, 2, 6, 10, 30, 5, 15, 6, 18, 7, 21};
    double pooled[2] = {99, 99};
    scoring_pooled_variance(4, counts, 2, embeddings, pooled);
    assert_close(pooled[0], 4.0 / 3, 1e-15);
    assert_close(pooled[1], 9 * 4.0 / 3, 1e-15);
}

/* Embeddings drawn from a known distribution: the estimate is the variance they were drawn with. */
static void the_pooled_variance_finds_the_variance_drawn_with(void **state)
{
    (void)state;
    enum { USERS = 4000, EACH = 3 };
    static double embeddings[USERS * EACH];
    static size_t counts[USERS];
    Random random = random_seeded(4);
    for (size_t u = 0; u < USERS; u++) {
        double mean = 50 * random_normal(&random);
        counts[u] = EACH;
        for (size_t i = 0; i < EACH; i++)
            embeddings[u * EACH + i] = mean + 0.5 * random_normal(&random);
    }
    double pooled;
    scoring_pooled_variance(USERS, counts, 1, embeddings, &pooled);
    assert_close(pooled, 0.25, 4 * 0.25 * sqrt(2.0 / (USERS * (EACH - 1))));
}

/* References (1, 2) twice: their own variance is 0; the floor is 1e-8 (1 + (1 + 4) / 2), and q is 1e-4 away twice. */
static void the_smallest_variance_is_the_one_stated(void **state)
{
    (void)state;
    const double references[] = {1, 2, 1, 2}, pooled[] = {0, 1e-12}, q[] = {1.0001, 2.0001};
    double least = SCORING_VARIANCE_FLOOR * 3.5;
    double expected = -log(2 * 3.141592653589793 * least) / 2 - 1e-8 / (2 * least);
    assert_close(scoring_normal(2, 2, references, q), expected, 1e-9);
    assert_close(scoring_shrunk(2, 2, references, pooled, q), expected, 1e-9);
    assert_close(scoring_shrunk(1, 2, references, pooled, q), expected, 1e-9);
}

static void references_that_are_all_equal_give_a_number(void **state)
{
    (void)state;
    const double references[] = {1, 2, 1, 2}, pooled[] = {0, 0}, zeros[] = {0, 0, 0, 0};
    const double same[] = {1, 2}, other[] = {1, 2.5};
    double near = scoring_normal(2, 2, references, same), far = scoring_normal(2, 2, references, other);
    assert_true(isfinite(near) && isfinite(far) && near > far);
    near = scoring_shrunk(2, 2, references, pooled, same),
    far = scoring_shrunk(2, 2, references, pooled, other);
    assert_true(isfinite(near) && isfinite(far) && near > far);
    assert_true(isfinite(scoring_normal(2, 2, zeros, other)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cosines_are_those_of_the_angles),
        cmocka_unit_test(an_embedding_without_direction_scores_0),
        cmocka_unit_test(no_cosine_leaves_its_range),
        cmocka_unit_test(the_normal_model_is_the_density_by_hand),
        cmocka_unit_test(the_shrunk_model_is_the_density_by_hand),
        cmocka_unit_test(the_pooled_variance_is_within_users_and_not_between_them),
        cmocka_unit_test(the_pooled_variance_finds_the_variance_drawn_with),
        cmocka_unit_test(the_smallest_variance_is_the_one_stated),
        cmocka_unit_test(references_that_are_all_equal_give_a_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
