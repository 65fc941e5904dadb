/* The formats of signatures, and the names of their files. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "pen/features.h"
#include "pen/fpg.h"
#include "pen/hwr.h"
#include "pen/inkml.h"
#include "pen/penfile.h"
#include "pen/susig.h"
#include "pen/svc2004.h"
#include "train/collection.h"

typedef struct Format {
    Status (*parse)(const char *name, const char *text, size_t size, Signature *signature);
    Status (*write)(const char *path, const Signature *signature); /* NULL: such files are only read */
} Format;

static void require_alike(const Signature *one, const Signature *other)
{
    fuzz_require(one->count == other->count);
    fuzz_require(one->unit == other->unit && one->has_pressure == other->has_pressure);
    for (size_t i = 0; i < one->count; i++) {
        const PenPoint *a = &one->points[i], *b = &other->points[i];
        fuzz_require(a->x == b->x && a->y == b->y && a->t == b->t && a->pressure == b->pressure);
        fuzz_require(a->ink == b->ink);
    }
}

/* What the net is to see of it can be worked out, or it is said why not. */
static void see(const Signature *signature)
{
    static double rows[FEATURES_COUNT * FEATURES_TIME];
    FeatureSet set;
    fuzz_require(features_parse(signature->has_pressure ? "all" : "net3", &set).ok);
    const Status status = features_compute(signature, &set, rows);
    fuzz_require_sentence(&status, NULL);
    for (size_t i = 0; status.ok && i < set.count * FEATURES_TIME; i++)
        fuzz_require(rows[i] - rows[i] == 0); /* finite */
}

/* Written and read it is the same to the digits of the format; a second time, to the bit. */
static void write_and_read(const Format *format, const Signature *signature)
{
    const char *path = fuzz_file((const uint8_t *)"", 0);
    Signature once, twice;
    Status status = format->write(path, signature);
    if (!status.ok) { /* a signature in counts, say, that no whole number of milliseconds tells apart */
        fuzz_require_sentence(&status, path);
        return;
    }
    status = penfile_read(path, &once, NULL);
    fuzz_require_sentence(&status, NULL);
    if (!status.ok)
        fprintf(stderr, "what was written is refused: %s\n", status.message);
    fuzz_require(status.ok);
    fuzz_require(once.count == signature->count && once.has_pressure == signature->has_pressure);
    fuzz_require(once.times_repaired == 0);
    for (size_t i = 1; i < once.count; i++)
        fuzz_require(once.points[i].ink == signature->points[i].ink);
    fuzz_require(format->write(path, &once).ok && penfile_read(path, &twice, NULL).ok);
    require_alike(&once, &twice);
    signature_free(&once);
    signature_free(&twice);
}

static bool feed(const Format *format, const uint8_t *bytes, size_t size)
{
    /* A block of just this size: a byte read behind it is seen. */
    char *exact = malloc(size ? size : 1);
    fuzz_require(exact != NULL);
    memcpy(exact, bytes, size);
    Signature signature = {.count = 77};
    const Status status = format->parse("file", exact, size, &signature);
    fuzz_require_sentence(&status, "file");
    free(exact);
    fuzz_require(status.ok ? signature_check(&signature).ok : !signature.points && signature.count == 0);
    if (status.ok) {
        see(&signature);
        if (format->write)
            write_and_read(format, &signature);
    }
    signature_free(&signature);
    return status.ok;
}

bool fuzz_svc2004(const uint8_t *bytes, size_t size)
{
    return feed(&(Format){svc2004_parse, svc2004_write}, bytes, size);
}

bool fuzz_inkml(const uint8_t *bytes, size_t size)
{
    return feed(&(Format){inkml_parse, inkml_write}, bytes, size);
}

bool fuzz_susig(const uint8_t *bytes, size_t size)
{
    return feed(&(Format){susig_parse, susig_write}, bytes, size);
}

bool fuzz_hwr(const uint8_t *bytes, size_t size)
{
    return feed(&(Format){.parse = hwr_parse}, bytes, size);
}

bool fuzz_fpg(const uint8_t *bytes, size_t size)
{
    return feed(&(Format){.parse = fpg_parse}, bytes, size);
}

/* Names of files in a folder of signatures, one a line: each says whose signature it is, or nothing. */
bool fuzz_collection(const uint8_t *bytes, size_t size)
{
    char *text = fuzz_text(bytes, size), *line = text;
    bool any = false;
    for (char *end; (end = strchr(line, '\n')); line = end + 1) {
        CollectionName name;
        bool found;
        *end = 0;
        const Status status = collection_name(line, &found, &name);
        fuzz_require_sentence(&status, NULL);
        fuzz_require(status.ok || found);
        fuzz_require(!found || (name.collection && memchr(name.text, 0, sizeof name.text) && name.text[0]));
        fuzz_require(!found || !status.ok || name.user <= COLLECTION_USERS_MAX);
        /* No folder can be named by it, nor left. */
        static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
        fuzz_require(!found || strspn(name.text, letters) == strlen(name.text));
        any |= found && status.ok;
    }
    free(text);
    return any;
}
