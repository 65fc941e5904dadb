#include "pen/svc2004.h"

#include <math.h>
#include <stdio.h>

#include "pen/rows.h"
#include "pen/shown.h"

enum { COLUMNS_TASK1 = 4, COLUMNS_TASK2 = 7 };
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

/* How many numbers the first point has: 4 (Task 1) or 7 (Task 2). The line is not taken; where there is none, that is
 * told when the point is read. */
static Status look_at_columns(const Rows *rows, size_t *count)
{
    Rows ahead = *rows;
    RowsText line;
    double value[COLUMNS_TASK2];
    if (!rows_next(&ahead, &line))
        return status_ok();
    Status status = rows_numbers(&ahead, line, COLUMNS_TASK2, value, count);
    if (status.ok && *count != COLUMNS_TASK1 && *count != COLUMNS_TASK2)
        return status_error("%s:%zu: expected 7 numbers (or 4), found %zu", shown_path(ahead.name),
                            ahead.line, *count);
    return status;
}

static Status read_header(Rows *rows, size_t *count)
{
    RowsText line;
    if (!rows_next(rows, &line))
        return status_error("%s:1: expected the number of points, found an empty file",
                            shown_path(rows->name));
    Status status = rows_count(rows, line, count);
    if (status.ok)
        status = look_at_columns(rows, &rows->columns_count);
    rows->has_pressure = rows->columns_count == COLUMNS_TASK2;
    return status;
}

/* Of four columns the others are 0. */
static PenPoint read_point(Rows *rows, size_t i, const double value[], const double before[])
{
    (void)rows, (void)i, (void)before;
    return (PenPoint){.x = value[X],
                      .y = value[Y],
                      .t = value[T],
                      .pressure = value[PRESSURE] / SVC2004_PRESSURE_MAX,
                      .ink = ((int)value[BUTTON] & TIP) != 0};
}

static void write_header(FILE *file, const Signature *signature)
{
    fprintf(file, "%zu\n", signature->count);
}

static void write_point(FILE *file, const Signature *signature, size_t i, RowsPlace place)
{
    const PenPoint *point = &signature->points[i];
    fprintf(file, "%lld %lld %lld %d", place.x, place.y, place.t, i > 0 && point->ink);
    if (signature->has_pressure)
        fprintf(file, " 0 0 %lld", llround(point->pressure * SVC2004_PRESSURE_MAX));
    fputc('\n', file);
}

static const RowsFormat format = {
    .bytes_max = SVC2004_BYTES_MAX,
    .columns_count = COLUMNS_TASK2,
    .columns = columns,
    .read_header = read_header,
    .read_point = read_point,
    .write_header = write_header,
    .write_point = write_point,
};

Status svc2004_parse(const char *name, const char *text, size_t size, Signature *signature)
{
    return rows_read(&format, name, text, size, signature);
}

Status svc2004_write(const char *path, const Signature *signature)
{
    return rows_write(&format, path, signature);
}
