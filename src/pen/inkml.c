#include "pen/inkml.h"

#include <expat.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pen/finish.h"
#include "pen/inktrace.h"
#include "pen/number.h"
#include "pen/shown.h"
#include "pen/ticks.h"

enum {
    DEPTH_MAX = 64
}; /* the parser keeps something of each that is open: 32 MB of <a> would become gigabytes */

/* What the parser knows while it walks through the document. */
typedef struct Reader {
    const char *name;
    XML_Parser parser;
    Status status; /* trouble ends the reading */
    size_t depth;
    bool in_format, in_intermittent, in_trace, has_format;
    InktraceFormat format;
    Inktrace trace; /* the one being read */
    char *text;     /* its characters */
    size_t text_size, text_room;
    size_t room; /* points there is memory for */
    InktraceClock clock;
    Signature signature;
} Reader;

static void stop(Reader *reader, Status status)
{
    reader->status = status;
    XML_StopParser(reader->parser, XML_FALSE);
}

static size_t line_of(const Reader *reader)
{
    return (size_t)XML_GetCurrentLineNumber(reader->parser);
}

/* The name behind a namespace's prefix. */
static const char *local(const char *name)
{
    const char *colon = strrchr(name, ':');
    return colon ? colon + 1 : name;
}

static void begin_format(Reader *reader)
{
    if (reader->has_format)
        stop(reader, status_error("%s:%zu: expected one traceFormat, found a second",
                                  shown_path(reader->name), line_of(reader)));
    reader->has_format = reader->in_format = true;
}

static void end_format(Reader *reader)
{
    reader->in_format = false;
    Status status = inktrace_check_format(&reader->format, reader->name, line_of(reader));
    if (!status.ok)
        stop(reader, status);
}

static void begin_trace(Reader *reader, const char **attributes)
{
    if (!reader->has_format || reader->in_format) {
        stop(reader,
             status_error(
                 "%s:%zu: expected a traceFormat with channels X, Y and T before the first trace, found none",
                 shown_path(reader->name), line_of(reader)));
        return;
    }
    if (reader->in_trace) {
        stop(reader, status_error("%s:%zu: expected numbers in a trace, found another trace",
                                  shown_path(reader->name), line_of(reader)));
        return;
    }
    reader->in_trace = true;
    reader->text_size = 0;
    Status status = inktrace_begin(&reader->trace, attributes, reader->name, line_of(reader));
    if (!status.ok)
        stop(reader, status);
}

static Status make_room(Reader *reader, size_t more)
{
    size_t wanted = reader->signature.count + more;
    if (wanted <= reader->room)
        return status_ok();
    size_t room = reader->room ? reader->room : 256;
    while (room < wanted)
        room *= 2;
    PenPoint *points = realloc(reader->signature.points, room * sizeof *points);
    if (!points)
        return status_no_memory("the points of a signature");
    reader->signature.points = points;
    reader->room = room;
    return status_ok();
}

static Status read_trace(Reader *reader)
{
    const char *end = reader->text + reader->text_size;
    size_t separators = 0;
    for (const char *at = reader->text; at < end; at++)
        separators += *at == ',';
    if (reader->signature.count + separators + 1 > SIGNATURE_POINTS_MAX)
        return status_error("%s:%zu: expected at most %d points, found more", shown_path(reader->name),
                            reader->trace.line, SIGNATURE_POINTS_MAX);
    Status status = make_room(reader, separators + 1);
    if (!status.ok)
        return status;
    return inktrace_read_points(&reader->trace, &reader->format, reader->text, end, &reader->clock,
                                &reader->signature);
}

static void end_trace(Reader *reader)
{
    reader->in_trace = false;
    Status status = reader->text_size > 0 ? read_trace(reader) : status_ok();
    if (!status.ok)
        stop(reader, status);
}

static void XMLCALL on_start(void *data, const char *element, const char **attributes)
{
    Reader *reader = data;
    const char *name = local(element);
    if (reader->depth == DEPTH_MAX) {
        stop(reader, status_error("%s:%zu: expected at most %d elements within each other, found more",
                                  shown_path(reader->name), line_of(reader), DEPTH_MAX));
    } else if (reader->depth++ == 0 && strcmp(name, "ink") != 0) {
        stop(reader, status_error("%s:%zu: expected an ink element, found '%s'", shown_path(reader->name),
                                  line_of(reader), shown_text(name, name + strlen(name)).text));
    } else if (strcmp(name, "traceFormat") == 0) {
        begin_format(reader);
    } else if (strcmp(name, "intermittentChannels") == 0) {
        reader->in_intermittent = true;
    } else if (strcmp(name, "channel") == 0 && reader->in_format) {
        Status status = inktrace_add_channel(&reader->format, attributes, reader->in_intermittent,
                                             reader->name, line_of(reader));
        if (!status.ok)
            stop(reader, status);
    } else if (strcmp(name, "trace") == 0) {
        begin_trace(reader, attributes);
    }
}

static void XMLCALL on_end(void *data, const char *element)
{
    Reader *reader = data;
    const char *name = local(element);
    reader->depth--;
    if (!reader->status.ok)
        return;
    if (strcmp(name, "traceFormat") == 0)
        end_format(reader);
    else if (strcmp(name, "intermittentChannels") == 0)
        reader->in_intermittent = false;
    else if (strcmp(name, "trace") == 0)
        end_trace(reader);
}

static void XMLCALL on_text(void *data, const char *text, int length)
{
    Reader *reader = data;
    if (!reader->in_trace || !reader->status.ok)
        return;
    size_t wanted =
        reader->text_size + (size_t)length; /* never beyond the file's own size, which is limited */
    if (wanted > reader->text_room) {
        size_t room = 2 * wanted;
        char *larger = realloc(reader->text, room);
        if (!larger) {
            stop(reader, status_no_memory("the text of a trace"));
            return;
        }
        reader->text = larger;
        reader->text_room = room;
    }
    memcpy(reader->text + reader->text_size, text, (size_t)length);
    reader->text_size = wanted;
}

static void XMLCALL on_doctype(void *data, const char *name, const char *system_id, const char *public_id,
                               int internal)
{
    (void)system_id, (void)public_id, (void)internal;
    Reader *reader = data;
    stop(reader,
         status_error("%s:%zu: expected InkML without a DOCTYPE, found '%s'", shown_path(reader->name),
                      line_of(reader), shown_text(name, name + strlen(name)).text));
}

static Status parse(Reader *reader, const char *text, size_t size)
{
    XML_SetUserData(reader->parser, reader);
    XML_SetElementHandler(reader->parser, on_start, on_end);
    XML_SetCharacterDataHandler(reader->parser, on_text);
    XML_SetStartDoctypeDeclHandler(reader->parser, on_doctype);
    bool parsed = XML_Parse(reader->parser, text, (int)size, XML_TRUE) == XML_STATUS_OK;
    if (!reader->status.ok)
        return reader->status;
    if (!parsed)
        return status_error("%s:%zu: expected well-formed XML, found: %s", shown_path(reader->name),
                            line_of(reader), XML_ErrorString(XML_GetErrorCode(reader->parser)));
    return status_ok();
}

Status inkml_parse(const char *name, const char *text, size_t size, Signature *signature)
{
    *signature = (Signature){0};
    if (size > INKML_BYTES_MAX)
        return status_error("%s: larger than the %d bytes such a file may have", shown_path(name),
                            INKML_BYTES_MAX);
    Reader reader = {.name = name, .status = status_ok(), .parser = XML_ParserCreate(NULL)};
    if (!reader.parser)
        return status_no_memory("reading XML");
    Status status = parse(&reader, text, size);
    XML_ParserFree(reader.parser);
    free(reader.text);
    status = finish_reading(name, status, &reader.signature);
    *signature = reader.signature;
    return status;
}

/* ---------------------------------------------------------------- writing */

static const double ticks_a_second = 1e6; /* three digits behind a millisecond */

static void write_point(FILE *file, const Signature *signature, size_t i, Ticks *ticks)
{
    const PenPoint *point = &signature->points[i];
    number_write(file, point->x, 6);
    fputc(' ', file);
    number_write(file, -point->y, 6);
    fputc(' ', file);
    number_write(file, (double)ticks_next(ticks, point) / 1000, 3);
    if (signature->has_pressure) {
        fputc(' ', file);
        number_write(file, point->pressure, 6);
    }
}

static Status write_ink(FILE *file, const void *context)
{
    const Signature *signature = context;
    Ticks ticks = {.a_second = ticks_a_second};
    const char *units = signature->unit == SIGNATURE_MILLIMETRES ? "mm" : "dev";
    fprintf(file,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<ink xmlns=\"http://www.w3.org/2003/InkML\">\n"
            "  <context xml:id=\"pen\">\n"
            "    <traceFormat>\n"
            "      <channel name=\"X\" type=\"decimal\" units=\"%s\"/>\n"
            "      <channel name=\"Y\" type=\"decimal\" units=\"%s\"/>\n"
            "      <channel name=\"T\" type=\"decimal\" units=\"ms\" respectTo=\"#start\"/>\n",
            units, units);
    if (signature->has_pressure)
        fputs("      <channel name=\"F\" type=\"decimal\" min=\"0\" max=\"1\" units=\"dev\"/>\n", file);
    fputs("    </traceFormat>\n"
          "    <timestamp xml:id=\"start\" time=\"0\"/>\n"
          "  </context>\n",
          file);
    for (size_t i = 0; i < signature->count; i++) {
        bool begins = i == 0 || !signature->points[i].ink;
        bool ends = i + 1 == signature->count || !signature->points[i + 1].ink;
        fputs(begins ? "  <trace contextRef=\"#pen\">\n    " : "    ", file);
        write_point(file, signature, i, &ticks);
        fputs(ends ? "\n  </trace>\n" : ",\n", file);
    }
    fputs("</ink>\n", file);
    return status_ok(); /* files_replace looks at ferror */
}

Status inkml_write(const char *path, const Signature *signature)
{
    return finish_writing(path, signature, ticks_a_second, write_ink, signature);
}
