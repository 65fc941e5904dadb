#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>

static const char *(*translation)(const char *text);

void status_translate_with(const char *(*translate)(const char *text))
{
    translation = translate;
}

static const char *translated(const char *text)
{
    return translation ? translation(text) : text;
}

Status status_ok(void)
{
    return (Status){.ok = true};
}

Status status_error(const char *format, ...)
{
    Status status = {.ok = false};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(status.message, sizeof status.message, translated(format), arguments);
    va_end(arguments);
    return status;
}

Status status_no_memory(const char *what)
{
    return status_error(N_("not enough memory for %s"), translated(what));
}
