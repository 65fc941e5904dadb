#!/bin/sh
# Every command in a page of the docs does what the page says: it ends well (with status 1 where a mistake is planted, or
# with the one that a comment before its block says), and prints what stands below it. tests/build/commands.awk says what
# in a page is a command, and how one is marked that takes long, opens a window, or that no test can run. What `make` is
# told to do is run here unless a stage of .ci/run does it. Whole commands within a sentence, `build/twingrad ...`, are
# run as well; of those named in part the program must be there and know the options, and make the goals.
#
#   sh tests/build/test_commands.sh [PAGE...]       BUILD: the folder of the programs; COMMANDS=all: the long ones and
#                                                   those that open a window (on a screen that nobody sees), too
#
# Each page has a folder of its own, in which the repository's lies, and which is its HOME; what its commands write stays
# there. MODEL, FOLDER, mine.so and my_check.c, which pages speak of, are there.
set -u
unset MAKEFLAGS MFLAGS MAKELEVEL DESTDIR DISPLAY WAYLAND_DISPLAY SDL_VIDEODRIVER
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
server=
trap 'rm -rf "$work"; [ -z "$server" ] || kill "$server"' EXIT
# shellcheck disable=SC2046 # one word for each page
[ $# -gt 0 ] || set -- README.md $(ls docs/*.md docs/lessons/[0-9]*.md | grep -v pt_BR)
passed=0
failed=0
later=0
never=0
unseen=0

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

make_command() { # a line that begins with make, perhaps behind variables: its goals are there; true when .ci/run has them
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
            return 1
        fi
    done
    passed=$((passed + 1))
}

is_goal() { # of make, or one of its patterns
    grep -qE "^($1|${1%-*}-%):" "$root"/Makefile "$root"/*/*.mk "$root"/*/*/*.mk
}

named() { # what a sentence names: a whole command is run, unless it has a word in capitals to be filled in
    case $1 in
    build/twingrad*[\ =][A-Z][A-Z]*) look_at "$1" ;;
    build/twingrad*)
        command=$1 expected=0 status='' reason='' long='' in_window=''
        case $1 in
        *--help* | *--list*) ;;
        *--headless* | *--demo*) long=yes ;;
        build/twingrad-live* | *--window*) in_window=yes ;;
        esac
        : >"$work/prints"
        finish
        ;;
    *) look_at "$1" ;;
    esac
}

look_at() { # what a sentence names in part
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
    if [ -n "$in_window" ]; then
        run_in_window "$1"
    else
        in_folder "$1" >"$work/said" 2>&1 </dev/null
    fi
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

in_folder() ( # a command; what make makes for it is as this build was made
    cd "$folder" && HOME=$folder PKG_CONFIG_PATH=$folder/.local/lib/pkgconfig TWINGRAD_EXERCISES=$folder/mine BUILD=build &&
        export HOME PKG_CONFIG_PATH TWINGRAD_EXERCISES BUILD && exec sh -c "$1"
)

# Waits for the window of the command, and types q into it.
run_in_window() { # command
    in_folder "DISPLAY=:$screen exec timeout 60 $1" >"$work/said" 2>&1 </dev/null &
    program=$!
    window=
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
        window=$(DISPLAY=:$screen xdotool search --onlyvisible --name . 2>/dev/null | head -n 1)
        [ -z "$window" ] || break
        kill -0 $program 2>/dev/null || break
        sleep 0.2
    done
    if [ -n "$window" ]; then
        DISPLAY=:$screen xdotool windowfocus --sync "$window" 2>/dev/null
        for _ in 1 2 3 4 5 6 7 8 9 10; do # until it is heard
            kill -0 $program 2>/dev/null || break
            DISPLAY=:$screen xdotool key --window "$window" q 2>/dev/null
            sleep 0.3
        done
    else
        kill $program 2>/dev/null
        echo 'no window was seen' >>"$work/said"
    fi
    wait $program
}

# The commands of one page are one list; each is run when the next begins, for then what it prints is known.
finish() {
    [ -n "$command" ] || return 0
    if [ -n "$reason" ]; then
        :
    elif [ -n "$long$in_window" ] && [ "${COMMANDS:-}" != all ]; then
        later=$((later + 1))
    elif [ -n "$in_window" ] && [ -z "$server" ]; then
        unseen=$((unseen + 1))
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
        cp docs/examples/plugin/template.c "$work/ready/mine.c" && cp docs/examples/gradcheck/quadratic.c "$work/ready/my_check.c"
} >"$work/said" 2>&1 || { fails 'MODEL, FOLDER and mine.so could not be made' && cat "$work/said"; }

if [ "${COMMANDS:-}" = all ] && command -v Xvfb >/dev/null && command -v xdotool >/dev/null; then
    mkfifo "$work/screen"
    Xvfb -displayfd 1 -screen 0 1920x1080x24 -nolisten tcp >"$work/screen" 2>/dev/null &
    server=$!
    read -r screen <"$work/screen"
fi

for page in "$@"; do
    awk -f tests/build/commands.awk "$page" >"$work/list"
    [ -s "$work/list" ] || continue
    folder=$work/$(echo "$page" | tr / _)
    set_up
    command='' status='' reason='' long='' in_window=''
    : >"$work/prints"
    while IFS= read -r entry; do
        what=${entry%% *}
        rest=${entry#* }
        [ "$what" = print ] || finish
        case $what in
        print) printf '%s\n' "$rest" >>"$work/prints" ;;
        status) next_status=$rest ;;
        later) next_long=yes ;;
        window) next_window=yes ;;
        never) next_reason=$rest && never=$((never + 1)) ;;
        inline) named "$rest" ;;
        command)
            command=$rest
            status=${next_status:-} long=${next_long:-} reason=${next_reason:-} in_window=${next_window:-}
            next_status='' next_long='' next_reason='' next_window=''
            : >"$work/prints"
            case $command in *--fault*) expected=1 ;; *) expected=0 ;; esac
            ;;
        esac
    done <"$work/list"
    finish
done
[ $# -lt 10 ] || [ "$passed" -ge 30 ] || fails "only $passed commands were found"

[ $unseen = 0 ] || echo "SKIPPED: $unseen that open a window (Xvfb and xdotool are not here)"
echo "$later are left to COMMANDS=all, $never cannot be run by a test (the pages say why)"
echo "commands: $passed passed, $failed failed."
[ "$failed" = 0 ]
