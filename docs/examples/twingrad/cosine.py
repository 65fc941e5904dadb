"""From Python, through ctypes: the gradient of a cosine, by hand and measured.

    python3 cosine.py [path/to/libtwingrad.so]        without a path: the one that is installed

The struct is that of net/cosine.h, of a library whose numbers are double (make REAL=double, which is the default).
"""
import ctypes as c
import ctypes.util
import sys

ARRAY = c.POINTER(c.c_double)


class Cosine(c.Structure):
    _fields_ = [("c", c.c_double), ("norm_a", c.c_double), ("norm_b", c.c_double), ("defined", c.c_bool)]


def load(path):
    library = c.CDLL(path or ctypes.util.find_library("twingrad"))
    library.cosine_forward.argtypes = [c.c_size_t, ARRAY, ARRAY]
    library.cosine_forward.restype = Cosine
    library.cosine_backward.argtypes = [c.c_size_t, ARRAY, ARRAY, Cosine, c.c_double, ARRAY, ARRAY]
    library.cosine_backward.restype = None
    return library


def array(numbers):
    return (c.c_double * len(numbers))(*numbers)


def main():
    library = load(sys.argv[1] if len(sys.argv) > 1 else None)
    a, b = [0.8, -1.3, 0.4], [0.2, 0.9, 1.7]
    n = len(a)
    cosine = library.cosine_forward(n, array(a), array(b))
    da, db = array([0] * n), array([0] * n)
    library.cosine_backward(n, array(a), array(b), cosine, 1, da, db)
    print(f"cosine {cosine.c:+.6f}")

    h, worst = 1e-5, 0
    for i in range(n):
        moved = [array([x + (step if k == i else 0) for k, x in enumerate(a)]) for step in (h, -h)]
        up, down = (library.cosine_forward(n, x, array(b)).c for x in moved)
        measured = (up - down) / (2 * h)
        worst = max(worst, abs(measured - da[i]))
        print(f"by a[{i}]: {da[i]:+.6f} by hand, {measured:+.6f} measured")
    return 0 if worst < 1e-9 else 1


sys.exit(main())
