/* What the commands print, and write line by line, where it cannot be taken, is interrupted, or goes on. TWINGRAD is the
 * program. tests/faults tries more of this, on all commands. */
#define _POSIX_C_SOURCE 200809L
#include "support/command.h"
#include "support/own_folder.h"
#include "support/test.h"

#define SMALL_NET "--users 5 --genuine 3 --forged 2 --net mlp"
#define SMALL     SMALL_NET " --pairs 16 --batch 8 --epochs 4"
/* There is time to see it save, and to step in. */
#define LONGER SMALL_NET " --pairs 16 --batch 8 --epochs 80"

/* Runs a line of the shell in the folder, with $twingrad for the program. Returns the exit status. */
static int shell(const char *words)
{
    char line[2000];
    const char *program = getenv("TWINGRAD");
    assert_non_null(program);
    snprintf(line, sizeof line, "cd %s && twingrad='%s' && { %s; } 2>&1 </dev/null", own_folder, program,
             words);
    return command_run(line);
}

static void what_cannot_be_printed_is_told_and_the_status_is_2(void **state)
{
    (void)state;
    if (shell("test -e /dev/full") != 0) {
        print_message("SKIPPED: there is no /dev/full\n");
        skip();
    }
    const char *const lines[] = {"$twingrad --help >/dev/full", "$twingrad --version >/dev/full",
                                 "$twingrad check --list-faults --json >/dev/full",
                                 "$twingrad trace " SMALL_NET " >/dev/full"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        assert_int_equal(shell(lines[i]), 2);
        command_assert_says("what is printed ");
    }
}

static void nothing_is_printed_into_a_file_that_got_the_number_of_a_closed_stream(void **state)
{
    (void)state;
    assert_int_equal(shell("$twingrad train " SMALL " --save closed --quiet >&-"), 2);
    command_assert_says("what is printed cannot be written");
    assert_int_equal(shell("$twingrad train " SMALL " --save open --quiet >words && cmp closed open"), 0);
    assert_int_equal(shell("$twingrad train " SMALL " --save closed >words <&- 2>&- && cmp closed open"), 0);
}

static void a_training_that_nobody_listens_to_saves_and_ends(void **state)
{
    (void)state;
    assert_int_equal(shell("{ $twingrad train " SMALL " --save unheard; echo $? >status; } | head -n 1"), 0);
    command_assert_says("what is printed cannot be written: Broken pipe\n");
    assert_int_equal(shell("grep -qx 2 status && $twingrad train --resume unheard --save unheard --quiet"),
                     0);
    assert_int_equal(shell("$twingrad train " SMALL " --save heard --quiet && cmp unheard heard"), 0);
}

/* The log of a run that was interrupted in its third epoch, after its line or before, is that of one that was not. */
static void a_resumed_training_goes_on_in_its_log(void **state)
{
    (void)state;
    assert_int_equal(shell("$twingrad train " LONGER " --save whole --log whole.csv --quiet"), 0);
    /* The second save fails, and the log is a line ahead of what was saved. */
    assert_int_equal(
        shell("mkdir -p apart && $twingrad train " LONGER " --log ahead.csv --save apart/model "
              "--quiet >words & until [ -s apart/model ]; do sleep 0.01; done; mv apart moved; wait $!"),
        2);
    command_assert_says("apart/model: cannot be");
    assert_int_equal(
        shell("$twingrad train --resume moved/model --log ahead.csv --quiet && cmp whole.csv ahead.csv"), 0);
    /* Half a line, as a machine that stops may leave it; and the lines of another run. */
    assert_int_equal(
        shell(
            "head -c 150 whole.csv >half.csv && $twingrad train --resume moved/model --log half.csv --quiet"),
        0);
    assert_int_equal(shell("head -n 1 whole.csv | cmp - half.csv -n 70"), 0);
    assert_int_equal(
        shell("echo 'a letter to a friend' >half.csv && $twingrad train --resume moved/model --log half.csv "
              "--quiet && head -n 1 half.csv"),
        0);
    command_assert_says("epoch,step,loss");
    assert_int_equal(shell("tail -n 1 half.csv >last; tail -n 1 whole.csv | cmp - last"), 0);
    /* A run from the beginning begins a new one. */
    assert_int_equal(shell("cp whole.csv again.csv && $twingrad train " LONGER " --log again.csv --quiet && "
                           "cmp whole.csv again.csv"),
                     0);
}

static void a_log_that_cannot_grow_keeps_its_whole_lines(void **state)
{
    (void)state;
    assert_int_equal(
        shell("(ulimit -f 4; exec $twingrad train " SMALL " --epochs 100 --log short.csv --quiet) | cat"), 0);
    command_assert_says("short.csv: cannot be written: File too large\n");
    assert_int_equal(shell("tail -c 1 short.csv | od -An -c && wc -l <short.csv"), 0);
    command_assert_says("\\n");
    assert_int_equal(shell("awk -F, 'NF != 8 { exit 1 } END { exit !(NR > 3 && NR < 101) }' short.csv"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_cannot_be_printed_is_told_and_the_status_is_2),
        cmocka_unit_test(nothing_is_printed_into_a_file_that_got_the_number_of_a_closed_stream),
        cmocka_unit_test(a_training_that_nobody_listens_to_saves_and_ends),
        cmocka_unit_test(a_resumed_training_goes_on_in_its_log),
        cmocka_unit_test(a_log_that_cannot_grow_keeps_its_whole_lines),
    };
    return cmocka_run_group_tests_name("printing", tests, own_folder_make, own_folder_remove);
}
