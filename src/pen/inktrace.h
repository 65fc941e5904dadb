/* The inside of an InkML document: what a traceFormat declares, and the text of a trace. Knows no XML. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "pen/inkml.h"
#include "pen/signature.h"

/* What a channel is to us: position, time, pressure (InkML calls it force), or nothing. */
typedef enum InktraceRole { INKTRACE_X, INKTRACE_Y, INKTRACE_T, INKTRACE_F, INKTRACE_OTHER } InktraceRole;

/* One number of a point. */
typedef struct InktraceChannel {
    InktraceRole role; /* what it is to us */
    double scale;      /* file's unit to ours: mm, counts or seconds; negative for a y that grows down */
    bool length;       /* X, Y: the unit is a length, and not the device's own */
    double min, max;   /* F */
} InktraceChannel;

/* The numbers of a point, in their order. */
typedef struct InktraceFormat {
    size_t count;                                 /* channels that every point has */
    InktraceChannel channels[INKML_CHANNELS_MAX]; /* in the order of the file */
    size_t intermittent;                          /* further ones that a point may have; read over */
    bool has[INKTRACE_OTHER];                     /* by role */
} InktraceFormat;

/* One trace: where it stands, and what its attributes say. */
typedef struct Inktrace {
    const char *name;       /* of the file */
    size_t line;            /* where the trace begins */
    double offset;          /* ms */
    bool in_air, continues; /* a penUp trace; one that goes on where the trace before ended */
} Inktrace;

/* Where time stands between traces. */
typedef struct InktraceClock {
    bool started;               /* a first point was read */
    double first, first_offset; /* of the first point: the file's own unit, ms */
    double latest;              /* s after the first point */
} InktraceClock;

/* Takes one <channel>'s attributes (name, value, ..., NULL). */
Status inktrace_add_channel(InktraceFormat *format, const char **attributes, bool intermittent,
                            const char *name, size_t line);

/* Whether the format has what a signature needs. */
Status inktrace_check_format(const InktraceFormat *format, const char *name, size_t line);

/* Takes one <trace>'s attributes. */
Status inktrace_begin(Inktrace *trace, const char **attributes, const char *name, size_t line);

/* Appends the points of the text to signature->points, which has room for one more than the text has commas.
 * */
Status inktrace_read_points(const Inktrace *trace, const InktraceFormat *format, const char *text,
                            const char *end, InktraceClock *clock, Signature *signature);
