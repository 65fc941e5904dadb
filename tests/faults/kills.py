#!/usr/bin/env python3
"""Ends trainings by SIGKILL at random moments, and goes on with what they have saved.

    kills.py TWINGRAD [--kills N] [--seed S]

A training that saves after every epoch is run to its end once. Then the same one is begun again and again: it is killed
after a random time, what it saved last must load, and it is resumed from there, and killed again, until it comes to its
end. Its model and its log must then be, to the bit, those of the run that was never stopped. So it goes on until N processes
were killed. What SIGKILL leaves behind is looked at, too: at most the one temporary file that was being written. The exit
status is 0 when all held.
"""

import argparse
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

TRAINING = ("--net mlp --users 5 --genuine 3 --forged 2 --pairs 8 --batch 8 --epochs 40 --augment --optimizer adam --quiet "
            "--threads 1").split()
EPOCHS = 40


def run(words, **options):
    return subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ | {"LC_ALL": "C"}, **options)


def fail(what, *details):
    print("\n".join(["kills: " + what, *(str(detail) for detail in details)]))
    sys.exit(1)


class Chain:
    """One training that is killed until it has come to its end."""

    def __init__(self, twingrad, folder, right, chance, longest):
        self.twingrad, self.folder, self.right, self.chance, self.longest = twingrad, folder, right, chance, longest
        self.model, self.log = folder / "model", folder / "log.csv"
        self.killed, self.writing, self.unsaved = 0, 0, 0

    def words(self):
        begin = ["--resume", self.model, "--threads", "1", "--quiet"] if self.model.exists() else TRAINING
        return [self.twingrad, "train", *begin, "--save", self.model, "--log", self.log]

    def look_after_a_kill(self):
        """What was saved last loads; of what was being written at most one file is left."""
        left = [name for name in self.folder.iterdir() if name.name.startswith("model.")]
        self.writing += bool(left)
        if len(left) > 1:
            fail("more than one temporary file", *left)
        for name in left:
            name.unlink()
        if not self.model.exists():
            self.unsaved += 1
            return
        judged = run([self.twingrad, "trace", self.model, "--numbers", "1"])
        if judged.returncode != 0:
            fail("a checkpoint does not load", judged.stderr.decode())

    def go(self, most):
        """Until the training's end, or so many kills."""
        while self.killed < most:
            process = subprocess.Popen(self.words(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                       env=os.environ | {"LC_ALL": "C"})
            time.sleep(self.chance.uniform(0, self.longest))
            process.kill()
            trouble = process.communicate()[1]
            if process.returncode == 0:
                return self.compare()
            if process.returncode != -9:
                fail("status %d before the kill" % process.returncode, trouble.decode())
            self.killed += 1
            self.look_after_a_kill()
        ended = run(self.words())
        if ended.returncode != 0:
            fail("what was saved cannot be gone on with", ended.stderr.decode())
        return self.compare()

    def compare(self):
        for name, right in self.right.items():
            if (self.folder / name).read_bytes() != right:
                fail("%s is not that of the run that was never stopped (after %d kills)" % (name, self.killed))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("twingrad", type=pathlib.Path)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    twingrad, chance = options.twingrad.resolve(), random.Random(options.seed)
    with tempfile.TemporaryDirectory(prefix="twingrad-kills.") as work:
        never = Chain(twingrad, pathlib.Path(work), {}, chance, 0)
        begin = time.monotonic()
        if run(never.words()).returncode != 0:
            fail("the training fails by itself")
        seconds = time.monotonic() - begin
        right = {name: (never.folder / name).read_bytes() for name in ("model", "log.csv")}
        if right["log.csv"].count(b"\n") != EPOCHS + 1:
            fail("the log has not a line for every epoch")
        kills = chains = writing = unsaved = 0
        while kills < options.kills:
            folder = pathlib.Path(work) / ("chain%d" % chains)
            folder.mkdir()
            # Now early and often, now late and seldom.
            chain = Chain(twingrad, folder, right, chance, seconds * chance.uniform(0.1, 1))
            chain.go(options.kills - kills)
            kills, chains = kills + chain.killed, chains + 1
            writing, unsaved = writing + chain.writing, unsaved + chain.unsaved
    print("%d processes killed in %d trainings of %d saves (%.2f s when let alone): %d before the first save, %d while a file "
          "was being written; every checkpoint loaded, and all came to the same bits" %
          (kills, chains, EPOCHS + 1, seconds, unsaved, writing))


if __name__ == "__main__":
    main()
