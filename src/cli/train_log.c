#include "cli/train_log.h"

#include <errno.h>
#include <string.h>

static Status trouble(const TrainLog *log)
{
    return status_error("%s: cannot be written: %s", log->path, strerror(errno));
}

Status train_log_open(const char *path, bool go_on, TrainLog *log)
{
    *log = (TrainLog){.path = path, .file = fopen(path, go_on ? "a" : "w")};
    if (!log->file)
        return trouble(log);
    if (fseek(log->file, 0, SEEK_END) == 0 && ftell(log->file) > 0)
        return status_ok();
    fprintf(log->file, "epoch,step,loss,validation_loss,rate,genuine_degrees,forged_degrees,eer\n");
    return fflush(log->file) == 0 ? status_ok() : trouble(log);
}

Status train_log_write(TrainLog *log, const StepRecord *last, double loss, const ReportEpoch *validation)
{
    if (!log->file)
        return status_ok();
    fprintf(log->file, "%zu,%llu,%.9g,", last->epoch + 1, (unsigned long long)last->step + 1, loss);
    if (validation)
        fprintf(log->file, "%.9g,%.9g,%.6g,%.6g,%.6g\n", validation->loss, last->rate,
                validation->genuine_degrees, validation->forged_degrees, validation->eer);
    else
        fprintf(log->file, ",%.9g,,,\n", last->rate);
    return fflush(log->file) == 0 ? status_ok() : trouble(log);
}

void train_log_close(TrainLog *log)
{
    if (log->file)
        fclose(log->file);
    log->file = NULL;
}
