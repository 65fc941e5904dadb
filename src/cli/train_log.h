/* The log of a training, a line for each epoch: comma-separated values (RFC 4180), which spreadsheets open. Numbers have
 * a decimal point, whoever runs it; a cell is empty where there is nothing to say. docs/formats.md tells the columns.
 *
 * Each line is there at once and whole, whatever ends the program. A run that is resumed goes on in the log of the run
 * before it, which then holds the lines that a run without the interruption had written. */
#pragma once
#include "cli/report.h"
#include "train/trainer.h"

typedef struct TrainLog {
    const char *path; /* NULL: no log is kept, and nothing is written */
    int file;
} TrainLog;

/* Opens the log at `path` (which outlives it) for a run that has taken so many steps. What such a log says up to that step
 * is kept, unless `steps` is 0; all else there is replaced. The caller ends it with train_log_close, after trouble too. */
Status train_log_open(const char *path, uint64_t steps, TrainLog *log);

/* The epoch that ended with the step `last`: the mean loss of its pairs, and what the validation pairs say (NULL: there are
 * none). Trouble: it cannot be written; the log is then as it was before. */
Status train_log_write(const TrainLog *log, const StepRecord *last, double loss,
                       const ReportEpoch *validation);

/* A log that is not open is fine. Trouble: what was written may not have reached the disk (of another machine, say). */
Status train_log_close(TrainLog *log);
