#include "pen/susig.h"

#include <math.h>
#include <stdio.h>

#include "base/files.h"
#include "pen/rows.h"
#include "pen/shown.h"
#include "pen/ticks.h"

enum { COUNTS_PER_MILLIMETRE = 100 };
enum { X, Y, T, PRESSURE, END, COLUMNS };

static const RowsColumn columns[COLUMNS] = {
    [X] = {"x", -SIGNATURE_REACH, SIGNATURE_REACH, false},
    [Y] = {"y", -SIGNATURE_REACH, SIGNATURE_REACH, false},
    [T] = {"a time", -ROWS_TIME_REACH, ROWS_TIME_REACH, false},
    [PRESSURE] = {"a pressure", 0, SUSIG_PRESSURE_MAX, true},
    [END] = {"an end of stroke", 0, 1, true},
};

bool susig_begins(const char *text, size_t size)
{
    RowsText line = {text, text + size}, word;
    return rows_word(&line, &word) && rows_is(word, "X,");
}

/* The two lines above the points. */
static Status read_header(Rows *rows, size_t *count)
{
    RowsText line = {rows->at, rows->at}, word;
    if (!rows_next(rows, &line))
        return status_error("%s:1: expected 'X, Y, TStamp, Pres., EndPts', found an empty file",
                            shown_path(rows->name));
    if (!susig_begins(line.at, (size_t)(line.end - line.at)))
        return rows_trouble(rows, "'X, Y, TStamp, Pres., EndPts'", line);
    if (!rows_next(rows, &line))
        return status_error("%s:2: expected 'DataSize: ' and the number of points, found the end of the file",
                            shown_path(rows->name));
    RowsText rest = line;
    if (!rows_word(&rest, &word) || !rows_is(word, "DataSize:"))
        return rows_trouble(rows, "'DataSize: ' and the number of points", line);
    return rows_count(rows, rest, count);
}

static Status read_points(Rows *rows, Signature *signature)
{
    double first = 0;
    bool ended = true;
    for (size_t i = 0; i < signature->count; i++) {
        double value[COLUMNS];
        Status status = rows_point(rows, i, signature->count, COLUMNS, columns, value);
        if (!status.ok)
            return status;
        if (i == 0)
            first = value[T];
        signature->points[i] = (PenPoint){.x = value[X],
                                          .y = -value[Y],
                                          .t = (value[T] - first) / 1000,
                                          .pressure = value[PRESSURE] / SUSIG_PRESSURE_MAX,
                                          .ink = !ended};
        signature->has_pressure |= value[PRESSURE] > 0;
        ended = value[END] > 0;
    }
    return status_ok();
}

Status susig_parse(const char *name, const char *text, size_t size, Signature *signature)
{
    static const RowsFormat format = {SUSIG_BYTES_MAX, read_header, read_points};
    return rows_read(name, text, size, &format, signature);
}

static const double ticks_a_second = 1000;

static Status write_points(FILE *file, const void *context)
{
    const Signature *signature = context;
    double counts = signature->unit == SIGNATURE_MILLIMETRES ? COUNTS_PER_MILLIMETRE : 1;
    Ticks ticks = {.a_second = ticks_a_second};
    fprintf(file, "X, Y, TStamp, Pres., EndPts\nDataSize: %zu\n", signature->count);
    for (size_t i = 0; i < signature->count; i++) {
        const PenPoint *point = &signature->points[i];
        bool ends = i + 1 == signature->count || !point[1].ink;
        fprintf(file, "%lld %lld %lld %lld %d\n", llround(point->x * counts), llround(-point->y * counts),
                ticks_next(&ticks, point), llround(point->pressure * SUSIG_PRESSURE_MAX), ends);
    }
    return status_ok(); /* files_replace looks at ferror */
}

Status susig_write(const char *path, const Signature *signature)
{
    Status status = signature_check(signature);
    if (status.ok)
        status = ticks_check(signature, ticks_a_second);
    if (!status.ok)
        return shown_in_file(path, status);
    return files_replace(path, write_points, signature);
}
