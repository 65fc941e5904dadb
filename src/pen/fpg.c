#include "pen/fpg.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "pen/finish.h"
#include "pen/shown.h"

enum { X, Y, PRESSURE, AZIMUTH, ALTITUDE, COLUMNS };
enum { SHORT_HEADER = 48, LONG_HEADER = 60, VECTORS = 4 /* the format of that number */ };
/* Where in the header. */
enum {
    AT_HEADER_SIZE = 4,
    AT_FORMAT = 6,
    AT_CHANNELS = 10,
    AT_BITS = 16,
    AT_COLUMNS = 26,
    AT_COUNT = 30,
    AT_RATE = 36
};

static const char magic[4] = {'F', 'P', 'G', ' '};

typedef struct Reader {
    const char *name;
    const unsigned char *bytes;
    size_t size;
    /* from the header: */
    size_t header_size, bits, count, rate;
} Reader;

bool fpg_begins(const char *bytes, size_t size)
{
    return size >= sizeof magic && memcmp(bytes, magic, sizeof magic) == 0;
}

static uint64_t whole_at(const Reader *reader, size_t at, size_t length)
{
    uint64_t value = 0;
    for (size_t k = length; k-- > 0;)
        value = value << 8 | reader->bytes[at + k];
    return value;
}

/* A field of the header must lie within its bounds. */
static Status read_field(const Reader *reader, size_t at, size_t length, const char *what, size_t least,
                         size_t most, size_t *value)
{
    *value = (size_t)whole_at(reader, at, length);
    if (*value >= least && *value <= most)
        return status_ok();
    if (least == most)
        return status_error("%s: byte %zu: expected %s %zu, found %zu", shown_path(reader->name), at, what,
                            least, *value);
    return status_error("%s: byte %zu: expected %s from %zu to %zu, found %zu", shown_path(reader->name), at,
                        what, least, most, *value);
}

static Status read_header(Reader *reader)
{
    if (!fpg_begins((const char *)reader->bytes, reader->size)) {
        const char *text = (const char *)reader->bytes;
        size_t shown = reader->size < sizeof magic ? reader->size : sizeof magic;
        return status_error("%s: byte 0: expected 'FPG ', found '%s'", shown_path(reader->name),
                            shown_text(text, text + shown).text);
    }
    if (reader->size < SHORT_HEADER)
        return status_error("%s: byte %zu: expected a header of %d bytes, found the end of the file",
                            shown_path(reader->name), reader->size, SHORT_HEADER);
    size_t ignored;
    struct {
        size_t at, length;
        const char *what;
        size_t least, most, *value;
    } fields[] = {
        {AT_HEADER_SIZE, 2, "a header size", 0, UINT16_MAX, &reader->header_size},
        {AT_FORMAT, 2, "the format", VECTORS, VECTORS, &ignored},
        {AT_CHANNELS, 2, "a number of channels of", 1, 1, &ignored},
        {AT_BITS, 2, "bits in a number", 0, UINT16_MAX, &reader->bits},
        {AT_COLUMNS, 4, "a vector's numbers to be", COLUMNS, COLUMNS, &ignored},
        {AT_COUNT, 4, "a number of points", SIGNATURE_POINTS_MIN, SIGNATURE_POINTS_MAX, &reader->count},
        {AT_RATE, 4, "points a second", 1, FPG_POINTS_A_SECOND_MAX, &reader->rate},
    };
    Status status = status_ok();
    for (size_t k = 0; status.ok && k < sizeof fields / sizeof *fields; k++)
        status = read_field(reader, fields[k].at, fields[k].length, fields[k].what, fields[k].least,
                            fields[k].most, fields[k].value);
    if (!status.ok)
        return status;
    if (reader->header_size != SHORT_HEADER && reader->header_size != LONG_HEADER)
        return status_error("%s: byte %d: expected a header size of %d or %d, found %zu",
                            shown_path(reader->name), AT_HEADER_SIZE, SHORT_HEADER, LONG_HEADER,
                            reader->header_size);
    if (reader->bits != 8 && reader->bits != 16 && reader->bits != 32 && reader->bits != 64)
        return status_error("%s: byte %d: expected numbers of 8, 16, 32 or 64 bits, found %zu",
                            shown_path(reader->name), AT_BITS, reader->bits);
    return status_ok();
}

/* Number k of the vectors. */
static double number_at(const Reader *reader, size_t at)
{
    uint64_t bits = whole_at(reader, at, reader->bits / 8);
    if (reader->bits <= 16)
        return (double)bits;
    double wide;
    if (reader->bits == 64) {
        memcpy(&wide, &bits, sizeof wide);
        return wide;
    }
    uint32_t half = (uint32_t)bits;
    float narrow;
    memcpy(&narrow, &half, sizeof narrow);
    return narrow;
}

static Status read_vector(const Reader *reader, size_t i, double value[COLUMNS])
{
    static const struct {
        const char *name;
        double least, most;
    } allowed[COLUMNS] = {
        [X] = {"x", -SIGNATURE_REACH, SIGNATURE_REACH},
        [Y] = {"y", -SIGNATURE_REACH, SIGNATURE_REACH},
        [PRESSURE] = {"a pressure", 0, FPG_PRESSURE_MAX},
        [AZIMUTH] = {"an azimuth", -SIGNATURE_REACH, SIGNATURE_REACH},
        [ALTITUDE] = {"an altitude", -SIGNATURE_REACH, SIGNATURE_REACH},
    };
    for (size_t k = 0; k < COLUMNS; k++) {
        size_t at = reader->header_size + (i * COLUMNS + k) * (reader->bits / 8);
        value[k] = number_at(reader, at);
        if (!(value[k] >= allowed[k].least && value[k] <= allowed[k].most)) /* NaN neither */
            return status_error("%s: byte %zu: expected %s of %.0f to %.0f, found %g",
                                shown_path(reader->name), at, allowed[k].name, allowed[k].least,
                                allowed[k].most, value[k]);
    }
    return status_ok();
}

static Status read_points(const Reader *reader, Signature *signature)
{
    bool was_touching = true; /* of the first point it is what the file says that counts */
    for (size_t i = 0; i < signature->count; i++) {
        double value[COLUMNS];
        Status status = read_vector(reader, i, value);
        if (!status.ok)
            return status;
        bool touching = value[PRESSURE] > 0;
        signature->points[i] = (PenPoint){.x = value[X],
                                          .y = value[Y],
                                          .t = (double)i / (double)reader->rate,
                                          .pressure = value[PRESSURE] / FPG_PRESSURE_MAX,
                                          .ink = touching && was_touching};
        was_touching = touching;
    }
    signature->has_pressure = true;
    return status_ok();
}

Status fpg_parse(const char *name, const char *bytes, size_t size, Signature *signature)
{
    *signature = (Signature){0};
    if (size > FPG_BYTES_MAX)
        return status_error("%s: larger than the %d bytes such a file may have", shown_path(name),
                            FPG_BYTES_MAX);
    Reader reader = {.name = name, .bytes = (const unsigned char *)bytes, .size = size};
    Status status = read_header(&reader);
    if (!status.ok)
        return status;
    size_t needed = reader.header_size + reader.count * COLUMNS * (reader.bits / 8);
    if (size < needed)
        return status_error("%s: byte %zu: expected %zu points (%zu bytes), found the end of the file",
                            shown_path(name), size, reader.count, needed);
    status = signature_create(reader.count, signature);
    if (status.ok)
        status = read_points(&reader, signature);
    return finish_reading(name, status, signature);
}
