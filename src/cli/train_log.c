#define _POSIX_C_SOURCE 200809L
#include "cli/train_log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files.h"

enum { LINE_SIZE = 256, KEPT_MOST = 1 << 24 /* bytes of an older log that are looked at */ };

static const char head[] = "epoch,step,loss,validation_loss,rate,genuine_degrees,forged_degrees,eer\n";

static Status trouble(const TrainLog *log)
{
    return status_error("%s: cannot be written: %s", log->path, strerror(errno));
}

/* All of the text, or none of it. */
static Status append(const TrainLog *log, const char *text)
{
    const off_t begin = lseek(log->file, 0, SEEK_CUR); /* -1: a pipe, which keeps nothing */
    for (size_t left = strlen(text); left > 0;) {
        const ssize_t wrote = write(log->file, text, left);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0) {
            const Status status = trouble(log);
            if (ftruncate(log->file, begin) == 0)
                lseek(log->file, begin, SEEK_SET);
            return status;
        }
        text += wrote;
        left -= (size_t)wrote;
    }
    return status_ok();
}

/* How many bytes of an older log belong to a run that has taken so many steps. */
static size_t belonging(const char *text, uint64_t steps)
{
    if (strncmp(text, head, strlen(head)) != 0)
        return 0;
    size_t kept = strlen(head);
    for (const char *end; (end = strchr(text + kept, '\n')); kept = (size_t)(end - text) + 1) {
        const char *comma = strchr(text + kept, ',');
        char *behind = NULL;
        const uint64_t step = comma ? strtoull(comma + 1, &behind, 10) : 0;
        if (!behind || *behind != ',' || behind > end || step > steps)
            break;
    }
    return kept;
}

/* What of the file's content is to stay; 0 where there is no log of this run. */
static Status measure_kept(const char *path, uint64_t steps, size_t *kept)
{
    struct stat found;
    char *text;
    size_t size;
    *kept = 0;
    if (steps == 0 || stat(path, &found) != 0 || !S_ISREG(found.st_mode))
        return status_ok();
    Status status = files_read(path, KEPT_MOST, &text, &size);
    if (status.ok)
        *kept = belonging(text, steps);
    free(text);
    return status;
}

Status train_log_open(const char *path, uint64_t steps, TrainLog *log)
{
    *log = (TrainLog){0};
    size_t kept;
    Status status = measure_kept(path, steps, &kept);
    if (!status.ok)
        return status;
    *log = (TrainLog){.path = path, .file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666)};
    struct stat found;
    if (log->file < 0 || fstat(log->file, &found) != 0) {
        status = trouble(log);
        *log = (TrainLog){0};
        return status;
    }
    if (S_ISREG(found.st_mode) &&
        (ftruncate(log->file, (off_t)kept) != 0 || lseek(log->file, (off_t)kept, SEEK_SET) < 0))
        return trouble(log);
    return kept > 0 ? status_ok() : append(log, head);
}

Status train_log_write(const TrainLog *log, const StepRecord *last, double loss,
                       const ReportEpoch *validation)
{
    char text[LINE_SIZE];
    if (!log->path)
        return status_ok();
    int length = snprintf(text, sizeof text, "%zu,%llu,%.9g,", last->epoch + 1,
                          (unsigned long long)last->step + 1, loss);
    if (validation)
        snprintf(text + length, sizeof text - (size_t)length, "%.9g,%.9g,%.6g,%.6g,%.6g\n", validation->loss,
                 last->rate, validation->genuine_degrees, validation->forged_degrees, validation->eer);
    else
        snprintf(text + length, sizeof text - (size_t)length, ",%.9g,,,\n", last->rate);
    return append(log, text);
}

Status train_log_close(TrainLog *log)
{
    const Status status = log->path && close(log->file) != 0 && errno != EINTR ? trouble(log) : status_ok();
    *log = (TrainLog){0};
    return status;
}
