/* The check of one scalar function: everything but steps, explanations and the self-test. */
#pragma once
#include "gradcheck/gradcheck.h"

GradcheckStatus gradcheck_core_run(const GradcheckProblem *problem, const GradcheckOptions *options,
                                   GradcheckReport **report);
GradcheckCost gradcheck_core_cost(const GradcheckProblem *problem, const GradcheckOptions *options);

/* Measures every entry of one block for a report that has only looked along directions. */
GradcheckStatus gradcheck_core_look_closer(const GradcheckProblem *problem, const GradcheckOptions *options,
                                           size_t block, GradcheckReport *report);
