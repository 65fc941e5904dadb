#include "live/headless.h"

#include <math.h>
#include <stdio.h>

#include "base/files.h"
#include "live/export.h"
#include "live/film.h"
#include "live/layout.h"
#include "program/terminal.h"
#include "words/words.h"

static void print_head(void)
{
    /* Words: the heads of columns, above rows of numbers: each word ends (or begins) where it does here. */
    printf("%s", _("                              validation pairs, of people not trained on\n"
                   " epoch     step       loss       loss   genuine    forged   equal error rate\n"));
}

static void print_row(Session *session)
{
    const Snapshot *snapshot = session_snapshot(session);
    WatchedSummary s = session_summary(session);
    size_t row = snapshot->losses.rows - 1;
    printf("%6zu %8llu ", snapshot->run.epoch, (unsigned long long)snapshot->run.step);
    if (isnan(snapshot->losses.training[row]))
        printf("         -");
    else
        printf("%10.4f", (double)snapshot->losses.training[row]);
    printf(_(" %10.4f %5.0f deg %5.0f deg %16.1f %%\n"), (double)snapshot->losses.validation[row],
           s.genuine_degrees, s.forged_degrees, 100 * s.eer);
    fflush(stdout);
}

/* Saves the window as it would look now, or one panel of it; says so. Trouble also for the panel of a check that there is
 * none of. */
static Status save(Scene *scene, Session *session, const HeadlessOptions *o, const View *view,
                   const char *path)
{
    const ExportSubject subject = {.scene = scene,
                                   .snapshot = session_snapshot_settled(session),
                                   .view = view,
                                   .panel = o->panel,
                                   .width = o->width,
                                   .height = o->height};
    const SnapshotCheck *check = &subject.snapshot->check;
    if (o->panel == PANEL_CHECK && check->trouble[0]) /* the picture would show this sentence alone */
        return status_error(_("The net cannot be checked: %s"), check->trouble);
    const Status status = export_picture(&subject, path);
    if (status.ok)
        printf(_("wrote %s\n"), path);
    return status;
}

static Status save_in(Scene *scene, Session *session, const HeadlessOptions *o, const View *view,
                      const char *name)
{
    char path[1000];
    if (snprintf(path, sizeof path, "%s/%s", o->folder, name) >= (int)sizeof path)
        return status_error(_("--out: the folder's name is too long"));
    Status status = files_make_folder(o->folder);
    return status.ok ? save(scene, session, o, view, path) : status;
}

/* Whether to go on after a step; `more`: the run would. */
static bool goes_on(const HeadlessOptions *o, Session *session, bool more)
{
    if (!o->stops)
        return more;
    return more && (session_replays(session) || session_steps(session) < o->stop);
}

/* A log that goes on where its run has ended was not written by this program. */
static Status check_end(const HeadlessOptions *o, Session *session)
{
    if (terminal_interrupted() || !o->stops)
        return status_ok();
    if (session_replays(session) || session_steps(session) != o->stop)
        return status_error(_("the run ends after %llu steps, and the log goes on"),
                            (unsigned long long)session_steps(session));
    return status_ok();
}

/* Trains to the end, or until Ctrl-C. */
static Status train_and_print(Session *session, const HeadlessOptions *o, Film *film)
{
    Status status = status_ok();
    print_head();
    print_row(session);
    size_t every = o->epochs > 12 ? o->epochs / 12 : 1, told = 0;
    terminal_catch_interrupt();
    if (film_is_due(film, 0))
        status = film_add(film, session_snapshot_settled(session));
    for (bool more = goes_on(o, session, true); more && status.ok && !terminal_interrupted();) {
        more = goes_on(o, session, session_step(session));
        const SnapshotRun *run = &session_snapshot(session)->run;
        if (run->trouble)
            return status_error("%s", run->trouble);
        if (run->epoch != told && (run->epoch % every == 0 || !more)) {
            print_row(session);
            status = o->log ? logbook_keep(o->log, session) : status;
            told = run->epoch;
        }
        if (film_is_due(film, run->step))
            status = film_add(film, session_snapshot_settled(session));
    }
    return status.ok ? check_end(o, session) : status;
}

static Status start_film(Scene *scene, Session *session, const HeadlessOptions *o, const View *view,
                         Film *film)
{
    if (!o->video)
        return status_ok();
    return film_start(o->video, o->frames, o->width, o->height, scene, view,
                      session_snapshot_settled(session), film);
}

/* The film is ended whatever happens, so that what was filmed of a run that broke off is there. */
static Status train_on_film(Scene *scene, Session *session, const HeadlessOptions *o, const View *view)
{
    Film film = {0};
    Status status = start_film(scene, session, o, view, &film);
    if (status.ok)
        status = train_and_print(session, o, &film);
    Status ended = film_end(&film);
    return status.ok ? ended : status;
}

/* Has measured what the pictures to come show. */
static void show_panels(Session *session, const HeadlessOptions *o, const View *view)
{
    Layout layout = layout_make(o->width, o->height, view);
    if (o->panel != PANEL_COUNT)
        layout.shown[o->panel] = true;
    session_show(session, layout.shown);
}

Status headless_run(const HeadlessOptions *o, const View *view, Session *session)
{
    Scene *scene;
    Status status = scene_create(&scene);
    show_panels(session, o, view);
    if (status.ok && o->demo)
        status = save_in(scene, session, o, view, "before.png");
    if (status.ok)
        status = train_on_film(scene, session, o, view);
    if (status.ok && o->demo)
        status = save_in(scene, session, o, view, "after.png");
    if (status.ok && o->demo)
        status = save_in(scene, session, o, view, "after.svg");
    if (status.ok && o->png)
        status = save(scene, session, o, view, o->png);
    if (status.ok && o->svg)
        status = save(scene, session, o, view, o->svg);
    if (status.ok && o->pdf)
        status = save(scene, session, o, view, o->pdf);
    scene_destroy(scene);
    return status;
}
