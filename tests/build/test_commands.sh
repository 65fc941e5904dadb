#!/bin/sh
# Every command in a page of the docs does what the page says: it ends well (with status 1 where a mistake is planted, or
# with the one that a comment before its block says), and prints what stands below it. tests/build/commands.awk says what
# in a page is a command, and how one is marked that takes long or that no test can run. Those of `make` are asked for in
# .ci/run, where they are run. Of those named within a sentence the program must be there and know the options, and make
# the goals.
#
#   sh tests/build/test_commands.sh [PAGE...]       BUILD: the folder of the programs; COMMANDS=all: the long ones too
#
# Each page has a folder of its own, in which the repository's lies; what its commands write stays there. MODEL, FOLDER
# and mine.so, which pages speak of, are there.
set -u
LC_ALL=C
export LC_ALL
case ${MODE:-release} in
release) ;;
*)
    echo "commands: 0 passed, 0 failed; SKIPPED: the pages speak of the ordinary build, not of MODE=$MODE"
    exit 0
    ;;
esac
root=$PWD
BUILD=${BUILD:-build}
case $BUILD in /*) ;; *) BUILD=$root/$BUILD ;; esac
PATH=$BUILD:$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck disable=SC2046 # one word for each page
[ $# -gt 0 ] || set -- README.md $(ls docs/*.md docs/lessons/[0-9]*.md | grep -v pt_BR)
passed=0
failed=0
later=0
never=0

fails() {
    failed=$((failed + 1))
    echo "FAILED: $page: $1"
}

# Whether what was said has these lines in this order; "..." stands for any others, or for any part of a line.
prints() { # what was said, what should be there
    awk -v wanted="$2" '
    BEGIN {
        while ((getline line <wanted) > 0)
            if (line !~ /^ *\.\.\.$/)
                want[++count] = line
        k = 1
    }
    k <= count && fits($0, want[k]) { k++ }
    END { if (k <= count) print "did not print: " want[k]; exit k <= count }
    function fits(line, text,    at) {
        if (!(at = index(text, "...")))
            return line == text
        return length(line) >= length(text) - 3 && substr(line, 1, at - 1) == substr(text, 1, at - 1) && \
            substr(line, length(line) - (length(text) - at - 3)) == substr(text, at + 3)
    }' "$1"
}

make_command() { # a line that begins with make, perhaps behind variables: its goals are there, and .ci/run has them
    for word in ${1#*make}; do
        case $word in
        *=* | -*) continue ;;
        build/*) # a file: its source, or the page's next word, says whether it can be
            [ "$word" != '&&' ] && [ -f "${word#build/}.c" ] || fails "$1: nothing makes $word"
            return
            ;;
        '&&') break ;;
        esac
        if ! is_goal "$word"; then
            fails "$1: make knows no $word" && return
        elif ! grep -qE "make .*$word( |\$)" "$root"/.ci/run; then
            fails "$1: .ci/run does not make $word" && return
        fi
    done
    passed=$((passed + 1))
}

is_goal() { # of make, or one of its patterns
    grep -qE "^($1|${1%-*}-%):" "$root"/Makefile "$root"/*/*.mk "$root"/*/*/*.mk
}

look_at() { # what a sentence names
    # shellcheck disable=SC2086 # its words
    set -- ${1#build/}
    case $1 in
    make)
        shift
        for word in "$@"; do
            case $word in
            *=* | -* | [\'\"]* | [A-Z]* | *[\'\"]) ;;
            *) is_goal "$word" || { fails "make $*: make knows no $word" && return; } ;;
            esac
        done
        ;;
    tests/*) [ -f "$1.c" ] || { fails "$1: there is no such test" && return; } ;;
    *)
        program=$BUILD/$1
        [ -x "$program" ] || { fails "$program: there is no such program" && return; }
        case ${2:-} in [a-z]*) program="$program $2" ;; esac
        $program --help >"$work/help" 2>&1 || { fails "$program: it is not known" && return; }
        for word in "$@"; do
            case $word in
            --*) grep -qE -- "$word( |\$)" "$work/help" || { fails "$program knows no $word" && return; } ;;
            esac
        done
        ;;
    esac
    passed=$((passed + 1))
}

run() { # command, status, what it should print
    case $1 in
    make* | [A-Z_]*=*\ make*) make_command "$1" && return ;;
    .ci/run*) return ;; # what runs this
    esac
    (cd "$folder" && sh -c "$1") >"$work/said" 2>&1 </dev/null
    got=$?
    if [ $got != "$2" ]; then
        fails "$1: status $got, expected $2"
        tail -n 3 "$work/said"
    elif ! prints "$work/said" "$3" >"$work/missed"; then
        fails "$1: $(cat "$work/missed")"
    else
        passed=$((passed + 1))
    fi
}

# The commands of one page are one list; each is run when the next begins, for then what it prints is known.
finish() {
    [ -n "$command" ] || return 0
    if [ -n "$reason" ]; then
        :
    elif [ "$long" = yes ] && [ "${COMMANDS:-}" != all ]; then
        later=$((later + 1))
    else
        run "$command" "${status:-$expected}" "$work/prints"
    fi
    command=
}

set_up() { # a folder with the repository in it
    mkdir "$folder"
    for entry in "$root"/* "$root"/.[a-z]*; do
        case ${entry##*/} in build | .git) continue ;; esac
        ln -s "$entry" "$folder"
    done
    ln -s "$BUILD" "$folder/build"
    cp -r "$work/ready/." "$folder"
}

mkdir "$work/ready"
page='the set-up'
{
    twingrad train --epochs 1 --pairs 64 --save "$work/ready/MODEL" &&
        twingrad synth --users 4 --seed 5 --out "$work/ready/FOLDER" &&
        ${CC:-cc} -std=c17 -fPIC -shared -Isrc/gradcheck -o "$work/ready/mine.so" docs/examples/plugin/template.c -lm &&
        cp docs/examples/plugin/template.c "$work/ready/mine.c"
} >"$work/said" 2>&1 || { fails 'MODEL, FOLDER and mine.so could not be made' && cat "$work/said"; }

for page in "$@"; do
    awk -f tests/build/commands.awk "$page" >"$work/list"
    [ -s "$work/list" ] || continue
    folder=$work/$(echo "$page" | tr / _)
    set_up
    command='' status='' reason='' long=''
    : >"$work/prints"
    while IFS= read -r entry; do
        what=${entry%% *}
        rest=${entry#* }
        [ "$what" = print ] || finish
        case $what in
        print) printf '%s\n' "$rest" >>"$work/prints" ;;
        status) next_status=$rest ;;
        later) next_long=yes ;;
        never) next_reason=$rest && never=$((never + 1)) ;;
        inline) look_at "$rest" ;;
        command)
            command=$rest
            status=${next_status:-} long=${next_long:-} reason=${next_reason:-}
            next_status='' next_long='' next_reason=''
            : >"$work/prints"
            case $command in *--fault*) expected=1 ;; *) expected=0 ;; esac
            ;;
        esac
    done <"$work/list"
    finish
done
[ $# -lt 10 ] || [ "$passed" -ge 30 ] || fails "only $passed commands were found"

echo "$later are left to COMMANDS=all, $never cannot be run by a test (the pages say why)"
echo "commands: $passed passed, $failed failed."
[ "$failed" = 0 ]
