/* What every checker is given to check: the loss of a small net, and its gradient, right or with a mistake.
 *
 * Three matrices, of which the middle one is used twice, 155 parameters in all:
 *
 *     h1 = s(W1 x + b1)    h2 = s(W2 h1 + b2)    h3 = s(W2 h2 + b2)    o = W3 h3 + b3
 *     loss = scale (mean over 5 samples of |o - y|^2 / 2  +  0.04 (|W1|^2 + |W2|^2 + |W3|^2)) + offset
 *
 * Weights, samples and targets follow from a seed. Plain C, so that the same machine code answers everybody: linked by the
 * programs, loaded as a shared object by Python. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { SUBJECT_BLOCKS = 6, SUBJECT_PARAMETERS = 155 };

/* Plain: s = tanh, scale 1, offset 0, double; each of the others differs from it in one thing. */
typedef enum SubjectSetting {
    SUBJECT_PLAIN,
    SUBJECT_TINY,   /* times 1e-6 */
    SUBJECT_LARGE,  /* times 1e4 */
    SUBJECT_OFFSET, /* plus 1e6 */
    SUBJECT_RELU,   /* s(z) = max(z, 0) */
    SUBJECT_FLOAT,  /* computed in float32 */
    SUBJECT_SETTINGS
} SubjectSetting;

typedef enum SubjectMistake {
    SUBJECT_RIGHT,
    SUBJECT_NOTHING,       /* zeros */
    SUBJECT_SIGN,          /* of everything */
    SUBJECT_MEAN,          /* 1/5 forgotten */
    SUBJECT_NO_DECAY,      /* the weight decay forgotten */
    SUBJECT_DECAY_TWICE,   /* its 1/2 forgotten */
    SUBJECT_ONE_USE,       /* W2 in its first place forgotten */
    SUBJECT_TRANSPOSED,    /* W1's */
    SUBJECT_SLOPE,         /* s' from z where h is meant (tanh), on the wrong side of 0 (ReLU) */
    SUBJECT_NO_SLOPE,      /* s' of the first layer forgotten */
    SUBJECT_BIAS_LAST,     /* b1 = where += is meant */
    SUBJECT_SAMPLE_LAST,   /* everything = where += is meant */
    SUBJECT_ONE_PERCENT,   /* one entry 1 % too large */
    SUBJECT_ONE_SIGN,      /* one entry with the wrong sign */
    SUBJECT_TWO_EXCHANGED, /* two neighbouring entries exchanged */
    SUBJECT_MISTAKES
} SubjectMistake;

typedef struct Subject Subject;

/* NULL: no memory. Mistakes of one entry choose one that is not tiny beside the rest of its block. */
Subject *subject_create(SubjectSetting setting, uint64_t seed, SubjectMistake mistake);
void subject_destroy(Subject *subject);

/* Whether the mistake makes a difference at this point (more than 1e-7 of the largest entry). */
bool subject_differs(const Subject *subject);

/* The entry that a mistake of one entry is in. */
size_t subject_entry(const Subject *subject);

/* SUBJECT_PARAMETERS numbers: W1 (8 x 6), b1 (8), W2 (8 x 8), b2 (8), W3 (3 x 8), b3 (3). */
void subject_start(const Subject *subject, double *x);
size_t subject_rows(size_t block);
size_t subject_cols(size_t block);
const char *subject_block(size_t block);

/* At x. In SUBJECT_FLOAT x is rounded to float32 first, and what is returned is a float32. */
double subject_loss(const Subject *subject, const double *x);
void subject_gradient(const Subject *subject, const double *x, double *gradient);

/* The same for SUBJECT_FLOAT from and to float32. */
float subject_loss_float(const Subject *subject, const float *x);
void subject_gradient_float(const Subject *subject, const float *x, float *gradient);

/* Names for tables; NULL past the last. */
const char *subject_setting(size_t setting);
const char *subject_mistake(size_t mistake);

#ifdef __cplusplus
}
#endif
