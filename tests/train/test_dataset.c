#define _POSIX_C_SOURCE 200809L
#include "train/dataset.h"

#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "support/own_folder.h"
#include "support/test.h"

static void new_folder(void)
{
    assert_int_equal(own_folder_remove(NULL), 0);
    strcpy(own_folder + strlen(own_folder) - 6, "XXXXXX");
    assert_int_equal(own_folder_make(NULL), 0);
}

static Dataset invent(size_t users, size_t genuine, size_t forged, uint64_t seed)
{
    Dataset dataset;
    assert_ok(dataset_synthesize(users, genuine, forged, seed, NULL, &dataset));
    return dataset;
}

static bool same_signature(const Signature *a, const Signature *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (a->points[i].x != b->points[i].x || a->points[i].y != b->points[i].y ||
            a->points[i].t != b->points[i].t)
            return false;
    return true;
}

static void users_items_and_names_fit_together(void **state)
{
    (void)state;
    Dataset dataset = invent(3, 4, 2, 9);
    assert_int_equal(dataset.user_count, 3);
    assert_int_equal(dataset.count, 18);
    for (size_t u = 0; u < 3; u++) {
        DatasetUser user = dataset.users[u];
        assert_int_equal(user.first, 6 * u);
        assert_int_equal(user.genuine, 4);
        assert_int_equal(user.forged, 2);
        for (size_t k = 0; k < 6; k++) {
            assert_int_equal(dataset.items[user.first + k].user, u);
            assert_int_equal(dataset.items[user.first + k].forged, k >= 4);
        }
    }
    assert_string_equal(dataset.items[0].name, "U1S1");
    assert_string_equal(dataset.items[4].name, "U1S21");
    assert_string_equal(dataset.items[17].name, "U3S22");
    dataset_free(&dataset);
}

static void the_same_seed_invents_the_same_users_however_many(void **state)
{
    (void)state;
    Dataset few = invent(2, 2, 1, 9), many = invent(4, 2, 1, 9), other = invent(2, 2, 1, 10);
    for (size_t i = 0; i < few.count; i++) {
        assert_true(same_signature(&few.items[i].signature, &many.items[i].signature));
        assert_false(same_signature(&few.items[i].signature, &other.items[i].signature));
    }
    dataset_free(&few);
    dataset_free(&many);
    dataset_free(&other);
}

static void what_is_saved_is_loaded_in_the_same_order(void **state)
{
    (void)state;
    Dataset saved = invent(11, 2, 1, 3), loaded; /* U10 stands before U2 in a folder's own order */
    char path[100];
    snprintf(path, sizeof path, "%s/saved", own_folder);
    assert_ok(dataset_save(&saved, path, PENFILE_SVC2004));
    assert_ok(dataset_load(path, &loaded));
    assert_int_equal(loaded.count, saved.count);
    assert_int_equal(loaded.user_count, 11);
    for (size_t i = 0; i < saved.count; i++) {
        assert_string_equal(loaded.items[i].name, saved.items[i].name);
        assert_int_equal(loaded.items[i].signature.count, saved.items[i].signature.count);
        assert_int_equal(loaded.items[i].forged, saved.items[i].forged);
    }
    dataset_free(&saved);
    dataset_free(&loaded);
}

/* S10 stands before S2 in a folder, too. */
static void a_users_signatures_are_loaded_by_their_numbers(void **state)
{
    (void)state;
    Dataset saved = invent(1, 12, 11, 3), loaded;
    char path[100];
    snprintf(path, sizeof path, "%s/numbers", own_folder);
    assert_ok(dataset_save(&saved, path, PENFILE_SVC2004));
    assert_ok(dataset_load(path, &loaded));
    assert_int_equal(loaded.count, 23);
    for (size_t i = 0; i < 23; i++) {
        assert_string_equal(loaded.items[i].name, saved.items[i].name);
        assert_int_equal(loaded.items[i].number, i < 12 ? i + 1 : i - 11);
    }
    dataset_free(&saved);
    dataset_free(&loaded);
}

/* Each from a stream of its own: 41 of them for each writer. */
static void invented_signatures_are_those_of_their_streams(void **state)
{
    (void)state;
    Dataset dataset = invent(2, 3, 2, 9);
    const size_t streams[] = {1, 2, 3, 21, 22, 42, 43, 44, 62, 63};
    for (size_t i = 0; i < 10; i++) {
        SynthWriter writer;
        Signature signature;
        Random random = random_stream(9, streams[i]);
        synth_writer(&writer, 9, i / 5);
        assert_ok(i % 5 < 3 ? synth_genuine(&writer, &random, NULL, &signature)
                            : synth_forgery(&writer, &random, NULL, &signature));
        assert_true(same_signature(&signature, &dataset.items[i].signature));
        signature_free(&signature);
    }
    dataset_free(&dataset);
    assert_memory_equal(&dataset, &(Dataset){0}, sizeof dataset);
}

static void write_text(const char *name, const char *text)
{
    char path[100];
    snprintf(path, sizeof path, "%s/%s", own_folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void a_folder_that_is_no_data_set_is_refused(void **state)
{
    (void)state;
    Dataset dataset;
    new_folder();
    assert_trouble(dataset_load("/nowhere/at/all", &dataset), "cannot be opened");
    assert_trouble(dataset_load(own_folder, &dataset), "no signature found");
    write_text("notes.txt", "nothing");
    write_text("U01S1.TXT", "not a name of a signature: leading zero");
    assert_trouble(dataset_load(own_folder, &dataset), "no signature found");
    write_text("U1S41.TXT", "");
    assert_trouble(dataset_load(own_folder, &dataset), "found S41");
    assert_int_equal(dataset.count, 0);
    new_folder();
    write_text("U1S1.TXT", "2\n1 2 3\n");
    assert_trouble(dataset_load(own_folder, &dataset), "U1S1.TXT:");
    assert_null(dataset.items);
}

/* Writes the signature as a file of this name into the folder, making the folders above it. */
static void write_as(const char *name, PenfileFormat format, const Signature *signature)
{
    char path[200], *slash;
    snprintf(path, sizeof path, "%s/%s", own_folder, name);
    slash = strrchr(path, '/');
    *slash = 0;
    assert_ok(files_make_folder(path));
    *slash = '/';
    assert_ok(penfile_write(path, format, signature));
}

static void folders_laid_out_as_susig_and_mcyt_are_read(void **state)
{
    (void)state;
    Dataset from = invent(1, 3, 2, 4), dataset;
    new_folder();
    write_as("GENUINE/SESSION2/012_2_1.sig", PENFILE_SUSIG, &from.items[1].signature);
    write_as("GENUINE/SESSION1/012_1_1.sig", PENFILE_SUSIG, &from.items[0].signature);
    write_as("GENUINE/SESSION1/002_1_3.inkml", PENFILE_INKML, &from.items[2].signature);
    write_as("FORGERY/012_f_1.sig", PENFILE_SUSIG, &from.items[3].signature);
    write_text("readme.txt", "not looked at");
    assert_ok(dataset_load(own_folder, &dataset));
    static const char *const names[] = {"002_1_3", "012_1_1", "012_2_1", "012_F_1"};
    static const size_t which[] = {2, 0, 1, 3};
    assert_int_equal(dataset.count, 4);
    assert_int_equal(dataset.user_count, 2);
    assert_int_equal(dataset.users[0].number, 2);
    assert_int_equal(dataset.users[1].genuine, 2);
    assert_int_equal(dataset.users[1].forged, 1);
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(dataset.items[i].name, names[i]);
        assert_int_equal(dataset.items[i].signature.count, from.items[which[i]].signature.count);
        assert_int_equal(dataset.items[i].forged, i == 3);
    }
    dataset_free(&dataset);

    new_folder();
    write_as("0000/0000v00.inkml", PENFILE_INKML, &from.items[0].signature);
    write_as("0000/0000f24.inkml", PENFILE_INKML, &from.items[3].signature);
    write_as("0001/0001v07.inkml", PENFILE_INKML, &from.items[1].signature);
    assert_ok(dataset_load(own_folder, &dataset));
    assert_int_equal(dataset.user_count, 2);
    assert_int_equal(dataset.users[0].number, 0);
    assert_int_equal(dataset.users[0].forged, 1);
    dataset_free(&dataset);

    /* A signature in the folder itself: those below it are not looked at. */
    write_as("U1S1.TXT", PENFILE_SVC2004, &from.items[0].signature);
    assert_ok(dataset_load(own_folder, &dataset));
    assert_int_equal(dataset.count, 1);
    dataset_free(&dataset);
    dataset_free(&from);
}

/* A folder's path may be as long as one of a file in it must not be. */
static void a_path_that_grows_too_long_is_told(void **state)
{
    (void)state;
    Dataset from = invent(1, 1, 0, 4), dataset;
    char longest[4090 + 1] = "";
    new_folder();
    write_as("U1S1.TXT", PENFILE_SVC2004, &from.items[0].signature);
    strcpy(longest, own_folder);
    while (strlen(longest) + 2 < sizeof longest)
        strcat(longest, "/.");
    assert_trouble(dataset_load(longest, &dataset), "the path is too long");
    assert_null(dataset.items);
    assert_trouble(dataset_save(&from, longest, PENFILE_SVC2004), "the path is too long");
    dataset_free(&from);
}

static void two_collections_or_the_same_signature_twice_are_refused(void **state)
{
    (void)state;
    Dataset from = invent(1, 2, 1, 4), dataset;
    new_folder();
    write_as("U1S1.TXT", PENFILE_SVC2004, &from.items[0].signature);
    write_as("u1s1.inkml", PENFILE_INKML, &from.items[1].signature);
    assert_trouble(dataset_load(own_folder, &dataset), "U1S1 is there twice");
    new_folder();
    write_as("U1S1.TXT", PENFILE_SVC2004, &from.items[0].signature);
    write_as("U1S2.TXT", PENFILE_SVC2004, &from.items[0].signature);
    write_as("U1S3.TXT", PENFILE_SVC2004, &from.items[0].signature);
    write_as("u1s3.inkml", PENFILE_INKML, &from.items[1].signature);
    assert_trouble(dataset_load(own_folder, &dataset), "U1S3 is there twice");
    new_folder();
    write_as("U1S1.TXT", PENFILE_SVC2004, &from.items[0].signature);
    write_as("001_1_1.sig", PENFILE_SUSIG, &from.items[1].signature);
    assert_trouble(dataset_load(own_folder, &dataset), "U1S1.TXT: a name of SVC2004 beside names of SUSIG");
    assert_null(dataset.items);
    dataset_free(&from);
}

/* The whole collection, counted: 40 users with 20 genuine signatures and 20 forgeries each. */
static void the_svc2004_collection_loads_whole(void **state)
{
    (void)state;
    const char *svc2004 = getenv("SVC2004_DIR");
    if (!svc2004) {
        print_message("SKIPPED: SVC2004_DIR is not set\n");
        skip();
    }
    Dataset dataset;
    assert_ok(dataset_load(svc2004, &dataset));
    assert_int_equal(dataset.user_count, 40);
    assert_int_equal(dataset.count, 1600);
    size_t points = 0;
    for (size_t i = 0; i < dataset.count; i++)
        points += dataset.items[i].signature.count;
    assert_int_equal(points, 333133);
    for (size_t u = 0; u < 40; u++)
        assert_true(dataset.users[u].genuine == 20 && dataset.users[u].forged == 20);
    dataset_free(&dataset);
}

static void joined_data_sets_stand_one_behind_the_other(void **state)
{
    (void)state;
    Dataset one = invent(2, 3, 1, 9), more = invent(3, 2, 2, 5), other = invent(3, 2, 2, 5);
    assert_ok(dataset_join(&one, &more));
    assert_int_equal(more.count + more.user_count, 0);
    dataset_free(&more);
    assert_int_equal(one.user_count, 5);
    assert_int_equal(one.count, 8 + 12);
    for (size_t u = 2; u < 5; u++) {
        assert_int_equal(one.users[u].first, 8 + 4 * (u - 2));
        assert_int_equal(one.users[u].number, u + 1);
        assert_int_equal(one.users[u].genuine, 2);
        for (size_t k = 0; k < 4; k++) {
            const DatasetItem *item = &one.items[one.users[u].first + k];
            assert_int_equal(item->user, u);
            assert_true(same_signature(&item->signature, &other.items[4 * (u - 2) + k].signature));
        }
    }
    Dataset empty = {0}, whole = {0};
    assert_ok(dataset_join(&whole, &one));
    assert_ok(dataset_join(&whole, &empty));
    assert_int_equal(whole.user_count, 5);
    assert_int_equal(whole.count, 20);
    for (size_t u = 0; u < 5; u++)
        assert_int_equal(whole.users[u].number, u + 1);
    dataset_free(&whole);
    dataset_free(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(joined_data_sets_stand_one_behind_the_other),
        cmocka_unit_test(users_items_and_names_fit_together),
        cmocka_unit_test(the_same_seed_invents_the_same_users_however_many),
        cmocka_unit_test(what_is_saved_is_loaded_in_the_same_order),
        cmocka_unit_test(a_users_signatures_are_loaded_by_their_numbers),
        cmocka_unit_test(invented_signatures_are_those_of_their_streams),
        cmocka_unit_test(a_folder_that_is_no_data_set_is_refused),
        cmocka_unit_test(folders_laid_out_as_susig_and_mcyt_are_read),
        cmocka_unit_test(a_path_that_grows_too_long_is_told),
        cmocka_unit_test(two_collections_or_the_same_signature_twice_are_refused),
        cmocka_unit_test(the_svc2004_collection_loads_whole),
    };
    return cmocka_run_group_tests(tests, own_folder_make, own_folder_remove);
}
