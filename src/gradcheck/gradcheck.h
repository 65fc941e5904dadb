/* Checks a gradient that was derived by hand against finite differences whose error is measured.
 *
 * There is no tolerance to tune. Each difference comes with an error bar: the truncation seen between three steps,
 * the noise of the loss (measured as in Moré and Wild, "Estimating computational noise", SIAM J. Sci. Comput. 33,
 * 2011), the rounding of the analytic gradient (measured in the same way), and a correction for the number of
 * comparisons. An entry is wrong when it lies outside its bar; when the bar is too wide to say, the answer is "cannot
 * tell", with the reason.
 *
 *     GradcheckBlock blocks[] = {{.name = "W", .value = W, .gradient = dW, .rows = 8, .cols = 6}};
 *     GradcheckProblem problem = {.user = &net, .blocks = blocks, .n_blocks = 1, .loss = loss, .gradient = gradient};
 *     GradcheckReport *report;
 *     if (gradcheck_run(&problem, NULL, &report) == GRADCHECK_OK)
 *         gradcheck_text_write(report, NULL, print_to_file, stdout);
 *     gradcheck_report_free(report);
 *
 * Needs libc and libm only. Prints nothing, keeps nothing between calls, ends no program. Two checks may run at the
 * same time in two threads when their callbacks may. Everything a check moves (the values of the blocks, the
 * gradients that stand in the caller's memory) is as before, bit for bit, when it returns, whatever the callbacks did;
 * a callback must return, though: one that leaves by longjmp (a cmocka assertion, say) leaves its parameter moved. */
#pragma once
#include "gradcheck_report.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
#ifdef __GNUC__
#pragma GCC visibility push(default) /* the shared library shows this and gradcheck_report.h alone */
#endif

/* ------------------------------------------------------------------------------------------------ the problem */

/* The numbers of an array. */
typedef enum GradcheckType {
    GRADCHECK_DOUBLE, /* of 64 bits */
    GRADCHECK_FLOAT   /* of 32 bits */
} GradcheckType;

/* What a callback returns: 0 when it went well, GRADCHECK_OUTSIDE when the point lies outside the function's domain
 * (the same as a loss of NaN), any other number when it failed: the check then ends and reports the number. */
enum { GRADCHECK_OUTSIDE = -7777 };

/* One array of parameters, in place and row-major. */
typedef struct GradcheckBlock {
    const char *name; /* as it stands in the report */
    void *value;      /* rows * cols numbers; moved during the check, and put back */
    void *
        gradient; /* rows * cols numbers, where the gradient callback writes; NULL: the checker brings memory of
                       its own, with guard words on both sides, and the callback finds it in the blocks it is given */
    size_t rows, cols;  /* its shape */
    GradcheckType type; /* of value and gradient */
    bool adds;          /* the callback adds to gradient, which its caller clears; otherwise it overwrites */
    const double *lower, *upper; /* rows * cols bounds within which the values may be moved, or NULL */
    size_t uses; /* in how many places the loss reads this block (see loss_of_use); 0 counts as 1 */
} GradcheckBlock;

/* A step of a chain: out = forward(in, parameters), and its hand-written backward.
 *
 * forward has always run with the same `in` and the same parameters just before vjp does. The steps follow each
 * other: step i's `out` is step i + 1's `in`. A net of two branches is a chain whose states hold both branches. */
typedef struct GradcheckStep {
    const char *name;   /* as it stands in the report */
    void *user;         /* given to the two callbacks; NULL: the problem's */
    size_t n_in, n_out; /* how many numbers go in, and come out */
    size_t in_rows,
        out_rows;       /* the states are rows of alike things (branches, samples, channels); 0 counts as 1 */
    GradcheckType type; /* of in, out and their gradients */
    int (*forward)(void *user, const void *in, void *out); /* writes out */
    /* Given d_out = dL/d out: dL/d in into d_in, and dL/d parameter into blocks[k].gradient; blocks[0] is the block
     * that blocks[0], below, names, and so on. */
    int (*vjp)(void *user, const void *in, const void *out, const void *d_out, void *d_in,
               const GradcheckBlock *blocks);
    const size_t *blocks; /* which of the problem's blocks the step reads */
    size_t n_blocks;      /* how many */
    bool adds;            /* vjp adds to d_in; otherwise it overwrites it */
    /* Constants that enter the derivative by the input, n_in numbers each (the targets of a loss); may be left out. In a
     * step whose outputs are as many as its inputs, constant i comes multiplied by the upstream gradient of output i. */
    const struct GradcheckTerm *terms;
    size_t n_terms; /* how many */
    /* May be left out: the outputs as they would be if one number were `value`, entry `entry` of the input (block 0) or
     * of the parameters blocks[block - 1]. `out` holds forward's outputs without the change; those that change are
     * written, and their numbers, n_out at most and none twice, into `changed`. Compared with forward before it is
     * relied on; it makes the check of a step whose numbers each reach few outputs cheap. */
    int (*forward_with)(void *user, const void *in, void *out, size_t block, size_t entry, double value,
                        size_t *changed, size_t *n_changed);
} GradcheckStep;

/* Memory that no callback may change: a batch of data, say. */
typedef struct GradcheckWatch {
    const char *name;   /* as it stands in the report */
    const void *memory; /* where it begins */
    size_t size;        /* bytes */
} GradcheckWatch;

/* A part of the gradient of one block that might have been forgotten, counted twice or given the wrong sign: the
 * weight decay, say. Only used to name a mistake, and to say whether its absence would have been noticed. */
typedef struct GradcheckTerm {
    const char *name;     /* as it stands in the sentence */
    size_t block;         /* of a problem's term */
    const double *values; /* as many as the block has (as the step's input has) */
} GradcheckTerm;

/* A number by which a gradient is off when somebody forgets it: {"LeCun's 1.7159", 1.7159}. */
typedef struct GradcheckFactor {
    const char *name; /* as it stands in the sentence */
    double value;     /* the number */
} GradcheckFactor;

/* What is to be checked: a loss, its gradient, and the arrays that both read. */
typedef struct GradcheckProblem {
    const char *name;             /* as it stands in the report */
    void *user;                   /* given to every callback */
    const GradcheckBlock *blocks; /* the parameters */
    size_t n_blocks;              /* how many */

    /* The loss at the present values of the blocks. */
    int (*loss)(void *user, double *loss);

    /* The gradient at the present values, into the gradients of `blocks`. The same array as the problem's, except
     * that a NULL gradient is filled in. loss has always run at the same values just before. */
    int (*gradient)(void *user, const GradcheckBlock *blocks);

    /* All that follows may be left out. */

    /* Called before every evaluation: the place to put a random generator back. */
    int (*reset)(void *user);

    /* The loss as it would be if one entry of one block were `value`: nothing is moved, so only what depends on the
     * entry need be computed again. Compared with loss itself before it is relied on. */
    int (*loss_with)(void *user, size_t block, size_t entry, double value, double *loss);

    size_t n_samples; /* how many samples the loss is made of */
    /* The part of one sample in the loss (without any mean over the samples, and without regularisation). */
    int (*loss_of_sample)(void *user, size_t sample, double *loss);

    /* The loss when use number `use` of a shared block reads the block's values and every other use reads `others`
     * (an array like the block's). The derivative of it is the part of the gradient that comes from that use. */
    int (*loss_of_use)(void *user, size_t block, size_t use, const void *others, double *loss);

    /* loss_of_sample as it would be if one entry of one block were `value`, as loss_with. It, and the next, make mistakes
     * in large blocks quick to name. */
    int (*loss_of_sample_with)(void *user, size_t sample, size_t block, size_t entry, double value,
                               double *loss);
    /* loss_of_use alike: that use alone reads the value. */
    int (*loss_of_use_with)(void *user, size_t use, size_t block, size_t entry, double value, double *loss);

    /* The same for several values of one entry, for who computes them faster together than one by one: losses[i] as
     * loss_with gives it for values[i], NaN where the point lies outside. Used where loss_with may be relied on. */
    int (*losses_with)(void *user, size_t block, size_t entry, size_t count, const double values[],
                       double losses[]);

    const GradcheckStep *steps; /* the loss as a chain: the last one gives it */
    size_t n_steps;             /* how many */
    const void *input;          /* what the first step reads: steps[0].n_in numbers */

    const GradcheckWatch *watches;  /* memory that no callback may change */
    size_t n_watches;               /* how many */
    const GradcheckTerm *terms;     /* parts that might be forgotten */
    size_t n_terms;                 /* how many */
    const GradcheckFactor *factors; /* numbers that might be forgotten */
    size_t n_factors;               /* how many */
} GradcheckProblem;

/* ----------------------------------------------------------------------------------------------- how to check */

/* How much is looked at. */
typedef enum GradcheckMode {
    GRADCHECK_AUTO, /* FULL up to full_limit entries; above, SCREEN, and FULL where the screen is not content */
    /* Each block along a few Gaussian directions: about 7 evaluations each, whatever its size. Where that finds something
     * wrong, the first wrong step and one small block are measured entry by entry so that the mistake can be named. */
    GRADCHECK_SCREEN,
    GRADCHECK_FULL /* every entry: 4 evaluations where it agrees at a glance, else some 12 */
} GradcheckMode;

/* How to check. In brackets: what gradcheck_options gives. */
typedef struct GradcheckOptions {
    GradcheckMode mode;         /* (GRADCHECK_AUTO) */
    uint64_t seed;              /* of every random direction */
    size_t full_limit;          /* see GRADCHECK_AUTO (20000) */
    unsigned screen_directions; /* per block (2) */
    /* An entry agrees only when its bar is at most `resolution` (0.005: a mistake of 1 % cannot hide) times its size;
     * an entry below `small` (1e-4) of the largest of its block counts as that large. small = 1 asks only that an
     * entry is right on the scale of its block: the choice for float32. */
    double resolution, small;
    /* The loss is known to be no better than this: a standard deviation (0). For a loss whose last digits are a float32's
     * though it is none itself, so that steps of it look like a straight line. */
    double noise_floor;
    unsigned allow; /* reasons that do not count against a whole: 1u << GRADCHECK_POINT, ... (0) */
    bool
        no_two_alike; /* the loss may differ in its last bits from call to call, by a threaded sum say (false) */
    bool no_hygiene;    /* skip the checks of memory and state (false) */
    bool no_chain;      /* skip the steps (false) */
    bool no_explaining; /* skip the search for the likely mistake, which may cost evaluations (false) */
    /* Called after every entry with the evaluations made and expected; other than 0 cancels the check. */
    int (*progress)(void *user, size_t made, size_t expected);
    void *progress_user; /* given to it */
    /* Called with every entry of the problem's blocks (not of its steps) as soon as it is measured. Its verdict may still
     * change: the block it is judged beside is not known whole. */
    void (*entry)(void *user, size_t block, const GradcheckEntry *entry);
    void *entry_user; /* given to it */
} GradcheckOptions;

/* The options described above with the values in brackets; seed 1. */
GradcheckOptions gradcheck_options(void);

/* --------------------------------------------------------------------------------------------------- checking */

/* Checks the problem. NULL options: gradcheck_options(). *report is the caller's to free, whatever is returned; NULL
 * after GRADCHECK_NO_MEMORY. */
GradcheckStatus gradcheck_run(const GradcheckProblem *problem, const GradcheckOptions *options,
                              GradcheckReport **report);

/* Looks for the likely mistake behind what a report (of the same problem, at the same values) found wrong: what
 * gradcheck_run does at its end. For who asked for no_explaining, to have the verdict at once and the rest later. */
GradcheckStatus gradcheck_explain(const GradcheckProblem *problem, const GradcheckOptions *options,
                                  GradcheckReport *report);

/* How many evaluations of the loss gradcheck_run will need: `least` when all is well and every step chosen at once,
 * `most` when every entry is hard. The chain's steps are not counted. */
typedef struct GradcheckCost {
    size_t least, most; /* evaluations of the loss */
} GradcheckCost;
/* For this problem and these options (NULL: gradcheck_options()). */
GradcheckCost gradcheck_cost(const GradcheckProblem *problem, const GradcheckOptions *options);

/* --------------------------------------------------------------------------------------------------- pictures */

/* As many points at most. */
enum { GRADCHECK_CURVE_POINTS = 60 };

/* Error against step, the "V": what central differences give for one entry at steps 2^-1, 2^-2, ... times
 * max(1, |x|), and what is to be expected of them. */
typedef struct GradcheckCurve {
    size_t n;                               /* how many points */
    double step[GRADCHECK_CURVE_POINTS];    /* the largest first */
    double central[GRADCHECK_CURVE_POINTS]; /* the difference; NaN where a loss was not finite */
    double error[GRADCHECK_CURVE_POINTS];   /* |central - numeric| */
    double noise[GRADCHECK_CURVE_POINTS];   /* noise / step: the branch on the left */
    GradcheckEntry entry;                   /* the entry as the check sees it */
} GradcheckCurve;
/* The curve of one entry of one block. Returns what gradcheck_run would. */
GradcheckStatus gradcheck_curve_steps(const GradcheckProblem *problem, const GradcheckOptions *options,
                                      size_t block, size_t entry, GradcheckCurve *curve);

/* Taylor's remainder along one Gaussian direction v through every block: |f(x + t v) - f(x)| falls as t, and
 * |f(x + t v) - f(x) - t g.v| falls as t^2 down to the noise floor if and only if g is the gradient. */
typedef struct GradcheckTaylor {
    size_t n;                              /* how many points */
    double t[GRADCHECK_CURVE_POINTS];      /* the largest first */
    double first[GRADCHECK_CURVE_POINTS];  /* |f(x + t v) - f(x)| */
    double second[GRADCHECK_CURVE_POINTS]; /* |f(x + t v) - f(x) - t g.v| */
    double floor;                          /* the noise of a difference of two losses */
} GradcheckTaylor;
/* The two curves, for the direction of options->seed. Returns what gradcheck_run would. */
GradcheckStatus gradcheck_curve_taylor(const GradcheckProblem *problem, const GradcheckOptions *options,
                                       GradcheckTaylor *taylor);

/* -------------------------------------------------------------------------------- beyond the gradient of a loss */

/* A function with many outputs, F: parameters -> R^n_out, and what was derived for it; each part may be NULL.
 * A direction is given as one array for each block, of the block's type, in `blocks[i].gradient`. */
typedef struct GradcheckMap {
    const char *name;                       /* as it stands in the report */
    void *user;                             /* given to every callback */
    const GradcheckBlock *blocks;           /* their gradients serve as in a problem */
    size_t n_blocks;                        /* how many */
    size_t n_out;                           /* how many outputs */
    int (*values)(void *user, double *out); /* F at the present values */
    /* n_out rows; the columns are the entries of all blocks in their order. */
    int (*jacobian)(void *user, double *jacobian);
    /* J^T d_out into the gradients of `blocks`. */
    int (*vjp)(void *user, const double *d_out, const GradcheckBlock *blocks);
    /* J v into out; v stands in the gradients of `blocks`. */
    int (*jvp)(void *user, const GradcheckBlock *blocks, double *out);
} GradcheckMap;

/* Checks every entry of the Jacobian: block i of the report has n_out rows and as many columns as block i has entries. */
GradcheckStatus gradcheck_map_jacobian(const GradcheckMap *map, const GradcheckOptions *options,
                                       GradcheckReport **report);

/* Checks jvp along screen_directions Gaussian directions: one block with a row for each direction and n_out columns. */
GradcheckStatus gradcheck_map_tangent(const GradcheckMap *map, const GradcheckOptions *options,
                                      GradcheckReport **report);

/* Checks vjp as the gradient of d_out . F for a Gaussian d_out. */
GradcheckStatus gradcheck_map_vjp(const GradcheckMap *map, const GradcheckOptions *options,
                                  GradcheckReport **report);

/* The dot-product test: d_out . (J v) = (J^T d_out) . v for Gaussian v and d_out, to the measured rounding of both
 * sides. Needs no differences: it says that jvp and vjp belong together, not that they are right. */
GradcheckStatus gradcheck_map_adjoint(const GradcheckMap *map, const GradcheckOptions *options,
                                      GradcheckReport **report);

/* Second order: H v into out_blocks' gradients, v in the gradients of `v`. Checked along screen_directions Gaussian
 * directions against differences of problem->gradient; block i of the report has a row for each direction. */
typedef int (*GradcheckHessianVector)(void *user, const GradcheckBlock *v, const GradcheckBlock *out_blocks);
GradcheckStatus gradcheck_map_hessian(const GradcheckProblem *problem, GradcheckHessianVector product,
                                      const GradcheckOptions *options, GradcheckReport **report);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif
