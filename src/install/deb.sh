#!/bin/sh
# Makes Debian packages of a packed source: beside it, in a folder of their own, as Debian's own tools do it.
#
#   deb.sh VERSION ARCHIVE.tar.xz FOLDER
set -eu
version=$1
archive=$2
folder=$3
for tool in dpkg-buildpackage dh lintian; do
    command -v $tool >/dev/null 2>&1 || {
        echo "make deb needs $tool; on Debian: sh src/deps.sh dist" >&2
        exit 2
    }
done

rm -rf "$folder"
mkdir -p "$folder"
cp "$archive" "$folder/twingrad_$version.orig.tar.xz"
tar -xf "$archive" -C "$folder"
cp -R "$folder/twingrad-$version/src/install/debian" "$folder/twingrad-$version/debian"
cd "$folder/twingrad-$version"
[ "$(dpkg-parsechangelog -S Version)" = "$version-1" ] || {
    echo "src/install/debian/changelog speaks of $(dpkg-parsechangelog -S Version), not of $version-1" >&2
    exit 2
}
unset MAKEFLAGS MFLAGS MAKELEVEL MODE REAL BUILD CFLAGS CXXFLAGS CPPFLAGS LDFLAGS DESTDIR PREFIX
dpkg-buildpackage --unsigned-source --unsigned-changes --jobs=auto
cd ..
lintian --info --display-info --pedantic --fail-on error,warning --tag-display-limit 0 ./*.changes
