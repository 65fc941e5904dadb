#include "live/capture.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "words/words.h"

static const double period = 0.010;    /* seconds from point to point */
static const double half_mean = 0.010; /* a point is the path's mean from so long before to so long after */
static const double widest =
    0.010; /* at most so long lies between two events of one look: 100 a second is slow */
static const double slowest_look = 0.1; /* the program draws and trains in between, no longer */
static const double one_look = 0.004;   /* what one look met, it met within so long */

void capture_free(Capture *capture)
{
    free(capture->events);
    *capture = (Capture){0};
}

void capture_look(Capture *capture, double seconds)
{
    capture->looked = fmax(capture->looked, seconds);
}

static bool append(Capture *capture, double x, double y, double seconds, bool begins)
{
    if (!isfinite(x) || !isfinite(y) || capture->count == CAPTURE_EVENTS_MAX)
        return false;
    if (capture->count == capture->room) {
        size_t room = capture->room ? 2 * capture->room : 1024;
        CaptureEvent *events = realloc(capture->events, room * sizeof *events);
        if (!events)
            return false;
        capture->events = events;
        capture->room = room;
    }
    double before = capture->count > 0 ? capture->events[capture->count - 1].seconds : -INFINITY;
    seconds = isfinite(seconds) ? fmax(seconds, before) : fmax(before, capture->looked);
    capture->events[capture->count++] =
        (CaptureEvent){x, y, seconds, fmin(capture->looked, seconds), begins, false};
    return true;
}

bool capture_down(Capture *capture, double x, double y, double seconds)
{
    capture->down = append(capture, x, y, seconds, true);
    return capture->down;
}

bool capture_move(Capture *capture, double x, double y, double seconds)
{
    return !capture->down || append(capture, x, y, seconds, false);
}

bool capture_up(Capture *capture, double x, double y, double seconds)
{
    bool was_down = capture->down, taken = capture_move(capture, x, y, seconds);
    capture->down = false;
    if (was_down && capture->count > 0)
        capture->events[capture->count - 1].ends = true;
    return taken;
}

size_t capture_strokes(const Capture *capture)
{
    size_t strokes = 0;
    for (size_t i = 0; i < capture->count; i++)
        strokes += capture->events[i].begins;
    return strokes;
}

void capture_undo(Capture *capture)
{
    while (capture->count > 0 && !capture->events[--capture->count].begins)
        ;
    capture->down = false;
}

void capture_clear(Capture *capture)
{
    capture->count = 0;
    capture->down = false;
}

/* ---- the signature ---- */

static bool same_look(const CaptureEvent *one, const CaptureEvent *later)
{
    return later->since == one->since && later->seconds - one->seconds < one_look;
}

/* The events from `begin` on that one look met: up to, but not with, the index that comes back. */
static size_t end_of_look(const Capture *capture, size_t begin)
{
    size_t end = begin + 1;
    while (end < capture->count && same_look(&capture->events[begin], &capture->events[end]))
        end++;
    return end;
}

static int compare_numbers(const void *one, const void *other)
{
    double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

/* No event of the look that begins with that one happened before. */
static double since(const Capture *capture, size_t begin)
{
    const CaptureEvent *event = &capture->events[begin];
    return begin > 0 ? fmax(event->since, event[-1].seconds) : event->since;
}

/* Seconds from event to event of the device: the median over the looks that fell whole into a stroke. `room` is for one
 * number an event. */
static double device_period(const Capture *capture, double room[])
{
    size_t looks = 0;
    for (size_t i = 0, end; i < capture->count; i = end) {
        const CaptureEvent *first = &capture->events[i];
        end = end_of_look(capture, i);
        const CaptureEvent *last = &capture->events[end - 1];
        if (i > 0 && !first->begins && !last->ends && end - i > 1)
            room[looks++] = (last->seconds - since(capture, i)) / (double)(end - i);
    }
    qsort(room, looks, sizeof *room, compare_numbers);
    return looks > 0 ? fmin(room[looks / 2], widest) : widest;
}

/* When each event happened, as well as can be known: those of one look at equal distances up to when they were met, or,
 * where a stroke ended, from when the program had looked before. */
static void spread(const Capture *capture, double times[])
{
    const CaptureEvent *events = capture->events;
    double period_of_device = device_period(capture, times), before = -INFINITY;
    for (size_t i = 0, end; i < capture->count; i = end) {
        end = end_of_look(capture, i);
        size_t many = end - i;
        double from = since(capture, i), step = (events[end - 1].seconds - from) / (double)many;
        step = fmin(fmax(step, 0), period_of_device);
        double last = events[end - 1].seconds;
        bool asleep = last - from > slowest_look; /* and woken by the event: it was met at once */
        if (events[end - 1].ends && !events[i].begins && !asleep)
            last = from + step * (double)many;
        for (size_t k = i; k < end; k++) {
            double guess = fmin(events[k].seconds, last - step * (double)(end - 1 - k));
            times[k] = fmax(guess, before);
            before = times[k];
        }
    }
}

/* One stroke's events: count of them, at these times. */
typedef struct Stroke {
    size_t count;
    const CaptureEvent *events;
    const double *times;
    size_t at; /* the event at or before the moment last asked for */
} Stroke;

/* The integral of the path's x and y from its begin to `time`. */
typedef struct Integral {
    double x, y;
} Integral;

/* The path from event k to event k + 1, as far as `time`. */
static Integral over_piece(const Stroke *stroke, size_t k, double time)
{
    const CaptureEvent *from = &stroke->events[k], *to = from + 1;
    double length = stroke->times[k + 1] - stroke->times[k], part = fmin(time - stroke->times[k], length);
    if (!(length > 0) || !(part > 0))
        return (Integral){0, 0};
    double share = part / length / 2; /* of the way, at the middle of the part */
    return (Integral){part * (from->x + share * (to->x - from->x)),
                      part * (from->y + share * (to->y - from->y))};
}

/* The mean of the path between two moments of the stroke, begin < end. */
static Integral mean_between(Stroke *stroke, double begin, double end)
{
    while (stroke->at > 0 && stroke->times[stroke->at] > begin)
        stroke->at--;
    while (stroke->at + 2 < stroke->count && stroke->times[stroke->at + 1] <= begin)
        stroke->at++;
    Integral sum = {0, 0};
    for (size_t k = stroke->at; k + 1 < stroke->count && stroke->times[k] < end; k++) {
        Integral whole = over_piece(stroke, k, end), before = over_piece(stroke, k, begin);
        sum.x += whole.x - before.x;
        sum.y += whole.y - before.y;
    }
    return (Integral){sum.x / (end - begin), sum.y / (end - begin)};
}

static PenPoint point_at(Stroke *stroke, double time, bool ink)
{
    double first = stroke->times[0], last = stroke->times[stroke->count - 1];
    double half = fmin(half_mean, fmin(time - first, last - time));
    PenPoint point = {.t = time, .ink = ink};
    if (half > 1e-6) {
        Integral mean = mean_between(stroke, time - half, time + half);
        point.x = mean.x;
        point.y = mean.y;
    } else { /* an end: where the pen came down, where it went up */
        const CaptureEvent *end = &stroke->events[time - first < last - time ? 0 : stroke->count - 1];
        point.x = end->x;
        point.y = end->y;
    }
    return point;
}

/* Points of a stroke of that length: one at its begin, then one a period, and one at its end. A dot gets two: one alone
 * could not be told from a point in the air. */
static size_t points_of(double length)
{
    return length > period / 2 ? 2 + (size_t)(length / period - 0.5) : 2;
}

/* Appends the stroke's points. `earliest`: no point lies before it. */
static void add_stroke(Stroke *stroke, double earliest, Signature *signature)
{
    double first = stroke->times[0], length = stroke->times[stroke->count - 1] - first;
    size_t count = points_of(length);
    double later = fmax(0, earliest - first);
    for (size_t k = 0; k < count; k++) {
        bool last = k + 1 == count;
        PenPoint point = point_at(stroke, last ? first + length : first + (double)k * period, k > 0);
        if (last && length <= period / 2)
            point.t = first + period;
        point.t += later;
        signature->points[signature->count++] = point;
    }
}

static size_t end_of_stroke(const Capture *capture, size_t begin)
{
    size_t end = begin + 1;
    while (end < capture->count && !capture->events[end].begins)
        end++;
    return end;
}

static Status sample(const Capture *capture, const double times[], Signature *signature)
{
    size_t room = 0;
    for (size_t i = 0, end; i < capture->count; i = end) {
        end = end_of_stroke(capture, i);
        room += points_of(times[end - 1] - times[i]);
    }
    if (room > SIGNATURE_POINTS_MAX)
        return status_error(_("longer than a minute: clear it, and sign in one go"));
    Status status = signature_create(room, signature);
    if (!status.ok)
        return status;
    signature->count = 0;
    signature->unit = SIGNATURE_MILLIMETRES;
    for (size_t i = 0, end; i < capture->count; i = end) {
        end = end_of_stroke(capture, i);
        Stroke stroke = {end - i, capture->events + i, times + i, 0};
        double earliest =
            signature->count > 0 ? signature->points[signature->count - 1].t + 0.001 : -INFINITY;
        add_stroke(&stroke, earliest, signature);
    }
    assert(signature->count == room);
    return status_ok();
}

/* signature_check, but what happens to everybody is said in words for everybody. */
static Status check(const Signature *signature)
{
    double duration = signature_duration(signature);
    if (signature->count < SIGNATURE_POINTS_MIN || duration * 1000 < SIGNATURE_MILLISECONDS_MIN)
        return status_error(_("too short for a signature yet"));
    if (duration > SIGNATURE_SECONDS_MAX)
        return status_error(_("longer than a minute: clear it, and sign in one go"));
    return signature_check(signature);
}

Status capture_signature(const Capture *capture, double millimetres_per_unit, Signature *signature)
{
    *signature = (Signature){0};
    if (capture->count == 0)
        return status_error(_("nothing is drawn yet"));
    double *times = malloc(capture->count * sizeof *times);
    if (!times)
        return status_no_memory(_("the signature"));
    spread(capture, times);
    Status status = sample(capture, times, signature);
    free(times);
    if (status.ok) {
        double begin = signature->points[0].t;
        for (size_t i = 0; i < signature->count; i++) {
            signature->points[i].t -= begin;
            signature->points[i].x *= millimetres_per_unit;
            signature->points[i].y *= millimetres_per_unit;
        }
        status = check(signature);
    }
    if (!status.ok)
        signature_free(signature);
    return status;
}
