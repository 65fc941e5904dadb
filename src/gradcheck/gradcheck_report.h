/* What a check found: the verdict on every entry, block and step with the reasons, the likely mistake, and the report that
 * holds them, in words and as JSON. gradcheck.h, which says how to ask for it, brings this header along. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
#ifdef __GNUC__
#pragma GCC visibility push(default) /* see gradcheck.h */
#endif

/* ----------------------------------------------------------------------------------------------- the verdicts */

/* The answer about an entry, a block, a step or the whole, in the order of weight: a whole has the heaviest
 * verdict of its parts. */
typedef enum GradcheckVerdict {
    GRADCHECK_AGREES,            /* inside a bar that is narrow enough */
    GRADCHECK_NOT_CHECKED,       /* not looked at: the screen was enough, or the check ended before */
    GRADCHECK_CANNOT_TELL,       /* see the reason */
    GRADCHECK_IMPURE,            /* inputs changed, memory overrun, outputs not written, "=" for "+=" */
    GRADCHECK_WRONG,             /* outside its bar */
    GRADCHECK_NOT_FINITE,        /* the loss, or the analytic gradient, is NaN or infinite */
    GRADCHECK_NOT_DETERMINISTIC, /* the same point gave two answers */
    GRADCHECK_FAILED,            /* a callback returned a number other than 0 and GRADCHECK_OUTSIDE */
    GRADCHECK_VERDICTS           /* how many there are */
} GradcheckVerdict;

/* Why it cannot be told. */
typedef enum GradcheckReason {
    GRADCHECK_REASON_NONE, /* nothing stands in the way */
    GRADCHECK_KINK,        /* the slopes left and right differ, and the gradient lies between them */
    GRADCHECK_NOISE,       /* the entry is too small for the noise of the loss */
    GRADCHECK_ROUGH,       /* the loss bends too fast for every step that the noise allows */
    GRADCHECK_DOMAIN,      /* the loss is not finite on one side or both, or the bounds leave no room */
    GRADCHECK_POINT,       /* the whole block's gradient is zero within its bars: this point cannot test it */
    GRADCHECK_REASONS      /* how many there are */
} GradcheckReason;

/* ------------------------------------------------------------------------------------------------- the report */

/* Bytes of a name and of a sentence in a report, the final 0 included. */
enum { GRADCHECK_NAME_SIZE = 48, GRADCHECK_TEXT_SIZE = 256 };

/* One derivative: of the loss by one entry, or along one direction. */
typedef struct GradcheckEntry {
    size_t index;             /* in its block (row * cols + col); in a screen, the number of the direction */
    double analytic, numeric; /* what was derived, and what was measured */
    double bar;               /* half width of the error bar: the sum of the next four */
    double truncation, rounding, kink, analytic_rounding; /* the parts of the bar */
    double step;                  /* the smallest of the three steps; 0 when there is no numeric value */
    double loss_plus, loss_minus; /* at +step and -step; NaN where not finite */
    GradcheckVerdict verdict;     /* on this entry */
    GradcheckReason reason;       /* why, when it cannot be told */
    bool one_sided; /* measured on one side alone: the other lies outside the domain or the bounds */
} GradcheckEntry;

/* What a wrong gradient looks like beside the right one. */
typedef enum GradcheckMistakeKind {
    GRADCHECK_MISTAKE_NONE,   /* none that is known */
    GRADCHECK_MISTAKE_ZERO,   /* nothing but zeros */
    GRADCHECK_MISTAKE_SIGN,   /* yours = -numeric */
    GRADCHECK_MISTAKE_FACTOR, /* yours = factor * numeric */
    GRADCHECK_MISTAKE_TERM,   /* yours = numeric + factor * a term */
    GRADCHECK_MISTAKE_DATA_TERM, /* yours = factor * numeric + other * value: a factor that the decay term has not */
    GRADCHECK_MISTAKE_PROJECTION,   /* the part along the row was not taken out, or not wholly */
    GRADCHECK_MISTAKE_NORM,         /* off by a power of the length of the row */
    GRADCHECK_MISTAKE_TRANSPOSED,   /* rows for columns */
    GRADCHECK_MISTAKE_REVERSED,     /* last for first */
    GRADCHECK_MISTAKE_SHIFTED,      /* each in its neighbour's place */
    GRADCHECK_MISTAKE_ROWS_SWAPPED, /* whole rows in the places of others */
    GRADCHECK_MISTAKE_PERMUTED,     /* the right numbers in another order */
    GRADCHECK_MISTAKE_ONE_ENTRY,    /* all right but for one entry */
    GRADCHECK_MISTAKE_ONE_LINE,     /* one row or column alone */
    GRADCHECK_MISTAKE_USE,          /* a use of a shared block forgotten */
    GRADCHECK_MISTAKE_SAMPLE,       /* a sample forgotten, or all but one */
    GRADCHECK_MISTAKE_ROW,          /* a row of the step's state forgotten, or all but one */
    GRADCHECK_MISTAKE_POSITION,     /* not summed over the positions of a row */
    GRADCHECK_MISTAKE_DERIVATIVE,   /* the step's own derivative forgotten, or taken at the wrong place */
    GRADCHECK_MISTAKE_PARAMETERS,   /* right for other parameters: transposed, reversed */
    GRADCHECK_MISTAKE_CONDITION,    /* zero where the loss slopes and not where it is flat */
    GRADCHECK_MISTAKES              /* how many there are */
} GradcheckMistakeKind;

/* The one explanation that fits what is wrong in a block, if any. */
typedef struct GradcheckMistake {
    GradcheckMistakeKind kind;      /* NONE: no explanation fits */
    double factor;                  /* yours = factor * ..., where the kind has one */
    double residual;                /* |yours - explained| / |yours - numeric| */
    char text[GRADCHECK_TEXT_SIZE]; /* a sentence without its final point; empty when the kind is NONE */
} GradcheckMistake;

/* Whether a known mistake, put into the analytic gradient, would be noticed at this point. */
typedef struct GradcheckNotice {
    char mistake[GRADCHECK_NAME_SIZE]; /* what it is called */
    size_t tried, noticed;             /* in how many blocks (or entries, for mistakes of one entry) */
} GradcheckNotice;

/* What was found out about one block. */
typedef struct GradcheckBlockReport {
    char name[GRADCHECK_NAME_SIZE]; /* the block's */
    size_t rows, cols;              /* its shape */
    GradcheckVerdict verdict;       /* on the block */
    GradcheckReason reason;         /* why, when it cannot be told */
    GradcheckEntry *entries;    /* of the full check, in the order of the block; NULL when it was not made */
    size_t n_entries;           /* how many: all, or none */
    GradcheckEntry *directions; /* of the screen */
    size_t n_directions;        /* how many */
    size_t
        verdicts[GRADCHECK_VERDICTS];  /* how many entries (directions, when there are no entries) got each */
    size_t reasons[GRADCHECK_REASONS]; /* and each reason */
    size_t zeros;                      /* entries that are 0 on both sides */
    double scale;                      /* the largest |analytic| or |numeric| */
    double agreement;                  /* the largest |analytic - numeric| / scale among those that agree */
    double
        resolution; /* the largest bar / scale among those that agree: a larger mistake would have been seen */
    double analytic_noise;       /* the measured rounding of the analytic gradient, one standard deviation */
    const GradcheckEntry *worst; /* the entry (direction) furthest out in units of its bar, or NULL */
    GradcheckMistake likely;     /* what explains it, when it is wrong */
} GradcheckBlockReport;

/* What a callback did that it must not. */
typedef enum GradcheckFindingKind {
    GRADCHECK_FINDING_INPUT_CHANGED, /* memory that it was to read */
    GRADCHECK_FINDING_OVERRUN,       /* it wrote beside its outputs */
    GRADCHECK_FINDING_NOT_WRITTEN,   /* it left outputs as they were */
    GRADCHECK_FINDING_OVERWRITES,    /* where it must add */
    GRADCHECK_FINDING_ADDS,          /* where it must overwrite */
    GRADCHECK_FINDING_NOT_ZERO,      /* an upstream gradient of zero gave something else */
    GRADCHECK_FINDING_STATE,         /* two calls at the same point differ */
    GRADCHECK_FINDING_SHORTCUT,      /* loss_with contradicts loss */
    GRADCHECK_FINDING_CHAIN          /* the steps, one after the other, do not give the loss */
} GradcheckFindingKind;

/* Something the hygiene checks found. */
typedef struct GradcheckFinding {
    GradcheckFindingKind kind;      /* which */
    char text[GRADCHECK_TEXT_SIZE]; /* a sentence that says where */
} GradcheckFinding;

/* As many findings are kept. */
enum { GRADCHECK_FINDINGS = 12 };

struct GradcheckReport;

/* What was found out about one step of the chain. */
typedef struct GradcheckStepReport {
    char name[GRADCHECK_NAME_SIZE]; /* the step's */
    GradcheckVerdict verdict;       /* on the step */
    GradcheckReason reason;         /* why, when it cannot be told */
    /* The check of the step alone, with a random upstream gradient: block 0 is its input, the others its parameters.
     * NULL when it was not reached. */
    struct GradcheckReport *local;
} GradcheckStepReport;

/* How a check ended. */
typedef enum GradcheckStatus {
    GRADCHECK_OK,          /* the check ran; its verdict may be anything */
    GRADCHECK_CANCELLED,   /* by the progress callback; what was measured till then is in the report */
    GRADCHECK_BAD_PROBLEM, /* the message of the report says what is wrong with it */
    GRADCHECK_NO_MEMORY    /* there is no report */
} GradcheckStatus;

/* All that was found out. */
typedef struct GradcheckReport {
    char name[GRADCHECK_NAME_SIZE]; /* the problem's */
    GradcheckStatus status;         /* how the check ended */
    GradcheckVerdict verdict;       /* on the whole */
    GradcheckReason reason;         /* why, when it cannot be told */
    char message
        [GRADCHECK_TEXT_SIZE]; /* why there is no more than this, when the verdict is not about the numbers */
    int callback_code;         /* what the failing callback returned */

    uint64_t seed; /* of the random directions */
    double loss;   /* where it was checked */
    double noise;  /* standard deviation of the loss's rounding, at least half a unit of its last place */
    bool noise_measured; /* false: no consistent estimate was found, and a guess on the safe side is used */
    bool float_loss;     /* every loss was a float32 number */
    double deviations;   /* the bars are this many standard deviations of noise wide (many comparisons) */
    size_t evaluations;  /* of the loss, whole or with one entry changed */
    size_t gradients;    /* of the gradient */
    size_t others;       /* of steps, samples, uses */

    GradcheckBlockReport *blocks; /* in the order of the problem */
    size_t n_blocks;              /* how many */
    size_t worst_block;           /* the block of the worst entry; n_blocks when nothing was compared */
    double agreement, resolution; /* the largest of the blocks that agree */

    GradcheckFinding findings[GRADCHECK_FINDINGS]; /* in the order in which they were met */
    size_t n_findings;                             /* how many */

    GradcheckNotice *notices; /* the self-test */
    size_t n_notices;         /* how many */

    GradcheckStepReport *steps; /* in the order of the problem */
    size_t n_steps;             /* how many */
    size_t first_wrong_step;    /* counted from the loss backwards; n_steps when none is */
    bool wiring;                /* every step is right and the whole is wrong */
    bool composed_agrees; /* with wiring: the steps joined by the checker do give the numeric gradient */
} GradcheckReport;

/* NULL is allowed. */
void gradcheck_report_free(GradcheckReport *report);

/* The verdict, for languages that do not know the struct. */
GradcheckVerdict gradcheck_report_verdict(const GradcheckReport *report);

/* "agrees", "wrong", "cannot tell", ... and "kink", "noise", ...: never NULL. */
const char *gradcheck_verdict_name(GradcheckVerdict verdict);
const char *gradcheck_reason_name(GradcheckReason reason);

/* --------------------------------------------------------------------------------------------- words and JSON */

/* Is given the text in pieces, each `length` bytes long and not ended by 0. */
typedef void (*GradcheckSink)(void *user, const char *text, size_t length);

/* What the words look like. */
typedef struct GradcheckTextOptions {
    bool colour;    /* by a terminal's escape sequences */
    size_t entries; /* how many entries of each block that does not agree to list, the worst first (0) */
} GradcheckTextOptions;

/* The report in words, in lines of at most 80 columns. NULL options: no colour, no list. */
void gradcheck_text_write(const GradcheckReport *report, const GradcheckTextOptions *options,
                          GradcheckSink sink, void *user);

/* The same into a buffer: as much as fits, always ended by 0. Returns the length of the whole text. */
size_t gradcheck_text_copy(const GradcheckReport *report, const GradcheckTextOptions *options, char *buffer,
                           size_t size);

/* The whole report as one JSON object (RFC 8259), numbers with 17 digits, what is not finite as null. */
void gradcheck_json_write(const GradcheckReport *report, GradcheckSink sink, void *user);
size_t gradcheck_json_copy(const GradcheckReport *report, char *buffer, size_t size);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif
