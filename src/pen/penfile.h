/* A signature's file of any format that is known here. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "pen/signature.h"

#include "base/public.h"

/* The formats, each read by the file of its name. */
typedef enum PenfileFormat {
    PENFILE_SVC2004, /* svc2004.h */
    PENFILE_INKML,   /* inkml.h */
    PENFILE_SUSIG,   /* susig.h */
    PENFILE_HWR,     /* hwr.h */
    PENFILE_FPG,     /* fpg.h */
    PENFILE_FORMATS  /* how many */
} PenfileFormat;

/* "svc2004" ..., as a person types it. */
const char *penfile_name(PenfileFormat format);

/* ".TXT", ".inkml" ...: how the names of such files end. */
const char *penfile_extension(PenfileFormat format);

/* Whether such files can be written: those whose writing keeps what a signature has. The others have no times of their
 * own, and points for the time in which the pen is in the air; both would have to be made up. */
bool penfile_is_written(PenfileFormat format);

/* Whether the file that this signature was read from had columns that a signature has no room for: the pen's azimuth and
 * altitude. */
bool penfile_has_angles(PenfileFormat format, const Signature *signature);

/* The format with this name. False when there is none. */
bool penfile_find(const char *name, PenfileFormat *format);

/* The format that the end of a file's name stands for, in upper or lower case. False when it stands for none. */
bool penfile_by_extension(const char *path, PenfileFormat *format);

/* What a file is: by its first bytes where these tell (FPG, XML, SUSIG's heading), otherwise by the end of its name,
 * otherwise SVC2004, whose reader then says what it misses. */
PenfileFormat penfile_recognize(const char *path, const char *bytes, size_t size);

/* Reads a file of any of the formats. The caller frees *signature, which is empty on trouble. `format` says which it was;
 * it may be NULL. Trouble: see the readers. */
Status penfile_read(const char *path, Signature *signature, PenfileFormat *format);

/* The same from `size` bytes in memory; `name` stands for the file. */
Status penfile_parse(const char *name, const char *bytes, size_t size, Signature *signature,
                     PenfileFormat *format);

/* Writes a file in place of one that stands there. The format must be one that is written (asserted). Trouble: see the
 * writers. */
Status penfile_write(const char *path, PenfileFormat format, const Signature *signature);

#include "base/public_end.h"
