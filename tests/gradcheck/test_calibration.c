/* How honest the error bars are: more than a hundred functions whose derivative is known, at twelve points each, as they
 * are, scaled, with an offset, with float32 parameters and as float32 losses. The figures printed are those of
 * docs/gradcheck.md. */
#include "gradcheck/gradcheck.h"
#include "support/functions.h"
#include "support/test.h"
#include <float.h>

typedef struct Setting {
    const char *name;
    double scale, offset;
    bool float_parameters, float_loss;
} Setting;

static const Setting settings[] = {
    {"as it is", 1, 0, false, false},          {"times 1e-6", 1e-6, 0, false, false},
    {"times 1e4", 1e4, 0, false, false},       {"plus 1e6", 1, 1e6, false, false},
    {"float32 parameters", 1, 0, true, false}, {"float32 loss", 1, 0, false, true},
    {"float32 both", 1, 0, true, true},
};

typedef struct Model {
    const Function *function;
    const Setting *setting;
    double x[FUNCTIONS_LARGEST], gradient[FUNCTIONS_LARGEST];
    float x_float[FUNCTIONS_LARGEST], gradient_float[FUNCTIONS_LARGEST];
} Model;

static void read_x(const Model *model, double x[FUNCTIONS_LARGEST])
{
    for (size_t i = 0; i < model->function->n; i++)
        x[i] = model->setting->float_parameters ? (double)model->x_float[i] : model->x[i];
}

static int loss(void *user, double *value)
{
    const Model *model = user;
    double x[FUNCTIONS_LARGEST];
    read_x(model, x);
    *value = model->setting->scale * model->function->value(model->function->n, x) + model->setting->offset;
    if (model->setting->float_loss)
        *value = fabs(*value) < FLT_MAX ? (double)(float)*value : NAN;
    return 0;
}

static int gradient(void *user, const GradcheckBlock *blocks)
{
    Model *model = user;
    double x[FUNCTIONS_LARGEST];
    (void)blocks;
    read_x(model, x);
    functions_derivative(model->function, x, model->gradient);
    for (size_t i = 0; i < model->function->n; i++) {
        model->gradient[i] *= model->setting->scale;
        model->gradient_float[i] = (float)fmax(fmin(model->gradient[i], 1e38), -1e38);
    }
    return 0;
}

/* The start, near it, and near its multiples. A fixed sequence stands for chance. */
static bool choose_point(Model *model, size_t index, size_t point)
{
    static const double multiples[4] = {10, 0.1, 3, 1e-3};
    const Function *f = model->function;
    double value;
    for (size_t i = 0; i < f->n; i++) {
        double chance = fmod((double)((index * 31 + point * 17 + i * 7 + 1) * 7919), 1009) / 1009,
               x = f->start[i];
        x *= point % 3 == 1 ? 0.5 + chance : point % 3 == 2 ? multiples[point / 3] : 1;
        x += point >= 6 ? 0.01 * chance : 0;
        model->x[i] = x;
        model->x_float[i] = (float)x;
    }
    loss(model, &value);
    if (!isfinite(value) || fabs(value) > 1e100)
        return false;
    gradient(model, NULL);
    for (size_t i = 0; i < f->n; i++)
        if (!isfinite(model->gradient[i]) ||
            (model->setting->float_parameters && fabs(model->gradient[i]) > 1e30))
            return false;
    return true;
}

typedef struct Tally {
    size_t entries, outside, wrong, agree, undecided, evaluations;
} Tally;

static void check_point(Model *model, Tally *tally)
{
    bool is_float = model->setting->float_parameters;
    double truth[FUNCTIONS_LARGEST];
    for (size_t i = 0; i < model->function->n; i++)
        truth[i] = model->gradient[i];
    GradcheckBlock block = {.name = "x",
                            .value = is_float ? (void *)model->x_float : (void *)model->x,
                            .gradient = is_float ? (void *)model->gradient_float : (void *)model->gradient,
                            .rows = 1,
                            .cols = model->function->n,
                            .type = is_float ? GRADCHECK_FLOAT : GRADCHECK_DOUBLE};
    GradcheckProblem problem = {.name = model->function->name,
                                .user = model,
                                .blocks = &block,
                                .n_blocks = 1,
                                .loss = loss,
                                .gradient = gradient};
    GradcheckReport *report;
    assert_int_equal(gradcheck_run(&problem, NULL, &report), GRADCHECK_OK);
    assert_int_equal(report->n_findings, 0);
    for (size_t i = 0; i < report->blocks[0].n_entries; i++) {
        const GradcheckEntry *e = &report->blocks[0].entries[i];
        tally->wrong += e->verdict == GRADCHECK_WRONG;
        tally->agree += e->verdict == GRADCHECK_AGREES;
        tally->undecided += e->verdict == GRADCHECK_CANNOT_TELL;
        if (e->step == 0)
            continue;
        /* The numeric side alone: without the room that the analytic side's rounding is given. */
        double bar = e->truncation + e->rounding + e->kink, error = fabs(e->numeric - truth[i]);
        tally->entries++;
        tally->outside += !(error <= bar + DBL_EPSILON * fabs(truth[i]));
    }
    tally->evaluations += report->evaluations;
    gradcheck_report_free(report);
}

static void the_true_error_lies_inside_the_bar(void **state)
{
    (void)state;
    Tally all = {0};
    assert_true(functions_count() >= 100);
    printf("  %zu functions, 12 points; entries, outside their bar, called wrong, agreeing, undecided\n",
           functions_count());
    for (size_t s = 0; s < sizeof settings / sizeof *settings; s++) {
        Tally tally = {0};
        for (size_t f = 0; f < functions_count(); f++)
            for (size_t point = 0; point < 12; point += test_brief() ? 12 : 1) {
                Model model = {.function = functions_get(f), .setting = &settings[s]};
                if (choose_point(&model, f, point))
                    check_point(&model, &tally);
            }
        printf("  %-20s %6zu %4zu %4zu %6zu %5zu\n", settings[s].name, tally.entries, tally.outside,
               tally.wrong, tally.agree, tally.undecided);
        assert_true(test_brief() || tally.entries > 4000);
        assert_true(tally.outside * 1000 <= tally.entries);
        all.entries += tally.entries;
        all.outside += tally.outside;
        all.wrong += tally.wrong;
        all.undecided += tally.undecided;
    }
    printf("  all: %zu of %zu outside (%.4f %%), %zu called wrong, %zu undecided\n", all.outside, all.entries,
           100.0 * (double)all.outside / (double)all.entries, all.wrong, all.undecided);
    assert_true(all.wrong * 10000 <= all.entries);
    assert_true(all.undecided * 20 <= all.entries);
}

/* The derivatives that the bars are measured against are themselves compared with ones found by hand. */
static void the_known_derivatives_are_right(void **state)
{
    (void)state;
    for (size_t i = 0; i < functions_count(); i++) {
        const Function *f = functions_get(i);
        double x[FUNCTIONS_LARGEST] = {-1.2, 1}, g[FUNCTIONS_LARGEST];
        if (strcmp(f->name, "rosenbrock") == 0 && f->n == 2) {
            functions_derivative(f, x, g);
            assert_close(g[0], -400 * x[0] * (x[1] - x[0] * x[0]) - 2 * (1 - x[0]), 1e-14);
            assert_close(g[1], 200 * (x[1] - x[0] * x[0]), 1e-14);
        }
        x[0] = 0.7;
        double t = tanh(0.7);
        functions_derivative(f, x, g);
        if (strcmp(f->name, "hyperbolic_tangent") == 0)
            assert_close(g[0], 1 - t * t, 1e-15);
        if (strcmp(f->name, "power_of_itself") == 0)
            assert_close(g[0], pow(0.7, 0.7) * (1 + log(0.7)), 1e-15);
        if (strcmp(f->name, "arctangent") == 0)
            assert_close(g[0], 1 / 1.49, 1e-15);
        if (strcmp(f->name, "entropy") == 0)
            assert_close(g[0], 1 + log(0.7), 1e-15);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_known_derivatives_are_right),
        cmocka_unit_test(the_true_error_lies_inside_the_bar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
