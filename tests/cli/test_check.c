/* twingrad check as a person uses it: nets, faults and plugins that are right, wrong, crash, hang and end. TWINGRAD is the
 * program; the plugins are compiled here. */
#define _POSIX_C_SOURCE 200809L
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "net/faults.h"
#include "support/command.h"
#include "support/own_folder.h"
#include "support/test.h"

/* `twingrad check WORDS`: its output, errors too, is in command_output. Returns the exit status. */
static int check(const char *words)
{
    char line[2000];
    assert_non_null(getenv("TWINGRAD"));
    snprintf(line, sizeof line, "cd %s && '%s' check %s 2>&1 </dev/null", own_folder, getenv("TWINGRAD"),
             words);
    return command_run(line);
}

#define SMALL                                                                                                \
    "--users 5 --genuine 3 --forged 2 --net 'conv:2x40/20 tanh flatten dense:4 tanh dense:4' --features "    \
    "x,y "

static void need_numbers(void)
{
    if (NETCHECK_POSSIBLE)
        return;
    assert_int_equal(check(SMALL), 2);
    command_assert_says("the checker knows float and double");
    printf("SKIPPED: %s", command_output);
    skip();
}

/* ---- nets ---- */

static void a_right_net_agrees_with_every_loss(void **state)
{
    (void)state;
    need_numbers();
    const char *losses[] = {"target",  "sum", "margin --margin -0.9", "contrastive", "triplet --margin 2.5",
                            "logistic"};
    for (int i = 0; i < 6; i++) {
        char words[300];
        snprintf(words, sizeof words, SMALL "--full --weight-decay 0.01 --pairs 3 --loss %s", losses[i]);
        int status = check(words);
        command_assert_fits();
        if (sizeof(real) == sizeof(float)) { /* may be too noisy to tell */
            assert_true(status == 0 || status == 3);
            continue;
        }
        command_assert_says("GRADIENT AGREES");
        assert_int_equal(status, 0);
    }
}

static void a_saved_model_is_checked(void **state)
{
    (void)state;
    need_numbers();
    char line[1000];
    snprintf(
        line, sizeof line,
        "cd %s && '%s' train --users 6 --genuine 4 --forged 3 --pairs 64 --net 'conv:4x15/9 tanh flatten "
        "dense:6' --epochs 2 --quiet --save model 2>&1",
        own_folder, getenv("TWINGRAD"));
    assert_int_equal(command_run(line), 0);
    int status = check("model --users 6 --genuine 4 --forged 3");
    assert_true(status == 0 || (sizeof(real) == sizeof(float) && status == 3));
    command_assert_says("net: conv:4x15/9 tanh flatten dense:6");
    assert_int_equal(check("model --users 6 --genuine 4 --forged 3 --fault cosine-sign"), 1);
    command_assert_says("cosine, is the first wrong one");
    command_assert_says("likely: the sign is flipped");
    assert_int_equal(check("model --users 6 --genuine 4 --forged 0"), 2);
    command_assert_says("twingrad check: no ");
}

static void every_fault_is_listed_and_those_of_a_net_are_found_in_it(void **state)
{
    (void)state;
    assert_int_equal(check("--list-faults"), 0);
    command_assert_fits();
    const Fault *fault;
    for (size_t i = 0; (fault = faults_at(i)); i++) {
        command_assert_says(fault->name);
        command_assert_says(fault->mistake);
    }
    assert_int_equal(check("--list-faults --json"), 0);
    json_t *list = json_loads(command_output, 0, NULL);
    assert_true(json_array_size(list) >= 20);
    json_decref(list);
    need_numbers();
    const struct {
        const char *words, *says;
    } cases[] = {
        {"--fault dense-assigned", "'=' where '+=' is meant"},
        {"--fault tanh-forgotten@tanh1", "step 1, tanh1, is the first wrong one"},
        {"--fault branches-one", "the mistake is in the way they are joined"},
        {"--fault mean-forgotten --pairs 3", "1/N is missing"},
        {"--fault decay-halved --weight-decay 0.1", "decay, is the first wrong one"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char words[400];
        snprintf(words, sizeof words, SMALL "%s", cases[i].words);
        assert_int_equal(check(words), 1);
        command_assert_fits();
        command_assert_says("GRADIENT WRONG");
        command_assert_says("planted: ");
        for (char *c = command_output; *c; c++) /* the lines are wrapped */
            *c = *c == '\n' ? ' ' : *c;
        char *from = command_output, *to = command_output;
        for (; *from; from++)
            if (*from != ' ' || from[1] != ' ')
                *to++ = *from;
        *to = 0;
        command_assert_says(cases[i].says);
    }
}

static void json_is_one_document_with_the_fault_and_the_report(void **state)
{
    (void)state;
    need_numbers();
    assert_int_equal(check(SMALL "--json --fault cosine-norm"), 1);
    json_t *document = json_loads(command_output, 0, NULL);
    assert_non_null(document);
    assert_string_equal(json_string_value(json_object_get(json_object_get(document, "fault"), "name")),
                        "cosine-norm");
    assert_string_equal(json_string_value(json_object_get(json_object_get(document, "fault"), "in")),
                        "cosine");
    json_t *report = json_object_get(document, "report");
    assert_string_equal(json_string_value(json_object_get(report, "verdict")), "wrong");
    json_decref(document);
    int status = check(SMALL "--json");
    assert_true(status == 0 || status == 3);
    document = json_loads(command_output, 0, NULL);
    assert_true(json_is_null(json_object_get(document, "fault")));
    json_decref(document);
}

static void what_cannot_be_told_has_status_3(void **state)
{
    (void)state;
    need_numbers();
    /* No triplet violates a margin of -2.5: nothing pulls anywhere. */
    assert_int_equal(check(SMALL "--loss triplet --margin -2.5"), 3);
}

static void what_is_wrong_gets_one_sentence_and_status_2(void **state)
{
    (void)state;
    const struct {
        const char *words, *sentence;
    } cases[] = {
        {"a b", "one MODEL is expected"},
        {"nothing", "nothing: cannot be opened"},
        {"--full --screen", "exclude each other"},
        {"--pairs 0", "--pairs 0: expected"},
        {"--timeout 0", "--timeout 0: expected"},
        {"--plugin x.so --fault cosine-sign", "no --fault with it"},
        {SMALL "--fault nonsense", "'nonsense' is no fault"},
        {SMALL "--fault relu-everywhere", "no relu step"},
        {SMALL "--fault decay-halved", "no weight decay"},
        {SMALL "--fault mean-forgotten --pairs 1", "the mean of one pair"},
        {"--plugin nowhere.so", "./nowhere.so"},
        {"--plugin ''", "twingrad check: "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (!NETCHECK_POSSIBLE && strstr(cases[i].words, "--users"))
            continue;
        int status = check(cases[i].words);
        if (status != 2)
            print_error("twingrad check %s: exit status %d\n", cases[i].words, status);
        assert_int_equal(status, 2);
        command_assert_says(cases[i].sentence);
    }
    assert_int_equal(check("--help"), 0);
    command_assert_fits();
}

/* ---- plugins ---- */

/* Compiles `source` (C text) or, where that is NULL, the file `path` of the sources into NAME.so in the folder. */
static void build(const char *name, const char *path, const char *source)
{
    char line[3000], written[200], here[1000];
    assert_non_null(getcwd(here, sizeof here));
    snprintf(written, sizeof written, "%s/%s.c", own_folder, name);
    if (source) {
        FILE *file = fopen(written, "w");
        assert_non_null(file);
        fprintf(
            file,
            "#include \"gradcheck_plugin.h\"\n#include <stdio.h>\n#include <stdlib.h>\n#include <unistd.h>\n"
            "const unsigned gradcheck_plugin_version = GRADCHECK_PLUGIN_VERSION;\n"
            "static double x[2] = {1, 2}, dx[2];\n"
            "static const GradcheckBlock block = {.name = \"x\", .value = x, .gradient = dx, .rows = 2, "
            ".cols = "
            "1};\n"
            "static int good_loss(void *u, double *f) { *f = x[0] * x[0] * x[1]; return 0; }\n"
            "static int good_gradient(void *u, const GradcheckBlock *b) { dx[0] = 2 * x[0] * x[1]; dx[1] = "
            "x[0] "
            "* x[0]; return 0; }\n%s\n",
            source);
        fclose(file);
    }
    snprintf(line, sizeof line,
             "${CC:-cc} -std=gnu17 -fPIC -shared -I'%s/src/gradcheck' -o %s/%s.so '%s%s%s' -lm 2>&1", here,
             own_folder, name, source ? "" : here, source ? "" : "/", source ? written : path);
    if (command_run(line) != 0) {
        print_error("%s\n%s\n", line, command_output);
        fail();
    }
}

#define ENTRY(loss, gradient)                                                                                \
    "int gradcheck_plugin(GradcheckPlugin *p) { p->problem = (GradcheckProblem){.name = \"test\", .blocks "  \
    "= "                                                                                                     \
    "&block, .n_blocks = 1, .loss = " loss ", .gradient = " gradient "}; return 0; }"

static void the_template_agrees_and_the_wrong_example_is_named(void **state)
{
    (void)state;
    build("template", "docs/examples/plugin/template.c", NULL);
    build("wrong", "docs/examples/plugin/wrong.c", NULL);
    assert_int_equal(check("--plugin template.so"), 0);
    command_assert_says("GRADIENT AGREES  1 block, 5 entries");
    command_assert_fits();
    assert_int_equal(check("--plugin ./template.so --screen --seed 4"), 0);
    char words[200];
    snprintf(words, sizeof words, "--plugin %s/template.so", own_folder);
    assert_int_equal(check(words), 0);
    assert_int_equal(check("--plugin wrong.so"), 1);
    command_assert_says("likely: 1/N is missing  (yours = 6 * numeric; N = 6)");
    command_assert_fits();
    assert_int_equal(check("--plugin wrong.so --json"), 1);
    json_t *report = json_loads(command_output, 0, NULL);
    assert_string_equal(json_string_value(json_object_get(report, "verdict")), "wrong");
    json_decref(report);
}

/* The report's own words alone, of what was asked for. */
static void the_options_of_a_check_reach_a_plugin(void **state)
{
    (void)state;
    build("own", NULL, ENTRY("good_loss", "good_gradient"));
    static const struct {
        const char *words, *says;
    } cases[] = {{"", " 1 block, 2 entries\n"},
                 {"--full", " 1 block, 2 entries\n"},
                 {"--screen", " directions"},
                 {"--json --seed 41", "\"seed\":\"41\""}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char words[200];
        snprintf(words, sizeof words, "--plugin own.so %s", cases[i].words);
        assert_int_equal(check(words), 0);
        command_assert_says(cases[i].says);
        const size_t length = strlen(command_output);
        assert_true(length > 2 && command_output[length - 1] == '\n' && command_output[length - 2] != '\n');
    }
}

static void a_plugin_that_cannot_be_told_has_status_3(void **state)
{
    (void)state;
    build("flat", NULL,
          "static int loss(void *u, double *f) { *f = 3; return 0; }\n"
          "static int gradient(void *u, const GradcheckBlock *b) { dx[0] = dx[1] = 0; return 0; }\n" ENTRY(
              "loss", "gradient"));
    assert_int_equal(check("--plugin flat.so"), 3);
    assert_null(strstr(command_output, "twingrad check: "));
}

static void what_a_plugin_prints_does_not_spoil_the_report(void **state)
{
    (void)state;
    build("talks", NULL,
          "static int loss(void *u, double *f) { printf(\"hello\\n\"); return good_loss(u, f); }\n" ENTRY(
              "loss", "good_gradient"));
    char line[1000];
    snprintf(line, sizeof line, "cd %s && '%s' check --json --plugin talks.so 2>/dev/null", own_folder,
             getenv("TWINGRAD"));
    assert_int_equal(command_run(line), 0);
    assert_null(strstr(command_output, "hello"));
    json_t *report = json_loads(command_output, 0, NULL);
    assert_non_null(report);
    json_decref(report);
}

static void a_plugin_that_crashes_is_reported(void **state)
{
    (void)state;
    build(
        "crash", NULL,
        "static int gradient(void *u, const GradcheckBlock *b) { *(volatile int *)8 = 1; return 0; }\n" ENTRY(
            "good_loss", "gradient"));
    assert_int_equal(check("--plugin crash.so"), 2);
    command_assert_says("twingrad check: crash.so: ");
    command_assert_says("in the check, after");
    build("late", NULL,
          "static int n; static int loss(void *u, double *f) { if (++n > 40) abort(); return good_loss(u, "
          "f); }\n" ENTRY("loss", "good_gradient"));
    assert_int_equal(check("--plugin late.so"), 2);
    int evaluations = 0;
    assert_int_equal(
        sscanf(command_output,
               "twingrad check: late.so: crashed in the check, after %d evaluations of the loss: "
               "signal 6 (Aborted)",
               &evaluations),
        1);
    assert_true(evaluations > 0 && evaluations <= 40);
    build("abort", NULL, "int gradcheck_plugin(GradcheckPlugin *p) { abort(); }");
    assert_int_equal(check("--plugin abort.so"), 2);
    command_assert_says("abort.so: crashed in gradcheck_plugin: signal 6");
    build("early", NULL,
          "__attribute__((constructor)) static void soon(void) { abort(); }\n" ENTRY("good_loss",
                                                                                     "good_gradient"));
    assert_int_equal(check("--plugin early.so"), 2);
    command_assert_says("early.so: crashed while it was loaded: signal 6");
}

static void a_plugin_that_hangs_is_ended(void **state)
{
    (void)state;
    build("hang", NULL,
          "static int n; static int loss(void *u, double *f) { if (++n > 20) for (;;) sleep(1); return "
          "good_loss(u, "
          "f); }\n" ENTRY("loss", "good_gradient"));
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    assert_int_equal(check("--plugin hang.so --timeout 0.5"), 2);
    clock_gettime(CLOCK_MONOTONIC, &to);
    assert_true(to.tv_sec - from.tv_sec < 20);
    command_assert_says("hang.so: not done within 0.5 seconds");
    command_assert_says("in the check");
    build("closed", NULL, /* nobody listens any more, and it goes on */
          "int gradcheck_plugin(GradcheckPlugin *p) { for (int i = 3; i < 99; i++) close(i); for (;;) "
          "sleep(1); }");
    assert_int_equal(check("--plugin closed.so --timeout 0.5"), 2);
    command_assert_says("closed.so: not done within 0.5 seconds");
}

static void a_plugin_that_ends_the_process_is_reported(void **state)
{
    (void)state;
    build("ends", NULL, "static int loss(void *u, double *f) { exit(0); }\n" ENTRY("loss", "good_gradient"));
    assert_int_equal(check("--plugin ends.so"), 2);
    command_assert_says("ends.so: ended the process in the check");
    command_assert_says("with exit status 0");
}

/* What only the checker is to say, and what no report is. */
static void a_plugin_that_forges_its_report_is_reported(void **state)
{
    (void)state;
    build(
        "forges", NULL,
        "int gradcheck_plugin(GradcheckPlugin *p) { long long end[2] = {0, 0}; for (int i = 3; i < 16; i++) "
        "if (lseek(i, 0, SEEK_CUR) < 0) write(i, end, 16); _exit(0); }");
    assert_int_equal(check("--plugin forges.so"), 2);
    command_assert_says("forges.so: ended the process in gradcheck_plugin, with no report that can be read");
}

#ifndef __SANITIZE_ADDRESS__
static void a_plugin_that_takes_all_memory_is_refused_it(void **state)
{
    (void)state;
    build("takes", NULL,
          "int gradcheck_plugin(GradcheckPlugin *p) { for (int i = 0; i < 64; i++) if (!malloc(16 << 20)) "
          "return i; return 99; }");
    assert_int_equal(check("--plugin takes.so --memory 1"), 2);
    command_assert_says("--memory 1: expected a whole number from 64");
    assert_int_equal(check("--plugin takes.so --memory 4096"), 2);
    command_assert_says("returned 99");
#ifdef __linux__
    build("limits", NULL,
          "#include <sys/resource.h>\n"
          "int gradcheck_plugin(GradcheckPlugin *p) { struct rlimit memory, time; getrlimit(RLIMIT_DATA, "
          "&memory); "
          "getrlimit(RLIMIT_CPU, &time); return (int)(memory.rlim_cur >> 20) * 1000 + (int)(time.rlim_cur / "
          "(unsigned long)sysconf(_SC_NPROCESSORS_ONLN)); }");
    assert_int_equal(check("--plugin limits.so"), 2);
    command_assert_says("returned 4096062"); /* 4096 MB; 60 seconds, and two more */
    assert_int_equal(check("--plugin limits.so --memory 512 --timeout 7"), 2);
    command_assert_says("returned 512009");
    assert_int_equal(check("--plugin takes.so --memory 256"), 2);
    command_assert_says("its gradcheck_plugin returned 1"); /* eleven to fifteen blocks of 16 MB */
#endif
}
#endif

static void what_is_no_plugin_is_said(void **state)
{
    (void)state;
    build("refuses", NULL, "int gradcheck_plugin(GradcheckPlugin *p) { return 17; }");
    assert_int_equal(check("--plugin refuses.so"), 2);
    command_assert_says("its gradcheck_plugin returned 17");
    build("empty", NULL, "int gradcheck_plugin(GradcheckPlugin *p) { return 0; }");
    assert_int_equal(check("--plugin empty.so"), 2);
    assert_memory_equal(command_output, "twingrad check: empty.so: ", 26);
    command_assert_says("no loss or no gradient");
    assert_int_equal(strcspn(command_output, "\n"), strlen(command_output) - 1); /* and no report */
    build("nothing", NULL, "int gradcheck_plug;");
    assert_int_equal(check("--plugin nothing.so"), 2);
    command_assert_says("does not define gradcheck_plugin ");
    char line[2000];
    snprintf(line, sizeof line,
             "cd %s && echo 'int gradcheck_plugin(void) { return 0; }' >new.c && ${CC:-cc} -fPIC -shared -o "
             "new.so new.c",
             own_folder);
    assert_int_equal(command_run(line), 0);
    assert_int_equal(check("--plugin new.so"), 2);
    command_assert_says("does not define gradcheck_plugin_version ");
    snprintf(line, sizeof line,
             "cd %s && echo 'const unsigned gradcheck_plugin_version = 1; int gradcheck_plugin(void) { "
             "return 0; }' >old.c "
             "&& ${CC:-cc} -fPIC -shared -o old.so old.c && echo no library >text.so",
             own_folder);
    assert_int_equal(command_run(line), 0);
    assert_int_equal(check("--plugin old.so"), 2);
    command_assert_says("built for version 1 of the checker");
    assert_int_equal(check("--plugin text.so"), 2);
    command_assert_says("text.so");
    build("fails", NULL,
          "static int loss(void *u, double *f) { return 5; }\n" ENTRY("loss", "good_gradient"));
    assert_int_equal(check("--plugin fails.so"), 2);
    command_assert_says("the loss callback returned 5");
    build("nan", NULL,
          "static int gradient(void *u, const GradcheckBlock *b) { dx[0] = 0.0 / 0.0; dx[1] = 1; return 0; "
          "}\n" ENTRY("good_loss", "gradient"));
    assert_int_equal(check("--plugin nan.so"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_right_net_agrees_with_every_loss),
        cmocka_unit_test(a_saved_model_is_checked),
        cmocka_unit_test(every_fault_is_listed_and_those_of_a_net_are_found_in_it),
        cmocka_unit_test(json_is_one_document_with_the_fault_and_the_report),
        cmocka_unit_test(what_cannot_be_told_has_status_3),
        cmocka_unit_test(what_is_wrong_gets_one_sentence_and_status_2),
        cmocka_unit_test(the_template_agrees_and_the_wrong_example_is_named),
        cmocka_unit_test(the_options_of_a_check_reach_a_plugin),
        cmocka_unit_test(a_plugin_that_cannot_be_told_has_status_3),
        cmocka_unit_test(what_a_plugin_prints_does_not_spoil_the_report),
        cmocka_unit_test(a_plugin_that_crashes_is_reported),
        cmocka_unit_test(a_plugin_that_hangs_is_ended),
        cmocka_unit_test(a_plugin_that_ends_the_process_is_reported),
        cmocka_unit_test(a_plugin_that_forges_its_report_is_reported),
#ifndef __SANITIZE_ADDRESS__
        cmocka_unit_test(a_plugin_that_takes_all_memory_is_refused_it),
#endif
        cmocka_unit_test(what_is_no_plugin_is_said),
    };
    return cmocka_run_group_tests(tests, own_folder_make, own_folder_remove);
}
