#include "program/language.h"

#include <string.h>

#include "words/words.h"

Option language_option(const char **language)
{
    return (Option){"lang", OPTIONS_TEXT, language, N_("LANG"),
                    N_("the language: en or pt_BR (what the environment says)")};
}

Status language_begin(int argc, char **argv)
{
    static const char name[] = "--lang";
    const char *language = NULL;
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        size_t length = strlen(name);
        if (strncmp(argv[i], name, length) != 0)
            continue;
        if (argv[i][length] == '=')
            language = argv[i] + length + 1;
        else if (argv[i][length] == 0)
            language = argv[i + 1]; /* NULL behind the last */
    }
    return words_begin(language);
}
