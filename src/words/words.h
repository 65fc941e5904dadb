/* The texts that a person reads, in the language they chose.
 *
 * The English text stands in the source and is the key; the catalogue (src/words/po/LANGUAGE.po, which gettext's tools
 * check and compile) has the others. A format is translated whole, so that a language may put its words in another
 * order ("%2$s"). The translations are UTF-8, and no locale is ever set: numbers keep their point everywhere. */
#pragma once
#include "base/mark.h"
#include "base/status.h"

/* The text in the chosen language. The same pointer comes back when there is no translation. */
#define _(text) words_get(text)

/* Chooses the language, once at the start of main: "en" or "pt_BR" ("pt", "pt-BR" and "pt_BR.UTF-8" are the same),
 * or NULL for what the environment asks for (LANGUAGE, LC_ALL, LC_MESSAGES, LANG, as gettext reads them), which is
 * English where it asks for a language that is not here. Trouble: an unknown language, or one whose texts were not
 * found or are damaged; the texts are English then. */
Status words_begin(const char *language);

/* The language chosen: "en" before words_begin. */
const char *words_language(void);

/* The languages that there are: the index-th code ("en" is the first), NULL after the last. */
const char *words_languages(unsigned index);

/* What _ calls. The text lives as long as the program, or until words_begin is called
 * again. */
const char *words_get(const char *text) __attribute__((format_arg(1)));

/* The form of a sentence that goes with a number: words_many("%zu pair", "%zu pairs", n) for a printf. */
const char *words_many(const char *one, const char *many, unsigned long long n)
    __attribute__((format_arg(1), format_arg(2)));
