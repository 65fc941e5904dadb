/* The teacher's guide, docs/live.md, tells only of what is there: its keys stand in the help, its faults can be planted,
 * its options are the program's. Read from the top of the checkout, where tests run. */
#define _POSIX_C_SOURCE 200809L
#include "live/keys.h"
#include "net/faults.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

enum { WORD = 64 };

static char *guide;

static int read_guide(void **state)
{
    (void)state;
    FILE *file = fopen("docs/live.md", "rb");
    if (!file)
        return -1;
    enum { MOST = 1 << 16 };
    guide = calloc(1, MOST);
    size_t size = guide ? fread(guide, 1, MOST - 1, file) : 0;
    fclose(file);
    return size > 1000 && size < MOST - 1 ? 0 : -1;
}

static int free_guide(void **state)
{
    (void)state;
    free(guide);
    return 0;
}

/* The text between the next two marks from *at on; false when there is none. */
static bool next(const char **at, const char *from, const char *to, char word[static WORD])
{
    const char *begin = strstr(*at, from);
    if (!begin)
        return false;
    begin += strlen(from);
    const char *end = strstr(begin, to);
    assert_non_null(end);
    *at = end + strlen(to);
    size_t length = (size_t)(end - begin);
    if (length >= WORD)
        return next(at, from, to, word); /* a whole command */
    memcpy(word, begin, length);
    word[length] = 0;
    return true;
}

/* True when the help lists the key, alone or among others of its line ("?  F1"; "1 ... 9, 0"). */
static bool is_key(const char *key)
{
    for (size_t i = 0; i < keys_lines(); i++) {
        KeysLine line = keys_line(i);
        for (char *name = strtok(line.keys, " "); name; name = strtok(NULL, " "))
            if (strcmp(name, key) == 0)
                return true;
        if (strcmp(keys_line(i).keys, key) == 0)
            return true;
    }
    return strlen(key) == 1 && *key >= '0' && *key <= '9';
}

static void every_key_it_names_is_in_the_help(void **state)
{
    (void)state;
    const char *at = guide;
    char key[WORD];
    size_t keys = 0;
    while (next(&at, "<kbd>", "</kbd>", key)) {
        const char *name = strcmp(key, "&gt;") == 0 ? ">" : strcmp(key, "&lt;") == 0 ? "<" : key;
        if (!is_key(name))
            fail_msg("the guide names the key '%s', which does nothing", name);
        keys++;
    }
    assert_true(keys > 50);
    assert_false(is_key("F7"));
    assert_false(is_key("J"));
}

static void every_panel_has_its_line(void **state)
{
    (void)state;
    for (int i = 0; i < PANEL_COUNT; i++) {
        char line[40];
        snprintf(line, sizeof line, "| <kbd>%d</kbd> |", (i + 1) % 10);
        assert_non_null(strstr(guide, line));
    }
}

static void every_mistake_it_names_can_be_planted(void **state)
{
    (void)state;
    const char *at = guide;
    char word[WORD];
    size_t faults = 0;
    while (next(&at, "`", "`", word)) {
        bool name = strchr(word, '-') && !strchr(word, ' ') && !strchr(word, '/') && word[0] != '-';
        if (!name)
            continue;
        bool found = false;
        for (size_t i = 0; faults_at(i); i++)
            found = found || strncmp(faults_at(i)->name, word, strlen(word)) == 0; /* as it is typed */
        if (!found)
            fail_msg("the guide plants '%s', which there is not", word);
        faults++;
    }
    assert_true(faults >= 5);
}

static void every_option_it_names_is_the_programs(void **state)
{
    (void)state;
    const char *program = getenv("TWINGRAD_LIVE");
    assert_non_null(program);
    char command[600], *help = calloc(1, 1 << 15);
    snprintf(command, sizeof command, "LC_ALL=C '%s' --help", program);
    FILE *pipe = popen(command, "r");
    assert_true(pipe && help && fread(help, 1, (1 << 15) - 1, pipe) > 500);
    assert_int_equal(pclose(pipe), 0);
    size_t options = 0;
    for (const char *at = strstr(guide, " --"); at; at = strstr(at + 3, " --")) {
        char option[WORD];
        size_t length = 1 + strcspn(at + 1, " `\n)");
        if (length >= WORD || at[3] == 0 || at[3] == '>' || strncmp(at, " --pair ", 8) == 0)
            continue; /* of twingrad trace; or the end of a remark in the page */
        memcpy(option, at + 1, length - 1);
        option[length - 1] = 0;
        if (!strstr(help, option))
            fail_msg("the guide names the option '%s', which there is not", option);
        options++;
    }
    assert_true(options >= 3);
    free(help);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_it_names_is_in_the_help),
        cmocka_unit_test(every_panel_has_its_line),
        cmocka_unit_test(every_mistake_it_names_can_be_planted),
        cmocka_unit_test(every_option_it_names_is_the_programs),
    };
    return cmocka_run_group_tests(tests, read_guide, free_guide);
}
