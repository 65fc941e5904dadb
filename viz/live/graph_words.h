/* What the graph says in words of a box, of an edge, of one number. */
#pragma once
#include "live/graph_numbers.h"

enum { GRAPH_WORDS_SIZE = 300 };

/* What a box holds: lengths, gradients, and of parameters an entry in which the two branches' shares add up. */
void graph_words_of_box(const SnapshotGraph *graph, const GraphMoment *moment, const GraphPlanBox *box,
                        size_t size, char text[]);

/* A parameter, what its gradient is made of, and how the last step moved it. */
void graph_words_of_parameter(const GraphMoment *moment, GraphEntry entry, size_t size, char text[]);

/* The two numbers of a way, with seven digits. */
void graph_words_of_way(const SnapshotGraph *graph, const GraphMoment *moment, const GraphPlan *plan,
                        const GraphPlanWay *way, size_t size, char text[]);

/* One entry of a matrix: "conv1.W [3,17] = 0.0123456"; of a single row the column alone. */
void graph_words_of_entry(const char *name, size_t rows, size_t row, size_t col, double value, size_t size,
                          char text[]);
