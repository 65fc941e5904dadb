#!/usr/bin/env python3
"""A terminal that goes away, under a training and under a lesson: hangup.py BUILD. Status 0: nothing was lost."""

import os
import pathlib
import pty
import signal
import subprocess
import sys
import tempfile
import time

build = pathlib.Path(sys.argv[1]).resolve()
work = pathlib.Path(tempfile.mkdtemp(prefix="twingrad-hangup."))


def start(words, **environment):
    """The process, as the leader of a session with a terminal, and our end of that terminal."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(work)
        os.execve(words[0], [str(word) for word in words], os.environ | {"TERM": "xterm", "LC_ALL": "C"} | environment)
    return child, terminal


def read_until(terminal, text, seconds=20):
    seen = b""
    end = time.monotonic() + seconds
    while text not in seen and time.monotonic() < end:
        seen += os.read(terminal, 4096)
    if text not in seen:
        sys.exit("%r never appeared: %r" % (text, seen[-500:]))


def end_of(child, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        gone, how = os.waitpid(child, os.WNOHANG)
        if gone:
            return how
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    sys.exit("it did not end")


training = "--net mlp --users 5 --genuine 3 --forged 2 --pairs 16 --batch 8 --epochs 100000 --save saved".split()
child, terminal = start([build / "twingrad", "train", *training])
read_until(terminal, b"     2 ")
os.close(terminal)  # the terminal is gone: SIGHUP, and writing to it fails
how = end_of(child)
if not os.WIFEXITED(how):
    sys.exit("the training was ended by signal %d" % os.WTERMSIG(how))
judged = subprocess.run([build / "twingrad", "trace", work / "saved", "--numbers", "1"], stdout=subprocess.DEVNULL)
if judged.returncode != 0:
    sys.exit("what was saved does not load")

notes = work / "notes.txt"
child, terminal = start([build / "twingrad-lesson", "1"], TWINGRAD_PROGRESS=str(notes))
read_until(terminal, b"[Enter]")
os.write(terminal, b"\n")
read_until(terminal, b"[Enter]")
os.close(terminal)
end_of(child)
if "01_step" not in notes.read_text():
    sys.exit("the lesson does not know where the person was: %r" % notes.read_text())
subprocess.run(["rm", "-rf", work])
