/* Memory that is not to be had: whichever request fails, the check says so, gives back what it got, and puts everything back.
 * Where memory can be refused (MODE=asan finds what is not given back elsewhere). */
#include "gradcheck/gradcheck.h"
#include "support/refused_memory.h"
#include "support/test.h"

#if defined REFUSED_MEMORY

enum { ROWS = 2, COLS = 3, N = ROWS * COLS };

typedef struct Model {
    double x[N], g[N], spoil;
} Model;

static int loss(void *user, double *value)
{
    const Model *m = user;
    *value = 0;
    for (size_t i = 0; i < N; i++)
        *value += sin(m->x[i] + (double)i);
    return 0;
}

static int gradient(void *user, const GradcheckBlock *blocks)
{
    Model *m = user;
    for (size_t i = 0; i < N; i++)
        ((double *)blocks[0].gradient)[i] = cos(m->x[i] + (double)i) * (i == 4 ? m->spoil : 1);
    return 0;
}

static int forward(void *user, const void *in, void *out)
{
    const Model *m = user;
    (void)in;
    return loss((void *)(uintptr_t)m, out);
}

static int vjp(void *user, const void *in, const void *out, const void *d_out, void *d_in,
               const GradcheckBlock *blocks)
{
    (void)in, (void)out;
    gradient(user, blocks);
    for (size_t i = 0; i < N; i++)
        ((double *)blocks[0].gradient)[i] *= *(const double *)d_out;
    *(double *)d_in = 0;
    return 0;
}

static int values(void *user, double *out)
{
    const Model *m = user;
    out[0] = sin(m->x[0]) * m->x[1];
    out[1] = m->x[2] * m->x[3];
    return 0;
}

static int jacobian(void *user, double *J)
{
    const Model *m = user;
    memset(J, 0, 2 * N * sizeof *J);
    J[0] = cos(m->x[0]) * m->x[1];
    J[1] = sin(m->x[0]);
    J[N + 2] = m->x[3];
    J[N + 3] = m->x[2];
    return 0;
}

static int map_vjp(void *user, const double *d_out, const GradcheckBlock *blocks)
{
    double J[2 * N];
    jacobian(user, J);
    for (size_t i = 0; i < N; i++)
        ((double *)blocks[0].gradient)[i] = d_out[0] * J[i] + d_out[1] * J[N + i];
    return 0;
}

static int map_jvp(void *user, const GradcheckBlock *blocks, double *out)
{
    double J[2 * N];
    jacobian(user, J);
    out[0] = out[1] = 0;
    for (size_t i = 0; i < N; i++) {
        out[0] += J[i] * ((double *)blocks[0].gradient)[i];
        out[1] += J[N + i] * ((double *)blocks[0].gradient)[i];
    }
    return 0;
}

static int product(void *user, const GradcheckBlock *v, const GradcheckBlock *out)
{
    const Model *m = user;
    for (size_t i = 0; i < N; i++)
        ((double *)out[0].gradient)[i] = -sin(m->x[i] + (double)i) * ((double *)v[0].gradient)[i];
    return 0;
}

typedef struct Setup {
    Model model;
    GradcheckBlock blocks[1];
    GradcheckProblem problem;
    GradcheckMap map;
    GradcheckStep steps[1];
    GradcheckWatch watch;
    double input[1];
    size_t numbers[1];
} Setup;

static void set_up(Setup *s, double spoil, bool own_memory)
{
    *s = (Setup){.model = {.x = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6}, .spoil = spoil}};
    s->blocks[0] = (GradcheckBlock){.name = "x",
                                    .value = s->model.x,
                                    .gradient = own_memory ? NULL : s->model.g,
                                    .rows = ROWS,
                                    .cols = COLS};
    s->watch = (GradcheckWatch){"the input", s->input, sizeof s->input};
    s->steps[0] = (GradcheckStep){.name = "all",
                                  .n_in = 1,
                                  .n_out = 1,
                                  .forward = forward,
                                  .vjp = vjp,
                                  .blocks = s->numbers,
                                  .n_blocks = 1};
    s->problem = (GradcheckProblem){.name = "memory",
                                    .user = &s->model,
                                    .blocks = s->blocks,
                                    .n_blocks = 1,
                                    .loss = loss,
                                    .gradient = gradient,
                                    .steps = s->steps,
                                    .n_steps = 1,
                                    .input = s->input,
                                    .watches = &s->watch,
                                    .n_watches = 1};
    s->map = (GradcheckMap){.name = "map",
                            .user = &s->model,
                            .blocks = s->blocks,
                            .n_blocks = 1,
                            .n_out = 2,
                            .values = values,
                            .jacobian = jacobian,
                            .vjp = map_vjp,
                            .jvp = map_jvp};
}

typedef GradcheckStatus (*Call)(Setup *s, GradcheckReport **report);

static GradcheckStatus call_full(Setup *s, GradcheckReport **report)
{
    return gradcheck_run(&s->problem, NULL, report);
}

static GradcheckStatus call_screen(Setup *s, GradcheckReport **report)
{
    GradcheckOptions options = gradcheck_options();
    options.mode = GRADCHECK_SCREEN;
    return gradcheck_run(&s->problem, &options, report);
}

static GradcheckStatus call_jacobian(Setup *s, GradcheckReport **report)
{
    return gradcheck_map_jacobian(&s->map, NULL, report);
}

static GradcheckStatus call_tangent(Setup *s, GradcheckReport **report)
{
    return gradcheck_map_tangent(&s->map, NULL, report);
}

static GradcheckStatus call_vjp(Setup *s, GradcheckReport **report)
{
    return gradcheck_map_vjp(&s->map, NULL, report);
}

static GradcheckStatus call_adjoint(Setup *s, GradcheckReport **report)
{
    return gradcheck_map_adjoint(&s->map, NULL, report);
}

static GradcheckStatus call_hessian(Setup *s, GradcheckReport **report)
{
    return gradcheck_map_hessian(&s->problem, product, NULL, report);
}

static GradcheckStatus call_curve(Setup *s, GradcheckReport **report)
{
    GradcheckCurve curve;
    *report = NULL;
    return gradcheck_curve_steps(&s->problem, NULL, 0, 1, &curve);
}

static GradcheckStatus call_taylor(Setup *s, GradcheckReport **report)
{
    GradcheckTaylor taylor;
    *report = NULL;
    return gradcheck_curve_taylor(&s->problem, NULL, &taylor);
}

static const Call calls[] = {call_full,    call_screen,  call_jacobian, call_tangent, call_vjp,
                             call_adjoint, call_hessian, call_curve,    call_taylor};

/* A step that is known to be wrong in an entry is explained, unless there is no report at all. */
static void expect_explained(const GradcheckReport *report)
{
    for (size_t s = 0; s < report->n_steps; s++) {
        const GradcheckReport *local = report->steps[s].local;
        if (local && local->verdict == GRADCHECK_WRONG && local->blocks[1].n_entries == N)
            assert_int_equal(local->blocks[1].likely.kind, GRADCHECK_MISTAKE_ONE_ENTRY);
    }
}

/* Without the request number `at` (0: with every one): how many were made. */
static size_t once(Call call, double spoil, bool own_memory, size_t at, GradcheckStatus *status,
                   GradcheckVerdict *verdict)
{
    static Setup s, before;
    GradcheckReport *report = NULL;
    set_up(&s, spoil, own_memory);
    before = s;
    refused_memory_begin(at);
    *status = call(&s, &report);
    *verdict = report ? report->verdict : GRADCHECK_VERDICTS;
    bool stopped = report && report->message[0];
    if (report)
        expect_explained(report);
    gradcheck_report_free(report);
    assert_int_equal(refused_memory_end(), 0);
    assert_memory_equal(&before.model, &s.model, sizeof s.model);
    if (*status == GRADCHECK_NO_MEMORY)
        assert_null(report);
    if (stopped && at)
        assert_int_not_equal(*verdict, GRADCHECK_AGREES);
    return refused_memory_requests;
}

static void whichever_request_fails_nothing_is_lost_and_nothing_is_said_that_is_not_so(void **state)
{
    (void)state;
    for (size_t c = 0; c < sizeof calls / sizeof *calls; c++)
        for (int how = 0; how < 4; how++) {
            double spoil = how & 1 ? 1.5 : 1;
            GradcheckStatus status, short_status;
            GradcheckVerdict verdict, short_verdict;
            size_t n = once(calls[c], spoil, how & 2, 0, &status, &verdict), refused_runs = 0;
            assert_int_equal(status, GRADCHECK_OK);
            for (size_t at = 1; at <= n; at++) {
                once(calls[c], spoil, how & 2, at, &short_status, &short_verdict);
                refused_runs += short_status == GRADCHECK_NO_MEMORY;
                /* A right gradient is not called wrong, nor a wrong one right, for want of memory. */
                if (verdict == GRADCHECK_AGREES)
                    assert_true(short_verdict == GRADCHECK_AGREES || short_verdict == GRADCHECK_NOT_CHECKED ||
                                short_verdict == GRADCHECK_CANNOT_TELL ||
                                short_verdict == GRADCHECK_VERDICTS);
                else if (verdict == GRADCHECK_WRONG)
                    assert_int_not_equal(short_verdict, GRADCHECK_AGREES);
            }
            assert_true(refused_runs * 2 >= n);
        }
}

#else

static void whichever_request_fails_nothing_is_lost_and_nothing_is_said_that_is_not_so(void **state)
{
    (void)state;
    printf("SKIPPED: malloc cannot be taken over here\n");
    skip();
}

#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whichever_request_fails_nothing_is_lost_and_nothing_is_said_that_is_not_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
