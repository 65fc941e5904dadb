/* A lesson as a page: Markdown, or one HTML file with its figures in it. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/status.h"
#include "figure.h"

typedef enum PageKind { PAGE_MARKDOWN, PAGE_HTML } PageKind;

typedef struct Page {
    PageKind kind;
    FILE *file;
    bool in_list, in_lines; /* what stays open for more of its kind */
    Status status;          /* of the first trouble: a figure that could not be drawn */
} Page;

/* Begins the page: number of the lesson, its question. The person who reads it starts the lesson itself with
 * `command`. */
Page page_open(PageKind kind, FILE *file, size_t number, const char *question, const char *command);
/* Ends it. Trouble: what went wrong on the way. */
Status page_close(Page *page);

void page_part(Page *page, size_t number, const char *title);
void page_words(Page *page, const char *text); /* a paragraph; `backquotes` mark code */
void page_point(Page *page, const char *text); /* an item of a list */
/* Lines as they are; what follows at once joins them, unless page_end_lines comes between. */
void page_lines(Page *page, const char *text);
void page_end_lines(Page *page);
void page_check(Page *page, bool holds, const char *text);
void page_figure(Page *page, const Figure *figure);

/* A question; what is written between page_answer and page_answer_end is folded away until it is asked for. */
void page_question(Page *page, const char *text);
void page_answer(Page *page);
void page_answer_end(Page *page);
