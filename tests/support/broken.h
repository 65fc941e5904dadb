/* A reader of signatures before good and before broken bytes. */
#pragma once
#include "base/random.h"
#include "pen/signature.h"
#include "support/edge.h"
#include "support/test.h"

typedef Status BrokenParse(const char *name, const char *bytes, size_t size, Signature *signature);

/* Nothing is to be read behind the last byte. */
static inline Status broken_parse(BrokenParse *parse, const char *bytes, size_t size, Signature *signature)
{
    return parse("file", edge_copy(bytes, size), size, signature);
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

/* The very same points, to the last bit. */
static inline void broken_assert_same(const Signature *one, const Signature *other)
{
    assert_int_equal(one->count, other->count);
    assert_int_equal(one->has_pressure, other->has_pressure);
    for (size_t i = 0; i < one->count; i++) {
        const PenPoint *a = &one->points[i], *b = &other->points[i];
        assert_close(a->x, b->x, 0);
        assert_close(a->y, b->y, 0);
        assert_close(a->t, b->t, 0);
        assert_close(a->pressure, b->pressure, 0);
        assert_int_equal(a->ink, b->ink);
    }
}

/* A change that must be told. */
typedef struct BrokenCase {
    const char *old, *new; /* as for broken_with; without an `old` the whole text is new */
    const char *sentence;  /* or a part of it */
} BrokenCase;

/* Each of the changes of the good text is told in its sentence, and leaves an empty signature. */
static inline void broken_is_told(BrokenParse *parse, const char *good, size_t count,
                                  const BrokenCase cases[])
{
    for (size_t k = 0; k < count; k++) {
        Signature s = {.count = 77};
        const char *text = cases[k].old ? broken_with(good, cases[k].old, cases[k].new) : cases[k].new;
        assert_trouble(broken_parse_text(parse, text, &s), cases[k].sentence);
        assert_int_equal(s.count, 0);
        assert_null(s.points);
    }
}

/* Whatever the bytes, the answer is yes with a usable signature or no with a sentence that begins with the file.
 * Returns whether it was yes. */
static inline bool broken_answers(BrokenParse *parse, const char *bytes, size_t size)
{
    Signature s;
    Status status = parse("file", bytes, size, &s);
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
 * any byte. Both answers must come up. The block is of just the size that is told, so that the address sanitizer sees one
 * byte read before it. */
static inline void broken_campaign(BrokenParse *parse, const char *good, size_t size, const char *alphabet,
                                   int count)
{
    Random random = random_seeded(11);
    for (size_t cut = 0; cut < size; cut++)
        broken_answers(parse, edge_copy(good, cut), cut);
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
