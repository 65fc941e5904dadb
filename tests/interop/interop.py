"""What others find in the files of twingrad.

    interop.py TWINGRAD FOLDER [PART...]      parts: csv, numpy, torch; all without one

csv     the log of a training, with Python's own csv
numpy   a trace and a model, with twenty lines of NumPy (plain.py), and with the safetensors package where it is installed
torch   the loss, every activation and every gradient of traces, by PyTorch's autograd; the steps of the optimisers

Each number must be the same to 1e-12 of the largest of its array; to 1e-4 in a build of 32-bit floats, where what comes
back along the branches may cancel. What is not installed is skipped, aloud. The files are written into FOLDER.
"""
import csv
import os
import subprocess
import sys

program, folder = os.path.abspath(sys.argv[1]), sys.argv[2]
parts = sys.argv[3:] or ["csv", "numpy", "torch"]
DATA = "--users 8 --genuine 3 --forged 2".split()
ALL_STEPS = "conv:4x15/9 tanh average:2 conv:3x5 lecun flatten dense:10 relu dense:6"
LOSSES = "sum target margin contrastive triplet logistic".split()
compared = failures = 0
worst = (0.0, "nothing")


def twingrad(*words):
    """Runs the program in the folder; its standard output."""
    done = subprocess.run([program, *words], cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"twingrad {' '.join(words)}: status {done.returncode}: {done.stderr}")
    return done.stdout


def path(name):
    return os.path.join(folder, name)


def require(holds, sentence):
    global compared, failures
    compared += 1
    if not holds:
        failures += 1
        print(f"FAILED: {sentence}")


def close(what, found, expected, tolerance):
    """Both are arrays; the difference is measured against the largest number expected."""
    global worst
    import numpy as np

    found, expected = np.asarray(found), np.asarray(expected)
    if found.size != expected.size:
        return require(False, f"{what}: {found.size} numbers, expected {expected.size}")
    difference = np.abs(found.reshape(-1) - expected.reshape(-1)).max(initial=0)
    scale = np.abs(expected).max(initial=0)
    error = difference / scale if scale > 0 else difference
    worst = max(worst, (error, what))
    require(error <= tolerance, f"{what}: off by {error:.3g} of its largest number, allowed {tolerance:g}")


def digits(texts):
    return 1e-4 if texts["numbers"] == "float" else 1e-12


# ---- a spreadsheet's way ----


def check_csv():
    train = ["train", *DATA, "--net", "conv:4x15/9 tanh flatten dense:6", "--pairs", "32", "--quiet"]
    twingrad(*train, "--epochs", "3", "--log", "log.csv", "--save", "saved")
    raw = open(path("log.csv"), "rb").read()
    require(raw.endswith(b"\n") and b"\0" not in raw, "log.csv: lines that end")
    with open(path("log.csv"), newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    columns = "epoch step loss validation_loss rate genuine_degrees forged_degrees eer".split()
    require(rows and list(rows[0]) == columns, "log.csv: the names of the columns")
    require([row["epoch"] for row in rows] == ["1", "2", "3"], "log.csv: a line for every epoch")
    for row in rows:
        require(None not in row and None not in row.values(), "log.csv: as many cells as names")
        require(all(0 <= float(cell) < 180.1 for cell in row.values()), f"log.csv: {row}: numbers")
        require("," not in "".join(row.values()), "log.csv: no decimal comma")
    require(float(rows[0]["rate"]) > float(rows[2]["rate"]), "log.csv: the rate falls")

    # A user less, and nobody is kept for validation: its cells are empty, not 0.
    twingrad("train", "--users", "2", *DATA[2:], *train[7:], "--epochs", "1", "--log", "alone.csv")
    with open(path("alone.csv"), newline="") as file:
        row = next(csv.DictReader(file))
    require(row["validation_loss"] == row["eer"] == row["genuine_degrees"] == "", f"alone.csv: {row}")
    require(float(row["loss"]) > 0, "alone.csv: the loss is there")


# ---- NumPy's way ----


def check_numpy():
    import numpy as np
    import plain

    twingrad("train", *DATA, "--net", "bromley1", "--pairs", "64", "--epochs", "1", "--save", "model", "--quiet")
    twingrad("trace", "model", "--pair", "1", "--safetensors", "trace")
    model, about = plain.load(path("model"))
    trace, texts = plain.load(path("trace"))
    tolerance = digits(texts)
    require(about["format"] == "twingrad model" and texts["format"] == "twingrad trace", "the formats")
    require(about["net.encoder"] == texts["net.encoder"], "the net of the model and of its trace")
    for name in [name for name in trace if name.startswith("params/")]:
        require((model[name[7:]] == trace[name]).all(), f"{name}: the same bits in the model and in the trace")
    a, b = (last_output(trace, branch) for branch in "ab")
    c = float((a * b).sum() / np.sqrt((a * a).sum() * (b * b).sum()))
    close("the cosine", [c], trace["head/cosine/out"], tolerance)
    close("the loss", [(c - float(texts["net.forged_target"])) ** 2 / 2], trace["head/loss/out"], tolerance)
    for name in [name for name in trace if name.startswith("grad/")]:
        block = name[5:]
        close(f"{name} is the sum over the branches", trace[f"grad.a/{block}"] + trace[f"grad.b/{block}"],
              trace[name], tolerance)
    try:
        from safetensors.numpy import load_file
    except ImportError:
        print("SKIPPED: the safetensors package is not installed; its files were read by plain.py alone")
        return
    for name, arrays in (("model", model), ("trace", trace)):
        theirs = load_file(path(name))
        require(theirs.keys() == arrays.keys(), f"{name}: the same names for the safetensors package")
        require(all((theirs[key] == arrays[key]).all() for key in arrays), f"{name}: the same numbers")


def last_output(trace, branch):
    """The embedding: the encoder's last output, in the order of the file."""
    return [trace[name] for name in trace if name.startswith(f"{branch}/") and name.endswith("/out")][-1]


# ---- PyTorch's way ----


def check_trace(name, about):
    """Every number of a trace, found again by PyTorch from its inputs and parameters alone."""
    import peer
    import plain
    import torch

    arrays, texts = plain.load(path(name))
    tolerance = digits(texts)
    tensors = {key: torch.tensor(value, dtype=torch.float64) for key, value in arrays.items()}
    params = {key[7:]: tensors[key].clone().requires_grad_() for key in tensors if key.startswith("params/")}
    branches = ["anchor", "positive", "negative"] if texts["net.loss"] == "triplet" else ["a", "b"]
    inputs = [tensors[f"{branch}/x"].clone().requires_grad_() for branch in branches]
    # Parameters of its own for each branch show what comes back along it.
    own = [{key: value.detach().clone().requires_grad_() for key, value in params.items()} for _ in branches]
    for shared in (True, False):
        walks = [peer.encoder(texts["net.encoder"], params if shared else own[i], inputs[i])
                 for i in range(len(branches))]
        outputs = peer.head(texts, params if shared else own[0], [list(walk.values())[-1] for walk in walks])
        for value in outputs.values():
            value.retain_grad()
        for tensor in inputs:
            tensor.grad = None
        outputs["loss"].sum().backward()
    steps = [(f"{branch}/{step}", value) for branch, walk in zip(branches, walks) for step, value in walk.items()]
    steps += [(f"head/{step}", value) for step, value in outputs.items()]
    for step, value in steps:
        close(f"{about}: {step}/out", value.detach(), arrays[f"{step}/out"], tolerance)
        close(f"{about}: {step}/dout", grad(value), arrays[f"{step}/dout"], tolerance)
    for branch, tensor in zip(branches, inputs):
        close(f"{about}: {branch}/dx", grad(tensor), arrays[f"{branch}/dx"], tolerance)
    for key, value in params.items():
        close(f"{about}: grad/{key}", grad(value), arrays[f"grad/{key}"], tolerance)
        for branch, values in zip(branches, own):
            if not key.startswith("loss."):
                close(f"{about}: grad.{branch}/{key}", grad(values[key]), arrays[f"grad.{branch}/{key}"], tolerance)
    return len(steps)


def grad(tensor):
    import torch

    return torch.zeros_like(tensor) if tensor.grad is None else tensor.grad


def check_optimizer(kind):
    """Three steps of a training. Which gradients there were is worked out from the optimiser's state (momentum:
    v = mu v + g; Adam: m = b1 m + (1 - b1) g); PyTorch's optimiser, given them, must come to the same parameters and
    state."""
    import plain
    import torch

    options = [*DATA, "--net", ALL_STEPS, "--loss", "logistic", "--rate-end", "1"]
    twingrad("trace", *options[:-2], "--safetensors", "start")
    start, texts = plain.load(path("start"))
    tolerance = digits(texts)
    params = {key[7:]: value for key, value in start.items() if key.startswith("params/")}

    def flat(arrays):
        return torch.tensor([x for key in arrays for x in arrays[key].reshape(-1).tolist()], dtype=torch.float64)

    p = flat(params).requires_grad_()
    theirs = {"sgd": lambda: torch.optim.SGD([p], lr=0.01),
              "momentum": lambda: torch.optim.SGD([p], lr=0.01, momentum=0.9),
              "adam": lambda: torch.optim.Adam([p], lr=0.01)}[kind]()
    before = torch.zeros_like(p)
    for steps in (1, 2, 3):
        # SGD keeps no state: its first gradient is the momentum's first, for the pairs are the same.
        if kind == "sgd" and steps > 1:
            break
        names = {"sgd": ["sgd", "momentum"]}.get(kind, [kind])
        saved = []
        for name in names:
            twingrad("train", *options, "--optimizer", name, "--rate", "0.01", "--pairs", "16", "--batch", "16",
                     "--epochs", str(steps), "--save", "stepped", "--quiet")
            saved.append(plain.load(path("stepped"))[0])
        state = torch.tensor(saved[-1]["optimizer.adam.m" if kind == "adam" else "optimizer.momentum.v"]).reshape(-1)
        state = state.to(torch.float64)
        p.grad = (state - 0.9 * before) / (0.1 if kind == "adam" else 1)
        before = state
        theirs.step()
        close(f"{kind}: the parameters after step {steps}", p.detach(),
              flat({key: saved[0][key] for key in params}), tolerance)
        if kind == "adam":
            close(f"adam: v after step {steps}", theirs.state[p]["exp_avg_sq"], saved[0]["optimizer.adam.v"],
                  tolerance * 100)  # the square of what was worked out from m


def check_torch():
    import torch

    torch.set_num_threads(1)
    for net in ("bromley1", "bromley2", ALL_STEPS):
        for loss in LOSSES:
            for pair in (0, 1):
                about = f"{net.split()[0]} {loss} pair {pair}"
                twingrad("trace", *DATA, "--net", net, "--loss", loss, "--pair", str(pair), "--seed", "10",
                         "--safetensors", "trace")
                check_trace("trace", about)
    # A model that has been trained: its numbers are no longer those of a beginning.
    twingrad("train", *DATA, "--net", "reference", "--pairs", "32", "--epochs", "1", "--save", "model", "--quiet")
    twingrad("trace", "model", "--pair", "3", "--safetensors", "trace")
    check_trace("trace", "a trained model")
    for kind in ("sgd", "momentum", "adam"):
        check_optimizer(kind)


for part, needed in (("csv", None), ("numpy", "numpy"), ("torch", "torch")):
    if part not in parts:
        continue
    try:
        if needed:
            __import__(needed)
    except ImportError:
        print(f"SKIPPED: {part}: Python has no {needed} here")
        continue
    before = compared
    {"csv": check_csv, "numpy": check_numpy, "torch": check_torch}[part]()
    print(f"{part}: {compared - before} comparisons")
print(f"interop: {compared - failures} passed, {failures} failed; the largest difference {worst[0]:.2g} ({worst[1]})")
sys.exit(failures > 0 or compared == 0)
