#include "draw/picture.h"

static void paint_square(cairo_t *cr, int width, int height, const void *context)
{
    const Colour *colour = context;
    cairo_set_source_rgb(cr, colour->red, colour->green, colour->blue);
    cairo_rectangle(cr, 0, 0, width / 2, height);
    cairo_fill(cr);
}

static void paint_and_fail(cairo_t *cr, int width, int height, const void *context)
{
    paint_square(cr, width, height, context);
    cairo_scale(cr, 0, 0); /* puts the context into an error state */
    cairo_rectangle(cr, 0, 0, 1, 1);
    cairo_fill(cr);
}

/* The bytes of a picture, in memory that the caller frees. */
static char *written(CanvasFormat format, size_t *size)
{
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_null(canvas_write(file, format, 120, 80, NULL, paint_square, &(Colour){1, 0, 0}));
    *size = (size_t)ftell(file);
    char *bytes = malloc(*size + 1);
    rewind(file);
    assert_int_equal(fread(bytes, 1, *size, file), *size);
    bytes[*size] = 0;
    fclose(file);
    return bytes;
}

static void the_ending_of_a_name_says_the_format(void **state)
{
    (void)state;
    CanvasFormat format = CANVAS_PNG;
    assert_true(canvas_format_of("a/b.svg", &format) && format == CANVAS_SVG);
    assert_true(canvas_format_of("B.PDF", &format) && format == CANVAS_PDF);
    assert_true(canvas_format_of(".png", &format) && format == CANVAS_PNG);
    assert_false(canvas_format_of("picture.jpg", &format));
    assert_false(canvas_format_of("svg", &format));
    assert_false(canvas_format_of("", &format));
}

static void each_format_is_written_as_what_it_is(void **state)
{
    (void)state;
    size_t size;
    char *bytes = written(CANVAS_PNG, &size);
    assert_memory_equal(bytes, "\x89PNG\r\n\x1a\n", 8);
    assert_int_equal((unsigned char)bytes[19], 120); /* the width in the header */
    free(bytes);
    bytes = written(CANVAS_SVG, &size);
    assert_non_null(strstr(bytes, "<svg"));
    assert_non_null(strstr(bytes, "120px"));
    free(bytes);
    bytes = written(CANVAS_PDF, &size);
    assert_memory_equal(bytes, "%PDF-", 5);
    assert_memory_equal(bytes + size - 6, "%%EOF\n", 6);
    free(bytes);
}

/* cairo numbers its surfaces through a process's life, and writes the number: it is no part of the picture. */
static void drop_numbers_of_surfaces(char *svg)
{
    for (char *place = svg; (place = strstr(place, "surface"));) {
        place += strlen("surface");
        size_t digits = strspn(place, "0123456789");
        memmove(place, place + digits, strlen(place + digits) + 1);
    }
}

static void the_same_picture_is_the_same_svg(void **state)
{
    (void)state;
    size_t size;
    char *one = written(CANVAS_SVG, &size), *other = written(CANVAS_SVG, &size);
    drop_numbers_of_surfaces(one);
    drop_numbers_of_surfaces(other);
    assert_string_equal(one, other);
    free(one);
    free(other);
}

static void trouble_is_told(void **state)
{
    (void)state;
    Colour red = {1, 0, 0};
    FILE *full = fopen("/dev/full", "wb");
    for (CanvasFormat format = CANVAS_PNG; full && format <= CANVAS_PDF; format++) {
        setvbuf(full, NULL, _IONBF, 0);
        assert_non_null(canvas_write(full, format, 120, 80, NULL, paint_square, &red));
        clearerr(full);
    }
    if (full)
        fclose(full);
    FILE *file = tmpfile();
    assert_non_null(canvas_write(file, CANVAS_PNG, 120, 80, NULL, paint_and_fail, &red));
    assert_non_null(canvas_write(file, CANVAS_PNG, 0, 80, NULL, paint_square, &red));
    assert_non_null(canvas_write(file, CANVAS_SVG, 100000, 80, NULL, paint_square, &red));
    fclose(file);
}

static void an_image_has_a_size_that_can_be(void **state)
{
    (void)state;
    assert_null(canvas_image(0, 10));
    assert_null(canvas_image(10, -1));
    assert_null(canvas_image(20000, 10));
    cairo_surface_t *image = canvas_image(3, 2);
    assert_int_equal(cairo_image_surface_get_format(image), CAIRO_FORMAT_RGB24);
    cairo_surface_destroy(image);
}

static void an_opened_font_is_dejavu_and_closed_twice_without_harm(void **state)
{
    (void)state;
    Fonts fonts;
    assert_true(fonts_open(&fonts));
    if (!fonts.is_dejavu)
        print_message("SKIPPED in part: this machine has no DejaVu Sans; another font stands in for it\n");
    fonts_close(&fonts);
    fonts_close(&fonts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_ending_of_a_name_says_the_format),
        cmocka_unit_test(each_format_is_written_as_what_it_is),
        cmocka_unit_test(the_same_picture_is_the_same_svg),
        cmocka_unit_test(trouble_is_told),
        cmocka_unit_test(an_image_has_a_size_that_can_be),
        cmocka_unit_test(an_opened_font_is_dejavu_and_closed_twice_without_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
