#include "train/embedder.h"

#include <string.h>

#include "train/threads.h"

Status embedder_run(const Net *net, const real *params, size_t n, const real *const inputs[],
                    real *embeddings)
{
    bool out_of_memory = false;
#pragma omp parallel if (n >= THREADS_WORTH)
    {
        Activations values;
        bool got = siamese_create_activations(net, &values).ok;
        if (!got) {
#pragma omp atomic write
            out_of_memory = true;
        }
#pragma omp for
        for (size_t i = 0; i < n; i++) {
            if (!got)
                continue;
            const real *embedding = siamese_embed(net, params, inputs[i], 0, &values);
            memcpy(embeddings + i * net->embedding, embedding, net->embedding * sizeof(real));
        }
        siamese_destroy_activations(&values);
    }
    return out_of_memory ? status_no_memory("the activations of a net") : status_ok();
}
