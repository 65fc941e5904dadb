/* Folders and files that are not what a command expects, and names that would lead elsewhere. TWINGRAD is the program. */
#define _POSIX_C_SOURCE 200809L
#include <sys/stat.h>
#include <unistd.h>

#include "support/command.h"
#include "support/own_folder.h"
#include "support/test.h"

/* A line of the shell in the folder of the test, where $P is the program. */
static int in_folder(const char *line)
{
    char whole[4000];
    snprintf(whole, sizeof whole, "cd %s && P='%s' && { %s; } 2>&1 </dev/null", own_folder,
             getenv("TWINGRAD"), line);
    return command_run(whole);
}

static int make_files(void **state)
{
    return own_folder_make(state) == 0 &&
                   in_folder(
                       "\"$P\" synth --users 5 --genuine 3 --forged 2 --out pens && "
                       "\"$P\" train --data pens --epochs 1 --pairs 16 --net 'average:50 flatten dense:2' "
                       "--quiet --save model") == 0
               ? 0
               : -1;
}

static void what_stands_in_a_folder_of_signatures_is_not_waited_for(void **state)
{
    (void)state;
    assert_int_equal(in_folder("cp -r pens odd && rm odd/U2S1.TXT"), 0);
    const struct {
        const char *make;
        int status;
        const char *said;
    } cases[] = {
        /* No files: the signatures are those beside them. */
        {"mkfifo odd/U2S1.TXT", 0, "24 signatures of 5 users"},
        {"ln -s /dev/zero odd/U2S1.TXT", 0, "24 signatures of 5 users"},
        {"mkdir odd/U2S1.TXT", 0, "24 signatures of 5 users"},
        {"ln -s U2S1.TXT odd/U2S1.TXT", 0, "24 signatures of 5 users"},
        {": >odd/U2S1.TXT", 2, "odd/U2S1.TXT:1: expected the number of points, found an empty file"},
        {"truncate -s 1T odd/U2S1.TXT", 2, "odd/U2S1.TXT: larger than the "},
        {"head -c 100000 /dev/zero >odd/U2S1.TXT", 2,
         "odd/U2S1.TXT:1: expected the number of points, found '????"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char line[400];
        snprintf(line, sizeof line, "%s && timeout 60 \"$P\" train --data odd --epochs 1 --pairs 8",
                 cases[i].make);
        assert_int_equal(in_folder(line), cases[i].status);
        command_assert_says(cases[i].said);
        assert_int_equal(in_folder("rm -rf odd/U2S1.TXT"), 0);
    }
}

/* But as a pipe that somebody writes into, as <(...) of a shell is. */
static void a_file_that_is_named_is_a_file_or_a_pipe(void **state)
{
    (void)state;
    assert_int_equal(
        in_folder("mkfifo pipe && { cat pens/U1S3.TXT >pipe & } && \"$P\" verify model --score max "
                  "--reference pens/U1S1.TXT pens/U1S3.TXT --questioned pipe"),
        0);
    command_assert_says("ACCEPTED: pipe");
    assert_int_equal(in_folder("timeout 60 \"$P\" eval pipe --data pens"), 2); /* nobody writes into it now */
    command_assert_says("pipe: cannot be read: ");
    assert_int_equal(in_folder("\"$P\" eval /dev/zero --data pens"), 2);
    command_assert_says("/dev/zero: is a device, neither a file nor a pipe");
    assert_int_equal(in_folder("truncate -s 1T huge && \"$P\" eval huge --data pens"), 2);
    command_assert_says("huge: larger than the ");
    assert_int_equal(in_folder("\"$P\" eval pens --data pens"), 2);
    command_assert_says("pens: cannot be read: Is a directory");
}

static void what_is_written_stays_in_its_folder(void **state)
{
    (void)state;
    /* A link that somebody put there is replaced; what it leads to is not touched. */
    assert_int_equal(
        in_folder("mkdir out && echo precious >../$(basename $PWD)/outside && "
                  "ln -s ../outside out/U1S1.TXT && ln -s /nowhere/file out/U1S2.TXT && "
                  "\"$P\" synth --users 1 --genuine 2 --forged 0 --out out && cat outside && "
                  "test ! -L out/U1S1.TXT && test ! -L out/U1S2.TXT && ls -A out | tr '\\n' ' '"),
        0);
    command_assert_says("precious\nU1S1.TXT U1S2.TXT ");
    /* A model is a file of this name, in the place of what it was. */
    assert_int_equal(
        in_folder("echo precious >kept && ln -s kept link && "
                  "\"$P\" train --data pens --epochs 1 --pairs 16 --net 'average:50 flatten dense:2' "
                  "--quiet --save link && cat kept && cmp link model"),
        0);
    command_assert_says("precious\n");
    assert_int_equal(in_folder("\"$P\" train --data pens --epochs 1 --pairs 16 --quiet --save pens"), 2);
    command_assert_says("pens: cannot be replaced: Is a directory");
}

/* A device is still one when a model was saved there. */
static void a_device_is_written_into(void **state)
{
    (void)state;
    assert_int_equal(
        in_folder("\"$P\" trace model --pair 0 --safetensors /dev/null >/dev/null && test -c /dev/null"), 0);
    if (access("/dev/full", W_OK) == 0) {
        assert_int_equal(in_folder("\"$P\" trace model --pair 0 --safetensors /dev/full >/dev/null"), 2);
        command_assert_says("/dev/full: cannot be written: ");
    }
}

/* What is in a file's name or in an option acts on no terminal. */
static void names_are_shown_and_not_obeyed(void **state)
{
    (void)state;
    const char *const lines[] = {
        "\"$P\" eval \"$(printf '\\033[2Jno\\nmodel')\"",
        "\"$P\" train --epochs \"$(printf '\\033]0;x\\007')\"", "\"$P\" train --net \"$(printf 'co\\rnv')\"",
        "\"$P\" train --data \"$(printf 'no\\033c')\"", "\"$P\" \"$(printf 'co\\033m')\""};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        assert_int_equal(in_folder(lines[i]), 2);
        const size_t length = strlen(command_output);
        assert_true(length > 10 && strchr(command_output, '\n') == command_output + length - 1);
        for (const char *c = command_output; *c; c++)
            assert_true(*c == '\n' || (unsigned char)*c >= ' ');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_stands_in_a_folder_of_signatures_is_not_waited_for),
        cmocka_unit_test(a_file_that_is_named_is_a_file_or_a_pipe),
        cmocka_unit_test(what_is_written_stays_in_its_folder),
        cmocka_unit_test(a_device_is_written_into),
        cmocka_unit_test(names_are_shown_and_not_obeyed),
    };
    return cmocka_run_group_tests(tests, make_files, own_folder_remove);
}
