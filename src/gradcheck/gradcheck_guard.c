#include "gradcheck/gradcheck_guard.h"
#include <stdlib.h>
#include <string.h>

enum { GUARD = 64, GUARD_BYTE = 0xa5 };

/* Quiet NaNs with a payload that no arithmetic makes. */
static const uint64_t poison_double = 0x7ff8dead5eedbeefu;
static const uint32_t poison_float = 0x7fdeadbeu;

void gradcheck_guard_poison(GradcheckType type, size_t n, void *memory)
{
    for (size_t i = 0; i < n; i++)
        if (type == GRADCHECK_FLOAT)
            memcpy((unsigned char *)memory + i * sizeof poison_float, &poison_float, sizeof poison_float);
        else
            memcpy((unsigned char *)memory + i * sizeof poison_double, &poison_double, sizeof poison_double);
}

void *gradcheck_guard_create(GradcheckType type, size_t n)
{
    size_t size = gradcheck_guard_size(type);
    if (n > (SIZE_MAX - 2 * GUARD) / size)
        return NULL;
    unsigned char *whole = malloc(2 * GUARD + n * size);
    if (!whole)
        return NULL;
    memset(whole, GUARD_BYTE, 2 * GUARD + n * size);
    gradcheck_guard_poison(type, n, whole + GUARD);
    return whole + GUARD;
}

void gradcheck_guard_free(void *memory)
{
    if (memory)
        free((unsigned char *)memory - GUARD);
}

bool gradcheck_guard_intact(GradcheckType type, size_t n, void *memory)
{
    unsigned char *before = (unsigned char *)memory - GUARD;
    unsigned char *behind = (unsigned char *)memory + n * gradcheck_guard_size(type);
    bool intact = true;
    for (size_t i = 0; i < GUARD; i++)
        intact = intact && before[i] == GUARD_BYTE && behind[i] == GUARD_BYTE;
    memset(before, GUARD_BYTE, GUARD);
    memset(behind, GUARD_BYTE, GUARD);
    return intact;
}

size_t gradcheck_guard_unwritten(GradcheckType type, size_t n, const void *memory, size_t *first)
{
    size_t size = gradcheck_guard_size(type), count = 0;
    const void *poison = type == GRADCHECK_FLOAT ? (const void *)&poison_float : (const void *)&poison_double;
    for (size_t i = n; i-- > 0;)
        if (memcmp((const unsigned char *)memory + i * size, poison, size) == 0) {
            count++;
            *first = i;
        }
    return count;
}
