/* What a pair is: two genuine signatures of one person, or a genuine one and something else (a forgery, or another
 * person's signature). Only the loss looks at it. */
#pragma once

#include "base/public.h"

/* The verdict that training is told. */
typedef enum Label {
    LABEL_FORGED, /* something else: a forgery, another person's */
    LABEL_GENUINE /* both by one person */
} Label;

#include "base/public_end.h"
