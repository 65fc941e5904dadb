#include "live/menus.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "live/keys.h"
#include "net/faults.h"
#include "words/words.h"

/* Adds an item that does an action. */
static MenuItem *add(MenuItem items[static MENUS_MOST], size_t *count, const char *label,
                     const char *sentence, Action action)
{
    assert(*count < MENUS_MOST);
    MenuItem *item = &items[(*count)++];
    *item = (MenuItem){.key = "", .sentence = sentence, .enabled = true, .action = action};
    snprintf(item->label, sizeof item->label, "%s", label);
    return item;
}

/* Adds an item that does what a key does. */
static MenuItem *add_command(MenuItem items[static MENUS_MOST], size_t *count, const char *label,
                             Command command)
{
    MenuItem *item = add(items, count, label, NULL, action_plain(ACTION_NONE));
    item->command = command;
    item->key = keys_name(command);
    return item;
}

/* Adds a loss, ticked when it is the one that is trained with. */
static void add_loss(MenuItem items[static MENUS_MOST], size_t *count, const Snapshot *snapshot,
                     const char *name, const char *label, const char *sentence)
{
    MenuItem *item = add(items, count, label, sentence, action_named(ACTION_LOSS, name));
    item->ticked = strcmp(snapshot->tuning.loss, name) == 0;
}

static void list_losses(MenuItem items[static MENUS_MOST], size_t *count, const Snapshot *snapshot)
{
    add_loss(
        items, count, snapshot, "target", _("target"),
        _("Half the squared distance of the cosine from its target: 1 for genuine pairs, less for forged "
          "ones."));
    add_loss(
        items, count, snapshot, "sum", _("sum"),
        _("Minus the cosine for genuine pairs, plus the cosine for forged ones: its slope never fades."));
    add_loss(
        items, count, snapshot, "margin", _("margin"),
        _("Forged pairs are pushed only until their cosine is below the margin; there their gradient ends."));
    add_loss(
        items, count, snapshot, "logistic", _("logistic"),
        _("The loss of a logistic regression on the cosine, with a learnt scale and bias: pairs that are "
          "right "
          "soon stop mattering."));
}

/* The target or the margin, whichever the loss has; each value says at which angle it stands. */
static void list_targets(MenuItem items[static MENUS_MOST], size_t *count, const Snapshot *snapshot)
{
    static const double values[] = {0.5, 0, -0.5, -0.9, -1};
    const SnapshotTuning *tuning = &snapshot->tuning;
    for (int margin = 0; margin < 2; margin++) {
        const char *loss = margin ? "margin" : "target";
        double now = margin ? tuning->margin : tuning->forged_target;
        for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
            char label[MENUS_LABEL];
            double degrees = acos(values[i]) * 57.29577951308232;
            snprintf(label, sizeof label,
                     margin ? _("margin %.1f: until %.0f\xc2\xb0") : _("target %.1f: at %.0f\xc2\xb0"),
                     values[i], degrees);
            MenuItem *item =
                add(items, count, label,
                    margin ? _("The margin loss leaves a forged pair alone once it is that far apart.")
                           : _("The target loss wants forged pairs to rest at this angle."),
                    action_value(margin ? ACTION_MARGIN : ACTION_TARGET, values[i]));
            item->enabled = strcmp(tuning->loss, loss) == 0;
            item->ticked = item->enabled && fabs(now - values[i]) < 1e-9;
        }
    }
}

/* The name by which a fault is planted now ("NAME" or "NAME@STEP"); NULL when it is not. */
static const char *planted_as(const SnapshotTuning *tuning, const char *fault)
{
    size_t length = strlen(fault);
    for (size_t i = 0; i < tuning->fault_count; i++)
        if (strncmp(tuning->faults[i], fault, length) == 0 &&
            (tuning->faults[i][length] == 0 || tuning->faults[i][length] == '@'))
            return tuning->faults[i];
    return NULL;
}

/* Choosing a fault that is planted takes it out. */
static void list_faults(MenuItem items[static MENUS_MOST], size_t *count, const Snapshot *snapshot)
{
    MenuItem *none = add_command(items, count, _("no fault: take all out"), COMMAND_REPAIR);
    none->sentence = _("Every backward pass is right again, from the next step on.");
    none->enabled = snapshot->tuning.fault_count > 0;
    const Fault *fault;
    for (size_t i = 0; (fault = faults_at(i)); i++) {
        const char *planted = planted_as(&snapshot->tuning, fault->name);
        Action action =
            planted ? action_named(ACTION_REPAIR, planted) : action_named(ACTION_FAULT, fault->name);
        add(items, count, fault->name, _(fault->mistake), action)->ticked = planted;
    }
}

static void list_view(MenuItem items[static MENUS_MOST], size_t *count, const View *view)
{
    add_command(items, count, _("dark"), COMMAND_THEME_DARK)->ticked = view->theme == THEME_DARK;
    add_command(items, count, _("light"), COMMAND_THEME_LIGHT)->ticked = view->theme == THEME_LIGHT;
    add_command(items, count, _("high contrast"), COMMAND_THEME_CONTRAST)->ticked =
        view->theme == THEME_CONTRAST;
    add_command(items, count, _("projector"), COMMAND_PROJECTOR)->ticked = view->theme == THEME_PROJECTOR;
    add_command(items, count, _("larger"), COMMAND_ZOOM_IN);
    add_command(items, count, _("smaller"), COMMAND_ZOOM_OUT);
    add_command(items, count, _("usual size"), COMMAND_ZOOM_RESET);
    add_command(items, count, _("full screen"), COMMAND_FULLSCREEN);
    add_command(items, count, _("logarithmic loss"), COMMAND_LOSS_SCALE)->ticked = view->logarithmic_loss;
    for (unsigned i = 0; words_languages(i) && i < COMMAND_LANGUAGES; i++) {
        /* Each in its own language, whichever is spoken now. */
        bool english = strcmp(words_languages(i), "en") == 0,
             brazilian = strcmp(words_languages(i), "pt_BR") == 0;
        const char *name = english ? "English" : brazilian ? "Portugu\xc3\xaas" : words_languages(i);
        add_command(items, count, name, COMMAND_LANGUAGE_AT + (Command)i)->ticked =
            strcmp(words_languages(i), words_language()) == 0;
    }
}

/* The window, and each panel that is shown. */
static void list_export(MenuItem items[static MENUS_MOST], size_t *count, const Layout *layout)
{
    add_command(items, count, _("window, as PNG"), COMMAND_SAVE_PNG);
    add_command(items, count, _("window, as SVG and PDF"), COMMAND_SAVE_SHAPES);
    add_command(items, count, _("video: begin, or end"), COMMAND_VIDEO);
    for (int i = 0; i < PANEL_COUNT; i++) {
        char label[MENUS_LABEL];
        const char *tab = layout->shown[i] ? _(panels_get((PanelName)i)->tab) : NULL;
        if (!tab)
            continue;
        snprintf(label, sizeof label, _("%s, as PNG"), tab);
        add_command(items, count, label, COMMAND_SAVE_PNG_OF + (Command)i);
        snprintf(label, sizeof label, _("%s, as SVG and PDF"), tab);
        add_command(items, count, label, COMMAND_SAVE_SHAPES_OF + (Command)i);
    }
}

static void list_more(MenuItem items[static MENUS_MOST], size_t *count, const Snapshot *snapshot,
                      ToolbarSet hidden)
{
    ToolbarCommand commands[2];
    size_t found;
    for (size_t i = 0; (found = toolbar_commands(i, snapshot, commands)) > 0; i++)
        for (size_t k = 0; k < found && (hidden >> i & 1); k++) {
            MenuItem *item = add_command(items, count, commands[k].label, commands[k].command);
            item->enabled = commands[k].enabled;
            item->sentence = commands[k].meaning;
        }
}

size_t menus_list(MenuName menu, const Layout *layout, const Snapshot *snapshot, const View *view,
                  ToolbarSet hidden, MenuItem items[static MENUS_MOST])
{
    size_t count = 0;
    switch (menu) {
    case MENU_LOSS:
        list_losses(items, &count, snapshot);
        break;
    case MENU_TARGET:
        list_targets(items, &count, snapshot);
        break;
    case MENU_FAULT:
        list_faults(items, &count, snapshot);
        break;
    case MENU_VIEW:
        list_view(items, &count, view);
        break;
    case MENU_EXPORT:
        list_export(items, &count, layout);
        break;
    case MENU_MORE:
        list_more(items, &count, snapshot, hidden);
        break;
    default:
        break;
    }
    return count;
}

/* ---- finding by typing ---- */

static bool same_letter(char one, char other)
{
    return one == other || (one >= 'A' && one <= 'Z' && one + 32 == other) ||
           (other >= 'A' && other <= 'Z' && other + 32 == one);
}

/* True when `part` stands somewhere in the text, whatever the case of its letters. */
static bool holds(const char *text, const char *part)
{
    for (; text && *text; text++) {
        size_t i = 0;
        while (part[i] && text[i] && same_letter(text[i], part[i]))
            i++;
        if (!part[i])
            return true;
    }
    return !*part;
}

static bool agrees(const MenuItem *item, const char *typed)
{
    return holds(item->label, typed) || holds(item->sentence, typed);
}

static PopupItem look(const MenuItem *item)
{
    return (PopupItem){item->label, item->key, item->sentence, item->enabled, item->ticked};
}

void menus_make(const Paper *paper, const Layout *layout, const WidgetList *widgets, ToolbarSet hidden,
                const Snapshot *snapshot, const View *view, MenuList *list)
{
    *list = (MenuList){.open = view->menu.name != MENU_COUNT};
    if (!list->open)
        return;
    MenuItem all[MENUS_MOST];
    PopupItem widest[MENUS_MOST];
    size_t count = menus_list(view->menu.name, layout, snapshot, view, hidden, all);
    bool searched = view->menu.name == MENU_FAULT;
    for (size_t i = 0; i < count; i++) {
        widest[i] = look(&all[i]);
        if (!searched || agrees(&all[i], view->menu.typed))
            list->item[list->count++] = all[i];
    }
    for (size_t i = 0; i < list->count; i++)
        list->shown[i] = look(&list->item[i]);
    size_t last = list->count > 0 ? list->count - 1 : 0;
    list->popup = (Popup){.count = list->count,
                          .items = list->shown,
                          .marked = view->menu.marked < last ? view->menu.marked : last,
                          .row_height = layout->target,
                          .typed = searched ? view->menu.typed : NULL,
                          .prompt = _("type to find a fault"),
                          .nothing = _("nothing agrees with this")};
    const Widget *button = widgets_of_menu(widgets, view->menu.name);
    if (!button)
        button = widgets_of_menu(widgets, MENU_MORE);
    Rect anchor =
        button ? button->place : (Rect){layout->toolbar.x, layout->toolbar.y, 1, layout->toolbar.height};
    Rect bounds = paper_inset((Rect){0, 0, layout->width, layout->height}, 4, 4, 4, 4);
    popup_place(paper, &list->popup, anchor, bounds, count, widest);
}
