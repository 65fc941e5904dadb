#include "draw/picture.h"
#include "draw/text.h"

static const TextStyle plain = {13, TEXT_REGULAR, {1, 1, 1}};

static void what_is_not_utf8_becomes_a_replacement_character(void **state)
{
    (void)state;
    const struct {
        const char *given, *clean;
    } cases[] = {
        {"\xce\xb8 = 41\xc2\xb0", "\xce\xb8 = 41\xc2\xb0"}, /* as it is */
        {"a\xff"
         "b",
         "a\xef\xbf\xbd"
         "b"},                                                                    /* no byte of UTF-8 */
        {"\xc3", "\xef\xbf\xbd"},                                                 /* cut in the middle */
        {"\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd"},                                 /* longer than it need be */
        {"\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},                 /* half of a pair */
        {"\xf4\x90\x80\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"}, /* beyond the last */
        {"\xf0\x9f\x96\x8b", "\xf0\x9f\x96\x8b"},                                 /* four bytes, as it is */
        {"a\tb\nc", "a b c"},
        {NULL, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char clean[TEXT_SIZE];
        text_clean(cases[i].given, clean);
        assert_string_equal(clean, cases[i].clean);
    }
}

static void a_text_too_long_for_the_room_ends_in_an_ellipsis(void **state)
{
    (void)state;
    char given[2000], clean[TEXT_SIZE];
    memset(given, 'x', sizeof given - 1);
    given[sizeof given - 1] = 0;
    text_clean(given, clean);
    assert_true(strlen(clean) < TEXT_SIZE);
    assert_string_equal(clean + strlen(clean) - 3, "\xe2\x80\xa6");
}

static void no_bytes_put_the_context_into_an_error_state(void **state)
{
    (void)state;
    Picture picture = picture_make(200, 40, 1);
    unsigned char given[64];
    srand(3);
    for (int round = 0; round < 500; round++) {
        for (size_t i = 0; i + 1 < sizeof given; i++)
            given[i] = (unsigned char)(1 + rand() % 255);
        given[sizeof given - 1] = 0;
        text_fit(picture_paper(&picture), plain, (Rect){0, 0, 200, 20}, TEXT_LEFT, (const char *)given);
        text_wrap(picture_paper(&picture), plain, (Rect){0, 0, 200, 40}, (const char *)given);
    }
    picture_free(&picture); /* asserts the status */
}

static void a_label_has_one_width_at_every_scale_and_in_a_file_of_shapes(void **state)
{
    (void)state;
    const char *label = "pair 07: \xe2\x88\x82L/\xe2\x88\x82"
                        "a = 2.35";
    Picture one = picture_make(400, 40, 1);
    double expected = text_width(picture_paper(&one), plain, label);
    assert_true(expected > 80 && expected < 200);
    const double scales[] = {0.75, 1.5, 2.37, 4};
    for (size_t i = 0; i < 4; i++) {
        Picture other = picture_make(400, 40, scales[i]);
        assert_close_relative(text_width(picture_paper(&other), plain, label), expected, 1e-3);
        picture_free(&other);
    }
    cairo_surface_t *shapes = cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, NULL);
    Paper paper = *picture_paper(&one);
    paper.cr = cairo_create(shapes);
    assert_close_relative(text_width(&paper, plain, label), expected, 1e-3);
    cairo_destroy(paper.cr);
    cairo_surface_destroy(shapes);
    picture_free(&one);
}

static void a_text_is_drawn_where_its_box_says(void **state)
{
    (void)state;
    for (TextAlign align = TEXT_LEFT; align <= TEXT_RIGHT; align++) {
        Picture picture = picture_make(300, 80, 2);
        TextLog *log = calloc(1, sizeof *log);
        picture.paper.log = log;
        text_draw(picture_paper(&picture), plain, 75, 20, align, "Hand gjpq");
        assert_int_equal(log->count, 1);
        Rect box = log->boxes[0].box;
        assert_close(log->boxes[0].size, 26, 1e-9);
        double left = align == TEXT_LEFT ? 150 : align == TEXT_CENTRE ? 150 - box.width / 2 : 150 - box.width;
        assert_close(box.x, left, 1e-9);
        int x = (int)floor(box.x), y = (int)floor(box.y), width = (int)ceil(box.width) + 1;
        double inside = picture_area(&picture, x, y, width, (int)ceil(box.height) + 1);
        double all = picture_area(&picture, 0, 0, 300, 80);
        assert_true(all > 300);                        /* something was drawn */
        assert_true(inside > all - 1);                 /* and nothing outside its box */
        assert_close(box.y + box.height / 2, 40, 0.1); /* which is about the height asked for */
        free(log);
        picture_free(&picture);
    }
}

static void what_has_no_room_is_shortened_and_stays_inside(void **state)
{
    (void)state;
    Picture picture = picture_make(300, 40, 1);
    TextLog *log = calloc(1, sizeof *log);
    picture.paper.log = log;
    const char *label = "writer 3: genuine 4 / forgery 2";
    for (double room = 0; room < 260; room += 3) {
        log->count = 0;
        double used = text_fit(picture_paper(&picture), plain, (Rect){20, 0, room, 20}, TEXT_RIGHT, label);
        assert_true(used <= room);
        if (used == 0) {
            assert_true(room < 20); /* less than a letter and the ellipsis */
            continue;
        }
        const TextBox *box = &log->boxes[0];
        assert_true(box->box.x >= 20 - 1e-6 && box->box.x + box->box.width <= 20 + room + 1e-6);
        bool whole = text_width(picture_paper(&picture), plain, label) <= room;
        assert_int_equal(box->elided, !whole);
        if (!whole)
            assert_string_equal(box->text + strlen(box->text) - 3, "\xe2\x80\xa6");
    }
    free(log);
    picture_free(&picture);
}

static void words_are_wrapped_at_spaces_and_the_last_line_shortened(void **state)
{
    (void)state;
    Picture picture = picture_make(300, 100, 1);
    TextLog *log = calloc(1, sizeof *log);
    picture.paper.log = log;
    const Paper *paper = picture_paper(&picture);
    const char *words = "one two three four five six seven eight";
    assert_int_equal(text_lines(paper, plain, 1000, words), 1);
    size_t lines = text_lines(paper, plain, 100, words);
    assert_true(lines >= 3);
    double height = text_line_height(plain);
    assert_int_equal(text_wrap(paper, plain, (Rect){0, 0, 100, (double)lines * height}, words), lines);
    for (size_t i = 0; i < log->count; i++) {
        assert_false(log->boxes[i].elided);
        assert_true(log->boxes[i].box.width <= 100);
        assert_true(log->boxes[i].text[0] != ' ');
    }
    log->count = 0;
    assert_int_equal(text_wrap(paper, plain, (Rect){0, 0, 100, 2.1 * height}, words), 2);
    assert_false(log->boxes[0].elided);
    assert_true(log->boxes[1].elided);
    assert_int_equal(text_wrap(paper, plain, (Rect){0, 0, 100, 0.5 * height}, words), 0);
    assert_int_equal(text_lines(paper, plain, 100, "   "), 0);
    free(log);
    picture_free(&picture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_utf8_becomes_a_replacement_character),
        cmocka_unit_test(a_text_too_long_for_the_room_ends_in_an_ellipsis),
        cmocka_unit_test(no_bytes_put_the_context_into_an_error_state),
        cmocka_unit_test(a_label_has_one_width_at_every_scale_and_in_a_file_of_shapes),
        cmocka_unit_test(a_text_is_drawn_where_its_box_says),
        cmocka_unit_test(what_has_no_room_is_shortened_and_stays_inside),
        cmocka_unit_test(words_are_wrapped_at_spaces_and_the_last_line_shortened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
