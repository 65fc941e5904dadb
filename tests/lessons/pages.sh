#!/bin/sh
# The lessons as they come out: tests/lessons/expected/NAME.LANGUAGE.txt is what one prints (--auto --plain), and
# docs/lessons/NAME.md, in Portuguese NAME.pt_BR.md, is its page.
#
#   sh tests/lessons/pages.sh write     writes them all again (make lesson-pages)
#   sh tests/lessons/pages.sh check     runs every lesson in both languages and compares; 1 when something differs
set -u
BUILD=${BUILD:-build}
LC_ALL=C
export LC_ALL
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
mkdir "$work/expected" "$work/pages" "$work/html"

page_name() { # lesson, language
    case $2 in en) echo "$1.md" ;; *) echo "$1.$2.md" ;; esac
}
title() { # page
    sed -n 's/^# //p' "$1" | head -n 1
}

troubles=0
count=0
lesson=$BUILD/twingrad-lesson
for source in lessons/[0-9]*.c; do
    name=$(basename "$source" .c)
    for language in en pt_BR; do
        count=$((count + 1))
        "$lesson" "$name" --auto --plain --lang $language >"$work/expected/$name.$language.txt" 2>"$work/err" &&
            "$lesson" "$name" --lang $language --markdown "$work/pages/$(page_name "$name" $language)" 2>>"$work/err" &&
            "$lesson" "$name" --lang $language --html "$work/html/$name.$language.html" 2>>"$work/err" || {
            echo "FAILED: $name in $language ended with trouble"
            cat "$work/err"
            grep 'FAILS\|FALHA' "$work/expected/$name.$language.txt"
            troubles=$((troubles + 1))
        }
        if awk 'length > 80' "$work/expected/$name.$language.txt" | grep .; then
            echo "FAILED: $name in $language prints lines of more than 80 letters"
            troubles=$((troubles + 1))
        fi
        if LC_ALL=C grep -n '[^ -~]' "$work/expected/$name.$language.txt"; then
            echo "FAILED: $name in $language prints more than ASCII with --plain"
            troubles=$((troubles + 1))
        fi
    done
done
if [ $count -eq 0 ]; then
    echo 'there is no lesson in lessons/' >&2
    exit 2
fi

{
    echo '# The lessons'
    echo
    echo 'Step by step, from one angle to a verified signature. These pages are written by the lessons themselves'
    echo '(`make lesson-pages`), from the numbers that they compute. `make lessons` is their menu, and `make lesson-01`'
    echo 'begins the first: there you are asked, and can try.'
    echo
    echo '| | English | Português |'
    echo '| --- | --- | --- |'
    for page in "$work"/pages/*.md; do
        name=${page##*/}
        name=${name%.md}
        case $name in README | *.pt_BR) continue ;; esac
        echo "| ${name%%_*} | [$(title "$page")]($name.md) | [$(title "$work/pages/$name.pt_BR.md")]($name.pt_BR.md) |"
    done
} >"$work/pages/README.md"

if [ "${1:-check}" = write ]; then
    [ $troubles -eq 0 ] || exit 1
    rm -f tests/lessons/expected/*.txt docs/lessons/*.md
    mkdir -p tests/lessons/expected docs/lessons
    cp "$work"/expected/*.txt tests/lessons/expected
    cp "$work"/pages/*.md docs/lessons
    echo "wrote $count pages and as many expected outputs"
    exit
fi

for pair in "expected tests/lessons/expected" "pages docs/lessons"; do
    if ! diff -r "$work/${pair%% *}" "${pair#* }" >"$work/differences"; then
        echo "FAILED: ${pair#* } is not what the lessons say now ('make lesson-pages' writes it again):"
        head -n 40 "$work/differences"
        troubles=$((troubles + 1))
    fi
done
# Every lesson stands in the contents, and nothing else does: a lesson that does not ends with trouble above.
listed=$(printf 'q\n' | TWINGRAD_PROGRESS="$work/progress" "$lesson" --plain --lang en | grep -c '^ *>\{0,1\} *[0-9][0-9]* ')
if [ "$listed" -ne $((count / 2)) ]; then
    echo "FAILED: the menu lists $listed lessons, and there are $((count / 2))"
    troubles=$((troubles + 1))
fi
echo "lessons: $count runs, $troubles troubles."
[ $troubles -eq 0 ]
