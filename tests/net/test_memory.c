/* Memory that is not to be had: whichever request fails, the sentence says so, and what was got is given back. */
#include "net/crowd.h"
#include "net/lanes.h"
#include "net/netcheck.h"
#include "net/pass.h"
#include "net/ripple.h"
#include "support/refused_memory.h"
#include "support/test.h"

#if defined REFUSED_MEMORY

typedef Status Call(const Net *net);

/* What stood in the memory of these before is not read. */
static void spoil(void *made, size_t size)
{
    memset(made, 0xa5, size);
}

static Status activations(const Net *net)
{
    Activations made;
    spoil(&made, sizeof made);
    Status status = siamese_create_activations(net, &made);
    siamese_destroy_activations(&made);
    return status;
}

static Status pass(const Net *net)
{
    Pass made;
    spoil(&made, sizeof made);
    Status status = pass_create(net, &made);
    pass_free(&made);
    return status;
}

static Status crowd(const Net *net)
{
    Crowd made;
    spoil(&made, sizeof made);
    Status status = crowd_create(net, &made);
    crowd_destroy(&made);
    return status;
}

static Status ripple(const Net *net)
{
    Ripple made;
    spoil(&made, sizeof made);
    Status status = ripple_create(net, &made);
    if (status.ok)
        ripple_destroy(&made);
    return status;
}

static Status netcheck(const Net *net)
{
    static real params[1000], x[1000];
    const Label labels[] = {LABEL_GENUINE, LABEL_FORGED};
    const NetcheckOptions options = netcheck_options();
    Netcheck *made;
    spoil(&made, sizeof made);
    Status status = netcheck_create(net, params, (NetcheckBatch){2, x, labels}, &options, &made);
    assert_true(status.ok == (made != NULL));
    netcheck_destroy(made);
    return status;
}

static void whichever_request_fails_it_is_said_and_nothing_is_kept(void **state)
{
    (void)state;
    const struct {
        Call *call;
        const char *what;
    } calls[] = {
        {activations, "not enough memory for the activations of a pair"},
        {pass, "not enough memory for the "},
        {crowd, "not enough memory for the "},
        {ripple, "not enough memory for the "},
        {netcheck, "not enough memory for the check of a net"},
    };
    NetOptions options = net_default_options();
    options.encoder = "mlp";
    options.input = (Shape){16, 1};
    Net net;
    assert_ok(net_create(&options, &net));
    for (size_t c = 0; c < sizeof calls / sizeof calls[0]; c++) {
        if (calls[c].call == netcheck && !NETCHECK_POSSIBLE)
            continue;
        refused_memory_begin(0);
        Status status = calls[c].call(&net);
        assert_int_equal(refused_memory_end(), 0);
        assert_ok(status);
        const size_t requests = refused_memory_requests;
        assert_true(requests > 0);
        for (size_t at = 1; at <= requests; at++) {
            refused_memory_begin(at);
            status = calls[c].call(&net);
            assert_int_equal(refused_memory_end(), 0);
            assert_trouble(status, calls[c].what);
        }
    }
}

#else

static void whichever_request_fails_it_is_said_and_nothing_is_kept(void **state)
{
    (void)state;
    printf("SKIPPED: malloc cannot be taken over here\n");
    skip();
}

#endif

/* Where something else stood before. */
static void numbers_begin_with_a_line_of_the_cache_and_are_zero(void **state)
{
    (void)state;
    for (size_t n = 0; n <= 100; n++) {
        const size_t least = n ? n : 1;
        real *before[4];
        for (int i = 0; i < 4; i++) {
            before[i] = lanes_alloc(n);
            assert_non_null(before[i]);
            memset(before[i], 0xff, least * sizeof(real));
        }
        for (int i = 0; i < 4; i++)
            free(before[i]);
        real *numbers = lanes_alloc(n);
        assert_non_null(numbers);
        assert_true((uintptr_t)numbers % LANES_LINE == 0);
        for (size_t i = 0; i < least; i++)
            assert_true(numbers[i] == 0);
        free(numbers);
    }
}

/* More than can be counted in bytes: not even asked for. */
static void more_numbers_than_there_are_bytes_are_refused(void **state)
{
    (void)state;
    const size_t most = (SIZE_MAX - LANES_LINE) / sizeof(real);
    assert_null(lanes_alloc(most + 1));
    assert_null(lanes_alloc(SIZE_MAX));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whichever_request_fails_it_is_said_and_nothing_is_kept),
        cmocka_unit_test(numbers_begin_with_a_line_of_the_cache_and_are_zero),
        cmocka_unit_test(more_numbers_than_there_are_bytes_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
