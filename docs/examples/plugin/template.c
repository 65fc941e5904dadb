/* A function of your own under `twingrad check --plugin`: copy this file and put your function in place of f.
 *
 *     cc -std=c17 -fPIC -shared -Isrc/gradcheck -o mine.so mine.c -lm
 *     twingrad check --plugin mine.so
 *
 * (-I$(pkg-config --variable=includedir gradcheck)/gradcheck once the checker is installed.) */
#include <math.h>

#include "gradcheck_plugin.h"

const unsigned gradcheck_plugin_version = GRADCHECK_PLUGIN_VERSION;

/* f(x) = sum_i exp(-x[i]) sin(x[i+1])      the point, and where its gradient goes */
enum { N = 5 };
static double x[N], dx[N];

static int loss(void *user, double *value)
{
    (void)user;
    *value = 0;
    for (int i = 0; i + 1 < N; i++)
        *value += exp(-x[i]) * sin(x[i + 1]);
    return 0; /* GRADCHECK_OUTSIDE where f is not defined; any other number when it failed */
}

static int gradient(void *user, const GradcheckBlock *blocks)
{
    (void)user, (void)blocks;
    for (int i = 0; i < N; i++)
        dx[i] = 0;
    for (int i = 0; i + 1 < N; i++) {
        dx[i] -= exp(-x[i]) * sin(x[i + 1]);
        dx[i + 1] += exp(-x[i]) * cos(x[i + 1]);
    }
    return 0;
}

int gradcheck_plugin(GradcheckPlugin *plugin)
{
    static const GradcheckBlock block = {.name = "x", .value = x, .gradient = dx, .rows = N, .cols = 1};
    for (int i = 0; i < N; i++)
        x[i] = 0.3 + 0.2 * i + 0.01 * (double)(plugin->seed % 10);
    plugin->problem = (GradcheckProblem){
        .name = "my function", .blocks = &block, .n_blocks = 1, .loss = loss, .gradient = gradient};
    return 0;
}
