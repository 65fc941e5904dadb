#!/bin/sh
# make install and uninstall, in the kind of build that $MODE, $REAL, $CC and the rest say: what is installed,
# with which rights, that programs are built with it through pkg-config alone, and that nothing of it stays.
set -u
unset MAKEFLAGS MFLAGS MAKELEVEL DESTDIR
. "${0%/*}/counted.sh"
# The C++ compiler of the same family, whose libraries of sanitizers are the same.
case $CC in
*clang*) CXX=${CXX:-clang++} ;;
*) CXX=${CXX:-c++} ;;
esac

listed() { # folder: its files and their modes
    (cd "$1" && find . -type f -exec ls -l {} + | awk '{print substr($1, 1, 10), $NF}' | sort)
}

# What pkg-config says of the package installed in $work/here; alone, with nothing else that may be installed there.
package() { # arguments of pkg-config
    PKG_CONFIG_PATH=$work/here/lib/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH} "$PKG_CONFIG" "$@"
}
run_there() {
    LD_LIBRARY_PATH=$work/here/lib DYLD_LIBRARY_PATH=$work/here/lib "$@"
}

include_all() { # folder of headers, what stands before each: a line for each
    (cd "$1" && find . -name '*.h') | grep -v '/public\(_end\)\?\.h$\|_cmocka\.h$' | sort |
        sed "s|^\./|#include <$2|; s|\$|>|"
}
# A program of C or C++ that includes every header that was installed, and nothing before them.
includes_all() { # compiler, language, package, folder of its headers, what stands before each
    {
        include_all "$4" "$5"
        echo 'int main(void) { return 0; }'
    } >"$work/all.$2"
    # shellcheck disable=SC2046,SC2086 # flags
    $1 -Wall -Wextra -Werror $(package --cflags "$3") -o "$work/all_$2" "$work/all.$2" $(package --libs "$3") &&
        run_there "$work/all_$2"
}

# The names that the installed headers declare, as the compiler reads them.
declared() { # package, folder of its headers, what stands before each
    include_all "$2" "$3" >"$work/declared.c"
    # shellcheck disable=SC2046,SC2086 # flags
    $CC -E $(package --cflags "$1") "$work/declared.c" | awk -v folder="$2/" -f tests/build/declared.awk |
        grep -v '^gradcheck_plugin' | sort -u
}
shown() { # shared library
    nm -D -P -g "$1" | awk '$2 ~ /[TDBR]/ {print $1}' | grep -v '^__\|^_[a-z]*$' | sort -u
}
shows_what_is_declared() { # package, folder of its headers, what stands before each
    declared "$1" "$2" "$3" >"$work/declared" && shown "$work/here/lib/lib$1.so" >"$work/shown" &&
        [ "$(wc -l <"$work/shown")" -gt 10 ] && diff "$work/declared" "$work/shown"
}

# An example of docs/examples, built with what is installed and nothing else.
example() { # compiler, source, package
    # shellcheck disable=SC2046,SC2086 # flags
    $1 -Wall -Wextra -Werror -o "$work/example" "docs/examples/$2" $(package --cflags --libs "$3")
}
trains_and_saves() {
    example "$CC -std=c17" twingrad/train.c twingrad && run_there "$work/example" "$work/model.safetensors" &&
        "$work/here/bin/twingrad" eval "$work/model.safetensors" --pairs 40
}
lists_steps() {
    example "$CXX" twingrad/steps.cpp twingrad && run_there "$work/example" 'dense:8 tanh' | grep 'dz += (1 - h^2) dh'
}
# Against the static library alone, as pkg-config --static says.
links_statically() {
    mkdir "$work/static" && cp "$work"/here/lib/lib*.a "$work/static" || return
    # shellcheck disable=SC2046,SC2086 # flags
    $CC -std=c17 -o "$work/example" docs/examples/twingrad/train.c $(package --cflags twingrad) -L"$work/static" \
        $(package --static --libs twingrad | sed "s|-L$work/here/lib||g") &&
        "$work/example" "$work/model.safetensors"
}

names_what_is_there() { # where it is installed, entry
    [ -x "$1/bin/$(sed -n 's/^Exec=//p' "$2")" ] &&
        [ -e "$1/share/icons/hicolor/scalable/apps/$(sed -n 's/^Icon=//p' "$2").svg" ]
}

umask 077
check 'make install ends well' makes install PREFIX="$work/here"
umask 022
listed "$work/here" >"$work/list"
has() { grep -q -e "$1" "$work/list"; }
has_not() { ! grep -e "$1" "$work/list"; }
check 'libtwingrad.a is there' has '^-rw-r--r-- \./lib/libtwingrad\.a$'
check 'its headers are there, each in its folder' has '^-rw-r--r-- \./include/twingrad/base/status\.h$'
check 'twingrad.pc is there' has '^-rw-r--r-- \./lib/pkgconfig/twingrad\.pc$'
check 'a private header is not' has_not 'base/files\.h$\|_fast\.h$\|net/lanes\.h$'
check 'programs may be run by all, the rest is read' has_not '^-rw-r--r-- \./bin/\|^-rwxr-xr-x \./[lis]'
check 'the folders may be entered by all' [ -z "$(find "$work/here" -type d ! -perm 755)" ]
check 'libgradcheck.a is there' has '^-rw-r--r-- \./lib/libgradcheck\.a$'
check 'every header of twingrad can be included by C' \
    includes_all "$CC -std=c17 -Wpedantic" c twingrad "$work/here/include/twingrad" ''
check 'and every header of gradcheck' \
    includes_all "$CC -std=c17 -Wpedantic" c gradcheck "$work/here/include/gradcheck" gradcheck/
check 'a C program trains a net, saves it, and the installed twingrad reads it' trains_and_saves
check 'it can be linked with the static library' links_statically
if command -v "$CXX" >/dev/null 2>&1 && [ "$REAL" != complex ]; then
    check 'every header of twingrad can be included by C++' \
        includes_all "$CXX" cc twingrad "$work/here/include/twingrad" ''
    check 'and every header of gradcheck, too' \
        includes_all "$CXX" cc gradcheck "$work/here/include/gradcheck" gradcheck/
    check 'a C++ program lists the steps of a net' lists_steps
else
    echo "SKIPPED: programs in C++ (no $CXX, or REAL=complex)"
fi
if [ "$(uname -s)" != Darwin ]; then
    for library in libtwingrad libgradcheck; do
        check "$library.so is there, in its version" has "^-rw-r--r-- \./lib/$library\.so\.[0-9]*\.[0-9.]*$"
        check 'its two other names lead to it' cmp "$work/here/lib/$library.so.0" "$work/here/lib/$library.so"
        check 'programs will look for the second' sh -c "readelf -d '$work/here/lib/$library.so' |
            grep 'SONAME.*\[$library\.so\.0\]'"
    done
    check 'libtwingrad.so shows what its headers declare and nothing else' \
        shows_what_is_declared twingrad "$work/here/include/twingrad" ''
    check 'and so does libgradcheck.so' shows_what_is_declared gradcheck "$work/here/include/gradcheck" gradcheck/
    if command -v python3 >/dev/null 2>&1 && [ "$MODE" != asan ]; then
        check 'Python loads libgradcheck.so' \
            run_there python3 docs/examples/gradcheck/check.py "$work/here/lib/libgradcheck.so"
        [ "$REAL" != double ] || check 'Python loads libtwingrad.so' \
            run_there python3 docs/examples/twingrad/cosine.py "$work/here/lib/libtwingrad.so"
    else
        echo 'SKIPPED: Python (not there, or MODE=asan)'
    fi
fi
for program in "$work"/here/bin/*; do
    [ -e "$program" ] && check "${program##*/} --help ends well" "$program" --help
done

for program in twingrad twingrad-live twingrad-lesson twingrad-exercise; do
    check "$program has its manual page" has "^-rw-r--r-- \./share/man/man1/$program\.1\$"
    check 'and a Portuguese one' has "^-rw-r--r-- \./share/man/pt_BR/man1/$program\.1\$"
done
check 'a page for each function, too' cmp "$work/here/share/man/man3/gradcheck.3" "$work/here/share/man/man3/gradcheck_run.3"
check 'the completions are there' has '\./share/bash-completion/completions/twingrad-live$'
check 'the icon is there, as shapes and as pictures' \
    [ "$(grep -c '\./share/icons/hicolor/.*/apps/twingrad\.\(svg\|png\)$' "$work/list")" -eq 3 ]
check 'the entry in the menu names a program and an icon that are there' \
    names_what_is_there "$work/here" "$work/here/share/applications/twingrad-live.desktop"
if command -v desktop-file-validate >/dev/null 2>&1; then
    check 'and is as desktops want it' \
        sh -c "! desktop-file-validate '$work/here/share/applications/twingrad-live.desktop' 2>&1 | grep ."
else
    echo 'SKIPPED: desktop-file-validate is not here'
fi
metainfo=$(echo "$work"/here/share/metainfo/*.metainfo.xml)
names_its_entry() { # what software centres show leads to the entry in the menu and to the icon
    desktop=$(sed -n 's|.*<launchable type="desktop-id">\(.*\)</launchable>|\1|p' "$metainfo")
    icon=$(sed -n 's|.*<icon type="stock">\(.*\)</icon>|\1|p' "$metainfo")
    [ -f "$work/here/share/applications/$desktop" ] && [ -f "$work/here/share/icons/hicolor/scalable/apps/$icon.svg" ] &&
        "$work/here/bin/twingrad-live" --version | grep -F " $(sed -n 's/.*<release version="\([^"]*\)".*/\1/p' "$metainfo" | head -n 1) "
}
check 'what software centres show names that entry, that icon and this version' names_its_entry
if command -v appstreamcli >/dev/null 2>&1; then
    check 'and is as they want it' appstreamcli validate --no-net --pedantic "$metainfo"
else
    echo 'SKIPPED: appstreamcli is not here'
fi

# The lessons, from a folder in which nothing of the sources lies.
in_a_home() { # its own, with a program that is installed
    mkdir -p "$work/home" && (cd "$work/home" && HOME=$work/home CC=$CC PATH=$work/here/bin:$PATH && export HOME CC &&
        unset TWINGRAD_EXERCISES TWINGRAD_PROGRESS XDG_STATE_HOME && "$@" </dev/null)
}
every_command_of_a_lesson_is_there() { # none of them is one of the sources alone
    for lesson in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
        in_a_home twingrad-lesson $lesson --auto --plain --lang en || return
    done >"$work/said"
    ! grep -e "'make " -e 'build/' -e 'docs/' "$work/said" && grep -q "'twingrad-lesson 15'" "$work/said" &&
        grep -q "'twingrad-exercise'" "$work/said"
}
check 'the installed lessons name the commands that are installed' every_command_of_a_lesson_is_there
template_is_there() { # as lesson 15 says it
    in_a_home sh -c "$(grep ' cp .*template\.c mine\.c' "$work/said")" && [ -s "$work/home/mine.c" ]
}
check 'the file that lesson 15 begins from is where it says' template_is_there
exercise_is_tried() { # status, the file
    in_a_home twingrad-exercise 1 --reset && cp "$work/here/share/twingrad/exercises/$2" "$work/home/twingrad-exercises/01_dot.c" &&
        in_a_home twingrad-exercise 1 --check
    status=$?
    [ "$status" -eq "$1" ]
}
check 'an installed exercise is wrong as it is given' exercise_is_tried 1 01_dot.c
check 'and right when it is solved' exercise_is_tried 0 solutions/01_dot.c

check 'the translations are there' has '^-rw-r--r-- \./share/locale/pt_BR/LC_MESSAGES/twingrad\.mo$'
speaks_portuguese() { # folder of programs
    [ ! -e "$1/twingrad-live" ] || "$1/twingrad-live" --lang pt_BR --help | grep '^uso: '
}
check 'and what was installed speaks them' speaks_portuguese "$work/here/bin"

check 'into a DESTDIR, too' makes install DESTDIR="$work/stage" PREFIX=/usr
listed "$work/stage/usr" >"$work/staged"
check 'the same files with the same rights' diff "$work/list" "$work/staged"
check 'and nothing beside them' [ "$(find "$work/stage" -type f | wc -l)" -eq "$(wc -l <"$work/staged")" ]
check 'and there they are spoken too' speaks_portuguese "$work/stage/usr/bin"
check 'DESTDIR is in no file' sh -c "! grep -l '$work' '$work'/stage/usr/lib/pkgconfig/*.pc"
echo >"$work/stage/usr/include/another.h"
check 'make uninstall ends well' makes uninstall DESTDIR="$work/stage" PREFIX=/usr
check 'nothing stays but what was not ours' \
    [ "$(find "$work/stage" -type f)" = "$work/stage/usr/include/another.h" ]
check 'nor a folder of ours' [ -z "$(find "$work/stage" -type d -name '*grad*')" ]
check 'a second uninstall does no harm' makes uninstall DESTDIR="$work/stage" PREFIX=/usr

# As on a system that has static libraries alone.
alone=$work/static_alone
builds_statically() {
    # shellcheck disable=SC2046,SC2086 # flags
    [ ! -e "$alone/lib/libtwingrad.so" ] && PKG_CONFIG_PATH=$alone/lib/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH} &&
        export PKG_CONFIG_PATH &&
        $CC -std=c17 -o "$work/example" docs/examples/twingrad/train.c $("$PKG_CONFIG" --cflags --libs twingrad) &&
        "$work/example" "$work/model.safetensors"
}
check 'without shared libraries' makes install shared= PREFIX="$alone"
check 'a program is built with the static ones alone' builds_statically

blank="$work/a folder/with blanks"
check 'into a folder whose name has a blank' makes install PREFIX="$blank"
listed "$blank" >"$work/blank"
check 'the same files once more' diff "$work/list" "$work/blank"
speaks_from_there() { # the program finds its translations from where it lies
    (cd / && speaks_portuguese "$blank/bin")
}
check 'and the programs run from there, in Portuguese' speaks_from_there
builds_from_there() { # pkg-config escapes the blank
    eval "$CC -std=c17 -o '$work/example' docs/examples/twingrad/train.c $(PKG_CONFIG_PATH="$blank/lib/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}" "$PKG_CONFIG" --cflags --libs twingrad)"
}
check 'a program is built with what lies there' builds_from_there
check 'make uninstall knows the blank' makes uninstall PREFIX="$blank"
check 'nothing of it stays' [ -z "$(find "$blank" ! -type d)" ]

echo "install: $passed passed, $failed failed."
[ "$failed" -eq 0 ]
