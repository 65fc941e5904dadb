"""tally.h in Python: the same points and mistakes, asked of a checker that lives here."""
import ctypes as c
import time

MISTAKES, SETTINGS, FLOAT = 15, 6, 5
ACCEPTS, REJECTS = "accepts", "rejects"


class Library:
    """The functions of subject.h."""

    def __init__(self, path):
        library = c.CDLL(path)

        def function(name, result, *arguments):
            f = getattr(library, "subject_" + name)
            f.restype, f.argtypes = result, arguments
            return f

        pointer = c.c_void_p
        self.create = function("create", pointer, c.c_int, c.c_uint64, c.c_int)
        self.destroy = function("destroy", None, pointer)
        self.differs = function("differs", c.c_bool, pointer)
        self.start = function("start", None, pointer, pointer)
        self.loss = function("loss", c.c_double, pointer, pointer)
        self.gradient = function("gradient", None, pointer, pointer, pointer)
        self.loss_float = function("loss_float", c.c_float, pointer, pointer)
        self.gradient_float = function("gradient_float", None, pointer, pointer, pointer)
        self.rows = function("rows", c.c_size_t, c.c_size_t)
        self.cols = function("cols", c.c_size_t, c.c_size_t)
        self.setting = function("setting", c.c_char_p, c.c_size_t)
        self.mistake = function("mistake", c.c_char_p, c.c_size_t)
        self.sizes = [self.rows(b) * self.cols(b) for b in range(6)]


def tally(library, checker, points, check):
    """check(subject, setting): ACCEPTS or REJECTS."""
    for setting in range(SETTINGS):
        rejected = tried = taken = 0
        accepted, spent = {}, 0.0
        for seed in range(1, points + 1):
            for mistake in range(MISTAKES):
                subject = library.create(setting, seed, mistake)
                if not mistake or library.differs(subject):
                    began = time.process_time()
                    answer = check(subject, setting)
                    spent += 0 if mistake else time.process_time() - began
                    rejected += not mistake and answer == REJECTS
                    tried += mistake > 0
                    if mistake and answer == ACCEPTS:
                        taken += 1
                        accepted[mistake] = accepted.get(mistake, 0) + 1
                library.destroy(subject)
        names = ", ".join(f"{library.mistake(m).decode()} ({n})" for m, n in sorted(accepted.items()))
        print(checker, library.setting(setting).decode(), points, rejected, 0, tried, taken, 0,
              f"{1000 * spent / points:.3g}", names, sep="\t", flush=True)
