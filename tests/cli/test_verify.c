/* twingrad verify: what it says of a signature, against the same worked out here from the embeddings. */
#define _POSIX_C_SOURCE 200809L
#include <jansson.h>
#include <stdlib.h>

#include "cli/commands.h"
#include "command_words.h"
#include "pen/penfile.h"
#include "support/own_folder.h"
#include "support/test.h"
#include "train/checkpoint.h"
#include "train/scoring.h"
#include "train/verifier.h"

enum { NUMBERS = 5, REFERENCES = 8, KEPT = 6 };

static Dataset dataset; /* two writers, nine genuine signatures and a forgery of each */
static Split split;
static Source source;
static Trainer *trainer;
/* Of the eight signatures that are references, in order, and of the questioned ones. */
static double embeddings[REFERENCES][NUMBERS], questioned[2][NUMBERS];

static void path_of(size_t user, size_t number, char path[100])
{
    snprintf(path, 100, "%s/pens/U%zuS%zu.TXT", own_folder, user, number);
}

static void embed(size_t user, size_t number, double *embedding)
{
    char path[100];
    path_of(user, number, path);
    Signature signature;
    const Signature *one = &signature;
    assert_ok(penfile_read(path, &signature, NULL));
    assert_ok(verifier_embed(trainer_model(trainer), 1, &one, embedding));
    signature_free(&signature);
}

static int make_model(void **state)
{
    if (own_folder_make(state) != 0)
        return -1;
    source = source_defaults();
    source.users = 5;
    source.genuine = 3;
    source.forged = 2;
    assert_ok(source_open(&source, &dataset, &split));
    TrainerOptions options = trainer_default_options();
    options.net.encoder = "average:25 flatten dense:5";
    assert_ok(trainer_create(&options, &dataset, &split, &trainer));
    Dataset pens;
    char folder[100];
    snprintf(folder, sizeof folder, "%s/pens", own_folder);
    assert_ok(dataset_synthesize(2, 9, 1, 3, NULL, &pens));
    assert_ok(dataset_save(&pens, folder, PENFILE_SVC2004));
    dataset_free(&pens);
    for (size_t i = 0; i < REFERENCES; i++)
        embed(1, i + 1, embeddings[i]);
    embed(1, 9, questioned[0]);
    embed(2, 1, questioned[1]);
    return 0;
}

static int forget_model(void **state)
{
    trainer_destroy(trainer);
    split_free(&split);
    dataset_free(&dataset);
    return own_folder_remove(state);
}

/* Into the file "model": each number of an embedding has a variance of its own. */
static void save_model(bool calibrated, double threshold)
{
    ModelVerification *verification = &trainer_model(trainer)->verification;
    verification->calibrated = calibrated;
    for (int k = 0; k < MODEL_SCORES; k++)
        verification->threshold[k] = threshold;
    for (size_t i = 0; i < NUMBERS; i++)
        verification->pooled[i] = 0.125 * (double)(i + 1);
    assert_ok(checkpoint_save(own_folder_file("model"), trainer, &source));
}

/* `twingrad verify` of the first writer's signatures from number `first` to 8 and a questioned one. Its status. */
static int verify(size_t first, bool other_writer, const char *more)
{
    char line[2000], path[100];
    snprintf(line, sizeof line, "%s", own_folder_file("model"));
    path_of(other_writer ? 2 : 1, other_writer ? 1 : 9, path);
    snprintf(line + strlen(line), sizeof line - strlen(line), " --questioned %s%s%s --reference", path,
             *more ? " " : "", more);
    for (size_t i = first; i <= REFERENCES; i++) {
        path_of(1, i, path);
        snprintf(line + strlen(line), sizeof line - strlen(line), " %s", path);
    }
    return command_words(&verify_command, line);
}

/* The `n` last references and one questioned signature. */
static double score_of(const char *name, size_t n, bool other_writer)
{
    const double *last = embeddings[REFERENCES - n], *of = questioned[other_writer];
    const Model *model = trainer_model(trainer);
    if (strcmp(name, "mean") == 0)
        return scoring_mean_cosine(n, NUMBERS, last, of);
    if (strcmp(name, "max") == 0)
        return scoring_max_cosine(n, NUMBERS, last, of);
    return strcmp(name, "normal") == 0 ? scoring_normal(n, NUMBERS, last, of)
                                       : scoring_shrunk(n, NUMBERS, last, model->verification.pooled, of);
}

static double degrees_between(const double *a, const double *b)
{
    double ab = 0, aa = 0, bb = 0;
    for (size_t i = 0; i < NUMBERS; i++) {
        ab += a[i] * b[i];
        aa += a[i] * a[i];
        bb += b[i] * b[i];
    }
    return acos(ab / sqrt(aa * bb)) * 180 / acos(-1.0);
}

static double number_in(json_t *of, const char *name)
{
    json_t *found = json_object_get(of, name);
    assert_true(json_is_real(found));
    return json_real_value(found);
}

static void every_score_is_that_of_the_last_six_references(void **state)
{
    (void)state;
    static const char *const names[] = {"mean", "max", "normal", "shrunk"};
    for (size_t k = 0; k < 4; k++)
        for (size_t first = 1; first <= 7; first += 3) { /* of eight, five, and two */
            const size_t given = REFERENCES + 1 - first, n = given < KEPT ? given : KEPT;
            char more[100], path[100];
            const double score = score_of(names[k], n, false);
            save_model(true, score + 0.5);
            snprintf(more, sizeof more, "--json --score %s", names[k]);
            assert_int_equal(verify(first, false, more), 1);
            json_t *read = json_loads(printed_out, 0, NULL), *angles;
            assert_non_null(read);
            path_of(1, 9, path);
            assert_string_equal(json_string_value(json_object_get(read, "questioned")), path);
            assert_string_equal(json_string_value(json_object_get(read, "score_name")), names[k]);
            assert_true(json_is_false(json_object_get(read, "accepted")));
            assert_close(number_in(read, "score"), score, 1e-12);
            assert_close(number_in(read, "threshold"), score + 0.5, 1e-12);
            angles = json_object_get(read, "angles_in_degrees");
            assert_int_equal(json_array_size(angles), n);
            for (size_t i = 0; i < n; i++)
                assert_close(json_real_value(json_array_get(angles, i)),
                             degrees_between(embeddings[REFERENCES - n + i], questioned[0]), 1e-6);
            assert_close(cos(number_in(read, "mean_angle_in_degrees") * acos(-1.0) / 180),
                         score_of("mean", n, false), 1e-9);
            json_decref(read);
        }
}

static void a_signature_is_accepted_from_the_threshold_on(void **state)
{
    (void)state;
    for (int other = 0; other < 2; other++) {
        const double score = score_of("mean", 6, other);
        save_model(true, score);
        assert_int_equal(verify(3, other, "--score mean"), 0);
        assert_memory_equal(printed_out, "ACCEPTED: ", 10);
        save_model(true, nextafter(score, 2));
        assert_int_equal(verify(3, other, "--score mean"), 1);
        assert_memory_equal(printed_out, "REJECTED: ", 10);
        assert_int_equal(verify(3, other, "--score mean --json"), 1);
    }
}

static void the_verdict_is_told_with_its_angles(void **state)
{
    (void)state;
    save_model(true, -0.25);
    for (size_t n = 1; n <= 3; n++) {
        char expected[1000], path[100];
        path_of(2, 1, path);
        snprintf(expected, sizeof expected, "ACCEPTED: %s\n  angle to each of the %zu references:", path, n);
        for (size_t i = REFERENCES - n; i < REFERENCES; i++)
            snprintf(expected + strlen(expected), sizeof expected - strlen(expected), " %.1f",
                     degrees_between(embeddings[i], questioned[1]));
        const double score = score_of("mean", n, true), degree = 180 / acos(-1.0);
        snprintf(expected + strlen(expected), sizeof expected - strlen(expected),
                 " degrees\n  by the mean cosine %.1f degrees", acos(score) * degree);
        if (n == 2) /* one pair of them */
            snprintf(expected + strlen(expected), sizeof expected - strlen(expected),
                     "; the references among themselves %.1f", degrees_between(embeddings[6], embeddings[7]));
        if (n == 3)
            snprintf(expected + strlen(expected), sizeof expected - strlen(expected),
                     "; the references among themselves %.1f",
                     acos(scoring_own_cosine(n, NUMBERS, embeddings[REFERENCES - n])) * degree);
        snprintf(expected + strlen(expected), sizeof expected - strlen(expected),
                 "\n  score (mean) %.4f, accepted from -0.2500 on\n", score);
        assert_int_equal(verify(REFERENCES + 1 - n, true, "--score mean"), 0);
        assert_string_equal(printed_out, expected);
    }
    assert_int_equal(verify(1, false, ""), score_of("normal", 6, false) >= -0.25 ? 0 : 1);
    command_words_says("\n  score (normal) ");
}

static void refused(size_t first, const char *more, const char *sentence)
{
    char expected[500];
    assert_int_equal(verify(first, false, more), 2);
    snprintf(expected, sizeof expected, "twingrad verify: %s\n", sentence);
    assert_string_equal(printed_error, expected);
    assert_string_equal(printed_out, "");
}

static void what_cannot_be_judged_is_one_sentence(void **state)
{
    (void)state;
    save_model(false, 0);
    refused(3, "", "this model was trained without validation users, so it has no threshold to judge by");
    save_model(true, 0);
    refused(8, "", "the normal model needs at least two references, found 1");
    refused(3, "--score nearest", "--score nearest: expected mean, max, normal or shrunk");
    static const char both[] = "--reference FILE... and --questioned FILE are both needed";
    command_words_refuses(&verify_command, "model --reference a", both);
    command_words_refuses(&verify_command, "model --questioned a", both);
    command_words_refuses(&verify_command, "--reference a b --questioned c",
                          "one MODEL is expected, found 0");
    command_words_refuses(&verify_command, "a --questioned c b", "one MODEL is expected, found 2");
    command_words_refuses(&verify_command, "/nowhere/model --reference a --questioned b",
                          "/nowhere/model: cannot be opened: No such file or directory");
    char line[400], sentence[300];
    snprintf(line, sizeof line, "%s --reference /nowhere/a --questioned %s/pens/U1S1.TXT",
             own_folder_file("model"), own_folder);
    snprintf(sentence, sizeof sentence, "/nowhere/a: cannot be opened: No such file or directory");
    command_words_refuses(&verify_command, line, sentence);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_score_is_that_of_the_last_six_references),
        cmocka_unit_test(a_signature_is_accepted_from_the_threshold_on),
        cmocka_unit_test(the_verdict_is_told_with_its_angles),
        cmocka_unit_test(what_cannot_be_judged_is_one_sentence),
    };
    return cmocka_run_group_tests_name("verify", tests, make_model, forget_model);
}
