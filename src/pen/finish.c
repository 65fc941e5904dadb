#include "pen/finish.h"

#include "pen/shown.h"
#include "pen/ticks.h"

Status finish_reading(const char *name, Status status, Signature *signature)
{
    if (status.ok) {
        status = signature_repair_times(signature);
        if (status.ok)
            status = signature_check(signature);
        if (!status.ok)
            status = shown_in_file(name, status);
    }
    if (!status.ok)
        signature_free(signature);
    return status;
}

Status finish_writing(const char *path, const Signature *signature, double ticks_a_second, FilesWriter *write,
                      const void *context)
{
    Status status = signature_check(signature);
    if (status.ok)
        status = ticks_check(signature, ticks_a_second);
    if (!status.ok)
        return shown_in_file(path, status);
    return files_replace(path, write, context);
}
