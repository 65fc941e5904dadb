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

static Status read_points(Rows *rows, Signature *signature)
{
    bool was_touching = true; /* of the first point it is what the file says that counts */
    for (size_t i = 0; i < signature->count; i++) {
        double value[COLUMNS];
        Status status = rows_point(rows, i, signature->count, COLUMNS, columns, value);
        if (!status.ok)
            return status;
        bool touching = value[PRESSURE] >= HWR_PRESSURE_TOUCHING;
        signature->points[i] = (PenPoint){.x = value[X],
                                          .y = -value[Y],
                                          .t = (double)i / HWR_POINTS_A_SECOND,
                                          .pressure = value[PRESSURE] / HWR_PRESSURE_MAX,
                                          .ink = touching && was_touching};
        was_touching = touching;
    }
    signature->has_pressure = true;
    return status_ok();
}

Status hwr_parse(const char *name, const char *text, size_t size, Signature *signature)
{
    static const RowsFormat format = {HWR_BYTES_MAX, read_header, read_points};
    return rows_read(name, text, size, &format, signature);
}
