/* The commands of `twingrad`, each in the file of its name. */
#pragma once
#include "program/options.h"

extern const ProgramCommand train_command, eval_command, verify_command, trace_command, check_command,
    synth_command, convert_command;
