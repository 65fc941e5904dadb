#include "gradcheck/gradcheck_along.h"
#include "gradcheck/gradcheck_hygiene.h"
#include "gradcheck/gradcheck_judge.h"
#include "gradcheck/gradcheck_measure.h"
#include <math.h>
#include <string.h>

enum { TAYLOR_DIRECTION = 2 };

/* A session that has its gradient and noise, for a picture. */
static GradcheckStatus begin(const GradcheckProblem *problem, const GradcheckOptions *options,
                             GradcheckReport **report, GradcheckSession **session)
{
    *session = NULL;
    *report = gradcheck_session_report(problem->name, options);
    if (!*report)
        return GRADCHECK_NO_MEMORY;
    if (gradcheck_session_refuses(problem))
        return GRADCHECK_BAD_PROBLEM;
    *session = gradcheck_session_open(problem, options, *report);
    if (!*session)
        return GRADCHECK_NO_MEMORY;
    gradcheck_hygiene_begin(*session);
    if (!(*session)->stopped)
        gradcheck_measure_noise(*session);
    return (*session)->stopped ? GRADCHECK_BAD_PROBLEM : GRADCHECK_OK;
}

static void end(GradcheckReport *report, GradcheckSession *session)
{
    if (session)
        gradcheck_session_close(session);
    gradcheck_report_free(report);
}

/* F(t) along a line, NaN when it cannot be had; *moved is then 0. */
static double at(const GradcheckLine *line, double t, double *moved)
{
    double value = NAN;
    *moved = 0;
    if (t > line->up || -t > line->down || line->at(line->context, t, moved, &value))
        *moved = 0;
    return *moved != 0 ? value : NAN;
}

GradcheckStatus gradcheck_curve_steps(const GradcheckProblem *problem, const GradcheckOptions *options,
                                      size_t block, size_t entry, GradcheckCurve *curve)
{
    GradcheckOptions defaults = gradcheck_options();
    options = options ? options : &defaults;
    GradcheckReport *report;
    GradcheckSession *session;
    memset(curve, 0, sizeof *curve);
    GradcheckStatus status = begin(problem, options, &report, &session);
    if (status == GRADCHECK_OK &&
        (block >= problem->n_blocks || entry >= session->first[block + 1] - session->first[block]))
        status = GRADCHECK_BAD_PROBLEM;
    if (status == GRADCHECK_OK) {
        int level = gradcheck_measure_level(session);
        curve->entry = gradcheck_measure_entry(session, block, entry, &level);
        gradcheck_judge_entry(options, fabs(curve->entry.analytic), &curve->entry);
        GradcheckLine line = gradcheck_along_entry(session, block, entry);
        int size = ilogb(line.size);
        for (int i = 0; i < GRADCHECK_CURVE_POINTS && !session->stopped; i++) {
            double h = ldexp(1, size - 1 - i), up, down;
            if (h < line.least)
                break;
            double plus = at(&line, h, &up), minus = at(&line, -h, &down);
            double central = up != 0 && down != 0 ? (plus - minus) / (up - down) : NAN;
            curve->step[curve->n] = h;
            curve->central[curve->n] = central;
            curve->error[curve->n] = fabs(central - curve->entry.numeric);
            curve->noise[curve->n++] = report->noise / h;
        }
        if (session->stopped)
            status = GRADCHECK_BAD_PROBLEM;
    }
    end(report, session);
    return status;
}

GradcheckStatus gradcheck_curve_taylor(const GradcheckProblem *problem, const GradcheckOptions *options,
                                       GradcheckTaylor *taylor)
{
    GradcheckOptions defaults = gradcheck_options();
    options = options ? options : &defaults;
    GradcheckReport *report;
    GradcheckSession *session;
    memset(taylor, 0, sizeof *taylor);
    GradcheckStatus status = begin(problem, options, &report, &session);
    if (status == GRADCHECK_OK) {
        GradcheckLine line = gradcheck_along_direction(session, problem->n_blocks, TAYLOR_DIRECTION);
        double slope = 0, sign = line.up >= line.down ? 1 : -1, moved;
        for (size_t e = 0; e < session->n; e++)
            slope += session->analytic[e] * session->direction[e];
        taylor->floor = 2 * report->noise;
        for (int i = 0; i < GRADCHECK_CURVE_POINTS && !session->stopped; i++) {
            double t = ldexp(1, -i), value = at(&line, sign * t, &moved);
            taylor->t[taylor->n] = t;
            taylor->first[taylor->n] = fabs(value - report->loss);
            taylor->second[taylor->n++] = fabs(value - report->loss - sign * t * slope);
        }
        if (session->stopped)
            status = GRADCHECK_BAD_PROBLEM;
    }
    end(report, session);
    return status;
}
