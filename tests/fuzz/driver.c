/* libFuzzer's entry: FUZZ=NAME in the environment says which reader is fed. */
#include <stdio.h>
#include <stdlib.h>

#include "fuzz/fuzz.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const Fuzz *fed;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    const char *name = getenv("FUZZ");
    fed = name ? fuzz_find(name) : NULL;
    if (fed)
        return 0;
    fprintf(stderr, "FUZZ=%s: expected one of", name ? name : "");
    for (size_t i = 0; fuzz_at(i); i++)
        fprintf(stderr, " %s", fuzz_at(i)->name);
    fprintf(stderr, "\n");
    exit(2);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    (void)fed->feed(bytes, size);
    return 0;
}
