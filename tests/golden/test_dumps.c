/* The drawing functions, each with one set of numbers: what they ask of cairo is what it was when somebody last looked.
 * (Not the histogram: cairo 1.16 cannot write its shape down, and takes it for no valid path.) */
#include "golden/dump.h"
#include "golden/golden.h"

#include "draw/dial.h"
#include "draw/ink.h"
#include "draw/legend.h"
#include "draw/line.h"
#include "draw/marker.h"
#include "draw/plot.h"
#include "draw/pull.h"
#include "draw/text.h"

static const Rect room = {0, 0, 240, 160};

static void draw_dial(const Paper *paper)
{
    dial_draw(paper, room,
              (DialData){.degrees = 72,
                         .norm_a = 3.2,
                         .norm_b = 2.4,
                         .a = {0.6, 0},
                         .b = {0.6, 0},
                         .full_pull = 1,
                         .colour = paper->theme->forged,
                         .gradient_a = "-dL/da",
                         .gradient_b = "-dL/db"});
}

static void draw_pull(const Paper *paper)
{
    static float own[19], other[19];
    for (int i = 0; i < 19; i++) {
        double theta = i * 0.17453292519943295;
        own[i] = (float)((cos(theta) + 0.9) * sin(theta));
        other[i] = (float)((cos(theta) - 1) * sin(theta));
    }
    PullData data = {.count = 19,
                     .own = {own, paper->theme->forged, PLOT_DASHED},
                     .other = {other, paper->theme->genuine, PLOT_SOLID},
                     .degrees = 40,
                     .pull = 1.07,
                     .ball = MARKER_TRIANGLE,
                     .opens = "opens",
                     .closes = "closes"};
    pull_draw(paper, room, &data);
}

static void draw_ink(const Paper *paper)
{
    InkPoint points[24];
    for (int i = 0; i < 24; i++)
        points[i] = (InkPoint){(float)(10 * i), (float)(30 * sin(0.7 * i)),
                               (float)(0.01 * i * (i % 3 ? 1 : 1.2)), i != 9 && i < 23};
    ink_draw(paper, room, 24, points, ink_scale(room, 24, points), paper->theme->genuine);
}

static void draw_plot(const Paper *paper)
{
    static const float values[] = {0.9F, 0.55F, NAN, 0.4F, 0.33F, 0.3F};
    Plot plot = plot_in((Rect){50, 10, 180, 120}, (AxisRange){0, 5}, (AxisRange){0, 1}, false);
    Ticks x = axis_ticks(0, 5, 6, 0), y = axis_ticks(0, 1, 5, 0);
    plot_grid_y(paper, &plot, &y, "");
    plot_grid_x(paper, &plot, &x, "", "epoch");
    line_draw(paper, &plot, (LineData){6, values, 1, 0, 1, true},
              (LineStyle){1.5, PLOT_SOLID, paper->theme->training, 1});
    line_draw(paper, &plot, (LineData){6, values, 1, 0, 1, false},
              (LineStyle){2, PLOT_DASHED, paper->theme->validation, 0.5});
    plot_level(paper, &plot, 0.5, PLOT_DASH_DOT, 2, paper->theme->threshold);
}

static void draw_marks_and_words(const Paper *paper)
{
    static const double x[] = {30, 60, 90}, y[] = {40, 50, 30};
    const LegendEntry entries[] = {
        {LEGEND_CIRCLE, paper->theme->genuine, paper->theme->genuine_text, PLOT_SOLID, 0, "genuine"},
        {LEGEND_TRIANGLE, paper->theme->forged, paper->theme->forged_text, PLOT_SOLID, 0, "forged"},
        {LEGEND_LINE, paper->theme->threshold, paper->theme->text, PLOT_DASH_DOT, 2, "threshold"}};
    legend_draw(paper, (Rect){0, 0, 400, 20}, 3, entries);
    marker_draw(paper, (MarkerStyle){MARKER_CIRCLE, 7, paper->theme->genuine, 0.8, false, {0, 0, 0}}, 3, x,
                y);
    marker_draw(paper, (MarkerStyle){MARKER_TRIANGLE, 9, paper->theme->forged, 1, true, paper->theme->panel},
                3, y, x);
    text_wrap(paper, (TextStyle){13, TEXT_REGULAR, paper->theme->text}, (Rect){10, 80, 120, 60},
              "Pair 7 is forged and 41\xc2\xb0 apart; it should be far apart.");
    text_draw(paper, (TextStyle){20, TEXT_BOLD, paper->theme->warning_text}, 200, 120, TEXT_LEFT, "stop");
}

static void each_drawing_asks_cairo_for_what_it_did_when_it_was_looked_at(void **state)
{
    (void)state;
#ifdef DUMP_CAN
    static const struct {
        const char *name;
        void (*draw)(const Paper *paper);
    } all[] = {{"dial", draw_dial},
               {"pull", draw_pull},
               {"ink", draw_ink},
               {"plot", draw_plot},
               {"marks", draw_marks_and_words}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        char name[40];
        snprintf(name, sizeof name, "%s.dump", all[i].name);
        char *dump = dump_of(240, 160, THEME_DARK, all[i].draw);
        golden_compare_text(name, dump);
        free(dump);
    }
#else
    print_message("SKIPPED: this cairo has no script surface\n");
#endif
}

/* The dump tells apart what a picture might not. */
static void a_dump_knows_a_hair_of_difference(void **state)
{
    (void)state;
#ifdef DUMP_CAN
    char *one = dump_of(240, 160, THEME_DARK, draw_ink), *again = dump_of(240, 160, THEME_DARK, draw_ink),
         *light = dump_of(240, 160, THEME_LIGHT, draw_ink), *other = dump_of(240, 160, THEME_DARK, draw_dial);
    assert_string_equal(one, again);
    assert_string_not_equal(one, light); /* a colour */
    assert_non_null(strstr(other, "text (-dL/da)"));
    assert_null(strstr(other, "/type 42"));
    assert_true(strlen(other) < 20000);
    free(one);
    free(again);
    free(light);
    free(other);
#endif
}

static void numbers_are_rounded_and_words_are_not(void **state)
{
    (void)state;
    char *tidied = dump_tidied("n 75.123456 52.5 m -0.001 22.004999 l\n"
                               "(pair 7.1234) [20.4 -40.6 [ 68 81 ]] <~!~> //FORWARD show-text-glyphs\n"
                               "sf0 set-scaled-font\nstroke+\n");
    assert_string_equal(tidied, "n 75.12 52.5 m 0 22 l\ntext (pair 7.1234) 20 -41\nstroke+\n");
    free(tidied);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_drawing_asks_cairo_for_what_it_did_when_it_was_looked_at),
        cmocka_unit_test(a_dump_knows_a_hair_of_difference),
        cmocka_unit_test(numbers_are_rounded_and_words_are_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
