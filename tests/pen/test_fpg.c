#include "pen/fpg.h"

#include <stdlib.h>

#include "support/broken.h"

enum { POINTS = 12, HEADER = 60, ROOM = 1000 };

static const double vectors[POINTS][5] = {
    {4200, 5100, 120, 1400, 600},  {4210, 5110, 400, 1400, 600},   {4220, 5130, 512, 1400, 600},
    {4230, 5120, 1023, 1400, 600}, {4240, 5110, 1, 1400, 600},     {4250, 5100, 0, 1400, 600},
    {4290, 5120, 0, 1400, 600},    {4300, 5150, 90, 1400, 600},    {4310, 5160, 300, 1400, 600},
    {4320, 5150, 300, 1400, 600},  {4330, 5140.5, 300, 1400, 600}, {4340, 5130, 300, 1400, 600},
};

static void put(unsigned char *bytes, size_t at, size_t length, uint64_t value)
{
    for (size_t k = 0; k < length; k++)
        bytes[at + k] = (unsigned char)(value >> (8 * k));
}

/* A file as the collection's are: written byte by byte, from the description alone. Returns its size. */
static size_t make(size_t header, size_t bits, unsigned char bytes[ROOM])
{
    memset(bytes, 0, ROOM);
    memcpy(bytes, "FPG ", 4);
    put(bytes, 4, 2, header);
    put(bytes, 6, 2, 4);
    put(bytes, 8, 2, 1);
    put(bytes, 10, 2, 1);
    put(bytes, 12, 4, 10);
    put(bytes, 16, 2, bits);
    put(bytes, 18, 4, 9); /* what is not looked at is not 0 */
    put(bytes, 26, 4, 5);
    put(bytes, 30, 4, POINTS);
    put(bytes, 34, 2, 3);
    put(bytes, 36, 4, 100);
    put(bytes, 40, 4, 7);
    size_t at = header;
    for (size_t i = 0; i < POINTS; i++) {
        for (size_t k = 0; k < 5; k++, at += bits / 8) {
            uint64_t value = (uint64_t)vectors[i][k];
            float narrow = (float)vectors[i][k];
            uint32_t half;
            memcpy(&half, &narrow, sizeof half);
            if (bits == 32)
                value = half;
            if (bits == 64)
                memcpy(&value, &vectors[i][k], sizeof value);
            put(bytes, at, bits / 8, value);
        }
    }
    return at;
}

static Status parse(const unsigned char *bytes, size_t size, Signature *signature)
{
    return broken_parse(fpg_parse, (const char *)bytes, size, signature);
}

static void points_are_read_as_they_stand(void **state)
{
    (void)state;
    unsigned char bytes[ROOM];
    Signature s;
    assert_ok(parse(bytes, make(HEADER, 32, bytes), &s));
    assert_int_equal(s.count, POINTS);
    assert_int_equal(s.unit, SIGNATURE_COUNTS);
    assert_true(s.has_pressure);
    for (size_t i = 0; i < POINTS; i++) {
        assert_close(s.points[i].x, vectors[i][0], 0);
        assert_close(s.points[i].y, vectors[i][1], 0); /* up there and here */
        assert_close(s.points[i].pressure, vectors[i][2] / 1023, 1e-15);
        assert_close(s.points[i].t, 0.01 * (double)i, 1e-15);
    }
    signature_free(&s);
}

static void ink_is_where_the_pen_presses_at_both_ends_of_the_way(void **state)
{
    (void)state;
    static const bool ink[POINTS] = {1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 1};
    unsigned char bytes[ROOM];
    Signature s;
    assert_ok(parse(bytes, make(HEADER, 32, bytes), &s));
    for (size_t i = 0; i < POINTS; i++)
        assert_int_equal(s.points[i].ink, ink[i]);
    assert_int_equal(signature_strokes(&s), 2);
    signature_free(&s);
}

static void the_rate_and_the_kind_of_numbers_are_the_headers(void **state)
{
    (void)state;
    unsigned char bytes[ROOM];
    Signature s;
    size_t size = make(48, 64, bytes);
    put(bytes, 36, 4, 200);
    assert_ok(parse(bytes, size, &s));
    assert_close(s.points[10].y, 5140.5, 0);
    assert_close(s.points[10].t, 0.05, 1e-15);
    signature_free(&s);
    assert_ok(parse(bytes, make(HEADER, 16, bytes), &s));
    assert_close(s.points[10].y, 5140, 0);
    signature_free(&s);
    assert_ok(parse(bytes, make(HEADER, 8, bytes), &s));
    assert_close(s.points[1].x, 4210 % 256, 0);
    signature_free(&s);
    assert_ok(parse(bytes, make(HEADER, 32, bytes) + 7, &s)); /* what follows is not looked at */
    assert_int_equal(s.count, POINTS);
    signature_free(&s);
}

static void a_file_may_be_as_large_as_is_said(void **state)
{
    (void)state;
    unsigned char *bytes = calloc(1, FPG_BYTES_MAX), small[ROOM];
    assert_non_null(bytes);
    memcpy(bytes, small, make(HEADER, 32, small));
    Signature s;
    assert_ok(fpg_parse("file", (const char *)bytes, FPG_BYTES_MAX, &s));
    signature_free(&s);
    free(bytes);
}

static void assert_field(size_t at, size_t length, uint64_t value, const char *sentence)
{
    unsigned char bytes[ROOM];
    Signature s;
    size_t size = make(HEADER, 32, bytes);
    put(bytes, at, length, value);
    assert_trouble(parse(bytes, size, &s), sentence);
    assert_null(s.points);
}

static void every_departure_is_told_with_its_byte(void **state)
{
    (void)state;
    unsigned char bytes[ROOM];
    Signature s;
    size_t size = make(HEADER, 32, bytes);
    assert_trouble(parse(bytes, 0, &s), "file: byte 0: expected 'FPG ', found ''");
    assert_trouble(parse(bytes, 3, &s), "file: byte 0: expected 'FPG ', found 'FPG'");
    assert_trouble(parse(bytes, 4, &s), "file: byte 4: expected a header of 48 bytes, found the end");
    assert_trouble(parse(bytes, 47, &s), "file: byte 47: expected a header of 48 bytes, found the end");
    assert_trouble(parse(bytes, 48, &s), "file: byte 48: expected 12 points");
    assert_trouble(parse(bytes, size - 1, &s),
                   "file: byte 299: expected 12 points (300 bytes), found the end");
    assert_field(0, 1, 'f', "file: byte 0: expected 'FPG ', found 'fPG '");
    assert_field(4, 2, 0, "file: byte 4: expected a header size of 48 or 60, found 0");
    assert_field(16, 2, 0, "file: byte 16: expected numbers of 8, 16, 32 or 64 bits, found 0");
    assert_field(4, 2, 32, "file: byte 4: expected a header size of 48 or 60, found 32");
    assert_field(4, 2, 52, "file: byte 4: expected a header size of 48 or 60, found 52");
    assert_field(4, 2, 60 + 256, "found 316"); /* every byte of a field counts */
    assert_field(6, 2, 4 + 256, "found 260");
    assert_field(10, 2, 1 + 256, "found 257");
    assert_field(16, 2, 32 + 256, "found 288");
    assert_field(26, 4, 5 + (1 << 24), "found 16777221");
    assert_field(30, 4, 12 + (1 << 24), "found 16777228");
    assert_field(36, 4, 100 + (1 << 24), "found 16777316");
    assert_field(6, 2, 3, "file: byte 6: expected the format 4, found 3");
    assert_field(10, 2, 2, "file: byte 10: expected a number of channels of 1, found 2");
    assert_field(16, 2, 24, "file: byte 16: expected numbers of 8, 16, 32 or 64 bits, found 24");
    assert_field(26, 4, 4, "file: byte 26: expected a vector's numbers to be 5, found 4");
    assert_field(30, 4, 9, "file: byte 30: expected a number of points from 10 to 65536, found 9");
    assert_field(30, 4, 0xffffffff, "found 4294967295");
    assert_field(30, 4, 65536, "file: byte 300: expected 65536 points (1310780 bytes), found the end");
    assert_field(36, 4, 0, "file: byte 36: expected points a second from 1 to 10000, found 0");
    assert_field(HEADER + 20, 4, 0x7fc00000,
                 "file: byte 80: expected x of -1000000000 to 1000000000, found nan");
    assert_field(HEADER + 28, 4, 0x7f800000, "file: byte 88: expected a pressure of 0 to 1023, found inf");
    assert_field(HEADER + 28, 4, 0xbf800000, "file: byte 88: expected a pressure of 0 to 1023, found -1");
    assert_field(HEADER + 20, 4, 0xff800000, "found -inf");
    assert_field(36, 4, 10000, "file: expected a signature of at least 50 ms, found one of 1.1 ms");
    assert_trouble(fpg_parse("file", (const char *)bytes, FPG_BYTES_MAX + (size_t)1, &s),
                   "larger than the 8388608 bytes");
}

static void broken_files_never_crash(void **state)
{
    (void)state;
    unsigned char bytes[ROOM];
    size_t size = make(HEADER, 32, bytes);
    broken_campaign(fpg_parse, (const char *)bytes, size, "\x01\x7f\x80\xff\x44\x45", 20000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_are_read_as_they_stand),
        cmocka_unit_test(ink_is_where_the_pen_presses_at_both_ends_of_the_way),
        cmocka_unit_test(the_rate_and_the_kind_of_numbers_are_the_headers),
        cmocka_unit_test(a_file_may_be_as_large_as_is_said),
        cmocka_unit_test(every_departure_is_told_with_its_byte),
        cmocka_unit_test(broken_files_never_crash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
