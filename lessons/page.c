#define _POSIX_C_SOURCE 200809L
#include "page.h"

#include <stdlib.h>
#include <string.h>

#include "picture.h"
#include "words/words.h"

enum { FIGURE_COLUMNS = 66, FIGURE_ROWS = 15 };

static const char style[] =
    ":root{color-scheme:light dark}\n"
    "body{font:18px/1.55 system-ui,'DejaVu Sans',sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;"
    "color:#16191d;background:#fff}\n"
    "h1{font-size:1.8rem;line-height:1.25}h2{font-size:1.25rem;margin-top:2.2rem}\n"
    "pre{font:15px/1.45 'DejaVu Sans Mono',monospace;background:#eef1f4;padding:.7rem 1rem;overflow-x:auto;"
    "border-radius:6px}\n"
    "code{font-family:'DejaVu Sans Mono',monospace;font-size:.9em;background:#eef1f4;padding:.1em .3em;"
    "border-radius:4px}\n"
    "figure{margin:1.5rem 0}img{max-width:100%;height:auto;border:1px solid #c6ccd3;border-radius:6px}\n"
    "figcaption{font-size:.9rem;color:#4b545e}\n"
    ".question{font-weight:600}.question+ul{list-style:none;padding-left:1rem}details{border-left:4px solid "
    "#d55e00;padding:.2rem 1rem;margin:1rem 0}\n"
    "summary{cursor:pointer}.check{border-left:4px solid #009e73;padding:.2rem 1rem}"
    ".fails{border-left-color:#d55e00}\n"
    "@media(prefers-color-scheme:dark){body{color:#e7eaee;background:#14171b}pre,code{background:#22272e}"
    "figcaption{color:#a9b2bc}}\n";

/* ---- letters ---- */

/* `codes`: backquotes mark code; else they are letters, as inside an attribute. */
static void put_html(FILE *file, const char *text, bool codes)
{
    bool code = false;
    for (; *text; text++) {
        switch (*text) {
        case '&':
            fputs("&amp;", file);
            break;
        case '<':
            fputs("&lt;", file);
            break;
        case '>':
            fputs("&gt;", file);
            break;
        case '"':
            fputs("&quot;", file);
            break;
        case '`':
            fputs(!codes ? "`" : code ? "</code>" : "<code>", file);
            code = !code;
            break;
        default:
            fputc(*text, file);
        }
    }
}

static void put_markdown(FILE *file, const char *text)
{
    bool code = false;
    for (; *text; text++) {
        code = *text == '`' ? !code : code;
        if (!code && strchr("\\*_<>[]#~$", *text))
            fputc('\\', file);
        fputc(*text, file);
    }
}

static void put(Page *page, const char *text)
{
    if (page->kind == PAGE_HTML)
        put_html(page->file, text, true);
    else
        put_markdown(page->file, text);
}

/* Words between marks of the two kinds. */
static void put_between(Page *page, const char *html_before, const char *html_after, const char *before,
                        const char *text, const char *after)
{
    bool html = page->kind == PAGE_HTML;
    fputs(html ? html_before : before, page->file);
    put(page, text);
    fputs(html ? html_after : after, page->file);
}

void page_end_lines(Page *page)
{
    if (page->in_lines)
        fputs(page->kind == PAGE_HTML ? "</pre>\n" : "```\n\n", page->file);
    page->in_lines = false;
}

static void end_list(Page *page)
{
    page_end_lines(page);
    if (page->in_list)
        fputs(page->kind == PAGE_HTML ? "</ul>\n" : "\n", page->file);
    page->in_list = false;
}

/* ---- the page ---- */

Page page_open(PageKind kind, FILE *file, size_t number, const char *question, const char *command)
{
    Page page = {.kind = kind, .file = file, .status = status_ok()};
    char words[300];
    if (kind == PAGE_HTML) {
        const char *language = strcmp(words_language(), "pt_BR") == 0 ? "pt-BR" : words_language();
        fprintf(file,
                "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\"/>\n"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>",
                language);
        put_html(file, question, false);
        fprintf(file, "</title>\n<style>\n%s</style>\n</head>\n<body>\n", style);
    }
    snprintf(words, sizeof words, _("Lesson %zu"), number);
    put_between(&page, "<p>", "</p>\n", "", words, "\n\n");
    put_between(&page, "<h1>", "</h1>\n", "# ", question, "\n\n");
    snprintf(words, sizeof words,
             _("This page is what the lesson says. To be asked, and to try, run it: `%s`"), command);
    page_words(&page, words);
    return page;
}

Status page_close(Page *page)
{
    end_list(page);
    if (page->kind == PAGE_HTML)
        fputs("</body>\n</html>\n", page->file);
    return page->status;
}

void page_part(Page *page, size_t number, const char *title)
{
    end_list(page);
    char words[200];
    snprintf(words, sizeof words, "%zu. %s", number, title);
    put_between(page, "<h2>", "</h2>\n", "## ", words, "\n\n");
}

void page_words(Page *page, const char *text)
{
    end_list(page);
    put_between(page, "<p>", "</p>\n", "", text, "\n\n");
}

void page_point(Page *page, const char *text)
{
    page_end_lines(page);
    if (!page->in_list && page->kind == PAGE_HTML)
        fputs("<ul>\n", page->file);
    page->in_list = true;
    put_between(page, "<li>", "</li>\n", "- ", text, "\n");
}

void page_lines(Page *page, const char *text)
{
    bool html = page->kind == PAGE_HTML;
    if (!page->in_lines) {
        end_list(page);
        fputs(html ? "<pre>" : "```text\n", page->file);
    }
    page->in_lines = true;
    if (html)
        put_html(page->file, text, false);
    else
        fputs(text, page->file);
    fputc('\n', page->file);
}

void page_check(Page *page, bool holds, const char *text)
{
    end_list(page);
    const char *mark = holds ? _("Check:") : _("Check, which FAILS:");
    if (page->kind == PAGE_HTML) {
        fprintf(page->file, "<p class=\"check%s\"><b>%s</b> ", holds ? "" : " fails", mark);
        put_html(page->file, text, true);
        fputs("</p>\n", page->file);
    } else {
        fprintf(page->file, "> **%s** ", mark);
        put_markdown(page->file, text);
        fputs("\n\n", page->file);
    }
}

/* ---- figures ---- */

static void put_letters(void *context, const char *line)
{
    fprintf(((Page *)context)->file, "%s\n", line);
}

static void put_base64(FILE *file, size_t size, const unsigned char bytes[])
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < size; i += 3) {
        size_t left = size - i;
        unsigned long three = (unsigned long)bytes[i] << 16;
        three |= left > 1 ? (unsigned long)bytes[i + 1] << 8 : 0;
        three |= left > 2 ? bytes[i + 2] : 0;
        fputc(digits[three >> 18 & 63], file);
        fputc(digits[three >> 12 & 63], file);
        fputc(left > 1 ? digits[three >> 6 & 63] : '=', file);
        fputc(left > 2 ? digits[three & 63] : '=', file);
    }
}

/* The figure as an image inside the page: an SVG in its own document, so that no two figures share names. */
static void put_picture(Page *page, const Figure *figure)
{
    char *bytes = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&bytes, &size);
    Status status = memory ? picture_write_svg(figure, memory) : status_no_memory(_("a figure"));
    const bool whole = memory && !ferror(memory);
    if (memory && (fclose(memory) != 0 || !whole || !bytes) && status.ok)
        status = status_no_memory(_("a figure"));
    if (!status.ok && page->status.ok)
        page->status = status;
    fputs("<figure>\n<img alt=\"", page->file);
    put_html(page->file, figure->seen, false);
    fputs("\" src=\"data:image/svg+xml;base64,", page->file);
    put_base64(page->file, status.ok ? size : 0, (const unsigned char *)bytes);
    fputs("\"/>\n<figcaption>", page->file);
    put_html(page->file, figure->title, true);
    if (figure->seen[0]) {
        fputs(". ", page->file);
        put_html(page->file, figure->seen, true);
    }
    fputs("</figcaption>\n</figure>\n", page->file);
    free(bytes);
}

void page_figure(Page *page, const Figure *figure)
{
    end_list(page);
    if (page->kind == PAGE_HTML) {
        put_picture(page, figure);
        return;
    }
    put_between(page, "", "", "**", figure->title, "**\n\n");
    fputs("```text\n", page->file);
    figure_write(figure, FIGURE_COLUMNS, FIGURE_ROWS, put_letters, page);
    fputs("```\n\n", page->file);
    if (figure->seen[0])
        page_words(page, figure->seen);
}

/* ---- questions ---- */

void page_question(Page *page, const char *text)
{
    end_list(page);
    put_between(page, "<p class=\"question\">", "</p>\n", "**", text, "**\n\n");
}

void page_answer(Page *page)
{
    end_list(page);
    fprintf(page->file,
            page->kind == PAGE_HTML ? "<details>\n<summary>%s</summary>\n"
                                    : "<details>\n<summary>%s</summary>\n\n",
            _("Your answer first; then look"));
}

void page_answer_end(Page *page)
{
    end_list(page);
    fputs(page->kind == PAGE_HTML ? "</details>\n" : "</details>\n\n", page->file);
}
