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
#include "live/check_saying.h"

/* Between the beginnings of two checks of a training that goes on: so long at least, and so many times as long as the
 * check took, so that most of a processor is left to the training. */
static const double least_seconds = 1, share = 6;

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

typedef struct Choice {
    bool made;
    size_t block, entry;
} Choice;

struct Checking {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake, done;
    atomic_bool cancel;

    /* Under the lock. */
    bool quit, has_next, working;
    Load *next;
    CheckSaying said; /* by the thread */
    Choice choice;
    bool wants_curve;
    double spent; /* seconds, by the last check */

    /* The thread's alone. */
    Load *load;
    Netcheck *netcheck;
    uint64_t kind_said; /* what `said` speaks of */
    bool has_kind;

    /* The caller's alone. */
    CheckSaying shown;
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

/* ---- what the thread says; each of these holds the lock for a moment ---- */

static void set_trouble(Checking *c, const char *text)
{
    pthread_mutex_lock(&c->lock);
    check_saying_trouble(&c->said, text);
    pthread_mutex_unlock(&c->lock);
}

/* False: no memory. */
static bool begin_saying(Checking *c, const GradcheckProblem *problem)
{
    const Load *load = c->load;
    pthread_mutex_lock(&c->lock);
    bool other = !c->has_kind || c->kind_said != load->kind;
    bool got = check_saying_begin(&c->said, problem, load->step, other);
    SnapshotCheck *check = &c->said.check;
    check->pairs = load->pairs;
    check->planted = load->planted;
    memcpy(check->planted_name, load->planted_name, sizeof check->planted_name);
    c->choice.made = c->choice.made && c->choice.block < check->n_blocks;
    c->has_kind = got;
    c->kind_said = load->kind;
    pthread_mutex_unlock(&c->lock);
    return got;
}

static void say_screen(Checking *c, const GradcheckReport *report, bool looked_closer)
{
    pthread_mutex_lock(&c->lock);
    check_saying_screen(&c->said, c->load->step, report, looked_closer);
    pthread_mutex_unlock(&c->lock);
}

static void say_entry(void *user, size_t block, const GradcheckEntry *entry)
{
    Checking *c = user;
    pthread_mutex_lock(&c->lock);
    check_saying_entry(&c->said, block, entry);
    pthread_mutex_unlock(&c->lock);
}

static void say_whole(Checking *c, const GradcheckReport *screen, const GradcheckReport *report)
{
    pthread_mutex_lock(&c->lock);
    check_saying_whole(&c->said, c->load->step, screen, report);
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

static void draw_curve(Checking *c)
{
    pthread_mutex_lock(&c->lock);
    Choice choice = c->choice;
    if (!choice.made)
        check_saying_foremost(&c->said, &choice.block, &choice.entry);
    c->wants_curve = false;
    pthread_mutex_unlock(&c->lock);
    GradcheckOptions how = options_of(c);
    GradcheckCurve curve;
    if (gradcheck_curve_steps(netcheck_problem(c->netcheck), &how, choice.block, choice.entry, &curve) !=
        GRADCHECK_OK)
        return;
    pthread_mutex_lock(&c->lock);
    check_saying_curve(&c->said, c->load->step, choice.block, choice.entry, &curve);
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
    /* A check may also come to a stop in its midst. */
    const bool no_memory = status == GRADCHECK_NO_MEMORY || strcmp(report->message, "out of memory") == 0;
    if (no_memory)
        set_trouble(c, N_("out of memory"));
    else if (status == GRADCHECK_BAD_PROBLEM)
        set_trouble(c, report->message);
    return status == GRADCHECK_OK && !no_memory && !atomic_load(&c->cancel);
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
            pthread_cond_broadcast(&c->done);
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
    pthread_cond_init(&c->done, NULL);
    if (pthread_create(&c->thread, NULL, work, c) != 0) {
        pthread_cond_destroy(&c->wake);
        pthread_cond_destroy(&c->done);
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
    pthread_cond_destroy(&c->done);
    pthread_mutex_destroy(&c->lock);
    netcheck_destroy(c->netcheck);
    free_load(c->load);
    free_load(c->next);
    check_saying_free(&c->said);
    check_saying_free(&c->shown);
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

void checking_wait(Checking *c)
{
    pthread_mutex_lock(&c->lock);
    while (c->working)
        pthread_cond_wait(&c->done, &c->lock);
    pthread_mutex_unlock(&c->lock);
}

const SnapshotCheck *checking_read(Checking *c)
{
    pthread_mutex_lock(&c->lock);
    check_saying_copy(&c->said, &c->shown);
    c->shown.check.working = c->working;
    pthread_mutex_unlock(&c->lock);
    return &c->shown.check;
}
