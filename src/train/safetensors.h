/* Named arrays in a file: the safetensors format, which PyTorch's and NumPy's people open as it is.
 *
 *     8 bytes   h, the header's length, little-endian
 *     h bytes   a JSON object {"NAME": {"dtype": "F64", "shape": [2, 3], "data_offsets": [BEGIN, END]}, ...},
 *               which may hold "__metadata__": {"KEY": "TEXT", ...}; blanks may follow it
 *     the rest  the numbers, little-endian, row major; BEGIN and END count from here
 *
 * A file runs no code, and this reader takes it for hostile: every tensor lies inside the file and they cover it
 * without a gap or an overlap, each has just the bytes its shape asks for, no name comes twice. What is refused is
 * refused whole, with one sentence that names the file and the tensor. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

#include "base/public.h"

/* What a file may have. */
enum {
    SAFETENSORS_RANK_MAX = 8,         /* dimensions */
    SAFETENSORS_HEADER_MAX = 4 << 20, /* bytes: some ten thousands of tensors */
    SAFETENSORS_DATA_MAX = 1 << 30    /* bytes of numbers */
};

/* The number types that are understood; others are refused. */
typedef enum SafetensorsType {
    SAFETENSORS_F64,  /* double */
    SAFETENSORS_F32,  /* float */
    SAFETENSORS_I64,  /* int64_t */
    SAFETENSORS_U8,   /* uint8_t */
    SAFETENSORS_TYPES /* how many there are */
} SafetensorsType;

/* "F64" ..., and the bytes of one number. */
const char *safetensors_type_name(SafetensorsType type);
size_t safetensors_type_size(SafetensorsType type);

/* The header's one name that is no tensor. */
#define SAFETENSORS_METADATA "__metadata__"

/* A tensor that is written: the data are double, float, int64_t or uint8_t, borrowed. */
typedef struct SafetensorsTensor {
    const char *name;                   /* no two alike */
    SafetensorsType type;               /* of the data */
    size_t rank;                        /* 0: a single number */
    size_t shape[SAFETENSORS_RANK_MAX]; /* the first `rank` count */
    const void *data;                   /* row major */
} SafetensorsTensor;

/* A line of the header's metadata. */
typedef struct SafetensorsText {
    const char *key, *text; /* UTF-8 */
} SafetensorsText;

/* Writes the tensors and the texts to `path` in one piece: a reader never meets half a file, and on trouble what stood
 * there stays. The numbers begin at a multiple of 8 and the tensors are laid out with the widest type first, otherwise
 * in the order given, so that each is aligned. Trouble: a name or key twice, "__metadata__" as a name, text that is not
 * UTF-8, the file, memory. */
Status safetensors_write(const char *path, size_t count, const SafetensorsTensor tensors[], size_t text_count,
                         const SafetensorsText texts[]);

/* A tensor that was read. */
typedef struct SafetensorsEntry {
    char *name;                         /* as in the file */
    SafetensorsType type;               /* of its numbers */
    size_t rank;                        /* how many dimensions */
    size_t shape[SAFETENSORS_RANK_MAX]; /* the first `rank` count */
    size_t count;                       /* how many numbers: the product of the shape, 1 for rank 0 */
    const unsigned char *bytes;         /* as in the file: little-endian, perhaps not aligned */
} SafetensorsEntry;

/* A file that was read, whole in memory. */
typedef struct Safetensors Safetensors;

/* Reads a whole file; the caller destroys *file. On trouble *file is NULL. */
Status safetensors_read(const char *path, Safetensors **file);

/* The same from memory, which is copied; `label` stands where the file's name would stand in a sentence. */
Status safetensors_parse(const char *label, size_t size, const void *bytes, Safetensors **file);

/* NULL is fine. */
void safetensors_destroy(Safetensors *file);

/* The tensors, in the order in which they lie in the file. They live as long as the file does. */
size_t safetensors_count(const Safetensors *file);
const SafetensorsEntry *safetensors_at(const Safetensors *file, size_t index);

/* The tensor with this name, or NULL. */
const SafetensorsEntry *safetensors_find(const Safetensors *file, const char *name);

/* The text of this key in the metadata, or NULL. It lives as long as the file does. */
const char *safetensors_text(const Safetensors *file, const char *key);

/* Whether safetensors_get_doubles would find this tensor, whatever its numbers are. */
Status safetensors_has_doubles(const Safetensors *file, const char *name, size_t rank, const size_t shape[]);

/* Writes the numbers of the tensor `name` over values[0 .. n-1]. The tensor must be there, of type F64 or F32, with just
 * the shape `shape` of `rank` numbers (their product is n); with `finite` every number must be finite. On trouble
 * `values` may be half filled. */
Status safetensors_get_doubles(const Safetensors *file, const char *name, size_t rank, const size_t shape[],
                               bool finite, double *values);

/* The same for a tensor of type I64. */
Status safetensors_get_integers(const Safetensors *file, const char *name, size_t rank, const size_t shape[],
                                int64_t *values);

#include "base/public_end.h"
