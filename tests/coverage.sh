#!/bin/sh
# Says how many of the lines of each folder the tests have run, by what gcov finds in $BUILD/obj; the files
# that were least reached follow. Run by `make coverage`. With clang: GCOV='llvm-cov gcov'.
set -u
LC_ALL=C
export LC_ALL
BUILD=${BUILD:-build/coverage}
GCOV=${GCOV:-gcov}
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT

# Each object tells of its own source alone: the headers it includes would be counted once for each.
find "$BUILD/obj" -name '*.gcno' ! -path "$BUILD/obj/tests/*" | sort | while read -r notes; do
    source=${notes#"$BUILD/obj/"}
    source=${source%.gcno}.c
    [ -f "$source" ] || continue # of a file that is gone
    # shellcheck disable=SC2086 # two words
    $GCOV -n -o "${notes%/*}" "$notes" 2>/dev/null | awk -v source="$source" '
        /^File / { ours = $0 == "File '\''" source "'\''" }
        /^Lines executed:/ && ours {
            sub(/^Lines executed:/, "")
            sub(/% of/, "")
            printf "%s %d %d\n", source, $1 * $2 / 100 + 0.5, $2
            ours = 0
        }'
done >"$work/files"
if ! [ -s "$work/files" ]; then
    echo "coverage: $GCOV found nothing to tell in $BUILD/obj" >&2
    exit 2
fi
awk '
    {
        folder = $1
        sub(/\/[^\/]*$/, "", folder)
        if (!(folder in all))
            order[++n] = folder
        run[folder] += $2
        all[folder] += $3
        run_total += $2
        all_total += $3
    }
    END {
        printf "%-16s %7s %7s %9s\n", "folder", "lines", "run", "percent"
        for (i = 1; i <= n; i++)
            printf "%-16s %7d %7d %8.1f%%\n", order[i], all[order[i]], run[order[i]],
                100 * run[order[i]] / all[order[i]]
        printf "%-16s %7d %7d %8.1f%%\n", "all", all_total, run_total, 100 * run_total / all_total
    }' "$work/files"
echo
echo 'least reached:'
awk '$2 < $3 {printf "%6.1f%%  %s (%d of %d)\n", 100 * $2 / $3, $1, $2, $3}' "$work/files" | sort -n | head -n 5
