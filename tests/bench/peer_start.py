"""The start, the data and the clock of the benchmarks for the programs in Python; tests/support/peer_start.h has the
same numbers for C.

x <- 6364136223846793005 x + 1442695040888963407 mod 2^64, u = (x >> 11) 2^-53. Weights: seed 1, uniform in
+-1/sqrt(fan_in), block by block. Inputs: seed 2, uniform in [-1, 1), all the a of the pairs, then all the b. Targets 1
and -0.9 in turn. v = 0.9 v + g, p -= 0.01 v; the loss is the mean over the pairs of 1/2 (cos - t)^2.
"""
import json
import math
import time

import numpy

RATE, MOMENTUM = 0.01, 0.9
NETS = {
    "reference": {
        "input": (8, 200),
        "blocks": [((12, 8, 9), 72), ((12,), 72), ((16, 12, 9), 108), ((16,), 108), ((32, 224), 224), ((32,), 224)],
    },
    "mlp": {"input": (16,), "blocks": [((12, 16), 16), ((12,), 16), ((8, 12), 12), ((8,), 12)]},
}


def uniform(seed, count):
    x, numbers = seed, numpy.empty(count)
    for i in range(count):
        x = (x * 6364136223846793005 + 1442695040888963407) % 2**64
        numbers[i] = (x >> 11) * 2.0**-53
    return numbers


def parameters(net):
    blocks = NETS[net]["blocks"]
    numbers = uniform(1, sum(math.prod(shape) for shape, _ in blocks))
    made, first = [], 0
    for shape, fan_in in blocks:
        size = math.prod(shape)
        made.append(((2 * numbers[first:first + size] - 1) / math.sqrt(fan_in)).reshape(shape))
        first += size
    return made


def pairs(net, count):
    """The inputs, (2 count) x input: first all a, then all b; and the targets."""
    shape = NETS[net]["input"]
    x = (2 * uniform(2, 2 * count * math.prod(shape)) - 1).reshape((2 * count,) + shape)
    return x, numpy.where(numpy.arange(count) % 2 == 0, 1.0, -0.9)


def measure(work, wanted, repeats=15):
    """Seconds of processor time of one call: the sorted means of `repeats` runs that last `wanted` seconds in all; fewer
    runs, of one call each, of what takes so long that even they would."""
    began, calls = time.process_time(), 0
    while time.process_time() - began < wanted / 10 or calls < 1:
        work()
        calls += 1
    one = (time.process_time() - began) / calls
    each = max(1, int(wanted / one / repeats))
    times = []
    for _ in range(max(1, min(repeats, int(4 * wanted / one)))):
        began = time.process_time()
        for _ in range(each):
            work()
        times.append((time.process_time() - began) / each)
    return sorted(times)


def tell_training(peer, net, numbers, count, times, loss):
    rates = [count / t for t in reversed(times)]
    print(json.dumps({"bench": "training", "peer": peer, "net": net, "numbers": numbers, "pairs": count,
                      "median": round(rates[len(rates) // 2]), "low": round(rates[len(rates) // 10]),
                      "high": round(rates[len(rates) * 9 // 10]), "unit": "pairs/s", "loss": float(loss)}), flush=True)


def tell_threads(peer, numbers, count, threads, rates):
    print(json.dumps({"bench": "threads", "peer": peer, "net": "reference", "numbers": numbers, "pairs": count,
                      "threads": threads, "median": round(rates[len(rates) // 2]), "low": round(rates[len(rates) // 10]),
                      "high": round(rates[len(rates) * 9 // 10]), "unit": "pairs/s"}), flush=True)


def tell_check(peer, net, what, count, times, verdict):
    ms = [1000 * t for t in times]
    print(json.dumps({"bench": "check", "peer": peer, "net": net, "what": what, "parameters": count,
                      "median": round(ms[len(ms) // 2], 3), "low": round(ms[len(ms) // 10], 3),
                      "high": round(ms[len(ms) * 9 // 10], 3), "unit": "ms", "verdict": verdict}), flush=True)


def tell_losses(peer, numbers, net, losses):
    print(json.dumps({"bench": "losses", "peer": peer, "net": net, "numbers": numbers,
                      "losses": [losses[0], losses[1], losses[10], losses[50]]}), flush=True)
