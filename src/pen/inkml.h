/* InkML, the W3C's XML format for digital ink (Recommendation of 20 September 2011), as pens export it:
 *
 *     <ink>
 *       <traceFormat> <channel name="X"/> <channel name="Y"/> <channel name="T"/> <channel name="F"/> </traceFormat>
 *       <trace> x y t f, x y t f, ... </trace>
 *       <trace> ... </trace>
 *     </ink>
 *
 * A trace is a stroke. y grows DOWN in InkML and is turned round on reading and on writing. */
#pragma once
#include <stddef.h>

#include "base/status.h"
#include "pen/signature.h"

#include "base/public.h"

/* What a document may have at most: bytes, and channels of a point. */
enum { INKML_BYTES_MAX = 1 << 25, INKML_CHANNELS_MAX = 16 };

/* Reads a file's `size` bytes (any bytes; no zero at their end is needed); `name` stands for the file. The caller frees
 * *signature, which is empty on trouble.
 *
 * What is understood, beside the order of channels that the traceFormat declares:
 * - X, Y: units mm, cm, m, in, pt, pc and himetric become millimetres; dev, px and none are the device's
 *   counts; orientation="-ve" of Y says that it grows up after all. Needed.
 * - T: units s, ms (also when none is said) and us, plus the trace's timeOffset (ms). Needed: without times
 *   there is no speed. A trace may not begin before the one before it has ended (InkML lets each trace have a
 *   clock of its own; a pen-up then has no known length). Made strictly increasing by signature_repair_times.
 * - F: pressure between the channel's min (0 when none is said) and max (1). May be missing.
 * - other channels and intermittent ones: read over.
 * - values: plain; differences of first (') and second (") order; ! for plain again; * for "goes on as before".
 * - type="penUp" traces: points in the air. continuation="middle" or "end": the pen was not lifted.
 *
 * Trouble, in one sentence `file:line: expected ..., found ...`: XML that is not well-formed, any DOCTYPE (so
 * no entity is ever expanded), more than 64 elements within each other, a second traceFormat, a departure from the above, more than
 * SIGNATURE_POINTS_MAX points, a signature that signature_check refuses. */
Status inkml_parse(const char *name, const char *text, size_t size, Signature *signature);

/* Writes a file, in place of one that stands there, through files_replace: channels X Y T, and F where there
 * is pressure; each stretch of ink one trace; six digits behind the point, times in ms with three, each behind that of the
 * point before. Trouble
 * also for a signature that signature_check refuses. */
Status inkml_write(const char *path, const Signature *signature);

#include "base/public_end.h"
