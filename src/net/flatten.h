/* The same numbers seen as one vector, channel by channel: the end of a time delay net, where time stops mattering.
 *
 *     x: channels x time      y: channels * time      y[c time + t] = x[c,t]      dL/dx[c,t] = dy[c time + t] */
#pragma once
#include "net/step.h"

/* Writes y from x. */
void flatten_forward(size_t n, const real x[static n], real y[restrict static n]);

/* Given dy = dL/dy, ADDS to dx. */
void flatten_backward(size_t n, const real dy[static n], real dx[restrict static n]);

/* "flatten" */
extern const StepKind flatten_kind;
