#define _POSIX_C_SOURCE 200809L
#include "support/own_folder.h"
#include "support/test.h"
#include "words/catalogue.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char source[100], compiled[100];

static int make_folder(void **state)
{
    (void)state;
    if (own_folder_make(state) != 0)
        return -1;
    snprintf(source, sizeof source, "%s/texts.po", own_folder);
    snprintf(compiled, sizeof compiled, "%s/texts.mo", own_folder);
    return 0;
}

/* Compiled by gettext's own msgfmt, of which this reader knows nothing. */
static void compile(const char *texts, const char *option)
{
    FILE *file = fopen(source, "w");
    assert_non_null(file);
    fprintf(file,
            "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n"
            "\"Plural-Forms: nplurals=3; plural=n;\\n\"\n%s",
            texts);
    assert_int_equal(fclose(file), 0);
    char command[400];
    snprintf(command, sizeof command, "msgfmt %s --output-file=%s %s", option, compiled, source);
    assert_int_equal(system(command), 0);
}

static const char texts[] = "msgid \"pair\"\nmsgstr \"par\"\n"
                            "msgid \"angle\"\nmsgstr \"\xc3\xa2ngulo\"\n"
                            "msgid \"not yet\"\nmsgstr \"\"\n"
                            "msgctxt \"of a stair\"\nmsgid \"step\"\nmsgstr \"degrau\"\n"
                            "msgid \"step\"\nmsgstr \"passo\"\n"
                            "msgid \"%d pair\"\nmsgid_plural \"%d pairs\"\n"
                            "msgstr[0] \"nenhum\"\nmsgstr[1] \"um\"\nmsgstr[2] \"dois\"\n";

static void finds_what_stands_in(const Catalogue *c)
{
    assert_string_equal(catalogue_find(c, "pair", 0), "par");
    assert_string_equal(catalogue_find(c, "angle", 0), "\xc3\xa2ngulo");
    assert_string_equal(catalogue_find(c, "step", 0), "passo");
    assert_string_equal(catalogue_find(c, "of a stair\004step", 0), "degrau");
    assert_string_equal(catalogue_find(c, "%d pair", 0), "nenhum");
    assert_string_equal(catalogue_find(c, "%d pair", 1), "um");
    assert_string_equal(catalogue_find(c, "%d pair", 2), "dois");
}

static void every_text_of_a_catalogue_is_found(void **state)
{
    (void)state;
    static const char *const options[] = {"", "--endianness=big", "--endianness=little", "--no-hash"};
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        compile(texts, options[i]);
        Catalogue *c;
        assert_ok(catalogue_read(compiled, &c));
        finds_what_stands_in(c);
        catalogue_destroy(c);
    }
}

static void what_is_not_there_is_not_found(void **state)
{
    (void)state;
    compile(texts, "");
    Catalogue *c;
    assert_ok(catalogue_read(compiled, &c));
    assert_null(catalogue_find(c, "pai", 0));
    assert_null(catalogue_find(c, "pairs", 0));
    assert_null(catalogue_find(c, "zebra", 0));
    assert_null(catalogue_find(c, "not yet", 0));
    assert_null(catalogue_find(c, "pair", 1));
    assert_null(catalogue_find(c, "%d pair", 3));
    catalogue_destroy(c);
}

static void a_missing_file_is_trouble(void **state)
{
    (void)state;
    Catalogue *c;
    assert_trouble(catalogue_read("/tmp/no-such-catalogue.mo", &c), "/tmp/no-such-catalogue.mo");
    assert_null(c);
}

static size_t read_bytes(unsigned char bytes[static 4096])
{
    FILE *file = fopen(compiled, "rb");
    assert_non_null(file);
    size_t size = fread(bytes, 1, 4096, file);
    fclose(file);
    return size;
}

static void write_bytes(size_t size, const unsigned char *bytes)
{
    FILE *file = fopen(compiled, "wb");
    assert_non_null(file);
    assert_true(size == 0 || fwrite(bytes, 1, size, file) == size);
    fclose(file);
}

static void a_file_that_is_cut_is_refused(void **state)
{
    (void)state;
    unsigned char bytes[4096];
    compile(texts, "");
    size_t size = read_bytes(bytes);
    for (size_t kept = 0; kept < size; kept += 7) {
        write_bytes(kept, bytes);
        Catalogue *c;
        assert_trouble(catalogue_read(compiled, &c), compiled);
        assert_null(c);
    }
}

/* Each byte of the head and the tables in turn: such a file is refused, or read without leaving it (the sanitizers see). */
static void a_file_with_a_wrong_byte_is_never_left(void **state)
{
    (void)state;
    unsigned char bytes[4096];
    compile(texts, "");
    size_t size = read_bytes(bytes), refused = 0;
    for (size_t i = 0; i < size && i < 160; i++) {
        bytes[i] ^= 0xFF;
        write_bytes(size, bytes);
        bytes[i] ^= 0xFF;
        Catalogue *c;
        Status status = catalogue_read(compiled, &c);
        refused += !status.ok;
        for (size_t form = 0; status.ok && form < 4; form++)
            catalogue_find(c, "%d pair", form);
        catalogue_destroy(c);
    }
    assert_true(refused > 80);
}

/* ---- written here, number by number, as gettext's manual describes it ---- */

enum { MAGIC = (int)0x950412de, MADE = 80 };

static void put(unsigned char *bytes, size_t place, unsigned long number)
{
    for (size_t i = 0; i < 4; i++)
        bytes[place + i] = (unsigned char)(number >> 8 * i);
}

/* Strings at 28 ("a", two forms: "x" and an empty one), tables at 40 (ends at 56) and 64 (ends with the file, at 80). */
static void make(unsigned char bytes[static MADE])
{
    static const unsigned long numbers[][2] = {{0, MAGIC}, {8, 2},   {12, 40}, {16, 64}, {40, 1}, {44, 28},
                                               {48, 1},    {52, 30}, {64, 2},  {68, 32}, {72, 3}, {76, 36}};
    memset(bytes, 0, MADE);
    memcpy(bytes + 28, "a\0b\0x\0\0\0yes", 12);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        put(bytes, numbers[i][0], numbers[i][1]);
}

static void the_least_that_is_whole_is_read(void **state)
{
    (void)state;
    unsigned char bytes[MADE];
    Catalogue *c;
    make(bytes);
    put(bytes, 4, 0x8007); /* a minor revision */
    write_bytes(MADE, bytes);
    assert_ok(catalogue_read(compiled, &c));
    assert_string_equal(catalogue_find(c, "a", 0), "x");
    assert_string_equal(catalogue_find(c, "a", 1), "");
    assert_null(catalogue_find(c, "a", 2));
    assert_null(catalogue_find(c, "a", 1 << 24)); /* and nothing beyond is looked at */
    assert_string_equal(catalogue_find(c, "b", 0), "yes");
    assert_null(catalogue_find(c, "b", 1));
    catalogue_destroy(c);
    memset(bytes, 0, MADE); /* no texts at all, and both tables where the file ends */
    put(bytes, 0, MAGIC);
    put(bytes, 12, 28);
    put(bytes, 16, 28);
    write_bytes(28, bytes);
    assert_ok(catalogue_read(compiled, &c));
    assert_null(catalogue_find(c, "a", 0));
    catalogue_destroy(c);
    put(bytes, 12, 0);
    put(bytes, 16, 0);
    write_bytes(27, bytes);
    assert_trouble(catalogue_read(compiled, &c), "no catalogue of translations");
}

static void one_wrong_number_is_refused(void **state)
{
    (void)state;
    static const unsigned long wrong[][2] = {
        {0, 0x950412df},                                              /* another kind of file */
        {4, 0x10000},    {4, 0x1ffff},                                /* a later way of writing it */
        {8, 3},          {8, 0xffffffff}, {12, 81},         {16, 81}, /* tables beyond the end */
        {16, 65},        {16, 72},        {12, 0xffffffff},           /* the last entry beyond it */
        {44, 80},        {44, 81},        {52, 0xffffffff}, {68, 80}, /* a string beyond it */
        {40, 2},         {48, 0},         {72, 2},                    /* that does not end where it ends */
        {40, 52},        {64, 48},        {40, 0xffffffff},           /* that ends beyond the file */
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        unsigned char bytes[MADE];
        make(bytes);
        put(bytes, wrong[i][0], wrong[i][1]);
        write_bytes(MADE, bytes);
        Catalogue *c;
        if (catalogue_read(compiled, &c).ok)
            print_error("%lu at %lu was taken\n", wrong[i][1], wrong[i][0]);
        assert_trouble(catalogue_read(compiled, &c), "no catalogue of translations, or a damaged one");
        assert_null(c);
    }
}

static void a_file_of_more_than_16_megabytes_is_not_read(void **state)
{
    (void)state;
    Catalogue *c;
    write_bytes(0, NULL);
    assert_int_equal(truncate(compiled, (1 << 24) + 1), 0);
    assert_trouble(catalogue_read(compiled, &c), "larger than the ");
    assert_int_equal(truncate(compiled, 1 << 24), 0);
    assert_trouble(catalogue_read(compiled, &c), "no catalogue of translations");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_text_of_a_catalogue_is_found),
        cmocka_unit_test(what_is_not_there_is_not_found),
        cmocka_unit_test(a_missing_file_is_trouble),
        cmocka_unit_test(a_file_that_is_cut_is_refused),
        cmocka_unit_test(a_file_with_a_wrong_byte_is_never_left),
        cmocka_unit_test(the_least_that_is_whole_is_read),
        cmocka_unit_test(one_wrong_number_is_refused),
        cmocka_unit_test(a_file_of_more_than_16_megabytes_is_not_read),
    };
    return cmocka_run_group_tests_name("catalogue", tests, make_folder, own_folder_remove);
}
