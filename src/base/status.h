/* What a function that can meet trouble of the world (a file, memory, a display) returns.
 *
 * Trouble is one sentence that says what happened, where, and what to do, ready to be shown:
 *     U3S7.TXT:14: expected 7 numbers, found 5
 * A mistake of the programmer (a wrong shape, a null pointer) is an assert instead, kept on in every build. */
#pragma once
#include <stdbool.h>

#include "base/public.h"

enum { STATUS_MESSAGE_SIZE = 512 }; /* bytes of a sentence, its final 0 included */

/* All went well, or the sentence that says what did not. */
typedef struct Status {
    bool ok;                           /* false: trouble, see the message */
    char message[STATUS_MESSAGE_SIZE]; /* empty when ok; no final newline */
} Status;

/* All went well. */
Status status_ok(void);

/* Trouble, with its sentence made as printf makes it; cut (never overrun) at STATUS_MESSAGE_SIZE - 1 bytes. It may hold
 * what stood in a file or its name: bytes that are no printable character of UTF-8 become '?', so that the sentence is
 * one line that can be shown anywhere. */
Status status_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* From here on every sentence's format is given to `translate` first, and so is the `what` of status_no_memory; NULL: to
 * nobody. For the floor of the words, which lies above this one. Formats that are marked, status_error(N_("...")), are
 * in the catalogue. */
void status_translate_with(const char *(*translate)(const char *text));

/* The sentence for a refused allocation: `what` names the thing there was no memory for. */
Status status_no_memory(const char *what);

#include "base/public_end.h"
