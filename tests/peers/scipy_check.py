"""SciPy's optimize.check_grad: the norm of the difference, forward steps of 1.5e-8. It gives no verdict; a norm of more
than 1e-6, the tolerance that its own tests use, is taken for a rejection.

    scipy_check.py SUBJECT.so [POINTS]
"""
import sys

import numpy
from scipy.optimize import check_grad

from tally import ACCEPTS, REJECTS, Library, tally


def check(subject, _):
    def loss(x):
        return library.loss(subject, numpy.ascontiguousarray(x).ctypes.data)

    def gradient(x):
        x, g = numpy.ascontiguousarray(x), numpy.empty(len(x))
        library.gradient(subject, x.ctypes.data, g.ctypes.data)
        return g

    start = numpy.empty(sum(library.sizes))
    library.start(subject, start.ctypes.data)
    return ACCEPTS if check_grad(loss, gradient, start) <= 1e-6 else REJECTS


library = Library(sys.argv[1])
tally(library, "SciPy check_grad", int(sys.argv[2]) if len(sys.argv) > 2 else 20, check)
