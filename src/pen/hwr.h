/* The .hwr text files of the ICDAR 2009 signature verification competition (SigComp2009: "NISDCC" for training, "NFI" for
 * the test; tc11.cvc.uab.es/datasets/SigComp2009_1):
 *
 *     ID N
 *     x y pressure azimuth altitude       (N lines, padded with blanks)
 *
 * x and y in counts of 1/2540 inch (0.01 mm), y growing DOWN; pressure 0 .. 1023; no time: a Wacom A4 oversize tablet with
 * an inking pen, 200 points a second, also while the pen is in the air.
 *
 * The collection itself was not at hand when this was written. The columns and the rate are those that its page and its
 * users tell; that y grows down, and that a pressure below 50 is a pen in the air, is how the authors of the writing
 * order recovery (Diaz, Crispo, Parziale, Marcelli and Ferrer, "Writing order recovery in complex and long static
 * handwriting", 2021) draw and cut these signatures in the program they published. */
#pragma once
#include <stddef.h>

#include "base/status.h"
#include "pen/signature.h"

#include "base/public.h"

/* What the format leaves unsaid. */
enum {
    HWR_PRESSURE_MAX = 1023,    /* of the tablet */
    HWR_PRESSURE_TOUCHING = 50, /* from here on the pen is on the paper */
    HWR_POINTS_A_SECOND = 200,  /* there are no times */
    HWR_BYTES_MAX = 1 << 23     /* a larger file is refused */
};

/* Reads a file's `size` bytes; `name` stands for the file. The caller frees *signature, which is empty on trouble.
 *
 * y is turned round; the i-th point's time is i / 200 s; pressure / 1023; ink: the pen is on the paper at this point and
 * at the one before. Points in the air are kept. ID may be any word; azimuth and altitude are dropped.
 *
 * Trouble, in one sentence `file:line: expected ..., found ...`: any departure from the format, a signature that
 * signature_check refuses. */
Status hwr_parse(const char *name, const char *text, size_t size, Signature *signature);

#include "base/public_end.h"
