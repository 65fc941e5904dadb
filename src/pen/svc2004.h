/* The text format of the SVC2004 collection (Yeung et al., "SVC2004: First International Signature
 * Verification Competition", 2004): line 1 is the number of points, then one point a line,
 *
 *     X Y T button azimuth altitude pressure      (Task 2; Task 1 has the first four)
 *
 * x and y in device counts (100 a millimetre), y growing UP; T in milliseconds, nominally 10 apart; pressure
 * 0 .. 1023; button 0 on the first point of a stroke, 1 on the others. A pen-up is a gap in time, without
 * points.
 *
 * button is really the tablet's set of switches: 1 the pen's tip, 2 and 4 those on its side, which some
 * people pressed while writing (25 of the collection's 1600 files). There the tablet did record 126 points in
 * the air, with button 2 or 4 and pressure 0. */
#pragma once
#include <stddef.h>

#include "base/status.h"
#include "pen/signature.h"

#include "base/public.h"

/* The pressure's range, and how many bytes a file may have. */
enum { SVC2004_PRESSURE_MAX = 1023, SVC2004_BYTES_MAX = 1 << 23 };

/* Reads a file's `size` bytes (any bytes; no zero at their end is needed); `name` stands for the file. The caller frees
 * *signature, which is empty on trouble.
 *
 * Coordinates stay counts; T becomes seconds since the first point, made strictly increasing by
 * signature_repair_times; pressure / 1023; ink = the tip's bit of button (also that of the first point, where
 * it means nothing); azimuth and altitude are dropped. Points that repeat (x, y) are kept: the pen stood
 * still.
 *
 * Blanks may be spaces or tabs, lines end in LF or CR LF, empty lines may follow the last point. Every other
 * departure from the format is trouble, in one sentence `file:line: expected ..., found ...`: a wrong count
 * of points or columns, anything that is no plain decimal number, x or y beyond SIGNATURE_REACH, a button or
 * pressure outside its range, a signature that signature_check refuses. */
Status svc2004_parse(const char *name, const char *text, size_t size, Signature *signature);

/* Writes a file, in place of one that stands there, through files_replace: Task 2's columns with azimuth and
 * altitude 0, or Task 1's for a signature without pressure. Counts are rounded to whole ones, millimetres
 * become counts of 0.01 mm, times are rounded to milliseconds, each at least one behind that of the point before, pressure
 * to 1023rds; button = ink, 0 on the first point. Trouble also for a signature that signature_check refuses, or whose points
 * are so many and so close that those milliseconds would be too many. */
Status svc2004_write(const char *path, const Signature *signature);

#include "base/public_end.h"
