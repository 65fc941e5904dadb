/* twingrad convert as a person uses it. TWINGRAD is the program. */
#define _POSIX_C_SOURCE 200809L
#include <stdlib.h>
#include <string.h>

#include "support/command.h"
#include "support/own_folder.h"

/* Runs a line of the shell inside the folder, where `twingrad` is the program; its errors are kept too. Returns the exit
 * status. */
static int shell(const char *line)
{
    char whole[2000];
    const char *program = getenv("TWINGRAD");
    assert_non_null(program);
    snprintf(whole, sizeof whole, "cd %s && exec 2>&1 </dev/null && twingrad() { '%s' \"$@\"; } && %s",
             own_folder, program, line);
    return command_run(whole);
}

/* text/: six signatures of two writers; and the same as sig/. */
static int make_folder(void **state)
{
    return own_folder_make(state) == 0
               ? shell("twingrad synth --users 2 --genuine 2 --forged 1 --out text && "
                       "twingrad convert text --to susig --out sig")
               : -1;
}

static void there_and_back_gives_the_same_bytes(void **state)
{
    (void)state;
    assert_int_equal(shell("twingrad convert text --to inkml --out ink"), 0);
    command_assert_says("6 signatures from svc2004 to inkml: ink\n");
    assert_int_equal(shell("twingrad convert ink --to susig --out sig2"), 0);
    assert_int_equal(shell("twingrad convert sig2 --to svc2004 --out back"), 0);
    command_assert_says("6 signatures from susig to svc2004: back\n  nothing is lost\n");
    assert_int_equal(shell("diff -r text back"), 0);
    assert_string_equal(command_output, "");
}

static void what_is_lost_is_told(void **state)
{
    (void)state;
    assert_int_equal(shell("twingrad convert text/U1S1.TXT --out one.inkml"), 0);
    command_assert_says("1 signature from svc2004 to inkml: one.inkml\n"
                        "  the pen's azimuth and altitude are lost (1 file)\n"
                        "  pressures are rounded: by up to ");
    /* Written by hand: millimetres to a thousandth, times to a tenth of a ms, one of which does not grow. */
    assert_int_equal(
        shell("{ echo '<ink><traceFormat><channel name=\"X\" units=\"mm\"/><channel name=\"Y\" units=\"mm\"/>"
              "<channel name=\"T\" units=\"ms\"/></traceFormat><trace>';"
              "echo '1.003 2 0, 1.1 2 10.4, 1.2 2.3 20, 1.3 2.2 20, 1.4 2 40, 1.5 2 50, 1.6 2 60, 1.7 2.1 70,"
              " 1.8 2 80, 1.9 2 90, 2 2 100</trace></ink>'; } >fine.inkml"),
        0);
    assert_int_equal(shell("twingrad convert fine.inkml --out fine.txt"), 0);
    command_assert_says("  x and y are rounded: by up to 0.003 mm\n");
    command_assert_says("  times are rounded: by up to 0.4 ms\n");
    command_assert_says("  millimetres became counts of 0.01 mm (1 file)\n");
    command_assert_says("  1 file has no pressure to begin with\n");
    command_assert_says("  times that did not grow were repaired: 1 in 1 file\n");
    assert_null(strstr(command_output, "azimuth"));
    assert_null(strstr(command_output, "nothing is lost"));
    assert_int_equal(shell("head -n 2 fine.txt"), 0);
    assert_string_equal(command_output, "11\n100 -200 0 0\n");
}

static void nothing_that_is_there_is_replaced_unless_told(void **state)
{
    (void)state;
    assert_int_equal(shell("mkdir kept && echo mine >kept/U2S21.inkml"), 0);
    assert_int_equal(shell("twingrad convert text --to inkml --out kept"), 2);
    assert_string_equal(command_output,
                        "twingrad convert: kept/U2S21.inkml: is there already; --force replaces it\n");
    assert_int_equal(shell("cat kept/*"), 0);
    assert_string_equal(command_output, "mine\n"); /* and nothing else was written */
    assert_int_equal(shell("twingrad convert text --to inkml --out kept --force"), 0);
    assert_int_equal(shell("ls kept | wc -l && grep -l mine kept/*"), 1);
    assert_string_equal(command_output, "6\n");
    assert_int_equal(
        shell("cp kept/U2S21.inkml alone.inkml && twingrad convert text/U1S1.TXT --out alone.inkml"), 2);
    command_assert_says("alone.inkml: is there already; --force replaces it\n");
    assert_int_equal(shell("cmp kept/U2S21.inkml alone.inkml"), 0);
    assert_int_equal(shell("mkdir other && cp text/U1S1.TXT other"), 0);
    assert_int_equal(shell("twingrad convert text/U1S1.TXT other/U1S1.TXT --to inkml --out both"), 2);
    command_assert_says("would both become both/U1S1.inkml");
    assert_int_equal(shell("ls both"), 2);
    assert_int_equal(
        shell("twingrad convert text/U1S1.TXT text/U1S2.TXT other/U1S1.TXT --to inkml --out both --force"),
        2);
    command_assert_says("text/U1S1.TXT");
    command_assert_says("other/U1S1.TXT");
    command_assert_says("would both become both/U1S1.inkml");
}

static void folders_keep_their_places_and_other_files_are_left(void **state)
{
    (void)state;
    assert_int_equal(
        shell("mkdir -p deep/GENUINE/SESSION1 && cp sig/U1S1.sig deep/GENUINE/SESSION1/001_1_1.sig && "
              "cp sig/U1S21.sig deep/001_f_1.sig && echo hello >deep/readme.txt"),
        0);
    assert_int_equal(shell("twingrad convert deep/ --to inkml --out placed"), 0);
    command_assert_says("2 signatures from susig to inkml: placed");
    command_assert_says("  1 other file was not looked at\n");
    assert_int_equal(shell("cd placed && find . -type f | sort"), 0);
    assert_string_equal(command_output, "./001_f_1.inkml\n./GENUINE/SESSION1/001_1_1.inkml\n");
}

/* What stands behind the last dot of a name is its end; a dot before a name, or in a folder's, is none. */
static void a_name_keeps_all_but_its_end(void **state)
{
    (void)state;
    assert_int_equal(shell("mkdir -p dots/a.b/c && cp sig/U1S1.sig dots/a.b/one.two.sig && "
                           "cp text/U1S1.TXT dots/a.b/c/U1S1.TXT && cp text/U1S1.TXT dots/a.b/notes.txt && "
                           "echo hello >dots/a.b/readme.md && cp text/U1S1.TXT plain && cp plain .hidden"),
                     0);
    assert_int_equal(shell("twingrad convert dots --to inkml --out ends"), 0);
    command_assert_says("  2 other files were not looked at\n");
    assert_int_equal(shell("twingrad convert plain .hidden dots/a.b/notes.txt --to inkml --out ends"), 0);
    assert_null(strstr(command_output, "not looked at"));
    assert_int_equal(shell("cd ends && find . -type f | LC_ALL=C sort"), 0);
    assert_string_equal(command_output, "./.hidden.inkml\n./a.b/c/U1S1.inkml\n./a.b/one.two.inkml\n"
                                        "./notes.inkml\n./plain.inkml\n");
}

/* More than the list of files has room for at first, and at second. */
static void many_files_are_converted_at_once(void **state)
{
    (void)state;
    assert_int_equal(shell("twingrad synth --users 4 --genuine 20 --forged 20 --out many && "
                           "twingrad convert many --to susig --out many.sig"),
                     0);
    command_assert_says("160 signatures from svc2004 to susig: many.sig\n");
    assert_int_equal(
        shell("twingrad convert many.sig --to svc2004 --out many.back && diff -r many many.back"), 0);
}

static void the_formats_that_are_only_read_are_converted(void **state)
{
    (void)state;
    assert_int_equal(
        shell("{ echo 'NFI-00101001 20'; for i in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19; do "
              "echo \"$((100 * i)) $((i * i)) $((i == 10 ? 0 : 500)) 1200 600\"; done; } >NFI-00101001.hwr"),
        0);
    assert_int_equal(shell("twingrad convert NFI-00101001.hwr --to svc2004 --out ."), 0);
    command_assert_says(
        "1 signature from hwr to svc2004: .\n  the pen's azimuth and altitude are lost (1 file)\n");
    assert_int_equal(shell("sed -n '1p;4p;12p;13p;14p' NFI-00101001.TXT"), 0);
    assert_string_equal(command_output,
                        "20\n200 -4 10 1 0 0 500\n1000 -100 50 0 0 0 0\n1100 -121 55 0 0 0 500\n"
                        "1200 -144 60 1 0 0 500\n");
}

static void what_is_wrong_gets_one_sentence_and_status_2(void **state)
{
    (void)state;
    static const struct {
        const char *line, *sentence;
    } cases[] = {
        {"twingrad convert", "IN is missing: a file or a folder"},
        {"twingrad convert text --to inkml", "--out DIR or --out FILE is missing"},
        {"twingrad convert text --out x", "--to FORMAT is missing"},
        {"twingrad convert text/U1S1.TXT text/U1S2.TXT --out x.inkml", "--to FORMAT is missing"},
        {"twingrad convert text --to png --out x", "--to png: expected svc2004, inkml or susig"},
        {"twingrad convert text --to fpg --out x", "fpg: such files are read only"},
        {"twingrad convert text/U1S1.TXT --out x.hwr", "hwr: such files are read only"},
        {"twingrad convert text/U1S1.TXT --to susig --out x.inkml",
         "--to susig: the name of x.inkml stands for inkml"},
        {"twingrad convert nowhere --to inkml --out x", "nowhere: cannot be opened"},
        {"mkdir -p empty && twingrad convert empty --to inkml --out x", "empty: no signature found"},
        {"echo 12 >U9S1.TXT && twingrad convert U9S1.TXT --to inkml --out x",
         "U9S1.TXT:2: expected point 1 of 12, found the end of the file"},
        {"twingrad convert text --to inkml --out text/U1S1.TXT", "text/U1S1.TXT: is not a folder"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        int status = shell(cases[k].line);
        command_assert_says(cases[k].sentence);
        assert_int_equal(status, 2);
        const char *end = strchr(command_output, '\n');
        assert_true(end && end[1] == 0); /* one line */
    }
    assert_int_equal(shell("ls x"), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_and_back_gives_the_same_bytes),
        cmocka_unit_test(what_is_lost_is_told),
        cmocka_unit_test(nothing_that_is_there_is_replaced_unless_told),
        cmocka_unit_test(folders_keep_their_places_and_other_files_are_left),
        cmocka_unit_test(a_name_keeps_all_but_its_end),
        cmocka_unit_test(many_files_are_converted_at_once),
        cmocka_unit_test(the_formats_that_are_only_read_are_converted),
        cmocka_unit_test(what_is_wrong_gets_one_sentence_and_status_2),
    };
    return cmocka_run_group_tests(tests, make_folder, own_folder_remove);
}
