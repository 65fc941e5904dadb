#define _POSIX_C_SOURCE 200809L
#include "train/collection.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/mark.h"
#include "pen/penfile.h"

enum { SESSION_NUMBERS = 100, WRITER_NUMBERS = 1000 /* so that sessions and forgers do not share numbers */ };

/* The digits at *at, from `least` to `most` of them; moves *at behind them. */
static bool take_digits(const char **at, size_t least, size_t most, size_t *value)
{
    size_t length = strspn(*at, "0123456789");
    if (length < least || length > most)
        return false;
    *value = 0;
    for (size_t k = 0; k < length; k++)
        *value = 10 * *value + (size_t)((*at)[k] - '0');
    *at += length;
    return true;
}

static bool take_text(const char **at, const char *text)
{
    size_t length = strlen(text);
    if (strncasecmp(*at, text, length) != 0)
        return false;
    *at += length;
    return true;
}

/* A number without a leading zero, so that no two names mean the same signature. */
static bool take_plain(const char **at, size_t *value)
{
    return **at != '0' && take_digits(at, 1, 9, value);
}

/* ---- one habit after the other: `stem` is the name without its end ---- */

static bool is_svc2004(const char *stem, CollectionName *name)
{
    const char *at = stem;
    size_t number;
    if (!take_text(&at, "U") || !take_plain(&at, &name->user) || !take_text(&at, "S") ||
        !take_plain(&at, &number) || *at)
        return false;
    name->collection = "SVC2004";
    name->forged = number > COLLECTION_SVC2004_GENUINE;
    name->number = name->forged ? number - COLLECTION_SVC2004_GENUINE : number;
    return true;
}

static bool is_susig(const char *stem, CollectionName *name)
{
    const char *at = stem;
    size_t session = 0, number;
    if (!take_digits(&at, 3, 3, &name->user) || !take_text(&at, "_"))
        return false;
    bool genuine = take_text(&at, "g") || (take_digits(&at, 1, 1, &session) && session > 0);
    name->forged = !genuine && take_text(&at, "f");
    if ((!genuine && !name->forged) || !take_text(&at, "_") || !take_plain(&at, &number) || *at ||
        number > SESSION_NUMBERS)
        return false;
    name->collection = "SUSIG";
    name->number = (session ? session - 1 : 0) * SESSION_NUMBERS + number;
    return true;
}

static bool is_mcyt(const char *stem, CollectionName *name)
{
    const char *at = stem;
    size_t number;
    if (!take_digits(&at, 4, 4, &name->user))
        return false;
    name->forged = take_text(&at, "f");
    if ((!name->forged && !take_text(&at, "v")) || !take_digits(&at, 2, 2, &number) || *at)
        return false;
    name->collection = "MCYT";
    name->number = number + 1; /* they begin at 00 */
    return true;
}

static void set_writer(size_t writer, size_t number, CollectionName *name)
{
    name->forged = writer != name->user;
    name->number = name->forged ? writer * WRITER_NUMBERS + number : number;
}

static bool is_nisdcc(const char *stem, CollectionName *name)
{
    const char *at = stem;
    size_t writer, number;
    if (!take_text(&at, "NISDCC-") || !take_digits(&at, 3, 3, &writer) || !take_text(&at, "_") ||
        !take_digits(&at, 3, 3, &name->user) || !take_text(&at, "_") || !take_digits(&at, 3, 3, &number) ||
        *at)
        return false;
    name->collection = "SigComp2009";
    set_writer(writer, number, name);
    return true;
}

static bool is_nfi(const char *stem, CollectionName *name)
{
    const char *at = stem;
    size_t digits;
    if (!take_text(&at, "NFI-") || !take_digits(&at, 8, 8, &digits) || *at)
        return false;
    name->collection = "SigComp2009 NFI";
    name->user = digits % 1000;
    set_writer(digits / 100000, digits / 1000 % 100, name);
    return true;
}

Status collection_name(const char *file, bool *found, CollectionName *name)
{
    static bool (*const habits[])(const char *stem, CollectionName *name) = {is_svc2004, is_susig, is_mcyt,
                                                                             is_nisdcc, is_nfi};
    PenfileFormat format;
    *found = false;
    *name = (CollectionName){0};
    if (!penfile_by_extension(file, &format))
        return status_ok();
    size_t length = strlen(file) - strlen(penfile_extension(format));
    if (length >= sizeof name->text)
        return status_ok();
    for (size_t k = 0; k < length; k++) /* upper case, as SVC2004's own */
        name->text[k] = (char)toupper((unsigned char)file[k]);
    for (size_t k = 0; !*found && k < sizeof habits / sizeof *habits; k++)
        *found = habits[k](name->text, name);
    if (!*found)
        return status_ok();
    if (name->number > COLLECTION_SVC2004_FORGED && strcmp(name->collection, "SVC2004") == 0)
        return status_error(N_("expected S1 to S20 (genuine) or S21 to S40 (forged), found S%zu"),
                            name->number + COLLECTION_SVC2004_GENUINE);
    if (name->user > COLLECTION_USERS_MAX)
        return status_error(N_("expected a user up to %d, found %zu"), COLLECTION_USERS_MAX, name->user);
    return status_ok();
}
