#include "plain.h"

#include <string.h>

static const struct {
    const char *sign, *ascii;
} table[] = {
    {"°", " deg"}, {"θ", "theta"}, {"π", "pi"},   {"²", "^2"}, {"³", "^3"},  {"·", "."},   {"×", "x"},
    {"−", "-"},    {"–", "-"},     {"—", "-"},    {"≈", "~"},  {"≤", "<="},  {"≥", ">="},  {"±", "+-"},
    {"→", "->"},   {"←", "<-"},    {"√", "sqrt"}, {"∂", "d"},  {"Σ", "sum"}, {"∞", "inf"}, {"…", "..."},
    {"“", "\""},   {"”", "\""},    {"‘", "'"},    {"’", "'"},  {"ε", "eps"}, {"η", "eta"}, {"•", "*"},
    {"á", "a"},    {"à", "a"},     {"â", "a"},    {"ã", "a"},  {"é", "e"},   {"ê", "e"},   {"í", "i"},
    {"ó", "o"},    {"ô", "o"},     {"õ", "o"},    {"ú", "u"},  {"ü", "u"},   {"ç", "c"},   {"ä", "a"},
    {"Á", "A"},    {"À", "A"},     {"Â", "A"},    {"Ã", "A"},  {"É", "E"},   {"Ê", "E"},   {"Í", "I"},
    {"Ó", "O"},    {"Ô", "O"},     {"Õ", "O"},    {"Ú", "U"},  {"Ç", "C"},   {"ª", "a"},   {"º", "o"},
};

static int continues(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

size_t plain_columns(const char *text)
{
    size_t columns = 0;
    for (; *text; text++)
        columns += !continues(*text);
    return columns;
}

void plain_write(const char *text, size_t size, char written[static size])
{
    size_t filled = 0;
    while (*text) {
        size_t length = 1;
        while (continues(text[length]))
            length++;
        const char *ascii = length == 1 ? NULL : "?";
        for (size_t i = 0; i < sizeof table / sizeof table[0] && length > 1; i++)
            if (strlen(table[i].sign) == length && memcmp(table[i].sign, text, length) == 0)
                ascii = table[i].ascii;
        size_t needed = ascii ? strlen(ascii) : 1;
        if (filled + needed >= size)
            break;
        memcpy(written + filled, ascii ? ascii : text, needed);
        filled += needed;
        text += length;
    }
    written[filled] = 0;
}
