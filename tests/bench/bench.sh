#!/bin/bash
# Measures this project beside the programs that do the same work, against the limits of the processor, as the work grows,
# and as a person waits for it; `make bench` builds what it runs and calls it.
#
#   BUILD=build FLOAT=build/float bash tests/bench/bench.sh      the folders of the builds in double and in float
#   ROUNDS=5 SECONDS_EACH=1 ...                                  how often, how long each measurement
#   QUICK=1                                                      one round of short ones: two minutes
#   PARTS="speed growth window start open"                       these alone
#   SVC2004_DIR=folder                                           the files that are read (invented ones otherwise)
#
# Every round runs all programs once, one after the other on one processor (what needs two, and what a person waits for, on
# all), so that a machine that slows down slows all of them; a figure is the median of the rounds. Peers that are not
# installed are named and left out. Into $BUILD/bench it writes bench.json (every line, with its round), bench.txt (the
# table, which is printed too), medians.tsv, speed.png and growth.png.
set -u
cd "$(dirname "$0")/../.." || exit 2
BUILD=${BUILD:-build}
FLOAT=${FLOAT:-build/float}
if [[ -n ${QUICK:-} ]]; then
    ROUNDS=${ROUNDS:-1} EACH=${SECONDS_EACH:-0.1} REPEATS=5 OPEN_SECONDS=1
else
    ROUNDS=${ROUNDS:-5} EACH=${SECONDS_EACH:-1} REPEATS=21 OPEN_SECONDS=2
fi
PARTS=${PARTS:-speed growth window start open}
PYTHON=${PYTHON:-/usr/bin/python3}
CXX=${CXX:-c++}
PKG_CONFIG=${PKG_CONFIG:-pkg-config}
out=$BUILD/bench
here=$BUILD/tests/bench
mkdir -p "$out" || exit 2
lines=$out/lines.json
: >"$lines"
round=1
failed=0

alone=()
if command -v taskset >/dev/null; then alone=(taskset -c "$(($(getconf _NPROCESSORS_ONLN) - 1))"); fi

wanted() { # part
    [[ " $PARTS " == *" $1 "* ]]
}

say_load() {
    echo "load $(cut -d' ' -f1-3 /proc/loadavg 2>/dev/null || uptime | sed 's/.*load average[s]*: //')"
}

# Adds to each JSON line the round, and the name of the one who was measured where the line does not say it.
keep() { # command...
    local said
    said=$("$@") || { echo "bench: $* failed" >&2; failed=1; }
    [[ -z $said ]] || printf '%s\n' "$said" |
        sed -e '/"peer"/!s/^{/{"peer":"Twingrad",/' -e "s/^{/{\"round\":$round,/" >>"$lines"
}

run() { # command..., on one thread and one processor
    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 keep ${alone[@]+"${alone[@]}"} "$@"
}

find_peers() {
    local module
    peers=()
    for module in torch numpy; do
        if "$PYTHON" -c "import $module" 2>/dev/null; then peers+=("$module"); else
            echo "bench: $module is not installed for $PYTHON, and left out" >&2
        fi
    done
    # shellcheck disable=SC2046 # flags are words
    if $CXX -std=c++17 -O3 -w $($PKG_CONFIG --cflags eigen3 2>/dev/null) -o "$out/peer_ceres" tests/bench/peer_ceres.cpp \
        -lceres -lglog -lm 2>"$out/peer_ceres.log"; then
        ceres=$out/peer_ceres
    else
        ceres=
        echo 'bench: Ceres is not installed, and left out (sh src/deps.sh peers)' >&2
    fi
}

measure_speed() {
    local peer
    run "$here/limits" "$EACH"
    run "$FLOAT/tests/bench/limits" "$EACH"
    run "$here/training" "$EACH"
    run "$FLOAT/tests/bench/training" "$EACH"
    run "$here/check" "$([[ -n ${QUICK:-} ]] && echo 5 || echo 11)"
    for peer in ${peers[@]+"${peers[@]}"}; do
        run "$PYTHON" tests/bench/peer_"$peer".py train "$EACH"
        run "$PYTHON" tests/bench/peer_"$peer".py check "$EACH"
    done
    [[ -z $ceres ]] || run "$ceres" "$EACH"
    keep "$here/threads" "$EACH"
    keep "$FLOAT/tests/bench/threads" "$EACH"
    [[ " ${peers[*]-} " != *' torch '* ]] || keep "$PYTHON" tests/bench/peer_torch.py threads "$EACH"
}

# A model and signatures for the commands that want them.
make_given() {
    given=$out/given
    mkdir -p "$given"
    "$BUILD/twingrad" synth --out "$given" --users 1 --genuine 7 --forged 0 >/dev/null &&
        "$BUILD/twingrad" train --quiet --users 5 --genuine 6 --forged 3 --pairs 64 --epochs 1 --save "$given/model" >/dev/null ||
        { echo 'bench: no model could be made' >&2; failed=1; }
}

# A screen that nobody sees, as every machine has it; else the one there is.
open_screen() {
    screen=
    if command -v Xvfb >/dev/null; then
        exec 3< <(exec Xvfb -displayfd 1 -screen 0 1920x1080x24 -nolisten tcp 2>/dev/null)
        server=$!
        if read -r -t 30 screen <&3; then export DISPLAY=:$screen; else kill "$server" 2>/dev/null; fi
    fi
    [[ -n ${DISPLAY:-} ]] || echo 'bench: no Xvfb and no DISPLAY: no window was opened' >&2
}

close_screen() {
    [[ -z $screen ]] || { kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; exec 3<&-; }
}

load=$(say_load)
if wanted speed; then find_peers; fi
for ((round = 1; round <= ROUNDS; round++)); do
    echo "round $round of $ROUNDS; $(say_load)" >&2
    if wanted speed; then measure_speed; fi
    if wanted growth; then run "$here/growth" "$out/files" "$([[ -n ${QUICK:-} ]] && echo 1 || echo 3)"; fi
    if wanted window; then run "$here/window" "$REPEATS"; fi
done
round=1
if wanted start || wanted open; then
    open_screen
    if wanted start; then make_given; keep "$here/outside" "$BUILD" "$out/given" "$REPEATS"; fi
    if wanted open && [[ -n ${DISPLAY:-} ]]; then keep "$here/open" "$OPEN_SECONDS" "$((ROUNDS > 1 ? ROUNDS : 3))"; fi
    close_screen
fi

machine=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | sort -u | head -1)
{
    echo "$(date -u +%Y-%m-%d), ${machine:-this machine}, $(getconf _NPROCESSORS_ONLN) processors,"
    echo "$load before and $(say_load | sed 's/^load //') after; rounds: $ROUNDS"
    awk -v medians="$out/medians.tsv" -f tests/bench/table.awk "$lines"
} | tee "$out/bench.txt"
{ printf '[\n'; sed '$!s/$/,/' "$lines"; printf ']\n'; } >"$out/bench.json"
wrote="$out/bench.json, $out/bench.txt"
for picture in speed growth; do
    if wanted $picture && "$here/picture" $picture "$out/medians.tsv" "$out/$picture.png"; then
        wrote="$wrote, $out/$picture.png"
    fi
done
echo "wrote $wrote"
exit $failed
