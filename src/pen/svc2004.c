#include "pen/svc2004.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "pen/number.h"
#include "pen/shown.h"

enum { COLUMNS_TASK1 = 4, COLUMNS_TASK2 = 7, COUNTS_PER_MILLIMETRE = 100 };
#define TIME_REACH 1e15          /* milliseconds, beyond any clock's; whole ones are exact up to 9e15 */
enum { TIP = 1, SIDES = 2 | 4 }; /* the switches in BUTTON */
enum { X, Y, T, BUTTON, AZIMUTH, ALTITUDE, PRESSURE };

typedef struct Reader {
    const char *name;
    const char *at, *end; /* what is not read yet */
    size_t line;          /* of the line read last, counted from 1 */
    size_t columns;       /* of the first point; 0 before it */
} Reader;

/* The stretch of text that `from` begins, up to the next blank. */
static const char *word_end(const char *from, const char *end)
{
    while (from < end && *from != ' ' && *from != '\t')
        from++;
    return from;
}

static const char *skip_blanks(const char *from, const char *end)
{
    while (from < end && (*from == ' ' || *from == '\t'))
        from++;
    return from;
}

/* The next line without its end; false when there is none. */
static bool next_line(Reader *reader, const char **line, const char **end)
{
    if (reader->at == reader->end)
        return false;
    const char *newline = memchr(reader->at, '\n', (size_t)(reader->end - reader->at));
    *line = reader->at;
    *end = newline ? newline : reader->end;
    reader->at = newline ? newline + 1 : reader->end;
    reader->line++;
    if (*end > *line && (*end)[-1] == '\r')
        (*end)--;
    return true;
}

static Status trouble(const Reader *reader, const char *expected, const char *found, const char *end)
{
    Shown shown = shown_text(found, end);
    return status_error("%s:%zu: expected %s, found '%s'", shown_path(reader->name), reader->line, expected,
                        shown.text);
}

/* One word that must be a number. */
static Status read_number(const Reader *reader, const char *word, const char *end, double *value)
{
    const char *at = word;
    if (!number_read(&at, end, value) || at != end)
        return trouble(reader, "a number", word, end);
    return status_ok();
}

static Status read_count(Reader *reader, size_t *count)
{
    const char *line, *end;
    if (!next_line(reader, &line, &end))
        return status_error("%s:1: expected the number of points, found an empty file",
                            shown_path(reader->name));
    line = skip_blanks(line, end);
    const char *stop = word_end(line, end), *at = line;
    double value;
    if (!number_read(&at, stop, &value) || at != stop || skip_blanks(stop, end) != end ||
        value != floor(value))
        return trouble(reader, "the number of points", line, end);
    char expected[60];
    snprintf(expected, sizeof expected, "%d to %d points", SIGNATURE_POINTS_MIN, SIGNATURE_POINTS_MAX);
    if (!(value >= SIGNATURE_POINTS_MIN && value <= SIGNATURE_POINTS_MAX))
        return trouble(reader, expected, line, end);
    *count = (size_t)value;
    return status_ok();
}

/* The numbers of one line: as many as the first point has. */
static Status read_columns(Reader *reader, const char *line, const char *end, double value[COLUMNS_TASK2])
{
    size_t found = 0;
    for (const char *at = skip_blanks(line, end); at < end; found++) {
        const char *stop = word_end(at, end);
        if (found < COLUMNS_TASK2) {
            Status status = read_number(reader, at, stop, &value[found]);
            if (!status.ok)
                return status;
        }
        at = skip_blanks(stop, end);
    }
    if (reader->columns == 0 && found != COLUMNS_TASK1 && found != COLUMNS_TASK2)
        return status_error("%s:%zu: expected 7 numbers (or 4), found %zu", shown_path(reader->name),
                            reader->line, found);
    if (reader->columns == 0)
        reader->columns = found;
    if (found != reader->columns)
        return status_error("%s:%zu: expected %zu numbers, found %zu", shown_path(reader->name), reader->line,
                            reader->columns, found);
    return status_ok();
}

/* Whether the numbers of a line mean a point; where not, which number does not and what was expected. */
static Status check_point(const Reader *reader, const double value[COLUMNS_TASK2])
{
    static const struct {
        const char *name;
        double least, most;
        bool whole;
    } allowed[COLUMNS_TASK2] = {
        [X] = {"x", -SIGNATURE_REACH, SIGNATURE_REACH, false},
        [Y] = {"y", -SIGNATURE_REACH, SIGNATURE_REACH, false},
        [T] = {"a time", -TIME_REACH, TIME_REACH, false},
        [BUTTON] = {"a button", 0, TIP | SIDES, true},
        [AZIMUTH] = {"an azimuth", -SIGNATURE_REACH, SIGNATURE_REACH, false},
        [ALTITUDE] = {"an altitude", -SIGNATURE_REACH, SIGNATURE_REACH, false},
        [PRESSURE] = {"a pressure", 0, SVC2004_PRESSURE_MAX, false},
    };
    for (size_t k = 0; k < reader->columns; k++) {
        bool fits = value[k] >= allowed[k].least && value[k] <= allowed[k].most;
        if (!fits || (allowed[k].whole && value[k] != floor(value[k])))
            return status_error("%s:%zu: expected %s of %.0f to %.0f, found %g", shown_path(reader->name),
                                reader->line, allowed[k].name, allowed[k].least, allowed[k].most, value[k]);
    }
    return status_ok();
}

/* Reads the points behind the first line. The time of the first is kept apart and taken off before the
 * milliseconds become seconds, so that whole milliseconds stay as exact as they can. */
static Status read_points(Reader *reader, Signature *signature)
{
    double first = 0;
    for (size_t i = 0; i < signature->count; i++) {
        const char *line, *end;
        double value[COLUMNS_TASK2] = {0};
        if (!next_line(reader, &line, &end))
            return status_error("%s:%zu: expected point %zu of %zu, found the end of the file",
                                shown_path(reader->name), reader->line + 1, i + 1, signature->count);
        Status status = read_columns(reader, line, end, value);
        if (status.ok)
            status = check_point(reader, value);
        if (!status.ok)
            return status;
        if (i == 0)
            first = value[T];
        signature->points[i] = (PenPoint){.x = value[X],
                                          .y = value[Y],
                                          .t = (value[T] - first) / 1000,
                                          .pressure = value[PRESSURE] / SVC2004_PRESSURE_MAX,
                                          .ink = ((int)value[BUTTON] & TIP) != 0};
    }
    signature->has_pressure = reader->columns == COLUMNS_TASK2;
    return status_ok();
}

static Status expect_nothing_more(Reader *reader, size_t count)
{
    const char *line, *end;
    while (next_line(reader, &line, &end)) {
        if (skip_blanks(line, end) == end)
            continue;
        Shown shown = shown_text(line, end);
        return status_error("%s:%zu: expected the end of the file after %zu points, found '%s'",
                            shown_path(reader->name), reader->line, count, shown.text);
    }
    return status_ok();
}

Status svc2004_parse(const char *name, const char *text, size_t size, Signature *signature)
{
    *signature = (Signature){0};
    if (size > SVC2004_BYTES_MAX)
        return status_error("%s: larger than the %d bytes such a file may have", shown_path(name),
                            SVC2004_BYTES_MAX);
    Reader reader = {.name = name, .at = text, .end = text + size};
    size_t count = 0;
    Status status = read_count(&reader, &count);
    if (status.ok)
        status = signature_create(count, signature);
    if (!status.ok)
        return status;
    status = read_points(&reader, signature);
    if (status.ok)
        status = expect_nothing_more(&reader, count);
    if (status.ok) {
        status = signature_repair_times(signature);
        if (status.ok)
            status = signature_check(signature);
        if (!status.ok) /* these sentences know no file */
            status = shown_in_file(name, status);
    }
    if (!status.ok)
        signature_free(signature);
    return status;
}

Status svc2004_read(const char *path, Signature *signature)
{
    *signature = (Signature){0};
    char *text;
    size_t size;
    Status status = files_read(path, SVC2004_BYTES_MAX, &text, &size);
    if (!status.ok)
        return status;
    status = svc2004_parse(path, text, size, signature);
    free(text);
    return status;
}

static Status write_points(FILE *file, const void *context)
{
    const Signature *signature = context;
    double counts = signature->unit == SIGNATURE_MILLIMETRES ? COUNTS_PER_MILLIMETRE : 1;
    double start = signature->points[0].t;
    fprintf(file, "%zu\n", signature->count);
    for (size_t i = 0; i < signature->count; i++) {
        const PenPoint *point = &signature->points[i];
        fprintf(file, "%lld %lld %lld %d", llround(point->x * counts), llround(point->y * counts),
                llround((point->t - start) * 1000), i > 0 && point->ink);
        if (signature->has_pressure)
            fprintf(file, " 0 0 %lld", llround(point->pressure * SVC2004_PRESSURE_MAX));
        fputc('\n', file);
    }
    return status_ok(); /* files_replace looks at ferror */
}

Status svc2004_write(const char *path, const Signature *signature)
{
    Status status = signature_check(signature);
    if (!status.ok)
        return shown_in_file(path, status);
    return files_replace(path, write_points, signature);
}
