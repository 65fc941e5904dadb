/* One closed-form case by hand for each loss, and their edges. Their derivatives are measured in test_step.c. */
#include "net/losses.h"

#include "net/cosine.h"
#include "net/distance.h"
#include "support/test.h"

#define EPSILON  ((double)REAL_EPSILON)
#define value(x) real_to_double(x)

static void sum_by_hand(void **state)
{
    (void)state;
    assert_close(value(losses_sum_forward(LABEL_GENUINE, REAL_C(0.5))), -0.5, 0);
    assert_close(value(losses_sum_forward(LABEL_FORGED, REAL_C(0.5))), 0.5, 0);
    assert_close(value(losses_sum_backward(LABEL_GENUINE)), -1, 0);
    assert_close(value(losses_sum_backward(LABEL_FORGED)), 1, 0);
}

static void target_by_hand(void **state)
{
    (void)state;
    assert_close(value(losses_target_forward(LABEL_GENUINE, REAL_C(-0.9), REAL_C(0.5))), 0.125, EPSILON);
    assert_close(value(losses_target_forward(LABEL_FORGED, REAL_C(-0.9), REAL_C(0.5))), 0.98, 2 * EPSILON);
    assert_close(value(losses_target_backward(LABEL_GENUINE, REAL_C(-0.9), REAL_C(0.5))), -0.5, EPSILON);
    assert_close(value(losses_target_backward(LABEL_FORGED, REAL_C(-0.9), REAL_C(0.5))), 1.4, EPSILON);
}

/* |a| |dL/da| = |dL/dc| sin(theta): the table of where the losses die, in closed form. */
static void the_pull_by_angle_is_that_of_the_closed_forms(void **state)
{
    (void)state;
    const struct {
        double degrees, plain, to_plus_1, to_minus_1, to_minus_09;
    } table[] = {
        {0.1, 1.7e-3, 2.7e-9, 3.5e-3, 3.3e-3}, {1, 1.7e-2, 2.7e-6, 3.5e-2, 3.3e-2},
        {10, 0.174, 2.6e-3, 0.345, 0.327},     {90, 1, 1, 1, 0.9},
        {154.158, 0.436, 0.828, 4.4e-2, 0},    {170, 0.174, 0.345, 2.6e-3, 1.5e-2},
        {179, 1.7e-2, 3.5e-2, 2.7e-6, 1.7e-3},
    };
#if defined REAL_FLOAT
    const double room = 2e-6;
#else
    const double room = 0;
#endif
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        double theta = table[i].degrees * acos(-1.0) / 180;
        real a[] = {2, 0}, b[] = {(real)cos(theta), (real)sin(theta)};
        Cosine cosine = cosine_forward(2, a, b);
        const struct {
            real dc;
            double expected;
        } losses[] = {
            {losses_sum_backward(LABEL_FORGED), table[i].plain},
            {losses_target_backward(LABEL_GENUINE, 0, cosine.c), table[i].to_plus_1},
            {losses_target_backward(LABEL_FORGED, -1, cosine.c), table[i].to_minus_1},
            {losses_target_backward(LABEL_FORGED, REAL_C(-0.9), cosine.c), table[i].to_minus_09},
        };
        for (int k = 0; k < 4; k++) {
            real da[2] = {0}, db[2] = {0};
            cosine_backward(2, a, b, cosine, losses[k].dc, da, db);
            double pull = value(cosine.norm_a) * fabs(value(da[1]));
            assert_true(fabs(pull - losses[k].expected) <=
                        room + 0.05 * losses[k].expected + 1e-6 * (k == 3));
        }
    }
}

static void margin_by_hand_and_at_its_kink(void **state)
{
    (void)state;
    real m = REAL_C(0.25);
    assert_close(value(losses_margin_forward(LABEL_GENUINE, m, REAL_C(0.75))), 0.25, 0);
    assert_close(value(losses_margin_forward(LABEL_FORGED, m, REAL_C(0.75))), 0.5, 0);
    assert_close(value(losses_margin_forward(LABEL_FORGED, m, m)), 0, 0);
    assert_close(value(losses_margin_backward(LABEL_FORGED, m, REAL_C(0.75))), 1, 0);
    assert_close(value(losses_margin_backward(LABEL_FORGED, m, m)), 0, 0);
    assert_close(value(losses_margin_backward(LABEL_FORGED, m, 0)), 0, 0);
    assert_close(value(losses_margin_backward(LABEL_GENUINE, m, 0)), -1, 0);
}

static void contrastive_by_hand(void **state)
{
    (void)state;
    assert_close(value(losses_contrastive_forward(LABEL_GENUINE, 2, 3)), 4.5, 0);
    assert_close(value(losses_contrastive_forward(LABEL_FORGED, 5, 3)), 2, 0);
    assert_close(value(losses_contrastive_forward(LABEL_FORGED, 2, 3)), 0, 0);
    assert_close(value(losses_contrastive_backward(LABEL_GENUINE, 2, 3)), 3, 0);
    assert_close(value(losses_contrastive_backward(LABEL_FORGED, 5, 3)), -2, 0);
    assert_close(value(losses_contrastive_backward(LABEL_FORGED, 2, 3)), 0, 0);
}

/* On unit vectors D^2 = 2 (1 - c), so the contrastive loss of a genuine pair is the margin loss of it. */
static void on_unit_vectors_half_the_squared_distance_is_1_minus_cosine(void **state)
{
    (void)state;
    const real a[] = {1, 0}, b[] = {REAL_C(0.6), REAL_C(0.8)};
    real D = distance_forward(2, a, b), c = cosine_forward(2, a, b).c;
    assert_close(value(losses_contrastive_forward(LABEL_GENUINE, 1, D)),
                 value(losses_margin_forward(LABEL_GENUINE, 0, c)), 4 * EPSILON);
}

static void a_forged_pair_of_identical_embeddings_gets_no_gradient_and_no_nan(void **state)
{
    (void)state;
    const real a[] = {1, 2};
    real da[2] = {0}, db[2] = {0};
    real D = distance_forward(2, a, a);
    distance_backward(2, a, a, D, losses_contrastive_backward(LABEL_FORGED, 1, D), da, db);
    assert_true(D == 0 && da[0] == 0 && da[1] == 0 && db[0] == 0 && db[1] == 0);
}

static void triplet_by_hand(void **state)
{
    (void)state;
    assert_close(value(losses_triplet_forward(REAL_C(0.5), REAL_C(0.25), REAL_C(0.75))), 1, 0);
    assert_true(losses_triplet_is_active(REAL_C(0.5), REAL_C(0.25), REAL_C(0.75)));
    assert_close(value(losses_triplet_forward(REAL_C(0.5), REAL_C(0.75), REAL_C(0.25))), 0, 0);
    assert_false(losses_triplet_is_active(REAL_C(0.5), REAL_C(0.75), REAL_C(0.25)));
}

static void logistic_by_hand_and_without_overflow(void **state)
{
    (void)state;
    assert_close(value(losses_logistic_forward(LABEL_GENUINE, 0)), log(2), 2 * EPSILON);
    assert_close(value(losses_logistic_backward(LABEL_GENUINE, 0)), -0.5, EPSILON);
    assert_close(value(losses_logistic_forward(LABEL_FORGED, (real)log(3))), log(4), 4 * EPSILON);
    assert_close(value(losses_logistic_backward(LABEL_FORGED, (real)log(3))), 0.75, 4 * EPSILON);
    const double huge = 5000;
    assert_close(value(losses_logistic_forward(LABEL_GENUINE, (real)-huge)), huge, 0);
    assert_close(value(losses_logistic_forward(LABEL_GENUINE, (real)huge)), 0, 0);
    assert_close(value(losses_logistic_backward(LABEL_GENUINE, (real)-huge)), -1, 0);
    assert_close(value(losses_logistic_backward(LABEL_GENUINE, (real)huge)), 0, 0);
}

/* One number each; a scale that is far from 1, so that cosines between -1 and 1 can be told apart. */
static void the_logistic_loss_has_a_scale_and_a_bias_of_its_own(void **state)
{
    (void)state;
    Step step = {.name = "loss", .kind = &losses_logistic_kind, .in = {1, 1}};
    assert_ok(losses_logistic_kind.build(&step));
    assert_int_equal(step.block_count, 2);
    const char *names[] = {"loss.scale", "loss.bias"};
    const double starts[] = {LOSSES_LOGISTIC_SCALE, 0};
    for (size_t i = 0; i < 2; i++) {
        const StepBlock *block = &step.blocks[i];
        assert_string_equal(block->name, names[i]);
        assert_true(block->rows == 1 && block->cols == 1 && block->fan_in == 1 && !block->is_weight);
        assert_close(value(block->start), starts[i], 0);
    }
}

static void nan_goes_through_every_loss(void **state)
{
    (void)state;
    real nan = (real)NAN;
    for (Label label = LABEL_FORGED; label <= LABEL_GENUINE; label++) {
        assert_true(isnan(value(losses_sum_forward(label, nan))));
        assert_true(isnan(value(losses_target_forward(label, 0, nan))));
        assert_true(isnan(value(losses_margin_forward(label, 0, nan))));
        assert_true(isnan(value(losses_contrastive_forward(label, 1, nan))));
        assert_true(isnan(value(losses_triplet_forward(1, nan, 0))));
        assert_true(isnan(value(losses_logistic_forward(label, nan))));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sum_by_hand),
        cmocka_unit_test(target_by_hand),
        cmocka_unit_test(the_pull_by_angle_is_that_of_the_closed_forms),
        cmocka_unit_test(margin_by_hand_and_at_its_kink),
        cmocka_unit_test(contrastive_by_hand),
        cmocka_unit_test(on_unit_vectors_half_the_squared_distance_is_1_minus_cosine),
        cmocka_unit_test(a_forged_pair_of_identical_embeddings_gets_no_gradient_and_no_nan),
        cmocka_unit_test(triplet_by_hand),
        cmocka_unit_test(logistic_by_hand_and_without_overflow),
        cmocka_unit_test(the_logistic_loss_has_a_scale_and_a_bias_of_its_own),
        cmocka_unit_test(nan_goes_through_every_loss),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
