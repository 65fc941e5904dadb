/* Each output of a function has its own noise, and both sides of the dot-product test swing by what is known: with a
 * function that gives an eighth of what it is given. */
#include "gradcheck/gradcheck_along.h"
#include "gradcheck/gradcheck_noise.h"
#include "gradcheck/gradcheck_outputs.h"
#include "gradcheck/gradcheck_random.h"
#include "support/test.h"

enum { WEIGHTS = 3000, DIRECTIONS = 2000 };

/* ----------------------------------------------------------------------------------- a map of which all is known */

/* F_j = x_j / 8, of a float and of a double; the jvp may give something more at each call. */
typedef struct Eighths {
    float x, gx;
    double y, gy;
    size_t calls, jvps;
    double at[64][2], more[64];
    bool changes_idle;
    double idle, g_idle;
    const char *script; /* see scripted */
} Eighths;

static int eighths(void *user, double *out)
{
    Eighths *m = user;
    out[0] = (double)m->x / 8;
    out[1] = m->y / 8;
    if (m->changes_idle)
        m->idle = 4;
    m->calls++;
    return 0;
}

static int eighths_jvp(void *user, const GradcheckBlock *blocks, double *out)
{
    Eighths *m = user;
    size_t call = m->jvps++;
    m->at[call][0] = (double)m->x;
    m->at[call][1] = m->y;
    bool first = blocks[0].type == GRADCHECK_FLOAT; /* of the two, whichever comes first */
    out[0] = (double)*(float *)blocks[!first].gradient / 8;
    out[1] = *(double *)blocks[first].gradient / 8 + m->more[call];
    return 0;
}

static int eighths_vjp(void *user, const double *u, const GradcheckBlock *blocks)
{
    (void)user;
    *(float *)blocks[0].gradient = (float)(u[0] / 8);
    *(double *)blocks[1].gradient = u[1] / 8;
    return 0;
}

static int eighths_jacobian(void *user, double *out)
{
    (void)user;
    memcpy(out, (double[]){0.125, 0, 0, 0.125}, 4 * sizeof *out);
    return 0;
}

static GradcheckMap map_of_eighths(Eighths *m, GradcheckBlock blocks[3], bool is_float)
{
    *m = (Eighths){.script = ""};
    blocks[0] = (GradcheckBlock){
        .name = "x", .value = &m->x, .gradient = &m->gx, .rows = 1, .cols = 1, .type = GRADCHECK_FLOAT};
    blocks[1] = (GradcheckBlock){.name = "y", .value = &m->y, .gradient = &m->gy, .rows = 1, .cols = 1};
    blocks[2] =
        (GradcheckBlock){.name = "idle", .value = &m->idle, .gradient = &m->g_idle, .rows = 1, .cols = 1};
    GradcheckMap map = {.user = m,
                        .blocks = is_float ? blocks : blocks + 1,
                        .n_blocks = 2,
                        .n_out = 2,
                        .values = eighths,
                        .jvp = eighths_jvp,
                        .vjp = eighths_vjp};
    return map;
}

static void the_bar_of_the_dot_product_test_is_how_far_both_sides_swing_and_no_more(void **state)
{
    (void)state;
    for (int k = 0; k < 4; k++) { /* no swing; some; far too much; some the other way */
        Eighths m;
        GradcheckBlock blocks[3];
        GradcheckMap map = map_of_eighths(&m, blocks, true);
        GradcheckOptions options = gradcheck_options();
        options.screen_directions = 1;
        static const double swing[] = {0.5, 1, 0.25, -0.75, 0.5, 1.25, 0};
        for (size_t i = 0; i < 7; i++)
            m.more[i] = swing[i] * (k == 0 ? 0 : k == 1 ? 1e-6 : k == 2 ? 10 : -1e-6);
        GradcheckReport *report;
        assert_int_equal(gradcheck_map_adjoint(&map, &options, &report), GRADCHECK_OK);
        const GradcheckEntry *entry = &report->blocks[0].entries[0];
        GradcheckRandom weights = gradcheck_random_stream(1, WEIGHTS + 1),
                        random = gradcheck_random_stream(1, DIRECTIONS);
        double u[2], v[2], size = 0, unit = 0x1p-24;
        for (size_t j = 0; j < 2; j++) {
            u[j] = gradcheck_random_normal(&weights);
            v[j] = gradcheck_random_normal(&random);
        }
        v[0] = (double)(float)v[0];
        double forward = u[0] * v[0] / 8 + u[1] * (v[1] / 8 + m.more[0]);
        double backward = v[0] * (double)(float)(u[0] / 8) + v[1] * u[1] / 8;
        size = fabs(u[0] * v[0] / 8) + fabs(u[1] * (v[1] / 8 + m.more[6])); /* at the last point */
        size += fabs(v[0] * u[0] / 8) + fabs(v[1] * u[1] / 8);
        double spread = fabs(u[1]) * 1.25 * (k == 0 ? 0 : k == 2 ? 10 : 1e-6);
        double limit = k == 2 ? sqrt(unit) * size : spread;
        assert_close(entry->numeric, forward, 1e-14);
        assert_close(entry->analytic, backward, 1e-14);
        assert_close_relative(entry->rounding, 6 * limit + 8 * unit * size, 1e-6);
        for (size_t i = 0; i < 7; i++) { /* where both sides were asked */
            double t = 0x1p-20 * (double)i * 0x1p14;
            assert_close(m.at[i][1], t * v[1], 1e-14);
            assert_true(m.at[i][0] == (double)(float)(t * v[0]));
        }
        assert_true(entry->step == 1);
        gradcheck_report_free(report);
    }
}

/* L = (x^2 + y^2) / 16, whose Hessian is an eighth. */
static int sixteenths(void *user, double *loss)
{
    const Eighths *m = user;
    *loss = ((double)m->x * (double)m->x + m->y * m->y) / 16;
    return 0;
}

static int sixteenths_gradient(void *user, const GradcheckBlock *blocks)
{
    const Eighths *m = user;
    bool first = blocks[0].type == GRADCHECK_FLOAT;
    *(float *)blocks[!first].gradient = m->x / 8;
    *(double *)blocks[first].gradient = m->y / 8;
    return 0;
}

static int sixteenths_product(void *user, const GradcheckBlock *v, const GradcheckBlock *out)
{
    (void)user;
    bool first = v[0].type == GRADCHECK_FLOAT;
    *(float *)out[!first].gradient = *(float *)v[!first].gradient / 8;
    *(double *)out[first].gradient = *(double *)v[first].gradient / 8;
    return 0;
}

/* A product of all blocks may be rounded as floats are where one of them is of floats, the first or another. */
static void the_bar_of_a_product_is_made_of_the_coarsest_type(void **state)
{
    (void)state;
    for (int floats = 0; floats < 3; floats++) /* the first; the second; none */
        for (int hessian = 0; hessian < (floats < 2 ? 2 : 1); hessian++) {
            Eighths m;
            GradcheckBlock blocks[3], turned[2];
            GradcheckMap map = map_of_eighths(&m, blocks, true);
            GradcheckProblem problem = {.user = &m,
                                        .blocks = blocks,
                                        .n_blocks = 2,
                                        .loss = sixteenths,
                                        .gradient = sixteenths_gradient};
            turned[0] = blocks[1];
            turned[1] = blocks[0];
            if (floats == 1)
                map.blocks = problem.blocks = turned;
            GradcheckOutputs outputs = {.problem = {.blocks = map.blocks, .n_blocks = floats < 2 ? 2 : 1}};
            if (floats == 2)
                outputs.problem.blocks = turned; /* the first of them alone */
            assert_int_equal(gradcheck_outputs_type(&outputs),
                             floats < 2 ? GRADCHECK_FLOAT : GRADCHECK_DOUBLE);
            if (floats == 2)
                continue;
            GradcheckOptions options = gradcheck_options();
            options.screen_directions = 1;
            GradcheckReport *report;
            assert_int_equal(hessian ? gradcheck_map_hessian(&problem, sixteenths_product, &options, &report)
                                     : gradcheck_map_tangent(&map, &options, &report),
                             GRADCHECK_OK);
            const GradcheckEntry *one = &report->blocks[0].entries[0],
                                 *other = hessian ? &report->blocks[1].entries[0] : one + 1;
            double largest = fmax(fabs(one->analytic), fabs(other->analytic));
            assert_true(largest > 0 && largest < 1);
            assert_close_relative(one->analytic_rounding, 64 * 0x1p-24 * largest, 1e-12);
            assert_close_relative(other->analytic_rounding, 64 * 0x1p-24 * largest, 1e-12);
            assert_int_not_equal(report->verdict, GRADCHECK_WRONG);
            gradcheck_report_free(report);
        }
}

static int not_finite_output, calls_of_it;

/* One output, this one, is not finite, or differs from call to call. */
static int one_is_not_finite(void *user, double *out)
{
    (void)user;
    for (int j = 0; j < 2; j++)
        out[j] = j == not_finite_output ? INFINITY : 1;
    return 0;
}

static int one_differs(void *user, double *out)
{
    (void)user;
    for (int j = 0; j < 2; j++)
        out[j] = j == not_finite_output ? ++calls_of_it : 1;
    return 0;
}

static void an_output_that_cannot_be_differenced_is_named(void **state)
{
    (void)state;
    for (not_finite_output = 0; not_finite_output < 2; not_finite_output++)
        for (int differs = 0; differs < 2; differs++) {
            Eighths m;
            char text[80];
            GradcheckBlock blocks[3];
            GradcheckMap map = map_of_eighths(&m, blocks, false);
            map.jacobian = eighths_jacobian;
            map.values = differs ? one_differs : one_is_not_finite;
            calls_of_it = 0;
            GradcheckReport *report;
            assert_int_equal(gradcheck_map_jacobian(&map, NULL, &report), GRADCHECK_OK);
            assert_int_equal(report->verdict, differs ? GRADCHECK_NOT_DETERMINISTIC : GRADCHECK_NOT_FINITE);
            snprintf(text, sizeof text,
                     differs ? "two calls at the same point differ in output %d"
                             : "output %d at the point is not finite",
                     not_finite_output);
            assert_string_equal(differs ? report->findings[0].text : report->message, text);
            assert_int_equal(calls_of_it, differs ? 2 : 0);
            gradcheck_report_free(report);
        }
}

static int writes_nothing(void *user, double *out)
{
    (void)user, (void)out;
    return 0;
}

static int leaves_the_first(void *user, const GradcheckBlock *blocks)
{
    const Eighths *m = user;
    *(double *)blocks[1].gradient = m->y;
    return 0;
}

static int no_product(void *user, const GradcheckBlock *v, const GradcheckBlock *out)
{
    (void)user, (void)v;
    *(double *)out[0].gradient = *(double *)out[1].gradient = 0;
    return 0;
}

static void what_is_not_written_is_not_taken_for_a_number(void **state)
{
    (void)state;
    Eighths m;
    GradcheckBlock blocks[3];
    GradcheckMap map = map_of_eighths(&m, blocks, false);
    map.values = writes_nothing;
    map.n_out = 1;
    GradcheckReport *report;
    assert_int_equal(gradcheck_map_vjp(&map, NULL, &report), GRADCHECK_OK);
    assert_int_equal(report->verdict, GRADCHECK_NOT_FINITE);
    gradcheck_report_free(report);
    GradcheckProblem problem = {
        .user = &m, .blocks = blocks + 1, .n_blocks = 2, .loss = sixteenths, .gradient = leaves_the_first};
    assert_int_equal(gradcheck_map_hessian(&problem, no_product, NULL, &report), GRADCHECK_OK);
    assert_int_equal(report->verdict, GRADCHECK_NOT_FINITE);
    assert_string_equal(report->message, "output 0 at the point is not finite");
    gradcheck_report_free(report);
}

static void a_change_that_no_output_shows_is_laid_to_the_values(void **state)
{
    (void)state;
    Eighths m;
    GradcheckBlock blocks[3];
    GradcheckMap map = map_of_eighths(&m, blocks, false);
    m.changes_idle = true;
    map.jacobian = eighths_jacobian;
    GradcheckReport *report;
    assert_int_equal(gradcheck_map_jacobian(&map, NULL, &report), GRADCHECK_OK);
    assert_string_equal(report->findings[0].text, "the values callback changed the values of block idle");
    assert_true(m.idle == 0);
    gradcheck_report_free(report);
}

/* ------------------------------------------------------------------------------------------- the noise of each output */

static const double wiggle[7] = {0.3, -1, 0.8, 0.4, -0.9, 1, -0.2};

/* Two letters for each attempt, one for each output: s, noise of 1e-9 of it; S, of 3e-9; c, the same; r, a power; o,
 * outside at the fourth. The first two calls are at the point itself. */
static int scripted(void *user, double *out)
{
    Eighths *m = user;
    size_t call = m->calls++;
    if (call >= 2 && call < 2 + 21)
        m->at[call - 2][0] = (double)m->x, m->at[call - 2][1] = m->y;
    for (size_t j = 0; j < 2; j++) {
        size_t at = call < 2 ? 0 : (call - 2) / 7, i = call < 2 ? 0 : (call - 2) % 7;
        char letter = call < 2 || 2 * at >= strlen(m->script) ? 'c' : m->script[2 * at + j];
        double size = letter == 's' ? 1e-9 : letter == 'S' ? 3e-9 : 0;
        out[j] = (j ? -3 : 2) * (letter == 'r' ? 1 + 1e-4 * pow((double)i, 6) : 1 + size * wiggle[i]);
        if (letter == 'o' && i == 3)
            return GRADCHECK_OUTSIDE;
    }
    return 0;
}

static double sigma_of(char letter, double base)
{
    double values[7];
    for (size_t i = 0; i < 7; i++)
        values[i] = base * (1 + (letter == 's' ? 1e-9 : 3e-9) * wiggle[i]);
    return gradcheck_noise_estimate(1, values).sigma;
}

static void each_output_has_the_noise_that_is_first_found(void **state)
{
    (void)state;
    static const struct {
        const char *script, *sigmas; /* '8': a guess of eight units */
    } cases[] = {{"sSccSs", "sS"}, {"sccSSs", "sS"}, {"rrSccs", "Ss"}, {"cccccc", "88"},
                 {"rrrrrr", "88"}, {"ossSss", "sS"}, {"ooooSs", "Ss"}, {"oooooo", "88"}};
    for (int is_float = 0; is_float < 2; is_float++)
        for (int side = -1; side <= 1; side += 2)
            for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
                Eighths m;
                GradcheckBlock blocks[3];
                GradcheckMap map = map_of_eighths(&m, blocks, is_float);
                map.values = scripted;
                m.script = cases[k].script;
                GradcheckRandom random = gradcheck_random_stream(1, 1);
                double v = gradcheck_random_normal(&random), w = gradcheck_random_normal(&random);
                double y_v = is_float ? w : v, near = 0.5, far = 50;
                double lower[1] = {(y_v > 0) == (side > 0) ? -near : -far},
                       upper[1] = {(y_v > 0) == (side > 0) ? far : near};
                blocks[1].lower = lower;
                blocks[1].upper = upper;
                GradcheckOptions options = gradcheck_options();
                GradcheckOutputs outputs = {.map = &map};
                GradcheckReport *report;
                assert_int_equal(gradcheck_outputs_open(&outputs, &options, &report), GRADCHECK_OK);
                assert_true(gradcheck_outputs_measure(&outputs));
                for (size_t j = 0; j < 2; j++) {
                    double base = j ? -3 : 2;
                    double sigma = cases[k].sigmas[j] == '8' ? 8 * 0x1p-53 * fabs(base)
                                                             : sigma_of(cases[k].sigmas[j], base);
                    assert_close_relative(outputs.sigma[j], sigma, 1e-12);
                    assert_true(outputs.at_zero[j] == base);
                }
                assert_int_equal(m.calls, 2 + 21);
                for (size_t i = 0; i < 21; i++) {
                    double h = (is_float ? 0x1p-14 : 0x1p-24) / pow(100, (double)(i / 7)) * side;
                    assert_close(m.at[i][1], h * (double)(i % 7) * y_v, 1e-17);
                }
                gradcheck_outputs_close(&outputs);
                gradcheck_report_free(report);
            }
}

static void an_output_is_no_better_than_half_a_unit(void **state)
{
    (void)state;
    Eighths m;
    GradcheckBlock blocks[3];
    GradcheckMap map = map_of_eighths(&m, blocks, false);
    m.y = 40; /* along so small a line the eighth is exact to less than that */
    GradcheckOptions options = gradcheck_options();
    GradcheckOutputs outputs = {.map = &map};
    GradcheckReport *report;
    assert_int_equal(gradcheck_outputs_open(&outputs, &options, &report), GRADCHECK_OK);
    assert_true(gradcheck_outputs_measure(&outputs));
    assert_true(outputs.sigma[1] >= 0x1p-53 * 5);
    GradcheckLine line = gradcheck_outputs_line(&outputs, (GradcheckLine){.relative_noise = 7});
    assert_true(line.relative_noise == 0x1p-53 && line.m == 2);
    gradcheck_outputs_close(&outputs);
    gradcheck_report_free(report);
}

static void an_output_is_asked_nowhere_but_within_the_bounds(void **state)
{
    (void)state;
    Eighths m;
    GradcheckBlock blocks[3];
    GradcheckMap map = map_of_eighths(&m, blocks, true);
    static const double lower[] = {-0.25}, upper[] = {0.5};
    blocks[1].lower = lower;
    blocks[1].upper = upper;
    GradcheckOptions options = gradcheck_options();
    GradcheckOutputs outputs = {.map = &map};
    GradcheckReport *report;
    assert_int_equal(gradcheck_outputs_open(&outputs, &options, &report), GRADCHECK_OK);
    double moved, out[2];
    gradcheck_along_entry(outputs.session, 1, 0);
    assert_int_equal(gradcheck_outputs_along_entry(&outputs, 0.5, &moved, out), 0);
    assert_true(out[1] == 0.5 / 8 && moved == 0.5);
    assert_int_equal(gradcheck_outputs_along_entry(&outputs, -0.25, &moved, out), 0);
    for (int side = 0; side < 2; side++) {
        double t = side ? 0.5 + 0x1p-50 : -0.25 - 0x1p-50;
        assert_int_equal(gradcheck_outputs_along_entry(&outputs, t, &moved, out), GRADCHECK_OUTSIDE);
        assert_true(moved == t);
    }
    gradcheck_along_entry(outputs.session, 0, 0);
    assert_int_equal(gradcheck_outputs_along_entry(&outputs, 0.3, &moved, out), 0);
    assert_true(moved == (double)0.3f && out[0] == moved / 8);
    assert_int_equal(gradcheck_outputs_along_entry(&outputs, 1e39, &moved, out), GRADCHECK_OUTSIDE);
    gradcheck_along_direction(outputs.session, 2, 1);
    assert_int_equal(gradcheck_outputs_along_direction(&outputs, 1e300, &moved, out), GRADCHECK_OUTSIDE);
    assert_true(m.x == 0 && m.y == 0);
    assert_int_equal(m.calls, 3);
    gradcheck_outputs_close(&outputs);
    gradcheck_report_free(report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_bar_of_the_dot_product_test_is_how_far_both_sides_swing_and_no_more),
        cmocka_unit_test(the_bar_of_a_product_is_made_of_the_coarsest_type),
        cmocka_unit_test(an_output_that_cannot_be_differenced_is_named),
        cmocka_unit_test(what_is_not_written_is_not_taken_for_a_number),
        cmocka_unit_test(a_change_that_no_output_shows_is_laid_to_the_values),
        cmocka_unit_test(each_output_has_the_noise_that_is_first_found),
        cmocka_unit_test(an_output_is_no_better_than_half_a_unit),
        cmocka_unit_test(an_output_is_asked_nowhere_but_within_the_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
