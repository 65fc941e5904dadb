#include "draw/arrow.h"
#include "draw/dial.h"
#include "draw/picture.h"

enum { WIDTH = 800, HEIGHT = 600 };

/* The drawing of a pair 60 degrees apart with |a| = 2 |b|, and what is looked for in it. */
static DialData pair(double degrees, double pull)
{
    return (DialData){.degrees = degrees,
                      .norm_a = 4,
                      .norm_b = 2,
                      .a = {pull, 0},
                      .b = {pull, 0},
                      .full_pull = 1,
                      .colour = {1, 0, 0},
                      .gradient_a = "ga",
                      .gradient_b = "gb"};
}

static Picture drawn(DialData data, TextLog *log)
{
    Picture picture = picture_make(WIDTH, HEIGHT, 1);
    picture.paper.log = log;
    dial_draw(picture_paper(&picture), (Rect){0, 0, WIDTH, HEIGHT}, data);
    return picture;
}

/* The box of the pixels near a colour. */
static Rect extent_of(const Picture *picture, Colour colour)
{
    int left = WIDTH, right = -1, top = HEIGHT, bottom = -1;
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
            if (!picture_is(picture, x, y, colour, 12))
                continue;
            left = x < left ? x : left;
            right = x > right ? x : right;
            top = y < top ? y : top;
            bottom = y > bottom ? y : bottom;
        }
    }
    return (Rect){left, top, right - left + 1, bottom - top + 1};
}

static const TextBox *label(const TextLog *log, const char *text)
{
    for (size_t i = 0; i < log->count; i++)
        if (strcmp(log->boxes[i].text, text) == 0)
            return &log->boxes[i];
    return NULL;
}

static double middle_x(const TextBox *box)
{
    return box->box.x + box->box.width / 2;
}

static double middle_y(const TextBox *box)
{
    return box->box.y + box->box.height / 2;
}

/* The centre of the dial and its radius, from the labels of its scale (which stand 14 outside it). */
static void centre_of(const TextLog *log, double *x, double *y, double *radius)
{
    const TextBox *right = label(log, "0\xc2\xb0"), *up = label(log, "90\xc2\xb0"),
                  *left = label(log, "180\xc2\xb0");
    *x = (middle_x(right) - 2 + middle_x(left) + 4) / 2;
    *y = middle_y(right) - 0.1045 * 12; /* a box reaches further below its capitals than above */
    *radius = *y - (middle_y(up) - 0.1045 * 12) - 14;
}

static void vectors_have_their_true_angle_and_proportion(void **state)
{
    (void)state;
    const double angles[] = {20, 60, 90, 135, 170};
    for (size_t i = 0; i < 5; i++) {
        TextLog *log = calloc(1, sizeof *log);
        Picture picture = drawn(pair(angles[i], 0), log);
        double x, y, radius, theta = angles[i] * 3.14159265 / 180;
        centre_of(log, &x, &y, &radius);
        const double a = 0.84 * radius, b = a / 2; /* the longer one at full length */
        const Colour text = picture.paper.theme->text;
        assert_true(picture_is(&picture, (int)(x + 0.3 * a), (int)y, text, 30));
        assert_true(picture_is(&picture, (int)(x + a - 4), (int)y, text, 60));
        assert_false(picture_is(&picture, (int)(x + a + 3), (int)y, text, 60));
        double here = 0.94 * b, beyond = 1.15 * b;
        assert_true(picture_is(&picture, (int)(x + here * cos(theta)), (int)(y - here * sin(theta)),
                               (Colour){1, 0, 0}, 60));
        assert_false(picture_is(&picture, (int)(x + beyond * cos(theta)), (int)(y - beyond * sin(theta)),
                                (Colour){1, 0, 0}, 60));
        free(log);
        picture_free(&picture);
    }
}

static void gradients_stand_at_right_angles_and_turn_the_right_way(void **state)
{
    (void)state;
    for (int opens = 0; opens < 2; opens++) {
        TextLog *log = calloc(1, sizeof *log);
        Picture picture = drawn(pair(90, opens ? 1 : -1), log);
        double x, y, radius;
        centre_of(log, &x, &y, &radius);
        const double a = 0.84 * radius, b = a / 2;
        Rect pink = extent_of(&picture, picture.paper.theme->backward);
        const TextBox *ga = label(log, "ga"), *gb = label(log, "gb");
        assert_non_null(ga);
        assert_non_null(gb);
        /* That of a is vertical at a's tip: down when it opens. That of b, which points up, is horizontal at b's tip:
         * to the left when it opens. */
        assert_close(middle_x(ga), x + a, 1.5);
        assert_close(middle_y(gb), y - b, 1.5);
        if (opens) {
            assert_true(middle_y(ga) > y + 10);
            assert_true(middle_x(gb) < x - 10);
            assert_true(pink.y + pink.height > y + 10);
        } else {
            assert_true(middle_y(ga) < y - 10);
            assert_true(middle_x(gb) > x + 10);
            assert_true(pink.y + pink.height < y + 4);
        }
        free(log);
        picture_free(&picture);
    }
}

/* Length of the arrow at a's tip, from its pixels. */
static double arrow_at_a(DialData data)
{
    TextLog *log = calloc(1, sizeof *log);
    data.gradient_a = data.gradient_b = "";
    Picture picture = drawn(data, log);
    double x, y, radius;
    centre_of(log, &x, &y, &radius);
    const double a = 0.84 * radius * data.norm_a / fmax(data.norm_a, data.norm_b);
    int length = 0;
    for (int row = (int)y + 4; row < HEIGHT; row++)
        length += picture_is(&picture, (int)(x + a), row, picture.paper.theme->backward, 60);
    free(log);
    picture_free(&picture);
    return length + 4;
}

static void a_gradient_is_as_long_as_the_pull_over_the_length_of_its_vector(void **state)
{
    (void)state;
    DialData data = pair(90, 0.4);
    data.norm_a = data.norm_b = 3;
    double one = arrow_at_a(data);
    data.a.turn = data.b.turn = 0.8;
    assert_close(arrow_at_a(data), 2 * one, 0.07);
    data.a.turn = data.b.turn = 0.4;
    data.norm_a = 4; /* the mean length is sqrt(4 * 1) = 2, so the arrow is half of what it was */
    data.norm_b = 1;
    assert_close(arrow_at_a(data), one / 2, 0.1);
}

/* A wrong gradient that lengthens a points on along it, and not to the side. */
static void a_gradient_that_stretches_points_along_its_vector(void **state)
{
    (void)state;
    TextLog *log = calloc(1, sizeof *log);
    DialData data = pair(90, 0);
    data.norm_a = data.norm_b = 3;
    data.gradient_a = data.gradient_b = "";
    Picture picture = drawn(data, log); /* with both labels of the ends, which tell where the centre is */
    double x, y, radius;
    centre_of(log, &x, &y, &radius);
    picture_free(&picture);
    data.a = (DialPull){.stretch = 0.5};
    picture = drawn(data, NULL);
    const Rect pink = extent_of(&picture, picture.paper.theme->backward);
    assert_true(pink.x >= x + 0.84 * radius - 4);
    assert_close(pink.y + pink.height / 2, y, 3);
    assert_true(pink.x + pink.width > x + 0.84 * radius + 40); /* its head; the base line crosses the rest */
    free(log);
    picture_free(&picture);
}

static void a_pair_without_a_direction_has_a_scale_and_no_vectors(void **state)
{
    (void)state;
    DialData data = pair(NAN, NAN);
    data.norm_a = 0;
    Picture picture = drawn(data, NULL);
    assert_int_equal(picture_count(&picture, (Colour){1, 0, 0}, 60), 0);
    assert_int_equal(picture_count(&picture, picture.paper.theme->backward, 12), 0);
    assert_true(picture_count(&picture, picture.paper.theme->grid, 12) > 100);
    picture_free(&picture);
}

static bool apart(Rect one, Rect other)
{
    return one.x >= other.x + other.width || other.x >= one.x + one.width ||
           one.y >= other.y + other.height || other.y >= one.y + one.height;
}

static void labels_never_cover_each_other_nor_leave_the_room(void **state)
{
    (void)state;
    TextLog *log = calloc(1, sizeof *log);
    Picture picture = picture_make(WIDTH, HEIGHT, 1);
    picture.paper.log = log;
    const Rect rooms[] = {{0, 0, 300, 180}, {0, 0, 420, 300}};
    for (int step = 0; step < 2 * 361 * 10; step++) {
        double degrees = step % 361 / 2.0, pull = (step / 361 % 5) / 4.0;
        Rect room = rooms[step / (361 * 10)];
        log->count = 0;
        dial_draw(picture_paper(&picture), room, pair(degrees, step / (361 * 5) % 2 ? pull : -pull));
        for (size_t i = 0; i < log->count; i++) {
            Rect one = log->boxes[i].box;
            if (one.x < 0 || one.y < 0 || one.x + one.width > room.width || one.y + one.height > room.height)
                fail_msg("at %g degrees, pull %g: '%s' leaves the room", degrees, pull, log->boxes[i].text);
            for (size_t k = 0; k < i; k++)
                if (!apart(one, log->boxes[k].box))
                    fail_msg("at %g degrees, pull %g: '%s' and '%s'", degrees, pull, log->boxes[i].text,
                             log->boxes[k].text);
        }
    }
    free(log);
    picture_free(&picture);
}

static void an_arrow_ends_at_its_point(void **state)
{
    (void)state;
    Picture picture = picture_make(100, 40, 1);
    arrow_draw(picture_paper(&picture), 10, 20, 80, 20, 4, white);
    assert_true(picture_is(&picture, 12, 20, white, 5));
    assert_true(picture_area(&picture, 76, 18, 4, 4) > 2);
    assert_close(picture_area(&picture, 81, 0, 19, 40), 0, 1e-9);
    assert_close(picture_area(&picture, 0, 0, 10, 40), 0, 1e-9);
    double before = picture_area(&picture, 0, 0, 100, 40);
    arrow_draw(picture_paper(&picture), 50, 5, 50, 5, 4, white);
    arrow_draw(picture_paper(&picture), 50, 5, NAN, 5, 4, white);
    assert_close(picture_area(&picture, 0, 0, 100, 40), before, 1e-9);
    picture_free(&picture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vectors_have_their_true_angle_and_proportion),
        cmocka_unit_test(gradients_stand_at_right_angles_and_turn_the_right_way),
        cmocka_unit_test(a_gradient_is_as_long_as_the_pull_over_the_length_of_its_vector),
        cmocka_unit_test(a_gradient_that_stretches_points_along_its_vector),
        cmocka_unit_test(a_pair_without_a_direction_has_a_scale_and_no_vectors),
        cmocka_unit_test(labels_never_cover_each_other_nor_leave_the_room),
        cmocka_unit_test(an_arrow_ends_at_its_point),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
