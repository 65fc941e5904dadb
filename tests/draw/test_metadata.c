#include "draw/picture.h"

#include "draw/metadata.h"

static const Metadata words = {
    .title = "Angles & \"pairs\" <30\xc2\xb0>", .description = "Far\tapart", .settings = "seed 42"};

/* Passes the bytes on in pieces of `piece`, and gives back what came out, ended by a zero. */
static char *passed(MetadataFormat format, const char *bytes, size_t size, size_t piece, size_t *length)
{
    MetadataFilter filter = {.file = tmpfile(), .format = format, .words = words};
    assert_non_null(filter.file);
    for (size_t at = 0; at < size; at += piece)
        assert_true(
            metadata_pass(&filter, (const unsigned char *)bytes + at, size - at < piece ? size - at : piece));
    *length = (size_t)ftell(filter.file);
    char *out = calloc(*length + 1, 1);
    rewind(filter.file);
    assert_int_equal(fread(out, 1, *length, filter.file), *length);
    fclose(filter.file);
    return out;
}

static void an_svg_gets_its_words_inside_its_first_tag_however_it_arrives(void **state)
{
    (void)state;
    static const char svg[] =
        "<?xml version=\"1.0\"?>\n<svg width=\"9\" id=\"<svgx\">\n<g><svg></svg></g></svg>\n";
    static const char expected[] =
        "<?xml version=\"1.0\"?>\n<svg width=\"9\" id=\"<svgx\">"
        "\n<title>Angles &amp; \"pairs\" &lt;30\xc2\xb0&gt;</title>\n<desc>Far apart\nseed 42</desc>"
        "\n<g><svg></svg></g></svg>\n";
    const size_t pieces[] = {1, 2, 3, 7, 30, 1000};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        size_t length;
        char *out = passed(METADATA_SVG, svg, strlen(svg), pieces[i], &length);
        assert_string_equal(out, expected);
        free(out);
    }
}

static uint32_t number_at(const char *bytes)
{
    const unsigned char *b = (const unsigned char *)bytes;
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* The chunk's CRC, bit by bit as the PNG specification's polynomial division, from the highest power down. */
static uint32_t crc_by_division(const char *bytes, size_t size)
{
    uint32_t rest = 0xFFFFFFFFU, reversed = 0;
    for (size_t i = 0; i < 8 * size; i++) {
        uint32_t in = (unsigned char)bytes[i / 8] >> i % 8 & 1;
        rest = (rest >> 31 ^ in) ? rest << 1 ^ 0x04C11DB7U : rest << 1;
    }
    for (int i = 0; i < 32; i++)
        reversed |= (rest >> i & 1) << (31 - i);
    return ~reversed;
}

static void a_png_gets_whole_chunks_after_its_head(void **state)
{
    (void)state;
    FILE *file = tmpfile();
    cairo_surface_t *image = canvas_image(3, 2);
    assert_null(canvas_write_image(file, image));
    cairo_surface_destroy(image);
    size_t size = (size_t)ftell(file), length;
    char *bare = malloc(size);
    rewind(file);
    assert_int_equal(fread(bare, 1, size, file), size);
    fclose(file);
    const size_t pieces[] = {1, 33, 50, 10000};
    for (size_t i = 0; i < 4; i++) {
        char *out = passed(METADATA_PNG, bare, size, pieces[i], &length);
        size_t added = length - size, at = 33, texts = 0;
        assert_memory_equal(out, bare, 33);
        assert_memory_equal(out + 33 + added, bare + 33, size - 33);
        while (at < 33 + added) {
            uint32_t data = number_at(out + at);
            assert_memory_equal(out + at + 4, "iTXt", 4);
            assert_int_equal(number_at(out + at + 8 + data), crc_by_division(out + at + 4, 4 + data));
            at += 12 + data;
            texts++;
        }
        assert_int_equal(at, 33 + added);
        assert_int_equal(texts, 4);
        assert_memory_equal(out + 33 + 8, "Title\0\0\0\0\0Angles & ", 19);
        free(out);
    }
    free(bare);
}

static void what_has_no_words_passes_unchanged(void **state)
{
    (void)state;
    size_t length;
    char *out = passed(METADATA_NONE, "<svg>abc", 8, 3, &length);
    assert_string_equal(out, "<svg>abc");
    free(out);
}

static void a_full_disk_is_told(void **state)
{
    (void)state;
    FILE *full = fopen("/dev/full", "wb");
    if (!full)
        skip();
    setvbuf(full, NULL, _IONBF, 0);
    MetadataFilter filter = {.file = full, .format = METADATA_SVG, .words = words};
    assert_false(metadata_pass(&filter, (const unsigned char *)"<svg>", 5));
    fclose(full);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_svg_gets_its_words_inside_its_first_tag_however_it_arrives),
        cmocka_unit_test(a_png_gets_whole_chunks_after_its_head),
        cmocka_unit_test(what_has_no_words_passes_unchanged),
        cmocka_unit_test(a_full_disk_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
