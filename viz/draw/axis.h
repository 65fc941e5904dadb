/* Axes: from values to places, which values get a tick, and how a tick is written. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* `low` lies at `from` and `high` at `to` (logical units; from > to for an axis that grows upwards). low < high; a
 * logarithmic axis has low > 0. */
typedef struct Axis {
    double low, high;
    double from, to;
    bool logarithmic;
} Axis;

/* Where a value lies; values outside low .. high lie outside from .. to, and a value <= 0 on a logarithmic axis
 * (which has no place) is NaN. */
double axis_place(Axis axis, double value);

/* The value at a place, the inverse of axis_place. */
double axis_value(Axis axis, double place);

enum { AXIS_TICKS = 32 };

typedef struct Ticks {
    size_t count;
    double values[AXIS_TICKS]; /* rising, inside low .. high */
    double step;               /* between neighbours; 0 on a logarithmic axis */
} Ticks;

/* Ticks at multiples of 1, 2 or 5 times a power of ten, the smallest such step that gives at most `most` ticks
 * (Heckbert, "Nice numbers for graph labels", Graphics Gems 1990). While a drawing is alive the step should not flip
 * back and forth: `before` (0 for none) is kept as long as it gives between most/3 and most ticks. most >= 2. */
Ticks axis_ticks(double low, double high, size_t most, double before);

/* Ticks at whole multiples of `step`: 30 for angles, always. */
Ticks axis_ticks_every(double low, double high, double step);

/* Ticks of a logarithmic axis: powers of ten (every second, third ... when there are more than `most`), with 2 and
 * 5 times them while that gives at most `most`. */
Ticks axis_ticks_logarithmic(double low, double high, size_t most);

/* Writes a tick with as many decimals as its step needs (step 0: as few digits as tell the value). */
void axis_label(double value, double step, size_t size, char label[static size]);

/* Writes a power of ten as on paper: "10⁻⁴"; 0.1, 1, 10 and 100 as they are. */
void axis_power_label(int power, size_t size, char label[static size]);

/* What an axis shows of data that change: a range that covers them with round ends. It is kept while the data lie in
 * it and fill at least a third of it, so that an axis stands still most of the time. */
typedef struct AxisRange {
    double low, high; /* equal: nothing shown yet */
} AxisRange;

/* The range to show next for data from low to high (finite, low <= high). */
AxisRange axis_follow(AxisRange shown, double low, double high);

/* The same on a logarithmic axis: whole powers of ten, at least one apart (low > 0). */
AxisRange axis_follow_logarithmic(AxisRange shown, double low, double high);

/* The end of an axis of counted things (epochs) of which `done` exist: 1, 2 or 5 times a power of ten, at least 10,
 * never more than `planned` (0: no plan); so a plot is never nearly empty and rarely moves. */
size_t axis_count_end(size_t done, size_t planned);
