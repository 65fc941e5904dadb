#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>

Status status_ok(void)
{
    return (Status){.ok = true};
}

Status status_error(const char *format, ...)
{
    Status status = {.ok = false};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(status.message, sizeof status.message, format, arguments);
    va_end(arguments);
    return status;
}

Status status_no_memory(const char *what)
{
    return status_error("not enough memory for %s", what);
}
