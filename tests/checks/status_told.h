/* What clang's and gcc's analyzers are told of a Status, before any other line of a source. They look at one file at a time:
 * whether status_ok() is ok, and status_error() is not, stands in another, and so they would take for possible that memory
 * was refused and all went well. Not for src/base/status.c, which makes them, nor for src/gradcheck, which knows none. */
#include "base/status.h"
#define status_ok()           ((Status){.ok = true})
#define status_error(...)     ((void)status_error(__VA_ARGS__), (Status){.ok = false})
#define status_no_memory(...) ((void)status_no_memory(__VA_ARGS__), (Status){.ok = false})
