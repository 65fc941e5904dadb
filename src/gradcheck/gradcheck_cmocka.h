/* Fails a cmocka test at the caller's line, with the report, unless a gradient agrees.
 *
 *     static void backward_is_the_gradient(void **state)
 *     {
 *         ...
 *         gradcheck_assert_agrees(&problem, NULL);
 *     }
 *
 * "Cannot tell" fails too: a check that could not look is no success. Reasons that are all right are allowed in
 * options.allow:  options.allow = 1u << GRADCHECK_KINK.
 *
 * The callbacks must not use cmocka's assertions: those leave by longjmp, past the checker, which could then not put the
 * parameters back. Let them return a number other than 0 instead.
 *
 * Include <cmocka.h>, and what it asks for, first. */
#pragma once
#include "gradcheck/gradcheck.h"

static inline void gradcheck_cmocka_sink(void *user, const char *text, size_t length)
{
    (void)user;
    print_error("%.*s", (int)length, text);
}

static inline void gradcheck_cmocka_agrees(const GradcheckProblem *problem, const GradcheckOptions *options,
                                           const char *file, int line)
{
    GradcheckReport *report = NULL;
    GradcheckStatus status = gradcheck_run(problem, options, &report);
    int agrees = status == GRADCHECK_OK && report->verdict == GRADCHECK_AGREES;
    if (!report)
        print_error("gradcheck: out of memory\n");
    else if (!agrees) {
        GradcheckTextOptions text = {false, 5};
        if (status != GRADCHECK_OK)
            print_error("gradcheck: %s\n", report->message);
        gradcheck_text_write(report, &text, gradcheck_cmocka_sink, NULL);
    }
    gradcheck_report_free(report); /* before _fail, which does not return */
    if (!agrees)
        _fail(file, line);
}

/* problem: const GradcheckProblem *; options: const GradcheckOptions *, NULL for the default ones. */
#define gradcheck_assert_agrees(problem, options)                                                            \
    gradcheck_cmocka_agrees((problem), (options), __FILE__, __LINE__)
