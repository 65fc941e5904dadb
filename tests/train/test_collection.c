#include "train/collection.h"

#include "support/test.h"

static void assert_name(const char *file, const char *collection, size_t user, bool forged, size_t number)
{
    bool found;
    CollectionName name;
    assert_ok(collection_name(file, &found, &name));
    if (!found || strcmp(name.collection, collection) != 0)
        print_error("%s: %s\n", file, found ? name.collection : "no name");
    assert_true(found);
    assert_string_equal(name.collection, collection);
    assert_int_equal(name.user, user);
    assert_int_equal(name.forged, forged);
    assert_int_equal(name.number, number);
}

static void assert_none(const char *file)
{
    bool found = true;
    CollectionName name;
    assert_ok(collection_name(file, &found, &name));
    if (found)
        print_error("%s is taken for %s\n", file, name.collection);
    assert_false(found);
}

static void a_name_without_end_is_none(void **state)
{
    (void)state;
    static char name[60000];
    memset(name, 'U', sizeof name);
    strcpy(name + sizeof name - 5, ".TXT");
    assert_none(name);
}

static void names_say_whose_signature_it_is(void **state)
{
    (void)state;
    assert_name("U3S7.TXT", "SVC2004", 3, false, 7);
    assert_name("u3s20.txt", "SVC2004", 3, false, 20);
    assert_name("U3S21.TXT", "SVC2004", 3, true, 1);
    assert_name("U10000S1.TXT", "SVC2004", 10000, false, 1);
    assert_name("003_1_7.sig", "SUSIG", 3, false, 7);
    assert_name("003_2_7.sig", "SUSIG", 3, false, 107);
    assert_name("003_1_100.sig", "SUSIG", 3, false, 100);
    assert_name("003_g_10.sig", "SUSIG", 3, false, 10);
    assert_name("003_f_7.sig", "SUSIG", 3, true, 7);
    assert_name("0003v07.fpg", "MCYT", 3, false, 8);
    assert_name("0000f00.fpg", "MCYT", 0, true, 1);
    assert_name("NISDCC-003_003_007.hwr", "SigComp2009", 3, false, 7);
    assert_name("NISDCC-021_003_007.hwr", "SigComp2009", 3, true, 21007);
    assert_name("NFI-00307003.hwr", "SigComp2009 NFI", 3, false, 7);
    assert_name("NFI-00304035.hwr", "SigComp2009 NFI", 35, true, 3004);
    assert_name("NFI-99901999.hwr", "SigComp2009 NFI", 999, false, 1);
    assert_name("NFI-99900500.hwr", "SigComp2009 NFI", 500, true, 999000);
    assert_name("NFI-00099999.hwr", "SigComp2009 NFI", 999, true, 99);
}

static void a_converted_file_keeps_its_meaning(void **state)
{
    (void)state;
    assert_name("003_f_7.inkml", "SUSIG", 3, true, 7);
    assert_name("U3S7.inkml", "SVC2004", 3, false, 7);
    assert_name("0003v07.TXT", "MCYT", 3, false, 8);
    bool found;
    CollectionName upper, lower;
    assert_ok(collection_name("U3S7.TXT", &found, &upper));
    assert_ok(collection_name("u3s7.inkml", &found, &lower));
    assert_string_equal(upper.text, "U3S7");
    assert_string_equal(lower.text, "U3S7");
}

static void other_names_are_none(void **state)
{
    (void)state;
    static const char *const names[] = {
        "notes.txt",
        "U3S7",
        "U3S7.png",
        "U03S7.TXT",
        "U3S07.TXT",
        "U0S1.TXT",
        "U3S7a.TXT",
        "U3S.TXT",
        "3_1_7.sig",
        "0003_1_7.sig",
        "003_0_7.sig",
        "003_x_7.sig",
        "003_1_07.sig",
        "003_1_.sig",
        "003_1_101.sig",
        "0003x07.fpg",
        "003v07.fpg",
        "0003v7.fpg",
        "0003v007.fpg",
        "NFI-1.hwr",
        "NFI-003070033.hwr",
        "NISDCC-3_3_7.hwr",
        "NISDCC-003_003_007_6g.hwr",
        ".TXT",
        "",
        "U1234567890S1.TXT",
        "U99999S.TXT",
        "3_7.sig",
        "g_7.sig",
        "03_1_7.sig",
        "003_12_7.sig",
        "003_1-7.sig",
        "003_1_7x.sig",
        "v07.fpg",
        "00003v07.fpg",
        "0003v07x.fpg",
        "NISDCC-03_003_007.hwr",
        "NISDCC-0003_003_007.hwr",
        "NISDCC-003_03_007.hwr",
        "NISDCC-003_0003_007.hwr",
        "NISDCC-003_003_07.hwr",
        "NISDCC-003_003_0007.hwr",
        "NFI-0307003.hwr",
        "NFI-00307003x.hwr",
        "NISDCC-003_003_007_abcd.hwr",
        "NISDCC-003_003_007_abcde.hwr",
        "NISDCC-003_003_007_abcdef.hwr",
        "U12345678901234567890S1.TXT",
    };
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        assert_none(names[k]);
}

static void numbers_out_of_range_are_trouble(void **state)
{
    (void)state;
    bool found;
    CollectionName name;
    assert_trouble(collection_name("U1S41.TXT", &found, &name), "S21 to S40 (forged), found S41");
    assert_trouble(collection_name("U10001S1.TXT", &found, &name),
                   "expected a user up to 10000, found 10001");
    assert_trouble(collection_name("U123456789S1.TXT", &found, &name), "found 123456789");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_without_end_is_none),
        cmocka_unit_test(names_say_whose_signature_it_is),
        cmocka_unit_test(a_converted_file_keeps_its_meaning),
        cmocka_unit_test(other_names_are_none),
        cmocka_unit_test(numbers_out_of_range_are_trouble),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
