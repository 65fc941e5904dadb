/* What a plugin may write where only the end of its own process was to be told. */
#define _POSIX_C_SOURCE 200809L
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/apart.h"
#include "fuzz/fuzz.h"

typedef struct Bytes {
    const uint8_t *bytes;
    size_t size;
} Bytes;

/* Writes the bytes wherever it can and ends: the pipe to the caller is one of the first files that are open. */
static int write_anywhere(void *context, ApartNote *note, char **text)
{
    const Bytes *b = context;
    (void)text;
    note->stage = 99;
    for (int file = 3; file < 16; file++)
        if (lseek(file, 0, SEEK_CUR) < 0) /* what can be sought is no pipe */
            (void)!write(file, b->bytes, b->size);
    _exit(0);
}

bool fuzz_plugin(const uint8_t *bytes, size_t size)
{
    if (size > 4096)
        return false;
    ApartResult result;
    const Status status =
        apart_run(write_anywhere, &(Bytes){bytes, size}, (ApartLimits){.seconds = 10}, "the work", &result);
    fuzz_require_sentence(&status, "");
    fuzz_require(status.ok && result.stage == 99);
    fuzz_require(result.end == APART_RETURNED || (result.end == APART_ENDED && !result.text));
    if (result.text)
        fuzz_require(strlen(result.text) <= size);
    free(result.text);
    return result.end == APART_RETURNED;
}
