#define _POSIX_C_SOURCE 200809L
#include "live/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "words/words.h"

static const char head[] = "twingrad-live 1";
static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+@/";

enum { LINE_SIZE = OPTIONS_VALUE_SIZE + 64, OPTIONS_MOST = 64 };

/* ---- writing ---- */

/* A text that grows. Where memory for it is refused the stream itself does not remember that something is missing. */
typedef struct Text {
    FILE *stream;
    bool one_line, broken;
} Text;

static void put_bytes(Text *text, const char *bytes)
{
    text->broken |= fputs(bytes, text->stream) < 0;
}

static void put_line(Text *text, const char *line)
{
    if (!text->one_line) {
        put_bytes(text, line);
        return;
    }
    for (const char *c = line; *c; c++) {
        char bytes[4] = {*c == ' ' ? ':' : *c};
        if (*c != ' ' && !strchr(plain, *c))
            snprintf(bytes, sizeof bytes, "%%%02X", (unsigned char)*c);
        put_bytes(text, bytes);
    }
}

static void put(Text *text, const char *line)
{
    put_bytes(text, text->one_line ? "," : "\n");
    put_line(text, line);
}

static bool has_control(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7F)
            return true;
    return false;
}

static Status put_options(Text *text, const RecordSheet *sheet)
{
    char value[OPTIONS_VALUE_SIZE], line[LINE_SIZE];
    for (size_t i = 0; i < sheet->option_count; i++) {
        const Option *option = &sheet->options[i];
        options_write(option, value);
        if (has_control(value))
            return status_error(_("--%s: a control character in it cannot be written down"), option->name);
        snprintf(line, sizeof line, "%s %s", option->name, value);
        put(text, line);
    }
    return status_ok();
}

static void put_script(Text *text, const Script *script)
{
    char action[ACTION_TEXT_SIZE], line[LINE_SIZE];
    for (size_t i = 0; i < script->count; i++) {
        action_write(&script->lines[i].action, action);
        snprintf(line, sizeof line, "@%llu %s", (unsigned long long)script->lines[i].step, action);
        put(text, line);
    }
}

Status record_write(const RecordSheet *sheet, bool one_line, char **text)
{
    size_t size;
    char line[LINE_SIZE];
    *text = NULL;
    Text out = {.stream = open_memstream(text, &size), .one_line = one_line};
    if (!out.stream)
        return status_no_memory(_("the log"));
    put_line(&out, head);
    Status status = put_options(&out, sheet);
    put_script(&out, sheet->script);
    snprintf(line, sizeof line, "end %llu", (unsigned long long)sheet->end);
    put(&out, line);
    if (!one_line)
        put_bytes(&out, "\n");
    out.broken |= fclose(out.stream) != 0;
    if ((out.broken || !*text) && status.ok)
        status = status_no_memory(_("the log"));
    if (!status.ok) {
        free(*text);
        *text = NULL;
    }
    return status;
}

/* ---- reading ---- */

typedef struct Reader {
    const char *name;
    size_t line; /* from 1 */
    char *next;  /* what is not read yet */
    size_t option_count;
    const Option *options;
    bool seen[OPTIONS_MOST];
    Script *script;
    uint64_t now; /* the step that the run stands at */
} Reader;

static Status wrong(const Reader *reader, const char *sentence)
{
    return status_error("%.200s:%zu: %.280s", reader->name, reader->line, sentence);
}

static char *take_line(Reader *reader)
{
    char *line = reader->next, *end = strchr(line, '\n');
    if (!*line)
        return NULL;
    reader->line++;
    reader->next = end ? end + 1 : line + strlen(line);
    if (end)
        *end = 0;
    return line;
}

/* A whole number as record_write writes it, up to `end`. */
static bool parse_step(const char *text, char stop, uint64_t *step, const char **rest)
{
    const size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 19 || text[digits] != stop)
        return false;
    *step = strtoull(text, NULL, 10);
    *rest = text + digits + (stop != 0);
    return true;
}

static Status read_action(Reader *reader, const char *line)
{
    ScriptLine read = {0};
    const char *rest;
    if (!parse_step(line + 1, ' ', &read.step, &rest))
        return wrong(reader, _("expected '@', a number of steps, and an action"));
    Status status = action_parse(rest, &read.action);
    if (!status.ok)
        return wrong(reader, status.message);
    if (!script_holds(read.action.kind))
        return wrong(reader, _("such an action is not written down"));
    if (read.step < reader->now)
        return wrong(reader, _("the run has come further than this step"));
    reader->now = script_step_after(&read);
    return script_add(reader->script, read.step, &read.action);
}

static Status read_option(Reader *reader, char *line)
{
    char *value = strchr(line, ' ');
    size_t i = 0;
    if (value)
        *value++ = 0;
    while (i < reader->option_count && strcmp(reader->options[i].name, line) != 0)
        i++;
    if (i == reader->option_count || !value)
        return wrong(reader, _("expected an option, an action or the end"));
    if (reader->seen[i])
        return wrong(reader, _("an option is named twice"));
    reader->seen[i] = true;
    const Status status = options_read(&reader->options[i], value);
    return status.ok ? status : wrong(reader, status.message);
}

static Status read_end(const Reader *reader, const char *line, uint64_t *end)
{
    const char *rest;
    if (!parse_step(line + 4, 0, end, &rest) || *reader->next)
        return wrong(reader, _("expected 'end' and a number of steps, and nothing behind them"));
    if (*end < reader->now)
        return wrong(reader, _("the run has come further than this step"));
    for (size_t i = 0; i < reader->option_count; i++)
        if (!reader->seen[i])
            return status_error(_("%s: the option '%s' is missing"), reader->name, reader->options[i].name);
    return status_ok();
}

Status record_read(const char *name, char *text, size_t option_count, const Option options[], Script *script,
                   uint64_t *end)
{
    Reader reader = {
        .name = name, .next = text, .option_count = option_count, .options = options, .script = script};
    if (option_count > OPTIONS_MOST)
        return status_error("%s: more than %d options", name, OPTIONS_MOST);
    const char *first = take_line(&reader);
    if (!first || strcmp(first, head) != 0)
        return status_error(_("%s: no log of this program: its first line is not '%s'"), name, head);
    for (char *line; (line = take_line(&reader));) {
        if (strncmp(line, "end ", 4) == 0)
            return read_end(&reader, line, end);
        const Status status = line[0] == '@' ? read_action(&reader, line) : read_option(&reader, line);
        if (!status.ok)
            return status;
    }
    return status_error(_("%s: the end is missing"), name);
}

static int hexadecimal(char c)
{
    static const char digits[] = "0123456789ABCDEF";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) : -1;
}

Status record_unfold(const char *name, char *text)
{
    char *to = text;
    for (const char *from = text; *from; from++) {
        if (*from == ',') {
            *to++ = '\n';
        } else if (*from == ':') {
            *to++ = ' ';
        } else if (*from == '%') {
            const int high = hexadecimal(from[1]), low = high < 0 ? -1 : hexadecimal(from[2]);
            const int c = low < 0 ? 0 : 16 * high + low;
            if (c < 0x20 || c == 0x7F)
                return status_error(_("%s: '%.3s' stands for no character"), name, from);
            *to++ = (char)c;
            from += 2;
        } else if (strchr(plain, *from)) {
            *to++ = *from;
        } else {
            return status_error(_("%s: a character that does not belong there, at place %zu"), name,
                                (size_t)(from - text) + 1);
        }
    }
    *to = 0;
    return status_ok();
}
