#include "gradcheck/gradcheck_report.h"
#include <stdlib.h>

void gradcheck_report_free(GradcheckReport *report)
{
    if (!report)
        return;
    for (size_t b = 0; b < report->n_blocks; b++) {
        free(report->blocks[b].entries);
        free(report->blocks[b].directions);
    }
    for (size_t s = 0; s < report->n_steps; s++)
        gradcheck_report_free(report->steps[s].local);
    free(report->blocks);
    free(report->steps);
    free(report->notices);
    free(report);
}

GradcheckVerdict gradcheck_report_verdict(const GradcheckReport *report)
{
    return report->verdict;
}

const char *gradcheck_verdict_name(GradcheckVerdict verdict)
{
    static const char *const names[GRADCHECK_VERDICTS] = {
        "agrees", "not checked", "cannot tell",       "impure",
        "wrong",  "not finite",  "not deterministic", "failed"};
    return (unsigned)verdict < GRADCHECK_VERDICTS ? names[verdict] : "?";
}

const char *gradcheck_reason_name(GradcheckReason reason)
{
    static const char *const names[GRADCHECK_REASONS] = {"", "kink", "noise", "rough", "domain", "point"};
    return (unsigned)reason < GRADCHECK_REASONS ? names[reason] : "?";
}
