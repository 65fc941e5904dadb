#include "train/model.h"

#include <string.h>

#include "support/test.h"
#include "train/dataset.h"

static Dataset dataset;

static int make_data(void **state)
{
    (void)state;
    return dataset_synthesize(1, 1, 0, 3, NULL, &dataset).ok ? 0 : -1;
}

static int free_data(void **state)
{
    (void)state;
    dataset_free(&dataset);
    return 0;
}

static Model made(const char *features)
{
    Model model;
    FeatureSet set;
    NetOptions options = net_default_options();
    options.encoder = "flatten dense:2";
    assert_ok(features_parse(features, &set));
    assert_ok(model_create(&options, &set, &model));
    return model;
}

static void a_model_is_made_with_nothing_in_it(void **state)
{
    (void)state;
    Model model = made("x,y");
    assert_int_equal(model.net.input.channels, 2);
    assert_int_equal(model.net.input.time, FEATURES_TIME);
    for (size_t i = 0; i < FEATURES_COUNT; i++)
        assert_close(model.scale.divisor[i], 1, 0);
    for (size_t i = 0; i < model.net.parameter_count; i++)
        assert_close(real_to_double(model.params[i]), 0, 0);
    for (size_t i = 0; i < model.net.embedding; i++)
        assert_close(model.verification.pooled[i], 0, 0);
    assert_close(model.threshold, 0, 0);
    assert_false(model.verification.calibrated);
    model_free(&model);
    assert_null(model.params);
    assert_null(model.verification.pooled);
    model_free(&model);
}

static void what_the_net_sees_is_scaled(void **state)
{
    (void)state;
    Model model = made("x,speed");
    const Signature *signature = &dataset.items[0].signature;
    double features[2 * FEATURES_TIME];
    real x[2 * FEATURES_TIME + 1];
    x[2 * FEATURES_TIME] = 7;
    model.scale.divisor[FEATURES_X] = 4;
    model.scale.divisor[FEATURES_SPEED] = 1e-6;
    assert_ok(features_compute(signature, &model.features, features));
    assert_ok(model_see(&model, signature, x));
    for (size_t i = 0; i < 2 * FEATURES_TIME; i++) {
        const double scaled = features[i] / (i < FEATURES_TIME ? 4 : 1e-6);
        assert_close(real_to_double(x[i]), fmax(-FEATURES_CLIP, fmin(FEATURES_CLIP, scaled)),
                     4 * fmax((double)REAL_EPSILON, 2e-16));
    }
    assert_close(real_to_double(x[2 * FEATURES_TIME]), 7, 0);
    model_free(&model);
}

static void a_signature_without_features_is_trouble(void **state)
{
    (void)state;
    Model model = made("x,pressure");
    Signature bare = dataset.items[0].signature;
    bare.has_pressure = false;
    real x[2 * FEATURES_TIME];
    assert_trouble(model_see(&model, &bare, x), "with pressure");
    model_free(&model);
}

static void scores_have_names(void **state)
{
    (void)state;
    assert_string_equal(model_score_name(MODEL_MEAN), "mean");
    assert_string_equal(model_score_name(MODEL_MAX), "max");
    assert_string_equal(model_score_name(MODEL_NORMAL), "normal");
    assert_string_equal(model_score_name(MODEL_SHRUNK), "shrunk");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_model_is_made_with_nothing_in_it),
        cmocka_unit_test(what_the_net_sees_is_scaled),
        cmocka_unit_test(a_signature_without_features_is_trouble),
        cmocka_unit_test(scores_have_names),
    };
    return cmocka_run_group_tests(tests, make_data, free_data);
}
