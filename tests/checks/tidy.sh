#!/bin/sh
# Runs clang-tidy over the files given, with the compiler's flags in TIDY_FLAGS, JOBS files at a time; CHECKS are added to
# those of .clang-tidy ('-clang-analyzer-*' leaves out those that take nearly all of the time). What it finds and
# tests/checks/tidy.txt does not name is printed, and the status is then 1; and so it is where that list names what is not
# found any more in a file that was looked at.
set -u
if [ "$1" = one ]; then
    case $2 in
    src/base/status.c | src/gradcheck/*) told= ;;
    *) told='-include tests/checks/status_told.h' ;;
    esac
    # shellcheck disable=SC2086 # the flags are words
    exec clang-tidy --quiet "--checks=${CHECKS:-}" "$2" -- $TIDY_FLAGS $told 2>/dev/null
fi
found=$(mktemp)
trap 'rm -f "$found"' EXIT
printf '%s\n' "$@" | xargs -P "${JOBS:-2}" -I FILE sh "$0" one FILE |
    grep -E '^[^ ]+:[0-9]+:[0-9]+: (warning|error): ' | sed "s|^$PWD/||" | sort -u >"$found"
awk -v files="$*" -v checks="${CHECKS:-}" '
    BEGIN { count = split(files, all, " "); for (i in all) looked[all[i]] = 1 }
    FILENAME ~ /tidy\.txt$/ {
        if (/^[^#]/ && $1 ~ /\./)
            allowed[$1 " " $2] = 1
        next
    }
    {
        file = $1
        sub(/:.*/, "", file)
        check = $0
        sub(/.*\[/, "", check)
        sub(/[],].*/, "", check)
        if ((file " " check) in allowed) {
            known++
            seen[file " " check] = 1
            next
        }
        print
        wrong++
    }
    END {
        for (name in allowed) {
            split(name, part, " ")
            if (part[1] in looked && !(name in seen) && !checks) {
                print "tests/checks/tidy.txt: " name ": not found any more"
                wrong++
            }
        }
        printf "clang-tidy: %d files: %d found, %d places known to be right\n", count, wrong, known
        exit wrong > 0
    }' tests/checks/tidy.txt "$found"
