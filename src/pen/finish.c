#include "pen/finish.h"

#include "pen/shown.h"

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
