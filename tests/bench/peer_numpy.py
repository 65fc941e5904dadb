#!/usr/bin/python3
"""NumPy on the nets of the benchmarks: a training step whose backward pass is written by hand for whole batches, and
plain central differences of every parameter.

usage: peer_numpy.py train|check [SECONDS of each measurement]      OPENBLAS_NUM_THREADS=1; JSON lines
"""
import sys

import numpy
from numpy.lib.stride_tricks import sliding_window_view

from peer_start import MOMENTUM, RATE, measure, pairs, parameters, tell_check, tell_losses, tell_training


def windows(x, kernel):
    """N x C x T -> N x (C kernel) x out: what each instant of the layer sees, as one column."""
    seen = sliding_window_view(x, kernel, axis=2)
    return numpy.ascontiguousarray(seen.transpose(0, 1, 3, 2)).reshape(len(x), -1, seen.shape[2])


def layer_forward(W, b, factor, x):
    seen = windows(x, W.shape[2])
    h = numpy.tanh(W.reshape(len(W), -1) @ seen + b[:, None])
    return h.reshape(len(x), len(W), -1, factor).mean(3), (seen, h)


def layer_backward(W, factor, dy, kept, want_input):
    seen, h = kept
    dz = numpy.repeat(dy, factor, axis=2) * ((1 - h * h) * h.dtype.type(1 / factor))
    dW = (dz @ seen.transpose(0, 2, 1)).sum(0).reshape(W.shape)
    if not want_input:
        return dW, dz.sum((0, 2)), None
    dseen = (W.reshape(len(W), -1).T @ dz).reshape(len(dz), W.shape[1], W.shape[2], -1)
    dx = numpy.zeros((len(dz), W.shape[1], dseen.shape[3] + W.shape[2] - 1), h.dtype)
    for k in range(W.shape[2]):
        dx[:, :, k:k + dseen.shape[3]] += dseen[:, :, k]
    return dW, dz.sum((0, 2)), dx


class Reference:
    @staticmethod
    def forward(p, x):
        first, kept1 = layer_forward(p[0], p[1], 3, x)
        second, kept2 = layer_forward(p[2], p[3], 4, first)
        flat = second.reshape(len(x), -1)
        return flat @ p[4].T + p[5], (kept1, kept2, flat, second.shape)

    @staticmethod
    def backward(p, de, kept):
        kept1, kept2, flat, shape = kept
        dW2, db2, dfirst = layer_backward(p[2], 4, (de @ p[4]).reshape(shape), kept2, True)
        dW1, db1, _ = layer_backward(p[0], 3, dfirst, kept1, False)
        return [dW1, db1, dW2, db2, de.T @ flat, de.sum(0)]


class Mlp:
    @staticmethod
    def forward(p, x):
        h = numpy.tanh(x @ p[0].T + p[1])
        return h @ p[2].T + p[3], (x, h)

    @staticmethod
    def backward(p, de, kept):
        x, h = kept
        dz = (de @ p[2]) * (1 - h * h)
        return [dz.T @ x, dz.sum(0), de.T @ h, de.sum(0)]


NETS = {"reference": Reference, "mlp": Mlp}


def head(e, t):
    """The loss, and its gradient by both embeddings."""
    a, b = e[:len(t)], e[len(t):]
    la, lb = numpy.sqrt((a * a).sum(1))[:, None], numpy.sqrt((b * b).sum(1))[:, None]
    c = (a * b).sum(1)[:, None] / (la * lb)
    dc = (c - t[:, None]) / len(t)
    return (0.5 * (c[:, 0] - t) ** 2).mean(), numpy.concatenate([dc * (b / lb - c * a / la) / la,
                                                                 dc * (a / la - c * b / lb) / lb])


def start(net, count, numbers):
    x, t = pairs(net, count)
    return x.astype(numbers), t.astype(numbers), [v.astype(numbers) for v in parameters(net)]


def training(net, count, numbers):
    x, t, p = start(net, count, numbers)
    velocities = [numpy.zeros_like(v) for v in p]
    rate, momentum = numbers(RATE), numbers(MOMENTUM)

    def step():
        e, kept = NETS[net].forward(p, x)
        loss, de = head(e, t)
        for value, velocity, gradient in zip(p, velocities, NETS[net].backward(p, de, kept)):
            velocity *= momentum
            velocity += gradient
            value -= rate * velocity
        return loss

    return step


def train(wanted):
    kinds = {"double": numpy.float64, "float": numpy.float32}
    for net in NETS:
        for name, numbers in kinds.items():
            step = training(net, 16, numbers)
            tell_losses("NumPy", name, net, [float(step()) for _ in range(51)])
            for count in 1, 16, 64:
                step = training(net, count, numbers)
                tell_training("NumPy", net, name, count, measure(step, wanted), step())


def check(wanted):
    for net in NETS:
        x, t, p = start(net, 1, numpy.float64)

        def loss():
            return head(NETS[net].forward(p, x)[0], t)[0]

        def differences(h=1e-5):
            e, kept = NETS[net].forward(p, x)
            worst = 0
            for value, gradient in zip(p, NETS[net].backward(p, head(e, t)[1], kept)):
                value, gradient = value.reshape(-1), gradient.reshape(-1)
                for i, here in enumerate(value):
                    value[i] = here + h
                    above = loss()
                    value[i] = here - h
                    below = loss()
                    value[i] = here
                    worst = max(worst, abs((above - below) / (2 * h) - gradient[i]))
            return worst

        times = measure(differences, wanted, 3)
        tell_check("NumPy", net, "every parameter", sum(v.size for v in p), times,
                   "agrees" if differences() < 1e-8 else "wrong")


{"train": train, "check": check}[sys.argv[1]](float(sys.argv[2]) if len(sys.argv) > 2 else 2.0)
