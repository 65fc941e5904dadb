"""The same nets and losses in PyTorch, made from the texts of a trace or a model. Nothing here knows a derivative."""
import torch
import torch.nn.functional as F


def encoder(description, params, x):
    """Walks the steps of `description` and returns each output by the step's name: 'conv1', 'tanh1', ..."""
    outputs, seen = {}, {}
    for word in description.split():
        kind, _, numbers = word.partition(":")
        seen[kind] = seen.get(kind, 0) + 1
        name = f"{kind}{seen[kind]}"
        if kind == "conv":  # MAPSxKERNEL/STEP
            size, _, step = numbers.partition("/")
            maps, kernel = map(int, size.split("x"))
            W = params[f"{name}.W"].reshape(maps, x.shape[0], kernel)
            x = F.conv1d(x[None], W, params[f"{name}.b"].reshape(-1), stride=int(step or 1))[0]
        elif kind == "average":
            x = F.avg_pool1d(x[None], int(numbers))[0]
        elif kind == "dense":
            x = F.linear(x.reshape(-1), params[f"{name}.W"], params[f"{name}.b"].reshape(-1)).reshape(-1, 1)
        elif kind == "flatten":
            x = x.reshape(-1, 1)
        elif kind == "tanh":
            x = torch.tanh(x)
        elif kind == "lecun":
            x = 1.7159 * torch.tanh(2 * x / 3)
        elif kind == "relu":
            x = torch.relu(x)
        else:
            raise ValueError(f"{word}: no step that is known here")
        outputs[name] = x
        x.retain_grad()
    return outputs


def cosine(a, b):
    return F.cosine_similarity(a.reshape(1, -1), b.reshape(1, -1), eps=0)


def head(texts, params, embeddings):
    """The outputs of the head's two steps, by name."""
    loss, genuine = texts["net.loss"], texts["label"] == "genuine"
    margin = None if texts["net.margin"] == "none" else float(texts["net.margin"])
    a, b = embeddings[0], embeddings[1]
    if loss == "contrastive":
        D = torch.linalg.vector_norm(a - b).reshape(1)
        return {"distance": D, "loss": D**2 / 2 if genuine else F.relu(margin - D) ** 2 / 2}
    if loss == "triplet":
        c = torch.cat([cosine(a, b), cosine(a, embeddings[2])])
        return {"cosine": c, "loss": F.relu(margin + c[1] - c[0]).reshape(1)}
    c = cosine(a, b)
    y = 1 if genuine else -1
    target = 1 if genuine else float(texts["net.forged_target"])
    return {
        "cosine": c,
        "loss": {
            "sum": lambda: -y * c,
            "target": lambda: (c - target) ** 2 / 2,
            "margin": lambda: 1 - c if genuine else F.relu(c - margin),
            "logistic": lambda: F.softplus(-y * (params["loss.scale"] * c + params["loss.bias"])).reshape(1),
        }[loss](),
    }
