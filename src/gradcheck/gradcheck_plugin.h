/* An own function under `twingrad check --plugin FILE.so`, without a program around it: a shared object that defines the
 * two names below. docs/examples/plugin/template.c is there to be copied.
 *
 *     cc -std=c17 -fPIC -shared -I.../include/gradcheck -o mine.so mine.c -lm
 *     twingrad check --plugin ./mine.so
 *
 * The shared object is loaded, asked for its problem and checked in a process of its own with a limit of time, so it may
 * crash or never return. What it prints to its standard output appears on the command's standard error. It needs nothing
 * of the checker's library. */
#pragma once
#include "gradcheck.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Makes a name visible from outside the shared object, however it is compiled. */
#if defined __GNUC__
#define GRADCHECK_PLUGIN_EXPORT __attribute__((visibility("default")))
#else
#define GRADCHECK_PLUGIN_EXPORT
#endif

/* What the shared object is given, and what it fills in. */
typedef struct GradcheckPlugin {
    uint64_t seed; /* given: --seed, for a point to check at (1) */
    GradcheckOptions
        options; /* given: gradcheck_options() with what the command line asks for; may be changed */
    GradcheckProblem
        problem; /* to be filled in; all zero. What it points to must live as long as the process */
} GradcheckPlugin;

/* Changes whenever the structs do, so that an old shared object is told from a broken one. */
#define GRADCHECK_PLUGIN_VERSION (1000000u + (unsigned)sizeof(GradcheckPlugin))

/* To be defined as GRADCHECK_PLUGIN_VERSION. */
GRADCHECK_PLUGIN_EXPORT extern const unsigned gradcheck_plugin_version;

/* Fills in plugin->problem. 0, or any other number for "it cannot be checked here", which is reported. */
GRADCHECK_PLUGIN_EXPORT int gradcheck_plugin(GradcheckPlugin *plugin);

#ifdef __cplusplus
}
#endif
