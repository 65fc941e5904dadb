/* The measurements of a check: noise, directions, entries. */
#pragma once
#include "gradcheck/gradcheck_session.h"

/* The noise of the loss and of the analytic gradient, and how many deviations wide a bar must be. */
void gradcheck_measure_noise(GradcheckSession *session);

/* Each block along Gaussian directions: fills the directions of its report. */
void gradcheck_measure_screen(GradcheckSession *session);

/* Entries of one block, at most `limit` of them, evenly spread. */
void gradcheck_measure_entries(GradcheckSession *session, size_t block, size_t limit);

/* One entry: analytic, numeric and bars; no verdict. *level as in gradcheck_line_measure. */
GradcheckEntry gradcheck_measure_entry(GradcheckSession *session, size_t block, size_t entry, int *level);

/* log2 of the step to begin with, relative to max(1, |x|). */
int gradcheck_measure_level(const GradcheckSession *session);

/* The uncertainty of a sum of analytic entries of one block with these weights (NULL: of one entry). */
double gradcheck_measure_analytic_bar(const GradcheckSession *session, size_t block, size_t entry,
                                      const double *weights);
