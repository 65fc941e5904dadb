#!/bin/sh
# What make dist packed, unpacked in an empty folder without git: it builds, its tests of src pass, it installs, and it
# packs itself to the same bytes.
#
#   dist.sh ARCHIVE VERSION
set -eu
archive=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
version=$2
unset MAKEFLAGS MFLAGS MAKELEVEL MODE REAL BUILD DESTDIR PREFIX
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# No git above finds a checkout, and none is there.
GIT_CEILING_DIRECTORIES=$work
export GIT_CEILING_DIRECTORIES

tar -xf "$archive" -C "$work"
cd "$work/twingrad-$version"
${MAKE:-make} test-src
${MAKE:-make} install PREFIX="$work/here"
"$work/here/bin/twingrad" --version
${MAKE:-make} dist
cmp "build/twingrad-$version.tar.xz" "$archive"
${MAKE:-make} uninstall PREFIX="$work/here"
[ -z "$(find "$work/here" ! -type d)" ]
echo 'dist: what was unpacked builds, passes its tests, installs, and packs itself to the same bytes.'
