#!/bin/sh
# Runs each test program given and ends with 0 only when all passed. A program that fails does not stop the others.
failed=
for program in "$@"; do
    printf '== %s\n' "${program#*/tests/}"
    "$program" || failed="$failed ${program#*/tests/}"
done
if [ $# -eq 0 ]; then
    echo 'no test program was given' >&2
    exit 1
fi
if [ -n "$failed" ]; then
    printf '\nFAILED:%s\n' "$failed"
    exit 1
fi
printf '\nAll %d test programs passed.\n' $#
