/* A shared object of an engineer, checked in a process of its own. */
#pragma once
#include "base/status.h"
#include "gradcheck/gradcheck.h"

typedef struct CheckPluginOptions {
    const char *file;
    uint64_t seed;
    double timeout; /* seconds */
    size_t memory;  /* megabytes (2^20 bytes) */
    GradcheckOptions check;
    GradcheckTextOptions text;
    bool json;
} CheckPluginOptions;

/* The report as the child process made it: text, or one JSON object. */
typedef struct CheckPluginResult {
    int exit_status; /* what the command ends with */
    char *report;    /* owned by the caller, who frees it */
} CheckPluginResult;

/* Trouble: no such file, none that is a plugin, one that will not be checked, crashes, ends or does not come to an end in
 * time; said in one sentence. */
Status check_plugin_run(const CheckPluginOptions *options, CheckPluginResult *result);
