#include "contents.h"

#include <stdlib.h>
#include <string.h>

static const LessonPlan *const table[] = {
    &lesson_01_step,  &lesson_02_cosine, &lesson_03_gradient,  &lesson_04_targets, &lesson_05_shared,
    &lesson_06_twins, &lesson_07_layer,  &lesson_08_delay,     &lesson_09_wrong,   &lesson_10_sure,
    &lesson_11_stuck, &lesson_12_learn,  &lesson_13_threshold, &lesson_14_own,     &lesson_15_derivation,
};
enum { TABLE_SIZE = sizeof table / sizeof table[0] };

size_t contents_count(void)
{
    return TABLE_SIZE;
}

const LessonPlan *contents_at(size_t index)
{
    return index < TABLE_SIZE ? table[index] : NULL;
}

size_t contents_find(const char *name)
{
    for (size_t i = 0; i < TABLE_SIZE; i++)
        if (strcmp(table[i]->name, name) == 0)
            return i;
    char *end;
    long number = strtol(name, &end, 10);
    for (size_t i = 0; i < TABLE_SIZE && end != name && *end == 0; i++)
        if (strtol(table[i]->name, NULL, 10) == number)
            return i;
    return TABLE_SIZE;
}
