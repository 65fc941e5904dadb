/* The binary .fpg files of the MCYT collection (Ortega-Garcia et al., "MCYT baseline corpus: a bimodal biometric
 * database", IEE Proceedings 150, 2003), as the collection's own FPG_Signature_Read.m reads them. Little-endian:
 *
 *     offset  0   'FPG '
 *             4   u16  size of the header: 48 or 60
 *             6   u16  format: 4, vectors
 *            10   u16  channels: 1
 *            16   u16  bits of a number: 8 and 16 (whole, no sign), 32 and 64 (floating)
 *            26   u32  numbers in a vector: 5
 *            30   u32  vectors
 *            36   u32  vectors a second (100)
 *     then, behind the header, the vectors: x y pressure azimuth altitude
 *
 * x and y in counts of 0.01 mm, y growing UP; pressure 0 .. 1023; the tablet goes on sampling while the pen is in the air,
 * with pressure 0. What else the header holds, and what may follow the vectors, is not looked at. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "pen/signature.h"

#include "base/public.h"

/* The largest pressure, the largest file, and the highest rate. */
enum { FPG_PRESSURE_MAX = 1023, FPG_BYTES_MAX = 1 << 23, FPG_POINTS_A_SECOND_MAX = 10000 };

/* Whether the bytes begin as such a file does. */
bool fpg_begins(const char *bytes, size_t size);

/* Reads a file's `size` bytes; `name` stands for the file. The caller frees *signature, which is empty on trouble.
 *
 * The i-th point's time is i / vectors a second; pressure / 1023; ink: the pressure is above 0 at this point and at the
 * one before. Points in the air are kept; azimuth and altitude are dropped.
 *
 * Trouble, in one sentence `file: byte N: expected ..., found ...`: a header that says anything else than the above, a
 * file shorter than it says (nothing is asked memory for then), a number that is not finite, beyond SIGNATURE_REACH or, for
 * a pressure, outside 0 .. 1023, a signature that signature_check refuses. */
Status fpg_parse(const char *name, const char *bytes, size_t size, Signature *signature);

#include "base/public_end.h"
