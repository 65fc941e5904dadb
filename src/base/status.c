#include "base/status.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/mark.h"

static const char *(*translation)(const char *text);

void status_translate_with(const char *(*translate)(const char *text))
{
    translation = translate;
}

static const char *translated(const char *text)
{
    return translation ? translation(text) : text;
}

Status status_ok(void)
{
    return (Status){.ok = true};
}

/* Characters that would not stand in the sentence but act on the terminal or on the order of what is around them: controls,
 * ends of lines, marks that turn the direction of writing. */
static bool is_printable(uint32_t character)
{
    return !(character < 0x20 || (character >= 0x7f && character < 0xa0) ||
             (character >= 0x2028 && character <= 0x202e) || (character >= 0x2066 && character <= 0x2069));
}

/* The bytes of the UTF-8 character at `text` (a zero ends it); 0 where none is, or one that is not printable. */
static size_t character_size(const unsigned char *text)
{
    const size_t size = text[0] < 0x80   ? 1
                        : text[0] < 0xc2 ? 0
                        : text[0] < 0xe0 ? 2
                        : text[0] < 0xf0 ? 3
                        : text[0] < 0xf5 ? 4
                                         : 0;
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    uint32_t character = size > 1 ? text[0] & (0x7fu >> size) : text[0];
    for (size_t i = 1; i < size; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 0;
        character = character << 6 | (text[i] & 0x3fu);
    }
    const bool exists = character >= least[size] && character <= 0x10ffff && (character >> 11) != 0x1b;
    return exists && is_printable(character) ? size : 0;
}

static void make_printable(char *sentence)
{
    for (char *at = sentence; *at;) {
        const size_t size = character_size((const unsigned char *)at);
        if (size == 0)
            *at = '?';
        at += size ? size : 1;
    }
}

Status status_error(const char *format, ...)
{
    Status status = {.ok = false};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(status.message, sizeof status.message, translated(format), arguments);
    va_end(arguments);
    make_printable(status.message);
    return status;
}

Status status_no_memory(const char *what)
{
    return status_error(N_("not enough memory for %s"), translated(what));
}
