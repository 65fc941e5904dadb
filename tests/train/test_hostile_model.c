/* A model's file that somebody made to do harm: whatever its header says, it is loaded or refused in one sentence, and asks
 * for no more memory than it is long. */
#define _POSIX_C_SOURCE 200809L
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/files.h"
#include "support/comma.h"
#include "support/own_folder.h"
#include "support/test.h"
#include "train/checkpoint.h"

static Dataset dataset;
static Split split;
static Source source;
static char *bytes; /* of a model as it is saved */
static size_t size;

static Status save(const char *name)
{
    TrainerOptions options = trainer_default_options();
    options.net.encoder = "average:50 flatten dense:2";
    options.batch = 4;
    options.pairs_per_epoch = 8;
    options.epochs = 2;
    options.augment = true;
    Trainer *trainer;
    Status status = trainer_create(&options, &dataset, &split, &trainer);
    StepRecord record;
    if (status.ok)
        status = trainer_step(trainer, &record);
    if (status.ok)
        status = checkpoint_save(own_folder_file(name), trainer, &source);
    trainer_destroy(trainer);
    return status;
}

static int make_all(void **state)
{
    source = source_defaults();
    source.users = 5;
    source.genuine = source.forged = 3;
    if (own_folder_make(state) != 0 || !source_open(&source, &dataset, &split).ok || !save("model").ok)
        return -1;
    return files_read(own_folder_file("model"), 1 << 20, &bytes, &size).ok ? 0 : -1;
}

static int free_all(void **state)
{
    dataset_free(&dataset);
    split_free(&split);
    free(bytes);
    return own_folder_remove(state);
}

static size_t header_size(void)
{
    uint64_t length = 0;
    for (int i = 7; i >= 0; i--)
        length = length << 8 | (unsigned char)bytes[i];
    return (size_t)length;
}

typedef struct Text {
    const char *header;
    size_t size;
} Text;

static Status write_file(FILE *file, const void *context)
{
    const Text *text = context;
    for (int i = 0; i < 8; i++)
        fputc((int)(text->size >> 8 * i & 0xff), file);
    fwrite(text->header, 1, text->size, file);
    fwrite(bytes + 8 + header_size(), 1, size - 8 - header_size(), file);
    return status_ok();
}

/* The file with another header. */
static const char *write_header(const char *header)
{
    assert_ok(files_replace(own_folder_file("hostile"), write_file, &(Text){header, strlen(header)}));
    return own_folder_file("hostile");
}

/* The file with one text of the metadata changed; NULL: left out. */
static const char *write_changed(const char *key, const char *text)
{
    json_t *header = json_loadb(bytes + 8, header_size(), 0, NULL);
    assert_non_null(header);
    json_t *metadata = json_object_get(header, "__metadata__");
    assert_non_null(json_object_get(metadata, key));
    if (text)
        json_object_set_new(metadata, key, json_string(text));
    else
        json_object_del(metadata, key);
    char *changed = json_dumps(header, JSON_COMPACT);
    const char *path = write_header(changed);
    free(changed);
    json_decref(header);
    return path;
}

static void assert_refused_or_loaded(Status status, const char *key, const char *text)
{
    if (!status.ok && (strchr(status.message, '\n') || strlen(status.message) < 10))
        fail_msg("%s = '%s': '%s'", key, text, status.message);
}

/* As `twingrad train --resume` goes on from it; the data are our own, where the file would ask for others. */
static void resume(const char *path, const char *key, const char *text)
{
    CheckpointRun run;
    Trainer *trainer = NULL;
    Status status = checkpoint_load_run(path, &run);
    if (status.ok && (strncmp(key, "data.", 5) == 0 || strncmp(key, "split.", 6) == 0)) {
        Dataset other;
        Split roles;
        status = source_open(&run.source, &other, &roles);
        if (status.ok) {
            split_free(&roles);
            dataset_free(&other);
        }
    }
    if (status.ok)
        status = trainer_create(&run.options, &dataset, &split, &trainer);
    if (status.ok)
        status = checkpoint_restore(path, trainer);
    StepRecord record;
    if (status.ok)
        status = trainer_step(trainer, &record);
    assert_refused_or_loaded(status, key, text);
    trainer_destroy(trainer);
}

static void any_text_of_the_header_is_taken_or_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",           "nan", "inf", "-1",   "1e999", "1e308", "18446744073709551616",
        "4294967295", "0",   "0,5", "none", "x",     "yes",   "\t1\n"};
    json_t *header = json_loadb(bytes + 8, header_size(), 0, NULL);
    const char *key;
    json_t *value;
    size_t keys = 0;
    json_object_foreach(json_object_get(header, "__metadata__"), key, value)
    {
        for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
            const char *path = write_changed(key, texts[i]);
            Model model;
            const Status status = checkpoint_load_model(path, &model);
            assert_refused_or_loaded(status, key, texts[i]);
            model_free(&model);
            resume(path, key, texts[i]);
        }
        keys++;
    }
    assert_true(keys > 40);
    json_decref(header);
}

static void what_cannot_be_meant_is_named(void **state)
{
    (void)state;
    Model model;
    CheckpointRun run;
    Trainer *trainer;
    assert_trouble(checkpoint_load_model(write_changed("train.rate", "none"), &model),
                   "'train.rate' cannot be 'none'");
    assert_trouble(checkpoint_load_model(write_changed("train.rate", "0,5"), &model),
                   "'train.rate' cannot be");
    static const struct {
        const char *key, *text;
    } senseless[] = {{"train.batch", "-1"},
                     {"train.batch", "4294967296"},
                     {"train.seed", "x"},
                     {"train.seed", "18446744073709551616"},
                     {"train.steps_done", "1 "},
                     {"train.augment", "maybe"},
                     {"threshold", "inf"},
                     {"train.rate", "nan"},
                     {"net.loss", "sixteen letters."}};
    for (size_t i = 0; i < sizeof senseless / sizeof *senseless; i++) {
        char expected[100];
        snprintf(expected, sizeof expected, "'%s' cannot be '%s'", senseless[i].key, senseless[i].text);
        assert_trouble(checkpoint_load_run(write_changed(senseless[i].key, senseless[i].text), &run),
                       expected);
    }
    assert_trouble(checkpoint_load_run(write_changed("net.loss", "fifteen letters"), &run), "is no loss");
    assert_trouble(checkpoint_load_run(write_changed("format.version", "2"), &run),
                   "expected a model of format 1, found 2");
    assert_trouble(checkpoint_load_run(write_changed("format.version", NULL), &run),
                   "expected a model of format 1, found none");
    assert_trouble(checkpoint_load_run(write_changed("train.optimizer", "adamw"), &run),
                   "hostile: adamw: no such optimiser");
    assert_trouble(checkpoint_load_run(write_changed("features", "pen,z"), &run), "'z'");
    assert_trouble(checkpoint_load_run(write_changed("train.batch", NULL), &run), "'train.batch' is missing");
    assert_ok(checkpoint_load_run(write_changed("train.augment.rotation", "100"), &run));
    assert_trouble(trainer_create(&run.options, &dataset, &split, &trainer), "augmentation: the rotation");
    assert_ok(checkpoint_load_run(write_changed("train.batch", "4294967295"), &run));
    assert_trouble(trainer_create(&run.options, &dataset, &split, &trainer),
                   "at most 65536 pairs in a batch");
    assert_trouble(checkpoint_load_run(write_changed("net.encoder", "\033]0;x\007"), &run),
                   "'?]0;x?' is no step");
}

/* A run is not begun from a file whose model is not whole. */
static void a_tensor_that_is_missing_is_named(void **state)
{
    (void)state;
    static const char *const names[] = {"dense1.W", "dense1.b", "verify.pooled"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        json_t *header = json_loadb(bytes + 8, header_size(), 0, NULL);
        json_object_set(header, "another", json_object_get(header, names[i]));
        json_object_del(header, names[i]);
        char *changed = json_dumps(header, JSON_COMPACT), expected[100];
        snprintf(expected, sizeof expected, "hostile: has no tensor '%s'", names[i]);
        const char *path = write_header(changed);
        CheckpointRun run;
        Model model;
        assert_trouble(checkpoint_load_run(path, &run), expected);
        assert_trouble(checkpoint_load_model(path, &model), expected);
        free(changed);
        json_decref(header);
    }
}

/* What each key can be, and what it cannot: whole numbers, numbers, numbers or none, yes or no. */
static void each_key_is_of_its_kind(void **state)
{
    (void)state;
    static const char *const counts[] = {"train.batch", "train.pairs_per_epoch", "train.epochs",
                                         "data.users",  "data.genuine",          "data.forged"},
                             *const seeds[] = {"train.seed", "train.steps_done", "data.seed", "split.seed"},
                             *const numbers[] = {"net.forged_target",
                                                 "train.mix.genuine",
                                                 "train.mix.forgery",
                                                 "train.mix.other_writer",
                                                 "train.augment.rotation",
                                                 "train.augment.warp",
                                                 "train.augment.stretch",
                                                 "train.augment.time",
                                                 "train.rate",
                                                 "train.last_fraction",
                                                 "train.weight_decay",
                                                 "train.momentum",
                                                 "train.beta1",
                                                 "train.beta2",
                                                 "train.epsilon",
                                                 "data.slowness",
                                                 "split.validation",
                                                 "split.test"},
                             *const maybes[] = {"net.margin", "threshold",     "verify.mean",
                                                "verify.max", "verify.normal", "verify.shrunk"},
                             *const flags[] = {"features.absolute_time", "features.pen_up_removed",
                                               "verify.calibrated", "train.augment"};
    static const struct {
        const char *const *keys;
        size_t count;
        const char *taken[4], *refused[8];
    } kinds[] = {
        {counts, 6, {"4294967295", "7"}, {"4294967296", "-1", "1.5", "", "7x", " 7", "none", ":"}},
        {seeds, 4, {"18446744073709551615", "0"}, {"18446744073709551616", "-1", "1.5", "/", "7x", "none"}},
        {numbers, 18, {"0.5", "-2", "1e3"}, {"none", "nan", "inf", "", "yes", "0.5x"}},
        {maybes, 6, {"0.5", "none"}, {"nan", "-inf", "", "yes", "nones"}},
        {flags, 4, {"yes", "no"}, {"0.5", "", "maybe", "none", "noo"}},
    };
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        for (size_t i = 0; i < kinds[k].count; i++) {
            CheckpointRun run;
            for (size_t t = 0; t < 4 && kinds[k].taken[t]; t++)
                assert_ok(checkpoint_load_run(write_changed(kinds[k].keys[i], kinds[k].taken[t]), &run));
            for (size_t t = 0; t < 8 && kinds[k].refused[t]; t++) {
                char expected[100];
                snprintf(expected, sizeof expected, "'%s' cannot be '%s'", kinds[k].keys[i],
                         kinds[k].refused[t]);
                assert_trouble(
                    checkpoint_load_run(write_changed(kinds[k].keys[i], kinds[k].refused[t]), &run),
                    expected);
            }
        }
}

/* Trainings go on from the file only when all of it is meant: a trainer keeps its step where one number is not. */
static void numbers_that_cannot_be_meant_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *tensor, *sentence;
        double number;
    } cases[] = {{"features.scale", "'features.scale' must be positive, found -1", -1},
                 {"features.scale", "'features.scale' must be positive, found 0", 0},
                 {"features.scale", "number 1 of 8 is inf; expected a finite one", INFINITY},
                 {"verify.pooled", "'verify.pooled' must not be negative, found -0.5", -0.5},
                 {"verify.pooled", "number 1 of 2 is nan", NAN},
                 {"dense1.W", "number 1 of 64 is inf", INFINITY},
                 {"optimizer.momentum.v", "number 1 of 66 is inf", INFINITY}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *header = json_loadb(bytes + 8, header_size(), 0, NULL);
        const json_t *offsets = json_object_get(json_object_get(header, cases[i].tensor), "data_offsets");
        assert_non_null(offsets);
        char *number = bytes + 8 + header_size() + json_integer_value(json_array_get(offsets, 0)), kept[8];
        const float narrow = (float)cases[i].number;
        const bool is_float =
            strcmp(json_string_value(json_object_get(json_object_get(header, cases[i].tensor), "dtype")),
                   "F32") == 0;
        memcpy(kept, number, sizeof kept);
        if (is_float)
            memcpy(number, &narrow, sizeof narrow);
        else
            memcpy(number, &cases[i].number, sizeof cases[i].number);
        char *same = json_dumps(header, JSON_COMPACT);
        const char *path = write_header(same);
        Model model;
        if (strncmp(cases[i].tensor, "optimizer", 9) != 0) {
            assert_trouble(checkpoint_load_model(path, &model), cases[i].sentence);
            assert_null(model.params);
        }
        CheckpointRun run;
        Trainer *trainer;
        assert_ok(checkpoint_load_run(path, &run));
        assert_ok(trainer_create(&run.options, &dataset, &split, &trainer));
        assert_trouble(checkpoint_restore(path, trainer), cases[i].sentence);
        assert_int_equal(trainer_steps_done(trainer), 0);
        trainer_destroy(trainer);
        memcpy(number, kept, sizeof kept);
        free(same);
        json_decref(header);
    }
}

/* A fuzzer found that a header with the file's own name in it made the sentence leave that out in front. */
static void a_header_that_knows_its_file_is_named_like_any_other(void **state)
{
    (void)state;
    Model model;
    CheckpointRun run;
    char encoder[256], expected[512];
    snprintf(encoder, sizeof encoder, "flat%sten", own_folder_file("hostile"));
    snprintf(expected, sizeof expected, "%s: 'flat", own_folder_file("hostile"));
    const char *path = write_changed("net.encoder", encoder);
    assert_trouble(checkpoint_load_model(path, &model), expected);
    assert_trouble(checkpoint_load_run(path, &run), expected);
}

#ifndef __SANITIZE_ADDRESS__
/* In a process that gets 150 MB more than it has. */
static bool is_refused_in_little_memory(const char *path, const char *sentence)
{
    int how = 0;
    const pid_t child = fork();
    if (child == 0) {
        const struct rlimit limit = {150 << 20, 150 << 20};
        setrlimit(RLIMIT_DATA, &limit);
        Model model;
        CheckpointRun run;
        const Status status = checkpoint_load_model(path, &model), again = checkpoint_load_run(path, &run);
        if (!strstr(status.message, sentence) || !strstr(again.message, sentence))
            printf("expected '%s', got '%s' and '%s'\n", sentence, status.message, again.message);
        fflush(stdout);
        _exit(strstr(status.message, sentence) && strstr(again.message, sentence) ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    return WIFEXITED(how) && WEXITSTATUS(how) == 0;
}

static void a_header_alone_makes_nobody_ask_for_memory(void **state)
{
    (void)state;
    /* 2^26 parameters are half a gigabyte. */
    assert_true(is_refused_in_little_memory(write_changed("net.encoder", "flatten dense:40000"),
                                            "tensor 'dense1.W': its shape is"));
    assert_true(is_refused_in_little_memory(write_changed("net.encoder", "conv:150000x1 flatten dense:1"),
                                            "has no tensor 'conv1.W'"));
    assert_true(is_refused_in_little_memory(
        write_changed("net.encoder", "conv:300000x1 tanh tanh tanh tanh tanh tanh flatten"),
        "the net would keep more than 67108864 numbers"));
}
#endif

static void nesting_without_end_is_refused(void **state)
{
    (void)state;
    enum { DEPTH = 1 << 20 };
    char *deep = malloc(DEPTH + 8);
    assert_non_null(deep);
    Model model;
    strcpy(deep, "{\"a\":");
    memset(deep + 5, '[', DEPTH);
    deep[5 + DEPTH] = 0;
    assert_trouble(checkpoint_load_model(write_header(deep), &model), "maximum parsing depth reached");
    for (char *at = deep; *at; at++)
        *at = "{\"a\":"[(at - deep) % 5];
    assert_trouble(checkpoint_load_model(write_header(deep), &model), "maximum parsing depth reached");
    free(deep);
}

static void a_decimal_comma_breaks_no_file(void **state)
{
    (void)state;
    if (!comma_begin())
        skip();
    char *other = NULL;
    size_t other_size = 0;
    Model model = {0};
    Status status = save("comma");
    if (status.ok)
        status = files_read(own_folder_file("comma"), 1 << 20, &other, &other_size);
    if (status.ok)
        status = checkpoint_load_model(own_folder_file("model"), &model);
    comma_end();
    assert_ok(status);
    assert_int_equal(other_size, size);
    assert_memory_equal(other, bytes, size);
    model_free(&model);
    free(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_text_of_the_header_is_taken_or_refused),
        cmocka_unit_test(what_cannot_be_meant_is_named),
        cmocka_unit_test(a_tensor_that_is_missing_is_named),
        cmocka_unit_test(each_key_is_of_its_kind),
        cmocka_unit_test(numbers_that_cannot_be_meant_are_named),
        cmocka_unit_test(a_header_that_knows_its_file_is_named_like_any_other),
#ifndef __SANITIZE_ADDRESS__
        cmocka_unit_test(a_header_alone_makes_nobody_ask_for_memory),
#endif
        cmocka_unit_test(nesting_without_end_is_refused),
        cmocka_unit_test(a_decimal_comma_breaks_no_file),
    };
    return cmocka_run_group_tests(tests, make_all, free_all);
}
