# Read by the scripts beside it (`. "${0%/*}/counted.sh"`): a folder of their own, $work, sentences that are counted, and
# make, called as this build was made ($CC, $MODE, $REAL, $BUILD and the rest).
CC=${CC:-cc} CFLAGS=${CFLAGS:-} LDFLAGS=${LDFLAGS:-} MODE=${MODE:-release} REAL=${REAL:-double}
BUILD=${BUILD:-build} PKG_CONFIG=${PKG_CONFIG:-pkg-config}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
passed=0

check() { # what is true, then a command that finds it so
    sentence=$1
    shift
    if "$@" >"$work/log" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED: %s\n' "$sentence"
        sed 's/^/    /' "$work/log"
    fi
}

makes() { # make's arguments
    make --no-print-directory CC="$CC" CFLAGS="$CFLAGS" LDFLAGS="$LDFLAGS" MODE="$MODE" REAL="$REAL" \
        BUILD="$BUILD" PKG_CONFIG="$PKG_CONFIG" "$@"
}
