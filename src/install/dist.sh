#!/bin/sh
# Packs the sources: the same sources give the same bytes, whoever packs them, when and where.
#
#   dist.sh VERSION ARCHIVE.tar.xz
#
# In a checkout these are the files that git knows, as they lie there, and their date is that of the last commit;
# elsewhere all files but build/, and the date of the newest. SOURCE_DATE_EPOCH says another date.
set -eu
version=$1
archive=$2
LC_ALL=C
export LC_ALL

tar=tar
$tar --version 2>/dev/null | grep -q GNU || tar=gtar
$tar --version 2>/dev/null | grep -q GNU || {
    echo 'make dist needs GNU tar' >&2
    exit 2
}

if [ -e .git ] && git rev-parse --git-dir >/dev/null 2>&1; then
    [ -z "$(git status --porcelain)" ] || echo 'dist: some files are not as they were committed; they are packed as they are' >&2
    list() { git ls-files -z; }
    newest() { git log -1 --format=%ct; }
else
    list() { find . -path ./build -prune -o \( -type f -o -type l \) -print0 | sed -z 's|^\./||'; }
    newest() { list | xargs -0 stat -c %Y | sort -n | tail -n 1; }
fi
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(newest)}

list | sort -z | $tar --create --no-recursion --null --format=ustar --transform="flags=r;s|^|twingrad-$version/|" \
    --owner=0 --group=0 --numeric-owner --mode='u+rwX,go+rX,go-w' --mtime="@$SOURCE_DATE_EPOCH" --file="$archive.tar" --files-from=-
xz --force --threads=1 -6 "$archive.tar"
mv "$archive.tar.xz" "$archive"
