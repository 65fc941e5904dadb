#include "pen/svc2004.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "pen/rows.h"
#include "pen/shown.h"
#include "pen/ticks.h"

enum { COLUMNS_TASK1 = 4, COLUMNS_TASK2 = 7, COUNTS_PER_MILLIMETRE = 100 };
enum { TIP = 1, SIDES = 2 | 4 }; /* the switches in BUTTON */
enum { X, Y, T, BUTTON, AZIMUTH, ALTITUDE, PRESSURE };

static const RowsColumn columns[COLUMNS_TASK2] = {
    [X] = {"x", -SIGNATURE_REACH, SIGNATURE_REACH, false},
    [Y] = {"y", -SIGNATURE_REACH, SIGNATURE_REACH, false},
    [T] = {"a time", -ROWS_TIME_REACH, ROWS_TIME_REACH, false},
    [BUTTON] = {"a button", 0, TIP | SIDES, true},
    [AZIMUTH] = {"an azimuth", -SIGNATURE_REACH, SIGNATURE_REACH, false},
    [ALTITUDE] = {"an altitude", -SIGNATURE_REACH, SIGNATURE_REACH, false},
    [PRESSURE] = {"a pressure", 0, SVC2004_PRESSURE_MAX, false},
};

static Status read_count(Rows *rows, size_t *count)
{
    RowsText line;
    if (!rows_next(rows, &line))
        return status_error("%s:1: expected the number of points, found an empty file",
                            shown_path(rows->name));
    return rows_count(rows, line, count);
}

/* How many numbers the first point has: 4 (Task 1) or 7 (Task 2). The line is not taken; where there is none, that is
 * told when the point is read. */
static Status look_at_columns(const Rows *rows, size_t *count)
{
    Rows ahead = *rows;
    RowsText line;
    double value[COLUMNS_TASK2];
    *count = COLUMNS_TASK2;
    if (!rows_next(&ahead, &line))
        return status_ok();
    Status status = rows_numbers(&ahead, line, COLUMNS_TASK2, value, count);
    if (status.ok && *count != COLUMNS_TASK1 && *count != COLUMNS_TASK2)
        return status_error("%s:%zu: expected 7 numbers (or 4), found %zu", shown_path(ahead.name),
                            ahead.line, *count);
    return status;
}

/* Reads the points behind the first line. The time of the first is kept apart and taken off before the
 * milliseconds become seconds, so that whole milliseconds stay as exact as they can. */
static Status read_points(Rows *rows, Signature *signature)
{
    double first = 0;
    size_t columns_count;
    Status status = look_at_columns(rows, &columns_count);
    if (!status.ok)
        return status;
    for (size_t i = 0; i < signature->count; i++) {
        double value[COLUMNS_TASK2] = {0};
        status = rows_point(rows, i, signature->count, columns_count, columns, value);
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
    signature->has_pressure = columns_count == COLUMNS_TASK2;
    return status_ok();
}

Status svc2004_parse(const char *name, const char *text, size_t size, Signature *signature)
{
    static const RowsFormat format = {SVC2004_BYTES_MAX, read_count, read_points};
    return rows_read(name, text, size, &format, signature);
}

static const double ticks_a_second = 1000;

static Status write_points(FILE *file, const void *context)
{
    const Signature *signature = context;
    double counts = signature->unit == SIGNATURE_MILLIMETRES ? COUNTS_PER_MILLIMETRE : 1;
    Ticks ticks = {.a_second = ticks_a_second};
    fprintf(file, "%zu\n", signature->count);
    for (size_t i = 0; i < signature->count; i++) {
        const PenPoint *point = &signature->points[i];
        fprintf(file, "%lld %lld %lld %d", llround(point->x * counts), llround(point->y * counts),
                ticks_next(&ticks, point), i > 0 && point->ink);
        if (signature->has_pressure)
            fprintf(file, " 0 0 %lld", llround(point->pressure * SVC2004_PRESSURE_MAX));
        fputc('\n', file);
    }
    return status_ok(); /* files_replace looks at ferror */
}

Status svc2004_write(const char *path, const Signature *signature)
{
    Status status = signature_check(signature);
    if (status.ok)
        status = ticks_check(signature, ticks_a_second);
    if (!status.ok)
        return shown_in_file(path, status);
    return files_replace(path, write_points, signature);
}
