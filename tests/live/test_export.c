#define _POSIX_C_SOURCE 200809L
#include "live/export.h"

#include "live/fake.h"
#include "support/folder.h"

typedef struct Shown {
    Scene *scene;
    Fake *fake;
    View view;
} Shown;

static Shown shown(void)
{
    Shown shown = {.fake = fake_make(10, 20, 120), .view = view_initial()};
    assert_ok(scene_create(&shown.scene));
    shown.fake->snapshot.settings = (SnapshotSettings){.loss = "target",
                                                       .net = "bromley1",
                                                       .optimizer = "momentum",
                                                       .forged_target = -0.9,
                                                       .pairs_per_epoch = 256,
                                                       .batch = 32,
                                                       .folder = "",
                                                       .writers = 32,
                                                       .genuine = 8,
                                                       .forged = 7};
    return shown;
}

static void forget(Shown *shown)
{
    scene_destroy(shown->scene);
    fake_free(shown->fake);
}

static ExportSubject subject_of(const Shown *shown, PanelName panel)
{
    return (ExportSubject){shown->scene, &shown->fake->snapshot, &shown->view, 1280, 720, panel};
}

/* The file's bytes, ended by a zero. */
static char *read_all(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    *size = (size_t)ftell(file);
    rewind(file);
    char *bytes = calloc(*size + 1, 1);
    assert_int_equal(fread(bytes, 1, *size, file), *size);
    fclose(file);
    return bytes;
}

static void pictures_are_saved_whole_or_not_at_all(void **state)
{
    (void)state;
    Folder folder = folder_make();
    Shown seen = shown();
    seen.view.help = true; /* not part of a picture */
    ExportSubject window = subject_of(&seen, PANEL_COUNT), panel = subject_of(&seen, PANEL_LOSS);
    const char *names[] = {"picture.png", "picture.svg", "picture.pdf"};
    for (size_t i = 0; i < 3; i++) {
        assert_ok(export_picture(&window, folder_file(&folder, names[i])));
        assert_true(folder_size(&folder, names[i]) > 10000);
        assert_ok(export_picture(&panel, folder_file(&folder, names[i]))); /* in its place */
        assert_int_equal(unlink(folder_file(&folder, names[i])), 0);
    }
    assert_trouble(export_picture(&window, folder_file(&folder, "picture.jpg")),
                   "ends in .png, .svg or .pdf");
    assert_trouble(export_picture(&window, "/nowhere/at/all.png"), "cannot be written");
    assert_int_equal(rmdir(folder.path), 0); /* nothing was left behind */
    forget(&seen);
}

static void new_names_say_what_is_shown_and_replace_nothing(void **state)
{
    (void)state;
    Folder folder = folder_make();
    Shown seen = shown();
    char path[EXPORT_PATH_SIZE];
    ExportSubject window = subject_of(&seen, PANEL_COUNT), panel = subject_of(&seen, PANEL_ANGLES);
    folder_write(&folder, "window-seed42-step760.png", "mine");
    assert_ok(export_new_picture(&window, folder.path, "png", path));
    assert_string_equal(path, folder_file(&folder, "window-seed42-step760-2.png"));
    assert_ok(export_new_picture(&window, folder.path, "png", path));
    assert_string_equal(path, folder_file(&folder, "window-seed42-step760-3.png"));
    assert_int_equal(folder_size(&folder, "window-seed42-step760.png"), 4);
    assert_true(folder_size(&folder, "window-seed42-step760-3.png") > 10000);
    assert_ok(export_new_picture(&panel, folder_file(&folder, "new/deep"), "svg", path));
    assert_string_equal(path, folder_file(&folder, "new/deep/angles-seed42-step760.svg"));
    assert_trouble(export_new_picture(&panel, "/proc/nowhere", "svg", path), "/proc/nowhere");
    window.width = 20000;
    assert_trouble(export_new_picture(&window, folder.path, "pdf", path), "1 to 16384 pixels");
    assert_int_equal(folder_count(&folder, "pdf"), 0);
    folder_remove(&folder);
    forget(&seen);
}

static void a_picture_carries_the_sentence_and_the_settings(void **state)
{
    (void)state;
    Folder folder = folder_make();
    Shown seen = shown();
    ExportSubject panel = subject_of(&seen, PANEL_LOSS);
    size_t size;
    const char *parts[] = {"Pair 2 (writer 1: genuine 2 / forgery 11) is forged",
                           "Epoch 19 of 120, step 760, learning rate 0.01, seed 42.",
                           "Loss target (forged pairs towards a cosine of -0.9), net bromley1, momentum",
                           "32 invented writers with 8 genuine signatures and 7 forgeries each."};
    assert_ok(export_picture(&panel, folder_file(&folder, "a.svg")));
    char *svg = read_all(folder_file(&folder, "a.svg"), &size);
    assert_non_null(strstr(svg, "<title>Twingrad: Loss</title>"));
    assert_ok(export_picture(&panel, folder_file(&folder, "a.png")));
    char *png = read_all(folder_file(&folder, "a.png"), &size);
    for (size_t i = 0; i < 4; i++) {
        assert_non_null(strstr(svg, parts[i]));
        bool found = false; /* the chunks hold zeros: strstr would stop there */
        for (size_t at = 0; at + strlen(parts[i]) < size && !found; at++)
            found = memcmp(png + at, parts[i], strlen(parts[i])) == 0;
        assert_true(found);
    }
    free(svg);
    free(png);
    folder_remove(&folder);
    forget(&seen);
}

static void the_folder_of_the_signatures_is_named_without_its_way(void **state)
{
    (void)state;
    Folder folder = folder_make();
    Shown seen = shown();
    ExportSubject panel = subject_of(&seen, PANEL_LOSS);
    size_t size;
    seen.fake->snapshot.settings.folder = "/home/somebody/secret/svc2004";
    assert_ok(export_picture(&panel, folder_file(&folder, "a.svg")));
    char *svg = read_all(folder_file(&folder, "a.svg"), &size);
    assert_non_null(strstr(svg, "Signatures of 32 writers, from the folder svc2004."));
    assert_null(strstr(svg, "secret"));
    free(svg);
    folder_remove(&folder);
    forget(&seen);
}

/* Below the panel stands the caption: its room is not empty. And the panel is as large as one can read, whatever its
 * place in the window. */
static void a_panel_alone_is_large_and_has_a_caption(void **state)
{
    (void)state;
    Folder folder = folder_make();
    Shown seen = shown();
    ExportSubject panel = subject_of(&seen, PANEL_INK);
    panel.width = 500; /* where the signatures have no place of their own */
    panel.height = 300;
    assert_ok(export_picture(&panel, folder_file(&folder, "a.png")));
    cairo_surface_t *image = cairo_image_surface_create_from_png(folder_file(&folder, "a.png"));
    int width = cairo_image_surface_get_width(image), height = cairo_image_surface_get_height(image);
    assert_int_equal(width, 1280);
    assert_true(height > 720 + 60);
    const unsigned char *pixels = cairo_image_surface_get_data(image);
    size_t stride = (size_t)cairo_image_surface_get_stride(image), written = 0;
    for (int y = 730; y < height; y++)
        for (int x = 0; x < width; x++)
            written += pixels[(size_t)y * stride + 4 * (size_t)x] > 128;
    assert_true(written > 2000);
    cairo_surface_destroy(image);
    folder_remove(&folder);
    forget(&seen);
}

static void the_panel_meant_is_the_one_alone_or_the_one_under_the_mouse(void **state)
{
    (void)state;
    View view = view_initial();
    assert_int_equal(export_panel_meant(1280, 720, &view), PANEL_COUNT);
    view.pointer_inside = true;
    view.pointer_x = 300;
    view.pointer_y = 200;
    assert_int_equal(export_panel_meant(1280, 720, &view), PANEL_ANGLES);
    view.pointer_y = 10; /* the bar at the top */
    assert_int_equal(export_panel_meant(1280, 720, &view), PANEL_COUNT);
    view.panel = PANEL_LOSS;
    assert_int_equal(export_panel_meant(1280, 720, &view), PANEL_LOSS);
}

/* What can be read, and found by a search, in the printed page. */
static void the_words_of_a_pdf_can_be_taken_out_of_it(void **state)
{
    (void)state;
    if (system("command -v pdftotext >/dev/null 2>&1") != 0)
        skip();
    Folder folder = folder_make();
    Shown seen = shown();
    const struct {
        PanelName panel;
        const char *words[6];
    } cases[] = {{PANEL_COUNT, {"Angle of every pair", "The chosen pair", "Loss", "RUN", "Pair 2 (writer 1"}},
                 {PANEL_ANGLES,
                  {"Angle of every pair", "threshold 63.4\xc2\xb0", "180\xc2\xb0", "is forged", "seed 42."}},
                 {PANEL_OWN, {"Your own signature", "reference 2", "104.4\xc2\xb0", "REJECTED"}}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ExportSubject subject = subject_of(&seen, cases[i].panel);
        char command[700];
        size_t size;
        assert_ok(export_picture(&subject, folder_file(&folder, "a.pdf")));
        snprintf(command, sizeof command, "pdftotext -enc UTF-8 '%s' '%s'", folder_file(&folder, "a.pdf"),
                 folder_file(&folder, "a.txt"));
        assert_int_equal(system(command), 0);
        char *text = read_all(folder_file(&folder, "a.txt"), &size);
        for (size_t k = 0; cases[i].words[k]; k++)
            if (!strstr(text, cases[i].words[k]))
                fail_msg("'%s' is not in the page:\n%.600s", cases[i].words[k], text);
        free(text);
    }
    folder_remove(&folder);
    forget(&seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pictures_are_saved_whole_or_not_at_all),
        cmocka_unit_test(new_names_say_what_is_shown_and_replace_nothing),
        cmocka_unit_test(a_picture_carries_the_sentence_and_the_settings),
        cmocka_unit_test(the_words_of_a_pdf_can_be_taken_out_of_it),
        cmocka_unit_test(the_folder_of_the_signatures_is_named_without_its_way),
        cmocka_unit_test(a_panel_alone_is_large_and_has_a_caption),
        cmocka_unit_test(the_panel_meant_is_the_one_alone_or_the_one_under_the_mouse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
