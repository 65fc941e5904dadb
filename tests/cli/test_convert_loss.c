#define _POSIX_C_SOURCE 200809L
#include "cli/convert_loss.h"

#include <string.h>

#include "support/test.h"

/* Three points: in ink, in ink, in the air. */
static Signature make(SignatureUnit unit)
{
    Signature s;
    assert_ok(signature_create(3, &s));
    s.unit = unit;
    s.has_pressure = true;
    for (size_t i = 0; i < 3; i++)
        s.points[i] = (PenPoint){
            .x = 100 + (double)i, .y = 200 - (double)i, .t = 0.01 * (double)i, .pressure = 0.5, .ink = i < 2};
    return s;
}

static const char *printed(const ConvertLoss *loss, PenfileFormat to)
{
    static char text[2000];
    FILE *file = tmpfile();
    assert_non_null(file);
    convert_loss_print(loss, to, "there", file);
    rewind(file);
    text[fread(text, 1, sizeof text - 1, file)] = 0;
    fclose(file);
    return text;
}

static void what_comes_back_as_it_was_is_no_loss(void **state)
{
    (void)state;
    ConvertLoss loss = {0};
    Signature a = make(SIGNATURE_COUNTS), b = make(SIGNATURE_COUNTS);
    b.points[1].x += 1e-10; /* what the arithmetic leaves */
    b.points[1].t += 1e-10;
    b.points[1].pressure += 1e-10;
    assert_ok(convert_loss_add(&loss, PENFILE_INKML, &a, &b));
    assert_string_equal(printed(&loss, PENFILE_SUSIG),
                        "1 signature from inkml to susig: there\n  nothing is lost\n");
    assert_int_equal(loss.points, 3);
    signature_free(&a);
    signature_free(&b);
}

static void the_farthest_of_every_difference_is_told(void **state)
{
    (void)state;
    ConvertLoss loss = {0};
    Signature a = make(SIGNATURE_COUNTS), b = make(SIGNATURE_COUNTS);
    b.points[0].x -= 0.75;
    b.points[1].y += 0.25;
    b.points[2].x += 0.5;
    b.points[2].t += 0.004;
    b.points[0].t -= 0.001;
    b.points[1].pressure = 0.75;
    b.points[0].ink = false; /* the first point is where the pen is put down */
    b.points[1].ink = false;
    assert_ok(convert_loss_add(&loss, PENFILE_INKML, &a, &b));
    assert_string_equal(printed(&loss, PENFILE_SVC2004),
                        "1 signature from inkml to svc2004: there\n"
                        "  1 point changed between ink and air\n"
                        "  x and y are rounded: by up to 0.75 counts\n"
                        "  times are rounded: by up to 4 ms\n"
                        "  pressures are rounded: by up to 0.25 of the whole range\n");
    /* Less of it in the next file changes nothing of that; more does. */
    Signature c = make(SIGNATURE_COUNTS);
    c.points[2].y += 0.5;
    c.points[2].ink = true;
    assert_ok(convert_loss_add(&loss, PENFILE_INKML, &a, &c));
    assert_int_equal(loss.points, 6);
    assert_string_equal(printed(&loss, PENFILE_SVC2004),
                        "2 signatures from inkml to svc2004: there\n"
                        "  2 points changed between ink and air\n"
                        "  x and y are rounded: by up to 0.75 counts\n"
                        "  times are rounded: by up to 4 ms\n"
                        "  pressures are rounded: by up to 0.25 of the whole range\n");
    c.points[2].y -= 3;
    assert_ok(convert_loss_add(&loss, PENFILE_INKML, &a, &c));
    assert_non_null(strstr(printed(&loss, PENFILE_SVC2004), "by up to 2.5 counts\n"));
    signature_free(&a);
    signature_free(&b);
    signature_free(&c);
}

static void each_kind_of_loss_alone_is_a_loss(void **state)
{
    (void)state;
    static const struct {
        ConvertLoss loss;
        const char *says;
    } cases[] = {
        {{.files = 1, .angles = 1}, "  the pen's azimuth and altitude are lost (1 file)\n"},
        {{.files = 3, .angles = 2}, "  the pen's azimuth and altitude are lost (2 files)\n"},
        {{.files = 1, .marks = 4}, "  4 points changed between ink and air\n"},
        {{.files = 1, .place = 0.5}, "  x and y are rounded: by up to 0.5 counts\n"},
        {{.files = 1, .place_millimetres = 0.5}, "  x and y are rounded: by up to 0.5 mm\n"},
        {{.files = 1, .time = 0.0005}, "  times are rounded: by up to 0.5 ms\n"},
        {{.files = 1, .time = 0.012495}, "  times are rounded: by up to 12 ms\n"},
        {{.files = 1, .time = 0.013505}, "  times are rounded: by up to 14 ms\n"},
        {{.files = 1, .pressure = 0.125}, "  pressures are rounded: by up to 0.12 of the whole range\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *text = printed(&cases[i].loss, PENFILE_INKML), *second = strchr(text, '\n') + 1;
        assert_string_equal(second, cases[i].says);
    }
}

static void what_was_not_there_or_was_put_right_is_told_beside_that(void **state)
{
    (void)state;
    static const ConvertLoss one = {.files = 1,
                                    .counts_files = 1,
                                    .no_pressure = 1,
                                    .repaired = 1,
                                    .repaired_files = 1},
                             several = {.files = 4,
                                        .counts_files = 2,
                                        .no_pressure = 3,
                                        .repaired = 5,
                                        .repaired_files = 4,
                                        .from_several = true};
    assert_string_equal(printed(&one, PENFILE_INKML),
                        "1 signature from svc2004 to inkml: there\n"
                        "  nothing is lost\n"
                        "  millimetres became counts of 0.01 mm (1 file)\n"
                        "  1 file has no pressure to begin with\n"
                        "  times that did not grow were repaired: 1 in 1 file\n");
    assert_string_equal(printed(&several, PENFILE_INKML),
                        "4 signatures from several formats to inkml: there\n"
                        "  nothing is lost\n"
                        "  millimetres became counts of 0.01 mm (2 files)\n"
                        "  3 files have no pressure to begin with\n"
                        "  times that did not grow were repaired: 5 in 4 files\n");
}

static void files_are_counted_for_what_they_are(void **state)
{
    (void)state;
    ConvertLoss loss = {0};
    Signature a = make(SIGNATURE_MILLIMETRES), b = make(SIGNATURE_COUNTS), c = make(SIGNATURE_MILLIMETRES);
    for (size_t i = 0; i < 3; i++) {
        b.points[i].x = 100 * a.points[i].x + 1;
        b.points[i].y = 100 * a.points[i].y;
        c.points[i].y = a.points[i].y - 0.002;
    }
    a.has_pressure = false;
    a.times_repaired = 1;
    assert_ok(convert_loss_add(&loss, PENFILE_INKML, &a, &b)); /* a hundredth off in x */
    assert_close(loss.place_millimetres, 0.01, 1e-9);
    assert_true(loss.place == 0);
    assert_int_equal(loss.counts_files, 1);
    assert_int_equal(loss.no_pressure, 1);
    assert_int_equal(loss.repaired, 1);
    assert_int_equal(loss.repaired_files, 1);
    assert_int_equal(loss.angles, 0);
    assert_false(loss.from_several);
    loss.place_millimetres = 0;
    assert_ok(convert_loss_add(&loss, PENFILE_INKML, &c, &a)); /* stays in millimetres */
    assert_close(loss.place_millimetres, 0.002, 1e-9);
    assert_int_equal(loss.counts_files, 1);
    assert_int_equal(loss.no_pressure, 1);
    assert_int_equal(loss.repaired_files, 1);
    Signature d = make(SIGNATURE_COUNTS);
    assert_ok(convert_loss_add(&loss, PENFILE_SVC2004, &d, &d)); /* whose files have the pen's angles */
    assert_int_equal(loss.angles, 1);
    assert_true(loss.from_several);
    assert_int_equal(loss.from, PENFILE_INKML);
    assert_ok(convert_loss_add(&loss, PENFILE_INKML, &d, &d));
    assert_true(loss.from_several); /* of one of them again */
    assert_int_equal(loss.angles, 1);
    assert_int_equal(loss.repaired, 1);
    assert_int_equal(loss.files, 4);
    d.count = 2;
    assert_trouble(convert_loss_add(&loss, PENFILE_SVC2004, &a, &d),
                   "expected 3 points to be read back, found 2");
    assert_int_equal(loss.files, 4);
    d.count = 3;
    signature_free(&a);
    signature_free(&b);
    signature_free(&c);
    signature_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_comes_back_as_it_was_is_no_loss),
        cmocka_unit_test(the_farthest_of_every_difference_is_told),
        cmocka_unit_test(each_kind_of_loss_alone_is_a_loss),
        cmocka_unit_test(what_was_not_there_or_was_put_right_is_told_beside_that),
        cmocka_unit_test(files_are_counted_for_what_they_are),
    };
    return cmocka_run_group_tests_name("convert loss", tests, NULL, NULL);
}
