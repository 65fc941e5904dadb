/* A model: a net, its parameters, and how a signature becomes what the net sees. All that verifying a signature needs. */
#pragma once
#include <stdbool.h>

#include "net/net.h"
#include "pen/features.h"

#include "base/public.h"

/* How a questioned signature is scored against a person's references (train/scoring.h has the formulas). */
typedef enum ModelScore {
    MODEL_MEAN,   /* the mean of the cosines */
    MODEL_MAX,    /* the largest of them */
    MODEL_NORMAL, /* the paper's normal model */
    MODEL_SHRUNK, /* the same with a variance for each number of the embedding */
    MODEL_SCORES  /* how many there are */
} ModelScore;

enum { MODEL_REFERENCES = 6 }; /* the paper keeps a person's last six signatures */

/* What verifying needs beside the net. */
typedef struct ModelVerification {
    bool calibrated;                /* false: no validation users could say where the thresholds are */
    double threshold[MODEL_SCORES]; /* accept at or above; equal error rate on the validation users */
    double *pooled; /* net.embedding variances within a user, from the training users; owned */
} ModelVerification;

/* A net that can judge. */
typedef struct Model {
    Net net;             /* its steps */
    FeatureSet features; /* the rows of its input */
    FeatureScale scale;  /* from the training users only */
    real *params;        /* net.parameter_count numbers, owned */
    double threshold;    /* the least cosine of a pair taken for genuine; chosen on validation users */
    ModelVerification verification; /* thresholds for a person's references */
} Model;

/* A model with all parameters 0, every scale 1 and the threshold cos = 0 (90 degrees). The net's input shape is
 * taken from the features: features->count x 200. The caller frees it with model_free, after trouble too. */
Status model_create(const NetOptions *net, const FeatureSet *features, Model *model);
void model_free(Model *model);

/* "mean", "max", "normal", "shrunk". */
const char *model_score_name(ModelScore score);

/* What the net sees of a signature: its features, scaled; writes net.input numbers to x. Allocates nothing. Trouble: a
 * signature that has no features (see features_compute). */
Status model_see(const Model *model, const Signature *signature, real *x);

#include "base/public_end.h"
