/* The text format of the SUSIG collection (Kholmatov and Yanikoglu, "SUSIG: an on-line signature database", Pattern
 * Analysis and Applications 12, 2009):
 *
 *     X, Y, TStamp, Pres., EndPts
 *     DataSize: N
 *     x y t pressure endpt                (N lines)
 *
 * x and y in the tablet's counts, y growing DOWN (ReadSignature.m, which comes with the collection, draws -y); t in
 * milliseconds since the first point, nominally 10 apart; endpt 1 on the LAST point of a stroke, 0 on the others, and
 * often 0 on the last point of the file too. A pen-up is a gap in time, without points.
 *
 * Pressure is taken for 0 .. 1023. The tablet of the collection's visual part tells 128 levels only, so that a pressure
 * from there is at most an eighth here; a net's features are scaled to the signatures that it is trained on. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "pen/signature.h"

#include "base/public.h"

/* The largest pressure, and the largest file. */
enum { SUSIG_PRESSURE_MAX = 1023, SUSIG_BYTES_MAX = 1 << 23 };

/* Whether the text begins as such a file does: "X," is its first word. */
bool susig_begins(const char *text, size_t size);

/* Reads a file's `size` bytes; `name` stands for the file. The caller frees *signature, which is empty on trouble.
 *
 * y is turned round; t becomes seconds, made strictly increasing by signature_repair_times; pressure / 1023, and where
 * it is 0 on every point the signature has none. ink: the point before is no endpt.
 *
 * Trouble, in one sentence `file:line: expected ..., found ...`: any departure from the format, a signature that
 * signature_check refuses. */
Status susig_parse(const char *name, const char *text, size_t size, Signature *signature);

/* Writes a file, in place of one that stands there, through files_replace. Counts are rounded to whole ones, millimetres
 * become counts of 0.01 mm, times are rounded to milliseconds, each at least one behind that of the point before, pressure
 * to 1023rds (0 where there is none). A point in the air is written as a stroke of its own, which is how it is read back.
 * Trouble also for a signature that signature_check refuses, or whose points are so many and so close that those
 * milliseconds would be too many. */
Status susig_write(const char *path, const Signature *signature);

#include "base/public_end.h"
