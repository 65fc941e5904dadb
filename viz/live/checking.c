#define _POSIX_C_SOURCE 200809L
#include "live/checking.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mark.h"

/* Between the beginnings of two checks of a training that goes on: so long at least, and so many times as long as the
 * check took, so that most of a processor is left to the training. */
static const double least_seconds = 1, share = 3;

/* In how many portions the entries of a check are shown as they come: a picture for each of them would cost too much. */
enum { PORTIONS = 24 };

/* A copy of a subject. */
typedef struct Load {
    Net net;
    real *params, *x;
    Label *labels;
    size_t pairs;
    NetcheckOptions joins;
    uint64_t step, kind;
    size_t planted;
    char planted_name[SNAPSHOT_CHECK_NAME];
} Load;

/* What is said, with the arrays behind it. */
typedef struct Saying {
    SnapshotCheck check;
    SnapshotCheckBlock blocks[SNAPSHOT_CHECK_BLOCKS];
    SnapshotCheckStep steps[SNAPSHOT_CHECK_STEPS];
    SnapshotCheckEntry *entries;
    size_t room; /* of entries */
} Saying;

typedef struct Choice {
    bool made;
    size_t block, entry;
} Choice;

struct Checking {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    atomic_bool cancel;

    /* Under the lock. */
    bool quit, has_next, working;
    Load *next;
    Saying said; /* by the thread */
    Choice choice;
    bool wants_curve;
    double spent; /* seconds, by the last check */

    /* The thread's alone. */
    Load *load;
    Netcheck *netcheck;
    uint64_t kind_said; /* what `said` speaks of */
    bool has_kind;

    /* The caller's alone. */
    Saying shown;
    bool has_begun;
    uint64_t step, kind; /* of the last check begun */
    double begun;
};

/* ---- copies ---- */

static void free_load(Load *load)
{
    if (!load)
        return;
    free(load->params);
    free(load->x);
    free(load->labels);
    free(load);
}

static void *copy_of(const void *from, size_t size)
{
    void *copy = malloc(size ? size : 1);
    return copy ? memcpy(copy, from, size) : NULL;
}

static Load *load_of(const CheckingSubject *subject)
{
    Load *load = calloc(1, sizeof *load);
    if (!load)
        return NULL;
    const Net *net = subject->net;
    size_t pairs = subject->batch.count;
    load->net = *net;
    load->params = copy_of(subject->params, net->parameter_count * sizeof(real));
    load->x = copy_of(subject->batch.x, pairs * net->branches * step_size(net->input) * sizeof(real));
    load->labels = copy_of(subject->batch.labels, pairs * sizeof *load->labels);
    load->pairs = pairs;
    load->joins = subject->joins;
    load->step = subject->step;
    load->kind = subject->kind;
    load->planted = subject->planted;
    snprintf(load->planted_name, sizeof load->planted_name, "%s",
             subject->planted_name ? subject->planted_name : "");
    if (load->params && load->x && load->labels)
        return load;
    free_load(load);
    return NULL;
}

/* False: no memory. */
static bool make_room(Saying *saying, size_t entries)
{
    if (entries <= saying->room)
        return true;
    SnapshotCheckEntry *more = realloc(saying->entries, entries * sizeof *more);
    if (!more)
        return false;
    saying->entries = more;
    saying->room = entries;
    return true;
}

/* ---- what the thread says; each of these holds the lock for a moment ---- */

static void set_trouble(Checking *c, const char *text)
{
    pthread_mutex_lock(&c->lock);
    snprintf(c->said.check.trouble, sizeof c->said.check.trouble, "%.199s", text);
    c->said.check.version++;
    pthread_mutex_unlock(&c->lock);
}

static void forget_entries(Saying *said)
{
    for (size_t i = 0; i < said->check.n_entries; i++)
        said->entries[i] =
            (SnapshotCheckEntry){.yours = NAN, .measured = NAN, .bar = NAN, .verdict = GRADCHECK_NOT_CHECKED};
    for (size_t i = 0; i < said->check.n_steps; i++)
        said->steps[i].verdict = GRADCHECK_NOT_CHECKED;
    for (size_t b = 0; b < said->check.n_blocks; b++)
        said->blocks[b].bar = 0;
    said->check.has_word = false;
    said->check.curve.present = false;
}

/* Names the blocks and steps of the problem; forgets what was said of another. False: no memory. */
static bool begin_saying(Checking *c, const GradcheckProblem *problem)
{
    size_t entries = 0;
    for (size_t b = 0; b < problem->n_blocks; b++)
        entries += problem->blocks[b].rows * problem->blocks[b].cols;
    pthread_mutex_lock(&c->lock);
    Saying *said = &c->said;
    bool got = make_room(said, entries);
    bool other = !c->has_kind || c->kind_said != c->load->kind || entries != said->check.n_entries;
    SnapshotCheck *check = &said->check;
    for (size_t b = 0; got && other && b < problem->n_blocks; b++) {
        const GradcheckBlock *from = &problem->blocks[b];
        SnapshotCheckBlock *to = &said->blocks[b];
        *to = (SnapshotCheckBlock){.rows = from->rows, .cols = from->cols};
        to->first = b ? to[-1].first + to[-1].rows * to[-1].cols : 0;
        snprintf(to->name, sizeof to->name, "%s", from->name);
    }
    for (size_t i = 0; got && other && i < problem->n_steps; i++)
        snprintf(said->steps[i].name, sizeof said->steps[i].name, "%s", problem->steps[i].name);
    if (got && other) {
        check->n_blocks = problem->n_blocks;
        check->n_entries = entries;
        check->n_steps = problem->n_steps;
        forget_entries(said);
        c->choice.made = c->choice.made && c->choice.block < problem->n_blocks;
    }
    check->present = got;
    check->measured = 0;
    check->trouble[0] = 0;
    check->working_on = c->load->step;
    check->pairs = c->load->pairs;
    check->planted = c->load->planted;
    memcpy(check->planted_name, c->load->planted_name, sizeof check->planted_name);
    check->version++;
    c->has_kind = got;
    c->kind_said = c->load->kind;
    pthread_mutex_unlock(&c->lock);
    return got;
}

/* The mistake that was recognised, in the first wrong step or in the whole. */
static void take_mistake(const GradcheckReport *report, SnapshotCheckWord *word)
{
    const GradcheckReport *of = report;
    if (report->first_wrong_step < report->n_steps && report->steps[report->first_wrong_step].local)
        of = report->steps[report->first_wrong_step].local;
    for (int part = 0; part < 2 && word->mistake == GRADCHECK_MISTAKE_NONE; part++, of = report)
        for (size_t b = 0; b < of->n_blocks && word->mistake == GRADCHECK_MISTAKE_NONE; b++) {
            const GradcheckBlockReport *block = &of->blocks[b];
            word->mistake = block->likely.kind;
            word->factor = block->likely.factor;
            snprintf(word->where, sizeof word->where, "%s", block->name);
        }
}

/* After the random directions. What they find right does not take the place of an earlier check of every entry. */
static void say_screen(Checking *c, const GradcheckReport *report, bool looked_closer)
{
    SnapshotCheckWord word = {.step = c->load->step,
                              .verdict = report->verdict,
                              .reason = report->reason,
                              .resolution = report->resolution,
                              .entries = c->said.check.n_entries,
                              .first_wrong_step = report->first_wrong_step,
                              .joining = report->wiring,
                              .looked_closer = looked_closer};
    if (report->n_steps == 0)
        word.first_wrong_step = c->said.check.n_steps;
    take_mistake(report, &word);
    pthread_mutex_lock(&c->lock);
    SnapshotCheck *check = &c->said.check;
    for (size_t i = 0; i < report->n_steps && i < check->n_steps; i++)
        c->said.steps[i].verdict = (unsigned char)report->steps[i].verdict;
    bool both_right = check->has_word && check->word.every_entry && check->word.verdict == word.verdict &&
                      word.verdict == GRADCHECK_AGREES;
    if (!both_right)
        check->word = word;
    check->has_word = true;
    check->version++;
    pthread_mutex_unlock(&c->lock);
}

static void say_entry(void *user, size_t block, const GradcheckEntry *entry)
{
    Checking *c = user;
    pthread_mutex_lock(&c->lock);
    c->said.entries[c->said.blocks[block].first + entry->index] =
        (SnapshotCheckEntry){.yours = entry->analytic,
                             .measured = entry->numeric,
                             .bar = entry->bar,
                             .verdict = (unsigned char)entry->verdict,
                             .reason = (unsigned char)entry->reason};
    if (++c->said.check.measured % (1 + c->said.check.n_entries / PORTIONS) == 0)
        c->said.check.version++;
    pthread_mutex_unlock(&c->lock);
}

/* After every entry: the verdicts beside the whole of each block, and a word that weighs them with the screen's. */
static void say_whole(Checking *c, const GradcheckReport *screen, const GradcheckReport *report)
{
    SnapshotCheckWord word = {.step = c->load->step,
                              .every_entry = true,
                              .verdict = report->verdict,
                              .reason = report->reason,
                              .resolution = report->resolution,
                              .entries = c->said.check.n_entries,
                              .first_wrong_step = screen->first_wrong_step,
                              .joining = screen->wiring,
                              .looked_closer = true};
    if (screen->verdict > word.verdict) {
        word.verdict = screen->verdict;
        word.reason = screen->reason;
    }
    if (screen->n_steps == 0)
        word.first_wrong_step = c->said.check.n_steps;
    take_mistake(screen, &word);
    take_mistake(report, &word);
    pthread_mutex_lock(&c->lock);
    for (size_t b = 0; b < report->n_blocks; b++) {
        const GradcheckBlockReport *block = &report->blocks[b];
        for (size_t i = 0; i < block->n_entries; i++) {
            SnapshotCheckEntry *to = &c->said.entries[c->said.blocks[b].first + block->entries[i].index];
            to->verdict = (unsigned char)block->entries[i].verdict;
            to->reason = (unsigned char)block->entries[i].reason;
        }
        c->said.blocks[b].bar = block->resolution;
        word.wrong += block->verdicts[GRADCHECK_WRONG] + block->verdicts[GRADCHECK_NOT_FINITE];
        word.undecided += block->verdicts[GRADCHECK_CANNOT_TELL];
    }
    c->said.check.word = word;
    c->said.check.has_word = true;
    c->said.check.version++;
    pthread_mutex_unlock(&c->lock);
}

/* ---- what the thread does ---- */

static int ask_cancelled(void *user, size_t made, size_t expected)
{
    (void)made, (void)expected;
    Checking *c = user;
    return atomic_load(&c->cancel);
}

static GradcheckOptions options_of(Checking *c)
{
    GradcheckOptions how = gradcheck_options();
    how.seed = 1 + c->load->step; /* other directions at every check */
    how.allow = 1u << GRADCHECK_POINT;
    if (sizeof(real) == sizeof(float))
        how.small = 1;
    how.progress = ask_cancelled;
    how.progress_user = c;
    return how;
}

/* The entry that is looked at when none was chosen: the one furthest off, or the largest. */
static Choice choice_of(const Saying *said, Choice asked)
{
    double most = -1;
    if (asked.made)
        return asked;
    for (size_t b = 0; b < said->check.n_blocks; b++)
        for (size_t i = 0; i < said->blocks[b].rows * said->blocks[b].cols; i++) {
            const SnapshotCheckEntry *e = &said->entries[said->blocks[b].first + i];
            bool wrong = e->verdict == GRADCHECK_WRONG;
            double size = fabs(wrong ? e->yours - e->measured : e->measured) * (wrong ? 1e100 : 1);
            if (e->verdict != GRADCHECK_NOT_CHECKED && size > most) {
                most = size;
                asked = (Choice){false, b, i};
            }
        }
    return asked;
}

static void draw_curve(Checking *c)
{
    pthread_mutex_lock(&c->lock);
    Choice choice = choice_of(&c->said, c->choice);
    c->wants_curve = false;
    pthread_mutex_unlock(&c->lock);
    GradcheckOptions how = options_of(c);
    GradcheckCurve curve;
    if (gradcheck_curve_steps(netcheck_problem(c->netcheck), &how, choice.block, choice.entry, &curve) !=
        GRADCHECK_OK)
        return;
    SnapshotCheckCurve shown = {.present = true,
                                .step = c->load->step,
                                .block = choice.block,
                                .entry = choice.entry,
                                .count = curve.n,
                                .chosen = curve.entry.step,
                                .bar = curve.entry.bar,
                                .yours = curve.entry.analytic,
                                .measured = curve.entry.numeric};
    memcpy(shown.h, curve.step, sizeof shown.h);
    memcpy(shown.error, curve.error, sizeof shown.error);
    memcpy(shown.noise, curve.noise, sizeof shown.noise);
    pthread_mutex_lock(&c->lock);
    c->said.check.curve = shown;
    c->said.check.version++;
    pthread_mutex_unlock(&c->lock);
}

static bool wants_curve(Checking *c)
{
    pthread_mutex_lock(&c->lock);
    bool wants = c->wants_curve;
    pthread_mutex_unlock(&c->lock);
    return wants;
}

/* A check that ran to its end has a report worth telling of. */
static bool is_told(Checking *c, GradcheckStatus status, const GradcheckReport *report)
{
    if (status == GRADCHECK_NO_MEMORY)
        set_trouble(c, N_("out of memory"));
    else if (status == GRADCHECK_BAD_PROBLEM)
        set_trouble(c, report->message);
    return status == GRADCHECK_OK && !atomic_load(&c->cancel);
}

/* Along random directions: what is wrong, and then what the mistake is. NULL: cancelled, or no memory. */
static GradcheckReport *check_directions(Checking *c)
{
    const GradcheckProblem *problem = netcheck_problem(c->netcheck);
    GradcheckReport *report = NULL;
    GradcheckOptions how = options_of(c);
    how.mode = GRADCHECK_SCREEN;
    how.no_explaining = true;
    GradcheckStatus status = gradcheck_run(problem, &how, &report);
    bool told = is_told(c, status, report), right = told && report->verdict <= GRADCHECK_CANNOT_TELL;
    if (told)
        say_screen(c, report, right);
    if (told && !right) {
        status = gradcheck_explain(problem, &how, report);
        told = is_told(c, status, report);
        if (told)
            say_screen(c, report, true);
    }
    if (told)
        return report;
    gradcheck_report_free(report);
    return NULL;
}

static void check_whole(Checking *c)
{
    GradcheckReport *screen = check_directions(c), *whole = NULL;
    if (!screen)
        return;
    if (wants_curve(c))
        draw_curve(c);
    GradcheckOptions how = options_of(c);
    how.mode = GRADCHECK_FULL;
    how.no_chain = how.no_hygiene = true;                        /* looked at just now */
    how.no_explaining = screen->verdict > GRADCHECK_CANNOT_TELL; /* there already is an explanation */
    how.entry = say_entry;
    how.entry_user = c;
    GradcheckStatus status = gradcheck_run(netcheck_problem(c->netcheck), &how, &whole);
    if (is_told(c, status, whole)) {
        say_whole(c, screen, whole);
        draw_curve(c);
    }
    gradcheck_report_free(screen);
    gradcheck_report_free(whole);
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void check_load(Checking *c)
{
    double begun = seconds();
    netcheck_destroy(c->netcheck);
    NetcheckBatch batch = {c->load->pairs, c->load->x, c->load->labels};
    Status status = netcheck_create(&c->load->net, c->load->params, batch, &c->load->joins, &c->netcheck);
    if (!status.ok)
        set_trouble(c, status.message);
    else if (!begin_saying(c, netcheck_problem(c->netcheck)))
        set_trouble(c, N_("out of memory"));
    else
        check_whole(c);
    pthread_mutex_lock(&c->lock);
    c->spent = seconds() - begun;
    pthread_mutex_unlock(&c->lock);
}

static void *work(void *user)
{
    Checking *c = user;
    pthread_mutex_lock(&c->lock);
    while (!c->quit) {
        if (c->has_next) {
            free_load(c->load);
            c->load = c->next;
            c->next = NULL;
            c->has_next = false;
            atomic_store(&c->cancel, false);
            pthread_mutex_unlock(&c->lock);
            check_load(c);
            pthread_mutex_lock(&c->lock);
        } else if (c->wants_curve && c->netcheck) {
            pthread_mutex_unlock(&c->lock);
            draw_curve(c);
            pthread_mutex_lock(&c->lock);
        } else {
            if (c->working)
                c->said.check.version++;
            c->working = c->wants_curve = false;
            pthread_cond_wait(&c->wake, &c->lock);
        }
    }
    pthread_mutex_unlock(&c->lock);
    return NULL;
}

/* ---- what the caller does ---- */

Status checking_create(Checking **made)
{
    *made = NULL;
    Checking *c = calloc(1, sizeof *c);
    if (!c)
        return status_no_memory("the check");
    atomic_init(&c->cancel, false);
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->wake, NULL);
    if (pthread_create(&c->thread, NULL, work, c) != 0) {
        pthread_cond_destroy(&c->wake);
        pthread_mutex_destroy(&c->lock);
        free(c);
        return status_error("the check cannot run beside the training: no thread");
    }
    *made = c;
    return status_ok();
}

void checking_destroy(Checking *c)
{
    if (!c)
        return;
    pthread_mutex_lock(&c->lock);
    c->quit = true;
    atomic_store(&c->cancel, true);
    pthread_cond_signal(&c->wake);
    pthread_mutex_unlock(&c->lock);
    pthread_join(c->thread, NULL);
    pthread_cond_destroy(&c->wake);
    pthread_mutex_destroy(&c->lock);
    netcheck_destroy(c->netcheck);
    free_load(c->load);
    free_load(c->next);
    free(c->said.entries);
    free(c->shown.entries);
    free(c);
}

bool checking_is_due(Checking *c, uint64_t step, uint64_t kind, double now)
{
    if (!c->has_begun || kind != c->kind)
        return true;
    pthread_mutex_lock(&c->lock);
    bool busy = c->working;
    double rest = fmax(least_seconds, share * c->spent);
    pthread_mutex_unlock(&c->lock);
    return !busy && step != c->step && now - c->begun >= rest;
}

Status checking_begin(Checking *c, const CheckingSubject *subject, double now)
{
    Load *load = load_of(subject);
    if (!load)
        return status_no_memory("the check");
    pthread_mutex_lock(&c->lock);
    free_load(c->next);
    c->next = load;
    c->has_next = c->working = true;
    atomic_store(&c->cancel, true); /* of the one under way; the thread takes it back */
    pthread_cond_signal(&c->wake);
    pthread_mutex_unlock(&c->lock);
    c->has_begun = true;
    c->step = subject->step;
    c->kind = subject->kind;
    c->begun = now;
    return status_ok();
}

void checking_choose(Checking *c, size_t block, size_t entry)
{
    pthread_mutex_lock(&c->lock);
    bool there =
        block < c->said.check.n_blocks && entry < c->said.blocks[block].rows * c->said.blocks[block].cols;
    if (there) {
        c->choice = (Choice){true, block, entry};
        c->wants_curve = c->working = true;
        pthread_cond_signal(&c->wake);
    }
    pthread_mutex_unlock(&c->lock);
}

bool checking_is_busy(Checking *c)
{
    pthread_mutex_lock(&c->lock);
    bool busy = c->working;
    pthread_mutex_unlock(&c->lock);
    return busy;
}

const SnapshotCheck *checking_read(Checking *c)
{
    pthread_mutex_lock(&c->lock);
    const SnapshotCheck *from = &c->said.check;
    if (from->version != c->shown.check.version && make_room(&c->shown, from->n_entries)) {
        c->shown.check = *from;
        memcpy(c->shown.blocks, c->said.blocks, from->n_blocks * sizeof *c->said.blocks);
        memcpy(c->shown.steps, c->said.steps, from->n_steps * sizeof *c->said.steps);
        if (from->n_entries > 0)
            memcpy(c->shown.entries, c->said.entries, from->n_entries * sizeof *c->said.entries);
    }
    c->shown.check.working = c->working;
    pthread_mutex_unlock(&c->lock);
    c->shown.check.blocks = c->shown.blocks;
    c->shown.check.entries = c->shown.entries;
    c->shown.check.steps = c->shown.steps;
    return &c->shown.check;
}
