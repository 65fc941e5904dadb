/* A training step asks for no memory: malloc and its like are counted. With glibc only; not under a sanitizer, which has
 * its own malloc; not with LLVM's OpenMP, which asks for some of its own at every parallel stretch. */
#include "support/test.h"

#include <stdlib.h>

#include "train/trainer.h"

#if defined __has_feature
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED
#endif
#endif
#if defined __SANITIZE_ADDRESS__
#define SANITIZED
#endif

#if defined __GLIBC__ && !defined SANITIZED && !(defined __clang__ && defined _OPENMP)

static _Atomic long allocations;

/* glibc lets a program put its own functions in the place of these, and keeps the real ones under these names. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

void *malloc(size_t size)
{
    allocations++;
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    allocations++;
    return __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    allocations++;
    return __libc_realloc(old, size);
}

static void a_training_step_asks_for_no_memory(void **state)
{
    (void)state;
    Dataset dataset;
    Split split;
    assert_ok(dataset_synthesize(4, 4, 3, 2, NULL, &dataset));
    assert_ok(split_users(4, 1, 0, 1, &split));
    for (size_t l = 0; net_loss_name(l); l++) {
        TrainerOptions options = trainer_default_options();
        options.net.loss = net_loss_name(l);
        options.augment = true;
        options.batch = 8;
        Trainer *trainer;
        StepRecord record;
        assert_ok(trainer_create(&options, &dataset, &split, &trainer));
        assert_ok(trainer_step(trainer, &record)); /* the first one starts the threads */
        long before = allocations;
        assert_true(before > 0);
        for (int i = 0; i < 5; i++)
            assert_true(trainer_step(trainer, &record).ok);
        assert_int_equal(allocations - before, 0);
        trainer_destroy(trainer);
    }
    split_free(&split);
    dataset_free(&dataset);
}

#else

static void a_training_step_asks_for_no_memory(void **state)
{
    (void)state;
    print_message("SKIPPED: allocations are counted with glibc's malloc and gcc's OpenMP alone\n");
    skip();
}

#endif

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_training_step_asks_for_no_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
