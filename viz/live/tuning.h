/* How an action of the training changes what a trainer is tuned to. */
#pragma once
#include "live/action.h"
#include "train/trainer.h"

/* Applies an action of the training (ACTION_OF_TRAINING) to the trainer, from its next step on. Trouble: a sentence
 * that says why the run cannot obey; nothing is changed then. */
Status tuning_apply(const Action *action, Trainer *trainer);
