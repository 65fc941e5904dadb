/* Readers fed with bytes that nobody thought of. Each is one function that takes any bytes whatever, and asks more of
 * the reader than not to crash: what was read and written is read again alike, what was refused left nothing behind, and
 * the sentence of a refusal is one that can be shown.
 *
 * libFuzzer calls them with inputs that it makes up (driver.c, `make fuzz`); test_found.c with those kept in seeds/ and
 * found/, in every build. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

typedef struct Fuzz {
    const char *name; /* of the reader, and of the folders seeds/NAME and found/NAME */
    bool (*feed)(const uint8_t *bytes, size_t size); /* true: the reader took them */
} Fuzz;

/* NULL after the last. */
const Fuzz *fuzz_at(size_t index);
/* NULL when there is none of this name. */
const Fuzz *fuzz_find(const char *name);

/* Where it does not hold, says so and ends the process by SIGABRT, which a fuzzer takes for a crash. */
#define fuzz_require(holds) fuzz_require_at((holds), #holds, __FILE__, __LINE__)
void fuzz_require_at(bool holds, const char *what, const char *file, int line);

/* Asks that `status` is one line of printable text, nothing when it is ok, and otherwise begins with `name` (NULL:
 * with anything). */
void fuzz_require_sentence(const Status *status, const char *name);

/* The bytes with a zero behind them; the caller frees them. */
char *fuzz_text(const uint8_t *bytes, size_t size);

/* A file that holds these bytes, until the next call: its name. In memory where the machine has such files. */
const char *fuzz_file(const uint8_t *bytes, size_t size);

/* The feeders, one for each reader. */
bool fuzz_svc2004(const uint8_t *bytes, size_t size);
bool fuzz_inkml(const uint8_t *bytes, size_t size);
bool fuzz_susig(const uint8_t *bytes, size_t size);
bool fuzz_hwr(const uint8_t *bytes, size_t size);
bool fuzz_fpg(const uint8_t *bytes, size_t size);
bool fuzz_collection(const uint8_t *bytes, size_t size);
bool fuzz_safetensors(const uint8_t *bytes, size_t size);
bool fuzz_model(const uint8_t *bytes, size_t size);
bool fuzz_net(const uint8_t *bytes, size_t size);
bool fuzz_options(const uint8_t *bytes, size_t size);
bool fuzz_log(const uint8_t *bytes, size_t size);
bool fuzz_state(const uint8_t *bytes, size_t size);
bool fuzz_progress(const uint8_t *bytes, size_t size);
bool fuzz_answer(const uint8_t *bytes, size_t size);
bool fuzz_plugin(const uint8_t *bytes, size_t size);
bool fuzz_catalogue(const uint8_t *bytes, size_t size);
