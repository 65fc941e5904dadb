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

static void write_bytes(size_t size, const unsigned char bytes[])
{
    FILE *file = fopen(compiled, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_text_of_a_catalogue_is_found),
        cmocka_unit_test(what_is_not_there_is_not_found),
        cmocka_unit_test(a_missing_file_is_trouble),
        cmocka_unit_test(a_file_that_is_cut_is_refused),
        cmocka_unit_test(a_file_with_a_wrong_byte_is_never_left),
    };
    return cmocka_run_group_tests_name("catalogue", tests, make_folder, own_folder_remove);
}
