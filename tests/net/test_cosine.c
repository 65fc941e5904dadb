#include "net/cosine.h"

#include <string.h>

#include "base/random.h"
#include "support/test.h"

#define EPSILON ((double)REAL_EPSILON)

/* a = (3, 0), b = (0, 2): c = 0; dc/da = b^/|a| = (0, 1/3); dc/db = a^/|b| = (1/2, 0). */
static void a_right_angle_by_hand(void **state)
{
    (void)state;
    const real a[] = {3, 0}, b[] = {0, 2};
    real da[] = {0, 0}, db[] = {0, 0};
    Cosine cosine = cosine_forward(2, a, b);
    assert_true(cosine.defined);
    assert_close(real_to_double(cosine.c), 0, 0);
    assert_close(real_to_double(cosine.norm_a), 3, EPSILON);
    assert_close(real_to_double(cosine.norm_b), 2, EPSILON);
    cosine_backward(2, a, b, cosine, 6, da, db);
    assert_close(real_to_double(da[0]), 0, 0);
    assert_close(real_to_double(da[1]), 2, 4 * EPSILON);
    assert_close(real_to_double(db[0]), 3, 4 * EPSILON);
    assert_close(real_to_double(db[1]), 0, 0);
}

/* a = (1, 0), b = (1, 1): theta = 45 degrees; dc/da = (b^ - c a^) = (0, 1/sqrt 2); dc/db = (a^ - c b^)/sqrt 2 = (1, -1) / (2
 * sqrt 2). */
static void forty_five_degrees_by_hand(void **state)
{
    (void)state;
    const real a[] = {1, 0}, b[] = {1, 1};
    real da[] = {0, 0}, db[] = {0, 0};
    Cosine cosine = cosine_forward(2, a, b);
    assert_close(real_to_double(cosine.c), sqrt(0.5), 2 * EPSILON);
    cosine_backward(2, a, b, cosine, 1, da, db);
    assert_close(real_to_double(da[0]), 0, EPSILON);
    assert_close(real_to_double(da[1]), sqrt(0.5), 4 * EPSILON);
    assert_close(real_to_double(db[0]), sqrt(0.125), 4 * EPSILON);
    assert_close(real_to_double(db[1]), -sqrt(0.125), 4 * EPSILON);
}

static void the_gradient_is_orthogonal_and_of_length_sine_over_norm(void **state)
{
    (void)state;
    enum { N = 12 };
    Random random = random_seeded(1);
    for (int trial = 0; trial < 50; trial++) {
        real a[N], b[N], da[N] = {0}, db[N] = {0};
        for (int i = 0; i < N; i++) {
            a[i] = (real)random_normal(&random);
            b[i] = (real)(3 * random_normal(&random));
        }
        Cosine cosine = cosine_forward(N, a, b);
        cosine_backward(N, a, b, cosine, 1, da, db);
        double along_a = 0, along_b = 0, c = real_to_double(cosine.c);
        for (int i = 0; i < N; i++) {
            along_a += real_to_double(a[i] * da[i]);
            along_b += real_to_double(b[i] * db[i]);
        }
        assert_close(along_a, 0, 20 * EPSILON);
        assert_close(along_b, 0, 20 * EPSILON);
        assert_close(real_to_double(cosine_norm(N, da)), sqrt(1 - c * c) / real_to_double(cosine.norm_a),
                     40 * EPSILON);
        assert_close(real_to_double(cosine_norm(N, db)), sqrt(1 - c * c) / real_to_double(cosine.norm_b),
                     40 * EPSILON);
    }
}

static void lengthening_an_embedding_does_not_turn_it(void **state)
{
    (void)state;
    const real a[] = {1, 2, 3}, b[] = {-1, 4, 2}, longer[] = {8, 16, 24};
    assert_close(real_to_double(cosine_forward(3, longer, b).c), real_to_double(cosine_forward(3, a, b).c),
                 4 * EPSILON);
}

static void a_zero_embedding_has_no_direction(void **state)
{
    (void)state;
    const real zero[] = {0, 0}, b[] = {1, 2};
    const real tiny[] = {(real)(COSINE_SHORTEST / 4), 0};
    real da[] = {7, 7}, db[] = {7, 7};
    const real *shorts[] = {zero, tiny};
    for (int i = 0; i < 2; i++) {
        Cosine cosine = cosine_forward(2, shorts[i], b);
        assert_false(cosine.defined);
        assert_true(cosine.c == 0);
        cosine_backward(2, shorts[i], b, cosine, 1, da, db);
        cosine = cosine_forward(2, b, shorts[i]);
        assert_false(cosine.defined);
        cosine_backward(2, b, shorts[i], cosine, 1, da, db);
        assert_close(cosine_angle(2, shorts[i], b), acos(0.0), 0);
    }
    assert_true(da[0] == 7 && da[1] == 7 && db[0] == 7 && db[1] == 7);
}

static void nan_is_passed_on_not_hidden(void **state)
{
    (void)state;
    const real a[] = {(real)NAN, 1}, b[] = {1, 2};
    Cosine cosine = cosine_forward(2, a, b);
    assert_true(cosine.defined);
    assert_true(isnan(real_to_double(cosine.c)));
    assert_true(isnan(cosine_angle(2, a, b)));
}

/* cos(u, u) is beyond 1 by rounding for many u: neither the angle nor the gradient may mind. */
static void a_cosine_beyond_1_by_rounding_does_no_harm(void **state)
{
    (void)state;
    Random random = random_seeded(2);
    int beyond = 0;
    for (int trial = 0; trial < 10000; trial++) {
        real u[4], du[4] = {0}, dv[4] = {0};
        for (int i = 0; i < 4; i++)
            u[i] = (real)random_normal(&random);
        Cosine cosine = cosine_forward(4, u, u);
        beyond += real_part(cosine.c) > 1;
        cosine_backward(4, u, u, cosine, 1, du, dv);
        for (int i = 0; i < 4; i++)
            assert_close(real_to_double(du[i]), 0, 8 * EPSILON / fmin(1, real_to_double(cosine.norm_a)));
        assert_close(cosine_angle(4, u, u), 0, 0);
    }
    assert_true(beyond > 0);
}

static void angles_are_exact_near_0_and_180_where_acos_is_not(void **state)
{
    (void)state;
    const double small = 64 * EPSILON; /* 1.4e-14 in double: acos(c) would read 0 */
    const real a[] = {1, 0}, near[] = {1, (real)small}, opposite[] = {-1, (real)small};
    assert_close_relative(cosine_angle(2, a, near), small, 1e-6);
    assert_true(real_part(cosine_forward(2, a, near).c) >= 1);
    assert_close_relative(acos(-1.0) - cosine_angle(2, a, opposite), small, 0.02);
    for (int degrees = 1; degrees < 180; degrees++) {
        double theta = degrees * acos(-1.0) / 180;
        const real b[] = {(real)(5 * cos(theta)), (real)(5 * sin(theta))};
        assert_close(cosine_angle(2, a, b), theta, 4 * EPSILON);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_right_angle_by_hand),
        cmocka_unit_test(forty_five_degrees_by_hand),
        cmocka_unit_test(the_gradient_is_orthogonal_and_of_length_sine_over_norm),
        cmocka_unit_test(lengthening_an_embedding_does_not_turn_it),
        cmocka_unit_test(a_zero_embedding_has_no_direction),
        cmocka_unit_test(nan_is_passed_on_not_hidden),
        cmocka_unit_test(a_cosine_beyond_1_by_rounding_does_no_harm),
        cmocka_unit_test(angles_are_exact_near_0_and_180_where_acos_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
