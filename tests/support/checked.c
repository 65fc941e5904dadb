#include "support/checked.h"

#include <stdlib.h>
#include <string.h>

#include "net/faults.h"
#include "support/test.h"

static void draw(Checked *c, uint64_t seed)
{
    net_initialise(&c->net, seed, c->params);
    Random random = random_stream(seed, 1);
    /* Biases start at 0, where a mistake that multiplies them would not show. */
    for (size_t i = 0; i < c->net.parameter_count; i++)
        c->params[i] += (real)(0.1 * random_normal(&random));
    for (size_t i = 0; i < c->count * c->net.branches * step_size(c->net.input); i++)
        c->x[i] = (real)random_normal(&random);
    for (size_t p = 0; p < c->count; p++)
        c->labels[p] = p % 2 ? LABEL_FORGED : LABEL_GENUINE;
}

Checked *checked_create(NetOptions options, size_t count, double decay, const char *fault, uint64_t seed)
{
    Checked *c = calloc(1, sizeof *c);
    assert_non_null(c);
    assert_ok(net_create(&options, &c->net));
    c->count = count;
    c->params = calloc(c->net.parameter_count, sizeof(real));
    c->x = calloc(count * c->net.branches * step_size(c->net.input), sizeof(real));
    c->labels = calloc(count, sizeof *c->labels);
    assert_true(c->params && c->x && c->labels);
    draw(c, seed);
    c->options = netcheck_options();
    c->options.decay = decay;
    if (fault)
        assert_ok(faults_plant(fault, &c->net, &c->options));
    NetcheckBatch batch = {count, c->x, c->labels};
    assert_ok(netcheck_create(&c->net, c->params, batch, &c->options, &c->netcheck));
    return c;
}

void checked_destroy(Checked *c)
{
    netcheck_destroy(c->netcheck);
    free(c->params);
    free(c->x);
    free(c->labels);
    free(c);
}

GradcheckReport *checked_run(Checked *c, const GradcheckOptions *options)
{
    size_t size = c->net.parameter_count * sizeof(real);
    real *before = malloc(size);
    assert_non_null(before);
    memcpy(before, c->params, size);
    GradcheckReport *report = NULL;
    GradcheckStatus status = gradcheck_run(netcheck_problem(c->netcheck), options, &report);
    if (status != GRADCHECK_OK && report)
        print_error("%s\n", report->message);
    assert_int_equal(status, GRADCHECK_OK);
    assert_memory_equal(before, c->params, size);
    free(before);
    return report;
}

void checked_show(const GradcheckReport *report)
{
    static char text[1 << 14];
    gradcheck_text_copy(report, NULL, text, sizeof text);
    print_error("%s", text);
}
