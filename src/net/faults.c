#include "net/faults.h"

#include <stdio.h>
#include <string.h>

#include "base/mark.h"
#include "net/faults_encoder.h"
#include "net/faults_head.h"

static const Fault faults[] = {
    {"conv-bias-last", "conv", N_("Adds the last instant alone to the bias, not the sum over time."),
     GRADCHECK_MISTAKE_POSITION, .step = faults_encoder_conv_bias_last, .bites = faults_encoder_has_time},
    {"conv-kernel-reversed", "conv",
     N_("Turns the kernel round in dx, as for a true convolution; this is none."),
     GRADCHECK_MISTAKE_PARAMETERS, .step = faults_encoder_conv_kernel_reversed,
     .bites = faults_encoder_has_kernel},
    {"conv-off-by-one", "conv", N_("Starts the window one instant too late in dW."),
     GRADCHECK_MISTAKE_SHIFTED, .step = faults_encoder_conv_off_by_one, .bites = faults_encoder_has_kernel},
    {"conv-step-forgotten", "conv", N_("Moves the window on by one in dW, where it moves on by more."),
     GRADCHECK_MISTAKE_NONE, .step = faults_encoder_conv_step_forgotten, .bites = faults_encoder_has_step},
    {"conv-last-map", "conv", N_("Ends the loop over the maps one too early in dW."),
     GRADCHECK_MISTAKE_ONE_LINE, .step = faults_encoder_conv_last_map, .bites = faults_encoder_has_matrix},
    {"average-undivided", "average", N_("Gives every instant the whole gradient, not its share of it."),
     GRADCHECK_MISTAKE_FACTOR, .step = faults_encoder_average_undivided, .bites = faults_encoder_has_window},
    {"flatten-time-first", "flatten", N_("Reads instant by instant what was written channel by channel."),
     GRADCHECK_MISTAKE_PERMUTED, .step = faults_encoder_flatten_time_first,
     .bites = faults_encoder_has_channels},
    {"dense-assigned", "dense", N_("Writes '=' for '+=': the branch that comes last wipes out the others."),
     GRADCHECK_MISTAKE_ROW, .step = faults_encoder_dense_assigned},
    {"dense-transposed", "dense", N_("Stores dW column by column."), GRADCHECK_MISTAKE_TRANSPOSED,
     .step = faults_encoder_dense_transposed, .bites = faults_encoder_has_matrix},
    {"dense-input-transposed", "dense", N_("Takes W for its transpose in dx."), GRADCHECK_MISTAKE_PARAMETERS,
     .step = faults_encoder_dense_input_transposed, .bites = faults_encoder_has_matrix},
    {"dense-one-entry", "dense", N_("Leaves a trial behind: one entry of dW is a hundredth too large."),
     GRADCHECK_MISTAKE_ONE_ENTRY, .step = faults_encoder_dense_one_entry},
    {"dense-last-column", "dense", N_("Ends the loop over the inputs one too early in dW."),
     GRADCHECK_MISTAKE_ONE_LINE, .step = faults_encoder_dense_last_column},
    {"dense-bias-forgotten", "dense", N_("Never adds anything to the bias's gradient."),
     GRADCHECK_MISTAKE_ZERO, .step = faults_encoder_dense_bias_forgotten},
    {"tanh-from-input", "tanh", N_("Writes 1 - z^2 where 1 - h^2 is meant."), GRADCHECK_MISTAKE_DERIVATIVE,
     .step = faults_encoder_tanh_from_input},
    {"tanh-forgotten", "tanh", N_("Forgets that the step is there: dz = dh."), GRADCHECK_MISTAKE_DERIVATIVE,
     .step = faults_encoder_tanh_forgotten},
    {"lecun-constants", "lecun", N_("Takes the derivative of the plain tanh, 1 - h^2."),
     GRADCHECK_MISTAKE_DERIVATIVE, .step = faults_encoder_lecun_constants},
    {"lecun-slope", "lecun", N_("Forgets the inner derivative, 2/3."), GRADCHECK_MISTAKE_FACTOR,
     .step = faults_encoder_lecun_slope},
    {"relu-everywhere", "relu", N_("Lets the gradient through where z is negative too."),
     GRADCHECK_MISTAKE_CONDITION, .step = faults_encoder_relu_everywhere},
    {"cosine-sign", "cosine", N_("Turns the embeddings away from each other, not towards: the sign."),
     GRADCHECK_MISTAKE_SIGN, .step = faults_head_cosine_sign},
    {"cosine-projection", "cosine", N_("Forgets that a longer embedding changes |a| too: no - c a/|a|."),
     GRADCHECK_MISTAKE_PROJECTION, .step = faults_head_cosine_projection},
    {"cosine-norm", "cosine", N_("Forgets to divide by the embedding's length."), GRADCHECK_MISTAKE_NORM,
     .step = faults_head_cosine_norm},
    {"cosine-exchanged", "cosine", N_("Adds the gradient by a to db and the one by b to da."),
     GRADCHECK_MISTAKE_ROWS_SWAPPED, .step = faults_head_cosine_exchanged},
    {"distance-sign", "distance", N_("Gives b the sign of a: both move the same way."), GRADCHECK_MISTAKE_USE,
     .step = faults_head_distance_sign},
    {"sum-labels", "sum", N_("Takes genuine pairs for forged ones and forged for genuine."),
     GRADCHECK_MISTAKE_SIGN, .step = faults_head_sum_labels},
    {"target-sign", "target", N_("Writes c + t where c - t is meant."), GRADCHECK_MISTAKE_TERM,
     .step = faults_head_target_sign},
    {"margin-inverted", "margin", N_("Pushes the forged pairs below the margin and leaves those above it."),
     GRADCHECK_MISTAKE_CONDITION, .step = faults_head_margin_inverted},
    {"contrastive-sign", "contrastive", N_("Forgets the inner derivative of m - D, which is -1."),
     GRADCHECK_MISTAKE_NONE, .step = faults_head_contrastive_sign},
    {"triplet-negative", "triplet", N_("Pulls the positive closer and forgets to push the negative away."),
     GRADCHECK_MISTAKE_ONE_LINE, .step = faults_head_triplet_negative},
    {"logistic-scale", "logistic", N_("Forgets the learnt scale on the way to the cosine: dc = dz."),
     GRADCHECK_MISTAKE_FACTOR, .step = faults_head_logistic_scale},
    {"branches-one", "branches", N_("Goes back down the first branch alone."), GRADCHECK_MISTAKE_USE,
     .branches = faults_head_branches_one},
    {"branches-averaged", "branches",
     N_("Averages what the branches say about a shared weight; it is the sum."), GRADCHECK_MISTAKE_FACTOR,
     .branches = faults_head_branches_averaged},
    {"mean-forgotten", "mean", N_("Adds up the pairs' gradients though the loss is their mean."),
     GRADCHECK_MISTAKE_FACTOR, .mean = faults_head_mean_forgotten},
    {"decay-halved", "decay", N_("Adds half of decay * w: the 1/2 was in the loss already."),
     GRADCHECK_MISTAKE_FACTOR, .decay = faults_head_decay_halved},
};

enum { FAULTS = sizeof faults / sizeof faults[0] };

const Fault *faults_at(size_t index)
{
    return index < FAULTS ? &faults[index] : NULL;
}

const Fault *faults_find(const char *name)
{
    for (size_t i = 0; i < FAULTS; i++)
        if (strcmp(faults[i].name, name) == 0)
            return &faults[i];
    return NULL;
}

static bool bites(const Fault *fault, const Step *step)
{
    return strcmp(step->kind->name, fault->replaces) == 0 && (!fault->bites || fault->bites(step));
}

static Status plant_in_step(const Fault *fault, const char *where, Net *net)
{
    for (size_t i = net_step_count(net); i-- > 0;) {
        Step *step = &net->steps[i];
        if (where && strcmp(step->name, where) != 0)
            continue;
        if (bites(fault, step)) {
            step->backward = fault->step;
            return status_ok();
        }
        if (where)
            return status_error("%s changes nothing in the step %s", fault->name, where);
    }
    if (where)
        return status_error("the net has no step '%.30s'", where);
    return status_error("this net has no %s step in which %s changes anything", fault->replaces, fault->name);
}

Status faults_plant(const char *name, Net *net, NetcheckOptions *options)
{
    char alone[64];
    const char *at = strchr(name, '@');
    snprintf(alone, sizeof alone, "%.*s", (int)strcspn(name, "@"), name);
    const Fault *fault = faults_find(alone);
    if (!fault)
        return status_error("'%.40s' is no fault", name);
    if (fault->step)
        return plant_in_step(fault, at ? at + 1 : NULL, net);
    if (at)
        return status_error("%s stands in no step, so there is no '@'", fault->name);
    if (fault->branches) {
        net->branches_backward = fault->branches;
        return status_ok();
    }
    if (!options || (fault->decay && options->decay == 0))
        return status_error("%s: there is no %s", fault->name,
                            options ? "weight decay" : "check whose part could be replaced");
    if (fault->mean)
        options->mean_backward = fault->mean;
    if (fault->decay)
        options->decay_backward = fault->decay;
    return status_ok();
}
