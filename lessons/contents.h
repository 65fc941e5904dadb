/* The lessons there are, in their order. */
#pragma once
#include <stddef.h>

#include "lesson.h"

/* Each in the file of its name. */
extern const LessonPlan lesson_01_step, lesson_02_cosine, lesson_03_gradient, lesson_04_targets,
    lesson_05_shared, lesson_06_twins, lesson_07_layer, lesson_08_delay, lesson_09_wrong, lesson_10_sure,
    lesson_11_stuck, lesson_12_learn, lesson_13_threshold, lesson_14_own, lesson_15_derivation;

/* The index-th lesson (0 is lesson 1), NULL after the last. */
const LessonPlan *contents_at(size_t index);

/* The index of a lesson's name; of its number ("3", "03") as well. contents_count() when there is none. */
size_t contents_find(const char *name);
size_t contents_count(void);
