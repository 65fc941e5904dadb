#!/bin/sh
# Says how many of the lines of each folder the tests have run, and how many of the ways that its branches can go, by
# what gcov finds in $BUILD/obj; the files that were least reached follow. Ends with 1 when less of src was reached than
# LINES_WANTED and BRANCHES_WANTED (percent). Run by `make coverage`. With clang: GCOV='llvm-cov gcov'.
set -u
LC_ALL=C
export LC_ALL
BUILD=${BUILD:-build/coverage}
GCOV=${GCOV:-gcov}
LINES_WANTED=${LINES_WANTED:-95}
BRANCHES_WANTED=${BRANCHES_WANTED:-85}
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT

# Each object tells of its own source alone: the headers it includes would be counted once for each.
find "$BUILD/obj" -name '*.gcno' ! -path "$BUILD/obj/tests/*" | sort | while read -r notes; do
    source=${notes#"$BUILD/obj/"}
    source=${source%.gcno}.c
    [ -f "$source" ] || continue # of a file that is gone
    # shellcheck disable=SC2086 # two words
    $GCOV -n -b -o "${notes%/*}" "$notes" 2>/dev/null | awk -v source="$source" '
        /^File / { ours = $0 == "File '\''" source "'\''" }
        ours && sub(/^Lines executed:/, "") { lines = $1 * $3 / 100; all = $3 }
        ours && sub(/^Taken at least once:/, "") { ways = $1 * $3 / 100; every = $3; done = 1 }
        ours && /^No branches/ { ways = every = 0; done = 1 }
        ours && done {
            printf "%s %d %d %d %d\n", source, lines + 0.5, all, ways + 0.5, every
            exit
        }'
done >"$work/files"
if ! [ -s "$work/files" ]; then
    echo "coverage: $GCOV found nothing to tell in $BUILD/obj" >&2
    exit 2
fi
awk -v lines="$LINES_WANTED" -v branches="$BRANCHES_WANTED" '
    function percent(part, whole) { return whole ? 100 * part / whole : 100 }
    function row(name) {
        printf "%-16s %6d %8.1f%% %9d %8.1f%%\n", name, n[name, 3], percent(n[name, 2], n[name, 3]), n[name, 5],
            percent(n[name, 4], n[name, 5])
    }
    {
        folder = $1
        sub(/\/[^\/]*$/, "", folder)
        if (!(folder in seen))
            order[++folders] = folder
        seen[folder] = 1
        floor = $1 ~ /^src\// ? "src" : "above src"
        for (i = 2; i <= 5; i++) {
            n[folder, i] += $i
            n[floor, i] += $i
        }
    }
    END {
        printf "%-16s %6s %9s %9s %9s\n", "folder", "lines", "run", "branches", "taken"
        for (i = 1; i <= folders; i++)
            row(order[i])
        print ""
        row("src")
        row("above src")
        if (percent(n["src", 2], n["src", 3]) < lines || percent(n["src", 4], n["src", 5]) < branches) {
            printf "less than %s %% of the lines or %s %% of the branches of src\n", lines, branches
            exit 1
        }
    }' "$work/files"
status=$?
echo
echo 'least reached:'
awk '$2 < $3 {printf "%6.1f%%  %s (%d of %d)\n", 100 * $2 / $3, $1, $2, $3}' "$work/files" | sort -n | head -n 5
exit $status
