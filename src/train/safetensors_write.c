#include "train/safetensors.h"

#include "base/files.h"
#include "train/jsontext.h"

#include <assert.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { LENGTH_SIZE = 8, ALIGNMENT = 8 };

/* What is written, in the order of the file. */
typedef struct Layout {
    const char *header;
    size_t header_length; /* with the blanks after it */
    size_t count;
    const SafetensorsTensor *tensors;
} Layout;

static size_t tensor_count(const SafetensorsTensor *tensor)
{
    assert(tensor->rank <= SAFETENSORS_RANK_MAX);
    size_t count = 1;
    for (size_t i = 0; i < tensor->rank; i++) {
        /* The numbers stand in memory, so their count fits. */
        assert(tensor->shape[i] == 0 || count <= SIZE_MAX / tensor->shape[i]);
        count *= tensor->shape[i];
    }
    return count;
}

static Status add_tensor(json_t *header, const SafetensorsTensor *tensor, size_t *end)
{
    size_t begin = *end, count = tensor_count(tensor), width = safetensors_type_size(tensor->type);
    if (count > (SAFETENSORS_DATA_MAX - begin) / width)
        return status_error("tensor '%.80s': there would be more than the %d bytes that a file may have",
                            tensor->name, SAFETENSORS_DATA_MAX);
    if (strcmp(tensor->name, SAFETENSORS_METADATA) == 0 || json_object_get(header, tensor->name))
        return status_error("tensor '%.80s': the name is taken", tensor->name);
    *end = begin + count * width;
    json_t *shape = json_array();
    for (size_t i = 0; i < tensor->rank; i++)
        json_array_append_new(shape, json_integer((json_int_t)tensor->shape[i]));
    if (!shape || json_array_size(shape) != tensor->rank) {
        json_decref(shape);
        return status_no_memory("a header");
    }
    /* Packing takes the shape over, whether it succeeds or not. */
    json_t *info = json_pack("{s:s, s:o, s:[I, I]}", "dtype", safetensors_type_name(tensor->type), "shape",
                             shape, "data_offsets", (json_int_t)begin, (json_int_t)*end);
    if (json_object_set_new(header, tensor->name, info) != 0)
        return status_error("tensor '%.80s': its name is not UTF-8, or there is not enough memory",
                            tensor->name);
    return status_ok();
}

static Status add_texts(json_t *header, size_t count, const SafetensorsText texts[])
{
    json_t *metadata = json_object();
    if (json_object_set_new(header, SAFETENSORS_METADATA, metadata) != 0)
        return status_no_memory("a header");
    for (size_t i = 0; i < count; i++) {
        if (json_object_get(metadata, texts[i].key))
            return status_error("metadata '%.80s': the key is taken", texts[i].key);
        if (json_object_set_new(metadata, texts[i].key, json_string(texts[i].text)) != 0)
            return status_error("metadata '%.80s': it is not UTF-8, or there is not enough memory",
                                texts[i].key);
    }
    return status_ok();
}

/* The header as a text, and the tensors in the order it tells. */
static Status lay_out(json_t *header, size_t count, const SafetensorsTensor tensors[], size_t text_count,
                      const SafetensorsText texts[], char **text, SafetensorsTensor ordered[])
{
    Status status = text_count > 0 ? add_texts(header, text_count, texts) : status_ok();
    size_t end = 0, filled = 0;
    for (size_t width = ALIGNMENT; width > 0; width /= 2) {
        for (size_t i = 0; i < count && status.ok; i++) {
            if (safetensors_type_size(tensors[i].type) != width)
                continue;
            ordered[filled++] = tensors[i];
            status = add_tensor(header, &tensors[i], &end);
        }
    }
    if (!status.ok)
        return status;
    *text = jsontext_write(header, JSON_COMPACT | JSON_PRESERVE_ORDER);
    return *text ? status_ok() : status_no_memory("a header");
}

static void put_little_endian(FILE *file, uint64_t value, size_t n)
{
    unsigned char bytes[8];
    for (size_t i = 0; i < n; i++)
        bytes[i] = (unsigned char)(value >> (8 * i));
    fwrite(bytes, 1, n, file);
}

/* The bits of the number of `width` bytes that stands at `number` as this machine keeps it. */
static uint64_t number_bits(const unsigned char *number, size_t width)
{
    if (width == sizeof(uint64_t)) {
        uint64_t bits;
        memcpy(&bits, number, sizeof bits);
        return bits;
    }
    if (width == sizeof(uint32_t)) {
        uint32_t bits;
        memcpy(&bits, number, sizeof bits);
        return bits;
    }
    assert(width == 1);
    return *number;
}

/* files_replace asks the file itself whether all was written. */
static Status write_file(FILE *file, const void *context)
{
    const Layout *layout = context;
    put_little_endian(file, layout->header_length, LENGTH_SIZE);
    fprintf(file, "%-*s", (int)layout->header_length, layout->header);
    for (size_t t = 0; t < layout->count; t++) {
        const SafetensorsTensor *tensor = &layout->tensors[t];
        size_t width = safetensors_type_size(tensor->type), count = tensor_count(tensor);
        for (size_t i = 0; i < count; i++) {
            put_little_endian(file, number_bits((const unsigned char *)tensor->data + i * width, width),
                              width);
        }
    }
    return status_ok();
}

Status safetensors_write(const char *path, size_t count, const SafetensorsTensor tensors[], size_t text_count,
                         const SafetensorsText texts[])
{
    char *text = NULL;
    json_t *header = json_object();
    SafetensorsTensor *ordered = calloc(count + 1, sizeof *ordered);
    Status status = header && ordered ? lay_out(header, count, tensors, text_count, texts, &text, ordered)
                                      : status_no_memory("a header");
    if (status.ok) {
        size_t length = (strlen(text) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        Layout layout = {text, length, count, ordered};
        status = length <= SAFETENSORS_HEADER_MAX
                     ? files_replace(path, write_file, &layout)
                     : status_error("%s: its header would have %zu bytes, more than the %d allowed", path,
                                    length, SAFETENSORS_HEADER_MAX);
    }
    free(text);
    free(ordered);
    json_decref(header);
    return status;
}
