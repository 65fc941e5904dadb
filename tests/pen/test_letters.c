#include "pen/letters.h"
#include "support/test.h"

#include <string.h>

static void every_letter_that_names_are_made_of_has_a_shape(void **state)
{
    (void)state;
    char all[100];
    snprintf(all, sizeof all, "%s%s%s", letters_vowels, letters_consonants, letters_capitals);
    for (const char *at = all; *at; at++) {
        const Letter *letter = letters_find(*at);
        assert_non_null(letter);
        assert_int_equal(letter->name, *at);
        assert_in_range(letter->count, 2, LETTERS_TARGETS_MAX);
        assert_true(letter->width > 0.5 && letter->width < 2.5);
        assert_true(letter->air <= letter->count && letter->air != 1);
        double x = letter->start_x, y = letter->start_y;
        for (size_t k = 0; k < letter->count; k++) {
            LettersTarget to = letter->targets[k];
            assert_true(hypot(to.x - x, to.y - y) > 0.2); /* each stroke goes somewhere */
            assert_true(to.x >= -0.2 && to.x <= letter->width + 0.5 && to.y >= -1.6 && to.y <= 2.6);
            assert_true(fabs(to.turn) <= 4);
            x = to.x;
            y = to.y;
        }
    }
    assert_null(letters_find('q'));
    assert_null(letters_find(' '));
}

static void no_letter_stands_twice(void **state)
{
    (void)state;
    const char *lists[] = {letters_vowels, letters_consonants, letters_capitals};
    for (size_t k = 0; k < 3; k++)
        for (const char *at = lists[k]; *at; at++)
            assert_null(strchr(at + 1, *at));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_letter_that_names_are_made_of_has_a_shape),
        cmocka_unit_test(no_letter_stands_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
