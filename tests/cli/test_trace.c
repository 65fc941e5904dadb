/* What `twingrad trace` shows of a pass whose numbers are no pass's: each tells where it stands.
 *
 * In branch b (1, 2 ...) entry k of what step i (1, 2 ...; the signature is 0) gives is 100 b + 10 i + k, the gradient there
 * is the negative of that, and what comes back to entry p of the parameters is (100 b + p) / 1000; 300 and 400 in the place of
 * 100 b stand for the sum and the head. Entry k of a parameter is 7 + k / 100;
 * the embeddings, which the last step gives, are (3, 4), (5, 6) and (7, 8). EXPECTED=renew writes what the texts are compared
 * with anew, to be looked at. */
#define _POSIX_C_SOURCE 200809L
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/examples.h"
#include "cli/trace_run.h"
#include "command_words.h"
#include "net/cosine.h"
#include "support/own_folder.h"
#include "support/test.h"
#include "train/safetensors.h"

enum { INPUT = 14 };

static Net net;
static TraceRun run;
static real inputs[NET_BRANCHES_MAX][INPUT], params[64];

static void fill(size_t n, double first, double step, real *values)
{
    for (size_t k = 0; k < n; k++)
        values[k] = (real)(first + step * (double)k);
}

static void make_run(const char *loss, Label label)
{
    NetOptions options = net_default_options();
    options.encoder = "conv:2x2 tanh flatten dense:2";
    options.input = (Shape){2, 7};
    options.loss = loss;
    assert_ok(net_create(&options, &net));
    run = (TraceRun){.net = &net, .params = params, .label = label};
    assert_true(net.parameter_count <= 64);
    fill(64, 7, 0.01, params);
    static const char *const names[] = {"U1S1", "U1S2", "U2S3"};
    assert_ok(pass_create(&net, &run.pass));
    for (size_t b = 0; b < net.branches; b++) {
        const double base = 100 * (double)(b + 1);
        run.x[b] = inputs[b];
        run.names[b] = names[b];
        fill(INPUT, base, 1, inputs[b]);
        fill(INPUT, -base, -1, run.pass.dx[b]);
        for (size_t i = 0; i < net.encoder_steps; i++) {
            const size_t n = step_size(net.steps[i].out);
            fill(n, base + 10 * (double)(i + 1), 1, run.pass.values.encoder[b][i]);
            fill(n, -base - 10 * (double)(i + 1), -1, run.pass.gradients.encoder[b][i]);
        }
        fill(net.parameter_count, base / 1000, 0.001, run.pass.dparams[b]);
    }
    fill(net.parameter_count, 0.3, 0.001, run.pass.dparams_sum);
    fill(net.parameter_count, 0.4, 0.001, run.pass.dparams_head);
    for (size_t i = 0; i < NET_HEAD_STEPS; i++) {
        const size_t n = step_size(net.steps[net.encoder_steps + i].out);
        fill(n, 0.5 + 0.25 * (double)i, 0.125, run.pass.values.head[i]);
        fill(n, -0.5 - 0.25 * (double)i, -0.125, run.pass.gradients.head[i]);
    }
    fill(2 * net.branches, 3, 1, run.pass.values.embeddings); /* 3 4, 5 6, 7 8 */
}

static void forget_run(void)
{
    pass_free(&run.pass);
}

/* ---- as text ---- */

static const char *text(size_t numbers)
{
    static char printed[20000];
    FILE *file = tmpfile();
    assert_non_null(file);
    trace_text_print(&run, numbers, file);
    rewind(file);
    printed[fread(printed, 1, sizeof printed - 1, file)] = 0;
    fclose(file);
    return printed;
}

static void assert_file(const char *name, const char *printed)
{
    static char expected[20000];
    char path[100];
    snprintf(path, sizeof path, "tests/cli/expected/%s", name);
    if (getenv("EXPECTED")) {
        FILE *file = fopen(path, "w");
        fputs(printed, file);
        fclose(file);
    }
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    expected[fread(expected, 1, sizeof expected - 1, file)] = 0;
    fclose(file);
    assert_string_equal(printed, expected);
}

static void a_pair_is_shown_step_by_step(void **state)
{
    (void)state;
    make_run("target", LABEL_FORGED);
    assert_file("trace-pair.txt", text(3));
    forget_run();
}

static void a_triplet_is_shown_with_its_two_angles_and_its_margin(void **state)
{
    (void)state;
    make_run("triplet", LABEL_GENUINE);
    assert_file("trace-triplet.txt", text(1));
    forget_run();
}

static void every_number_stands_on_lines_of_six(void **state)
{
    (void)state;
    make_run("logistic", LABEL_GENUINE);
    fill(2, 0, 0, run.pass.values.embeddings); /* a has no length, and so no angle */
    assert_file("trace-logistic.txt", text(100));
    forget_run();
}

static void as_many_numbers_are_shown_as_are_asked_for(void **state)
{
    (void)state;
    make_run("contrastive", LABEL_GENUINE);
    const struct {
        size_t numbers;
        const char *says;
    } cases[] = {
        {0, "           x        = ...  |x| = 398.8\n"},
        {2, "           x        =      +100      +101 ...  |x| = 398.8\n"},
        {3, "           x        =      +100      +101      +102 ...  |x| = 398.8\n"},
        {4, "           x        =      +100      +101      +102  |x| = 398.8\n                  +103 ...\n"},
        {14, "           x        =      +100      +101      +102  |x| = 398.8\n"
             "                  +103      +104      +105      +106      +107      +108\n"
             "                  +109      +110      +111      +112      +113\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (!strstr(text(cases[i].numbers), cases[i].says)) {
            print_error("%s\n%s\n", cases[i].says, text(cases[i].numbers));
            fail();
        }
    assert_non_null(strstr(text(3), "           dD       =      -0.5\n"));
    forget_run();
    make_run("target", LABEL_GENUINE);
    assert_non_null(strstr(text(3), "           t = 1\n"));
    forget_run();
}

/* ---- as JSON ---- */

static json_t *at(json_t *document, const char *name)
{
    json_t *found = json_object_get(document, name);
    if (!found)
        print_error("no \"%s\"\n", name);
    assert_non_null(found);
    return found;
}

static const char *text_at(json_t *document, const char *name)
{
    const char *found = json_string_value(at(document, name));
    assert_non_null(found);
    return found;
}

static void assert_numbers(json_t *array, size_t n, const real *values)
{
    assert_int_equal(json_array_size(array), n);
    for (size_t i = 0; i < n; i++)
        assert_true(json_real_value(json_array_get(array, i)) == real_to_double(values[i]));
}

static void assert_forward(json_t *shown, const Step *step, const real *out)
{
    assert_string_equal(text_at(shown, "step"), step->name);
    assert_string_equal(text_at(shown, "kind"), step->kind->name);
    assert_string_equal(text_at(shown, "formula"), step->kind->forward_formula);
    const Shape shapes[] = {step->in, step->out};
    for (int i = 0; i < 2; i++) {
        json_t *shape = at(shown, i ? "out_shape" : "in_shape");
        assert_int_equal(json_array_size(shape), 2);
        assert_int_equal(json_integer_value(json_array_get(shape, 0)), shapes[i].channels);
        assert_int_equal(json_integer_value(json_array_get(shape, 1)), shapes[i].time);
    }
    assert_numbers(at(shown, "out"), step_size(step->out), out);
}

static void assert_backward(json_t *shown, const Step *step, const real *dout, const real *din,
                            const real *dparams)
{
    assert_string_equal(text_at(shown, "step"), step->name);
    assert_string_equal(text_at(shown, "formula"), step->kind->backward_formula);
    assert_numbers(at(shown, "dout"), step_size(step->out), dout);
    assert_numbers(at(shown, "din"), step_size(step->in), din);
    json_t *blocks = at(shown, "dparams");
    assert_int_equal(json_object_size(blocks), step->block_count);
    for (size_t i = 0; i < step->block_count; i++) {
        const StepBlock *block = &step->blocks[i];
        assert_numbers(at(blocks, block->name), block->rows * block->cols, dparams + block->offset);
    }
}

static void assert_branches(json_t *document)
{
    json_t *branches = at(document, "branches");
    assert_int_equal(json_array_size(branches), net.branches);
    const size_t steps = net.encoder_steps;
    for (size_t b = 0; b < net.branches; b++) {
        json_t *branch = json_array_get(branches, b);
        assert_string_equal(text_at(branch, "name"), trace_run_branch(&run, b));
        assert_string_equal(text_at(branch, "signature"), run.names[b]);
        assert_numbers(at(branch, "x"), INPUT, inputs[b]);
        json_t *forward = at(branch, "forward"), *backward = at(branch, "backward");
        assert_int_equal(json_array_size(forward), steps);
        assert_int_equal(json_array_size(backward), steps);
        for (size_t i = 0; i < steps; i++) {
            assert_forward(json_array_get(forward, i), &net.steps[i], run.pass.values.encoder[b][i]);
            assert_backward(json_array_get(backward, steps - 1 - i), &net.steps[i],
                            run.pass.gradients.encoder[b][i],
                            i ? run.pass.gradients.encoder[b][i - 1] : run.pass.dx[b], run.pass.dparams[b]);
        }
    }
}

static void assert_head(json_t *document)
{
    json_t *head = at(document, "head"), *forward = at(head, "forward"), *backward = at(head, "backward");
    const Step *first = net_cosine_step(&net), *loss = net_loss_step(&net);
    const Activations *values = &run.pass.values, *gradients = &run.pass.gradients;
    assert_int_equal(json_array_size(forward), 2);
    assert_forward(json_array_get(forward, 0), first, values->head[0]);
    assert_forward(json_array_get(forward, 1), loss, values->head[1]);
    assert_int_equal(json_array_size(backward), 2);
    assert_backward(json_array_get(backward, 0), loss, gradients->head[1], gradients->head[0],
                    run.pass.dparams_head);
    assert_backward(json_array_get(backward, 1), first, gradients->head[0], gradients->embeddings,
                    run.pass.dparams_head);
    json_t *angles = at(head, "angles_in_degrees");
    assert_int_equal(json_array_size(angles), net.branches - 1);
    /* Of (3, 4) with (5, 6) and (7, 8): the difference of their directions. */
    const double degrees = 180 / acos(-1.0);
    for (size_t b = 1; b < net.branches; b++)
        assert_close(json_real_value(json_array_get(angles, b - 1)),
                     degrees * (atan2(4, 3) - atan2(4 + 2 * (double)b, 3 + 2 * (double)b)), 1e-5);
}

static void assert_parameters(json_t *document)
{
    json_t *all = at(document, "parameters");
    const StepBlock *block;
    size_t count = 0;
    for (; (block = net_block(&net, count)); count++) {
        json_t *shown = json_array_get(all, count);
        const size_t n = block->rows * block->cols;
        assert_string_equal(text_at(shown, "block"), block->name);
        assert_int_equal(json_integer_value(at(shown, "rows")), block->rows);
        assert_int_equal(json_integer_value(at(shown, "cols")), block->cols);
        assert_numbers(at(shown, "value"), n, params + block->offset);
        assert_numbers(at(shown, "gradient"), n, run.pass.dparams_sum + block->offset);
        json_t *through = at(shown, "gradient_through");
        assert_int_equal(json_object_size(through), net.branches);
        for (size_t b = 0; b < net.branches; b++)
            assert_numbers(at(through, trace_run_branch(&run, b)), n, run.pass.dparams[b] + block->offset);
    }
    assert_int_equal(json_array_size(all), count);
}

static void the_document_holds_every_number_in_its_place(void **state)
{
    (void)state;
    static const char *const losses[] = {"target", "triplet", "logistic"};
    for (size_t l = 0; l < 3; l++) {
        make_run(losses[l], l == 0 ? LABEL_FORGED : LABEL_GENUINE);
        json_t *document = trace_json_make(&run);
        assert_non_null(document);
        assert_string_equal(text_at(document, "net"), net.encoder);
        assert_string_equal(text_at(document, "loss_name"), losses[l]);
        assert_string_equal(text_at(document, "numbers"), REAL_NAME);
        assert_string_equal(text_at(document, "label"), l == 0 ? "forged" : "genuine");
        assert_true(json_real_value(at(document, "loss")) == 0.75);
        assert_branches(document);
        assert_head(document);
        assert_parameters(document);
        json_decref(document);
        forget_run();
    }
}

static void what_is_no_number_is_null(void **state)
{
    (void)state;
    make_run("target", LABEL_FORGED);
    inputs[0][1] = (real)NAN;
    inputs[0][2] = (real)INFINITY;
    json_t *document = trace_json_make(&run), *x = at(json_array_get(at(document, "branches"), 0), "x");
    for (size_t i = 0; i < INPUT; i++)
        assert_int_equal(json_is_null(json_array_get(x, i)), i == 1 || i == 2);
    json_decref(document);
    forget_run();
}

/* ---- as tensors ---- */

static size_t found;

static void assert_tensor(Safetensors *file, Shape shape, const real *values, const char *folder,
                          const char *name, const char *what)
{
    char path[200];
    double stored[64];
    snprintf(path, sizeof path, "%s/%s%s", folder, name, what);
    const size_t n = step_size(shape), extent[] = {shape.channels, shape.time};
    assert_true(n <= 64);
    assert_ok(safetensors_get_doubles(file, path, 2, extent, true, stored));
    for (size_t i = 0; i < n; i++)
        assert_true(stored[i] == real_to_double(values[i]));
    found++;
}

static void assert_step(Safetensors *file, const Step *step, const char *folder, const real *out,
                        const real *dout)
{
    assert_tensor(file, step->out, out, folder, step->name, "/out");
    assert_tensor(file, step->out, dout, folder, step->name, "/dout");
}

static void the_tensors_hold_every_number_under_its_name(void **state)
{
    (void)state;
    static const char *const losses[] = {"target", "triplet", "logistic"};
    for (size_t l = 0; l < 3; l++) {
        make_run(losses[l], l == 0 ? LABEL_FORGED : LABEL_GENUINE);
        assert_ok(trace_tensors_write(&run, own_folder_file("tensors")));
        Safetensors *file;
        assert_ok(safetensors_read(own_folder_file("tensors"), &file));
        found = 0;
        const StepBlock *block;
        for (size_t b = 0; b < net.branches; b++) {
            const char *branch = trace_run_branch(&run, b);
            char folder[40];
            snprintf(folder, sizeof folder, "grad.%s", branch);
            assert_tensor(file, net.input, inputs[b], branch, "x", "");
            assert_tensor(file, net.input, run.pass.dx[b], branch, "dx", "");
            for (size_t i = 0; i < net.encoder_steps; i++)
                assert_step(file, &net.steps[i], branch, run.pass.values.encoder[b][i],
                            run.pass.gradients.encoder[b][i]);
            for (size_t i = 0; (block = net_block(&net, i)); i++)
                assert_tensor(file, (Shape){block->rows, block->cols}, run.pass.dparams[b] + block->offset,
                              folder, block->name, "");
        }
        assert_step(file, net_cosine_step(&net), "head", run.pass.values.head[0], run.pass.gradients.head[0]);
        assert_step(file, net_loss_step(&net), "head", run.pass.values.head[1], run.pass.gradients.head[1]);
        for (size_t i = 0; (block = net_block(&net, i)); i++) {
            const Shape shape = {block->rows, block->cols};
            assert_tensor(file, shape, params + block->offset, "params", block->name, "");
            assert_tensor(file, shape, run.pass.dparams_sum + block->offset, "grad", block->name, "");
        }
        assert_string_equal(safetensors_text(file, "format"), "twingrad trace");
        assert_string_equal(safetensors_text(file, "net.encoder"), net.encoder);
        assert_string_equal(safetensors_text(file, "net.loss"), losses[l]);
        assert_string_equal(safetensors_text(file, "net.forged_target"), "-0.90000000000000002");
        assert_string_equal(safetensors_text(file, "net.margin"), l == 1 ? "0.5" : "none");
        assert_string_equal(safetensors_text(file, "numbers"), REAL_NAME);
        assert_string_equal(safetensors_text(file, "label"), l == 0 ? "forged" : "genuine");
        safetensors_destroy(file);
        forget_run();
    }
}

/* ---- as a command ---- */

#define SMALL "--users 5 --genuine 3 --forged 2 --net 'average:50 flatten dense:2' --seed 4 "

/* The pass of a pair of the net that SMALL describes, run here; EXPECTED gets what the command is to print of it. */
static void print_own(const char *loss, size_t number, size_t numbers, size_t size, char expected[])
{
    DataOptions data = data_defaults();
    data.source.users = 5;
    data.source.genuine = 3;
    data.source.forged = 2;
    RecipeOptions recipe = recipe_defaults();
    recipe.training.net.encoder = "average:50 flatten dense:2";
    recipe.training.net.loss = loss;
    recipe.training.seed = 4;
    Examples examples;
    Pair pair;
    assert_ok(examples_open(NULL, &recipe, &data, &examples));
    assert_ok(examples_pair(&examples, number, &pair));
    const Net *of = &examples.model.net;
    run = (TraceRun){.net = of, .params = examples.model.params, .label = pair.label};
    real *x = malloc(NET_BRANCHES_MAX * step_size(of->input) * sizeof *x);
    assert_non_null(x);
    for (size_t b = 0; b < of->branches; b++) {
        run.x[b] = x + b * step_size(of->input);
        run.names[b] = examples.dataset.items[pair.items[b]].name;
        assert_ok(model_see(&examples.model, &examples.dataset.items[pair.items[b]].signature,
                            x + b * step_size(of->input)));
    }
    assert_ok(pass_create(of, &run.pass));
    pass_run(of, run.params, run.x, run.label, &run.pass);
    const char *a = run.names[0], *b = run.names[1];
    int length = of->branches == 2
                     ? snprintf(expected, size, "pair %zu: a = %s, b = %s (%s)", number, a, b,
                                number % 2 ? "forged" : "genuine")
                     : snprintf(expected, size, "pair %zu: anchor = %s, positive = %s, negative = %s", number,
                                a, b, run.names[2]);
    length +=
        snprintf(expected + length, size - (size_t)length,
                 "\nnet: average:50 flatten dense:2\nloss: %s   parameters: %zu   numbers: %s   seed: 4\n\n",
                 loss, of->parameter_count, REAL_NAME);
    snprintf(expected + length, size - (size_t)length, "%s", text(numbers));
    pass_free(&run.pass);
    free(x);
    examples_close(&examples);
}

static void the_command_shows_the_pass_of_the_pair_that_is_asked_for(void **state)
{
    (void)state;
    static const struct {
        const char *words, *loss;
        size_t number, numbers;
    } cases[] = {
        {"", "target", 0, 3},
        {"--pair 7 --numbers 0", "target", 7, 0},
        {"--pair 2 --numbers 9 --loss triplet", "triplet", 2, 9},
    };
    static char expected[30000];
    char line[600];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        print_own(cases[i].loss, cases[i].number, cases[i].numbers, sizeof expected, expected);
        snprintf(line, sizeof line, SMALL "%s", cases[i].words);
        assert_int_equal(command_words(&trace_command, line), 0);
        assert_string_equal(printed_out, expected);
    }
    print_own("target", 1, 3, sizeof expected, expected);
    snprintf(expected + strlen(expected), sizeof expected - strlen(expected),
             "\nEvery number of it is in %s\n", own_folder_file("of the command"));
    snprintf(line, sizeof line, SMALL "--pair 1 --safetensors '%s'", own_folder_file("of the command"));
    assert_int_equal(command_words(&trace_command, line), 0);
    assert_string_equal(printed_out, expected);
}

static void what_cannot_be_shown_is_one_sentence(void **state)
{
    (void)state;
    command_words_refuses(&trace_command, "a b c", "'b': one MODEL is expected, not two");
    command_words_refuses(&trace_command, "/nowhere/model --users 5",
                          "/nowhere/model: cannot be opened: No such file or directory");
    command_words_refuses(&trace_command, "--users 5 --genuine 1",
                          "no user has two genuine signatures, and the mix wants genuine pairs");
    assert_int_equal(command_words(&trace_command, SMALL "--safetensors /nowhere/tensors"), 2);
    assert_non_null(strstr(printed_error, "/nowhere/tensors: cannot be"));
    assert_string_equal(printed_out, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pair_is_shown_step_by_step),
        cmocka_unit_test(a_triplet_is_shown_with_its_two_angles_and_its_margin),
        cmocka_unit_test(every_number_stands_on_lines_of_six),
        cmocka_unit_test(as_many_numbers_are_shown_as_are_asked_for),
        cmocka_unit_test(the_document_holds_every_number_in_its_place),
        cmocka_unit_test(what_is_no_number_is_null),
        cmocka_unit_test(the_tensors_hold_every_number_under_its_name),
        cmocka_unit_test(the_command_shows_the_pass_of_the_pair_that_is_asked_for),
        cmocka_unit_test(what_cannot_be_shown_is_one_sentence),
    };
    return cmocka_run_group_tests_name("trace", tests, own_folder_make, own_folder_remove);
}
