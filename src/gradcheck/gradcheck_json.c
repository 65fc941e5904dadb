#include "gradcheck/gradcheck_number.h"
#include "gradcheck/gradcheck_report.h"
#include "gradcheck/gradcheck_sink.h"
#include <math.h>
#include <string.h>

typedef struct Writer {
    GradcheckSink sink;
    void *user;
    bool first; /* of an object or array: no comma before the next member */
} Writer;

static void raw(Writer *w, const char *text)
{
    w->sink(w->user, text, strlen(text));
}

static void comma(Writer *w)
{
    if (!w->first)
        raw(w, ",");
    w->first = false;
}

/* The length of the UTF-8 character at s; 0 when there is none: such a byte becomes U+FFFD, since JSON is Unicode. */
static size_t character(const char *s)
{
    unsigned char c = (unsigned char)*s;
    size_t length = c < 0x80 ? 1 : c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 0;
    for (size_t i = 1; i < length; i++)
        if (((unsigned char)s[i] & 0xc0) != 0x80)
            return 0;
    unsigned char next = length > 1 ? (unsigned char)s[1] : 0;
    bool bad = (c == 0xe0 && next < 0xa0) || (c == 0xed && next >= 0xa0) || (c == 0xf0 && next < 0x90) ||
               (c == 0xf4 && next >= 0x90);
    return bad ? 0 : length;
}

static void string(Writer *w, const char *text)
{
    raw(w, "\"");
    for (const char *s = text; *s;) {
        size_t length = character(s);
        char escape[8];
        if (length == 0) {
            raw(w, "\\ufffd");
            s++;
            continue;
        }
        if (*s == '"' || *s == '\\') {
            escape[0] = '\\';
            escape[1] = *s;
            w->sink(w->user, escape, 2);
        } else if ((unsigned char)*s < 0x20) {
            gradcheck_number_print(escape, sizeof escape, "\\u%04x", (unsigned)*s);
            raw(w, escape);
        } else {
            w->sink(w->user, s, length);
        }
        s += length;
    }
    raw(w, "\"");
}

static void key(Writer *w, const char *name)
{
    comma(w);
    string(w, name);
    raw(w, ":");
}

static void number_value(Writer *w, double value)
{
    char text[GRADCHECK_NUMBER_SIZE];
    gradcheck_number_print(text, sizeof text, "%.17g", value);
    raw(w, isfinite(value) ? text : "null");
}

static void number(Writer *w, const char *name, double value)
{
    key(w, name);
    number_value(w, value);
}

static void count(Writer *w, const char *name, size_t value)
{
    char text[GRADCHECK_NUMBER_SIZE];
    key(w, name);
    gradcheck_number_print(text, sizeof text, "%zu", value);
    raw(w, text);
}

static void boolean(Writer *w, const char *name, bool value)
{
    key(w, name);
    raw(w, value ? "true" : "false");
}

static void text(Writer *w, const char *name, const char *value)
{
    key(w, name);
    string(w, value);
}

static void open(Writer *w, const char *name, const char *bracket)
{
    if (name)
        key(w, name);
    else
        comma(w);
    raw(w, bracket);
    w->first = true;
}

static void close(Writer *w, const char *bracket)
{
    raw(w, bracket);
    w->first = false;
}

static void entry(Writer *w, const char *name, const GradcheckEntry *e, size_t cols, bool is_entry)
{
    open(w, name, "{");
    if (is_entry) {
        count(w, "row", e->index / cols);
        count(w, "col", e->index % cols);
    } else {
        count(w, "direction", e->index);
    }
    text(w, "verdict", gradcheck_verdict_name(e->verdict));
    if (e->reason)
        text(w, "reason", gradcheck_reason_name(e->reason));
    number(w, "analytic", e->analytic);
    number(w, "numeric", e->numeric);
    number(w, "bar", e->bar);
    number(w, "truncation", e->truncation);
    number(w, "rounding", e->rounding);
    number(w, "kink", e->kink);
    number(w, "analytic_rounding", e->analytic_rounding);
    number(w, "step", e->step);
    number(w, "loss_plus", e->loss_plus);
    number(w, "loss_minus", e->loss_minus);
    boolean(w, "one_sided", e->one_sided);
    close(w, "}");
}

static void entries(Writer *w, const char *name, const GradcheckEntry *list, size_t n, size_t cols,
                    bool is_entry)
{
    open(w, name, "[");
    for (size_t i = 0; i < n; i++)
        entry(w, NULL, &list[i], cols, is_entry);
    close(w, "]");
}

static void block(Writer *w, const GradcheckBlockReport *b)
{
    open(w, NULL, "{");
    text(w, "name", b->name);
    count(w, "rows", b->rows);
    count(w, "cols", b->cols);
    text(w, "verdict", gradcheck_verdict_name(b->verdict));
    if (b->reason)
        text(w, "reason", gradcheck_reason_name(b->reason));
    count(w, "zeros", b->zeros);
    number(w, "scale", b->scale);
    number(w, "agreement", b->agreement);
    number(w, "resolution", b->resolution);
    number(w, "analytic_noise", b->analytic_noise);
    open(w, "counts", "{");
    for (int v = 0; v < GRADCHECK_VERDICTS; v++)
        if (b->verdicts[v])
            count(w, gradcheck_verdict_name((GradcheckVerdict)v), b->verdicts[v]);
    close(w, "}");
    if (b->likely.text[0]) {
        open(w, "likely", "{");
        text(w, "text", b->likely.text);
        count(w, "kind", (size_t)b->likely.kind);
        number(w, "factor", b->likely.factor);
        number(w, "residual", b->likely.residual);
        close(w, "}");
    }
    if (b->worst)
        entry(w, "worst", b->worst, b->cols, b->entries != NULL);
    if (b->entries)
        entries(w, "entries", b->entries, b->n_entries, b->cols, true);
    if (b->directions)
        entries(w, "directions", b->directions, b->n_directions, b->cols, false);
    close(w, "}");
}

static const char *finding_name(GradcheckFindingKind kind)
{
    static const char *const names[] = {"input changed", "overrun", "not written", "overwrites", "adds",
                                        "not zero",      "state",   "shortcut",    "chain"};
    return (size_t)kind < sizeof names / sizeof *names ? names[kind] : "?";
}

static void findings_and_notices(Writer *w, const GradcheckReport *r)
{
    open(w, "findings", "[");
    for (size_t i = 0; i < r->n_findings; i++) {
        open(w, NULL, "{");
        text(w, "kind", finding_name(r->findings[i].kind));
        text(w, "text", r->findings[i].text);
        close(w, "}");
    }
    close(w, "]");
    open(w, "would_notice", "[");
    for (size_t i = 0; i < r->n_notices; i++) {
        open(w, NULL, "{");
        text(w, "mistake", r->notices[i].mistake);
        count(w, "tried", r->notices[i].tried);
        count(w, "noticed", r->notices[i].noticed);
        close(w, "}");
    }
    close(w, "]");
}

static void report(Writer *w, const char *name, const GradcheckReport *r);

static void steps(Writer *w, const GradcheckReport *r)
{
    if (r->n_steps == 0)
        return;
    open(w, "steps", "[");
    for (size_t i = 0; i < r->n_steps; i++) {
        open(w, NULL, "{");
        text(w, "name", r->steps[i].name);
        text(w, "verdict", gradcheck_verdict_name(r->steps[i].verdict));
        if (r->steps[i].reason)
            text(w, "reason", gradcheck_reason_name(r->steps[i].reason));
        if (r->steps[i].local)
            report(w, "check", r->steps[i].local);
        close(w, "}");
    }
    close(w, "]");
    if (r->first_wrong_step < r->n_steps)
        count(w, "first_wrong_step", r->first_wrong_step);
    boolean(w, "wiring", r->wiring);
    boolean(w, "composed_agrees", r->composed_agrees);
}

static void report(Writer *w, const char *name, const GradcheckReport *r)
{
    static const char *const states[] = {"ok", "cancelled", "bad problem", "no memory"};
    char seed[GRADCHECK_NUMBER_SIZE];
    open(w, name, "{");
    text(w, "name", r->name);
    text(w, "status", states[r->status]);
    text(w, "verdict", gradcheck_verdict_name(r->verdict));
    if (r->reason)
        text(w, "reason", gradcheck_reason_name(r->reason));
    if (r->message[0])
        text(w, "message", r->message);
    if (r->callback_code)
        number(w, "callback_code", r->callback_code);
    gradcheck_number_print(seed, sizeof seed, "%llu", (unsigned long long)r->seed);
    text(w, "seed", seed); /* a string: not every reader keeps 64 bits */
    number(w, "loss", r->loss);
    number(w, "noise", r->noise);
    boolean(w, "noise_measured", r->noise_measured);
    boolean(w, "float_loss", r->float_loss);
    number(w, "deviations", r->deviations);
    count(w, "evaluations", r->evaluations);
    count(w, "gradients", r->gradients);
    count(w, "other_evaluations", r->others);
    number(w, "agreement", r->agreement);
    number(w, "resolution", r->resolution);
    if (r->worst_block < r->n_blocks)
        text(w, "worst_block", r->blocks[r->worst_block].name);
    open(w, "blocks", "[");
    for (size_t b = 0; b < r->n_blocks; b++)
        block(w, &r->blocks[b]);
    close(w, "]");
    findings_and_notices(w, r);
    steps(w, r);
    close(w, "}");
}

void gradcheck_json_write(const GradcheckReport *r, GradcheckSink sink, void *user)
{
    Writer w = {sink, user, true};
    report(&w, NULL, r);
    raw(&w, "\n");
}

size_t gradcheck_json_copy(const GradcheckReport *r, char *buffer, size_t size)
{
    GradcheckSinkBuffer into = {buffer, size, 0};
    gradcheck_json_write(r, gradcheck_sink_fill, &into);
    return gradcheck_sink_end(&into);
}
