#include "task_check.h"

#include <math.h>

/* The loss: the outputs, each with a weight of its own, so that none of them can stand for another. */
static int weigh(void *run, const void *out, void *loss)
{
    double sum = 0;
    for (size_t i = 0; i < ((TaskRun *)run)->call->n_out; i++)
        sum += (1 + 0.3 * (double)(i % 5)) * ((const double *)out)[i];
    *(double *)loss = sum;
    return 0;
}

static int weigh_backward(void *run, const void *out, const void *loss, const void *d_loss, void *d_out,
                          const GradcheckBlock *blocks)
{
    (void)out, (void)loss, (void)blocks;
    for (size_t i = 0; i < ((TaskRun *)run)->call->n_out; i++)
        ((double *)d_out)[i] += (1 + 0.3 * (double)(i % 5)) * *(const double *)d_loss;
    return 0;
}

static int loss(void *run, double *value)
{
    TaskRun *r = run;
    double out[TASK_CALL_NUMBERS];
    r->call->forward(run, r->in, out);
    return weigh(run, out, value);
}

static int gradient(void *run, const GradcheckBlock *blocks)
{
    TaskRun *r = run;
    double out[TASK_CALL_NUMBERS], d_out[TASK_CALL_NUMBERS] = {0}, one = 1;
    r->call->forward(run, r->in, out);
    weigh_backward(run, out, NULL, &one, d_out, NULL);
    return r->call->vjp(run, r->in, out, d_out, blocks[0].gradient, blocks + 1);
}

GradcheckStatus task_check(const Task *task, void *function, GradcheckReport **report)
{
    const TaskCall *call = task->call;
    static const size_t of_parameters[TASK_CALL_PARTS] = {1, 2};
    TaskRun run = {.call = call, .function = function};
    size_t n_in = task_call_size(&call->in[0]) + task_call_size(&call->in[1]), n_blocks = 1;
    for (size_t i = 0; i < n_in; i++)
        run.in[i] = 0.9 * sin(1 + 2.3 * (double)i);
    GradcheckBlock blocks[1 + TASK_CALL_PARTS] = {
        {.name = "input", .value = run.in, .rows = 1, .cols = n_in, .adds = true}};
    for (size_t p = 0; p < TASK_CALL_PARTS && call->parameters[p].name; p++) {
        size_t size = task_call_size(&call->parameters[p]);
        for (size_t i = 0; i < size; i++)
            run.parameters[p][i] = cos(0.7 + 1.9 * (double)i + (double)p);
        blocks[n_blocks++] = (GradcheckBlock){.name = call->parameters[p].name + 1,
                                              .value = run.parameters[p],
                                              .rows = call->parameters[p].rows,
                                              .cols = size / call->parameters[p].rows,
                                              .adds = true};
    }
    const GradcheckStep steps[] = {
        {.name = call->function,
         .n_in = n_in,
         .n_out = call->n_out,
         .in_rows = call->rows,
         .out_rows = call->n_out > 1 ? call->rows : 0,
         .forward = call->forward,
         .vjp = call->vjp,
         .blocks = of_parameters,
         .n_blocks = n_blocks - 1,
         .adds = true},
        {.name = "weigh",
         .n_in = call->n_out,
         .n_out = 1,
         .forward = weigh,
         .vjp = weigh_backward,
         .adds = true},
    };
    GradcheckProblem problem = {.name = task->name,
                                .user = &run,
                                .blocks = blocks,
                                .n_blocks = n_blocks,
                                .loss = loss,
                                .gradient = gradient,
                                .steps = steps,
                                .n_steps = 2,
                                .input = run.in};
    GradcheckOptions options = gradcheck_options();
    options.mode = GRADCHECK_FULL;
    return gradcheck_run(&problem, &options, report);
}
