/* One's own signatures: drawn with mouse or pen, three references and then a try, or a friend's forgery, judged by the
 * net as it stands now.
 *
 * They are nobody's training data: the trainer never sees them, and they are written to a file only when that is asked
 * for, into a folder of their own. */
#pragma once
#include "live/own_pen.h"
#include "live/snapshot_own.h"
#include "train/model.h"

typedef struct Own Own;

/* Nothing drawn yet, and no folder. Trouble: no memory. */
Status own_create(Own **own);
void own_destroy(Own *own); /* NULL is fine */

/* Names the folder (borrowed) that save writes into, and takes from it, if it is there, the references and one to try:
 * files of the SVC2004 format, the first three genuine signatures of the last user, and the next signature of that user.
 * Trouble: a file that is none. */
Status own_open(Own *own, const char *folder);

/* The program looks for events now (live/capture.h says why that matters). */
void own_look(Own *own, double seconds);

/* The pen draws into the current slot. */
void own_pen(Own *own, const OwnPen *pen);

/* What the panel's buttons ask for:
 *   "next"      the slot is done: on to the next one that is empty, in the end to the try
 *   "slot-1" .. "slot-4"  that slot is drawn into from now on
 *   "undo"      the last stroke goes      "clear"  all of the slot goes
 *   "foreign"   the one tried is somebody else's, or is not
 *   "save"      into the folder, as a new user
 * said[] tells what was saved; empty when nothing is to be said. Trouble: an unknown name; what save meets. */
enum { OWN_SAID_SIZE = 512 };
Status own_obey(Own *own, const char *name, const char *training_folder, char said[static OWN_SAID_SIZE]);

/* Fills the snapshot's part, up to date: judges by the model at a threshold in degrees. `moment` is another number
 * whenever the model's parameters are others; while it stands still nothing is judged again. */
void own_measure(Own *own, const Model *model, uint64_t moment, double threshold, SnapshotOwn *shown);
