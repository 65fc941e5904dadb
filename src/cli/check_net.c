#include "cli/check_net.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/check_report.h"
#include "cli/document.h"
#include "net/faults.h"
#include "program/terminal.h"
#include "train/jsontext.h"

/* A full check of as many numbers takes about half a second; of more, only when the screen is not content. */
enum { AT_ONCE = 50000 };

/* What is checked, with everything it rests on. */
typedef struct Subject {
    Net net; /* the model's, with the fault in it */
    real *params, *x;
    Label *labels;
    NetcheckOptions options;
    Netcheck *netcheck;
} Subject;

static Status get_pairs(const CheckNetOptions *o, const Examples *examples, Subject *subject)
{
    const Net *net = &subject->net;
    size_t input = step_size(net->input), count = o->pairs;
    subject->x = malloc(count * net->branches * input * sizeof(real));
    subject->labels = malloc(count * sizeof *subject->labels);
    if (!subject->x || !subject->labels)
        return status_no_memory("the pairs");
    for (size_t p = 0; p < count; p++) {
        Pair pair;
        Status status = examples_pair(examples, p, &pair);
        subject->labels[p] = pair.label;
        for (size_t b = 0; status.ok && b < net->branches; b++)
            status = model_see(&examples->model, &examples->dataset.items[pair.items[b]].signature,
                               subject->x + (p * net->branches + b) * input);
        if (!status.ok)
            return status;
    }
    return status_ok();
}

static Status make_subject(const CheckNetOptions *o, const Examples *examples, Subject *subject)
{
    subject->net = examples->model.net;
    subject->params = examples->model.params;
    subject->options = netcheck_options();
    subject->options.decay = o->decay;
    Status status = get_pairs(o, examples, subject);
    if (status.ok && o->fault)
        status = faults_plant(o->fault, &subject->net, &subject->options);
    if (status.ok && subject->options.mean_backward != mean_backward && o->pairs == 1)
        status =
            status_error("%s: the mean of one pair cannot be forgotten; more --pairs are needed", o->fault);
    if (!status.ok)
        return status;
    NetcheckBatch batch = {o->pairs, subject->x, subject->labels};
    return netcheck_create(&subject->net, subject->params, batch, &subject->options, &subject->netcheck);
}

static void free_subject(Subject *subject)
{
    netcheck_destroy(subject->netcheck);
    free(subject->x);
    free(subject->labels);
}

/* ---- the check ---- */

static int show_progress(void *user, size_t made, size_t expected)
{
    char note[40];
    snprintf(note, sizeof note, "%zu evaluations", made);
    terminal_progress_show(user, (double)made, (double)expected, note);
    return terminal_interrupted();
}

static Status run(const Subject *subject, const CheckNetOptions *o, GradcheckReport **report)
{
    TerminalProgress progress = terminal_progress_start("checking");
    GradcheckOptions how = gradcheck_options();
    how.seed = o->recipe.training.seed;
    how.progress = show_progress;
    how.progress_user = &progress;
    /* A block that is zero here is not held against the net: its step is checked with gradients of its own. */
    how.allow = 1u << GRADCHECK_POINT;
    if (sizeof(real) == sizeof(float))
        how.small = 1;
    bool at_once = netcheck_entries(subject->netcheck) <= AT_ONCE;
    how.mode = o->mode == CHECK_NET_FULL || (o->mode == CHECK_NET_AUTO && at_once) ? GRADCHECK_FULL
                                                                                   : GRADCHECK_SCREEN;
    GradcheckStatus ran = gradcheck_run(netcheck_problem(subject->netcheck), &how, report);
    if (o->mode == CHECK_NET_AUTO && ran == GRADCHECK_OK && how.mode == GRADCHECK_SCREEN &&
        (*report)->verdict != GRADCHECK_AGREES) {
        gradcheck_report_free(*report);
        how.mode = GRADCHECK_FULL;
        ran = gradcheck_run(netcheck_problem(subject->netcheck), &how, report);
    }
    terminal_progress_end(&progress);
    if (ran == GRADCHECK_NO_MEMORY || (ran == GRADCHECK_OK && check_report_lacks_memory(*report)))
        return status_no_memory("the check");
    if (ran == GRADCHECK_BAD_PROBLEM)
        return status_error("%s", (*report)->message);
    return status_ok();
}

/* ---- what is printed ---- */

/* The step that the fault stands in; NULL for the mean, the decay, the branches. */
static const char *planted_in(const Net *net)
{
    for (size_t i = 0; i < net_step_count(net); i++)
        if (net->steps[i].backward != net->steps[i].kind->backward)
            return net->steps[i].name;
    return NULL;
}

static const Fault *fault_of(const CheckNetOptions *o)
{
    char name[64];
    snprintf(name, sizeof name, "%.*s", o->fault ? (int)strcspn(o->fault, "@") : 0, o->fault ? o->fault : "");
    return o->fault ? faults_find(name) : NULL;
}

/* Words, in lines of at most 80 columns that begin with `first` or below it. */
static void print_words(const char *first, const char *words)
{
    size_t column = strlen(first), indent = column;
    printf("%s", first);
    for (const char *next = words; *(next += strspn(next, " "));) {
        size_t length = strcspn(next, " ");
        if (column > indent && column + 1 + length > 80) {
            printf("\n%*s", (int)indent, "");
            column = indent;
        }
        column += (size_t)printf("%s%.*s", column > indent ? " " : "", (int)length, next);
        next += length;
    }
    printf("\n");
}

static void print_title(const Subject *subject, const CheckNetOptions *o)
{
    const Net *net = &subject->net;
    char text[300];
    const Fault *fault = fault_of(o);
    print_words("net: ", net->encoder);
    snprintf(text, sizeof text, "%s, pairs: %zu, parameters: %zu, numbers: %s, seed: %llu", net->loss,
             o->pairs, net->parameter_count, REAL_NAME, (unsigned long long)o->recipe.training.seed);
    print_words("loss: ", text);
    if (fault) {
        const char *step = planted_in(net);
        snprintf(text, sizeof text, "%s, in %s%s. %s", fault->name,
                 step ? "the step " : "the joining: ", step ? step : fault->replaces, fault->mistake);
        print_words("planted: ", text);
    }
    printf("\n");
}

static Status print_json(const Subject *subject, const CheckNetOptions *o, const char *report)
{
    const Net *net = &subject->net;
    const Fault *fault = fault_of(o);
    const char *step = planted_in(net);
    json_error_t error;
    json_t *inner; /* NULL without memory, and so is then what is made of it */
    (void)jsontext_read(report, strlen(report), 0, &inner, &error);
    json_t *planted = fault ? json_pack("{s:s, s:s, s:s}", "name", fault->name, "in",
                                        step ? step : fault->replaces, "mistake", fault->mistake)
                            : json_null();
    return document_print(json_pack("{s:s, s:s, s:I, s:I, s:s, s:I, s:o, s:o}", "net", net->encoder, "loss",
                                    net->loss, "pairs", (json_int_t)o->pairs, "parameters",
                                    (json_int_t)net->parameter_count, "numbers", REAL_NAME, "seed",
                                    (json_int_t)o->recipe.training.seed, "fault", planted, "report", inner));
}

static Status print(const Subject *subject, const CheckNetOptions *o, const GradcheckReport *report,
                    int exit_status)
{
    char *written = check_report_write(report, &o->text, o->json);
    Status status = written ? status_ok() : status_no_memory("the report");
    if (status.ok && o->json) {
        status = print_json(subject, o, written);
    } else if (status.ok) {
        print_title(subject, o);
        fputs(written, stdout);
        if (report->verdict == GRADCHECK_AGREES && exit_status != TERMINAL_YES)
            printf("Every block's gradient is zero at this point, so nothing was tested.\n");
    }
    free(written);
    return status;
}

Status check_net_run(const CheckNetOptions *options, int *exit_status)
{
    Examples examples;
    Subject subject = {0};
    GradcheckReport *report = NULL;
    Status status = examples_open(options->model, &options->recipe, &options->data, &examples);
    if (status.ok)
        status = make_subject(options, &examples, &subject);
    if (status.ok) {
        terminal_catch_interrupt();
        status = run(&subject, options, &report);
    }
    if (status.ok) {
        *exit_status = check_report_exit_status(report);
        status = print(&subject, options, report, *exit_status);
    }
    gradcheck_report_free(report);
    free_subject(&subject);
    examples_close(&examples);
    return status;
}
