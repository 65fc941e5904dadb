/* Would this check have noticed a mistake, had there been one? */
#pragma once
#include "gradcheck/gradcheck.h"

/* Puts known mistakes into the analytic gradient of every block that is not wrong and compares again, with the
 * differences and bars already measured: no evaluation is made. Fills the report's notices. */
GradcheckStatus gradcheck_selftest_run(const GradcheckProblem *problem, GradcheckReport *report);
