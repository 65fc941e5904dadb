#include "gradcheck/gradcheck_hygiene.h"
#include "gradcheck/gradcheck_along.h"
#include "gradcheck/gradcheck_guard.h"
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool same_bits(const double *a, const double *b, size_t n, size_t *at)
{
    for (size_t i = 0; i < n; i++)
        if (memcmp(&a[i], &b[i], sizeof *a) != 0) {
            *at = i;
            return false;
        }
    return true;
}

static size_t block_of(const GradcheckSession *session, size_t entry)
{
    size_t b = 0;
    while (session->first[b + 1] <= entry)
        b++;
    return b;
}

static void loss_at_point(GradcheckSession *session)
{
    double loss = NAN, again = NAN;
    int code = gradcheck_session_loss(session, &loss);
    gradcheck_session_inspect(session, "the loss callback");
    session->report->loss = loss;
    if (code == GRADCHECK_OUTSIDE) {
        gradcheck_session_stop(session, GRADCHECK_NOT_FINITE, "the loss at the point is %s",
                               isnan(loss) ? "NaN, or outside its domain" : "infinite");
        return;
    }
    if (code || gradcheck_session_loss(session, &again))
        return;
    if (again != loss && !session->options.no_two_alike) {
        gradcheck_session_find(session, GRADCHECK_FINDING_STATE, "two calls of the loss gave %.17g and %.17g",
                               loss, again);
        gradcheck_session_stop(
            session, GRADCHECK_NOT_DETERMINISTIC,
            "two calls of the loss at the same point differ by %.3g; a random generator needs the "
            "reset callback",
            fabs(again - loss));
    }
}

/* Tells memory that was never written from memory that was added to. */
static void unwritten(GradcheckSession *session, double *zeroed)
{
    bool any = false;
    size_t count[2] = {0};
    for (size_t b = 0; b < session->problem->n_blocks; b++)
        any = any || (session->unwritten[b] && !session->blocks[b].adds);
    if (!any)
        return;
    size_t *left = malloc(2 * session->problem->n_blocks * sizeof *left);
    if (!left)
        return;
    for (size_t b = 0; b < session->problem->n_blocks; b++) {
        left[2 * b] = session->unwritten[b];
        left[2 * b + 1] = session->unwritten_first[b];
    }
    if (gradcheck_session_gradient(session, GRADCHECK_FILL_ZEROS, zeroed) == 0)
        for (size_t b = 0; b < session->problem->n_blocks; b++) {
            const GradcheckBlockReport *block = &session->report->blocks[b];
            count[0] = left[2 * b];
            count[1] = left[2 * b + 1];
            if (!count[0] || session->blocks[b].adds)
                continue;
            bool added = false;
            for (size_t e = session->first[b]; e < session->first[b + 1]; e++) {
                added = added || (isnan(session->analytic[e]) && zeroed[e] != 0);
                session->analytic[e] = zeroed[e];
            }
            if (added)
                gradcheck_session_find(
                    session, GRADCHECK_FINDING_ADDS,
                    "block %s: the gradient callback adds to the gradient, where it should "
                    "overwrite it (or set .adds)",
                    block->name);
            else
                gradcheck_session_find(
                    session, GRADCHECK_FINDING_NOT_WRITTEN,
                    "block %s: %zu of %zu entries of the gradient were never written, [%zu,%zu] "
                    "the first",
                    block->name, count[0], block->rows * block->cols, count[1] / block->cols,
                    count[1] % block->cols);
        }
    free(left);
}

void gradcheck_hygiene_begin(GradcheckSession *session)
{
    loss_at_point(session);
    if (session->stopped)
        return;
    double *again = malloc(session->n * sizeof *again);
    if (!again) {
        gradcheck_session_stop(session, GRADCHECK_NOT_CHECKED, "out of memory");
        return;
    }
    int code = gradcheck_session_gradient(session, GRADCHECK_FILL_RULE, session->analytic);
    gradcheck_session_inspect(session, "the gradient callback");
    if (code == GRADCHECK_OUTSIDE)
        gradcheck_session_stop(session, GRADCHECK_NOT_FINITE,
                               "the gradient callback says that the point lies outside "
                               "the domain");
    if (!code && !session->options.no_hygiene) {
        unwritten(session, again);
        code = gradcheck_session_gradient(session, GRADCHECK_FILL_RULE, again);
        size_t at = 0;
        bool clean = session->report->n_findings == 0;
        if (!code && clean && !session->options.no_two_alike &&
            !same_bits(session->analytic, again, session->n, &at)) {
            size_t b = block_of(session, at);
            gradcheck_session_find(session, GRADCHECK_FINDING_STATE,
                                   "two calls of the gradient at the same point differ in block %s",
                                   session->report->blocks[b].name);
        }
    }
    free(again);
}

void gradcheck_hygiene_fills(GradcheckSession *session)
{
    double *got = session->stopped ? NULL : malloc(session->n * sizeof *got);
    if (!got)
        return;
    bool clean =
        session->report->n_findings == 0; /* a changed input would look like a dependence on memory */
    if (gradcheck_session_gradient(session, GRADCHECK_FILL_NUMBERS, got) == 0)
        for (size_t b = 0; b < session->problem->n_blocks; b++) {
            const GradcheckBlock *block = &session->blocks[b];
            double room = block->type == GRADCHECK_FLOAT ? 1e-3 : 1e-9,
                   scale = gradcheck_session_preset_scale(session, b);
            bool overwrites = true, adds = true;
            for (size_t i = 0; i < block->rows * block->cols; i++) {
                double a = session->analytic[session->first[b] + i], put = gradcheck_session_preset(scale, i);
                double now = got[session->first[b] + i];
                overwrites = overwrites && (now == a || (isnan(now) && isnan(a)));
                adds = adds && (fabs(now - put - a) <= room * (put + fabs(a)) || isnan(a));
            }
            const char *name = session->report->blocks[b].name;
            if (block->adds && !adds)
                gradcheck_session_find(
                    session, GRADCHECK_FINDING_OVERWRITES,
                    overwrites ? "block %s: the gradient callback overwrites the gradient ('=' where "
                                 "'+=' is meant)"
                               : "block %s: the gradient callback does not add to what the gradient "
                                 "held",
                    name);
            else if (!block->adds && !overwrites && !session->options.no_two_alike && clean)
                gradcheck_session_find(session, GRADCHECK_FINDING_ADDS,
                                       "block %s: the gradient depends on what its memory held before", name);
        }
    free(got);
}

/* What losses_with says of an entry moved by t, with another value before it; `one` where it is not used. */
static double several(GradcheckSession *session, size_t b, size_t entry, double t, double one)
{
    GradcheckLine line = gradcheck_along_entry(session, b, entry);
    double at[2] = {t / 2, t}, moved[2], losses[2] = {one, one};
    if (!session->stopped && line.at_many && isfinite(one))
        line.at_many(session, 2, at, moved, losses);
    return losses[1];
}

void gradcheck_hygiene_shortcut(GradcheckSession *session)
{
    session->shortcut = false;
    if (!session->problem->loss_with || session->stopped)
        return;
    for (size_t b = 0; b < session->problem->n_blocks; b++) {
        size_t n = session->first[b + 1] - session->first[b];
        for (size_t k = 0; k < 3; k++) {
            size_t entry = k * (n - 1) / 2;
            double whole = NAN, shortcut = NAN, moved;
            GradcheckLine line = gradcheck_along_entry(session, b, entry);
            double t = ldexp(1, ilogb(line.size) - 10);
            t = t <= line.up ? t : -t;
            int code = line.at(session, t, &moved, &whole);
            session->shortcut = true;
            int short_code =
                code && code != GRADCHECK_OUTSIDE ? code : line.at(session, t, &moved, &shortcut);
            double many = several(session, b, entry, t, code || short_code ? NAN : shortcut);
            session->shortcut = false;
            gradcheck_session_inspect(session, "the loss_with callback");
            if (session->stopped)
                return;
            double room = 100 * session->report->noise + 64 * line.relative_noise * fabs(whole);
            bool one_is_right = code == short_code && (code || fabs(whole - shortcut) <= room);
            if (one_is_right && (code || fabs(whole - many) <= room))
                continue;
            gradcheck_session_find(
                session, GRADCHECK_FINDING_SHORTCUT,
                "%s contradicts loss: %.17g and %.17g with entry %zu of block %s moved by %.3g",
                one_is_right ? "losses_with" : "loss_with", one_is_right ? many : shortcut, whole, entry,
                session->report->blocks[b].name, t);
            return;
        }
    }
    session->shortcut = true;
}

void gradcheck_hygiene_end(GradcheckSession *session)
{
    gradcheck_session_inspect(session, "a callback");
    if (session->stopped || session->options.no_hygiene || session->options.no_two_alike)
        return;
    double loss = NAN;
    size_t at = 0;
    double *again = malloc(session->n * sizeof *again);
    if (!again)
        return;
    gradcheck_session_loss(session, &loss);
    if (loss != session->report->loss)
        gradcheck_session_find(
            session, GRADCHECK_FINDING_STATE,
            "after the check the same point gives the loss %.17g instead of %.17g: something is kept "
            "between calls",
            loss, session->report->loss);
    else if (session->report->n_findings == 0 &&
             gradcheck_session_gradient(session, GRADCHECK_FILL_RULE, again) == 0 &&
             !same_bits(session->analytic, again, session->n, &at))
        gradcheck_session_find(
            session, GRADCHECK_FINDING_STATE,
            "after the check the same point gives another gradient in block %s: something is kept "
            "between calls",
            session->report->blocks[block_of(session, at)].name);
    free(again);
}
