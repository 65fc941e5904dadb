/* Words in lines of at most 80 columns. */
#pragma once
#include "gradcheck/gradcheck_report.h"

typedef struct GradcheckLines {
    GradcheckSink sink;
    void *user;
    bool colour; /* whether colours are wanted */
} GradcheckLines;

/* One line, printed as printf does (1023 bytes at most) and broken at spaces; further lines are indented by two more. A byte
 * that would command a terminal becomes a question mark. colour: an escape sequence for the words before the first double
 * space, or NULL. */
void gradcheck_lines_print(GradcheckLines *writer, size_t indent, const char *colour, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Appends to a text in memory of `size` bytes, when it fits. */
void gradcheck_lines_append(char *text, size_t size, const char *piece);
