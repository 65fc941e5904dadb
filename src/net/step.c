#include "net/step.h"

#include <stdio.h>
#include <string.h>

#include "net/average.h"
#include "net/conv.h"
#include "net/dense.h"
#include "net/flatten.h"
#include "net/lecun.h"
#include "net/relu.h"
#include "net/tanh.h"

/* What an encoder can be made of. A new layer: its file, and one line here. */
static const StepKind *const encoder_kinds[] = {
    &conv_kind, &average_kind, &dense_kind, &tanh_kind, &lecun_kind, &relu_kind, &flatten_kind,
};

enum { ENCODER_KINDS = sizeof encoder_kinds / sizeof encoder_kinds[0] };

size_t step_size(Shape shape)
{
    return shape.channels * shape.time;
}

const StepKind *step_encoder_kind_at(size_t index)
{
    return index < ENCODER_KINDS ? encoder_kinds[index] : NULL;
}

const StepKind *step_encoder_kind(const char *name)
{
    for (size_t i = 0; i < ENCODER_KINDS; i++)
        if (strcmp(encoder_kinds[i]->name, name) == 0)
            return encoder_kinds[i];
    return NULL;
}

void step_name_block(Step *step, size_t block, const char *suffix, size_t rows, size_t cols, size_t fan_in,
                     bool is_weight)
{
    StepBlock named = {.rows = rows, .cols = cols, .fan_in = fan_in, .is_weight = is_weight};
    snprintf(named.name, sizeof named.name, "%.15s.%.7s", step->name, suffix);
    step->blocks[block] = named;
    if (step->block_count <= block)
        step->block_count = block + 1;
}
