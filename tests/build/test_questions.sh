#!/bin/sh
# Every lesson that an answer of docs/questions.md names is there. Its commands are run by test_commands.sh.
set -u
page=docs/questions.md
passed=0
failed=0
fails() {
    failed=$((failed + 1))
    echo "FAILED: $1"
}

for number in $(grep -o '[Ll]essons\{0,1\} [0-9][0-9, and]*' "$page" | grep -o '[0-9]*' | sort -un); do
    set -- lessons/"$(printf %02d "$number")"_*.c
    if [ -f "$1" ]; then passed=$((passed + 1)); else fails "there is no lesson $number"; fi
done
[ "$(grep -c '^## ' "$page")" -ge 15 ] || fails "$page has lost its questions"

echo "questions: $passed passed, $failed failed."
[ "$failed" = 0 ]
