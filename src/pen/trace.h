/* The inside of an InkML document: what a traceFormat declares, and the text of a trace. Knows no XML. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "pen/inkml.h"
#include "pen/signature.h"

typedef enum TraceRole { TRACE_X, TRACE_Y, TRACE_T, TRACE_F, TRACE_OTHER } TraceRole;

typedef struct TraceChannel {
    TraceRole role;
    double scale;    /* file's unit to ours: mm, counts or seconds; negative for a y that grows down */
    bool length;     /* X, Y: the unit is a length, and not the device's own */
    double min, max; /* F */
} TraceChannel;

typedef struct TraceFormat {
    size_t count; /* channels that every point has */
    TraceChannel channels[INKML_CHANNELS_MAX];
    size_t intermittent;   /* further ones that a point may have; read over */
    bool has[TRACE_OTHER]; /* by role */
} TraceFormat;

typedef struct Trace {
    const char *name; /* of the file */
    size_t line;      /* where the trace begins */
    double offset;    /* ms */
    bool in_air, continues;
} Trace;

/* Where time stands between traces. */
typedef struct TraceClock {
    bool started;
    double first, first_offset; /* of the first point: the file's own unit, ms */
    double latest;              /* s after the first point */
} TraceClock;

/* Takes one <channel>'s attributes (name, value, ..., NULL). */
Status trace_add_channel(TraceFormat *format, const char **attributes, bool intermittent, const char *name,
                         size_t line);

/* Whether the format has what a signature needs. */
Status trace_check_format(const TraceFormat *format, const char *name, size_t line);

/* Takes one <trace>'s attributes. */
Status trace_begin(Trace *trace, const char **attributes, const char *name, size_t line);

/* Appends the points of the text to signature->points, which has room for one more than the text has commas. */
Status trace_read_points(const Trace *trace, const TraceFormat *format, const char *text, const char *end,
                         TraceClock *clock, Signature *signature);
