#!/bin/sh
# Our checker and its peers on the same net, the same points and the same mistakes: the tables of docs/gradcheck.md.
#
#   make peers [POINTS=100] [OURS=1000]      how many points the peers, and our checker, are asked about
#
# What is not installed is said, and left out: `sh src/deps.sh peers` installs all of them where apt does.
set -eu
cd "$(dirname "$0")/../.."
BUILD=${BUILD:-build} POINTS=${POINTS:-100} OURS=${OURS:-1000} CC=${CC:-cc} CXX=${CXX:-c++}
PKG_CONFIG=${PKG_CONFIG:-pkg-config}
# Debian's Python packages are those of Debian's Python.
PYTHON=${PYTHON:-$([ -x /usr/bin/python3 ] && echo /usr/bin/python3 || echo python3)}
export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1
out=$BUILD/peers
here=tests/peers
mkdir -p "$out"
: >"$out/answers"
: >"$out/missing"

# Without the flags of a float or sanitized build: every checker gets the same machine code.
c="$CC -std=c17 -O2 -ffp-contract=off -Wall -Wextra -fPIC"
$c -c -o "$out/subject.o" $here/subject.c
$c -shared -o "$out/libsubject.so" "$out/subject.o" -lm
$c -Isrc -o "$out/twingrad" $here/twingrad.c "$out/subject.o" "$BUILD/libgradcheck.a" -lm

ask() { # checker, command
    echo "asking $1 ..." >&2
    shift
    "$@" >>"$out/answers"
}

lacks() { # checker
    echo "$1: not installed" | tee -a "$out/missing" >&2
}

ask 'Twingrad' "$out/twingrad" "$OURS"
if "$PYTHON" -c 'import torch' 2>/dev/null; then
    ask 'PyTorch' "$PYTHON" $here/pytorch.py "$out/libsubject.so" "$POINTS"
else
    lacks 'PyTorch'
fi
if "$PYTHON" -c 'import scipy.optimize' 2>/dev/null; then
    ask 'SciPy' "$PYTHON" $here/scipy_check.py "$out/libsubject.so" "$POINTS"
else
    lacks 'SciPy'
fi
# shellcheck disable=SC2046 # flags are words
if $CXX -std=c++17 -O2 -w $($PKG_CONFIG --cflags eigen3 2>/dev/null) -o "$out/ceres" $here/ceres.cpp "$out/subject.o" \
    -lceres -lglog -lm 2>"$out/ceres.log"; then
    ask 'Ceres' "$out/ceres" "$POINTS"
elif grep -q 'ceres/.*No such file' "$out/ceres.log" || ! command -v "$CXX" >/dev/null; then
    lacks 'Ceres'
else
    cat "$out/ceres.log" >&2
    exit 2
fi
if $PKG_CONFIG --exists cminpack; then
    $c $($PKG_CONFIG --cflags cminpack) -include cminpack.h -o "$out/minpack" $here/minpack.c "$out/subject.o" $($PKG_CONFIG --libs cminpack)
    ask 'MINPACK' "$out/minpack" "$POINTS"
else
    lacks 'MINPACK'
fi
awk -F'\t' -f $here/table.awk "$out/answers"
cat "$out/missing"
[ ! -s "$out/missing" ] || echo 'sh src/deps.sh peers installs what is missing.'
