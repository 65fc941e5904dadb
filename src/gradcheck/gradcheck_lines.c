#include "gradcheck/gradcheck_lines.h"
#include "gradcheck/gradcheck_number.h"
#include <string.h>

enum { WIDTH = 80, LINE = 1024 };

static void put(GradcheckLines *writer, const char *text, size_t length)
{
    if (length)
        writer->sink(writer->user, text, length);
}

static void spaces(GradcheckLines *writer, size_t n)
{
    for (size_t i = 0; i < n; i++)
        put(writer, " ", 1);
}

/* Columns of a piece of UTF-8: its bytes that begin a character. */
static size_t columns(const char *text, size_t length)
{
    size_t n = 0;
    for (size_t i = 0; i < length; i++)
        n += ((unsigned char)text[i] & 0xc0) != 0x80;
    return n;
}

/* Words of `text`, broken at spaces before column 80; further lines are indented by two more. `colour` (an escape
 * sequence or NULL) is for the words before the first double space. */
static void wrap(GradcheckLines *writer, size_t indent, const char *colour, const char *text)
{
    size_t column = indent;
    spaces(writer, indent);
    if (colour && writer->colour)
        put(writer, colour, strlen(colour));
    bool coloured = colour && writer->colour;
    while (*text) {
        size_t gap = strspn(text, " "), length = strcspn(text + gap, " ");
        if (coloured && gap > 1) {
            put(writer, "\033[0m", 4);
            coloured = false;
        }
        size_t wide = columns(text + gap, length);
        bool too_long = column + gap + wide > WIDTH, begun = column > indent + 2;
        if (too_long && (begun || column + gap >= WIDTH)) {
            put(writer, "\n", 1);
            spaces(writer, indent + 2);
            column = indent + 2;
        } else {
            spaces(writer, gap);
            column += gap;
        }
        while (column + wide > WIDTH) { /* a word longer than a line is cut */
            size_t cut = 0;
            while (columns(text + gap, cut + 1) <= WIDTH - column)
                cut++;
            put(writer, text + gap, cut);
            put(writer, "\n", 1);
            spaces(writer, indent + 2);
            column = indent + 2;
            text += cut;
            length -= cut;
            wide = columns(text + gap, length);
        }
        put(writer, text + gap, length);
        column += wide;
        text += gap + length;
    }
    if (coloured)
        put(writer, "\033[0m", 4);
    put(writer, "\n", 1);
}

void gradcheck_lines_print(GradcheckLines *writer, size_t indent, const char *colour, const char *format, ...)
{
    char text[LINE];
    va_list arguments;
    va_start(arguments, format);
    gradcheck_number_vprint(text, sizeof text, format, arguments);
    va_end(arguments);
    for (char *c = text; *c; c++) /* a name may hold anything, also what would command a terminal */
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            *c = '?';
    wrap(writer, indent, colour, text);
}

void gradcheck_lines_append(char *text, size_t size, const char *piece)
{
    size_t length = strlen(text), more = strlen(piece);
    if (length + more < size)
        memcpy(text + length, piece, more + 1);
}
