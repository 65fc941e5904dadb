/* twingrad convert: signatures from one format of files into another. */
#define _POSIX_C_SOURCE 200809L
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/files.h"
#include "base/folder.h"
#include "cli/commands.h"
#include "cli/convert_loss.h"
#include "pen/penfile.h"
#include "program/terminal.h"
#include "train/collection.h"

static int run_command(int argc, char **argv);

const ProgramCommand convert_command = {
    .program = "twingrad",
    .name = "convert",
    .usage = "IN... --to FORMAT --out DIR|FILE [OPTION]...",
    .summary = "write signatures in another format, and tell what is lost",
    .description = "Reads signatures in any format (svc2004, inkml, susig, hwr, fpg: told by what is\n"
                   "in the file, then by the end of its name) and writes them in another. IN is a\n"
                   "file, or a folder: then every signature in it and in the folders below, each to\n"
                   "the same place below DIR. What was written is read back, and what differs is\n"
                   "told. A file that is there already is not replaced.",
    .run = run_command,
};

typedef struct ConvertOptions {
    const char *to, *out;
    bool force;
} ConvertOptions;

/* One file. */
typedef struct Job {
    char *from, *to; /* owned */
} Job;

typedef struct Jobs {
    size_t count, room;
    Job *jobs;
    PenfileFormat format;
    size_t other; /* files in the folders that are no signatures */
} Jobs;

static void free_jobs(Jobs *jobs)
{
    for (size_t i = 0; i < jobs->count; i++) {
        free(jobs->jobs[i].from);
        free(jobs->jobs[i].to);
    }
    free(jobs->jobs);
}

static Status add_job(Jobs *jobs, const char *from, const char *to)
{
    if (jobs->count == jobs->room) {
        size_t wanted = jobs->room ? 2 * jobs->room : 64;
        Job *larger = realloc(jobs->jobs, wanted * sizeof *larger);
        if (!larger)
            return status_no_memory("the list of files");
        jobs->jobs = larger;
        jobs->room = wanted;
    }
    Job job = {strdup(from), strdup(to)};
    jobs->jobs[jobs->count++] = job;
    return job.from && job.to ? status_ok() : status_no_memory("the list of files");
}

/* ---- what becomes what ---- */

static bool is_folder(const char *path)
{
    struct stat found;
    return stat(path, &found) == 0 && S_ISDIR(found.st_mode);
}

/* The file below `out` that `path`, which lies below a folder that was named, is written to: the same name with the end of
 * the format. */
static Status name_output(const char *out, const char *path, PenfileFormat format, size_t size, char to[])
{
    const char *slash = strrchr(path, '/'), *file = slash ? slash + 1 : path, *dot = strrchr(file, '.');
    size_t stem = dot && dot > file ? (size_t)(dot - path) : strlen(path);
    char below[PATH_MAX];
    if (snprintf(below, sizeof below, "%.*s%s", (int)stem, path, penfile_extension(format)) >=
        (int)sizeof below)
        return status_error("%.100s...: the path is too long", path);
    return folder_join(out, below, size, to);
}

/* Whether a file that lies in a folder is meant. Text files may be anything: they need a name of SVC2004's. */
static bool is_signature(const char *path)
{
    const char *slash = strrchr(path, '/');
    PenfileFormat format;
    CollectionName name;
    bool found;
    if (!penfile_by_extension(path, &format))
        return false;
    return format != PENFILE_SVC2004 ||
           (collection_name(slash ? slash + 1 : path, &found, &name).ok && found);
}

static Status plan_folder(const char *folder, const char *out, Jobs *jobs)
{
    FolderList list;
    Status status = folder_list(folder, FOLDER_DEPTH_MAX, &list);
    for (size_t i = 0; status.ok && i < list.count; i++) {
        char from[PATH_MAX], to[PATH_MAX];
        if (!is_signature(list.paths[i])) {
            jobs->other++;
            continue;
        }
        status = folder_join(folder, list.paths[i], sizeof from, from);
        if (status.ok)
            status = name_output(out, list.paths[i], jobs->format, sizeof to, to);
        if (status.ok)
            status = add_job(jobs, from, to);
    }
    folder_free(&list);
    return status;
}

static Status plan_file(const char *path, const char *out, Jobs *jobs)
{
    const char *slash = strrchr(path, '/');
    char to[PATH_MAX];
    Status status = name_output(out, slash ? slash + 1 : path, jobs->format, sizeof to, to);
    return status.ok ? add_job(jobs, path, to) : status;
}

static int by_output(const void *left, const void *right)
{
    return strcmp(((const Job *)left)->to, ((const Job *)right)->to);
}

/* No two files may become one, and none that is there may be lost. */
static Status check_outputs(Jobs *jobs, bool force)
{
    if (jobs->count)
        qsort(jobs->jobs, jobs->count, sizeof *jobs->jobs, by_output);
    for (size_t i = 0; i < jobs->count; i++) {
        const Job *job = &jobs->jobs[i];
        struct stat found;
        if (i > 0 && strcmp(job[-1].to, job->to) == 0)
            return status_error("%.200s and %.200s would both become %.60s", job[-1].from, job->from,
                                job->to);
        if (!force && lstat(job->to, &found) == 0)
            return status_error("%s: is there already; --force replaces it", job->to);
    }
    return status_ok();
}

/* Whether --out names the one file to be written. */
static bool names_file(const ConvertOptions *o, int count, char **in, PenfileFormat *format)
{
    return count == 1 && !is_folder(in[0]) && !is_folder(o->out) && penfile_by_extension(o->out, format);
}

static Status choose_format(const ConvertOptions *o, bool one_file, PenfileFormat by_name,
                            PenfileFormat *format)
{
    if (!o->to && !one_file)
        return status_error("--to FORMAT is missing");
    *format = by_name;
    if (o->to && !penfile_find(o->to, format))
        return status_error("--to %.40s: expected svc2004, inkml or susig", o->to);
    if (one_file && *format != by_name)
        return status_error("--to %s: the name of %s stands for %s", o->to, o->out, penfile_name(by_name));
    if (!penfile_is_written(*format))
        return status_error("%s: such files are read only; expected svc2004, inkml or susig",
                            penfile_name(*format));
    return status_ok();
}

static Status plan(const ConvertOptions *o, int count, char **in, Jobs *jobs)
{
    PenfileFormat by_name = PENFILE_SVC2004;
    bool one_file = names_file(o, count, in, &by_name);
    Status status = choose_format(o, one_file, by_name, &jobs->format);
    for (int i = 0; status.ok && i < count; i++) {
        if (one_file)
            status = add_job(jobs, in[i], o->out);
        else if (is_folder(in[i]))
            status = plan_folder(in[i], o->out, jobs);
        else
            status = plan_file(in[i], o->out, jobs);
    }
    if (status.ok && jobs->count == 0)
        status = status_error("%s: no signature found", in[0]);
    return status.ok ? check_outputs(jobs, o->force) : status;
}

/* ---- doing it ---- */

static Status make_folder_of(const char *path)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    if (!slash || slash == path)
        return status_ok();
    snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
    return files_make_folder(folder);
}

static Status convert_one(const Job *job, PenfileFormat to, ConvertLoss *loss)
{
    Signature signature, back = {0};
    PenfileFormat from;
    Status status = penfile_read(job->from, &signature, &from);
    if (status.ok)
        status = make_folder_of(job->to);
    if (status.ok)
        status = penfile_write(job->to, to, &signature);
    if (status.ok)
        status = penfile_read(job->to, &back, NULL);
    if (status.ok)
        status = convert_loss_add(loss, from, &signature, &back);
    if (!status.ok && back.count)
        status = status_error("%s: %s", job->to, status.message);
    signature_free(&signature);
    signature_free(&back);
    return status;
}

static Status convert(const ConvertOptions *o, int count, char **in)
{
    Jobs jobs = {0};
    ConvertLoss loss = {0};
    Status status = plan(o, count, in, &jobs);
    TerminalProgress progress = terminal_progress_start("converting");
    for (size_t i = 0; status.ok && i < jobs.count; i++) {
        status = convert_one(&jobs.jobs[i], jobs.format, &loss);
        terminal_progress_show(&progress, (double)(i + 1), (double)jobs.count, "");
    }
    terminal_progress_end(&progress);
    if (status.ok) {
        convert_loss_print(&loss, jobs.format, o->out, stdout);
        if (jobs.other)
            printf("  %zu other file%s not looked at\n", jobs.other, jobs.other == 1 ? " was" : "s were");
    }
    free_jobs(&jobs);
    return status;
}

static int run_command(int argc, char **argv)
{
    ConvertOptions o = {0};
    const Option options[] = {
        {"to", OPTIONS_TEXT, &o.to, "FORMAT", "svc2004, inkml or susig; not needed where FILE says it"},
        {"out", OPTIONS_TEXT, &o.out, "DIR|FILE", "where to write; for one IN a file, say x.inkml"},
        {"force", OPTIONS_FLAG, &o.force, NULL, "replace files that are there already"},
    };
    int first;
    int ended =
        options_parse(&convert_command, sizeof options / sizeof options[0], options, argc, argv, &first);
    if (ended != OPTIONS_GO_ON)
        return ended;
    Status status = status_ok();
    if (first == argc)
        status = status_error("IN is missing: a file or a folder");
    else if (!o.out || !*o.out)
        status = status_error("--out DIR or --out FILE is missing");
    if (status.ok)
        status = convert(&o, argc - first, argv + first);
    return status.ok ? TERMINAL_YES : terminal_trouble(&convert_command, status);
}
