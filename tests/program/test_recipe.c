/* The options of a recipe and of its data: which value each sets, and how far it may go. */
#define _POSIX_C_SOURCE 200809L
#include "program/data.h"
#include "program/recipe.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

enum { ALL = RECIPE_NET_OPTIONS + RECIPE_TRAINING_OPTIONS + DATA_OPTIONS };

static RecipeOptions recipe;
static DataOptions data;
static Option options[ALL];

static int list_all(void **state)
{
    (void)state;
    recipe = recipe_defaults();
    data = data_defaults();
    recipe_list_net(&recipe, options);
    recipe_list_training(&recipe, options + RECIPE_NET_OPTIONS);
    data_list(&data, options + RECIPE_NET_OPTIONS + RECIPE_TRAINING_OPTIONS);
    return 0;
}

static const Option *find(const char *name)
{
    for (size_t i = 0; i < ALL; i++)
        if (strcmp(options[i].name, name) == 0)
            return &options[i];
    print_error("there is no --%s\n", name);
    fail();
    return NULL;
}

static void a_number_of_things_has_the_limits_that_what_they_are_for_has(void **state)
{
    (void)state;
    const struct {
        const char *name;
        const size_t *target;
        size_t least, most;
    } counts[] = {
        {"epochs", &recipe.training.epochs, 1, TRAINER_EPOCHS_MAX},
        {"pairs", &recipe.training.pairs_per_epoch, 1, TRAINER_PAIRS_MAX},
        {"batch", &recipe.training.batch, 1, TRAINER_BATCH_MAX},
        {"users", &data.source.users, 1, DATASET_USERS_MAX},
        {"genuine", &data.source.genuine, 1, DATASET_GENUINE_MAX},
        {"forged", &data.source.forged, 0, DATASET_FORGED_MAX},
    };
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        const Option *option = find(counts[i].name);
        const size_t tried[] = {counts[i].least, counts[i].most, counts[i].most + 1, counts[i].least - 1};
        for (size_t k = 0; k < 4; k++) {
            char text[40];
            snprintf(text, sizeof text, "%lld", (long long)tried[k]);
            const Status status = options_read(option, text);
            assert_int_equal(status.ok, k < 2);
            assert_true(k >= 2 || *counts[i].target == tried[k]);
        }
    }
}

static void a_number_has_the_limits_between_which_it_means_something(void **state)
{
    (void)state;
    const struct {
        const char *name;
        const double *target;
        const char *least, *most, *too_small, *too_large;
    } numbers[] = {
        {"target", &recipe.training.net.forged_target, "-1", "1", "-1.01", "1.01"},
        {"margin", &recipe.training.net.margin, "-1e300", "1e300", "-inf", "inf"},
        {"rate", &recipe.rate, "1e-12", "1e6", "9e-13", "1.01e6"},
        {"rate-end", &recipe.rate_end, "0", "1", "-0.01", "1.01"},
        {"momentum", &recipe.momentum, "0", "0.9999", "-0.01", "0.99991"},
        {"weight-decay", &recipe.weight_decay, "0", "1", "-0.01", "1.01"},
        {"slowness", &data.source.slowness, "0.5", "5", "0.49", "5.01"},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        const Option *option = find(numbers[i].name);
        assert_ok(options_read(option, numbers[i].least));
        assert_true(*numbers[i].target == strtod(numbers[i].least, NULL));
        assert_ok(options_read(option, numbers[i].most));
        assert_true(*numbers[i].target == strtod(numbers[i].most, NULL));
        assert_false(options_read(option, numbers[i].too_small).ok);
        assert_false(options_read(option, numbers[i].too_large).ok);
    }
}

static void texts_flags_and_seeds_are_set(void **state)
{
    (void)state;
    const struct {
        const char *name;
        const char *const *target;
    } texts[] = {{"net", &recipe.training.net.encoder},
                 {"loss", &recipe.training.net.loss},
                 {"features", &recipe.features},
                 {"optimizer", &recipe.optimizer},
                 {"data", &data.data}};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_ok(options_read(find(texts[i].name), "something"));
        assert_string_equal(*texts[i].target, "something");
    }
    assert_ok(options_read(find("absolute-time"), "yes"));
    assert_true(recipe.absolute_time);
    assert_trouble(options_read(find("absolute-time"), "maybe"), "expected yes or no");
    static const char largest[] = "18446744073709551615";
    assert_ok(options_read(find("seed"), largest));
    assert_ok(options_read(find("data-seed"), largest));
    assert_true(recipe.training.seed == UINT64_MAX && data.source.seed == UINT64_MAX);
}

/* Or the default would be refused where somebody writes it out. */
static void what_nobody_says_is_within_the_limits_too(void **state)
{
    (void)state;
    for (size_t i = 0; i < ALL; i++) {
        char text[OPTIONS_VALUE_SIZE];
        options_write(&options[i], text);
        assert_ok(options_read(&options[i], text));
    }
}

static void the_defaults_are_those_of_the_trainer(void **state)
{
    (void)state;
    const TrainerOptions expected = trainer_default_options();
    assert_ok(recipe_finish(&recipe));
    const TrainerOptions *t = &recipe.training;
    assert_true(t->optimizer.kind == expected.optimizer.kind && t->optimizer.rate == expected.optimizer.rate);
    assert_true(t->optimizer.last_fraction == expected.optimizer.last_fraction);
    assert_true(t->optimizer.momentum == expected.optimizer.momentum);
    assert_true(t->optimizer.weight_decay == expected.optimizer.weight_decay);
    assert_int_equal(t->features.count, expected.features.count);
    for (size_t i = 0; i < expected.features.count; i++)
        assert_int_equal(t->features.list[i], expected.features.list[i]);
    assert_int_equal(t->epochs, expected.epochs);
    Source source;
    const Source invented = source_defaults();
    assert_ok(data_source(&data, &source));
    assert_string_equal(source.folder, "");
    assert_int_equal(source.users, invented.users);
}

static void the_words_of_a_recipe_become_its_numbers(void **state)
{
    (void)state;
    recipe.features = "x,speed";
    recipe.optimizer = "adam";
    recipe.absolute_time = true;
    recipe.rate = 0.25;
    recipe.rate_end = 0.5;
    recipe.momentum = 0.75;
    recipe.weight_decay = 0.125;
    assert_ok(recipe_finish(&recipe));
    const TrainerOptions *t = &recipe.training;
    assert_int_equal(t->features.count, 2);
    assert_int_equal(t->features.list[1], FEATURES_SPEED);
    assert_true(t->features.absolute_time);
    const OptimizerOptions *o = &t->optimizer;
    assert_int_equal(o->kind, OPTIMIZER_ADAM);
    assert_true(o->rate == 0.25 && o->last_fraction == 0.5 && o->momentum == 0.75 &&
                o->weight_decay == 0.125);
    recipe.optimizer = "cow";
    assert_trouble(recipe_finish(&recipe), "cow");
    recipe.optimizer = "sgd";
    recipe.features = "horse";
    assert_trouble(recipe_finish(&recipe), "horse");
}

static void a_folder_is_kept_as_long_as_its_name_fits(void **state)
{
    (void)state;
    char name[SOURCE_FOLDER_SIZE + 1];
    memset(name, 'f', sizeof name);
    name[SOURCE_FOLDER_SIZE - 1] = 0;
    data.data = name;
    data.source.users = 3;
    Source source;
    assert_ok(data_source(&data, &source));
    assert_string_equal(source.folder, name);
    assert_int_equal(source.users, 3);
    name[SOURCE_FOLDER_SIZE - 1] = 'f';
    name[SOURCE_FOLDER_SIZE] = 0;
    assert_trouble(data_source(&data, &source), "--data: not a usable name of a folder");
    data.data = "";
    assert_trouble(data_source(&data, &source), "--data: not a usable name of a folder");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_number_of_things_has_the_limits_that_what_they_are_for_has, list_all),
        cmocka_unit_test_setup(a_number_has_the_limits_between_which_it_means_something, list_all),
        cmocka_unit_test_setup(texts_flags_and_seeds_are_set, list_all),
        cmocka_unit_test_setup(what_nobody_says_is_within_the_limits_too, list_all),
        cmocka_unit_test_setup(the_defaults_are_those_of_the_trainer, list_all),
        cmocka_unit_test_setup(the_words_of_a_recipe_become_its_numbers, list_all),
        cmocka_unit_test_setup(a_folder_is_kept_as_long_as_its_name_fits, list_all),
    };
    return cmocka_run_group_tests_name("recipe", tests, NULL, NULL);
}
