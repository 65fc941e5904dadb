// Ceres' GradientChecker: Ridders' differences, and the relative precision of 1e-8 that Ceres' solver asks for by default.
//
//     ceres [POINTS]
#include "tally.h"
#include <ceres/cost_function.h>
#include <ceres/gradient_checker.h>
#include <vector>

namespace {

// One residual: the loss. Its Jacobian is the gradient.
class Loss : public ceres::CostFunction {
  public:
    explicit Loss(const Subject *subject) : subject_(subject)
    {
        set_num_residuals(1);
        for (size_t b = 0; b < SUBJECT_BLOCKS; b++)
            mutable_parameter_block_sizes()->push_back(static_cast<int>(subject_rows(b) * subject_cols(b)));
    }

    bool Evaluate(double const *const *parameters, double *residuals, double **jacobians) const override
    {
        double x[SUBJECT_PARAMETERS], g[SUBJECT_PARAMETERS];
        for (size_t b = 0, at = 0; b < SUBJECT_BLOCKS; at += size(b), b++)
            memcpy(x + at, parameters[b], size(b) * sizeof *x);
        residuals[0] = subject_loss(subject_, x);
        if (!jacobians)
            return true;
        subject_gradient(subject_, x, g);
        for (size_t b = 0, at = 0; b < SUBJECT_BLOCKS; at += size(b), b++)
            if (jacobians[b])
                memcpy(jacobians[b], g + at, size(b) * sizeof *g);
        return true;
    }

  private:
    static size_t size(size_t b) { return subject_rows(b) * subject_cols(b); }
    const Subject *subject_;
};

TallyAnswer check(const Subject *subject, SubjectSetting, SubjectMistake, uint64_t)
{
    double x[SUBJECT_PARAMETERS];
    const double *parameters[SUBJECT_BLOCKS];
    subject_start(subject, x);
    for (size_t b = 0, at = 0; b < SUBJECT_BLOCKS; at += subject_rows(b) * subject_cols(b), b++)
        parameters[b] = x + at;
    Loss loss(subject);
    const std::vector<const ceres::Manifold *> *flat = nullptr;
    ceres::GradientChecker checker(&loss, flat, ceres::NumericDiffOptions());
    ceres::GradientChecker::ProbeResults results;
    return checker.Probe(parameters, 1e-8, &results) ? TALLY_ACCEPTS : TALLY_REJECTS;
}

} // namespace

int main(int argc, char **argv)
{
    tally("Ceres GradientChecker", argc, argv, check);
    return 0;
}
