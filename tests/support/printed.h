/* What functions print on standard output and standard error: from printed_begin until printed_end it goes into files. */
#pragma once
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/test.h"

static char printed_out[1 << 22], printed_error[sizeof printed_out];
static int printed_before[2], printed_into[2];

static inline void printed_begin(void)
{
    fflush(stdout);
    fflush(stderr);
    for (int k = 0; k < 2; k++) {
        char path[] = "/tmp/twingrad-printed-XXXXXX";
        printed_into[k] = mkstemp(path);
        assert_true(printed_into[k] >= 0);
        unlink(path);
        printed_before[k] = dup(k + 1);
        dup2(printed_into[k], k + 1);
    }
}

static inline void printed_end(void)
{
    fflush(stdout);
    fflush(stderr);
    char *const texts[2] = {printed_out, printed_error};
    for (int k = 0; k < 2; k++) {
        dup2(printed_before[k], k + 1);
        close(printed_before[k]);
        ssize_t size = pread(printed_into[k], texts[k], sizeof printed_out - 1, 0);
        close(printed_into[k]);
        texts[k][size < 0 ? 0 : size] = 0;
    }
}
