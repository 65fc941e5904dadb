"""From Python, through ctypes: nothing but the standard library and libgradcheck.so.

    python3 check.py [path/to/libgradcheck.so] [wrong]        without a path: the one that is installed

The structs are those of gradcheck.h, member by member; the report comes back as JSON.
"""
import ctypes as c
import ctypes.util
import json
import math
import sys

LOSS = c.CFUNCTYPE(c.c_int, c.c_void_p, c.POINTER(c.c_double))
GRADIENT = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_void_p)


class Block(c.Structure):
    _fields_ = [("name", c.c_char_p), ("value", c.c_void_p), ("gradient", c.c_void_p),
                ("rows", c.c_size_t), ("cols", c.c_size_t), ("type", c.c_int), ("adds", c.c_bool),
                ("lower", c.c_void_p), ("upper", c.c_void_p), ("uses", c.c_size_t)]


class Problem(c.Structure):
    _fields_ = [("name", c.c_char_p), ("user", c.c_void_p), ("blocks", c.POINTER(Block)),
                ("n_blocks", c.c_size_t), ("loss", LOSS), ("gradient", GRADIENT),
                ("reset", c.c_void_p), ("loss_with", c.c_void_p), ("n_samples", c.c_size_t),
                ("loss_of_sample", c.c_void_p), ("loss_of_use", c.c_void_p),
                ("loss_of_sample_with", c.c_void_p), ("loss_of_use_with", c.c_void_p),
                ("losses_with", c.c_void_p), ("steps", c.c_void_p), ("n_steps", c.c_size_t), ("input", c.c_void_p), ("watches", c.c_void_p),
                ("n_watches", c.c_size_t), ("terms", c.c_void_p), ("n_terms", c.c_size_t),
                ("factors", c.c_void_p), ("n_factors", c.c_size_t)]


def check(library, x, loss, gradient):
    """The report, as a dictionary and as text, on a gradient at the list of numbers x."""
    library.gradcheck_report_free.argtypes = [c.c_void_p]
    library.gradcheck_json_copy.argtypes = library.gradcheck_text_copy.argtypes = None
    library.gradcheck_json_copy.restype = library.gradcheck_text_copy.restype = c.c_size_t
    value, slope = (c.c_double * len(x))(*x), (c.c_double * len(x))()

    def call_loss(_, result):
        result[0] = loss(list(value))
        return 0

    def call_gradient(_, __):
        slope[:] = gradient(list(value))
        return 0

    block = Block(name=b"x", value=c.addressof(value), gradient=c.addressof(slope), rows=1, cols=len(x))
    problem = Problem(name=b"python", blocks=c.pointer(block), n_blocks=1, loss=LOSS(call_loss),
                      gradient=GRADIENT(call_gradient))
    report = c.c_void_p()
    status = library.gradcheck_run(c.byref(problem), None, c.byref(report))
    if not report:
        raise MemoryError
    try:
        if status != 0:
            raise ValueError(f"the check did not run (status {status})")
        size = library.gradcheck_json_copy(report, None, c.c_size_t(0)) + 1
        document = c.create_string_buffer(size)
        library.gradcheck_json_copy(report, document, c.c_size_t(size))
        text = c.create_string_buffer(4096)
        library.gradcheck_text_copy(report, None, text, c.c_size_t(4096))
        return json.loads(document.value), text.value.decode()
    finally:
        library.gradcheck_report_free(report)


def main():
    arguments = [a for a in sys.argv[1:] if a != "wrong"]
    wrong = "wrong" in sys.argv
    library = c.CDLL(arguments[0] if arguments else ctypes.util.find_library("gradcheck"))

    def loss(x):
        return math.sin(x[0]) * x[1] + x[2] ** 3

    def gradient(x):
        return [math.cos(x[0]) * x[1], math.sin(x[0]), (2 if wrong else 3) * x[2] ** 2]

    report, text = check(library, [0.5, -1.5, 2.0], loss, gradient)
    print(text, end="")
    print("verdict:", report["verdict"])
    return 0 if report["verdict"] == "agrees" else 1


sys.exit(main())
