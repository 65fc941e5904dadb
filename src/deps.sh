#!/bin/sh
# Finds what the build needs and is missing, and installs it with the machine's package manager.
#
#   sh src/deps.sh [GROUP...]      groups: build window test fuzz ci docs dist peers; without one: build window test
#
# Everything is looked for first (libraries through pkg-config), so that nothing is asked for, and nothing is
# installed, when all is there. A command that installs is shown before it is run; where it cannot be run, the
# line to type is printed and the exit status is 2.
set -u
LC_ALL=C
export LC_ALL
PKG_CONFIG=${PKG_CONFIG:-pkg-config}
# Distributions' Python packages are those of their own Python.
PYTHON=${PYTHON:-$([ -x /usr/bin/python3 ] && echo /usr/bin/python3 || echo python3)}

# kind|what is looked for|group|apt|dnf|pacman|brew       (-: comes with something else here, or cannot be had)
needs='
compiler|cc|build|gcc libc6-dev|gcc|gcc|-
command|pkg-config|build|pkg-config|pkgconf-pkg-config|pkgconf|pkgconf
command|xgettext|build|gettext|gettext|gettext|gettext
library|jansson|build|libjansson-dev|jansson-devel|jansson|jansson
library|expat|build|libexpat1-dev|expat-devel|expat|expat
library|sdl2|window|libsdl2-dev|SDL2-devel|sdl2|sdl2
library|cairo-ft|window|libcairo2-dev|cairo-devel|cairo|cairo
library|fontconfig|window|libfontconfig-dev|fontconfig-devel|fontconfig|fontconfig
library|freetype2|window|libfreetype-dev|freetype-devel|freetype2|freetype
command|fc-match|window|fontconfig|fontconfig|fontconfig|fontconfig
font|DejaVu Sans|window|fonts-dejavu-core|dejavu-sans-fonts dejavu-sans-mono-fonts|ttf-dejavu|font-dejavu
library|cmocka|test|libcmocka-dev|libcmocka-devel|cmocka|cmocka
command|find|test|findutils|findutils|findutils|-
command|pdftotext|test|poppler-utils|poppler-utils|poppler|poppler
command|clang|fuzz|clang|clang|clang|-
sanitizers|clang|fuzz|libclang-rt-dev|compiler-rt|compiler-rt|-
command|gcc|ci|gcc libc6-dev|gcc|gcc|gcc
command|clang|ci|clang|clang|clang|-
command|clang-format|ci|clang-format|clang-tools-extra|clang|clang-format
sanitizers|cc|ci|gcc|libasan libubsan|gcc|-
command|python3|ci|python3|python3|python|python3
command|clang-tidy|ci|clang-tidy|clang-tools-extra|clang|-
command|cppcheck|ci|cppcheck|cppcheck|cppcheck|cppcheck
openmp|clang|ci|libomp-dev|libomp-devel|openmp|-
command|git|ci|git|git|git|git
command|Xvfb|ci|xvfb|xorg-x11-server-Xvfb|xorg-server-xvfb|-
command|xauth|ci|xauth|xorg-x11-xauth|xorg-xauth|-
command|xdotool|ci|xdotool|xdotool|xdotool|-
command|lintian|dist|lintian|-|-|-
command|dh|dist|debhelper|-|-|-
command|dpkg-buildpackage|dist|dpkg-dev|-|-|-
command|fakeroot|dist|fakeroot|fakeroot|fakeroot|-
command|c++|dist|g++|gcc-c++|gcc|-
command|xz|dist|xz-utils|xz|xz|xz
command|mandoc|dist|mandoc|mandoc|mandoc|mandoc
command|zsh|dist|zsh|zsh|zsh|-
command|desktop-file-validate|dist|desktop-file-utils|desktop-file-utils|desktop-file-utils|desktop-file-utils
command|appstreamcli|dist|appstream|appstream|appstream|-
command|timeout|ci|coreutils|coreutils|coreutils|coreutils
python|torch|ci|python3-torch|python3-torch|python-pytorch|pytorch
command|doxygen|docs|doxygen|doxygen|doxygen|doxygen
command|pandoc|docs|pandoc|pandoc|pandoc-cli|pandoc
python|torch|peers|python3-torch|python3-torch|python-pytorch|pytorch
python|scipy.optimize|peers|python3-scipy|python3-scipy|python-scipy|scipy
command|c++|peers|g++|gcc-c++|gcc|-
header|ceres/gradient_checker.h|peers|libceres-dev|ceres-solver-devel|ceres-solver|ceres-solver
library|eigen3|peers|libeigen3-dev|eigen3-devel|eigen|eigen
library|cminpack|peers|libcminpack-dev|cminpack-devel|cminpack|cminpack
'

# A compiler without the C library's headers is none; the sanitizers need libraries of their own to link with.
compiles() { # compiler, a flag or nothing
    folder=$(mktemp -d) || return 1
    echo '#include <stdio.h>
int main(void) { return puts("") < 0; }' >"$folder/a.c"
    if [ -n "$2" ]; then
        "$1" "$2" -o "$folder/a" "$folder/a.c" 2>/dev/null
    else
        "$1" -E "$folder/a.c" >/dev/null 2>&1
    fi
    result=$?
    rm -rf "$folder"
    return $result
}

present() { # kind, what
    case $1 in
    compiler) command -v cc >/dev/null 2>&1 && compiles cc '' ;;
    openmp) command -v "$2" >/dev/null 2>&1 && compiles "$2" -fopenmp ;;
    sanitizers) command -v "$2" >/dev/null 2>&1 && compiles "$2" -fsanitize=address,undefined ;;
    command) command -v "$2" >/dev/null 2>&1 || { [ "$2" = pkg-config ] && command -v "$PKG_CONFIG" >/dev/null 2>&1; } ;;
    library) command -v "$PKG_CONFIG" >/dev/null 2>&1 && "$PKG_CONFIG" --exists "$2" ;;
    python) "$PYTHON" -c "import $2" 2>/dev/null ;;
    header) echo "#include <$2>" | c++ $("$PKG_CONFIG" --cflags eigen3 2>/dev/null) -E -x c++ - >/dev/null 2>&1 ;;
    font) command -v fc-match >/dev/null 2>&1 && fc-match -f '%{family}' "$2" | grep "$2" >/dev/null ;;
    esac
}

# The manager, and the column of the table that holds its names.
manager() {
    for m in apt-get:4 dnf:5 pacman:6 brew:7; do
        command -v "${m%:*}" >/dev/null 2>&1 && echo "$m" && return
    done
}

# Prints "what|packages" for each thing of the groups that is not there.
missing() { # groups, column
    echo "$needs" | while IFS='|' read -r kind what group rest; do
        [ -n "$kind" ] || continue
        case " $1 " in *" $group "*) ;; *) continue ;; esac
        present "$kind" "$what" && continue
        case $kind in
        sanitizers) label="sanitizers for $what" ;;
        openmp) label="OpenMP of $what" ;;
        *) label=$what ;;
        esac
        printf '%s|%s\n' "$label" "$(echo "$kind|$what|$group|$rest" | cut -d'|' -f"$2")"
    done
}

names() { # what missing() printed
    echo "$1" | cut -d'|' -f1 | sort -u | paste -s -d, - | sed 's/,/, /g'
}

run() { # the command is shown, then run
    echo "+ $*"
    "$@"
}

# apt and pacman install from lists of packages that a command of their own fetches; on a machine that never
# did, nothing is found.
lists_lack() { # packages
    case $tool in
    apt-get) ! apt-get install -s $1 >/dev/null 2>&1 ;;
    pacman) ! pacman -S -p --noconfirm $1 >/dev/null 2>&1 ;;
    *) false ;;
    esac
}

give_up() { # what happened
    echo "$1" >&2
    echo "    $install" >&2
    exit 2
}

[ $# -gt 0 ] || set -- build window test
for group in "$@"; do
    case $group in
    build | window | test | fuzz | ci | docs | dist | peers) ;;
    *)
        echo "src/deps.sh: $group: expected one of build, window, test, fuzz, ci, docs, dist, peers" >&2
        exit 2
        ;;
    esac
done
groups=$*
found=$(manager)
tool=${found%:*}
column=${found#*:}
lacking=$(missing "$groups" "${column:-4}")
[ -z "$lacking" ] && exit 0

packages=$(echo "$lacking" | cut -d'|' -f2 | tr ' ' '\n' | sed '/^-$/d' | sort -u | paste -s -d' ' -)
echo "Missing: $(names "$lacking")."

if [ -z "$tool" ]; then
    echo "No package manager that this script knows (apt, dnf, pacman, brew) was found." >&2
    echo "Please install what is missing; on Debian the packages are called" >&2
    echo "    $packages" >&2
    exit 2
fi
if [ "$tool" = brew ] && ! present compiler cc; then
    echo "The C compiler is Apple's. Please type, and then try again:" >&2
    echo "    xcode-select --install" >&2
    exit 2
fi
if [ -z "$packages" ]; then
    echo "No package of $tool is known for that. Please install it, and then try again." >&2
    exit 2
fi

fetch=
case $tool in
apt-get)
    fetch='apt-get update'
    install="apt-get install -y --no-install-recommends $packages"
    ;;
dnf) install="dnf install -y $packages" ;;
pacman)
    fetch='pacman -Sy --noconfirm'
    install="pacman -S --needed --noconfirm $packages"
    ;;
brew) install="brew install $packages" ;;
esac
lists_lack "$packages" && stale=yes || stale=
sudo=
if [ "$tool" != brew ] && [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
        [ -z "$stale" ] || install="$fetch && $install"
        give_up "Installing needs root, and there is no sudo here. As root, type:"
    fi
    sudo=sudo
fi
# A package's questions get their usual answers, for nobody may be there to type.
silent=
[ "$tool" != apt-get ] || silent='env DEBIAN_FRONTEND=noninteractive'

[ -z "$stale" ] || run $sudo $fetch
if ! run $sudo $silent $install; then
    # Lists that are too old name files that are gone: fetch them, unless that was just done.
    if [ -n "$stale" ] || [ -z "$fetch" ] || ! run $sudo $fetch || ! run $sudo $silent $install; then
        install="$sudo${sudo:+ }$install"
        give_up "That did not work. When it can, type:"
    fi
fi
lacking=$(missing "$groups" "$column")
if [ -n "$lacking" ]; then
    echo "Installed, but still not found: $(names "$lacking")." >&2
    exit 2
fi
