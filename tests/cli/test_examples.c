#define _POSIX_C_SOURCE 200809L
#include "cli/examples.h"

#include <string.h>

#include "support/own_folder.h"
#include "support/test.h"
#include "train/checkpoint.h"
#include "train/pairs.h"

/* Or the numbers of the call before would still lie there. */
static void spoil_the_stack(void)
{
    volatile unsigned char stack[1 << 20];
    for (size_t i = 0; i < sizeof stack; i++)
        stack[i] = 0xa5;
}

static void examples_of_a_number_are_the_same_and_of_its_kind(void **state)
{
    (void)state;
    DataOptions data = data_defaults();
    data.source.users = 5;
    data.source.genuine = 4;
    data.source.forged = 3;
    RecipeOptions recipe = recipe_defaults();
    recipe.training.net.encoder = "average:50 flatten dense:2";
    for (int triplets = 0; triplets < 2; triplets++) {
        recipe.training.net.loss = triplets ? "triplet" : "target";
        Examples examples;
        assert_ok(examples_open(NULL, &recipe, &data, &examples));
        assert_int_equal(examples.model.net.branches, triplets ? 3 : 2);
        size_t of_kind[2][PAIRS_KINDS] = {0}, of_user[5] = {0}; /* of even and of odd ones */
        for (size_t i = 0; i < 40; i++) {
            Pair pair = {{0}, 0, 0}, again = {{0}, 0, 0};
            spoil_the_stack();
            assert_ok(examples_pair(&examples, i, &pair));
            assert_ok(examples_pair(&examples, i, &again));
            assert_memory_equal(pair.items, again.items, (triplets ? 3 : 2) * sizeof pair.items[0]);
            assert_int_equal(pair.label, !triplets && i % 2 ? LABEL_FORGED : LABEL_GENUINE);
            of_kind[i % 2][pair.kind]++;
            of_user[examples.dataset.items[pair.items[0]].user]++;
        }
        for (size_t u = 0; u < 5; u++)
            assert_true(of_user[u] > 0);
        if (triplets) /* the kind of the negative */
            for (size_t odd = 0; odd < 2; odd++)
                assert_true(of_kind[odd][PAIRS_FORGERY] > of_kind[odd][PAIRS_OTHER_WRITER] &&
                            of_kind[odd][PAIRS_OTHER_WRITER] > 0);
        else
            assert_true(of_kind[0][PAIRS_GENUINE] == 20 && of_kind[1][PAIRS_FORGERY] == 20);
        examples_close(&examples);
    }
}

/* A pair of the seed of the data, whatever the seed of the net. */
static void examples_are_those_of_the_seed_of_their_data(void **state)
{
    (void)state;
    DataOptions data = data_defaults();
    data.source.users = 5;
    RecipeOptions recipe = recipe_defaults();
    recipe.training.net.encoder = "average:50 flatten dense:2";
    Examples examples;
    assert_ok(examples_open(NULL, &recipe, &data, &examples));
    PairsSource source;
    assert_ok(
        pairs_source_create(&examples.dataset, 5, (size_t[]){0, 1, 2, 3, 4}, (PairsMix){{1, 0, 0}}, &source));
    Random random = random_stream(data.source.seed, 6);
    const Pair expected = pairs_draw(&source, &random);
    pairs_source_free(&source);
    Pair pair;
    assert_ok(examples_pair(&examples, 6, &pair));
    assert_memory_equal(pair.items, expected.items, 2 * sizeof pair.items[0]);
    examples_close(&examples);
}

static void a_saved_model_is_shown_as_it_was_saved(void **state)
{
    (void)state;
    DataOptions data = data_defaults();
    data.source.users = 5;
    RecipeOptions recipe = recipe_defaults(), other = recipe;
    recipe.training.net.encoder = "average:50 flatten dense:2";
    recipe.training.seed = 77;
    Examples fresh, saved;
    assert_ok(examples_open(NULL, &recipe, &data, &fresh));
    const char *path = own_folder_file("model");
    assert_ok(checkpoint_save(path, fresh.trainer, &data.source));
    assert_ok(examples_open(path, &other, &data, &saved));
    const Net *net = &saved.model.net;
    assert_string_equal(net->encoder, "average:50 flatten dense:2");
    assert_memory_equal(saved.model.params, fresh.model.params, net->parameter_count * sizeof(real));
    assert_int_equal(saved.dataset.user_count, 5);
    assert_null(saved.trainer);
    examples_close(&saved);
    examples_close(&fresh);
    assert_trouble(examples_open(own_folder_file("nothing"), &other, &data, &saved), "cannot be opened");
    examples_close(&saved);
}

static void examples_that_cannot_be_had_are_trouble(void **state)
{
    (void)state;
    DataOptions data = data_defaults();
    data.source.users = 5;
    data.source.forged = 0;
    RecipeOptions recipe = recipe_defaults();
    recipe.training.net.encoder = "average:50 flatten dense:2";
    recipe.training.mix = (PairsMix){{1, 0, 1}};
    Examples examples;
    Pair pair;
    assert_ok(examples_open(NULL, &recipe, &data, &examples));
    assert_ok(examples_pair(&examples, 0, &pair));
    assert_false(examples_pair(&examples, 1, &pair).ok); /* a forgery */
    examples_close(&examples);
    recipe.optimizer = "cow";
    assert_trouble(examples_open(NULL, &recipe, &data, &examples), "cow");
    examples_close(&examples);
    data.data = "";
    assert_trouble(examples_open(NULL, &recipe, &data, &examples), "--data");
    examples_close(&examples);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples_of_a_number_are_the_same_and_of_its_kind),
        cmocka_unit_test(examples_are_those_of_the_seed_of_their_data),
        cmocka_unit_test(a_saved_model_is_shown_as_it_was_saved),
        cmocka_unit_test(examples_that_cannot_be_had_are_trouble),
    };
    return cmocka_run_group_tests_name("examples", tests, own_folder_make, own_folder_remove);
}
