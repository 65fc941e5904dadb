/* A function of many outputs under check: a map, or the gradient of a problem. */
#pragma once
#include "gradcheck/gradcheck_session.h"

/* A map, or the gradient of a problem, with everything needed to differentiate it along lines. */
typedef struct GradcheckOutputs {
    const GradcheckMap *map;  /* NULL: F is the problem's gradient */
    GradcheckProblem problem; /* holds the blocks for the session */
    GradcheckSession *session;
    GradcheckReport *report;
    size_t m;                /* outputs */
    double *at_zero, *sigma; /* [m] */
    double *analytic;        /* [m] */
    double *memory;          /* [m * POINTS] */
    void *out;               /* guarded: what the callbacks write to */
    GradcheckSlope *slopes;  /* [m] */
    GradcheckLadder *ladder;
    size_t evaluations;
} GradcheckOutputs;

/* For the map, or the problem, that is set: of a problem there are as many outputs as parameters. Makes the report; on any
 * other status than GRADCHECK_OK there is nothing to close. */
GradcheckStatus gradcheck_outputs_open(GradcheckOutputs *outputs, const GradcheckOptions *options,
                                       GradcheckReport **report);
void gradcheck_outputs_close(GradcheckOutputs *outputs);

/* Closes, and judges the report. */
GradcheckStatus gradcheck_outputs_finish(GradcheckOutputs *outputs, const GradcheckOptions *options);

/* GRADCHECK_FLOAT when a block is of floats: what is made of all blocks may be rounded as these are. */
GradcheckType gradcheck_outputs_type(const GradcheckOutputs *outputs);

/* F at the present values. */
int gradcheck_outputs_values(GradcheckOutputs *outputs, double *out);

/* F(0), and the noise of each output. False when the check cannot go on. */
bool gradcheck_outputs_measure(GradcheckOutputs *outputs);

/* For a line of the session, made to give all outputs; and the two ways along it. */
GradcheckLine gradcheck_outputs_line(const GradcheckOutputs *outputs, GradcheckLine line);
int gradcheck_outputs_along_entry(void *context, double t, double *moved, double *out);
int gradcheck_outputs_along_direction(void *context, double t, double *moved, double *out);

/* Gives a block of the report rows * cols entries; false: no memory, the session is stopped. */
bool gradcheck_outputs_new_entries(GradcheckOutputs *outputs, GradcheckBlockReport *block, size_t rows,
                                   size_t cols);
