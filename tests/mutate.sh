#!/bin/sh
# Breaks sources one token at a time and tells which breakages no test notices.
#
#   sh tests/mutate.sh 'TEST...' FILE.c...     as: sh tests/mutate.sh 'net/test_cosine net/test_step' src/net/cosine.c
#
# Works in a copy of the checkout. The unbroken baseline must pass first. A breakage that does not compile, or makes a
# test fail or run for over a minute, was noticed; every other one is printed: file, line, what became what. With
# MODE=asan a step beyond an array is noticed too.
set -eu
wanted=$1
shift
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git ls-files -z | tar --null -T - -cf - | tar -xf - -C "$copy"
cd "$copy"

tests=
for test in $wanted; do tests="$tests build/tests/$test"; done

notices() { # 0 when a test notices
    make -s BUILD=build CFLAGS=-w $tests >/dev/null 2>&1 || return 0
    for test in $tests; do timeout 60 "$test" >/dev/null 2>&1 || return 0; done
    return 1
}
if notices; then
    echo 'the unbroken sources do not pass' >&2
    exit 2
fi

# line number, token, replacement: one breakage a line
breakages() { # file
    awk '
        function offer(token, other,   from, at) {
            from = 1
            while ((at = index(substr($0, from), token)) > 0) {
                print NR "\t" (from + at - 1) "\t" token "\t" other
                from += at + length(token) - 1
            }
        }
        /^[ \t]*(\/\*|\*|#|\/\/|assert)/ || /static const StepKind|_formula|status_error|"/ { next }
        { offer(" + ", " - "); offer(" - ", " + "); offer(" * ", " / "); offer(" / ", " * "); offer(" += ", " = ")
          offer(" -= ", " += "); offer(" < ", " <= "); offer(" <= ", " < "); offer(" > ", " >= "); offer(" >= ", " > ")
          offer(" == ", " != "); offer(" != ", " == "); offer(" && ", " || "); offer(" || ", " && "); offer("return;", ";")
          offer(" = 0;", " = 1;"); offer("++", "--"); offer("!", "") }' "$1"
}

tried=0
survived=0
for file in "$@"; do
    cp "$file" "$copy/original"
    breakages "$file" >"$copy/list"
    while IFS='	' read -r line column token other; do
        awk -v line="$line" -v column="$column" -v token="$token" -v other="$other" '
            NR == line { $0 = substr($0, 1, column - 1) other substr($0, column + length(token)) } { print }
        ' "$copy/original" >"$file"
        tried=$((tried + 1))
        if ! notices; then
            survived=$((survived + 1))
            printf '%s:%s: %s -> %s in: %s\n' "$file" "$line" "$token" "$other" \
                "$(sed -n "${line}p" "$copy/original" | sed 's/^ *//')"
        fi
    done <"$copy/list"
    cp "$copy/original" "$file"
done
echo "$tried breakages tried, $survived not noticed"
