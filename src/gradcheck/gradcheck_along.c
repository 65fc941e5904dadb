#include "gradcheck/gradcheck_along.h"
#include "gradcheck/gradcheck_guard.h"
#include "gradcheck/gradcheck_random.h"
#include <float.h>
#include <math.h>
#include <string.h>

static size_t entries_of(const GradcheckSession *session, size_t b)
{
    return session->first[b + 1] - session->first[b];
}

/* A line of which neither the way nor its bounds are set. */
static GradcheckLine line_of(GradcheckSession *session)
{
    session->line_zero[0] = session->report->loss;
    session->line_sigma[0] = session->report->noise;
    return (GradcheckLine){
        .context = session,
        .m = 1,
        .at_zero = session->line_zero,
        .sigma = session->line_sigma,
        .relative_noise = gradcheck_session_unit(session->float_loss ? GRADCHECK_FLOAT : GRADCHECK_DOUBLE),
        .deviations = session->report->deviations,
        .down = INFINITY,
        .up = INFINITY,
        .size = 1};
}

/* --------------------------------------------------------------------------------------------------- one entry */

/* Comparing n values after every evaluation would cost more than a short evaluation does: often for few values, now and
 * then for many. */
static void inspect_now_and_then(GradcheckSession *session)
{
    if (session->since_inspection * 512 >= session->n)
        gradcheck_session_inspect(session, "the loss callback");
}

static int at_entry(void *context, double t, double *moved, double *out)
{
    GradcheckSession *session = context;
    const GradcheckBlock *block = &session->blocks[session->line_block];
    size_t i = session->line_entry;
    double x = gradcheck_guard_get(block->type, session->values[session->line_block], i), set = x + t;
    if (block->type == GRADCHECK_FLOAT && fabs(set) <= FLT_MAX)
        set = (double)(float)set;
    *moved = set - x;
    if ((block->lower && set < block->lower[i]) || (block->upper && set > block->upper[i]))
        return GRADCHECK_OUTSIDE;
    if (session->shortcut)
        return gradcheck_session_loss_with(session, session->line_block, i, set, out);
    if (!gradcheck_guard_set(block->type, block->value, i, set))
        return GRADCHECK_OUTSIDE;
    int code = gradcheck_session_loss(session, out);
    if (gradcheck_guard_get(block->type, block->value, i) != set)
        gradcheck_session_find(session, GRADCHECK_FINDING_INPUT_CHANGED,
                               "the loss callback changed the values of block %s",
                               session->report->blocks[session->line_block].name);
    gradcheck_guard_set(block->type, block->value, i, x);
    inspect_now_and_then(session);
    return code;
}

/* The same for several values, by losses_with. */
static int at_entry_many(void *context, size_t count, const double t[], double moved[], double out[])
{
    enum { MANY = 8 };
    GradcheckSession *session = context;
    const GradcheckBlock *block = &session->blocks[session->line_block];
    size_t entry = session->line_entry;
    double x = gradcheck_guard_get(block->type, session->values[session->line_block], entry), set[MANY];
    for (size_t first = 0; first < count; first += MANY) {
        size_t some = count - first < MANY ? count - first : MANY;
        for (size_t i = 0; i < some; i++) {
            set[i] = x + t[first + i];
            if (block->type == GRADCHECK_FLOAT && fabs(set[i]) <= FLT_MAX)
                set[i] = (double)(float)set[i];
            moved[first + i] = set[i] - x;
        }
        int code = gradcheck_session_losses_with(session, session->line_block, entry, some, set, out + first);
        if (code)
            return code;
    }
    return 0;
}

GradcheckLine gradcheck_along_entry(GradcheckSession *session, size_t b, size_t entry)
{
    const GradcheckBlock *block = &session->blocks[b];
    double x = gradcheck_guard_get(block->type, session->values[b], entry);
    GradcheckLine line = line_of(session);
    session->line_block = b;
    session->line_entry = entry;
    line.at = at_entry;
    if (session->shortcut && session->problem->losses_with && !session->problem->reset)
        line.at_many = at_entry_many;
    line.size = fmax(1, fabs(x));
    line.least = fmax(8 * gradcheck_session_unit(block->type) * fabs(x),
                      block->type == GRADCHECK_FLOAT ? 1e-36 : 1e-300);
    if (block->lower)
        line.down = x - block->lower[entry];
    if (block->upper)
        line.up = block->upper[entry] - x;
    return line;
}

/* ------------------------------------------------------------------------------------------------- all entries */

bool gradcheck_along_move(GradcheckSession *session, double t)
{
    session->moved = t != 0;
    for (size_t b = 0; b < session->problem->n_blocks; b++) {
        GradcheckBlock *block = &session->blocks[b];
        if (t == 0) {
            memcpy(block->value, session->values[b],
                   entries_of(session, b) * gradcheck_guard_size(block->type));
            continue;
        }
        for (size_t i = 0; i < entries_of(session, b); i++) {
            double x = gradcheck_guard_get(block->type, session->values[b], i);
            double set = x + t * session->direction[session->first[b] + i];
            if (block->lower)
                set = fmax(set, block->lower[i]);
            if (block->upper)
                set = fmin(set, block->upper[i]);
            if (!gradcheck_guard_set(block->type, block->value, i, set))
                return gradcheck_along_move(session, 0) && false;
        }
    }
    return true;
}

/* What the rounding of x + t v to its type makes of the loss, to first order: sum of a_i (moved_i - t v_i). Taken off,
 * since otherwise it would be the largest error of a direction in float32. */
static double rounding_of_move(const GradcheckSession *session, double t)
{
    double sum = 0;
    for (size_t b = 0; b < session->problem->n_blocks; b++) {
        const GradcheckBlock *block = &session->blocks[b];
        for (size_t i = 0; i < entries_of(session, b); i++) {
            size_t e = session->first[b] + i;
            double x = gradcheck_guard_get(block->type, session->values[b], i);
            double defect = gradcheck_guard_get(block->type, block->value, i) - x - t * session->direction[e];
            if (isfinite(session->analytic[e]))
                sum += session->analytic[e] * defect;
        }
    }
    return sum;
}

static int at_direction(void *context, double t, double *moved, double *out)
{
    GradcheckSession *session = context;
    *moved = t;
    if (!gradcheck_along_move(session, t))
        return GRADCHECK_OUTSIDE;
    double defect = rounding_of_move(session, t);
    int code = gradcheck_session_loss(session, out);
    gradcheck_along_move(session, 0);
    *out -= defect;
    return code;
}

GradcheckLine gradcheck_along_direction(GradcheckSession *session, size_t only, uint64_t index)
{
    GradcheckRandom random = gradcheck_random_stream(session->options.seed, index);
    GradcheckLine line = line_of(session);
    line.at = at_direction;
    line.least = 1e-300;
    for (size_t b = 0; b < session->problem->n_blocks; b++) {
        const GradcheckBlock *block = &session->blocks[b];
        const double unit = 8 * gradcheck_session_unit(block->type);
        const bool bounded = block->lower || block->upper;
        for (size_t i = 0; i < entries_of(session, b); i++) {
            double x = gradcheck_guard_get(block->type, session->values[b], i);
            double size = fabs(x) > 1 ? fabs(x) : 1, v = gradcheck_random_normal(&random) * size;
            double below = block->lower ? x - block->lower[i] : INFINITY;
            double above = block->upper ? block->upper[i] - x : INFINITY;
            if (below < 1e-3 * size || above < 1e-3 * size) /* near a bound: away from it */
                v = above > below ? fabs(v) : -fabs(v);
            if (b != only && only != session->problem->n_blocks)
                v = 0;
            double forward = v > 0 ? above : below, back = v > 0 ? below : above;
            if (below == 0 && above == 0)
                v = 0; /* held by its bounds */
            if (v != 0 && bounded) {
                line.up = fmin(line.up, forward / fabs(v));
                line.down = fmin(line.down, back / fabs(v));
            }
            double least = v != 0 ? unit * fabs(x / v) / 1024 : 0;
            line.least = least > line.least ? least : line.least;
            session->direction[session->first[b] + i] = v;
        }
    }
    return line;
}
