#include "measure.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { MOST = 64 };

typedef struct Function {
    size_t n;
    double x[MOST], slot[MOST];
    const double *hand;
    double (*f)(const double x[], const void *context);
    const void *context;
} Function;

static int loss(void *user, double *value)
{
    const Function *function = user;
    *value = function->f(function->x, function->context);
    return 0;
}

static int gradient(void *user, const GradcheckBlock *blocks)
{
    const Function *function = user;
    memcpy(blocks[0].gradient, function->hand, function->n * sizeof *function->hand);
    return 0;
}

double measure_decade(double bar)
{
    return bar > 0 ? pow(10, ceil(log10(bar))) : 0;
}

int measure_decimals(double bar, int most)
{
    double decimals = bar > 0 ? -ceil(log10(bar)) : most;
    return (int)fmin(fmax(decimals, 0), most);
}

bool measure_gradient(size_t n, const double x[static n], double (*f)(const double x[], const void *context),
                      const void *context, const double hand[static n], Measure measured[static n])
{
    assert(n <= MOST);
    Function function = {.n = n, .hand = hand, .f = f, .context = context};
    memcpy(function.x, x, n * sizeof *x);
    GradcheckBlock block = {
        .name = "x", .value = function.x, .gradient = function.slot, .rows = 1, .cols = n};
    GradcheckProblem problem = {.name = "lesson",
                                .user = &function,
                                .blocks = &block,
                                .n_blocks = 1,
                                .loss = loss,
                                .gradient = gradient};
    GradcheckOptions options = gradcheck_options();
    options.mode = GRADCHECK_FULL;
    GradcheckReport *report = NULL;
    bool made = gradcheck_run(&problem, &options, &report) == GRADCHECK_OK && report->blocks[0].entries;
    bool all = made;
    for (size_t i = 0; i < n; i++) {
        measured[i] = (Measure){NAN, NAN, false, GRADCHECK_NOT_CHECKED, GRADCHECK_REASON_NONE};
        if (made) {
            const GradcheckEntry *entry = &report->blocks[0].entries[i];
            measured[i] = (Measure){entry->numeric, entry->bar, entry->verdict == GRADCHECK_AGREES,
                                    entry->verdict, entry->reason};
        }
        all = all && measured[i].agrees;
    }
    gradcheck_report_free(report);
    return all;
}
