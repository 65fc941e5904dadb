/* Seconds that the gradient checker takes for every parameter of the nets of the benchmarks, on one pair, with error bars
 * and verdicts: the whole gradient alone, and with the chain of steps. One JSON line a measurement.
 *
 * usage: check [REPEATS]      processor time of one thread */
#define _POSIX_C_SOURCE 200809L
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/timing.h"
#include "net/netcheck.h"
#include "support/peer_start.h"

enum { REPEATS_MAX = 1000 };

static void give_up(const char *why)
{
    fprintf(stderr, "check: %s\n", why);
    exit(2);
}

/* The problem with only what a comparison of gradients wants; with `quick`, also the loss with one entry changed. */
static GradcheckProblem stripped(const GradcheckProblem *whole, bool quick)
{
    GradcheckProblem problem = {.user = whole->user,
                                .blocks = whole->blocks,
                                .n_blocks = whole->n_blocks,
                                .loss = whole->loss,
                                .gradient = whole->gradient};
    if (quick)
        problem.loss_with = whole->loss_with, problem.losses_with = whole->losses_with;
    return problem;
}

static void measure(const char *net, const char *what, const GradcheckProblem *problem, size_t parameters,
                    int repeats)
{
    double times[REPEATS_MAX];
    GradcheckOptions options = gradcheck_options();
    options.mode = GRADCHECK_FULL;
    unsigned long evaluations = 0;
    GradcheckVerdict verdict = GRADCHECK_FAILED;
    for (int r = 0; r < repeats; r++) {
        GradcheckReport *report;
        double began = timing_processor();
        if (gradcheck_run(problem, &options, &report) != GRADCHECK_OK)
            give_up("the check cannot be made");
        times[r] = timing_processor() - began;
        evaluations = (unsigned long)report->evaluations;
        verdict = report->verdict;
        gradcheck_report_free(report);
    }
    TimingSpread spread = timing_spread((size_t)repeats, times);
    printf(
        "{\"bench\":\"check\",\"net\":\"%s\",\"what\":\"%s\",\"parameters\":%zu,\"median\":%.3f,\"low\":%.3f,"
        "\"high\":%.3f,\"unit\":\"ms\",\"evaluations\":%lu,\"verdict\":\"%s\"}\n",
        net, what, parameters, 1e3 * spread.median, 1e3 * spread.low, 1e3 * spread.high, evaluations,
        gradcheck_verdict_name(verdict));
    fflush(stdout);
}

static void measure_net(const char *encoder, Shape input, int repeats)
{
    NetOptions net_options = net_default_options();
    net_options.encoder = encoder;
    net_options.input = input;
    Net net;
    if (!net_create(&net_options, &net).ok)
        give_up("the net cannot be made");
    real *params = malloc(net.parameter_count * sizeof(real)),
         *x = malloc(2 * step_size(input) * sizeof(real));
    if (!params || !x)
        give_up("out of memory");
    peer_start_parameters(&net, params);
    peer_start_inputs(&net, 1, x);
    Label label = LABEL_GENUINE;
    NetcheckOptions options = netcheck_options();
    Netcheck *netcheck;
    if (!netcheck_create(&net, params, (NetcheckBatch){1, x, &label}, &options, &netcheck).ok)
        give_up("this build's numbers cannot be checked");
    const GradcheckProblem *whole = netcheck_problem(netcheck);
    GradcheckProblem plain = stripped(whole, false), quick = stripped(whole, true);
    measure(encoder, "every parameter", &quick, net.parameter_count, repeats);
    measure(encoder, "every parameter, the plain way", &plain, net.parameter_count,
            repeats > 3 ? 3 : repeats);
    measure(encoder, "every parameter and every step", whole, net.parameter_count, repeats);
    netcheck_destroy(netcheck);
    free(params);
    free(x);
}

int main(int argc, char **argv)
{
    int repeats = argc > 1 ? atoi(argv[1]) : 11;
    if (repeats < 1 || repeats > REPEATS_MAX)
        give_up("expected a number of repeats from 1 to 1000");
    measure_net("mlp", (Shape){16, 1}, repeats);
    measure_net("bromley1", (Shape){8, 200}, repeats);
    measure_net("reference", (Shape){8, 200}, repeats);
    return 0;
}
