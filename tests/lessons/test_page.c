/* The pages of the lessons, read by others' eyes: expat reads the HTML (it is written as XML too), and each figure in it is
 * an SVG that is XML again. TWINGRAD_LESSON is the program. */
#define _POSIX_C_SOURCE 200809L
#include "page.h"
#include "support/test.h"

#include <cairo.h>
#include <expat.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SIZE = 1 << 21 };

typedef struct Seen {
    int depth, headings, figures, questions, details;
    bool in_details;
    size_t pictures;
} Seen;

static unsigned char decode(char letter)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *found = strchr(digits, letter);
    return found ? (unsigned char)(found - digits) : 0;
}

/* The picture behind "data:image/svg+xml;base64," is a whole XML document whose root is svg. */
static void look_at_picture(Seen *seen, const char *source)
{
    static const char head[] = "data:image/svg+xml;base64,";
    assert_int_equal(strncmp(source, head, sizeof head - 1), 0);
    const char *text = source + sizeof head - 1;
    size_t length = strlen(text), size = 0;
    assert_int_equal(length % 4, 0);
    char *bytes = malloc(length + 1);
    assert_non_null(bytes);
    for (size_t i = 0; i < length; i += 4) {
        unsigned long four = 0;
        for (size_t k = 0; k < 4; k++)
            four = four << 6 | decode(text[i + k]);
        for (size_t k = 0; k < 3; k++)
            if (text[i + k + 1] != '=')
                bytes[size++] = (char)(four >> (16 - 8 * k) & 255);
    }
    XML_Parser parser = XML_ParserCreate(NULL);
    if (XML_Parse(parser, bytes, (int)size, 1) != XML_STATUS_OK)
        fail_msg("a figure: %s", XML_ErrorString(XML_GetErrorCode(parser)));
    XML_ParserFree(parser);
    bytes[size] = 0;
    assert_non_null(strstr(bytes, "<svg"));
    free(bytes);
    seen->pictures++;
}

static void see(void *context, const char *name, const char **attributes)
{
    Seen *seen = context;
    seen->depth++;
    seen->headings += strcmp(name, "h1") == 0 || strcmp(name, "h2") == 0;
    seen->figures += strcmp(name, "figure") == 0;
    seen->details += strcmp(name, "details") == 0;
    bool described = false;
    for (size_t i = 0; attributes[i]; i += 2) {
        seen->questions += strcmp(attributes[i + 1], "question") == 0;
        described = described || (strcmp(attributes[i], "alt") == 0 && strlen(attributes[i + 1]) > 20);
        if (strcmp(attributes[i], "src") == 0)
            look_at_picture(seen, attributes[i + 1]);
    }
    assert_true(strcmp(name, "img") != 0 || described);
}

static void see_end(void *context, const char *name)
{
    (void)name;
    ((Seen *)context)->depth--;
}

static Seen read_html(const char *text)
{
    Seen seen = {0};
    XML_Parser parser = XML_ParserCreate("UTF-8");
    XML_SetUserData(parser, &seen);
    XML_SetElementHandler(parser, see, see_end);
    if (XML_Parse(parser, text, (int)strlen(text), 1) != XML_STATUS_OK)
        fail_msg("line %lu: %s", XML_GetCurrentLineNumber(parser), XML_ErrorString(XML_GetErrorCode(parser)));
    XML_ParserFree(parser);
    assert_int_equal(seen.depth, 0);
    return seen;
}

static char text[SIZE];

static void read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    text[fread(text, 1, SIZE - 1, file)] = 0;
    fclose(file);
    assert_true(strlen(text) < SIZE - 1);
}

static void the_page_of_a_lesson_is_whole(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int parts, figures, questions;
    } lessons[] = {{"01_step", 9, 1, 3},      {"02_cosine", 9, 2, 3},  {"03_gradient", 9, 1, 4},
                   {"04_targets", 10, 1, 4},  {"05_shared", 10, 0, 3}, {"06_twins", 9, 0, 2},
                   {"07_layer", 10, 0, 3},    {"08_delay", 10, 0, 3},  {"09_wrong", 8, 0, 3},
                   {"10_sure", 9, 0, 3},      {"11_stuck", 11, 0, 5},  {"12_learn", 9, 1, 3},
                   {"13_threshold", 9, 1, 4}, {"14_own", 8, 0, 2},     {"15_derivation", 8, 0, 3}};
    static const char *const languages[] = {"en", "pt_BR"};
    char path[] = "/tmp/twingrad-page-XXXXXX", command[1000];
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    for (size_t i = 0; i < 2 * sizeof lessons / sizeof lessons[0]; i++) {
        snprintf(command, sizeof command, "'%s' %s --html %s --lang %s", getenv("TWINGRAD_LESSON"),
                 lessons[i / 2].name, path, languages[i % 2]);
        assert_int_equal(system(command), 0);
        read_file(path);
        Seen seen = read_html(text);
        assert_int_equal(seen.headings, 1 + lessons[i / 2].parts);
        assert_int_equal(seen.figures, lessons[i / 2].figures);
        assert_int_equal(seen.pictures, lessons[i / 2].figures);
        assert_int_equal(seen.questions, lessons[i / 2].questions);
        assert_non_null(strstr(text, i % 2 ? "lang=\"pt-BR\"" : "lang=\"en\""));
    }
    unlink(path);
}

/* The exit status of a lesson with these options. */
static int run_lesson(const char *words)
{
    char command[1000];
    snprintf(command, sizeof command, "'%s' %s >/dev/null 2>&1 </dev/null", getenv("TWINGRAD_LESSON"), words);
    int status = system(command);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void the_picture_of_a_window_is_written_without_one(void **state)
{
    (void)state;
    char folder[] = "/tmp/twingrad-picture-XXXXXX", words[200];
    assert_non_null(mkdtemp(folder));
    snprintf(words, sizeof words, "02_cosine --picture %s/a.png", folder);
    assert_int_equal(run_lesson(words), 0);
    snprintf(words, sizeof words, "%s/a.png", folder);
    cairo_surface_t *image = cairo_image_surface_create_from_png(words);
    assert_int_equal(cairo_surface_status(image), CAIRO_STATUS_SUCCESS);
    assert_int_equal(cairo_image_surface_get_width(image), 900);
    assert_int_equal(cairo_image_surface_get_height(image), 700);
    cairo_surface_destroy(image);
    unlink(words);
    snprintf(words, sizeof words, "02_cosine --picture %s/a.txt",
             folder); /* a name that says no kind of picture */
    assert_int_equal(run_lesson(words), 2);
    snprintf(words, sizeof words, "01_step --picture %s/a.png", folder); /* a lesson without a window */
    assert_int_equal(run_lesson(words), 2);
    assert_int_equal(rmdir(folder), 0); /* and nothing was left */
}

static void what_cannot_be_done_ends_with_2(void **state)
{
    (void)state;
    static const char *const words[] = {"01_step --html /nowhere/a.html",
                                        "01_step --markdown /nowhere/a.md",
                                        "01_step --lang tlh",
                                        "01_step surplus",
                                        "01_step --part 0",
                                        "--lang tlh",
                                        "no_lesson",
                                        "16",
                                        "--auto"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        assert_int_equal(run_lesson(words[i]), 2);
    assert_int_equal(run_lesson("01_step --help"), 0);
    assert_int_equal(run_lesson("--help"), 0);
    assert_int_equal(run_lesson(""), 0); /* nobody answers the menu */
    assert_int_equal(run_lesson("1 --auto"), 0);
}

/* Everything that means something in HTML or Markdown, in every place where words go. */
static void letters_with_a_meaning_are_shown_as_letters(void **state)
{
    (void)state;
    static const char words[] = "a < b & \"c\" > d * e_f [g] `h < i` ~ # $";
    for (int kind = PAGE_MARKDOWN; kind <= PAGE_HTML; kind++) {
        char *bytes = NULL;
        size_t size = 0;
        FILE *file = open_memstream(&bytes, &size);
        assert_non_null(file);
        Figure figure = figure_plot(words, words, 0, 1, words, 0, 1);
        figure_describe(&figure, "%s, and more of it", words);
        Page page = page_open((PageKind)kind, file, 1, words, "make \"it\"");
        page_part(&page, 1, words);
        page_words(&page, words);
        page_point(&page, words);
        page_lines(&page, words);
        page_lines(&page, words);
        page_figure(&page, &figure);
        page_question(&page, words);
        page_point(&page, words);
        page_answer(&page);
        page_words(&page, words);
        page_answer_end(&page);
        page_check(&page, false, words);
        page_point(&page, words);
        assert_ok(page_close(&page));
        fclose(file);
        if (kind == PAGE_HTML) {
            Seen seen = read_html(bytes);
            assert_int_equal(seen.questions, 1);
            assert_int_equal(seen.details, 1);
            assert_non_null(
                strstr(bytes, "a &lt; b &amp; &quot;c&quot; &gt; d * e_f [g] <code>h &lt; i</code>"));
        } else {
            assert_non_null(strstr(bytes, "- a \\< b & \"c\" \\> d \\* e\\_f \\[g\\] `h < i` \\~ \\# \\$"));
        }
        free(bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_of_a_lesson_is_whole),
        cmocka_unit_test(the_picture_of_a_window_is_written_without_one),
        cmocka_unit_test(what_cannot_be_done_ends_with_2),
        cmocka_unit_test(letters_with_a_meaning_are_shown_as_letters),
    };
    return cmocka_run_group_tests_name("page", tests, NULL, NULL);
}
