/* What a person changed in the course of the run, as flags on the time axis. */
#pragma once
#include "draw/plot.h"
#include "live/snapshot_marks.h"

enum { TIME_MARKS_LABEL = 64, TIME_MARKS_WORDS = 160 };

/* A mark in a word or two, for the flag: "rate 0.02", "loss margin". */
void time_marks_label(const SnapshotMark *mark, char label[static TIME_MARKS_LABEL]);

/* A mark in a sentence: "from step 512 on the learning rate is 0.02". */
void time_marks_words(const SnapshotMark *mark, char words[static TIME_MARKS_WORDS]);

/* Draws them all. False when memory is refused. */
bool time_marks_draw(const Paper *paper, const Plot *plot, const SnapshotMarks *marks);

/* The mark at a point of the plot, NULL when there is none. */
const SnapshotMark *time_marks_at(const Plot *plot, const SnapshotMarks *marks, double x, double y);
