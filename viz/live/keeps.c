#include "live/keeps.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "words/words.h"

enum { STATES_MAX = 512 };

/* Room for one state more; false when memory is refused or the most is reached. */
static bool grow(Keeps *keeps)
{
    if (keeps->room == keeps->most)
        return false;
    real *state = malloc(keeps->size * sizeof *state);
    if (!state)
        return false;
    keeps->keeps[keeps->room++].state = state;
    return true;
}

Status keeps_create(const Trainer *trainer, size_t bytes, Keeps *keeps)
{
    *keeps = (Keeps){.size = trainer_state_size(trainer)};
    size_t most = bytes / (keeps->size * sizeof(real));
    keeps->most = most < 2 ? 2 : most > STATES_MAX ? STATES_MAX : most;
    keeps->keeps = calloc(keeps->most, sizeof *keeps->keeps);
    if (!keeps->keeps || !grow(keeps) || !grow(keeps))
        return status_no_memory(_("the states to go back to"));
    return status_ok();
}

void keeps_free(Keeps *keeps)
{
    for (size_t i = 0; keeps->keeps && i < keeps->room; i++)
        free(keeps->keeps[i].state);
    free(keeps->keeps);
    *keeps = (Keeps){0};
}

/* Where a state of this step stands, or would stand. */
static size_t place_of(const Keeps *keeps, uint64_t step)
{
    size_t low = 0, high = keeps->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (keeps->keeps[middle].step < step)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Takes the at-th out of the row; its memory becomes the first of what is free. */
static void take_out(Keeps *keeps, size_t at)
{
    Keep out = keeps->keeps[at];
    memmove(keeps->keeps + at, keeps->keeps + at + 1, (keeps->count - at - 1) * sizeof out);
    keeps->keeps[--keeps->count] = out;
}

/* The one that is missed least when the run stands at `now`; never the first. */
static size_t least_missed(const Keeps *keeps, uint64_t now)
{
    size_t least = keeps->count - 1;
    double smallest = HUGE_VAL;
    for (size_t i = 1; i + 1 < keeps->count; i++) {
        double gap = (double)(keeps->keeps[i + 1].step - keeps->keeps[i - 1].step);
        double ago = fabs((double)now - (double)keeps->keeps[i].step) + 1;
        if (gap / ago < smallest) {
            smallest = gap / ago;
            least = i;
        }
    }
    return least;
}

void keeps_add(Keeps *keeps, const Trainer *trainer, const Keep *keep)
{
    size_t at = place_of(keeps, keep->step);
    if (at < keeps->count && keeps->keeps[at].step == keep->step)
        return;
    if (keeps->count == keeps->room && !grow(keeps))
        take_out(keeps, least_missed(keeps, keep->step));
    at = place_of(keeps, keep->step);
    Keep new = keeps->keeps[keeps->count];
    memmove(keeps->keeps + at + 1, keeps->keeps + at, (keeps->count - at) * sizeof new);
    real *state = new.state;
    new = *keep;
    new.state = state;
    trainer_copy_state(trainer, state);
    keeps->keeps[at] = new;
    keeps->count++;
}

const Keep *keeps_before(const Keeps *keeps, uint64_t step)
{
    size_t at = place_of(keeps, step);
    if (at < keeps->count && keeps->keeps[at].step == step)
        return &keeps->keeps[at];
    return at > 0 ? &keeps->keeps[at - 1] : NULL;
}

void keeps_forget_after(Keeps *keeps, uint64_t step)
{
    size_t at = place_of(keeps, step);
    keeps->count = at < keeps->count && keeps->keeps[at].step == step ? at + 1 : at;
}

void keeps_forget(Keeps *keeps)
{
    keeps->count = 0;
}
