#include "words/catalogue.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"

/* The file: seven 32-bit numbers, then two tables of (length, offset), of the texts in the order of strcmp and of their
 * translations; every string ends with a zero byte. The plural of a text follows its singular behind that byte. */
enum {
    HEAD = 28,
    AT_REVISION = 4,
    AT_COUNT = 8,
    AT_TEXTS = 12,
    AT_TRANSLATIONS = 16,
    ENTRY = 8,
    MOST_BYTES = 1 << 24
};
static const uint32_t magic = 0x950412de;

struct Catalogue {
    unsigned char *bytes;
    size_t size, count, texts, translations;
    bool big_endian;
};

static uint32_t number_at(const Catalogue *c, size_t offset)
{
    uint32_t number = 0;
    for (size_t i = 0; i < 4; i++)
        number = number << 8 | c->bytes[offset + (c->big_endian ? i : 3 - i)];
    return number;
}

/* The strings of a table are inside the file and end. */
static bool table_is_whole(const Catalogue *c, size_t table)
{
    if (table > c->size || (c->size - table) / ENTRY < c->count)
        return false;
    for (size_t i = 0; i < c->count; i++) {
        size_t length = number_at(c, table + i * ENTRY), offset = number_at(c, table + i * ENTRY + 4);
        if (offset >= c->size || length >= c->size - offset || c->bytes[offset + length] != 0)
            return false;
    }
    return true;
}

static bool is_whole(Catalogue *c)
{
    if (c->size < HEAD)
        return false;
    c->big_endian = number_at(c, 0) != magic;
    if (number_at(c, 0) != magic || number_at(c, AT_REVISION) >> 16 != 0)
        return false;
    c->count = number_at(c, AT_COUNT);
    c->texts = number_at(c, AT_TEXTS);
    c->translations = number_at(c, AT_TRANSLATIONS);
    return table_is_whole(c, c->texts) && table_is_whole(c, c->translations);
}

Status catalogue_read(const char *path, Catalogue **catalogue)
{
    *catalogue = NULL;
    Catalogue *c = calloc(1, sizeof *c);
    if (!c)
        return status_no_memory("the translations");
    char *bytes = NULL;
    Status status = files_read(path, MOST_BYTES, &bytes, &c->size);
    c->bytes = (unsigned char *)bytes;
    if (status.ok && !is_whole(c))
        status = status_error("%s: no catalogue of translations, or a damaged one", path);
    if (status.ok)
        *catalogue = c;
    else
        catalogue_destroy(c);
    return status;
}

void catalogue_destroy(Catalogue *catalogue)
{
    if (catalogue)
        free(catalogue->bytes);
    free(catalogue);
}

static const char *string_at(const Catalogue *c, size_t table, size_t i)
{
    return (const char *)c->bytes + number_at(c, table + i * ENTRY + 4);
}

const char *catalogue_find(const Catalogue *catalogue, const char *text, size_t index)
{
    const Catalogue *c = catalogue;
    for (size_t low = 0, high = c->count; low < high;) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(text, string_at(c, c->texts, middle));
        if (order < 0) {
            high = middle;
        } else if (order > 0) {
            low = middle + 1;
        } else {
            const char *form = string_at(c, c->translations, middle);
            const char *end = form + number_at(c, c->translations + middle * ENTRY);
            while (form <= end && index-- > 0)
                form += strlen(form) + 1;
            return form <= end ? form : NULL;
        }
    }
    return NULL;
}
