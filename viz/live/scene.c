#include "live/scene.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "live/help.h"
#include "words/words.h"

/* A panel as it was last drawn. */
typedef struct Kept {
    cairo_surface_t *image; /* NULL: none */
    int width, height;      /* pixels */
    Rect frame;
    double unit;
    ThemeName theme;
    bool tabbed;
    const char *language; /* as words_language says it */
    ViewPanel state;
    uint64_t inputs;
} Kept;

struct Scene {
    Fonts fonts;
    cairo_t *measuring; /* nothing is drawn here: text is measured */
    PanelMemory memory;
    Kept kept[PANEL_COUNT];
    size_t redrawn;
};

/* A context of one pixel; NULL when there is no memory. */
static cairo_t *measuring_context(void)
{
    cairo_surface_t *image = canvas_image(1, 1);
    if (!image)
        return NULL;
    cairo_t *cr = cairo_create(image);
    cairo_surface_destroy(image); /* the context holds it */
    if (cairo_status(cr) == CAIRO_STATUS_SUCCESS)
        return cr;
    cairo_destroy(cr);
    return NULL;
}

Status scene_create(Scene **made)
{
    *made = NULL;
    Scene *scene = calloc(1, sizeof *scene);
    if (!scene)
        return status_no_memory(_("the window's drawing"));
    if (!fonts_open(&scene->fonts)) {
        free(scene);
        return status_error(_("no font was found: install DejaVu Sans (the package fonts-dejavu-core)"));
    }
    scene->measuring = measuring_context();
    if (!scene->measuring) {
        scene_destroy(scene);
        return status_no_memory(_("the window's drawing"));
    }
    *made = scene;
    return status_ok();
}

static void forget(Kept *kept)
{
    if (kept->image)
        cairo_surface_destroy(kept->image);
    *kept = (Kept){0};
}

void scene_destroy(Scene *scene)
{
    if (!scene)
        return;
    for (size_t i = 0; i < PANEL_COUNT; i++)
        forget(&scene->kept[i]);
    panels_forget(&scene->memory);
    if (scene->measuring)
        cairo_destroy(scene->measuring);
    fonts_close(&scene->fonts);
    free(scene);
}

size_t scene_redrawn(const Scene *scene)
{
    return scene->redrawn;
}

static Paper paper_for(const Scene *scene, cairo_t *cr, const View *view, TextLog *log)
{
    return (Paper){.cr = cr, .theme = theme_named(view->theme), .fonts = &scene->fonts, .log = log};
}

static Status outcome(cairo_t *cr, bool enough_memory)
{
    if (!enough_memory)
        return status_no_memory(_("drawing the window"));
    cairo_status_t status = cairo_status(cr);
    if (status == CAIRO_STATUS_SUCCESS)
        return status_ok();
    return status_error(_("the window cannot be drawn: %s"), cairo_status_to_string(status));
}

static void draw_ground(const Paper *paper, const Layout *layout)
{
    paper_fill(paper, (Rect){0, 0, layout->width + 1, layout->height + 1}, paper->theme->window, 1);
}

static bool is_current(const Kept *kept, const Layout *layout, PanelName panel, PanelInput input)
{
    const Rect *frame = &layout->panel[panel];
    return kept->image && kept->unit == layout->unit && kept->theme == input.view->theme &&
           kept->frame.x == frame->x && kept->frame.y == frame->y && kept->frame.width == frame->width &&
           kept->frame.height == frame->height && kept->tabbed == layout->tabbed[panel] &&
           kept->language == words_language() && view_same_state(&kept->state, &input.view->state[panel]) &&
           kept->inputs == panels_get(panel)->inputs(input.snapshot, input.view);
}

/* Draws a panel into its own image. */
static Status redraw(Scene *scene, const Layout *layout, PanelName panel, PanelInput input)
{
    Kept *kept = &scene->kept[panel];
    const Rect frame = layout->panel[panel];
    int width = (int)lround(frame.width * layout->unit), height = (int)lround(frame.height * layout->unit);
    if (!kept->image || kept->width != width || kept->height != height) {
        forget(kept);
        kept->image = canvas_image(width, height);
        if (!kept->image)
            return status_no_memory(_("the image of a panel"));
    }
    *kept = (Kept){kept->image,
                   width,
                   height,
                   frame,
                   layout->unit,
                   input.view->theme,
                   layout->tabbed[panel],
                   words_language(),
                   input.view->state[panel],
                   panels_get(panel)->inputs(input.snapshot, input.view)};
    cairo_t *cr = cairo_create(kept->image);
    cairo_scale(cr, layout->unit, layout->unit);
    cairo_translate(cr, -frame.x, -frame.y);
    Paper paper = paper_for(scene, cr, input.view, NULL);
    draw_ground(&paper, layout);
    bool enough_memory = panels_draw(&paper, panel, frame, layout->tabbed[panel], layout->target, input);
    Status status = outcome(cr, enough_memory);
    cairo_destroy(cr);
    if (!status.ok)
        forget(kept);
    else
        scene->redrawn++;
    return status;
}

static void copy(cairo_t *cr, const Kept *kept)
{
    cairo_save(cr);
    cairo_identity_matrix(cr);
    double x = round(kept->frame.x * kept->unit), y = round(kept->frame.y * kept->unit);
    cairo_set_source_surface(cr, kept->image, x, y);
    cairo_rectangle(cr, x, y, kept->width, kept->height);
    cairo_set_operator(cr, CAIRO_OPERATOR_SOURCE);
    cairo_fill(cr);
    cairo_restore(cr);
}

Status scene_paint(Scene *scene, cairo_surface_t *image, const Snapshot *snapshot, const View *view)
{
    assert(cairo_surface_get_type(image) == CAIRO_SURFACE_TYPE_IMAGE);
    Parts parts;
    scene_parts(scene, cairo_image_surface_get_width(image), cairo_image_surface_get_height(image), snapshot,
                view, &parts);
    const Layout layout = parts.layout;
    PanelInput input = {snapshot, view, &scene->memory};
    cairo_t *cr = cairo_create(image);
    cairo_scale(cr, layout.unit, layout.unit);
    Paper paper = paper_for(scene, cr, view, NULL);
    Status status = status_ok();
    scene->redrawn = 0;
    draw_ground(&paper, &layout);
    for (int i = 0; i < PANEL_COUNT && status.ok; i++) {
        if (!layout.shown[i])
            continue;
        if (!is_current(&scene->kept[i], &layout, (PanelName)i, input))
            status = redraw(scene, &layout, (PanelName)i, input);
        if (status.ok)
            copy(cr, &scene->kept[i]);
    }
    if (status.ok) {
        parts_draw(&paper, &parts, input);
        status = outcome(cr, true);
    }
    cairo_destroy(cr);
    return status;
}

Status scene_paint_over(const Scene *scene, cairo_surface_t *image, const View *view, const Notice *notice,
                        double recorded)
{
    Layout layout =
        layout_make(cairo_image_surface_get_width(image), cairo_image_surface_get_height(image), view);
    cairo_t *cr = cairo_create(image);
    cairo_scale(cr, layout.unit, layout.unit);
    Paper paper = paper_for(scene, cr, view, NULL);
    Rect room = {0, layout.status.y + layout.status.height, layout.width, 0};
    room.height = layout.sentence.y - room.y;
    notice_draw(&paper, room, notice);
    if (!isnan(recorded))
        notice_draw_recording(&paper, layout.status, recorded);
    Status status = outcome(cr, true);
    cairo_destroy(cr);
    return status;
}

/* The axes as they are, with nothing of the lines that only a live window keeps. */
static PanelMemory memory_of(const Scene *scene)
{
    return (PanelMemory){
        scene->memory.loss, scene->memory.loss_logarithmic, scene->memory.loss_step, {{0}, {0}}};
}

Status scene_draw(const Scene *scene, cairo_t *cr, int width, int height, const Snapshot *snapshot,
                  const View *view, TextLog *log)
{
    PanelMemory memory = memory_of(scene);
    PanelInput input = {snapshot, view, &memory};
    Paper measuring = paper_for(scene, scene->measuring, view, NULL);
    Parts parts;
    parts_make(&measuring, width, height, input, &parts);
    const Layout layout = parts.layout;
    bool enough_memory = true;
    cairo_save(cr);
    cairo_scale(cr, layout.unit, layout.unit);
    Paper paper = paper_for(scene, cr, view, log);
    if (log)
        log->layer = 0;
    draw_ground(&paper, &layout);
    for (int i = 0; i < PANEL_COUNT && enough_memory; i++) {
        if (!layout.shown[i])
            continue;
        paper_clip(&paper, layout.panel[i]);
        enough_memory =
            panels_draw(&paper, (PanelName)i, layout.panel[i], layout.tabbed[i], layout.target, input);
        paper_unclip(&paper);
    }
    if (enough_memory)
        parts_draw(&paper, &parts, input);
    cairo_restore(cr);
    panels_forget(&memory);
    return outcome(cr, enough_memory);
}

/* ---- a panel alone ---- */

static const double caption_side = 14, caption_above = 10, caption_between = 6, caption_below = 12;

static TextStyle sentence_style(const Theme *theme)
{
    return (TextStyle){14, TEXT_REGULAR, theme->text};
}

static TextStyle settings_style(const Theme *theme)
{
    return (TextStyle){11, TEXT_REGULAR, theme->muted};
}

static double height_of(const Paper *paper, TextStyle style, double width, const char *text)
{
    return (double)text_lines(paper, style, width, text) * text_line_height(style);
}

double scene_caption_height(const Scene *scene, double width, const char *sentence, const char *settings,
                            ThemeName theme)
{
    Paper paper = {.cr = scene->measuring, .theme = theme_named(theme), .fonts = &scene->fonts};
    double room = width - 2 * caption_side;
    double height = caption_above + height_of(&paper, sentence_style(paper.theme), room, sentence) +
                    caption_between + height_of(&paper, settings_style(paper.theme), room, settings) +
                    caption_below;
    return ceil(height);
}

static void draw_caption(const Paper *paper, Rect room, SceneCaption caption)
{
    TextStyle strong = sentence_style(paper->theme), small = settings_style(paper->theme);
    Rect rest = paper_inset(room, caption_side, caption_above, caption_side, 0);
    double used = height_of(paper, strong, rest.width, caption.sentence) + caption_between;
    text_wrap(paper, strong, rest, caption.sentence);
    text_wrap(paper, small, paper_inset(rest, 0, used, 0, 0), caption.settings);
}

Status scene_draw_alone(const Scene *scene, cairo_t *cr, PanelName panel, Rect frame, SceneCaption caption,
                        const Snapshot *snapshot, const View *view)
{
    PanelMemory memory = memory_of(scene);
    Paper paper = paper_for(scene, cr, view, NULL);
    paper_fill(&paper, (Rect){frame.x, frame.y, frame.width + 1, frame.height + caption.height + 1},
               paper.theme->window, 1);
    bool enough_memory = panels_draw(&paper, panel, frame, false, 34, (PanelInput){snapshot, view, &memory});
    draw_caption(&paper, (Rect){frame.x, frame.y + frame.height, frame.width, caption.height}, caption);
    panels_forget(&memory);
    return outcome(cr, enough_memory);
}

void scene_parts(Scene *scene, int width, int height, const Snapshot *snapshot, const View *view,
                 Parts *parts)
{
    Paper paper = paper_for(scene, scene->measuring, view, NULL);
    parts_make(&paper, width, height, (PanelInput){snapshot, view, &scene->memory}, parts);
}

size_t scene_help_pages(const Scene *scene, int width, int height, const View *view)
{
    Paper paper = paper_for(scene, scene->measuring, view, NULL);
    Layout layout = layout_make(width, height, view);
    return help_pages(&paper, layout.width, layout.height);
}

SceneHit scene_hit(const Scene *scene, int width, int height, const Snapshot *snapshot, const View *view,
                   double x, double y)
{
    Layout layout = parts_layout(width, height, snapshot, view);
    SceneHit hit = {PANEL_COUNT, SIZE_MAX};
    if (view->help)
        return hit;
    x /= layout.unit;
    y /= layout.unit;
    hit.panel = layout_panel_at(&layout, x, y);
    if (hit.panel == PANEL_COUNT || !panels_get(hit.panel)->pair_at)
        return hit;
    Paper paper = paper_for(scene, scene->measuring, view, NULL);
    PanelMemory memory = scene->memory; /* to be read alone */
    PanelInput input = {snapshot, view, &memory};
    hit.pair = panels_get(hit.panel)->pair_at(parts_places(&paper, &layout, hit.panel), input, x, y);
    return hit;
}

PanelReply scene_pointer(Scene *scene, int width, int height, const Snapshot *snapshot, const View *view,
                         PanelName panel, PanelPointer pointer)
{
    Layout layout = parts_layout(width, height, snapshot, view);
    if (!layout.shown[panel] || !panels_get(panel)->pointer)
        return (PanelReply){0};
    Paper paper = paper_for(scene, scene->measuring, view, NULL);
    PanelInput input = {snapshot, view, &scene->memory};
    pointer.x /= layout.unit;
    pointer.y /= layout.unit;
    return panels_get(panel)->pointer(parts_places(&paper, &layout, panel), input, &pointer);
}
