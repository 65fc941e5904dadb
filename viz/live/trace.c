#include "live/trace.h"

void trace_write(const Signature *signature, InkPoint points[])
{
    for (size_t i = 0; i < signature->count; i++) {
        const PenPoint *point = &signature->points[i];
        points[i] = (InkPoint){.x = (float)point->x,
                               .y = (float)point->y,
                               .t = (float)point->t,
                               .ink = i + 1 < signature->count && point[1].ink};
    }
}

void trace_write_seen(const Preprocessed *seen, InkPoint points[static PREPROCESS_TIME])
{
    for (size_t i = 0; i < PREPROCESS_TIME; i++)
        points[i] = (InkPoint){.x = (float)seen->x[i],
                               .y = (float)seen->y[i],
                               .t = (float)(seen->duration * (double)i / (PREPROCESS_TIME - 1)),
                               .ink = i + 1 < PREPROCESS_TIME && seen->ink[i + 1]};
}
