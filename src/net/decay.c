#include "net/decay.h"

double decay_forward(const Net *net, const real *params, double decay)
{
    double sum = 0;
    const StepBlock *block;
    for (size_t b = 0; decay != 0 && (block = net_block(net, b)); b++)
        for (size_t i = 0; block->is_weight && i < block->rows * block->cols; i++) {
            double w = real_to_double(params[block->offset + i]);
            sum += w * w;
        }
    return decay / 2 * sum;
}

double decay_growth(double decay, double weight, double value)
{
    return decay / 2 * (value - weight) * (value + weight);
}

void decay_backward(const Net *net, const real *params, real decay, real dL, real *dparams)
{
    const StepBlock *block;
    for (size_t b = 0; (block = net_block(net, b)); b++)
        for (size_t i = 0; block->is_weight && i < block->rows * block->cols; i++)
            dparams[block->offset + i] += dL * decay * params[block->offset + i];
}
