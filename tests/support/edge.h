/* Bytes at the edge of the memory: who reads one too far is ended by the system. */
#pragma once
#include <stddef.h>

enum { EDGE_ROOM = 1 << 22 };

/* A copy of the bytes, EDGE_ROOM at most, behind whose last one no memory is. Kept until the next call. */
const char *edge_copy(const void *bytes, size_t size);
