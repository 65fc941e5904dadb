/* Where the boxes of the computation graph stand in a room of any size.
 *
 *     A   x -> conv1 -> tanh1 -> ... ->  |a|  --+
 *              ^ |                  \           v
 *     W        W v                   -> a.b -> cos -> L
 *              ^ |                  /           ^
 *     B   x -> conv1 -> tanh1 -> ... ->  |b|  --+
 *
 * A long encoder in a narrow room is folded: first the steps without parameters into the step before them, then the
 * middle of it, then all of it, into one box. It needs no paper, so that hit tests find what was drawn. */
#pragma once
#include "draw/graph.h"
#include "live/graph_fold.h"

enum { GRAPH_PLAN_BOXES = 3 * SNAPSHOT_GRAPH_STEPS + 8, GRAPH_PLAN_WAYS = 4 * SNAPSHOT_GRAPH_STEPS + 12 };

typedef enum GraphPart {
    GRAPH_PART_INPUT, /* x, of `branch` */
    GRAPH_PART_STEPS, /* steps first .. last of the encoder, of `branch` */
    GRAPH_PART_STORE, /* the parameters of steps first .. last; of the loss where `first` is the last step of all */
    GRAPH_PART_LENGTH, /* |a| or |b| */
    GRAPH_PART_DOT,    /* a.b */
    GRAPH_PART_VALUE,  /* the cosine, or the distance */
    GRAPH_PART_LOSS
} GraphPart;

typedef struct GraphPlanBox {
    GraphPart part;
    size_t branch, first, last;
    char label[GRAPH_FOLD_LABEL]; /* "tanh1"; of several steps the first and how many more: "conv1 +2" */
    Rect place;
    Rect picture,
        gradient_picture; /* of the numbers that leave it, and of the gradient by them; empty: no room */
} GraphPlanBox;

/* A way from the box `from` to the box `to` of the plan, and where its two numbers stand. */
typedef struct GraphPlanWay {
    size_t from, to;
    GraphWay way; /* the points alone */
    bool has_number, has_gradient;
    double number_x, number_y, gradient_x, gradient_y;
    TextAlign align;
} GraphPlanWay;

typedef struct GraphPlan {
    bool fits;        /* false: the room is too small for any graph, and nothing below counts */
    double text_size; /* of labels and numbers */
    size_t boxes, ways;
    GraphPlanBox box[GRAPH_PLAN_BOXES];
    GraphPlanWay way[GRAPH_PLAN_WAYS];
    double row_x, row_y[2]; /* where the names of the two branches stand */
    Rect formula, detail;   /* the lines below the graph; of no height where there is no room */
} GraphPlan;

/* The plan of a graph in a room. `lit`: the step of the encoder that must not be folded away in the middle (SIZE_MAX:
 * none). Where the room is high, the lower part of it is left to the detail. */
GraphPlan graph_plan_make(Rect room, const SnapshotGraph *graph, size_t lit);

/* The box at a point, or next to it where a box is smaller than a finger or a shaking hand can hit (32 units); SIZE_MAX
 * when there is none. */
size_t graph_plan_box_at(const GraphPlan *plan, double x, double y);

/* The way whose line or number is at a point; SIZE_MAX when there is none. */
size_t graph_plan_way_at(const GraphPlan *plan, double x, double y);

/* The box that follows (+1) or precedes (-1) in the order of reading: from left to right, from above, round the end. */
size_t graph_plan_neighbour(const GraphPlan *plan, size_t box, int by);
