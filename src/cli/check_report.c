#include "cli/check_report.h"

#include <stdlib.h>
#include <string.h>

#include "program/terminal.h"

/* A block whose gradient is zero is allowed (its step is checked by itself), but not every one. */
static bool tests_nothing(const GradcheckReport *report)
{
    for (size_t b = 0; b < report->n_blocks; b++)
        if (report->blocks[b].verdicts[GRADCHECK_AGREES] > 0)
            return false;
    return true;
}

int check_report_exit_status(const GradcheckReport *report)
{
    if (report->status != GRADCHECK_OK)
        return TERMINAL_TROUBLE;
    switch (report->verdict) {
    case GRADCHECK_AGREES:
        return tests_nothing(report) ? TERMINAL_CANNOT_TELL : TERMINAL_YES;
    case GRADCHECK_NOT_CHECKED:
    case GRADCHECK_CANNOT_TELL:
    case GRADCHECK_NOT_DETERMINISTIC:
        return TERMINAL_CANNOT_TELL;
    case GRADCHECK_IMPURE:
    case GRADCHECK_WRONG:
    case GRADCHECK_NOT_FINITE:
        return TERMINAL_NO;
    case GRADCHECK_FAILED:
    case GRADCHECK_VERDICTS:
        break;
    }
    return TERMINAL_TROUBLE;
}

bool check_report_lacks_memory(const GradcheckReport *report)
{
    if (strcmp(report->message, "out of memory") == 0)
        return true;
    for (size_t i = 0; i < report->n_steps; i++)
        if (report->steps[i].local && check_report_lacks_memory(report->steps[i].local))
            return true;
    return false;
}

char *check_report_write(const GradcheckReport *report, const GradcheckTextOptions *text, bool json)
{
    size_t length = json ? gradcheck_json_copy(report, NULL, 0) : gradcheck_text_copy(report, text, NULL, 0);
    char *written = malloc(length + 1);
    if (written && json)
        gradcheck_json_copy(report, written, length + 1);
    else if (written)
        gradcheck_text_copy(report, text, written, length + 1);
    return written;
}
