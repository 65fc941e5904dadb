#define _POSIX_C_SOURCE 200809L
/* Memory, counted at malloc and its like: a training step asks for none; and whichever request of the rest is refused, the
 * sentence says so and all that was taken is given back. With glibc only; not under a sanitizer, which has its own malloc; not with
 * LLVM's OpenMP, which asks for some of its own at every parallel stretch. */
#include "support/test.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#ifdef _OPENMP
#include <omp.h>
#endif

#include "support/own_folder.h"
#include "train/checkpoint.h"
#include "train/metrics.h"
#include "train/pca.h"
#include "train/safetensors.h"
#include "train/small_trainer.h"
#include "train/verifier.h"

#if defined __has_feature
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED
#endif
#endif
#if defined __SANITIZE_ADDRESS__
#define SANITIZED
#endif

#if defined __GLIBC__ && !defined SANITIZED && !(defined __clang__ && defined _OPENMP)

static _Atomic long requests;    /* of all since the program began, or since `counting` was set */
static long refused_at, refused; /* which one fails, 0: none; how many did */
static long held;                /* blocks that were taken and not given back since then */
static bool counting;

/* glibc lets a program put its own functions in the place of these, and keeps the real ones under these names. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void *memalign(size_t alignment, size_t size);
void __libc_free(void *memory);

static bool is_refused(void)
{
    requests++;
    if (!counting || requests != refused_at)
        return false;
    refused++;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    void *memory = is_refused() ? NULL : __libc_malloc(size);
    held += counting && memory;
    return memory;
}

void *calloc(size_t count, size_t size)
{
    void *memory = is_refused() ? NULL : __libc_calloc(count, size);
    held += counting && memory;
    return memory;
}

void *realloc(void *old, size_t size)
{
    void *memory = is_refused() ? NULL : __libc_realloc(old, size);
    held += counting && memory && !old;
    return memory;
}

void *aligned_alloc(size_t alignment, size_t size)
{
    void *memory = is_refused() ? NULL : __libc_memalign(alignment, size);
    held += counting && memory;
    return memory;
}

/* OpenMP's, which ends the program when it is refused. */
void *memalign(size_t alignment, size_t size)
{
    void *memory = __libc_memalign(alignment, size);
    held += counting && memory;
    return memory;
}

void free(void *memory)
{
    held -= counting && memory;
    __libc_free(memory);
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
        long before = requests;
        assert_true(before > 0);
        for (int i = 0; i < 5; i++)
            assert_true(trainer_step(trainer, &record).ok);
        assert_int_equal(requests - before, 0);
        trainer_destroy(trainer);
    }
    split_free(&split);
    dataset_free(&dataset);
}

/* ---- requests that are refused ---- */

/* What is asked of each: that it does its work, frees what it made, and leaves nothing made behind where it does not. */
typedef Status Work(void);

static Status not_left_behind(Status status, bool made)
{
    return !status.ok && made ? status_error("something was left behind") : status;
}

static long run_without(Work *work, long request, Status *status)
{
    requests = held = 0;
    refused_at = request;
    counting = true;
    *status = work();
    counting = false;
    return requests;
}

/* `written`: how many files the work writes; the C library can do without the memory of a buffer for each. */
static void assert_every_refusal_is_told(Work *work, const char *what, long written)
{
    Status status;
    run_without(work, 0, &status); /* the first time something may be kept for good */
    const long n = run_without(work, 0, &status);
    assert_ok(status);
    assert_true(n > 0);
    for (long request = 1; request <= n; request++) {
        refused = 0;
        run_without(work, request, &status);
        const bool told = !status.ok && strstr(status.message, "emory");
        written -= status.ok;
        if (refused != 1 || held != 0 || !(told || status.ok) || written < 0)
            fail_msg("%s, request %ld of %ld: %ld blocks held, said: %s", what, request, n, held,
                     status.ok ? "(ok)" : status.message);
    }
    run_without(work, 0, &status);
    assert_ok(status);
    assert_int_equal(held, 0);
}

static const MetricsScore scores[] = {{1, 0, true}, {0, 0, false}, {3, 1, true}, {2, 1, false}};
static Trainer *trainer;
static Source source;

static Status optimizer(void)
{
    OptimizerOptions options = optimizer_defaults(OPTIMIZER_ADAM);
    options.weight_decay = 0.1;
    Optimizer *made;
    Status status = optimizer_create(options, 3, &made);
    status = not_left_behind(status, made);
    optimizer_destroy(made);
    return status;
}

static Status curve(void)
{
    MetricsCurve made;
    Status status = metrics_curve(4, scores, &made);
    status = not_left_behind(status, made.points);
    metrics_curve_free(&made);
    return status;
}

static Status bootstrap(void)
{
    MetricsBootstrap made;
    return metrics_bootstrap(4, scores, 0.5, 10, 1, &made);
}

static Status pairs(void)
{
    PairsSource made;
    const size_t users[] = {0, 1, 2};
    Status status = pairs_source_create(&small_dataset, 3, users, pairs_paper_mix(), &made);
    status = not_left_behind(status, made.users[PAIRS_GENUINE] || made.users[PAIRS_OTHER_WRITER]);
    pairs_source_free(&made);
    return status;
}

static Status split(void)
{
    Split made;
    Status status = split_users(5, 1, 1, 1, &made);
    status = not_left_behind(status, made.users[SPLIT_TRAINING] || made.users[SPLIT_TEST]);
    if (status.ok)
        status = split_add(&made, SPLIT_TEST, 7);
    if (status.ok && made.users[SPLIT_TEST][1] != 7)
        status = status_error("the user was not added");
    split_free(&made);
    return status;
}

static Status data(void)
{
    Dataset made;
    Split by_user;
    Status status = source_open(&source, &made, &by_user);
    status = not_left_behind(status, made.items || made.users || by_user.users[SPLIT_TRAINING]);
    dataset_free(&made);
    split_free(&by_user);
    return status;
}

static Status joined(void)
{
    Dataset one, other;
    Status status = dataset_synthesize(1, 1, 1, 1, NULL, &one);
    if (!status.ok)
        return not_left_behind(status, one.items);
    status = dataset_synthesize(1, 1, 0, 2, NULL, &other);
    if (status.ok)
        status = dataset_join(&one, &other);
    status = not_left_behind(status, one.count != 2);
    dataset_free(&one);
    dataset_free(&other);
    return status;
}

static Status data_in_files(void)
{
    Dataset made = {0};
    const Dataset two = {.count = 2, .items = small_dataset.items};
    char folder[100];
    snprintf(folder, sizeof folder, "%s/data", own_folder);
    Status status = dataset_save(&two, folder, PENFILE_SVC2004);
    if (status.ok)
        status = dataset_load(folder, &made);
    status = not_left_behind(status, made.items || made.users);
    dataset_free(&made);
    return status;
}

static Status trainer_made(void)
{
    TrainerOptions options = small_trainer_options();
    options.batch = 1;
    Trainer *made;
    Status status = trainer_create(&options, &small_dataset, &small_split, &made);
    status = not_left_behind(status, made);
    trainer_destroy(made);
    return status;
}

static Status trainer_tuned(void)
{
    TrainerTuning tuning = trainer_tuning(trainer);
    tuning.rate = tuning.rate < 0.5 ? 0.75 : 0.25;
    Status status = trainer_tune(trainer, &tuning);
    return not_left_behind(status, trainer_tuning(trainer).rate == tuning.rate);
}

static Status angles(void)
{
    const Pair of[] = {{.items = {0, 1}}, {.items = {2, 3}}};
    double angle[2], loss;
    return trainer_angles(trainer, 2, of, angle, NULL, &loss);
}

static Status calibration(void)
{
    Model *model = trainer_model(trainer);
    Status status = verifier_calibrate(model, &small_dataset, small_split.count[SPLIT_TRAINING],
                                       small_split.users[SPLIT_TRAINING], small_split.count[SPLIT_VALIDATION],
                                       small_split.users[SPLIT_VALIDATION]);
    return not_left_behind(status, model->verification.calibrated);
}

static Status components(void)
{
    const double points[] = {1, 2, 3, 5, 4, 7};
    Pca made;
    Status status = pca_fit(3, 2, points, NULL, &made);
    status = not_left_behind(status, made.mean || made.axes);
    pca_free(&made);
    return status;
}

/* Two tensors, for a header that grows with the first, and a text for the metadata. */
static Status tensors(void)
{
    const double numbers[] = {1, 2};
    const SafetensorsTensor two[] = {{"one", SAFETENSORS_F64, 1, {2}, numbers},
                                     {"two", SAFETENSORS_F64, 2, {1, 1}, numbers}};
    const SafetensorsText text = {"key", "value"};
    Safetensors *made = NULL;
    Status status = safetensors_write(own_folder_file("tensors"), 2, two, 1, &text);
    if (status.ok)
        status = safetensors_read(own_folder_file("tensors"), &made);
    status = not_left_behind(status, made);
    safetensors_destroy(made);
    return status;
}

static Status tensors_in_memory(void)
{
    static const char header[] = "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}   x";
    char bytes[8 + sizeof header - 1] = {sizeof header - 2};
    memcpy(bytes + 8, header, sizeof header - 1);
    Safetensors *made;
    Status status = safetensors_parse("memory", sizeof bytes, bytes, &made);
    status = not_left_behind(status, made);
    safetensors_destroy(made);
    return status;
}

static Status saved(void)
{
    return checkpoint_save(own_folder_file("model"), trainer, &source);
}

static Status loaded(void)
{
    Model model;
    Status status = checkpoint_load_model(own_folder_file("model"), &model);
    status = not_left_behind(status, model.params || model.verification.pooled);
    model_free(&model);
    return status;
}

static Status restored(void)
{
    return checkpoint_restore(own_folder_file("model"), trainer);
}

static void whichever_request_is_refused_it_is_told_and_nothing_is_kept(void **state)
{
    (void)state;
    static const struct {
        Work *work;
        const char *what;
        long written;
    } works[] = {{optimizer, "an optimiser", 0},
                 {curve, "a curve", 0},
                 {bootstrap, "a bootstrap", 0},
                 {pairs, "pairs", 0},
                 {split, "a split", 0},
                 {data, "data", 0},
                 {joined, "data that are joined", 0},
                 {data_in_files, "data in files", 2},
                 {trainer_made, "a trainer", 0},
                 {trainer_tuned, "a tuning", 0},
                 {angles, "angles", 0},
                 {calibration, "a calibration", 0},
                 {components, "components", 0},
                 {tensors, "tensors", 1},
                 {tensors_in_memory, "tensors in memory", 0},
                 {saved, "a model that is saved", 1},
                 {loaded, "a model that is loaded", 0},
                 {restored, "a training that goes on", 0}};
#ifdef _OPENMP
    const int threads = omp_get_max_threads();
    omp_set_num_threads(1); /* what OpenMP asks for to start others is not for us to be refused */
#endif
    source = source_defaults();
    source.users = 3, source.genuine = 2, source.forged = 1;
    TrainerOptions options = small_trainer_options();
    options.optimizer = optimizer_defaults(OPTIMIZER_ADAM);
    trainer = small_trainer(options);
    for (size_t i = 0; i < sizeof works / sizeof *works; i++)
        assert_every_refusal_is_told(works[i].work, works[i].what, works[i].written);
    trainer_destroy(trainer);
#ifdef _OPENMP
    omp_set_num_threads(threads);
#endif
}

#else

static void a_training_step_asks_for_no_memory(void **state)
{
    (void)state;
    print_message("SKIPPED: requests are counted with glibc's malloc and gcc's OpenMP alone\n");
    skip();
}

static void whichever_request_is_refused_it_is_told_and_nothing_is_kept(void **state)
{
    a_training_step_asks_for_no_memory(state);
}

#endif

static int begin(void **state)
{
    return own_folder_make(state) || small_trainer_data(state);
}

static int end(void **state)
{
    return small_trainer_forget(state) || own_folder_remove(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_training_step_asks_for_no_memory),
        cmocka_unit_test(whichever_request_is_refused_it_is_told_and_nothing_is_kept),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
