/* What was probably done wrong. */
#pragma once
#include "gradcheck/gradcheck.h"

/* Looks for the one explanation of what is wrong in each wrong block (of the first wrong step when there is one, else of
 * the whole) and leaves it in the block's report; nothing where none fits. */
GradcheckStatus gradcheck_explain_report(const GradcheckProblem *problem, const GradcheckOptions *options,
                                         GradcheckReport *report);
