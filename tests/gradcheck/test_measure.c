/* Where a check looks and what it makes of what it finds there: a loss and a gradient that follow a script, a letter for
 * each seven of their values, and tell where they were asked. */
#include "gradcheck/gradcheck_measure.h"
#include "gradcheck/gradcheck_noise.h"
#include "gradcheck/gradcheck_random.h"
#include "support/test.h"

enum { POINTS = GRADCHECK_NOISE_POINTS, MOST = 400, ENTRIES = 4 };

/* A loss of one number at 0, whose values are what the script says:
 *     c  the same seven times: too close
 *     s  noise of about 1e-9 of the loss, which is found
 *     b  noise of about 1e-3, which is found and doubted; B: half as much; l: a twentieth; p and q: just less, and just
 *        more, than a tenth
 *     u  noise of somewhat less than a millionth, v: somewhat more, which is doubted
 *     r  a steep power: too far
 *     n  not a number among them
 * Along the other lines and everywhere after the script it is the same. */
typedef struct Scripted {
    double x, dx;
    float xf, dxf;
    bool is_float;
    const char *script;
    size_t calls, gradients;
    double at[MOST], gradient_at[MOST];
    const char *gradient_script;
    double base;
} Scripted;

static const double wiggle[POINTS] = {0.3, -1, 0.8, 0.4, -0.9, 1, -0.2};

/* The seven values of a letter, around 1. */
static double value_of(char letter, size_t i)
{
    double size = letter == 's'   ? 1e-9
                  : letter == 'b' ? 1e-3
                  : letter == 'B' ? 5e-4
                  : letter == 'l' ? 5e-5
                  : letter == 'p' ? 0.95e-4
                  : letter == 'q' ? 1.05e-4
                  : letter == 'u' ? 0.8e-6
                  : letter == 'v' ? 2.5e-6
                                  : 0;
    if (letter == 'n' && i == 6)
        return NAN;
    return letter == 'r' ? 1 + 1e-4 * pow((double)i, 6) : 1 + size * wiggle[i];
}

static GradcheckNoise noise_of(char letter, double base)
{
    double values[POINTS];
    for (size_t i = 0; i < POINTS; i++)
        values[i] = base * value_of(letter, i);
    return gradcheck_noise_estimate(1, values);
}

static int loss(void *user, double *value)
{
    Scripted *s = user;
    size_t call = s->calls++;
    if (call < MOST)
        s->at[call] = s->is_float ? (double)s->xf : s->x;
    *value =
        s->base * (call / POINTS < strlen(s->script) ? value_of(s->script[call / POINTS], call % POINTS) : 1);
    return 0;
}

static int gradient(void *user, const GradcheckBlock *blocks)
{
    Scripted *s = user;
    size_t call = s->gradients++;
    if (call < MOST)
        s->gradient_at[call] = s->is_float ? (double)s->xf : s->x;
    double value = 3 * (call / POINTS < strlen(s->gradient_script)
                            ? value_of(s->gradient_script[call / POINTS], call % POINTS)
                            : 1);
    if (s->is_float)
        *(float *)blocks[0].gradient = (float)value;
    else
        *(double *)blocks[0].gradient = value;
    return 0;
}

typedef struct Set {
    Scripted s;
    GradcheckBlock block;
    GradcheckProblem problem;
    GradcheckOptions options;
    GradcheckReport *report;
    GradcheckSession *session;
} Set;

static void set_up(Set *t, const char *script, const char *gradient_script, bool is_float)
{
    *t = (Set){
        .s = {.script = script, .gradient_script = gradient_script, .is_float = is_float, .base = -1.7}};
    t->block = (GradcheckBlock){.name = "x",
                                .value = is_float ? (void *)&t->s.xf : (void *)&t->s.x,
                                .gradient = is_float ? (void *)&t->s.dxf : (void *)&t->s.dx,
                                .rows = 1,
                                .cols = 1,
                                .type = is_float ? GRADCHECK_FLOAT : GRADCHECK_DOUBLE};
    t->problem = (GradcheckProblem){
        .user = &t->s, .blocks = &t->block, .n_blocks = 1, .loss = loss, .gradient = gradient};
    t->options = gradcheck_options();
    t->options.seed = 3;
}

static void measure(Set *t, double analytic)
{
    t->report = gradcheck_session_report("", &t->options);
    t->session = gradcheck_session_open(&t->problem, &t->options, t->report);
    t->report->loss = t->s.base;
    t->session->analytic[0] = analytic;
    gradcheck_measure_noise(t->session);
}

static void end(Set *t)
{
    gradcheck_session_close(t->session);
    gradcheck_report_free(t->report);
}

/* The number of the line's direction. */
static double direction(uint64_t seed, uint64_t index)
{
    GradcheckRandom random = gradcheck_random_stream(seed, index);
    return gradcheck_random_normal(&random);
}

/* ------------------------------------------------------------------------------------------------- noise of the loss */

typedef struct Search {
    const char *script;
    size_t attempts;
    double steps[8];    /* in units of the first */
    double more;        /* the step of the two lines after; 0: they are not looked at */
    const char *sigmas; /* the letters whose estimates are averaged; upper end: none, a guess */
} Search;

static const Search searches[] = {
    {"sss", 1, {1}, 1, "sss"},
    {"scs", 1, {1}, 1, "ss"},
    {"srn", 1, {1}, 1, "s"},
    {"csss", 2, {1, 100}, 100, "sss"},
    {"rsss", 2, {1, 0.01}, 0.01, "sss"},
    {"nsss", 2, {1, 0.01}, 0.01, "sss"},
    {"ccsss", 3, {1, 100, 1e4}, 1e4, "sss"},
    {"rrsss", 3, {1, 0.01, 1e-4}, 1e-4, "sss"},
    {"bbss", 2, {1, 0.01}, 0.01, "bss"}, /* confirmed: the larger one */
    {"bBss", 2, {1, 0.01}, 0.01, "bss"},
    {"Bbss", 2, {1, 0.01}, 0.01, "bss"},
    {"bsss", 2, {1, 0.01}, 0.01, "sss"},        /* from closer by it is another */
    {"blsss", 3, {1, 0.01, 1e-4}, 1e-4, "sss"}, /* not confirmed, and doubted again */
    {"bpsss", 3, {1, 0.01, 1e-4}, 1e-4, "sss"},
    {"bqss", 2, {1, 0.01}, 0.01, "bss"},
    {"uss", 1, {1}, 1, "uss"},
    {"vsss", 2, {1, 0.01}, 0.01, "sss"},
    {"bcss", 2, {1, 0.01}, 1, "bss"}, /* nothing to be seen from closer by */
    {"brsss", 3, {1, 0.01, 1e-4}, 1e-4, "sss"},
    {"cccccc", 6, {1, 100, 1e4, 1e6, 1e8, 1e10}, 0, ""},
    {"rrrrrr", 6, {1, 1e-2, 1e-4, 1e-6, 1e-8, 1e-10}, 0, ""},
    {"cr", 2, {1, 100}, 0, "r"}, /* nothing between: what was seen from far is on the safe side */
    {"rc", 2, {1, 0.01}, 0, "r"},
    {"nc", 2, {1, 0.01}, 0, ""},
    {"brc", 3, {1, 0.01, 1e-4}, 0, "r"},
};

static void the_noise_of_a_loss_is_looked_for_from_closer_by_and_further_off(void **state)
{
    (void)state;
    for (int is_float = 0; is_float < 2; is_float++)
        for (size_t k = 0; k < sizeof searches / sizeof *searches; k++) {
            const Search *e = &searches[k];
            if (is_float && e->steps[e->attempts - 1] > 1e3)
                continue; /* the letters are by calls, and the floats go too far */
            Set t;
            set_up(&t, e->script, "c", is_float);
            measure(&t, 0);
            double first = is_float ? 0x1p-14 : 0x1p-24;
            size_t lines = e->attempts + (e->more > 0 ? 2 : 0);
            for (size_t call = 0; call < lines * POINTS; call++) {
                size_t line = call / POINTS;
                bool more = line >= e->attempts;
                double v = direction(3, more ? 2 + line - e->attempts : 1);
                double h = first * (more ? e->more : e->steps[line]);
                double to = h * (double)(call % POINTS) * v;
                if (fabs(t.s.at[call] - to) > (is_float ? 1e-7 : 1e-14) * fabs(to))
                    print_error("%s: call %zu at %g, expected %g\n", e->script, call, t.s.at[call], to);
                assert_close_relative(t.s.at[call], to, is_float ? 1e-7 : 1e-14);
            }
            double least = 0x1p-53 * 1.7, squares = 0;
            for (size_t i = 0; e->sigmas[i]; i++)
                squares += pow(noise_of(e->sigmas[i], -1.7).sigma, 2);
            size_t n = strlen(e->sigmas);
            double expected = e->more > 0 ? sqrt(squares / (double)n) : fmax(8 * least, sqrt(squares));
            if (fabs(t.report->noise - expected) > 1e-12 * expected)
                print_error("%s: %g, expected %g\n", e->script, t.report->noise, expected);
            assert_close_relative(t.report->noise, expected, 1e-12);
            assert_int_equal(t.report->noise_measured, e->more > 0);
            assert_false(t.report->float_loss);
            end(&t);
        }
}

static void noise_is_never_less_than_half_a_unit_or_what_is_known(void **state)
{
    (void)state;
    static const struct {
        double base, floor, expected;
        bool is_float;
    } cases[] = {
        {-0.5, 0, 0.5 * 8 * 0x1p-24 + 8e-45, true},
        {0.5, 1e-5, 1e-5, true},
        {0.3, 0, 0.3 * 8 * 0x1p-53 + 40e-324, false},
        {-0.3, 1e-12, 1e-12, false},
        {0, 0, 8e-45, true},
        {1e-310, 0, 40e-324, false}, /* which is no float32 number, and its half unit is less than any */
        {0.3, 1e-18, 0.3 * 8 * 0x1p-53, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Set t;
        set_up(&t, "", "c", false); /* the same everywhere */
        t.s.base = cases[i].base;
        t.options.noise_floor = cases[i].floor;
        measure(&t, 0);
        assert_close_relative(t.report->noise, cases[i].expected, 1e-14);
        assert_int_equal(t.report->float_loss, cases[i].is_float);
        end(&t);
    }
}

/* Where there is more room on the other side, and where there is little. */
static void the_lines_turn_away_from_bounds_and_end_before_them(void **state)
{
    (void)state;
    for (int little = 0; little < 2; little++)
        for (int side = -1; side <= 1; side += 2) {
            Set t;
            double lower[1], upper[1], v = direction(3, 1);
            set_up(&t, "sss", "c", false);
            double ahead = little ? 1e-8 : 0.5, behind = little ? 1e-9 : 5; /* near by, v itself turns away */
            bool up = side > 0;
            upper[0] = up ? ahead : behind;
            lower[0] = up ? -behind : -ahead;
            t.block.lower = lower;
            t.block.upper = upper;
            measure(&t, 0);
            double room = fmax(upper[0], -lower[0]);
            double towards = upper[0] > -lower[0] ? 1 : -1;
            double h = little ? room / POINTS : 0x1p-24 * fabs(v);
            for (size_t call = 0; call < POINTS; call++)
                assert_close_relative(t.s.at[call], towards * h * (double)call, 1e-14);
            double h_gradient = little ? room / POINTS : 0x1p-22 * fabs(v);
            for (size_t call = 0; call < POINTS; call++)
                assert_close_relative(t.s.gradient_at[call], towards * h_gradient * (double)call, 1e-14);
            for (size_t call = POINTS; call < 3 * POINTS; call++) /* the other two lines */
                assert_true(t.s.at[call] <= upper[0] && t.s.at[call] >= lower[0]);
            end(&t);
        }
}

static double spread_of[9];

static int spread_loss(void *user, double *value)
{
    Scripted *s = user;
    size_t call = s->calls++;
    *value = call < 42 ? 1 : 1 + spread_of[call - 42 < 8 ? call - 42 : 8]; /* six attempts before */
    return 0;
}

static void a_loss_that_is_never_the_same_twice_is_as_noisy_as_eight_of_them_tell(void **state)
{
    (void)state;
    for (size_t largest = 0; largest < 9; largest++)
        for (int told = 0; told < 2; told++) {
            Set t;
            set_up(&t, "", "c", false);
            t.s.base = 1;
            t.problem.loss = spread_loss;
            t.options.no_two_alike = told;
            for (size_t i = 0; i < 9; i++)
                spread_of[i] = i == largest ? -0.25 : 0.125;
            measure(&t, 0);
            assert_true(t.report->noise == (told ? (largest < 8 ? 0.25 : 0.125) : 8 * (0x1p-24 + 0x1p-149)));
            end(&t);
        }
}

/* --------------------------------------------------------------------------------------------- noise of the gradient */

static void the_noise_of_a_gradient_is_looked_for_from_closer_by(void **state)
{
    (void)state;
    static const struct {
        const char *script;
        size_t attempts;
        char sigma; /* the letter whose estimate stands; '1': 16 units, '6': 64 units */
    } cases[] = {{"s", 1, 's'},  {"c", 1, '1'},  {"rs", 2, 's'},  {"rrs", 3, 's'}, {"rrr", 3, '6'},
                 {"rc", 2, 'r'}, {"ns", 2, 's'}, {"nnn", 3, '6'}, {"nc", 2, '1'},  {"rnn", 3, '6'}};
    for (int is_float = 0; is_float < 2; is_float++)
        for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
            Set t;
            set_up(&t, "", cases[k].script, is_float);
            measure(&t, 3);
            assert_int_equal(t.s.gradients, cases[k].attempts * POINTS);
            assert_int_equal(t.report->gradients, t.s.gradients);
            double h = is_float ? 0x1p-12 : 0x1p-22;
            for (size_t call = 0; call < t.s.gradients; call++)
                assert_close_relative(t.s.gradient_at[call],
                                      h / pow(256, (double)(call / POINTS)) * (double)(call % POINTS) *
                                          direction(3, 1),
                                      is_float ? 1e-7 : 1e-14);
            double unit = is_float ? 0x1p-24 : 0x1p-53,
                   expected = unit * 3 * (cases[k].sigma == '1' ? 16 : 64);
            if (cases[k].sigma > '9')
                expected = noise_of(cases[k].sigma, 3).sigma;
            if (!(is_float && cases[k].sigma == 's')) /* smaller than a float can tell */
                assert_close_relative(t.report->blocks[0].analytic_noise, expected, is_float ? 1e-3 : 1e-12);
            assert_int_equal(t.s.x == 0 && t.s.xf == 0, 1);
            end(&t);
        }
}

/* Two blocks, of which the second is further from its bounds, finite or not, on its own. */
typedef struct Pair {
    double x[ENTRIES], dx[ENTRIES], y[2], dy[2];
    size_t gradients;
} Pair;

static int pair_loss(void *user, double *value)
{
    const Pair *p = user;
    *value = 0.1 + p->x[0] + p->y[1];
    return 0;
}

/* By attempts: the first block found at once, the second at last; their largest entries last. */
static int pair_gradient(void *user, const GradcheckBlock *blocks)
{
    Pair *p = user;
    size_t attempt = p->gradients / POINTS, i = p->gradients % POINTS;
    p->gradients++;
    for (size_t e = 0; e < ENTRIES; e++)
        ((double *)blocks[0].gradient)[e] = (double)(e + 1) * value_of(attempt == 0 ? 's' : 'b', i);
    for (size_t e = 0; e < 2; e++)
        ((double *)blocks[1].gradient)[e] = -(double)(e + 1) * value_of(attempt == 0   ? 'r'
                                                                        : attempt == 1 ? 'n'
                                                                                       : 'B',
                                                                        i);
    return 0;
}

static void each_block_has_the_noise_of_its_own_gradient(void **state)
{
    (void)state;
    Pair pair = {.x = {0}};
    GradcheckBlock blocks[] = {{.name = "x", .value = pair.x, .gradient = pair.dx, .rows = 2, .cols = 2},
                               {.name = "y", .value = pair.y, .gradient = pair.dy, .rows = 1, .cols = 2}};
    GradcheckProblem problem = {
        .user = &pair, .blocks = blocks, .n_blocks = 2, .loss = pair_loss, .gradient = pair_gradient};
    GradcheckOptions options = gradcheck_options();
    GradcheckReport *report = gradcheck_session_report("", &options);
    GradcheckSession *session = gradcheck_session_open(&problem, &options, report);
    gradcheck_measure_noise(session);
    assert_int_equal(pair.gradients, 3 * POINTS);
    /* Of entries of different size it is the root of the mean square. */
    assert_close_relative(report->blocks[0].analytic_noise, noise_of('s', 1).sigma * sqrt(30 / 4.0), 1e-6);
    assert_close_relative(report->blocks[1].analytic_noise, noise_of('B', 1).sigma * sqrt(5 / 2.0), 1e-6);
    assert_close(report->deviations, 4 + sqrt(2 * log(6)), 1e-14);
    gradcheck_session_close(session);
    gradcheck_report_free(report);
}

/* ---------------------------------------------------------------------------------------------------- bars and steps */

static void the_bar_of_an_analytic_sum_is_made_of_its_noise_and_its_rounding(void **state)
{
    (void)state;
    for (int is_float = 0; is_float < 2; is_float++) {
        double x[ENTRIES] = {0}, y[2] = {0};
        float xf[ENTRIES] = {0};
        GradcheckBlock blocks[] = {{.name = "y", .value = y, .rows = 1, .cols = 2},
                                   {.name = "x",
                                    .value = is_float ? (void *)xf : (void *)x,
                                    .rows = 2,
                                    .cols = 2,
                                    .type = is_float ? GRADCHECK_FLOAT : GRADCHECK_DOUBLE}};
        GradcheckProblem problem = {.blocks = blocks, .n_blocks = 2, .loss = loss, .gradient = gradient};
        GradcheckOptions options = gradcheck_options();
        GradcheckReport *report = gradcheck_session_report("", &options);
        GradcheckSession *session = gradcheck_session_open(&problem, &options, report);
        double weights[6] = {9, 9, 2, -3, 6, 0}, analytic[6] = {7, 7, 1, 10, -100, 1000};
        memcpy(session->analytic, analytic, sizeof analytic);
        report->deviations = 5;
        report->blocks[1].analytic_noise = 1e-6;
        double unit = is_float ? 0x1p-24 : 0x1p-53;
        assert_close_relative(gradcheck_measure_analytic_bar(session, 1, 2, NULL), 5e-6 + 4 * unit * 100,
                              1e-15);
        assert_close_relative(
            gradcheck_measure_analytic_bar(session, 1, 0, weights), /* 2-3-6 has the length 7 */
            5e-6 * 7 + 4 * unit * (2 + 30 + 600), 1e-15);
        report->blocks[1].analytic_noise = 0; /* what underflows is not 0 */
        session->analytic[2] = 0;
        assert_true(gradcheck_measure_analytic_bar(session, 1, 0, NULL) == (is_float ? 1.5e-45 : 5e-324));
        report->blocks[1].analytic_noise = 1e-45;
        assert_close_relative(gradcheck_measure_analytic_bar(session, 1, 0, NULL), is_float ? 6.5e-45 : 5e-45,
                              1e-3);
        gradcheck_session_close(session);
        gradcheck_report_free(report);
    }
}

static void the_first_step_follows_the_fifth_root_of_the_noise(void **state)
{
    (void)state;
    static const struct {
        double loss, noise;
        int level;
    } cases[] = {{1, 0x1p-50, -10}, {-1, 0x1p-50, -10}, {4, 0x1p-48, -10}, {1, 0x1p-53, -11},
                 {1, 0x1p-52, -10}, {1, 0x1p-20, -4},   {1, 0x1p-15, -3},  {1, 0x1p-5, -3},
                 {1, 1e9, -3},      {1, 0x1p-66, -12},  {1, 1e-19, -12},   {1, 0, -12},
                 {0, 1, -12},       {1, 0x1p-58, -12},  {1, 0x1p-57, -11}};
    Set t;
    set_up(&t, "", "c", false);
    measure(&t, 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        t.report->loss = cases[i].loss;
        t.report->noise = cases[i].noise;
        assert_int_equal(gradcheck_measure_level(t.session), cases[i].level);
    }
    end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_noise_of_a_loss_is_looked_for_from_closer_by_and_further_off),
        cmocka_unit_test(noise_is_never_less_than_half_a_unit_or_what_is_known),
        cmocka_unit_test(the_lines_turn_away_from_bounds_and_end_before_them),
        cmocka_unit_test(a_loss_that_is_never_the_same_twice_is_as_noisy_as_eight_of_them_tell),
        cmocka_unit_test(the_noise_of_a_gradient_is_looked_for_from_closer_by),
        cmocka_unit_test(each_block_has_the_noise_of_its_own_gradient),
        cmocka_unit_test(the_bar_of_an_analytic_sum_is_made_of_its_noise_and_its_rounding),
        cmocka_unit_test(the_first_step_follows_the_fifth_root_of_the_noise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
