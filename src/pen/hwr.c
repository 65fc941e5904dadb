#include "pen/hwr.h"

#include "pen/rows.h"
#include "pen/shown.h"

enum { X, Y, PRESSURE, AZIMUTH, ALTITUDE, COLUMNS };

static const RowsColumn columns[COLUMNS] = {
    [X] = {"x", -SIGNATURE_REACH, SIGNATURE_REACH, false},
    [Y] = {"y", -SIGNATURE_REACH, SIGNATURE_REACH, false},
    [PRESSURE] = {"a pressure", 0, HWR_PRESSURE_MAX, false},
    [AZIMUTH] = {"an azimuth", -SIGNATURE_REACH, SIGNATURE_REACH, false},
    [ALTITUDE] = {"an altitude", -SIGNATURE_REACH, SIGNATURE_REACH, false},
};

/* The line above the points. */
static Status read_header(Rows *rows, size_t *count)
{
    RowsText line, word;
    if (!rows_next(rows, &line))
        return status_error("%s:1: expected a name and the number of points, found an empty file",
                            shown_path(rows->name));
    RowsText rest = line;
    if (!rows_word(&rest, &word))
        return rows_trouble(rows, "a name and the number of points", line);
    return rows_count(rows, rest, count);
}

static PenPoint read_point(Rows *rows, size_t i, const double value[], const double before[])
{
    rows->has_pressure = true;
    bool was_touching =
        i == 0 || before[PRESSURE] >= HWR_PRESSURE_TOUCHING; /* of the first what it says counts */
    return (PenPoint){.x = value[X],
                      .y = -value[Y],
                      .t = 1000 * (double)i / HWR_POINTS_A_SECOND,
                      .pressure = value[PRESSURE] / HWR_PRESSURE_MAX,
                      .ink = value[PRESSURE] >= HWR_PRESSURE_TOUCHING && was_touching};
}

static const RowsFormat format = {
    .bytes_max = HWR_BYTES_MAX,
    .columns_count = COLUMNS,
    .columns = columns,
    .read_header = read_header,
    .read_point = read_point,
};

Status hwr_parse(const char *name, const char *text, size_t size, Signature *signature)
{
    return rows_read(&format, name, text, size, signature);
}
