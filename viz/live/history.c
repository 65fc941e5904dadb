#include "live/history.h"

#include <math.h>
#include <stdlib.h>

#include "words/words.h"

static const double degrees_per_radian = 57.29577951308232;

void history_free(History *history)
{
    free(history->degrees);
    free(history->training);
    free(history->validation);
    free(history->norm_low);
    free(history->norm_mean);
    free(history->norm_high);
    *history = (History){.pairs = history->pairs};
}

static bool grow(float **numbers, size_t count)
{
    float *grown = realloc(*numbers, count * sizeof *grown);
    if (grown)
        *numbers = grown;
    return grown != NULL;
}

static Status make_room(History *history)
{
    if (history->rows < history->room)
        return status_ok();
    size_t room = history->room ? 2 * history->room : 128;
    if (!grow(&history->degrees, room * history->pairs) || !grow(&history->training, room) ||
        !grow(&history->validation, room) || !grow(&history->norm_low, room) ||
        !grow(&history->norm_mean, room) || !grow(&history->norm_high, room))
        return status_no_memory(_("what was measured of the run"));
    history->room = room;
    return status_ok();
}

static void add_norms(History *history, const double norms[])
{
    const size_t row = history->rows, count = 2 * history->pairs;
    double low = HUGE_VAL, high = 0, sum = 0;
    for (size_t i = 0; i < count; i++) {
        low = fmin(low, norms[i]);
        high = fmax(high, norms[i]);
        sum += norms[i];
    }
    history->norm_low[row] = (float)low;
    history->norm_mean[row] = (float)(sum / (double)count);
    history->norm_high[row] = (float)high;
}

Status history_add(History *history, const double angles[], const double norms[], double training,
                   double validation)
{
    Status status = make_room(history);
    if (!status.ok)
        return status;
    float *row = history->degrees + history->rows * history->pairs;
    for (size_t i = 0; i < history->pairs; i++)
        row[i] = (float)(angles[i] * degrees_per_radian);
    history->training[history->rows] = (float)training;
    history->validation[history->rows] = (float)validation;
    add_norms(history, norms);
    history->known = ++history->rows;
    return status;
}

void history_go_back(History *history, size_t rows)
{
    history->rows = rows < history->known ? rows : history->known;
}

bool history_go_on(History *history)
{
    if (history->rows == history->known)
        return false;
    history->rows++;
    return true;
}

void history_forget_ahead(History *history)
{
    history->known = history->rows;
}

void history_clear(History *history)
{
    history->rows = history->known = 0;
}

const float *history_last(const History *history)
{
    return history->rows ? history->degrees + (history->rows - 1) * history->pairs : NULL;
}

void history_show(const History *history, bool grown, Snapshot *snapshot)
{
    SnapshotAngles *angles = &snapshot->angles;
    SnapshotLosses *losses = &snapshot->losses;
    angles->pairs = history->pairs;
    angles->rows = losses->rows = history->rows;
    angles->degrees = history->degrees;
    losses->training = history->training;
    losses->validation = history->validation;
    angles->version++;
    losses->version++;
    snapshot->norms.rows = history->rows;
    snapshot->norms.all = (SnapshotSpread){history->norm_low, history->norm_mean, history->norm_high};
    snapshot->norms.version++;
    angles->history += !grown;
}
