/* How long the window takes to draw itself: all of it, and each panel alone. An invented run of 200 watched pairs and 2000
 * epochs at 1280 x 720, in processor time, which a busy machine disturbs least. One JSON line a measurement.
 *
 * usage: window [REPEATS]      of each measurement (31) */
#define _POSIX_C_SOURCE 200809L
#include "bench/timing.h"
#include "live/fake.h"
#include "live/scene.h"

enum { WIDTH = 1280, HEIGHT = 720, PAIRS = 200, EPOCHS = 2000, REPEATS_MOST = 1000 };

typedef struct Bench {
    Fake *fake;
    Scene *scene;
    cairo_surface_t *image;
    View view;
    size_t repeats;
} Bench;

static double milliseconds(void)
{
    return 1e3 * timing_processor();
}

static void insist(Status status)
{
    if (status.ok)
        return;
    fprintf(stderr, "window: %s\n", status.message);
    exit(2);
}

/* Times a frame after each change; how many panels it draws anew says what was measured. */
static void measure(Bench *bench, const char *what, void (*change)(Bench *bench, size_t round))
{
    double times[REPEATS_MOST];
    size_t redrawn = 0;
    insist(scene_paint(bench->scene, bench->image, &bench->fake->snapshot, &bench->view));
    for (size_t i = 0; i < bench->repeats; i++) {
        if (change)
            change(bench, i);
        double began = milliseconds();
        insist(scene_paint(bench->scene, bench->image, &bench->fake->snapshot, &bench->view));
        times[i] = milliseconds() - began;
        redrawn = scene_redrawn(bench->scene);
    }
    TimingSpread spread = timing_spread(bench->repeats, times);
    printf("{\"bench\":\"window\",\"frame\":\"%s\",\"panels\":%zu,\"median\":%.2f,\"low\":%.2f,\"high\":%.2f,"
           "\"unit\":\"ms\"}\n",
           what, redrawn, spread.median, spread.low, spread.high);
    fflush(stdout);
}

/* Everything is drawn, and no line is known from the frame before. */
static void change_all(Bench *bench, size_t round)
{
    bench->view.theme = round % 2 ? THEME_DARK : THEME_LIGHT;
    bench->fake->snapshot.angles.history++;
}

static void add_epoch(Bench *bench, size_t round)
{
    SnapshotAngles *angles = &bench->fake->snapshot.angles;
    angles->rows = angles->rows < EPOCHS ? angles->rows + 1 : EPOCHS / 2;
    angles->history += angles->rows == EPOCHS / 2; /* from the start again, when they are used up */
    angles->version++;
    (void)round;
}

static void drag_threshold(Bench *bench, size_t round)
{
    bench->fake->snapshot.angles.threshold = 40 + (double)(round % 50);
    bench->fake->snapshot.angles.version++;
}

static void zoom_time(Bench *bench, size_t round)
{
    bench->view.time = (ViewTime){true, (double)round, EPOCHS / 2 + (double)round};
}

static PanelName measured;

/* A panel whose part of the view differs is drawn again. */
static void touch_panel(Bench *bench, size_t round)
{
    bench->view.state[measured].y_low = (double)(round + 1);
}

static void show_tab(Bench *bench, PanelName panel)
{
    bench->view.asked[panel] = ++bench->view.asked[PANEL_COUNT - 1] + 1;
}

static void measure_panels(Bench *bench)
{
    for (int i = 0; i < PANEL_COUNT; i++) {
        char what[60];
        if (!panels_exist((PanelName)i))
            continue;
        measured = (PanelName)i;
        bench->view = view_initial();
        show_tab(bench, measured);
        snprintf(what, sizeof what, "panel %s", panels_get(measured)->name);
        measure(bench, what, touch_panel);
        snprintf(what, sizeof what, "all, with %s", panels_get(measured)->name);
        measure(bench, what, change_all);
    }
}

int main(int argc, char **argv)
{
    Bench bench = {.fake = fake_make(PAIRS, EPOCHS + 1, EPOCHS), .view = view_initial(), .repeats = 31};
    if (argc > 1)
        bench.repeats = (size_t)fmin(REPEATS_MOST, fmax(1, strtod(argv[1], NULL)));
    fake_add_past(bench.fake);
    double began = milliseconds();
    insist(scene_create(&bench.scene));
    bench.image = canvas_image(WIDTH, HEIGHT);
    insist(scene_paint(bench.scene, bench.image, &bench.fake->snapshot, &bench.view));
    printf("{\"bench\":\"window\",\"frame\":\"first, fonts included\",\"median\":%.2f,\"unit\":\"ms\"}\n",
           milliseconds() - began);
    show_tab(&bench, PANEL_RATES);
    measure(&bench, "nothing changed", NULL);
    measure(&bench, "threshold dragged", drag_threshold);
    measure(&bench, "time axis moved", zoom_time);
    bench.view.time = (ViewTime){0};
    bench.fake->snapshot.angles.rows = EPOCHS / 2;
    bench.fake->snapshot.angles.history++;
    measure(&bench, "one more epoch", add_epoch);
    bench.fake->snapshot.angles.rows = EPOCHS + 1;
    bench.fake->snapshot.angles.history++;
    measure_panels(&bench);
    cairo_surface_destroy(bench.image);
    scene_destroy(bench.scene);
    fake_free(bench.fake);
    return 0;
}
