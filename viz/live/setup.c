#include "live/setup.h"

#include <string.h>

#include "words/words.h"

Setup setup_defaults(void)
{
    Setup setup = {.recipe = recipe_defaults(), .data = data_defaults(), .also = "", .watched = 80};
    setup.recipe.training.epochs = 120;
    setup.recipe.training.pairs_per_epoch = 256;
    /* Many writers with few signatures each: what is learnt of one then helps with another. */
    setup.data.source.users = 32;
    setup.data.source.genuine = setup.data.source.forged = 8;
    return setup;
}

void setup_list(Setup *setup, Option options[static SETUP_OPTIONS])
{
    const Option own[SETUP_OWN_OPTIONS] = {
        {"watched", OPTIONS_COUNT, &setup->watched, "N", N_("pairs whose angle is shown (80)"), 10, 1000},
        {"plain", OPTIONS_FLAG, &setup->plain, NULL,
         N_("do not turn, stretch and warp each signature a little")},
        {"also", OPTIONS_TEXT, &setup->also, N_("DIR"),
         N_("a folder of SVC2004 files, as your own drawings:\ntheir writers are trained on too")},
        {"endless", OPTIONS_FLAG, &setup->endless, NULL,
         N_("go on behind --epochs, at the rate reached there")},
    };
    memcpy(options, own, sizeof own);
    options += SETUP_OWN_OPTIONS;
    recipe_list_training(&setup->recipe, options);
    options += RECIPE_TRAINING_OPTIONS;
    recipe_list_net(&setup->recipe, options);
    data_list(&setup->data, options + RECIPE_NET_OPTIONS);
}

Status setup_session(const Setup *setup, Session **session)
{
    RecipeOptions recipe = setup->recipe;
    Status status = recipe_finish(&recipe);
    SessionOptions options = {.training = recipe.training,
                              .also = setup->also,
                              .watched = setup->watched,
                              .endless = setup->endless};
    options.training.augment = !setup->plain;
    if (status.ok)
        status = data_source(&setup->data, &options.source);
    return status.ok ? session_create(&options, session) : status;
}

const char *setup_changed(const Setup *setup)
{
    Setup given = *setup, defaults = setup_defaults();
    Option of_given[SETUP_OPTIONS], of_defaults[SETUP_OPTIONS];
    setup_list(&given, of_given);
    setup_list(&defaults, of_defaults);
    for (size_t i = 0; i < SETUP_OPTIONS; i++) {
        char value[OPTIONS_VALUE_SIZE], other[OPTIONS_VALUE_SIZE];
        options_write(&of_given[i], value);
        options_write(&of_defaults[i], other);
        if (strcmp(value, other) != 0)
            return of_given[i].name;
    }
    return NULL;
}
