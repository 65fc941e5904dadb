/* What a drawing is compared with: a file in tests/golden that somebody has looked at.
 *
 * `make golden` (GOLDEN=renew) writes the files anew: look at each one that changed before it is kept. What was drawn
 * instead of the kept one is left in build/golden when a comparison fails. */
#pragma once
#include <cairo.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "support/test.h"

static inline bool golden_renews(void)
{
    const char *asked = getenv("GOLDEN");
    return asked && strcmp(asked, "renew") == 0;
}

static inline const char *golden_path(const char *folder, const char *name)
{
    static char paths[4][300];
    static size_t next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

/* ---- pictures ---- */

/* How two pictures differ, a channel at a time, in steps of 255. */
typedef struct GoldenDifference {
    double mean;   /* over all channels of all pixels */
    int most;      /* of one channel of one pixel */
    double strong; /* the share of pixels of which a channel differs by more than GOLDEN_STRONG */
} GoldenDifference;

/* Another FreeType or cairo smooths edges a little otherwise; another place, shape, colour or word is far beyond this. */
#define GOLDEN_STRONG       64
#define GOLDEN_MEAN_MOST    0.5
#define GOLDEN_STRONG_SHARE 0.002

static inline GoldenDifference golden_difference(cairo_surface_t *one, cairo_surface_t *other)
{
    GoldenDifference difference = {0};
    int width = cairo_image_surface_get_width(one), height = cairo_image_surface_get_height(one);
    for (int y = 0; y < height; y++) {
        const unsigned char *a =
            cairo_image_surface_get_data(one) + (size_t)y * (size_t)cairo_image_surface_get_stride(one);
        const unsigned char *b =
            cairo_image_surface_get_data(other) + (size_t)y * (size_t)cairo_image_surface_get_stride(other);
        for (int x = 0; x < width; x++) {
            int largest = 0;
            for (int channel = 0; channel < 3; channel++) {
                int off = abs(a[4 * x + channel] - b[4 * x + channel]);
                difference.mean += off;
                largest = off > largest ? off : largest;
            }
            difference.strong += largest > GOLDEN_STRONG;
            difference.most = largest > difference.most ? largest : difference.most;
        }
    }
    difference.mean /= 3.0 * width * height;
    difference.strong /= (double)width * height;
    return difference;
}

static inline void golden_write_image(const char *path, cairo_surface_t *image)
{
    assert_int_equal(cairo_surface_write_to_png(image, path), CAIRO_STATUS_SUCCESS);
}

/* The picture is as the kept NAME.png is, within the tolerance. */
static inline void golden_compare_image(const char *name, cairo_surface_t *image)
{
    cairo_surface_flush(image);
    if (golden_renews()) {
        golden_write_image(golden_path("tests/golden", name), image);
        return;
    }
    cairo_surface_t *kept = cairo_image_surface_create_from_png(golden_path("tests/golden", name));
    bool there = cairo_surface_status(kept) == CAIRO_STATUS_SUCCESS;
    bool same_size = there && cairo_image_surface_get_width(kept) == cairo_image_surface_get_width(image) &&
                     cairo_image_surface_get_height(kept) == cairo_image_surface_get_height(image);
    GoldenDifference difference = {0};
    if (same_size)
        difference = golden_difference(kept, image);
    cairo_surface_destroy(kept);
    if (same_size && difference.mean <= GOLDEN_MEAN_MOST && difference.strong <= GOLDEN_STRONG_SHARE)
        return;
    assert_ok(files_make_folder("build/golden"));
    golden_write_image(golden_path("build/golden", name), image);
    fail_msg(
        "%s: %s (mean %.3f, most %d, strongly different %.2f %% of the pixels); build/golden/%s is what was "
        "drawn; if it is right, `make golden` keeps it",
        name,
        !there       ? "there is none"
        : !same_size ? "of another size"
                     : "it looks otherwise",
        difference.mean, difference.most, 100 * difference.strong, name);
}

/* ---- texts ---- */

static inline void golden_write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

/* The text is the kept NAME, to the letter. */
static inline void golden_compare_text(const char *name, const char *text)
{
    char *kept = NULL;
    size_t size = 0;
    if (golden_renews()) {
        golden_write_text(golden_path("tests/golden", name), text);
        return;
    }
    Status status = files_read(golden_path("tests/golden", name), 1 << 24, &kept, &size);
    if (status.ok && strcmp(kept, text) == 0) {
        free(kept);
        return;
    }
    size_t line = 1, at = 0;
    while (status.ok && kept[at] && kept[at] == text[at])
        line += text[at++] == '\n';
    free(kept);
    assert_ok(files_make_folder("build/golden"));
    golden_write_text(golden_path("build/golden", name), text);
    fail_msg(
        "%s: %s from line %zu on; build/golden/%s is what was drawn; if it is right, `make golden` keeps it",
        name, status.ok ? "another drawing" : "there is none", line, name);
}
