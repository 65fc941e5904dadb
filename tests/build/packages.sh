#!/bin/sh
# The Debian packages of a folder (make deb made them), installed into a root of their own: what they bring works there,
# programs are built with them, and when they are purged nothing of them stays. The packages of the system stand in for
# what they depend on.
set -u
LC_ALL=C
export LC_ALL
packages=$(cd "${1:-build/deb}" && pwd) || exit 2
examples=$PWD/docs/examples
work=$(mktemp -d)
root=$work/root
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

there() { # dpkg, for that root
    fakeroot dpkg --root="$root" --force-depends --force-script-chrootless "$@"
}
all='twingrad twingrad-live twingrad-lessons libtwingrad0 libtwingrad-dev libgradcheck0 libgradcheck-dev'
install_all() {
    mkdir -p "$root/var/lib/dpkg/info" "$root/var/lib/dpkg/updates" "$root/var/lib/dpkg/triggers"
    : >"$root/var/lib/dpkg/status"
    for package in $all; do
        set -- "$@" "$packages/${package}"_[0-9]*.deb
    done
    there --install "$@"
}
purge_all() {
    # shellcheck disable=SC2086 # several words
    there --purge $all
}
files_there() {
    find "$root" -path "$root/var/lib/dpkg" -prune -o ! -type d -print
}
trains_and_judges() {
    cd "$work" && "$root/usr/bin/twingrad" train --epochs 1 --pairs 128 --quiet --save model.safetensors &&
        "$root/usr/bin/twingrad" eval model.safetensors --pairs 40 && "$root/usr/bin/twingrad" check --net mlp
}
draws() {
    "$root/usr/bin/twingrad-live" --headless --lang pt_BR --epochs 1 --pairs 64 --png "$work/window.png" &&
        "$root/usr/bin/twingrad-live" --lang pt_BR --help | grep '^uso: '
}
lesson_plays() {
    "$root/usr/bin/twingrad-lesson" 14 --auto --plain --lang pt_BR | grep "'twingrad-lesson 15'" &&
        env -u DISPLAY -u WAYLAND_DISPLAY -u SDL_VIDEODRIVER "$root/usr/bin/twingrad-lesson" 1 --window </dev/null 2>&1 | grep 'display'
}
exercise_is_solved() { # in a home of its own, with the files that were installed
    mkdir -p "$work/home" && HOME=$work/home "$root/usr/bin/twingrad-exercise" 1 --reset &&
        cp "$root/usr/share/twingrad/exercises/solutions/01_dot.c" "$work/home/twingrad-exercises/01_dot.c" &&
        HOME=$work/home "$root/usr/bin/twingrad-exercise" 1 --check
}
libdir=$(cd "$packages" && dpkg-deb -c libtwingrad0_[0-9]*.deb | sed -n 's|.* \./\(usr/lib/.*\)/libtwingrad\.so\.0 .*|\1|p')
builds() { # compiler, example, package, arguments
    compiler=$1 example=$2 package=$3
    shift 3
    # shellcheck disable=SC2046 # flags
    $compiler -o "$work/program" "$examples/$example" $(PKG_CONFIG_SYSROOT_DIR=$root \
        PKG_CONFIG_PATH=$root/$libdir/pkgconfig pkg-config --cflags --libs "$package") &&
        ldd "$work/program" | grep "lib$package.so.0" && LD_LIBRARY_PATH=$root/$libdir "$work/program" "$@"
}
hardened() { # program: read-only relocations, bound at once, position-independent
    readelf -dlW "$root/$1" >"$work/elf" && grep -q GNU_RELRO "$work/elf" && grep -q 'BIND_NOW\|FLAGS.*NOW' "$work/elf" &&
        { grep -q 'FLAGS_1.*PIE' "$work/elf" || [ "${1%.so.*}" != "$1" ]; }
}

check 'the packages are installed' install_all
check 'no two of them bring the same file, and all is there' [ "$(files_there | wc -l)" -gt 60 ]
check 'twingrad trains a net, judges and checks it' trains_and_judges
check 'twingrad-live draws, and speaks Portuguese' draws
check 'a lesson plays, names the command of the next, and finds the window' lesson_plays
check 'an exercise is given, and solved' exercise_is_solved
check 'a C program is built with libtwingrad' builds cc twingrad/train.c twingrad "$work/model.safetensors"
check 'a C++ program is, too' builds c++ twingrad/steps.cpp twingrad
check 'a C program is built with libgradcheck' builds cc gradcheck/quadratic.c gradcheck
check 'Python loads the shared library' env LD_LIBRARY_PATH="$root/$libdir" \
    python3 "$examples/twingrad/cosine.py" "$root/$libdir/libtwingrad.so.0"
for file in usr/bin/twingrad usr/bin/twingrad-live usr/bin/twingrad-lesson "$libdir/libtwingrad.so.0" "$libdir/libgradcheck.so.0"; do
    check "$file is hardened" hardened "$file"
done
check 'the packages are purged' purge_all
check 'nothing of them stays' [ -z "$(files_there)" ]
check 'nor a folder' [ -z "$(find "$root/usr" -mindepth 1 2>/dev/null)" ]

echo "packages: $passed passed, $failed failed."
[ "$failed" -eq 0 ]
