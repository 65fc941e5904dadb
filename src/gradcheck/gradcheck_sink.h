/* A sink that fills a buffer. */
#pragma once
#include "gradcheck/gradcheck_report.h"

typedef struct GradcheckSinkBuffer {
    char *text;
    size_t size;   /* bytes of text */
    size_t length; /* bytes that came, whether they fitted or not */
} GradcheckSinkBuffer;

/* A GradcheckSink; user: a GradcheckSinkBuffer. */
void gradcheck_sink_fill(void *user, const char *text, size_t length);

/* Ends the text by 0 (if there is room for anything) and returns the length that came. */
size_t gradcheck_sink_end(const GradcheckSinkBuffer *buffer);
