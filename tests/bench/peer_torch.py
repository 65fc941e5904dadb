#!/usr/bin/python3
"""PyTorch on the nets of the benchmarks: a training step by autograd, and autograd.gradcheck of every parameter.

usage: peer_torch.py train|check|threads [SECONDS of each measurement]

One thread, in processor time; with `threads` one and two by turns, on the clock of the wall. JSON lines.
"""
import sys
import time

import torch
import torch.nn.functional as F

from peer_start import MOMENTUM, RATE, measure, pairs, parameters, tell_check, tell_losses, tell_threads, tell_training


def embed(net, x, p):
    if net == "mlp":
        return F.linear(torch.tanh(F.linear(x, p[0], p[1])), p[2], p[3])
    h = F.avg_pool1d(torch.tanh(F.conv1d(x, p[0], p[1])), 3)
    h = F.avg_pool1d(torch.tanh(F.conv1d(h, p[2], p[3])), 4)
    return F.linear(h.flatten(1), p[4], p[5])


def loss_of(net, x, t, p):
    # Both branches as one batch: twice as fast as one call for each.
    both = embed(net, x, p)
    a, b = both[:len(t)], both[len(t):]
    c = (a * b).sum(1) / torch.sqrt((a * a).sum(1) * (b * b).sum(1))
    return (0.5 * (c - t) ** 2).mean()


def start(net, count, numbers):
    x, t = (torch.tensor(v, dtype=numbers) for v in pairs(net, count))
    return x, t, [torch.tensor(v, dtype=numbers).requires_grad_() for v in parameters(net)]


def training(net, count, numbers):
    x, t, p = start(net, count, numbers)
    velocities = [torch.zeros_like(v) for v in p]

    def step():
        loss = loss_of(net, x, t, p)
        gradients = torch.autograd.grad(loss, p)
        with torch.no_grad():
            torch._foreach_mul_(velocities, MOMENTUM)
            torch._foreach_add_(velocities, gradients)
            torch._foreach_add_(p, velocities, alpha=-RATE)
        return loss

    return step


def train(wanted):
    kinds = {"double": torch.float64, "float": torch.float32}
    for net in "reference", "mlp":
        for name, numbers in kinds.items():
            step = training(net, 16, numbers)
            tell_losses("PyTorch", name, net, [float(step()) for _ in range(51)])
            for count in 1, 16, 64:
                step = training(net, count, numbers)
                tell_training("PyTorch", net, name, count, measure(step, wanted), step())


def check(wanted):
    for net in "mlp", "reference":
        x, t, p = start(net, 1, torch.float64)
        size = sum(v.numel() for v in p)
        for what, fast in ("every parameter", False), ("one direction", True):
            times = measure(lambda: torch.autograd.gradcheck(lambda *q: loss_of(net, x, t, q), p, fast_mode=fast),
                            wanted, 3)
            tell_check("PyTorch", net, what, size, times, "agrees")


def threads(wanted, count=64, repeats=31):
    for name, numbers in {"double": torch.float64, "float": torch.float32}.items():
        step = training("reference", count, numbers)
        rates = {1: [], 2: []}
        for many in rates:
            torch.set_num_threads(many)
            step()
        began = time.monotonic()
        step()
        steps = int(wanted / repeats / (time.monotonic() - began)) + 1
        for _ in range(repeats):
            for many in rates:
                torch.set_num_threads(many)
                began = time.monotonic()
                for _ in range(steps):
                    step()
                rates[many].append(count * steps / (time.monotonic() - began))
        for many, found in rates.items():
            tell_threads("PyTorch", name, count, many, sorted(found))


torch.set_num_threads(1)
{"train": train, "check": check, "threads": threads}[sys.argv[1]](float(sys.argv[2]) if len(sys.argv) > 2 else 2.0)
