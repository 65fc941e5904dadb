#include "contents.h"

#include <stdlib.h>
#include <string.h>

#include "base/mark.h"

static const ContentsEntry table[] = {
    {"01_step", N_("How small should a step be?")},
    {"02_cosine", N_("What does a cosine measure?")},
    {"03_gradient", N_("Which way does the gradient of a cosine point?")},
    {"04_targets", N_("What are the target values?")},
    {"05_shared", N_("One net used twice: why do gradients add?")},
    {"06_twins", N_("The smallest twins: what happens in one training step?")},
    {"07_layer", N_("Why is the gradient of a matrix an outer product?")},
    {"08_delay", N_("Time delay: why the same weights at every instant?")},
    {"09_wrong", N_("Which of these gradients is wrong?")},
    {"10_sure", N_("How sure is a measured derivative?")},
    {"11_stuck", N_("Where does the cosine get stuck?")},
    {"12_learn", N_("What does one see when it learns?")},
    {"13_threshold", N_("Where is the threshold?")},
    {"14_own", N_("Your own signature: what does the net see of it?")},
    {"15_derivation", N_("Your own derivation: is it right?")},
};
enum { TABLE_SIZE = sizeof table / sizeof table[0] };

size_t contents_count(void)
{
    return TABLE_SIZE;
}

const ContentsEntry *contents_at(size_t index)
{
    return index < TABLE_SIZE ? &table[index] : NULL;
}

size_t contents_find(const char *name)
{
    for (size_t i = 0; i < TABLE_SIZE; i++)
        if (strcmp(table[i].name, name) == 0)
            return i;
    char *end;
    long number = strtol(name, &end, 10);
    for (size_t i = 0; i < TABLE_SIZE && end != name && *end == 0; i++)
        if (strtol(table[i].name, NULL, 10) == number)
            return i;
    return TABLE_SIZE;
}
