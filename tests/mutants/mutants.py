#!/usr/bin/python3
"""Breaks sources one token at a time and tells which breakages no test notices.

    tests/mutants/mutants.py [--jobs N] [--sanitize] [--tests GLOB...] FILE.c... FILE.inc...
    make mutants FILES=src/gradcheck/gradcheck_line.c         (that, after building what it needs)
    make mutants ROOM=cli                                     (all files of a room)

All breakages of the files are compiled into one program (schemata.py says what they are), together with the tests, and
into the command that tests run (broken.py); which of them a test reaches is recorded first, and each is then tried with the
tests that reach it, those that notice most for their time first, until one fails. --sanitize tries what passes in a second
program, too, that notices steps beyond an array. A breakage of an .inc, which is compiled for vectors of several widths, is
in all of them at once; that a test gets to the widest ones takes a processor that has them.

survivors/ lists, a file for each room of src, the breakages that are known to pass unnoticed, with the reason. What is
printed is what differs from it: survivors without a reason, lines of the list that are noticed by now, and those that the
sanitizers ought to see and do not. Status 0: every survivor is listed, and no line too much (a
reason that begins with "By chance" stands for what is noticed in one run and not in another). --list prints every survivor.

The tests are those of the room, tests/ROOM/test_*.c, or, where its list says "# TESTS: GLOB...", those; and the files of a
room are all, or those that it names after "# FILES:".
"""
import argparse
import concurrent.futures
import glob
import os
import shutil
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from broken import UNSUITED, Program, room_of  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
LISTS = os.path.join(HERE, "survivors", "*.txt")
TESTS = "# TESTS: "
# How a reason begins that holds without --sanitize; what stands beyond an array may make a test fail all the same, or not.
SANITIZED = "Only the sanitizers see it"
# And of one that holds by what is left in errno, in memory that was used before, or by how threads take turns.
CHANCE = "By chance"


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


def tests_of(room):
    path = os.path.join(HERE, "survivors", room + ".txt")
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            for line in file:
                if line.startswith(TESTS):
                    return line[len(TESTS):].split()
    return [f"tests/{room}/test_*.c"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--tests", nargs="+", help="instead of those of the files' rooms")
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
    files = [os.path.relpath(f) for f in options.files]
    patterns = options.tests or [t for room in dict.fromkeys(map(room_of, files)) for t in tests_of(room)]
    tests = [t for t in dict.fromkeys(t for pattern in patterns for t in sorted(glob.glob(pattern)))
             if t not in UNSUITED]
    began, reasons = time.time(), known()
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        program = Program(files, tests, False, folder)
        mutants, cost, reaching = program.mutants, program.cost, program.reaching
        for reach in reaching:
            reach[:] = [t for t in reach if cost[t] <= options.within]
        program.check_together(options.within)
        wanted = range(1, len(mutants))
        if options.only:
            with open(options.only, encoding="utf-8") as file:
                texts = {line.strip() for line in file}
            wanted = [n for n in wanted if text_of(mutants[n]) in texts]
        print(f"{len(wanted)} breakages of {len(files)} files, {len(program.names)} tests of "
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
            program = Program(files, tests, True, folder)

            def survives_again(number):
                survived = program.survives(number)
                if survived:
                    tell(number)
                return survived

            results.update(zip(left, pool.map(survives_again, left)))
    survivors = {text_of(mutants[n]) for n in wanted if results[n]}
    unreached = sum(not reaching[n] for n in wanted)
    gone = [] if options.only else [t for t, reason in reasons.items() if t.split(":")[0] in files and t not in survivors and
                                    not reason.startswith((SANITIZED, CHANCE))]
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
