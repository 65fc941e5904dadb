/* Verification: how much a questioned signature looks like a user's reference signatures, from their embeddings.
 *
 * `references` is n x d, row major: n embeddings of d numbers each, x_1 .. x_n; `questioned` is q, one of d numbers. Every
 * score is higher the more genuine the questioned one looks; the scores of different functions cannot be compared.
 * All numbers must be finite. Allocates nothing. */
#pragma once
#include <stddef.h>

#include "base/public.h"

/* a.b / (|a||b|), cut to -1 .. 1 (rounding can step over); 0 when a or b is all zero: it has no direction. */
double scoring_cosine(size_t d, const double a[at_least(d)], const double b[at_least(d)]);

/* 1/n sum_i cos(x_i, q); n >= 1. */
double scoring_mean_cosine(size_t n, size_t d, const double *references,
                           const double questioned[at_least(d)]);

/* max_i cos(x_i, q); n >= 1. */
double scoring_max_cosine(size_t n, size_t d, const double *references, const double questioned[at_least(d)]);

/* The mean of cos(x_i, x_j) over the n (n - 1) / 2 pairs of references: how alike they are themselves; n >= 2. */
double scoring_own_cosine(size_t n, size_t d, const double *references);

/* scoring_mean_cosine - scoring_own_cosine: what a user who varies more from signature to signature is granted. */
double scoring_centred_cosine(size_t n, size_t d, const double *references,
                              const double questioned[at_least(d)]);

/* The normal model of Bromley et al. 1994: the features of a user's embeddings are independent, with mean m_k and ONE
 * variance for the user,
 *     m_k = 1/n sum_i x_ik        s^2 = 1 / (d (n - 1)) sum_ik (x_ik - m_k)^2
 * The score is the log density of q for each feature,
 *     1/d log p-yes = -1/2 log(2 pi s^2) - 1/(2 d s^2) sum_k (q_k - m_k)^2
 * The density itself, about exp(-d), is below every double for large d. The paper thresholds p-yes / (p-yes + p-no) with a
 * constant p-no; that grows with p-yes, so a threshold on this score decides the same.
 * n >= 2. s^2 is taken no smaller than SCORING_VARIANCE_FLOOR * (1 + 1/d sum_k m_k^2), so that references that are all
 * equal give a number. */
double scoring_normal(size_t n, size_t d, const double *references, const double questioned[at_least(d)]);

/* See scoring_normal. */
#define SCORING_VARIANCE_FLOOR 1e-8

/* The same with a variance for each feature, half the user's own and half that of everybody, since n references say
 * little about d variances:
 *     s_k^2 = 1/2 1/(n - 1) sum_i (x_ik - m_k)^2 + 1/2 pooled_k
 *     1/d log p-yes = 1/d sum_k (-1/2 log(2 pi s_k^2) - (q_k - m_k)^2 / (2 s_k^2))
 * `pooled` comes from scoring_pooled_variance over TRAINING users. n >= 1: with one reference, which has no variance of its
 * own, s_k^2 = pooled_k. The floor is that of scoring_normal, under each s_k^2. */
double scoring_shrunk(size_t n, size_t d, const double *references, const double pooled[at_least(d)],
                      const double questioned[at_least(d)]);

/* The variance of each feature within a user, over several users: the embeddings of user u are the next counts[u] rows of
 * `embeddings`,
 *     pooled_k = sum_u sum_i (x_uik - m_uk)^2 / sum_u (counts[u] - 1)
 * Writes pooled[0 .. d-1]. Users with fewer than two embeddings add nothing; at least one must have two. */
void scoring_pooled_variance(size_t users, const size_t counts[at_least(users)], size_t d,
                             const double *embeddings, double pooled[at_least(d)]);

#include "base/public_end.h"
