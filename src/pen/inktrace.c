#include "pen/inktrace.h"

#include <math.h>
#include <string.h>

#include "pen/number.h"
#include "pen/shown.h"

static const char *attribute(const char **attributes, const char *name)
{
    for (; *attributes; attributes += 2)
        if (strcmp(attributes[0], name) == 0)
            return attributes[1];
    return NULL;
}

static Status trouble(const char *name, size_t line, const char *expected, const char *found, const char *end)
{
    return status_error("%s:%zu: expected %s, found '%s'", shown_path(name), line, expected,
                        shown_text(found, end).text);
}

static Status number_attribute(const char **attributes, const char *which, double otherwise, double *value,
                               const char *name, size_t line)
{
    *value = otherwise;
    const char *text = attribute(attributes, which);
    if (!text)
        return status_ok();
    const char *at = text, *end = text + strlen(text);
    if (!number_read(&at, end, value) || at != end || !isfinite(*value)) {
        char expected[40];
        snprintf(expected, sizeof expected, "a number for %s", which);
        return trouble(name, line, expected, text, end);
    }
    return status_ok();
}

/* ---------------------------------------------------------------- the format */

static InktraceRole role_of(const char *name)
{
    static const char letters[INKTRACE_OTHER] = {
        [INKTRACE_X] = 'X', [INKTRACE_Y] = 'Y', [INKTRACE_T] = 'T', [INKTRACE_F] = 'F'};
    for (int role = 0; role < INKTRACE_OTHER; role++)
        if (name[0] == letters[role] && name[1] == 0)
            return (InktraceRole)role;
    return INKTRACE_OTHER;
}

/* The factor from a unit to millimetres or counts, or to seconds; 0 for an unknown one. A unit of length sets *length. */
static double scale_of(InktraceRole role, const char *units, bool *length)
{
    static const struct {
        const char *name;
        double millimetres;
    } lengths[] = {{"mm", 1},         {"cm", 10},       {"m", 1000},       {"in", 25.4},
                   {"pt", 25.4 / 72}, {"pc", 25.4 / 6}, {"himetric", 0.01}};
    if (role == INKTRACE_T) {
        if (!units || strcmp(units, "ms") == 0)
            return 1e-3;
        if (strcmp(units, "us") == 0)
            return 1e-6;
        return strcmp(units, "s") == 0 ? 1 : 0;
    }
    if (!units || strcmp(units, "dev") == 0 || strcmp(units, "px") == 0)
        return 1;
    for (size_t k = 0; k < sizeof lengths / sizeof *lengths; k++) {
        if (strcmp(units, lengths[k].name) == 0) {
            *length = true;
            return lengths[k].millimetres;
        }
    }
    return 0;
}

static Status read_units(InktraceChannel *channel, const char **attributes, const char *name, size_t line)
{
    const char *units = attribute(attributes, "units"), *orientation = attribute(attributes, "orientation");
    channel->scale = scale_of(channel->role, units, &channel->length);
    if (channel->scale == 0)
        return trouble(name, line,
                       channel->role == INKTRACE_T ? "units s, ms or us for T"
                                                   : "units mm, cm, m, in, pt, pc, himetric, dev or px",
                       units, units + strlen(units));
    bool reversed = orientation && strcmp(orientation, "-ve") == 0;
    if (orientation && !reversed && strcmp(orientation, "+ve") != 0)
        return trouble(name, line, "orientation +ve or -ve", orientation, orientation + strlen(orientation));
    if (channel->role != INKTRACE_T && reversed != (channel->role == INKTRACE_Y))
        channel->scale = -channel->scale;
    return status_ok();
}

Status inktrace_add_channel(InktraceFormat *format, const char **attributes, bool intermittent,
                            const char *name, size_t line)
{
    const char *channel_name = attribute(attributes, "name");
    if (!channel_name)
        return status_error("%s:%zu: expected a channel with a name, found one without", shown_path(name),
                            line);
    const char *end = channel_name + strlen(channel_name);
    InktraceChannel channel = {.role = role_of(channel_name)};
    if (format->count + format->intermittent == INKML_CHANNELS_MAX)
        return status_error("%s:%zu: expected at most %d channels, found more", shown_path(name), line,
                            INKML_CHANNELS_MAX);
    if (channel.role != INKTRACE_OTHER && intermittent)
        return trouble(name, line, "X, Y, T and F among the regular channels", channel_name, end);
    if (channel.role != INKTRACE_OTHER && format->has[channel.role])
        return trouble(name, line, "each channel once", channel_name, end);
    Status status = status_ok();
    if (channel.role == INKTRACE_F) {
        status = number_attribute(attributes, "min", 0, &channel.min, name, line);
        if (status.ok)
            status = number_attribute(attributes, "max", 1, &channel.max, name, line);
        if (status.ok && !(isfinite(channel.max - channel.min) && channel.max > channel.min))
            status = status_error("%s:%zu: expected a max of F above its min, found %g and %g",
                                  shown_path(name), line, channel.max, channel.min);
    } else if (channel.role != INKTRACE_OTHER) {
        status = read_units(&channel, attributes, name, line);
    }
    if (!status.ok)
        return status;
    if (channel.role != INKTRACE_OTHER)
        format->has[channel.role] = true;
    if (intermittent)
        format->intermittent++;
    else
        format->channels[format->count++] = channel;
    return status;
}

Status inktrace_check_format(const InktraceFormat *format, const char *name, size_t line)
{
    if (!format->has[INKTRACE_X] || !format->has[INKTRACE_Y] || !format->has[INKTRACE_T])
        return status_error("%s:%zu: expected channels X, Y and T in the traceFormat, found none named %s",
                            shown_path(name), line,
                            !format->has[INKTRACE_X]   ? "X"
                            : !format->has[INKTRACE_Y] ? "Y"
                                                       : "T");
    bool lengths[INKTRACE_OTHER] = {false};
    for (size_t k = 0; k < format->count; k++)
        if (format->channels[k].role != INKTRACE_OTHER)
            lengths[format->channels[k].role] = format->channels[k].length;
    if (lengths[INKTRACE_X] != lengths[INKTRACE_Y])
        return status_error("%s:%zu: expected X and Y both in a unit of length or neither, found one of each",
                            shown_path(name), line);
    return status_ok();
}

/* ---------------------------------------------------------------- the points */

Status inktrace_begin(Inktrace *trace, const char **attributes, const char *name, size_t line)
{
    *trace = (Inktrace){.name = name, .line = line};
    const char *type = attribute(attributes, "type"), *continuation = attribute(attributes, "continuation");
    trace->in_air = type && strcmp(type, "penUp") == 0;
    trace->continues =
        continuation && (strcmp(continuation, "middle") == 0 || strcmp(continuation, "end") == 0);
    return number_attribute(attributes, "timeOffset", 0, &trace->offset, name, line);
}

/* One channel while a trace is read: a value follows from the text and from the values before it. */
typedef struct Decoder {
    char mode; /* '!' plain, '\'' first differences, '"' second ones */
    bool begun;
    double value, velocity;
} Decoder;

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Whether a value may end here: at a blank, a comma, or where the next value's sign or prefix follows at
 * once. */
static bool value_ends(const char *at, const char *end)
{
    return at == end || is_space(*at) || memchr(",!'\"*?+-TF", *at, 10);
}

/* Reads one value, of one character at least, and moves *at behind it; false when there is none that this reader
 * understands. Only channels that are read over may hold the booleans T and F. */
static bool decode(Decoder *decoder, bool read_over, const char **at, const char *end)
{
    if (**at == '!' || **at == '\'' || **at == '"')
        decoder->mode = *(*at)++;
    double before = decoder->value, number = 0;
    bool same = *at < end && **at == '*', flag = read_over && *at < end && (**at == 'T' || **at == 'F');
    if (same || flag)
        (*at)++;
    else if (!number_read(at, end, &number) || !value_ends(*at, end))
        return false;
    if ((same || decoder->mode != '!') && !decoder->begun)
        return false; /* there is nothing before it to go on from */
    if (decoder->mode == '!') {
        decoder->value = same ? before : number;
        decoder->velocity = decoder->begun ? decoder->value - before : 0;
    } else {
        if (decoder->mode == '"')
            decoder->velocity += number; /* 0 for * */
        else if (!same)
            decoder->velocity = number;
        decoder->value = before + decoder->velocity;
    }
    decoder->begun = true;
    return true;
}

/* Where the text is being read. */
typedef struct Cursor {
    const Inktrace *trace;
    const char *at, *end;
    size_t line;
} Cursor;

static void skip_space(Cursor *cursor)
{
    for (; cursor->at < cursor->end && is_space(*cursor->at); cursor->at++)
        cursor->line += *cursor->at == '\n';
}

static Status read_values(Cursor *cursor, const InktraceFormat *format, Decoder decoders[INKML_CHANNELS_MAX])
{
    size_t found = 0;
    skip_space(cursor);
    while (cursor->at < cursor->end && *cursor->at != ',') {
        Decoder unused = {.mode = '!', .begun = true};
        if (found >= format->count + format->intermittent)
            return status_error("%s:%zu: expected %zu numbers for a point, found more",
                                shown_path(cursor->trace->name), cursor->line, format->count);
        const char *value = cursor->at;
        bool regular = found < format->count,
             read_over = !regular || format->channels[found].role == INKTRACE_OTHER;
        if (!decode(regular ? &decoders[found] : &unused, read_over, &cursor->at, cursor->end)) {
            const char *stop = value;
            while (stop < cursor->end && !is_space(*stop) && *stop != ',')
                stop++;
            return trouble(cursor->trace->name, cursor->line, "a number", value, stop);
        }
        found++;
        skip_space(cursor);
    }
    if (found < format->count)
        return status_error("%s:%zu: expected %zu numbers for a point, found %zu",
                            shown_path(cursor->trace->name), cursor->line, format->count, found);
    return status_ok();
}

/* Sets what the channels tell of a point. */
static Status set_point(const Cursor *cursor, const InktraceFormat *format, const Decoder *decoders,
                        InktraceClock *clock, PenPoint *point)
{
    for (size_t k = 0; k < format->count; k++) {
        const InktraceChannel *channel = &format->channels[k];
        double value = decoders[k].value;
        if (channel->role != INKTRACE_OTHER && !(fabs(value) <= 1e15))
            return status_error("%s:%zu: expected numbers within 1e15 of 0, found %g",
                                shown_path(cursor->trace->name), cursor->line, value);
        switch (channel->role) {
        case INKTRACE_X:
            point->x = value * channel->scale;
            break;
        case INKTRACE_Y:
            point->y = value * channel->scale;
            break;
        case INKTRACE_T:
            if (!clock->started)
                *clock =
                    (InktraceClock){.started = true, .first = value, .first_offset = cursor->trace->offset};
            point->t = (value - clock->first) * channel->scale +
                       (cursor->trace->offset - clock->first_offset) / 1000;
            break;
        case INKTRACE_F:
            if (!(value >= channel->min && value <= channel->max))
                return status_error(
                    "%s:%zu: expected F between its channel's min and max, %g and %g, found %g",
                    shown_path(cursor->trace->name), cursor->line, channel->min, channel->max, value);
            point->pressure = (value - channel->min) / (channel->max - channel->min);
            break;
        case INKTRACE_OTHER:
            break;
        }
    }
    return status_ok();
}

Status inktrace_read_points(const Inktrace *trace, const InktraceFormat *format, const char *text,
                            const char *end, InktraceClock *clock, Signature *signature)
{
    Cursor cursor = {.trace = trace, .at = text, .end = end, .line = trace->line};
    Decoder decoders[INKML_CHANNELS_MAX];
    for (size_t k = 0; k < INKML_CHANNELS_MAX; k++)
        decoders[k] = (Decoder){.mode = '!'};
    signature->has_pressure = format->has[INKTRACE_F];
    for (size_t k = 0; k < format->count; k++)
        if (format->channels[k].role == INKTRACE_X)
            signature->unit = format->channels[k].length ? SIGNATURE_MILLIMETRES : SIGNATURE_COUNTS;
    skip_space(&cursor);
    if (cursor.at == end)
        return status_ok(); /* an empty trace */
    for (bool first = true;; first = false) {
        Status status = read_values(&cursor, format, decoders);
        PenPoint point = {.ink = !trace->in_air && (!first || trace->continues)};
        if (status.ok)
            status = set_point(&cursor, format, decoders, clock, &point);
        if (!status.ok)
            return status;
        if (first && point.t < clock->latest)
            return status_error(
                "%s:%zu: expected a trace that begins after the one before, found one %g s earlier "
                "(is a timeOffset missing?)",
                shown_path(trace->name), trace->line, clock->latest - point.t);
        signature->points[signature->count++] = point;
        clock->latest = point.t;
        if (cursor.at == end)
            return status_ok();
        cursor.at++; /* the comma */
    }
}
