/* The steps of a chain, each on its own. */
#pragma once
#include "gradcheck/gradcheck_session.h"

/* Checks every step's backward against differences of its own forward, from the last to the first, at the values that
 * really stand between the steps, with a Gaussian upstream gradient. (An upstream gradient of ones would cancel in every
 * normalisation.) Then, when every step is right and the whole is wrong, joins the steps itself and compares. Fills the
 * report's steps. */
GradcheckStatus gradcheck_chain_run(const GradcheckProblem *problem, const GradcheckOptions *options,
                                    GradcheckReport *report);

/* One step made into a problem of its own: the loss is upstream . forward(in, parameters), block 0 is `in`. */
typedef struct GradcheckLocal {
    const GradcheckProblem *whole;
    const GradcheckStep *step;
    void *in, *out, *d_out; /* guarded */
    void *d_out_copy;
    GradcheckBlock *blocks; /* [1 + step->n_blocks] */
    GradcheckProblem problem;
    bool out_overrun, d_out_changed, out_changed;
    size_t out_unwritten, out_first;
    unsigned char *out_copy;
} GradcheckLocal;

/* Step `index` with its real input and the upstream gradient drawn from the seed. NULL: no memory, or a forward failed:
 * *code is then what it returned, and 0 for no memory. */
GradcheckLocal *gradcheck_chain_local(const GradcheckProblem *problem, const GradcheckOptions *options,
                                      size_t index, int *code);
void gradcheck_chain_free(GradcheckLocal *local); /* NULL is allowed */
