#!/usr/bin/env python3
"""Lets the n-th request of each command fail, for every n, and looks at what comes of it.

    faults.py BUILD [--most N] [--only PART]... [--kinds PART]...

BUILD is the folder with the programs and tests/faults/refuse.so. For each command (the table below) and each kind of
request (memory; opening, reading, writing, flushing, closing, renaming a file; starting a thread ...) the requests are counted first; then the command
is run again and again, and the n-th request fails: it alone, or with all that follow it. With --most N at most so many n
are tried of each, the first ones and others spread over the rest.

What must hold each time: no signal; either the same output, files and exit status as without a failure, or exit status 2
and one sentence on standard error; every file as it was before, or whole and as it was to be; no temporary file left;
and all memory given back. The exit status is 0 when it held, 1 when not.
"""

import argparse
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
OLD = b"what stood here before\n"
SMALL = "--net mlp --users 5 --genuine 3 --forged 2".split()
TRAINING = SMALL + "--pairs 16 --batch 8 --epochs 2 --threads 1".split()
LONGEST = 60  # seconds that a run may take

# How a kind of request fails. "ENOSPC+": from there on, every one of them does.
WAYS = {
    "memory": ["once", "on"],
    "open": ["EACCES", "EMFILE", "EMFILE+"],
    "read": ["EIO", "SHORT", "SHORT+"],
    "write": ["ENOSPC", "ENOSPC+", "EIO", "SHORT", "SHORT+"],
    "fsync": ["EIO", "EIO+"],
    "close": ["EIO", "EIO+"],
    "rename": ["EACCES", "EROFS+"],
    "mkdir": ["EACCES"],
    "list": ["EIO", "EIO+"],
    "remove": ["EACCES"],
    "start": ["once"],
}


class Command:
    """A command: its words (DIR stands for the folder that it works in, LESSONS for that of the lessons' sources), what it
    writes, and what it needs there."""

    def __init__(self, name, words, writes=(), grows=(), logs=(), stages=(), needs=(), may_shorten=False,
                 kinds=None, has_threads=False):
        self.name, self.words = name, words.split() if isinstance(words, str) else words
        self.writes = writes  # files that are replaced: old or new
        self.logs = logs  # logs of the window: whole ones of any length
        self.stages = stages  # and what may stand there in between, by the name of a fixture
        self.grows = grows  # files that grow line by line: any whole lines of the new one
        self.needs = needs  # of the fixtures
        self.has_threads = has_threads  # the number of its requests may vary a little
        self.kinds = kinds  # of requests that are refused; None: all
        self.may_shorten = may_shorten  # the report of a check, whose verdict stands while some of its details are left out


COMMANDS = [
    Command("train", ["BUILD/twingrad", "train"] + TRAINING + "--save DIR/m --log DIR/log.csv".split(),
            writes=["m"], grows=["log.csv"], stages=["half"]),
    Command("train-json", ["BUILD/twingrad", "train"] + TRAINING + "--save DIR/m --json".split(), writes=["m"],
            stages=["half"]),
    Command("resume", "BUILD/twingrad train --resume DIR/half --save DIR/m --log DIR/log.csv --threads 1",
            writes=["m"], grows=["log.csv"], needs=["half"]),
    Command("eval", "BUILD/twingrad eval DIR/model --pairs 20 --data DIR/signatures", needs=["model", "signatures"]),
    Command("eval-json", "BUILD/twingrad eval DIR/model --pairs 20 --json", needs=["model"]),
    Command("verify", "BUILD/twingrad verify DIR/model --reference DIR/signatures/U1S1.TXT DIR/signatures/U1S2.TXT "
            "--questioned DIR/ink/U1S3.inkml", needs=["model", "signatures", "ink"]),
    Command("verify-json", "BUILD/twingrad verify DIR/model --json --reference DIR/signatures/U1S1.TXT "
            "DIR/signatures/U1S2.TXT --questioned DIR/signatures/U1S3.TXT", needs=["model", "signatures"]),
    Command("trace", ["BUILD/twingrad", "trace"] + SMALL + ["--safetensors", "DIR/t"], writes=["t"]),
    # Of few numbers: memory is asked for by each, which is more than a hundred thousand times with a usual net.
    Command("trace-json", ["BUILD/twingrad", "trace", "--json"] + SMALL + "--features x --net".split() +
            ["average:50 flatten dense:2"]),
    Command("check", ["BUILD/twingrad", "check"] + SMALL + "--net dense:2 --pairs 1 --screen".split(), may_shorten=True),
    Command("check-fault", ["BUILD/twingrad", "check"] + SMALL +
            "--net dense:2 --pairs 1 --screen --fault cosine-sign".split(), may_shorten=True),
    Command("check-json", "BUILD/twingrad check --plugin BUILD/tests/faults/template.so --json", may_shorten=True),
    Command("list-json", "BUILD/twingrad check --list-faults --json"),
    Command("check-plugin", "BUILD/twingrad check --plugin BUILD/tests/faults/wrong.so --entries 2", may_shorten=True),
    Command("synth", "BUILD/twingrad synth --users 2 --genuine 2 --forged 1 --out DIR/new/made"),
    Command("synth-inkml", "BUILD/twingrad synth --users 1 --genuine 2 --forged 1 --format inkml --out DIR/new/made"),
    Command("convert", "BUILD/twingrad convert DIR/signatures/U1S1.TXT --out DIR/c.inkml --force", writes=["c.inkml"],
            needs=["signatures"]),
    Command("convert-all", "BUILD/twingrad convert DIR/signatures --out DIR/new/made --to susig", needs=["signatures"]),
    Command("live", ["BUILD/twingrad-live", "--headless"] + SMALL + "--pairs 16 --batch 8 --epochs 2 --size 320x240 "
            "--png DIR/p.png --svg DIR/p.svg --pdf DIR/p.pdf --log DIR/log".split(),
            writes=["p.png", "p.svg", "p.pdf"], logs=["log"]),
    Command("live-replay", "BUILD/twingrad-live --headless --size 320x240 --replay DIR/record --png DIR/p.png "
            "--log DIR/log --own DIR/signatures", writes=["p.png"], logs=["log"], needs=["record", "signatures"]),
    # (Of one step: where there are several, it is chance how far the check comes beside them. What a thread asks for may
    # still come sooner or later.)
    Command("live-check", ["BUILD/twingrad-live", "--headless"] + SMALL + "--pairs 8 --batch 8 --epochs 1 --size 320x240 "
            "--panel check --png DIR/p.png --features x --net".split() + ["average:50 flatten dense:2"], writes=["p.png"],
            may_shorten=True, has_threads=True),
    Command("lesson", "BUILD/twingrad-lesson 1 --auto --plain"),
    Command("lesson-page", "BUILD/twingrad-lesson 1 --auto --html DIR/page.html", writes=["page.html"]),
    # (The compiler that it starts is itself stopped at other calls, before there is somebody who would go on.)
    Command("exercise", "BUILD/twingrad-exercise --check 1 --from LESSONS/exercises --mine DIR/mine",
            kinds=["memory", "write", "fsync", "rename", "mkdir", "remove", "start"], may_shorten=True),
]


def outcome_of(words, folder, build, refuse=None):
    """Runs the words in the folder. Returns the exit status, what was printed, and the tally."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("REFUSE", "SDL_", "DISPLAY"))}
    environment |= {"LC_ALL": "C", "HOME": str(folder), "OMP_NUM_THREADS": "1", "XDG_CACHE_HOME": str(build / "cache")}
    tally = folder / "tally"
    if refuse:
        environment |= {"LD_PRELOAD": str(build / "tests/faults/refuse.so"), "REFUSE_TALLY": str(tally)} | refuse
    for name, path in (("BUILD", build), ("DIR", folder), ("LESSONS", HERE.parents[1] / "lessons")):
        words = [word.replace(name, str(path)) for word in words]
    trouble = b""
    with open(folder / "stdout", "wb") as out: # a file of the folder: writing there is refused, too
        try:
            ended = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.PIPE, env=environment,
                                   cwd=folder, timeout=LONGEST)
            status, trouble = ended.returncode, ended.stderr
        except subprocess.TimeoutExpired:
            status = "none within %d seconds" % LONGEST
    counted = tally.read_text().split() if tally.exists() else None
    printed = [text.replace(str(folder).encode(), b"DIR") for text in ((folder / "stdout").read_bytes(), trouble)]
    return status, printed[0], printed[1], (int(counted[1]), int(counted[3])) if counted else None


def make_fixtures(build, folder):
    """The files that commands need."""
    words = [
        ["BUILD/twingrad", "train"] + TRAINING + "--quiet --save DIR/model".split(),
        "BUILD/twingrad synth --users 2 --genuine 3 --forged 1 --out DIR/signatures".split(),
        "BUILD/twingrad synth --users 1 --genuine 3 --forged 0 --out DIR/ink --format inkml".split(),
        ["BUILD/twingrad-live", "--headless"] + SMALL + "--pairs 16 --batch 8 --epochs 1 --log DIR/record".split(),
    ]
    for line in words:
        status, _, trouble, _ = outcome_of(line, folder, build)
        if status != 0:
            sys.exit("%s: status %s: %s" % (" ".join(line), status, trouble.decode()))
    # A run that was stopped after its first epoch: its model stands there when the second one begins.
    process = subprocess.run([build / "twingrad", "train"] + TRAINING + ["--save", folder / "half", "--quiet"],
                             env=os.environ | {"LC_ALL": "C", "REFUSE": "rename", "REFUSE_AT": "2", "REFUSE_ON": "1",
                                               "REFUSE_WHERE": str(folder),
                                               "LD_PRELOAD": str(build / "tests/faults/refuse.so")},
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if process.returncode != 2 or not (folder / "half").exists():
        sys.exit("the second save was not refused: status %d" % process.returncode)


def lay_out(command, fixtures, folder):
    """What stands in the folder before the command runs."""
    for name in command.needs:
        if (fixtures / name).is_dir():
            shutil.copytree(fixtures / name, folder / name)
        else:
            shutil.copy(fixtures / name, folder / name)
    for name in [*command.writes, *command.grows, *command.logs]:
        (folder / name).write_bytes(OLD)


def files_of(folder):
    """Every file's bytes by its path, but for those of this script and what a compiler made, which tells the folder; a PDF
    without the second in which it was made."""
    return {str(path.relative_to(folder)): re.sub(rb"/CreationDate[^\n]*", b"", path.read_bytes())
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.suffix != ".so" and str(path.relative_to(folder)) not in ("stdout", "tally")}


def complaints(command, before, stages, wanted, got, kind):
    """What is wrong with the run `got`, beside the undisturbed one."""
    (status, out, err, tally), files = got
    (right_status, right_out, right_err, right_tally), right_files = wanted
    wrong = []
    if isinstance(status, str) or status < 0 or status > 3:
        wrong.append("ended with status %s: %s" % (status, err.decode(errors="replace").strip()[-200:]))
        return wrong
    if status == 2:
        lines = err.decode(errors="replace").splitlines()
        if len(lines) != 1 or ": " not in lines[0] or len(lines[0]) < 20:
            wrong.append("%d lines of trouble: %r" % (len(lines), lines[:3]))
    elif command.may_shorten and status == right_status and not err:
        pass
    elif (status, out, err) != (right_status, right_out, right_err):
        wrong.append("status %d, %s" % (status, "other words than without the failure" if out != right_out or err !=
                                        right_err else "not %d" % right_status))
    for name in sorted(set(files) | set(right_files)):
        now, then, right = files.get(name), before.get(name), right_files.get(name)
        if now == right or (status == 2 and now == then):
            continue
        if status == 2 and now is not None and right is not None and name in command.grows:
            if right.startswith(now) and (not now or now.endswith(b"\n")):
                continue
        if status == 2 and now and name in command.logs and re.fullmatch(rb"twingrad-live 1\n.*\nend \d+\n", now, re.DOTALL):
            continue
        if status == 2 and now in stages:
            continue
        if command.may_shorten and now and now.startswith(b"\x89PNG") and now.endswith(b"IEND\xae\x42\x60\x82"):
            continue
        if kind == "remove" and right is None:
            continue  # what may not be removed stays
        wrong.append("%s %s" % (name, "is gone" if now is None else "is left over" if right is None else "is neither old nor new"))
    if tally is None:
        wrong.append("ended without its end (status %d)" % status)
    elif tally[1] > right_tally[1]:
        wrong.append("%d pieces of memory not given back" % (tally[1] - right_tally[1]))
    return wrong


def chosen(count, most):
    """Which n of 1 ... count."""
    if not most or count <= most:
        return range(1, count + 1)
    first = most // 4
    rest = most - first
    return sorted(set(range(1, first + 1)) | {first + 1 + (count - first - 1) * i // (rest - 1) for i in range(rest)})


class Campaign:
    """All runs of one command."""

    def __init__(self, command, build, fixtures, work):
        self.command, self.build, self.fixtures, self.work = command, build, fixtures, work

    def run(self, refuse):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="run.", dir=self.work))
        try:
            lay_out(self.command, self.fixtures, folder)
            before = files_of(folder)
            where = {} if refuse["REFUSE"] == "memory" else {"REFUSE_WHERE": str(folder)}
            outcome = outcome_of(self.command.words, folder, self.build, refuse | where)
            return before, (outcome, files_of(folder))
        finally:
            shutil.rmtree(folder)

    def disturb(self, kind, way, number, wanted):
        refuse = {"REFUSE": kind, "REFUSE_AT": str(number), "REFUSE_AS": way.rstrip("+")}
        if way.endswith("+") or way == "on":
            refuse["REFUSE_ON"] = "1"
        before, got = self.run(refuse)
        stages = [(self.fixtures / name).read_bytes() for name in self.command.stages]
        return number, got[0][0], complaints(self.command, before, stages, wanted, got, kind)


def try_kind(campaign, kind, most, pool):
    """One line for each way in which requests of this kind fail. Returns whether all was well."""
    _, wanted = campaign.run({"REFUSE": kind})
    (status, _, trouble, tally), _ = wanted
    if tally is None or status not in (0, 1):
        print("%-12s %s: undisturbed it ends with status %s: %s" % (campaign.command.name, kind, status, trouble.decode()))
        return False, 0
    _, again = campaign.run({"REFUSE": kind})
    if again != wanted and not (campaign.command.has_threads and (again[0][:3], again[1]) == (wanted[0][:3], wanted[1])):
        print("%-12s %s: two undisturbed runs differ" % (campaign.command.name, kind))
        return False, 0
    well, runs = True, 0
    for way in WAYS[kind]:
        told, harmless, wrong = 0, 0, []
        for number, status, found in pool.map(lambda n: campaign.disturb(kind, way, n, wanted), chosen(tally[0], most)):
            runs += 1
            told += not found and status == 2
            harmless += not found and status != 2
            wrong += ["    the %dth: %s" % (number, what) for what in found]
        if tally[0]:
            print("%-12s %-6s %-8s %5d requests: %5d told, %4d harmless%s"
                  % (campaign.command.name, kind, way, tally[0], told, harmless, ", WRONG:" if wrong else ""), flush=True)
        for line in wrong[:12]:
            print(line)
        if len(wrong) > 12:
            print("    ... and %d more" % (len(wrong) - 12))
        well = well and not wrong
    return well, runs


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--most", type=int, default=0)
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--kinds", action="append", default=[])
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    build = options.build.resolve()
    well, runs = True, 0
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # where no disk is waited for
    with tempfile.TemporaryDirectory(prefix="twingrad-faults.", dir=memory) as work, \
            concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        fixtures = pathlib.Path(work) / "fixtures"
        fixtures.mkdir()
        make_fixtures(build, fixtures)
        for command in COMMANDS:
            if options.only and command.name not in options.only:
                continue
            for kind in WAYS:
                if (options.kinds and kind not in options.kinds) or (command.kinds and kind not in command.kinds):
                    continue
                held, tried = try_kind(Campaign(command, build, fixtures, work), kind, options.most, pool)
                well, runs = well and held, runs + tried
    print("%d runs, each with a failure: %s" % (runs, "nothing was lost" if well else "NOT all was well"))
    return 0 if well and runs else 1


if __name__ == "__main__":
    sys.exit(main())
