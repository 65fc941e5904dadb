/* What is typed for a net, a loss, features and a mistake: a line each. */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "net/faults.h"
#include "net/net.h"
#include "pen/features.h"

/* The next line of *text, or nothing. */
static const char *take(char **text)
{
    char *line = *text;
    *text += strcspn(line, "\n");
    if (**text)
        *(*text)++ = 0;
    return line;
}

static void require_whole(const Net *net)
{
    fuzz_require(net->encoder_steps > 0 && net->encoder_steps <= NET_ENCODER_STEPS_MAX);
    fuzz_require(net->embedding > 0 && net->embedding == step_size(net->steps[net->encoder_steps - 1].out));
    size_t parameters = 0;
    const StepBlock *block;
    for (size_t i = 0; (block = net_block(net, i)); i++) {
        fuzz_require(block->offset == parameters && block->rows > 0 && block->cols > 0);
        parameters += block->rows * block->cols;
    }
    fuzz_require(parameters == net->parameter_count && parameters <= 1 << 26);
    Shape shape = net->input;
    size_t numbers = 0;
    for (size_t i = 0; i < net->encoder_steps; i++) {
        fuzz_require(net->steps[i].in.channels == shape.channels && net->steps[i].in.time == shape.time);
        shape = net->steps[i].out;
        fuzz_require(shape.channels > 0 && shape.time > 0);
        numbers += step_size(shape);
        fuzz_require(numbers <= 1 << 26);
    }
}

/* The description that the net keeps makes the same net. */
static void make_again(const Net *net)
{
    const NetOptions options = {.encoder = net->encoder,
                                .input = net->input,
                                .loss = net->loss,
                                .forged_target = net->forged_target,
                                .margin = net->margin};
    Net again;
    fuzz_require(net_create(&options, &again).ok);
    fuzz_require(again.parameter_count == net->parameter_count && again.embedding == net->embedding);
    fuzz_require(strcmp(again.encoder, net->encoder) == 0);
}

bool fuzz_net(const uint8_t *bytes, size_t size)
{
    char *text = fuzz_text(bytes, size), *rest = text;
    const char *features = take(&rest), *encoder = take(&rest), *loss = take(&rest), *fault = take(&rest);
    FeatureSet set = {0};
    Status status = features_parse(features, &set);
    fuzz_require_sentence(&status, NULL);
    NetOptions options = net_default_options();
    options.encoder = encoder;
    options.loss = *loss ? loss : "target";
    options.input = (Shape){status.ok ? set.count : 8, FEATURES_TIME};
    Net net;
    status = net_create(&options, &net);
    fuzz_require_sentence(&status, NULL);
    if (status.ok) {
        require_whole(&net);
        make_again(&net);
        NetcheckOptions check = {0};
        status = faults_plant(fault, &net, &check);
        fuzz_require_sentence(&status, NULL);
        net_repair(&net);
    }
    free(text);
    return status.ok;
}
