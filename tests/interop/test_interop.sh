#!/bin/sh
# What Python's csv, NumPy and PyTorch find in the files of TWINGRAD (interop.py). What is not installed is skipped, aloud.
set -u
here=$(dirname "$0")
program=${TWINGRAD:-build/twingrad}
# Debian's Python packages are those of Debian's Python.
PYTHON=${PYTHON:-$([ -x /usr/bin/python3 ] && echo /usr/bin/python3 || echo python3)}
if ! "$PYTHON" -c '' 2>/dev/null; then
    echo 'SKIPPED: there is no Python here'
    exit 0
fi
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
# One thread: the sums of PyTorch's own library then have one order.
PYTHONDONTWRITEBYTECODE=1 OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 "$PYTHON" "$here/interop.py" "$program" "$work"
