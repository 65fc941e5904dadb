#include "live/pair_rows.h"

#include <math.h>
#include <string.h>

#include "words/words.h"

void pair_rows_fill(const Snapshot *snapshot, const SnapshotGraph *graph, PairRow rows[static PAIR_ROWS])
{
    const SnapshotSignal *embedding = graph->step_at[graph->encoder_steps - 1].out;
    const SnapshotStep *loss = &graph->step_at[graph->steps - 1];
    const SnapshotNorms *norms = &snapshot->norms;
    const double pull = isnan(graph->value_gradient) ? NAN : snapshot->chosen.pull;
    const PairRow all[PAIR_ROWS] = {
        {_("angle"), "\xce\xb8",
         _("\xce\xb8 = arccos(c): 0\xc2\xb0 the same direction, 180\xc2\xb0 the opposite one"),
         graph->degrees, true},
        {_("cosine"), "c",
         "c = a\xc2\xb7"
         "b / (|a| |b|)",
         graph->value, false},
        {_("product"),
         "a\xc2\xb7"
         "b",
         "a\xc2\xb7"
         "b = a[0] b[0] + a[1] b[1] + \xe2\x80\xa6",
         graph->dot, false},
        {_("length"), "|a|",
         "|a| = \xe2\x88\x9a(a\xc2\xb7"
         "a)",
         graph->length[0], false},
        {_("length"), "|b|",
         "|b| = \xe2\x88\x9a(b\xc2\xb7"
         "b)",
         graph->length[1], false},
        {_("loss"), "L", loss->forward, graph->loss, false},
        {_("slope"),
         "\xe2\x88\x82L/\xe2\x88\x82"
         "c",
         loss->backward, graph->value_gradient, false},
        {_("length"),
         "|\xe2\x88\x82L/\xe2\x88\x82"
         "a|",
         "|\xe2\x88\x82L/\xe2\x88\x82"
         "a| = |\xe2\x88\x82L/\xe2\x88\x82"
         "c| sin \xce\xb8 / |a|",
         embedding[0].gradient_norm, false},
        {_("length"),
         "|\xe2\x88\x82L/\xe2\x88\x82"
         "b|",
         "|\xe2\x88\x82L/\xe2\x88\x82"
         "b| = |\xe2\x88\x82L/\xe2\x88\x82"
         "c| sin \xce\xb8 / |b|",
         embedding[1].gradient_norm, false},
        {!(fabs(pull) > 0) ? _("pull")
         : pull > 0        ? _("pull, opens")
                           : _("pull, closes"),
         "",
         "|\xe2\x88\x82L/\xe2\x88\x82"
         "c| sin \xce\xb8 = |a| |\xe2\x88\x82L/\xe2\x88\x82"
         "a|",
         fabs(pull), false},
        {_("batch loss"), "", _("the mean over the pairs of the last step's batch"), snapshot->run.loss,
         false},
        {_("learning rate"), "\xce\xb7", _("how far a step goes"), snapshot->run.learning_rate, false},
        {_("mean length"), "|f|",
         _("of the embeddings of all watched signatures, at the end of the last epoch"),
         norms->rows > 0 ? (double)norms->all.mean[norms->rows - 1] : NAN, false},
    };
    memcpy(rows, all, sizeof all);
}
