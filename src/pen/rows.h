/* Text files with one point a line: what SVC2004, SUSIG and .hwr files have in common.
 *
 * Blanks are spaces or tabs; lines end in LF or CR LF; empty lines may follow the last point. Every trouble is one
 * sentence `file:line: expected ..., found ...`. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/status.h"
#include "pen/signature.h"

enum { ROWS_COLUMNS_MAX = 8 }; /* numbers on a line */

#define ROWS_TIME_REACH 1e15 /* milliseconds, beyond any clock's; whole ones are exact up to 9e15 */

/* A text that is being read. */
typedef struct Rows {
    const char *name;     /* of the file */
    const char *at, *end; /* what is not read yet; borrowed */
    size_t line;          /* of the line read last, counted from 1 */
    size_t columns_count; /* numbers of a point: the format's, unless its header finds out another number */
    bool has_pressure;    /* as the format finds out */
} Rows;

/* A stretch of the text. */
typedef struct RowsText {
    const char *at, *end; /* from here, up to there */
} RowsText;

/* What the numbers of a column may be. */
typedef struct RowsColumn {
    const char *name;   /* "a pressure" */
    double least, most; /* within these */
    bool whole;         /* and a whole number */
} RowsColumn;

/* Whole numbers for a place and a time, as they are written: counts (of 0.01 mm where the signature is in millimetres) and
 * milliseconds, see ticks_next. */
typedef struct RowsPlace {
    long long x, y, t;
} RowsPlace;

/* A format: how what stands above the points, and a point, are read and written. */
typedef struct RowsFormat {
    size_t bytes_max; /* a larger file is refused */
    size_t columns_count;
    const RowsColumn *columns;
    Status (*read_header)(Rows *rows, size_t *count);
    /* Point `i` of its numbers, which fit their columns, and of those of the point before (zeros before the first). t is in
     * milliseconds, from wherever the file counts. */
    PenPoint (*read_point)(Rows *rows, size_t i, const double value[], const double before[]);
    /* NULL for what is only read: */
    void (*write_header)(FILE *file, const Signature *signature);
    void (*write_point)(FILE *file, const Signature *signature, size_t i, RowsPlace place);
} RowsFormat;

/* Reads a whole text: the header, the points, nothing behind them; then finish_reading. The caller frees *signature, which is
 * empty on trouble. */
Status rows_read(const RowsFormat *format, const char *name, const char *text, size_t size,
                 Signature *signature);

/* Writes a file, in place of one that stands there, see finish_writing. */
Status rows_write(const RowsFormat *format, const char *path, const Signature *signature);

/* The next line without its end; false when there is none. */
bool rows_next(Rows *rows, RowsText *line);

/* Takes the next word off the front of `line`; false when only blanks are left. */
bool rows_word(RowsText *line, RowsText *word);

/* Whether the stretch holds just these letters. */
bool rows_is(RowsText text, const char *letters);

/* The trouble that something else than `expected` stands on the line read last: `found`, shortened to be shown. */
Status rows_trouble(const Rows *rows, const char *expected, RowsText found);

/* What `line` holds must be the number of points, SIGNATURE_POINTS_MIN .. SIGNATURE_POINTS_MAX. */
Status rows_count(const Rows *rows, RowsText line, size_t *count);

/* The numbers of a line: writes up to `most` (at most ROWS_COLUMNS_MAX) of them and says in *found how many there are, which
 * may be more. Trouble: anything that is no plain decimal number. */
Status rows_numbers(const Rows *rows, RowsText line, size_t most, double value[], size_t *found);
