#include "cli/convert_loss.h"

#include <math.h>

enum { COUNTS_PER_MILLIMETRE = 100 };
#define NEGLIGIBLE 1e-9 /* what the arithmetic of reading and writing leaves */

static void add_points(ConvertLoss *loss, const Signature *signature, const Signature *back, double scale)
{
    double *place = signature->unit == SIGNATURE_MILLIMETRES ? &loss->place_millimetres : &loss->place;
    for (size_t i = 0; i < signature->count; i++) {
        const PenPoint *a = &signature->points[i], *b = &back->points[i];
        *place = fmax(*place, fmax(fabs(a->x - b->x / scale), fabs(a->y - b->y / scale)));
        loss->time = fmax(loss->time, fabs(a->t - b->t));
        loss->pressure = fmax(loss->pressure, fabs(a->pressure - b->pressure));
        loss->marks += i > 0 && a->ink != b->ink;
    }
}

Status convert_loss_add(ConvertLoss *loss, PenfileFormat from, const Signature *signature,
                        const Signature *back)
{
    if (signature->count != back->count)
        return status_error("expected %zu points to be read back, found %zu", signature->count, back->count);
    if (loss->files++ == 0)
        loss->from = from;
    const bool to_counts = signature->unit == SIGNATURE_MILLIMETRES && back->unit == SIGNATURE_COUNTS;
    loss->from_several |= loss->from != from;
    loss->points += signature->count;
    loss->angles += penfile_has_angles(from, signature);
    loss->no_pressure += !signature->has_pressure;
    loss->repaired += signature->times_repaired;
    loss->repaired_files += signature->times_repaired > 0;
    loss->counts_files += to_counts;
    add_points(loss, signature, back, to_counts ? COUNTS_PER_MILLIMETRE : 1);
    return status_ok();
}

static const char *ending(size_t count)
{
    return count == 1 ? "" : "s";
}

/* Whether there is anything to tell; `units`: how many of the unit that is printed make one of that which was measured in. */
static bool print_rounded(FILE *out, const char *what, double by, double units, const char *unit)
{
    if (by <= NEGLIGIBLE)
        return false;
    fprintf(out, "  %s are rounded: by up to %.2g %s\n", what, units * by, unit);
    return true;
}

void convert_loss_print(const ConvertLoss *loss, PenfileFormat to, const char *where, FILE *out)
{
    fprintf(out, "%zu signature%s from %s to %s: %s\n", loss->files, ending(loss->files),
            loss->from_several ? "several formats" : penfile_name(loss->from), penfile_name(to), where);
    bool lost = loss->angles || loss->marks;
    if (loss->angles)
        fprintf(out, "  the pen's azimuth and altitude are lost (%zu file%s)\n", loss->angles,
                ending(loss->angles));
    if (loss->marks)
        fprintf(out, "  %zu point%s changed between ink and air\n", loss->marks, ending(loss->marks));
    lost |= print_rounded(out, "x and y", loss->place, 1, "counts");
    lost |= print_rounded(out, "x and y", loss->place_millimetres, 1, "mm");
    lost |= print_rounded(out, "times", loss->time, 1000, "ms");
    lost |= print_rounded(out, "pressures", loss->pressure, 1, "of the whole range");
    if (!lost)
        fprintf(out, "  nothing is lost\n");
    if (loss->counts_files)
        fprintf(out, "  millimetres became counts of 0.01 mm (%zu file%s)\n", loss->counts_files,
                ending(loss->counts_files));
    if (loss->no_pressure)
        fprintf(out, "  %zu file%s no pressure to begin with\n", loss->no_pressure,
                loss->no_pressure == 1 ? " has" : "s have");
    if (loss->repaired)
        fprintf(out, "  times that did not grow were repaired: %zu in %zu file%s\n", loss->repaired,
                loss->repaired_files, ending(loss->repaired_files));
}
