/* Judging a signature against a person's references, and finding on validation users where the line is. */
#pragma once
#include "train/dataset.h"
#include "train/model.h"

#include "base/public.h"

/* The score of a questioned embedding against n reference embeddings (n x net.embedding doubles); higher is more
 * genuine. MODEL_NORMAL needs n >= 2. */
double verifier_score(const Model *model, ModelScore score, size_t n, const double *references,
                      const double *questioned);

/* The embeddings of n signatures as doubles (n x net.embedding), the caller's. Trouble: a signature without features,
 * no memory. */
Status verifier_embed(const Model *model, size_t n, const Signature *const signatures[], double *embeddings);

/* Fills model->verification: the pooled variances from the genuine signatures of the training users; then, with up to
 * MODEL_REFERENCES genuine signatures of each validation user as references and the user's others and forgeries as
 * questioned ones, each score's threshold at the equal error rate. With few validation users these are rough. Users without two references and one of each questioned kind say nothing; when
 * none says anything `calibrated` is false and the thresholds mean nothing. Trouble: as verifier_embed. */
Status verifier_calibrate(Model *model, const Dataset *dataset, size_t training_count,
                          const size_t training[], size_t validation_count, const size_t validation[]);

#include "base/public_end.h"
