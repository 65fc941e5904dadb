/* What a picture says of itself, written into the file beside what it shows: iTXt chunks in a PNG, <title> and <desc>
 * in an SVG (which a screen reader reads out). A PDF's are cairo's own business.
 *
 * cairo writes its files in pieces; they go through a MetadataFilter, which passes them on and puts the words in where
 * they belong. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Each is UTF-8 of which at most TEXT_SIZE - 1 bytes are kept (draw/text.h), or NULL for none. */
typedef struct Metadata {
    const char *title;       /* "Angle of every pair" */
    const char *description; /* what is seen */
    const char *settings;    /* what made it */
} Metadata;

typedef enum MetadataFormat { METADATA_PNG, METADATA_SVG, METADATA_NONE } MetadataFormat;

typedef struct MetadataFilter {
    FILE *file;
    MetadataFormat format;
    Metadata words;
    size_t passed; /* bytes of the picture so far */
    int matched;   /* SVG: characters of "<svg" just seen; 4: inside that tag */
    bool done;     /* the words are in */
} MetadataFilter;

/* Passes `size` bytes of the picture on to the file. False when they could not be written. */
bool metadata_pass(MetadataFilter *filter, const unsigned char *bytes, size_t size);
