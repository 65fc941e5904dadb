/* Translations, as msgfmt writes them. */
#include <string.h>

#include "fuzz/fuzz.h"
#include "words/catalogue.h"

bool fuzz_catalogue(const uint8_t *bytes, size_t size)
{
    static const char *const texts[] = {"", "yes", "%zu pair", "the net", "zzz"};
    const char *path = fuzz_file(bytes, size);
    Catalogue *catalogue;
    const Status status = catalogue_read(path, &catalogue);
    fuzz_require_sentence(&status, path);
    fuzz_require(status.ok == (catalogue != NULL));
    for (size_t i = 0; catalogue && i < sizeof texts / sizeof texts[0]; i++)
        for (size_t form = 0; form < 4; form++) {
            const char *found = catalogue_find(catalogue, texts[i], form);
            fuzz_require(!found || strlen(found) <= size);
        }
    catalogue_destroy(catalogue);
    return status.ok;
}
