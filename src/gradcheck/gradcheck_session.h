/* One check under way: the problem, what must be put back, and the only place from which callbacks are called. */
#pragma once
#include "gradcheck/gradcheck.h"
#include "gradcheck/gradcheck_line.h"

typedef struct GradcheckSession {
    const GradcheckProblem *problem;
    GradcheckOptions options;
    GradcheckReport *report;
    GradcheckBlock *blocks; /* the problem's; each has a gradient */
    size_t n;               /* entries of all blocks together */
    size_t *first;          /* [n_blocks + 1]: where each block begins among them */
    unsigned char **values,
        **gradients;         /* [n_blocks]: as they were at the beginning; gradients: NULL when ours */
    unsigned char **watched; /* [n_watches] */
    double *analytic;        /* [n] */
    double *direction;       /* [n]: of the line that gradcheck_along_direction last gave */
    size_t *unwritten,
        *unwritten_first;          /* [n_blocks]: what the last gradient left poisoned, and the first of it */
    GradcheckLadder *ladder;       /* for one output */
    bool stopped;                  /* the check cannot go on: report->verdict and message say why */
    bool moved;                    /* the values are not where they were at the beginning */
    bool shortcut;                 /* loss_with may be relied on */
    bool float_loss;               /* all losses so far were float32 numbers: taken as computed in float32 */
    size_t since_inspection;       /* evaluations */
    size_t expected;               /* evaluations, for the progress callback */
    size_t line_block, line_entry; /* of the line that gradcheck_along_entry last gave */
    double line_zero[1], line_sigma[1];
} GradcheckSession;

/* What to put into the gradients before the callback is called. */
typedef enum GradcheckFill {
    GRADCHECK_FILL_RULE,    /* poison, or 0 where the callback adds */
    GRADCHECK_FILL_ZEROS,   /* 0 */
    GRADCHECK_FILL_NUMBERS, /* gradcheck_session_preset */
} GradcheckFill;

/* An empty report with the seed and a name, for a session; NULL: no memory. */
GradcheckReport *gradcheck_session_report(const char *name, const GradcheckOptions *options);

/* Allocates and keeps what must be put back. NULL: no memory. The report's blocks are made, with their names. */
GradcheckSession *gradcheck_session_open(const GradcheckProblem *problem, const GradcheckOptions *options,
                                         GradcheckReport *report);

/* Puts everything back. */
void gradcheck_session_close(GradcheckSession *session);

/* NULL when the problem can be checked, else what is wrong with it. */
const char *gradcheck_session_refuses(const GradcheckProblem *problem);

/* The loss at the present values: 0, GRADCHECK_OUTSIDE (also for NaN and infinity), or a failure, which stops the
 * session. */
int gradcheck_session_loss(GradcheckSession *session, double *loss);

/* The same by loss_with, and for several values by losses_with, which gives NaN where one lies outside: 0 or a failure. */
int gradcheck_session_loss_with(GradcheckSession *session, size_t block, size_t entry, double value,
                                double *loss);
int gradcheck_session_losses_with(GradcheckSession *session, size_t block, size_t entry, size_t count,
                                  const double values[], double losses[]);

/* The gradient at the present values, as doubles into `into` (n numbers), after a call of the loss. Notes what was overrun,
 * counts what was not written. 0 or a failure, which stops the session. */
int gradcheck_session_gradient(GradcheckSession *session, GradcheckFill how, double *into);

/* What GRADCHECK_FILL_NUMBERS puts into entry i of a block, whose numbers are of this scale: a power of 2, of the size of
 * the block's gradient or of a sixteenth of the largest one's. */
double gradcheck_session_preset(double scale, size_t i);
double gradcheck_session_preset_scale(const GradcheckSession *session, size_t block);

/* Compares what must not change with what it was, notes what did, and puts it back. The values must be at rest. */
void gradcheck_session_inspect(GradcheckSession *session, const char *callback);

void gradcheck_session_find(GradcheckSession *session, GradcheckFindingKind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The check cannot go on. */
void gradcheck_session_stop(GradcheckSession *session, GradcheckVerdict verdict, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Tells the progress callback; stops the session when it asks for it. */
void gradcheck_session_progress(GradcheckSession *session);

/* Unit roundoff of a type: 2^-53 or 2^-24. */
double gradcheck_session_unit(GradcheckType type);
