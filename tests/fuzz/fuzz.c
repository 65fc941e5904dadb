#define _POSIX_C_SOURCE 200809L
#include "fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const Fuzz table[] = {
    {"svc2004", fuzz_svc2004},
    {"inkml", fuzz_inkml},
    {"susig", fuzz_susig},
    {"hwr", fuzz_hwr},
    {"fpg", fuzz_fpg},
    {"collection", fuzz_collection},
    {"safetensors", fuzz_safetensors},
    {"model", fuzz_model},
    {"net", fuzz_net},
    {"options", fuzz_options},
    {"log", fuzz_log},
    {"state", fuzz_state},
    {"progress", fuzz_progress},
    {"answer", fuzz_answer},
    {"plugin", fuzz_plugin},
    {"catalogue", fuzz_catalogue},
};
enum { TABLE_SIZE = sizeof table / sizeof table[0] };

const Fuzz *fuzz_at(size_t index)
{
    return index < TABLE_SIZE ? &table[index] : NULL;
}

const Fuzz *fuzz_find(const char *name)
{
    for (size_t i = 0; i < TABLE_SIZE; i++)
        if (strcmp(table[i].name, name) == 0)
            return &table[i];
    return NULL;
}

void fuzz_require_at(bool holds, const char *what, const char *file, int line)
{
    if (holds)
        return;
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
    fflush(stderr);
    abort();
}

/* How many bytes the character at `text` has; 0 where it is no printable one of UTF-8. */
static size_t printable(const unsigned char *text)
{
    if (text[0] < 0x80)
        return text[0] >= 0x20 && text[0] != 0x7f;
    size_t size = text[0] >= 0xf0 ? 4 : text[0] >= 0xe0 ? 3 : text[0] >= 0xc2 ? 2 : 0;
    for (size_t i = 1; i < size; i++)
        if ((text[i] & 0xc0) != 0x80)
            return 0;
    return size == 2 && text[0] == 0xc2 && text[1] < 0xa0 ? 0 : size; /* those of C1 are controls */
}

void fuzz_require_sentence(const Status *status, const char *name)
{
    if (status->ok) {
        fuzz_require(status->message[0] == 0);
        return;
    }
    fuzz_require(status->message[0] != 0);
    const unsigned char *at = (const unsigned char *)status->message;
    for (size_t size; *at; at += size) {
        size = printable(at);
        if (size == 0)
            fprintf(stderr, "the byte %#x is not printable in '%s'\n", *at, status->message);
        fuzz_require(size > 0);
    }
    if (!name || strncmp(status->message, name, strlen(name)) == 0)
        return;
    fprintf(stderr, "no '%s' before '%s'\n", name, status->message);
    fuzz_require(false);
}

char *fuzz_text(const uint8_t *bytes, size_t size)
{
    char *text = malloc(size + 1);
    fuzz_require(text != NULL);
    memcpy(text, bytes, size);
    text[size] = 0;
    return text;
}

static char file_name[64];

static void remove_file(void)
{
    unlink(file_name);
}

const char *fuzz_file(const uint8_t *bytes, size_t size)
{
    if (!file_name[0]) {
        struct stat memory;
        const bool there = stat("/dev/shm", &memory) == 0 && access("/dev/shm", W_OK) == 0;
        snprintf(file_name, sizeof file_name, "%s/twingrad-fuzz-%ld", there ? "/dev/shm" : "/tmp",
                 (long)getpid());
        atexit(remove_file);
    }
    FILE *file = fopen(file_name, "wb");
    fuzz_require(file != NULL);
    fuzz_require(fwrite(bytes, 1, size, file) == size);
    fuzz_require(fclose(file) == 0);
    return file_name;
}
