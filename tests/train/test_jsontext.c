#include "support/test.h"

#include <pthread.h>

#include "train/jsontext.h"

static size_t asked, refused_at, held;

static void *count_malloc(size_t size)
{
    if (++asked == refused_at)
        return NULL;
    void *piece = malloc(size);
    held += piece != NULL;
    return piece;
}

static void count_free(void *piece)
{
    held -= piece != NULL;
    free(piece);
}

static const char text[] =
    "{\"a long name, for which more memory is asked for than for a short one\": [1, 2.5, {\"b\": "
    "\"words, longer than the sixteen bytes that are there to begin with\"}, null, true]}";

static void what_is_written_is_read(void **state)
{
    (void)state;
    json_t *document, *again;
    json_error_t error;
    assert_int_equal(jsontext_read(text, sizeof text - 1, 0, &document, &error), JSONTEXT_READ);
    char *written = jsontext_write(document, JSON_COMPACT);
    assert_non_null(written);
    assert_int_equal(jsontext_read(written, strlen(written), 0, &again, &error), JSONTEXT_READ);
    assert_true(json_equal(document, again));
    free(written);
    json_decref(document);
    json_decref(again);
}

static void a_wrong_text_is_told_from_a_want_of_memory(void **state)
{
    (void)state;
    json_t *document;
    json_error_t error;
    assert_int_equal(jsontext_read("{\"a\" 1}", 7, 0, &document, &error), JSONTEXT_WRONG);
    assert_null(document);
    assert_int_equal(error.line, 1);
    assert_null(jsontext_write(NULL, 0));
}

/* For every request of the parser: it is left, all is given back, and the next text is read as ever. */
static void whichever_request_is_refused_the_text_is_not_read_and_nothing_is_held(void **state)
{
    (void)state;
    json_t *document;
    json_error_t error;
    json_malloc_t usual_malloc;
    json_free_t usual_free;
    json_get_alloc_funcs(&usual_malloc, &usual_free);
    json_set_alloc_funcs(count_malloc, count_free);
    asked = held = refused_at = 0;
    assert_int_equal(jsontext_read(text, sizeof text - 1, 0, &document, &error), JSONTEXT_READ);
    const size_t all = asked;
    assert_true(all > 10);
    json_decref(document);
    assert_int_equal(held, 0);
    for (size_t n = 1; n <= all; n++) {
        asked = 0;
        refused_at = n;
        assert_int_equal(jsontext_read(text, sizeof text - 1, 0, &document, &error), JSONTEXT_NO_MEMORY);
        assert_null(document);
        assert_int_equal(held, 0);
    }
    json_malloc_t left_malloc;
    json_free_t left_free;
    json_get_alloc_funcs(&left_malloc, &left_free);
    assert_true(left_malloc == count_malloc && left_free == count_free);
    json_set_alloc_funcs(usual_malloc, usual_free);
}

/* ---- somebody else's texts at the same time ---- */

static bool others_text_was_read;

static void *read_elsewhere(void *unused)
{
    json_t *first = NULL;
    json_error_t error;
    if (jsontext_read("[{}]", 4, 0, &first, &error) != JSONTEXT_READ)
        return unused;
    json_decref(first);
    json_t *list = json_loads("[1, 2, 3]", 0, NULL);
    others_text_was_read = list && json_array_size(list) == 3;
    json_decref(list);
    return unused;
}

static void *malloc_with_another_thread(size_t size)
{
    static bool at_it;
    if (!at_it && ++asked == 5) {
        pthread_t other;
        at_it = true;
        assert_int_equal(pthread_create(&other, NULL, read_elsewhere, NULL), 0);
        assert_int_equal(pthread_join(other, NULL), 0);
        at_it = false;
    }
    return malloc(size);
}

static void another_thread_may_use_the_parser_meanwhile(void **state)
{
    (void)state;
    json_t *document;
    json_error_t error;
    json_malloc_t usual_malloc;
    json_free_t usual_free;
    json_get_alloc_funcs(&usual_malloc, &usual_free);
    json_set_alloc_funcs(malloc_with_another_thread, free);
    asked = 0;
    const JsontextRead read = jsontext_read(text, sizeof text - 1, 0, &document, &error);
    json_set_alloc_funcs(usual_malloc, usual_free);
    assert_int_equal(read, JSONTEXT_READ);
    assert_true(others_text_was_read);
    assert_int_equal(json_object_size(document), 1);
    json_decref(document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(a_wrong_text_is_told_from_a_want_of_memory),
        cmocka_unit_test(another_thread_may_use_the_parser_meanwhile),
        cmocka_unit_test(whichever_request_is_refused_the_text_is_not_read_and_nothing_is_held),
    };
    return cmocka_run_group_tests_name("jsontext", tests, NULL, NULL);
}
