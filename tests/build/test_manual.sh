#!/bin/sh
# The manual pages: every option that --help knows stands in its page and no other, every function of the checker's
# headers in its, they are sound roff and fit 80 columns, and what their examples say works.
set -u
unset MAKEFLAGS MFLAGS MAKELEVEL
LC_ALL=C
export LC_ALL
. "${0%/*}/counted.sh"

# The page as source without its escapes, so that no formatter is needed.
text_of() { # page
    sed 's/\\f[BIR]//g; s/\\-/-/g; s/\\e/\\/g' "$1"
}

# The options that stand under a heading of the page (a command's .SS, or all), and those of the program's --help.
told() { # page, heading or -
    text_of "$1" | awk -v heading="$2" '/^\.S[SH] / { inside = heading == "-" || $2 == heading }
        inside && tagged && /^--[a-z]/ { print $1 } { tagged = /^\.TP/ }' | sort -u
}
known() { # program, command or nothing
    # shellcheck disable=SC2086 # no command is no word
    "$BUILD/$1" $2 --help | sed -n 's/^  \(--[a-z-]*\).*/\1/p' | sort -u
}
same_options() { # page, heading, program, command
    told "$BUILD/man/$1" "$2" >"$work/told"
    known "$3" "$4" | if [ "$2" = - ]; then cat; else grep -v '^--help$'; fi >"$work/known"
    [ "$(wc -l <"$work/known")" -gt 1 ] && diff "$work/known" "$work/told"
}

every_function() {
    sed -n 's/^[A-Za-z].*[ *]\(gradcheck_[a-z_]*\)(.*/\1/p' src/gradcheck/gradcheck.h src/gradcheck/gradcheck_report.h | sort -u >"$work/known"
    text_of "$BUILD/man/gradcheck.3" | awk '/^\.SH/ { inside = $2 == "FUNCTIONS" } inside' |
        sed -n 's/^[A-Za-z].*[ *]\(gradcheck_[a-z_]*\)(.*/\1/p' | sort -u >"$work/told"
    [ "$(wc -l <"$work/known")" -gt 10 ] && diff "$work/known" "$work/told"
}

example_of() { # page: what stands between .EX and .EE
    text_of "$1" | sed -n '/^\.EX/,/^\.EE/p' | sed '1d; $d'
}
commands_work() { # page, the status of the last one: with `twingrad` and its like from this build
    example_of "$1" | grep -v '^[a-z-]*$' >"$work/example.sh" # but those that open a window, or ask
    [ -s "$work/example.sh" ] || return 1
    sed '$d' "$work/example.sh" >"$work/first.sh"
    sed -n '$p' "$work/example.sh" >"$work/last.sh"
    mkdir -p "$work/there"
    ln -sfn "$PWD/lessons" "$work/there/lessons" # the exercises
    (
        PATH=$(cd "$BUILD" && pwd):$PATH TWINGRAD_EXERCISES=$work/mine TWINGRAD_PROGRESS=$work/progress
        export PATH TWINGRAD_EXERCISES TWINGRAD_PROGRESS
        cd "$work/there" && sh -e "$work/first.sh" && sh "$work/last.sh"
    )
    status=$?
    [ "$status" -eq "$2" ] || echo "ended with $status, expected $2"
    [ "$status" -eq "$2" ]
}
program_works() {
    example_of "$BUILD/man/gradcheck.3" >"$work/example.c"
    case $MODE in # what the library was built with, the program is linked with
    asan) linked=-fsanitize=address,undefined ;;
    coverage) linked=--coverage ;;
    *) linked= ;;
    esac
    # shellcheck disable=SC2086 # flags
    $CC -std=c17 -Wall -Wextra -Werror -Isrc $CFLAGS $LDFLAGS $linked \
        -o "$work/example" "$work/example.c" "$BUILD/libgradcheck.a" -lm && "$work/example" | grep 'agrees'
}

check 'the pages are made' makes to-install
for folder in '' pt_BR/; do
    for command in $("$BUILD/twingrad" --help | sed -n 's/^  \([a-z]*\)  .*/\1/p'); do
        check "${folder}twingrad(1) knows the options of twingrad $command, and no others" \
            same_options ${folder}twingrad.1 "$command" twingrad "$command"
    done
    for program in twingrad-live twingrad-lesson twingrad-exercise; do
        check "$folder$program(1) knows its options, and no others" same_options $folder$program.1 - $program ''
    done
done
same_examples() { # program: the Portuguese page has those of the English one, and as many sections
    example_of "$BUILD/man/$1.1" >"$work/english" && example_of "$BUILD/man/pt_BR/$1.1" >"$work/portuguese" &&
        [ -s "$work/english" ] && diff "$work/english" "$work/portuguese" &&
        [ "$(grep -c '^\.S[HS]' "$BUILD/man/$1.1")" -eq "$(grep -c '^\.S[HS]' "$BUILD/man/pt_BR/$1.1")" ]
}
speaks_portuguese() { # every option of the page is told of in another way than in the English one
    for page in "$BUILD/man/$1.1" "$BUILD/man/pt_BR/$1.1"; do
        text_of "$page" | awk 'tagged { option = $1; tagged = 0; next } /^\.TP/ { tagged = 1; option = "" }
            option ~ /^--/ { print option, $0; option = "" }' | sort -u
    done | sort | uniq -d | grep . && return 1
    return 0
}
for program in twingrad twingrad-live twingrad-lesson twingrad-exercise; do
    check "pt_BR/$program(1) has the sections and the examples of the English one" same_examples $program
    check 'and tells of every option in Portuguese' speaks_portuguese $program
done
not_translated() { # a catalogue with a text too few and one too many: both are named, and the status is 1
    sed 's/^msgid "how many"$/msgid "how much"/' src/install/manual/pt_BR/twingrad.po >"$work/less.po"
    awk -f src/install/manual/translate.awk "$work/less.po" "$BUILD/install/twingrad.table" >/dev/null 2>"$work/said" && return 1
    grep -q 'is not translated: how many$' "$work/said" && grep -q 'is no longer said: how much$' "$work/said"
}
check 'a text of the help that is not translated ends the making of the page' not_translated
check 'gradcheck(3) knows every function of gradcheck.h and gradcheck_report.h, and no others' every_function
for page in "$BUILD"/man/*.[13] "$BUILD"/man/pt_BR/*.1; do
    name=${page#"$BUILD"/man/}
    if command -v mandoc >/dev/null 2>&1; then
        check "$name is sound for mandoc" sh -c "! mandoc -Tlint '$page' | grep -v 'pt_BR.*longer than 80 bytes' | grep ."
        check "$name fits 80 columns" sh -c "! mandoc -T ascii -O width=80 '$page' | sed 's/.\x08//g' | grep '.\{81\}'"
    else
        echo "SKIPPED: mandoc, which looks at $name, is not here"
    fi
    if command -v groff >/dev/null 2>&1 && [ -e /usr/share/groff/current/tmac/an.tmac ]; then
        check "$name is sound for groff" sh -c "! groff -k -man -wall -ww -z '$page' 2>&1 | grep ."
    fi
done
check 'the examples of twingrad(1) work, and the last one finds the mistake' commands_work "$BUILD/man/twingrad.1" 1
check 'the examples of twingrad-live(1) work' commands_work "$BUILD/man/twingrad-live.1" 0
check 'and those of twingrad-lesson(1)' commands_work "$BUILD/man/twingrad-lesson.1" 0
check 'and those of twingrad-exercise(1)' commands_work "$BUILD/man/twingrad-exercise.1" 0
check 'the program of gradcheck(3) finds that its gradient agrees' program_works

echo "manual: $passed passed, $failed failed."
[ "$failed" -eq 0 ]
