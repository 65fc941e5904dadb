/* Our own checker, with its default options, and once more asking only that an entry is right on the scale of its block,
 * which is what its documentation advises for float32.
 *
 *     twingrad [POINTS] */
#include "gradcheck/gradcheck.h"
#include "tally.h"

typedef struct Asked {
    const Subject *subject;
    bool is_float;
    double x[SUBJECT_PARAMETERS], g[SUBJECT_PARAMETERS];
    float xf[SUBJECT_PARAMETERS], gf[SUBJECT_PARAMETERS];
} Asked;

static int loss(void *user, double *value)
{
    const Asked *asked = user;
    *value = asked->is_float ? (double)subject_loss_float(asked->subject, asked->xf)
                             : subject_loss(asked->subject, asked->x);
    return 0;
}

static int gradient(void *user, const GradcheckBlock *blocks)
{
    Asked *asked = user;
    (void)blocks;
    if (asked->is_float)
        subject_gradient_float(asked->subject, asked->xf, asked->gf);
    else
        subject_gradient(asked->subject, asked->x, asked->g);
    return 0;
}

static double small;                        /* the option */
static size_t of_entry[GRADCHECK_VERDICTS]; /* float32, one entry 1 % off: what that entry was called */

static void note_entry(const GradcheckReport *report, size_t entry)
{
    size_t b = 0;
    for (; entry >= report->blocks[b].n_entries; b++)
        entry -= report->blocks[b].n_entries;
    of_entry[report->blocks[b].entries[entry].verdict]++;
}

static TallyAnswer check(const Subject *subject, SubjectSetting setting, SubjectMistake mistake,
                         uint64_t seed)
{
    Asked asked = {.subject = subject, .is_float = setting == SUBJECT_FLOAT};
    GradcheckBlock blocks[SUBJECT_BLOCKS];
    subject_start(subject, asked.x);
    for (size_t e = 0; e < SUBJECT_PARAMETERS; e++)
        asked.xf[e] = (float)asked.x[e];
    for (size_t b = 0, at = 0; b < SUBJECT_BLOCKS; at += subject_rows(b) * subject_cols(b), b++)
        blocks[b] =
            (GradcheckBlock){.name = subject_block(b),
                             .value = asked.is_float ? (void *)(asked.xf + at) : (void *)(asked.x + at),
                             .gradient = asked.is_float ? (void *)(asked.gf + at) : (void *)(asked.g + at),
                             .rows = subject_rows(b),
                             .cols = subject_cols(b),
                             .type = asked.is_float ? GRADCHECK_FLOAT : GRADCHECK_DOUBLE};
    GradcheckProblem problem = {
        .user = &asked, .blocks = blocks, .n_blocks = SUBJECT_BLOCKS, .loss = loss, .gradient = gradient};
    GradcheckOptions options = gradcheck_options();
    options.seed = seed;
    options.small = small;
    GradcheckReport *report;
    if (gradcheck_run(&problem, &options, &report) != GRADCHECK_OK)
        exit(2);
    GradcheckVerdict verdict = report->verdict;
    if (asked.is_float && mistake == SUBJECT_ONE_PERCENT)
        note_entry(report, subject_entry(subject));
    gradcheck_report_free(report);
    return verdict == GRADCHECK_AGREES        ? TALLY_ACCEPTS
           : verdict == GRADCHECK_CANNOT_TELL ? TALLY_UNDECIDED
                                              : TALLY_REJECTS;
}

int main(int argc, char **argv)
{
    small = gradcheck_options().small;
    tally("Twingrad", argc, argv, check);
    fprintf(stderr,
            "float32, one entry 1 %% off: that entry was called wrong %zu times, undecided %zu, right %zu\n",
            of_entry[GRADCHECK_WRONG], of_entry[GRADCHECK_CANNOT_TELL], of_entry[GRADCHECK_AGREES]);
    small = 1;
    tally("Twingrad, small = 1", argc, argv, check);
    return 0;
}
