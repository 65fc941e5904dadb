/* The error of a difference against its step. */
#include "draw/vee.h"

#include "draw/picture.h"

enum { STEPS = 40 };

typedef struct Curve {
    double step[STEPS], error[STEPS], noise[STEPS];
    Vee vee;
} Curve;

static void make(Curve *c)
{
    for (size_t i = 0; i < STEPS; i++) {
        c->step[i] = ldexp(1, -(int)i);
        c->noise[i] = 1e-16 / c->step[i];
        c->error[i] = 0.1 * c->step[i] * c->step[i] + c->noise[i] / 2;
    }
    c->vee = (Vee){STEPS, c->step, c->error, c->noise, ldexp(1, -12), 1e-11};
}

static const VeeWords words = {"error", "rounding", "bar", "step"};
static const Rect area = {60, 30, 200, 120};

static void the_plot_covers_whole_powers_of_ten_and_all_that_is_drawn(void **state)
{
    (void)state;
    Curve c;
    make(&c);
    Plot plot = vee_plot(area, &c.vee);
    assert_true(plot.x.logarithmic && plot.y.logarithmic);
    assert_close(log10(plot.x.low), -12, 1e-9); /* 2^-39 = 1.8e-12 */
    assert_close(log10(plot.x.high), 0, 1e-9);
    for (size_t i = 0; i < STEPS; i++)
        assert_true(c.error[i] >= plot.y.low && c.error[i] <= plot.y.high * (1 + 1e-9));
    assert_true(plot.y.low <= 1e-11);
    c.error[3] = NAN;
    c.error[4] = 0;
    c.error[5] = INFINITY;
    Plot same = vee_plot(area, &c.vee);
    assert_true(same.x.low == plot.x.low && same.y.low == plot.y.low);
    c.vee.count = 0;
    plot = vee_plot(area, &c.vee);
    assert_true(plot.x.low > 0 && plot.x.high > plot.x.low && plot.y.high > plot.y.low);
}

static void the_curve_its_branch_and_the_choice_are_drawn(void **state)
{
    (void)state;
    Curve c;
    make(&c);
    Picture picture = picture_make(300, 200, 1);
    const Paper *paper = picture_paper(&picture);
    Plot plot = vee_plot(area, &c.vee);
    vee_draw(paper, &plot, &c.vee, &words);
    assert_true(picture_count(&picture, paper->theme->validation, 40) > 20);
    double x = axis_place(plot.x, c.vee.chosen);
    assert_true(picture_is(&picture, (int)round(x) - 1, 140, paper->theme->forward, 90) ||
                picture_is(&picture, (int)round(x), 140, paper->theme->forward, 90));
    int on_curve = 0;
    for (size_t i = 0; i < STEPS; i++)
        on_curve += picture_is(&picture, (int)axis_place(plot.x, c.step[i]),
                               (int)axis_place(plot.y, c.error[i]), paper->theme->text, 60);
    assert_true(on_curve > STEPS / 2);
    picture_free(&picture);
}

static void the_nearest_step_is_found(void **state)
{
    (void)state;
    Curve c;
    make(&c);
    c.error[11] = NAN;
    Plot plot = vee_plot(area, &c.vee);
    for (size_t i = 0; i < STEPS; i++)
        if (i != 11)
            assert_int_equal(vee_at(&plot, &c.vee, axis_place(plot.x, c.step[i]) + 0.3), i);
    size_t found = vee_at(&plot, &c.vee, axis_place(plot.x, c.step[11]));
    assert_true(found == 10 || found == 12);
    assert_int_equal(vee_at(&plot, &c.vee, area.x - 20), SIZE_MAX);
}

static void what_is_no_number_is_no_trouble(void **state)
{
    (void)state;
    Curve c;
    make(&c);
    for (size_t i = 0; i < STEPS; i++)
        c.error[i] = c.noise[i] = i % 2 ? NAN : 0;
    c.vee.chosen = c.vee.bar = NAN;
    Picture picture = picture_make(300, 200, 1);
    Plot plot = vee_plot(area, &c.vee);
    vee_draw(picture_paper(&picture), &plot, &c.vee, &words);
    assert_int_equal(vee_at(&plot, &c.vee, area.x + 50), SIZE_MAX);
    picture_free(&picture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_plot_covers_whole_powers_of_ten_and_all_that_is_drawn),
        cmocka_unit_test(the_curve_its_branch_and_the_choice_are_drawn),
        cmocka_unit_test(the_nearest_step_is_found),
        cmocka_unit_test(what_is_no_number_is_no_trouble),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
