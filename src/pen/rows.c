#include "pen/rows.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "pen/finish.h"
#include "pen/number.h"
#include "pen/shown.h"
#include "pen/ticks.h"

enum { COUNTS_PER_MILLIMETRE = 100 };

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

bool rows_next(Rows *rows, RowsText *line)
{
    if (rows->at == rows->end)
        return false;
    const char *newline = memchr(rows->at, '\n', (size_t)(rows->end - rows->at));
    *line = (RowsText){rows->at, newline ? newline : rows->end};
    rows->at = newline ? newline + 1 : rows->end;
    rows->line++;
    if (line->end > line->at && line->end[-1] == '\r')
        line->end--;
    return true;
}

static void skip_blanks(RowsText *line)
{
    while (line->at < line->end && is_blank(*line->at))
        line->at++;
}

bool rows_word(RowsText *line, RowsText *word)
{
    skip_blanks(line);
    word->at = line->at;
    while (line->at < line->end && !is_blank(*line->at))
        line->at++;
    word->end = line->at;
    return word->end > word->at;
}

bool rows_is(RowsText text, const char *letters)
{
    size_t length = strlen(letters);
    return (size_t)(text.end - text.at) == length && memcmp(text.at, letters, length) == 0;
}

Status rows_trouble(const Rows *rows, const char *expected, RowsText found)
{
    Shown shown = shown_text(found.at, found.end);
    return status_error("%s:%zu: expected %s, found '%s'", shown_path(rows->name), rows->line, expected,
                        shown.text);
}

/* The whole word is a number. */
static bool is_number(RowsText word, double *value)
{
    const char *at = word.at;
    return number_read(&at, word.end, value) && at == word.end;
}

Status rows_count(const Rows *rows, RowsText line, size_t *count)
{
    RowsText rest = line, word, more;
    double value;
    if (!rows_word(&rest, &word) || !is_number(word, &value) || rows_word(&rest, &more) ||
        value != floor(value)) {
        skip_blanks(&line);
        return rows_trouble(rows, "the number of points", line);
    }
    char expected[60];
    snprintf(expected, sizeof expected, "%d to %d points", SIGNATURE_POINTS_MIN, SIGNATURE_POINTS_MAX);
    if (!(value >= SIGNATURE_POINTS_MIN && value <= SIGNATURE_POINTS_MAX))
        return rows_trouble(rows, expected, word);
    *count = (size_t)value;
    return status_ok();
}

Status rows_numbers(const Rows *rows, RowsText line, size_t most, double value[], size_t *found)
{
    *found = 0;
    for (RowsText word; rows_word(&line, &word); ++*found)
        if (*found < most && !is_number(word, &value[*found]))
            return rows_trouble(rows, "a number", word);
    return status_ok();
}

/* Each of the numbers must be what its column allows. */
static Status check_numbers(const Rows *rows, const RowsColumn columns[], const double value[])
{
    for (size_t k = 0; k < rows->columns_count; k++) {
        bool fits = value[k] >= columns[k].least && value[k] <= columns[k].most;
        if (!fits || (columns[k].whole && value[k] != floor(value[k])))
            return status_error("%s:%zu: expected %s of %.0f to %.0f, found %g", shown_path(rows->name),
                                rows->line, columns[k].name, columns[k].least, columns[k].most, value[k]);
    }
    return status_ok();
}

/* Reads the line of point `i` of `count`. */
static Status read_numbers(Rows *rows, size_t i, size_t count, const RowsColumn columns[], double value[])
{
    RowsText line;
    if (!rows_next(rows, &line))
        return status_error("%s:%zu: expected point %zu of %zu, found the end of the file",
                            shown_path(rows->name), rows->line + 1, i + 1, count);
    size_t found;
    Status status = rows_numbers(rows, line, rows->columns_count, value, &found);
    if (!status.ok)
        return status;
    if (found != rows->columns_count)
        return status_error("%s:%zu: expected %zu numbers, found %zu", shown_path(rows->name), rows->line,
                            rows->columns_count, found);
    return check_numbers(rows, columns, value);
}

/* The time of the first is kept apart and taken off before the milliseconds become seconds, so that whole milliseconds stay
 * as exact as they can. */
static Status read_points(Rows *rows, const RowsFormat *format, Signature *signature)
{
    double first = 0, numbers[2][ROWS_COLUMNS_MAX] = {{0}};
    for (size_t i = 0; i < signature->count; i++) {
        double *value = numbers[i % 2], *before = numbers[(i + 1) % 2];
        Status status = read_numbers(rows, i, signature->count, format->columns, value);
        if (!status.ok)
            return status;
        PenPoint *point = &signature->points[i];
        *point = format->read_point(rows, i, value, before);
        if (i == 0)
            first = point->t;
        point->t = (point->t - first) / 1000;
    }
    signature->has_pressure = rows->has_pressure;
    return status_ok();
}

/* Nothing but empty lines may follow the last point. */
static Status read_end(Rows *rows, size_t count)
{
    for (RowsText line; rows_next(rows, &line);) {
        RowsText rest = line, word;
        if (!rows_word(&rest, &word))
            continue;
        return status_error("%s:%zu: expected the end of the file after %zu points, found '%s'",
                            shown_path(rows->name), rows->line, count, shown_text(line.at, line.end).text);
    }
    return status_ok();
}

Status rows_read(const RowsFormat *format, const char *name, const char *text, size_t size,
                 Signature *signature)
{
    assert(format->columns_count <= ROWS_COLUMNS_MAX);
    *signature = (Signature){0};
    if (size > format->bytes_max)
        return status_error("%s: larger than the %zu bytes such a file may have", shown_path(name),
                            format->bytes_max);
    Rows rows = {.name = name, .at = text, .end = text + size, .columns_count = format->columns_count};
    size_t count;
    Status status = format->read_header(&rows, &count);
    if (status.ok)
        status = signature_create(count, signature);
    if (status.ok)
        status = read_points(&rows, format, signature);
    if (status.ok)
        status = read_end(&rows, signature->count);
    return finish_reading(name, status, signature);
}

/* ---------------------------------------------------------------- writing */

static const double ticks_a_second = 1000;

typedef struct Writing {
    const RowsFormat *format;
    const Signature *signature;
} Writing;

static Status write_all(FILE *file, const void *context)
{
    const Writing *writing = context;
    const Signature *signature = writing->signature;
    double counts = signature->unit == SIGNATURE_MILLIMETRES ? COUNTS_PER_MILLIMETRE : 1;
    Ticks ticks = {.a_second = ticks_a_second};
    writing->format->write_header(file, signature);
    for (size_t i = 0; i < signature->count; i++) {
        const PenPoint *point = &signature->points[i];
        RowsPlace place = {llround(point->x * counts), llround(point->y * counts), ticks_next(&ticks, point)};
        writing->format->write_point(file, signature, i, place);
    }
    return status_ok(); /* files_replace looks at ferror */
}

Status rows_write(const RowsFormat *format, const char *path, const Signature *signature)
{
    return finish_writing(path, signature, ticks_a_second, write_all, &(Writing){format, signature});
}
