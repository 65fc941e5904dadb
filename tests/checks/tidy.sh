#!/bin/sh
# Runs clang-tidy over the files given, with the compiler's flags in TIDY_FLAGS, JOBS files at a time. What it finds and
# tests/checks/tidy.txt does not name is printed, and the status is then 1.
set -u
here=$(dirname "$0")
found=$(mktemp)
trap 'rm -f "$found"' EXIT
# The flags are words, and so they are split.
printf '%s\n' "$@" | xargs -P "${JOBS:-2}" -I FILE sh -c "clang-tidy --quiet FILE -- $TIDY_FLAGS 2>/dev/null" |
    grep -E '^[^ ]+:[0-9]+:[0-9]+: (warning|error): ' | sed "s|^$PWD/||" | sort -u >"$found"
awk -v looked=$# -v names="$here/tidy.txt" '
    FILENAME == names && /^[^#]/ { allowed[$1 " " $2] = 1; next }
    FILENAME == names { next }
    {
        file = $1
        sub(/:.*/, "", file)
        checks = $0
        sub(/.*\[/, "", checks)
        sub(/\]$/, "", checks)
        sub(/,.*/, "", checks)
        if ((file " " checks) in allowed) { known++; next }
        print
        wrong++
    }
    END {
        printf "clang-tidy: %d files: %d found, %d places known to be right\n", looked, wrong, known
        exit wrong > 0
    }' "$here/tidy.txt" "$found"
