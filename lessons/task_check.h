/* An exercise's function, held against measured derivatives. */
#pragma once
#include "gradcheck/gradcheck.h"
#include "task.h"

/* Checks `function` as the task's. *report is the caller's to free; NULL without memory (GRADCHECK_NO_MEMORY). */
GradcheckStatus task_check(const Task *task, void *function, GradcheckReport **report);
