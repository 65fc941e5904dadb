#include "live/time_axis.h"

#include <math.h>
#include <string.h>

static const double notch = 0.8; /* of the axis is left after one notch of the wheel */
static const double least_span = 2;
static const double stride = 0.2; /* of the axis is moved by one notch of the wheel with Control */

static AxisRange whole(const Snapshot *snapshot)
{
    size_t rows =
        snapshot->angles.rows > snapshot->losses.rows ? snapshot->angles.rows : snapshot->losses.rows;
    return (AxisRange){0, (double)axis_count_end(rows > 0 ? rows - 1 : 0, snapshot->run.epochs)};
}

AxisRange time_axis_range(const Snapshot *snapshot, const View *view)
{
    return view->time.zoomed ? (AxisRange){view->time.low, view->time.high} : whole(snapshot);
}

void time_axis_draw_ends(const Paper *paper, const Plot *plot, const Snapshot *snapshot)
{
    const double bottom = plot->area.y + plot->area.height, size = 5, right = plot->area.x + plot->area.width;
    double done = snapshot->angles.rows > 0 ? (double)(snapshot->angles.rows - 1) : 0;
    cairo_new_path(paper->cr);
    if (plot->x.low > 0) {
        cairo_move_to(paper->cr, plot->area.x, bottom);
        cairo_rel_line_to(paper->cr, 1.6 * size, -size);
        cairo_rel_line_to(paper->cr, 0, 2 * size);
        cairo_close_path(paper->cr);
    }
    if (plot->x.high < done) {
        cairo_move_to(paper->cr, right, bottom);
        cairo_rel_line_to(paper->cr, -1.6 * size, -size);
        cairo_rel_line_to(paper->cr, 0, 2 * size);
        cairo_close_path(paper->cr);
    }
    paper_colour(paper, paper->theme->text, 1);
    cairo_fill(paper->cr);
}

/* These epochs, moved and cut to lie within the run; the whole run is not called zoomed. */
static ViewTime within(AxisRange all, double low, double high)
{
    double span = fmax(high - low, least_span);
    if (span >= all.high - all.low)
        return (ViewTime){0};
    low = fmin(fmax(low, all.low), all.high - span);
    return (ViewTime){true, low, low + span};
}

/* Up: to later epochs. */
static PanelReply move_along(PanelInput input, double notches)
{
    AxisRange shown = time_axis_range(input.snapshot, input.view);
    double by = notches * stride * (shown.high - shown.low);
    return (PanelReply){.taken = true,
                        .sets_time = input.view->time.zoomed,
                        .time = within(whole(input.snapshot), shown.low + by, shown.high + by)};
}

static PanelReply turn_wheel(const Plot *plot, PanelInput input, const PanelPointer *pointer)
{
    AxisRange all = whole(input.snapshot), shown = time_axis_range(input.snapshot, input.view);
    double here = axis_value(plot->x, pointer->x);
    double share = (here - shown.low) / (shown.high - shown.low);
    double span = fmax((shown.high - shown.low) * pow(notch, pointer->wheel), least_span);
    double low = here - share * span;
    return (PanelReply){.taken = true, .sets_time = true, .time = within(all, low, low + span)};
}

static PanelReply drag(const Plot *plot, ViewPanel state, PanelInput input, const PanelPointer *pointer)
{
    PanelReply reply = {.taken = true};
    AxisRange shown = time_axis_range(input.snapshot, input.view);
    double by = state.scroll - axis_value(plot->x, pointer->x);
    reply.sets_time = input.view->time.zoomed;
    reply.time = within(whole(input.snapshot), shown.low + by, shown.high + by);
    if (pointer->kind == PANEL_POINTER_RELEASE) {
        state.mode = 0;
        reply.sets_state = true;
        reply.state = state;
    }
    return reply;
}

PanelReply time_axis_pointer(const Plot *plot, PanelName panel, PanelInput input, const PanelPointer *pointer)
{
    ViewPanel state = input.view->state[panel];
    bool inside = paper_contains(plot->area, pointer->x, pointer->y), zoomed = input.view->time.zoomed;
    if (pointer->kind == PANEL_POINTER_MOVE || pointer->kind == PANEL_POINTER_RELEASE)
        return state.mode == TIME_AXIS_HELD ? drag(plot, state, input, pointer) : (PanelReply){0};
    if (!inside)
        return (PanelReply){0};
    if (pointer->kind == PANEL_POINTER_WHEEL && pointer->control)
        return move_along(input, pointer->wheel);
    if (pointer->kind == PANEL_POINTER_WHEEL)
        return turn_wheel(plot, input, pointer);
    if (!zoomed || pointer->button != 1)
        return (PanelReply){0};
    if (pointer->kind == PANEL_POINTER_DOUBLE)
        return (PanelReply){.taken = true, .sets_time = true};
    state.mode = TIME_AXIS_HELD;
    state.scroll = axis_value(plot->x, pointer->x);
    return (PanelReply){.taken = true, .sets_state = true, .state = state};
}

static uint64_t bits(double number)
{
    uint64_t all;
    memcpy(&all, &number, sizeof all);
    return all;
}

uint64_t time_axis_inputs(const Snapshot *snapshot, const View *view)
{
    AxisRange range = time_axis_range(snapshot, view);
    return panels_mix(bits(range.low), bits(range.high));
}
