/* Several pairs through a small net and back at once.
 *
 * A dense layer of a dozen units keeps a processor waiting: its rows are no longer than a vector, and every step is called
 * for every signature. Here the signatures of many pairs stand side by side, number i of all of them in row i:
 *
 *     X: numbers x columns      a column for each signature: all first branches, then all second ones, ...
 *     z[o,s] = b[o] + sum_i W[o,i] X[i,s]
 *
 * which is a time delay layer with a kernel of 1, where the signatures are the instants: conv_fast.h does it, forward and
 * back. What goes number by number (tanh, lecun, relu) does not mind, and flatten has nothing to do. The head looks at one
 * pair at a time, as everywhere.
 *
 * siamese.h says the same for one pair. The sums over the pairs are taken in another order, so the two agree to rounding;
 * with the same number of pairs the bits are the same always. */
#pragma once
#include "net/siamese.h"

enum { CROWD_MOST = 64 }; /* pairs together; more bring nothing */

/* Room for some pairs of one net. */
typedef struct Crowd {
    size_t
        pairs; /* how many it has room for, CROWD_MOST at most; 1: pairs of this net are better taken one by one, and it has none */
    size_t count;                               /* how many there are: crowd_begin */
    real *memory;                               /* all of the following */
    real *values[NET_ENCODER_STEPS_MAX + 1];    /* [0]: the signatures; [i + 1]: what left step i */
    real *gradients[NET_ENCODER_STEPS_MAX + 1]; /* by each of these; [0]: NULL, nobody wants it */
    real *embeddings;                           /* pair after pair, as Activations has them of one */
    Activations pair, pair_gradients;           /* where the head looks at one pair */
} Crowd;

/* Trouble: no memory. The caller destroys it, after trouble too. */
Status crowd_create(const Net *net, Crowd *crowd);
/* An all-zero one too. */
void crowd_destroy(Crowd *crowd);

/* Whether `count` pairs of the net, as it is now, go together: there is room, they are not too few, and no step of the
 * encoder, nor its sum over the branches, has another in its place (a fault, an exercise). */
bool crowd_takes(const Crowd *crowd, const Net *net, size_t count);

/* Makes place for `count` pairs, 1 to crowd->pairs, and puts in the signatures of pair k, one for each branch. */
void crowd_begin(Crowd *crowd, size_t count);
void crowd_put(Crowd *crowd, const Net *net, size_t k, const real *const x[]);

/* Writes the losses of the pairs and ADDS to dparams the sum of dL[k] times the gradient of each, where crowd_takes the
 * net. The embeddings are left in crowd->embeddings. */
void crowd_run(Crowd *crowd, const Net *net, const real *params, const Label label[], const real dL[],
               real loss[], real *dparams);
