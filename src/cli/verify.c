/* twingrad verify: is this signature by the person who wrote those? */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/document.h"
#include "pen/penfile.h"
#include "program/terminal.h"
#include "train/checkpoint.h"
#include "train/scoring.h"
#include "train/verifier.h"

static int run_command(int argc, char **argv);

const ProgramCommand verify_command = {
    .program = "twingrad",
    .name = "verify",
    .usage = "MODEL --reference FILE... --questioned FILE",
    .summary = "accept or reject a signature, by a person's reference signatures",
    .description = "Judges one signature by the last six references of a person, with a saved model.\n"
                   "Accepted: exit status 0; rejected: 1. Files may be SVC2004, InkML, SUSIG, .hwr\n"
                   "or .fpg ones.\n"
                   "The threshold is that of the equal error rate on the model's validation users.",
    .run = run_command,
};

typedef struct VerifyOptions {
    OptionTexts references;
    const char *questioned, *score;
    bool json;
} VerifyOptions;

typedef struct Verdict {
    ModelScore kind;
    size_t references;
    double score, threshold;
    double angles[MODEL_REFERENCES], mean_angle, own_angle;
    bool accepted;
} Verdict;

static double degrees(double cosine)
{
    return acos(cosine) * 57.29577951308232;
}

static Status judge(const Model *model, ModelScore kind, size_t n, const double *embeddings, Verdict *verdict)
{
    size_t d = model->net.embedding;
    const double *questioned = embeddings + n * d;
    if (!model->verification.calibrated)
        return status_error(
            "this model was trained without validation users, so it has no threshold to judge by");
    if (kind == MODEL_NORMAL && n < 2)
        return status_error("the normal model needs at least two references, found %zu", n);
    *verdict = (Verdict){.kind = kind, .references = n, .threshold = model->verification.threshold[kind]};
    for (size_t i = 0; i < n; i++)
        verdict->angles[i] = degrees(scoring_cosine(d, embeddings + i * d, questioned));
    verdict->mean_angle = degrees(scoring_mean_cosine(n, d, embeddings, questioned));
    verdict->own_angle = n >= 2 ? degrees(scoring_own_cosine(n, d, embeddings)) : 0;
    verdict->score = verifier_score(model, kind, n, embeddings, questioned);
    verdict->accepted = verdict->score >= verdict->threshold;
    return status_ok();
}

static Status verify(const char *path, const VerifyOptions *o, Verdict *verdict)
{
    ModelScore kind = 0;
    while (kind < MODEL_SCORES && strcmp(o->score, model_score_name(kind)) != 0)
        kind++;
    if (kind == MODEL_SCORES)
        return status_error("--score %s: expected mean, max, normal or shrunk", o->score);
    /* The last six, as in the paper. */
    size_t n = o->references.count < MODEL_REFERENCES ? o->references.count : MODEL_REFERENCES;
    const char *const *files = o->references.texts + (o->references.count - n);
    Model model;
    Signature signatures[MODEL_REFERENCES + 1] = {0};
    const Signature *pointers[MODEL_REFERENCES + 1];
    Status status = checkpoint_load_model(path, &model);
    if (!status.ok)
        return status;
    for (size_t i = 0; status.ok && i <= n; i++) {
        status = penfile_read(i < n ? files[i] : o->questioned, &signatures[i], NULL);
        pointers[i] = &signatures[i];
    }
    double *embeddings = malloc((MODEL_REFERENCES + 1) * model.net.embedding * sizeof *embeddings);
    if (status.ok && !embeddings)
        status = status_no_memory("the embeddings");
    if (status.ok)
        status = verifier_embed(&model, n + 1, pointers, embeddings);
    if (status.ok)
        status = judge(&model, kind, n, embeddings, verdict);
    free(embeddings);
    for (size_t i = 0; i <= n; i++)
        signature_free(&signatures[i]);
    model_free(&model);
    return status;
}

static void print_verdict(const Verdict *v, const char *questioned)
{
    bool colour = terminal_has_colour(stdout);
    printf("%s%s%s: %s\n", colour ? (v->accepted ? "\033[34m" : "\033[33m") : "",
           v->accepted ? "ACCEPTED" : "REJECTED", colour ? "\033[0m" : "", questioned);
    printf("  angle to each of the %zu references:", v->references);
    for (size_t i = 0; i < v->references; i++)
        printf(" %.1f", v->angles[i]);
    printf(" degrees\n  by the mean cosine %.1f degrees", v->mean_angle);
    if (v->references >= 2)
        printf("; the references among themselves %.1f", v->own_angle);
    printf("\n  score (%s) %.4f, accepted from %.4f on\n", model_score_name(v->kind), v->score, v->threshold);
}

static Status print_json(const Verdict *v, const char *questioned)
{
    json_t *angles = json_array();
    for (size_t i = 0; i < v->references; i++)
        document_append(&angles, json_real(v->angles[i]));
    return document_print(json_pack("{s:s, s:b, s:s, s:f, s:f, s:o, s:f}", "questioned", questioned,
                                    "accepted", v->accepted, "score_name", model_score_name(v->kind), "score",
                                    v->score, "threshold", v->threshold, "angles_in_degrees", angles,
                                    "mean_angle_in_degrees", v->mean_angle));
}

static int run_command(int argc, char **argv)
{
    VerifyOptions o = {.score = "normal"};
    const Option options[] = {
        {"reference", OPTIONS_TEXTS, &o.references, "FILE...",
         "signatures known to be by the person, in order of\n"
         "time; the last six count"},
        {"questioned", OPTIONS_TEXT, &o.questioned, "FILE", "the signature to judge"},
        {"score", OPTIONS_TEXT, &o.score, "NAME",
         "normal (the paper's normal model, default), shrunk\n"
         "(a variance for each number), mean or max (cosine)"},
        {"json", OPTIONS_FLAG, &o.json, NULL, "print one JSON document"},
    };
    int first;
    int ended =
        options_parse(&verify_command, sizeof options / sizeof options[0], options, argc, argv, &first);
    if (ended != OPTIONS_GO_ON)
        return ended;
    if (argc - first != 1)
        return terminal_trouble(&verify_command,
                                status_error("one MODEL is expected, found %d", argc - first));
    if (o.references.count == 0 || !o.questioned)
        return terminal_trouble(&verify_command,
                                status_error("--reference FILE... and --questioned FILE are both needed"));
    Verdict verdict = {0};
    Status status = verify(argv[first], &o, &verdict);
    if (status.ok && o.json)
        status = print_json(&verdict, o.questioned);
    else if (status.ok)
        print_verdict(&verdict, o.questioned);
    if (!status.ok)
        return terminal_trouble(&verify_command, status);
    return verdict.accepted ? TERMINAL_YES : TERMINAL_NO;
}
