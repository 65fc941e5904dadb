"""PyTorch's torch.autograd.gradcheck, slow and fast, with its default step and tolerances.

    pytorch.py SUBJECT.so [POINTS]
"""
import sys
import warnings

import torch

from tally import ACCEPTS, FLOAT, REJECTS, Library, tally


class Loss(torch.autograd.Function):
    """The subject's loss of six blocks, and its hand-written backward."""

    @staticmethod
    def forward(ctx, subject, is_float, *blocks):
        x = torch.cat([b.detach().reshape(-1) for b in blocks]).contiguous()
        ctx.subject, ctx.is_float, ctx.x, ctx.shapes = subject, is_float, x, [b.shape for b in blocks]
        loss = library.loss_float if is_float else library.loss
        return torch.tensor(loss(subject, x.data_ptr()), dtype=x.dtype)

    @staticmethod
    def backward(ctx, upstream):
        g = torch.empty_like(ctx.x)
        (library.gradient_float if ctx.is_float else library.gradient)(ctx.subject, ctx.x.data_ptr(), g.data_ptr())
        parts = torch.split(upstream * g, library.sizes)
        return (None, None, *(part.reshape(shape) for part, shape in zip(parts, ctx.shapes)))


def asks(fast):
    def check(subject, setting):
        start = torch.empty(sum(library.sizes), dtype=torch.float64)
        library.start(subject, start.data_ptr())
        start = start.to(torch.float32 if setting == FLOAT else torch.float64)
        blocks = [part.reshape(library.rows(b), library.cols(b)).clone().requires_grad_()
                  for b, part in enumerate(torch.split(start, library.sizes))]
        agrees = torch.autograd.gradcheck(lambda *p: Loss.apply(subject, setting == FLOAT, *p), blocks,
                                          raise_exception=False, fast_mode=fast)
        return ACCEPTS if agrees else REJECTS

    return check


warnings.filterwarnings("ignore")  # that the input is not of double precision
torch.set_num_threads(1)
torch.manual_seed(1)
library = Library(sys.argv[1])
count = int(sys.argv[2]) if len(sys.argv) > 2 else 20
tally(library, "PyTorch gradcheck, slow", count, asks(False))
tally(library, "PyTorch gradcheck, fast", count, asks(True))
