#include "net/net.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mark.h"
#include "net/cosine.h"
#include "net/distance.h"
#include "net/losses.h"

static const struct {
    const char *name, *description;
} known_encoders[] = {
    {"bromley1", "conv:12x11/3 tanh conv:16x10/3 tanh flatten"},
    {"bromley2", "conv:6x9 tanh average:3 conv:4x8 tanh average:3 flatten"},
    {"reference", "conv:12x9 tanh average:3 conv:16x9 tanh average:4 flatten dense:32"},
    {"mlp", "flatten dense:12 tanh dense:8"},
};

/* What each loss needs before it, and how many branches. */
typedef struct Head {
    const StepKind *first, *loss;
    size_t branches;
    double margin; /* NAN: none */
} Head;

static const Head heads[] = {
    {&cosine_kind, &losses_target_kind, 2, NAN},  {&cosine_kind, &losses_sum_kind, 2, NAN},
    {&cosine_kind, &losses_margin_kind, 2, 0},    {&distance_kind, &losses_contrastive_kind, 2, 5},
    {&cosine_kind, &losses_triplet_kind, 3, 0.5}, {&cosine_kind, &losses_logistic_kind, 2, NAN},
};

enum {
    KNOWN_ENCODERS = sizeof known_encoders / sizeof known_encoders[0],
    HEADS = sizeof heads / sizeof heads[0],
    LARGEST = 1 << 26, /* parameters of a net, numbers of a signal: what one machine has memory for */
};

NetOptions net_default_options(void)
{
    return (NetOptions){
        .encoder = "bromley1", .input = {8, 200}, .loss = "target", .forged_target = -0.9, .margin = NAN};
}

const char *net_known(size_t index, const char **description)
{
    if (index >= KNOWN_ENCODERS)
        return NULL;
    if (description)
        *description = known_encoders[index].description;
    return known_encoders[index].name;
}

const char *net_loss_name(size_t index)
{
    return index < HEADS ? heads[index].loss->name : NULL;
}

/* NULL: no loss has this name. */
static const Head *find_head(const char *loss)
{
    for (size_t i = 0; i < HEADS; i++)
        if (strcmp(heads[i].loss->name, loss) == 0)
            return &heads[i];
    return NULL;
}

double net_loss_margin(const char *loss)
{
    const Head *head = find_head(loss);
    return head ? head->margin : NAN;
}

size_t net_step_count(const Net *net)
{
    return net->encoder_steps + NET_HEAD_STEPS;
}

const Step *net_cosine_step(const Net *net)
{
    return &net->steps[net->encoder_steps];
}

const Step *net_loss_step(const Net *net)
{
    return &net->steps[net->encoder_steps + 1];
}

const StepBlock *net_block(const Net *net, size_t index)
{
    for (size_t i = 0; i < net_step_count(net); i++) {
        const Step *step = &net->steps[i];
        if (index < step->block_count)
            return &step->blocks[index];
        index -= step->block_count;
    }
    return NULL;
}

/* Builds the step's shapes and gives its blocks their places at the end of the flat vector. */
static Status build_step(Net *net, Step *step)
{
    step->forward = step->kind->forward;
    step->backward = step->kind->backward;
    Status status = step->kind->build(step);
    if (!status.ok)
        return status;
    for (size_t i = 0; i < step->block_count; i++) {
        StepBlock *block = &step->blocks[i];
        block->offset = net->parameter_count;
        if (block->rows > LARGEST / block->cols || net->parameter_count + block->rows * block->cols > LARGEST)
            return status_error(N_("%s: the net would have more than %d parameters"), step->name, LARGEST);
        net->parameter_count += block->rows * block->cols;
    }
    if (step->out.channels > LARGEST / step->out.time)
        return status_error(N_("%s: more than %d numbers would leave it"), step->name, LARGEST);
    return status_ok();
}

/* "12x11/3" -> 12, 11, 3: at most three positive whole numbers, joined by x and /. */
static bool parse_arguments(const char *text, size_t arguments[static STEP_ARGUMENTS_MAX])
{
    for (size_t i = 0; i < STEP_ARGUMENTS_MAX; i++) {
        if (*text < '1' || *text > '9')
            return false;
        char *end;
        unsigned long value = strtoul(text, &end, 10);
        if (value > LARGEST)
            return false;
        arguments[i] = value;
        if (*end == 0)
            return true;
        if (*end != (i == 0 ? 'x' : '/'))
            return false;
        text = end + 1;
    }
    return false;
}

/* The numbers that one signature becomes on its way through the encoder, all of which are kept. */
static size_t count_numbers(const Net *net)
{
    size_t count = 0; /* no overflow: there are few steps, and none has more than LARGEST */
    for (size_t i = 0; i < net->encoder_steps; i++)
        count += step_size(net->steps[i].out);
    return count;
}

/* One word of a description, as "conv:12x11/3", becomes the encoder's next step. */
static Status add_encoder_step(Net *net, char *word)
{
    if (net->encoder_steps == NET_ENCODER_STEPS_MAX)
        return status_error(N_("the net's description has more than %d steps"), NET_ENCODER_STEPS_MAX);
    char *colon = strchr(word, ':');
    if (colon)
        *colon = 0;
    const StepKind *kind = step_encoder_kind(word);
    if (!kind)
        return status_error(
            N_("'%.40s' is no step of a net: expected conv, average, dense, tanh, lecun, relu or flatten"),
            word);
    Step *step = &net->steps[net->encoder_steps];
    *step = (Step){.kind = kind};
    step->in = net->encoder_steps ? step[-1].out : net->input;
    size_t ordinal = 1;
    for (size_t i = 0; i < net->encoder_steps; i++)
        ordinal += net->steps[i].kind == kind;
    snprintf(step->name, sizeof step->name, "%s%zu", kind->name, ordinal);
    bool wants_arguments = kind->arguments[0] != 0;
    if (wants_arguments != (colon != NULL) || (colon && !parse_arguments(colon + 1, step->arguments)))
        return status_error(N_("%s: expected %s%s%s, found %s%s%.40s"), step->name, kind->name,
                            wants_arguments ? ":" : "", kind->arguments, kind->name, colon ? ":" : "",
                            colon ? colon + 1 : "");
    Status status = build_step(net, step);
    net->encoder_steps += status.ok;
    if (status.ok && count_numbers(net) > LARGEST)
        return status_error(N_("%s: the net would keep more than %d numbers of a signature"), step->name,
                            LARGEST);
    return status;
}

static Status build_encoder(Net *net, const char *encoder)
{
    for (size_t i = 0; i < KNOWN_ENCODERS; i++)
        if (strcmp(encoder, known_encoders[i].name) == 0)
            encoder = known_encoders[i].description;
    if (strlen(encoder) >= sizeof net->encoder)
        return status_error(N_("the net's description is longer than %zu bytes"), sizeof net->encoder - 1);
    memcpy(net->encoder, encoder, strlen(encoder) + 1);
    char words[sizeof net->encoder];
    memcpy(words, encoder, strlen(encoder) + 1);
    char *next = words;
    while (*(next += strspn(next, " ,"))) {
        char *word = next;
        next += strcspn(next, " ,");
        if (*next)
            *next++ = 0;
        Status status = add_encoder_step(net, word);
        if (!status.ok)
            return status;
    }
    if (net->encoder_steps == 0)
        return status_error(N_("the net's description is empty"));
    net->embedding = step_size(net->steps[net->encoder_steps - 1].out);
    return status_ok();
}

static Status build_head(Net *net, const NetOptions *options)
{
    const Head *head = find_head(options->loss);
    if (!head)
        return status_error(
            N_("'%.40s' is no loss: expected target, sum, margin, contrastive, triplet or logistic"),
            options->loss);
    snprintf(net->loss, sizeof net->loss, "%s", head->loss->name);
    net->branches = head->branches;
    net->forged_target = options->forged_target;
    net->margin = isnan(options->margin) ? head->margin : options->margin;
    Step *first = &net->steps[net->encoder_steps], *loss = first + 1;
    *first = (Step){.kind = head->first, .in = {net->branches, net->embedding}};
    snprintf(first->name, sizeof first->name, "%s", first->kind->name);
    Status status = build_step(net, first);
    if (!status.ok)
        return status;
    *loss = (Step){.kind = head->loss, .name = "loss", .in = first->out};
    loss->constant = (real)(isnan(head->margin) ? net->forged_target : net->margin);
    return build_step(net, loss);
}

static Status check_numbers(const NetOptions *options)
{
    if (!isfinite(options->forged_target) || isinf(options->margin))
        return status_error(N_("the loss's target and margin must be finite numbers"));
    return status_ok();
}

Status net_create(const NetOptions *options, Net *net)
{
    *net = (Net){.input = options->input};
    if (options->input.channels == 0 || options->input.time == 0 ||
        options->input.time > LARGEST / options->input.channels)
        return status_error(N_("a signature of %zu x %zu numbers is none a net can take"),
                            options->input.channels, options->input.time);
    Status status = check_numbers(options);
    if (status.ok)
        status = build_encoder(net, options->encoder);
    return status.ok ? build_head(net, options) : status;
}

Status net_change_loss(Net *net, const char *loss, double forged_target, double margin)
{
    const NetOptions options = {.loss = loss, .forged_target = forged_target, .margin = margin};
    Net changed = *net;
    changed.parameter_count = net_encoder_parameters(net);
    Status status = check_numbers(&options);
    if (status.ok)
        status = build_head(&changed, &options);
    if (status.ok && changed.branches != net->branches)
        status = status_error(N_("the loss '%s' compares %zu signatures, and this net has %zu branches"),
                              loss, changed.branches, net->branches);
    if (status.ok)
        *net = changed;
    return status;
}

void net_repair(Net *net)
{
    for (size_t i = 0; i < net_step_count(net); i++)
        net->steps[i].backward = net->steps[i].kind->backward;
    net->branches_backward = NULL;
}

size_t net_encoder_parameters(const Net *net)
{
    size_t count = net->parameter_count;
    for (size_t i = net->encoder_steps; i < net_step_count(net); i++)
        for (size_t k = 0; k < net->steps[i].block_count; k++)
            count -= net->steps[i].blocks[k].rows * net->steps[i].blocks[k].cols;
    return count;
}

void net_start_loss(const Net *net, real *params)
{
    const Step *loss = net_loss_step(net);
    for (size_t k = 0; k < loss->block_count; k++)
        for (size_t i = 0; i < loss->blocks[k].rows * loss->blocks[k].cols; i++)
            params[loss->blocks[k].offset + i] = loss->blocks[k].start;
}

void net_initialise(const Net *net, uint64_t seed, real *params)
{
    Random random = random_seeded(seed);
    const StepBlock *block;
    for (size_t i = 0; (block = net_block(net, i)); i++) {
        real *values = params + block->offset;
        for (size_t k = 0; k < block->rows * block->cols; k++)
            values[k] = block->is_weight ? (real)(random_normal(&random) / sqrt((double)block->fan_in))
                                         : block->start;
    }
}
