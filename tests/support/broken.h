/* A reader of signatures before good and before broken bytes. Each parse gets a block of just the size it is told, so that
 * the address sanitizer sees one byte read too far. */
#pragma once
#include "base/random.h"
#include "pen/signature.h"
#include "support/test.h"

typedef Status BrokenParse(const char *name, const char *bytes, size_t size, Signature *signature);

static inline Status broken_parse(BrokenParse *parse, const char *bytes, size_t size, Signature *signature)
{
    char *block = malloc(size ? size : 1);
    assert_non_null(block);
    memcpy(block, bytes, size);
    Status status = parse("file", block, size, signature);
    free(block);
    return status;
}

/* The same of a text. */
static inline Status broken_parse_text(BrokenParse *parse, const char *text, Signature *signature)
{
    return broken_parse(parse, text, strlen(text), signature);
}

/* `good` with the first `old` in it replaced; kept until the next call. */
static inline const char *broken_with(const char *good, const char *old, const char *new)
{
    static char text[4000];
    const char *at = strstr(good, old);
    assert_non_null(at);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - good), good, new, at + strlen(old));
    return text;
}

/* Whatever the bytes, the answer is yes with a usable signature or no with a sentence that begins with the file.
 * Returns whether it was yes. */
static inline bool broken_answers(BrokenParse *parse, const char *bytes, size_t size)
{
    Signature s;
    Status status = broken_parse(parse, bytes, size, &s);
    if (status.ok) {
        assert_ok(signature_check(&s));
    } else {
        assert_true(strncmp(status.message, "file:", 5) == 0);
        assert_null(s.points);
        assert_int_equal(s.count, 0);
    }
    signature_free(&s);
    return status.ok;
}

/* The good bytes cut off everywhere, then changed in one to three places `count` times: to a letter of the alphabet, or to
 * any byte. Both answers must come up. */
static inline void broken_campaign(BrokenParse *parse, const char *good, size_t size, const char *alphabet,
                                   int count)
{
    Random random = random_seeded(11);
    for (size_t cut = 0; cut < size; cut++)
        broken_answers(parse, good, cut);
    char *bytes = malloc(size);
    assert_non_null(bytes);
    int accepted = 0;
    for (int k = 0; k < count; k++) {
        memcpy(bytes, good, size);
        for (size_t changes = 1 + random_below(&random, 3); changes > 0; changes--)
            bytes[random_below(&random, size)] = random_uniform(&random) < 0.8
                                                     ? alphabet[random_below(&random, strlen(alphabet))]
                                                     : (char)random_below(&random, 256);
        accepted += broken_answers(parse, bytes, size);
    }
    free(bytes);
    assert_true(accepted > count / 50 && accepted < count - count / 50);
}
