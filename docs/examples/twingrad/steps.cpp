// The steps of a net, with the formulas of each forward and each backward, from C++.
//
//     c++ -o steps steps.cpp $(pkg-config --cflags --libs twingrad) && ./steps 'conv:12x11/3 tanh flatten dense:8'

#include <cstdio>

#include <net/net.h>

int main(int argc, char **argv)
{
    NetOptions options = net_default_options();
    if (argc > 1)
        options.encoder = argv[1];
    Net net;
    const Status status = net_create(&options, &net);
    if (!status.ok) {
        std::fprintf(stderr, "steps: %s\n", status.message);
        return 2;
    }
    for (std::size_t i = 0; i < net_step_count(&net); i++) {
        const Step &step = net.steps[i];
        std::printf("%-10s %zu x %zu -> %zu x %zu\n", step.name, step.in.channels, step.in.time, step.out.channels,
                    step.out.time);
        std::printf("    forward   %s\n    backward  %s\n", step.kind->forward_formula, step.kind->backward_formula);
    }
    std::printf("%zu parameters\n", net.parameter_count);
}
