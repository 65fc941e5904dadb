#include "live/embedding_source.h"
#include "live/session.h"
#include "support/test.h"

#include <stdlib.h>

static Session *make(const char *encoder)
{
    SessionOptions options = {
        .training = trainer_default_options(), .source = source_defaults(), .watched = 20};
    options.source.users = 8;
    options.source.genuine = options.source.forged = 4;
    options.training.net.encoder = encoder;
    options.training.pairs_per_epoch = 40;
    options.training.batch = 20;
    options.training.epochs = 12;
    Session *session;
    assert_ok(session_create(&options, &session));
    bool shown[PANEL_COUNT] = {[PANEL_EMBEDDING] = true};
    session_show(session, shown);
    return session;
}

static const char small[] = "conv:4x15/9 tanh flatten dense:6";

static void apply(Session *session, ActionKind kind)
{
    Action action = action_plain(kind);
    assert_ok(session_apply(session, &action));
}

static void every_pair_joins_two_signatures_of_its_label(void **state)
{
    (void)state;
    Session *session = make(small);
    const Snapshot *snapshot = session_snapshot(session);
    const SnapshotEmbedding *embedding = &snapshot->embedding;
    assert_true(embedding->present);
    assert_int_equal(embedding->pairs, 20);
    assert_true(embedding->count > 10 && embedding->count <= 40);
    for (size_t i = 0; i < embedding->pairs; i++) {
        const SnapshotMembers *pair = &embedding->members[i];
        assert_true(pair->a < embedding->count && pair->b < embedding->count);
        /* The label of the pair begins with that of its first signature. */
        const char *label = embedding->signature[pair->a].label;
        assert_memory_equal(snapshot->angles.pair[i].label, label, strlen(label));
        assert_int_equal(embedding->signature[pair->a].held_out, snapshot->angles.pair[i].held_out);
        if (embedding->signature[pair->b].forged)
            assert_false(snapshot->angles.pair[i].genuine);
    }
    for (size_t i = 0; i < embedding->count; i++) /* each is there once */
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(embedding->signature[i].label, embedding->signature[k].label);
    session_destroy(session);
}

/* In two dimensions nothing is lost, so the picture has the very angles. */
static void a_plane_of_two_dimensions_shows_the_true_angles(void **state)
{
    (void)state;
    Session *session = make("flatten dense:2");
    for (int step = 0; step < 5; step++) {
        const Snapshot *snapshot = session_snapshot(session);
        const SnapshotEmbedding *embedding = &snapshot->embedding;
        assert_close(embedding->x_share + embedding->y_share, 1, 1e-9);
        assert_close(embedding->share, 1, 1e-9);
        for (size_t i = 0; step % 2 == 0 && i < embedding->pairs; i++) {
            const SnapshotPlace *a = &embedding->place[embedding->members[i].a],
                                *b = &embedding->place[embedding->members[i].b], *c = &embedding->centre;
            double ax = a->x - c->x, ay = a->y - c->y, bx = b->x - c->x, by = b->y - c->y;
            assert_close(hypot(ax, ay), 1, 1e-9); /* on the rim of the disc */
            double degrees = fabs(atan2(ax * by - ay * bx, ax * bx + ay * by)) * 57.29577951308232;
            assert_close(degrees, snapshot_angle_now(snapshot, i), 1e-4);
        }
        session_step(session);
    }
    session_destroy(session);
}

static void all_places_lie_in_the_disc_and_nearer_than_the_chord(void **state)
{
    (void)state;
    Session *session = make(small);
    for (int step = 0; step < 8; step++)
        session_step(session);
    const Snapshot *snapshot = session_snapshot(session);
    const SnapshotEmbedding *embedding = &snapshot->embedding;
    const SnapshotPlace *c = &embedding->centre;
    for (size_t i = 0; i < embedding->count; i++)
        assert_true(hypot(embedding->place[i].x - c->x, embedding->place[i].y - c->y) <= 1 + 1e-9);
    for (size_t i = 0; i < embedding->pairs; i++) {
        const SnapshotPlace *a = &embedding->place[embedding->members[i].a],
                            *b = &embedding->place[embedding->members[i].b];
        double chord = 2 * sin(snapshot_angle_now(snapshot, i) / 57.29577951308232 / 2);
        assert_true(hypot(a->x - b->x, a->y - b->y) <= chord + 1e-6);
    }
    session_destroy(session);
}

static void axes_are_chosen_at_1_2_5_10_and_stay_between(void **state)
{
    (void)state;
    Session *session = make(small);
    const double expected[] = {0, 1, 2, 2, 2, 5, 5, 5, 5, 5, 10, 10, 10};
    uint64_t version = 0;
    for (size_t epoch = 0; epoch <= 12; epoch++) {
        const SnapshotEmbedding *embedding = &session_snapshot(session)->embedding;
        assert_close(embedding->frozen_epoch, expected[epoch], 1e-12);
        assert_true(embedding->next_epoch > epoch);
        assert_true(embedding->version > version); /* the places move all the same */
        version = embedding->version;
        session_snapshot(session);
        assert_true(embedding->version == version); /* but not while nothing happens */
        session_step(session);
        session_step(session);
    }
    apply(session, ACTION_REWIND); /* what the axes knew of later epochs is forgotten */
    assert_close(session_snapshot(session)->embedding.frozen_epoch, 0, 0);
    session_destroy(session);
}

static void axes_are_held_when_a_person_asks_for_it(void **state)
{
    (void)state;
    Session *session = make(small);
    for (int step = 0; step < 7; step++)
        session_step(session);
    session_snapshot(session);
    apply(session, ACTION_AXES_HOLD);
    const SnapshotEmbedding *embedding = &session_snapshot(session)->embedding;
    assert_true(embedding->held);
    assert_close(embedding->frozen_epoch, 3.5, 1e-12);
    for (int step = 0; step < 10; step++)
        session_step(session);
    assert_close(session_snapshot(session)->embedding.frozen_epoch, 3.5, 1e-12);
    apply(session, ACTION_AXES_FREE);
    embedding = &session_snapshot(session)->embedding;
    assert_false(embedding->held);
    assert_close(embedding->frozen_epoch, 8.5, 1e-12);
    session_destroy(session);
}

static void another_seed_is_seen_at_once(void **state)
{
    (void)state;
    Session *session = make(small);
    double before = session_snapshot(session)->embedding.place[0].x;
    Action action = action_number(ACTION_NEW_SEED, 77);
    assert_ok(session_apply(session, &action));
    assert_true(session_snapshot(session)->embedding.place[0].x != before);
    session_destroy(session);
}

static void nothing_is_embedded_while_nobody_looks(void **state)
{
    (void)state;
    Session *session = make(small);
    session_show(session, (bool[PANEL_COUNT]){false});
    assert_false(session_snapshot(session)->embedding.present);
    session_destroy(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pair_joins_two_signatures_of_its_label),
        cmocka_unit_test(a_plane_of_two_dimensions_shows_the_true_angles),
        cmocka_unit_test(all_places_lie_in_the_disc_and_nearer_than_the_chord),
        cmocka_unit_test(axes_are_chosen_at_1_2_5_10_and_stay_between),
        cmocka_unit_test(axes_are_held_when_a_person_asks_for_it),
        cmocka_unit_test(another_seed_is_seen_at_once),
        cmocka_unit_test(nothing_is_embedded_while_nobody_looks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
