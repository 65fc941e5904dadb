#include "pen/susig.h"

#include <math.h>
#include <stdio.h>

#include "pen/rows.h"
#include "pen/shown.h"

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

static PenPoint read_point(Rows *rows, size_t i, const double value[], const double before[])
{
    rows->has_pressure |= value[PRESSURE] > 0;
    return (PenPoint){.x = value[X],
                      .y = -value[Y],
                      .t = value[T],
                      .pressure = value[PRESSURE] / SUSIG_PRESSURE_MAX,
                      .ink = i > 0 && before[END] == 0};
}

static void write_header(FILE *file, const Signature *signature)
{
    fprintf(file, "X, Y, TStamp, Pres., EndPts\nDataSize: %zu\n", signature->count);
}

static void write_point(FILE *file, const Signature *signature, size_t i, RowsPlace place)
{
    bool ends = i + 1 == signature->count || !signature->points[i + 1].ink;
    fprintf(file, "%lld %lld %lld %lld %d\n", place.x, -place.y, place.t,
            llround(signature->points[i].pressure * SUSIG_PRESSURE_MAX), ends);
}

static const RowsFormat format = {
    .bytes_max = SUSIG_BYTES_MAX,
    .columns_count = COLUMNS,
    .columns = columns,
    .read_header = read_header,
    .read_point = read_point,
    .write_header = write_header,
    .write_point = write_point,
};

Status susig_parse(const char *name, const char *text, size_t size, Signature *signature)
{
    return rows_read(&format, name, text, size, signature);
}

Status susig_write(const char *path, const Signature *signature)
{
    return rows_write(&format, path, signature);
}
