#!/bin/sh
# make install and uninstall, in the kind of build that $MODE, $REAL, $CC and the rest say: what is installed,
# with which rights, that programs are built with it through pkg-config alone, and that nothing of it stays.
set -u
unset MAKEFLAGS MFLAGS MAKELEVEL DESTDIR
CC=${CC:-cc} CFLAGS=${CFLAGS:-} LDFLAGS=${LDFLAGS:-} MODE=${MODE:-release} REAL=${REAL:-double}
BUILD=${BUILD:-build} PKG_CONFIG=${PKG_CONFIG:-pkg-config}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
passed=0

check() { # what is true, then a command that finds it so
    sentence=$1
    shift
    if "$@" >"$work/log" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED: %s\n' "$sentence"
        sed 's/^/    /' "$work/log"
    fi
}

makes() { # make's arguments
    make --no-print-directory CC="$CC" CFLAGS="$CFLAGS" LDFLAGS="$LDFLAGS" MODE="$MODE" REAL="$REAL" \
        BUILD="$BUILD" PKG_CONFIG="$PKG_CONFIG" "$@"
}
listed() { # folder: its files and their modes
    (cd "$1" && find . -type f -exec ls -l {} + | awk '{print substr($1, 1, 10), $NF}' | sort)
}

# A program that includes every header that was installed, and another that wants every function of the library.
users_program() { # package, the folder that its .pc file names, the folder of its headers below that
    for header in stdarg stddef stdint setjmp cmocka; do # gradcheck_cmocka.h asks for them
        echo "#include <$header.h>"
    done >"$work/$1.c"
    (cd "$2" && find "$3" -name '*.h') | sed 's|^\./||; s|.*|#include <&>|' | sort >>"$work/$1.c"
    cat >>"$work/$1.c" <<'C'
#include <stdio.h>
int main(void)
{
    return puts("built with what was installed") < 0;
}
C
    # Of a shared library, which the linker takes first, what it shows; of a static one everything.
    if [ -f "$work/here/lib/lib$1.so" ]; then
        nm -P -g -D "$work/here/lib/lib$1.so"
    else
        nm -P -g "$work/here/lib/lib$1.a" 2>/dev/null
    fi |
        awk '$2 == "T" && $1 !~ /^__/ {print $1}' | sort -u >"$work/$1.names"
    {
        sed 's/.*/extern void &(void);/' "$work/$1.names"
        echo 'extern void (*all[])(void);'
        echo 'void (*all[])(void) = {'
        sed 's/$/,/' "$work/$1.names"
        echo '};'
    } >"$work/$1_all.c"
    # shellcheck disable=SC2046,SC2086 # flags
    PKG_CONFIG_PATH=$work/here/lib/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH} && export PKG_CONFIG_PATH &&
        [ -s "$work/$1.names" ] &&
        $CC -std=c17 $("$PKG_CONFIG" --cflags "$1" cmocka) -c -o "$work/$1.o" "$work/$1.c" &&
        $CC -fno-builtin -w -c -o "$work/$1_all.o" "$work/$1_all.c" &&
        $CC -o "$work/$1" "$work/$1.o" "$work/$1_all.o" $("$PKG_CONFIG" --libs "$1") &&
        LD_LIBRARY_PATH=$work/here/lib "$work/$1"
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
check 'every header of the library is there' \
    [ "$(find src/base src/pen src/net src/train -name '*.h' | wc -l)" \
    -eq "$(grep -c 'include/twingrad/.*\.h$' "$work/list")" ]
check 'programs may be run by all, the rest is read' has_not '^-rw-r--r-- \./bin/\|^-rwxr-xr-x \./[lis]'
check 'the folders may be entered by all' [ -z "$(find "$work/here" -type d ! -perm 755)" ]
check 'a program is built and linked with twingrad.pc alone' users_program twingrad "$work/here/include/twingrad" .
if ls src/gradcheck/*.c >/dev/null 2>&1; then
    check 'libgradcheck.a is there' has '^-rw-r--r-- \./lib/libgradcheck\.a$'
    check 'a program is built and linked with gradcheck.pc alone' \
        users_program gradcheck "$work/here/include" gradcheck
    if [ "$(uname -s)" != Darwin ]; then
        check 'libgradcheck.so is there, in its version' has '^-rw-r--r-- \./lib/libgradcheck\.so\.[0-9.]*$'
        check 'its two other names lead to it' cmp "$work"/here/lib/libgradcheck.so.[0-9] "$work"/here/lib/libgradcheck.so
        grep -o '^[A-Za-z].*\bgradcheck_[a-z_]*(' "$work/here/include/gradcheck/gradcheck.h" |
            sed 's/.*\(gradcheck_[a-z_]*\)($/\1/' | sort -u >"$work/declared"
        check 'it shows what gradcheck.h declares and nothing else' diff "$work/declared" "$work/gradcheck.names"
        if command -v python3 >/dev/null 2>&1 && [ "$MODE" != asan ]; then
            check 'Python loads it' python3 docs/examples/gradcheck/check.py "$work/here/lib/libgradcheck.so"
        fi
    fi
fi
for program in "$work"/here/bin/*; do
    [ -e "$program" ] && check "${program##*/} --help ends well" "$program" --help
done

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

echo "install: $passed passed, $failed failed."
[ "$failed" -eq 0 ]
