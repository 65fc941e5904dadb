/* What a watched training is made from, as the options of the command line say it. */
#pragma once
#include "live/session.h"
#include "program/data.h"
#include "program/recipe.h"

typedef struct Setup {
    RecipeOptions recipe;
    DataOptions data;
    const char *also; /* a folder whose writers are trained on too; "": none */
    size_t watched;
    bool plain; /* signatures are not changed a little each time */
    bool endless;
} Setup;

enum { SETUP_OWN_OPTIONS = 4 };
enum { SETUP_OPTIONS = SETUP_OWN_OPTIONS + RECIPE_NET_OPTIONS + RECIPE_TRAINING_OPTIONS + DATA_OPTIONS };

/* 120 epochs of 256 pairs of 32 invented writers with 8 signatures and 8 forgeries each; 80 pairs are watched. */
Setup setup_defaults(void);

/* Writes the options that set `setup`, each of which changes what is trained or watched. */
void setup_list(Setup *setup, Option options[static SETUP_OPTIONS]);

/* A session before its first step. Trouble: options or data that cannot be trained with. The caller destroys it. */
Status setup_session(const Setup *setup, Session **session);

/* The name of an option whose value is not that of setup_defaults; NULL when all are. */
const char *setup_changed(const Setup *setup);
