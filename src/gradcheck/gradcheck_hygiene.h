/* What a callback does to memory and state besides its result. */
#pragma once
#include "gradcheck/gradcheck_session.h"

/* Loss and analytic gradient at the point: called twice, with outputs poisoned; stops the session when there is nothing
 * to be checked. Leaves the gradient in session->analytic. */
void gradcheck_hygiene_begin(GradcheckSession *session);

/* Whether gradients that must be added to are added to, and others overwritten. */
void gradcheck_hygiene_fills(GradcheckSession *session);

/* Whether loss_with gives what loss gives, on three entries of each block; sets session->shortcut. */
void gradcheck_hygiene_shortcut(GradcheckSession *session);

/* After all evaluations: the same point must still give the same loss and gradient. */
void gradcheck_hygiene_end(GradcheckSession *session);
