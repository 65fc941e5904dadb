#!/bin/sh
# src/deps.sh on machines that are made up: a folder of its own is the whole PATH, and the package managers,
# sudo, pkg-config, the compiler and the user in it are small scripts that write down how they were called.
set -u
unset PKG_CONFIG
deps=$PWD/src/deps.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
passed=0

fake() { # name, body
    printf '#!/bin/sh\n%s\n' "$2" >"$1"
    chmod +x "$1"
}

# A machine with the ordinary tools, a user (root unless told), and nothing of what the build needs.
# bin: what can be run; later: what an installation adds; log: what was called.
machine() { # manager, user id
    rm -rf "${work:?}/bin" "$work/later" "$work/log" "$work/have"
    mkdir "$work/bin" "$work/later"
    : >"$work/log"
    for tool in sh env grep sed cut sort tr paste mktemp rm cat cp; do
        ln -s "$(command -v "$tool")" "$work/bin/$tool"
    done
    fake "$work/bin/id" "echo ${2:-0}"
    for tool in cc gcc clang clang-format clang-tidy cppcheck git python3 Xvfb xauth xdotool timeout find xgettext pdftotext; do
        fake "$work/later/$tool" 'exit 0'
    done
    fake "$work/later/pkg-config" "[ \"\$1\" = --exists ] && grep -qx \"\$2\" '$work/have'"
    fake "$work/later/fc-match" 'echo DejaVu Sans'
    printf '%s\n' jansson expat sdl2 cairo-ft fontconfig freetype2 cmocka >"$work/have"
    [ -z "$1" ] || fake "$work/bin/$1" "echo '$1' \"\$*\" >>'$work/log'; cp '$work'/later/* '$work/bin'"
}

apt() { # a Debian whose lists of packages were never fetched, or were
    machine apt-get "${1:-0}"
    fake "$work/bin/apt-get" "case \"\$*\" in
    'install -s '*) [ -e '$work/lists' ]; exit ;;
    update) : >'$work/lists' ;;
    *) [ -e '$work/lists' ] || exit 100; cp '$work'/later/* '$work/bin' ;;
    esac; echo apt-get \"\$*\" >>'$work/log'"
    rm -f "$work/lists"
}

runs() { # the groups; leaves status, $work/out, $work/err
    PATH=$work/bin sh "$deps" "$@" >"$work/out" 2>"$work/err"
    status=$?
}

check() { # what is true, then a command that finds it so
    sentence=$1
    shift
    if "$@" >/dev/null 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED: %s\n' "$sentence"
        sed 's/^/    /' "$work/out" "$work/err" "$work/log"
    fi
}
says() { grep -F -e "$1" "$work/out" "$work/err"; }
called() { [ "$(cat "$work/log")" = "$1" ]; }

everything='fontconfig fonts-dejavu-core gcc gettext libc6-dev libcairo2-dev libexpat1-dev libfontconfig-dev'
everything="$everything libfreetype-dev libjansson-dev libsdl2-dev pkg-config"
apt_line="apt-get install -y --no-install-recommends $everything"

machine apt-get
mv "$work"/later/* "$work/bin"
runs build window test ci
check 'where all is there, it is silent' [ "$status:$(cat "$work/out" "$work/err")" = 0: ]
check 'where all is there, nothing is installed' called ''

apt
: >"$work/lists"
runs build window
check 'root installs with apt' called "$apt_line"
check 'it ends well' [ "$status" = 0 ]
check 'the command is shown' says "+ env DEBIAN_FRONTEND=noninteractive $apt_line"
check 'what is missing is named' says 'Missing: DejaVu Sans, cairo-ft, cc, expat, fc-match'

apt
runs build window
check 'lists never fetched are fetched first' called "apt-get update
$apt_line"

apt
: >"$work/lists"
fake "$work/bin/apt-get" "echo apt-get \"\$*\" >>'$work/log'; case \"\$*\" in
'install -s '*) exit 0 ;;
update) : >'$work/fresh' ;;
*) [ -e '$work/fresh' ] || exit 100; cp '$work'/later/* '$work/bin' ;;
esac"
rm -f "$work/fresh"
runs build
check 'lists that are too old are fetched when an installation fails' [ "$status" = 0 ]
check 'and it is tried again' says '+ apt-get update'

apt 1000
fake "$work/bin/sudo" "echo sudo >>'$work/log'; exec \"\$@\""
runs build window
check 'another user installs through sudo' called "sudo
apt-get update
sudo
$apt_line"
check 'and sees it' says "+ sudo env DEBIAN_FRONTEND=noninteractive $apt_line"

apt 1000
runs build window
check 'without sudo nothing is run' called ''
check 'without sudo the status is 2' [ "$status" = 2 ]
check 'without sudo the line to type is given' says "    apt-get update && $apt_line"

apt
: >"$work/lists"
fake "$work/bin/apt-get" "[ \"\$2\" = -s ]"
runs build
check 'an installation that fails ends with 2' [ "$status" = 2 ]
check 'and gives the line to type' says '    apt-get install -y --no-install-recommends gcc gettext libc6-dev'

machine apt-get
fake "$work/bin/apt-get" "cp '$work'/later/* '$work/bin'"
: >"$work/have"
runs build
check 'what is not found after all is named' says 'Installed, but still not found: expat, jansson.'
check 'and ends with 2' [ "$status" = 2 ]

machine dnf
runs build window
check 'dnf installs by its names' called "dnf install -y SDL2-devel cairo-devel dejavu-sans-fonts \
dejavu-sans-mono-fonts expat-devel fontconfig fontconfig-devel freetype-devel gcc gettext jansson-devel \
pkgconf-pkg-config"

machine pacman
runs build test
check 'pacman installs by its names' called "pacman -S -p --noconfirm cmocka expat findutils gcc gettext jansson pkgconf poppler
pacman -S --needed --noconfirm cmocka expat findutils gcc gettext jansson pkgconf poppler"
machine pacman
fake "$work/bin/pacman" "case \"\$*\" in
*-p*) exit 1 ;; -Sy*) ;; *) cp '$work'/later/* '$work/bin' ;;
esac; echo pacman \"\$*\" >>'$work/log'"
runs build test
check 'pacman fetches its lists first where it has none' called "pacman -Sy --noconfirm
pacman -S --needed --noconfirm cmocka expat findutils gcc gettext jansson pkgconf poppler"

machine brew 501
mv "$work/later/cc" "$work/bin"
runs build window
check 'brew installs without sudo' called 'brew install cairo expat font-dejavu fontconfig freetype gettext jansson pkgconf sdl2'
machine brew 501
runs build
check 'a Mac without a compiler is told how to get it' says '    xcode-select --install'
check 'and brew is not called' called ''

machine ''
runs build
check 'without a package manager the names are given' says '    gcc gettext libc6-dev libexpat1-dev libjansson-dev pkg-config'
check 'without a package manager the status is 2' [ "$status" = 2 ]

machine apt-get
runs window tests
check 'a group that does not exist is refused' [ "$status" = 2 ]
check 'and named' says 'tests: expected one of build, window, test, fuzz, ci, docs, dist, peers'

machine apt-get
mv "$work"/later/* "$work/bin"
sed '/sdl2/d' "$work/have" >"$work/fewer"
mv "$work/fewer" "$work/have"
runs build test
check 'what other groups need is left alone' [ "$status:$(cat "$work/log")" = 0: ]
fake "$work/bin/cc" 'exit 1'
runs build
check 'a compiler without the C library is none' says 'Missing: cc.'

echo "deps: $passed passed, $failed failed."
[ "$failed" -eq 0 ]
