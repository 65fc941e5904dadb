#!/bin/sh
# Runs each test given (a program, or a script) and ends with 0 only when all passed. One that fails does not
# stop the others. A test that hangs is the business of whoever runs this: .ci/run sets a limit.
failed=
# What programs say is compared in English, whoever runs this.
LC_ALL=C
export LC_ALL
LSAN_OPTIONS=${LSAN_OPTIONS:-suppressions=$PWD/tests/support/leaks.txt:print_suppressions=0}
export LSAN_OPTIONS
for program in "$@"; do
    name=${program#*/tests/}
    name=${name#tests/}
    printf '== %s\n' "$name"
    case $program in
    *.sh) sh "$program" ;;
    *) ${RUNNER:-} "$program" ;;
    esac
    status=$?
    if [ $status -gt 128 ]; then
        printf '%s: ended by signal %d\n' "$name" $((status - 128))
    fi
    [ $status -eq 0 ] || failed="$failed $name"
done
if [ $# -eq 0 ]; then
    echo 'no test was given' >&2
    exit 1
fi
if [ -n "$failed" ]; then
    printf '\nFAILED:%s\n' "$failed"
    exit 1
fi
printf '\nAll %d test programs passed.\n' $#
