/* What a report of pairs measures, beside the same measured here, pair by pair; and what is printed of numbers that are
 * given. */
#define _POSIX_C_SOURCE 200809L
#include "cli/report.h"

#include <stdlib.h>
#include <string.h>

#include "support/test.h"
#include "train/pairs.h"
#include "train/scoring.h"
#include "train/source.h"
#include "train/verifier.h"

static Dataset dataset;
static Split split;
static Trainer *trainer;
static const size_t everyone[] = {0, 1, 2, 3, 4};

static int make_trainer(void **state)
{
    (void)state;
    Source source = source_defaults();
    source.users = 5;
    source.genuine = 4;
    source.forged = 3;
    if (!source_open(&source, &dataset, &split).ok)
        return -1;
    TrainerOptions options = trainer_default_options();
    options.net.encoder = "average:20 tanh flatten dense:3";
    options.pairs_per_epoch = 32;
    options.epochs = 1;
    return trainer_create(&options, &dataset, &split, &trainer).ok ? 0 : -1;
}

static int free_trainer(void **state)
{
    (void)state;
    trainer_destroy(trainer);
    split_free(&split);
    dataset_free(&dataset);
    return 0;
}

static void the_pairs_are_those_that_are_listed_for_these_users(void **state)
{
    (void)state;
    const PairsMix mix = pairs_paper_mix();
    ReportPairs pairs;
    Pair listed[40];
    assert_ok(report_pairs_make(&dataset, 5, everyone, mix, 40, &pairs));
    assert_int_equal(pairs.count, 40);
    PairsSource source;
    assert_ok(pairs_source_create(&dataset, 5, everyone, mix, &source));
    pairs_list(&source, 960, 40, listed);
    pairs_source_free(&source);
    for (size_t i = 0; i < 40; i++) {
        assert_memory_equal(pairs.pairs[i].items, listed[i].items, 2 * sizeof listed[i].items[0]);
        assert_int_equal(pairs.pairs[i].label, listed[i].label);
    }
    report_pairs_free(&pairs);
    assert_int_equal(pairs.count, 0);
    assert_null(pairs.pairs);
}

static void one_user_is_paired_with_forgeries_alone(void **state)
{
    (void)state;
    ReportPairs pairs;
    assert_ok(report_pairs_make(&dataset, 1, everyone + 2, pairs_paper_mix(), 18, &pairs));
    size_t genuine = 0;
    for (size_t i = 0; i < pairs.count; i++) {
        genuine += pairs.pairs[i].kind == PAIRS_GENUINE;
        assert_true(pairs.pairs[i].kind != PAIRS_OTHER_WRITER);
        for (size_t k = 0; k < 2; k++)
            assert_int_equal(dataset.items[pairs.pairs[i].items[k]].user, 2);
    }
    assert_int_equal(pairs.count, 18);
    assert_int_equal(genuine, 10); /* 50 of 50 and 40 */
    report_pairs_free(&pairs);
}

static void users_who_cannot_give_the_mix_give_no_pairs(void **state)
{
    (void)state;
    ReportPairs pairs = {.count = 7};
    assert_ok(report_pairs_make(&dataset, 0, everyone, pairs_paper_mix(), 40, &pairs));
    assert_true(pairs.count == 0 && !pairs.pairs);
    pairs.count = 7; /* another writer's alone, and there is no other */
    assert_ok(report_pairs_make(&dataset, 1, everyone, (PairsMix){{0, 0, 1}}, 40, &pairs));
    assert_true(pairs.count == 0 && !pairs.pairs);
    ReportEpoch epoch = {1, 2, 3, 4};
    double threshold = 0.5;
    assert_ok(report_epoch_measure(trainer, &pairs, &epoch));
    assert_true(epoch.loss == 0 && epoch.genuine_degrees == 0 && epoch.forged_degrees == 0 && epoch.eer == 0);
    assert_ok(report_choose_threshold(trainer, &pairs, &threshold));
    assert_true(threshold == 0);
}

/* The cosines of the pairs, from the embeddings of the model, and those of the durations. */
static void score(const ReportPairs *pairs, MetricsScore by_net[], MetricsScore by_duration[])
{
    const Model *model = trainer_model(trainer);
    for (size_t i = 0; i < pairs->count; i++) {
        const Pair *pair = &pairs->pairs[i];
        const DatasetItem *a = &dataset.items[pair->items[0]], *b = &dataset.items[pair->items[1]];
        const Signature *both[] = {&a->signature, &b->signature};
        double embeddings[2 * 3];
        assert_ok(verifier_embed(model, 2, both, embeddings));
        by_net[i] = by_duration[i] = (MetricsScore){.user = a->user, .genuine = pair->kind == PAIRS_GENUINE};
        by_net[i].score = scoring_cosine(3, embeddings, embeddings + 3);
        const double times = signature_duration(both[0]) / signature_duration(both[1]);
        by_duration[i].score = -log(times > 1 ? times : 1 / times);
    }
}

static void an_epoch_is_measured_on_the_pairs(void **state)
{
    (void)state;
    enum { PAIRS = 60 };
    ReportPairs pairs;
    MetricsScore by_net[PAIRS], by_duration[PAIRS];
    assert_ok(report_pairs_make(&dataset, 5, everyone, (PairsMix){{3, 1, 1}}, PAIRS, &pairs));
    score(&pairs, by_net, by_duration);
    double genuine = 0, forged = 0, loss = 0;
    size_t of_genuine = 0;
    for (size_t i = 0; i < PAIRS; i++) {
        const double degrees = acos(by_net[i].score) * 180 / acos(-1.0);
        const double miss = by_net[i].score - (by_net[i].genuine ? 1 : -0.9);
        *(by_net[i].genuine ? &genuine : &forged) += degrees;
        of_genuine += by_net[i].genuine;
        loss += miss * miss / 2;
    }
    MetricsCurve curve;
    assert_ok(metrics_curve(PAIRS, by_net, &curve));
    const MetricsEer eer = metrics_eer(&curve);
    metrics_curve_free(&curve);
    ReportEpoch epoch;
    double threshold;
    assert_ok(report_epoch_measure(trainer, &pairs, &epoch));
    assert_ok(report_choose_threshold(trainer, &pairs, &threshold));
    assert_close(epoch.genuine_degrees, genuine / (double)of_genuine, 1e-3);
    assert_close(epoch.forged_degrees, forged / (double)(PAIRS - of_genuine), 1e-3);
    assert_close(epoch.loss, loss / PAIRS, 1e-5);
    assert_close(epoch.eer, eer.rate, 1e-12);
    assert_close(threshold, eer.nearest.threshold, 1e-5);
    assert_true(fabs(threshold) > 0.01); /* or 0, of no pairs, would be as good */
    report_pairs_free(&pairs);
}

static void a_result_is_measured_on_the_pairs(void **state)
{
    (void)state;
    enum { PAIRS = 60 };
    ReportPairs pairs;
    MetricsScore by_net[PAIRS], by_duration[PAIRS];
    MetricsCurve curve;
    assert_ok(report_pairs_make(&dataset, 5, everyone, (PairsMix){{3, 1, 1}}, PAIRS, &pairs));
    score(&pairs, by_net, by_duration);
    Model model = *trainer_model(trainer);
    model.threshold = 0.25;
    ReportResult result;
    assert_ok(report_result_measure(&model, &dataset, &pairs, &result));
    assert_int_equal(result.pairs, PAIRS);
    assert_int_equal(result.users, 5);
    assert_true(result.threshold == 0.25);
    size_t genuine = 0, above = 0, below = 0, accepts = 0, rejects = 0;
    for (size_t i = 0; i < PAIRS; i++) {
        genuine += by_net[i].genuine;
        above += by_net[i].genuine && by_net[i].score > 0;
        below += !by_net[i].genuine && by_net[i].score < 0;
        accepts += !by_net[i].genuine && by_net[i].score >= 0.25;
        rejects += by_net[i].genuine && by_net[i].score < 0.25;
    }
    assert_int_equal(result.genuine, genuine);
    assert_int_equal(result.forged, PAIRS - genuine);
    assert_int_equal(result.line.genuine_above, above);
    assert_int_equal(result.line.genuine, genuine);
    assert_int_equal(result.line.forged_below, below);
    assert_int_equal(result.line.forged, PAIRS - genuine);
    assert_int_equal(result.at_threshold.false_accepts, accepts);
    assert_int_equal(result.at_threshold.false_rejects, rejects);
    assert_ok(metrics_curve(PAIRS, by_net, &curve));
    assert_close(result.eer.rate, metrics_eer(&curve).rate, 1e-12);
    metrics_curve_free(&curve);
    assert_ok(metrics_curve(PAIRS, by_duration, &curve));
    assert_close(result.duration_eer, metrics_eer(&curve).rate, 1e-12);
    metrics_curve_free(&curve);
    MetricsBootstrap bootstrap;
    assert_ok(metrics_bootstrap(PAIRS, by_net, 0.2, 1000, 1, &bootstrap));
    assert_close(result.eer_interval.low, bootstrap.eer.low, 1e-12);
    assert_close(result.eer_interval.high, bootstrap.eer.high, 1e-12);
    report_pairs_free(&pairs);
    /* One user has no interval, and that is no trouble. */
    assert_ok(report_pairs_make(&dataset, 1, everyone, pairs_paper_mix(), 20, &pairs));
    assert_ok(report_result_measure(&model, &dataset, &pairs, &result));
    assert_int_equal(result.users, 1);
    assert_true(result.eer_interval.low == 0 && result.eer_interval.high == 0);
    assert_int_equal(result.genuine + result.forged, 20);
    report_pairs_free(&pairs);
}

static const ReportResult given = {
    .pairs = 960,
    .users = 2,
    .threshold = 0.5,
    .line = {.genuine_above = 470, .genuine = 480, .forged_below = 12, .forged = 479},
    .genuine = 481,
    .forged = 478,
    .at_threshold = {.threshold = 0.4, .false_accepts = 48, .false_rejects = 36},
    .eer = {.rate = 0.4126},
    .eer_interval = {0.3126, 0.5126},
    .duration_eer = 0.4375};

static const char *printed(ReportResult result)
{
    static char text[3000];
    FILE *file = tmpfile();
    assert_non_null(file);
    report_result_print(&result, "users of this test", file);
    rewind(file);
    text[fread(text, 1, sizeof text - 1, file)] = 0;
    fclose(file);
    return text;
}

static void what_is_printed_is_what_was_measured(void **state)
{
    (void)state;
    assert_string_equal(printed(given),
                        "\n960 pairs of 2 users of this test\n"
                        "at cos = 0, the line of the paper's Table 1 (90 degrees):\n"
                        "  GA, genuine pairs above it                    97.9 %  (470 of 480)\n"
                        "  FR, forged pairs below it                      2.5 %  (12 of 479)\n"
                        "at cos = 0.500 (60.0 degrees), chosen on the validation users:\n"
                        "  FAR, forged pairs accepted                    10.0 %  (48 of 478)\n"
                        "  FRR, genuine pairs rejected                    7.5 %  (36 of 481)\n"
                        "  equal error rate (EER)                        41.3 %  (95 %: 31.3 to 51.3)\n"
                        "  EER of the durations alone, without a net     43.8 %\n");
    ReportResult of_one = given;
    of_one.users = 1;
    assert_non_null(strstr(printed(of_one), "equal error rate (EER)                        41.3 %\n"));
    of_one.threshold = 1.0001; /* all are rejected; there is no such angle */
    assert_non_null(strstr(printed(of_one), "at cos = 1.000 (0.0 degrees)"));
    of_one.threshold = -1.0001;
    assert_non_null(strstr(printed(of_one), "at cos = -1.000 (180.0 degrees)"));
}

static void the_document_says_what_was_measured(void **state)
{
    (void)state;
    json_t *document = report_result_json(&given);
    const struct {
        const char *name;
        double number;
    } members[] = {{"pairs", 960},
                   {"users", 2},
                   {"genuine", 481},
                   {"forged", 478},
                   {"genuine_above_cos_0", 470},
                   {"forged_below_cos_0", 12},
                   {"threshold", 0.5},
                   {"false_accepts", 48},
                   {"false_rejects", 36},
                   {"eer", 0.4126},
                   {"duration_eer", 0.4375}};
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
        assert_true(json_number_value(json_object_get(document, members[i].name)) == members[i].number);
    json_t *interval = json_object_get(document, "eer_interval");
    assert_int_equal(json_array_size(interval), 2);
    assert_true(json_real_value(json_array_get(interval, 0)) == 0.3126);
    assert_true(json_real_value(json_array_get(interval, 1)) == 0.5126);
    assert_int_equal(json_object_size(document), sizeof members / sizeof members[0] + 1);
    json_decref(document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_pairs_are_those_that_are_listed_for_these_users),
        cmocka_unit_test(one_user_is_paired_with_forgeries_alone),
        cmocka_unit_test(users_who_cannot_give_the_mix_give_no_pairs),
        cmocka_unit_test(an_epoch_is_measured_on_the_pairs),
        cmocka_unit_test(a_result_is_measured_on_the_pairs),
        cmocka_unit_test(what_is_printed_is_what_was_measured),
        cmocka_unit_test(the_document_says_what_was_measured),
    };
    return cmocka_run_group_tests_name("report", tests, make_trainer, free_trainer);
}
