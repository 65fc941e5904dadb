#include "base/random.h"
#include "support/test.h"
#include "train/pca.h"

#include <stdlib.h>

static double dot(size_t d, const double a[], const double b[])
{
    double sum = 0;
    for (size_t i = 0; i < d; i++)
        sum += a[i] * b[i];
    return sum;
}

/* Every eigenvalue of a symmetric matrix, largest first, by the QR algorithm in its plainest form: A <- R Q. */
static void all_eigenvalues(size_t d, double *a, double values[])
{
    double *q = malloc(d * d * sizeof *q), *r = malloc(d * d * sizeof *r);
    for (int round = 0; round < 6000; round++) {
        memset(r, 0, d * d * sizeof *r);
        for (size_t j = 0; j < d; j++) { /* Gram and Schmidt on the columns */
            for (size_t i = 0; i < d; i++)
                q[i * d + j] = a[i * d + j];
            for (size_t k = 0; k < j; k++) {
                for (size_t i = 0; i < d; i++)
                    r[k * d + j] += q[i * d + k] * q[i * d + j];
                for (size_t i = 0; i < d; i++)
                    q[i * d + j] -= r[k * d + j] * q[i * d + k];
            }
            for (size_t i = 0; i < d; i++)
                r[j * d + j] += q[i * d + j] * q[i * d + j];
            r[j * d + j] = sqrt(r[j * d + j]);
            for (size_t i = 0; i < d; i++)
                q[i * d + j] /= r[j * d + j];
        }
        for (size_t i = 0; i < d; i++)
            for (size_t j = 0; j < d; j++) {
                a[i * d + j] = 0;
                for (size_t k = i; k < d; k++)
                    a[i * d + j] += r[i * d + k] * q[k * d + j];
            }
    }
    for (size_t i = 0; i < d; i++)
        values[i] = a[i * d + i];
    free(q);
    free(r);
}

static void covariance_of(size_t n, size_t d, const double points[], double *covariance)
{
    for (size_t j = 0; j < d; j++)
        for (size_t k = 0; k < d; k++) {
            double mean_j = 0, mean_k = 0, mean_jk = 0;
            for (size_t i = 0; i < n; i++) {
                mean_j += points[i * d + j] / (double)n;
                mean_k += points[i * d + k] / (double)n;
                mean_jk += points[i * d + j] * points[i * d + k] / (double)n;
            }
            covariance[j * d + k] = mean_jk - mean_j * mean_k;
        }
}

static void assert_orthonormal(const Pca *pca)
{
    assert_close(dot(pca->d, pca->axes, pca->axes), 1, 1e-12);
    assert_close(dot(pca->d, pca->axes + pca->d, pca->axes + pca->d), 1, 1e-12);
    assert_close(dot(pca->d, pca->axes, pca->axes + pca->d), 0, 1e-12);
}

static double *random_points(size_t n, size_t d, double decay, uint64_t seed)
{
    Random random = random_seeded(seed);
    double *points = malloc(n * d * sizeof *points);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < d; j++)
            points[i * d + j] = 3 + pow(decay, (double)j) * random_normal(&random);
    /* Turned, so that the axes are not those of the coordinates. */
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j + 1 < d; j++) {
            double a = points[i * d + j], b = points[i * d + j + 1];
            points[i * d + j] = 0.8 * a - 0.6 * b;
            points[i * d + j + 1] = 0.6 * a + 0.8 * b;
        }
    return points;
}

static void the_axes_of_a_cross_are_known(void **state)
{
    (void)state;
    /* Along (3, 4, 0)/5 at -5 and 5, along (0, 0, 1) at -2 and 2, about (1, 1, 1). */
    const double points[] = {4, 5, 1, /**/ -2, -3, 1, /**/ 1, 1, 3, /**/ 1, 1, -1};
    Pca pca;
    assert_ok(pca_fit(4, 3, points, NULL, &pca));
    assert_orthonormal(&pca);
    const double axes[] = {0.6, 0.8, 0, 0, 0, 1};
    for (size_t i = 0; i < 6; i++)
        assert_close(pca.axes[i], axes[i], 1e-9);
    for (size_t i = 0; i < 3; i++)
        assert_close(pca.mean[i], 1, 1e-15);
    assert_close(pca.variance[0], 12.5, 1e-12);
    assert_close(pca.variance[1], 2, 1e-12);
    assert_close(pca.total, 14.5, 1e-12);
    double place[PCA_AXES];
    pca_project(&pca, points, place);
    assert_close(place[0], 5, 1e-8);
    assert_close(place[1], 0, 1e-8);
    pca_project(&pca, points + 6, place);
    assert_close(place[0], 0, 1e-8);
    assert_close(place[1], 2, 1e-8);
    pca_free(&pca);
}

static void variances_are_those_of_a_complete_decomposition(void **state)
{
    (void)state;
    const struct {
        size_t n, d;
        double decay;
    } cases[] = {{60, 12, 0.8}, {9, 24, 0.95}, {200, 30, 0.99}, {5, 2, 0.5}, {40, 3, 1}};
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        const size_t n = cases[c].n, d = cases[c].d;
        double *points = random_points(n, d, cases[c].decay, c), *covariance = malloc(d * d * sizeof(double));
        double values[30];
        Pca pca;
        assert_ok(pca_fit(n, d, points, NULL, &pca));
        assert_orthonormal(&pca);
        covariance_of(n, d, points, covariance);
        for (size_t i = 0; i < PCA_AXES; i++) { /* C v = lambda v, with a covariance made another way */
            for (size_t j = 0; j < d; j++)
                assert_close(dot(d, covariance + j * d, pca.axes + i * d),
                             pca.variance[i] * pca.axes[i * d + j], 1e-8);
        }
        double trace = 0;
        for (size_t j = 0; j < d; j++) {
            trace += covariance[j * d + j];
            covariance[j * d + j] += 1e-3; /* the plain algorithm needs a matrix of full rank */
        }
        all_eigenvalues(d, covariance, values);
        assert_close(pca.total, trace, 1e-12);
        assert_close(pca.variance[0], values[0] - 1e-3, 1e-6);
        assert_close(pca.variance[1], values[1] - 1e-3, 1e-6);
        pca_free(&pca);
        free(points);
        free(covariance);
    }
}

/* However small all is: one direction far ahead, and the second of many that are nearly alike, which takes more rounds. */
static void the_second_axis_is_as_good_as_the_first(void **state)
{
    (void)state;
    enum { N = 200, D = 30 };
    double *points = random_points(N, D, 0.97, 6), covariance[D * D];
    for (size_t i = 0; i < N * D; i++)
        points[i] *= 3e-4;
    for (size_t i = 0; i < N; i++)
        points[i * D + 7] += 0.01 * (double)(i % 2);
    Pca pca;
    assert_ok(pca_fit(N, D, points, NULL, &pca));
    assert_orthonormal(&pca);
    covariance_of(N, D, points, covariance);
    assert_true(pca.variance[0] < 1e-4 && pca.variance[1] < 0.1 * pca.variance[0]);
    for (size_t i = 0; i < PCA_AXES; i++) {
        double off = 0;
        for (size_t j = 0; j < D; j++)
            off +=
                pow(dot(D, covariance + j * D, pca.axes + i * D) - pca.variance[i] * pca.axes[i * D + j], 2);
        assert_close(sqrt(off) / pca.variance[0], 0, 2e-9);
    }
    pca_free(&pca);
    free(points);
}

/* The entry of largest size is positive, wherever it stands: here in the first place, and there in the last. */
static void the_largest_entry_of_an_axis_is_positive(void **state)
{
    (void)state;
    for (int sign = -1; sign <= 1; sign += 2) {
        const double points[] = {-5.0 * sign, 1, 1,           /**/ 5.0 * sign, -1, -1,
                                 /**/ 1,      1, -2.0 * sign, /**/ -1,         -1, 2.0 * sign};
        Pca pca, again;
        assert_ok(pca_fit(4, 3, points, NULL, &pca));
        assert_true(pca.axes[0] > 0.9);
        assert_true(pca.axes[3 + 2] > 0.7);
        for (int turned = 0; turned < 2; turned++) {
            assert_ok(pca_fit(4, 3, points, &pca, &again));
            for (size_t k = 0; k < PCA_AXES * 3; k++)
                assert_close(again.axes[k], pca.axes[k], 1e-12);
            pca_free(&again);
            for (size_t k = 0; k < PCA_AXES * 3; k++)
                pca.axes[k] = -pca.axes[k];
        }
        pca_free(&pca);
        assert_memory_equal(&pca, &(Pca){0}, sizeof pca);
    }
}

static void the_share_seen_of_the_same_points_is_what_the_fit_says(void **state)
{
    (void)state;
    double *points = random_points(50, 10, 0.8, 3), *others = random_points(50, 10, 1, 4);
    Pca pca, best;
    assert_ok(pca_fit(50, 10, points, NULL, &pca));
    assert_ok(pca_fit(50, 10, others, NULL, &best));
    assert_close(pca_share(&pca, 50, points), (pca.variance[0] + pca.variance[1]) / pca.total, 1e-12);
    /* No view shows more of the others than their own. */
    assert_true(pca_share(&pca, 50, others) < pca_share(&best, 50, others));
    assert_true(pca_share(&pca, 50, others) > 0);
    for (size_t i = 0; i < 50 * 10; i++)
        points[i] *= 1e-3; /* as much of them is seen, from far away */
    assert_close(pca_share(&pca, 50, points), (pca.variance[0] + pca.variance[1]) / pca.total, 1e-7);
    memset(points, 0, 50 * 10 * sizeof *points);
    assert_close(pca_share(&pca, 50, points), 0, 0);
    pca_free(&pca);
    pca_free(&best);
    free(points);
    free(others);
}

static void points_on_a_line_or_a_spot_have_an_axis_of_no_variance(void **state)
{
    (void)state;
    double points[20 * 30];
    Pca pca;
    for (size_t i = 0; i < 20; i++)
        for (size_t j = 0; j < 30; j++)
            points[i * 30 + j] = (double)i * (j == 4 ? 2 : 1);
    assert_ok(pca_fit(20, 30, points, NULL, &pca));
    assert_orthonormal(&pca);
    assert_close(pca.variance[0], pca.total, 1e-12);
    assert_close(pca.variance[1] / pca.total, 0, 1e-12);
    pca_free(&pca);
    for (size_t i = 0; i < 20 * 30; i++)
        points[i] = 0.25;
    assert_ok(pca_fit(20, 30, points, NULL, &pca));
    assert_orthonormal(&pca);
    assert_close(pca.variance[0], 0, 1e-25);
    assert_close(pca_share(&pca, 20, points), 0, 0);
    pca_free(&pca);
    assert_ok(pca_fit(1, 30, points, NULL, &pca));
    assert_orthonormal(&pca);
    pca_free(&pca);
}

static void axes_point_as_they_did_before(void **state)
{
    (void)state;
    double *points = random_points(40, 6, 0.7, 9);
    Pca first, again;
    assert_ok(pca_fit(40, 6, points, NULL, &first));
    for (size_t k = 0; k < PCA_AXES; k++) {
        double largest = 0;
        for (size_t j = 0; j < 6; j++)
            largest = fabs(first.axes[k * 6 + j]) > fabs(largest) ? first.axes[k * 6 + j] : largest;
        assert_true(largest > 0);
    }
    for (size_t j = 0; j < 2 * 6; j++)
        first.axes[j] = -first.axes[j];
    for (size_t i = 0; i < 40 * 6; i++)
        points[i] *= 1 + 0.01 * (double)(i % 3);
    assert_ok(pca_fit(40, 6, points, &first, &again));
    assert_true(dot(6, first.axes, again.axes) > 0.9);
    assert_true(dot(6, first.axes + 6, again.axes + 6) > 0.9);
    pca_free(&first);
    pca_free(&again);
    free(points);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_axes_of_a_cross_are_known),
        cmocka_unit_test(variances_are_those_of_a_complete_decomposition),
        cmocka_unit_test(the_second_axis_is_as_good_as_the_first),
        cmocka_unit_test(the_largest_entry_of_an_axis_is_positive),
        cmocka_unit_test(the_share_seen_of_the_same_points_is_what_the_fit_says),
        cmocka_unit_test(points_on_a_line_or_a_spot_have_an_axis_of_no_variance),
        cmocka_unit_test(axes_point_as_they_did_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
