#include "gradcheck/gradcheck_core.h"
#include "gradcheck/gradcheck_hygiene.h"
#include "gradcheck/gradcheck_judge.h"
#include "gradcheck/gradcheck_measure.h"
#include <stdio.h>

enum { ENTRY_LEAST = 4, DIRECTION_LEAST = 6, LINE_MOST = 90, POINT_LEAST = 36, POINT_MOST = 94 };

static bool whole(const GradcheckOptions *options, size_t n)
{
    return options->mode == GRADCHECK_FULL || (options->mode == GRADCHECK_AUTO && n <= options->full_limit);
}

GradcheckCost gradcheck_core_cost(const GradcheckProblem *problem, const GradcheckOptions *options)
{
    size_t n = 0, largest = 0, lines = problem->n_blocks * options->screen_directions;
    for (size_t b = 0; b < problem->n_blocks; b++) {
        size_t of_block = problem->blocks[b].rows * problem->blocks[b].cols;
        n += of_block;
        if (of_block > largest && of_block <= options->full_limit)
            largest = of_block;
    }
    size_t least = whole(options, n) ? ENTRY_LEAST * n : DIRECTION_LEAST * lines;
    size_t most = whole(options, n) ? n : lines;
    if (options->mode == GRADCHECK_AUTO && !whole(options, n))
        most += n;
    else if (options->mode == GRADCHECK_SCREEN && !options->no_explaining)
        most += largest; /* where something is wrong */
    size_t shortcut = (problem->loss_with ? problem->losses_with ? 12 : 6 : 0) * problem->n_blocks;
    return (GradcheckCost){POINT_LEAST + shortcut + least, POINT_MOST + shortcut + LINE_MOST * most};
}

static void measure(GradcheckSession *session)
{
    GradcheckReport *report = session->report;
    const GradcheckOptions *options = &session->options;
    gradcheck_hygiene_begin(session);
    if (!session->stopped && !options->no_hygiene)
        gradcheck_hygiene_fills(session);
    if (!session->stopped)
        gradcheck_measure_noise(session);
    gradcheck_hygiene_shortcut(session);
    bool screen = !whole(options, session->n);
    if (screen && !session->stopped)
        gradcheck_measure_screen(session);
    for (size_t b = 0; b < report->n_blocks && !session->stopped; b++) {
        if (screen)
            gradcheck_judge_block(options, &report->blocks[b]);
        bool content = screen && report->blocks[b].verdict == GRADCHECK_AGREES;
        if (options->mode != GRADCHECK_SCREEN && !content)
            gradcheck_measure_entries(session, b, screen ? options->full_limit : SIZE_MAX);
    }
    gradcheck_hygiene_end(session);
}

GradcheckStatus gradcheck_core_run(const GradcheckProblem *problem, const GradcheckOptions *options,
                                   GradcheckReport **report)
{
    GradcheckReport *r = *report = gradcheck_session_report(problem->name, options);
    if (!r)
        return GRADCHECK_NO_MEMORY;
    const char *refusal = gradcheck_session_refuses(problem);
    if (refusal) {
        snprintf(r->message, sizeof r->message, "%s", refusal);
        r->verdict = GRADCHECK_NOT_CHECKED;
        return r->status = GRADCHECK_BAD_PROBLEM;
    }
    GradcheckSession *session = gradcheck_session_open(problem, options, r);
    if (!session) {
        gradcheck_report_free(r);
        *report = NULL;
        return GRADCHECK_NO_MEMORY;
    }
    session->expected = gradcheck_core_cost(problem, options).least;
    measure(session);
    bool stopped = session->stopped;
    gradcheck_session_close(session);
    gradcheck_judge_report(options, stopped, r);
    return r->status;
}

GradcheckStatus gradcheck_core_look_closer(const GradcheckProblem *problem, const GradcheckOptions *options,
                                           size_t block, GradcheckReport *report)
{
    GradcheckReport *closer = gradcheck_session_report(problem->name, options);
    GradcheckSession *session = closer ? gradcheck_session_open(problem, options, closer) : NULL;
    if (!session) {
        gradcheck_report_free(closer);
        return GRADCHECK_NO_MEMORY;
    }
    gradcheck_hygiene_begin(session);
    if (!session->stopped)
        gradcheck_measure_noise(session);
    gradcheck_hygiene_shortcut(session);
    if (!session->stopped)
        gradcheck_measure_entries(session, block, SIZE_MAX);
    gradcheck_session_close(session);
    GradcheckBlockReport *from = &closer->blocks[block], *to = &report->blocks[block];
    to->entries = from->entries;
    to->n_entries = from->n_entries;
    to->analytic_noise = from->analytic_noise;
    from->entries = NULL;
    report->evaluations += closer->evaluations;
    report->gradients += closer->gradients;
    GradcheckStatus status = closer->status;
    gradcheck_report_free(closer);
    return status;
}
