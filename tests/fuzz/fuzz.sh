#!/bin/sh
# Feeds readers with made-up bytes, several at a time, and tells what came of each.
#
#   sh tests/fuzz/fuzz.sh PROGRAM SECONDS NAME...     `all` for every reader that has seeds
#
# Inputs that reached something new are kept in build/fuzz/corpus, where the next run begins; one that broke something
# in build/fuzz/broken. Status 0: nothing broke.
set -u
cd "$(dirname "$0")/../.." || exit 2
LC_ALL=C
export LC_ALL
program=$1
seconds=$2
shift 2
[ "$*" = all ] && set -- $(ls tests/fuzz/seeds)

feed() { # reader
    corpus=build/fuzz/corpus/$1
    log=build/fuzz/logs/$1
    kept=tests/fuzz/seeds/$1
    [ ! -d "tests/fuzz/found/$1" ] || kept="$kept tests/fuzz/found/$1"
    dictionary=tests/fuzz/words/$1
    [ -f "$dictionary" ] && dictionary="-dict=$dictionary" || dictionary=
    mkdir -p "$corpus" build/fuzz/logs build/fuzz/broken
    # Ten seconds for one input is far too long for any of them, and so is a block of 256 MB for a file of a few kB.
    FUZZ=$1 "$program" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -malloc_limit_mb=256 \
        -max_len=16384 -use_value_profile=1 -print_final_stats=1 -verbosity=1 $dictionary \
        -artifact_prefix="build/fuzz/broken/$1-" "$corpus" $kept >"$log" 2>&1
    status=$?
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    reached=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$log" | tail -n 1)
    if [ $status -eq 0 ]; then
        printf '%-12s %9s inputs in %s s, %s places in the code reached\n' "$1" "$runs" "$seconds" "$reached"
        return 0
    fi
    printf '%-12s BROKEN (%s):\n' "$1" "$log"
    grep -e 'does not hold' -e 'ERROR: ' -e 'runtime error' -e 'Test unit written' -e '^FUZZ=' "$log" | cut -c 1-200
    return 1
}

if [ "${FEED_ONE:-}" ]; then
    feed "$1"
    exit
fi
FEED_ONE=yes
export FEED_ONE
printf '%s\n' "$@" | xargs -n 1 -P "${JOBS:-2}" sh "$0" "$program" "$seconds"
