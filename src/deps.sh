#!/bin/sh
# Finds what the build needs and is missing, and installs it with the machine's package manager.
#
#   sh src/deps.sh [GROUP...]      groups: build window test ci; without one: build window test
#
# Everything is looked for first (libraries through pkg-config), so that nothing is asked for, and nothing is
# installed, when all is there. A command that installs is shown before it is run.
set -u

# kind|what is looked for|group|apt|dnf|pacman|brew
needs='
command|cc|build|gcc libc6-dev|gcc|gcc|-
command|pkg-config|build|pkg-config|pkgconf-pkg-config|pkgconf|pkgconf
library|jansson|build|libjansson-dev|jansson-devel|jansson|jansson
library|expat|build|libexpat1-dev|expat-devel|expat|expat
library|sdl2|window|libsdl2-dev|SDL2-devel|sdl2|sdl2
library|cairo-ft|window|libcairo2-dev|cairo-devel|cairo|cairo
library|fontconfig|window|libfontconfig-dev|fontconfig-devel|fontconfig|fontconfig
library|freetype2|window|libfreetype-dev|freetype-devel|freetype2|freetype
font|DejaVu Sans|window|fonts-dejavu-core|dejavu-sans-fonts dejavu-sans-mono-fonts|ttf-dejavu|--cask font-dejavu
command|fc-match|window|fontconfig|fontconfig|fontconfig|fontconfig
library|cmocka|test|libcmocka-dev|libcmocka-devel|cmocka|cmocka
command|clang|ci|clang|clang|clang|llvm
command|clang-format|ci|clang-format|clang-tools-extra|clang|clang-format
command|Xvfb|ci|xvfb|xorg-x11-server-Xvfb|xorg-server-xvfb|-
command|xdotool|ci|xdotool|xdotool|xdotool|-
command|git|ci|git|git|git|git
'

present() { # kind, what
    case $1 in
    command) command -v "$2" >/dev/null 2>&1 ;;
    library) command -v pkg-config >/dev/null 2>&1 && pkg-config --exists "$2" ;;
    font) command -v fc-match >/dev/null 2>&1 && fc-match -f '%{family}' "$2" | grep -q "$2" ;;
    esac
}

manager() {
    for m in apt-get:4 dnf:5 pacman:6 brew:7; do
        command -v "${m%:*}" >/dev/null 2>&1 && echo "$m" && return
    done
}

# Prints "what<TAB>packages" for each thing of the groups that is not there; column $2 holds the package names.
missing() { # groups, column
    echo "$needs" | while IFS='|' read -r kind what group rest; do
        [ -n "$kind" ] || continue
        case " $1 " in *" $group "*) ;; *) continue ;; esac
        present "$kind" "$what" && continue
        package=$(echo "$kind|$what|$group|$rest" | cut -d'|' -f"$2")
        printf '%s\t%s\n' "$what" "$package"
    done
}

run() { # the command is shown, then run
    echo "+ $*"
    "$@"
}

groups=${*:-build window test}
found=$(manager)
column=${found#*:}
lacking=$(missing "$groups" "${column:-4}")
[ -z "$lacking" ] && exit 0

names=$(echo "$lacking" | cut -f1 | paste -s -d, - | sed 's/,/, /g')
packages=$(echo "$lacking" | cut -f2 | tr ' ' '\n' | grep -v '^-$' | sort -u | tr '\n' ' ')
echo "Missing: $names."

if [ -z "$found" ]; then
    echo "No package manager that this script knows (apt, dnf, pacman, brew) was found." >&2
    echo "Please install, under the names your system gives them: $packages" >&2
    exit 2
fi

case ${found%:*} in
apt-get) install="apt-get install -y $packages" ;;
dnf) install="dnf install -y $packages" ;;
pacman) install="pacman -S --needed --noconfirm $packages" ;;
brew) install="brew install $packages" ;;
esac
sudo=
if [ "${found%:*}" != brew ] && [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
        echo "Installing needs root, and there is no sudo here. As root, type:" >&2
        echo "    $install" >&2
        exit 2
    fi
    sudo=sudo
fi

# A machine that never fetched its list of packages finds none of them: fetch it, once.
if [ "${found%:*}" = apt-get ] && ! apt-get install -s $packages >/dev/null 2>&1; then
    run $sudo apt-get update
fi
DEBIAN_FRONTEND=noninteractive
export DEBIAN_FRONTEND
if ! run $sudo $install; then
    echo "That did not work. When it can, type:" >&2
    echo "    $sudo${sudo:+ }$install" >&2
    exit 2
fi
lacking=$(missing "$groups" "$column")
if [ -n "$lacking" ]; then
    echo "Installed, but still not found: $(echo "$lacking" | cut -f1 | paste -s -d, -)" >&2
    exit 2
fi
