/* Explanations that need evaluations: which part of the gradient is there. */
#pragma once
#include "gradcheck/gradcheck_fit.h"

/* Of the uses of a shared block, only some count (loss_of_use). */
bool gradcheck_source_uses(const GradcheckCase *c);

/* Of the samples, only the first or last counts, or it is left out (loss_of_sample). */
bool gradcheck_source_samples(const GradcheckCase *c);

/* Of a step's rows, only some count in the gradient of a parameter. */
bool gradcheck_source_rows(const GradcheckCase *c);

/* A parameter that is read at many positions, and only one counts (the bias of a convolution). No evaluation. */
bool gradcheck_source_positions(const GradcheckCase *c);

/* The derivative of a function applied to each number of the state: left out, taken at the input instead of the output,
 * or with other constants. No evaluation. */
bool gradcheck_source_derivative(const GradcheckCase *c);

/* The gradient by a step's input is right for other parameters: transposed, kernels reversed. */
bool gradcheck_source_parameters(const GradcheckCase *c);
