/* What `twingrad check` makes of a report. */
#pragma once
#include "gradcheck/gradcheck.h"

/* The exit status: 0 agrees; 1 wrong (also impure, or a gradient that is not finite); 3 cannot tell (also a loss that is
 * never the same twice, and a point where no block's gradient is anything but zero); 2 the check could not run. */
int check_report_exit_status(const GradcheckReport *report);

/* Whether the check, or that of a step, was given up on its way for want of memory: nothing is to be said of the gradient then. */
bool check_report_lacks_memory(const GradcheckReport *report);

/* The report in words, or as one JSON object: the caller frees it. NULL without memory. */
char *check_report_write(const GradcheckReport *report, const GradcheckTextOptions *text, bool json);
