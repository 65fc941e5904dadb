#include "pen/penfile.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/files.h"
#include "pen/fpg.h"
#include "pen/hwr.h"
#include "pen/inkml.h"
#include "pen/susig.h"
#include "pen/svc2004.h"

static const struct {
    const char *name, *extension;
    Status (*parse)(const char *name, const char *bytes, size_t size, Signature *signature);
    Status (*write)(const char *path, const Signature *signature); /* NULL: only read */
    bool angles;
} formats[PENFILE_FORMATS] = {
    [PENFILE_SVC2004] = {"svc2004", ".TXT", svc2004_parse, svc2004_write, true},
    [PENFILE_INKML] = {"inkml", ".inkml", inkml_parse, inkml_write, false},
    [PENFILE_SUSIG] = {"susig", ".sig", susig_parse, susig_write, false},
    [PENFILE_HWR] = {"hwr", ".hwr", hwr_parse, NULL, true},
    [PENFILE_FPG] = {"fpg", ".fpg", fpg_parse, NULL, true},
};

enum { BYTES_MAX = INKML_BYTES_MAX }; /* the most that any of them takes; each reader has its own limit */

const char *penfile_name(PenfileFormat format)
{
    return formats[format].name;
}

const char *penfile_extension(PenfileFormat format)
{
    return formats[format].extension;
}

bool penfile_is_written(PenfileFormat format)
{
    return formats[format].write != NULL;
}

bool penfile_has_angles(PenfileFormat format, const Signature *signature)
{
    /* SVC2004's four columns have neither pressure nor angles. */
    return formats[format].angles && signature->has_pressure;
}

bool penfile_find(const char *name, PenfileFormat *format)
{
    for (size_t k = 0; k < PENFILE_FORMATS; k++) {
        if (strcmp(name, formats[k].name) == 0) {
            *format = (PenfileFormat)k;
            return true;
        }
    }
    return false;
}

bool penfile_by_extension(const char *path, PenfileFormat *format)
{
    size_t length = strlen(path);
    for (size_t k = 0; k < PENFILE_FORMATS; k++) {
        size_t end = strlen(formats[k].extension);
        if (length > end && strcasecmp(path + length - end, formats[k].extension) == 0) {
            *format = (PenfileFormat)k;
            return true;
        }
    }
    return false;
}

/* XML begins with a '<', in UTF-8 perhaps behind a byte order mark and blanks, in UTF-16 behind the mark. */
static bool is_xml(const char *bytes, size_t size)
{
    if (size >= 2 && (memcmp(bytes, "\xff\xfe", 2) == 0 || memcmp(bytes, "\xfe\xff", 2) == 0))
        return true;
    size_t at = size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    while (at < size && bytes[at] && strchr(" \t\r\n", bytes[at]))
        at++;
    return at < size && bytes[at] == '<';
}

PenfileFormat penfile_recognize(const char *path, const char *bytes, size_t size)
{
    PenfileFormat format = PENFILE_SVC2004;
    if (fpg_begins(bytes, size))
        return PENFILE_FPG;
    if (is_xml(bytes, size))
        return PENFILE_INKML;
    if (susig_begins(bytes, size))
        return PENFILE_SUSIG;
    penfile_by_extension(path, &format);
    return format;
}

Status penfile_parse(const char *name, const char *bytes, size_t size, Signature *signature,
                     PenfileFormat *format)
{
    PenfileFormat found = penfile_recognize(name, bytes, size);
    if (format)
        *format = found;
    return formats[found].parse(name, bytes, size, signature);
}

Status penfile_read(const char *path, Signature *signature, PenfileFormat *format)
{
    *signature = (Signature){0};
    char *bytes;
    size_t size;
    Status status = files_read(path, BYTES_MAX, &bytes, &size);
    if (!status.ok)
        return status;
    status = penfile_parse(path, bytes, size, signature, format);
    free(bytes);
    return status;
}

Status penfile_write(const char *path, PenfileFormat format, const Signature *signature)
{
    assert(penfile_is_written(format));
    return formats[format].write(path, signature);
}
