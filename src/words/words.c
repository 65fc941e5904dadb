#define _GNU_SOURCE
#include "words/words.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/place.h"
#include "words/catalogue.h"

/* Which form of a plural goes with a number. */
static size_t form_unless_one(unsigned long long n)
{
    return n != 1;
}

static size_t form_above_one(unsigned long long n)
{
    return n > 1;
}

/* The first is the language of the sources and has no catalogue. A further one is a line here, with the rule that its
 * catalogue's "Plural-Forms" says, and a .po file. */
typedef struct Language {
    const char *code;
    size_t (*form)(unsigned long long n);
} Language;

static const Language languages[] = {{"en", form_unless_one}, {"pt_BR", form_above_one}};
enum { LANGUAGES = sizeof languages / sizeof languages[0], PATH = 1024 };

static const Language *chosen = &languages[0];
static Catalogue *translations;

/* ---- which language ---- */

/* What `name` ("pt_BR.UTF-8", or a list that begins with it) begins with is this language, of whatever country. */
static bool names_language(const char *name, const char *code)
{
    const size_t letters = strcspn(code, "_");
    return strncasecmp(name, code, letters) == 0 && !isalpha((unsigned char)name[letters]);
}

static const Language *find_language(const char *name)
{
    for (size_t i = 0; i < LANGUAGES; i++)
        if (names_language(name, languages[i].code))
            return &languages[i];
    return NULL;
}

static const char *set_variable(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

/* As gettext has it: the locale is LC_ALL, or LC_MESSAGES, or LANG; LANGUAGE, a list, goes before it unless the locale
 * is "C". */
static const Language *language_of_environment(void)
{
    const char *locale = set_variable("LC_ALL");
    locale = locale ? locale : set_variable("LC_MESSAGES");
    locale = locale ? locale : set_variable("LANG");
    if (!locale || strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0)
        return &languages[0];
    const char *list = set_variable("LANGUAGE");
    for (const char *name = list ? list : locale; *name;) {
        const Language *found = find_language(name);
        if (found)
            return found;
        name += strcspn(name, ":");
        name += *name == ':';
    }
    return &languages[0];
}

/* ---- where its texts are ---- */

/* Beside the program or a little above it, as in a folder of builds; or where an installed program has it. No path is
 * built in, so that what was installed can be moved. */
static Status find_file(const char *code, char path[static PATH])
{
    static const char *const places[] = {"/locale", "/../locale", "/../../locale", "/../share/locale"};
    char folder[PATH];
    Status status = place_of_program(sizeof folder, folder);
    if (!status.ok)
        return status;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        int length = snprintf(path, PATH, "%s%s/%s/LC_MESSAGES/twingrad.mo", folder, places[i], code);
        if (length < PATH && access(path, R_OK) == 0)
            return status_ok();
    }
    return status_error("the texts in the language '%s' are not where they are installed, %.300s", code,
                        path);
}

/* ---- what is called ---- */

static Status use(const Language *language)
{
    status_translate_with(words_get); /* the sentences of the floors below, which know nothing of words */
    catalogue_destroy(translations);
    translations = NULL;
    chosen = &languages[0];
    if (language == &languages[0])
        return status_ok();
    char path[PATH];
    Status status = find_file(language->code, path);
    if (status.ok)
        status = catalogue_read(path, &translations);
    if (status.ok)
        chosen = language;
    return status;
}

static Status unknown(const char *language)
{
    char codes[100] = "";
    for (size_t i = 0; i < LANGUAGES; i++) {
        const char *between = i == 0 ? "" : i + 1 < LANGUAGES ? ", " : " or ";
        snprintf(codes + strlen(codes), sizeof codes - strlen(codes), "%s%s", between, languages[i].code);
    }
    return status_error("there are no texts in the language '%.40s': expected %s", language, codes);
}

Status words_begin(const char *language)
{
    if (!language) {
        use(language_of_environment()); /* not asked for by name: without its file all is in English */
        return status_ok();
    }
    const Language *found = find_language(language);
    if (found)
        return use(found);
    use(&languages[0]);
    return unknown(language);
}

const char *words_language(void)
{
    return chosen->code;
}

const char *words_languages(unsigned index)
{
    return index < LANGUAGES ? languages[index].code : NULL;
}

const char *words_get(const char *text)
{
    /* The catalogue's own head is the translation of the empty text. */
    const char *found = translations && *text ? catalogue_find(translations, text, 0) : NULL;
    return found ? found : text;
}

const char *words_many(const char *one, const char *many, unsigned long long n)
{
    const char *found = translations ? catalogue_find(translations, one, chosen->form(n)) : NULL;
    return found ? found : form_unless_one(n) ? many : one;
}
