#!/usr/bin/python3
"""Breaks sources one token at a time and tells which breakages no test notices.

    tests/mutants/mutants.py [--jobs N] [--sanitize] [--tests GLOB...] FILE.c...
    make mutants FILES=src/gradcheck/gradcheck_line.c         (that, after building what it needs)

All breakages of the files are compiled into one program (schemata.py says what they are), together with the tests; which
of them a test reaches is recorded first, and each is then tried with the tests that reach it, those that notice most for
their time first, until one fails. --sanitize tries what passes in a second program, too, that notices steps beyond an
array.

survivors/ lists, a file for each room of src, the breakages that are known to pass unnoticed, with the reason. What is
printed is what differs from it: survivors without a reason, lines of the list that are noticed by now, and those that the sanitizers ought to see and
do not. Status 0: every survivor is listed, and no line too much. --list prints every survivor.
"""
import argparse
import concurrent.futures
import glob
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from schemata import Schemata  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
LISTS = os.path.join(HERE, "survivors", "*.txt")
SANITIZED = "Only the sanitizers see it"  # how a reason begins that holds without --sanitize
PASSED, FAILED = 42, 43  # and the number of the test
# Compile programs, make a locale, and run themselves with an argument of their own.
UNSUITED = ("test_text:a_decimal_comma_changes_nothing", "test_examples", "test_text:the_macro_fails_the_test_at_its_line_with_the_report")
HEAD = '#define MUTANT(n) (mutant_reached[n] = 1, mutant_now == (n))\n' \
       'extern int mutant_now;\nextern unsigned char mutant_reached[];\n#line 1 "{}"\n'


def command(words):
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(words)}\n{done.stdout}")
    return done.stdout


def packages(*names):
    return command(["pkg-config", "--cflags", "--libs", *names]).split()


class Program:
    """The broken sources and the tests in one program."""

    def __init__(self, files, tests, sanitize, folder):
        self.files, self.folder, self.sanitize = files, folder, sanitize
        self.mutants = [None]  # number 0 breaks nothing
        self.compiler = os.environ.get("MUTANTS_CC", "gcc").split()
        self.flags = ["-std=gnu17", "-w", "-O2", "-ffp-contract=off", "-Isrc", "-Itests", "-I" + folder]
        if sanitize:
            self.flags += ["-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-O1"]  # quicker to compile
        objects = self.break_sources()
        number_repeated(self.mutants)
        self.names = self.build_tests(tests, objects)
        self.reaching, self.cost = [[] for _ in self.mutants], {}
        self.tried, self.noticed = {}, {}
        self.look()

    def compile(self, source, name, *flags):
        out = os.path.join(self.folder, name + ".o")
        command([*self.compiler, *self.flags, *flags, "-c", source, "-o", out])
        return out

    def break_sources(self):
        objects = []
        for path in self.files:
            broken = Schemata(path, ["-std=c17", "-Isrc"], len(self.mutants))
            self.mutants += [dict(m, file=path) for m in broken.mutants]
            name = "broken_" + os.path.basename(path)[:-2]
            place = os.path.join(self.folder, name + ".c")
            with open(place, "w", encoding="utf-8") as out:
                out.write(HEAD.format(path) + broken.text)
            objects.append(self.compile(place, name))
        return objects

    def build_tests(self, tests, objects):
        groups, names = [], []
        for path in tests:
            group = os.path.basename(path)[:-2]
            with open(path, encoding="utf-8") as file:
                source = file.read()
            groups.append(group)
            names += [f"{group}:{name}" for name in
                      dict.fromkeys(re.findall(r"cmocka_unit_test\w*\(\s*(\w+)", source[source.rindex("int main("):]))
                      if f"{group}:{name}" not in UNSUITED]
            objects.append(self.compile(path, group, f"-Dmain={group}_main"))
        with open(os.path.join(self.folder, "groups.h"), "w", encoding="utf-8") as out:
            out.write(f"enum {{ MUTANTS = {len(self.mutants)} }};\n")
            out.writelines(f"int {g}_main();\n" for g in groups)
            out.write("static const struct { const char *name; int (*run)(); } groups[] = {\n")
            out.writelines(f'    {{"{g}", {g}_main}},\n' for g in groups)
            out.write("};\n")
        limit = [] if self.sanitize else ["-DMEMORY_LIMIT=(1ul << 31)"]
        objects.append(self.compile(os.path.join(HERE, "driver.c"), "driver", "-include", "groups.h", *limit))
        objects += [self.compile(s, "support_" + os.path.basename(s)[:-2])
                    for s in glob.glob("tests/support/*.c")]
        self.path = os.path.join(self.folder, "driver")
        command([*self.compiler, *self.flags, "-o", self.path, *objects, os.path.join(os.environ.get("BUILD", "build"), "libtwingrad.a"),
                 *packages("cmocka", "jansson", "expat"), "-lm", "-fopenmp"])
        return names

    def run(self, number, tests, **more):
        """tests: (name, milliseconds of processor time that it may take). Which of them fails first; None: none does."""
        environment = dict(os.environ, OMP_NUM_THREADS="1", TESTS_BRIEF="1", ASAN_OPTIONS="detect_leaks=1", **more)
        words = [f"{name}:{int(limit)}" for name, limit in tests]
        status = subprocess.run([self.path, str(number), *words], env=environment, stdin=subprocess.DEVNULL,
                                check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
        if status == PASSED:
            return None
        return tests[status - FAILED][0] if FAILED <= status < FAILED + len(tests) else "a signal or a sanitizer"

    def look(self):
        """For each breakage the tests that reach it, and the milliseconds of each test."""
        with tempfile.NamedTemporaryFile(dir=self.folder) as file:
            for test in self.names:
                before = resource.getrusage(resource.RUSAGE_CHILDREN)
                failed = self.run(0, [(test, 600000)], MUTANTS_REACHED=file.name)
                after = resource.getrusage(resource.RUSAGE_CHILDREN)
                if failed:
                    sys.exit(f"the unbroken sources do not pass {test} ({failed})")
                self.cost[test] = 1000 * (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
                with open(file.name, "rb") as reached:
                    for number, byte in enumerate(reached.read()):
                        if byte and number < len(self.reaching):
                            self.reaching[number].append(test)

    def check_together(self, within):
        """One test after the other in one program must pass as each alone does: a failure would count as noticed."""
        tests = [(t, 300 + 5 * self.cost[t]) for t in self.names if self.cost[t] <= within]
        failed = self.run(0, tests) or self.run(0, tests[::-1])
        if failed:
            sys.exit(f"the unbroken sources do not pass {failed} when other tests have run before it")

    def survives(self, number):
        """Tries first what costs least for what it has noticed so far in this file."""
        file = self.mutants[number]["file"]
        tried, noticed = self.tried.setdefault(file, {}), self.noticed.setdefault(file, {})
        tests = sorted(self.reaching[number], key=lambda t: self.cost[t] * (tried.get(t, 0) + 10) / (noticed.get(t, 0) + 0.5))
        failed = tests and self.run(number, [(t, 300 + 5 * self.cost[t]) for t in tests])
        for test in tests:
            tried[test] = tried.get(test, 0) + 1
            if test == failed:
                noticed[test] = noticed.get(test, 0) + 1
                break
        return not failed


def key(mutant):
    return (mutant["file"], mutant["function"], mutant["before"], mutant["after"], mutant["source"], mutant["nth"])


def number_repeated(mutants):
    """The same breakage of the same text in a function: the first, the second ..."""
    seen = {}
    for mutant in mutants[1:]:
        same = tuple(mutant[k] for k in ("file", "function", "before", "after", "source"))
        seen[same] = seen.get(same, 0) + 1
        mutant["nth"] = seen[same]


def text_of(mutant):
    nth = f" (no. {mutant['nth']})" if mutant["nth"] > 1 else ""
    return f"{mutant['file']}: {mutant['function']}: {mutant['before']} -> {mutant['after']}{nth} in: {mutant['source']}"


def known():
    """Reasons by the text of the survivor."""
    reasons, reason = {}, []
    for path in glob.glob(LISTS):
        with open(path, encoding="utf-8") as file:
            fresh = True
            for line in file:
                if line.startswith("    "):
                    reasons[line.strip()] = " ".join(reason)
                    fresh = True
                elif line.strip() and not line.startswith("#"):
                    reason = [line.strip()] if fresh else reason + [line.strip()]
                    fresh = False
    return reasons


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--tests", nargs="+", help="those of the files' rooms, tests/ROOM/test_*.c, without this")
    parser.add_argument("--sanitize", action="store_true")
    parser.add_argument("--list", action="store_true", help="print every survivor, the known ones too")
    parser.add_argument("--nice", type=int, default=19)
    parser.add_argument("--costs", action="store_true", help="say how long each test takes")
    parser.add_argument("--within", type=float, default=1e9, help="milliseconds: leave longer tests out")
    parser.add_argument("--only", help="try only the breakages whose text this file holds, a line each")
    options = parser.parse_args()
    if not shutil.which("clang"):
        sys.exit("clang is needed: it says where the expressions of a file are")
    os.nice(options.nice)
    rooms = dict.fromkeys(os.path.basename(os.path.dirname(os.path.abspath(f))) for f in options.files)
    tests = [t for pattern in options.tests or [f"tests/{room}/test_*.c" for room in rooms] for t in sorted(glob.glob(pattern))
             if os.path.basename(t)[:-2] not in UNSUITED]
    began, reasons = time.time(), known()
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        program = Program(options.files, tests, False, folder)
        mutants, cost, reaching = program.mutants, program.cost, program.reaching
        for tests_of in reaching:
            tests_of[:] = [t for t in tests_of if cost[t] <= options.within]
        program.check_together(options.within)
        wanted = range(1, len(mutants))
        if options.only:
            with open(options.only, encoding="utf-8") as file:
                texts = {line.strip() for line in file}
            wanted = [n for n in wanted if text_of(mutants[n]) in texts]
        print(f"{len(wanted)} breakages of {len(options.files)} files, {len(program.names)} tests of "
              f"{sum(cost.values()) / 1000:.1f} s; made in {time.time() - began:.0f} s", flush=True)
        if options.costs:
            for test in sorted(cost, key=cost.get):
                print(f"{cost[test]:8.0f} ms  {test}")

        def tell(number):
            if options.list or text_of(mutants[number]) not in reasons:
                reached = "" if reaching[number] else " [no test gets there]"
                print(f"{mutants[number]['line']}:{mutants[number]['column']} {text_of(mutants[number])}{reached}", flush=True)

        def survives(number):
            survived = program.survives(number)
            if survived and not options.sanitize:
                tell(number)
            return survived

        results = dict(zip(wanted, pool.map(survives, wanted)))
        if options.sanitize:
            left = [n for n in wanted if results[n]]
            print(f"{len(left)} are tried with the sanitizers; {time.time() - began:.0f} s", flush=True)
            program = Program(options.files, tests, True, folder)

            def survives_again(number):
                survived = program.survives(number)
                if survived:
                    tell(number)
                return survived

            results.update(zip(left, pool.map(survives_again, left)))
    survivors = {text_of(mutants[n]) for n in wanted if results[n]}
    unreached = sum(not reaching[n] for n in wanted)
    files = {os.path.relpath(f) for f in options.files}
    gone = [] if options.only else [t for t, reason in reasons.items() if t.split(":")[0] in files and t not in survivors and
                                    not (options.sanitize and reason.startswith(SANITIZED))]
    for text in gone:
        print(f"noticed by now: {text}")
    unseen = [t for t in survivors if options.sanitize and reasons.get(t, "").startswith(SANITIZED)]
    for text in unseen:
        print(f"not seen by the sanitizers: {text}")
    unknown = sum(t not in reasons for t in survivors)
    print(f"{len(wanted)} breakages tried, {len(wanted) - len(survivors)} noticed, {len(survivors)} not ({unreached} never "
          f"reached); {time.time() - began:.0f} s")
    if not unknown and not gone and not unseen:
        print("every survivor is listed with its reason")
        return 0
    print(f"{unknown} survivors have no reason in survivors/, {len(gone)} of its lines are noticed by now, {len(unseen)} are "
          "not seen by the sanitizers")
    return 1


sys.exit(main())
