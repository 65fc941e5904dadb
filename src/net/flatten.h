/* The same numbers seen as one vector, channel by channel: the end of a time delay net, where time stops mattering.
 *
 *     x: channels x time      y: channels * time      y[c time + t] = x[c,t]      dL/dx[c,t] = dy[c time + t] */
#pragma once
#include "net/step.h"

#include "base/public.h"

/* Writes y from x. */
void flatten_forward(size_t n, const real x[at_least(n)], real y[restrict at_least(n)]);

/* Given dy = dL/dy, ADDS to dx. */
void flatten_backward(size_t n, const real dy[at_least(n)], real dx[restrict at_least(n)]);

/* "flatten" */
extern const StepKind flatten_kind;

#include "base/public_end.h"
