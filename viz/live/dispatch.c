#include "live/dispatch.h"

#include <string.h>

#include "live/keys.h"

/* What the functions below share. */
typedef struct Hands {
    Scene *scene;
    DispatchWindow window;
    const Snapshot *snapshot;
    View *view;
    Parts parts; /* as they stood when the event came */
    DispatchOutcome outcome;
} Hands;

static SceneHit hit(const Hands *hands)
{
    return scene_hit(hands->scene, hands->window.width, hands->window.height, hands->snapshot, hands->view,
                     hands->view->pointer_x, hands->view->pointer_y);
}

/* ---- commands ---- */

/* The panel that a command without a name of its own is for. */
static PanelName panel_meant(const Hands *hands)
{
    const View *view = hands->view;
    if (view->panel != VIEW_ALL_PANELS)
        return (PanelName)view->panel;
    if (view->focus.group >= WIDGETS_OF_PANEL)
        return (PanelName)(view->focus.group - WIDGETS_OF_PANEL);
    return view->pointer_inside ? hit(hands).panel : PANEL_COUNT;
}

static void show(Hands *hands, PanelName panel)
{
    if (panels_exist(panel))
        view_show(hands->view, panel, panel < PANEL_COUNT && hands->parts.layout.shown[panel]);
}

/* A menu opens with what is chosen now marked, where there is such an item. */
static void mark_ticked(Hands *hands)
{
    Parts parts;
    View *view = hands->view;
    if (hands->parts.menu.open || view->menu.name == MENU_COUNT)
        return;
    scene_parts(hands->scene, hands->window.width, hands->window.height, hands->snapshot, view, &parts);
    for (size_t i = parts.menu.count; i-- > 0;)
        if (parts.menu.item[i].ticked)
            view->menu.marked = i;
}

static void obey(Hands *hands, Command command)
{
    View *view = hands->view;
    if (command == COMMAND_NONE)
        return;
    hands->outcome.changed = true;
    if (command >= COMMAND_PANEL && command <= COMMAND_PANEL_LAST)
        show(hands, (PanelName)(command - COMMAND_PANEL));
    else if (command == COMMAND_MAXIMISE)
        show(hands, panel_meant(hands));
    else if (command == COMMAND_FOCUS_NEXT || command == COMMAND_FOCUS_PREVIOUS)
        view->focus =
            widgets_next_group(&hands->parts.widgets, view->focus, command == COMMAND_FOCUS_NEXT ? 1 : -1);
    else if (command == COMMAND_FOCUS_TOOLBAR)
        view->focus = (ViewFocus){WIDGETS_TOOLBAR, 0};
    else if (view_apply(view, command))
        mark_ticked(hands);
    else if (command == COMMAND_BACK)
        hands->outcome.command = COMMAND_QUIT;
    else if (command <= COMMAND_RUN_LAST)
        hands->outcome.action = command_action(command, hands->snapshot);
    else
        hands->outcome.command = command;
}

static void do_widget(Hands *hands, const Widget *widget)
{
    if (!widget->enabled)
        return;
    if (widget->command != COMMAND_NONE)
        obey(hands, widget->command);
    else
        hands->outcome.action = widget->action;
    hands->outcome.changed = true;
}

/* ---- the panels ---- */

/* Asks a panel what the mouse means there, and does it; false when the panel has no use for it. */
static bool ask_panel(Hands *hands, PanelName panel, PanelPointer pointer)
{
    if (panel == PANEL_COUNT)
        return false;
    PanelReply reply = scene_pointer(hands->scene, hands->window.width, hands->window.height, hands->snapshot,
                                     hands->view, panel, pointer);
    if (!reply.taken)
        return false;
    if (reply.sets_state)
        hands->view->state[panel] = reply.state;
    if (reply.sets_time)
        hands->view->time = reply.time;
    hands->outcome.action = reply.action;
    hands->outcome.pen = reply.pen;
    hands->outcome.changed = true;
    return true;
}

static PanelPointer pointer_of(PanelPointerKind kind, const WindowEvent *event)
{
    return (PanelPointer){.kind = kind,
                          .x = event->x,
                          .y = event->y,
                          .button = event->button,
                          .wheel = event->wheel,
                          .shift = event->shift,
                          .control = event->control,
                          .seconds = event->seconds};
}

/* Up and down in a panel that has the focus are what the wheel is in its middle; left and right with Shift, what it is
 * with Control. */
static void wheel_by_key(Hands *hands, PanelName panel, const WindowEvent *event)
{
    const Layout *layout = &hands->parts.layout;
    Rect frame = layout->panel[panel];
    PanelPointer pointer = pointer_of(PANEL_POINTER_WHEEL, event);
    pointer.x = (frame.x + frame.width / 2) * layout->unit;
    pointer.y = (frame.y + frame.height / 2) * layout->unit;
    pointer.wheel = event->key == WINDOW_KEY_UP || event->key == WINDOW_KEY_RIGHT ? 1 : -1;
    pointer.control = event->key == WINDOW_KEY_LEFT || event->key == WINDOW_KEY_RIGHT;
    pointer.shift = false;
    ask_panel(hands, panel, pointer);
}

/* ---- a menu that is open ---- */

static void choose_item(Hands *hands, size_t index)
{
    const MenuList *menu = &hands->parts.menu;
    if (index >= menu->count || !menu->item[index].enabled)
        return;
    MenuItem item = menu->item[index];
    hands->view->menu = (ViewMenu){.name = MENU_COUNT};
    if (item.command != COMMAND_NONE)
        obey(hands, item.command);
    else
        hands->outcome.action = item.action;
}

static void mark_item(Hands *hands, int by)
{
    size_t count = hands->parts.menu.count, marked = hands->parts.menu.popup.marked;
    if (count > 0)
        hands->view->menu.marked = (marked + count + (size_t)(by + (int)count)) % count;
}

static void type(Hands *hands, unsigned key)
{
    ViewMenu *menu = &hands->view->menu;
    size_t length = strlen(menu->typed);
    if (key == WINDOW_KEY_BACKSPACE && length > 0)
        menu->typed[length - 1] = 0;
    else if (key >= ' ' && key < 127 && length + 1 < VIEW_TYPED)
        menu->typed[length] = (char)key;
    else
        return;
    menu->marked = 0;
}

static void key_in_menu(Hands *hands, const WindowEvent *event)
{
    bool searched = hands->parts.menu.popup.typed;
    hands->outcome.changed = true;
    switch (event->key) {
    case WINDOW_KEY_UP:
        mark_item(hands, -1);
        return;
    case WINDOW_KEY_DOWN:
        mark_item(hands, 1);
        return;
    case WINDOW_KEY_TAB:
        mark_item(hands, event->shift ? -1 : 1);
        return;
    case WINDOW_KEY_ENTER:
        choose_item(hands, hands->parts.menu.popup.marked);
        return;
    case WINDOW_KEY_SPACE:
        if (!searched || !*hands->view->menu.typed) {
            choose_item(hands, hands->parts.menu.popup.marked);
            return;
        }
        break;
    case WINDOW_KEY_ESCAPE:
        obey(hands, COMMAND_BACK);
        return;
    default:
        break;
    }
    if (searched && !event->control)
        type(hands, event->key);
    else if (keys_command(event) != COMMAND_NONE)
        obey(hands, keys_command(event)); /* the menu's own key closes it, another menu's opens that one */
}

static void press_in_menu(Hands *hands, const WindowEvent *event)
{
    const Layout *layout = &hands->parts.layout;
    const Popup *popup = &hands->parts.menu.popup;
    double x = event->x / layout->unit, y = event->y / layout->unit;
    hands->outcome.changed = true;
    if (paper_contains(popup->place, x, y)) {
        choose_item(hands, popup_row_at(popup, x, y));
        return;
    }
    const Widget *widget = widgets_at(&hands->parts.widgets, x, y);
    MenuName open = hands->view->menu.name;
    hands->view->menu = (ViewMenu){.name = MENU_COUNT};
    if (widget && widget->command != COMMAND_MENU + (Command)open)
        do_widget(hands, widget);
}

/* ---- the keyboard's focus ---- */

/* True when the key was for what has the focus. */
static bool key_in_focus(Hands *hands, const WindowEvent *event)
{
    View *view = hands->view;
    const Widget *focused = widgets_focused(&hands->parts.widgets, view->focus);
    if (!focused || event->control)
        return false;
    hands->outcome.changed = true;
    bool vertical = event->key == WINDOW_KEY_UP || event->key == WINDOW_KEY_DOWN;
    bool along = event->shift && (event->key == WINDOW_KEY_LEFT || event->key == WINDOW_KEY_RIGHT);
    if (vertical && event->shift)
        return false;
    if ((vertical || along) && focused->group >= WIDGETS_OF_PANEL) {
        wheel_by_key(hands, (PanelName)(focused->group - WIDGETS_OF_PANEL), event);
        return true;
    }
    if (event->key == WINDOW_KEY_DOWN && focused->opens) {
        do_widget(hands, focused);
        return true;
    }
    switch (event->key) {
    case WINDOW_KEY_LEFT:
    case WINDOW_KEY_UP:
        view->focus = widgets_step(&hands->parts.widgets, view->focus, -1);
        return true;
    case WINDOW_KEY_RIGHT:
    case WINDOW_KEY_DOWN:
        view->focus = widgets_step(&hands->parts.widgets, view->focus, 1);
        return true;
    case WINDOW_KEY_TAB:
        view->focus = widgets_step(&hands->parts.widgets, view->focus, event->shift ? -1 : 1);
        return true;
    case WINDOW_KEY_ENTER:
    case WINDOW_KEY_SPACE:
        if (!event->repeated)
            do_widget(hands, focused);
        return true;
    default:
        return false;
    }
}

/* True when the key turned a page of the help. */
static bool turn_page(Hands *hands, const WindowEvent *event)
{
    size_t pages = scene_help_pages(hands->scene, hands->window.width, hands->window.height, hands->view);
    bool on = event->key == WINDOW_KEY_RIGHT || event->key == WINDOW_KEY_DOWN,
         back = event->key == WINDOW_KEY_LEFT || event->key == WINDOW_KEY_UP;
    if (!on && !back)
        return false;
    hands->view->help_page = (hands->view->help_page + (on ? 1 : pages - 1)) % pages;
    hands->outcome.changed = true;
    return true;
}

static void press_key(Hands *hands, const WindowEvent *event)
{
    if (hands->parts.menu.open)
        key_in_menu(hands, event);
    else if (hands->view->help && turn_page(hands, event))
        return;
    else if (hands->view->help || !key_in_focus(hands, event))
        obey(hands, keys_command(event));
}

/* ---- the mouse ---- */

static void move_mouse(Hands *hands, const WindowEvent *event)
{
    View *view = hands->view;
    view->pointer_inside = true;
    view->pointer_x = event->x;
    view->pointer_y = event->y;
    hands->outcome.changed = true;
    if (hands->parts.menu.open) {
        double unit = hands->parts.layout.unit;
        size_t row = popup_row_at(&hands->parts.menu.popup, event->x / unit, event->y / unit);
        if (row != SIZE_MAX && event->kind == WINDOW_MOUSE_MOVE)
            view->menu.marked = row;
    }
}

static void press_mouse(Hands *hands, const WindowEvent *event)
{
    View *view = hands->view;
    const double unit = hands->parts.layout.unit;
    if (hands->parts.menu.open) {
        press_in_menu(hands, event);
        return;
    }
    if (view->help) {
        view->help = false;
        return;
    }
    const Widget *widget = widgets_at(&hands->parts.widgets, event->x / unit, event->y / unit);
    if (widget) {
        if (event->button == 1)
            do_widget(hands, widget);
        return;
    }
    view->focus = (ViewFocus){0};
    SceneHit at = hit(hands);
    bool again = event->clicks == 2;
    if (ask_panel(hands, at.panel, pointer_of(again ? PANEL_POINTER_DOUBLE : PANEL_POINTER_PRESS, event)))
        view->held = at.panel;
    else if (event->button == 1 && again)
        show(hands, at.panel);
    else if (event->button == 1 && at.pair != SIZE_MAX)
        hands->outcome.action = action_number(ACTION_CHOOSE, at.pair);
}

static void turn_wheel(Hands *hands, const WindowEvent *event)
{
    if (hands->parts.menu.open) {
        mark_item(hands, event->wheel > 0 ? -1 : 1);
        hands->outcome.changed = true;
        return;
    }
    if (!hands->view->help)
        ask_panel(hands, hit(hands).panel, pointer_of(PANEL_POINTER_WHEEL, event));
}

DispatchOutcome dispatch_event(Scene *scene, DispatchWindow window, const Snapshot *snapshot, View *view,
                               const WindowEvent *event)
{
    Hands hands = {.scene = scene, .window = window, .snapshot = snapshot, .view = view};
    scene_parts(scene, window.width, window.height, snapshot, view, &hands.parts);
    switch (event->kind) {
    case WINDOW_KEY:
        press_key(&hands, event);
        break;
    case WINDOW_MOUSE_MOVE:
        move_mouse(&hands, event);
        ask_panel(&hands, view->held, pointer_of(PANEL_POINTER_MOVE, event));
        break;
    case WINDOW_MOUSE_DOWN:
        move_mouse(&hands, event);
        press_mouse(&hands, event);
        break;
    case WINDOW_MOUSE_UP:
        ask_panel(&hands, view->held, pointer_of(PANEL_POINTER_RELEASE, event));
        view->held = PANEL_COUNT;
        break;
    case WINDOW_WHEEL:
        move_mouse(&hands, event);
        turn_wheel(&hands, event);
        break;
    case WINDOW_MOUSE_LEAVE:
        view->pointer_inside = false;
        hands.outcome.changed = true;
        break;
    case WINDOW_RESIZED:
    case WINDOW_EXPOSED:
        hands.outcome.changed = true;
        break;
    case WINDOW_QUIT:
        hands.outcome.command = COMMAND_QUIT;
        break;
    }
    return hands.outcome;
}
