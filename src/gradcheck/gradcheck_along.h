/* The lines along which the parameters of a session are moved: one of its entries, or all of them together. */
#pragma once
#include "gradcheck/gradcheck_session.h"

/* The line through the present point along one entry. */
GradcheckLine gradcheck_along_entry(GradcheckSession *session, size_t block, size_t entry);

/* The line along a Gaussian direction (scaled by max(1, |x|)) in the block `only` (in all of them for n_blocks), which
 * becomes the session's; the random numbers are those of `index`. */
GradcheckLine gradcheck_along_direction(GradcheckSession *session, size_t only, uint64_t index);

/* Moves every value by t * the session's direction (rounded to its type), or back for t = 0. False when one would overflow:
 * then all are back. */
bool gradcheck_along_move(GradcheckSession *session, double t);
