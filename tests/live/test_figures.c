/* The pictures of the docs are what the program draws: FIGURES names a folder into which `make figures` has drawn them
 * again. Without it there is nothing to compare, and the test is skipped. */
#define _POSIX_C_SOURCE 200809L
#include <cairo.h>
#include <stdlib.h>
#include <string.h>

#include "support/test.h"

static cairo_surface_t *picture(const char *folder, const char *name)
{
    char path[600];
    snprintf(path, sizeof path, "%.400s/%.100s", folder, name);
    cairo_surface_t *image = cairo_image_surface_create_from_png(path);
    if (cairo_surface_status(image) != CAIRO_STATUS_SUCCESS)
        fail_msg("%s: %s", path, cairo_status_to_string(cairo_surface_status(image)));
    return image;
}

/* How many pixels differ by more than another version of a font's rasteriser would make them. */
static size_t differing(cairo_surface_t *one, cairo_surface_t *other)
{
    const int width = cairo_image_surface_get_width(one), height = cairo_image_surface_get_height(one);
    assert_int_equal(cairo_image_surface_get_width(other), width);
    assert_int_equal(cairo_image_surface_get_height(other), height);
    size_t count = 0;
    for (int y = 0; y < height; y++) {
        const unsigned char *a = cairo_image_surface_get_data(one) + y * cairo_image_surface_get_stride(one);
        const unsigned char *b =
            cairo_image_surface_get_data(other) + y * cairo_image_surface_get_stride(other);
        for (int x = 0; x < width; x++) {
            int most = 0;
            for (int channel = 0; channel < 3; channel++) {
                int off = abs(a[4 * x + channel] - b[4 * x + channel]);
                most = off > most ? off : most;
            }
            count += most > 48;
        }
    }
    return count;
}

static void every_picture_of_the_docs_is_what_is_drawn_now(void **state)
{
    (void)state;
    const char *again = getenv("FIGURES");
    if (!again)
        skip();
    FILE *list = fopen("docs/pictures/figures.txt", "r");
    assert_non_null(list);
    char line[400];
    size_t pictures = 0;
    while (fgets(line, sizeof line, list)) {
        line[strcspn(line, " \n")] = 0;
        cairo_surface_t *there = picture("docs/pictures", line), *now = picture(again, line);
        size_t count = differing(there, now);
        size_t all = (size_t)(cairo_image_surface_get_width(now) * cairo_image_surface_get_height(now));
        if (count > all / 1000)
            fail_msg("docs/pictures/%s is not what `make figures` draws now: %zu of %zu pixels differ", line,
                     count, all);
        cairo_surface_destroy(there);
        cairo_surface_destroy(now);
        pictures++;
    }
    fclose(list);
    assert_true(pictures >= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_picture_of_the_docs_is_what_is_drawn_now),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
