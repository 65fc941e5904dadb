/* The log of a training, a line for each epoch: comma-separated values (RFC 4180), which spreadsheets open. Numbers have
 * a decimal point, whoever runs it; a cell is empty where there is nothing to say. docs/formats.md tells the columns. */
#pragma once
#include "cli/report.h"
#include "train/trainer.h"

typedef struct TrainLog {
    const char *path;
    FILE *file; /* NULL: no log is kept, and nothing is written */
} TrainLog;

/* Begins a file anew, with the names of the columns, or, where `go_on`, behind the lines that are there. The caller ends it
 * with train_log_close, after trouble too. */
Status train_log_open(const char *path, bool go_on, TrainLog *log);

/* The epoch that ended with the step `last`: the mean loss of its pairs, and what the validation pairs say (NULL: there are
 * none). */
Status train_log_write(TrainLog *log, const StepRecord *last, double loss, const ReportEpoch *validation);

/* A log that is not open is fine. */
void train_log_close(TrainLog *log);
