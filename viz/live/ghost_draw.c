#include "live/ghost_draw.h"

#include "draw/band.h"
#include "draw/bundle.h"

static bool draw_curve(const Paper *paper, const Plot *plot, size_t rows, const float values[],
                       LineStyle style)
{
    const size_t only = 0;
    return bundle_draw(paper, plot, (BundleData){1, rows, values, 1, &only, true, 0}, style, NULL);
}

static bool draw_spread(const Paper *paper, const Plot *plot, size_t rows, const SnapshotSpread *spread,
                        Colour colour, PlotDash dash)
{
    band_draw(paper, plot, rows, spread->low, spread->high, colour, 0.13);
    return draw_curve(paper, plot, rows, spread->mean,
                      (LineStyle){3, dash, theme_mix(colour, paper->theme->panel, 0.35), 0.8});
}

bool ghost_draw_angles(const Paper *paper, const Plot *plot, const SnapshotGhost *ghost)
{
    const Theme *theme = paper->theme;
    return ghost->rows == 0 ||
           (draw_spread(paper, plot, ghost->rows, &ghost->genuine, theme->genuine, PLOT_SOLID) &&
            draw_spread(paper, plot, ghost->rows, &ghost->forged, theme->forged, PLOT_DASHED));
}

bool ghost_draw_losses(const Paper *paper, const Plot *plot, const SnapshotGhost *ghost)
{
    const Theme *theme = paper->theme;
    return ghost->rows == 0 || (draw_curve(paper, plot, ghost->rows, ghost->validation,
                                           (LineStyle){2, PLOT_DASHED, theme->validation, 0.35}) &&
                                draw_curve(paper, plot, ghost->rows, ghost->training,
                                           (LineStyle){2, PLOT_SOLID, theme->training, 0.35}));
}
