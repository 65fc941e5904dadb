// Ceres on the small net of the benchmarks, one pair: the GradientChecker (Ridders' differences, the only ones it makes) and
// plain central differences of every parameter. The start is that of peer_start.py.
//
// usage: peer_ceres [SECONDS of each measurement]      processor time of one thread; JSON lines
#include <algorithm>
#include <ceres/ceres.h>
#include <ceres/gradient_checker.h>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <vector>

namespace {

enum { IN = 16, HIDDEN = 12, OUT = 8, PARAMETERS = HIDDEN * IN + HIDDEN + OUT * HIDDEN + OUT };

double a[IN], b[IN], W1[HIDDEN * IN], b1[HIDDEN], W2[OUT * HIDDEN], b2[OUT];

void fill(uint64_t &x, double *numbers, int count, double scale)
{
    for (int i = 0; i < count; i++) {
        x = x * 6364136223846793005ULL + 1442695040888963407ULL;
        numbers[i] = (2 * ((x >> 11) * 0x1p-53) - 1) * scale;
    }
}

void start()
{
    uint64_t weights = 1, inputs = 2;
    fill(weights, W1, HIDDEN * IN, 1 / std::sqrt(double(IN)));
    fill(weights, b1, HIDDEN, 1 / std::sqrt(double(IN)));
    fill(weights, W2, OUT * HIDDEN, 1 / std::sqrt(double(HIDDEN)));
    fill(weights, b2, OUT, 1 / std::sqrt(double(HIDDEN)));
    fill(inputs, a, IN, 1);
    fill(inputs, b, IN, 1);
}

struct Branch {
    double h[HIDDEN], e[OUT], length = 0;

    Branch(double const *const *p, const double *x)
    {
        for (int i = 0; i < HIDDEN; i++) {
            double z = p[1][i];
            for (int j = 0; j < IN; j++)
                z += p[0][i * IN + j] * x[j];
            h[i] = std::tanh(z);
        }
        for (int i = 0; i < OUT; i++) {
            e[i] = p[3][i];
            for (int j = 0; j < HIDDEN; j++)
                e[i] += p[2][i * HIDDEN + j] * h[j];
            length += e[i] * e[i];
        }
        length = std::sqrt(length);
    }

    // Adds what the gradient de of the embedding gives to the gradients of the parameters.
    void backward(double const *const *p, const double *x, const double *de, double **J) const
    {
        double dh[HIDDEN] = {};
        for (int i = 0; i < OUT; i++) {
            J[3][i] += de[i];
            for (int j = 0; j < HIDDEN; j++) {
                J[2][i * HIDDEN + j] += de[i] * h[j];
                dh[j] += de[i] * p[2][i * HIDDEN + j];
            }
        }
        for (int i = 0; i < HIDDEN; i++) {
            const double dz = dh[i] * (1 - h[i] * h[i]);
            J[1][i] += dz;
            for (int j = 0; j < IN; j++)
                J[0][i * IN + j] += dz * x[j];
        }
    }
};

// The residual r = cos - 1, so that Ceres' loss r^2 / 2 is that of a genuine pair; its derivative by hand.
struct Residual : ceres::SizedCostFunction<1, HIDDEN * IN, HIDDEN, OUT * HIDDEN, OUT> {
    bool Evaluate(double const *const *p, double *r, double **J) const override
    {
        const Branch first(p, a), second(p, b);
        double c = 0;
        for (int i = 0; i < OUT; i++)
            c += first.e[i] * second.e[i] / (first.length * second.length);
        r[0] = c - 1;
        if (!J)
            return true;
        // The checker asks for blocks one at a time, too: what nobody asked for goes into a spare one.
        double spare[PARAMETERS], *all[4];
        for (int k = 0, at = 0; k < 4; at += parameter_block_sizes()[k], k++) {
            all[k] = J[k] ? J[k] : spare + at;
            std::fill(all[k], all[k] + parameter_block_sizes()[k], 0.0);
        }
        double da[OUT], db[OUT];
        for (int i = 0; i < OUT; i++) {
            const double ua = first.e[i] / first.length, ub = second.e[i] / second.length;
            da[i] = (ub - c * ua) / first.length;
            db[i] = (ua - c * ub) / second.length;
        }
        first.backward(p, a, da, all);
        second.backward(p, b, db, all);
        return true;
    }
};

double processor()
{
    timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return t.tv_sec + 1e-9 * t.tv_nsec;
}

void tell(const char *what, double wanted, const std::function<bool()> &check)
{
    std::vector<double> ms;
    const char *verdict = check() ? "agrees" : "wrong";
    for (const double began = processor(); ms.size() < 5 || processor() - began < wanted;) {
        const double before = processor();
        check();
        ms.push_back(1e3 * (processor() - before));
    }
    std::sort(ms.begin(), ms.end());
    const size_t n = ms.size();
    std::printf("{\"bench\": \"check\", \"peer\": \"Ceres\", \"net\": \"mlp\", \"what\": \"%s\", \"parameters\": %d, "
                "\"median\": %.4f, \"low\": %.4f, \"high\": %.4f, \"unit\": \"ms\", \"verdict\": \"%s\"}\n",
                what, PARAMETERS, ms[n / 2], ms[n / 10], ms[n * 9 / 10], verdict);
}

} // namespace

int main(int argc, char **argv)
{
    const double wanted = argc > 1 ? std::atof(argv[1]) : 1;
    start();
    const double *p[] = {W1, b1, W2, b2};
    Residual residual;
    double r;
    residual.Evaluate(p, &r, nullptr);
    std::printf("{\"bench\": \"losses\", \"peer\": \"Ceres\", \"net\": \"mlp, one pair\", \"numbers\": \"double\", "
                "\"losses\": [%.15g]}\n",
                r * r / 2);
    // With Ceres' own settings. Its verdict on this gradient, which is right, is printed as it comes.
    tell("every parameter", wanted, [&] {
        const std::vector<const ceres::Manifold *> *flat = nullptr;
        ceres::GradientChecker checker(&residual, flat, ceres::NumericDiffOptions());
        ceres::GradientChecker::ProbeResults results;
        return checker.Probe(p, 1e-6, &results);
    });
    ceres::DynamicNumericDiffCostFunction<ceres::CostFunction, ceres::CENTRAL> central(&residual,
                                                                                        ceres::DO_NOT_TAKE_OWNERSHIP);
    for (int size : residual.parameter_block_sizes())
        central.AddParameterBlock(size);
    central.SetNumResiduals(1);
    tell("central differences alone", wanted, [&] {
        double numeric[PARAMETERS], byhand[PARAMETERS], *N[4], *H[4], worst = 0;
        for (int k = 0, at = 0; k < 4; at += residual.parameter_block_sizes()[k], k++) {
            N[k] = numeric + at;
            H[k] = byhand + at;
        }
        central.Evaluate(p, &r, N);
        residual.Evaluate(p, &r, H);
        for (int i = 0; i < PARAMETERS; i++)
            worst = std::max(worst, std::fabs(numeric[i] - byhand[i]));
        return worst < 1e-6;
    });
    return 0;
}
