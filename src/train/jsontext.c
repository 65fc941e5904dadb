#include "train/jsontext.h"

#include <setjmp.h>
#include <stdlib.h>

/* ---- writing ---- */

/* Measured first, and written into memory of that size: where json_dumps finds no more memory on its way it may leave out
 * the name of a member, and still say that all went well (2.14). */
char *jsontext_write(const json_t *document, size_t flags)
{
    const size_t size = document ? json_dumpb(document, NULL, 0, flags) : 0;
    char *text = size > 0 ? malloc(size + 1) : NULL;
    if (!text)
        return NULL;
    text[size] = 0;
    if (json_dumpb(document, text, size, flags) == size)
        return text;
    free(text);
    return NULL;
}

/* ---- reading ---- */

/* Where jansson's parser is refused memory for a part of a string it goes on without that part, and later reads and writes
 * where nothing is, or ends the program (2.14). So a refusal never reaches it: the parser is left at once, and what it had
 * asked for is given back. */
typedef struct Reading {
    jmp_buf out;
    size_t count, room;
    void **pieces; /* what the parser holds */
} Reading;

static _Thread_local Reading *reading; /* jansson hands nothing on to whom it asks for memory */
static json_malloc_t usual_malloc = malloc;
static json_free_t usual_free = free;

static void *take(size_t size)
{
    void *piece = usual_malloc(size);
    if (!reading)
        return piece;
    if (piece && reading->count == reading->room) {
        const size_t room = reading->room ? 2 * reading->room : 64;
        void **pieces = realloc(reading->pieces, room * sizeof *pieces);
        if (pieces) {
            reading->pieces = pieces;
            reading->room = room;
        } else {
            usual_free(piece);
            piece = NULL;
        }
    }
    if (!piece)
        longjmp(reading->out, 1);
    reading->pieces[reading->count++] = piece;
    return piece;
}

static void give_back(void *piece)
{
    if (reading && piece) {
        size_t i = reading->count; /* mostly what was taken last */
        while (i > 0 && reading->pieces[i - 1] != piece)
            i--;
        if (i > 0)
            reading->pieces[i - 1] = reading->pieces[--reading->count];
    }
    usual_free(piece);
}

/* Between setjmp and longjmp no variable of the function that calls setjmp may change: so it has none. */
static JsontextRead parse(const char *text, size_t size, size_t flags, json_t **document, json_error_t *error)
{
    if (setjmp(reading->out) != 0)
        return JSONTEXT_NO_MEMORY;
    *document = json_loadb(text, size, flags, error);
    return *document ? JSONTEXT_READ : JSONTEXT_WRONG;
}

JsontextRead jsontext_read(const char *text, size_t size, size_t flags, json_t **document,
                           json_error_t *error)
{
    Reading begun = {0};
    json_malloc_t before_malloc = NULL;
    json_free_t before_free = NULL;
    *document = NULL;
    json_get_alloc_funcs(&before_malloc, &before_free);
    if (before_malloc != take) {
        usual_malloc = before_malloc;
        usual_free = before_free;
    }
    reading = &begun;
    json_set_alloc_funcs(take, give_back);
    const JsontextRead read = parse(text, size, flags, document, error);
    reading = NULL;
    json_set_alloc_funcs(before_malloc, before_free);
    for (size_t i = 0; read == JSONTEXT_NO_MEMORY && i < begun.count; i++)
        usual_free(begun.pieces[i]);
    free(begun.pieces);
    return read;
}
