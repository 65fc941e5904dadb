#!/bin/sh
# The commands of docs/questions.md do what the page says: those with a planted mistake find it (status 1), the others
# end well; and every lesson and exercise that an answer names is there. BUILD is the folder of the programs.
set -u
BUILD=${BUILD:-build}
page=docs/questions.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0
fails() {
    failed=$((failed + 1))
    echo "FAILED: $1"
}

sed -n 's/^    //p' "$page" >"$work/commands"
while IFS= read -r command; do
    case $command in
    build/*) ;;
    *) fails "$command: no command that can be run here" && continue ;;
    esac
    case $command in *--fault*) expected=1 ;; *) expected=0 ;; esac
    sh -c "$BUILD/${command#build/}" >"$work/said" 2>&1 </dev/null
    got=$?
    if [ $got != $expected ]; then
        fails "$command: status $got, expected $expected"
        tail -3 "$work/said"
    else
        passed=$((passed + 1))
    fi
done <"$work/commands"
[ -s "$work/commands" ] || fails "$page has no commands"

for number in $(grep -o '[Ll]essons\{0,1\} [0-9][0-9, and]*' "$page" | grep -o '[0-9]*' | sort -un); do
    set -- lessons/"$(printf %02d "$number")"_*.c
    if [ -f "$1" ]; then passed=$((passed + 1)); else fails "there is no lesson $number"; fi
done
[ "$(grep -c '^## ' "$page")" -ge 15 ] || fails "$page has lost its questions"

echo "questions: $passed passed, $failed failed."
[ "$failed" = 0 ]
