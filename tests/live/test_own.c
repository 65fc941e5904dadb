#define _POSIX_C_SOURCE 200809L
#include "live/own.h"

#include "live/mouse.h"
#include "net/cosine.h"
#include "pen/svc2004.h"
#include "pen/synth.h"
#include "support/folder.h"
#include "train/trainer.h"

static const double unit = 25.4 / 96; /* millimetres */

typedef struct Desk {
    Own *own;
    Model model;
    SnapshotOwn shown;
    char said[OWN_SAID_SIZE];
    uint64_t step;
} Desk;

/* A net whose parameters are random, which is enough to tell one signature from another. */
static void make_model(const char *features, Model *model)
{
    FeatureSet set;
    NetOptions net = trainer_default_options().net;
    net.encoder = "conv:4x15/9 tanh flatten dense:6";
    assert_ok(features_parse(features, &set));
    assert_ok(model_create(&net, &set, model));
    Random random = random_seeded(5);
    for (size_t i = 0; i < model->net.parameter_count; i++)
        model->params[i] = (real)(0.2 * random_normal(&random));
}

static Desk desk_with(const char *folder, const char *features)
{
    Desk desk = {.step = 1};
    make_model(features, &desk.model);
    assert_ok(own_create(&desk.own));
    if (folder)
        assert_ok(own_open(desk.own, folder));
    return desk;
}

static void leave(Desk *desk)
{
    own_destroy(desk->own);
    model_free(&desk->model);
}

static const SnapshotOwn *seen(Desk *desk)
{
    own_measure(desk->own, &desk->model, desk->step, 60, &desk->shown);
    return &desk->shown;
}

static void press(Desk *desk, const char *name)
{
    assert_ok(own_obey(desk->own, name, "", desk->said));
}

static void draw_event(void *context, MouseEvent event)
{
    Own *own = context;
    static const OwnPenKind kinds[] = {
        [MOUSE_PRESS] = OWN_PEN_DOWN, [MOUSE_MOVE] = OWN_PEN_MOVE, [MOUSE_RELEASE] = OWN_PEN_UP};
    own_look(own, event.looked);
    own_pen(own, &(OwnPen){kinds[event.kind], event.x, event.y, event.met});
}

static void draw(Desk *desk, const Signature *signature, double begin)
{
    mouse_play(signature, (Mouse){.events_a_second = 1000, .zoom = 1 / unit}, begin, draw_event, desk->own);
}

/* The index-th genuine signature of a writer; a forgery of him. */
static Signature written(size_t number, size_t index, bool forged)
{
    SynthWriter writer;
    Random random = random_stream(9, 100 * number + index);
    Signature signature;
    synth_writer(&writer, 7, number);
    assert_ok((forged ? synth_forgery : synth_genuine)(&writer, &random, NULL, &signature));
    return signature;
}

static void draw_written(Desk *desk, size_t number, size_t index, bool forged)
{
    Signature signature = written(number, index, forged);
    draw(desk, &signature, 10 + 10.0 * (double)index);
    signature_free(&signature);
}

/* By the net itself, from the signatures as they were written, not as they were drawn. */
static double angle_between(const Model *model, const Signature *one, const Signature *other)
{
    real x[2][FEATURES_COUNT * FEATURES_TIME];
    const real *inputs[] = {x[0], x[1]};
    real *embeddings = malloc(2 * model->net.embedding * sizeof *embeddings);
    assert_ok(model_see(model, one, x[0]));
    assert_ok(model_see(model, other, x[1]));
    for (int i = 0; i < 2; i++) {
        Activations values;
        const real *both[] = {inputs[i], inputs[i]};
        assert_ok(siamese_create_activations(&model->net, &values));
        siamese_forward(&model->net, model->params, both, LABEL_GENUINE, &values);
        memcpy(embeddings + (size_t)i * model->net.embedding, values.embeddings,
               model->net.embedding * sizeof *embeddings);
        siamese_destroy_activations(&values);
    }
    double angle = cosine_angle(model->net.embedding, embeddings, embeddings + model->net.embedding);
    free(embeddings);
    return angle * 57.29577951308232;
}

static void three_references_and_a_try_are_judged(void **state)
{
    (void)state;
    Desk desk = desk_with(NULL, "net3");
    assert_int_equal(seen(&desk)->current, 0);
    assert_false(desk.shown.judged);
    for (size_t i = 0; i < 3; i++) {
        draw_written(&desk, 2, i, false);
        assert_int_equal(seen(&desk)->references, i + 1);
        assert_null(desk.shown.slot[i].trouble);
        assert_false(desk.shown.judged);
        press(&desk, "next");
    }
    assert_int_equal(seen(&desk)->current, SNAPSHOT_OWN_TRY);
    draw_written(&desk, 2, 3, true);
    assert_true(seen(&desk)->judged);
    Signature tried = written(2, 3, true);
    double cosines = 0;
    for (size_t i = 0; i < 3; i++) {
        Signature reference = written(2, i, false);
        double expected = angle_between(&desk.model, &reference, &tried);
        if (fabs(desk.shown.degrees[i] - expected) > 3) /* the mouse's rounding turns it a little */
            fail_msg("reference %zu: %.2f degrees, by the net %.2f", i, desk.shown.degrees[i], expected);
        cosines += cos(desk.shown.degrees[i] / 57.29577951308232) / 3;
        signature_free(&reference);
    }
    signature_free(&tried);
    assert_close(desk.shown.score_degrees, acos(cosines) * 57.29577951308232, 1e-9);
    assert_true(desk.shown.between > 0);
    leave(&desk);
}

static void the_verdict_follows_the_threshold_and_the_net(void **state)
{
    (void)state;
    Desk desk = desk_with(NULL, "net3");
    draw_written(&desk, 4, 0, false);
    press(&desk, "slot-4");
    draw_written(&desk, 4, 1, false);
    double degrees = seen(&desk)->score_degrees;
    uint64_t version = desk.shown.verdict_version;
    assert_close(degrees, desk.shown.degrees[0], 1e-9); /* of one reference its own */
    seen(&desk);
    assert_int_equal(desk.shown.verdict_version, version); /* nothing moved, nothing is worked out again */
    own_measure(desk.own, &desk.model, 1, degrees + 0.1, &desk.shown);
    assert_true(desk.shown.judged && desk.shown.accepted);
    own_measure(desk.own, &desk.model, 1, degrees - 0.1, &desk.shown);
    assert_true(desk.shown.judged && !desk.shown.accepted);
    for (size_t i = 0; i < desk.model.net.parameter_count; i++)
        desk.model.params[i] *= (real)(i % 2 ? 1.5 : 0.5);
    desk.step = 2; /* the training took one */
    assert_true(fabs(seen(&desk)->score_degrees - degrees) > 0.01);
    leave(&desk);
}

static void strokes_go_one_by_one_and_a_slot_can_be_drawn_anew(void **state)
{
    (void)state;
    Desk desk = desk_with(NULL, "net3");
    draw_written(&desk, 1, 0, false);
    size_t strokes = seen(&desk)->slot[0].strokes, count = desk.shown.slot[0].count;
    assert_true(strokes >= 2);
    press(&desk, "undo");
    assert_int_equal(seen(&desk)->slot[0].strokes, strokes - 1);
    assert_true(desk.shown.slot[0].count < count);
    press(&desk, "clear");
    assert_int_equal(seen(&desk)->slot[0].count, 0);
    assert_int_equal(desk.shown.references, 0);
    press(&desk, "undo"); /* nothing is left, and that is no trouble */
    draw_written(&desk, 1, 1, false);
    assert_int_equal(seen(&desk)->references, 1);
    for (int i = 0; i < 4; i++)
        press(&desk, "next");
    press(&desk, "slot-1"); /* back to redo it */
    assert_int_equal(seen(&desk)->current, 0);
    press(&desk, "clear");
    press(&desk, "next");
    assert_int_equal(seen(&desk)->current, 1);
    assert_trouble(own_obey(desk.own, "dance", "", desk.said), "dance");
    leave(&desk);
}

static void what_the_net_sees_stands_beside_what_was_drawn(void **state)
{
    (void)state;
    Desk desk = desk_with(NULL, "net3");
    draw_written(&desk, 3, 0, false);
    const SnapshotOwnSlot *slot = &seen(&desk)->slot[0];
    assert_int_equal(slot->seen_count, 200);
    double sum = 0, squares = 0;
    for (size_t i = 0; i < 200; i++) {
        sum += slot->seen_points[i].y;
        squares += slot->seen_points[i].y * slot->seen_points[i].y;
    }
    assert_true(fabs(sum / 200) < 0.2);        /* where it stood is gone ... */
    assert_close(sqrt(squares / 200), 1, 0.2); /* ... and how large it was */
    press(&desk, "next");
    own_pen(desk.own, &(OwnPen){OWN_PEN_DOWN, 5, 5, 100});
    own_pen(desk.own, &(OwnPen){OWN_PEN_MOVE, 6, 5, 100.01});
    assert_true(seen(&desk)->pen_down);
    own_pen(desk.own, &(OwnPen){OWN_PEN_UP, 6, 5, 100.02});
    slot = &seen(&desk)->slot[1];
    assert_false(desk.shown.pen_down);
    assert_int_equal(slot->seen_count, 0);
    assert_non_null(strstr(slot->trouble, "too short"));
    leave(&desk);
}

static void a_net_that_wants_pressure_says_so(void **state)
{
    (void)state;
    Desk desk = desk_with(NULL, "pressure");
    draw_written(&desk, 3, 0, false);
    seen(&desk);
    assert_non_null(strstr(seen(&desk)->slot[0].trouble, "pressure"));
    assert_false(desk.shown.judged);
    leave(&desk);
}

static void they_are_saved_only_when_asked_and_read_again(void **state)
{
    (void)state;
    Folder folder = folder_make();
    const char *where = folder_file(&folder, "mine");
    char kept[200];
    snprintf(kept, sizeof kept, "%s", where);
    Desk desk = desk_with(kept, "net3"); /* no such folder yet */
    assert_trouble(own_obey(desk.own, "save", "", desk.said), "no signature to save yet");
    for (size_t i = 0; i < 3; i++) {
        draw_written(&desk, 5, i, false);
        seen(&desk);
        press(&desk, "next");
    }
    draw_written(&desk, 5, 3, true);
    press(&desk, "foreign");
    double degrees = seen(&desk)->score_degrees;
    assert_true(desk.shown.foreign);
    assert_int_equal(folder_count(&folder, "TXT"), 0);
    press(&desk, "save");
    assert_non_null(strstr(desk.said, "4 signatures"));
    press(&desk, "save"); /* another user: nothing is replaced */
    for (int user = 1; user <= 2; user++) {
        const int numbers[] = {1, 2, 3, 21};
        for (int i = 0; i < 4; i++) {
            char name[40];
            snprintf(name, sizeof name, "mine/U%dS%d.TXT", user, numbers[i]);
            assert_true(folder_size(&folder, name) > 100);
        }
    }
    leave(&desk);
    desk = desk_with(kept, "net3");
    assert_int_equal(seen(&desk)->references, 3);
    assert_true(desk.shown.foreign && desk.shown.judged);
    assert_int_equal(desk.shown.current, SNAPSHOT_OWN_TRY);
    assert_true(fabs(desk.shown.score_degrees - degrees) <
                1.5); /* a file has whole milliseconds and counts */
    assert_ok(own_obey(desk.own, "slot-1", "", desk.said));
    draw_written(&desk, 6, 0, false); /* drawn over one from a file: in its place */
    assert_true(seen(&desk)->slot[0].strokes > 0);
    leave(&desk);
    folder_remove(&folder);
}

static void nothing_is_written_where_the_training_reads(void **state)
{
    (void)state;
    Folder folder = folder_make();
    Desk desk = desk_with(folder.path, "net3");
    draw_written(&desk, 5, 0, false);
    seen(&desk);
    char same[100];
    snprintf(same, sizeof same, "%s/../%s", folder.path, strrchr(folder.path, '/') + 1);
    assert_trouble(own_obey(desk.own, "save", same, desk.said), "the training reads from this folder");
    assert_int_equal(folder_count(&folder, ""), 0);
    leave(&desk);
    desk = desk_with(NULL, "net3");
    assert_trouble(own_obey(desk.own, "save", "", desk.said), "--own DIR");
    leave(&desk);
    folder_write(&folder, "U1S1.TXT", "this is none");
    desk = desk_with(NULL, "net3");
    assert_trouble(own_open(desk.own, folder.path), "U1S1.TXT");
    leave(&desk);
    folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_references_and_a_try_are_judged),
        cmocka_unit_test(the_verdict_follows_the_threshold_and_the_net),
        cmocka_unit_test(strokes_go_one_by_one_and_a_slot_can_be_drawn_anew),
        cmocka_unit_test(what_the_net_sees_stands_beside_what_was_drawn),
        cmocka_unit_test(a_net_that_wants_pressure_says_so),
        cmocka_unit_test(they_are_saved_only_when_asked_and_read_again),
        cmocka_unit_test(nothing_is_written_where_the_training_reads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
