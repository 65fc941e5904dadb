#!/bin/sh
# docs/derivations.md derives what the code does: every line of a step's backward formula, as the table of steps has it
# (src/net/*.c), stands in the page as a line of its own; and the page names every file that has such a formula.
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
[ "$passed" -ge 20 ] || { failed=$((failed + 1)) && echo "FAILED: only $passed formulas were found in src/net"; }
echo "derivations: $passed passed, $failed failed."
[ "$failed" = 0 ]
