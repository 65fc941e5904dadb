/* Verdicts from measurements. */
#pragma once
#include "gradcheck/gradcheck.h"
#include "gradcheck/gradcheck_line.h"

/* An entry with what was measured and no verdict; its reason is GRADCHECK_DOMAIN when the loss was not finite near by. */
GradcheckEntry gradcheck_judge_new(size_t index, double analytic, double analytic_bar,
                                   const GradcheckSlope *slope);

/* The verdict of one entry; `scale` is the largest gradient of its block. */
void gradcheck_judge_entry(const GradcheckOptions *options, double scale, GradcheckEntry *entry);

/* Every entry (direction) of a block, and the block. The scale of a screened block: the root mean square of what its
 * directions gave. */
void gradcheck_judge_block(const GradcheckOptions *options, GradcheckBlockReport *block);

/* The report from its blocks, findings and steps; a verdict that was set because the check stopped stays. */
void gradcheck_judge_report(const GradcheckOptions *options, bool stopped, GradcheckReport *report);

/* |analytic - numeric| in bars; infinite when either is not finite. */
double gradcheck_judge_gap(const GradcheckEntry *entry);
