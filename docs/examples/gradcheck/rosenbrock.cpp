// From C++: the callbacks are lambdas without a capture, the model travels through the user pointer.
//
//     c++ -std=c++17 -o rosenbrock rosenbrock.cpp $(pkg-config --cflags --libs gradcheck) && ./rosenbrock
//     ./rosenbrock wrong     the sign of the second derivative's factor is flipped
#include "gradcheck/gradcheck.h"
#include <iostream>
#include <memory>
#include <vector>

struct Model {
    std::vector<double> x, dx;
    bool wrong;
};

int main(int argc, char **)
{
    Model model{{-1.2, 1}, {0, 0}, argc > 1};

    GradcheckBlock block{};
    block.name = "x";
    block.value = model.x.data();
    block.gradient = model.dx.data();
    block.rows = 1;
    block.cols = model.x.size();

    GradcheckProblem problem{};
    problem.name = "rosenbrock";
    problem.user = &model;
    problem.blocks = &block;
    problem.n_blocks = 1;
    problem.loss = [](void *user, double *loss) {
        const auto &x = static_cast<Model *>(user)->x;
        double a = 1 - x[0], b = x[1] - x[0] * x[0];
        *loss = a * a + 100 * b * b;
        return 0;
    };
    problem.gradient = [](void *user, const GradcheckBlock *) {
        auto &m = *static_cast<Model *>(user);
        double b = m.x[1] - m.x[0] * m.x[0];
        m.dx[0] = -2 * (1 - m.x[0]) - 400 * m.x[0] * b;
        m.dx[1] = (m.wrong ? -200 : 200) * b;
        return 0;
    };

    GradcheckReport *raw = nullptr;
    GradcheckStatus status = gradcheck_run(&problem, nullptr, &raw);
    std::unique_ptr<GradcheckReport, decltype(&gradcheck_report_free)> report(raw, gradcheck_report_free);
    if (status != GRADCHECK_OK) {
        std::cerr << (report ? report->message : "out of memory") << '\n';
        return 2;
    }
    gradcheck_text_write(
        report.get(), nullptr,
        [](void *, const char *text, std::size_t length) {
            std::cout.write(text, static_cast<std::streamsize>(length));
        },
        nullptr);
    return report->verdict == GRADCHECK_AGREES ? 0 : report->verdict == GRADCHECK_CANNOT_TELL ? 3 : 1;
}
