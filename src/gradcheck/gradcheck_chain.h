/* The steps of a chain, each on its own. */
#pragma once
#include "gradcheck/gradcheck_session.h"

/* Checks every step's backward against differences of its own forward, from the last to the first, at the values that
 * really stand between the steps, with a Gaussian upstream gradient. (An upstream gradient of ones would cancel in every
 * normalisation.) Fills the report's steps and says whether they are right and the whole is wrong. */
GradcheckStatus gradcheck_chain_run(const GradcheckProblem *problem, const GradcheckOptions *options,
                                    GradcheckReport *report);

/* Checks one step again, every entry of it. */
GradcheckStatus gradcheck_chain_look_closer(const GradcheckProblem *problem, const GradcheckOptions *options,
                                            size_t index, GradcheckReport *report);

/* Joins the steps itself: whether that gives the numeric gradient, wherever the report has measured an entry of it. */
bool gradcheck_chain_composes(const GradcheckProblem *problem, const GradcheckOptions *options,
                              const GradcheckReport *report);

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
    /* For one number changed: the outputs without the change, in `still` and (but during a call) in `with`, guarded; what
     * they give; and which changed. */
    void *still, *with;
    double still_loss;
    bool still_is_filled;
    size_t *changed;
} GradcheckLocal;

/* Step `index` with its real input and the upstream gradient drawn from the seed. NULL: no memory, or a forward failed:
 * *code is then what it returned, and 0 for no memory. */
GradcheckLocal *gradcheck_chain_local(const GradcheckProblem *problem, const GradcheckOptions *options,
                                      size_t index, int *code);
void gradcheck_chain_free(GradcheckLocal *local); /* NULL is allowed */

/* To be called when the parameters, or the upstream gradient, are others than at the last call: what is kept between calls
 * of loss_with is made anew. */
void gradcheck_chain_moved(GradcheckLocal *local);
