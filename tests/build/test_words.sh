#!/bin/sh
# The catalogues of translations, on a copy of the sources: what is complete is compiled; a text of the sources that is
# missing, only guessed, or says other numbers than its English fails the build, and is named; `make words` puts new
# texts in and takes old ones out.
set -u
unset MAKEFLAGS MFLAGS MAKELEVEL DESTDIR
root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/src" && cp Makefile "$work" && cp -R src/words src/program src/base "$work/src" && cd "$work" || exit 1
po=src/words/po/pt_BR.po
mo=build/locale/pt_BR/LC_MESSAGES/twingrad.mo
: >log
failed=0
passed=0

result() { # sentence, whether it holds
    if [ "$2" -eq 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED: %s\n' "$1"
        sed 's/^/    /' log
    fi
}
compiles() { make --no-print-directory BUILD=build "$mo" >log 2>&1; }
refuses() { # what is named
    rm -f "$mo"
    ! compiles && [ ! -e "$mo" ] && grep -F -e "$1" log >/dev/null
}
merges() { make --no-print-directory BUILD=build merge-words >log 2>&1; }
says() { # English, Portuguese: fills in the empty translation after the English
    awk -v english="msgid \"$1\"" -v portuguese="msgstr \"$2\"" '
        found && $0 == "msgstr \"\"" { $0 = portuguese }
        { print; found = $0 == english }' "$po" >new && mv new "$po"
}
source_says() { printf '#include "words/words.h"\nconst char *extra_text(void)\n{\n    return %s;\n}\n' "$1" >src/program/extra.c; }

merges && compiles
result 'a complete catalogue is compiled' $?
cp "$po" complete.po

source_says '_("a new text, %d times")'
refuses 'a new text, %d times'
result 'a text that is missing fails the build and is named' $?
grep "make words" log >/dev/null
result 'and it is said what helps' $?
merges && grep 'msgid "a new text, %d times"' "$po" >/dev/null
result 'make words puts it into the catalogue' $?
refuses "$po"
result 'as long as it is not translated the build fails' $?
says 'a new text, %d times' 'um texto novo, %s vezes'
refuses "$po"
result 'a translation with another conversion than the English fails the build' $?
sed 's/um texto novo, %s vezes/um texto novo, %d vezes/' "$po" >new && mv new "$po"
compiles
result 'translated, it is compiled' $?
sed '/a new text/i #, fuzzy' "$po" >new && mv new "$po"
refuses "$po"
result 'a guessed translation fails the build' $?
sed '/#, fuzzy/d' "$po" >new && mv new "$po"

source_says '_("a changed text")'
refuses 'a changed text'
result 'a text that was changed fails the build' $?
merges && ! grep 'a new text' "$po" >/dev/null
result 'make words takes the old text out' $?
rm src/program/extra.c
merges && cmp -s "$po" complete.po
result 'and without the new text the catalogue is what it was' $?
compiles
result 'and is compiled' $?

for text in 'N_("one of a table")' 'words_many("one of many", "several", 2)'; do
    source_says "$text"
    refuses "$(echo "$text" | sed 's/.*"\(one[^"]*\)".*/\1/')"
    result "$text is looked for too" $?
done

# A constant that is shown through _(), as _(format), is in the catalogue only where it is marked: N_("...").
unmarked() { # sources
    awk 'FNR == 1 { end_file(); file = FILENAME; text = "" }
        { text = text $0 "\n" }
        END { end_file() }
        function end_file(    rest, name) {
            rest = text
            while (match(rest, /static const char [a-z_]+\[\] =[ \n]*"/)) {
                name = substr(rest, RSTART + 18, RLENGTH - 18)
                sub(/\[.*/, "", name)
                if (index(text, "_(" name ")") || index(text, "_(" name ","))
                    print file ": " name " is shown, and not marked with N_()"
                rest = substr(rest, RSTART + RLENGTH)
            }
        }' "$@"
}
printf '%s\n' 'static const char mark[] = N_("a");' 'static const char none[] =' '    "b %d";' 'f(_(mark), _(none));' >constant.c
unmarked constant.c >log
[ "$(cat log)" = 'constant.c: none is shown, and not marked with N_()' ]
result 'a constant that is shown and not marked is found' $?
# shellcheck disable=SC2046 # a word for each source
unmarked $(cd "$root" && find src viz lessons -name '*.c' | sed "s|^|$root/|") >log
[ ! -s log ]
result 'there is none' $?

echo "words: $passed passed, $failed failed."
[ "$failed" -eq 0 ]
