#!/bin/sh
# docs/derivations.md derives what the code does: every line of a step's backward formula, as the table of steps has it
# (src/net/*.c), stands in the page as a line of its own; the page names every file that has such a formula; and the loop
# with which the tour begins is in the code.
set -u
LC_ALL=C
export LC_ALL
page=docs/derivations.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# "FILE FORMULA" for each part of each backward formula; parts are separated by ';'.
for file in src/net/*.c; do
    awk '
    /\.backward_formula/ { taking = 1; text = "" }
    taking {
        line = $0
        while (match(line, /"[^"]*"/)) {
            text = text substr(line, RSTART + 1, RLENGTH - 2)
            line = substr(line, RSTART + RLENGTH)
        }
        if ($0 ~ /,$/) {
            count = split(text, parts, ";")
            for (k = 1; k <= count; k++)
                print FILENAME " " parts[k]
            taking = 0
        }
    }' "$file"
done >"$work/formulas"
sed -n 's/^    *//p' "$page" >"$work/lines"

passed=0
failed=0
while read -r file formula; do
    if grep -qxF -- "$formula" "$work/lines" && grep -qF "(../$file)" "$page"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $page does not derive $formula ($file)"
    fi
done <"$work/formulas"
# The loop that the tour shows is that of the code.
sed -n '/^## Ten seconds/,/^## Ten minutes/s/^    //p' docs/tour.md >"$work/loop"
sed 's/^ *//' src/net/cosine.c >"$work/cosine"
while IFS= read -r line; do
    if grep -qxF -- "$line" "$work/cosine"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: docs/tour.md shows what is not in src/net/cosine.c: $line"
    fi
done <"$work/loop"
[ "$passed" -ge 28 ] || { failed=$((failed + 1)) && echo "FAILED: only $passed formulas and lines were found"; }
echo "derivations: $passed passed, $failed failed."
[ "$failed" = 0 ]
