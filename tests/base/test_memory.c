/* Memory that is not to be had, in what lies under everything: files, folders, work in a process of its own. */
#include "support/refused.h"

#include "base/apart.h"
#include "base/files.h"
#include "base/folder.h"
#include "support/folder.h"

static Folder folder;
static char long_text[20000]; /* more than a buffer */
static char path[512];

static Status read_a_file(void)
{
    char *bytes;
    size_t size;
    const Status status = files_read(path, 1 << 20, &bytes, &size);
    refused_promise(status.ok ? size == sizeof long_text && memcmp(bytes, long_text, size) == 0 : !bytes);
    free(bytes);
    return status;
}

static Status read_a_long_pipe(void)
{
    char *bytes, name[64];
    size_t size;
    int ends[2];
    refused_promise(pipe(ends) == 0);
    refused_promise(write(ends[1], long_text, sizeof long_text) == sizeof long_text);
    close(ends[1]);
    snprintf(name, sizeof name, "/proc/self/fd/%d", ends[0]);
    const Status status = files_read(name, 1 << 20, &bytes, &size);
    close(ends[0]);
    refused_promise(status.ok ? size == sizeof long_text && memcmp(bytes, long_text, size) == 0 : !bytes);
    free(bytes);
    return status;
}

static Status put_text(FILE *file, const void *text)
{
    fwrite(text, 1, sizeof long_text, file);
    return status_ok();
}

static Status write_a_file(void)
{
    return files_replace(path, put_text, long_text);
}

static Status write_a_file_soon(void)
{
    return files_replace_soon(path, put_text, long_text);
}

static Status make_folders(void)
{
    return files_make_folder(folder_file(&folder, "deep/deeper"));
}

static Status list_a_folder(void)
{
    FolderList list;
    const Status status = folder_list(folder.path, 2, &list);
    refused_promise(status.ok ? list.count == 12 : list.count == 0 && !list.paths);
    folder_free(&list);
    return status;
}

static int say_words(void *context, ApartNote *note, char **text)
{
    (void)context, (void)note;
    *text = malloc(sizeof long_text);
    if (*text)
        snprintf(*text, sizeof long_text, "%*d", (int)sizeof long_text - 1, 5);
    return *text ? 7 : 8;
}

static Status work_apart(void)
{
    ApartResult result;
    const Status status = apart_run(say_words, NULL, (ApartLimits){.seconds = 20}, "the words", &result);
    if (status.ok)
        refused_promise(result.end == APART_RETURNED &&
                        (result.number == 7 ? strlen(result.text) == sizeof long_text - 1 : !result.text));
    free(result.text);
    return status;
}

static int say_nothing(void *context, ApartNote *note, char **text)
{
    (void)context, (void)note, (void)text;
    return 9;
}

static Status work_apart_in_silence(void)
{
    ApartResult result;
    const Status status = apart_run(say_nothing, NULL, (ApartLimits){.seconds = 20}, "the work", &result);
    refused_promise(!status.ok || (result.number == 9 && !result.text));
    return status;
}

static void whichever_request_fails_nothing_is_lost(void **state)
{
    (void)state;
    folder = folder_make();
    memset(long_text, 'x', sizeof long_text);
    snprintf(path, sizeof path, "%s", folder_file(&folder, "text"));
    refused_each("files_replace", write_a_file, 1);
    refused_each("files_replace_soon", write_a_file_soon, 1);
    refused_each("files_read", read_a_file, 0);
    refused_each("files_read of a pipe", read_a_long_pipe, 0);
    refused_none("files_make_folder", make_folders);
    for (int i = 0; i < 11; i++) {
        char name[40];
        snprintf(name, sizeof name, "%s/%d", i < 5 ? "deep" : "deep/deeper", i);
        folder_write(&folder, name, "words\n");
    }
    refused_each("folder_list", list_a_folder, 0);
    refused_each("apart_run", work_apart, 1);
    refused_each("apart_run without words", work_apart_in_silence, 0);
    folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whichever_request_fails_nothing_is_lost),
    };
    return cmocka_run_group_tests_name("base memory", tests, NULL, NULL);
}
