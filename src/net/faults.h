/* Believable mistakes: wrong backwards, each of which stands in the place of ONE right one. Everything else stays right,
 * so a check that names another step, or another mistake, is wrong itself. A class reads them as a collection of what
 * goes wrong in hand-written gradients; `twingrad check --fault NAME` shows each under the checker. */
#pragma once
#include "net/netcheck.h"

#include "base/public.h"

/* One mistake, and the right function that it stands in the place of. */
typedef struct Fault {
    const char *name; /* "cosine-projection" */
    const char
        *replaces; /* the kind of step ("cosine"); or "branches", "mean", "decay": how the steps are joined */
    const char *mistake; /* one sentence: what the person did; marked for translation where it is shown */
    GradcheckMistakeKind
        named; /* what the checker is expected to call it; NONE: caught and located, but not named */

    /* The one of these that is not NULL is what stands in the right one's place. */
    StepBackward *step;            /* of a step's backward */
    NetBranchesBackward *branches; /* of the joining of the branches */
    MeanBackward *mean;            /* of the mean over a batch */
    DecayBackward *decay;          /* of the weight decay */
    /* Of a step's fault: whether it changes anything there (a kernel of one cannot be reversed). NULL: always. */
    bool (*bites)(const Step *step);
} Fault;

/* The index-th fault; NULL after the last. */
const Fault *faults_at(size_t index);

/* The fault of this name; NULL when there is none. */
const Fault *faults_find(const char *name);

/* Puts a fault in: into the last step of its kind that it changes anything in, or, as "NAME@STEP" ("tanh-forgotten@tanh1"),
 * into that one; or into the way the branches are joined; or, for the mean and the decay, into the options of the
 * check that is made next. `options` may be NULL where there is no check to come. Trouble: no such fault or step, one
 * that would change nothing in this net, a decay fault without decay, a fault of the check without options. */
Status faults_plant(const char *name, Net *net, NetcheckOptions *options);

#include "base/public_end.h"
