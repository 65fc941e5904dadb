/* A random net with a random batch, made for the gradient checker. */
#pragma once
#include "net/netcheck.h"

typedef struct Checked {
    Net net;
    size_t count;
    real *params, *x;
    Label *labels;
    NetcheckOptions options;
    Netcheck *netcheck;
} Checked;

/* A net as described, with starting values and signatures drawn from the seed, labels in turn (genuine first); `fault` is
 * planted unless it is NULL. Fails the test on trouble. */
Checked *checked_create(NetOptions options, size_t count, double decay, const char *fault, uint64_t seed);
void checked_destroy(Checked *checked);

/* The report, which the caller frees. Fails the test when the check cannot run or leaves something changed. */
GradcheckReport *checked_run(Checked *checked, const GradcheckOptions *options);

/* Prints the report in words. */
void checked_show(const GradcheckReport *report);
