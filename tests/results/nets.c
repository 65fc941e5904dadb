/* Prints what nets reach on a data set in SVC2004's format, in Markdown: first lines for the table that the program
 * `baselines` begins, then two tables of its own. Trains every recipe, or those named, on the four folds; the figures do
 * not depend on the number of threads.
 *
 *     SVC2004_DIR=folder nets [RECIPE]...
 */
#define _POSIX_C_SOURCE 200809L
#include "results/chosen.h"
#include "results/embedded.h"
#include "results/trained.h"

#include <stdlib.h>

/* What the folds of one recipe add up. */
typedef struct Tally {
    ProtocolLine lines[EMBEDDED_KINDS];
    ProtocolScores training; /* pairs of the training users, by their cosine */
    Chosen chosen[EMBEDDED_KINDS][PROTOCOLS];
} Tally;

/* What all recipes share. */
typedef struct Bench {
    const Dataset *dataset;
    FILE *pairs, *chosen; /* where the two tables that come last are written to until then */
    Trained trained[RECIPES][TRAINED_FOLDS];
} Bench;

/* The scores that a recipe is judged by: all, or the plainest and the best for a recipe that only shows one difference. */
static bool is_told(const Recipe *recipe, EmbeddedKind kind)
{
    return !recipe->shows_a_difference || kind == EMBEDDED_MEAN || kind == EMBEDDED_SHRUNK;
}

static bool is_chosen(Protocol protocol)
{
    return protocol == PROTOCOL_CROSS || protocol == PROTOCOL_LAST;
}

static Status tally_fold(const Dataset *dataset, const Recipe *recipe, const Split *split,
                         const Trained *trained, Tally *tally)
{
    Embedded embedded = {EMBEDDED_MEAN, trained->d, trained->embeddings, trained->pooled};
    ProtocolMethod method = {recipe->name, embedded_score, &embedded};
    Status status = protocol_run(PROTOCOL_PAIRS, dataset, split->count[SPLIT_TRAINING],
                                 split->users[SPLIT_TRAINING], TRAINED_SEED, &method, &tally->training);
    for (EmbeddedKind kind = 0; status.ok && kind < EMBEDDED_KINDS; kind++) {
        if (!is_told(recipe, kind))
            continue;
        embedded.kind = kind;
        status = protocol_run_all(dataset, split->count[SPLIT_TEST], split->users[SPLIT_TEST], TRAINED_SEED,
                                  &method, &tally->lines[kind]);
        for (Protocol p = 0; status.ok && p < PROTOCOLS; p++)
            if (is_chosen(p))
                status = chosen_add_fold(p, dataset, split, TRAINED_SEED, &method, &tally->chosen[kind][p]);
    }
    return status;
}

/* What the recipe's net, or its parts' nets, trained on this fold make of the signatures; each net is trained once. */
static Status find_trained(Bench *bench, const Recipe *recipe, size_t fold, const Split *split,
                           const Trained **found)
{
    Trained *trained = &bench->trained[recipe_index(recipe)][fold];
    *found = trained;
    if (trained->embeddings)
        return status_ok();
    const Trained *parts[RECIPE_PARTS_MAX];
    size_t n = 0;
    for (; n < RECIPE_PARTS_MAX && recipe->parts[n]; n++) {
        Status status = find_trained(bench, recipe_find(recipe->parts[n]), fold, split, &parts[n]);
        if (!status.ok)
            return status;
    }
    if (n > 0)
        return trained_combine(n, parts, bench->dataset, split, trained);
    fprintf(stderr, "recipe %s (%s), fold %zu of %d\n", recipe->name, recipe->words, fold + 1, TRAINED_FOLDS);
    return trained_make(recipe, RECIPE_EPOCHS, bench->dataset, split, stderr, trained);
}

static Status run_folds(Bench *bench, const Recipe *recipe, Tally *tally)
{
    Status status = status_ok();
    for (size_t fold = 0; status.ok && fold < TRAINED_FOLDS; fold++) {
        Split split;
        const Trained *trained;
        status = trained_split(bench->dataset, fold, &split);
        if (!status.ok)
            break;
        status = find_trained(bench, recipe, fold, &split, &trained);
        if (status.ok)
            status = tally_fold(bench->dataset, recipe, &split, trained, tally);
        split_free(&split);
    }
    return status;
}

/* ---------------------------------------------------------------- printing */

static void print_line_of(FILE *out, const ProtocolScores *scores, double line)
{
    MetricsLine m = metrics_line(scores->count, scores->list, line);
    fprintf(out, " %.1f / %.1f |", 100 * (double)m.genuine_above / (double)m.genuine,
            100 * (double)m.forged_below / (double)m.forged);
}

static void print_pairs_head(FILE *out)
{
    fprintf(out, "\n| GA / FR, %% | training users, cos = 0 | test users, cos = 0 | test users, cos = 0.5 | "
                 "counts at cos = 0 |\n|---|---|---|---|---|\n");
}

static void print_pairs(FILE *out, const Recipe *recipe, const Tally *tally)
{
    const ProtocolScores *test = &tally->lines[EMBEDDED_MEAN].scores[PROTOCOL_PAIRS];
    MetricsLine m = metrics_line(test->count, test->list, 0);
    fprintf(out, "| %s: %s |", recipe->name, recipe->words);
    print_line_of(out, &tally->training, 0);
    print_line_of(out, test, 0);
    if (recipe->forged_target < 0)
        fprintf(out, " |");
    else
        print_line_of(out, test, 0.5);
    fprintf(out, " %zu of %zu, %zu of %zu |\n", m.genuine_above, m.genuine, m.forged_below, m.forged);
}

static void print_chosen_head(FILE *out)
{
    fprintf(out, "\n| FAR / FRR, %% (the folds' FAR) |");
    for (Protocol p = 0; p < PROTOCOLS; p++)
        if (is_chosen(p))
            fprintf(out, " %s |", protocol_name(p));
    fprintf(out, "\n|---|---|---|\n");
}

static void print_chosen(FILE *out, const char *name, const Chosen chosen[PROTOCOLS])
{
    fprintf(out, "| %s |", name);
    for (Protocol p = 0; p < PROTOCOLS; p++) {
        if (!is_chosen(p))
            continue;
        fprintf(out, " ");
        chosen_print(out, &chosen[p]);
        fprintf(out, " |");
    }
    fprintf(out, "\n");
}

static Status run_recipe(Bench *bench, const Recipe *recipe)
{
    Tally tally = {0};
    Status status = run_folds(bench, recipe, &tally);
    for (EmbeddedKind kind = 0; status.ok && kind < EMBEDDED_KINDS; kind++) {
        if (!is_told(recipe, kind))
            continue;
        char name[80];
        snprintf(name, sizeof name, "%s, %s", recipe->name, embedded_name(kind));
        status = protocol_print_line(stdout, stderr, name, TRAINED_SEED, &tally.lines[kind]);
        print_chosen(bench->chosen, name, tally.chosen[kind]);
    }
    if (status.ok)
        print_pairs(bench->pairs, recipe, &tally);
    for (EmbeddedKind kind = 0; kind < EMBEDDED_KINDS; kind++)
        protocol_free(&tally.lines[kind]);
    free(tally.training.list);
    return status;
}

/* The recipes named, or all. */
static Status run_recipes(Bench *bench, int count, char *const names[])
{
    Status status = status_ok();
    for (int i = 0; i < count; i++)
        if (!recipe_find(names[i]))
            return status_error("'%.40s': no such recipe", names[i]);
    for (int i = 0; status.ok && i < count; i++)
        status = run_recipe(bench, recipe_find(names[i]));
    for (size_t i = 0; status.ok && count == 0 && i < RECIPES; i++)
        status = run_recipe(bench, recipe_at(i));
    return status;
}

static Status print_all(const Dataset *dataset, int count, char *const names[])
{
    char *pairs = NULL, *chosen = NULL;
    size_t pairs_size, chosen_size;
    Bench bench = {
        dataset, open_memstream(&pairs, &pairs_size), open_memstream(&chosen, &chosen_size), {{{0}}}};
    Status status = status_no_memory("the tables");
    if (bench.pairs && bench.chosen) {
        print_pairs_head(bench.pairs);
        print_chosen_head(bench.chosen);
        status = run_recipes(&bench, count, names);
    }
    if (bench.pairs)
        fclose(bench.pairs);
    if (bench.chosen)
        fclose(bench.chosen);
    if (status.ok)
        printf("%s%s", pairs, chosen);
    free(pairs);
    free(chosen);
    for (size_t r = 0; r < RECIPES; r++)
        for (size_t fold = 0; fold < TRAINED_FOLDS; fold++)
            trained_free(&bench.trained[r][fold]);
    return status;
}

int main(int argc, char **argv)
{
    const char *folder = getenv("SVC2004_DIR");
    if (!folder) {
        printf("SKIPPED: SVC2004_DIR does not name a folder of signatures\n");
        return 0;
    }
    Dataset dataset = {0};
    Status status = dataset_load(folder, &dataset);
    if (status.ok)
        status = print_all(&dataset, argc - 1, argv + 1);
    dataset_free(&dataset);
    if (!status.ok)
        fprintf(stderr, "%s\n", status.message);
    return status.ok ? 0 : 2;
}
