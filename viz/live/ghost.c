#include "live/ghost.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void ghost_free(Ghost *ghost)
{
    for (size_t of = 0; of < 2; of++)
        for (size_t i = 0; i < 3; i++)
            free(ghost->spread[of][i]);
    free(ghost->training);
    free(ghost->validation);
    *ghost = (Ghost){0};
}

static bool grow(float **numbers, size_t count)
{
    float *grown = realloc(*numbers, count * sizeof *grown);
    if (grown)
        *numbers = grown;
    return grown != NULL;
}

static bool make_room(Ghost *ghost, size_t rows)
{
    if (rows <= ghost->room)
        return true;
    for (size_t of = 0; of < 2; of++)
        for (size_t i = 0; i < 3; i++)
            if (!grow(&ghost->spread[of][i], rows))
                return false;
    if (!grow(&ghost->training, rows) || !grow(&ghost->validation, rows))
        return false;
    ghost->room = rows;
    return true;
}

/* Smallest, mean and largest angle of a class in one row; NaN when none of its pairs has an angle. */
static void take_spread(const History *history, const SnapshotPair pairs[], bool genuine, size_t row,
                        Ghost *ghost)
{
    const float *degrees = history->degrees + row * history->pairs;
    double low = NAN, high = NAN, sum = 0;
    size_t count = 0;
    for (size_t i = 0; i < history->pairs; i++) {
        if (pairs[i].genuine != genuine || isnan(degrees[i]))
            continue;
        low = fmin(low, (double)degrees[i]); /* fmin and fmax pass over NaN */
        high = fmax(high, (double)degrees[i]);
        sum += (double)degrees[i];
        count++;
    }
    ghost->spread[genuine][0][row] = (float)low;
    ghost->spread[genuine][1][row] = (float)(count > 0 ? sum / (double)count : NAN);
    ghost->spread[genuine][2][row] = (float)high;
}

void ghost_take(const History *history, const SnapshotPair pairs[], uint64_t seed, Ghost *ghost)
{
    ghost->version++;
    ghost->seed = seed;
    ghost->rows = make_room(ghost, history->known) ? history->known : 0;
    for (size_t row = 0; row < ghost->rows; row++) {
        take_spread(history, pairs, false, row, ghost);
        take_spread(history, pairs, true, row, ghost);
        ghost->training[row] = history->training[row];
        ghost->validation[row] = history->validation[row];
    }
}

void ghost_show(const Ghost *ghost, SnapshotGhost *shown)
{
    SnapshotSpread spread[2];
    for (size_t of = 0; of < 2; of++)
        spread[of] = (SnapshotSpread){ghost->spread[of][0], ghost->spread[of][1], ghost->spread[of][2]};
    *shown = (SnapshotGhost){.version = ghost->version,
                             .rows = ghost->rows,
                             .seed = ghost->seed,
                             .genuine = spread[1],
                             .forged = spread[0],
                             .training = ghost->training,
                             .validation = ghost->validation};
}
