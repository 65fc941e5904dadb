#define _POSIX_C_SOURCE 200809L
#include "pen/penfile.h"

#include <stdlib.h>

#include "pen/synth.h"
#include "support/edge.h"
#include "support/own_folder.h"
#include "support/test.h"

/* Nothing is to be read behind the last byte. */
static PenfileFormat recognized(const char *path, const char *bytes)
{
    return penfile_recognize(path, edge_copy(bytes, strlen(bytes)), strlen(bytes));
}

static void the_first_bytes_tell_before_the_name_does(void **state)
{
    (void)state;
    assert_int_equal(recognized("a.TXT", "FPG \x3c"), PENFILE_FPG);
    assert_int_equal(recognized("a.sig", "<?xml version=\"1.0\"?><ink>"), PENFILE_INKML);
    assert_int_equal(recognized("a", "\xef\xbb\xbf \r\n\t<ink/>"), PENFILE_INKML);
    assert_int_equal(recognized("a", "\xef\xbb\xbf<ink/>"), PENFILE_INKML);
    assert_int_equal(recognized("a", "\xff\xfe<"), PENFILE_INKML);
    assert_int_equal(recognized("a", "\xff\xfe"), PENFILE_INKML); /* its reader says that nothing follows */
    assert_int_equal(recognized("a", "\xfe\xff"), PENFILE_INKML);
    assert_int_equal(penfile_recognize("a", "\xfe\xff\0<", 4), PENFILE_INKML);
    assert_int_equal(recognized("a", "<"), PENFILE_INKML);
    assert_int_equal(recognized("a", " \t<"), PENFILE_INKML);
    assert_int_equal(recognized("a.TXT", "X, Y, TStamp, Pres., EndPts\n"), PENFILE_SUSIG);
    assert_int_equal(recognized("a", "X,"), PENFILE_SUSIG);
}

static void otherwise_the_name_does_and_at_last_it_is_svc2004(void **state)
{
    (void)state;
    assert_int_equal(recognized("a.HWR", "NFI-00101001 12\n"), PENFILE_HWR);
    assert_int_equal(recognized("a.fpg", "FPG"), PENFILE_FPG); /* cut off: its own reader says so */
    assert_int_equal(recognized("a.InkML", ""), PENFILE_INKML);
    assert_int_equal(recognized("a.sig", "X Y"), PENFILE_SUSIG);
    assert_int_equal(recognized("U1S1.txt", "12\n"), PENFILE_SVC2004);
    assert_int_equal(recognized("a.dat", "12\n"), PENFILE_SVC2004);
    assert_int_equal(recognized(".sig", ""), PENFILE_SVC2004); /* a name, and no end of one */
    static const char *const almost[] = {
        "\xff", "\xfe",         "\xff<",         "\xfe<", "\xff\xff",  "\xfe\xfe", "\xef\xbb",
        "  ",   "\xef\xbb\xbf", "\xef\xbb\xbe<", "\xef<", "\xef\xbb<", "X",        "FP"};
    for (size_t k = 0; k < sizeof almost / sizeof *almost; k++)
        assert_int_equal(recognized("a", almost[k]), PENFILE_SVC2004);
    assert_int_equal(penfile_recognize("a", "\0<", 2), PENFILE_SVC2004); /* a zero is no blank */
}

static void names_and_ends_lead_back_to_their_formats(void **state)
{
    (void)state;
    for (int k = 0; k < PENFILE_FORMATS; k++) {
        PenfileFormat format = (PenfileFormat)k, found = PENFILE_FORMATS;
        char path[20];
        assert_true(penfile_find(penfile_name(format), &found));
        assert_int_equal(found, format);
        snprintf(path, sizeof path, "x%s", penfile_extension(format));
        assert_true(penfile_by_extension(path, &found));
        assert_int_equal(found, format);
    }
    PenfileFormat unused;
    assert_false(penfile_find("png", &unused));
    assert_false(penfile_by_extension("a.png", &unused));
}

/* Invented signatures have places on a grid of 0.01 mm, times of whole 10 ms and pressures of 1023rds: every format that is
 * written holds them whole. */
static void what_is_written_in_any_format_is_read_back(void **state)
{
    (void)state;
    SynthWriter writer;
    synth_writer(&writer, 5, 2);
    for (int k = 0; k < PENFILE_FORMATS; k++) {
        PenfileFormat format = (PenfileFormat)k, read_as;
        if (!penfile_is_written(format))
            continue;
        Random random = random_stream(5, 1);
        Signature s, back;
        assert_ok(synth_genuine(&writer, &random, NULL, &s));
        assert_ok(penfile_write(own_folder_file("file"), format, &s));
        assert_ok(penfile_read(own_folder_file("file"), &back, &read_as));
        assert_int_equal(read_as, format);
        assert_int_equal(back.count, s.count);
        assert_int_equal(signature_strokes(&back), signature_strokes(&s));
        double scale = back.unit == SIGNATURE_MILLIMETRES ? 1 : 100;
        for (size_t i = 0; i < s.count; i++) {
            assert_close(back.points[i].x / scale, s.points[i].x, 1e-9);
            assert_close(back.points[i].y / scale, s.points[i].y, 1e-9);
            assert_close(back.points[i].t, s.points[i].t, 1e-9);
            assert_close(back.points[i].pressure, s.points[i].pressure, 6e-7);
        }
        signature_free(&s);
        signature_free(&back);
    }
}

/* The first signature of each of the collection's 40 people: whole counts, whole milliseconds, 1023rds. */
static void real_signatures_come_back_from_every_format(void **state)
{
    (void)state;
    const char *folder = getenv("SVC2004_DIR");
    if (!folder) {
        print_message("SKIPPED: SVC2004_DIR is not set\n");
        skip();
    }
    for (int user = 1; user <= 40; user++) {
        char name[1000];
        Signature s, back;
        snprintf(name, sizeof name, "%s/U%dS1.TXT", folder, user);
        assert_ok(penfile_read(name, &s, NULL));
        for (int k = 0; k < PENFILE_FORMATS; k++) {
            if (!penfile_is_written((PenfileFormat)k))
                continue;
            assert_ok(penfile_write(own_folder_file("file"), (PenfileFormat)k, &s));
            assert_ok(penfile_read(own_folder_file("file"), &back, NULL));
            assert_int_equal(back.count, s.count);
            for (size_t i = 0; i < s.count; i++) {
                assert_true(back.points[i].x == s.points[i].x && back.points[i].y == s.points[i].y);
                assert_close(back.points[i].t, s.points[i].t, 1e-12);
                assert_close(back.points[i].pressure, s.points[i].pressure, 6e-7);
                assert_true(i == 0 || back.points[i].ink == s.points[i].ink);
            }
            signature_free(&back);
        }
        signature_free(&s);
    }
}

static void a_file_that_is_not_there_is_told(void **state)
{
    (void)state;
    Signature s = {.count = 7};
    assert_trouble(penfile_read("/nowhere/at/all.fpg", &s, NULL), "cannot be opened");
    assert_int_equal(s.count, 0);
    assert_null(s.points);
}

static void angles_are_the_tablets_and_no_finger_has_them(void **state)
{
    (void)state;
    Signature with = {.has_pressure = true}, without = {0};
    assert_true(penfile_has_angles(PENFILE_SVC2004, &with));
    assert_false(penfile_has_angles(PENFILE_SVC2004, &without)); /* Task 1 has four columns */
    assert_true(penfile_has_angles(PENFILE_FPG, &with));
    assert_false(penfile_has_angles(PENFILE_SUSIG, &with));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_bytes_tell_before_the_name_does),
        cmocka_unit_test(otherwise_the_name_does_and_at_last_it_is_svc2004),
        cmocka_unit_test(names_and_ends_lead_back_to_their_formats),
        cmocka_unit_test(what_is_written_in_any_format_is_read_back),
        cmocka_unit_test(real_signatures_come_back_from_every_format),
        cmocka_unit_test(a_file_that_is_not_there_is_told),
        cmocka_unit_test(angles_are_the_tablets_and_no_finger_has_them),
    };
    return cmocka_run_group_tests(tests, own_folder_make, own_folder_remove);
}
