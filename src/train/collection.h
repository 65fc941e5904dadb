/* Whose signature a file holds, by its name: each collection has its own habit.
 *
 *     SVC2004          U3S7.TXT                user 3; S1 to S20 genuine, S21 to S40 forged
 *     SUSIG            003_1_7.sig             user 3, genuine, of session 1 (or 2): the visual part
 *                      003_g_7.sig             user 3, genuine: the blind part
 *                      003_f_7.sig             user 3, forged
 *     MCYT             0003v07.fpg             user 3, genuine (verdadera)
 *                      0003f07.fpg             user 3, forged
 *     SigComp2009      NISDCC-004_003_007.hwr  writer 4 as user 3: genuine when the two are the same
 *     SigComp2009 NFI  NFI-00407003.hwr        writer 4, signature 7, as user 3
 *
 * The end behind the dot is not looked at but must be that of a format that can be read, so that a collection keeps its
 * meaning when its files are converted. Letters may be upper or lower case. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

#include "base/public.h"

/* What names may say. */
enum {
    COLLECTION_NAME_SIZE = 24,       /* letters with the final 0 */
    COLLECTION_SVC2004_GENUINE = 20, /* S1 .. S20 are genuine, S21 .. S40 forged */
    COLLECTION_SVC2004_FORGED = 20,  /* of a user */
    COLLECTION_USERS_MAX = 10000,    /* a user beyond is refused */
};

/* What a name says. */
typedef struct CollectionName {
    const char *collection; /* "SVC2004"; lives as long as the program */
    size_t user;            /* whose signature it is, or claims to be: the number in the name */
    bool forged;            /* a forgery of that user's */
    size_t number; /* tells the user's genuine signatures apart, or the user's forgeries: 1 .. as a rule */
    char text[COLLECTION_NAME_SIZE]; /* the name without its end, each in one spelling only: "U3S7" */
} CollectionName;

/* What the name of a file (without folders) says. `found` is false when it is none of the above; such a file is no
 * signature. Trouble: a name of SVC2004's with a number beyond 40, or with a user beyond COLLECTION_USERS_MAX. The sentence
 * names no file. */
Status collection_name(const char *file, bool *found, CollectionName *name);

#include "base/public_end.h"
