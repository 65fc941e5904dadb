/* A signature as points to be drawn: as the pen wrote it, and as the net sees it. */
#pragma once
#include "draw/ink.h"
#include "pen/preprocess.h"

/* Writes signature->count points. A pen's point tells of the way to it, a point to be drawn of the way from it. */
void trace_write(const Signature *signature, InkPoint points[]);

/* Writes the 200 instants of what preprocess_run made of it. */
void trace_write_seen(const Preprocessed *seen, InkPoint points[static PREPROCESS_TIME]);
