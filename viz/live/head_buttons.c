#include "live/head_buttons.h"

#include "draw/button.h"

static const double gap = 4, least_width = 34;

static double width_of(const Paper *paper, const HeadButton *button)
{
    return button_width(paper, ICON_NONE, button->label, false, least_width);
}

static double width_of_all(const Paper *paper, size_t count, const HeadButton buttons[static count])
{
    double width = 0;
    for (size_t i = 0; i < count; i++)
        width += width_of(paper, &buttons[i]) + gap;
    return width;
}

Rect head_buttons_rest(const Paper *paper, Rect head, double least, size_t count,
                       const HeadButton buttons[static count])
{
    double width = width_of_all(paper, count, buttons) + 8;
    if (width + least <= head.width)
        head.width -= width;
    return head;
}

void head_buttons_add(const Paper *paper, Rect head, double least, PanelName panel, size_t count,
                      const HeadButton buttons[static count], WidgetList *list)
{
    Rect rest = head_buttons_rest(paper, head, least, count, buttons);
    if (rest.width == head.width)
        return;
    double x = head.x + head.width - width_of_all(paper, count, buttons) + gap;
    for (size_t i = 0; i < count; i++) {
        Rect place = {x, head.y + 2, width_of(paper, &buttons[i]), head.height};
        widgets_add_panel_button(list, panel, place, buttons[i].label, buttons[i].hint, buttons[i].enabled,
                                 buttons[i].on, buttons[i].action);
        x += place.width + gap;
    }
}
