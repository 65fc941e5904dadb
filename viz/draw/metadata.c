#include "draw/metadata.h"

#include <stdint.h>
#include <string.h>

#include "draw/text.h"

enum { PNG_HEAD = 33 }; /* the signature, and the chunk IHDR, which must be the first */

/* ---- PNG ---- */

/* The CRC of ISO 3309 that ends every chunk, continued over `size` bytes. */
static uint32_t crc_of(uint32_t crc, const void *bytes, size_t size)
{
    const unsigned char *next = bytes;
    for (size_t i = 0; i < size; i++) {
        crc ^= next[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc & 1 ? crc >> 1 ^ 0xEDB88320U : crc >> 1;
    }
    return crc;
}

static bool put_number(FILE *file, uint32_t number)
{
    unsigned char bytes[] = {(unsigned char)(number >> 24), (unsigned char)(number >> 16),
                             (unsigned char)(number >> 8), (unsigned char)number};
    return fwrite(bytes, 1, sizeof bytes, file) == sizeof bytes;
}

/* iTXt: keyword, 0, not compressed, no language, no translated keyword, the text. */
static bool put_png_text(FILE *file, const char *keyword, const char *text)
{
    if (!text)
        return true;
    char clean[TEXT_SIZE], data[4 + 32 + 5 + TEXT_SIZE] = "iTXt";
    text_clean(text, clean);
    size_t size = 4 + strlen(keyword);
    memcpy(data + 4, keyword, strlen(keyword));
    memset(data + size, 0, 5);
    size += 5;
    memcpy(data + size, clean, strlen(clean));
    size += strlen(clean);
    return put_number(file, (uint32_t)size - 4) && fwrite(data, 1, size, file) == size &&
           put_number(file, ~crc_of(0xFFFFFFFFU, data, size));
}

static bool put_png_words(FILE *file, const Metadata *words)
{
    return put_png_text(file, "Title", words->title) &&
           put_png_text(file, "Description", words->description) &&
           put_png_text(file, "Comment", words->settings) && put_png_text(file, "Software", "Twingrad");
}

/* ---- SVG ---- */

static bool put_escaped(FILE *file, const char *text)
{
    char clean[TEXT_SIZE];
    text_clean(text, clean);
    for (const char *next = clean; *next; next++) {
        int wrote = *next == '&'   ? fputs("&amp;", file)
                    : *next == '<' ? fputs("&lt;", file)
                    : *next == '>' ? fputs("&gt;", file)
                                   : fputc(*next, file);
        if (wrote == EOF)
            return false;
    }
    return true;
}

static bool put_element(FILE *file, const char *name, const char *one, const char *other)
{
    if (!one && !other)
        return true;
    bool well = fprintf(file, "\n<%s>", name) > 0;
    well = well && (!one || put_escaped(file, one));
    well = well && (!one || !other || fputc('\n', file) != EOF);
    well = well && (!other || put_escaped(file, other));
    return well && fprintf(file, "</%s>", name) > 0;
}

static bool put_svg_words(FILE *file, const Metadata *words)
{
    return put_element(file, "title", words->title, NULL) &&
           put_element(file, "desc", words->description, words->settings);
}

/* How many of the bytes go before the words: all of them when the tag <svg ...> does not end here. */
static size_t before_svg_words(MetadataFilter *filter, const unsigned char *bytes, size_t size)
{
    static const unsigned char tag[] = "<svg";
    for (size_t i = 0; i < size; i++) {
        if (filter->matched == 4 && bytes[i] == '>') {
            filter->done = true;
            return i + 1;
        }
        if (filter->matched < 4)
            filter->matched = bytes[i] == tag[filter->matched] ? filter->matched + 1 : bytes[i] == '<';
    }
    return size;
}

/* ---- both ---- */

static size_t before_words(MetadataFilter *filter, const unsigned char *bytes, size_t size)
{
    if (filter->done || filter->format == METADATA_NONE)
        return size;
    if (filter->format == METADATA_SVG)
        return before_svg_words(filter, bytes, size);
    filter->done = filter->passed + size >= PNG_HEAD;
    return filter->done ? PNG_HEAD - filter->passed : size;
}

bool metadata_pass(MetadataFilter *filter, const unsigned char *bytes, size_t size)
{
    bool were_in = filter->done;
    size_t before = before_words(filter, bytes, size);
    bool well = fwrite(bytes, 1, before, filter->file) == before;
    if (well && filter->done && !were_in)
        well = filter->format == METADATA_PNG ? put_png_words(filter->file, &filter->words)
                                              : put_svg_words(filter->file, &filter->words);
    well = well && fwrite(bytes + before, 1, size - before, filter->file) == size - before;
    filter->passed += size;
    return well;
}
