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

void convert_loss_print(const ConvertLoss *loss, PenfileFormat to, const char *where, FILE *out)
{
    size_t lines = 0;
    fprintf(out, "%zu signature%s from %s to %s: %s\n", loss->files, ending(loss->files),
            loss->from_several ? "several formats" : penfile_name(loss->from), penfile_name(to), where);
    if (loss->angles)
        lines += fprintf(out, "  the pen's azimuth and altitude are lost (%zu file%s)\n", loss->angles,
                         ending(loss->angles)) > 0;
    if (loss->marks)
        lines +=
            fprintf(out, "  %zu point%s changed between ink and air\n", loss->marks, ending(loss->marks)) > 0;
    if (loss->place > NEGLIGIBLE)
        lines += fprintf(out, "  x and y are rounded: by up to %.2g counts\n", loss->place) > 0;
    if (loss->place_millimetres > NEGLIGIBLE)
        lines += fprintf(out, "  x and y are rounded: by up to %.2g mm\n", loss->place_millimetres) > 0;
    if (loss->time > NEGLIGIBLE)
        lines += fprintf(out, "  times are rounded: by up to %.2g ms\n", 1000 * loss->time) > 0;
    if (loss->pressure > NEGLIGIBLE)
        lines +=
            fprintf(out, "  pressures are rounded: by up to %.2g of the whole range\n", loss->pressure) > 0;
    if (lines == 0)
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
