/* What a pair is: two genuine signatures of one person, or a genuine one and something else (a forgery, or another
 * person's signature). Only the loss looks at it. */
#pragma once

typedef enum Label { LABEL_FORGED, LABEL_GENUINE } Label;
