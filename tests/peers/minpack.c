/* MINPACK's chkder, as cminpack has it (its header is put before this file by run.sh): a score for each function, here of the one loss, between 0 (wrong) and 1 (right). Its
 * documentation calls a gradient probably right above 0.5.
 *
 *     minpack [POINTS] */
#include "tally.h"

static TallyAnswer check(const Subject *subject, SubjectSetting setting, SubjectMistake mistake,
                         uint64_t seed)
{
    double x[SUBJECT_PARAMETERS], moved[SUBJECT_PARAMETERS], slopes[SUBJECT_PARAMETERS], score = 0;
    (void)setting, (void)mistake, (void)seed;
    subject_start(subject, x);
    double at_x = subject_loss(subject, x), at_moved = 0;
    chkder(1, SUBJECT_PARAMETERS, x, &at_x, slopes, 1, moved, &at_moved, 1, &score);
    at_moved = subject_loss(subject, moved);
    subject_gradient(subject, x, slopes);
    chkder(1, SUBJECT_PARAMETERS, x, &at_x, slopes, 1, moved, &at_moved, 2, &score);
    return score > 0.5 ? TALLY_ACCEPTS : TALLY_REJECTS;
}

int main(int argc, char **argv)
{
    tally("MINPACK chkder", argc, argv, check);
    return 0;
}
