/* A panel that shows the graph of a pair, drawn alone onto a picture, with its texts written down. */
#pragma once
#include <stdlib.h>
#include <string.h>

#include "draw/picture.h"
#include "live/fake_graph.h"
#include "live/graph_words.h"
#include "live/panels.h"

typedef struct Shown {
    Snapshot snapshot;
    View view;
    FakeGraph *fake;
    TextLog log;
} Shown;

static inline Shown *shown_of(const char *encoder, const char *loss)
{
    Shown *shown = calloc(1, sizeof *shown);
    assert_non_null(shown);
    shown->view = view_initial();
    shown->fake = fake_graph_make(encoder, loss, &shown->snapshot.graph);
    return shown;
}

static inline void shown_free(Shown *shown)
{
    fake_graph_free(shown->fake);
    free(shown);
}

static inline PanelInput shown_input(const Shown *shown)
{
    return (PanelInput){&shown->snapshot, &shown->view, NULL};
}

static inline PanelPlaces shown_places(double width, double height)
{
    return (PanelPlaces){{0, 0, width, height}, {12, 0, width - 24, 32}, {12, 32, width - 24, height - 38}};
}

static inline void shown_set_phase(Shown *shown, SnapshotPhaseName name, size_t forward, size_t backward)
{
    const size_t steps = shown->snapshot.graph.steps;
    shown->snapshot.phase =
        (SnapshotPhase){shown->snapshot.phase.version + 1, name, steps, forward, backward};
}

/* Draws, and lists the texts. */
static inline Picture shown_draw(Shown *shown, int width, int height, ThemeName theme,
                                 bool draw(const Paper *paper, PanelPlaces places, PanelInput input))
{
    Picture picture = picture_make(width, height, 1);
    picture.paper.theme = theme_named(theme);
    picture.paper.log = &shown->log;
    shown->log.count = shown->log.lost = 0;
    assert_true(draw(picture_paper(&picture), shown_places(width, height), shown_input(shown)));
    return picture;
}

static inline size_t shown_count(const Shown *shown, const char *text)
{
    size_t count = 0;
    for (size_t i = 0; i < shown->log.count; i++)
        count += strcmp(shown->log.boxes[i].text, text) == 0;
    return count;
}

static inline const char *shown_number(double value)
{
    static char text[GRAPH_NUMBER_SIZE];
    graph_write_number(value, text);
    return text;
}
