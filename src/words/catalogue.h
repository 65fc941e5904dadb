/* A compiled catalogue of translations, a .mo file as gettext's msgfmt writes it.
 *
 * It is read here and not through libintl because that translates nothing while the process is in the locale "C", and
 * newer C libraries count "C.UTF-8" as "C": on a machine where no other locale is installed (a container, a server) a
 * language that was asked for by name would silently be English. Nor does a locale have to be set in this way. */
#pragma once
#include <stddef.h>

#include "base/status.h"

typedef struct Catalogue Catalogue;

/* Reads a file. Trouble: none there, or damaged. The caller destroys the catalogue. */
Status catalogue_read(const char *path, Catalogue **catalogue);
void catalogue_destroy(Catalogue *catalogue); /* NULL is fine */

/* The index-th of the translations of a text (one; or, for a text with a plural, one for each form), NULL when there is
 * none. It lives as long as the catalogue. */
const char *catalogue_find(const Catalogue *catalogue, const char *text, size_t index);
