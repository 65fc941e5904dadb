#include "live/ghost_draw.h"

#include "draw/band.h"
#include "draw/line.h"

static void draw_spread(const Paper *paper, const Plot *plot, size_t rows, const SnapshotSpread *spread,
                        Colour colour, PlotDash dash)
{
    band_draw(paper, plot, rows, spread->low, spread->high, colour, 0.13);
    line_draw(paper, plot, (LineData){rows, spread->mean, 1, 0, 1, false},
              (LineStyle){3, dash, theme_mix(colour, paper->theme->panel, 0.35), 0.8});
}

void ghost_draw_angles(const Paper *paper, const Plot *plot, const SnapshotGhost *ghost)
{
    if (ghost->rows == 0)
        return;
    draw_spread(paper, plot, ghost->rows, &ghost->genuine, paper->theme->genuine, PLOT_SOLID);
    draw_spread(paper, plot, ghost->rows, &ghost->forged, paper->theme->forged, PLOT_DASHED);
}

void ghost_draw_losses(const Paper *paper, const Plot *plot, const SnapshotGhost *ghost)
{
    if (ghost->rows == 0)
        return;
    line_draw(paper, plot, (LineData){ghost->rows, ghost->validation, 1, 0, 1, true},
              (LineStyle){2, PLOT_DASHED, paper->theme->validation, 0.35});
    line_draw(paper, plot, (LineData){ghost->rows, ghost->training, 1, 0, 1, true},
              (LineStyle){2, PLOT_SOLID, paper->theme->training, 0.35});
}
