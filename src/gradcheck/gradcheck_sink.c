#include "gradcheck/gradcheck_sink.h"

void gradcheck_sink_fill(void *user, const char *text, size_t length)
{
    GradcheckSinkBuffer *buffer = user;
    for (size_t i = 0; i < length; i++, buffer->length++)
        if (buffer->length + 1 < buffer->size)
            buffer->text[buffer->length] = text[i];
}

size_t gradcheck_sink_end(const GradcheckSinkBuffer *buffer)
{
    if (buffer->size)
        buffer->text[buffer->length < buffer->size ? buffer->length : buffer->size - 1] = 0;
    return buffer->length;
}
