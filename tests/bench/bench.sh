#!/bin/bash
# Measures this project beside the programs that do the same work, and against the limits of the processor; `make bench`
# builds what it runs and calls it.
#
#   BUILD=build FLOAT=build/float bash tests/bench/bench.sh      the folders of the builds in double and in float
#   ROUNDS=5 SECONDS_EACH=1 ...                                  how often, how long each measurement
#
# Every round runs all programs once, one after the other on one processor, so that a machine that slows down slows all of
# them; a figure is the median of the rounds. Peers that are not installed are named and left out. Writes bench.json and
# bench.txt into $BUILD/bench, and prints the latter.
set -u
cd "$(dirname "$0")/../.." || exit 2
BUILD=${BUILD:-build}
FLOAT=${FLOAT:-build/float}
ROUNDS=${ROUNDS:-5}
EACH=${SECONDS_EACH:-1}
PYTHON=${PYTHON:-/usr/bin/python3}
out=$BUILD/bench
mkdir -p "$out"
lines=$out/lines.json
: >"$lines"
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1

alone=()
if command -v taskset >/dev/null; then alone=(taskset -c "$(($(getconf _NPROCESSORS_ONLN) - 1))"); fi

# Adds to each JSON line the round, and the name of the one who was measured where the line does not say it.
run() { # command...
    ${alone[@]+"${alone[@]}"} "$@" |
        sed -e '/"peer"/!s/^{/{"peer":"Twingrad",/' -e "s/^{/{\"round\":$round,/" >>"$lines" ||
        echo "bench: $* failed" >&2
}

peers=()
for module in torch numpy; do
    if "$PYTHON" -c "import $module" 2>/dev/null; then peers+=("$module"); else
        echo "bench: $module is not installed for $PYTHON, and left out" >&2
    fi
done

for ((round = 1; round <= ROUNDS; round++)); do
    echo "round $round of $ROUNDS; load $(cut -d' ' -f1-3 /proc/loadavg 2>/dev/null)" >&2
    run "$BUILD/tests/bench/limits" "$EACH"
    run "$FLOAT/tests/bench/limits" "$EACH"
    run "$BUILD/tests/bench/training" "$EACH"
    run "$FLOAT/tests/bench/training" "$EACH"
    run "$BUILD/tests/bench/check" 11
    for peer in ${peers[@]+"${peers[@]}"}; do
        run "$PYTHON" tests/bench/peer_"$peer".py train "$EACH"
        run "$PYTHON" tests/bench/peer_"$peer".py check 0.1
    done
done

{
    echo "$(date -u +%Y-%m-%d), $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | sort -u | head -1)"
    awk -f tests/bench/table.awk "$lines"
} | tee "$out/bench.txt"
{ printf '[\n'; sed '$!s/$/,/' "$lines"; printf ']\n'; } >"$out/bench.json"
echo "wrote $out/bench.json and $out/bench.txt"
