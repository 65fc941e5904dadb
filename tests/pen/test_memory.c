/* Memory that is not to be had, while signatures are made, read, written, and looked at. */
#include "support/refused.h"

#include "pen/augment.h"
#include "pen/features.h"
#include "pen/penfile.h"
#include "pen/synth.h"
#include "support/folder.h"

static Folder folder;
static Signature signature; /* an invented one */
static PenfileFormat format;
static char file[100];
static FeatureSet set;
static double features[FEATURES_COUNT * FEATURES_TIME];

static bool is_empty(const Signature *read)
{
    return read->count == 0 && !read->points;
}

static Status invent(bool forged)
{
    SynthWriter writer;
    Signature made;
    Random random = random_seeded(5);
    synth_writer(&writer, 4, 1);
    const Status status =
        forged ? synth_forgery(&writer, &random, NULL, &made) : synth_genuine(&writer, &random, NULL, &made);
    refused_promise(status.ok ? signature_check(&made).ok : is_empty(&made));
    signature_free(&made);
    return status;
}

static Status write_genuinely(void)
{
    return invent(false);
}

static Status forge(void)
{
    return invent(true);
}

static Status copy(void)
{
    Signature copied;
    const Status status = signature_copy(&signature, &copied);
    refused_promise(status.ok
                        ? memcmp(copied.points, signature.points, copied.count * sizeof *copied.points) == 0
                        : is_empty(&copied));
    signature_free(&copied);
    return status;
}

static Status repair_times(void)
{
    static double before[SIGNATURE_POINTS_MIN];
    Signature late = signature;
    PenPoint points[SIGNATURE_POINTS_MIN];
    memcpy(points, signature.points, sizeof points);
    late.points = points;
    late.count = SIGNATURE_POINTS_MIN;
    points[5].t = points[4].t;
    for (size_t i = 0; i < late.count; i++)
        before[i] = points[i].t;
    const Status status = signature_repair_times(&late);
    for (size_t i = 0; i < late.count; i++)
        refused_promise(status.ok ? i == 0 || points[i].t > points[i - 1].t : points[i].t == before[i]);
    return status;
}

static Status write_file(void)
{
    return penfile_write(file, format, &signature);
}

static Status read_file(void)
{
    Signature read;
    PenfileFormat found;
    const Status status = penfile_read(file, &read, &found);
    refused_promise(status.ok ? found == format && signature_check(&read).ok : is_empty(&read));
    signature_free(&read);
    return status;
}

static Status fit_scales(void)
{
    const double *of_each[] = {features, features};
    FeatureScale scale;
    return features_scale_fit(&set, 2, of_each, &scale);
}

static Status look(void)
{
    static double changed[FEATURES_COUNT * FEATURES_TIME];
    static PenPoint points[SIGNATURE_POINTS_MAX];
    Signature other = {.points = points};
    const AugmentOptions options = augment_defaults();
    Random random = random_seeded(1);
    augment_signature(&signature, &options, &random, &other);
    return features_compute(&other, &set, changed);
}

static void whichever_request_fails_while_a_signature_is_made_it_is_given_back(void **state)
{
    (void)state;
    refused_each("synth_genuine", write_genuinely, 0);
    refused_each("synth_forgery", forge, 0);
    refused_each("signature_copy", copy, 0);
    refused_each("signature_repair_times", repair_times, 0);
}

static void whichever_request_fails_a_file_is_read_or_written_whole(void **state)
{
    (void)state;
    static const struct {
        PenfileFormat format;
        const char *seed;
    } readers[] = {{PENFILE_FPG, "fpg/bits_8"},      {PENFILE_FPG, "fpg/double"},
                   {PENFILE_INKML, "inkml/plain"},   {PENFILE_INKML, "inkml/prefix"},
                   {PENFILE_SUSIG, "susig/strokes"}, {PENFILE_SVC2004, "svc2004/task2"},
                   {PENFILE_HWR, "hwr/plain"}};
    char command[300];
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        format = readers[i].format;
        snprintf(file, sizeof file, "%s/read%s", folder.path, penfile_extension(format));
        snprintf(command, sizeof command, "cp tests/fuzz/seeds/%s %s", readers[i].seed, file);
        assert_int_equal(system(command), 0);
        refused_each(readers[i].seed, read_file, 0);
    }
    for (format = 0; format < PENFILE_FORMATS; format++)
        if (penfile_is_written(format)) {
            snprintf(file, sizeof file, "%s/made%s", folder.path, penfile_extension(format));
            refused_each(file + strlen(folder.path) + 1, write_file, 1);
            refused_each(file + strlen(folder.path) + 1, read_file, 0);
        }
}

static void features_ask_for_nothing_but_to_find_their_scale(void **state)
{
    (void)state;
    assert_ok(features_parse("all", &set));
    assert_ok(features_compute(&signature, &set, features));
    refused_each("features_scale_fit", fit_scales, 0);
    refused_none("augment_signature and features_compute", look);
}

static int prepare(void **state)
{
    (void)state;
    SynthWriter writer;
    Random random = random_seeded(3);
    synth_writer(&writer, 2, 1);
    folder = folder_make();
    return synth_genuine(&writer, &random, NULL, &signature).ok ? 0 : -1;
}

static int tidy_up(void **state)
{
    (void)state;
    signature_free(&signature);
    folder_remove(&folder);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whichever_request_fails_while_a_signature_is_made_it_is_given_back),
        cmocka_unit_test(whichever_request_fails_a_file_is_read_or_written_whole),
        cmocka_unit_test(features_ask_for_nothing_but_to_find_their_scale),
    };
    return cmocka_run_group_tests_name("pen memory", tests, prepare, tidy_up);
}
