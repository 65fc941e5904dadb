/* The smallest use: a function, a gradient derived by hand, and the verdict.
 *
 *     cc -o quadratic quadratic.c $(pkg-config --cflags --libs gradcheck) && ./quadratic
 *
 * With an argument, the gradient has a mistake in it: ./quadratic wrong */
#include "gradcheck/gradcheck.h"
#include <math.h>
#include <stdio.h>

typedef struct Model {
    double x[3], dx[3];
    int wrong;
} Model;

/* f(x) = sum over i of (i + 1) x_i^2 + exp(x_0 x_1) */
static int loss(void *user, double *value)
{
    const Model *m = user;
    *value = m->x[0] * m->x[0] + 2 * m->x[1] * m->x[1] + 3 * m->x[2] * m->x[2] + exp(m->x[0] * m->x[1]);
    return 0;
}

static int gradient(void *user, const GradcheckBlock *blocks)
{
    Model *m = user;
    double e = exp(m->x[0] * m->x[1]);
    (void)blocks; /* the gradient stands in place: blocks[0].gradient is m->dx */
    m->dx[0] = 2 * m->x[0] + m->x[1] * e;
    m->dx[1] = 4 * m->x[1] + m->x[0] * e;
    m->dx[2] = m->wrong ? 3 * m->x[2] : 6 * m->x[2];
    return 0;
}

static void print(void *file, const char *text, size_t length)
{
    fwrite(text, 1, length, file);
}

int main(int argc, char **argv)
{
    (void)argv;
    Model model = {.x = {0.5, -1.25, 2}, .wrong = argc > 1};
    GradcheckBlock blocks[] = {{.name = "x", .value = model.x, .gradient = model.dx, .rows = 1, .cols = 3}};
    GradcheckProblem problem = {.name = "quadratic",
                                .user = &model,
                                .blocks = blocks,
                                .n_blocks = 1,
                                .loss = loss,
                                .gradient = gradient};
    GradcheckReport *report;
    if (gradcheck_run(&problem, NULL, &report) != GRADCHECK_OK) {
        fprintf(stderr, "%s\n", report ? report->message : "out of memory");
        gradcheck_report_free(report);
        return 2;
    }
    gradcheck_text_write(report, NULL, print, stdout);
    int status = report->verdict == GRADCHECK_AGREES ? 0 : report->verdict == GRADCHECK_CANNOT_TELL ? 3 : 1;
    gradcheck_report_free(report);
    return status;
}
