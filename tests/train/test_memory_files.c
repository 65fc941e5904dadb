/* Memory that is not to be had while models, tensors, documents and folders of signatures are read and written. */
#include "support/refused.h"

#include <fcntl.h>

#include "support/folder.h"
#include "train/checkpoint.h"
#include "train/jsontext.h"
#include "train/safetensors.h"
#include "train/small_trainer.h"

static Folder folder;
static char path[512], whole_path[512], signatures[512];
static Source source;
static Trainer *trainer, *other;
static PenfileFormat format;

/* Whether what stands at `path` is what stands at `whole_path`. Asks for no memory. */
static bool is_whole(void)
{
    static char read_of[2][100000];
    ssize_t size[2];
    const char *paths[] = {path, whole_path};
    for (int i = 0; i < 2; i++) {
        const int file = open(paths[i], O_RDONLY);
        size[i] = read(file, read_of[i], sizeof read_of[i]);
        close(file);
    }
    return size[0] > 0 && size[0] == size[1] && memcmp(read_of[0], read_of[1], (size_t)size[0]) == 0;
}

/* ---- tensors ---- */

static Status write_tensors(void)
{
    static const double numbers[6] = {1, 2, 3, 4, 5, 6};
    static const float singles[2] = {1, 2};
    static const int64_t integers[1] = {7};
    const SafetensorsTensor tensors[] = {{"a tensor with a long name", SAFETENSORS_F64, 2, {2, 3}, numbers},
                                         {"b", SAFETENSORS_F32, 1, {2}, singles},
                                         {"c", SAFETENSORS_I64, 0, {0}, integers}};
    const SafetensorsText texts[] = {{"key", "a text of more than sixteen bytes"}, {"other", ""}};
    return safetensors_write(path, 3, tensors, 2, texts);
}

static Status read_tensors(void)
{
    Safetensors *file;
    const size_t shape[] = {2, 3};
    double numbers[6] = {0};
    Status status = safetensors_read(path, &file);
    refused_promise(status.ok == (file != NULL));
    if (status.ok) {
        refused_promise(safetensors_count(file) == 3 && safetensors_text(file, "key"));
        status = safetensors_get_doubles(file, "a tensor with a long name", 2, shape, true, numbers);
        refused_promise(!status.ok || numbers[5] == 6);
    }
    safetensors_destroy(file);
    return status;
}

static Status read_seed(void)
{
    Safetensors *file;
    const Status status = safetensors_read("tests/fuzz/seeds/safetensors/four", &file);
    refused_promise(status.ok == (file != NULL));
    safetensors_destroy(file);
    return status;
}

static Status parse_tensors(void)
{
    static const char header[] = "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}   x";
    char bytes[8 + sizeof header - 1] = {sizeof header - 2};
    memcpy(bytes + 8, header, sizeof header - 1);
    Safetensors *file;
    const Status status = safetensors_parse("memory", sizeof bytes, bytes, &file);
    refused_promise(status.ok == (file != NULL));
    safetensors_destroy(file);
    return status;
}

static void whichever_request_fails_tensors_are_read_or_written_whole(void **state)
{
    (void)state;
    snprintf(path, sizeof path, "%s", folder_file(&folder, "tensors"));
    refused_each("safetensors_write", write_tensors, 1);
    refused_each("safetensors_read", read_tensors, 0);
    refused_each("safetensors_read of a seed", read_seed, 0);
    refused_each("safetensors_parse", parse_tensors, 0);
}

/* ---- models ---- */

/* In place of the same one, which must stand there whole whatever comes of it. */
static Status save(void)
{
    const Status status = checkpoint_save(path, trainer, &source);
    refused_promise(is_whole());
    return status;
}

static Status load_model(void)
{
    Model model;
    const Status status = checkpoint_load_model(path, &model);
    refused_promise(status.ok ? memcmp(model.params, trainer_model(trainer)->params,
                                       model.net.parameter_count * sizeof(real)) == 0
                              : !model.params && !model.verification.pooled);
    model_free(&model);
    return status;
}

static Status load_run(void)
{
    static CheckpointRun run;
    const Status status = checkpoint_load_run(path, &run);
    refused_promise(!status.ok || run.steps_done == trainer_steps_done(trainer));
    return status;
}

static Status restore(void)
{
    return checkpoint_restore(path, other);
}

static void whichever_request_fails_a_model_is_read_or_written_whole(void **state)
{
    (void)state;
    static const OptimizerKind kinds[] = {OPTIMIZER_ADAM, OPTIMIZER_SGD};
    for (size_t k = 0; k < 2; k++) {
        TrainerOptions options = small_trainer_options();
        options.optimizer = optimizer_defaults(kinds[k]);
        options.net.loss = k ? "target" : "logistic";
        trainer = small_trainer(options);
        other = small_trainer(options);
        source = source_defaults();
        small_trainer_run(trainer, 3);
        snprintf(path, sizeof path, "%s", folder_file(&folder, "model"));
        snprintf(whole_path, sizeof whole_path, "%s", folder_file(&folder, "whole"));
        assert_ok(checkpoint_save(whole_path, trainer, &source));
        refused_each("checkpoint_save", save, 1);
        refused_each("checkpoint_load_model", load_model, 0);
        refused_each("checkpoint_load_run", load_run, 0);
        refused_each("checkpoint_restore", restore, 0);
        small_trainer_assert_same(trainer, other);
        trainer_destroy(trainer);
        trainer_destroy(other);
    }
}

/* ---- documents ---- */

static Status write_and_read_document(void)
{
    static const char text[] =
        "{\"a name of more than sixteen bytes\": [1, 2.5, {\"b\": \"w\"}, null, true]}";
    json_t *document;
    json_error_t error;
    const JsontextRead read = jsontext_read(text, sizeof text - 1, 0, &document, &error);
    refused_promise(read != JSONTEXT_WRONG && (read == JSONTEXT_READ) == (document != NULL));
    char *written = jsontext_write(document, JSON_INDENT(2));
    const Status status = written ? status_ok() : status_no_memory("a document");
    free(written);
    json_decref(document);
    return status;
}

static void whichever_request_fails_a_document_is_read_or_written_whole(void **state)
{
    (void)state;
    refused_each("jsontext", write_and_read_document, 0);
}

/* ---- folders of signatures ---- */

static Dataset few;

static Status save_signatures(void)
{
    return dataset_save(&few, signatures, format);
}

static Status load_signatures(void)
{
    Dataset read;
    const Status status = dataset_load(signatures, &read);
    refused_promise(status.ok ? read.count == few.count : !read.items && !read.users);
    dataset_free(&read);
    return status;
}

static void whichever_request_fails_a_folder_is_read_whole(void **state)
{
    (void)state;
    assert_ok(dataset_synthesize(1, 2, 1, 2, NULL, &few));
    for (format = 0; format < PENFILE_FORMATS; format++)
        if (penfile_is_written(format)) {
            snprintf(signatures, sizeof signatures, "%s/%s", folder.path, penfile_name(format));
            refused_each("dataset_save", save_signatures, few.count);
            refused_each("dataset_load", load_signatures, 0);
        }
    dataset_free(&few);
}

static int prepare(void **state)
{
    folder = folder_make();
    return small_trainer_data(state);
}

static int tidy_up(void **state)
{
    folder_remove(&folder);
    return small_trainer_forget(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whichever_request_fails_tensors_are_read_or_written_whole),
        cmocka_unit_test(whichever_request_fails_a_model_is_read_or_written_whole),
        cmocka_unit_test(whichever_request_fails_a_document_is_read_or_written_whole),
        cmocka_unit_test(whichever_request_fails_a_folder_is_read_whole),
    };
    return cmocka_run_group_tests_name("train memory of files", tests, prepare, tidy_up);
}
