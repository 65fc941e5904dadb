#define _POSIX_C_SOURCE 200809L
#include "cli/document.h"

#include "support/printed.h"
#include "support/test.h"

static void numbers_are_printed_to_be_read_back_exactly(void **state)
{
    (void)state;
    printed_begin();
    const Status status = document_print(json_pack("{s:f, s:i}", "tenth", 0.1, "count", 3));
    printed_end();
    assert_ok(status);
    assert_string_equal(printed_out, "{\n \"tenth\": 0.10000000000000001,\n \"count\": 3\n}\n");
}

static void what_has_no_memory_is_printed_not_at_all(void **state)
{
    (void)state;
    printed_begin();
    const Status status = document_print(NULL);
    printed_end();
    assert_trouble(status, "JSON document");
    assert_string_equal(printed_out, "");
}

static void what_lacks_an_item_is_nothing(void **state)
{
    (void)state;
    json_t *array = json_array(), *object = json_object();
    document_append(&array, json_integer(4));
    document_set(&object, "four", json_integer(4));
    assert_int_equal(json_integer_value(json_array_get(array, 0)), 4);
    assert_int_equal(json_integer_value(json_object_get(object, "four")), 4);
    document_append(&array, NULL); /* there was no memory for it */
    document_set(&object, "five", NULL);
    assert_null(array);
    assert_null(object);
    document_append(&array, json_integer(5)); /* and it stays so */
    document_set(&object, "six", json_integer(6));
    assert_null(array);
    assert_null(object);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_printed_to_be_read_back_exactly),
        cmocka_unit_test(what_has_no_memory_is_printed_not_at_all),
        cmocka_unit_test(what_lacks_an_item_is_nothing),
    };
    return cmocka_run_group_tests_name("document", tests, NULL, NULL);
}
