/* Trains a small net on invented signatures, saves it, loads it again and tells what angle it sees between two genuine
 * signatures of a person it never saw, and between one of them and a forgery.
 *
 *     cc -o train train.c $(pkg-config --cflags --libs twingrad) && ./train model.safetensors
 *     twingrad eval model.safetensors */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <net/cosine.h>
#include <train/checkpoint.h>
#include <train/verifier.h>

enum { STEPS = 200 };

static void must(Status status)
{
    if (!status.ok) {
        fprintf(stderr, "train: %s\n", status.message);
        exit(2);
    }
}

static void train(const char *path, const Source *source, const Dataset *dataset, const Split *split)
{
    TrainerOptions options = trainer_default_options();
    options.net.encoder = "conv:4x11/3 tanh average:3 flatten dense:8";
    Trainer *trainer;
    must(trainer_create(&options, dataset, split, &trainer));
    for (int step = 0; step < STEPS; step++) {
        StepRecord record;
        must(trainer_step(trainer, &record));
        if ((step + 1) % 50 == 0)
            printf("step %3d: loss %.4f\n", step + 1, record.loss);
    }
    must(checkpoint_save(path, trainer, source));
    trainer_destroy(trainer);
}

/* The angle between the embeddings of two signatures, in degrees. */
static double angle_of(const Model *model, const Signature *a, const Signature *b)
{
    const size_t n = model->net.embedding;
    const Signature *const two[] = {a, b};
    double *numbers = calloc(2 * n, sizeof *numbers);
    real *embeddings = calloc(2 * n, sizeof *embeddings);
    if (!numbers || !embeddings)
        exit(2);
    must(verifier_embed(model, 2, two, numbers));
    for (size_t i = 0; i < 2 * n; i++)
        embeddings[i] = (real)numbers[i];
    const double angle = cosine_angle(n, embeddings, embeddings + n) * 180 / acos(-1);
    free(numbers);
    free(embeddings);
    return angle;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: train MODEL.safetensors\n");
        return 2;
    }
    const Source source = source_defaults();
    Dataset dataset;
    Split split;
    must(source_open(&source, &dataset, &split));
    train(argv[1], &source, &dataset, &split);

    Model model;
    must(checkpoint_load_model(argv[1], &model));
    const DatasetUser *user = &dataset.users[split.users[SPLIT_TEST][0]];
    const DatasetItem *genuine = &dataset.items[user->first], *forged = genuine + user->genuine;
    printf("%s and %s, both genuine: %5.1f degrees\n", genuine[0].name, genuine[1].name,
           angle_of(&model, &genuine[0].signature, &genuine[1].signature));
    printf("%s and %s, a forgery:    %5.1f degrees\n", genuine[0].name, forged[0].name,
           angle_of(&model, &genuine[0].signature, &forged[0].signature));
    model_free(&model);
    split_free(&split);
    dataset_free(&dataset);
}
