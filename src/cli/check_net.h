/* A net of ours under the gradient checker: pairs drawn, a fault planted where asked for, the report printed. */
#pragma once
#include "cli/examples.h"
#include "gradcheck/gradcheck.h"
#include "net/netcheck.h"

typedef enum CheckNetMode { CHECK_NET_AUTO, CHECK_NET_SCREEN, CHECK_NET_FULL } CheckNetMode;

typedef struct CheckNetOptions {
    const char *model; /* a file, or NULL for a fresh net */
    RecipeOptions recipe;
    DataOptions data;
    size_t pairs;
    double decay;
    const char *fault; /* NULL: none */
    CheckNetMode mode;
    GradcheckTextOptions text;
    bool json;
} CheckNetOptions;

/* Checks, prints the report on standard output, and gives the exit status of the command. */
Status check_net_run(const CheckNetOptions *options, int *exit_status);
