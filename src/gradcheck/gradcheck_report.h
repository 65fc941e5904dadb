/* A report is made here, and freed and named by the functions of gradcheck.h that begin alike. */
#pragma once
#include "gradcheck/gradcheck.h"

/* An empty report with the seed and a name; NULL: no memory. */
GradcheckReport *gradcheck_report_new(const char *name, const GradcheckOptions *options);
