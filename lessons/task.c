#include "task.h"

#include <stdlib.h>
#include <string.h>

#include "words/words.h"

static const Task tasks[] = {
    {.name = "01_dot",
     .question = N_("How does a dot product pass a gradient back?"),
     .about = N_("s is the sum of a[i] b[i]. You are given ds, the derivative of the loss by s. Add what "
                 "comes back to a into da, and what comes back to b into db."),
     .hints =
         {N_("Change one number, a[2] say, by a little. Which of the terms of the sum changes, and by how "
             "much?"),
          N_("ds/da[i] = b[i], and the chain rule multiplies it by the derivative of the loss by s."),
          N_("`da[i] += ds * b[i];` and b likewise.")},
     .lesson = "02",
     .call = &task_call_dot},
    {.name = "02_norm",
     .question = N_("How does a length pass a gradient back?"),
     .about =
         N_("r is the length of x, the root of the sum of x[i]^2. You are given r itself and dr. Add what "
            "comes back into dx."),
     .hints = {N_("The root is taken last, so it comes first on the way back. What is the slope of a root?"),
               N_("dr/dx[i] = x[i] / r: the direction of x."), N_("`dx[i] += dr * x[i] / r;`")},
     .lesson = "03",
     .call = &task_call_norm},
    {.name = "03_cosine",
     .question = N_("How does a cosine pass a gradient back?"),
     .about =
         N_("c = a.b / (|a| |b|). You are given c, both lengths (norm_a, norm_b) and dc. Add what comes back "
            "into da and db."),
     .hints =
         {N_("a stands in two places: in the dot product and in its length. A step along a itself must do "
             "nothing."),
          N_("dc/da = (b/|b| - c a/|a|) / |a|; for b the two change places."),
          N_("`da[i] += dc * (b[i] / norm_b - c * a[i] / norm_a) / norm_a;`")},
     .lesson = "03",
     .call = &task_call_cosine},
    {.name = "04_sum",
     .question = N_("The simplest loss: which sign for whom?"),
     .about = N_("L is the sum of the cosines of the forged pairs less the sum of those of the genuine ones. "
                 "genuine[k] says which pair k is. Add what comes back into dc."),
     .hints = {N_("Training makes L small. Which cosines must grow for that, and which shrink?"),
               N_("dL/dc[k] is +1 for a forged pair and -1 for a genuine one."),
               N_("`dc[k] += genuine[k] ? -dL : dL;`")},
     .lesson = "04",
     .call = &task_call_sum},
    {.name = "05_target",
     .question = N_("The squared distance to a target: what comes back to the cosine?"),
     .about =
         N_("L is the mean over the pairs of 1/2 (c[k] - t[k])^2, with t[k] the target of pair k. Add what "
            "comes back into dc."),
     .hints =
         {N_("Each pair's loss is a parabola. What is its slope? And what does it mean that L is a mean?"),
          N_("dL/dc[k] = (c[k] - t[k]) / N, with N the number of pairs."),
          N_("`dc[k] += dL * (c[k] - t[k]) / (double)pairs;`")},
     .lesson = "04",
     .call = &task_call_target},
    {.name = "06_margin",
     .question = N_("A loss with a margin: who is left alone?"),
     .about =
         N_("A genuine pair costs 1 - c[k]; a forged one max(0, c[k] - m), so nothing when c[k] is below the "
            "margin m. L is the sum. Add what comes back into dc."),
     .hints =
         {N_("Draw the loss of a forged pair against its cosine. Where does it slope, and where is it flat?"),
          N_("-1 for a genuine pair; +1 for a forged one with c[k] > m; 0 for the other forged ones."),
          N_("`if (genuine[k]) dc[k] -= dL; else if (c[k] > m) dc[k] += dL;`")},
     .lesson = "11",
     .call = &task_call_margin},
    {.name = "07_dense",
     .question = N_("A layer: what comes back to its weights, its biases and its input?"),
     .about =
         N_("z[o] = b[o] + the sum over i of W[o][i] x[i]. You are given dz. Add what comes back into dW, db "
            "and dx; W[o][i] stands at W[o * n + i]."),
     .hints =
         {N_("Each weight is used once: it takes x[i] and gives to z[o]. Each x[i] is used by every unit."),
          N_("dW[o][i] = dz[o] x[i], db[o] = dz[o], dx[i] = the sum over o of W[o][i] dz[o]."),
          N_("`db[o] += dz[o];`, once for each unit; inside the inner loop `dW[o * n + i] += dz[o] * x[i];` "
             "and `dx[i] += W[o * n + i] * dz[o];`")},
     .lesson = "07",
     .call = &task_call_dense},
    {.name = "08_tanh",
     .question = N_("tanh: which number must the forward pass have kept?"),
     .about = N_("h[i] = tanh(z[i]). You are given h, not z, and dh. Add what comes back into dz."),
     .hints = {N_("The slope of tanh can be written with tanh itself."), N_("dh/dz = 1 - h^2"),
               N_("`dz[i] += (1 - h[i] * h[i]) * dh[i];`")},
     .lesson = "07",
     .call = &task_call_tanh},
    {.name = "09_conv",
     .question = N_("Time delay: what comes back to weights that are used at every instant?"),
     .about = N_(
         "z[o][t] = b[o] + the sum over c and k of W[o][c][k] x[c][step t + k]. You are given dz. Add what "
         "comes back into dW, db and dx. The loops are there."),
     .hints =
         {N_("Every multiplication W times x of the forward pass sends two messages back: to that W, times "
             "x, and to that x, times W. No index changes."),
          N_("dW[o][c][k] += dz[o][t] x[c][step t + k]; dx[c][step t + k] += dz[o][t] W[o][c][k]; db[o] += "
             "dz[o][t]"),
          N_("With `d = dz[o * out_time + t]`: `db[o] += d;` in the outer loops; inside, `dW[(o * channels + "
             "c) * kernel + k] += d * x[c * time + step * t + k];` and the same two exchanged for dx.")},
     .lesson = "08",
     .call = &task_call_conv},
    {.name = "10_average",
     .question = N_("An average: how is a gradient shared out?"),
     .about = N_(
         "y[c][t] is the mean of f successive instants of x[c]. You are given dy. Add what comes back into "
         "dx."),
     .hints =
         {N_("Each x goes into one mean only. How much does the mean move when one of its f numbers does?"),
          N_("dx[c][f t + j] = dy[c][t] / f"), N_("`dx[...] += dy[c * out_time + t] / (double)f;`")},
     .lesson = "08",
     .call = &task_call_average},
    {.name = "11_branches",
     .question = N_("One layer, two branches: what is the gradient of the shared weights?"),
     .about =
         N_("The same W takes xA to zA and xB to zB. You are given dzA and dzB. Add what comes back to W, "
            "along both branches, into dW."),
     .hints = {N_("Pretend that there are two matrices, one for each branch, and find both gradients. Then "
                  "they are "
                  "one and the same again."),
               N_("dW[o][i] = dzA[o] xA[i] + dzB[o] xB[i]: the sum, not the average."),
               N_("`dW[o * n + i] += dzA[o] * xA[i] + dzB[o] * xB[i];`")},
     .lesson = "05",
     .call = &task_call_branches},
    {.name = "12_logistic",
     .question = N_("A loss of your own: the logistic loss on a cosine"),
     .about = N_("L is the sum over the pairs of log(1 + exp(-y[k] s c[k])): y[k] is +1 for a genuine pair "
                 "and -1 for "
                 "a forged one, s a scale. Derive it yourself; add what comes back into dc."),
     .hints = {N_("From the outside in: a logarithm, a sum, an exponential, a product. Multiply the slopes."),
               N_("dL/dc[k] = -y s / (1 + exp(y s c))"),
               N_("`dc[k] += dL * -y[k] * s / (1 + exp(y[k] * s * c[k]));`")},
     .lesson = "15",
     .call = &task_call_logistic},
};

size_t task_count(void)
{
    return sizeof tasks / sizeof tasks[0];
}

const Task *task_at(size_t index)
{
    return index < task_count() ? &tasks[index] : NULL;
}

size_t task_find(const char *name)
{
    char *end;
    long number = strtol(name, &end, 10);
    for (size_t i = 0; i < task_count(); i++)
        if (strcmp(tasks[i].name, name) == 0 || (end != name && *end == 0 && number == (long)i + 1))
            return i;
    return task_count();
}
