"""Sources with every breakage in them (schemata.py), built into programs, and tests run on one breakage at a time.

The tests are compiled into one program, the driver (driver.c), together with the broken sources that they call; src/words,
src/program and src/cli, which are in no library, are linked with it, broken or as they are. Where a test runs `twingrad`
(the environment's TWINGRAD), that is built, too, of the broken sources and of the others as they are.

Both learn from the environment which breakage is put in, and mark those that are reached in one file (reached.c).
"""
import glob
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from schemata import Schemata, inlined

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.environ.get("BUILD", "build")
PASSED, FAILED = 42, 43  # and the number of the test
# Compile programs, make a locale, run themselves with an argument of their own, must be the first of their program.
UNSUITED = ("test_text:a_decimal_comma_changes_nothing", "tests/gradcheck/test_examples.c",
            "test_text:the_macro_fails_the_test_at_its_line_with_the_report",
            "test_words:without_a_beginning_all_is_english")
HEAD = "#define MUTANT(n) (mutant_reached[n] = 1, mutant_now == (n))\n" \
       "extern int mutant_now;\nextern unsigned char *mutant_reached;\n"
# What is broken may write anywhere: where root is asked, nobody runs it.
USER = "nobody" if os.geteuid() == 0 else None
COMMAND_ROOMS, MAIN = ("cli", "program", "words"), "src/cli/main.c"


def command(words):
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(words)}\n{done.stdout}")
    return done.stdout


def packages(*names):
    return command(["pkg-config", "--cflags", "--libs", *names]).split()


def version():
    with open("Makefile", encoding="utf-8") as file:
        return re.search(r"^VERSION := (\S+)", file.read(), re.MULTILINE).group(1)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


class Program:
    """The broken sources and the tests, built; what each test costs, and which breakages it reaches."""

    def __init__(self, files, tests, sanitize, folder):
        self.files, self.folder, self.sanitize = files, folder, sanitize
        if USER:
            shutil.chown(folder, USER)
            if subprocess.run(["test", "-r", "Makefile"], user=USER, check=False).returncode:
                sys.exit(f"the user {USER}, as whom broken programs are run, cannot read this folder")
        self.mutants = [None]  # number 0 breaks nothing
        self.compiler = os.environ.get("MUTANTS_CC", "gcc").split()
        self.version = f'-DTWINGRAD_VERSION="{version()}"'
        self.flags = ["-std=gnu17", "-w", "-O2", "-ffp-contract=off", "-I" + folder, "-Isrc", "-Itests", self.version,
                      f'-DOWN_FOLDER="{folder}/own-XXXXXX"']
        if sanitize:
            self.flags += ["-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-O1"]  # quicker to compile
        broken = self.break_sources()
        number_repeated(self.mutants)
        self.names = self.build(tests, broken)
        self.reaching, self.cost, self.seconds = [[] for _ in self.mutants], {}, {}
        self.tried, self.noticed = {}, {}
        self.look()

    # ------------------------------------------------------------------------------------------------- building

    def compile(self, source, name, *flags):
        out = os.path.join(self.folder, name + ".o")
        command([*self.compiler, *self.flags, *flags, "-c", source, "-o", out])
        return out

    def link(self, name, objects, *libraries):
        path = os.path.join(self.folder, name)
        command([*self.compiler, *self.flags, "-o", path, *objects, os.path.join(BUILD, "libtwingrad.a"),
                 *packages(*libraries, "jansson", "expat"), "-lm", "-ldl", "-fopenmp"])
        if USER:
            shutil.chown(path, USER)
        return path

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        return path

    def break_file(self, path, name, whole, part=None):
        """Writes the file with every breakage in it under that name; an .inc is a part of a whole one."""
        broken = Schemata(whole, ["-std=c17", "-Isrc", self.version], len(self.mutants), part)
        self.mutants += [dict(m, file=path) for m in broken.mutants]
        return self.write(name, f'#line 1 "{path}"\n' + broken.text)

    def break_sources(self):
        """The object of each broken file, and of each that includes one."""
        sources = {path: path for path in self.files if path.endswith(".c")}
        for part in [path for path in self.files if path.endswith(".inc")]:
            users = [c for c in sorted(glob.glob(os.path.dirname(part) + "/*.c")) if inlined(c, part)]
            if not users:
                sys.exit(f"no file beside it includes {part}")
            self.break_file(part, part.removeprefix("src/"), users[0], part)
            sources.update((user, user) for user in users)
        for path in self.files:
            if path.endswith(".c"):
                sources[path] = self.break_file(path, "broken_" + os.path.basename(path), path)
        head = self.write("mutant.h", HEAD)
        return {path: self.compile(source, "broken_" + os.path.basename(path)[:-2], "-include", head)
                for path, source in sources.items()}

    def of_command(self, broken, without=None):
        """The objects of the rooms that are in no library, the broken ones where there are some."""
        sources = [s for room in COMMAND_ROOMS for s in sorted(glob.glob(f"src/{room}/*.c")) if s != without]
        return [broken.get(s, os.path.join(BUILD, "obj", s[:-2] + ".o")) for s in sources]

    def build(self, tests, broken):
        """The names of the tests, GROUP:TEST."""
        groups, names, objects, runs_command = [], [], [], False
        for path in tests:
            group, source = os.path.basename(path)[:-2], read(path)
            groups.append(group)
            names += [f"{group}:{name}" for name in
                      dict.fromkeys(re.findall(r"cmocka_unit_test\w*\(\s*(\w+)", source[source.rindex("int main("):]))
                      if f"{group}:{name}" not in UNSUITED]
            runs_command = runs_command or 'getenv("TWINGRAD")' in source
            objects.append(self.compile(path, group, f"-Dmain={group}_main"))
        self.write("groups.h", f"enum {{ MUTANTS = {len(self.mutants)} }};\n" + "".join(f"int {g}_main();\n" for g in groups) +
                   "static const struct { const char *name; int (*run)(); } groups[] = {\n" +
                   "".join(f'    {{"{g}", {g}_main}},\n' for g in groups) + "};\n")
        limit = [] if self.sanitize else ["-DMEMORY_LIMIT=(1ul << 31)"]
        reached = self.compile(os.path.join(HERE, "reached.c"), "reached", f"-DMUTANTS={len(self.mutants)}")
        objects += [reached, self.compile(os.path.join(HERE, "driver.c"), "driver", "-include", "groups.h", *limit)]
        objects += [self.compile(s, "support_" + os.path.basename(s)[:-2]) for s in glob.glob("tests/support/*.c")]
        elsewhere = [broken[s] for s in broken if not room_of(s) in COMMAND_ROOMS]
        self.driver = self.link("driver", objects + elsewhere + self.of_command(broken, without=MAIN), "cmocka")
        self.twingrad = None
        if runs_command:
            self.twingrad = self.link("twingrad", [reached, *elsewhere, *self.of_command(broken)])
        texts = os.path.join(self.folder, "locale")  # where these programs look for translations
        if not os.path.lexists(texts):
            os.symlink(os.path.abspath(os.path.join(BUILD, "locale")), texts)
        return names

    # ------------------------------------------------------------------------------------------------- running

    def run(self, number, tests, **more):
        """tests: (name, milliseconds of processor time, seconds that it may take). Which of them fails first; None: none."""
        # passive: threads that a test starts would wait awake and, on a busy machine, use up its time.
        environment = dict(os.environ, OMP_NUM_THREADS="1", OMP_WAIT_POLICY="passive", TESTS_BRIEF="1",
                           ASAN_OPTIONS="detect_leaks=1", MUTANT=str(number), **more)
        if self.twingrad:
            environment["TWINGRAD"] = self.twingrad
        words = [f"{name}:{int(limit)}:{int(seconds)}" for name, limit, seconds in tests]
        with subprocess.Popen([self.driver, *words], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, start_new_session=True, user=USER) as driver:
            os.waitid(os.P_PID, driver.pid, os.WEXITED | os.WNOWAIT)
            end_session(driver.pid)  # while its number is still its own
            status = driver.wait()
        if status == PASSED:
            return None
        return tests[status - FAILED][0] if FAILED <= status < FAILED + len(tests) else "a signal or a sanitizer"

    def look(self):
        """For each breakage the tests that reach it; the milliseconds of processor time of each test, and the seconds."""
        for test in self.names:
            with tempfile.NamedTemporaryFile(dir=self.folder) as file:
                file.truncate(len(self.mutants))
                if USER:
                    shutil.chown(file.name, USER)
                before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.time()
                failed = self.run(0, [(test, 600000, 600)], MUTANTS_REACHED=file.name)
                after = resource.getrusage(resource.RUSAGE_CHILDREN)
                if failed:
                    sys.exit(f"the unbroken sources do not pass {test} ({failed})")
                self.cost[test] = 1000 * (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
                self.seconds[test] = time.time() - began
                for number, byte in enumerate(file.read()):
                    if byte:
                        self.reaching[number].append(test)

    def limits(self, test):
        """The processors may be busy with something else: ten times as long is not too long."""
        return test, 300 + 5 * self.cost[test], 10 + 10 * self.seconds[test]

    def check_together(self, within):
        """One test after the other in one program must pass as each alone does: a failure would count as noticed."""
        tests = [self.limits(t) for t in self.names if self.cost[t] <= within]
        failed = self.run(0, tests) or self.run(0, tests[::-1])
        if failed:
            sys.exit(f"the unbroken sources do not pass {failed} when other tests have run before it")

    def survives(self, number):
        """Tries first what costs least for what it has noticed so far in this file."""
        file = self.mutants[number]["file"]
        tried, noticed = self.tried.setdefault(file, {}), self.noticed.setdefault(file, {})
        tests = sorted(self.reaching[number], key=lambda t: self.cost[t] * (tried.get(t, 0) + 10) / (noticed.get(t, 0) + 0.5))
        failed = tests and self.run(number, [self.limits(t) for t in tests])
        for test in tests:
            tried[test] = tried.get(test, 0) + 1
            if test == failed:
                noticed[test] = noticed.get(test, 0) + 1
                break
        return not failed


def end_session(session):
    """What a test left running, in whatever group of processes."""
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            if os.getsid(int(name)) == session:
                os.kill(int(name), signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass


def room_of(path):
    return os.path.basename(os.path.dirname(os.path.abspath(path)))


def number_repeated(mutants):
    """The same breakage of the same text in a function: the first, the second ..."""
    seen = {}
    for mutant in mutants[1:]:
        same = tuple(mutant[k] for k in ("file", "function", "before", "after", "source"))
        seen[same] = seen.get(same, 0) + 1
        mutant["nth"] = seen[same]
