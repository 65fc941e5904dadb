#include "live/keeps.h"

#include <stdlib.h>
#include <string.h>

#include "support/test.h"

static Dataset dataset;
static Split split;
static Trainer *trainer;

static int make_trainer(void **state)
{
    (void)state;
    TrainerOptions options = trainer_default_options();
    options.net.encoder = "conv:2x15/9 tanh flatten dense:3";
    options.batch = 2;
    return !(dataset_synthesize(5, 2, 2, 2, NULL, &dataset).ok && split_users(5, 1, 1, 1, &split).ok &&
             trainer_create(&options, &dataset, &split, &trainer).ok);
}

static int free_trainer(void **state)
{
    (void)state;
    trainer_destroy(trainer);
    dataset_free(&dataset);
    split_free(&split);
    return 0;
}

/* A state that tells its step: the first parameter. */
static void add(Keeps *keeps, uint64_t step)
{
    trainer_model(trainer)->params[0] = (real)(double)step;
    keeps_add(keeps, trainer, &(Keep){.step = step, .loss = (double)step / 2});
}

static void assert_holds_its_steps(const Keeps *keeps)
{
    for (size_t i = 0; i < keeps->count; i++) {
        assert_true(i == 0 || keeps->keeps[i - 1].step < keeps->keeps[i].step);
        assert_true(keeps->keeps[i].state[0] == (real)(double)keeps->keeps[i].step);
        assert_close(keeps->keeps[i].loss, (double)keeps->keeps[i].step / 2, 0);
    }
}

static Keeps make(size_t states)
{
    Keeps keeps;
    assert_ok(keeps_create(trainer, states * trainer_state_size(trainer) * sizeof(real), &keeps));
    return keeps;
}

static void states_are_dense_near_the_present_and_thin_far_behind_it(void **state)
{
    (void)state;
    Keeps keeps = make(40);
    for (uint64_t step = 0; step <= 5000; step++)
        add(&keeps, step);
    assert_int_equal(keeps.count, 40);
    assert_holds_its_steps(&keeps);
    assert_int_equal(keeps.keeps[0].step, 0);
    for (uint64_t ago = 1; ago <= 5000; ago++) {
        const Keep *keep = keeps_before(&keeps, 5000 - ago);
        assert_non_null(keep);
        /* To go back `ago` steps, at most a part of as many is to be taken again. */
        assert_true((double)(5000 - ago - keep->step) <= 2 + 0.8 * (double)ago);
    }
    keeps_free(&keeps);
}

static void steps_taken_again_are_kept_again_where_they_are_missing(void **state)
{
    (void)state;
    Keeps keeps = make(20);
    for (uint64_t step = 0; step <= 1000; step++)
        add(&keeps, step);
    for (uint64_t step = keeps_before(&keeps, 300)->step; step <= 300; step++)
        add(&keeps, step);
    assert_holds_its_steps(&keeps);
    assert_int_equal(keeps.count, 20);
    assert_int_equal(keeps_before(&keeps, 300)->step, 300);
    assert_int_equal(keeps_before(&keeps, 299)->step, 299);
    keeps_forget_after(&keeps, 299);
    assert_int_equal(keeps_before(&keeps, 2000)->step, 299);
    keeps_forget(&keeps);
    assert_null(keeps_before(&keeps, 2000));
    keeps_free(&keeps);
}

static void there_is_always_room_for_two(void **state)
{
    (void)state;
    Keeps keeps = make(0);
    for (uint64_t step = 0; step < 10; step++)
        add(&keeps, step);
    assert_int_equal(keeps.count, 2);
    assert_int_equal(keeps.keeps[0].step, 0);
    assert_int_equal(keeps.keeps[1].step, 9);
    keeps_free(&keeps);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(states_are_dense_near_the_present_and_thin_far_behind_it),
        cmocka_unit_test(steps_taken_again_are_kept_again_where_they_are_missing),
        cmocka_unit_test(there_is_always_room_for_two),
    };
    return cmocka_run_group_tests(tests, make_trainer, free_trainer);
}
