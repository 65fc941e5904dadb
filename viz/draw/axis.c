#include "draw/axis.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

double axis_place(Axis axis, double value)
{
    if (axis.logarithmic) {
        if (!(value > 0))
            return NAN;
        return axis.from + (axis.to - axis.from) * log(value / axis.low) / log(axis.high / axis.low);
    }
    return axis.from + (axis.to - axis.from) * (value - axis.low) / (axis.high - axis.low);
}

double axis_value(Axis axis, double place)
{
    double share = (place - axis.from) / (axis.to - axis.from);
    if (axis.logarithmic)
        return axis.low * pow(axis.high / axis.low, share);
    return axis.low + share * (axis.high - axis.low);
}

/* Multiples of step inside low .. high, with room for rounding at both ends. */
static double first_multiple(double low, double step)
{
    return ceil(low / step - 1e-9);
}

static double last_multiple(double high, double step)
{
    return floor(high / step + 1e-9);
}

static double count_of(double low, double high, double step)
{
    return last_multiple(high, step) - first_multiple(low, step) + 1;
}

Ticks axis_ticks_every(double low, double high, double step)
{
    assert(step > 0 && low < high);
    Ticks ticks = {.step = step};
    double first = first_multiple(low, step), last = last_multiple(high, step);
    for (double k = first; k <= last && ticks.count < AXIS_TICKS; k++)
        ticks.values[ticks.count++] = k == 0 ? 0 : k * step; /* never -0 */
    return ticks;
}

/* The smallest of 1, 2, 5 times a power of ten that is at least `least`. */
static double round_step(double least)
{
    double power = pow(10, floor(log10(least)));
    const double factors[] = {1, 2, 5, 10};
    for (size_t i = 0; i < 4; i++)
        if (factors[i] * power >= least * (1 - 1e-9))
            return factors[i] * power;
    return 10 * power;
}

Ticks axis_ticks(double low, double high, size_t most, double before)
{
    assert(low < high && most >= 2 && most <= AXIS_TICKS);
    if (before > 0) {
        double count = count_of(low, high, before);
        if (count <= (double)most && count >= fmax(2, (double)most / 3))
            return axis_ticks_every(low, high, before);
    }
    /* A span of m steps holds at most m + 1 ticks, but where it begins decides; so try from the finest on. */
    double step = round_step((high - low) / (double)most);
    while (count_of(low, high, step) > (double)most)
        step = round_step(step * 1.5);
    return axis_ticks_every(low, high, step);
}

/* Powers of ten from 10^first on, every stride-th, each also times the other factors. */
static Ticks powers_of_ten(double low, double high, double first, double stride, size_t factors)
{
    static const double factor[] = {1, 2, 5};
    Ticks ticks = {0};
    for (double e = first; pow(10, e) <= high * (1 + 1e-9); e += stride) {
        for (size_t i = 0; i < factors && ticks.count < AXIS_TICKS; i++) {
            double value = factor[i] * pow(10, e);
            if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9))
                ticks.values[ticks.count++] = value;
        }
    }
    return ticks;
}

Ticks axis_ticks_logarithmic(double low, double high, size_t most)
{
    assert(0 < low && low < high && most >= 2 && most < AXIS_TICKS);
    double first = ceil(log10(low) - 1e-9), decades = floor(log10(high) + 1e-9) - first + 1;
    Ticks ticks = powers_of_ten(low, high, first - 1, 1, 3);
    if (ticks.count <= most)
        return ticks;
    return powers_of_ten(low, high, first, fmax(1, ceil(decades / (double)most)), 1);
}

void axis_label(double value, double step, size_t size, char label[static size])
{
    if (!(step > 0)) {
        snprintf(label, size, "%g", value);
        return;
    }
    double place = floor(log10(step) + 1e-9); /* of the step's only digit */
    double leading = value == 0 ? place : floor(log10(fabs(value)) + 1e-9);
    if (place < -5 || leading > 5)
        snprintf(label, size, "%.*g", (int)fmin(17, fmax(1, leading - place + 1)), value);
    else
        snprintf(label, size, "%.*f", (int)fmax(0, -place), value);
}

void axis_power_label(int power, size_t size, char label[static size])
{
    static const char *const raised[] = {"\xe2\x81\xb0", "\xc2\xb9",     "\xc2\xb2",     "\xc2\xb3",
                                         "\xe2\x81\xb4", "\xe2\x81\xb5", "\xe2\x81\xb6", "\xe2\x81\xb7",
                                         "\xe2\x81\xb8", "\xe2\x81\xb9"};
    if (power >= -1 && power <= 2) {
        snprintf(label, size, "%g", pow(10, power));
        return;
    }
    char digits[16];
    snprintf(digits, sizeof digits, "%d", abs(power));
    size_t used = (size_t)snprintf(label, size, "10%s", power < 0 ? "\xe2\x81\xbb" : "");
    for (const char *d = digits; *d && used < size; d++)
        used += (size_t)snprintf(label + used, size - used, "%s", raised[*d - '0']);
}

AxisRange axis_follow(AxisRange shown, double low, double high)
{
    assert(isfinite(low) && isfinite(high) && low <= high);
    bool covered = shown.low < shown.high && low >= shown.low && high <= shown.high;
    /* Zero is part of a loss's meaning: a range that nearly reaches it does. */
    if (low > 0 && low < 0.5 * high)
        low = 0;
    if (high < 0 && high > 0.5 * low)
        high = 0;
    if (covered && high - low >= (shown.high - shown.low) / 3)
        return shown;
    if (low == high) {
        double around = low == 0 ? 1 : fabs(low) / 2;
        low -= around;
        high += around;
    }
    double step = round_step((high - low) / 8);
    return (AxisRange){step * floor(low / step + 1e-9), step * ceil(high / step - 1e-9)};
}

AxisRange axis_follow_logarithmic(AxisRange shown, double low, double high)
{
    assert(isfinite(high) && 0 < low && low <= high);
    bool covered = 0 < shown.low && shown.low < shown.high && low >= shown.low && high <= shown.high;
    if (covered && 3 * log10(high / low) >= log10(shown.high / shown.low))
        return shown;
    double first = floor(log10(low) + 1e-9), last = ceil(log10(high) - 1e-9);
    if (last <= first)
        last = first + 1;
    return (AxisRange){pow(10, first), pow(10, last)};
}

size_t axis_count_end(size_t done, size_t planned)
{
    size_t end = 10;
    const size_t factors[] = {2, 5, 10};
    for (size_t power = 10, i = 0; end < done && power <= SIZE_MAX / 10; i++) {
        end = factors[i % 3] * power;
        if (i % 3 == 2)
            power *= 10;
    }
    if (end < done)
        end = done;
    return planned > 0 && planned < end && planned >= done ? planned : end;
}
